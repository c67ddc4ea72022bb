import type { MessageRecord, TopicRef } from "../model/conversation.ts";
import type { Id } from "../model/key.ts";
import type { SourceId } from "../source/source.ts";
import { flag, messageKindCode, recordKindCode, sourceCode } from "./codes.ts";
import { createDisagreements, type Saying } from "./disagreement.ts";
import { columnRules, differs, mergeRow, type Column, type Row } from "./merge.ts";
import type { Bound, Claims } from "./provenance.ts";
import { manyRows, ROWS_A_STATEMENT } from "./statements.ts";
import type { Db } from "./store.ts";

/**
 * Messages are nearly all of an export, and nearly all of them are new: they go in many to a statement. Where a batch meets a row that stands
 * there already (fewer changes than rows), its rows are taken one at a time: read, merge, write what changed.
 */
const columns = [
  ...["network", "id", "thread_id", "reply_to_id", "group_id", "author_id", "created_at", "deleted_at", "kind", "flags", "chars"],
  ...["owned", "title", "body", "body_html"],
] as const;

const ruleNames = Object.keys(columnRules.message);

export interface MessageWriter {
  write(records: readonly MessageRecord[], networkPk: (name: string) => number, input: number): void;
  /** The source says a message is gone. */
  bury(network: number, id: Id, deletedAt: number | null): void;
  /** The topics of a thread, told apart from its messages; `settle` shows them with one of these. */
  setTopics(network: number, threadId: Id, topics: readonly TopicRef[]): void;
}

export function createMessageWriter(db: Db, options: { readonly source: SourceId; readonly provenance: Claims }): MessageWriter {
  const { source, provenance } = options;
  const ownedBits = bitsOwnedBy(source);
  const insert = manyRows(
    db,
    (tuples) => `INSERT INTO message(${columns.join(", ")}) VALUES ${tuples} ON CONFLICT DO NOTHING`,
    `(${columns.map(() => "?").join(", ")})`,
  );
  const parts = createPartsWriter(db, source);
  const get = db.prepare<[number, Id], Row>("SELECT * FROM message WHERE network = ? AND id = ?").safeIntegers();
  const update = db.prepare<[Row]>(
    `UPDATE message SET ${[...ruleNames, "owned"].map((column) => `${column} = @${column}`).join(", ")} WHERE network = @network AND id = @id`,
  );
  const compare = createDisagreements(db, source);
  const bury = db.prepare(
    `UPDATE message SET flags = flags | ${flag.deleted}, deleted_at = coalesce(deleted_at, ?) WHERE network = ? AND id = ?`,
  );

  function write(records: readonly MessageRecord[], networkPk: (name: string) => number, input: number): void {
    for (let start = 0; start < records.length; start += ROWS_A_STATEMENT) {
      const batch = records.slice(start, start + ROWS_A_STATEMENT);
      const values: Column[] = [];
      for (const record of batch) bind(values, record, networkPk(record.network), ownedBits);
      if (insert(batch.length).run(values).changes === batch.length) fresh(batch, networkPk, input);
      else for (const record of batch) single(record, networkPk(record.network), input);
    }
  }

  function fresh(batch: readonly MessageRecord[], networkPk: (name: string) => number, input: number): void {
    const traces: Bound[] = [];
    let rows = 0;
    parts.add(batch, (record) => networkPk(record.network));
    for (const record of batch) {
      const network = networkPk(record.network);
      if (record.row === undefined) continue;
      traces.push(recordKindCode.message, network, BigInt(record.id), input, record.row, record.digest ?? null, record.rest ?? null);
      rows++;
    }
    if (rows > 0) provenance.put(rows, traces);
  }

  function single(given: MessageRecord, network: number, input: number): void {
    const existing = get.get(network, given.id);
    const fixed = Number(existing?.["flags"] ?? 0) & (flag.forgotten | flag.detached);
    const record = fixed === 0 ? given : withoutTrace(given, fixed);
    const isEarlier = record.row !== undefined && !provenance.claim(record, network, input);
    if (fixed & flag.forgotten) return;
    if (!existing) {
      insert(1).run(bind([], record, network, ownedBits));
      parts.add([record], () => network);
      return;
    }
    // Of a message that a later input has told, an earlier one gives the finer time and nothing else; what became private keeps only its times.
    const said = isEarlier ? { created_at: record.createdAt } : rowOf(record);
    const stays = record.isPrivate && !isEarlier ? timesOf(existing) : existing;
    const { told: _, ...merged } = mergeRow("message", stays, said, { source, isHint: false, isEarlier });
    if (!isEarlier) compare({ kind: recordKindCode.message, network, id: BigInt(record.id) }, sayingsOf(existing, record));
    if (!isEarlier) parts.restate(record, network);
    // What hangs on it may be of either source, whichever owns the other flags.
    const owned = deletionOf(existing, Number(merged["flags"] ?? 0)) & ~PARTS;
    const row = { ...merged, flags: owned | parts.flagsOf(network, record.id) | fixed };
    if (differs(existing, row)) update.run({ ...row, network, id: record.id });
  }

  /** Of a message that was buried the API alone can say that it is there again: an export was made before. One that an export calls deleted has a date. */
  function deletionOf(existing: Row, flags: number): number {
    const isBuried = (Number(existing["flags"] ?? 0) & flag.deleted) !== 0 && existing["deleted_at"] === null;
    if (!isBuried) return flags;
    return source === "yammer-api" ? flags & ~flag.deleted : flags | flag.deleted;
  }

  const dropTopics = db.prepare("DELETE FROM thread_topic WHERE network = ? AND thread_id = ?");
  const addTopic = db.prepare("INSERT OR IGNORE INTO thread_topic(network, thread_id, name, topic_id) VALUES(?, ?, ?, ?)");

  return {
    write,
    setTopics(network, threadId, topics) {
      dropTopics.run(network, threadId);
      for (const { id, name } of topics) addTopic.run(network, threadId, name, id);
    },
    bury: (network, id, deletedAt) => void bury.run(deletedAt, network, id),
  };
}

/** A message that was forgotten, or whose author was, as it may be noted: that the row was read, and nothing of what it says. */
function withoutTrace({ rest: _rest, digest: _digest, ...record }: MessageRecord, fixed: number): MessageRecord {
  return fixed & flag.detached ? { ...record, authorId: null } : record;
}

/** The bits of the message columns that a source owns: `owned` of those that are never null, and each of the others. */
function bitsOwnedBy(source: SourceId) {
  const bits = Object.fromEntries(
    Object.entries(columnRules.message).map(([column, rule], bit) => [column, rule === source ? 1 << bit : 0]),
  );
  const of = (column: keyof typeof columnRules.message) => bits[column] ?? 0;
  return {
    owned: of("thread_id") | of("kind") | of("flags") | of("chars"),
    replyTo: of("reply_to_id"),
    group: of("group_id"),
    author: of("author_id"),
    title: of("title"),
    body: of("body"),
    bodyHtml: of("body_html"),
  };
}
type OwnedBits = ReturnType<typeof bitsOwnedBy>;

/** What an export and the API may say differently; both are at hand only now, for one of them is going to be kept. */
function sayingsOf(existing: Row, record: MessageRecord): Saying[] {
  if (record.isPrivate) return [];
  const row = rowOf(record);
  return Object.entries(comparedColumns).map(([field, column]) => ({ field, stood: existing[column] ?? null, said: row[column] ?? null }));
}

const comparedColumns = {
  author: "author_id",
  body: "body",
  group: "group_id",
  parent: "reply_to_id",
  thread: "thread_id",
  title: "title",
};

function timesOf(row: Row): Row {
  return { created_at: row["created_at"] ?? null, deleted_at: row["deleted_at"] ?? null };
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
  if (record.isBestAnswer === true) flags |= flag.bestAnswer;
  if (record.isForgotten === true) flags |= flag.forgotten;
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
function bind(values: Column[], record: MessageRecord, network: number, bits: OwnedBits): Column[] {
  let { owned } = bits;
  if (record.replyToId !== null) owned |= bits.replyTo;
  if (record.groupId !== null) owned |= bits.group;
  if (record.authorId !== null) owned |= bits.author;
  if (record.title !== null) owned |= bits.title;
  if (record.body !== null) owned |= bits.body;
  if (record.bodyHtml !== null) owned |= bits.bodyHtml;
  values.push(network, record.id, record.threadId, record.replyToId, record.groupId, record.authorId, record.createdAt, record.deletedAt);
  values.push(messageKindCode[record.messageKind], flagsOf(record), record.chars, owned, record.title, record.body, record.bodyHtml);
  return values;
}

/** Flags that say that something hangs on a message. */
const PARTS = flag.mention | flag.link | flag.file;

/** What hangs on a message: mentions, topics, attachments. Each row knows which sources name it; one that none names any more goes. */
function createPartsWriter(db: Db, source: SourceId) {
  const bit = 1 << sourceCode[source];
  const said = `sources = sources | ${bit}`;
  const tables = {
    mention: manyRows(
      db,
      (tuples) => `INSERT INTO mention(network, message_id, person_id, sources) VALUES ${tuples} ON CONFLICT DO UPDATE SET ${said}`,
      `(?, ?, ?, ${bit})`,
    ),
    message_topic: manyRows(
      db,
      (tuples) =>
        `INSERT INTO message_topic(network, message_id, name, topic_id, sources) VALUES ${tuples}
         ON CONFLICT DO UPDATE SET ${said}, topic_id = coalesce(topic_id, excluded.topic_id)`,
      `(?, ?, ?, ?, ${bit})`,
    ),
    attachment: manyRows(
      db,
      (tuples) =>
        `INSERT INTO attachment(network, message_id, kind, id, name, url, title, description, sources) VALUES ${tuples}
         ON CONFLICT DO UPDATE SET ${said}, name = coalesce(excluded.name, name), url = coalesce(excluded.url, url),
           title = coalesce(excluded.title, title), description = coalesce(excluded.description, description)`,
      `(?, ?, ?, ?, ?, ?, ?, ?, ${bit})`,
    ),
  };
  const modules = createModulesWriter(db);
  const names = Object.keys(tables);
  const unsay = names.map((table) => db.prepare(`UPDATE ${table} SET sources = sources & ~${bit} WHERE network = ? AND message_id = ?`));
  const sweep = names.map((table) => db.prepare(`DELETE FROM ${table} WHERE network = ? AND message_id = ? AND sources = 0`));

  function put(table: keyof typeof tables, rows: readonly (readonly Column[])[]): void {
    for (let start = 0; start < rows.length; start += ROWS_A_STATEMENT) {
      const batch = rows.slice(start, start + ROWS_A_STATEMENT);
      tables[table](batch.length).run(batch.flat());
    }
  }

  function add(records: readonly MessageRecord[], networkOf: (record: MessageRecord) => number): void {
    const mentions: Column[][] = [];
    const topics: Column[][] = [];
    const attachments: Column[][] = [];
    for (const record of records) {
      const network = networkOf(record);
      for (const person of record.mentions) mentions.push([network, record.id, person]);
      for (const { id, name } of record.topics) topics.push([network, record.id, name, id]);
      for (const { kind, id, name, url, title, description } of record.attachments) {
        attachments.push([network, record.id, kind, id, name ?? null, url ?? null, title ?? null, description ?? null]);
      }
    }
    put("mention", mentions);
    put("message_topic", topics);
    put("attachment", attachments);
    for (const record of records) if (record.poll !== undefined || record.praise !== undefined) modules.put(record, networkOf(record));
  }

  function restate(record: MessageRecord, network: number): void {
    for (const statement of unsay) statement.run(network, record.id);
    add([record], () => network);
    for (const statement of sweep) statement.run(network, record.id);
  }

  const present = db
    .prepare<[{ network: number; id: Id }], number>(
      `SELECT EXISTS(SELECT 1 FROM mention WHERE network = @network AND message_id = @id) * ${flag.mention}
         | EXISTS(SELECT 1 FROM attachment WHERE network = @network AND message_id = @id AND kind = 'link') * ${flag.link}
         | EXISTS(SELECT 1 FROM attachment WHERE network = @network AND message_id = @id AND kind <> 'link') * ${flag.file}`,
    )
    .pluck();
  const flagsOf = (network: number, id: Id): number => present.get({ network, id }) ?? 0;

  return { add, restate, put, flagsOf };
}

/** Polls and praise: a source that tells of one tells all of it, so it replaces what stood there. Votes once told stay. */
function createModulesWriter(db: Db) {
  const option = db.prepare(
    `INSERT INTO poll_option(network, message_id, position, answer, votes) VALUES(?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET answer = excluded.answer, votes = coalesce(excluded.votes, votes)`,
  );
  const shorten = db.prepare("DELETE FROM poll_option WHERE network = ? AND message_id = ? AND position >= ?");
  const praise = db.prepare("INSERT OR REPLACE INTO praise(network, message_id, icon, comment) VALUES(?, ?, ?, ?)");
  const unpraise = db.prepare("DELETE FROM praise_person WHERE network = ? AND message_id = ?");
  const praised = db.prepare("INSERT OR IGNORE INTO praise_person(network, message_id, person_id) VALUES(?, ?, ?)");
  return {
    put(record: MessageRecord, network: number): void {
      if (record.poll) {
        for (const [position, { answer, votes }] of record.poll.entries()) option.run(network, record.id, position, answer, votes);
        shorten.run(network, record.id, record.poll.length);
      }
      if (!record.praise) return;
      praise.run(network, record.id, record.praise.icon, record.praise.comment);
      unpraise.run(network, record.id);
      for (const person of record.praise.people) praised.run(network, record.id, person);
    },
  };
}
