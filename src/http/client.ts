import type { Readable } from "node:stream";
import { exitCodes, isAbort, RemoteError, UserError } from "../errors.ts";
import type { Logger } from "../log.ts";
import type { Clock } from "./clock.ts";
import { failureOf } from "./failures.ts";
import { isLoopback } from "./addresses.ts";
import { MAX_TRIES, MAX_WAIT_MS, retryAfterMs, retryDelayMs } from "./retry.ts";
import type { Throttle } from "./throttle.ts";
import type { Received, Transport } from "./transport.ts";

/**
 * Requests to one server: signed, throttled, bounded, tried again, and written down without what is secret. A write that may have landed is never sent
 * again: only reads (and whatever is marked `isSafe`) are, and writes that a 429 refused.
 */
export interface HttpClient {
  /** One answer with its JSON. Statuses in `accept` come back, all others throw. @throws UserError, RemoteError, AbortError */
  json(request: HttpRequest, signal: AbortSignal): Promise<JsonAnswer>;
  /** An answer whose body is still on the wire, packed or not; whoever gets it reads or destroys it. Redirects come back as they are. */
  open(request: HttpRequest, signal: AbortSignal): Promise<Received>;
  /** Milliseconds until a request in this bucket may go out. */
  waitMs(bucket: string): number;
  /** By how many milliseconds this computer's clock was ahead of the server's at the last answer with a `Date`; undefined before. A second more or less. */
  aheadMs(): number | undefined;
}

export interface HttpRequest {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  readonly url: URL;
  readonly bucket: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Changes nothing over there, although it is no GET. */
  readonly isSafe?: boolean;
  /** Statuses beside 2xx that the caller wants to see. */
  readonly accept?: readonly number[];
  readonly tries?: Tries;
}

/** How often one request may fail, and how often it has. A refused token is no failure of the request. */
export interface Tries {
  /** Those that an earlier process made before it had to stop. */
  readonly before?: number;
  /** Default: `MAX_TRIES`. */
  readonly most?: number;
  /** All that failed, those before included; told after each. */
  readonly onFailure?: (tries: number) => void;
}

export interface JsonAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Undefined where the body is no JSON and the status was asked for. */
  readonly body: unknown;
  readonly sizeBytes: number;
}

export interface ClientOptions {
  /** Names the server in messages: "Yammer". */
  readonly service: string;
  readonly baseUrl: URL;
  readonly throttle: Throttle;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log: Logger;
  readonly headers?: Readonly<Record<string, string>>;
  /** Headers that sign a request. `isRefused`: the last ones got a 401, so get new ones, or throw a UserError that says how. */
  readonly authorize?: (isRefused: boolean) => Promise<Readonly<Record<string, string>>>;
  /** From the text of a body to its value; throws where it is none. */
  readonly parse?: (text: string) => unknown;
  /** Looks at an answer before anybody else: what it returns is thrown (and tried again where it says so). */
  readonly judge?: (answer: JsonAnswer) => Error | undefined;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  readonly random?: () => number;
}

export const TIMEOUT_MS = 60_000;
/** A page of twenty messages with long bodies has some hundred kilobytes. */
const MAX_BYTES = 32_000_000;
const MAX_REDIRECTS = 5;
/** After a wait of so long a request is signed again. */
const SIGN_AGAIN_MS = 1000;

/** @throws UserError where the address is neither https nor on this machine. */
export function checkBaseUrl(text: string, at: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url.hostname));
  if (url && isSafe && url.username === "" && url.password === "" && !/[?#]/.test(url.href)) return url;
  const wrong =
    url && isSafe
      ? "an address with nothing but host and path is wanted (no user name, no ?, no #)"
      : "an https address is wanted (http only for this machine itself)";
  throw new UserError(`regroup.yaml: ${at} is ${JSON.stringify(withoutSecrets(text))}; ${wrong}.`, {
    hint: "Over plain http anybody on the way could read the token, and what stands in an address ends in logs. Change the address and run the command again.",
  });
}

/** What stands before an @ or behind a ? may be a password or a token. */
function withoutSecrets(address: string): string {
  return address.replace(/^([a-z]+:\/\/)?.*@/is, "$1…@").replace(/[?#].*$/s, "?…");
}

export function createClient(options: ClientOptions): HttpClient {
  const { service, throttle, transport, clock, log, baseUrl } = options;
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  const random = options.random ?? Math.random;
  const parse = options.parse ?? ((text: string): unknown => JSON.parse(text));

  let aheadMs: number | undefined;

  /** One try: a place in the budget, the headers, the answer. `read` ends the request; the place is stamped when it has. */
  async function once<T>(
    request: HttpRequest,
    isRefused: boolean,
    { read, isRaw }: { readonly read: (received: Received) => Promise<T>; readonly isRaw: boolean },
    signal: AbortSignal,
  ): Promise<T> {
    const isOurs = request.url.origin === baseUrl.origin;
    const authorize = isOurs ? options.authorize : undefined;
    const before = authorize ? await authorize(isRefused) : {};
    const askedAt = clock.steady();
    const slot = await throttle.take(request.bucket, signal);
    const method = request.method ?? "GET";
    const startedAt = clock.steady();
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(new Error("no answer in time")), timeoutMs);
    let status: number | undefined;
    try {
      // The token may have ended while its request waited for a place.
      const signed = authorize && startedAt - askedAt >= SIGN_AGAIN_MS ? await authorize(false) : before;
      const received = await transport.send({
        method,
        url: request.url,
        headers: { accept: "application/json", ...options.headers, ...request.headers, ...signed },
        body: request.body,
        isRaw,
        signal: AbortSignal.any([signal, deadline.signal]),
      });
      status = received.status;
      const date = Date.parse(String(received.headers["date"]));
      if (!Number.isNaN(date)) aheadMs = clock.wall() - date;
      return await read(received);
    } catch (error) {
      signal.throwIfAborted();
      if (deadline.signal.aborted)
        throw new RemoteError(`${service} did not answer within ${timeoutMs / 1000} s`, { recovery: "retry", cause: error });
      if (error instanceof RemoteError || error instanceof UserError) throw error;
      throw failureOf(error, service, request.url.host);
    } finally {
      clearTimeout(timer);
      slot.done();
      const { pathname, host, searchParams } = request.url;
      // Values of a query may be anything; their names say enough.
      log.debug("request", {
        method,
        host,
        path: pathname,
        query: [...searchParams.keys()].join(","),
        status,
        ms: Math.round(clock.steady() - startedAt),
      });
    }
  }

  /** Tries until it works, or until trying makes no sense. */
  async function persist<T>(request: HttpRequest, signal: AbortSignal, attemptOnce: (isRefused: boolean) => Promise<T>): Promise<T> {
    const mayRepeat = (request.method ?? "GET") === "GET" || request.isSafe === true;
    const most = request.tries?.most ?? MAX_TRIES;
    let attempt = request.tries?.before ?? 0;
    let wasRefused = false;
    for (;;) {
      const closedMs = throttle.closedMs();
      if (closedMs > MAX_WAIT_MS) throw closedFor(service, closedMs);
      try {
        return await attemptOnce(wasRefused);
      } catch (error) {
        if (isAbort(error) || !(error instanceof RemoteError) || error.recovery !== "retry") throw error;
        if (error.status === 401) {
          if (wasRefused) throw unauthorized(service, error);
          wasRefused = true;
          continue;
        }
        wasRefused = false;
        attempt++;
        request.tries?.onFailure?.(attempt);
        const isLimit = error.status === 429;
        if (!mayRepeat && !isLimit) throw error;
        if (isLimit) throttle.refused(request.bucket, error.retryAfterMs);
        const delay = attempt >= most ? undefined : retryDelayMs({ attempt, retryAfterMs: error.retryAfterMs, random: random() });
        if (delay === undefined) {
          throw new RemoteError(`${error.message} (${attempt} tries)`, {
            recovery: "abort",
            ...(error.status === undefined ? {} : { status: error.status }),
            cause: error,
          });
        }
        log.info("trying again", { host: request.url.host, status: error.status, attempt, delayMs: delay });
        // The throttle keeps everybody away after a 429; nothing else is to be waited for.
        if (!isLimit) await clock.sleep(delay, signal);
      }
    }
  }

  async function readJson(received: Received, request: HttpRequest): Promise<JsonAnswer> {
    const text = await readText(received, options.maxBytes ?? MAX_BYTES, service);
    const { status, headers } = received;
    const isWanted = (status >= 200 && status < 300) || request.accept?.includes(status) === true;
    let body: unknown;
    let isJson = true;
    try {
      body = text.trim() === "" ? undefined : parse(text);
    } catch {
      isJson = false;
    }
    const answer = { status, headers, body, sizeBytes: text.length };
    const judged = options.judge?.(answer);
    if (judged) throw judged;
    if (!isWanted) throw refusal(service, answer, retryAfterMs(headers["retry-after"], clock.wall()));
    if (!isJson && status < 300) {
      throw new RemoteError(`${service} answered ${request.url.pathname} with something that is no JSON`, { recovery: "retry", status });
    }
    return answer;
  }

  return {
    waitMs: (bucket) => throttle.waitMs(bucket),
    aheadMs: () => aheadMs,

    json: async (request, signal) => {
      let at = request;
      for (let hops = 0; ; hops++) {
        const answer = await persist(at, signal, (isRefused) =>
          once(
            at,
            isRefused,
            { isRaw: false, read: (received) => readJson(received, { ...at, accept: [...(at.accept ?? []), ...REDIRECTS] }) },
            signal,
          ),
        );
        if (!REDIRECTS.includes(answer.status)) return answer;
        at = redirected(at, answer, hops, service);
      }
    },

    open: (request, signal) =>
      persist(request, signal, (isRefused) =>
        once(
          request,
          isRefused,
          {
            isRaw: true,
            read: (received) => {
              const { status, headers } = received;
              if ((status >= 200 && status < 400) || request.accept?.includes(status) === true) return Promise.resolve(received);
              received.body.destroy();
              const answer = { status, headers, body: undefined, sizeBytes: 0 };
              throw refusal(service, answer, retryAfterMs(headers["retry-after"], clock.wall()));
            },
          },
          signal,
        ),
      ),
  };
}

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** An API's own redirect (a slash, a permalink) is followed on its host and nowhere else: the token goes with it. */
function redirected(request: HttpRequest, answer: JsonAnswer, hops: number, service: string): HttpRequest {
  const location = answer.headers["location"];
  const target = typeof location === "string" && URL.canParse(location, request.url) ? new URL(location, request.url) : undefined;
  if (!target || hops >= MAX_REDIRECTS || (request.method ?? "GET") !== "GET") {
    throw new RemoteError(`${service} answered ${request.url.pathname} with a redirect that leads nowhere`, {
      recovery: "abort",
      status: answer.status,
    });
  }
  if (target.origin !== request.url.origin) {
    throw new UserError(`${service} (${request.url.host}) redirects to ${target.origin}; the token is not sent there.`, {
      hint: "If that is where the API lives now, put its address into regroup.yaml as base_url. If it is a sign-in page, the token or the proxy is the cause.",
      exit: exitCodes.access,
    });
  }
  return { ...request, url: target };
}

async function readText(received: Received, maxBytes: number, service: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of received.body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      received.body.destroy();
      throw new RemoteError(`${service} answered with more than ${maxBytes} bytes`, { recovery: "abort", status: received.status });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function refusal(service: string, answer: JsonAnswer, retryAfter: number | undefined): RemoteError | UserError {
  const { status } = answer;
  const passes = status === 429 || status === 401 || status === 408 || status >= 500;
  return new RemoteError(`${service} answered ${status}`, {
    recovery: passes ? "retry" : "abort",
    status,
    ...(retryAfter === undefined ? {} : { retryAfterMs: retryAfter }),
  });
}

/** Said by an earlier request, maybe of another run: nobody waits that long. */
function closedFor(service: string, closedMs: number): RemoteError {
  const minutes = Math.ceil(closedMs / 60_000);
  return new RemoteError(`${service} wants no request for another ${minutes} min (429)`, {
    ...{ recovery: "abort", status: 429, retryAfterMs: closedMs },
  });
}

function unauthorized(service: string, cause: unknown): UserError {
  return new UserError(`${service} does not accept the token (401).`, {
    hint: "It has ended, or it is for another network. Get a new one and run the command again: it goes on where it stopped.",
    exit: exitCodes.access,
    cause,
  });
}

/** A body of an answer that is wanted for its headers only is read so far, and so long, that the connection can be used again. */
const DISCARD_BYTES = 65_536;
const DISCARD_MS = 5000;

/** Throws a body away: a short one is read to its end, a long or slow one is cut off. */
export function discard(body: Readable): void {
  let left = DISCARD_BYTES;
  const cut = setTimeout(() => body.destroy(), DISCARD_MS).unref();
  body.on("error", () => undefined);
  body.once("close", () => clearTimeout(cut));
  body.on("data", (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) body.destroy();
  });
}
