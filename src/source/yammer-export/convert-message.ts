import type { AttachmentRef, MessageKind, MessageRecord } from "../../model/conversation.ts";
import { ALL_COMPANY, type Id } from "../../model/key.ts";
import type { SourceRecord } from "../source.ts";
import { attachmentsOf } from "./attachments.ts";
import { badId, EXCLUDED, orNull, restOf, withoutSecrets, type Context, type Convert, type Skip } from "./context.ts";
import { referencesOf } from "./markup.ts";
import type { Row } from "./rows.ts";
import type { Layout, messages } from "./schema.ts";

type MessageLayout = Layout<typeof messages>;

const SHIFTED: Skip = { reason: "shifted-columns", policy: false };
const BAD_FLAG: Skip = { reason: "bad-value: in_private_conversation", policy: false };
const REDACTED = "[redacted]";
const NOTHING: readonly never[] = [];
const USER = Buffer.from("user");
const NORMAL = Buffer.from("normal");

/** Rows of Messages.csv. Whether a message is private is decided first: nothing of a private one is decoded that is not told. */
export function messageConverter(layout: MessageLayout): Convert {
  const { at } = layout;
  const kindOf = kindReader();
  return (row, digest, context, out) => {
    const id = row.id(at.id);
    if (id === undefined || id === null) return badId("id");
    if (row.endsWithId(at.id, at.apiUrl) === false) return SHIFTED;
    const isPrivate = row.flag(at.inPrivateConversation) ?? (row.isEmpty(at.inPrivateConversation) ? false : undefined);
    // A word we do not know must not make a private message public.
    if (isPrivate === undefined) return BAD_FLAG;
    const threadId = row.id(at.thread);
    if (threadId === undefined || threadId === null) return badId("thread_id");
    const repliedTo = row.id(at.repliedTo);
    if (repliedTo === undefined) return badId("replied_to_id");
    const parent = row.id(at.parent);
    if (parent === undefined) return badId("parent_id");
    const kind = kindOf(row, at.type);
    if (isPrivate && context.scope.privateConversations === "count") {
      out.push(countedOnly(row, layout, context, { id, threadId, repliedTo, parent, kind }));
      return undefined;
    }
    const sender = row.id(at.sender);
    if (sender === undefined) return badId("sender_id");
    const group = row.id(at.group);
    if (group === undefined) return badId("group_id");
    const groupId = isPrivate ? group : (group ?? ALL_COMPANY);
    if (groupId !== null && context.exclusion?.has(context.network, groupId, row, at.groupName)) return EXCLUDED;
    hint(row, at, context, groupId, sender, out);
    out.push(message(row, layout, context, { id, threadId, repliedTo, parent, kind, digest, groupId, sender, isPrivate }));
    return undefined;
  };
}

interface Frame {
  readonly id: Id;
  readonly threadId: Id;
  readonly repliedTo: Id | null;
  readonly parent: Id | null;
  readonly kind: MessageKind | undefined;
}

interface Opened extends Frame {
  readonly digest: string;
  readonly groupId: Id | null;
  readonly sender: Id | null;
  readonly isPrivate: boolean;
}

/** Not even how long it is, nor a digest by which a known text could be recognised. */
function countedOnly(row: Row, layout: MessageLayout, context: Context, frame: Frame): MessageRecord {
  const { at } = layout;
  const { kind } = frame;
  const createdAt = dateOf(row, at.createdAt, context);
  const deletedAt = dateOf(row, at.deletedAt, context);
  return {
    kind: "message",
    network: context.network,
    row: row.row,
    id: frame.id,
    threadId: frame.threadId,
    replyToId: frame.repliedTo ?? frame.parent,
    groupId: null,
    authorId: null,
    createdAt,
    messageKind: kind === "system" ? "system" : "discussion",
    title: null,
    body: null,
    bodyHtml: null,
    deletedAt,
    isDeleted: isDeleted(row, at),
    isRedacted: false,
    isSystem: kind === "system",
    isPrivate: true,
    chars: 0,
    mentions: NOTHING,
    topics: NOTHING,
    attachments: NOTHING,
  };
}

function message(row: Row, layout: MessageLayout, context: Context, opened: Opened): MessageRecord {
  const { at } = layout;
  const isFull = context.scope.content === "full";
  const body = row.text(at.body);
  const html = row.text(at.html);
  const title = row.text(at.title);
  const references = referencesOf(body === "" ? html : body);
  const attached = row.isEmpty(at.attachments) ? undefined : attachmentsOf(row.text(at.attachments));
  const modules = attached?.modules ?? NOTHING;
  if (modules.length > 0) context.tally.modules++;
  if (attached && !opened.isPrivate) context.openly.add(context.network, attached.refs);
  const createdAt = dateOf(row, at.createdAt, context);
  const deletedAt = dateOf(row, at.deletedAt, context);
  const extra = extraOf(row, layout, opened, { isFull, modules, odd: attached?.odd ?? NOTHING, createdAt, deletedAt });
  const rest = restOf(row, layout, context.scope, extra);
  const record: MessageRecord = {
    kind: "message",
    network: context.network,
    row: row.row,
    digest: opened.digest,
    id: opened.id,
    threadId: opened.threadId,
    replyToId: opened.repliedTo ?? opened.parent,
    groupId: opened.groupId,
    authorId: opened.sender,
    createdAt,
    messageKind: opened.kind ?? (title === "" ? "discussion" : "announcement"),
    title: isFull ? orNull(title) : null,
    body: isFull ? body : null,
    bodyHtml: isFull ? orNull(html) : null,
    deletedAt,
    isDeleted: isDeleted(row, at),
    isRedacted: body.length < 100 && body.trim() === REDACTED,
    isSystem: opened.kind === "system",
    isPrivate: opened.isPrivate,
    chars: body.length,
    mentions: references.mentions,
    topics: references.topics,
    attachments: !attached ? NOTHING : isFull ? attached.refs : attached.refs.map(({ kind, id }): AttachmentRef => ({ kind, id })),
  };
  return rest === undefined ? record : { ...record, rest };
}

/** A date that is none is null in the record and kept as it was beside it. */
function dateOf(row: Row, column: number, context: Context): number | null {
  const ms = row.instant(column);
  if (ms === undefined) context.tally.badDates++;
  return ms ?? null;
}

function isDeleted(row: Row, at: MessageLayout["at"]): boolean {
  return hasValue(row, at.deletedAt) || hasValue(row, at.deletedBy);
}

function hasValue(row: Row, column: number): boolean {
  return !row.isEmpty(column) && row.ascii(column).trim().toLowerCase() !== "null";
}

interface Seen {
  readonly isFull: boolean;
  readonly modules: readonly string[];
  readonly odd: readonly string[];
  readonly createdAt: number | null;
  readonly deletedAt: number | null;
}

/** What the record cannot say in its own fields. Columns that only repeat others are left out, else they would double the store. */
function extraOf(row: Row, layout: MessageLayout, opened: Opened, seen: Seen): readonly (readonly [string, string])[] {
  const { at } = layout;
  let extra: [string, string][] | undefined;
  const keep = (name: string, value: string): void => void (extra ??= []).push([name, value]);
  const { parent, repliedTo, threadId } = opened;
  if (parent !== null && parent !== threadId && repliedTo !== null && parent !== repliedTo) keep("parent_id", String(parent));
  if (!row.isEmpty(at.conversation) && row.id(at.conversation) !== threadId) keep("conversation_id", row.ascii(at.conversation));
  if (!row.isEmpty(at.senderType) && !isUser(row, at.senderType)) keep("sender_type", row.text(at.senderType));
  if (!row.isEmpty(at.participants)) keep("participants", row.text(at.participants));
  if (opened.kind === undefined && !row.isEmpty(at.type) && !isNormal(row, at.type)) keep("message_type", row.text(at.type));
  if (!row.isEmpty(at.apiUrl) && row.endsWithId(at.id, at.apiUrl) !== true && seen.isFull)
    keep("api_url", withoutSecrets(row.text(at.apiUrl)));
  if (seen.createdAt === null && !row.isEmpty(at.createdAt) && seen.isFull) keep("created_at", row.text(at.createdAt));
  if (seen.deletedAt === null && !row.isEmpty(at.deletedAt) && seen.isFull) keep("deleted_at", row.text(at.deletedAt));
  if (seen.modules.length > 0) keep("ymodule", seen.modules.join(","));
  if (seen.odd.length > 0 && seen.isFull) keep("attachments", seen.odd.map(withoutSecrets).join(", "));
  return extra ?? NOTHING;
}

function isUser(row: Row, column: number): boolean {
  return row.is(column, USER);
}

function isNormal(row: Row, column: number): boolean {
  return row.is(column, NORMAL);
}

/** Reads `message_type`; the words of it beyond "normal" and "system" are not documented, so anything that contains one of ours will do. */
function kindReader(): (row: Row, column: number) => MessageKind | undefined {
  const known = new Map<string, MessageKind | undefined>();
  const words: readonly (readonly [string, MessageKind])[] = [
    ["system", "system"],
    ["announce", "announcement"],
    ["question", "question"],
    ["poll", "poll"],
    ["prais", "praise"],
  ];
  return (row, column) => {
    if (column < 0 || row.isEmpty(column) || isNormal(row, column)) return undefined;
    const text = row.ascii(column).toLowerCase();
    if (known.has(text)) return known.get(text);
    const kind = words.find(([word]) => text.includes(word))?.[1];
    // Bounded, should a file have a different one on every row.
    if (known.size < 100) known.set(text, kind);
    return kind;
  };
}

function hint(row: Row, at: MessageLayout["at"], context: Context, groupId: Id | null, sender: Id | null, out: SourceRecord[]): void {
  const { hints, network } = context;
  if (sender !== null && hints.isNewPerson(network, sender, row, at.senderName, at.senderEmail)) {
    out.push(hints.person(network, sender, orNull(row.text(at.senderName)), orNull(row.text(at.senderEmail))));
  }
  if (groupId === null || groupId === ALL_COMPANY) return;
  const inPrivate = row.flag(at.inPrivateGroup) === true;
  if (hints.isNewGroup(network, groupId, inPrivate, row, at.groupName))
    out.push(hints.group(network, groupId, orNull(row.text(at.groupName)), inPrivate));
}
