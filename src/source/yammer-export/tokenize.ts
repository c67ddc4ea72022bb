/**
 * Bytes of a CSV → bounds of its fields. Our own loop and not a CSV library: it has to say which row holds invalid bytes, to find its feet
 * again behind a damaged row, to start in the middle of a file, and to leave the decoding of fields to whoever needs them.
 * RFC 4180 and what people do to it: LF, CRLF or a lone CR end a record, fields may or may not be quoted, a quote inside is doubled.
 *
 * `as number` on array reads: the index is inside by construction, and a check per byte costs a fifth of the time.
 */
export interface Shape {
  /** Fields of a record: what the header has. */
  readonly columns: number;
  readonly delimiter: number;
  /** The first column holds decimal ids, which is how the start of a record is recognised behind a damaged one. */
  readonly startsWithId: boolean;
  /** Columns of a row that vouch for each other (Messages: `api_url` ends with the id), or null. */
  readonly selfCheck: { readonly id: number; readonly url: number } | null;
}

/** Where the next record starts; enough to go on from in another run. */
export interface Position {
  readonly offset: number;
  /** Data rows before it, the damaged ones included. */
  readonly row: number;
  /** Line of the file, 1 = the first. */
  readonly line: number;
  /** A damaged record was reported and its end is not found yet. */
  readonly isSeeking: boolean;
}

export type DamageReason = "too-few-columns" | "too-many-columns" | "unbalanced-quote" | "record-too-long" | "cut-off-row";

export interface Damage {
  readonly reason: DamageReason;
  readonly row: number;
  readonly line: number;
}

/** What one pass leaves: bounds of good rows, filled from the start, and the damage between them. */
export interface Found {
  /** Two numbers a field: start, and end × 2 + 1 where doubled quotes have to be undone. */
  readonly bounds: Int32Array;
  /** Number and line of each good row. */
  readonly rows: Int32Array;
  readonly lines: Int32Array;
  /** Start and end in the buffer of each good row, without its line break. */
  readonly spans: Int32Array;
  count: number;
  readonly damage: Damage[];
}

const LF = 10;
const CR = 13;
const QUOTE = 34;
const ID_DIGITS = 19;
const LOOK_AHEAD = ID_DIGITS + 4;

const GOOD = 0;
const INCOMPLETE = 1;
const BAD_QUOTE = 2;

/** A field of 16 MiB is no message any more; a quote was lost, or somebody plays a trick on our memory. */
export const MAX_RECORD_BYTES = 16 * 1024 * 1024;

export class Tokenizer {
  private readonly shape: Shape;
  private row: number;
  private line: number;
  private isSeeking: boolean;
  // Results of the last scan.
  private next = 0;
  private contentEnd = 0;
  private fields = 0;
  private breaks = 0;
  private endsInBreak = false;

  constructor(shape: Shape, from: Position) {
    this.shape = shape;
    this.row = from.row;
    this.line = from.line;
    this.isSeeking = from.isSeeking;
  }

  position(offset: number): Position {
    return { offset, row: this.row, line: this.line, isSeeking: this.isSeeking };
  }

  /**
   * Takes records from `buffer[0, end)` until it or `found` is full, and returns how many bytes are settled; the rest belongs to a record whose
   * end is not there yet. `buffer[end]` must be writable: a sentinel is put there. `isLast`: nothing follows.
   */
  take(buffer: Uint8Array, end: number, isLast: boolean, found: Found): number {
    buffer[end] = QUOTE;
    let at = 0;
    while (at < end && found.count < found.rows.length) {
      if (this.isSeeking) {
        const settled = this.seek(buffer, at, end, isLast, found);
        if (!this.hasFoundStart()) return settled;
        at = settled;
        continue;
      }
      const first = buffer[at] as number;
      if (first === LF || (first === CR && (at + 1 < end || isLast))) {
        // A blank line between records is no row.
        at += first === CR && buffer[at + 1] === LF && at + 1 < end ? 2 : 1;
        this.line++;
        continue;
      }
      const state = this.scan(buffer, at, end, isLast, found);
      if (state === GOOD && this.fields === this.shape.columns && (this.endsInBreak || isLast)) {
        this.keep(at, found);
        at = this.next;
      } else if (state === INCOMPLETE && !isLast && end - at < MAX_RECORD_BYTES) {
        return at;
      } else {
        at = this.damaged(buffer, at, end, isLast, state, found);
      }
    }
    return at;
  }

  private keep(start: number, found: Found): void {
    const n = found.count++;
    found.rows[n] = ++this.row;
    found.lines[n] = this.line;
    found.spans[2 * n] = start;
    found.spans[2 * n + 1] = this.contentEnd;
    this.line += this.breaks;
  }

  /** Reports the record at `start` as damaged and goes to where the next one may start. */
  private damaged(buffer: Uint8Array, start: number, end: number, isLast: boolean, state: number, found: Found): number {
    const line = this.line;
    const row = ++this.row;
    if (state === GOOD && this.endsInBreak) {
      found.damage.push({ reason: this.fields < this.shape.columns ? "too-few-columns" : "too-many-columns", row, line });
      // The record is whole, only its columns are wrong: its neighbour starts where it ends, if that looks like one.
      const next = this.next;
      this.line = line + this.breaks;
      if (next >= end && !isLast) return this.startSeeking(next - 1, line + this.breaks - 1);
      const after = this.scan(buffer, next, end, isLast, found);
      if (next >= end || after === INCOMPLETE || (after === GOOD && this.fields === this.shape.columns)) return next;
      return this.startSeeking(next - 1, this.line - 1);
    }
    const tooLong = state === INCOMPLETE && !isLast;
    const cutOff = !tooLong && state !== BAD_QUOTE;
    this.startSeeking(start + 1, line);
    const at = this.seek(buffer, start + 1, end, isLast, found);
    const swallowed = !this.isSeeking && at < end;
    const reason =
      state === BAD_QUOTE || swallowed ? "unbalanced-quote" : tooLong ? "record-too-long" : cutOff ? "cut-off-row" : "unbalanced-quote";
    found.damage.push({ reason, row, line });
    return at;
  }

  private startSeeking(at: number, line: number): number {
    this.isSeeking = true;
    this.line = line;
    return at;
  }

  private hasFoundStart(): boolean {
    return !this.isSeeking;
  }

  /** Looks for a line that starts a record. Ends the seeking where it finds one (or the end of the file), else returns how far it looked. */
  private seek(buffer: Uint8Array, from: number, end: number, isLast: boolean, found: Found): number {
    let at = from;
    while (at < end) {
      const byte = buffer[at] as number;
      if (byte !== LF && byte !== CR) {
        at++;
        continue;
      }
      if (!isLast && at + 1 + LOOK_AHEAD > end) return at;
      const next = byte === CR && at + 1 < end && buffer[at + 1] === LF ? at + 2 : at + 1;
      this.line++;
      if (next >= end || this.isStart(buffer, next, end, isLast, found)) {
        this.isSeeking = false;
        return next;
      }
      at = next;
    }
    if (isLast) this.isSeeking = false;
    return at;
  }

  /**
   * `"123",` at the start of a line cannot stand inside a healthy quoted field (its quotes would be doubled): that is a record, healthy or not.
   * Anything weaker has to prove itself by having the right number of columns.
   */
  private isStart(buffer: Uint8Array, at: number, end: number, isLast: boolean, found: Found): boolean {
    const { startsWithId, delimiter, columns } = this.shape;
    const isQuoted = buffer[at] === QUOTE;
    if (startsWithId) {
      let p = isQuoted ? at + 1 : at;
      const digits = p;
      while (p < end && p - digits < ID_DIGITS && isDigit(buffer[p] as number)) p++;
      if (p === digits) return false;
      if (isQuoted && buffer[p++] !== QUOTE) return false;
      if (p < end && buffer[p] !== delimiter && columns > 1) return false;
      if (isQuoted && p < end && columns > 1) return true;
    }
    const state = this.scan(buffer, at, end, isLast, found);
    if (state === GOOD && this.fields === columns) return this.vouched(buffer, found);
    return state === INCOMPLETE && !isLast;
  }

  private vouched(buffer: Uint8Array, found: Found): boolean {
    const check = this.shape.selfCheck;
    return !check || endsWithId(buffer, found.bounds, found.count * this.shape.columns * 2, check.id, check.url) !== false;
  }

  /** Reads one record from `at`, its bounds into the free place behind `found.count`. */
  private scan(buffer: Uint8Array, at: number, end: number, isLast: boolean, found: Found): number {
    const { columns, delimiter } = this.shape;
    const bounds = found.bounds;
    let place = found.count * columns * 2;
    let p = at;
    let fields = 0;
    let breaks = 0;
    this.endsInBreak = false;
    for (;;) {
      let start = p;
      let stop: number;
      let escaped = 0;
      if (p < end && buffer[p] === QUOTE) {
        start = ++p;
        for (;;) {
          const byte = buffer[p] as number;
          if (byte > QUOTE) {
            p++;
          } else if (byte === QUOTE) {
            if (p >= end) return INCOMPLETE;
            if (p + 1 >= end) {
              if (!isLast) return INCOMPLETE;
              break;
            }
            if (buffer[p + 1] !== QUOTE) break;
            escaped = 1;
            p += 2;
          } else {
            if (byte === LF || (byte === CR && buffer[p + 1] !== LF)) breaks++;
            p++;
          }
        }
        stop = p++;
      } else {
        let byte = buffer[p] as number;
        while (p < end && byte !== delimiter && byte !== LF && byte !== CR) byte = buffer[++p] as number;
        stop = p;
      }
      if (fields < columns) {
        bounds[place++] = start;
        bounds[place++] = stop * 2 + escaped;
      }
      fields++;
      const after = buffer[p] as number;
      if (p < end && after === delimiter) {
        p++;
        continue;
      }
      this.contentEnd = p;
      this.fields = fields;
      if (p >= end) {
        if (!isLast) return INCOMPLETE;
        this.next = end;
        this.breaks = breaks;
        return fields === columns ? GOOD : INCOMPLETE;
      }
      if (after === CR && p + 1 >= end && !isLast) return INCOMPLETE;
      if (after !== LF && after !== CR) return BAD_QUOTE;
      this.next = after === CR && p + 1 < end && buffer[p + 1] === LF ? p + 2 : p + 1;
      this.breaks = breaks + 1;
      this.endsInBreak = true;
      return GOOD;
    }
  }
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}

/** Does the URL end with `/<id>`? Undefined where one of the two is empty. `place` is where the row's bounds start. */
export function endsWithId(buffer: Uint8Array, bounds: Int32Array, place: number, id: number, url: number): boolean | undefined {
  const idStart = bounds[place + 2 * id] as number;
  const idLength = ((bounds[place + 2 * id + 1] as number) >> 1) - idStart;
  const urlStart = bounds[place + 2 * url] as number;
  const urlEnd = (bounds[place + 2 * url + 1] as number) >> 1;
  if (idLength === 0 || urlEnd === urlStart) return undefined;
  const tail = urlEnd - idLength;
  if (tail <= urlStart || buffer[tail - 1] !== 47) return false;
  for (let n = 0; n < idLength; n++) if (buffer[tail + n] !== buffer[idStart + n]) return false;
  return true;
}
