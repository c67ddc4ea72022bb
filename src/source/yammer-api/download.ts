import { createHash, type Hash } from "node:crypto";
import { Readable } from "node:stream";
import { isAbort, RemoteError, stopIfAsked } from "../../errors.ts";
import { isAllowedHost } from "../../http/addresses.ts";
import type { Received } from "../../http/transport.ts";
import type { Opened, Part } from "../source.ts";
import { follow, isPermitted, type Downloads, type Wanted } from "./follow.ts";
import { endsAt, goesOn, identityOf, identityOfSeal, isSame, sealOf, type Identity } from "./identity.ts";
import type { Told } from "./not-the-file.ts";
import { skip } from "./servers.ts";
import { withoutIdling } from "./stall.ts";

const LIMIT = "files.max_bytes allows";
/** Times that a download goes on after its connection broke. */
const MAX_BREAKS = 5;
/** Behind so many bytes that came by Range, these times begin anew: a bad line brings a large file too. */
const PROGRESS_BYTES = 1_000_000;

/**
 * Where the bytes behind an address in a payload are fetched: at the API that the config names, whatever name of it the payload gives (a network's own prefix, an
 * alias); null where it is neither that nor an allowed host.
 */
export function fileUrl(given: string, at: Pick<Downloads, "baseUrl" | "bounds">): string | null {
  const { baseUrl } = at;
  const url = new URL(given);
  const inner = /\/api\/v1\/((?:uploaded_files|file|images)\/.+)$/.exec(url.pathname)?.[1];
  const isAlias = inner !== undefined && isAllowedHost(url.hostname, ["www.yammer.com", "api.yammer.com"]);
  if (url.origin === baseUrl.origin || isAlias) {
    // Signed with the token of the run: one in the address is of no use, and would be kept.
    for (const name of [...url.searchParams.keys()]) if (/token$/i.test(name)) url.searchParams.delete(name);
  }
  if (url.origin === baseUrl.origin) return url.href;
  if (isAlias) return `${baseUrl.href.replace(/\/+$/, "")}/${inner}${url.search}`;
  return isPermitted(url, at) ? url.href : null;
}

/**
 * The bytes of a file, as a stream that goes on by Range where the connection breaks and its server gives an exact validator; else from the start, past what was
 * delivered, which has to be the same bytes. Behind a part of an earlier run it goes on only by such a validator, else it begins anew.
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
  const { first, from, identity } = await begin(start, downloads, { part, told, signal });
  const { maxBytes, limit = LIMIT } = downloads.bounds;
  if (identity.whole !== undefined && identity.whole > maxBytes) {
    first.body.destroy();
    throw skip(`the file has ${identity.whole} bytes, more than ${limit}`);
  }
  const state: State = { had: from, identity, delivered: from === 0 ? createHash("sha256") : undefined, mayAskForRest: true };
  const stream = bytes(first, state, (wanted) => follow(start, downloads, { ...wanted, told, signal }), { downloads, told, signal });
  return { bytes: Readable.from(stream, { objectMode: false }), from, seal: () => sealOf(state.identity) };
}

/** The rest behind a part, or the whole file where the server cannot do that, or has another one now. */
async function begin(
  url: URL,
  downloads: Downloads,
  how: { readonly part: Part | undefined; readonly told: Told; readonly signal: AbortSignal },
): Promise<{ first: Received; from: number; identity: Identity }> {
  const { part, told, signal } = how;
  const whole = async () => {
    const first = await follow(url, downloads, { from: 0, told, signal });
    return { first, from: 0, identity: identityOf(first) };
  };
  const before = part === undefined ? undefined : identityOfSeal(part.seal);
  if (part === undefined || before === undefined) return whole();
  // A part that is all of the file has no rest: its last byte is asked for again.
  const from = Math.min(part.bytes, before.whole - 1);
  const rest = await follow(url, downloads, { from, validator: before.validator, told, signal });
  if (rest.status === 200) return { first: rest, from: 0, identity: identityOf(rest) };
  if (goesOn(rest, from) && isSame(identityOf(rest), before)) return { first: rest, from, identity: before };
  rest.body.destroy();
  return whole();
}

/** Where a download stands. */
interface State {
  /** Bytes that were delivered. */
  had: number;
  /** Of the file they are the beginning of. */
  identity: Identity;
  /** Over these bytes; undefined behind a part, whose bytes are not seen again. */
  readonly delivered: Hash | undefined;
  mayAskForRest: boolean;
}

interface Terms {
  readonly downloads: Downloads;
  readonly told: Told;
  readonly signal: AbortSignal;
}

type Again = (wanted: Pick<Wanted, "from" | "validator">) => Promise<Received>;

async function* bytes(first: Received, state: State, again: Again, { downloads, told, signal }: Terms): AsyncGenerator<Buffer> {
  let response = first;
  let breaks = 0;
  let mark = state.had;
  // An answer that tells no length may have been cut where it ends before the size that was told; it is asked for again, once.
  let isDoubted = false;
  for (;;) {
    try {
      yield* fresh(response, state, { isDoubted, bounds: downloads.bounds });
      const { whole } = state.identity;
      if (whole === undefined ? isDoubted || state.had >= (told.sizeBytes ?? 0) : state.had >= whole) return;
      isDoubted = whole === undefined;
    } catch (error) {
      if (isAbort(error) || error instanceof RemoteError) throw error;
      stopIfAsked(signal);
    } finally {
      response.body.destroy();
    }
    if (response.status === 206 && state.had - mark >= PROGRESS_BYTES) {
      breaks = 0;
      mark = state.had;
    }
    if (++breaks > MAX_BREAKS) throw skip(`the connection broke ${breaks} times, the last time after ${state.had} bytes`);
    const next = await goOn(state, again);
    if (next === "complete") return;
    response = next;
  }
}

/** The rest by Range where that is exact, else the whole file again. */
async function goOn(state: State, again: Again): Promise<Received | "complete"> {
  const { had, identity } = state;
  if (state.mayAskForRest && had > 0 && identity.validator !== undefined) {
    const rest = await again({ from: had, validator: identity.validator });
    if (rest.status === 200 || (goesOn(rest, had) && isSame(identityOf(rest), identity))) return rest;
    rest.body.destroy();
    if (endsAt(rest, had) && identity.whole === undefined) return "complete";
    // It cannot do ranges, or has another file now: the whole of it tells.
    state.mayAskForRest = false;
  }
  return again({ from: 0 });
}

/**
 * What an answer has behind the bytes that were delivered. A whole answer has to begin with the very same bytes, whatever tag its server gives it now.
 * `isDoubted`: what was delivered was an answer to its end, so that another one which is no longer changes nothing.
 */
async function* fresh(
  response: Received,
  state: State,
  { isDoubted, bounds }: { readonly isDoubted: boolean; readonly bounds: Downloads["bounds"] },
): AsyncGenerator<Buffer> {
  const identity = identityOf(response);
  const seen = createHash("sha256");
  let past = goesOn(response, state.had) ? 0 : state.had;
  let isProven = past === 0;
  if (isProven && response.status !== 206) state.identity = identity;
  for await (const chunk of withoutIdling(response.body, bounds.idleMs)) {
    const old = chunk.subarray(0, past);
    past -= old.length;
    if (old.length > 0) seen.update(old);
    const rest = chunk.subarray(old.length);
    if (rest.length === 0) continue;
    if (!isProven && !begins(seen, identity, state)) throw changed();
    if (!isProven) state.identity = identity;
    isProven = true;
    state.had += rest.length;
    if (state.had > bounds.maxBytes) throw skip(`the file has more bytes than ${bounds.limit ?? LIMIT}`);
    state.delivered?.update(rest);
    yield rest;
  }
  if (isProven || isDoubted) return;
  if (past > 0 && identity.whole === undefined) throw new Error("the answer ended too early");
  if (past > 0 || !begins(seen, identity, state)) throw changed();
  state.identity = identity;
}

/** True where the beginning of a whole answer is what was delivered. Bytes of an earlier run are known by an exact validator only. */
function begins(seen: Hash, identity: Identity, { delivered, identity: before }: State): boolean {
  if (delivered === undefined) return identity.validator !== undefined && isSame(identity, before);
  return seen.digest("hex") === delivered.copy().digest("hex");
}

function changed(): RemoteError {
  return new RemoteError("the file changed while it was fetched", { recovery: "retry" });
}
