import { ALL_COMPANY } from "../../model/key.ts";
import { endpoints, originOf } from "./api.ts";
import { completed } from "./detail.ts";
import { indexSlot, readSoFar, type IndexState } from "./group.ts";
import { hand, rest, type Lane, type Reading, type Room } from "./lane.ts";
import { membersSlot } from "./people.ts";

/**
 * A private group of others answers 200 and nothing to who may not read it, as an empty one does to who may. Three things tell the two apart: its list of members,
 * which answers 403 to who may not; private content mode, in which a verified admin may read every group; and what the group counts, which is a hint. A group of which
 * no list and no detail tells whether it is private is judged like a private one. Source: reference, sections 1.2, 2.2 and 2.4.
 */
export interface Silence {
  readonly members: "listed" | "refused" | "unknown";
  readonly privacy: Room["privacy"];
  /** Private content mode is on. */
  readonly seesPrivate: boolean;
  /** The list of groups says that the account is in it. */
  readonly isMine: boolean;
  /** Messages by the group's own count; 1 where it names a last one and counts none. */
  readonly counted: number;
  /** Threads of it were read before. */
  readonly hasThreads: boolean;
}

export interface Verdict {
  /** Null: the group is empty, and nothing is missing. */
  readonly gap: "group-denied" | "group-denied-or-empty" | "group-not-answered" | null;
  readonly evidence: string;
}

export function judgeSilence({ members, privacy, seesPrivate, isMine, counted, hasThreads }: Silence): Verdict {
  if (members === "refused") return { gap: "group-denied", evidence: "the group's feed answers nothing, and its list of members 403" };
  const content = hasThreads ? "threads of it are known" : counted > 0 ? `it counts ${counted} messages` : undefined;
  const reason =
    privacy === "open" ? "the group is public" : seesPrivate ? "private content is shown" : isMine ? "the account is in it" : undefined;
  if (reason !== undefined) {
    if (content === undefined) return { gap: null, evidence: "" };
    return { gap: "group-not-answered", evidence: `the group's feed answers nothing, though ${content} and ${reason}` };
  }
  const closed =
    privacy === "closed"
      ? "the group is private, and its feed answers nothing to who is not a member"
      : "nobody tells whether the group is private, and its feed answers nothing";
  if (content !== undefined) return { gap: "group-denied", evidence: `${closed}; ${content}` };
  return { gap: "group-denied-or-empty", evidence: `${closed}; it counts none, so it is closed to this account or empty` };
}

/** Says what the groups that answered nothing are. Their details and members are asked for meanwhile, from the other budget. */
export function* judgeSilentGroup(reading: Reading, listed: Room): Lane {
  const state = reading.checkpoints.read(indexSlot(listed));
  if (state?.silentIn !== reading.run) return;
  while (membersOf(reading, listed) === "open") yield* rest();
  const room = completed(reading.checkpoints, listed);
  const members = membersOf(reading, room);
  const counted = Math.max(room.updates, room.lastMessageId === null ? 0 : 1);
  const verdict = judgeSilence({
    members: members === "open" ? "unknown" : members,
    ...{
      privacy: room.privacy,
      seesPrivate: reading.seesPrivate,
      isMine: room.isMine,
      counted,
      hasThreads: state.pages > 1 || state.page.length > 0,
    },
  });
  const { gap } = verdict;
  const evidence = `${verdict.evidence}${readSoFar(state)}`;
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
  // Everybody is in it, and nobody asks for the list: waiting for that would never end.
  if (room.id === ALL_COMPANY) return "unknown";
  const list = reading.checkpoints.read(membersSlot(room));
  if (list?.done === true) return (list.told ?? 0) > 0 ? "listed" : "unknown";
  if (list?.deniedIn !== reading.run) return "open";
  return list.deniedWith === 403 ? "refused" : "unknown";
}
