import { makeCalendar } from "./network/calendar.ts";
import { makeRooms, makeTopics, membershipsOf } from "./network/groups.ts";
import { makeIds, type IdStyle } from "./network/ids.ts";
import { makeActors } from "./network/people.ts";
import { makeBundle, threadSize } from "./network/threads.ts";
import type { NetworkTruth, ThreadBundle } from "./network/truth.ts";
import { roomPicker, type World } from "./network/world.ts";

export interface NetworkOptions {
  readonly seed: number;
  /** Exactly this many messages, the ones no export holds included. */
  readonly messages: number;
  readonly people?: number;
  readonly groups?: number;
  /** The permalink; also the e-mail domain when it has a dot. */
  readonly name?: string;
  readonly networkId?: string;
  readonly idStyle?: IdStyle;
  readonly since?: string;
  readonly until?: string;
  /** Deleted, redacted, lost and otherwise strange things (default true). */
  readonly oddities?: boolean;
}

/** Above this many messages the network is made again on each iteration instead of being kept. */
const MATERIALISE_UP_TO = 60_000;

/** A believable network: the same options give the same network, to the last byte. */
export function makeNetwork(options: NetworkOptions): NetworkTruth {
  const permalink = options.name ?? "contoso.com";
  const { world, memberships } = makeWorld(options, permalink);
  const base = {
    network: {
      id: options.networkId ?? "1402700",
      permalink,
      name: permalink.split(".", 1)[0]?.replace(/^./, (letter) => letter.toUpperCase()) ?? permalink,
      createdAt: new Date(world.calendar.sinceMs - 300 * 86_400_000).toISOString(),
    },
    people: world.actors.map((actor) => actor.person),
    admins: world.actors.slice(0, 2).map((actor) => actor.person.id),
    groups: world.rooms.map((room) => room.group),
    memberships,
    topics: world.topics,
    messageCount: options.messages,
    threadCount: world.threadCount,
  };
  const bundles = makeAgain(() => generateBundles(world));
  if (options.messages > MATERIALISE_UP_TO) return streamed(base, bundles, (index) => makeBundle(world, index));
  return materialise(base, [...bundles]);
}

function makeWorld(options: NetworkOptions, permalink: string) {
  const { seed, messages } = options;
  const calendar = makeCalendar(options.since ?? "2022-01-10T00:00:00.000Z", options.until ?? "2024-01-10T00:00:00.000Z", seed);
  const ids = makeIds(options.idStyle ?? "long");
  const oddities = options.oddities ?? true;
  const shared = { seed, ids, oddities, sinceMs: calendar.sinceMs, untilMs: calendar.untilMs };
  const domain = permalink.includes(".") ? permalink : `${permalink}.example`;
  const actors = makeActors({ ...shared, domain, count: options.people ?? Math.max(8, Math.round(1.3 * messages ** 0.6)) });
  const rooms = makeRooms({ ...shared, actors, count: options.groups ?? Math.max(3, Math.round(0.8 * messages ** 0.4)) });
  const world: World = {
    seed,
    permalink,
    ids,
    calendar,
    actors,
    rooms,
    topics: makeTopics(ids, actors, calendar.sinceMs),
    ...countThreads({ seed, oddities }, messages),
    oddities,
    pickRoom: roomPicker(rooms, calendar),
  };
  return { world, memberships: membershipsOf(rooms, actors) };
}

function countThreads(world: Pick<World, "seed" | "oddities">, messages: number) {
  let left = messages;
  let threadCount = 0;
  let lastThreadSize = 0;
  while (left > 0) {
    lastThreadSize = Math.min(left, threadSize(world, threadCount));
    left -= lastThreadSize;
    threadCount++;
  }
  return { threadCount, lastThreadSize };
}

function* generateBundles(world: World): Generator<ThreadBundle> {
  for (let index = 0; index < world.threadCount; index++) yield makeBundle(world, index);
}

type Base = Pick<NetworkTruth, "network" | "people" | "admins" | "groups" | "memberships" | "topics" | "messageCount" | "threadCount">;

/** A network kept in arrays, messages by time. Also how a hand-made network becomes a truth. */
export function materialise(base: Base, bundles: readonly ThreadBundle[]): NetworkTruth {
  const messages = bundles.flatMap((bundle) => bundle.messages);
  messages.sort((a, b) => (a.createdAt === b.createdAt ? 0 : a.createdAt < b.createdAt ? -1 : 1));
  return {
    ...base,
    isMaterialised: true,
    bundles,
    bundleAt: (index) => {
      const bundle = bundles[index];
      if (bundle === undefined) throw new Error(`there is no thread number ${String(index)}`);
      return bundle;
    },
    threads: bundles.map((bundle) => bundle.thread),
    messages,
    files: bundles.flatMap((bundle) => bundle.files),
    pages: bundles.flatMap((bundle) => bundle.pages),
  };
}

function streamed(base: Base, bundles: Iterable<ThreadBundle>, bundleAt: NetworkTruth["bundleAt"]): NetworkTruth {
  return {
    ...base,
    isMaterialised: false,
    bundles,
    bundleAt,
    threads: makeAgain(function* () {
      for (const bundle of bundles) yield bundle.thread;
    }),
    messages: makeAgain(function* () {
      for (const bundle of bundles) yield* bundle.messages;
    }),
    files: makeAgain(function* () {
      for (const bundle of bundles) yield* bundle.files;
    }),
    pages: makeAgain(function* () {
      for (const bundle of bundles) yield* bundle.pages;
    }),
  };
}

/** An iterable that starts afresh each time, so that nothing is kept between two readings. */
function makeAgain<T>(generate: () => Generator<T>): Iterable<T> {
  return { [Symbol.iterator]: generate };
}
