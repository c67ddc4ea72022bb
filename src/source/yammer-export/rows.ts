import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { stopIfAsked } from "../../errors.ts";
import { toId, type Id } from "../../model/key.ts";
import { batchesOf, newSlot, type Batch, type RowsJob } from "./batches.ts";
import { readPiece } from "./bytes.ts";
import { parseInstant, plainInstant } from "./dates.ts";
import { errorOf, type FromWorker } from "./rows-protocol.ts";
import { endsWithId } from "./tokenize.ts";

/** Below this a worker takes longer to start than the file to read. */
const WORKER_FROM_BYTES = 1024 * 1024;

/**
 * Streams batches of rows. A batch's memory is used again for a later one: whoever wants to keep something decodes it before asking for the
 * next batch. Throws DamagedInput, after the rows that could be read, and system errors as they come.
 */
export async function* readRows(job: RowsJob, signal: AbortSignal): AsyncGenerator<Batch> {
  if (job.piece.sizeBytes >= WORKER_FROM_BYTES) {
    yield* fromWorker(job, signal);
    return;
  }
  const slot = newSlot(job.shape.columns, Math.max(64, Math.min(job.piece.sizeBytes + 2, WORKER_FROM_BYTES)));
  yield* batchesOf(readPiece(job.piece, signal), job, { take: () => slot });
}

async function* fromWorker(job: RowsJob, signal: AbortSignal): AsyncGenerator<Batch> {
  stopIfAsked(signal);
  // Runs built (.js) and from source (.ts): the worker is the neighbour with the same ending.
  const worker = new Worker(new URL(`./rows-worker${extname(fileURLToPath(import.meta.url))}`, import.meta.url), { workerData: job });
  const inbox = mailbox(worker, signal);
  try {
    for (;;) {
      const message = await inbox.next();
      if ("failure" in message) throw errorOf(message.failure);
      if ("end" in message) return;
      yield message.batch;
      const { bytes, bounds, rows, lines, spans } = message.batch.slot;
      worker.postMessage(message.batch.slot, [bytes.buffer, bounds.buffer, rows.buffer, lines.buffer, spans.buffer]);
    }
  } finally {
    inbox.close();
    await worker.terminate();
  }
}

/** What the worker sent, in order; waiting for it ends early when the signal or the worker does. */
function mailbox(worker: Worker, signal: AbortSignal): { next(): Promise<FromWorker>; close(): void } {
  const arrived: FromWorker[] = [];
  let failed: { readonly error: unknown } | undefined;
  let wake: (() => void) | undefined;
  const ring = (): void => wake?.();
  const fail = (error: unknown): void => {
    failed ??= { error };
    ring();
  };
  worker.on("message", (message: FromWorker) => {
    arrived.push(message);
    ring();
  });
  worker.on("error", fail);
  worker.on("messageerror", fail);
  worker.on("exit", () => {
    fail(new Error("the reading thread ended too early"));
  });
  signal.addEventListener("abort", ring);
  return {
    async next() {
      for (;;) {
        stopIfAsked(signal);
        const message = arrived.shift();
        if (message) return message;
        if (failed) throw failed.error;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    close() {
      signal.removeEventListener("abort", ring);
    },
  };
}

/** Node's own decoders of a byte range: without the argument checks of `toString`, which would double the cost of an id. */
type Slices = Buffer & { latin1Slice(start: number, end: number): string; utf8Slice(start: number, end: number): string };

const ZERO = 48;
const CASE_BIT = 0x20;
const FALSE = Buffer.from("false");
const LONGEST_EXACT = 16;

/** A look at one row of a batch. One object is moved from row to row. A column of -1 is one the file does not have: always empty. */
export class Row {
  private readonly bytes: Slices;
  private readonly bounds: Int32Array;
  private readonly batch: Batch;
  private readonly width: number;
  private readonly hasNul: boolean;
  private place = 0;
  private n = 0;

  constructor(batch: Batch, columns: number) {
    const { bytes, bounds } = batch.slot;
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) as Slices;
    this.bounds = bounds;
    this.batch = batch;
    this.width = columns * 2;
    this.hasNul = batch.nulCount > 0;
  }

  moveTo(n: number): void {
    this.n = n;
    this.place = n * this.width;
  }

  get row(): number {
    return this.batch.slot.rows[this.n] as number;
  }

  get line(): number {
    return this.batch.slot.lines[this.n] as number;
  }

  private start(column: number): number {
    return this.bounds[this.place + 2 * column] as number;
  }

  private end(column: number): number {
    return (this.bounds[this.place + 2 * column + 1] as number) >> 1;
  }

  isEmpty(column: number): boolean {
    return column < 0 || this.start(column) === this.end(column);
  }

  /** Is the field this word (of ASCII, given in lower case), whatever the case? */
  is(column: number, word: Uint8Array): boolean {
    const start = this.start(column);
    if (this.end(column) - start !== word.length) return false;
    for (let n = 0; n < word.length; n++) if (((this.bytes[start + n] as number) | CASE_BIT) !== word[n]) return false;
    return true;
  }

  /** The field as given, less NULs; invalid UTF-8 becomes U+FFFD. */
  text(column: number): string {
    if (column < 0) return "";
    const start = this.start(column);
    const packed = this.bounds[this.place + 2 * column + 1] as number;
    const end = packed >> 1;
    if (start === end) return "";
    let text = this.bytes.utf8Slice(start, end);
    if (packed & 1) text = text.replaceAll('""', '"');
    return this.hasNul ? text.replaceAll("\0", "") : text;
  }

  /** A field that is ASCII if it is anything: ids, dates, words of the format. */
  ascii(column: number): string {
    return column < 0 ? "" : this.bytes.latin1Slice(this.start(column), this.end(column));
  }

  /** The id, null where the field is empty (or says so: "null"), undefined where it is no id. */
  id(column: number): Id | null | undefined {
    if (column < 0) return null;
    const start = this.start(column);
    const end = this.end(column);
    if (start === end) return null;
    if (end - start > LONGEST_EXACT) return this.oddId(column);
    let value = 0;
    for (let p = start; p < end; p++) {
      const digit = (this.bytes[p] as number) - ZERO;
      if (digit < 0 || digit > 9) return this.oddId(column);
      value = value * 10 + digit;
    }
    // Sixteen digits may pass 2^53; up to there every step above was exact.
    return value <= Number.MAX_SAFE_INTEGER ? value : this.oddId(column);
  }

  private oddId(column: number): Id | null | undefined {
    const text = this.ascii(column).trim();
    return text === "" || text.toLowerCase() === "null" ? null : toId(text);
  }

  /** Milliseconds UTC, null where empty, undefined where it is no date we know. */
  instant(column: number): number | null | undefined {
    if (column < 0) return null;
    const start = this.start(column);
    const end = this.end(column);
    if (start === end) return null;
    return plainInstant(this.bytes, start, end) ?? parseInstant(this.bytes.latin1Slice(start, end));
  }

  /** True or false, null where empty, undefined where it is neither. */
  flag(column: number): boolean | null | undefined {
    if (column < 0) return null;
    if (this.is(column, FALSE)) return false;
    switch (this.ascii(column).trim().toLowerCase()) {
      case "false":
      case "f":
      case "no":
      case "0":
        return false;
      case "true":
      case "t":
      case "yes":
      case "1":
        return true;
      case "":
      case "null":
        return null;
      default:
        return undefined;
    }
  }

  /** Does the URL of the row end with its id? Undefined where one of them is empty. */
  endsWithId(id: number, url: number): boolean | undefined {
    return id < 0 || url < 0 ? undefined : endsWithId(this.bytes, this.bounds, this.place, id, url);
  }
}

const PEEK_BYTES = 256 * 1024;

/** The rows from the start of a file one by one, here and now: for a look at the first of them. */
export async function* peekRows(job: RowsJob, signal: AbortSignal): AsyncGenerator<Row> {
  const slot = newSlot(job.shape.columns, Math.max(64, Math.min(job.piece.sizeBytes + 2, PEEK_BYTES)));
  for await (const batch of batchesOf(readPiece(job.piece, signal), job, { take: () => slot })) {
    const row = new Row(batch, job.shape.columns);
    for (let n = 0; n < batch.count; n++) {
      row.moveTo(n);
      yield row;
    }
  }
}
