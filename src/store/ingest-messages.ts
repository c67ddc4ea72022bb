import type { AttachmentRef, MessageRecord, TopicRef } from "../model/conversation.ts";
import type { Id } from "../model/key.ts";
import type { SourceId } from "../source/source.ts";
import { flag, messageKindCode, recordKindCode, sourceCode } from "./codes.ts";
import { columnRules, differs, mergeRow, type Column, type Row } from "./merge.ts";
import type { Claims } from "./provenance.ts";
import type { Db } from "./store.ts";

/**
 * Messages are nearly all of an export, and nearly all of them are new: they go in many to a statement. Where a batch meets a row that stands
 * there already (fewer changes than rows), its rows are taken one at a time: read, merge, write what changed.
 */
const BATCH = 50;

const columns = [
  ...["network", "id", "thread_id", "reply_to_id", "group_id", "author_id", "created_at", "deleted_at", "kind", "flags", "chars"],
  ...["owned", "told", "title", "body", "body_html"],
] as const;

const ruleNames = Object.keys(columnRules.message);

export interface MessageWriter {
  write(records: readonly MessageRecord[], networkPk: (name: string) => number, input: number): void;
  /** The source says a message is gone. */
  bury(network: number, id: Id, deletedAt: number | null): void;
}

export function createMessageWriter(db: Db, options: { readonly source: SourceId; readonly provenance: Claims }): MessageWriter {
  const { source, provenance } = options;
  const ownedBits = bitsOwnedBy(source);
  const tuple = `(${columns.map(() => "?").join(", ")})`;
  const insertMany = (rows: number) =>
    db.prepare(`INSERT INTO message(${columns.join(", ")}) VALUES ${Array(rows).fill(tuple).join(", ")} ON CONFLICT DO NOTHING`);
  const many = insertMany(BATCH);
  const one = insertMany(1);
  const parts = createPartsWriter(db, source);
  const get = db.prepare<[number, Id], Row>("SELECT * FROM message WHERE network = ? AND id = ?");
  const update = db.prepare<[Row]>(
    `UPDATE message SET ${[...ruleNames, "owned", "told"].map((column) => `${column} = @${column}`).join(", ")} WHERE network = @network AND id = @id`,
  );
  const bury = db.prepare(
    `UPDATE message SET flags = flags | ${flag.deleted}, deleted_at = coalesce(deleted_at, ?) WHERE network = ? AND id = ?`,
  );

  function write(records: readonly MessageRecord[], networkPk: (name: string) => number, input: number): void {
    for (let start = 0; start < records.length; start += BATCH) {
      const batch = records.slice(start, start + BATCH);
      if (batch.length < BATCH) {
        for (const record of batch) single(record, networkPk(record.network), input);
        continue;
      }
      const values: Column[] = [];
      for (const record of batch) bind(values, record, networkPk(record.network), ownedBits);
      if (many.run(values).changes === BATCH) fresh(batch, networkPk, input);
      else for (const record of batch) single(record, networkPk(record.network), input);
    }
  }

  function fresh(batch: readonly MessageRecord[], networkPk: (name: string) => number, input: number): void {
    const traces: (number | bigint | string | null)[][] = [];
    for (const record of batch) {
      const network = networkPk(record.network);
      if (record.row !== undefined) traces.push([network, BigInt(record.id), record.row, record.digest ?? null, record.rest ?? null]);
      parts.add(record, network);
    }
    provenance.put(recordKindCode.message, traces, input);
  }

  function single(record: MessageRecord, network: number, input: number): void {
    if (record.row !== undefined && !provenance.claim(record, network, input)) return;
    const existing = get.get(network, record.id);
    if (!existing) {
      const values: Column[] = [];
      one.run(bind(values, record, network, ownedBits));
      parts.add(record, network);
      return;
    }
    const merged = mergeRow("message", existing, rowOf(record), { source, isHint: false });
    if (differs(existing, merged)) update.run({ ...merged, network, id: record.id });
    parts.restate(record, network);
  }

  return { write, bury: (network, id, deletedAt) => void bury.run(deletedAt, network, id) };
}

/** Bits of the message columns, by who owns them, for rows that are new. */
function bitsOwnedBy(source: SourceId): Readonly<Record<string, { readonly owned: number; readonly told: number }>> {
  return Object.fromEntries(
    Object.entries(columnRules.message).map(([column, rule], bit) => [column, { owned: rule === source ? 1 << bit : 0, told: 1 << bit }]),
  );
}

function flagsOf(record: MessageRecord): number {
  let flags = 0;
  if (record.isDeleted) flags |= flag.deleted;
  if (record.isRedacted) flags |= flag.redacted;
  if (record.isSystem) flags |= flag.system;
  if (record.isPrivate) flags |= flag.private;
  if (record.mentions.length > 0) flags |= flag.mention;
  if (record.attachments.some((part) => part.kind === "link")) flags |= flag.link;
  if (record.attachments.some((part) => part.kind !== "link")) flags |= flag.file;
  if (record.bodyHtml !== null) flags |= flag.html;
  return flags;
}

function rowOf(record: MessageRecord): Row {
  return {
    thread_id: record.threadId,
    reply_to_id: record.replyToId,
    group_id: record.groupId,
    author_id: record.authorId,
    created_at: record.createdAt,
    deleted_at: record.deletedAt,
    kind: messageKindCode[record.messageKind],
    flags: flagsOf(record),
    chars: record.chars,
    title: record.title,
    body: record.body,
    body_html: record.bodyHtml,
  };
}

/** The same row in the order of `columns`, appended to `values`; written out, for it runs once a message. */
function bind(values: Column[], record: MessageRecord, network: number, bits: ReturnType<typeof bitsOwnedBy>): Column[] {
  let owned = 0;
  let told = 0;
  const mark = (column: string) => {
    owned |= bits[column]?.owned ?? 0;
    told |= bits[column]?.told ?? 0;
  };
  for (const column of ["thread_id", "kind", "flags", "chars"]) mark(column);
  if (record.replyToId !== null) mark("reply_to_id");
  if (record.groupId !== null) mark("group_id");
  if (record.authorId !== null) mark("author_id");
  if (record.createdAt !== null) mark("created_at");
  if (record.deletedAt !== null) mark("deleted_at");
  if (record.title !== null) mark("title");
  if (record.body !== null) mark("body");
  if (record.bodyHtml !== null) mark("body_html");
  values.push(network, record.id, record.threadId, record.replyToId, record.groupId, record.authorId, record.createdAt, record.deletedAt);
  values.push(messageKindCode[record.messageKind], flagsOf(record), record.chars, owned, told, record.title, record.body, record.bodyHtml);
  return values;
}

/** What hangs on a message: mentions, topics, attachments. Each row knows which sources name it; one that none names any more goes. */
function createPartsWriter(db: Db, source: SourceId) {
  const bit = 1 << sourceCode[source];
  const mention = db.prepare(
    `INSERT INTO mention(network, message_id, person_id, sources) VALUES(?, ?, ?, ${bit}) ON CONFLICT DO UPDATE SET sources = sources | ${bit}`,
  );
  const topic = db.prepare(
    `INSERT INTO message_topic(network, message_id, name, topic_id, sources) VALUES(?, ?, ?, ?, ${bit})
     ON CONFLICT DO UPDATE SET sources = sources | ${bit}, topic_id = coalesce(topic_id, excluded.topic_id)`,
  );
  const attachment = db.prepare(
    `INSERT INTO attachment(network, message_id, kind, id, name, url, title, description, sources) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ${bit})
     ON CONFLICT DO UPDATE SET sources = sources | ${bit}, name = coalesce(excluded.name, name), url = coalesce(excluded.url, url),
       title = coalesce(excluded.title, title), description = coalesce(excluded.description, description)`,
  );
  const tables = ["mention", "message_topic", "attachment"];
  const unsay = tables.map((table) => db.prepare(`UPDATE ${table} SET sources = sources & ~${bit} WHERE network = ? AND message_id = ?`));
  const sweep = tables.map((table) => db.prepare(`DELETE FROM ${table} WHERE network = ? AND message_id = ? AND sources = 0`));

  function putTopic(network: number, message: Id, { id, name }: TopicRef): void {
    topic.run(network, message, name, id);
  }

  function putAttachment(network: number, message: Id, part: AttachmentRef): void {
    attachment.run(network, message, part.kind, part.id, part.name ?? null, part.url ?? null, part.title ?? null, part.description ?? null);
  }

  function add(record: MessageRecord, network: number): void {
    for (const person of record.mentions) mention.run(network, record.id, person);
    for (const ref of record.topics) putTopic(network, record.id, ref);
    for (const part of record.attachments) putAttachment(network, record.id, part);
  }

  function restate(record: MessageRecord, network: number): void {
    for (const statement of unsay) statement.run(network, record.id);
    add(record, network);
    for (const statement of sweep) statement.run(network, record.id);
  }

  return { add, restate };
}
