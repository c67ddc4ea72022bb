import { guidOf, makeIds } from "../network/ids.ts";
import { mixSeed } from "../network/random.ts";
import type { GroupTruth, PersonTruth } from "../network/truth.ts";
import { CONTOSO_GROUPS, CONTOSO_PEOPLE } from "./contoso-people.ts";

export const CONTOSO_DOMAIN = "contoso.com";
export const CONTOSO_SEED = 2024;

/** A person of the demo network with the key the scripts use and what the official network knows of them. */
export interface CastMember {
  readonly key: string;
  readonly person: PersonTruth;
  /** Entry in the official network's directory; null for those who are not there. */
  readonly directory: { readonly name: string; readonly email: string } | null;
}

const ids = makeIds("long");

function rowsOf(table: string): string[][] {
  return table.trim().split("\n").map((line) => line.split("|").map((cell) => cell.trim())); // prettier-ignore
}

/** By the day they joined, as their ids are. */
export function contosoCast(): CastMember[] {
  const rows = rowsOf(CONTOSO_PEOPLE).sort((a, b) => ((a[6] || "9") < (b[6] || "9") ? -1 : 1));
  return rows.map((row, n) => castMember(row, n));
}

function castMember(row: readonly string[], n: number): CastMember {
  const [key = "", name = "", mailbox = "", jobTitle = "", department = "", location = "", joined = "", special = ""] = row;
  const traits = new Map(special.split(" ").filter((word) => word !== "").map(traitOf)); // prettier-ignore
  // Names with a blank in them: "renamed:" takes the rest of the line.
  const renamed = special.startsWith("renamed:") ? special.slice("renamed:".length) : null;
  const left = traits.get("left");
  const suspended = traits.get("suspended");
  const host = traits.get("guest") ?? CONTOSO_DOMAIN;
  const email = mailbox === "" ? "" : `${mailbox}@${host}`;
  const person: PersonTruth = {
    id: ids.person(n),
    name,
    email,
    jobTitle,
    department,
    location,
    joinedAt: joined === "" ? null : momentOf(joined, n),
    deletedAt: left === undefined ? null : momentOf(left, n + 400),
    suspendedAt: suspended === undefined ? null : momentOf(suspended, n + 400),
    guid: guidOf(n, (number, salt) => mixSeed(CONTOSO_SEED, number, salt)),
    state: left !== undefined ? "deleted" : suspended !== undefined ? "suspended" : traits.has("pending") ? "pending" : "active",
    isGuest: traits.has("guest"),
    isBot: traits.has("bot"),
    inUsersCsv: !traits.has("unlisted"),
  };
  const isOutside = left !== undefined || suspended !== undefined || person.isGuest || traits.has("away");
  const newMailbox = renamed === null ? email : `${renamed.toLowerCase().replaceAll(" ", ".")}@${CONTOSO_DOMAIN}`;
  return { key, person, directory: isOutside ? null : { name: renamed ?? name, email: traits.get("moved") ?? newMailbox } };
}

function traitOf(word: string): [string, string] {
  const at = word.indexOf(":");
  return at < 0 ? [word, ""] : [word.slice(0, at), word.slice(at + 1)];
}

/** Some office minute of that day, different for everybody. */
function momentOf(day: string, salt: number): string {
  return new Date(Date.parse(`${day}T08:00:00.000Z`) + (mixSeed(CONTOSO_SEED, salt, 5) % 30_000_000)).toISOString();
}

export function contosoGroups(cast: ReadonlyMap<string, CastMember>): Map<string, GroupTruth> {
  const groups = new Map<string, GroupTruth>();
  for (const [n, [key = "", name = "", privacy = "", founder = "", founded = "", changed = "", description = ""]] of rowsOf(
    CONTOSO_GROUPS,
  ).entries()) {
    groups.set(key, {
      id: ids.group(n),
      name,
      description,
      privacy: privacy === "private" ? "private" : "public",
      // Founded before anybody could write in it.
      createdAt: `${founded}T08:02:1${String(n % 10)}.${String(100 + n * 37)}Z`,
      updatedAt: momentOf(changed, n + 900),
      createdById: cast.get(founder)?.person.id ?? "",
      isDeleted: false,
      isExternal: false,
    });
  }
  return groups;
}
