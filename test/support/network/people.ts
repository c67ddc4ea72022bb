import { DEPARTMENTS, JOB_TITLES, NAME_BANKS, type Language } from "../content/names.ts";
import { guidOf, type IdMaker } from "./ids.ts";
import { makeRandom, mixSeed, type Random } from "./random.ts";
import type { PersonState, PersonTruth } from "./truth.ts";

/** A person with what the generator needs to let them speak only while they were there. */
export interface Actor {
  readonly person: PersonTruth;
  readonly language: Language;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface PeopleOptions {
  readonly seed: number;
  readonly count: number;
  readonly domain: string;
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly oddities: boolean;
  readonly ids: IdMaker;
}

/** Rank 0 is the most active. The first eight are ordinary colleagues, so that a network of any size has a core. */
export function makeActors(options: PeopleOptions): Actor[] {
  const taken = new Map<string, number>();
  const actors: Actor[] = [];
  for (let n = 0; n < options.count; n++) actors.push(makeActor(options, n, taken));
  return actors;
}

type Role = "core" | "ordinary" | "guest" | "leaver" | "suspended" | "pending" | "bot" | "unlisted" | "nameless" | "no-email";

/** Roles by rank, so that every kind of person exists in a network of 30 and none dominates one of 30,000. */
function roleOf(n: number, oddities: boolean): Role {
  if (n < 8) return "core";
  if (n === 9) return "bot";
  if (n % 11 === 10) return "leaver";
  if (n % 17 === 12) return "guest";
  if (!oddities) return "ordinary";
  if (n % 41 === 13) return "suspended";
  if (n % 53 === 14) return "pending";
  if (n % 31 === 15) return "unlisted";
  if (n % 61 === 16) return "nameless";
  if (n % 47 === 18) return "no-email";
  return "ordinary";
}

const STATES: Partial<Record<Role, PersonState>> = { leaver: "deleted", suspended: "suspended", pending: "pending", nameless: "deleted" };

function makeActor(options: PeopleOptions, n: number, taken: Map<string, number>): Actor {
  const random = makeRandom(mixSeed(options.seed, n, 11));
  const role = roleOf(n, options.oddities);
  const span = options.untilMs - options.sinceMs;
  const fromMs =
    role === "core" || random.chance(0.6)
      ? options.sinceMs - Math.floor(random.next() * span)
      : options.sinceMs + Math.floor(random.next() * span * 0.7);
  const state = STATES[role] ?? "active";
  const hasLeft = state === "deleted" || state === "suspended";
  const toMs = hasLeft ? Math.max(fromMs + span * 0.05, options.sinceMs + Math.floor(span * (0.2 + 0.6 * random.next()))) : options.untilMs;
  const name = nameOf(random, role, options.domain, taken);
  const left = hasLeft ? new Date(Math.min(toMs, options.untilMs - 1000)).toISOString() : null;
  const person: PersonTruth = {
    id: options.ids.person(n),
    name: role === "nameless" ? "" : name.display,
    email: role === "nameless" || role === "no-email" ? "" : name.email,
    jobTitle: role === "bot" ? "" : random.pick(JOB_TITLES),
    department: role === "bot" || role === "guest" ? "" : random.pick(DEPARTMENTS),
    location: name.office,
    joinedAt: state === "pending" ? null : new Date(fromMs).toISOString(),
    deletedAt: state === "deleted" ? left : null,
    suspendedAt: state === "suspended" ? left : null,
    guid: guidOf(n, (number, salt) => mixSeed(options.seed, number, salt)),
    state,
    isGuest: role === "guest",
    isBot: role === "bot",
    inUsersCsv: role !== "unlisted" && role !== "nameless",
  };
  // Pending people were invited and have never written.
  return {
    person,
    language: name.language,
    fromMs: state === "pending" ? Infinity : fromMs,
    toMs: left === null ? toMs : Date.parse(left),
  };
}

function nameOf(random: Random, role: Role, domain: string, taken: Map<string, number>) {
  if (role === "bot") return { display: "Digest Bot", email: `digest-bot@${domain}`, office: "", language: "en" as const };
  const bank = random.chance(0.5) ? NAME_BANKS[0] : random.pick(NAME_BANKS);
  if (bank === undefined) throw new Error("no name banks");
  const [first = "", firstAscii = first] = random.pick(bank.first).split("|");
  const [last = "", lastAscii = last] = random.pick(bank.last).split("|");
  const mailbox = `${firstAscii}.${lastAscii}`.toLowerCase().replace(/[^a-z.]/g, "");
  const seen = taken.get(mailbox) ?? 0;
  taken.set(mailbox, seen + 1);
  const host = role === "guest" ? random.pick(["partner.example", "agency.example", "university.example"]) : domain;
  return {
    display: bank.language === "ja" ? `${last} ${first}` : `${first} ${last}`,
    email: `${mailbox}${seen === 0 ? "" : String(seen + 1)}@${host}`,
    office: random.pick(bank.offices),
    language: bank.language,
  };
}
