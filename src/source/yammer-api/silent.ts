import { endpoints, originOf } from "./api.ts";
import { indexSlot, type IndexState } from "./group.ts";
import { hand, rest, type Lane, type Reading, type Room } from "./lane.ts";
import { membersSlot } from "./people.ts";

/**
 * A private group of others answers 200 and nothing to who may not read it, as an empty one does to who may. Three things tell the two apart: its list of members,
 * which answers 403 to who may not; private content mode, in which a verified admin may read every group; and what the group counts, which is a hint. Source:
 * reference, sections 1.2, 2.2 and 2.4.
 */
export interface Silence {
  readonly members: "listed" | "refused" | "unknown";
  /** Private content mode is on. */
  readonly seesPrivate: boolean;
  /** Messages by the group's own count; 1 where it names a last one and counts none. */
  readonly counted: number;
}

export interface Verdict {
  /** Null: the group is empty, and nothing is missing. */
  readonly gap: "group-denied" | "group-denied-or-empty" | "group-not-answered" | null;
  readonly evidence: string;
}

export function judgeSilence({ members, seesPrivate, counted }: Silence): Verdict {
  if (members === "refused") return { gap: "group-denied", evidence: "the group's feed answers nothing, and its list of members 403" };
  if (seesPrivate && counted > 0)
    return {
      gap: "group-not-answered",
      evidence: `the group's feed answers nothing, though it counts ${counted} messages and private content is shown`,
    };
  if (seesPrivate) return { gap: null, evidence: "" };
  const closed = "the group is private, and its feed answers nothing to who is not a member";
  if (counted > 0) return { gap: "group-denied", evidence: `${closed}; it counts ${counted} messages` };
  return { gap: "group-denied-or-empty", evidence: `${closed}; it counts none, so it is closed to this account or empty` };
}

/** Says what the groups that answered nothing are. Their members are asked for meanwhile, from the other budget. */
export function* judgeSilentGroup(reading: Reading, room: Room): Lane {
  const state = reading.checkpoints.read(indexSlot(room));
  if (state?.silentIn !== reading.run) return;
  while (membersOf(reading, room) === "open") yield* rest();
  const members = membersOf(reading, room);
  const counted = Math.max(room.updates, room.lastMessageId === null ? 0 : 1);
  const { gap, evidence } = judgeSilence({ members: members === "open" ? "unknown" : members, seesPrivate: reading.seesPrivate, counted });
  const { silentIn: _, empty: __, ...kept } = state;
  const { judgedAs, ...before } = kept;
  const judged: IndexState =
    gap === null ? { ...before, done: true, pages: 1 } : { ...before, deniedIn: reading.run, judgedAs: `${gap}: ${evidence}` };
  const origin = originOf(endpoints.index(room.feed, null));
  yield* hand({
    ...{ origin, rows: 0 },
    // What an earlier run thought of the group goes where it is another thing now.
    records: [
      ...reading.origins.announce(origin, judgedAs !== undefined && judgedAs === judged.judgedAs ? "resume" : "start"),
      ...(gap === null ? [] : [{ kind: "gap", network: reading.network, groupId: room.id, gap, evidence } as const]),
    ],
    checkpoints: [reading.checkpoints.write(indexSlot(room), judged)],
  });
}

function membersOf(reading: Reading, room: Room): Silence["members"] | "open" {
  const list = reading.checkpoints.read(membersSlot(room));
  if (list?.done === true) return (list.told ?? 0) > 0 ? "listed" : "unknown";
  if (list?.deniedIn !== reading.run) return "open";
  return list.deniedWith === 403 ? "refused" : "unknown";
}
