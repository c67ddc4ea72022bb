import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Papa from "papaparse";
import { suggest } from "../config.ts";
import { codeOf, UserError } from "../errors.ts";
import { decodeText } from "../markup/decode.ts";
import { parseKey, type KeyParts } from "../model/key.ts";
import type { Store } from "../store/store.ts";

/**
 * `people.csv` and `groups.csv`: written for people who decide, read again before every plan. The first column is the whole key and the only thing
 * matched; `decision` is the one column to edit; the rest is context and never read. An empty decision takes the proposal.
 */
export const PEOPLE_FILE = "people.csv";
export const GROUPS_FILE = "groups.csv";
const groupDecisions = ["create", "archive", "skip"] as const;
const personDecisions = ["placeholder", "create", "skip", "as-text"] as const;

/** Reads both files (one that is not there decides nothing) and replaces the decisions made by hand. All errors at once; nothing half-applied. */
export function readDecisions(store: Store, workspace: string, target: string): void {
  const { groups, people, accountOf } = parseDecisions(store, workspace, target);
  store.transaction(() => {
    const { db } = store;
    db.prepare("DELETE FROM person_mapping WHERE target = ? AND decided_by = 'people.csv'").run(target);
    const group = db.prepare(
      "UPDATE group_mapping SET action = ?, reason = 'decided in groups.csv' WHERE target = ? AND network = (SELECT pk FROM network WHERE name = ?) AND id = ?",
    );
    for (const row of groups) group.run(row.decision, target, row.parts.network, row.parts.id);
    const person = db.prepare(
      `INSERT OR REPLACE INTO person_mapping(network, id, target, treatment, target_person, target_name, tier, reason, decided_by)
       SELECT p.network, p.id, ?, ?, ?, ?, 'by-hand', 'decided in people.csv', 'people.csv' FROM person p JOIN network n ON n.pk = p.network WHERE n.name = ? AND p.id = ?`,
    );
    for (const row of people) {
      const account = accountOf.get(row.decision);
      person.run(target, account ? "match" : row.decision, account?.id ?? null, account?.name ?? null, row.parts.network, row.parts.id);
    }
  });
}

/** What the files say now and the last plan was not made with, one line a record. Writes nothing. */
export function decisionsSincePlan(store: Store, workspace: string, target: string): string[] {
  const { groups, people, accountOf } = parseDecisions(store, workspace, target);
  const planned = new Map(decidedRows(store, target).map(({ key, decision }) => [key, decision]));
  const isGroup = store.db.prepare<[string, string, string]>(
    "SELECT 1 FROM group_mapping m JOIN network n ON n.pk = m.network WHERE m.target = ? AND n.name = ? AND m.id = ?",
  );
  const isPerson = store.db.prepare<[string, string]>(
    "SELECT 1 FROM person p JOIN network n ON n.pk = p.network WHERE n.name = ? AND p.id = ?",
  );
  const moved: string[] = [];
  const compare = (file: string, key: string, now: string | undefined): void => {
    const before = planned.get(key);
    planned.delete(key);
    if (before !== now) moved.push(`${key}: ${file} says ${now ?? "nothing"}, the plan was made with ${before ?? "nothing"}`);
  };
  // A row for what nobody has exported decides nothing.
  for (const { key, parts, decision } of groups) if (isGroup.get(target, parts.network, parts.id)) compare(GROUPS_FILE, key, decision);
  for (const { key, parts, decision } of people)
    if (isPerson.get(parts.network, parts.id)) compare(PEOPLE_FILE, key, accountOf.get(decision)?.id ?? decision);
  for (const key of [...planned.keys()]) compare(parseKey(key)?.kind === "group" ? GROUPS_FILE : PEOPLE_FILE, key, undefined);
  return moved;
}

function decidedRows(store: Store, target: string): { key: string; decision: string }[] {
  return store.db
    .prepare<[string, string], { key: string; decision: string }>(
      `SELECT n.name || '/group/' || m.id AS key, m.action AS decision FROM group_mapping m JOIN network n ON n.pk = m.network
         WHERE m.target = ? AND m.reason = 'decided in groups.csv'
       UNION ALL SELECT n.name || '/person/' || m.id, iif(m.treatment = 'match', m.target_person, m.treatment)
         FROM person_mapping m JOIN network n ON n.pk = m.network WHERE m.target = ? AND m.decided_by = 'people.csv'`,
    )
    .all(target, target);
}

interface Decisions {
  readonly groups: readonly DecisionRow[];
  readonly people: readonly DecisionRow[];
  /** Accounts at the target, by the word in the cell. */
  readonly accountOf: ReadonlyMap<string, { readonly id: string; readonly name: string }>;
}

/** @throws UserError that names every wrong cell. */
function parseDecisions(store: Store, workspace: string, target: string): Decisions {
  const problems: string[] = [];
  const groups = read(workspace, GROUPS_FILE, "group", problems);
  const people = read(workspace, PEOPLE_FILE, "person", problems);
  const accounts = store.db.prepare<[{ target: string; named: string }], { id: string; name: string }>(
    "SELECT id, name FROM target_person WHERE target = @target AND (id = @named OR lower(email) = lower(@named))",
  );
  const accountOf = new Map<string, { id: string; name: string }>();
  for (const row of groups) {
    if (!groupDecisions.some((word) => word === row.decision)) problems.push(complain(GROUPS_FILE, row, groupDecisions));
  }
  for (const row of people) {
    if (personDecisions.some((word) => word === row.decision)) continue;
    const account = accounts.get({ target, named: row.decision });
    if (account) accountOf.set(row.decision, account);
    else problems.push(`${complain(PEOPLE_FILE, row, personDecisions)}, or the id or e-mail of an account at the target`);
  }
  if (problems.length > 0) {
    throw new UserError(problems.join("\n  "), { hint: "Mend these cells and run the command again. Nothing was changed." });
  }
  return { groups, people, accountOf };
}

interface DecisionRow {
  readonly line: number;
  readonly key: string;
  readonly parts: KeyParts;
  readonly decision: string;
}

function complain(file: string, row: DecisionRow, allowed: readonly string[]): string {
  return `${file}, line ${row.line}, column decision: read "${row.decision}"${suggest(row.decision, allowed)}; allowed: nothing, ${allowed.join(", ")}`;
}

function read(workspace: string, file: string, kind: "group" | "person", problems: string[]): DecisionRow[] {
  const path = join(workspace, file);
  if (!existsSync(path)) return [];
  const { data } = Papa.parse<string[]>(decodeText(readFileSync(path)), { delimitersToGuess: [",", ";", "\t"] });
  const head = (data[0] ?? []).map((cell) => cell.trim().toLowerCase());
  const keyAt = head.indexOf("key");
  const decisionAt = head.indexOf("decision");
  if (keyAt < 0 || decisionAt < 0) {
    problems.push(`${file}: the first line must name the columns key and decision`);
    return [];
  }
  const seen = new Map<string, number>();
  const rows: DecisionRow[] = [];
  for (const [index, cells] of data.entries()) {
    const key = cells[keyAt]?.trim() ?? "";
    const decision = cells[decisionAt]?.trim().toLowerCase() ?? "";
    const line = index + 1;
    if (index === 0 || (key === "" && decision === "")) continue;
    const parts = parseKey(key);
    if (parts?.kind !== kind || !/^\d{1,19}$/.test(parts.id)) {
      problems.push(
        `${file}, line ${line}, column key: read "${key.slice(0, 80)}"; allowed: a whole key as regroup wrote it, such as contoso/${kind}/123`,
      );
      continue;
    }
    const before = seen.get(key);
    if (before !== undefined) problems.push(`${file}, line ${line}, column key: ${key} stands in line ${before} already`);
    seen.set(key, line);
    if (decision !== "") rows.push({ line, key, parts, decision });
  }
  return rows;
}

/** Writes both files anew, undecided rows first by messages; what was decided stays in its cell. */
export function writeDecisions(store: Store, workspace: string, target: string): void {
  write(workspace, GROUPS_FILE, store.db.prepare<[string], Record<string, string | number | null>>(groupRows).all(target));
  write(workspace, PEOPLE_FILE, store.db.prepare<[string], Record<string, string | number | null>>(peopleRows).all(target));
}

const groupRows = `
SELECT n.name || '/group/' || m.id AS key, CASE WHEN m.reason = 'decided in groups.csv' THEN m.action ELSE '' END AS decision, m.action AS proposal, m.reason,
  m.name, m.slug, m.privacy, m.wave, coalesce(x.n, 0) AS messages
FROM group_mapping m JOIN network n ON n.pk = m.network
LEFT JOIN (SELECT network, group_id, count(*) AS n FROM message WHERE group_id IS NOT NULL GROUP BY network, group_id) x ON x.network = m.network AND x.group_id = m.id
WHERE m.target = ? ORDER BY decision <> '', messages DESC, n.name, m.id
`;

const peopleRows = `
SELECT n.name || '/person/' || m.id AS key,
  CASE WHEN m.decided_by <> 'people.csv' THEN '' WHEN m.treatment = 'match' THEN m.target_person ELSE m.treatment END AS decision,
  CASE WHEN m.treatment = 'match' THEN m.target_person ELSE m.treatment END AS proposal, m.reason, p.name, p.email, p.department,
  coalesce(a.n, 0) AS messages
FROM person_mapping m JOIN network n ON n.pk = m.network JOIN person p ON p.network = m.network AND p.id = m.id
LEFT JOIN (SELECT network, author_id, count(*) AS n FROM message WHERE author_id IS NOT NULL GROUP BY network, author_id) a ON a.network = m.network AND a.author_id = m.id
WHERE m.target = ? ORDER BY m.treatment = 'match' OR m.decided_by = 'people.csv', messages DESC, n.name, m.id
`;

function write(workspace: string, file: string, rows: readonly Record<string, string | number | null>[]): void {
  const columns =
    file === GROUPS_FILE
      ? ["key", "decision", "proposal", "reason", "name", "slug", "privacy", "wave", "messages"]
      : ["key", "decision", "proposal", "reason", "name", "email", "department", "messages"];
  const csv = Papa.unparse(
    { fields: columns, data: rows.map((row) => columns.map((column) => defused(row[column] ?? ""))) },
    { newline: "\r\n" },
  );
  const path = join(workspace, file);
  try {
    writeFileSync(`${path}.new`, `\ufeff${csv}\r\n`, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  } catch (error) {
    rmSync(`${path}.new`, { force: true });
    if (!["EBUSY", "EPERM", "EACCES"].includes(codeOf(error))) throw error;
    throw new UserError(`${file} cannot be written: another program may have it open.`, {
      hint: "Close it there (Excel keeps a file locked), then run `regroup map` again.",
      cause: error,
    });
  }
}

/** A cell that a spreadsheet would take for a formula is shown as text. */
export function defused(value: string | number): string {
  const text = String(value);
  return typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
