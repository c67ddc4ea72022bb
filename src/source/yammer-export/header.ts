import { readPiece, type Piece } from "./bytes.ts";
import type { Position } from "./tokenize.ts";

/** The first record of a CSV. */
export interface Header {
  /** Trimmed, as written. */
  readonly names: readonly string[];
  readonly delimiter: number;
  /** Where the first data row starts. */
  readonly from: Position;
}

const LF = 10;
const CR = 13;
const QUOTE = 34;
const COMMA = 44;
/** Far more than any header; what is longer is no header. */
const MAX_HEADER_BYTES = 1024 * 1024;

/** Reads no more than the first chunks. Undefined where the file has no line. */
export async function readHeader(piece: Piece, delimiters: readonly number[], signal: AbortSignal): Promise<Header | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of readPiece(piece, signal)) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= MAX_HEADER_BYTES || recordEnd(Buffer.concat(chunks), 0) !== undefined) break;
    }
  } catch (error) {
    // The header of a damaged file is often whole; reading on will tell.
    if (size === 0) throw error;
  }
  return parseHeader(Buffer.concat(chunks), delimiters);
}

export function parseHeader(bytes: Buffer, delimiters: readonly number[]): Header | undefined {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  let line = 1;
  while (bytes[at] === LF || bytes[at] === CR) {
    if (bytes[at] === LF || bytes[at + 1] !== LF) line++;
    at++;
  }
  if (at >= bytes.length) return undefined;
  const end = recordEnd(bytes, at) ?? bytes.length;
  const record = bytes.toString("utf8", at, end);
  const delimiter = bestDelimiter(record, delimiters);
  const next = bytes[end] === CR && bytes[end + 1] === LF ? end + 2 : end + 1;
  line += record.split(/\r\n|\r|\n/).length;
  return { names: fieldsOf(record, delimiter), delimiter, from: { offset: Math.min(next, bytes.length), row: 0, line, isSeeking: false } };
}

/** Where the record that starts at `from` ends, its line break excluded, or undefined where that is not in the buffer. */
function recordEnd(bytes: Buffer, from: number): number | undefined {
  let isQuoted = false;
  let hasContent = false;
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) isQuoted = !isQuoted;
    if (!isQuoted && (byte === LF || byte === CR)) {
      if (hasContent) return at;
    } else hasContent = true;
  }
  return undefined;
}

function bestDelimiter(record: string, delimiters: readonly number[]): number {
  const counts = delimiters.map((delimiter) => ({ delimiter, fields: fieldsOf(record, delimiter).length }));
  return counts.reduce((best, one) => (one.fields > best.fields ? one : best), { delimiter: delimiters[0] ?? COMMA, fields: 0 }).delimiter;
}

function fieldsOf(record: string, delimiter: number): string[] {
  const mark = String.fromCharCode(delimiter);
  const fields: string[] = [];
  let field = "";
  let isQuoted = false;
  for (const char of record) {
    if (char === '"') isQuoted = !isQuoted;
    else if (char === mark && !isQuoted) {
      fields.push(field.trim());
      field = "";
    } else field += char;
  }
  return [...fields, field.trim()];
}
