import type { Id } from "../../model/key.ts";
import type { SourceRecord } from "../source.ts";
import { endpoints, originOf } from "./api.ts";
import { hasMoreLikes, messageOf, namesAllLikes, threadTopics } from "./convert-message.ts";
import { feedPageOf, type FeedPage, type Seen } from "./feed.ts";
import { aroundOf, ask, hand, isOlder, olderId, type Lane, type QueueItem, type Reading, type Room, type Slot } from "./lane.ts";
import { isObject, referencesOf } from "./references.ts";
import { messagePayload, type MessagePayload } from "./schema.ts";
import { unreadable } from "./skips.ts";

/** How far a thread was read. */
export interface ThreadState {
  /** The newest message when it was read whole; null while it is being read for the first time. */
  readonly top: Id | null;
  /** What the index said its newest message was. */
  readonly latest: Id;
  readonly rows: number;
  readonly done: boolean;
  /** Open walk from the newest message downwards: where it stands, and the newest message it met. */
  readonly cursor?: Id | null;
  readonly newest?: Id;
  /** Empty answers in a row at the cursor. */
  readonly empty?: number;
  /** A page of this walk told of the thread itself, and so of its topics. */
  readonly hasThread?: boolean;
  /** Ids that somebody named and the walk has not met. */
  readonly wanted?: readonly Id[];
  /** Messages that the index showed when the thread was read: one that came to nothing then is no reason to read it again. */
  readonly shown?: readonly Id[];
  /** True where something is missing that another reading may bring. */
  readonly isOpen?: boolean;
  /** How often it was read from the start again for that: what the server leaves out for good is not asked for for ever. */
  readonly again?: number;
  /** The export that closed it. */
  readonly readIn?: number;
  /** The export that last read it whole. */
  readonly wholeIn?: number;
}

const MOST_AGAIN = 3;

/** An empty answer for a thread that exists happens about once in 10,000 requests: asked again so often, with a pause. Source: reference, 2.4. */
const EMPTY_TRIES = 3;

export function threadSlot(id: Id): Slot<ThreadState> {
  return { name: `thread ${id}` };
}

/**
 * Reads a thread from its newest message down to what is known of it, or to its starter: nothing else proves the end. `older_available`, a short page and an empty
 * one prove nothing. Then asks for every message that somebody named and the walk did not meet.
 */
export function* readThread(reading: Reading, room: Room, seen: Seen): Lane {
  const before = reading.checkpoints.read(threadSlot(seen.id));
  let state = beginning(reading, before, seen);
  while (state.cursor !== undefined) {
    const endpoint = endpoints.inThread(seen.id, state.cursor);
    const answer = yield* ask(endpoint, state.empty === undefined ? 0 : reading.pauseMs);
    const page = answer.status === 200 ? feedPageOf(answer.body) : undefined;
    if (page === undefined) {
      yield* refused(reading, room, { seen, state, status: answer.status });
      return;
    }
    if (page.entries.length === 0 && (yield* isToAskAgain(state, seen))) {
      state = { ...state, empty: (state.empty ?? 0) + 1 };
      yield* hand({
        origin: originOf(endpoints.inThread(seen.id, null)),
        rows: 0,
        records: [],
        checkpoints: [reading.checkpoints.write(threadSlot(seen.id), state)],
      });
      continue;
    }
    state = yield* takePage(reading, room, { seen, state, page });
  }
  yield* settleThread(reading, room, { seen, state });
}

/** An empty page is no end. Below its first page a thread that lost its starter ends like this: then the starter, asked for by itself, tells that it is gone. */
function* isToAskAgain({ cursor, empty = 0 }: ThreadState, seen: Seen): Lane<boolean> {
  if (cursor === null || empty > 0) return empty < EMPTY_TRIES;
  const { status } = yield* ask(endpoints.message(seen.id));
  return status === 200;
}

/** True where this run reads all threads again, and this one not yet. */
export function isToReadWhole(reading: Reading, thread: ThreadState | undefined): boolean {
  return reading.scope.refreshThreads === true && thread?.wholeIn !== reading.run;
}

/** Messages that the index shows, and that were not there when the thread was read, although a newer one was: servers of one network lag behind each other. */
export function overtaken(reading: Reading, { top, shown = [] }: ThreadState, seen: Seen): Id[] {
  const before = new Set(shown.map(String));
  const added = (seen.shown ?? []).filter((id) => top !== null && isOlder(id, top) && !before.has(String(id)));
  if (added.length === 0) return [];
  const known = new Set(reading.known(seen.id).map(String));
  return added.filter((id) => !known.has(String(id)));
}

function beginning(reading: Reading, before: ThreadState | undefined, seen: Seen): ThreadState {
  // The starter is wanted until it was met: a thread without one has lost it, or the pages left it out.
  const whole: ThreadState = {
    ...{ top: null, latest: seen.latest, rows: 0, done: false, cursor: null },
    ...{ wanted: distinct([seen.id, ...seen.told]), wholeIn: reading.run },
  };
  if (before === undefined || isToReadWhole(reading, before)) return whole;
  // A walk that was cut off goes on where it stood; what was written meanwhile is met by the next one.
  if (!before.done)
    return {
      ...before,
      wanted: distinct([...(before.wanted ?? []), ...seen.told.filter((id) => before.newest === undefined || isOlder(before.newest, id))]),
    };
  const top = before.isOpen === true ? null : before.top;
  const again = (before.again ?? 0) + 1;
  if (top === null) return { ...whole, again };
  const wanted = distinct([...seen.told.filter((id) => isOlder(top, id)), ...overtaken(reading, before, seen)]);
  return {
    ...{ top, latest: seen.latest, rows: before.rows, done: false, cursor: null, wanted },
    ...(before.wholeIn === undefined ? {} : { wholeIn: before.wholeIn }),
  };
}

function distinct(ids: readonly Id[]): Id[] {
  return [...new Set(ids)];
}

interface Walk {
  readonly seen: Seen;
  readonly state: ThreadState;
}

/** Hands over one page, with the state that follows from it. */
function* takePage(reading: Reading, room: Room, { seen, state, page }: Walk & { readonly page: FeedPage }): Lane<ThreadState> {
  const around = aroundOf(reading, room.id, page.references);
  const ids = page.entries.flatMap(({ message }) => message?.id ?? []);
  const oldest = ids.reduce<Id | undefined>((least, id) => (least === undefined ? id : olderId(least, id)), undefined);
  const isEnd = oldest === undefined || oldest === seen.id || (state.top !== null && !isOlder(state.top, oldest));
  const isStuck = oldest !== undefined && state.cursor != null && !isOlder(oldest, state.cursor);
  const knownIds = reading.known(seen.id);
  const known = new Set(knownIds.map(String));
  const records = page.entries.flatMap(({ entry, message }, index): SourceRecord[] => {
    const row = state.rows + index + 1;
    if (!message) return [unreadable(entry, row)];
    const records = messageOf(entry, message, around, row);
    if (!known.has(String(message.id)) || !namesAllLikes(entry, message)) return records;
    const list = { kind: "list", network: reading.network, list: "likers", id: message.id } as const;
    return [{ ...list, part: "start" }, ...records, { ...list, part: "end" }];
  });
  const { cursor: _, empty: __, ...kept } = state;
  const next: ThreadState = {
    ...kept,
    ...(isEnd || isStuck ? {} : { cursor: oldest }),
    ...(ids.length > 0 ? { newest: newestOf(ids, state.newest) } : {}),
    ...(page.references.threads.has(seen.id) ? { hasThread: true } : {}),
    rows: state.rows + page.entries.length,
    wanted: wantedAfter(page, { state, ids, oldest, known: knownIds }),
  };
  const origin = originOf(endpoints.inThread(seen.id, null));
  const queued = reading.likers.add(toAsk(reading, page, room, { seen, state, known }));
  reading.tally.messages += page.entries.length;
  yield* hand({
    origin,
    rows: page.entries.length,
    records: [
      ...reading.origins.announce(origin, state.rows === 0 ? "start" : "resume"),
      ...records,
      ...(page.entries.some(({ message }) => message?.direct_message)
        ? []
        : threadTopics(page.references.threads.get(seen.id), page.references, reading)),
      ...(isStuck ? [stuck(reading, room, seen)] : []),
    ],
    checkpoints: [reading.checkpoints.write(threadSlot(seen.id), next), ...queued],
  });
  return next;
}

function newestOf([first = 0, ...ids]: readonly Id[], before: Id | undefined): Id {
  return ids.reduce((newest, id) => (isOlder(newest, id) ? id : newest), before !== undefined && isOlder(first, before) ? before : first);
}

/** Parents not met yet, and messages of earlier runs that should have stood on this page and do not. */
function wantedAfter(
  page: FeedPage,
  at: {
    readonly state: ThreadState;
    readonly ids: readonly Id[];
    readonly oldest: Id | undefined;
    readonly known: readonly Id[];
  },
): Id[] {
  const { state, ids, oldest, known } = at;
  const { cursor, top } = state;
  const met = new Set(ids);
  const parents = page.entries.flatMap(({ message }) => message?.replied_to_id ?? []).filter((id) => top === null || isOlder(top, id));
  const isBelow = (id: Id) => cursor == null || isOlder(id, cursor);
  const gone =
    oldest === undefined ? (cursor == null ? [] : known.filter(isBelow)) : known.filter((id) => isBelow(id) && !isOlder(id, oldest));
  return distinct([...(state.wanted ?? []), ...parents, ...gone]).filter((id) => !met.has(id));
}

/** What the page leaves to the other bucket. Likers of messages that were there before are asked for again where their number is another, or all is read again. */
function toAsk(
  reading: Reading,
  page: FeedPage,
  room: Room,
  { seen, state, known }: Walk & { readonly known: ReadonlySet<string> },
): QueueItem[] {
  const items: QueueItem[] = [];
  for (const { message } of page.entries) {
    if (!message || message.direct_message) continue;
    const again = known.has(String(message.id));
    const isWanted = !again || state.top === null || reading.knownLikes(message.id) !== message.liked_by.count;
    if (isWanted && hasMoreLikes(message)) items.push({ ...likersOf(message, room, seen), ...(again ? { again } : {}) });
  }
  return items;
}

function likersOf(message: MessagePayload, room: Room, seen: Seen): QueueItem {
  return { do: "likers", message: message.id, thread: seen.id, group: room.id, count: message.liked_by.count };
}

function stuck({ network }: Reading, room: Room, seen: Seen): SourceRecord {
  const evidence = "a page of the thread came again although older messages were asked for";
  return { kind: "gap", network, groupId: room.id, threadId: seen.id, gap: "thread-cut-off", evidence };
}

/** 404: gone as a whole. 403: not for this account. 0: failed after every try. The next run asks again where that can help. */
function* refused(reading: Reading, room: Room, { seen, state, status }: Walk & { readonly status: number }): Lane {
  const { network, checkpoints, known } = reading;
  const endpoint = endpoints.inThread(seen.id, null);
  const origin = originOf(endpoint);
  const isGone = status === 404;
  const gone = isGone ? known(seen.id).map((messageId): SourceRecord => ({ kind: "tombstone", network, messageId, deletedAt: null })) : [];
  const gap = isGone ? "thread-gone" : status === 403 ? "thread-denied" : "thread-not-answered";
  const evidence =
    status === 0 ? "the thread did not answer after every try" : `the index names the thread, and reading it answered ${status}`;
  const { cursor: _, ...kept } = state;
  yield* hand({
    origin,
    rows: 0,
    records: [
      ...reading.origins.announce(origin, "start"),
      ...gone,
      { kind: "gap", network, groupId: room.id, threadId: seen.id, gap, evidence },
    ],
    checkpoints: [
      checkpoints.write(threadSlot(seen.id), {
        ...kept,
        top: null,
        rows: 0,
        wanted: [],
        done: true,
        isOpen: !isGone,
        readIn: reading.run,
      }),
    ],
  });
}

/** Asks for what was named and not met, one message a request, and closes the thread. */
function* settleThread(reading: Reading, room: Room, walk: Walk): Lane {
  const { seen } = walk;
  let { state } = walk;
  const isEmpty = state.newest === undefined;
  let isOpen = isEmpty;
  for (let [id, ...left] = state.wanted ?? []; id !== undefined; [id, ...left] = left) {
    const { status, body } = yield* ask(endpoints.message(id));
    const message = status === 200 && isObject(body) ? messagePayload.safeParse(body).data : undefined;
    // Whoever leaves out one message may leave out others that nobody names.
    if (status !== 404) isOpen = true;
    state = { ...state, wanted: left, ...(message ? { newest: newestOf([message.id], state.newest) } : {}) };
    yield* hand(onePage(reading, room, { seen, state, id, status, body: message ? body : undefined }));
  }
  const { newest, wanted: _, hasThread, ...kept } = state;
  // Where no page told of the thread, its topics are asked for apart, whether its starter is there or not.
  const queued = isEmpty || hasThread === true ? [] : reading.likers.add([{ do: "topics", thread: seen.id, group: room.id }]);
  const origin = originOf(endpoints.inThread(seen.id, null));
  const closed: ThreadState = {
    ...kept,
    top: newest ?? kept.top,
    shown: seen.shown ?? [],
    done: true,
    isOpen: isOpen && (kept.again ?? 0) < MOST_AGAIN,
    readIn: reading.run,
  };
  reading.tally.threads++;
  yield* hand({
    origin,
    rows: 0,
    records: isEmpty
      ? [
          ...reading.origins.announce(origin, "resume"),
          { kind: "gap", network: reading.network, groupId: room.id, threadId: seen.id, ...emptyThread },
        ]
      : [],
    checkpoints: [reading.checkpoints.write(threadSlot(seen.id), closed), ...queued],
  });
}

const emptyThread = {
  gap: "thread-empty",
  evidence: `the thread answered nothing ${EMPTY_TRIES + 1} times, though the index names it`,
} as const;

/** The answer for one message: it was left out of its thread, or it is deleted. */
function onePage(
  reading: Reading,
  room: Room,
  at: Walk & { readonly id: Id; readonly status: number; readonly body: unknown },
): Parameters<typeof hand>[0] {
  const { network } = reading;
  const { seen, id, status, body } = at;
  const origin = originOf(endpoints.message(id));
  const message = body === undefined ? undefined : messagePayload.safeParse(body).data;
  const around = aroundOf(reading, room.id, referencesOf(isObject(body) ? body["references"] : undefined));
  const place = { network, groupId: room.id, threadId: seen.id } as const;
  const isGone = status === 404 && reading.known(seen.id).includes(id);
  const records: SourceRecord[] = message
    ? [
        ...messageOf(body, message, around, 1),
        { kind: "gap", ...place, gap: "left-out", evidence: `the thread's pages leave out message ${id}, which is there` },
      ]
    : isGone
      ? [{ kind: "tombstone", network, messageId: id, deletedAt: null }]
      : status === 404
        ? []
        : [
            {
              kind: "gap",
              ...place,
              gap: "message-not-answered",
              evidence: `message ${id} is named in the thread, and reading it answered ${status}`,
            },
          ];
  return {
    origin,
    rows: message ? 1 : 0,
    records: [...reading.origins.announce(origin, "start"), ...records],
    checkpoints: [
      reading.checkpoints.write(threadSlot(seen.id), at.state),
      ...(message && hasMoreLikes(message) ? reading.likers.add([likersOf(message, room, seen)]) : []),
    ],
  };
}
