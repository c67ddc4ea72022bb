import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Papa from "papaparse";
import { codeOf, exitCodes, UserError } from "../../errors.ts";
import { decodeText } from "../../markup/decode.ts";
import type { TargetPerson } from "../target.ts";

/** Who exists over there. The site itself knows nobody: a list stands in for the directory that other targets are asked for. */
const COLUMNS = ["id", "name", "email", "department"] as const;

/** Reads `directory.csv`: columns by name in any order, with `,` `;` or tab, as UTF-8, UTF-16 or Windows-1252. `shown` is the path as configured. */
export function readDirectory(path: string, shown: string): TargetPerson[] {
  const { data } = Papa.parse<string[]>(decodeText(bytesOf(path, shown)), { delimitersToGuess: [",", ";", "\t"], skipEmptyLines: false });
  const head = (data[0] ?? []).map((cell) => cell.trim().toLowerCase());
  for (const column of COLUMNS) {
    if (!head.includes(column))
      throw wrong(shown, 1, column, "the column is missing", `The first line names the columns: ${COLUMNS.join(",")}.`);
  }
  const people: TargetPerson[] = [];
  const seen = new Map<string, number>();
  for (const [index, row] of data.entries()) {
    const line = index + 1;
    if (index === 0 || row.every((cell) => cell.trim() === "")) continue;
    const cell = (column: string) => row[head.indexOf(column)]?.trim() ?? "";
    const id = cell("id");
    if (id === "") throw wrong(shown, line, "id", "it is empty", "Every account needs an id; delete the line if it is none.");
    if (cell("name") === "") throw wrong(shown, line, "name", "it is empty", "Every account needs a name to be shown with.");
    if (row.length > head.length && row.slice(head.length).some((extra) => extra.trim() !== "")) {
      throw wrong(shown, line, COLUMNS[3], "there are more cells than columns", "Put quotes around a value that holds the separator.");
    }
    const before = seen.get(id);
    if (before !== undefined)
      throw wrong(shown, line, "id", `"${id}" stands in line ${before} already`, "Give every account an id of its own.");
    seen.set(id, line);
    people.push({
      id,
      name: cell("name"),
      email: cell("email") || null,
      department: cell("department") || null,
      directoryId: cell("directory_id") || null,
    });
  }
  return people;
}

/** Whether a file has the columns of a directory. Exports list people under the same names, but with addresses of an API. */
export function isDirectory(path: string): boolean {
  try {
    const { data } = Papa.parse<string[]>(decodeText(readFileSync(path)), { delimitersToGuess: [",", ";", "\t"], preview: 1 });
    const head = (data[0] ?? []).map((cell) => cell.trim().toLowerCase());
    return COLUMNS.every((column) => head.includes(column)) && !head.includes("api_url");
  } catch (error) {
    if (codeOf(error) === "") throw error;
    return false;
  }
}

/** CSVs beside regroup.yaml that could be `target.directory`, the one of that name first. */
export function discover(workspace: string): string[] {
  const csvs = readdirSync(workspace, { withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name.toLowerCase().endsWith(".csv"),
  );
  const found = csvs.map(({ name }) => name).filter((name) => isDirectory(join(workspace, name)));
  return found.sort((a, b) => Number(b === "directory.csv") - Number(a === "directory.csv") || (a < b ? -1 : 1));
}

function bytesOf(path: string, shown: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const absent = codeOf(error) === "ENOENT";
    throw new UserError(`Cannot read the directory ${shown}: ${absent ? "there is no such file" : codeOf(error)}`, {
      hint: "`target.directory` in regroup.yaml is a CSV with the columns id,name,email,department; leave it out where there is none.",
      exit: absent ? exitCodes.usage : exitCodes.access,
      cause: error,
    });
  }
}

function wrong(shown: string, line: number, column: string, what: string, hint: string): UserError {
  return new UserError(`${shown}, line ${line}, column ${column}: ${what}`, { hint });
}
