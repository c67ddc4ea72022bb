import type { MessageRecord } from "../model/conversation.ts";
import type { Id } from "../model/key.ts";
import { recent } from "../recent.ts";
import type { DataRecord, GapRecord, InputRecord, Page, SkipRecord, SourceId, SourceRecord } from "../source/source.ts";
import { createAvatarWriter } from "./avatars.ts";
import { flag, recordKindCode } from "./codes.ts";
import { createDisagreements } from "./disagreement.ts";
import { createMessageWriter } from "./ingest-messages.ts";
import { createLists } from "./lists.ts";
import { createMembershipWriter } from "./memberships.ts";
import { columnRules, differs, mergeRow, type Column, type MergedTable, type Row } from "./merge.ts";
import { createNetworks } from "./networks.ts";
import { createProvenance } from "./provenance.ts";
import type { Store } from "./store.ts";
import { createSuppression } from "./suppress.ts";

/** Writes a source's pages. A page is one transaction: its records and the checkpoints it moves. */
export interface Ingest {
  commit(page: Page): void;
  readonly counts: { records: number; skips: number; gaps: number };
}

export interface IngestOptions {
  readonly source: SourceId;
  readonly run: number;
}

export function createIngest(store: Store, options: IngestOptions): Ingest {
  const { db } = store;
  // Records come in any order, and what they name is made good by settle(): until then references may point nowhere.
  db.pragma("foreign_keys = OFF");
  const networks = createNetworks(db);
  const provenance = createProvenance(db, options);
  const messages = createMessageWriter(db, { source: options.source, provenance });
  const write = createRecordWriter(store, options.source, networks.pk);
  const writeAvatar = createAvatarWriter(db);
  const inputs = createInputs(store, options.source);
  const lists = createLists(db, options.source);
  const suppression = createSuppression(db, networks.pk);
  const counts = { records: 0, skips: 0, gaps: 0 };
  const saveCheckpoint = db.prepare("INSERT OR REPLACE INTO checkpoint(source, scope, value) VALUES(?, ?, ?)");
  const insertSkip = db.prepare("INSERT INTO skip(input, line, reason, policy) VALUES(?, ?, ?, ?)");
  const insertGap = db.prepare("INSERT OR IGNORE INTO gap(network, group_id, thread_id, kind, evidence, input) VALUES(?, ?, ?, ?, ?, ?)");

  function skip(input: number, record: SkipRecord): void {
    insertSkip.run(input, record.line, record.reason, record.policy ? 1 : 0);
    counts.skips++;
  }

  function gap(input: number, record: GapRecord): void {
    const network = record.network === null ? null : networks.pk(record.network);
    counts.gaps += insertGap.run(network, record.groupId ?? null, record.threadId ?? null, record.gap, record.evidence, input).changes;
  }

  function data(input: number, record: Exclude<DataRecord, MessageRecord>): void {
    if (record.kind === "network") networks.learn(record);
    const network = networks.pk(record.network);
    const wins = record.row === undefined || provenance.claim(record, network, input);
    write(record, network, input, !wins);
    if (record.kind === "membership") lists.confirm("members", network, record.groupId, record.personId);
    else if (record.kind === "reaction") lists.confirm("likers", network, record.messageId, record.personId);
    counts.records++;
  }

  function commit(page: Page): void {
    store.transaction(() => {
      const batch: MessageRecord[] = [];
      for (const record of page.records) if (record.kind === "input") inputs.open(record);
      const input = inputs.of(page.origin);
      for (const given of page.records) {
        // What somebody asked us to forget is dropped before it is stored; nothing is looked up while nobody has.
        const record = suppression ? suppression.pass(given) : given;
        if (record === undefined) {
          if (isRow(given)) skip(input, { kind: "skip", line: given.row, reason: FORGOTTEN, policy: true });
          continue;
        }
        if (record.kind === "message") batch.push(record);
        else if (record.kind === "skip") skip(input, record);
        else if (record.kind === "gap") gap(input, record);
        else if (record.kind === "tombstone") messages.bury(networks.pk(record.network), record.messageId, record.deletedAt);
        else if (record.kind === "thread-topics") messages.setTopics(networks.pk(record.network), record.threadId, record.topics);
        else if (record.kind === "avatar") writeAvatar(record, networks.pk(record.network), input);
        else if (record.kind === "list") lists.take(record, networks.pk(record.network));
        else if (record.kind !== "input") data(input, record);
      }
      messages.write(batch, networks.pk, input);
      counts.records += batch.length;
      inputs.count(input, page.rows);
      for (const checkpoint of page.checkpoints) saveCheckpoint.run(options.source, checkpoint.scope, checkpoint.value);
    });
  }

  return { commit, counts };
}

/** Reason of an input's row that is not stored because somebody asked us to forget it. */
export const FORGOTTEN = "forgotten";

function isRow(record: SourceRecord): record is SourceRecord & { readonly row: number } {
  return "row" in record && typeof record.row === "number";
}

/** More than an export has files; a live network has an endpoint for every thread. */
const KNOWN = 10_000;

/** The files (or endpoints) that pages come from. */
function createInputs({ db }: Store, source: SourceId) {
  const find = db.prepare<[string, string, string], { pk: number }>(
    "SELECT pk FROM input WHERE source = ? AND file = ? AND fingerprint = ?",
  );
  const latest = db.prepare<[string, string], { pk: number }>(
    "SELECT pk FROM input WHERE source = ? AND file = ? ORDER BY pk DESC LIMIT 1",
  );
  const insert = db.prepare("INSERT INTO input(source, file, fingerprint, position) VALUES(?, ?, ?, ?)");
  const move = db.prepare("UPDATE input SET position = ?, declared_rows = coalesce(?, declared_rows) WHERE pk = ?");
  const reset = db.prepare("UPDATE input SET rows = 0 WHERE pk = ?");
  const count = db.prepare("UPDATE input SET rows = rows + ? WHERE pk = ?");
  const forget = ["skip", "gap", "superseded"].map((table) => db.prepare(`DELETE FROM ${table} WHERE input = ?`));
  const known = recent<number>(KNOWN);
  // An input that is no longer listed ranks below every one that is: those say their position anew in every run.
  db.prepare("UPDATE input SET position = -1 WHERE source = ?").run(source);

  function open(record: InputRecord): void {
    const pk =
      find.get(source, record.file, record.fingerprint)?.pk ??
      Number(insert.run(source, record.file, record.fingerprint, record.position).lastInsertRowid);
    move.run(record.position, record.declaredRows ?? null, pk);
    if (record.from === "start") {
      reset.run(pk);
      for (const statement of forget) statement.run(pk);
    }
    known.set(record.file, pk);
  }

  function of(origin: string): number {
    const pk = known.get(origin) ?? latest.get(source, origin)?.pk ?? Number(insert.run(source, origin, "", 0).lastInsertRowid);
    known.set(origin, pk);
    return pk;
  }

  return { open, of, count: (pk: number, rows: number) => (rows > 0 ? count.run(rows, pk) : undefined) };
}

const bool = (value: boolean | undefined): Column => (value === undefined ? null : value ? 1 : 0);

/** Everything but messages, one at a time: read what stands there, merge, write what changed. */
function createRecordWriter({ db }: Store, source: SourceId, networkPk: (name: string) => number) {
  const upsert = createUpsert(db, source);
  const putMembership = createMembershipWriter(db, source);
  const putReaction = db.prepare(
    `INSERT INTO reaction(network, message_id, person_id, kind, created_at) VALUES(?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET created_at = excluded.created_at WHERE created_at IS NULL AND excluded.created_at IS NOT NULL`,
  );
  // The text of a version is kept only where its message is known and is no private conversation.
  const putVersion = db.prepare(
    `INSERT INTO message_version(network, message_id, version_id, created_at, body, body_html)
     SELECT @network, @message, @version, @at, CASE WHEN known THEN @body END, CASE WHEN known THEN @html END
     FROM (SELECT EXISTS(SELECT 1 FROM message WHERE network = @network AND id = @message AND flags & ${flag.private | flag.forgotten} = 0) AS known)
     WHERE true ON CONFLICT DO UPDATE SET body = excluded.body, body_html = excluded.body_html, created_at = excluded.created_at`,
  );

  /** `isEarlier`: a later input has said this record already, so it only completes what stands there. */
  return function write(record: Exclude<DataRecord, MessageRecord>, network: number, input: number, isEarlier: boolean): void {
    if (isEarlier && !completes.has(record.kind)) return;
    switch (record.kind) {
      case "network":
        return;
      case "person": {
        upsert("person", { network, id: record.id }, personColumns(record), { isHint: record.isPlaceholder === true, isEarlier });
        return;
      }
      case "network-admin":
        upsert("person", { network, id: record.id }, { is_admin: 1 }, { isHint: true, isEarlier });
        return;
      case "group":
        upsert("grp", { network, id: record.id }, groupColumns(record), { isHint: record.isPlaceholder === true, isEarlier });
        return;
      case "topic":
        upsert(
          "topic",
          { network, id: record.id },
          { name: record.name, created_at: record.createdAt ?? null, creator_id: record.creatorId ?? null },
          { isHint: false, isEarlier },
        );
        return;
      case "membership":
        putMembership(record, network);
        return;
      case "reaction":
        putReaction.run(network, record.messageId, record.personId, record.reaction, record.createdAt);
        return;
      case "message-version":
        putVersion.run({
          network,
          message: record.messageId,
          version: record.versionId,
          at: record.createdAt,
          body: record.body,
          html: record.bodyHtml,
        });
        return;
      case "file":
        upsert("file_version", { network, type: record.type, id: record.id }, fileColumns(record, input), {
          isHint: false,
          isEarlier,
          replaces: record.isPrivate,
        });
        return;
      case "external-thread":
        upsert.externalThread(networkPk(record.network), record.threadId);
        return;
    }
  };
}

function personColumns(record: Extract<DataRecord, { kind: "person" }>): Row {
  return {
    name: record.name,
    email: record.email,
    job_title: record.jobTitle ?? null,
    location: record.location ?? null,
    department: record.department ?? null,
    directory_id: record.directoryId ?? null,
    joined_at: record.joinedAt ?? null,
    state: record.state ?? null,
    is_guest: bool(record.isGuest),
    is_bot: bool(record.isBot),
  };
}

function groupColumns(record: Extract<DataRecord, { kind: "group" }>): Row {
  return {
    alias_id: record.aliasId ?? null,
    name: record.name,
    description: record.description ?? null,
    privacy: record.privacy ?? null,
    created_at: record.createdAt ?? null,
    updated_at: record.updatedAt ?? null,
    creator_id: record.creatorId ?? null,
    is_external: bool(record.isExternal),
    is_deleted: bool(record.isDeleted),
  };
}

function fileColumns(record: Extract<DataRecord, { kind: "file" }>, input: number): Row {
  return {
    file_id: record.fileId,
    name: record.name,
    description: record.description ?? null,
    uploader_id: record.uploaderId ?? null,
    group_id: record.groupId ?? null,
    uploaded_at: record.uploadedAt ?? null,
    deleted_at: record.deletedAt ?? null,
    storage: record.storage ?? null,
    url: record.url ?? null,
    locator: record.locator,
    locator_input: record.locator === null ? null : input,
    size_bytes: record.sizeBytes ?? null,
    told_bytes: record.sizeBytes ?? null,
    is_private: record.isPrivate ? 1 : 0,
  };
}

/** Kinds of which an earlier input may still say something: the others are whole in one row. */
const completes: ReadonlySet<DataRecord["kind"]> = new Set(["person", "group", "topic", "file"]);

type PlainTable = Exclude<MergedTable, "message">;
const keysOf = {
  person: ["network", "id"],
  grp: ["network", "id"],
  topic: ["network", "id"],
  file_version: ["network", "type", "id"],
} as const;
const stubs: ReadonlySet<PlainTable> = new Set(["person", "grp"]);

function asCompared(column: string, value: Column): Column {
  if (value === null || value === "") return null;
  if (column === "privacy") return value === "public" ? "public" : "closed";
  return column === "email" ? String(value).toLowerCase() : value;
}

/** What an export and the API both tell of people and groups, and may tell differently. Private or not in the directory is not public; an export knows no third. */
const comparedColumns = {
  person: { kind: recordKindCode.person, columns: ["department", "email", "job_title", "location", "name", "state"] },
  grp: { kind: recordKindCode.group, columns: ["description", "name", "privacy"] },
} as const;

function createUpsert(db: Store["db"], source: SourceId) {
  function prepare(table: PlainTable) {
    const columns = [...Object.keys(columnRules[table]), "owned", "told", ...(stubs.has(table) ? ["is_placeholder"] : [])];
    const where = keysOf[table].map((key) => `${key} = @${key}`).join(" AND ");
    const all = [...keysOf[table], ...columns];
    return {
      get: db.prepare<[Row], Row>(`SELECT * FROM ${table} WHERE ${where}`).safeIntegers(),
      insert: db.prepare<[Row]>(`INSERT INTO ${table}(${all.join(", ")}) VALUES(${all.map((column) => `@${column}`).join(", ")})`),
      update: db.prepare<[Row]>(`UPDATE ${table} SET ${columns.map((column) => `${column} = @${column}`).join(", ")} WHERE ${where}`),
    };
  }
  const statements = { person: prepare("person"), grp: prepare("grp"), topic: prepare("topic"), file_version: prepare("file_version") };

  /** `replaces`: nothing of what stood there may stay (it has become private). */
  function upsert(
    table: PlainTable,
    key: Row,
    incoming: Row,
    how: { readonly isHint: boolean; readonly isEarlier: boolean; readonly replaces?: boolean },
  ): void {
    const { isHint, isEarlier } = how;
    const { get, insert, update } = statements[table];
    const existing = get.get(key);
    const stub = stubs.has(table) ? { is_placeholder: isHint && Number(existing?.["is_placeholder"] ?? 1) === 1 ? 1 : 0 } : {};
    // Bytes that are here were counted; what a source says of their size may be wrong.
    const measured = existing?.["sha256"] == null ? {} : { size_bytes: existing["size_bytes"] ?? null };
    const merged = {
      ...mergeRow(table, how.replaces ? undefined : existing, incoming, { source, isHint, isEarlier }),
      ...stub,
      ...measured,
    };
    if (existing && !isHint) compareWords(table, key, { existing, incoming, merged, isEarlier });
    if (!existing) insert.run({ ...key, ...merged });
    else if (differs(existing, merged)) update.run({ ...key, ...merged });
  }

  const compare = createDisagreements(db, source);

  /** Where a later input of this source has spoken already, what stays of it is its word. */
  function compareWords(
    table: PlainTable,
    key: Row,
    {
      existing,
      incoming,
      merged,
      isEarlier,
    }: { readonly existing: Row; readonly incoming: Row; readonly merged: Row; readonly isEarlier: boolean },
  ): void {
    if (table !== "person" && table !== "grp") return;
    const { kind, columns } = comparedColumns[table];
    const told = Number(existing["told"] ?? 0);
    const sayings = columns.map((column) => {
      const isTold = (told & (1 << Object.keys(columnRules[table]).indexOf(column))) !== 0;
      const said = (isEarlier ? merged : incoming)[column] ?? null;
      return { field: column, stood: asCompared(column, isTold ? (existing[column] ?? null) : null), said: asCompared(column, said) };
    });
    compare({ kind, network: Number(key["network"]), id: BigInt(key["id"] ?? 0) }, sayings);
  }

  const external = db.prepare(
    `INSERT INTO thread(network, id, kind, is_private, is_external, is_placeholder) VALUES(?, ?, 0, 0, 1, 1)
     ON CONFLICT DO UPDATE SET is_external = 1 WHERE is_external = 0`,
  );
  return Object.assign(upsert, { externalThread: (network: number, id: Id) => external.run(network, id) });
}
