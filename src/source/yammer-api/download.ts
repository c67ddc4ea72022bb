import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { z } from "zod";
import { isAbort, RemoteError, stopIfAsked, UserError } from "../../errors.ts";
import { isAllowedHost, isLoopback } from "../../http/addresses.ts";
import { discard, type HttpClient } from "../../http/client.ts";
import type { Received } from "../../http/transport.ts";
import type { Opened, Part } from "../source.ts";
import { ERROR_BYTES, judgeFile, type Judged, type Told } from "./not-the-file.ts";
import { isObject } from "./references.ts";

/** Where bytes may come from, and how much of them. */
export interface Bounds {
  readonly hosts: readonly string[];
  readonly maxBytes: number;
  readonly idleMs: number;
  /** What allows so many bytes, as the end of a sentence: "more than …". */
  readonly limit?: string;
}

const LIMIT = "files.max_bytes allows";

export interface Downloads {
  /** The API itself: signed, and paid from its budget. */
  readonly api: HttpClient;
  /** Everybody else: unsigned. */
  readonly elsewhere: HttpClient;
  readonly baseUrl: URL;
  readonly bounds: Bounds;
  /** Hosts that did not answer in this run: nothing more is asked of them. */
  readonly dead: Set<string>;
}

/** So many hosts in a row that do not answer are no accident of theirs: this machine is offline, and the run stops where it is. */
const MOST_DEAD = 3;
const MAX_REDIRECTS = 5;
/** Times that a download goes on after its connection broke. */
const MAX_BREAKS = 5;

/**
 * Where the bytes behind an address in a payload are fetched: at the API that the config names, whatever name of it the payload gives (a network's own prefix, an
 * alias); null where it is neither that nor an allowed host.
 */
export function fileUrl(given: string, baseUrl: URL, bounds: Bounds): string | null {
  const url = new URL(given);
  // Signed with the token of the run: one in the address is of no use, and would be kept.
  if (url.origin === baseUrl.origin) {
    for (const name of [...url.searchParams.keys()]) if (/token$/i.test(name)) url.searchParams.delete(name);
    return url.href;
  }
  const inner = /\/api\/v1\/((?:uploaded_files|file|images)\/.+)$/.exec(url.pathname)?.[1];
  if (inner !== undefined && isAllowedHost(url.hostname, ["www.yammer.com", "api.yammer.com"]))
    return `${baseUrl.href.replace(/\/+$/, "")}/${inner}`;
  return isPermitted(url, baseUrl, bounds) ? url.href : null;
}

function isPermitted(url: URL, baseUrl: URL, { hosts }: Bounds): boolean {
  if (url.origin === baseUrl.origin) return true;
  const isSafe = url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
  return isSafe && isAllowedHost(url.hostname, hosts);
}

/** A file as its server describes it: what has to be the same for a part of it to be worth anything. */
interface Identity {
  /** What `If-Range` takes; undefined where the server gives nothing that is exact. */
  readonly validator: string | undefined;
  readonly tag: string | undefined;
  readonly modified: string | undefined;
  readonly whole: number | undefined;
}

/**
 * The bytes of a file, as a stream that goes on by Range where the connection breaks and the server can do that; where it cannot, from the start, past what was
 * delivered. Behind a part of an earlier run it goes on only where an exact validator says that the file is the same, else it begins anew.
 * @throws RemoteError with recovery "skip" for what nobody will ever get: gone, refused, on a host that is not allowed, too big; "retry" where the file changed.
 */
export async function download(
  url: string,
  downloads: Downloads,
  signal: AbortSignal,
  { part, told = {} }: { readonly part?: Part | undefined; readonly told?: Told } = {},
): Promise<Opened> {
  stopIfAsked(signal);
  const start = URL.canParse(url) ? new URL(url) : undefined;
  if (!start) throw skip("the file's address is none");
  const { first, from } = await begin(start, downloads, { part, told, signal });
  const identity = identityOf(first);
  const size = identity.whole;
  if (size !== undefined && size > downloads.bounds.maxBytes) {
    first.body.destroy();
    throw skip(`the file has ${size} bytes, more than ${downloads.bounds.limit ?? LIMIT}`);
  }
  const stream = bytes(start, { first, from, identity, told }, downloads, signal);
  return { bytes: Readable.from(stream, { objectMode: false }), from, seal: sealOf(identity) };
}

/** The rest behind a part, or the whole file where the server cannot do that, or has another one now. */
async function begin(
  url: URL,
  downloads: Downloads,
  how: { readonly part: Part | undefined; readonly told: Told; readonly signal: AbortSignal },
): Promise<{ first: Received; from: number }> {
  const { part, told, signal } = how;
  const before = part === undefined ? undefined : identityOfSeal(part.seal);
  if (part === undefined || before === undefined) return { first: await follow(url, downloads, { from: 0, told, signal }), from: 0 };
  // A part that is all of the file has no rest: its last byte is asked for again.
  const from = Math.min(part.bytes, before.whole - 1);
  const rest = await follow(url, downloads, { from, validator: before.validator, told, signal });
  if (rest.status === 200) return { first: rest, from: 0 };
  if (goesOn(rest, from) && isSame(identityOf(rest), before)) return { first: rest, from };
  rest.body.destroy();
  return { first: await follow(url, downloads, { from: 0, told, signal }), from: 0 };
}

async function* bytes(
  url: URL,
  { first, from, identity, told }: { readonly first: Received; readonly from: number; readonly identity: Identity; readonly told: Told },
  downloads: Downloads,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const { whole } = identity;
  let response = first;
  let had = from;
  let mayBeCut = whole === undefined;
  for (let breaks = 0; ;) {
    let past = response.status === 206 ? 0 : had;
    try {
      for await (const chunk of withoutIdling(response.body, downloads.bounds.idleMs)) {
        const fresh = past === 0 ? chunk : chunk.subarray(Math.min(past, chunk.length));
        past -= chunk.length - fresh.length;
        had += fresh.length;
        if (had > downloads.bounds.maxBytes) throw skip(`the file has more bytes than ${downloads.bounds.limit ?? LIMIT}`);
        if (fresh.length > 0) yield fresh;
      }
      if (whole === undefined ? !mayBeCut || had >= (told.sizeBytes ?? 0) : had >= whole) return;
      // An answer that tells no length and ends too early is asked for again, once: what comes then is the file, whatever was told of it.
      mayBeCut = false;
    } catch (error) {
      if (isAbort(error) || error instanceof RemoteError) throw error;
      stopIfAsked(signal);
    } finally {
      response.body.destroy();
    }
    if (++breaks > MAX_BREAKS) throw skip(`the connection broke ${breaks} times, the last time after ${had} bytes`);
    response = await follow(url, downloads, { from: had, validator: identity.validator, told, signal });
    if (response.status === NOT_THERE && whole === undefined) {
      response.body.destroy();
      return;
    }
    const isWhole = response.status === 200;
    if ((isWhole || goesOn(response, had)) && isSame(identityOf(response), identity)) continue;
    response.body.destroy();
    throw new RemoteError("the file changed while it was fetched", { recovery: "retry" });
  }
}

function identityOf(response: Received): Identity {
  const { headers } = response;
  const tag = typeof headers["etag"] === "string" ? headers["etag"] : undefined;
  const modified = typeof headers["last-modified"] === "string" ? headers["last-modified"] : undefined;
  const isExact = tag !== undefined && !tag.startsWith("W/");
  return { validator: isExact ? tag : exactTime(modified, headers["date"]), tag, modified, whole: sizeOf(response) };
}

/** `Last-Modified`, unless the file may have changed twice within its second. Source: RFC 9110, section 8.8.2.2. */
function exactTime(modified: string | undefined, date: unknown): string | undefined {
  if (modified === undefined || Number.isNaN(Date.parse(modified))) return undefined;
  return typeof date === "string" && Date.parse(date) - Date.parse(modified) < 1000 ? undefined : modified;
}

/** Sizes and times of answers that do not tell theirs are taken for the same. */
function isSame(now: Identity, before: Identity): boolean {
  const isEqual = (key: "modified" | "whole") => now[key] === undefined || before[key] === undefined || now[key] === before[key];
  return now.tag === before.tag && isEqual("modified") && isEqual("whole");
}

/** True for the rest of a file from this byte on. */
function goesOn({ status, headers }: Received, from: number): boolean {
  return status === 206 && new RegExp(`^\\s*bytes\\s+${from}-`, "i").test(String(headers["content-range"]));
}

function sealOf(identity: Identity): string | null {
  return identity.validator === undefined || identity.whole === undefined || identity.whole === 0 ? null : JSON.stringify(identity);
}

const seal = z.object({
  validator: z.string(),
  tag: z.string().optional(),
  modified: z.string().optional(),
  whole: z.int().positive(),
});

function identityOfSeal(text: string): (Identity & { readonly whole: number; readonly validator: string }) | undefined {
  try {
    const { validator, tag, modified, whole } = seal.parse(JSON.parse(text));
    return { validator, tag, modified, whole };
  } catch {
    return undefined;
  }
}

async function* withoutIdling(body: Readable, idleMs: number): AsyncGenerator<Buffer> {
  let timer: NodeJS.Timeout | undefined;
  const watch = () => {
    clearTimeout(timer);
    timer = setTimeout(() => body.destroy(new Error("nothing came for too long")), idleMs);
  };
  watch();
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      watch();
      yield chunk;
    }
  } finally {
    clearTimeout(timer);
  }
}

/** The size of the whole file, where the answer tells. A body that is packed on the way has another length. */
function sizeOf({ status, headers }: Received): number | undefined {
  const packed = typeof headers["content-encoding"] === "string" && headers["content-encoding"] !== "identity";
  const length = Number(headers["content-length"]);
  if (status !== 206) return packed || Number.isNaN(length) || headers["content-length"] === undefined ? undefined : length;
  const total = /\/(\d+)\s*$/.exec(String(headers["content-range"]))?.[1];
  return total === undefined ? undefined : Number(total);
}

interface Wanted {
  readonly from: number;
  /** Of the file that the bytes have to be of; else the whole of it comes. */
  readonly validator?: string | undefined;
  readonly told: Told;
  readonly signal: AbortSignal;
}

/** Where nothing stands behind that byte: the file is shorter now. */
const NOT_THERE = 416;

/** So often an answer that is not the file is asked for, with its redirects: a server that fails now and then has recovered, a sign-in page stays. */
const PAGE_TRIES = 3;

/** An answer that may be the file. What cannot be it is asked for again, and is no file after that: the next run asks for it anew. */
async function follow(url: URL, downloads: Downloads, how: Wanted): Promise<Received> {
  for (let tries = 1; ; tries++) {
    stopIfAsked(how.signal);
    const response = await followRedirects(url, downloads, how);
    const watch = (body: Readable) => withoutIdling(body, downloads.bounds.idleMs);
    const judging = judgeFile(response, how.told, { sizeBytes: sizeOf(response), watch });
    const judged = await judging.catch((): Judged => ({ why: "broke the connection off" }));
    if ("response" in judged) return judged.response;
    response.body.destroy();
    if (tries >= PAGE_TRIES) throw skip(`the server ${judged.why}`);
  }
}

async function followRedirects(url: URL, downloads: Downloads, how: Wanted): Promise<Received> {
  let at = url;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    if (!isPermitted(at, downloads.baseUrl, downloads.bounds)) throw skip(`the file is on ${at.host}, which files.hosts does not allow`);
    const response = await askUntilBytes(at, downloads, how);
    if (response.status < 300 || response.status === NOT_THERE) return response;
    discard(response.body);
    const { location } = response.headers;
    if (typeof location !== "string" || !URL.canParse(location, at)) throw skip("the file's address redirects to nowhere");
    at = new URL(location, at);
  }
  throw skip("the file's address redirects without end");
}

/** The API says "fail" in JSON and with status 200 too, or nothing (`null`): that is no file, and is asked for again. */
async function askUntilBytes(url: URL, downloads: Downloads, how: Wanted): Promise<Received> {
  for (let tries = 0; tries <= MAX_BREAKS; tries++) {
    const response = await ask(url, downloads, how);
    const mayBeError =
      url.origin === downloads.baseUrl.origin &&
      response.status === 200 &&
      String(response.headers["content-type"]).includes("json") &&
      (sizeOf(response) ?? Infinity) <= ERROR_BYTES;
    if (!mayBeError) return response;
    const whole = await buffer(response.body).catch(() => undefined);
    if (whole && !isFailure(whole)) return { ...response, body: Readable.from([whole]) };
  }
  throw skip("the server answers that the download failed");
}

function isFailure(whole: Buffer): boolean {
  try {
    const body: unknown = JSON.parse(whole.toString("utf8"));
    return body === null || (isObject(body) && isObject(body["response"]) && body["response"]["stat"] === "fail");
  } catch {
    return false;
  }
}

async function ask(url: URL, downloads: Downloads, { from, validator, signal }: Wanted): Promise<Received> {
  const { api, elsewhere, baseUrl, dead } = downloads;
  const isOurs = url.origin === baseUrl.origin;
  const client = isOurs ? api : elsewhere;
  if (!isOurs && dead.has(url.host)) throw skip(`${url.host} did not answer in this run`);
  const rest = from === 0 ? {} : { range: `bytes=${from}-`, ...(validator === undefined ? {} : { "if-range": validator }) };
  const headers = { accept: "*/*", "accept-encoding": "identity", ...rest };
  try {
    return await client.open({ url, bucket: "other", headers, ...(from === 0 ? {} : { accept: [NOT_THERE] }) }, signal);
  } catch (error) {
    if (!isOurs && error instanceof UserError && error.cause instanceof RemoteError) throw skip("the server refuses it (401)", 401);
    if (!isOurs && isUnreachable(error)) {
      dead.add(url.host);
      if (dead.size >= MOST_DEAD) throw error;
      throw skip(`${url.host} could not be reached: ${error.message}`);
    }
    if (!(error instanceof RemoteError) || error.status === undefined) throw error;
    const why =
      error.status === 403
        ? "refuses it (403): SharePoint wants its own permission"
        : error.status === 404
          ? "does not have it (404)"
          : `answered ${error.status}`;
    throw skip(`the server ${why}`, error.status);
  }
}

/** No answer at all after every try, or a certificate that nobody trusts: of one host of old files that is no reason to end an export. */
function isUnreachable(error: unknown): error is RemoteError | UserError {
  return error instanceof UserError || (error instanceof RemoteError && error.status === undefined && error.recovery === "abort");
}

function skip(message: string, status?: number): RemoteError {
  return new RemoteError(message, { recovery: "skip", ...(status === undefined ? {} : { status }) });
}
