import { createHash } from "node:crypto";
import { counted } from "../../counted.ts";
import { stopIfAsked } from "../../errors.ts";
import { checkBaseUrl } from "../../http/client.ts";
import { recent } from "../../recent.ts";
import type {
  Asked,
  Brought,
  Checkpoint,
  CheckpointReader,
  FileToOpen,
  Forecast,
  Opened,
  Page,
  Part,
  Scope,
  Source,
  SourceRecord,
} from "../source.ts";
import { openPicture } from "./avatars.ts";
import { describeAccount } from "./account.ts";
import { endpoints, originOf, type Bucket, type Endpoint } from "./api.ts";
import { groupLanes } from "./beside.ts";
import { connection, type Connection, type Outside } from "./connect.ts";
import { readDetails } from "./detail.ts";
import { homeOf, readRooms, ROOMS, type Discovery, type Home, type Rooms } from "./discover.ts";
import { download, fileUrl } from "./download.ts";
import { createAsker, drive, type Network } from "./driver.ts";
import { forecastOf, SAMPLE, sampleRooms, type Sample } from "./forecast.ts";
import { ownerOf, recallHome, recallHomeOf, rememberHome } from "./known-home.ts";
import { openGroup } from "./group.ts";
import { memoryOf, originsOf, type Answer, type Lane, type Reading, type Room } from "./lane.ts";
import { readQueue } from "./likers.ts";
import type { Options } from "./options.ts";
import { readMembers, readPeople } from "./people.ts";
import { queueOf } from "./queue.ts";
import { accountPayload } from "./schema.ts";
import { switchOff, switchOn } from "./supervisor.ts";
import type { TokenUse } from "./token.ts";

export { options } from "./options.ts";

export type { Outside } from "./connect.ts";

/** A Yammer (Viva Engage) network through its REST API v1, with the rights of one account. */
export function create(options: Options, outside: Outside): Source {
  const baseUrl = checkBaseUrl(options.base_url, "sources[].base_url");
  let home: Home | undefined;
  const connect = once(() => connection(options, baseUrl, outside, () => home && useOf(home)));
  const includePrivate = outside.includePrivate === true;
  let forecast: Foreseen | undefined;
  /** The answer of `users/current`. */
  let self: Answer | undefined;

  /** To be kept with the first page that is read. */
  let toRemember: readonly Checkpoint[] = [];

  async function homeNow(signal: AbortSignal, checkpoints: CheckpointReader = () => undefined): Promise<Home> {
    stopIfAsked(signal);
    if (home) return home;
    const { token } = connect();
    const key = async () => ({ token: await token(false), baseUrl, wanted: options.network, now: outside.clock.wall() });
    home = recallHome(checkpoints, await key());
    if (home) return home;
    self = await askNow(endpoints.currentUser(), signal);
    const owner = ownerOf(self, await key());
    home = recallHomeOf(owner, checkpoints, await key()) ?? {
      ...homeOf(await askNow(endpoints.networks(), signal, 1), options.network),
      account: owner.account,
    };
    // The token may have been renewed meanwhile.
    toRemember = [rememberHome(home, await key())];
    return home;
  }

  function askNow(endpoint: Endpoint, signal: AbortSignal, failuresToStop?: number): Promise<Answer> {
    return createAsker(connect().network, failuresToStop)({ do: "ask", endpoint, afterMs: 0 }, signal);
  }

  return {
    id: "yammer-api",
    isRemote: true,
    avatars: options.avatars,

    async check(signal, checkpoints) {
      const found = await homeNow(signal, checkpoints);
      const { record, others, isNamed } = found;
      const name = record.name ?? record.permalink ?? record.network;
      return {
        ...useOf(found),
        found: [`${baseUrl.host}: the network ${name}`],
        warnings: [
          ...(others.length === 0
            ? []
            : [`the account is also in ${others.join(", ")}; each network has a token of its own, and this one reads ${name}`]),
          ...clockWarning(connect().network.http.aheadMs()),
          ...(isNamed ? [] : [`regroup.yaml means the network ${record.network}, and the account is in ${record.permalink ?? name} only`]),
        ],
        totalBytes: 0,
      };
    },

    async account(signal) {
      const { record, network: name, networkId, isNative } = await homeNow(signal);
      const answer = self && self.status > 0 ? self : await askNow(endpoints.currentUser(), signal, 1);
      const account = accountPayload.safeParse(answer.body).data;
      if (!account) return [{ found: `Yammer does not say whose token this is (users/current answered ${answer.status}).`, fix: null }];
      return describeAccount(account, { name: record.name ?? record.permalink ?? name, id: networkId, isNative });
    },

    async estimate(scope, signal, checkpoints = () => undefined) {
      const { network } = connect();
      const found = await homeNow(signal, checkpoints);
      const memory = memoryOf(found.network, checkpoints);
      const seen: { value?: Foreseen } = {};
      // What is asked here is read from memory when the reading asks for it.
      const lane = foresee({ home: found, scope, memory, origins: originsOf(), includePrivate, now: outside.clock.wall() }, options);
      for await (const _page of drive([keeping(lane, seen)], { ...network, keep: true }, signal)) stopIfAsked(signal);
      forecast = seen.value;
      return forecast?.forecast ?? { requests: {}, bytes: 0, hours: 0 };
    },

    async prepare(journal, signal) {
      if (outside.includePrivate !== true) return;
      await switchOn(connect().network.http, baseUrl, journal, signal);
    },

    restore: (journal, signal) => switchOff(connect().network.http, baseUrl, journal, signal),

    async *read(scope: Scope, checkpoints: CheckpointReader, signal: AbortSignal, brought?: Brought): AsyncGenerator<Page> {
      const { network, downloads } = connect();
      const found = await homeNow(signal, checkpoints);
      const memory = memoryOf(found.network, checkpoints);
      const asked: Network = { ...network, memory };
      const origins = originsOf();
      const rooms: { value?: Rooms } = {};
      if (toRemember.length > 0) yield { origin: originOf(endpoints.networks()), rows: 0, records: [], checkpoints: toRemember };
      const discovery: Discovery = { home: found, scope, memory, origins, includePrivate, now: outside.clock.wall() };
      yield* drive([keeping(readRooms(discovery), rooms)], asked, signal);
      if (!rooms.value) return;
      const { allCompanyId, rooms: all } = rooms.value;
      const reading: Reading = {
        ...{
          network: found.network,
          networkId: found.networkId,
          scope,
          seesPrivate: includePrivate,
          allCompanyId,
          rooms: all,
          run: rooms.value.run,
          checkpoints: memory,
          origins,
          pauseMs: Math.max(options.budget.messages.windowMs, options.budget.other.windowMs),
        },
        known: (threadId) => brought?.messagesOf(found.network, threadId) ?? [],
        knownLikes: (messageId) => brought?.likesOf(found.network, messageId) ?? 0,
        knownThreads: (groupId, after) => brought?.threadsOf(found.network, groupId, after) ?? [],
        likers: queueOf(memory),
        isNew: sayOnce(),
        fileUrl: (url) => fileUrl(url, downloads),
        ...(options.avatars ? { pictures: { baseUrl } } : {}),
        tally: { groups: 0, threads: 0, messages: 0, denied: 0 },
        warn: (message) => outside.log.warn(message),
      };
      if (forecast) {
        yield { origin: "groups.json", rows: 0, records: [], checkpoints: [memory.write(SAMPLE, forecast.sample)] };
        yield* drive([openSampled(reading, forecast)], asked, signal);
      }
      for await (const page of drive([...groupLanes(reading), otherLane(reading)], asked, signal)) {
        yield {
          ...page,
          asked: askedSoFar(reading, network.counts, { foreseen: forecast?.forecast.requests ?? {}, budgets: options.budget }),
        };
      }
      yield {
        origin: "groups.json",
        rows: 0,
        records: [],
        checkpoints: [memory.write(ROOMS, { ...rooms.value, readAt: outside.clock.wall() }), memory.write(SAMPLE, null)],
      };
    },

    finish(checkpoints) {
      const memory = home && memoryOf(home.network, checkpoints);
      const rooms = memory?.read(ROOMS);
      return memory && rooms ? [memory.write(ROOMS, { ...rooms, finished: true })] : [];
    },

    open: async (file, signal) => (await openBytes(file, undefined, connect(), signal)).bytes,
    resume: (file, part, signal) => openBytes(file, part, connect(), signal),
  };
}

/** Kerberos and tokens live with five minutes; more is a clock that is wrong. */
const CLOCK_MS = 5 * 60_000;

function clockWarning(aheadMs: number | undefined): string[] {
  if (aheadMs === undefined || Math.abs(aheadMs) < CLOCK_MS) return [];
  const minutes = Math.round(Math.abs(aheadMs) / 60_000);
  const way = aheadMs > 0 ? "ahead of" : "behind";
  return [
    `this computer's clock is ${minutes} minutes ${way} Yammer's: the end of a token is misjudged, and logs and approvals carry a wrong time`,
  ];
}

function openBytes(file: FileToOpen, part: Part | undefined, { downloads, pictureNow }: Connection, signal: AbortSignal): Promise<Opened> {
  const { type, locator } = file;
  if (type !== "avatar") return download(locator, downloads, signal, { part, told: file });
  return openPicture({ locator, locatorNow: (stop) => pictureNow(file, stop) }, downloads, signal, { part });
}

function* keeping<T>(lane: Lane<T>, into: { value?: T }): Lane {
  into.value = yield* lane;
}

function* otherLane(reading: Reading): Lane {
  const again = reading.scope.refreshPeople === true;
  const undocumented = { failures: 0 };
  yield* readDetails(reading);
  for (const room of reading.rooms) if (room.id !== 0) yield* readMembers(reading, room, { again, undocumented });
  yield* readPeople(reading, again);
  yield* readQueue(reading);
}

interface Foreseen {
  readonly forecast: Forecast;
  readonly sample: Sample;
  /** Groups whose first page was asked for. */
  readonly from: readonly Room[];
}

/** What the forecast asked for is committed before anything else is asked. */
function* openSampled(reading: Reading, { from }: Foreseen): Lane {
  for (const room of from) yield* openGroup(reading, room);
}

/** The list of groups, and what it leads to. */
function* foresee(discovery: Discovery, options: Options): Lane<Foreseen> {
  const { rooms } = yield* readRooms(discovery);
  const { sample, from } = yield* sampleRooms(rooms, discovery.memory);
  const again = discovery.scope.refreshPeople === true;
  const whole = discovery.scope.refreshThreads === true;
  const closed = rooms.filter(({ privacy, isMine }) => privacy === "closed" && !isMine).length;
  const forecast: Forecast = {
    ...forecastOf(rooms, {
      sample,
      memory: discovery.memory,
      budgets: options.budget,
      again,
      whole,
      avatars: options.avatars && discovery.scope.content === "full",
    }),
    scope: `${counted(rooms.length, "group")} of ${discovery.home.network}${closed > 0 ? `, ${closed} of them private and without this account` : ""}`,
  };
  return { forecast, sample, from };
}

/** Both budgets are spent beside each other, so the one with more to do says how long it takes. */
function askedSoFar(
  { tally, rooms, likers }: Reading,
  counts: Network["counts"],
  { foreseen, budgets }: { readonly foreseen: Forecast["requests"]; readonly budgets: Options["budget"] },
): Asked {
  const { groups, threads, messages, denied } = tally;
  const { requests } = counts;
  const left = {
    messages: Math.max(0, (foreseen["messages"] ?? 0) - counts.messages),
    other: Math.max(likers.left(), (foreseen["other"] ?? 0) - counts.other),
  };
  const secondsFor = (bucket: Bucket) => (left[bucket] / budgets[bucket].requests) * (budgets[bucket].windowMs / 1000);
  const requestsLeft = left.messages + left.other;
  const secondsLeft = Math.max(secondsFor("messages"), secondsFor("other"));
  return {
    secondsLeft,
    groups: Math.min(rooms.length, groups + denied),
    groupsInAll: rooms.length,
    threads,
    messages,
    requests,
    requestsLeft,
  };
}

/** Of so many records is known that they were said; saying one again later costs nothing but time. */
const SAID = 30_000;

/** Two sayings of one person may differ (a name beside a like, a profile beside a message): each is wanted, so that the order of reading does not matter. */
function sayOnce(): (record: SourceRecord) => boolean {
  const said = recent<true>(SAID);
  return (record) => {
    const key = createHash("sha256").update(JSON.stringify(record)).digest().toString("latin1", 0, 12);
    if (said.has(key)) return false;
    said.set(key, true);
    return true;
  };
}

/** A digest in place of the account says that nobody tells who it is. */
function useOf({ network, account }: Home): TokenUse {
  return { network, ...(/^\d+$/.test(account) ? { account } : {}) };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
