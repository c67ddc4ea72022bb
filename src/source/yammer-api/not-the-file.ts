import { Readable } from "node:stream";
import type { Received } from "../../http/transport.ts";

/** What a payload tells of a file: what answers are held against. */
export interface Told {
  readonly name?: string | null;
  /** Null: unknown, or none. Never more than a hint: SharePoint writes into documents, and sizes have been wrong. */
  readonly sizeBytes?: number | null;
}

/** No page of a sign-in, an error or a proxy is longer. */
const PAGE_BYTES = 1_000_000;
/** The longest error that is worded in JSON or XML, also with a status of success. */
export const ERROR_BYTES = 4096;

const PAGES = /^\s*(text\/html|application\/xhtml\+xml)\b/i;
const DATA = /^\s*(application|text)\/([\w.+-]*\+)?(json|xml)\b/i;
/** Names of files that may be pages, or data, themselves. */
const PAGE_NAMES = /\.(x?html?|mhtml?|aspx?|jsp|php)$/i;
const DATA_NAMES = /\.([a-z]*json|xml|x[a-z]{2,3}|svg|rss|atom|kml|gpx|bpmn|drawio|webmanifest|map|ipynb)$/i;

/** Either the answer with all its bytes before it, or why it cannot be the file. */
export type Judged = { readonly response: Received } | { readonly why: string };

/**
 * Holds an answer that says it is a file against what is told of the file. It is none where it has no bytes and the file has some, and where it is a web page (of
 * up to a megabyte), or a short piece of JSON or XML, although the file's name speaks of another thing: unless it has exactly the size that was told. Another size
 * alone proves nothing: those bytes are kept, and a gap says so (`size-differs`). `sizeBytes`: as the answer tells; else it is read as far as needed, by `watch`.
 */
export async function judgeFile(
  response: Received,
  told: Told,
  { sizeBytes, watch }: { readonly sizeBytes: number | undefined; readonly watch: (body: Readable) => AsyncIterable<Buffer> },
): Promise<Judged> {
  if (response.status === 204 || response.status === 205) return { why: `answered ${response.status}, which is no file` };
  if (response.status !== 200) return { response };
  const type = String(response.headers["content-type"]);
  const most = PAGES.test(type) ? PAGE_BYTES : DATA.test(type) ? ERROR_BYTES : 0;
  const { size, body } = sizeBytes === undefined ? await measured(response.body, most, watch) : { size: sizeBytes, body: response.body };
  const wanted = told.sizeBytes ?? undefined;
  const why = size === undefined || size === wanted ? undefined : size === 0 ? nothing(wanted) : otherThing(type, told, size);
  return why === undefined ? { response: { ...response, body } } : { why };
}

function nothing(told: number | undefined): string | undefined {
  return told === undefined ? undefined : `answered nothing, and the file has ${told} bytes`;
}

function otherThing(type: string, { name }: Told, size: number): string | undefined {
  const isPage = PAGES.test(type) && size <= PAGE_BYTES && !PAGE_NAMES.test(name ?? "");
  if (isPage) return `answered with a web page of ${size} bytes instead of the file`;
  const isError = DATA.test(type) && size <= ERROR_BYTES && !DATA_NAMES.test(name ?? "") && !PAGE_NAMES.test(name ?? "");
  return isError ? `answered with ${size} bytes of JSON or XML instead of the file` : undefined;
}

/** Reads at most so many bytes and a chunk: the size where the body ended by then, and a body that has all of them again. */
async function measured(
  given: Readable,
  most: number,
  watch: (body: Readable) => AsyncIterable<Buffer>,
): Promise<{ readonly size: number | undefined; readonly body: Readable }> {
  const chunks: Buffer[] = [];
  let size = 0;
  const source = watch(given)[Symbol.asyncIterator]();
  for (let next = await source.next(); ; next = await source.next()) {
    if (next.done === true) return { size, body: Readable.from(chunks, { objectMode: false }) };
    chunks.push(next.value);
    size += next.value.length;
    if (size > most) break;
  }
  const body = Readable.from(together(chunks, source), { objectMode: false });
  // Whoever leaves the one, even before its first byte, leaves the other.
  body.once("close", () => given.destroy());
  return { size: undefined, body };
}

async function* together(chunks: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield* chunks;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
