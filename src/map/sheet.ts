import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Papa from "papaparse";
import { codeOf, UserError } from "../errors.ts";
import type { Db, Store } from "../store/store.ts";
import { groupActivity } from "../store/activity.ts";
import { defused, GROUPS_FILE, knownKeys, PEOPLE_FILE, type Decisions } from "./decisions.ts";
import { readTable, type Sheet } from "./sheet-file.ts";

export interface SheetOptions {
  readonly target: string;
  readonly separator: "," | ";" | "tab";
  /** The files as they were read: a decision is never lost because it was written meanwhile. */
  readonly decisions: Decisions;
}

export interface Written {
  /** Rows that were in no file yet, where there was one. */
  readonly newRows: number;
  /** Keys with a decision and no record: kept in the file, deciding nothing. */
  readonly kept: readonly string[];
}

type Row = Readonly<Record<string, string | number | null>>;

/** Writes both files anew, undecided rows first by messages; what was decided stays in its cell as it was written. */
export function writeSheets(store: Store, workspace: string, options: SheetOptions): Written {
  const groups = writeSheet(store.db, workspace, { ...options, file: GROUPS_FILE, read: options.decisions.groups, sql: groupRows });
  const people = writeSheet(store.db, workspace, { ...options, file: PEOPLE_FILE, read: options.decisions.people, sql: peopleRows });
  return { newRows: groups.newRows + people.newRows, kept: [...groups.kept, ...people.kept] };
}

const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  [GROUPS_FILE]: [
    ...["key", "decision", "proposal", "reason", "name", "slug", "privacy", "wave", "messages"],
    ...["members", "last_post", "comes_into", "parent", "owners", "go_ahead", "new"],
  ],
  [PEOPLE_FILE]: ["key", "decision", "proposal", "reason", "name", "email", "department", "messages", "tier", "account", "new"],
};

function writeSheet(
  db: Db,
  workspace: string,
  options: SheetOptions & { readonly file: string; readonly read: Sheet; readonly sql: string },
): Written {
  const { file, read, target } = options;
  const columns = COLUMNS[file] ?? [];
  const isNew = (key: string) => read.bytes !== undefined && !read.keys.has(key);
  const known = knownKeys(db);
  const lost = read.rows.filter(({ key }) => !known(key));
  let newRows = 0;
  function* lines(): Generator<readonly string[]> {
    yield columns;
    for (const row of db.prepare<[{ target: string; file: string }], Row>(options.sql).iterate({ target, file })) {
      const isAdded = isNew(String(row["key"]));
      if (isAdded) newRows++;
      yield cellsOf({ ...row, new: isAdded ? "new" : "" }, columns);
    }
    for (const { key, cell } of lost) yield cellsOf({ key, decision: cell, reason: "no longer exported: kept, decides nothing" }, columns);
  }
  replace(workspace, file, { lines: lines(), separator: options.separator, before: read.bytes });
  return { newRows, kept: lost.map(({ key }) => key) };
}

function cellsOf(row: Row, columns: readonly string[]): string[] {
  return columns.map((column) => (column === "key" ? String(row[column]) : safeCell(row[column] ?? "")));
}

/** Puts a decision into its cell, and leaves all else in the file as it is, columns of somebody's own too. */
export function writeCell(
  workspace: string,
  { key, cell, separator }: { readonly key: string; readonly cell: string; readonly separator: SheetOptions["separator"] },
): void {
  const file = key.split("/")[1] === "group" ? GROUPS_FILE : PEOPLE_FILE;
  const { lines, bytes } = readTable(workspace, file);
  const head = (lines[0] ?? []).map((name) => name.trim().toLowerCase());
  const row = lines.find((cells) => cells[head.indexOf("key")]?.trim().toLowerCase() === key);
  const at = head.indexOf("decision");
  if (row === undefined || at < 0) throw new Error(`${file} has no cell for ${key}`);
  while (row.length <= at) row.push("");
  row[at] = safeCell(cell);
  const filled = lines.filter((cells) => cells.some((cell) => cell.trim() !== ""));
  replace(workspace, file, { lines: filled, separator, before: bytes });
}

const ROWS_A_WRITE = 1000;

/** UTF-8 with a mark, which is how Excel knows it. A long file is not held in memory. */
function writeLines(path: string, lines: Iterable<readonly string[]>, separator: SheetOptions["separator"]): void {
  const file = openSync(path, "w", 0o600);
  try {
    const rows: string[][] = [];
    const flush = () => {
      const csv = Papa.unparse(rows, { newline: "\r\n", delimiter: separator === "tab" ? "\t" : separator });
      writeFileSync(file, `${csv}\r\n`);
      rows.length = 0;
    };
    writeFileSync(file, "\ufeff");
    for (const cells of lines) {
      rows.push([...cells]);
      if (rows.length === ROWS_A_WRITE) flush();
    }
    if (rows.length > 0) flush();
  } finally {
    closeSync(file);
  }
}

/** One pass over an index of the messages, one over the memberships. */
const groupRows = `
SELECT n.name || '/group/' || m.id AS key, coalesce(d.cell, '') AS decision, m.proposal, m.reason,
  m.name, m.slug, m.privacy, m.wave, coalesce(x.messages, 0) AS messages, b.members,
  strftime('%Y-%m-%d', coalesce((SELECT e.created_at FROM message e WHERE e.network = x.network AND e.id = x.newest), -- the last one may have no date
    (SELECT max(e.created_at) FROM thread t CROSS JOIN message e ON e.network = t.network AND e.thread_id = t.id WHERE t.network = m.network AND t.group_id = m.id)
  ) / 1000, 'unixepoch') AS last_post,
  CASE WHEN m.action = 'merge' THEN h.name || ' (' || h.key || ')' END AS comes_into, h.parent,
  coalesce(o.owners, (SELECT 'made by ' || c.name FROM grp g JOIN person c ON c.network = g.network AND c.id = g.creator_id WHERE g.network = m.network AND g.id = m.id)) AS owners,
  m.go_ahead
FROM group_mapping m JOIN network n ON n.pk = m.network
LEFT JOIN decision d ON d.target = m.target AND d.file = @file AND d.key = n.name || '/group/' || m.id
LEFT JOIN sub_group h ON h.target = m.target AND h.network = m.home_network AND h.id = m.home_id
LEFT JOIN ${groupActivity} x ON x.network = m.network AND x.group_id = m.id
LEFT JOIN (SELECT network, group_id, count(*) AS members FROM membership GROUP BY network, group_id) b ON b.network = m.network AND b.group_id = m.id
LEFT JOIN (SELECT network, group_id, group_concat(owner, '; ') AS owners FROM (
    SELECT a.network, a.group_id, coalesce(q.name, 'Unknown person ' || q.id) || coalesce(' <' || q.email || '>', '') AS owner,
      row_number() OVER (PARTITION BY a.network, a.group_id ORDER BY q.name, q.id) AS place
    FROM membership a JOIN person q ON q.network = a.network AND q.id = a.person_id WHERE a.role = 'admin') WHERE place <= 5 GROUP BY network, group_id) o
  ON o.network = m.network AND o.group_id = m.id
WHERE m.target = @target ORDER BY decision <> '', messages DESC, n.name, m.id
`;

const peopleRows = `
SELECT n.name || '/person/' || m.id AS key, coalesce(d.cell, '') AS decision,
  CASE WHEN m.treatment = 'match' THEN m.target_person ELSE m.treatment END AS proposal, m.reason, p.name, p.email, p.department,
  coalesce(a.n, 0) AS messages, m.tier, CASE WHEN m.treatment = 'match' THEN t.name || coalesce(' <' || t.email || '>', '') END AS account
FROM person_mapping m JOIN network n ON n.pk = m.network JOIN person p ON p.network = m.network AND p.id = m.id
LEFT JOIN decision d ON d.target = m.target AND d.file = @file AND d.key = n.name || '/person/' || m.id
LEFT JOIN target_person t ON t.target = m.target AND t.id = m.target_person
LEFT JOIN (SELECT network, author_id, count(*) AS n FROM message WHERE author_id IS NOT NULL GROUP BY network, author_id) a ON a.network = m.network AND a.author_id = m.id
WHERE m.target = @target ORDER BY m.treatment = 'match' OR decision <> '', messages DESC, n.name, m.id
`;

/** Replaces a file as one. A hand that saved it since it was read wins: its decisions are not overwritten. */
function replace(
  workspace: string,
  file: string,
  options: {
    readonly lines: Iterable<readonly string[]>;
    readonly separator: SheetOptions["separator"];
    readonly before: Buffer | undefined;
  },
): void {
  const { lines, separator, before } = options;
  const path = join(workspace, file);
  try {
    const now = existsSync(path) ? readFileSync(path) : undefined;
    if (now === undefined ? before !== undefined : !before?.equals(now)) {
      throw new UserError(`${file} was saved by somebody while this command ran, and has been left as it is.`, {
        hint: "Run `regroup map` again: it reads what was saved.",
      });
    }
    writeLines(`${path}.new`, lines, separator);
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

/** Months as Excel knows them, abbreviated or whole. */
const MONTHS = [
  ...["jan", "january", "feb", "february", "mar", "march", "apr", "april", "may", "jun", "june", "jul", "july", "aug", "august"],
  ...["sep", "sept", "september", "oct", "october", "nov", "november", "dec", "december"],
  ...["januar", "februar", "mär", "mrz", "märz", "mai", "juni", "juli", "okt", "oktober", "dez", "dezember"],
  ...[
    "janv",
    "janvier",
    "févr",
    "février",
    "mars",
    "avr",
    "avril",
    "juin",
    "juil",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "déc",
    "décembre",
  ],
].join("|");
/** What Excel makes a number, a date, a time or a truth of, in English, German or French. */
const CONVERTED = [
  new RegExp(`^[\\d\\s.,:;/()%€$£+\\-'’]*\\d[\\d\\s.,:;/()%€$£+\\-'’]*(?:e[+\\-]?\\d+|am|pm|a|p|uhr)?$`, "i"),
  new RegExp(`^\\d{1,4}[\\s./-]*(?:${MONTHS})\\.?[\\s./-]*\\d{0,4}$`, "iu"),
  new RegExp(`^(?:${MONTHS})\\.?[\\s./-]*\\d{1,4}(?:[\\s,./-]+\\d{2,4})?$`, "iu"),
  /^(?:true|false|wahr|falsch|vrai|faux)$/i,
];

/** A cell of text as it comes back from any spreadsheet: one line, no formula, no number or date that was none. Days as ISO dates stay. */
export function safeCell(value: string | number): string {
  if (typeof value === "number") return String(value);
  const line = value.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
  if (/^\d{4}-\d{2}-\d{2}$/.test(line)) return line;
  return CONVERTED.some((pattern) => pattern.test(line)) ? `'${line}` : defused(line);
}
