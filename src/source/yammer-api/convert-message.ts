import type { MessageKind, MessageRecord, ReactionRecord, TopicRef } from "../../model/conversation.ts";
import type { Id } from "../../model/key.ts";
import type { SourceRecord } from "../source.ts";
import { attachedTo, type Attached } from "./convert-files.ts";
import { avatarOf } from "./avatars.ts";
import { personHint, type Place } from "./convert-people.ts";
import { timeOf } from "./dates.ts";
import { isObject, topicsOfThread, type References } from "./references.ts";
import { digestOf, restOf } from "./rest.ts";
import type { MessagePayload, ThreadPayload } from "./schema.ts";
import { isChosen } from "./scope.ts";
import { bodyTextOf } from "./text.ts";

/** What stands around an entry of a feed. */
export interface Around extends Place {
  /** The group that is being read: system messages and All Company name none. */
  readonly groupId: Id | null;
  /** The numeric id of All Company, which is group 0. */
  readonly allCompanyId: Id | null;
  readonly references: References;
  /** Where the bytes behind an address are to be fetched, or null where they must not be. */
  readonly fileUrl: (url: string) => string | null;
  /** False for what was handed over just like this already. */
  readonly isNew: (seen: SourceRecord) => boolean;
}

const USED: ReadonlySet<string> = new Set([
  ...[
    "id",
    "thread_id",
    "sender_id",
    "replied_to_id",
    "group_id",
    "created_at",
    "message_type",
    "title",
    "body",
    "attachments",
    "liked_by",
  ],
  ...["direct_message", "system_message", "notified_user_ids", "shared_message_id", "poll_options", "published_at"],
]);

const KINDS: Readonly<Record<string, MessageKind>> = {
  update: "discussion",
  chat: "discussion",
  question: "question",
  announcement: "announcement",
  poll: "poll",
  praise: "praise",
  system: "system",
};

/** A message and what comes with it: its likes as far as they are named, its files, and the people it names. */
export function messageOf(entry: unknown, payload: MessagePayload, around: Around, row: number): SourceRecord[] {
  const threadId = payload.thread_id ?? payload.id;
  const isPrivate = payload.direct_message;
  if (isPrivate && around.scope.privateConversations === "count") return [countedOnly(payload, threadId, around, row)];
  const groupId = isPrivate ? payload.group_id : groupIdOf(payload, around);
  if (isOfExcluded(payload, groupId, around)) return [{ kind: "skip", line: row, reason: "excluded-group", policy: true }];
  const attached = attachedTo(payload, around, { groupId, fileUrl: around.fileUrl });
  const record = whole(entry, payload, { around, row, threadId, groupId, attached });
  return [
    ...hints(payload, record.mentions, around),
    ...topicRecords(record, around),
    record,
    ...likesOf(payload, around),
    ...(isPrivate ? [] : attached.files),
  ];
}

/** A thread may stand in the feeds of two groups: what belongs to one that is left out is left out in the other's feed too. */
function isOfExcluded({ group_id: alias }: MessagePayload, id: Id | null, { groupId, scope, references }: Around): boolean {
  if (id === null || alias === null || id === groupId || scope.excludeGroups.length === 0) return false;
  return !isChosen({ id, alias, name: references.groups.get(alias) ?? "" }, true, { only: [], except: scope.excludeGroups, mine: false });
}

export function groupIdOf(payload: Pick<MessagePayload, "group_id">, around: Pick<Around, "groupId" | "allCompanyId">): Id | null {
  if (payload.group_id === null) return around.groupId;
  return payload.group_id === around.allCompanyId ? 0 : payload.group_id;
}

interface Frame {
  readonly around: Around;
  readonly row: number;
  readonly threadId: Id;
  readonly groupId: Id | null;
  readonly attached: Attached;
}

function whole(entry: unknown, payload: MessagePayload, frame: Frame): MessageRecord {
  const { around, threadId, attached } = frame;
  const isFull = around.scope.content === "full";
  const text = bodyTextOf(payload.body, around.references);
  const kind = kindOf(payload, attached);
  const extra = {
    ...(attached.odd.length > 0 && isFull ? { attachments: attached.odd } : {}),
    ...(payload.sender_type === "user" ? { sender_type: null } : {}),
    ...(payload.message_type !== null && !(payload.message_type in KINDS) ? { message_type: payload.message_type } : {}),
  };
  return {
    kind: "message",
    network: around.network,
    id: payload.id,
    threadId,
    replyToId: payload.replied_to_id,
    groupId: frame.groupId,
    authorId: payload.sender_id,
    createdAt: timeOf(payload.created_at),
    messageKind: kind,
    title: isFull ? payload.title : null,
    body: isFull ? text.body : null,
    bodyHtml: isFull ? payload.body.rich : null,
    deletedAt: null,
    isDeleted: false,
    isRedacted: false,
    isSystem: kind === "system",
    isPrivate: payload.direct_message,
    chars: text.body.length,
    mentions: [...new Set([...text.mentions, ...payload.notified_user_ids])],
    topics: topicsOf(text.tags),
    attachments: attached.refs,
    ...(payload.poll_options.length > 0 ? { poll: isFull ? payload.poll_options.map(({ answer }) => ({ answer, votes: null })) : [] } : {}),
    ...(attached.praise ? { praise: attached.praise } : {}),
    row: frame.row,
    digest: digestOf(entry, ["liked_by"]),
    ...(isFull ? restOf(entry, USED, extra) : {}),
  };
}

/** The tags of a text. Topics hang on threads in REST, and are told beside their messages. */
function topicsOf(tags: readonly { id: Id; name: string }[]): TopicRef[] {
  const topics = new Map<string, TopicRef>();
  for (const { id, name } of tags) if (!topics.has(name)) topics.set(name, { id, name });
  return [...topics.values()];
}

/** All topics of a thread, with their names; nothing where the answer does not say. */
export function threadTopics(
  thread: ThreadPayload | undefined,
  references: References,
  around: Pick<Around, "network" | "isNew">,
): SourceRecord[] {
  if (thread?.topics == null) return [];
  const { network, isNew } = around;
  const topics = topicsOfThread(thread.topics, references).map(({ id, name }): TopicRef => ({ id, name }));
  const record: SourceRecord = { kind: "thread-topics", network, threadId: thread.id, topics };
  return [...topicRecords({ topics }, around), record].filter(isNew);
}

/** The names behind the numbers that a text has for its topics. */
function topicRecords({ topics }: Pick<MessageRecord, "topics">, { network, isNew }: Pick<Around, "network" | "isNew">): SourceRecord[] {
  return topics.flatMap(({ id, name }): SourceRecord[] => (id === null ? [] : [{ kind: "topic", network, id, name }])).filter(isNew);
}

function kindOf(payload: MessagePayload, attached: Attached): MessageKind {
  if (payload.system_message) return "system";
  const told = KINDS[payload.message_type?.toLowerCase() ?? ""] ?? "discussion";
  if (told !== "discussion") return told;
  if (payload.poll_options.length > 0) return "poll";
  return attached.praise ? "praise" : "discussion";
}

/** Not even how long it is, nor a digest by which a known text could be recognised. */
function countedOnly(payload: MessagePayload, threadId: Id, around: Around, row: number): MessageRecord {
  const isSystem = payload.system_message;
  return {
    ...{
      kind: "message",
      network: around.network,
      row,
      id: payload.id,
      threadId,
      replyToId: payload.replied_to_id,
      groupId: null,
      authorId: null,
    },
    ...{ createdAt: timeOf(payload.created_at), messageKind: isSystem ? "system" : "discussion", title: null, body: null, bodyHtml: null },
    ...{
      deletedAt: null,
      isDeleted: false,
      isRedacted: false,
      isSystem,
      isPrivate: true,
      chars: 0,
      mentions: [],
      topics: [],
      attachments: [],
    },
  };
}

function likesOf(payload: MessagePayload, { network }: Around): ReactionRecord[] {
  return payload.liked_by.names.flatMap(({ user_id: person }) => (person === null ? [] : [likeOf(network, payload.id, person)]));
}

/** REST tells neither when somebody liked a message nor whether it was another reaction (2.9). */
export function likeOf(network: string, messageId: Id, personId: Id): ReactionRecord {
  return { kind: "reaction", network, messageId, personId, reaction: "like", createdAt: null };
}

/** True where the message names fewer people than it counts. */
export function hasMoreLikes({ liked_by: liked }: MessagePayload): boolean {
  return liked.count > liked.names.filter(({ user_id: person }) => person !== null).length;
}

/** True where the message names everybody who likes it, in so many words: a field that is missing says nothing. */
export function namesAllLikes(entry: unknown, { liked_by: liked }: MessagePayload): boolean {
  const told = isObject(entry) && isObject(entry["liked_by"]) ? entry["liked_by"] : undefined;
  const isTold = told !== undefined && told["count"] !== undefined && Array.isArray(told["names"]);
  return isTold && liked.names.length === liked.count && liked.names.every(({ user_id: person }) => person !== null);
}

function* peopleOf(payload: MessagePayload, mentions: readonly Id[]): Generator<Id> {
  if (payload.sender_id !== null) yield payload.sender_id;
  yield* mentions;
}

function hints(payload: MessagePayload, mentions: readonly Id[], around: Around): SourceRecord[] {
  const { references, isNew, network } = around;
  const found: SourceRecord[] = [];
  for (const id of peopleOf(payload, mentions)) {
    const user = references.users.get(id);
    const isBot = references.bots.has(id) || (id === payload.sender_id && isMachine(payload.sender_type));
    if (user) found.push(personHint(user, around, isBot), ...avatarOf(user, around));
    else if (isBot) found.push({ kind: "person", network, id, name: null, email: null, isBot, isPlaceholder: true });
  }
  for (const { user_id: id, full_name: name } of payload.liked_by.names) {
    if (id !== null && name !== null && !references.users.has(id)) {
      found.push({ kind: "person", network, id, name, email: null, isPlaceholder: true });
    }
  }
  return found.filter(isNew);
}

function isMachine(type: string | null): boolean {
  return type === "bot" || type === "guide";
}
