import { ServerError, type INetworkModule } from "@azure/msal-node";
import { exitCodes, RemoteError, UserError } from "../errors.ts";
import { retryAfterMs } from "../http/retry.ts";

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly fields: object;
  readonly word: string | undefined;
}

/** One request of the sign-in. The transport knows proxies and certificates. */
export type Send = (request: {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}) => Promise<{ readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly text: string }>;

type Options = NonNullable<Parameters<INetworkModule["sendPostRequestAsync"]>[1]>;
interface NetworkResponse<T> {
  headers: Record<string, string>;
  body: T;
  status: number;
}

/** What became of the last request: why it got no answer, or the codes of a refusal. MSAL tells neither. */
export interface Trouble {
  readonly failure?: unknown;
  readonly codes: readonly string[];
}
export type Network = INetworkModule & { trouble(): Trouble };

/** By RFC 8628, section 3.5, every `slow_down` adds five seconds to the interval for good. */
const SLOW_DOWN_MS = 5000;

/** MSAL's network over our transport. MSAL takes `slow_down` for an error: here it becomes a longer wait. */
export function createNetwork(send: Send, sleep: (ms: number) => Promise<void>): Network {
  let extraMs = 0;
  let trouble: Trouble = { codes: [] };

  async function answer(method: "GET" | "POST", url: string, options: Options): Promise<Answer> {
    const body = options.body === undefined ? {} : { body: options.body };
    const { status, headers, text } = await send({ method, url, headers: options.headers ?? {}, ...body });
    const fields = parse(text);
    const word = fields && "error" in fields && typeof fields.error === "string" ? fields.error : undefined;
    // A refusal has its words; what passes by itself is no refusal.
    if (status === 429 || status >= 500 || word === "temporarily_unavailable") throw busy(status, headers);
    if (!fields) throw notMicrosoft(new URL(url).host, status);
    return { status, headers: { ...headers }, fields, word };
  }

  async function request(method: "GET" | "POST", url: string, options: Options = {}) {
    const polls = isPolling(options.body);
    const given = await answer(method, url, options).catch((error: unknown): Answer => {
      // Whoever is entering the code meanwhile shall not lose it to a moment without a network.
      if (polls && error instanceof RemoteError && error.recovery === "retry")
        return { status: 400, headers: {}, fields: {}, word: "slow_down" };
      trouble = { failure: error, codes: [] };
      throw error;
    });
    const { status, headers, fields, word } = given;
    const waits = word === "slow_down" || word === "authorization_pending";
    trouble = { codes: word === undefined || waits ? [] : codesIn(fields) };
    // MSAL reads this answer without looking whether it is one, and polls for a code that nobody gave.
    if (word !== undefined && new URL(url).pathname.endsWith("/devicecode")) {
      throw new ServerError(word, "", trouble.codes.map((code) => `AADSTS${code}`).join(" "));
    }
    if (word === "slow_down") extraMs += SLOW_DOWN_MS;
    if (waits && extraMs > 0) await sleep(extraMs);
    return { status, headers, body: waits ? { ...fields, error: "authorization_pending" } : fields };
  }
  return {
    trouble: () => trouble,
    // What fields an answer has is for MSAL to know.
    sendGetRequestAsync: <T>(url: string, options?: Options) => request("GET", url, options) as Promise<NetworkResponse<T>>,
    sendPostRequestAsync: <T>(url: string, options?: Options) => request("POST", url, options) as Promise<NetworkResponse<T>>,
  };
}

/** `error_codes: [53003]`, and the OAuth word. */
function codesIn(answer: object): string[] {
  const fields = new Map<string, unknown>(Object.entries(answer));
  const numbers: unknown = fields.get("error_codes");
  const all: unknown[] = [...(Array.isArray(numbers) ? (numbers as unknown[]) : []), fields.get("suberror"), fields.get("error")];
  return all.filter((code) => typeof code === "string" || typeof code === "number").map(String);
}

/** Undefined for what has no fields: a page of HTML, an empty answer. */
function parse(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function isPolling(body: string | undefined): boolean {
  return new URLSearchParams(body ?? "").get("grant_type")?.endsWith("device_code") === true;
}

/** No status: it is not the service that is read which answered it. */
function busy(status: number, headers: Readonly<Record<string, string>>): RemoteError {
  const waitMs = retryAfterMs(headers["retry-after"], Date.now());
  return new RemoteError(`Microsoft's sign-in answered ${status}`, {
    recovery: "retry",
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  });
}

function notMicrosoft(host: string, status: number): UserError {
  return new UserError(`What answers as ${host} is not Microsoft's sign-in (${status}, and a page instead of fields).`, {
    hint: "A proxy or a sign-in page of your network probably stands in between: set HTTPS_PROXY as your company says, or check `microsoft.authority` in regroup.yaml.",
    exit: exitCodes.access,
  });
}
