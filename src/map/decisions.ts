import { counted } from "../counted.ts";
import { suggest } from "../config.ts";
import { UserError } from "../errors.ts";
import type { Db, Store } from "../store/store.ts";
import { formulaIn, hasLostCharacter, meaningOf, quoted, readGroupCell, treatments } from "./cells.ts";
import { fold } from "./fold.ts";
import { tellProblems, type Problem } from "./problem.ts";
import type { DecidedRow } from "./resolve.ts";
import { readSheet, type Sheet, type SheetRow } from "./sheet-file.ts";

/**
 * `people.csv` and `groups.csv`: written for people who decide, read again before every plan. The first column is the whole key and the only thing
 * matched; `decision` is the one column to edit; the rest is context and never read. An empty decision takes the proposal.
 */
export const PEOPLE_FILE = "people.csv";
export const GROUPS_FILE = "groups.csv";

export interface Account {
  readonly id: string;
  readonly name: string;
}

/** A decided row of people.csv: an account, or what is done without one. */
export interface DecidedPerson {
  readonly row: SheetRow;
  readonly account: Account | undefined;
  readonly treatment: string;
}

export interface Decisions {
  readonly groups: Sheet;
  readonly people: Sheet;
  readonly decidedGroups: ReadonlyMap<string, DecidedRow>;
  readonly decidedPeople: readonly DecidedPerson[];
  readonly problems: readonly Problem[];
}

/** Reads both files; one that is not there decides nothing. Changes nothing, throws nothing but what the system does: errors are all told at once, later. */
export function readDecisions(db: Db, workspace: string, target: string): Decisions {
  const problems: Problem[] = [];
  const groups = readSheet(workspace, GROUPS_FILE, "group", problems);
  const people = readSheet(workspace, PEOPLE_FILE, "person", problems);
  for (const [file, sheet] of [
    [GROUPS_FILE, groups],
    [PEOPLE_FILE, people],
  ] as const)
    problems.push(...emptied(db, { target, file, sheet, problems }));
  return {
    groups,
    people,
    decidedGroups: groupDecisions(db, groups, problems),
    decidedPeople: peopleDecisions(db, target, people, problems),
    problems,
  };
}

/** A file that has lost all its rows would take back what was decided in it: more likely they are lost than meant. */
function emptied(
  db: Db,
  { target, file, sheet, problems }: { target: string; file: string; sheet: Sheet; problems: readonly Problem[] },
): Problem[] {
  if (sheet.bytes === undefined || sheet.keys.size > 0 || problems.some((problem) => problem.file === file)) return [];
  const decided =
    db.prepare<[string, string], number>("SELECT count(*) FROM decision WHERE target = ? AND file = ?").pluck().get(target, file) ?? 0;
  if (decided === 0) return [];
  const what = `it has no rows under its first line, and ${counted(decided, "row was", "rows were")} decided in it before: take them back from a copy, or delete the file to decide anew`;
  return [{ file, line: null, column: null, what }];
}

/** @throws UserError that names every wrong cell of both files, in the order in which they stand there. */
export function refuse(problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  throw new UserError(tellProblems(problems).join("\n  "), { hint: "Mend this and run the command again. Nothing was changed." });
}

function groupDecisions(db: Db, sheet: Sheet, problems: Problem[]): ReadonlyMap<string, DecidedRow> {
  const names = db
    .prepare<[], { name: string }>("SELECT name FROM grp WHERE name LIKE '%?%'")
    .all()
    .map((row) => row.name.trim());
  const decided = new Map<string, DecidedRow>();
  for (const { key, line, cell } of sheet.rows) {
    const read = readGroupCell(cell, names);
    for (const what of read.problems) problems.push({ file: GROUPS_FILE, line, column: "decision", what: `read ${quoted(cell)}: ${what}` });
    decided.set(key, { line, cell, decision: read.decision });
  }
  return decided;
}

function peopleDecisions(db: Db, target: string, sheet: Sheet, problems: Problem[]): DecidedPerson[] {
  const accounts = db.prepare<[{ target: string; named: string }], Account>(
    "SELECT id, name FROM target_person WHERE target = @target AND (id = @named OR lower(email) = lower(@named)) ORDER BY id = @named DESC, id LIMIT 3",
  );
  const decided: DecidedPerson[] = [];
  let known: readonly string[] | undefined;
  for (const row of sheet.rows) {
    const wrong = (what: string): void => {
      problems.push({ file: PEOPLE_FILE, line: row.line, column: "decision", what: `read ${quoted(row.cell)}: ${what}` });
    };
    const treatment = treatments.find((word) => word === fold(row.cell).replace(/[ _]/g, "-"));
    if (treatment !== undefined) {
      decided.push({ row, account: undefined, treatment });
      continue;
    }
    const formula = formulaIn(row.cell);
    if (formula !== undefined) {
      wrong(formula);
      continue;
    }
    const [account, ...more] = accounts.all({ target, named: row.cell });
    if (account && (account.id === row.cell || more.length === 0)) decided.push({ row, account, treatment: "match" });
    else if (account)
      wrong(`${more.length + 1} accounts have this e-mail; write an id: ${[account, ...more].map(({ id }) => id).join(", ")}`);
    else wrong(unknownAccount(row.cell, (known ??= knownAccounts(db, target))));
  }
  return decided;
}

/** A directory may have 100,000 accounts; among so many a near one is no help. */
const NEAR_ENOUGH = 5000;

function knownAccounts(db: Db, target: string): string[] {
  return db
    .prepare<[string, number], { id: string; email: string | null }>(
      "SELECT id, email FROM target_person WHERE target = ? ORDER BY id LIMIT ?",
    )
    .all(target, NEAR_ENOUGH)
    .flatMap(({ id, email }) => (email === null ? [id] : [id, email]));
}

function unknownAccount(cell: string, known: readonly string[]): string {
  if (hasLostCharacter(cell)) return 'a ? stands where a character was lost: save the file as "CSV UTF-8" and write it again';
  return `no account at the target has this id or e-mail${suggest(cell, [...treatments, ...known])}; allowed: nothing, ${treatments.join(", ")}, or the id or e-mail of an account at the target`;
}

/** Notes what the files said, beside what it meant: in the transaction of what is made of it. */
export function saveDecisions(store: Store, target: string, decisions: Decisions): void {
  const { db } = store;
  db.prepare("DELETE FROM decision WHERE target = ?").run(target);
  const insert = db.prepare("INSERT INTO decision(target, file, key, cell, meaning) VALUES(?, ?, ?, ?, ?)");
  for (const { file, key, cell, meaning } of said(decisions)) insert.run(target, file, key, cell, meaning);
  db.prepare("DELETE FROM person_mapping WHERE target = ? AND decided_by = 'people.csv'").run(target);
  const person = db.prepare(
    `INSERT OR REPLACE INTO person_mapping(network, id, target, treatment, target_person, target_name, tier, reason, decided_by)
     SELECT p.network, p.id, ?, ?, ?, ?, 'by-hand', 'decided in people.csv', 'people.csv' FROM person p JOIN network n ON n.pk = p.network WHERE n.name = ? AND p.id = ?`,
  );
  for (const { row, account, treatment } of decisions.decidedPeople)
    person.run(target, treatment, account?.id ?? null, account?.name ?? null, row.parts.network, row.parts.id);
}

function* said(decisions: Decisions): Generator<{ file: string; key: string; cell: string; meaning: string }> {
  for (const [key, { cell, decision }] of decisions.decidedGroups) yield { file: GROUPS_FILE, key, cell, meaning: meaningOf(decision) };
  for (const { row, account, treatment } of decisions.decidedPeople)
    yield { file: PEOPLE_FILE, key: row.key, cell: row.cell, meaning: account?.id ?? treatment };
}

/** What the files say now and the last plan was not made with, one line a record. Writes nothing. */
export function decisionsSincePlan(store: Store, workspace: string, target: string): string[] {
  const decisions = readDecisions(store.db, workspace, target);
  refuse(decisions.problems);
  const planned = new Map(
    store.db
      .prepare<[string], { file: string; key: string; cell: string; meaning: string }>(
        "SELECT file, key, cell, meaning FROM decision WHERE target = ?",
      )
      .all(target)
      .map((row) => [row.key, row]),
  );
  const isKnown = knownKeys(store.db);
  const moved: string[] = [];
  for (const { file, key, cell, meaning } of said(decisions)) {
    const before = planned.get(key);
    planned.delete(key);
    // A row for what nobody has exported decides nothing.
    if (before?.meaning !== meaning && isKnown(key))
      moved.push(`${key}: ${file} says ${cell}, the plan was made with ${before?.cell ?? "nothing"}`);
  }
  for (const { file, key, cell } of planned.values())
    if (isKnown(key)) moved.push(`${key}: ${file} says nothing, the plan was made with ${cell}`);
  return moved;
}

/** Whether the store has the record of a key. */
export function knownKeys(db: Db): (key: string) => boolean {
  const group = db.prepare<[string, string]>("SELECT 1 FROM grp g JOIN network n ON n.pk = g.network WHERE n.name = ? AND g.id = ?");
  const person = db.prepare<[string, string]>("SELECT 1 FROM person p JOIN network n ON n.pk = p.network WHERE n.name = ? AND p.id = ?");
  return (key) => {
    const [network = "", kind, id = ""] = key.split("/");
    return (kind === "group" ? group : person).get(network, id) !== undefined;
  };
}

/** A cell that a spreadsheet would take for a formula is shown as text. */
export function defused(value: string | number): string {
  const text = String(value);
  return typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
