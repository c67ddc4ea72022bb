import { parseKey } from "../model/key.ts";
import { recordKindCode } from "../store/codes.ts";
import type { Db } from "../store/store.ts";
import type { Capabilities } from "../target/target.ts";
import { adjustments } from "./adjust.ts";
import { who } from "./posts.ts";
import type { PostCount } from "./tally.ts";

/** Who the people of a plan are to it, and what becomes of them. Heads and posts, never names. */
export interface PeopleLine {
  /** matched, leaver, guest, bot, unknown-sender, unmatched, only-mentioned. */
  readonly who: string;
  readonly treatment: string;
  readonly heads: number;
  /** Posts of theirs that go along. */
  readonly posts: number;
}

/** What of one field arrives. `kept + asText + copied + lost + left = total`; `left`: the record itself stays behind. */
export interface FidelityLine {
  readonly field: Field;
  readonly total: number;
  readonly kept: number;
  readonly asText: number;
  /** In the reading copy. */
  readonly copied: number;
  readonly lost: number;
  readonly left: number;
}

export const fields = ["text", "author", "date", "reply", "mention", "topic", "file", "reaction", "membership"] as const;
export type Field = (typeof fields)[number];

interface Tally {
  total: number;
  asText: number;
  copied: number;
  lost: number;
  left: number;
}

const headRows = `
SELECT iif(r.reason = 'only-mentioned', 'only-mentioned', ${who("x", "p")}) AS who, coalesce(p.treatment, 'unmapped') AS treatment, count(*) AS heads
FROM person x CROSS JOIN action_record r ON r.plan = @plan AND r.kind = ${recordKindCode.person} AND r.network = x.network AND r.id = +x.id
LEFT JOIN person_mapping p ON p.target = @target AND p.network = x.network AND p.id = x.id GROUP BY 1, 2`;

const topicRows = `
SELECT r.fate, count(*) AS posts FROM (SELECT DISTINCT network, message_id FROM message_topic) x
CROSS JOIN action_record r ON r.plan = @plan AND r.kind = ${recordKindCode.message} AND r.network = x.network AND r.id = +x.message_id GROUP BY r.fate`;

interface At {
  readonly plan: number;
  readonly target: string;
}

interface Known {
  /** As they were counted while they were read. */
  readonly posts: readonly PostCount[];
  readonly capabilities: Capabilities;
}

export interface Figures {
  readonly people: readonly PeopleLine[];
  readonly fidelity: readonly FidelityLine[];
}

export function figures(db: Db, at: At, known: Known): Figures {
  return { people: peopleLines(db, at, known.posts), fidelity: fidelityLines(db, at, known) };
}

function peopleLines(db: Db, at: At, posts: readonly PostCount[]): PeopleLine[] {
  const written = new Map<string, number>();
  for (const row of posts) {
    const key = `${row.who} ${row.treatment ?? "unmapped"}`;
    if (row.fate !== "skipped") written.set(key, (written.get(key) ?? 0) + row.authored);
  }
  return db
    .prepare<[At], Omit<PeopleLine, "posts">>(headRows)
    .all(at)
    .map((line) => ({ ...line, posts: written.get(`${line.who} ${line.treatment}`) ?? 0 }))
    .sort((a, b) => b.posts - a.posts || b.heads - a.heads || a.who.localeCompare(b.who, "en"));
}

function fidelityLines(db: Db, at: At, known: Known): FidelityLine[] {
  const tallies = new Map<Field, Tally>(fields.map((field) => [field, { total: 0, asText: 0, copied: 0, lost: 0, left: 0 }]));
  const add = (field: Field, fate: string, count: number, isText = false) => {
    const tally = tallies.get(field);
    if (!tally) return;
    tally.total += count;
    if (fate === "skipped") tally.left += count;
    else if (fate === "archived") tally.copied += count;
    else if (isText) tally.asText += count;
  };
  for (const row of known.posts) {
    add("text", row.fate, row.posts);
    add("author", row.fate, row.authored, !known.capabilities.postAsAuthor || row.treatment === "as-text");
    add("date", row.fate, row.dated, !known.capabilities.backdating);
    add("reply", row.fate, row.replies);
    add("mention", row.fate, row.mentioning);
  }
  for (const row of db.prepare<[At], { fate: string; posts: number }>(topicRows).all(at)) add("topic", row.fate, row.posts);
  for (const { kind, fate, reason, records } of ledgerOf(db, at.plan)) {
    const field = ledgerFields.get(kind);
    const tally = field && tallies.get(field);
    if (field) add(field, fate, records);
    // Its post goes along, and the file does not: that is a loss, not something left behind.
    if (tally && reason === "bytes-not-in-source") {
      tally.left -= records;
      tally.lost += records;
    }
  }
  takeAdjustments(db, at.plan, tallies);
  return [...tallies].map(([field, tally]) => ({
    field,
    kept: tally.total - tally.asText - tally.copied - tally.lost - tally.left,
    ...tally,
  }));
}

const ledgerFields: ReadonlyMap<number, Field> = new Map([
  [recordKindCode.membership, "membership"],
  [recordKindCode.reaction, "reaction"],
  [recordKindCode.attachment, "file"],
]);

function ledgerOf(db: Db, plan: number) {
  return db
    .prepare<[number], { kind: number; fate: string; reason: string | null; records: number }>(
      "SELECT kind, fate, reason, count(*) AS records FROM action_record WHERE plan = ? AND kind IN (3, 6, 7) GROUP BY kind, fate, reason",
    )
    .all(plan);
}

/** A loss made to fit, of a record that goes along: it moves from what is kept to what it becomes. */
function takeAdjustments(db: Db, plan: number, tallies: ReadonlyMap<Field, Tally>): void {
  const fateOf = db.prepare<[number, number, string, string | bigint], { fate: string }>(
    "SELECT fate FROM action_record WHERE plan = ? AND kind = ? AND network = (SELECT pk FROM network WHERE name = ?) AND id = ?",
  );
  for (const { key, field, treatment } of adjustments(db, plan)) {
    const tally = tallies.get(field as Field);
    const parts = parseKey(key);
    if (!tally || !parts) continue;
    const id = /^\d+$/.test(parts.id) ? BigInt(parts.id) : parts.id;
    if (fateOf.get(plan, recordKindCode[parts.kind], parts.network, id)?.fate !== "planned") continue;
    tally[treatment === "as-text" ? "asText" : treatment === "dropped" ? "lost" : "copied"]++;
  }
}
