import { TOPICS_EN } from "../content/phrases-en.ts";
import { GROUP_SEEDS, type Language } from "../content/names.ts";
import type { IdMaker } from "./ids.ts";
import type { Actor } from "./people.ts";
import { makeRandom, mixSeed, skewedRank } from "./random.ts";
import type { GroupTruth, MembershipTruth, TopicTruth } from "./truth.ts";

/** A group with its life: when it was founded, when people stopped coming, and who is in it (actor numbers, most active first). */
export interface Room {
  readonly group: GroupTruth;
  readonly language: Language;
  readonly weight: number;
  readonly bornMs: number;
  readonly diedMs: number;
  readonly members: readonly number[];
}

export interface GroupOptions {
  readonly seed: number;
  readonly count: number;
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly oddities: boolean;
  readonly ids: IdMaker;
  readonly actors: readonly Actor[];
}

export function makeRooms(options: GroupOptions): Room[] {
  return Array.from({ length: options.count }, (_, n) => makeRoom(options, n));
}

function makeRoom(options: GroupOptions, n: number): Room {
  const random = makeRandom(mixSeed(options.seed, n, 23));
  const seed = GROUP_SEEDS[n % GROUP_SEEDS.length];
  if (seed === undefined) throw new Error("no group seeds");
  const span = options.untilMs - options.sinceMs;
  const bornMs =
    n < 3 ? options.sinceMs - Math.floor(span * 0.3 * random.next()) : options.sinceMs + Math.floor(span * 0.5 * random.next());
  const hasDied = n >= 3 && random.chance(0.3);
  const diedMs = hasDied ? bornMs + Math.floor(span * (0.1 + 0.3 * random.next())) : options.untilMs;
  const isPrivate = n % 10 === 9 || (n < 9 && n === options.count - 1);
  const members = pickMembers(options, n, isPrivate);
  const round = Math.floor(n / GROUP_SEEDS.length);
  const group: GroupTruth = {
    id: options.ids.group(n),
    name: round === 0 ? seed.name : `${seed.name} ${String(round + 1)}`,
    description: random.chance(0.1) ? "" : seed.description,
    privacy: isPrivate ? "private" : "public",
    createdAt: new Date(bornMs).toISOString(),
    updatedAt: new Date(Math.min(options.untilMs - 1000, bornMs + Math.floor((diedMs - bornMs) * random.next()))).toISOString(),
    createdById: options.actors[members[0] ?? 0]?.person.id ?? "",
    isDeleted: options.oddities && hasDied && random.chance(0.3),
    isExternal: options.oddities && n % 13 === 11,
  };
  return { group, language: seed.language, weight: 1 / (n + 1) ** 0.9, bornMs, diedMs, members };
}

function pickMembers(options: GroupOptions, n: number, isPrivate: boolean): number[] {
  const random = makeRandom(mixSeed(options.seed, n, 29));
  const people = options.actors.length;
  const wanted = Math.min(people, Math.max(5, Math.round((isPrivate ? 0.15 : 0.5) * people * (n + 1) ** -0.6)));
  const members = new Set<number>();
  // Two of the core belong to every group, so that somebody can answer at any time.
  members.add(n % Math.min(8, people)).add((n + 3) % Math.min(8, people));
  for (let tries = 0; members.size < wanted && tries < wanted * 8; tries++) {
    const candidate = skewedRank(random, people, 1.3);
    const person = options.actors[candidate]?.person;
    if (person !== undefined && !(isPrivate && (person.isGuest || person.isBot))) members.add(candidate);
  }
  return [...members].sort((a, b) => a - b);
}

/** One or two admins a group; the unlisted and the departed are nobody's members any more. */
export function membershipsOf(rooms: readonly Room[], actors: readonly Actor[]): MembershipTruth[] {
  const memberships: MembershipTruth[] = [];
  for (const room of rooms) {
    const admins = room.members.length > 20 ? 2 : 1;
    for (const [rank, number] of room.members.entries()) {
      const person = actors[number]?.person;
      if (person === undefined || person.state === "deleted" || !person.inUsersCsv) continue;
      memberships.push({ groupId: room.group.id, personId: person.id, role: rank < admins ? "admin" : "member" });
    }
  }
  return memberships;
}

export function makeTopics(ids: IdMaker, actors: readonly Actor[], sinceMs: number): TopicTruth[] {
  return TOPICS_EN.map((name, n) => ({
    id: ids.topic(n),
    name: name.replaceAll(/[^a-z]+/g, "_"),
    createdById: actors[n % actors.length]?.person.id ?? "",
    createdAt: new Date(sinceMs + n * 86_400_000 + 36_000_000).toISOString(),
  }));
}
