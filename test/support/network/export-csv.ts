import { makeRandom } from "./random.ts";
import type { CellFormat, Table } from "./export-table.ts";

export type DateStyle = "iso-ms" | "iso-offset" | "slashes" | "utc-word";

/** How the bytes of the CSVs look. The defaults are what the public loaders rely on. */
export interface CsvStyle {
  /** Column lists of 2018 or of 2022 (default). */
  readonly layout?: "g18" | "g22";
  /** Shuffles the columns of every CSV with this seed. */
  readonly shuffleSeed?: number;
  /** Columns no reader knows, added to every CSV. */
  readonly extraColumns?: readonly string[];
  readonly bom?: boolean;
  readonly crlf?: boolean;
  readonly dates?: DateStyle;
}

const CHUNK_CHARS = 1 << 16;

export function cellFormat(style: CsvStyle): CellFormat {
  return { date: (iso) => (iso === null ? "" : writeDate(iso, style.dates ?? "iso-ms")) };
}

function writeDate(iso: string, style: DateStyle): string {
  const seconds = iso.slice(0, 19);
  switch (style) {
    case "iso-ms":
      return iso;
    case "iso-offset":
      return `${seconds}+00:00`;
    case "slashes":
      return `${seconds.replaceAll("-", "/").replace("T", " ")} +0000`;
    case "utc-word":
      return `${seconds.replace("T", " ")} UTC`;
  }
}

/** The header a table gets in this style: the columns the layout knows, strangers, shuffled when asked. */
export function headerOf(table: Pick<Table<never>, "columns" | "older">, style: CsvStyle): string[] {
  const columns = [...((style.layout === "g18" ? table.older : undefined) ?? table.columns), ...(style.extraColumns ?? [])];
  if (style.shuffleSeed === undefined) return columns;
  const random = makeRandom(style.shuffleSeed);
  for (let last = columns.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [columns[last], columns[other]] = [columns[other] ?? "", columns[last] ?? ""];
  }
  return columns;
}

/** The bytes of a CSV, chunk by chunk; `done` hears how many rows there were. */
export function* csvChunks<View>(table: Table<View>, view: View, style: CsvStyle, done: (rows: number) => void): Generator<Buffer> {
  const end = style.crlf === true ? "\r\n" : "\n";
  const header = headerOf(table, style);
  const places = header.map((column) => table.columns.indexOf(column));
  const isPlain = places.length === table.columns.length && places.every((place, index) => place === index);
  let text = (style.bom === true ? "\uFEFF" : "") + csvLine(header) + end;
  let rows = 0;
  for (const cells of table.rows(view, cellFormat(style))) {
    text += csvLine(isPlain ? cells : places.map((place) => (place < 0 ? "unknown" : (cells[place] ?? "")))) + end;
    rows++;
    if (text.length < CHUNK_CHARS) continue;
    yield Buffer.from(text);
    text = "";
  }
  if (text !== "") yield Buffer.from(text);
  done(rows);
}

/** Every field quoted, the empty ones too. */
export function csvLine(cells: readonly string[]): string {
  let line = "";
  for (const cell of cells) {
    if (line !== "") line += ",";
    line += cell.includes('"') ? `"${cell.replaceAll('"', '""')}"` : `"${cell}"`;
  }
  return line;
}

export function countRows<View>(table: Table<View>, view: View): number {
  const rows = table.rows(view, { date: () => "" })[Symbol.iterator]();
  let count = 0;
  while (rows.next().done !== true) count++;
  return count;
}
