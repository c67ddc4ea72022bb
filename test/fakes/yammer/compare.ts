import Database from "better-sqlite3";
import type { World } from "./context.ts";
import { canonicalText, type Expected, type Row } from "./expected.ts";

/** Sentences beyond this many of one kind are only counted. */
const SHOWN = 12;

/** A copy's or a server's rows by key, of one network. */
interface View {
  readonly name: string;
  readonly rows: ReadonlyMap<string, Row>;
}

/**
 * Compares a store (path of `regroup.db`) with what an export must hold, row by row. Empty: nothing is missing, nothing is too much,
 * and every difference that nobody can close has its row in `v_gap`. Rows of private conversations are looked over.
 */
export function differences(database: string, world: World, expected: Expected): string[] {
  const db = new Database(database, { readonly: true });
  try {
    const network = world.live.truth.network.permalink;
    const deleted = new Set(db.prepare(DELETED).pluck().all(network).map(String));
    const view = (name: string, sql: string): View => ({ name, rows: keyed(db.prepare(sql).all(network) as Row[]) });
    // What a message had that is deleted since stays in the store, for whoever keeps deleted messages.
    const standing = (name: string, sql: string): View => {
      const { rows } = view(name, sql);
      return { name, rows: new Map([...rows].filter(([key]) => !deleted.has(key.split(":", 1)[0] ?? ""))) };
    };
    return [
      ...people(view("person", "SELECT source_id AS key, * FROM v_person WHERE network = ?"), world, expected),
      ...rowDifferences(view("group", "SELECT source_id AS key, * FROM v_group WHERE network = ? AND source_id <> '0'"), expected.groups),
      ...rowDifferences(
        view("membership", "SELECT group_id || ':' || person_id AS key, * FROM v_membership WHERE network = ? AND group_id <> '0'"),
        expected.memberships,
      ),
      ...messages(standing("message", "SELECT source_id AS key, * FROM v_message WHERE network = ? AND is_private = 0"), world, expected),
      ...sets(
        "like",
        standing("like", "SELECT message_id || ':' || person_id AS key FROM v_reaction WHERE network = ?"),
        expected.likes,
        expected.unreachable,
      ),
      ...sets(
        "mention",
        standing("mention", "SELECT message_id || ':' || person_id AS key FROM v_mention WHERE network = ?"),
        expected.mentions,
        expected.unreachable,
      ),
      ...sets("topic", topics(db, network), expected.topics, expected.unreachable),
      ...rowDifferences(
        standing("attachment", "SELECT source_id AS key, * FROM v_attachment WHERE network = ?"),
        expected.attachments,
        expected.unreachable,
      ),
      ...sets("poll answer", standing("poll answer", POLLS), flat(expected.polls), expected.unreachable),
      ...sets("praised person", standing("praised person", PRAISE), flat(expected.praise), expected.unreachable),
      ...gaps(db, network, expected),
    ];
  } finally {
    db.close();
  }
}

const DELETED = "SELECT source_id FROM v_message WHERE network = ? AND is_deleted = 1";
const TOPICS = `SELECT m.thread_id || ':' || replace(lower(t.name), '_', ' ') AS key, min(m.is_deleted) AS is_deleted FROM v_topic t
  JOIN v_message m ON m.network = t.network AND m.source_id = t.message_id WHERE t.network = ? GROUP BY key`;
const POLLS = `SELECT p.message_id || ':' || p.answer AS key FROM poll_option p JOIN network n ON n.pk = p.network WHERE n.name = ?`;
const PRAISE = `SELECT p.message_id || ':' || p.person_id AS key FROM praise_person p JOIN network n ON n.pk = p.network WHERE n.name = ?`;

/** Topics that only a deleted message has count for nothing. */
function topics(db: Database.Database, network: string): View {
  const rows = db.prepare(TOPICS).all(network) as Row[];
  return { name: "topic", rows: keyed(rows.filter((row) => row["is_deleted"] !== 1)) };
}

function keyed(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [String(row["key"]), row]));
}

function flat(lists: ReadonlyMap<string, readonly string[]>): Set<string> {
  return new Set([...lists].flatMap(([message, items]) => items.map((item) => `${message}:${item}`)));
}

function limited(sentences: readonly string[], what: string): string[] {
  if (sentences.length <= SHOWN) return [...sentences];
  return [...sentences.slice(0, SHOWN), `… and ${String(sentences.length - SHOWN)} more about ${what}`];
}

function rowDifferences({ name, rows }: View, expected: ReadonlyMap<string, Row>, spare: ReadonlySet<string> = new Set()): string[] {
  const found: string[] = [];
  for (const [key, row] of expected) {
    const stored = rows.get(key);
    if (stored === undefined) {
      if (!spare.has(key.split(":", 1)[0] ?? "")) found.push(`${name} ${key} is missing`);
      continue;
    }
    for (const [column, value] of Object.entries(row)) {
      if (stored[column] !== value) found.push(`${name} ${key}: ${column} is ${said(stored[column])}, not ${said(value)}`);
    }
  }
  for (const key of rows.keys()) if (!expected.has(key)) found.push(`${name} ${key} is not in the network`);
  return limited(found, name);
}

function said(value: string | number | null | undefined): string {
  return value === undefined ? "no column" : JSON.stringify(value);
}

function sets(what: string, { rows }: View, expected: ReadonlySet<string>, spare: ReadonlySet<string>): string[] {
  const missing = [...expected]
    .filter((key) => !rows.has(key) && !spare.has(key.split(":", 1)[0] ?? ""))
    .map((key) => `${what} ${key} is missing`);
  const extra = [...rows.keys()].filter((key) => !expected.has(key)).map((key) => `${what} ${key} is not in the network`);
  return limited([...missing, ...extra], what);
}

/** People may be known from anywhere; nobody may be made up. */
function people({ name, rows }: View, { live }: World, expected: Expected): string[] {
  const wanted = new Map(expected.people);
  for (const key of rows.keys()) if (!wanted.has(key) && live.person(key) !== undefined) wanted.set(key, {});
  return rowDifferences({ name, rows }, wanted);
}

function messages(view: View, world: World, expected: Expected): string[] {
  const texts: string[] = [];
  for (const [key, text] of expected.texts) {
    const stored = view.rows.get(key);
    if (stored === undefined) continue;
    const found = canonicalText(world, String(stored["body"] ?? ""));
    if (found !== text) texts.push(`message ${key}: the text is ${said(found)}, not ${said(text)}`);
  }
  return [...rowDifferences(view, expected.messages, expected.unreachable), ...limited(texts, "texts")];
}

interface GapRow {
  readonly group_id: string | null;
  readonly thread_id: string | null;
}

function gaps(db: Database.Database, network: string, expected: Expected): string[] {
  // A message that was deleted is no gap, and says why its thread has none in its place.
  const rows = db
    .prepare(
      "SELECT group_id, thread_id FROM v_gap WHERE network = @network UNION SELECT group_id, thread_id FROM v_message WHERE network = @network AND is_deleted = 1",
    )
    .all({ network }) as GapRow[];
  const threads = new Set(rows.map(({ thread_id }) => thread_id));
  const groups = new Set(rows.filter(({ thread_id }) => thread_id === null).map(({ group_id }) => group_id));
  const missing = expected.gaps.filter(({ groupId, threadId }) => !(threadId !== null && threads.has(threadId)) && !groups.has(groupId));
  const place = ({ groupId, threadId }: (typeof missing)[number]) =>
    threadId === null ? `group ${String(groupId)}` : `thread ${threadId}`;
  return limited(
    missing.map((gap) => `${place(gap)}: ${gap.why}, and no gap says so`),
    "gaps",
  );
}
