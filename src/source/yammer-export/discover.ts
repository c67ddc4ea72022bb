import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "../../errors.ts";
import type { Discovered } from "../source.ts";
import { readRequest, type Csv } from "./csvs.ts";
import { kindOfCsv } from "./formats.ts";
import { inspect, type Inspection } from "./inspect.ts";
import { listOfMembers } from "./members-file.ts";
import { rangeOf } from "./ranges.ts";
import { readRows } from "./rows.ts";
import { groups, messages } from "./schema.ts";

/** What lies in a folder that could be read, for `regroup init`. Cheap: directories of ZIPs, headers, and counts where they cost little. */

/** Where people put their exports. */
const PLACES = ["", "exports"] as const;
/** A larger file is not counted row by row, where the export does not say how many it has. */
const COUNTED_BYTES = 64e6;

/** `given`: look at these only, relative to the workspace. In an order in which later ones are newer. */
export async function discover(
  workspace: string,
  given: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<{ readonly exports: readonly Discovered[]; readonly members: readonly string[] }> {
  const paths = given ?? (await candidates(workspace));
  const exports: (Discovered & { readonly sinceMs: number | undefined })[] = [];
  for (const path of paths) {
    const inspection = await inspect({ kind: "yammer-export", inputs: [path] }, workspace, signal);
    // Any ZIP may lie there; one that is named is told what is wrong with it.
    if (given === undefined && inspection.csvs.length === 0 && inspection.problems.every((problem) => /is no Yammer export/.test(problem)))
      continue;
    exports.push(await described(path, inspection, signal));
  }
  return { exports: given === undefined ? inOrder(exports) : exports, members: await lists(workspace) };
}

async function candidates(workspace: string): Promise<string[]> {
  const found: string[] = [];
  for (const place of PLACES) {
    for (const entry of await entriesOf(join(workspace, place))) {
      const path = place === "" ? entry.name : `${place}/${entry.name}`;
      if (entry.name.startsWith(".")) continue;
      if (entry.isFile() && entry.name.toLowerCase().endsWith(".zip")) found.push(path);
      else if (entry.isDirectory() && (await holdsCsvs(join(workspace, path)))) found.push(path);
    }
  }
  return found;
}

/** CSVs of an export lie at the top of its folder, or one folder below. */
async function holdsCsvs(folder: string): Promise<boolean> {
  const entries = await entriesOf(folder);
  if (entries.some((entry) => entry.isFile() && kindOfCsv(entry.name) !== undefined)) return true;
  for (const entry of entries) {
    if (!entry.isDirectory()) continue;
    if ((await entriesOf(join(folder, entry.name))).some((inner) => inner.isFile() && kindOfCsv(inner.name) !== undefined)) return true;
  }
  return false;
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) === "") throw error;
    return [];
  }
}

async function described(
  path: string,
  inspection: Inspection,
  signal: AbortSignal,
): Promise<Discovered & { readonly sinceMs: number | undefined }> {
  const [input] = inspection.inputs;
  const range = input ? rangeOf(path, await readRequest(input, signal)) : undefined;
  const networks = new Map<string, { name: string; groups: number | null; messages: number | null }>();
  for (const csv of inspection.csvs) {
    const name = inspection.networks.get(csv.place)?.network ?? "yammer";
    const sums = networks.get(name) ?? { name, groups: 0, messages: 0 };
    networks.set(name, sums);
    if (csv.kind.format === groups) sums.groups = added(sums.groups, await rowsOf(csv, signal));
    if (csv.kind.format === messages) sums.messages = added(sums.messages, await rowsOf(csv, signal));
  }
  return {
    path,
    found: inspection.found[0] ?? path,
    networks: [...networks.values()],
    isPartial: input?.isUserExport === true,
    problems: inspection.problems,
    sinceMs: range?.sinceMs,
  };
}

function added(sum: number | null, more: number | null): number | null {
  return sum === null || more === null ? null : sum + more;
}

/** As the export's log says, else counted; null where that would take long. */
async function rowsOf(csv: Csv, signal: AbortSignal): Promise<number | null> {
  if (csv.declared !== undefined) return csv.declared;
  if (csv.entry.sizeBytes > COUNTED_BYTES) return null;
  let rows = 0;
  try {
    const job = { piece: await csv.entry.locate(), shape: csv.shape, from: csv.header.from, withDigests: false };
    for await (const batch of readRows(job, signal)) rows = batch.next.row;
  } catch (error) {
    if (signal.aborted) throw error;
    // Reading will tell what is wrong with it.
    return null;
  }
  return rows;
}

/** One person's data first, so that the network's own wins; then by the dates they were asked for, else by name. */
function inOrder<T extends Discovered & { readonly sinceMs: number | undefined }>(exports: readonly T[]): T[] {
  const isDated = exports.every((one) => one.isPartial || one.problems.length > 0 || one.sinceMs !== undefined);
  const byName = new Intl.Collator("en", { numeric: true });
  return [...exports].sort(
    (a, b) =>
      Number(b.isPartial) - Number(a.isPartial) || (isDated ? (a.sinceMs ?? 0) - (b.sinceMs ?? 0) : 0) || byName.compare(a.path, b.path),
  );
}

/** CSVs beside regroup.yaml that say of groups who belongs to them, and a folder of such files. */
async function lists(workspace: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await entriesOf(workspace)) {
    const path = join(workspace, entry.name);
    if (entry.isFile() && entry.name.toLowerCase().endsWith(".csv") && (await listOfMembers(path)) === "groups") found.push(entry.name);
    if (!entry.isDirectory() || entry.name.toLowerCase() !== "members") continue;
    const inside = (await entriesOf(path)).filter((one) => one.isFile() && one.name.toLowerCase().endsWith(".csv"));
    const kinds = await Promise.all(inside.map((one) => listOfMembers(join(path, one.name))));
    if (kinds.length > 0 && kinds.every((kind) => kind !== "none")) found.push(entry.name);
  }
  return found.sort((a, b) => Number(b === "members.csv") - Number(a === "members.csv") || (a < b ? -1 : 1));
}
