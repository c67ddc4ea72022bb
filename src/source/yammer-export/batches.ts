import { isUtf8 } from "node:buffer";
import { hash } from "node:crypto";
import type { Piece } from "./bytes.ts";
import { MAX_RECORD_BYTES, Tokenizer, type Damage, type Found, type Position, type Shape } from "./tokenize.ts";

/** What has to be known to turn a piece into batches of rows: plain data, so that a worker thread can be handed it. */
export interface RowsJob {
  readonly piece: Piece;
  readonly shape: Shape;
  readonly from: Position;
  readonly withDigests: boolean;
}

/** The memory of one batch. It travels to the reader and back, so that a big file needs three of them and no more. */
export interface Slot {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly bounds: Int32Array<ArrayBuffer>;
  readonly rows: Int32Array<ArrayBuffer>;
  readonly lines: Int32Array<ArrayBuffer>;
  readonly spans: Int32Array<ArrayBuffer>;
}

export interface Batch {
  readonly slot: Slot;
  /** Good rows in the slot. */
  readonly count: number;
  /** 32 hex digits of the sha256 of each good row, one behind the other; "" where not asked for. */
  readonly digests: string;
  readonly damage: readonly Damage[];
  /** Row and column (from 0) of fields that are not valid UTF-8: the first hundred, and how many there are. */
  readonly invalid: readonly { readonly row: number; readonly column: number }[];
  readonly invalidCount: number;
  readonly nulCount: number;
  readonly next: Position;
}

/** Gives and takes slots; `take` waits until one is free. */
export interface SlotPool {
  take(): Promise<Slot> | Slot;
}

/** Small, so that a page is gone before the collector of young objects looks twice: measured 30 MB less at the peak than with 512 KiB. */
const BATCH_BYTES = 128 * 1024;
const BATCH_ROWS = 4096;
/** Keeps the bounds of a file with very many columns small. */
const BATCH_FIELDS = 240_000;
const INVALID_NAMED = 100;
const DIGEST_CHARS = 32;

export function newSlot(columns: number, sizeBytes = BATCH_BYTES): Slot {
  const rows = Math.max(1, Math.min(BATCH_ROWS, Math.floor(BATCH_FIELDS / columns)));
  return {
    bytes: new Uint8Array(sizeBytes),
    bounds: new Int32Array(rows * columns * 2),
    rows: new Int32Array(rows),
    lines: new Int32Array(rows),
    spans: new Int32Array(rows * 2),
  };
}

/**
 * Turns a stream of bytes into batches of rows. The damage of a batch is reported with it; an error of the stream itself is thrown after the batch
 * that holds the last rows before it, so nothing that could be read is lost.
 */
export async function* batchesOf(chunks: AsyncIterable<Uint8Array>, job: Omit<RowsJob, "piece">, pool: SlotPool): AsyncGenerator<Batch> {
  const tokenizer = new Tokenizer(job.shape, job.from);
  let slot = await pool.take();
  let filled = 0;
  let offset = job.from.offset;
  let toSkip = job.from.offset;
  let rest = new Uint8Array(0);
  let broken: { readonly error: unknown } | undefined;

  /** A batch out of what is in the slot, with `rest` for the next one; undefined where no record is complete yet. */
  function next(isLast: boolean): Batch | undefined {
    const { bytes, bounds, rows, lines, spans } = slot;
    const found: Found = { bounds, rows, lines, spans, count: 0, damage: [] };
    const settled = tokenizer.take(bytes, filled, isLast, found);
    offset += settled;
    if (found.count > 0 || found.damage.length > 0) {
      rest = bytes.slice(settled, filled);
      return finished(job, found, slot, settled, tokenizer.position(offset));
    }
    // Bytes without a row (blank lines, the rest of a damaged record) leave; a record that fills the slot gets more room.
    if (settled === 0) slot = { ...slot, bytes: new Uint8Array(roomier(bytes.length)) };
    slot.bytes.set(bytes.subarray(settled, filled));
    filled -= settled;
    return undefined;
  }

  async function refill(): Promise<void> {
    slot = await pool.take();
    if (rest.length + 1 >= slot.bytes.length) slot = { ...slot, bytes: new Uint8Array(roomier(rest.length)) };
    slot.bytes.set(rest);
    filled = rest.length;
  }

  try {
    for await (const chunk of chunks) {
      let at = Math.min(toSkip, chunk.length);
      toSkip -= at;
      while (at < chunk.length) {
        const part = Math.min(slot.bytes.length - 1 - filled, chunk.length - at);
        slot.bytes.set(chunk.subarray(at, at + part), filled);
        filled += part;
        at += part;
        if (filled < slot.bytes.length - 1) continue;
        const batch = next(false);
        if (!batch) continue;
        yield batch;
        await refill();
      }
    }
  } catch (error) {
    broken = { error };
  }
  while (filled > 0) {
    const batch = next(true);
    if (!batch) continue;
    yield batch;
    await refill();
  }
  if (broken) throw broken.error;
}

/** Twice as much, up to what the longest record that is read needs: the tokenizer gives up on a longer one when the slot is full. */
function roomier(sizeBytes: number): number {
  return Math.max(sizeBytes + 1, Math.min(sizeBytes * 2, MAX_RECORD_BYTES + 2));
}

function finished(job: Omit<RowsJob, "piece">, found: Found, slot: Slot, settled: number, next: Position): Batch {
  const bytes = slot.bytes;
  const all = bytes.subarray(0, settled);
  const invalid = isUtf8(all) ? { named: [], count: 0 } : invalidFields(job.shape.columns, found, bytes);
  return {
    slot,
    count: found.count,
    digests: job.withDigests ? digestsOf(found, bytes) : "",
    damage: found.damage,
    invalid: invalid.named,
    invalidCount: invalid.count,
    nulCount: Buffer.from(bytes.buffer, 0, settled).includes(0) ? nulsIn(found, bytes) : 0,
    next,
  };
}

function digestsOf(found: Found, bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let n = 0; n < found.count; n++) {
    parts.push(hash("sha256", bytes.subarray(found.spans[2 * n], found.spans[2 * n + 1]), "hex").slice(0, DIGEST_CHARS));
  }
  return parts.join("");
}

export function digestAt(digests: string, n: number): string {
  return digests.slice(n * DIGEST_CHARS, (n + 1) * DIGEST_CHARS);
}

function invalidFields(columns: number, found: Found, bytes: Uint8Array): { named: { row: number; column: number }[]; count: number } {
  const named: { row: number; column: number }[] = [];
  let count = 0;
  for (let n = 0; n < found.count; n++) {
    if (isUtf8(bytes.subarray(found.spans[2 * n], found.spans[2 * n + 1]))) continue;
    for (let column = 0; column < columns; column++) {
      const place = 2 * (n * columns + column);
      if (isUtf8(bytes.subarray(found.bounds[place], (found.bounds[place + 1] ?? 0) >> 1))) continue;
      count++;
      if (named.length < INVALID_NAMED) named.push({ row: found.rows[n] ?? 0, column });
    }
  }
  return { named, count };
}

function nulsIn(found: Found, bytes: Uint8Array): number {
  let count = 0;
  for (let n = 0; n < found.count; n++) {
    for (const byte of bytes.subarray(found.spans[2 * n], found.spans[2 * n + 1])) if (byte === 0) count++;
  }
  return count;
}
