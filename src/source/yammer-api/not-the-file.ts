import { Readable } from "node:stream";
import type { Received } from "../../http/transport.ts";
import { isErrorInWords } from "./error-words.ts";
import { isPacked, sizeOf, startOf } from "./identity.ts";

/** What a payload tells of a file: what answers are held against. */
export interface Told {
  readonly name?: string | null;
  /** Null: unknown, or none. Never more than a hint: SharePoint writes into documents, and sizes have been wrong. */
  readonly sizeBytes?: number | null;
}

/** No page of a sign-in, an error or a proxy is longer. */
const PAGE_BYTES = 1_000_000;
/** The longest error that is worded in JSON or XML, also with a status of success. */
const ERROR_BYTES = 4096;

const PAGES = /^\s*(text\/html|application\/xhtml\+xml)\b/i;
const DATA = /^\s*(application|text)\/([\w.+-]*\+)?(json|xml)\b/i;
/** Names of files that may be web pages themselves. */
const PAGE_NAMES = /\.([sx]?html?|xht|mhtml?|hta|aspx?|jsp|php|cfm)$/i;
/** Names of files that are never JSON or XML, whatever these say. */
const NEVER_DATA = new RegExp(
  `\\.(${[
    ...[
      "pdf",
      "docx?",
      "docm",
      "dotx?",
      "xlsx?",
      "xls[mb]",
      "xltx?",
      "pptx?",
      "pp[st]",
      "pptm",
      "ppsx",
      "potx?",
      "od[tspg]",
      "rtf",
      "vsdx?",
      "mpp",
    ],
    ...["pub", "one", "msg", "eml", "pst", "zip", "7z", "rar", "tar", "t?gz", "bz2", "xz", "iso", "exe", "msi", "dmg", "apk", "jar"],
    ...["png", "jpe?g", "gif", "bmp", "tiff?", "webp", "heic", "ico", "psd", "ai", "eps", "dwg", "raw"],
    ...["mp[34]", "m4[av]", "mov", "avi", "wm[av]", "mkv", "webm", "wav", "ogg", "flac", "aac", "mpe?g", "epub", "mobi"],
    // Text, but of a type of its own.
    ...["txt", "md", "csv", "tsv", "ics", "vcf", "css"],
  ].join("|")})$`,
  "i",
);

/** Either the answer with all its bytes before it, or why it cannot be the file. A page stays what it is; an error may pass. */
export type Judged = { readonly response: Received } | { readonly why: string; readonly isPage?: boolean };

interface Asking {
  /** The byte that was asked for; 0: the whole file. */
  readonly from: number;
  readonly watch: (body: Readable) => AsyncIterable<Buffer>;
}

/**
 * Holds an answer that says it is a file against what is told of the file. It is none where it has no bytes and the file has some; where it is a web page of up to a
 * megabyte and the name speaks of another thing; and where it is JSON or XML of up to 4 KiB that words an error, or under a name that is never either. With exactly the
 * size that was told it is the file, whatever it looks like. Another size alone proves nothing: those bytes are kept, and a gap says so (`size-differs`).
 */
export async function judgeFile(response: Received, told: Told, { from, watch }: Asking): Promise<Judged> {
  const { status } = response;
  if (status === 206) return judgePart(response, from);
  if (status >= 400) return { response };
  if (status !== 200 && status !== 203) return { why: `answered ${status}, which is no file` };
  const wanted = told.sizeBytes ?? undefined;
  const type = String(response.headers["content-type"]);
  const most = PAGES.test(type) ? PAGE_BYTES : DATA.test(type) ? ERROR_BYTES : 0;
  const size = sizeOf(response);
  if (size !== undefined && (size > most || size === wanted)) return { response };
  const { bytes, body } = await begun(response.body, most, watch);
  const why = bytes === undefined || bytes.length === wanted ? undefined : notTheFile(bytes, { type, name: told.name ?? "", wanted });
  return why ?? { response: { ...response, body } };
}

/** A part that was asked for is looked at by who asked. One that was not is the file's beginning, or nothing. */
function judgePart(response: Received, from: number): Judged {
  const isStart = startOf(response) === 0 && sizeOf(response) !== undefined && !isPacked(response);
  return from > 0 || isStart ? { response } : { why: "answered with a part of the file that nobody asked for (206)" };
}

function notTheFile(
  bytes: Buffer,
  { type, name, wanted }: { readonly type: string; readonly name: string; readonly wanted: number | undefined },
): Judged | undefined {
  const size = bytes.length;
  if (size === 0) return wanted === undefined ? undefined : { why: `answered nothing, and the file has ${wanted} bytes` };
  if (PAGES.test(type))
    return PAGE_NAMES.test(name) ? undefined : { why: `answered with a web page of ${size} bytes instead of the file`, isPage: true };
  if (!DATA.test(type)) return undefined;
  if (isErrorInWords(bytes.toString("utf8"))) return { why: `answered with ${size} bytes of JSON or XML that word an error` };
  return NEVER_DATA.test(name) ? { why: `answered with ${size} bytes of JSON or XML instead of the file` } : undefined;
}

/** Reads at most so many bytes and a chunk: the bytes where the body ended by then, and a body that has all of them again. */
async function begun(
  given: Readable,
  most: number,
  watch: (body: Readable) => AsyncIterable<Buffer>,
): Promise<{ readonly bytes: Buffer | undefined; readonly body: Readable }> {
  const chunks: Buffer[] = [];
  let size = 0;
  const source = watch(given)[Symbol.asyncIterator]();
  for (let next = await source.next(); ; next = await source.next()) {
    if (next.done === true) {
      const bytes = Buffer.concat(chunks);
      return { bytes, body: Readable.from(bytes.length === 0 ? [] : [bytes], { objectMode: false }) };
    }
    chunks.push(next.value);
    size += next.value.length;
    if (size > most) break;
  }
  const body = Readable.from(together(chunks, source), { objectMode: false });
  // Whoever leaves the one, even before its first byte, leaves the other.
  body.once("close", () => given.destroy());
  return { bytes: undefined, body };
}

async function* together(chunks: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield* chunks;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
