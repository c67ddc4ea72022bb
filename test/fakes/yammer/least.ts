import { ALL_COMPANY } from "../../support/network/truth.ts";
import { mayReadGroup, type Account } from "./accounts.ts";
import type { World } from "./context.ts";

import { likersOf } from "./likes.ts";
import { listedGroups, readableHeads } from "./reach.ts";
import { membersOf } from "./routes-people.ts";

export interface LeastRequests {
  readonly messages: number;
  readonly other: number;
}

const MESSAGES = 20;
const PEOPLE = 50;
/** Likers that a message names by itself. */
const NAMES = 3;

/**
 * The fewest requests of a thorough export:
 * Σ threads max(1, ⌈m/20⌉) + Σ groups ⌈threads/20⌉ + Σ groups ⌈members/50⌉ + ⌈people/50⌉ + ⌈groups/50⌉ + likers where names are cut + files.
 */
export function leastRequests(world: World, account: Account): LeastRequests {
  const { live, settings } = world;
  const threads = new Map<string, number>();
  const least = { messages: 0, other: 0 };
  for (const head of readableHeads(world, account)) {
    const groupId = head.thread.groupId ?? ALL_COMPANY;
    threads.set(groupId, (threads.get(groupId) ?? 0) + 1);
    least.messages += Math.max(1, Math.ceil(head.count / MESSAGES));
    for (const message of live.thread(head).messages) {
      const likers = likersOf(world, message).length;
      if (likers > NAMES) least.other += Math.ceil(likers / PEOPLE);
      const files = message.attachments.filter(({ kind }) => kind === "file" || kind === "image" || kind === "video").length;
      if (settings.budget.downloads === "other") least.other += files;
    }
  }
  for (const count of threads.values()) least.messages += Math.ceil(count / MESSAGES);
  const groups = listedGroups(world, account);
  for (const { id } of groups) if (mayReadGroup(live, account, id)) least.other += Math.ceil(membersOf({ world }, id).length / PEOPLE);
  least.other += Math.ceil(live.activePeople.length / PEOPLE) + Math.ceil(groups.length / PEOPLE);
  return least;
}
