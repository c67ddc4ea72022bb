import type { Language } from "../content/names.ts";
import type { Calendar } from "./calendar.ts";
import type { IdMaker } from "./ids.ts";
import { ODDITIES, type Oddity } from "./oddity-names.ts";
import type { Room } from "./groups.ts";
import type { Actor } from "./people.ts";
import { makeRandom, mixSeed, skewedRank, type Random } from "./random.ts";
import { ALL_COMPANY, type FileTruth, type MessageKind, type MessageTruth, type PageTruth, type TopicTruth } from "./truth.ts";

/** What every thread is made from. Never changes after it is built, so thread n is the same whenever it is asked for. */
export interface World {
  readonly seed: number;
  readonly permalink: string;
  readonly ids: IdMaker;
  readonly calendar: Calendar;
  readonly actors: readonly Actor[];
  readonly rooms: readonly Room[];
  readonly topics: readonly TopicTruth[];
  readonly threadCount: number;
  /** The last thread is cut so that the number of messages is exactly what was asked for. */
  readonly lastThreadSize: number;
  readonly oddities: boolean;
  readonly pickRoom: (ms: number, random: Random) => Room | undefined;
}

export type Draft = { -readonly [K in keyof MessageTruth]: MessageTruth[K] };

/** A thread while it is being made. */
export interface ThreadDraft {
  readonly index: number;
  readonly random: Random;
  readonly place: Place;
  readonly oddity: Oddity | null;
  readonly kind: MessageKind;
  readonly messages: Draft[];
  readonly files: FileTruth[];
  readonly pages: PageTruth[];
  isClosed: boolean;
  bestReplyId: string | null;
}

export interface Place {
  readonly groupId: string | null;
  readonly isPrivate: boolean;
  readonly isPrivateGroup: boolean;
  readonly language: Language;
  /** Actor numbers, most active first; undefined for everybody. */
  readonly crowd: readonly number[] | undefined;
}

const ODDITY_PERIOD = 307;

/** Spread by a fixed pattern instead of chance: any 307 threads in a row show every oddity once. */
export function oddityOf(world: Pick<World, "oddities">, index: number): Oddity | null {
  return world.oddities ? (ODDITIES[(index * 101 + 5) % ODDITY_PERIOD] ?? null) : null;
}

/** Rooms by weight, month for month, because rooms are born and die. */
export function roomPicker(rooms: readonly Room[], calendar: Calendar): World["pickRoom"] {
  const steps = 48;
  const span = (calendar.untilMs - calendar.sinceMs) / steps;
  const tables = Array.from({ length: steps }, (_, step) => {
    const from = calendar.sinceMs + step * span;
    const alive = rooms.filter((room) => room.bornMs <= from && room.diedMs >= from + span);
    let sum = 0;
    return { alive, sums: alive.map((room) => (sum += room.weight * vigour(room, from))), total: sum };
  });
  return (ms, random) => {
    const table = tables[Math.min(steps - 1, Math.max(0, Math.floor((ms - calendar.sinceMs) / span)))];
    if (table === undefined || table.alive.length === 0) return undefined;
    const target = random.next() * table.total;
    return table.alive[table.sums.findIndex((sum) => sum >= target)];
  };
}

/** A new room is loud, a dying one quiet. */
function vigour(room: Room, ms: number): number {
  const age = (ms - room.bornMs) / Math.max(1, room.diedMs - room.bornMs);
  return age < 0.2 ? 1.5 : age > 0.8 ? 0.5 : 1;
}

export function choosePlace(world: World, index: number, ms: number, random: Random): Place {
  const dice = random.next();
  const everybody = { isPrivate: false, isPrivateGroup: false, language: "en", crowd: undefined } as const;
  if (dice < 0.04 && world.actors.length >= 2) return privatePlace(world, index, random);
  const room = dice < 0.11 ? undefined : world.pickRoom(ms, random);
  if (room === undefined) return { ...everybody, groupId: ALL_COMPANY };
  const isPrivateGroup = room.group.privacy === "private";
  return { groupId: room.group.id, isPrivate: false, isPrivateGroup, language: room.language, crowd: room.members };
}

function privatePlace(world: World, index: number, random: Random): Place {
  const size = Math.min(world.actors.length, 2 + Math.floor(random.next() ** 2 * 4));
  const crowd = new Set<number>([index % Math.min(8, world.actors.length)]);
  while (crowd.size < size) crowd.add(skewedRank(random, world.actors.length, 1.5));
  return { groupId: null, isPrivate: true, isPrivateGroup: false, language: "en", crowd: [...crowd] };
}

/** Somebody of this crowd who was there at that time. */
export function pickActor(world: World, crowd: readonly number[] | undefined, ms: number, random: Random): Actor {
  const size = crowd === undefined ? world.actors.length : crowd.length;
  for (let attempt = 0; attempt < 8; attempt++) {
    const rank = skewedRank(random, size);
    const actor = world.actors[crowd === undefined ? rank : (crowd[rank] ?? 0)];
    if (actor !== undefined && actor.fromMs <= ms && ms <= actor.toMs && !actor.person.isBot) return actor;
  }
  const fallback = world.actors[crowd === undefined ? 0 : (crowd[0] ?? 0)];
  if (fallback === undefined) throw new Error("a network without people cannot talk");
  return fallback;
}

/** Thread sizes have a heavy tail: many lonely posts, a few threads of dozens. */
export function naturalSize(seed: number, index: number, longest: number): number {
  const random = makeRandom(mixSeed(seed, index, 41));
  if (random.chance(0.28)) return 1;
  return Math.min(longest, 1 + Math.floor(Math.max(random.next(), 1e-6) ** -0.8));
}
