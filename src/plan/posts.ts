import type { Policies } from "../config.ts";
import type { Db } from "../store/store.ts";
import { isKept, threadSkipReason } from "./reasons.ts";
import { postCode, type AuthorClass, type Fate } from "./tally.ts";

/** Which records count: those that the policies let through, or (when checking an approval) exactly those that were planned. */
export type Selection = { readonly by: "policies"; readonly policies: Policies } | { readonly by: "plan"; readonly plan: number };

export const SEPARATOR = "\u001f";

/** Who somebody is to a plan, as SQL over a person and their mapping. */
export const who = (
  person: string,
  mapping: string,
) => `CASE WHEN ${mapping}.treatment = 'match' THEN 'matched' WHEN ${person}.is_bot THEN 'bot'
  WHEN ${person}.is_guest THEN 'guest' WHEN ${person}.state IN ('deleted', 'suspended') THEN 'leaver' WHEN ${person}.is_placeholder THEN 'unknown-sender' ELSE 'unmatched' END`;

/** What of an author goes into the digest of each message, made once a person and not once a message. Returns what its numbers of classes mean. */
export function noteAuthors(db: Db, target: string): AuthorClass[] {
  dropAuthors(db);
  db.exec(
    "CREATE TEMP TABLE author(network INTEGER, id INTEGER, treatment TEXT, who TEXT, class INTEGER, line TEXT, PRIMARY KEY(network, id)) STRICT, WITHOUT ROWID",
  );
  db.prepare(
    `INSERT INTO temp.author SELECT x.network, x.id, p.treatment, ${who("x", "p")}, dense_rank() OVER (ORDER BY ${who("x", "p")}, p.treatment),
       concat_ws(char(31), coalesce(p.treatment, ''), coalesce(p.target_name, ''), coalesce(x.name, ''))
     FROM person x LEFT JOIN person_mapping p ON p.target = ? AND p.network = x.network AND p.id = x.id`,
  ).run(target);
  return db.prepare<[], AuthorClass>("SELECT DISTINCT class, who, treatment FROM temp.author").all();
}

export function dropAuthors(db: Db): void {
  db.exec("DROP TABLE IF EXISTS temp.author");
}

/** What a `message m` is joined with to tell whether it counts (`where`), if its conversation does. */
export function counting(selection: Selection): { readonly joins: string; readonly where: string } {
  const author = "LEFT JOIN temp.author p ON p.network = m.network AND p.id = m.author_id";
  if (selection.by === "policies") return { joins: author, where: isKept(selection.policies) };
  const planned = `CROSS JOIN action_record r ON r.plan = ${selection.plan} AND r.kind = 5 AND r.network = m.network AND r.id = +m.id AND r.action IS NOT NULL`;
  return { joins: `${planned} ${author}`, where: "true" };
}

/** A thread, and what becomes of the posts in it that count. */
export interface Head {
  readonly id: string;
  readonly groupId: string | null;
  readonly title: string | null;
  readonly kind: number;
  readonly fate: Fate;
}

interface At {
  readonly target: string;
  readonly network: number;
  readonly selection: Selection;
}

/** The threads of a network, in the order of ids. */
export function readHeads(db: Db, { target, network, selection }: At): IterableIterator<Head> {
  const isLeftOut = selection.by === "plan" ? "g.action IS NULL" : `${threadSkipReason} IS NOT NULL`;
  return db
    .prepare<[string, number], Head>(
      `SELECT CAST(t.id AS TEXT) AS id, CAST(t.group_id AS TEXT) AS groupId, t.title, t.kind,
         CASE WHEN ${isLeftOut} THEN 'skipped' WHEN g.landing = 'archive' THEN 'archived' ELSE 'planned' END AS fate
       FROM thread t LEFT JOIN group_mapping g ON g.target = ? AND g.network = t.network AND g.id = t.group_id WHERE t.network = ? ORDER BY t.id`,
    )
    .iterate(target, network);
}

export interface PostRow {
  readonly thread: string;
  /** What the digest covers; null for a message that does not count. */
  readonly line: string | null;
  /** What the figures count of it: see `postCode`. */
  readonly code: number;
}

/** The messages of a network, thread by thread and in the order of ids: that of the index, so nothing is sorted. */
export function readPosts(db: Db, { network, selection }: At): IterableIterator<PostRow> {
  const fields = ["reply_to_id", "author_id", "created_at", "kind", "flags", "title", "body", "body_html"];
  // One text a message, joined by the unit separator in SQL: a row of few values is cheaper to hand over than one of sixteen.
  const line = `concat_ws(char(31), m.id, ${fields.map((field) => `coalesce(m.${field}, '')`).join(", ")}, coalesce(p.line, char(31, 31)))`;
  const { joins, where } = counting(selection);
  return db
    .prepare<[number], PostRow>(
      `SELECT CAST(m.thread_id AS TEXT) AS thread, iif(${where}, ${line}, NULL) AS line, ${postCode} AS code
       FROM message m ${joins} WHERE m.network = ? ORDER BY m.network, m.thread_id, m.id`,
    )
    .iterate(network);
}
