import type { Changes } from "./changes.ts";
import { roll } from "./dice.ts";
import type { Live, LiveThread } from "./live.ts";
import type { Settings } from "./options.ts";

/** Lets the network live on: call it after every answered request. */
export function growthOf(live: Live, changes: Changes, { growth, seed }: Settings): () => void {
  let requests = 0;
  let done = 0;
  return () => {
    if (growth.everyRequests === 0 || ++requests % growth.everyRequests !== 0 || done >= growth.changes) return;
    done++;
    const kind = growth.kinds[Math.floor(roll(seed, "growth kind", done) * growth.kinds.length)];
    if (kind !== undefined) grow(live, changes, { kind, number: done, dice: (what) => roll(seed, "growth", what, done) });
  };
}

interface Step {
  readonly kind: Settings["growth"]["kinds"][number];
  readonly number: number;
  readonly dice: (what: string) => number;
}

function grow(live: Live, changes: Changes, { kind, number, dice }: Step): void {
  if (kind === "thread") {
    const groups = live.groups.filter((group) => !group.isDeleted && !group.isExternal && group.privacy === "public");
    const group = groups[Math.floor(dice("group") * groups.length)];
    if (group !== undefined) changes.post({ groupId: group.id, body: `News number ${String(number)}` });
    return;
  }
  // The oldest threads stand first in the index.
  const reach = kind === "late-reply" ? dice("thread") * 0.5 : kind === "reply" ? 0.8 + dice("thread") * 0.2 : dice("thread");
  const thread = publicThread(live, Math.floor(reach * live.index.heads.length));
  const message = thread?.messages[Math.floor(dice("message") * thread.messages.length)];
  if (thread === undefined || message === undefined) return;
  const liker = live.activePeople[Math.floor(dice("liker") * live.activePeople.length)];
  if (kind === "edit") changes.edit(message.id, `Edited, number ${String(number)}`);
  else if (kind === "delete") changes.remove(message.id);
  else if (kind === "like") changes.like(message.id, liker?.id ?? message.authorId);
  else
    changes.reply(thread.thread.id, {
      body: `Answer number ${String(number)}`,
      isOvertaken: kind === "overtaken" && thread.messages.length > 1,
    });
}

/** The next thread from `at` on whose group everybody reads. */
function publicThread(live: Live, at: number): LiveThread | undefined {
  const { heads } = live.index;
  for (let step = 0; step < heads.length; step++) {
    const head = heads[(at + step) % heads.length];
    if (head === undefined || head.count === 0 || head.thread.isPrivate || head.thread.groupId === null) continue;
    const group = live.group(head.thread.groupId);
    if (group === undefined || (group.privacy === "public" && !group.isDeleted && !group.isExternal)) return live.thread(head);
  }
  return undefined;
}
