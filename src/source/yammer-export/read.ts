import { createHash } from "node:crypto";
import { counted } from "../../counted.ts";
import { codeOf, isAbort, stopIfAsked, UserError } from "../../errors.ts";
import type { Checkpoint, GapRecord, InputRecord, Page, SourceRecord } from "../source.ts";
import { digestAt, type Batch } from "./batches.ts";
import { DamagedInput } from "./bytes.ts";
import type { Context, Tally } from "./context.ts";
import { unknownKind } from "./formats.ts";
import { findBlob } from "./inputs.ts";
import type { Csv } from "./csvs.ts";
import { nameOfRow, type PlaceNetwork } from "./networks.ts";
import { readRows, Row } from "./rows.ts";
import { introduction, networkOf, type Run } from "./run.ts";
import { files, layoutOf, messages, pages } from "./schema.ts";
import type { Position } from "./tokenize.ts";
import { userOf } from "./user-export.ts";

/** How far a file is read, as it stands in its checkpoint. */
interface Progress {
  readonly fingerprint: string;
  readonly next: Position;
  readonly tally: Tally;
  readonly isDone: boolean;
  /** What the messages were beside which a CSV was read that depends on them. */
  readonly beside?: string | undefined;
}

const NAMED_INVALID = 100;

/** One CSV as pages: first that it is going to be read, then its rows from where the last run stopped, last what was noticed. */
export async function* readCsv(csv: Csv, run: Run): AsyncGenerator<Page> {
  const network = networkOf(csv, run);
  const { fingerprint } = csv.entry;
  const beside = needsMessages(csv) ? messagesFingerprint(run) : undefined;
  const known = knownProgress(csv, run);
  const start: Progress = known ?? { fingerprint, next: csv.header.from, tally: newTally(), isDone: false };
  yield {
    origin: csv.file,
    rows: 0,
    bytes: start.isDone ? csv.entry.sizeBytes : start.next.offset,
    records: [...introduction(network, run), ...(known ? [] : [inputRecord(csv, false)])],
    checkpoints: [],
  };
  if (start.isDone) {
    run.rowsOf.set(csv.file, start.next.row);
    return;
  }
  const tally = { ...start.tally };
  const context = await contextOf(csv, network, tally, run);
  const gaps: GapRecord[] = [];
  let next = start.next;
  try {
    const job = { piece: await csv.entry.locate(), shape: csv.shape, from: start.next, withDigests: true };
    for await (const batch of readRows(job, run.signal)) {
      stopIfAsked(run.signal);
      const rows = batch.next.row - next.row;
      const bytes = batch.next.offset - next.offset;
      const records = recordsOf(batch, csv, context);
      next = batch.next;
      yield {
        origin: csv.file,
        rows,
        bytes,
        records,
        checkpoints: [checkpointOf(csv.file, { fingerprint, next, tally, isDone: false, beside })],
      };
    }
  } catch (error) {
    if (!(error instanceof DamagedInput)) throw readable(csv, error);
    const evidence = `${csv.file}: ${error.message}; ${counted(next.row, "row before that is", "rows before that are")} in. Download the export again and run again.`;
    gaps.push(gap(network.network, "damaged-input", evidence));
  }
  run.rowsOf.set(csv.file, next.row);
  gaps.push(...endGaps(csv, network.network, tally), ...countGaps(csv, network.network, run));
  yield {
    origin: csv.file,
    rows: 0,
    bytes: csv.entry.sizeBytes - next.offset,
    records: gaps,
    checkpoints: [checkpointOf(csv.file, { fingerprint, next, tally, isDone: true, beside })],
  };
}

/** No column of it says whether a row is of a private conversation: who attaches it tells, so all messages are read before it. */
export function needsMessages(csv: Csv): boolean {
  const format = [files, pages].find((one) => one === csv.kind.format);
  return format !== undefined && layoutOf(format, csv.header.names).at.inPrivateConversation < 0;
}

function messagesFingerprint(run: Pick<Run, "inspection">): string {
  const hash = createHash("sha256");
  for (const csv of run.inspection.csvs) if (csv.kind.format === messages) hash.update(`${csv.file} ${csv.entry.fingerprint}\n`);
  return hash.digest("hex").slice(0, 32);
}

/** How far an earlier run came. A file of which rows were hidden for want of a message is read again when there are others. */
function knownProgress(csv: Csv, run: Pick<Run, "checkpoints" | "inspection">): Progress | undefined {
  const known = progressOf(run.checkpoints(csv.file), csv.entry.fingerprint);
  return known && known.tally.hidden > 0 && known.beside !== messagesFingerprint(run) ? undefined : known;
}

/**
 * The files that earlier runs read, at the places they have in the list now: known before the first row of a new one, because of two rows with one
 * id the one of the later input counts.
 */
export function* knownInputs(csvs: readonly Csv[]): Generator<Page> {
  const [first] = csvs;
  if (first) yield { origin: first.file, rows: 0, records: csvs.map((csv) => inputRecord(csv, true)), checkpoints: [] };
}

export function newTally(): Tally {
  return { invalid: 0, nuls: 0, modules: 0, badDates: 0, hidden: 0 };
}

function inputRecord(csv: Csv, isResumed: boolean): InputRecord {
  return {
    kind: "input",
    file: csv.file,
    position: csv.input.position,
    fingerprint: csv.entry.fingerprint,
    from: isResumed ? "resume" : "start",
    ...(csv.declared === undefined ? {} : { declaredRows: csv.declared }),
  };
}

export async function contextOf(csv: Csv, network: PlaceNetwork, tally: Tally, run: Run): Promise<Context> {
  const { input, place } = csv;
  const networks = run.inspection.networks;
  return {
    network: network.network,
    scope: run.scope,
    tally,
    hints: run.hints,
    openly: run.openly,
    exclusion: run.exclusion,
    homeDomain: run.inspection.homeDomains.get(network.network),
    user: csv.kind.fileName === "likedmessages.csv" ? await userOf(csv, run) : undefined,
    findBytes: (folder, path, id, name) => {
      const entry = findBlob(input, place, folder, { path, id: String(id), name });
      if (entry) run.claimed.add(entry);
      return entry;
    },
    networkOf: (id, permalink) => rowNetwork([...networks.values()], network, String(id), permalink),
  };
}

/** A row of Networks.csv names the network whose CSVs we read, or one we have nothing else of. */
function rowNetwork(known: readonly PlaceNetwork[], own: PlaceNetwork, id: string, permalink: string): string {
  const same = [own, ...known].find((one) => one.id === id || (one.id === undefined && permalink !== "" && one.permalink === permalink));
  return same?.network ?? nameOfRow({ id, permalink });
}

export function recordsOf(batch: Batch, csv: Csv, context: Context): SourceRecord[] {
  const records: SourceRecord[] = [];
  const isKnown = csv.kind !== unknownKind;
  for (const { line, reason } of batch.damage)
    records.push({ kind: "skip", line, reason: isKnown ? reason : "unknown-csv", policy: !isKnown });
  const row = new Row(batch, csv.layout.width);
  for (let n = 0; n < batch.count; n++) {
    row.moveTo(n);
    const skip = csv.convert(row, digestAt(batch.digests, n), context, records);
    if (skip) records.push({ kind: "skip", line: row.line, reason: skip.reason, policy: skip.policy });
  }
  if (isKnown) records.push(...invalidGaps(batch, csv, context));
  return records;
}

function invalidGaps(batch: Batch, csv: Csv, context: Context): GapRecord[] {
  const { tally } = context;
  const named = batch.invalid.slice(0, Math.max(0, NAMED_INVALID - tally.invalid));
  tally.invalid += batch.invalidCount;
  tally.nuls += batch.nulCount;
  return named.map(({ row, column }) =>
    gap(context.network, "invalid-utf8", `${csv.file} row ${row} column ${csv.header.names[column] ?? column + 1}`),
  );
}

function endGaps({ file }: Csv, network: string, tally: Tally): GapRecord[] {
  const gaps: GapRecord[] = [];
  if (tally.invalid > NAMED_INVALID)
    gaps.push(gap(network, "invalid-utf8", `${file}: ${counted(tally.invalid, "field in all is", "fields in all are")} not valid UTF-8`));
  if (tally.nuls > 0) gaps.push(gap(network, "nul-bytes", `${file}: ${tally.nuls} NUL bytes were taken out of texts`));
  if (tally.badDates > 0)
    gaps.push(
      gap(
        network,
        "bad-date",
        `${file}: ${counted(tally.badDates, "date could not be read and is", "dates could not be read and are")} empty`,
      ),
    );
  if (tally.modules > 0) {
    gaps.push(
      gap(
        network,
        "module-not-exported",
        `${file}: ${counted(tally.modules, "message holds", "messages hold")} a poll, praise or event, whose content no export has`,
      ),
    );
  }
  return gaps;
}

/** The log's counts beside ours; where the log counts several files together, once the last of them is read. */
function countGaps(csv: Csv, network: string, run: Run): GapRecord[] {
  const { files, count } = csv.declaredTogether ?? { files: [csv.file], count: csv.declared };
  const rows = files.map((file) => run.rowsOf.get(file));
  if (count === undefined || rows.includes(undefined)) return [];
  const total = rows.reduce<number>((sum, one) => sum + (one ?? 0), 0);
  if (total === count) return [];
  const what = files.length === 1 ? "the file has" : `the ${files.length} ${csv.kind.name} have`;
  return [gap(network, "count-mismatch", `${csv.file}: log.txt counts ${count}, ${what} ${counted(total, "row")}`)];
}

export function gap(network: string, kind: string, evidence: string): GapRecord {
  return { kind: "gap", network, gap: kind, evidence };
}

export function checkpointOf(file: string, progress: Progress): Checkpoint {
  const { fingerprint, next, tally, isDone, beside } = progress;
  const { offset, row, line, isSeeking } = next;
  return {
    scope: file,
    value: JSON.stringify({ fingerprint, offset, row, line, done: isDone, ...(isSeeking ? { seeking: true } : {}), tally, beside }),
  };
}

/** What the checkpoint says, if it is of this very file. */
export function progressOf(value: string | undefined, fingerprint: string): Progress | undefined {
  if (value === undefined) return undefined;
  const saved = parsed(value);
  if (saved?.["fingerprint"] !== fingerprint) return undefined;
  const number = (field: unknown): number => (typeof field === "number" && Number.isSafeInteger(field) && field >= 0 ? field : 0);
  const tally = isObject(saved["tally"]) ? saved["tally"] : {};
  return {
    fingerprint,
    next: { offset: number(saved["offset"]), row: number(saved["row"]), line: number(saved["line"]), isSeeking: saved["seeking"] === true },
    tally: {
      invalid: number(tally["invalid"]),
      nuls: number(tally["nuls"]),
      modules: number(tally["modules"]),
      badDates: number(tally["badDates"]),
      hidden: number(tally["hidden"]),
    },
    isDone: saved["done"] === true,
    beside: typeof saved["beside"] === "string" ? saved["beside"] : undefined,
  };
}

/** Will this run see every row of the file? */
export function isReadFromStart(csv: Csv, run: Pick<Run, "checkpoints" | "inspection">): boolean {
  return knownProgress(csv, run) === undefined;
}

/** Has this run rows of the file to read? */
export function isRead(csv: Csv, run: Pick<Run, "checkpoints" | "inspection">): boolean {
  return knownProgress(csv, run)?.isDone === true;
}

function parsed(value: string): Record<string, unknown> | undefined {
  try {
    const saved: unknown = JSON.parse(value);
    return isObject(saved) ? saved : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** An input that went away or cannot be read any more, as something the person can mend. */
export function readable(csv: { readonly file: string; readonly input: { readonly given: string } }, error: unknown): unknown {
  if (isAbort(error) || codeOf(error) === "" || error instanceof UserError) return error;
  return new UserError(`${csv.file} can no longer be read (${codeOf(error)})`, {
    hint: `Put ${csv.input.given} back and run again: what was read is kept, and reading goes on where it stopped.`,
    cause: error,
  });
}
