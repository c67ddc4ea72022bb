import { ALL_COMPANY, type MembershipTruth, type MessageTruth, type ThreadBundle } from "../../support/network/truth.ts";
import type { Head } from "./live-index.ts";
import type { Live } from "./live.ts";
import type { Clock } from "./options.ts";

/** What people do while an export runs, and between two. Ids are decimal text; each change tells the id of the message. */
export interface Changes {
  /** A new thread in a group (`0` is All Company). */
  readonly post: (post: NewMessage & { readonly groupId: string }) => string;
  readonly reply: (threadId: string, reply: NewMessage) => string;
  /** REST shows no trace of the old text (2.4). */
  readonly edit: (messageId: string, body: string) => string;
  /** Gone from every answer: REST never shows deleted messages. */
  readonly remove: (messageId: string) => string;
  readonly like: (messageId: string, personId: string) => string;
  readonly unlike: (messageId: string, personId: string) => string;
  readonly join: (groupId: string, personId: string, role?: MembershipTruth["role"]) => void;
  readonly leave: (groupId: string, personId: string) => void;
  /** Somebody uploads a newer version of a file; tells its id. */
  readonly renew: (fileId: string, text: string) => string;
}

export interface NewMessage {
  readonly body: string;
  /** Default: the first member of the group. */
  readonly authorId?: string;
  readonly kind?: MessageTruth["kind"];
  /** It arrives after a newer one of its thread was shown: servers of one network lag behind each other. */
  readonly isOvertaken?: boolean;
}

const NONE: readonly never[] = [];

export function changesOf(live: Live, clock: Clock): Changes {
  let lastAt = 0;
  const stamp = (): { id: bigint; createdAt: string } => {
    lastAt = Math.max(clock.now(), lastAt + 1000);
    const ofTime = BigInt(Math.floor(lastAt / 1000)) * 1_048_576n;
    const next = live.index.greatestId() + 1n;
    return { id: ofTime > next ? ofTime : next, createdAt: new Date(lastAt).toISOString() };
  };
  const write = (head: Head, bundle: ThreadBundle): void => {
    live.put(head, bundle);
    live.feeds.changed(head);
  };
  const change = (messageId: string, modify: (message: MessageTruth) => MessageTruth): string => {
    const head = live.index.headOf(BigInt(messageId));
    if (head === undefined) throw new Error(`there is no message ${messageId} to change`);
    const bundle = live.bundle(head);
    write(head, { ...bundle, messages: bundle.messages.map((message) => (message.id === messageId ? modify(message) : message)) });
    return messageId;
  };
  return {
    post: (post) => {
      const { id, createdAt } = stamp();
      const message = newMessage(live, post, { id: String(id), threadId: String(id), replyToId: null, groupId: post.groupId, createdAt });
      const thread = { groupId: post.groupId, isPrivate: false };
      const head: Head = { index: -1, id, thread: { id: message.id, ...thread }, latestId: id, count: 1, hasStarter: true };
      const about = {
        id: message.id,
        ...thread,
        kind: message.kind,
        title: null,
        isClosed: false,
        messageCount: 1,
        bestReplyId: null,
        oddity: null,
      };
      live.index.heads.push(head);
      live.index.byThread.set(id, head);
      live.index.add(id, head);
      write(head, { thread: about, messages: [message], files: NONE, pages: NONE });
      return message.id;
    },
    reply: (threadId, reply) => {
      const head = live.index.byThread.get(BigInt(threadId));
      if (head === undefined) throw new Error(`there is no thread ${threadId} to reply to`);
      const bundle = live.bundle(head);
      const { id: next, createdAt } = stamp();
      const id = reply.isOvertaken === true ? (freeIn(live, head) ?? next) : next;
      const place = { id: String(id), threadId, replyToId: threadId, groupId: head.thread.groupId, createdAt };
      const message = {
        ...newMessage(live, reply, place),
        isPrivate: head.thread.isPrivate,
        participants: bundle.messages[0]?.participants ?? NONE,
      };
      live.index.add(id, head);
      const thread = { ...bundle.thread, messageCount: bundle.messages.length + 1 };
      write(head, { ...bundle, thread, messages: [...bundle.messages, message].sort(byId) });
      return message.id;
    },
    edit: (messageId, body) => change(messageId, (message) => ({ ...message, body, htmlBody: null, mentions: NONE, topics: NONE })),
    remove: (messageId) =>
      change(messageId, (message) => ({ ...message, isDeleted: true, deletedAt: stamp().createdAt, deletedById: message.authorId })),
    like: (messageId, personId) =>
      change(messageId, (message) => ({ ...message, reactions: [...withoutLike(message, personId), { personId, kind: "like" }] })),
    unlike: (messageId, personId) => change(messageId, (message) => ({ ...message, reactions: withoutLike(message, personId) })),
    join: (groupId, personId, role = "member") =>
      live.setMembers(groupId, [...without(live, groupId, personId), { groupId, personId, role }]),
    leave: (groupId, personId) => live.setMembers(groupId, without(live, groupId, personId)),
    renew: (fileId, text) => {
      const thread = live.file(fileId)?.thread;
      if (thread === undefined) throw new Error(`there is no file ${fileId} to renew`);
      const bundle = live.bundle(thread.head);
      const { id, createdAt } = stamp();
      const renewed = bundle.files.map((file) => {
        const last = file.versions.at(-1);
        if (file.id !== fileId || last === undefined) return file;
        return {
          ...file,
          versions: [...file.versions, { ...last, id: String(id), uploadedAt: createdAt, bytes: () => Buffer.from(text) }],
        };
      });
      write(thread.head, { ...bundle, files: renewed });
      return String(id);
    },
  };
}

function byId(a: MessageTruth, b: MessageTruth): number {
  return BigInt(a.id) < BigInt(b.id) ? -1 : 1;
}

/** Below the thread's newest message; undefined where there is none above its start, for no answer is older than that. */
function freeIn(live: Live, { id, latestId }: Head): bigint | undefined {
  for (let free = latestId - 1n; free > id; free--) if (live.index.headOf(free) === undefined) return free;
  return undefined;
}

function withoutLike(message: MessageTruth, personId: string) {
  return message.reactions.filter((reaction) => reaction.personId !== personId || reaction.kind !== "like");
}

function without(live: Live, groupId: string, personId: string): MembershipTruth[] {
  return live.members(groupId).filter((membership) => membership.personId !== personId);
}

type Place = Pick<MessageTruth, "id" | "threadId" | "replyToId" | "groupId" | "createdAt">;

function newMessage(live: Live, { body, authorId, kind = "discussion" }: NewMessage, place: Place): MessageTruth {
  const crowd = place.groupId === null || place.groupId === ALL_COMPANY ? [] : live.members(place.groupId);
  const author =
    authorId ?? crowd.find(({ personId }) => live.person(personId)?.state === "active")?.personId ?? live.activePeople[0]?.id ?? "1";
  return {
    ...place,
    authorId: author,
    kind,
    body,
    ...{ title: null, htmlBody: null, isDeleted: false, deletedAt: null, deletedById: null, isRedacted: false, isPrivate: false },
    ...{ participants: NONE, mentions: NONE, topics: NONE, attachments: NONE, reactions: NONE, versions: NONE },
    ...{ delegateId: null, poll: null, praise: null, inExport: true },
  };
}
