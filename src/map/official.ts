import type { MapOptions } from "../config.ts";
import { fold, namePattern } from "./fold.ts";

/** What is known of a group that tells who it belongs to. Null: the source does not tell. */
export interface GroupFacts {
  readonly id: string;
  readonly name: string | null;
  readonly madeByAdmin: boolean | null;
  /** It belongs to people of other networks too. */
  readonly isExternal: boolean;
  readonly members: number | null;
  /** People of its network who are still there. */
  readonly networkPeople: number;
  readonly threads: number;
  /** Threads that an announcement started: only admins of a group can post one. */
  readonly announcements: number;
}

export interface Verdict {
  readonly isOfficial: boolean;
  readonly reason: string;
}

/** Below this many, a share says nothing. */
const ENOUGH = 10;

/**
 * Official or grown on its own, and why. All Company is official, and so is a name that fits a pattern; the other signs are weaker, and count
 * from `needs` of them on: a network admin made it, nearly everybody is in it, most of its conversations are announcements. A group shared
 * with another network never counts as official by those.
 */
export function officialOrNot(group: GroupFacts, rules: MapOptions["official"]): Verdict {
  if (group.id === "0") return { isOfficial: true, reason: "the whole network's own group" };
  const name = fold(group.name ?? "");
  const pattern = rules.names.find((known) => namePattern(known).test(name));
  if (pattern !== undefined) return { isOfficial: true, reason: `official: its name fits "${pattern}"` };
  const signs = signsOf(group, rules);
  if (signs.length >= rules.needs && !group.isExternal) return { isOfficial: true, reason: `official: ${signs.join(", ")}` };
  const although = signs.length > 0 ? `, although ${signs.join(", ")}` : "";
  return { isOfficial: false, reason: `grown on its own${although}${group.isExternal ? "; shared with another network" : ""}` };
}

function signsOf(group: GroupFacts, rules: MapOptions["official"]): string[] {
  const signs: string[] = [];
  if (rules.made_by_admin && group.madeByAdmin === true) signs.push("an admin of the network made it");
  const { members, networkPeople, threads, announcements } = group;
  if (rules.members_share !== null && members !== null && networkPeople >= ENOUGH && members / networkPeople >= rules.members_share)
    signs.push(`${Math.round((100 * members) / networkPeople)} % of the network belong to it`);
  if (rules.announcements_share !== null && threads >= ENOUGH && announcements / threads >= rules.announcements_share)
    signs.push(`${Math.round((100 * announcements) / threads)} % of its conversations are announcements`);
  return signs;
}
