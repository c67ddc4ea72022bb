import { mayReadGroup, type Account } from "./accounts.ts";
import type { World } from "./context.ts";

import { likersOf, listedLikers } from "./likes.ts";
import type { Head } from "./live-index.ts";
import type { LiveThread } from "./live.ts";
import { listedGroups, refusalOf } from "./reach.ts";
import { membersOf } from "./routes-people.ts";

/** Something that an export can know to be missing. A row of `v_gap` that names the thread, or only its group, accounts for it. */
export interface ExpectedGap {
  readonly groupId: string | null;
  readonly threadId: string | null;
  readonly why: string;
}

export function expectedGaps(world: World, account: Account, heads: readonly Head[]): ExpectedGap[] {
  const gaps: ExpectedGap[] = [];
  for (const group of listedGroups(world, account)) {
    const told = (why: string) => gaps.push({ groupId: group.id, threadId: null, why });
    if (!mayReadGroup(world.live, account, group.id)) told("access denied");
    else if (membersOf({ world }, group.id).length < world.live.members(group.id).length) told("fewer members listed than counted");
  }
  for (const head of heads) {
    const { id: threadId, groupId } = head.thread;
    if (!head.hasStarter && world.settings.behaviour.orphanThreads === "hidden") continue;
    for (const why of threadGaps(world, world.live.thread(head))) gaps.push({ groupId, threadId, why });
  }
  return gaps;
}

function* threadGaps(world: World, thread: LiveThread): Generator<string> {
  const there = new Set(thread.messages.map(({ id }) => id));
  if (!thread.head.hasStarter) yield "the starter is missing";
  const orphan = thread.messages.find(({ replyToId }) => replyToId !== null && !there.has(replyToId));
  if (orphan !== undefined) yield `the parent of ${orphan.id} is missing`;
  for (const message of thread.messages) {
    if (listedLikers(world, message).length < likersOf(world, message).length) yield `fewer likers of ${message.id} listed than counted`;
    for (const { kind, ref } of message.attachments) {
      const refusal = kind === "file" || kind === "image" || kind === "video" ? refusalOf(world, thread, ref) : undefined;
      if (refusal !== undefined) yield `file ${ref} ${refusal}`;
      else if (thread.files.some(({ id }) => id === ref) && world.dice(world.settings.lies.wrongSizes, "size", ref))
        yield `the size of file ${ref} is told wrongly`;
    }
  }
}
