import { resolve } from "node:path";
import { counted } from "../../counted.ts";
import { stopIfAsked, UserError } from "../../errors.ts";
import { cannotRead, openArchive, type Archive } from "./archive.ts";
import { csvsOf, readRequest, type Csv } from "./csvs.ts";
import { gapsBetween, rangeOf, type Range } from "./ranges.ts";
import { unknownKind } from "./formats.ts";
import { factsOf, homeDomainsOf } from "./identify.ts";
import { NETWORK_ONLY, recognise, trimmedInput, type Input, type Place } from "./inputs.ts";
import { inspectMembers, type MemberFile } from "./members-file.ts";
import { nameNetworks, type PlaceNetwork } from "./networks.ts";
import { shown } from "./safety.ts";
import { files, pages, type Options } from "./schema.ts";

/** Everything known of the inputs before a row is read. */
export interface Inspection {
  readonly inputs: readonly Input[];
  /** In reading order. */
  readonly csvs: readonly Csv[];
  readonly networks: ReadonlyMap<Place, PlaceNetwork>;
  readonly homeDomains: ReadonlyMap<string, string>;
  readonly members: readonly MemberFile[];
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
  readonly found: readonly string[];
  readonly totalBytes: number;
  readonly fileBytes: number;
}

/** Looks at every input: what it is, what is wrong with it, whose it is. Throws only when stopped, or on a bug. */
export async function inspect(options: Options, workspace: string, signal: AbortSignal): Promise<Inspection> {
  const notes = { problems: [] as string[], warnings: [] as string[] };
  const inputs: Input[] = [];
  const csvs: Csv[] = [];
  for (const [position, given] of options.inputs.entries()) {
    stopIfAsked(signal);
    if (inputs.some((input) => input.given === trimmedInput(given))) {
      notes.warnings.push(`${given} is listed twice; it is read once`);
      continue;
    }
    const archive = await opened(given, resolve(workspace, given), notes.problems);
    if (!archive) continue;
    const input = await judged(recognise(given, position, workspace, archive), signal);
    inputs.push(input);
    csvs.push(...(await csvsOf(input, notes, signal)));
  }
  const facts = await factsOf(inputs, csvs, signal);
  const named = nameNetworks(facts, options.network);
  // With several networks, each may have been exported for other dates: nothing follows from that.
  const ranges = new Set(Array.from(named.names.values(), ({ network }) => network)).size === 1 ? await rangesOf(inputs, signal) : [];
  const members =
    options.members === undefined ? [] : await inspectMembers(options.members, workspace, inputs.length, notes.problems, signal);
  return {
    inputs,
    csvs,
    networks: named.names,
    homeDomains: await homeDomainsOf(csvs, named.names, signal),
    members,
    problems: notes.problems,
    warnings: [...notes.warnings, ...named.warnings, ...unknownThings(csvs), ...inputs.flatMap(inputWarnings), ...gapsBetween(ranges)],
    found: inputs.map((input) => describe(input, csvs)),
    totalBytes: csvs.reduce((sum, csv) => sum + csv.entry.sizeBytes, 0),
    fileBytes: inputs.reduce((sum, input) => Array.from(input.blobs.values()).reduce((bytes, entry) => bytes + entry.sizeBytes, sum), 0),
  };
}

async function rangesOf(inputs: readonly Input[], signal: AbortSignal): Promise<Range[]> {
  const ranges: Range[] = [];
  for (const input of inputs) {
    const range = input.isUserExport ? undefined : rangeOf(input.given, await readRequest(input, signal));
    if (range) ranges.push(range);
  }
  return ranges;
}

/** A per-user export without likes and best replies is only told by the request it was made with. */
async function judged(input: Input, signal: AbortSignal): Promise<Input> {
  const names = input.places.flatMap((place) => place.csvs.map(({ kind }) => kind.name));
  if (input.isUserExport || names.some((name) => NETWORK_ONLY.includes(name))) return input;
  return { ...input, isUserExport: /export\/users\/\d|\buser_id\W/i.test(await readRequest(input, signal)) };
}

/** All that stands in the way of reading, as one error. */
export function refuse(problems: readonly string[]): void {
  if (problems.length === 0) return;
  const [first, ...others] = problems;
  const message =
    others.length === 0
      ? (first ?? "")
      : `${problems.length} things are wrong with the export files:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`;
  throw new UserError(message, {
    hint: "Correct the paths under sources[].inputs; a file that is damaged or incomplete has to be downloaded again.",
  });
}

async function opened(given: string, path: string, problems: string[]): Promise<Archive | undefined> {
  try {
    const archive = await openArchive(path);
    problems.push(...archive.problems.map((problem) => `${given}: ${problem}`));
    return archive.problems.length === 0 ? archive : undefined;
  } catch (error) {
    problems.push(cannotRead(given, error));
    return undefined;
  }
}

function unknownThings(csvs: readonly Csv[]): string[] {
  const seen = new Map<string, Set<Input>>();
  const note = (text: string, input: Input): void => void seen.set(text, (seen.get(text) ?? new Set()).add(input));
  for (const { kind, input, entry, layout } of csvs) {
    if (kind === unknownKind)
      note(`unknown CSV ${shown(entry.path.slice(entry.path.lastIndexOf("/") + 1))}: its rows are counted and not imported`, input);
    for (const column of layout.unknown)
      note(`unknown column ${shown(column)} in ${kind.name}: kept beside the records, not understood`, input);
  }
  return [...seen].map(([text, inputs]) => (inputs.size === 1 ? text : `${text} (in ${inputs.size} inputs)`));
}

function inputWarnings(input: Input): string[] {
  const hasList = input.places.some(({ csvs }) => csvs.some(({ kind }) => kind.format === files || kind.format === pages));
  const { given, blobs } = input;
  const unclaimed =
    blobs.size > 0 && !hasList
      ? [
          `${given}: ${counted(blobs.size, "entry for files or pages", "entries for files or pages")}, but no Files.csv or Pages.csv to say whose`,
        ]
      : [];
  if (!input.isUserExport) return unclaimed;
  return [
    ...unclaimed,
    `${input.given} is one person's data (a GDPR export), not a network's: its Messages.csv holds that person's posts, LikedMessages.csv becomes likes, BestReplyMessages.csv is other people's and is left out`,
  ];
}

function describe(input: Input, csvs: readonly Csv[]): string {
  const own = csvs.filter((csv) => csv.input === input);
  const folders = input.places.filter(({ folder }) => folder !== null).length;
  const sort = input.isUserExport ? "one person's export" : "network export";
  const parts = [sort, `${own.length} ${own.length === 1 ? "CSV" : "CSVs"}`];
  if (folders > 0) parts.push(`${folders} network ${folders === 1 ? "folder" : "folders"}`);
  return `${input.given}: ${[...parts, humanBytes(input.archive.sizeBytes)].join(", ")}`;
}

function humanBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? ""}`;
}
