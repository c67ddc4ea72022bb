import { ALL_COMPANY } from "../../model/key.ts";
import { endpoints, originOf } from "./api.ts";
import { groupOf, toldOf } from "./convert-people.ts";
import { ask, hand, type Lane, type Memory, type Reading, type Room, type Slot, type Told } from "./lane.ts";
import { isObject } from "./references.ts";
import { groupPayload } from "./schema.ts";

/** What the store keeps of a group, by the names that lists have for it. An empty field says something, one that is not there does not. Source: reference, 2.1. */
const KEPT = ["description", "privacy", "created_at", "creator_id"] as const;

/** True where a list leaves out what only the group itself tells then. Lists have been seen to leave out nothing, so this costs nothing there. */
export function lacksDetail(entry: unknown): boolean {
  return isObject(entry) && KEPT.some((field) => !(field in entry));
}

interface Detail {
  /** The list's digest of the group when its detail was read: a group that changed is asked again. Absent: it did not answer. */
  readonly of?: string;
  readonly told?: Told;
  /** The export in which it did not answer after every try. */
  readonly failedIn?: number;
}

function slot(room: Room): Slot<Detail> {
  return { name: `detail of ${room.id}` };
}

export function isToDetail(memory: Memory, room: Room): boolean {
  return room.lacking !== undefined && room.feed !== null && memory.read(slot(room))?.of !== room.lacking;
}

/** The group as the list tells it, and as it tells of itself where the list does not. All Company is public, whatever they tell. */
export function completed(memory: Memory, listed: Room): Room {
  const room: Room = listed.id === ALL_COMPANY ? { ...listed, privacy: "open" } : listed;
  const told = room.lacking === undefined ? undefined : memory.read(slot(room))?.told;
  if (!told) return room;
  return {
    ...room,
    privacy: room.privacy === "unknown" ? told.privacy : room.privacy,
    // The list's own counts are newer: what the group told of itself was kept while only they changed.
    members: room.members > 0 ? room.members : told.members,
    updates: room.updates > 0 ? room.updates : told.updates,
    lastMessageId: room.lastMessageId ?? told.lastMessageId,
  };
}

/** An endpoint that does not answer is left for this run before it looks like a server that is down: members and people come after it. */
const FAILURES_TO_LEAVE = 2;

/** `groups/{id}` of each group whose list left something out. Where it does not answer, what the list told stays, and the next run asks again. */
export function* readDetails(reading: Reading): Lane {
  let failures = 0;
  for (const room of reading.rooms) {
    if (failures >= FAILURES_TO_LEAVE) return;
    failures = (yield* readDetail(reading, room)) ? 0 : failures + 1;
  }
}

/** False where there was no answer after every try. */
function* readDetail(reading: Reading, room: Room): Lane<boolean> {
  const { checkpoints, run } = reading;
  if (!isToDetail(checkpoints, room) || room.feed === null || room.lacking === undefined) return true;
  const before = checkpoints.read(slot(room));
  if (before?.failedIn === run) return false;
  const endpoint = endpoints.group(room.feed);
  const { status, body } = yield* ask(endpoint);
  const group = status === 200 ? groupPayload.safeParse(body).data : undefined;
  const detail: Detail = { of: room.lacking, ...(group ? { told: toldOf(group) } : {}) };
  const origin = originOf(endpoint);
  yield* hand({
    origin,
    rows: group ? 1 : 0,
    records: group
      ? [...reading.origins.announce(origin, "start"), groupOf(body, group, reading, { row: 1, isAllCompany: room.id === ALL_COMPANY })]
      : [],
    checkpoints: [checkpoints.write(slot(room), status === 0 ? { ...before, failedIn: run } : detail)],
  });
  return status !== 0;
}
