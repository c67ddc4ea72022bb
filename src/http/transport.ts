import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import axios, { type AxiosRequestConfig, type AxiosResponse } from "axios";
import { HttpsProxyAgent } from "https-proxy-agent";
import { codeOf } from "../errors.ts";
import { isPrivateAddress, publicLookup } from "./addresses.ts";
import { PROXY_CODE } from "./failures.ts";
import { proxyFor, type Environment } from "./proxy.ts";

/** One exchange, as the wire gives it: no retry, no redirect, no status that throws. */
export interface Sent {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | undefined;
  /** The body comes as it was sent, also where it is packed (`content-encoding`). Default: it is unpacked. */
  readonly isRaw?: boolean;
  readonly signal: AbortSignal;
}

export interface Received {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Readable;
}

export interface Transport {
  send(request: Sent): Promise<Received>;
  close(): void;
}

export interface TransportOptions {
  readonly env: Environment;
  /** Read when the first request over TLS is made. */
  readonly certificates: () => readonly string[];
  /** Origins that may be on a private address: those that the config names. */
  readonly trustedOrigins: readonly string[];
  /** Host names that the config spells out: these too may be private. */
  readonly trustedHosts?: readonly string[];
}

/** The agent gives its options to the connection with the proxy only; the certificates are for the one inside the tunnel too. */
class TunnelAgent extends HttpsProxyAgent<string> {
  readonly #ca: string[] | undefined;

  constructor(proxy: string, ca: string[] | undefined) {
    super(proxy, { keepAlive: true, ...(ca ? { ca } : {}) });
    this.#ca = ca;
  }

  /** The agent hands a proxy's refusal on as if the server had answered: a 403 of the proxy would be a group that the server closes. Here it is an error of its own. */
  override async connect(...[request, options]: Parameters<HttpsProxyAgent<string>["connect"]>): Promise<Socket> {
    let status: number | undefined;
    request.once("proxyConnect", (answer: { readonly statusCode: number }) => (status = answer.statusCode));
    const socket = await super
      .connect(request, options.secureEndpoint && this.#ca ? { ...options, ca: this.#ca } : options)
      .catch((error: unknown) => {
        throw status === undefined && isUnreachable(error) ? proxyError("DOWN") : error;
      });
    if (status === 200) return socket;
    socket.destroy();
    throw proxyError(String(status));
  }
}

/** Told by its code, such as EPROXY407: `failures.ts` puts it into words. */
function proxyError(what: string): Error {
  return Object.assign(new Error("the proxy refuses"), { code: `${PROXY_CODE}${what}` });
}

/** The proxy itself gives no answer; a certificate of its own that is not trusted is told as that. */
function isUnreachable(error: unknown): boolean {
  const code = codeOf(error);
  return (
    code === "" ||
    ["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "EPIPE"].includes(code)
  );
}

/** The one way out: proxy, company certificates, and no private address but those that the config names. */
export function createTransport(options: TransportOptions): Transport {
  const agents = new Map<string, HttpAgent | HttpsAgent | HttpsProxyAgent<string>>();
  let ca: string[] | undefined;

  const isNamed = (url: URL) => options.trustedOrigins.includes(url.origin) || options.trustedHosts?.includes(url.hostname) === true;

  function agentFor(url: URL): HttpAgent | HttpsAgent | HttpsProxyAgent<string> {
    const isTrusted = isNamed(url);
    const proxy = proxyFor(url, options.env);
    const key = `${url.protocol} ${proxy?.href ?? ""} ${isTrusted ? "trusted" : ""}`;
    const known = agents.get(key);
    if (known) return known;
    if (url.protocol === "https:") ca ??= [...options.certificates()];
    const secure = ca ? { ca } : {};
    // A proxy resolves names itself, in its own network: there only what is an address already can be judged.
    const made = proxy
      ? new TunnelAgent(proxy.href, ca)
      : url.protocol === "https:"
        ? new HttpsAgent({ keepAlive: true, ...secure, ...(isTrusted ? {} : { lookup: publicLookup }) })
        : new HttpAgent({ keepAlive: true, ...(isTrusted ? {} : { lookup: publicLookup }) });
    agents.set(key, made);
    return made;
  }

  return {
    async send({ method, url, headers, body, isRaw, signal }) {
      if (!isNamed(url) && isPrivateAddress(url.hostname)) {
        throw Object.assign(new Error(`${url.hostname} is an address of a private network`), { code: "EPRIVATE" });
      }
      const agent = agentFor(url);
      const answer = await request({
        method,
        url: url.href,
        headers: { ...headers },
        ...(body === undefined ? {} : { data: body }),
        responseType: "stream",
        // axios follows redirects with every header, and does not tunnel through a proxy: both are done here.
        maxRedirects: 0,
        proxy: false,
        httpAgent: agent,
        httpsAgent: agent,
        validateStatus: () => true,
        decompress: isRaw !== true,
        signal,
      });
      return { status: answer.status, headers: answer.headers, body: answer.data };
    },
    close() {
      for (const agent of agents.values()) agent.destroy();
      agents.clear();
    },
  };
}

/** What axios throws carries the whole request with it, and so the token: only code and message go on. */
async function request(config: AxiosRequestConfig): Promise<AxiosResponse<Readable>> {
  try {
    return await axios.request<Readable>(config);
  } catch (error) {
    const { message } = error instanceof Error ? error : { message: "the request failed" };
    throw Object.assign(new Error(message), { code: causeCode(error) });
  }
}

function causeCode(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? codeOf(error.cause) : "";
  return inner === "" ? codeOf(error) : inner;
}
