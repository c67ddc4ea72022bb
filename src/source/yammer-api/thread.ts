import type { Id } from "../../model/key.ts";
import type { Page, SourceRecord } from "../source.ts";
import { endpoints, originOf } from "./api.ts";
import { hasMoreLikes, messageOf, namesAllLikes, threadTopics } from "./convert-message.ts";
import { completed } from "./detail.ts";
import { EMPTY_TRIES } from "./empty.ts";
import { feedPageOf, threadsOf, type FeedPage, type Seen } from "./feed.ts";
import { aroundOf, ask, hand, isOlder, olderId, type Lane, type QueueItem, type Reading, type Room } from "./lane.ts";
import { likersOf, refused, settleThread, takeWanted } from "./settle-thread.ts";
import { unreadable } from "./skips.ts";
import { newestOf, threadSlot, type ThreadState, type Walk } from "./thread-state.ts";

/**
 * Reads a thread from its newest message down to what is known of it, or to its starter: nothing else proves the end. `older_available`, a short page and an empty
 * one prove nothing. Then asks for every message that somebody named and the walk did not meet. What comes back is where the thread stands if its group turned out to be
 * closed meanwhile: that is for the caller to keep.
 */
export function* readThread(reading: Reading, room: Room, seen: Seen): Lane<ThreadState | undefined> {
  const before = reading.checkpoints.read(threadSlot(seen.id));
  let state = beginning(reading, before, seen);
  while (state.cursor !== undefined) {
    if (state.doubt === "starter") state = yield* askStarter(reading, room, { seen, state });
    else if (state.doubt === "group") {
      const next = yield* askGroup(reading, room, { seen, state });
      if (next === undefined) return withoutDoubts(state);
      state = next;
    } else if (state.refused !== undefined) {
      yield* refused(reading, room, { seen, state, status: state.refused });
      return undefined;
    } else state = yield* askPage(reading, room, { seen, state });
  }
  yield* settleThread(reading, room, { seen, state });
  return undefined;
}

/** The page without the message it was asked for below: a server may take `older_than` for "up to", and then the last page holds nothing else. */
function below(page: FeedPage | undefined, cursor: Id | null): FeedPage | undefined {
  return page && cursor !== null ? { ...page, entries: page.entries.filter(({ message }) => message?.id !== cursor) } : page;
}

function* askPage(reading: Reading, room: Room, { seen, state }: Walk): Lane<ThreadState> {
  const { status, body } = yield* ask(endpoints.inThread(seen.id, state.cursor ?? null), state.empty === undefined ? 0 : reading.pauseMs);
  const page = status === 200 ? below(feedPageOf(body), state.cursor ?? null) : undefined;
  if (page && page.entries.length > 0) return yield* takePage(reading, room, { seen, state, page });
  const doubtful: ThreadState | undefined = isClosable(reading, room) && status !== 0 ? { ...state, doubt: "group" } : undefined;
  if (!page) {
    const next: ThreadState = { ...(doubtful ?? state), refused: status };
    yield* hand(standing(reading, { seen, state: next }));
    return next;
  }
  const next = notYetBelieved(state) ?? doubtful;
  if (next === undefined) return yield* takePage(reading, room, { seen, state, page });
  yield* hand(standing(reading, { seen, state: next }));
  return next;
}

function isClosable({ checkpoints }: Reading, room: Room): boolean {
  return completed(checkpoints, room).privacy !== "open";
}

/** What to do about an empty page before it is an end. Below its first page a thread that lost its starter ends like this: then the starter, asked for by itself, is gone. */
function notYetBelieved(state: ThreadState): ThreadState | undefined {
  const { cursor, empty = 0 } = state;
  if (cursor !== null && empty === 0) return { ...state, doubt: "starter" };
  return empty < EMPTY_TRIES ? { ...state, empty: empty + 1 } : undefined;
}

/** The starter is there: so the thread goes on below the empty page, which is asked for again. Else it ends here, and what was known below is asked for by itself. */
function* askStarter(reading: Reading, room: Room, { seen, state }: Walk): Lane<ThreadState> {
  const { doubt: _, ...walk } = state;
  const answer = yield* ask(endpoints.message(seen.id));
  if (answer.status !== 200 && !isClosable(reading, room)) {
    return yield* takeWanted(reading, room, { seen, state: ended(reading, { seen, state: walk }), id: seen.id, answer });
  }
  const next: ThreadState = answer.status === 200 ? { ...walk, empty: 1 } : { ...walk, doubt: "group" };
  yield* hand(standing(reading, { seen, state: next }));
  return next;
}

/**
 * Who has no access to a private group any more is answered as if its threads were empty or deleted. While the group's feed shows something, what the thread answers
 * is true; else undefined: nothing is believed, and the thread waits for an account that may read it. Source: reference, section 2.4.
 */
function* askGroup(reading: Reading, room: Room, { seen, state }: Walk): Lane<ThreadState | undefined> {
  const answer = yield* ask(endpoints.index(room.feed, null));
  const page = answer.status === 200 ? feedPageOf(answer.body) : undefined;
  if (!page || (page.entries.length === 0 && threadsOf(page).length === 0)) return undefined;
  const { doubt: _, ...walk } = state;
  const next = walk.refused === undefined ? ended(reading, { seen, state: walk }) : walk;
  yield* hand(standing(reading, { seen, state: next }));
  return next;
}

function withoutDoubts({ doubt: _, refused: __, empty: ___, ...state }: ThreadState): ThreadState {
  return state;
}

/** The walk ends above its cursor: messages of earlier runs that stood below are gone, or left out. */
function ended({ known }: Reading, { seen, state: { cursor, empty: _, ...walk } }: Walk): ThreadState {
  const below = known(seen.id).filter((id) => cursor == null || isOlder(id, cursor));
  return { ...walk, wanted: distinct([...(walk.wanted ?? []), ...below]) };
}

/** Where the walk stands, and nothing else. */
function standing({ checkpoints }: Reading, { seen, state }: Walk): Page {
  return {
    ...{ origin: originOf(endpoints.inThread(seen.id, null)), rows: 0, records: [] },
    checkpoints: [checkpoints.write(threadSlot(seen.id), state)],
  };
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
      ...askedAnew(before),
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

/** The thread and its group have to answer the same account: another process may go on with another one, so it asks the thread again before the group. */
function askedAnew(state: ThreadState): ThreadState {
  if (state.doubt !== "group") return state;
  const { doubt: _, refused: __, ...walk } = state;
  return walk;
}

function distinct(ids: readonly Id[]): Id[] {
  return [...new Set(ids)];
}

/** Hands over one page, with the state that follows from it. */
function* takePage(reading: Reading, room: Room, { seen, state, page }: Walk & { readonly page: FeedPage }): Lane<ThreadState> {
  const around = aroundOf(reading, room.id, page.references);
  const ids = page.entries.flatMap(({ message }) => message?.id ?? []);
  const oldest = ids.reduce<Id | undefined>((least, id) => (least === undefined ? id : olderId(least, id)), undefined);
  const isEnd = oldest === undefined || oldest === seen.id || (state.top !== null && !isOlder(state.top, oldest));
  const isStuck = oldest !== undefined && state.cursor != null && !isOlder(oldest, state.cursor);
  const isPrivate = page.entries.some(({ message }) => message?.direct_message);
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
    // The topics of a private conversation are nobody's business.
    ...(page.references.threads.has(seen.id) || isPrivate ? { hasThread: true } : {}),
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
      ...(isPrivate ? [] : threadTopics(page.references.threads.get(seen.id), page.references, reading)),
      ...(isStuck ? [stuck(reading, room, seen)] : []),
    ],
    checkpoints: [reading.checkpoints.write(threadSlot(seen.id), next), ...queued],
  });
  return next;
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

function stuck({ network }: Reading, room: Room, seen: Seen): SourceRecord {
  const evidence = "a page of the thread came again although older messages were asked for";
  return { kind: "gap", network, groupId: room.id, threadId: seen.id, gap: "thread-cut-off", evidence };
}
