import { RemoteError } from "../../errors.ts";
import { memoryLedger, type BudgetLedger } from "../../http/budget.ts";
import { createClient, TIMEOUT_MS, type HttpClient } from "../../http/client.ts";
import type { Clock } from "../../http/clock.ts";
import type { Environment } from "../../http/proxy.ts";
import { createThrottle } from "../../http/throttle.ts";
import { createTransport } from "../../http/transport.ts";
import type { Logger } from "../../log.ts";
import type { FileToOpen } from "../source.ts";
import { endpoints, type Endpoint } from "./api.ts";
import { pictureOf } from "./avatars.ts";
import { urlOf, type Network } from "./driver.ts";
import type { Bounds, Downloads } from "./follow.ts";
import { parseJson } from "./json.ts";
import { judge } from "./judge.ts";
import type { Options } from "./options.ts";
import { userPayload } from "./schema.ts";
import { createServers } from "./servers.ts";
import { tokenFrom, type TokenProvider, type TokenUse } from "./token.ts";

/** What the outside gives: time, the budget that outlives us, trust, and who we are. */
export interface Outside {
  readonly log: Logger;
  readonly clock: Clock;
  readonly env: Environment;
  readonly ledger: () => BudgetLedger;
  readonly certificates: () => readonly string[];
  /** Default: what stands in the environment. */
  readonly token?: TokenProvider | undefined;
  /** Somebody asked by name, in this run, for private groups that the account is not in. */
  readonly includePrivate?: boolean;
  /** Tries of a request, for somebody who waits for the answer. Default: the patience of a run. */
  readonly tries?: number;
}

/** The capability that external groups need, in both spellings that are in use. Source: reference, section 1.3. */
const CAPABILITIES = "external-messaging,external-groups,external_messaging,external_groups";

function refused(): RemoteError {
  return new RemoteError("Yammer answered 401", { recovery: "abort", status: 401 });
}

function eachOnce<T>(make: (name: string) => T): (name: string) => T {
  const made = new Map<string, T>();
  return (name) => {
    const known = made.get(name) ?? make(name);
    made.set(name, known);
    return known;
  };
}

/** The same, and how often another token came than the one before. */
function counting(provider: TokenProvider): { readonly token: TokenProvider; readonly changes: () => number } {
  let last: string | undefined;
  let changes = 0;
  const token: TokenProvider = async (wasRefused, use) => {
    const given = await provider(wasRefused, use);
    if (last !== undefined && given !== last) changes++;
    return (last = given);
  };
  return { token, changes: () => changes };
}

/** A shorter text stands in any address by accident. */
const LEAST_SECRET_CHARS = 8;

export interface Connection {
  readonly token: TokenProvider;
  readonly network: Network;
  readonly downloads: Downloads;
  /** Where somebody's picture is said to be now; null: he has none. Undefined where he is not found, or the API fails for him alone. */
  readonly pictureNow: (file: FileToOpen, signal: AbortSignal) => Promise<string | null | undefined>;
}

/** The API, and the servers that files come from: one budget for the first, none for the others, the token for the first alone. */
export function connection(options: Options, baseUrl: URL, outside: Outside, reading: () => TokenUse | undefined): Connection {
  const { clock, log, env, certificates } = outside;
  const { token, changes } = counting(outside.token ?? tokenFrom(env));
  const bounds: Bounds = { hosts: options.files.hosts, maxBytes: options.files.max_bytes, idleMs: options.files.idle_seconds * 1000 };
  const transport = createTransport({
    env,
    certificates,
    trustedOrigins: [baseUrl.origin],
    trustedHosts: options.files.hosts.map((host) => host.trim().toLowerCase()).filter((host) => !host.startsWith("*.")),
  });
  const common = { transport, clock, log, baseUrl, service: "Yammer" };
  const longestRequestMs = TIMEOUT_MS;
  const throttle = createThrottle({ host: baseUrl.host, budgets: options.budget, ledger: outside.ledger(), clock, longestRequestMs });
  const signed = (tokenFor: (isRefused: boolean) => Promise<string>): HttpClient =>
    createClient({
      ...{ ...common, throttle, parse: parseJson, judge },
      headers: { "yammer-capabilities": CAPABILITIES },
      authorize: async (isRefused) => ({ authorization: `Bearer ${await tokenFor(isRefused)}` }),
    });
  const api = signed((isRefused) => token(isRefused, reading()));
  // Nobody is asked for another token because one file is refused.
  const files = signed((isRefused) => (isRefused ? Promise.reject(refused()) : token(false, reading())));
  const elsewhere = eachOnce((host) =>
    createClient({
      ...common,
      service: "The file's server",
      throttle: createThrottle({
        ...{ host, ledger: memoryLedger(), clock, longestRequestMs },
        budgets: { other: { requests: 1000, windowMs: 1000 } },
      }),
    }),
  );
  const asked: Network = {
    ...{ http: api, baseUrl, clock, log, kept: new Map(), most: outside.tries },
    counts: { requests: 0, messages: 0, other: 0 },
  };
  const requestOf = (endpoint: Endpoint) => ({ url: urlOf(endpoint, baseUrl), bucket: endpoint.bucket });
  const prove = async (signal: AbortSignal): Promise<void> => {
    await api.json(requestOf(endpoints.networks()), signal);
  };
  const pictureNow = async ({ id }: FileToOpen, signal: AbortSignal) => {
    const answer = await api.json({ ...requestOf(endpoints.user(id)), accept: [403, 404] }, signal).catch(async (error: unknown) => {
      if (!(error instanceof RemoteError)) throw error;
      // One person that the API cannot tell of ends no run; an API that is gone does.
      await prove(signal);
    });
    const user = userPayload.safeParse(answer?.body).data;
    return user === undefined ? undefined : pictureOf(user, { baseUrl })?.locator;
  };
  const holdsToken = async (url: string) => {
    const secret = await token(false);
    return secret.length >= LEAST_SECRET_CHARS && [secret, encodeURIComponent(secret)].some((spelling) => url.includes(spelling));
  };
  const servers = createServers({ baseUrl, api: files, elsewhere, prove, tokenChanges: changes });
  return { token, network: asked, downloads: { servers, baseUrl, bounds, holdsToken }, pictureNow };
}
