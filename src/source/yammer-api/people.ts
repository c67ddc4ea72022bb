import type { Id } from "../../model/key.ts";
import type { Checkpoint, Page, SourceRecord } from "../source.ts";
import { endpoints, originOf, PEOPLE_A_PAGE, type Endpoint } from "./api.ts";
import { avatarOf } from "./avatars.ts";
import { adminOf, membershipOf, personHint, personOf } from "./convert-people.ts";
import { completed } from "./detail.ts";
import { ask, hand, type Answer, type Lane, type Reading, type Room, type Slot } from "./lane.ts";
import { userPayload, usersPayload, type UserPayload } from "./schema.ts";
import { unreadable } from "./skips.ts";

/** A list that pages by number, read up to `page`: `rows` entries of it, and whether that was all. */
export interface ListState {
  readonly page: number;
  readonly rows: number;
  readonly done: boolean;
  /** People that were told, for the comparison with what the group counts. */
  readonly told?: number;
  /** Somebody in it is said to administer the group, or not to. */
  readonly tellsAdmins?: boolean;
  /** The export that was refused the list, and the status that it got; 0 where there was no answer. */
  readonly deniedIn?: number;
  readonly deniedWith?: number;
  /** The export that began to read it, so that one that was cut off does not begin again. */
  readonly readIn?: number;
  /** Who stood first and last on the last page: a list that does not know `page` gives the same one for ever. */
  readonly first?: Id | null;
  readonly last?: Id | null;
  /** Which list of members it is, so that a run that was cut off goes on in the same one. */
  readonly roster?: Roster;
}

export const PEOPLE: Slot<ListState> = { name: "people" };

export function membersSlot(room: Room): Slot<ListState> {
  return { name: `members ${room.id}` };
}

const START: ListState = { page: 0, rows: 0, done: false, told: 0 };

/** Every active person of the network, fifty a request. `again`: also where an earlier run has done it. */
export function* readPeople(reading: Reading, again: boolean): Lane {
  const scope = PEOPLE;
  let state = startOf(reading.checkpoints.read(scope), reading.run, again);
  while (!state.done && state.deniedIn !== reading.run) {
    const answer = yield* ask(endpoints.users(state.page + 1));
    const entries = Array.isArray(answer.body) ? (answer.body as unknown[]) : undefined;
    // The page that did not answer is an origin of its own: when it does, its gap goes, and what the others hold stays counted.
    const failed = `${originOf(endpoints.users(1))}?page=${state.page + 1}`;
    if (entries === undefined) {
      const gap = "people-not-listed";
      yield* hand({
        ...{ origin: failed, rows: 0 },
        records: [
          ...reading.origins.announce(failed, "start"),
          { kind: "gap", network: reading.network, gap, evidence: `users.json answered ${answer.status} for page ${state.page + 1}` },
        ],
        checkpoints: [reading.checkpoints.write(scope, { ...state, deniedIn: reading.run })],
      });
      return;
    }
    if (state.deniedIn !== undefined)
      yield* hand({ origin: failed, rows: 0, records: reading.origins.announce(failed, "start"), checkpoints: [] });
    const from = state.rows;
    const users = entries.map((entry) => userPayload.safeParse(entry).data);
    // A page may be short before the last one: people are filtered after they were counted.
    const isLast = isEnd(users, state);
    state = { page: state.page + 1, rows: from + entries.length, done: isLast, ...edgesOf(users), readIn: reading.run };
    const records = entries.flatMap((entry, index): SourceRecord[] => {
      const user = users[index];
      return user
        ? [personOf(entry, user, reading, from + index + 1), ...adminOf(user, reading), ...avatarOf(user, reading)]
        : [unreadable(entry, from + index + 1)];
    });
    yield* hand(listPage(reading, { endpoint: endpoints.users(1), records, rows: entries.length, from, state, scope }));
  }
}

/** Nobody, or once more the page before. One end of it alone proves nothing: somebody may stand on top of every page. */
function isEnd(users: readonly (UserPayload | undefined)[], before: Pick<ListState, "first" | "last">): boolean {
  const { first, last } = edgesOf(users);
  return users.length === 0 || (first !== null && first === before.first && last === (before.last ?? last));
}

function edgesOf(users: readonly (UserPayload | undefined)[]): { readonly first: Id | null; readonly last: Id | null } {
  return { first: users[0]?.id ?? null, last: users.at(-1)?.id ?? null };
}

function startOf(state: ListState | undefined, run: number, again: boolean): ListState {
  return state === undefined || (again && state.done && state.readIn !== run) ? START : state;
}

function listPage(
  reading: Reading,
  list: {
    readonly endpoint: Endpoint;
    readonly records: readonly SourceRecord[];
    readonly rows: number;
    readonly from: number;
    readonly state: ListState;
    readonly scope: Slot<ListState>;
  },
): Page {
  const origin = originOf(list.endpoint);
  return {
    origin,
    rows: list.rows,
    records: [...reading.origins.announce(origin, list.from === 0 ? "start" : "resume"), ...list.records],
    checkpoints: [reading.checkpoints.write(list.scope, list.state)],
  };
}

export function gapPage(
  reading: Reading,
  endpoint: Endpoint,
  gap: { readonly gap: string; readonly evidence: string; readonly groupId?: Id | null; readonly threadId?: Id | null },
): Page {
  const origin = originOf(endpoint);
  return {
    origin,
    rows: 0,
    records: [...reading.origins.announce(origin, "resume"), { kind: "gap", network: reading.network, ...gap }],
    checkpoints: [],
  };
}

function emptyPage(endpoint: Endpoint): Page {
  return { origin: originOf(endpoint), rows: 0, records: [], checkpoints: [] };
}

type Roster = "members" | "in-group";

/** The list that nobody documents: in how many groups in a row it failed after every try. */
export interface Undocumented {
  failures: number;
}

/** Every try of every group costs a minute; then this run asks the documented list only. */
const FAILURES_TO_LEAVE = 3;

/**
 * Who is in a group. `groups/{id}/members` is asked first, it alone knows administrators; where it is not there, the documented list, and then a gap says that
 * nobody knows them. All Company has everybody and is not read. A short page is not the last while the group counts more, whatever `more_available` says.
 */
export function* readMembers(reading: Reading, listed: Room, how: { readonly again: boolean; readonly undocumented: Undocumented }): Lane {
  const { again, undocumented } = how;
  const room = completed(reading.checkpoints, listed);
  const scope = membersSlot(room);
  let state = startOf(reading.checkpoints.read(scope), reading.run, again);
  const met = new Set<Id>();
  let roster: Roster = state.roster ?? (undocumented.failures >= FAILURES_TO_LEAVE ? "in-group" : "members");
  while (!state.done && state.deniedIn !== reading.run) {
    const endpoint = (page: number) => (roster === "members" ? endpoints.members(room.id, page) : endpoints.usersInGroup(room.id, page));
    const answer = yield* ask(endpoint(state.page + 1));
    const list = usersPayload.safeParse(answer.body).data;
    if (roster === "members") undocumented.failures = answer.status === 0 ? undocumented.failures + 1 : 0;
    if (answer.status !== 200 || list === undefined) {
      if (roster === "members" && state.page === 0) {
        roster = "in-group";
        state = { ...state, roster };
        yield* hand({ ...emptyPage(endpoints.members(room.id, 1)), checkpoints: [reading.checkpoints.write(scope, state)] });
        continue;
      }
      // The next run asks for the better of the two lists first.
      const { roster: _, ...kept } = state;
      state = { ...(state.page === 0 ? kept : state), deniedIn: reading.run, deniedWith: answer.status };
      yield* notListed(reading, room, { answer, endpoint: endpoint(1), checkpoint: reading.checkpoints.write(scope, state) });
      return;
    }
    if (state.deniedIn !== undefined)
      yield* hand({
        ...emptyPage(endpoints.members(room.id, 1)),
        records: reading.origins.announce(originOf(endpoints.members(room.id, 1)), "start"),
      });
    const from = state.rows;
    const people = list.users.map((entry) => userPayload.safeParse(entry).data);
    const before = met.size;
    for (const user of people) if (user) met.add(user.id);
    // Who stands on two pages counts once, where both were read by this run.
    const told = (state.told ?? 0) + met.size - before;
    const mayGoOn = list.users.length >= PEOPLE_A_PAGE || list.more_available || told < room.members;
    const isLast = isEnd(people, state) || !mayGoOn;
    state = {
      page: state.page + 1,
      rows: from + list.users.length,
      done: isLast,
      told,
      ...edgesOf(people),
      readIn: reading.run,
      roster,
      ...(state.tellsAdmins === true || people.some((user) => user?.is_admin != null) ? { tellsAdmins: true } : {}),
    };
    const records = list.users.flatMap((entry, index) => memberOf(entry, people[index], reading, { room, row: from + index + 1 }));
    const page = listPage(reading, { endpoint: endpoint(1), records, rows: list.users.length, from, state, scope });
    const withPeople = list.users.length > 0 ? state.page : state.page - 1;
    const marked = [
      ...(from === 0 ? [{ ...roomList(reading, room), part: "start" } as const] : []),
      ...page.records,
      ...(isLast
        ? [
            ...rosterGaps(reading, room, { roster, told, tellsAdmins: state.tellsAdmins === true }),
            { ...roomList(reading, room), part: "end", mayMiss: withPeople > 1 && told !== room.members } as const,
          ]
        : []),
    ];
    yield* hand({ ...page, records: marked });
  }
}

/** Who is not named any more has left. People may slip from page to page while others leave; the group's own count says whether somebody did. */
function roomList({ network }: Reading, room: Room) {
  return { kind: "list", network, list: "members", id: room.id } as const;
}

function memberOf(
  entry: unknown,
  user: UserPayload | undefined,
  reading: Reading,
  at: { readonly room: Room; readonly row: number },
): SourceRecord[] {
  if (!user) return [unreadable(entry, at.row)];
  const hint = [personHint(user, reading), ...avatarOf(user, reading)].filter(reading.isNew);
  return [...hint, membershipOf(user, reading, { groupId: at.room.id, row: at.row })];
}

function rosterGaps(
  { network }: Reading,
  room: Room,
  { roster, told, tellsAdmins }: { readonly roster: Roster; readonly told: number; readonly tellsAdmins: boolean },
): SourceRecord[] {
  const groupId = room.id;
  const gaps: SourceRecord[] = [];
  if (told < room.members) {
    const evidence = `the group counts ${room.members} members, ${told} are listed (lists leave out people who are not active)`;
    gaps.push({ kind: "gap", network, groupId, gap: "members-not-listed", evidence });
  }
  if (told > 0 && !tellsAdmins) {
    const evidence =
      roster === "in-group"
        ? "groups/{id}/members does not answer, and users/in_group does not tell who administers the group"
        : "groups/{id}/members does not tell who administers the group";
    gaps.push({ kind: "gap", network, groupId, gap: "admins-unknown", evidence });
  }
  return gaps;
}

/** 403: a private group of others. Anything else is asked again by the next run. */
function* notListed(
  reading: Reading,
  room: Room,
  at: { readonly answer: Answer; readonly endpoint: Endpoint; readonly checkpoint: Checkpoint },
): Lane {
  const { status } = at.answer;
  const gap = status === 403 ? "members-denied" : "members-not-listed";
  const evidence = `${originOf(at.endpoint).replace(String(room.id), "{id}")} answered ${status === 0 ? "nothing" : status}`;
  // Kept with the first list, whichever was asked: whoever reads one of them later, clears it.
  yield* hand({ ...gapPage(reading, endpoints.members(room.id, 1), { gap, evidence, groupId: room.id }), checkpoints: [at.checkpoint] });
}
