import { ServerError, type INetworkModule } from "@azure/msal-node";

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
  async function request(method: "GET" | "POST", url: string, options: Options = {}) {
    const body = options.body === undefined ? {} : { body: options.body };
    const { status, headers, text } = await send({ method, url, headers: options.headers ?? {}, ...body }).catch((error: unknown) => {
      trouble = { failure: error, codes: [] };
      throw error;
    });
    const parsed = parse(text);
    const word = "error" in parsed && typeof parsed.error === "string" ? parsed.error : undefined;
    trouble = { codes: word === undefined ? [] : codesIn(parsed) };
    // MSAL reads this answer without looking whether it is one, and polls for a code that nobody gave.
    if (word !== undefined && new URL(url).pathname.endsWith("/devicecode")) {
      throw new ServerError(word, "", trouble.codes.map((code) => `AADSTS${code}`).join(" "));
    }
    if (word === "slow_down") extraMs += SLOW_DOWN_MS;
    const waits = word === "slow_down" || word === "authorization_pending";
    if (waits && extraMs > 0) await sleep(extraMs);
    return { status, headers: { ...headers }, body: waits ? { ...parsed, error: "authorization_pending" } : parsed };
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

/** A proxy's page of HTML is no answer of Microsoft's: it has no fields. */
function parse(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
