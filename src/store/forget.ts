import { flag, provenanceCode, recordKindCode } from "./codes.ts";
import { forgetUnusedBytes } from "./files.ts";
import { FORGOTTEN } from "./ingest.ts";
import type { Db, Store } from "./store.ts";
import { NOBODY, scrubbed, suppress, type ForgetMode } from "./suppress.ts";

/** Who or what is to be forgotten, as the store knows it. */
export interface Subject {
  readonly key: string;
  readonly kind: "person" | "message";
  readonly networkPk: number;
  readonly network: string;
  readonly id: string;
  readonly mode: ForgetMode;
}

/**
 * Takes a person or a message out of every table, as one transaction, and remembers what may not come back. Doing it again changes nothing.
 * A message leaves a stand-in without text, author or files, so that its answers have a place. Ids of groups, threads and messages stay.
 */
export function forgetInStore(store: Store, subject: Subject): void {
  const { db } = store;
  db.pragma("secure_delete = ON");
  db.pragma("foreign_keys = ON");
  store.transaction(() => {
    db.exec("DROP TABLE IF EXISTS temp.gone; CREATE TEMP TABLE gone(id INTEGER PRIMARY KEY)");
    suppress(db, subject.mode, subject.key);
    if (subject.kind === "person") forgetAccount(db, subject);
    if (subject.kind === "message") forgetMessage(db, subject);
    else if (subject.mode === "erase") erasePerson(db, subject);
    else anonymisePerson(db, subject);
    forgetTraces(db, subject);
    db.exec("DROP TABLE temp.gone");
  });
}

function forgetMessage(db: Db, { networkPk, network, id, mode }: Subject): void {
  const at = { n: networkPk, id };
  if (mode === "anonymise") {
    db.prepare(
      `UPDATE message SET author_id = NULL, flags = flags | ${flag.detached} WHERE network = @n AND id = CAST(@id AS INTEGER)`,
    ).run(at);
    strip(db, recordKindCode.message, networkPk, "= CAST(@id AS INTEGER)", at);
    return;
  }
  db.prepare("INSERT INTO temp.gone(id) SELECT id FROM message WHERE network = @n AND id = CAST(@id AS INTEGER)").run(at);
  eraseMessages(db, networkPk, network);
}

/** What was read of the target's directory about the same person. The directory itself is not ours: while it lists them, it is read again. */
function forgetAccount(db: Db, { networkPk, id }: Subject): void {
  db.prepare(
    `DELETE FROM target_person WHERE (target, id) IN (SELECT target, target_person FROM person_mapping WHERE network = @n AND id = CAST(@id AS INTEGER))
       OR lower(email) = (SELECT lower(email) FROM person WHERE network = @n AND id = CAST(@id AS INTEGER))
       OR lower(directory_id) = (SELECT lower(directory_id) FROM person WHERE network = @n AND id = CAST(@id AS INTEGER))`,
  ).run({ n: networkPk, id });
}

function erasePerson(db: Db, { networkPk, network, id }: Subject): void {
  const at = { n: networkPk, id };
  const same = "= CAST(@id AS INTEGER)";
  db.prepare(`INSERT INTO temp.gone(id) SELECT id FROM message WHERE network = @n AND author_id ${same}`).run(at);
  eraseFiles(db, networkPk, network, `uploader_id ${same}`, at);
  eraseMessages(db, networkPk, network);
  scrubTexts(db, networkPk, id, "erase");
  const parts = [
    ["reaction", recordKindCode.reaction, "message_id || ':' || person_id || ':' || kind"],
    ["membership", recordKindCode.membership, "group_id || ':' || person_id"],
  ] as const;
  for (const [table, kind, key] of parts) {
    const ids = `IN (SELECT ${key} FROM ${table} WHERE network = @n AND person_id ${same})`;
    toSkip(db, kind, ids, at);
    db.prepare(`DELETE FROM action_record WHERE kind = ${kind} AND network = @n AND id ${ids}`).run(at);
    db.prepare(`DELETE FROM ${table} WHERE network = @n AND person_id ${same}`).run(at);
  }
  for (const table of ["mention", "praise_person"]) db.prepare(`DELETE FROM ${table} WHERE network = @n AND person_id ${same}`).run(at);
  for (const table of ["grp", "topic"])
    db.prepare(`UPDATE ${table} SET creator_id = NULL WHERE network = @n AND creator_id ${same}`).run(at);
  db.prepare(`DELETE FROM action_record WHERE kind = ${recordKindCode.person} AND network = @n AND id ${same}`).run(at);
  db.prepare(`DELETE FROM person_mapping WHERE network = @n AND id ${same}`).run(at);
  db.prepare("DELETE FROM decision WHERE key = ?").run(`${network}/person/${id}`);
  db.prepare(`DELETE FROM person WHERE network = @n AND id ${same}`).run(at);
}

function anonymisePerson(db: Db, { networkPk, network, id }: Subject): void {
  const at = { n: networkPk, id };
  const same = "= CAST(@id AS INTEGER)";
  db.prepare(
    `UPDATE person SET name = '${NOBODY}', email = NULL, job_title = NULL, location = NULL, department = NULL, directory_id = NULL, joined_at = NULL,
       state = 'deleted', is_admin = NULL, is_placeholder = 0 WHERE network = @n AND id ${same}`,
  ).run(at);
  // A match would show the name that the target's directory has.
  db.prepare(
    `UPDATE person_mapping SET treatment = iif(treatment = 'match', 'placeholder', treatment), target_person = NULL, target_name = NULL,
       tier = 'none', reason = '${FORGOTTEN}', decided_by = 'regroup', candidates = NULL WHERE network = @n AND id ${same}`,
  ).run(at);
  db.prepare("DELETE FROM decision WHERE key = ?").run(`${network}/person/${id}`);
  strip(db, recordKindCode.message, networkPk, `IN (SELECT id FROM message WHERE network = @n AND author_id ${same})`, at);
  scrubTexts(db, networkPk, id, "anonymise");
}

/** The account over there and whatever else names the subject: mappings, provenance, what stages noted. */
function forgetTraces(db: Db, subject: Subject): void {
  const { key, kind, networkPk, id } = subject;
  const at = { n: networkPk, id };
  if (kind === "person") {
    db.prepare("DELETE FROM avatar WHERE network = @n AND person_id = CAST(@id AS INTEGER)").run(at);
    // They go from `blobs/` with the sweep that follows.
    forgetUnusedBytes(db);
    toSkip(db, recordKindCode.person, "= CAST(@id AS INTEGER)", at);
    toSkip(db, provenanceCode["network-admin"], "= CAST(@id AS INTEGER)", at);
  }
  db.prepare("DELETE FROM adjustment WHERE key = ? OR key LIKE ? || ':%'").run(key, key.replace("/message/", "/attachment/"));
  // What lists that were being read again had on them, and how a text differed: both are looked at again by the next export.
  if (kind === "person") {
    db.prepare("DELETE FROM unconfirmed WHERE network = @n AND person_id = CAST(@id AS INTEGER)").run(at);
    db.prepare(
      `DELETE FROM disagreement WHERE network = @n AND (kind = ${recordKindCode.person} AND id = CAST(@id AS INTEGER)
         OR kind = ${recordKindCode.membership} AND id LIKE '%:' || @id)`,
    ).run(at);
  } else {
    db.prepare(`DELETE FROM unconfirmed WHERE network = @n AND kind = ${recordKindCode.reaction} AND list_id = CAST(@id AS INTEGER)`).run(
      at,
    );
    db.prepare(`DELETE FROM disagreement WHERE kind = ${recordKindCode.message} AND network = @n AND id = CAST(@id AS INTEGER)`).run(at);
  }
  // Findings and reasons are words about a state that is no more; they are made again.
  db.exec("DELETE FROM finding; UPDATE attempt SET reason = NULL WHERE reason IS NOT NULL");
  db.prepare("UPDATE plan SET summary = '{}' WHERE id <> (SELECT CAST(value AS INTEGER) FROM state WHERE name = 'plan')").run();
}

/** `temp.gone` holds ids of messages: all that they say goes, and a stand-in stays. */
function eraseMessages(db: Db, networkPk: number, network: string): void {
  const at = { n: networkPk };
  const ours = "network = @n AND message_id IN (SELECT id FROM temp.gone)";
  const attached = `id IN (SELECT f.id FROM attachment a JOIN file_version f ON f.network = a.network AND f.type = a.kind AND f.file_id = a.id
      WHERE a.network = @n AND a.message_id IN (SELECT id FROM temp.gone)
      AND NOT EXISTS (SELECT 1 FROM attachment o WHERE o.network = a.network AND o.kind = a.kind AND o.id = a.id AND o.message_id NOT IN (SELECT id FROM temp.gone)))`;
  eraseFiles(db, networkPk, network, attached, at);
  toSkip(db, recordKindCode.reaction, `IN (SELECT message_id || ':' || person_id || ':' || kind FROM reaction WHERE ${ours})`, at);
  toSkip(db, provenanceCode["message-version"], `IN (SELECT message_id || ':' || version_id FROM message_version WHERE ${ours})`, at);
  const records = [
    [recordKindCode.reaction, `SELECT message_id || ':' || person_id || ':' || kind FROM reaction WHERE ${ours}`],
    [recordKindCode.attachment, `SELECT message_id || ':' || kind || ':' || id FROM attachment WHERE ${ours}`],
  ] as const;
  for (const [kind, ids] of records)
    db.prepare(`DELETE FROM action_record WHERE kind = ${kind} AND network = @n AND id IN (${ids})`).run(at);
  const topics = db
    .prepare<[unknown], { id: string }>(
      `SELECT DISTINCT CAST(topic_id AS TEXT) AS id FROM message_topic WHERE ${ours} AND topic_id IS NOT NULL`,
    )
    .all(at);
  db.prepare("DELETE FROM thread_topic WHERE network = @n AND thread_id IN (SELECT id FROM temp.gone)").run(at);
  for (const table of ["message_version", "mention", "message_topic", "attachment", "poll_option", "praise", "praise_person", "reaction"])
    db.prepare(`DELETE FROM ${table} WHERE ${ours}`).run(at);
  db.prepare(`DELETE FROM disagreement WHERE kind = ${recordKindCode.message} AND network = @n AND id IN (SELECT id FROM temp.gone)`).run(
    at,
  );
  db.prepare(
    `UPDATE action_record SET fate = 'skipped', reason = '${FORGOTTEN}', action = NULL WHERE kind = ${recordKindCode.message} AND network = @n AND id IN (SELECT id FROM temp.gone)`,
  ).run(at);
  strip(db, recordKindCode.message, networkPk, "IN (SELECT id FROM temp.gone)", at);
  const keep = flag.private | flag.system;
  db.prepare(
    `UPDATE message SET author_id = NULL, title = NULL, body = NULL, body_html = NULL, chars = 0, flags = (flags & ${keep}) | ${flag.deleted | flag.forgotten}
     WHERE network = @n AND id IN (SELECT id FROM temp.gone)`,
  ).run(at);
  eraseUnusedTopics(
    db,
    networkPk,
    network,
    topics.map((topic) => topic.id),
  );
  db.prepare("UPDATE thread SET title = NULL WHERE network = @n AND id IN (SELECT id FROM temp.gone)").run(at);
}

/** A topic that only forgotten messages had is a word of theirs. */
function eraseUnusedTopics(db: Db, networkPk: number, network: string, ids: readonly string[]): void {
  const isUsed = db.prepare("SELECT 1 FROM message_topic WHERE network = ? AND topic_id = CAST(? AS INTEGER) LIMIT 1");
  const remove = db.prepare("DELETE FROM topic WHERE network = ? AND id = CAST(? AS INTEGER)");
  for (const id of ids) {
    if (isUsed.get(networkPk, id)) continue;
    suppress(db, "erase", `${network}/topic/${id}`);
    toSkip(db, recordKindCode.topic, "= CAST(@id AS INTEGER)", { n: networkPk, id });
    remove.run(networkPk, id);
  }
}

/** Files by a condition over file_version: their rows go, and no later export brings them back. */
function eraseFiles(db: Db, networkPk: number, network: string, where: string, at: Readonly<Record<string, unknown>>): void {
  const files = db
    .prepare<[unknown], { type: "file" | "page"; id: string }>(
      `SELECT type, CAST(id AS TEXT) AS id FROM file_version WHERE network = @n AND ${where}`,
    )
    .all(at);
  const remove = db.prepare("DELETE FROM file_version WHERE network = ? AND type = ? AND id = ?");
  for (const { type, id } of files) {
    suppress(db, "erase", `${network}/${type}/${id}`);
    toSkip(db, provenanceCode[type], "= CAST(@id AS INTEGER)", { n: networkPk, id });
    remove.run(networkPk, type, id);
  }
  // They go from `blobs/` with the sweep that follows.
  forgetUnusedBytes(db);
}

/** The rows were read and are no records any more: they are accounted for as skipped, with no word of what they said. */
function toSkip(db: Db, kind: number, ids: string, at: Readonly<Record<string, unknown>>): void {
  const where = `kind = ${kind} AND network = @n AND id ${ids}`;
  db.prepare(
    `INSERT INTO skip(input, line, reason, policy) SELECT input, coalesce(row, 0), '${FORGOTTEN}', 1 FROM provenance WHERE ${where}`,
  ).run(at);
  for (const table of ["provenance", "superseded"]) db.prepare(`DELETE FROM ${table} WHERE ${where}`).run(at);
}

/** Where a record came from stays; what its row said besides goes. */
function strip(db: Db, kind: number, networkPk: number, ids: string, at: Readonly<Record<string, unknown>>): void {
  db.prepare(`UPDATE provenance SET digest = NULL, rest = NULL WHERE kind = ${kind} AND network = @n AND id ${ids}`).run({
    ...at,
    n: networkPk,
  });
}

/** Other people's texts that name the person by id. Formatted copies go: they may hold the name too. */
function scrubTexts(db: Db, networkPk: number, id: string, mode: ForgetMode): void {
  const tables = [
    ["message", "id", "SELECT 1 FROM mention x WHERE x.network = t.network AND x.message_id = t.id AND x.person_id = CAST(@id AS INTEGER)"],
    ["message_version", "message_id || ':' || version_id", "SELECT 1 WHERE false"],
  ] as const;
  for (const [table, key, mentioned] of tables) {
    const rows = db
      .prepare<[unknown], { key: string | number; body: string | null }>(
        `SELECT ${table === "message" ? "CAST(id AS TEXT)" : key} AS key, body FROM ${table} t
         WHERE network = @n AND (body LIKE '%user:' || @id || '%' OR body_html LIKE '%user:' || @id || '%' OR EXISTS (${mentioned}))`,
      )
      .all({ n: networkPk, id });
    const put = db.prepare(
      `UPDATE ${table} SET body = ?, body_html = NULL WHERE network = ? AND ${table === "message" ? "id = CAST(? AS INTEGER)" : `${key} = ?`}`,
    );
    for (const row of rows) {
      put.run(scrubbed(row.body, (named) => (named === id ? mode : undefined)).text, networkPk, row.key);
      if (table === "message") strip(db, recordKindCode.message, networkPk, "= CAST(@id AS INTEGER)", { id: row.key });
    }
  }
}

/** Text and its words, in any case of letters, replaced by what `as` says. */
export function withoutWords(text: string, words: readonly string[], as: string): string {
  let clean = text;
  for (const word of words) clean = clean.replaceAll(new RegExp(word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "giu"), as);
  return clean;
}

/** What people typed and the store noted: who signed or answers for something. Decisions on groups are read again from their file. */
export function forgetTyped({ db, transaction }: Store, words: readonly string[]): void {
  const typed = [
    ["approval", "approved_by"],
    ["approval", "note"],
    ["approval", "evidence"],
    ["group_mapping", "accepted_by"],
  ] as const;
  transaction(() => {
    for (const [table, column] of typed) {
      const put = db.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${column} = ?`);
      const texts = db.prepare<[], string>(`SELECT DISTINCT ${column} FROM ${table} WHERE ${column} IS NOT NULL`).pluck().all();
      for (const text of texts) {
        const clean = withoutWords(text, words, NOBODY);
        if (clean !== text) put.run(clean, text);
      }
    }
    forgetInSummaries(db, words);
    const cells = db.prepare<[], { key: string; cell: string }>("SELECT DISTINCT key, cell FROM decision").all();
    const drop = db.prepare("DELETE FROM decision WHERE key = ? AND cell = ?");
    for (const { key, cell } of cells) if (withoutWords(cell, words, "") !== cell) drop.run(key, cell);
  });
}

/** Where a plan's summary names groups as they are called; the rest of it is codes and counts. */
const NAMES_IN_SUMMARY: ReadonlySet<string> = new Set(["before", "after", "into", "name", "exposed"]);

/** The plan that stands keeps its figures, until it is made again. */
function forgetInSummaries(db: Db, words: readonly string[]): void {
  const clean = (value: unknown): unknown =>
    typeof value === "string" ? withoutWords(value, words, NOBODY) : Array.isArray(value) ? value.map(clean) : value;
  const put = db.prepare("UPDATE plan SET summary = ? WHERE id = ?");
  for (const { id, summary } of db.prepare<[], { id: number; summary: string }>("SELECT id, summary FROM plan").all()) {
    const told = JSON.stringify(JSON.parse(summary, (name, value: unknown) => (NAMES_IN_SUMMARY.has(name) ? clean(value) : value)));
    if (told !== summary) put.run(told, id);
  }
}

/** What was done about the person at a target, and is over: a journal of keys. What is still open is settled by its own command, and goes then. */
export function forgetJournals({ db }: Store, { kind, mode, key }: Subject): void {
  if (kind !== "person" || mode !== "erase") return;
  db.prepare("DELETE FROM attempt WHERE key = ? AND ended_at IS NOT NULL").run(key);
  db.prepare("DELETE FROM removal WHERE key = ? AND outcome IS NOT NULL").run(key);
}

/** Leaves no copy of what was deleted in the file, in free pages or in the write-ahead log. False where another program holds the log open. */
export function compact(store: Store): boolean {
  const { db } = store;
  db.pragma("secure_delete = ON");
  db.exec("VACUUM");
  const [result] = db.pragma("wal_checkpoint(TRUNCATE)") as { busy: number }[];
  return result?.busy === 0;
}
