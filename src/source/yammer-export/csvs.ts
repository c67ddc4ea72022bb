import { counted } from "../../counted.ts";
import { isAbort } from "../../errors.ts";
import { cannotRead, type Entry } from "./archive.ts";
import { DamagedInput, readPiece } from "./bytes.ts";
import type { Convert } from "./context.ts";
import { declaredCounts } from "./counts.ts";
import { unknownKind } from "./formats.ts";
import { readHeader, type Header } from "./header.ts";
import type { CsvEntry, Input, Place } from "./inputs.ts";
import { shown } from "./safety.ts";
import { layoutOf, nearNames, versions, type Layout } from "./schema.ts";
import type { Shape } from "./tokenize.ts";

/** A CSV that can be read. */
export interface Csv extends CsvEntry {
  readonly input: Input;
  readonly place: Place;
  readonly header: Header;
  readonly layout: Layout;
  readonly convert: Convert;
  readonly shape: Shape;
  /** What the export's log says it holds. */
  readonly declared: number | undefined;
  /** What the log says of this and other CSVs of its kind (one a network folder) together. */
  readonly declaredTogether: { readonly count: number; readonly files: readonly string[] } | undefined;
}

const COMMA = 44;
const DELIMITERS = [COMMA, 59, 9] as const;
const MAX_COLUMNS = 5000;
const MAX_TEXT_BYTES = 1024 * 1024;

/** The CSVs of an input with their headers; what is wrong with them goes into the notes. */
export async function csvsOf(input: Input, notes: { problems: string[]; warnings: string[] }, signal: AbortSignal): Promise<Csv[]> {
  const found = input.places.flatMap((place) => place.csvs.map((csv) => ({ place, csv })));
  if (!found.some(({ csv }) => csv.kind !== unknownKind)) {
    const zips = input.archive.entries.filter(({ path }) => path.toLowerCase().endsWith(".zip")).length;
    const more = zips > 0 ? `; it holds ${zips} ZIP files, which have to be listed one by one` : "";
    notes.problems.push(`${input.given} is no Yammer export: it has no Messages.csv nor any other CSV of one${more}`);
    return [];
  }
  const csvs: Csv[] = [];
  const counts = new Map<Entry, ReadonlyMap<string, number>>();
  for (const { log } of input.places) if (log && !counts.has(log)) counts.set(log, declaredCounts(await textOf(log, signal)));
  for (const { place, csv } of found) {
    try {
      const header = await readHeader(await csv.entry.locate(), csv.kind === unknownKind ? DELIMITERS : [COMMA], signal);
      if (!header) {
        notes.warnings.push(`${csv.file} is empty: it has not even a header`);
        continue;
      }
      const problem = headerProblem(csv, header);
      if (problem) {
        notes.problems.push(problem);
        continue;
      }
      const count = place.log && csv.kind.logLabel !== undefined ? counts.get(place.log)?.get(csv.kind.logLabel) : undefined;
      const files = found.filter((other) => other.place.log === place.log && other.csv.kind === csv.kind).map((other) => other.csv.file);
      csvs.push(readable(input, place, csv, header, count === undefined ? undefined : { count, files }));
    } catch (error) {
      if (isAbort(error)) throw error;
      notes.problems.push(error instanceof DamagedInput ? `${csv.file} is damaged: ${error.message}` : cannotRead(csv.file, error));
    }
  }
  return csvs;
}

function headerProblem(csv: CsvEntry, header: Header): string | undefined {
  if (header.names.length > MAX_COLUMNS)
    return csv.kind === unknownKind ? undefined : `${csv.file} has no header: its first line has ${counted(header.names.length, "column")}`;
  const { missing } = layoutOf(csv.kind.format, header.names);
  if (missing.length === 0) return undefined;
  const near = missing.flatMap((name) => nearNames(name, header.names)).slice(0, 5);
  const hint = near.length > 0 ? `; near it: ${near.map(shown).join(", ")}` : "";
  const more = header.names.length === 1 && /[;\t]/.test(header.names[0] ?? "") ? "; it was saved with another separator than a comma" : "";
  const columns = missing.length === 1 ? `the column ${missing[0] ?? ""}` : `the columns ${missing.join(", ")}`;
  return `${csv.file} has not ${columns}${hint}${more}`;
}

function readable(input: Input, place: Place, csv: CsvEntry, header: Header, declared: Csv["declaredTogether"]): Csv {
  const { layout, convert } = csv.kind.bind(header.names);
  const lower = header.names.map((name) => name.toLowerCase());
  const [id, url] = csv.kind.selfCheck ?? ["", ""];
  const selfCheck = lower.includes(id) && lower.includes(url) ? { id: lower.indexOf(id), url: lower.indexOf(url) } : null;
  // Versions have ids of their own form, and of an unknown CSV nothing is known.
  const startsWithId = /^id$|_id$/.test(lower[0] ?? "") && csv.kind !== unknownKind && csv.kind.format !== versions;
  const shape = { columns: layout.width, delimiter: header.delimiter, startsWithId, selfCheck };
  const isAlone = declared?.files.length === 1;
  return {
    ...csv,
    input,
    place,
    header,
    layout,
    convert,
    shape,
    declared: isAlone ? declared.count : undefined,
    declaredTogether: isAlone ? undefined : declared,
  };
}

/** A small text file, or "" where it cannot be read: nothing depends on it. */
export async function textOf(entry: Entry, signal: AbortSignal): Promise<string> {
  if (entry.sizeBytes > MAX_TEXT_BYTES) return "";
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of readPiece(await entry.locate(), signal)) chunks.push(chunk);
  } catch (error) {
    if (isAbort(error)) throw error;
    return "";
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** request.txt: what the export was asked for. */
export async function readRequest(input: Input, signal: AbortSignal): Promise<string> {
  const entry = input.archive.entries.find(({ path }) => /(?:^|\/)request\.txt$/i.test(path) && path.split("/").length <= 2);
  return entry ? textOf(entry, signal) : "";
}
