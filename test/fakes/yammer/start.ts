import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { DEFAULT_TOKENS, openSessions, type Account, type Session } from "./accounts.ts";
import { busiestWindow, makeMeter, type RequestRecord } from "./budget.ts";
import { changesOf, type Changes } from "./changes.ts";
import { REAL_CLOCK } from "./clock.ts";
import { differences } from "./compare.ts";
import type { World } from "./context.ts";
import { makeDice } from "./dice.ts";
import { falseFiles } from "./false-files.ts";
import { deafLists, wrongPages, emptyReadings } from "./empty-readings.ts";
import { expectedExport, type Expected } from "./expected.ts";
import { faultPlan, type FaultPlan } from "./faults.ts";
import { growthOf } from "./growth.ts";
import { handle, handleBlob, type Engine } from "./handle.ts";
import { leastRequests, type LeastRequests } from "./least.ts";
import { openLive } from "./live.ts";
import { settingsOf, type Bucket, type Clock, type TokenGrant, type YammerOptions } from "./options.ts";
import { presentTruth } from "./present.ts";
import type { NetworkTruth } from "../../support/network/truth.ts";

export interface YammerStats {
  readonly requests: Readonly<Record<Bucket, number>>;
  /** 429 answers that the client brought upon itself. */
  readonly limited: number;
  readonly faults: number;
  /** Most requests in any window, per bucket. */
  readonly busiest: Readonly<Record<Bucket, number>>;
}

export interface FakeYammer {
  /** With `/api/v1`, without a slash at the end. */
  readonly baseUrl: string;
  /** Of the second listener, to which downloads are redirected. */
  readonly filesUrl: string;
  readonly world: World;
  /** What the network held at the start. `present` holds what it holds now. */
  readonly truth: NetworkTruth;
  readonly present: () => NetworkTruth;
  readonly requests: readonly RequestRecord[];
  readonly stats: () => YammerStats;
  readonly changes: Changes;
  /** What a complete export with this token holds now. */
  readonly expected: (reader: Reader) => Expected;
  /** Sentences about a `regroup.db` that is not such an export; see compare.ts. */
  readonly differences: (database: string, reader: Reader) => string[];
  /** The fewest requests of a thorough export with this token. */
  readonly least: (reader: Reader) => LeastRequests;
  /** The next requests go wrong like this. */
  readonly fail: FaultPlan["queue"];
  /** The same for the second host. */
  readonly failFiles: FaultPlan["queue"];
  /** Addresses asked of the second host, in order. */
  readonly downloads: readonly string[];
  readonly tokens: Tokens;
  /** What a client must not do: unknown requests, a token in a URL or sent to the other host. */
  readonly problems: readonly string[];
  /** Throws when there are problems. */
  readonly stop: () => Promise<void>;
}

export interface Reader {
  readonly token: string;
  /** Reads in supervisor mode (verified admins only). */
  readonly supervisor?: boolean;
}

export interface Tokens {
  /** A new token for the account of another one. */
  readonly issue: (grant: { readonly like: string; readonly token: string; readonly expiresAt?: number }) => void;
  readonly expire: (token: string) => void;
  /** The person behind a token is deactivated: all of their requests answer 401 with code 4. */
  readonly deactivate: (token: string) => void;
  readonly of: (role: TokenGrant["role"]) => string;
}

/**
 * A Yammer network on loopback: stateful, deterministic by seed, strict about budgets. See README.md beside this file.
 * `clock` is shared with the client: windows of the budget are counted on it.
 */
export async function startYammer(options: YammerOptions): Promise<FakeYammer> {
  const settings = settingsOf(options);
  const clock = options.clock ?? REAL_CLOCK;
  const live = openLive(options.truth);
  const changes = changesOf(live, clock);
  const dice = makeDice(settings.seed);
  const urls = { api: "", files: "" };
  const greatest = live.groups.reduce((most, { id }) => (BigInt(id) > most ? BigInt(id) : most), 1000n);
  const world: World = {
    ...{ live, settings, dice },
    pictures: options.pictures ?? new Map(),
    signed: { count: 0 },
    readsEmpty: emptyReadings(dice, settings.lies),
    leavesPage: wrongPages(dice, settings.lies.emptyPages, "empty page"),
    answersTop: wrongPages(dice, settings.lies.topPages, "top page"),
    isDeaf: deafLists(dice, settings.lies),
    falseFile: falseFiles(dice, settings.lies),
    allCompanyId: String(greatest + 4096n),
    origin: () => urls.api,
    filesOrigin: () => urls.files,
  };
  const grants = options.tokens ?? DEFAULT_TOKENS;
  const sessions = openSessions(live, grants);
  const faults = faultPlan(settings, dice);
  const fileFaults = faultPlan(settings, dice, "files");
  const downloads: string[] = [];
  const requests: RequestRecord[] = [];
  const problems: string[] = [];
  const engine: Engine = {
    ...{ world, clock, sessions, faults, fileFaults, requests, downloads, problems },
    meter: makeMeter(settings.budget),
    grow: growthOf(live, changes, settings),
  };
  const api = await listen((request, response) => handle(engine, { request, response }), problems, options.port);
  const files = await listen((request, response) => {
    handleBlob(engine, { request, response });
    return Promise.resolve();
  }, problems);
  urls.api = originOf(api);
  urls.files = originOf(files);
  return {
    baseUrl: `${urls.api}/api/v1`,
    filesUrl: urls.files,
    ...{ world, truth: options.truth, requests, changes, problems },
    present: () => presentTruth(live),
    stats: () => statsOf(requests, settings.budget.windowMs, settings.budget.autocompleteWindowMs),
    ...judgesOf(world, sessions),
    fail: faults.queue,
    failFiles: fileFaults.queue,
    downloads,
    tokens: tokensOf(sessions, grants, clock),
    stop: async () => {
      await Promise.all([close(api), close(files)]);
      if (problems.length > 0) throw new Error(`The fake Yammer met what it does not know:\n- ${problems.join("\n- ")}`);
    },
  };
}

function judgesOf(world: World, sessions: ReadonlyMap<string, Session>): Pick<FakeYammer, "expected" | "differences" | "least"> {
  const accountOf = ({ token, supervisor }: Reader): Account => {
    const session = sessions.get(token);
    if (session === undefined) throw new Error(`there is no token ${token} to export with`);
    const { role, person } = session.account;
    return { role, person, supervisor: supervisor === true && role === "verified-admin" };
  };
  const expected: FakeYammer["expected"] = (reader) => expectedExport(world, accountOf(reader));
  return {
    expected,
    differences: (database, reader) => differences(database, world, expected(reader)),
    least: (reader) => leastRequests(world, accountOf(reader)),
  };
}

function tokensOf(sessions: Map<string, Session>, grants: readonly TokenGrant[], clock: Clock): Tokens {
  const known = (token: string): Session => {
    const session = sessions.get(token);
    if (session === undefined) throw new Error(`nobody was given the token ${token}`);
    return session;
  };
  return {
    issue: ({ like, token, expiresAt }) => void sessions.set(token, { account: known(like).account, expiresAt, isDeactivated: false }),
    expire: (token) => void (known(token).expiresAt = clock.now()),
    deactivate: (token) => void (known(token).isDeactivated = true),
    of: (role) => {
      const grant = grants.find((candidate) => candidate.role === role);
      if (grant === undefined) throw new Error(`no token was granted to a ${role}`);
      return grant.token;
    },
  };
}

const BUCKETS: readonly Bucket[] = ["messages", "notifications", "autocomplete", "other"];

function statsOf(requests: readonly RequestRecord[], windowMs: number, autocompleteWindowMs: number): YammerStats {
  const counts = { messages: 0, notifications: 0, autocomplete: 0, other: 0 };
  const busiest = { ...counts };
  for (const { bucket } of requests) counts[bucket]++;
  for (const bucket of BUCKETS)
    busiest[bucket] = busiestWindow(requests, bucket, bucket === "autocomplete" ? autocompleteWindowMs : windowMs);
  const having = (outcome: RequestRecord["outcome"]): number => requests.filter((request) => request.outcome === outcome).length;
  return { requests: counts, limited: having("limited"), faults: having("fault"), busiest };
}

type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

async function listen(answer: Listener, problems: string[], port = 0): Promise<Server> {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      // A mistake of the fake must not look like one of Yammer's moods.
      const report = error instanceof Error ? (error.stack ?? error.message) : String(error);
      problems.push(`the fake itself failed at ${request.method ?? ""} ${request.url ?? ""}: ${report}`);
      response.writeHead(599, { "content-type": "text/plain" }).end(report);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return server;
}

function originOf(server: Server): string {
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${String(port)}`;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
