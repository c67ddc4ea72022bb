import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { countRows, csvChunks, csvLine, type CsvStyle } from "./network/export-csv.ts";
import { userViewOf, viewOf, type ExportRange, type ExportView } from "./network/export-range.ts";
import type { Table } from "./network/export-table.ts";
import { ADMIN_TABLES, NETWORKS, USER_TABLES } from "./network/export-tables.ts";
import type { MessageTruth, NetworkTruth } from "./network/truth.ts";

export interface ExportOptions extends CsvStyle, ExportRange {
  /** File and page bodies in the ZIP (default true). Rows for SharePoint files never have one. */
  readonly bodies?: boolean;
  /** Names of CSVs, or of log.txt and request.txt, to leave out. */
  readonly omit?: readonly string[];
  /** Adds CSVs no reader knows (Campaigns.csv and others). */
  readonly unknownCsvs?: boolean;
  /** Puts the CSVs into `<network id>/` even for one network; several networks always are. */
  readonly networkFolders?: boolean;
  /** Lines added to log.txt, for instance errors. */
  readonly logLines?: readonly string[];
  /** 0 stores, 1 to 9 deflates (default 6). */
  readonly compression?: number;
}

/** Bytes of one entry, made when asked for and again each time. */
export type EntryBytes = () => Iterable<Buffer>;
export type Entries = ReadonlyMap<string, EntryBytes>;

/** Every entry of an admin export by its name in the ZIP. Nothing is rendered before an entry is read. */
export function exportEntries(truths: NetworkTruth | readonly NetworkTruth[], options: ExportOptions = {}): Entries {
  const networks = asList(truths);
  const entries = new Map<string, EntryBytes>();
  const log = new LogCounts();
  const omitted = new Set(options.omit);
  if (!omitted.has("Networks.csv")) entries.set("Networks.csv", () => csvChunks(NETWORKS, { truths: networks }, options, () => undefined));
  for (const truth of networks) {
    const folder = folderOf(truth, networks, options);
    const view = viewOf(truth, options);
    addTables(
      entries,
      ADMIN_TABLES.filter((table) => !omitted.has(table.name)),
      { view, folder, options, log },
    );
    if (options.bodies !== false) addBodies(entries, view, folder);
    if (options.unknownCsvs === true) addUnknown(entries, folder);
  }
  // Last, because by then the counts have gone past.
  if (!omitted.has("log.txt")) entries.set("log.txt", () => [log.text(options.logLines ?? [])]);
  if (!omitted.has("request.txt")) entries.set("request.txt", () => [requestText(options)]);
  return entries;
}

/** Every entry of the per-user export: another layout, without Users, Networks and versions. */
export function userEntries(truth: NetworkTruth, personId: string, options: ExportOptions = {}): Entries {
  const entries = new Map<string, EntryBytes>();
  const log = new LogCounts();
  const view = userViewOf(truth, personId, options);
  addTables(
    entries,
    USER_TABLES.filter((table) => options.omit?.includes(table.name) !== true),
    { view, folder: "", options, log },
  );
  if (options.bodies !== false) addBodies(entries, view, "");
  entries.set("log.txt", () => [log.text(options.logLines ?? [])]);
  entries.set("request.txt", () => [Buffer.from(`user_id: ${personId}\n${requestText(options).toString()}`)]);
  return entries;
}

export async function writeExportZip(
  truths: NetworkTruth | readonly NetworkTruth[],
  path: string,
  options: ExportOptions = {},
): Promise<void> {
  await writeZip(exportEntries(truths, options), path, options.compression);
}

export async function writeUserZip(truth: NetworkTruth, personId: string, path: string, options: ExportOptions = {}): Promise<void> {
  await writeZip(userEntries(truth, personId, options), path, options.compression);
}

/** The export as if unpacked. */
export async function writeExportFolder(
  truths: NetworkTruth | readonly NetworkTruth[],
  folder: string,
  options: ExportOptions = {},
): Promise<void> {
  for (const [name, bytes] of exportEntries(truths, options)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await pipeline(Readable.from(bytes()), createWriteStream(path));
  }
}

/** Streams entries into a ZIP. Clock and time zone leave no trace: the same entries give the same bytes. */
export async function writeZip(entries: Entries, path: string, compression = 6): Promise<void> {
  const zip = new ZipFile();
  const failed = new Promise<never>((_, reject) => zip.on("error", reject));
  // DOS times are local times without a zone, so a local date is the one that is always written alike.
  const settings = { mtime: new Date(2024, 0, 15, 12), mode: 0o100644, compressionLevel: compression, forceDosTimestamp: true };
  for (const [name, bytes] of entries) {
    zip.addReadStreamLazy(name, settings, (give) => {
      const stream = Readable.from(bytes());
      stream.on("error", (error) => zip.emit("error", error));
      give(null, stream);
    });
  }
  zip.end();
  await Promise.race([failed, pipeline(zip.outputStream, createWriteStream(path))]);
}

/** Rows each CSV of the export has, by entry name: what a reader must report having read. */
export function expectedCounts(
  truths: NetworkTruth | readonly NetworkTruth[],
  options: ExportOptions = {},
): Readonly<Record<string, number>> {
  const networks = asList(truths);
  const omitted = new Set(options.omit);
  const counts: Record<string, number> = omitted.has("Networks.csv") ? {} : { "Networks.csv": networks.length };
  for (const truth of networks) {
    const view = viewOf(truth, options);
    for (const table of ADMIN_TABLES) {
      if (!omitted.has(table.name)) counts[folderOf(truth, networks, options) + table.name] = countRows(table, view);
    }
  }
  return counts;
}

/** The messages the export holds, as they stood when it ran. */
export function expectedMessages(truth: NetworkTruth, options: ExportOptions = {}): Iterable<MessageTruth> {
  return viewOf(truth, options).messages;
}

/** People, groups, files and the rest that the export holds. */
export function expectedView(truth: NetworkTruth, options: ExportOptions = {}): ExportView {
  return viewOf(truth, options);
}

function asList(truths: NetworkTruth | readonly NetworkTruth[]): readonly NetworkTruth[] {
  return "network" in truths ? [truths] : truths;
}

function folderOf(truth: NetworkTruth, networks: readonly NetworkTruth[], options: ExportOptions): string {
  return networks.length > 1 || options.networkFolders === true ? `${truth.network.id}/` : "";
}

interface TableJob<View> {
  readonly view: View;
  readonly folder: string;
  readonly options: ExportOptions;
  readonly log: LogCounts;
}

function addTables<View>(entries: Map<string, EntryBytes>, tables: readonly Table<View>[], job: TableJob<View>): void {
  for (const table of tables) {
    const name = job.folder + table.name;
    job.log.expect(table.name, name, () => countRows(table, job.view));
    entries.set(name, () =>
      csvChunks(table, job.view, job.options, (rows) => {
        job.log.saw(name, rows);
      }),
    );
  }
}

function addBodies(entries: Map<string, EntryBytes>, view: ExportView, folder: string): void {
  for (const [file, version] of view.files) {
    if (file.storage === "YAMMER") entries.set(folder + version.path, () => [Buffer.from(version.bytes())]);
  }
  for (const [, version] of view.pages) entries.set(folder + version.path, () => [Buffer.from(version.html)]);
}

function addUnknown(entries: Map<string, EntryBytes>, folder: string): void {
  const lines = (...rows: readonly (readonly string[])[]) => [Buffer.from(rows.map((row) => `${csvLine(row)}\n`).join(""))];
  entries.set(`${folder}Campaigns.csv`, () =>
    lines(
      ["hashtag", "created_at", "state", "creator_id", "url", "scope_type", "scope_id"],
      ["leadwithcare", "2023-05-02T08:00:00.000Z", "published", "1", "https://www.yammer.com/", "network", "1"],
    ),
  );
  entries.set(`${folder}VivaTopics.csv`, () => lines(["id", "name", "state"]));
  entries.set(`${folder}Answers.csv`, () => lines(["id", "messageId", "networkId", "threadId", "voterID", "createdAt", "updatedAt"]));
}

const LOG_LABELS: readonly (readonly [label: string, csv: string])[] = [
  ["USERS", "Users.csv"],
  ["GROUPS", "Groups.csv"],
  ["TOPICS", "Topics.csv"],
  ["MESSAGES", "Messages.csv"],
  ["MESSAGES THREADS OUTBOUND", "MessageThreadsOutbound.csv"],
  ["FILES", "Files.csv"],
  ["PAGES", "Pages.csv"],
];

/** Row counts for log.txt: remembered from the writing where the CSV was written, counted otherwise. */
class LogCounts {
  readonly #tables: { readonly csv: string; readonly entry: string; readonly count: () => number }[] = [];
  readonly #seen = new Map<string, number>();

  expect(csv: string, entry: string, count: () => number): void {
    this.#tables.push({ csv, entry, count });
  }

  saw(entry: string, rows: number): void {
    this.#seen.set(entry, rows);
  }

  text(extra: readonly string[]): Buffer {
    const lines = ["Export started"];
    for (const [label, csv] of LOG_LABELS) {
      const tables = this.#tables.filter((table) => table.csv === csv);
      if (tables.length === 0) continue;
      const rows = tables.reduce((sum, table) => sum + (this.#seen.get(table.entry) ?? table.count()), 0);
      lines.push(`Number of exported ${label}: ${String(rows)}`);
    }
    return Buffer.from(`${[...lines, ...extra, "Export finished"].join("\n")}\n`);
  }
}

function requestText(options: ExportOptions): Buffer {
  const include = options.bodies === false ? "csv" : "all";
  return Buffer.from(`since: ${options.since ?? ""}\nuntil: ${options.until ?? ""}\ninclude: ${include}\nmodel: \n`);
}
