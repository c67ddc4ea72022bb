import type { Readable } from "node:stream";
import { stopIfAsked } from "../../errors.ts";
import { isAllowedHost, isLoopback } from "../../http/addresses.ts";
import { discard } from "../../http/client.ts";
import type { Received } from "../../http/transport.ts";
import { NOT_THERE } from "./identity.ts";
import { judgeFile, type Judged, type Told } from "./not-the-file.ts";
import { skip, type Servers } from "./servers.ts";
import { withoutIdling } from "./stall.ts";
import { unpacked } from "./unpack.ts";

/** Where bytes may come from, and how much of them. */
export interface Bounds {
  readonly hosts: readonly string[];
  readonly maxBytes: number;
  readonly idleMs: number;
  /** What allows so many bytes, as the end of a sentence: "more than …". */
  readonly limit?: string;
}

export interface Downloads {
  readonly servers: Servers;
  readonly baseUrl: URL;
  readonly bounds: Bounds;
  /** Of one request, where fewer are wanted than the client's patience. */
  readonly tries?: number;
  /** True for a text that has the token in it: such an address is nobody else's business. */
  readonly holdsToken: (text: string) => Promise<boolean>;
}

export interface Wanted {
  readonly from: number;
  /** Of the file that the bytes have to be of; else the whole of it comes. */
  readonly validator?: string | undefined;
  readonly told: Told;
  readonly signal: AbortSignal;
}

const MAX_REDIRECTS = 5;
/** So often an answer that is not the file is asked for, with its redirects: a sign-in page stays what it is, a server that fails now and then has recovered. */
const PAGE_TRIES = 3;
const ERROR_TRIES = 6;
/** Where Microsoft asks people to sign in. */
const SIGN_IN = /^login\.(microsoftonline|microsoft|windows|live)\.|\.b2clogin\.com$/i;

export function isPermitted(url: URL, { baseUrl, bounds }: Pick<Downloads, "baseUrl" | "bounds">): boolean {
  if (url.origin === baseUrl.origin) return true;
  const isSafe = url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
  return isSafe && isAllowedHost(url.hostname, bounds.hosts);
}

/** An answer that may be the file. What cannot be it is asked for again, and is no file after that: the next run asks for it anew. */
export async function follow(url: URL, downloads: Downloads, how: Wanted): Promise<Received> {
  for (let tries = 1; ; tries++) {
    stopIfAsked(how.signal);
    const judged = await judge(await followRedirects(url, downloads, how), downloads, how);
    if ("response" in judged) return judged.response;
    if (tries >= (judged.isPage === true ? PAGE_TRIES : ERROR_TRIES)) throw skip(`the server ${judged.why}`);
  }
}

async function judge(response: Received, { bounds }: Downloads, { from, told }: Wanted): Promise<Judged> {
  const watch = (body: Readable) => withoutIdling(body, bounds.idleMs);
  const opened = unpacked(response, told);
  const judged =
    "why" in opened
      ? opened
      : await judgeFile(opened.response, told, { from, watch }).catch((): Judged => ({ why: "broke the connection off" }));
  if ("why" in judged) response.body.destroy();
  return judged;
}

async function followRedirects(url: URL, downloads: Downloads, { from, validator, signal }: Wanted): Promise<Received> {
  const rest = from === 0 || validator === undefined ? {} : { range: `bytes=${from}-`, "if-range": validator };
  const wanted = {
    headers: { accept: "*/*", "accept-encoding": "identity", ...rest },
    accept: from === 0 ? [] : [NOT_THERE],
    most: downloads.tries,
  };
  let at = url;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    await mayAsk(at, downloads);
    const response = await downloads.servers.ask(at, wanted, signal);
    if (response.status < 300 || response.status === NOT_THERE) return response;
    discard(response.body);
    const { location } = response.headers;
    if (typeof location !== "string" || !URL.canParse(location, at)) throw skip("the file's address redirects to nowhere");
    at = new URL(location, at);
    // A name in an address would take the place of the token.
    Object.assign(at, { username: "", password: "", hash: "" });
  }
  throw skip("the file's address redirects without end");
}

async function mayAsk(url: URL, downloads: Downloads): Promise<void> {
  if (SIGN_IN.test(url.hostname)) throw skip(`the server wants a sign-in of its own (${url.hostname}), which the token is not`);
  if (!isPermitted(url, downloads)) throw skip(`the file is on ${url.host}, which files.hosts does not allow`);
  if (url.origin !== downloads.baseUrl.origin && (await downloads.holdsToken(url.href)))
    throw skip(`the file's address would show the token to ${url.host}`);
}
