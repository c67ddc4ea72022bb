import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Papa from "papaparse";
import { decodeText } from "../markup/decode.ts";
import { withoutWords } from "../store/forget.ts";
import { NOBODY } from "../store/suppress.ts";
import { GROUPS_FILE, PEOPLE_FILE } from "./decisions.ts";

/** Takes words out of the files that people edit: the row of a key goes, and in other cells the words do. Half-written copies go as a whole. */
export function forgetInDecisions(workspace: string, words: readonly string[]): void {
  for (const file of [PEOPLE_FILE, GROUPS_FILE]) {
    const path = join(workspace, file);
    rmSync(`${path}.new`, { force: true });
    if (!existsSync(path)) continue;
    const text = decodeText(readFileSync(path));
    const { data, meta } = Papa.parse<string[]>(text, { delimitersToGuess: [",", ";", "\t"] });
    const [key = ""] = words;
    // A decision on a group stays one: "accepted by" without anybody would be a mistake in the file.
    const decision = file === GROUPS_FILE ? (data[0] ?? []).findIndex((name) => name.trim().toLowerCase() === "decision") : -1;
    const kept = data
      .filter((row) => !row.some((cell) => cell.trim() === key))
      .map((row) => row.map((cell, column) => withoutWords(cell, words, column === decision ? NOBODY : "")));
    const csv = Papa.unparse(kept, { newline: "\r\n", delimiter: meta.delimiter });
    if (JSON.stringify(kept) === JSON.stringify(data)) continue;
    writeFileSync(`${path}.new`, `\ufeff${csv}`, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }
}

/** Lines of logs that hold one of the words go. */
export function forgetInLogs(workspace: string, words: readonly string[]): void {
  const needles = words.flatMap((word) => [word, JSON.stringify(word).slice(1, -1)]).map((word) => word.toLowerCase());
  for (const path of filesIn(join(workspace, "logs"))) {
    const lines = readFileSync(path, "utf8").split("\n");
    const kept = lines.filter((line) => !needles.some((word) => line.toLowerCase().includes(word)));
    if (kept.length === lines.length) continue;
    writeFileSync(`${path}.new`, kept.join("\n"), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }
}

/** Reports speak of a state that is no more, and may name or count what was forgotten: made again by the commands that wrote them. */
export function forgetReports(workspace: string): number {
  const reports = filesIn(join(workspace, "reports")).filter((path) => /\.(html|json|csv|new)$/.test(path));
  for (const path of reports) rmSync(path);
  return reports.length;
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
