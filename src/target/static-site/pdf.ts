import type { Readable } from "node:stream";
import { inflateSync } from "node:zlib";

/** Pages of stored PDFs by sha256, as far as they say it. */
export type PdfPages = ReadonlyMap<string, number>;

/** What is longer is offered without its number of pages: it is read as a whole. */
const MAX_PDF_BYTES = 32_000_000;
/** What all object streams together may unpack to, and how far the end of one is looked for: beyond, it is no table of contents. */
const MAX_UNPACKED_BYTES = 16_000_000;
const MAX_STREAM_BYTES = 2_000_000;
/** A node of the page tree is a flat dictionary; a document has a few thousand of them at most. */
const MAX_NODES = 10_000;
const MAX_NODE_CHARS = 40_000;
const MAX_PAGES = 100_000;

/**
 * How many pages a PDF says it has; undefined where it does not say so plainly. Looks for the root of the page tree (`/Type /Pages … /Count n`, the
 * largest), in the file and in its packed object streams. Runs nothing, follows no reference. Source: ISO 32000-1, 7.7.3.2 and 7.5.7.
 */
export async function pagesOfPdf(bytes: Readable): Promise<number | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_PDF_BYTES) {
      bytes.destroy();
      return undefined;
    }
    chunks.push(chunk);
  }
  const file = Buffer.concat(chunks);
  const text = file.toString("latin1");
  if (!text.startsWith("%PDF-")) return undefined;
  let pages = countIn(text);
  for (const packed of objectStreams(file, text)) pages = Math.max(pages, countIn(packed));
  return pages > 0 && pages <= MAX_PAGES ? pages : undefined;
}

/** The largest count of a node of the page tree; 0 where there is none. Bounded in every step: a file may be made to be slow. */
function countIn(text: string): number {
  let most = 0;
  let nodes = 0;
  for (const { index } of text.matchAll(/\/Type\s{0,8}\/Pages\b/g)) {
    if (++nodes > MAX_NODES) break;
    const before = text.slice(Math.max(0, index - MAX_NODE_CHARS), index);
    const after = text.slice(index, index + MAX_NODE_CHARS);
    const start = before.lastIndexOf("<<");
    const end = after.indexOf(">>");
    if (start < 0 || end < 0) continue;
    const count = /\/Count\s{0,8}(\d{1,9})\b/.exec(before.slice(start) + after.slice(0, end))?.[1];
    most = Math.max(most, Number(count ?? 0));
  }
  return most;
}

function* objectStreams(file: Buffer, text: string): Generator<string> {
  let unpackedBytes = 0;
  for (const { index } of text.matchAll(/\/Type\s{0,8}\/ObjStm\b/g)) {
    const start = /stream\r?\n/.exec(text.slice(index, index + 2000));
    if (!start) continue;
    const from = index + start.index + start[0].length;
    const length = text.slice(from, from + MAX_STREAM_BYTES).indexOf("endstream");
    const unpacked = length < 0 ? undefined : unpack(file.subarray(from, from + length), MAX_UNPACKED_BYTES - unpackedBytes);
    // One that goes beyond the rest ends the search: what is hidden behind it is not told.
    if (unpacked === undefined) return;
    unpackedBytes += unpacked.length;
    yield unpacked;
  }
}

function unpack(bytes: Buffer, maxOutputLength: number): string | undefined {
  if (maxOutputLength < 1) return undefined;
  try {
    return inflateSync(bytes, { maxOutputLength }).toString("latin1");
  } catch {
    // Another filter, encrypted, damaged, or a bomb: the file is offered without its number of pages.
    return undefined;
  }
}
