import type { Policies } from "../config.ts";
import type { Db } from "../store/store.ts";
import { skipReason } from "./reasons.ts";
import { postCode, type AuthorClass, type CountedPost } from "./tally.ts";

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

/** What a `message m` is joined with to tell whether it counts (`where`): its thread, its group's mapping and its author; `@target` is bound. */
export function counting(selection: Selection): { readonly joins: string; readonly where: string } {
  const mapping = `group_mapping g ON g.target = @target AND g.network = t.network AND g.id = t.group_id`;
  const author = `LEFT JOIN temp.author p ON p.network = m.network AND p.id = m.author_id`;
  const thread = `CROSS JOIN thread t ON t.network = m.network AND t.id = m.thread_id`;
  if (selection.by === "policies")
    return { joins: `${thread} LEFT JOIN ${mapping} ${author}`, where: `${skipReason(selection.policies)} IS NULL` };
  const planned = `CROSS JOIN action_record r ON r.plan = ${selection.plan} AND r.kind = 5 AND r.network = m.network AND r.id = +m.id AND r.action IS NOT NULL`;
  return { joins: `${planned} ${thread} JOIN ${mapping} ${author}`, where: "true" };
}

export interface PostRow extends CountedPost {
  readonly thread: string;
}

/** The messages of a network, thread by thread and in the order of ids: that of the index, so nothing is sorted. */
export function readPosts(db: Db, at: { readonly target: string; readonly network: number; readonly selection: Selection }) {
  const fields = ["reply_to_id", "author_id", "created_at", "kind", "flags", "title", "body", "body_html"];
  // One text a message, joined by the unit separator in SQL: a row of few values is cheaper to hand over than one of sixteen.
  const line = `concat_ws(char(31), m.id, ${fields.map((field) => `coalesce(m.${field}, '')`).join(", ")}, coalesce(p.line, char(31, 31)))`;
  const { joins, where } = counting(at.selection);
  return db
    .prepare<[{ target: string; network: number }], PostRow>(
      `SELECT CAST(m.thread_id AS TEXT) AS thread, iif(${where}, ${line}, NULL) AS line, ${postCode} AS code
       FROM message m ${joins} WHERE m.network = @network ORDER BY m.network, m.thread_id, m.id`,
    )
    .iterate({ target: at.target, network: at.network });
}
