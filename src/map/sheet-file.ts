import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import Papa from "papaparse";
import { suggest } from "../config.ts";
import { codeOf, exitCodes, UserError } from "../errors.ts";
import { decodeText } from "../markup/decode.ts";
import { parseKey, type KeyParts } from "../model/key.ts";
import type { Problem } from "./problem.ts";
import { notAFile, notCsv } from "./sheet-form.ts";

export interface SheetRow {
  /** As a spreadsheet counts: the header is 1. */
  readonly line: number;
  readonly key: string;
  readonly parts: KeyParts;
  /** As written, spaces around it taken away. */
  readonly cell: string;
}

export interface Sheet {
  readonly rows: readonly SheetRow[];
  /** Every key in it, with or without a decision. Empty where there is no file. */
  readonly keys: ReadonlySet<string>;
  /** The bytes as read, to see whether somebody saved it since; undefined where there is no file. */
  readonly bytes: Buffer | undefined;
}

/**
 * Reads people.csv or groups.csv as any spreadsheet saves it: columns by name in any order, more or fewer of them, any separator, any of the
 * usual encodings and line ends, a `sep=` line, empty rows and columns. Only `key` and `decision` are read. What is wrong goes into `problems`.
 */
export function readSheet(workspace: string, file: string, kind: "group" | "person", problems: Problem[]): Sheet {
  const path = join(workspace, file);
  const none = { rows: [], keys: new Set<string>() };
  if (!existsSync(path)) return { ...none, bytes: undefined };
  const wrong = (what: string) => void problems.push({ file, line: null, column: null, what });
  const noFile = notAFile(statSync(path));
  if (noFile !== undefined) {
    wrong(noFile);
    return { ...none, bytes: undefined };
  }
  const bytes = bytesOf(path, file);
  const text = decodeText(bytes);
  const noCsv = notCsv(bytes, text);
  if (noCsv !== undefined) {
    wrong(noCsv);
    return { ...none, bytes };
  }
  const reading = createReading(file, kind, problems);
  eachRow(text, reading.take);
  return { ...reading.end(), bytes };
}

/** Takes one row after the other: of a long file only decisions are held. */
function createReading(file: string, kind: "group" | "person", problems: Problem[]) {
  const wrong = (line: number, column: Problem["column"], what: string) => void problems.push({ file, line, column, what });
  const seen = new Map<string, number>();
  const rows: SheetRow[] = [];
  let columns: Columns | undefined;

  function readHead(cells: readonly string[], line: number): void {
    const head = cells.map((cell) => cell.trim().toLowerCase());
    const found = findColumns(head);
    for (const what of found.problems) wrong(line, null, what);
    columns = found;
  }

  function take(cells: readonly string[], line: number): void {
    if (columns === undefined) {
      if (cells.some((cell) => cell.trim() !== "")) readHead(cells, line);
      return;
    }
    if (columns.key === undefined || columns.decision === undefined) return;
    const written = (cells[columns.key] ?? "").trim();
    const key = written.toLowerCase();
    const cell = textOf((cells[columns.decision] ?? "").trim());
    if (key === "" && cell === "") return;
    const parts = parseKey(key);
    if (parts?.kind !== kind || !/^\d{1,19}$/.test(parts.id)) {
      wrong(line, "key", `read "${written.slice(0, 80)}"; allowed: a whole key as regroup wrote it, such as contoso/${kind}/123`);
      return;
    }
    const before = seen.get(key);
    if (before !== undefined) wrong(line, "key", `${key} stands in line ${before} already; keep one of the two rows`);
    seen.set(key, line);
    if (cell !== "") rows.push({ line, key, parts, cell });
  }

  return {
    take,
    end(): { readonly rows: readonly SheetRow[]; readonly keys: ReadonlySet<string> } {
      if (columns === undefined) readHead([], 1);
      return { rows, keys: new Set(seen.keys()) };
    },
  };
}

function bytesOf(path: string, file: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new UserError(`${file} cannot be read (${codeOf(cause)}): another program may have it open, or you may not read it.`, {
      hint: "Close it there and run the command again. Nothing was changed.",
      exit: exitCodes.access,
      cause,
    });
  }
}

/** Every row with its line: the header is 1, or 2 below a `sep=` line. */
function eachRow(text: string, take: (cells: readonly string[], line: number) => void): void {
  const even = text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
  const told = /^"?sep=(.)"?[;,\t]*\n/i.exec(even);
  const body = told ? even.slice(told[0].length) : even;
  let line = told ? 2 : 1;
  Papa.parse<string[]>(body, { delimiter: told?.[1] ?? separatorOf(body), newline: "\n", step: ({ data }) => take(data, line++) });
}

/** The one that the columns of the first line are parted by. */
function separatorOf(body: string): string {
  const head = body.slice(0, Math.max(0, body.indexOf("\n"))) || body;
  const counts = [",", ";", "\t"].map((separator) => ({ separator, cells: head.split(separator).length }));
  return counts.sort((a, b) => b.cells - a.cells)[0]?.separator ?? ",";
}

interface Columns {
  readonly key: number | undefined;
  readonly decision: number | undefined;
  readonly problems: readonly string[];
}

function findColumns(head: readonly string[]): Columns {
  if (head.some((cell) => parseKey(cell) !== undefined))
    return {
      key: undefined,
      decision: undefined,
      problems: ["the first line is a row: put the line with the names key and decision back above it"],
    };
  const problems: string[] = [];
  const at = (wanted: "key" | "decision"): number | undefined => {
    const index = head.indexOf(wanted);
    if (index >= 0 && head.indexOf(wanted, index + 1) < 0) return index;
    problems.push(index >= 0 ? `the column ${wanted} stands there twice; keep one of them` : missing(wanted, head));
    return undefined;
  };
  return { key: at("key"), decision: at("decision"), problems };
}

function missing(wanted: "key" | "decision", head: readonly string[]): string {
  const read = head
    .filter((name) => name !== "")
    .join(", ")
    .slice(0, 200);
  const what = `the column ${wanted} is missing${suggest(wanted, head)}, read: ${read === "" ? "nothing" : read}`;
  return wanted === "decision"
    ? `${what}; give the column with your decisions that name`
    : `${what}; without it nobody can tell which row is whose: take the column back from a copy, or delete the file, and \`regroup map\` writes it anew with nothing decided`;
}

/** Without the apostrophe that keeps a spreadsheet from calculating, where somebody copied such a cell. */
function textOf(cell: string): string {
  return /^'[=+\-@#\d.,(]/.test(cell) || /^'\p{L}+\d/u.test(cell) ? cell.slice(1) : cell;
}

/** The whole table, for writing one cell of it: every row and column stays. */
export function readTable(workspace: string, file: string): { readonly lines: string[][]; readonly bytes: Buffer } {
  const bytes = bytesOf(join(workspace, file), file);
  const lines: string[][] = [];
  eachRow(decodeText(bytes), (cells) => lines.push([...cells]));
  return { lines, bytes };
}

/** Programs leave a file of theirs beside one that they have open. */
export function openElsewhere(workspace: string, file: string): string | undefined {
  if (existsSync(join(workspace, `.~lock.${file}#`))) return "LibreOffice";
  return existsSync(join(workspace, `~$${file}`)) ? "Excel" : undefined;
}
