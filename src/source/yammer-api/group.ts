import type { Id } from "../../model/key.ts";
import type { Checkpoint, Page, SourceRecord } from "../source.ts";
import { endpoints, MESSAGES_A_PAGE, originOf } from "./api.ts";
import { completed } from "./detail.ts";
import { EMPTY_TRIES } from "./empty.ts";
import { feedPageOf, threadsOf, type FeedPage, type Seen } from "./feed.ts";
import { ask, hand, isOlder, type Lane, type Reading, type Room, type Slot } from "./lane.ts";
import { threadSlot } from "./thread-state.ts";
import { isToReadWhole, overtaken, readThread } from "./thread.ts";

/** How far the index of a group was read. */
export interface IndexState {
  /** The walk from the top down to the group's first thread. */
  readonly cursor: Id | null;
  readonly done: boolean;
  /** Threads of the last page, until each is read. */
  readonly page: readonly Seen[];
  /** A later walk from the top, for what is new: where it stands, and of which export it is. */
  readonly again?: Id | null;
  readonly againIn?: number;
  /** The export that has met every thread of the index and looks for those that are in it no more. */
  readonly walkedIn?: number;
  /** The export in which the whole index answered nothing, though threads of it are known: they are gone, or the index is wrong. */
  readonly nothingIn?: number;
  /** Threads where something is missing that another reading may bring. */
  readonly open: readonly Seen[];
  /** Index pages that were read by the first walk. */
  readonly pages: number;
  /** The export that last asked for the open threads again, that was refused the group, that looked for what is new. */
  readonly retriedIn?: number;
  readonly deniedIn?: number;
  readonly refreshedIn?: number;
  /** The export in which the group, private and of others, answered nothing: what that means is judged at its end (silent.ts). */
  readonly silentIn?: number;
  readonly judgedAs?: string;
  /** Empty answers in a row where there should be something. */
  readonly empty?: number;
  /** The last page was full, or said that there are older threads. */
  readonly expectsMore?: boolean;
  /** All threads of the group were on one page: a look at that page sees every one of them, however it is sorted. */
  readonly onePage?: boolean;
  /** The index ended with an empty page, as it would for who has no access any more: it counts when the top is seen to answer after it. */
  readonly unproven?: boolean;
}

/** A list that is proven to be sorted by each thread's newest message; the documentation says both. Source: reference, 2.4, rule 1. */
type Order = "latest";

const START: IndexState = { cursor: null, done: false, page: [], open: [], pages: 0 };

/** Each list proves its own: a feed of one kind need not work as another. */
function orderSlot(room: Room): Slot<Order> {
  return { name: `order ${room.id}` };
}

export function indexSlot(room: Room): Slot<IndexState> {
  return { name: `index ${room.id}` };
}

/** Every thread of a group, each to its end, before the next page of the index: so that a page's threads never have to be asked for again. */
export function* readGroup(reading: Reading, room: Room): Lane {
  let state = reading.checkpoints.read(indexSlot(room)) ?? START;
  if (state.deniedIn === reading.run || state.silentIn === reading.run) return;
  if (state.open.length > 0 && state.retriedIn !== reading.run) {
    state = { ...state, page: [...state.page, ...state.open], open: [], retriedIn: reading.run };
    yield* hand(pageOf(reading, room, state));
  }
  state = yield* readPage(reading, room, state);
  for (let { cursor } = state; !state.done && state.silentIn !== reading.run;) {
    const next = yield* openPage(reading, room, { state, cursor });
    if (next === undefined) return;
    ({ cursor } = next);
    state = yield* readPage(reading, room, next.state);
    if (next.isLast) break;
  }
  if (state.silentIn !== reading.run) reading.tally.groups++;
}

/** The first page of a group that nobody has opened, without its threads: a forecast has asked for it, and that must not be lost with the process. */
export function* openGroup(reading: Reading, room: Room): Lane {
  // With a date the walk begins at the top whatever was opened.
  if (reading.scope.since !== undefined || reading.checkpoints.read(indexSlot(room)) !== undefined) return;
  yield* openPage(reading, room, { state: START, cursor: null });
}

interface Opened {
  /** With the page's threads, which are still to be read. */
  readonly state: IndexState;
  readonly cursor: Id | null;
  readonly isLast: boolean;
}

/** Hands over one page of the index and what it leads to; undefined where the group cannot be read. */
function* openPage(
  reading: Reading,
  room: Room,
  { state: before, cursor }: { readonly state: IndexState; readonly cursor: Id | null },
): Lane<Opened | undefined> {
  const next = yield* indexPage(reading, room, { state: before, cursor });
  if (next === undefined) return undefined;
  const wanted = next.threads.filter((seen) => isWanted(reading, seen));
  // What is too old for this run may be wanted by another one: there the kept cursor stays.
  const isWhole = wanted.length === next.threads.length && String(cursor) === String(before.cursor);
  const isBelow = isPast(reading, room, next.threads);
  const { deniedIn, empty: _, ...open } = before;
  const { expectsMore } = next;
  const pages = before.pages + 1;
  const onePage = next.isEnd && next.threads.length === 0 && pages <= 2;
  const unproven = next.isEnd && next.threads.length === 0 && pages > 1;
  const walk = isWhole ? { cursor: next.cursor, done: next.isEnd } : {};
  const state: IndexState = { ...open, ...walk, page: wanted, pages, expectsMore, onePage, unproven };
  const page = pageOf(reading, room, state, next.learned);
  // What was closed to an earlier run is open now: its gap goes.
  yield* hand(deniedIn === undefined ? page : { ...page, records: reading.origins.announce(page.origin, "start") });
  return { state, cursor: next.cursor, isLast: next.isEnd || isBelow };
}

function pageOf(reading: Reading, room: Room, state: IndexState, learned: readonly Checkpoint[] = []): Page {
  const origin = originOf(endpoints.index(room.feed, null));
  return { origin, rows: 0, records: [], checkpoints: [reading.checkpoints.write(indexSlot(room), state), ...learned] };
}

/** What is new in a group since it was read: from the top down to a page on which nothing is. */
export function* refreshGroup(reading: Reading, room: Room): Lane {
  let state = reading.checkpoints.read(indexSlot(room)) ?? START;
  if ([state.refreshedIn, state.deniedIn, state.silentIn].includes(reading.run)) return;
  if (!state.done && reading.scope.since === undefined) return;
  const isWhole = reading.scope.refreshThreads === true;
  while (state.walkedIn !== reading.run) {
    const next = yield* indexPage(reading, room, { state, cursor: state.againIn === reading.run ? (state.again ?? null) : null });
    if (next === undefined) return;
    const isTop = state.againIn !== reading.run;
    const changed = next.threads.filter((seen) => isWanted(reading, seen) && hasChanged(reading, seen));
    const isKnown = changed.length === 0 && !isWhole && (isByLatest(reading, room) || (isTop && isOnOnePage(reading, state)));
    const isEnd = next.isEnd || isKnown || isPast(reading, room, next.threads);
    const { again: _, againIn: __, empty: ___, deniedIn, judgedAs: ____, unproven: _____, ...kept } = state;
    const walk = isEnd ? { [isWhole ? "walkedIn" : "refreshedIn"]: reading.run } : { again: next.cursor, againIn: reading.run };
    state = {
      ...kept,
      page: changed,
      ...walk,
      expectsMore: next.expectsMore,
      ...(next.isDoubted === true ? { nothingIn: reading.run } : {}),
      ...(isTop || next.threads.length === 0 ? {} : { onePage: false }),
    };
    const page = pageOf(reading, room, state, next.learned);
    // What did not answer an earlier run does now: its gap goes.
    yield* hand(deniedIn === undefined ? page : { ...page, records: reading.origins.announce(page.origin, "start") });
    state = yield* readPage(reading, room, state);
    if (isEnd || state.silentIn === reading.run) break;
  }
  if (!isWhole || state.silentIn === reading.run) return;
  state = yield* readVanished(reading, room, yield* readPage(reading, room, state));
  if (state.silentIn === reading.run) return;
  if (state.nothingIn === reading.run && reading.knownThreads(room.id, null).length > 0)
    return yield* denied(reading, room, state, NOTHING, false);
  yield* hand(pageOf(reading, room, { ...state, refreshedIn: reading.run }));
}

/** Threads that earlier runs brought, and that the whole index names no more: what is left of them is asked for, and what is not there is deleted. */
function* readVanished(reading: Reading, room: Room, given: IndexState): Lane<IndexState> {
  if (reading.scope.since !== undefined) return given;
  let state = given;
  let after: Id | null = null;
  for (let ids = reading.knownThreads(room.id, after); ids.length > 0; ids = reading.knownThreads(room.id, after)) {
    const page = ids.flatMap((id): Seen[] => {
      const thread = reading.checkpoints.read(threadSlot(id));
      return thread && isToReadWhole(reading, thread) ? [{ id, latest: thread.latest, latestAt: null, told: [], isVanished: true }] : [];
    });
    for (const seen of page) {
      state = yield* readPage(reading, room, { ...state, page: [seen] });
      if (state.silentIn === reading.run) return state;
    }
    after = ids.at(-1) ?? null;
  }
  return state;
}

function isOnOnePage({ scope }: Reading, { onePage }: IndexState): boolean {
  return onePage === true && scope.since === undefined;
}

function hasChanged(reading: Reading, seen: Seen): boolean {
  const thread = reading.checkpoints.read(threadSlot(seen.id));
  if (thread?.done !== true || String(thread.latest) !== String(seen.latest) || isToReadWhole(reading, thread)) return true;
  return overtaken(reading, thread, seen).length > 0;
}

function isWanted(reading: Reading, seen: Seen): boolean {
  const { since } = reading.scope;
  return since === undefined || seen.latestAt === null || seen.latestAt >= since;
}

/** Nothing below is wanted either: only a list that goes by the newest messages says so. */
function isPast(reading: Reading, room: Room, threads: readonly Seen[]): boolean {
  return isByLatest(reading, room) && threads.length > 0 && threads.every((seen) => !isWanted(reading, seen));
}

/** Reads the threads that the state's page still holds. Where the group is closed meanwhile, they stay there (`silentIn`). */
function* readPage(reading: Reading, room: Room, given: IndexState): Lane<IndexState> {
  const open = [...given.open];
  for (const seen of given.page) {
    const before = reading.checkpoints.read(threadSlot(seen.id));
    const isRetry = before?.isOpen === true && before.readIn !== reading.run;
    if (before?.done !== true || isRetry || hasChanged(reading, seen)) {
      const left = yield* readThread(reading, room, seen);
      if (left) return yield* silent(reading, room, { ...given, open }, [reading.checkpoints.write(threadSlot(seen.id), left)]);
    }
    const after = reading.checkpoints.read(threadSlot(seen.id));
    if (after?.isOpen === true && !open.some(({ id }) => id === seen.id)) open.push(seen);
  }
  const state: IndexState = { ...given, page: [], open };
  if (given.page.length > 0) {
    yield* hand(pageOf(reading, room, state));
  }
  return state;
}

interface IndexPage {
  /** What the page proved, to be kept with it. */
  readonly learned: readonly Checkpoint[];
  readonly threads: readonly Seen[];
  readonly isEnd: boolean;
  readonly cursor: Id | null;
  readonly expectsMore: boolean;
  /** It is an end only if every thread that is known is gone. */
  readonly isDoubted?: boolean;
}

const NOTHING = "answers nothing, though threads of it are known";

/** One page of the index; undefined where the group cannot be read, with the gap that says so. Nothing but an empty page ends an index: pages may be short. */
function* indexPage(
  reading: Reading,
  listed: Room,
  at: { readonly state: IndexState; readonly cursor: Id | null },
): Lane<IndexPage | undefined> {
  for (let tries = at.state.empty ?? 0; ; tries++) {
    const answer = yield* ask(endpoints.index(listed.feed, at.cursor), tries === 0 ? 0 : reading.pauseMs);
    const room = completed(reading.checkpoints, listed);
    const page = answer.status === 200 ? feedPageOf(answer.body) : undefined;
    if (page === undefined) {
      yield* denied(
        reading,
        room,
        at.state,
        answer.status === 0 ? "did not answer after every try" : `answered ${answer.status}`,
        answer.status === 403,
      );
      return undefined;
    }
    const threads = threadsOf(page);
    const isEmpty = page.entries.length === 0 && threads.length === 0;
    if (!isEmpty && isBeside(threads, at.cursor)) {
      if (tries >= EMPTY_TRIES) {
        yield* denied(reading, room, at.state, "answers newer threads where older ones are asked for", false);
        return undefined;
      }
      yield* hand(pageOf(reading, room, { ...at.state, empty: tries + 1 }));
      continue;
    }
    if (!isEmpty) {
      const learned = learnOrder(reading, room, placedOf(page, threads));
      const placeholders = page.entries.filter(({ message }) => message === undefined).length;
      const expectsMore = page.saysOlder || threads.length + placeholders >= MESSAGES_A_PAGE;
      return { learned, threads, expectsMore, ...nextCursor(threads, at.cursor) };
    }
    const end: IndexPage = { learned: [], threads, isEnd: true, cursor: at.cursor, expectsMore: false };
    if (at.cursor !== null) {
      if (at.state.expectsMore !== true || tries >= EMPTY_TRIES) return end;
      yield* hand(pageOf(reading, room, { ...at.state, empty: tries + 1 }));
      continue;
    }
    if (at.state.pages === 1) return end;
    const hasThreads = at.state.pages > 1;
    const shouldHaveSome = hasThreads || room.lastMessageId !== null || room.updates > 0;
    const isEnough = shouldHaveSome ? tries >= EMPTY_TRIES : !room.isMine;
    const isKnownClosed = room.privacy === "closed" && !room.isMine && !reading.seesPrivate;
    if (room.privacy !== "open" && (isKnownClosed || isEnough)) {
      yield* silent(reading, room, at.state);
      return undefined;
    }
    if (!shouldHaveSome) return end;
    if (isEnough) {
      // Who reads all threads again asks for each of them, and so learns whether they are gone.
      if (hasThreads && reading.scope.refreshThreads === true && reading.scope.since === undefined) return { ...end, isDoubted: true };
      const why = hasThreads ? NOTHING : `answers nothing, though it counts ${room.updates} messages and names a last one`;
      yield* denied(reading, room, at.state, why, false);
      return undefined;
    }
    yield* hand(pageOf(reading, room, { ...at.state, empty: tries + 1 }));
  }
}

function* silent(reading: Reading, room: Room, before: IndexState, kept: readonly Checkpoint[] = []): Lane<IndexState> {
  reading.tally.denied++;
  const state: IndexState = { ...reopened(before), silentIn: reading.run };
  yield* hand(pageOf(reading, room, state, kept));
  return state;
}

/** A group that does not answer any more: an end that only its silence told is none. */
function reopened({ empty: _, unproven, ...state }: IndexState): IndexState {
  return unproven === true ? { ...state, done: false } : state;
}

/** From where on a group that was begun is still to be read, for the evidence of a gap. */
export function readSoFar({ pages, done, cursor }: IndexState): string {
  return pages > 0 && !done && cursor !== null ? `; its threads were read down to message ${cursor}` : "";
}

function* denied(reading: Reading, room: Room, state: IndexState, why: string, isDenied: boolean): Lane {
  const origin = originOf(endpoints.index(room.feed, null));
  const kept = reopened(state);
  const gap: SourceRecord = {
    kind: "gap",
    network: reading.network,
    groupId: room.id,
    gap: isDenied ? "group-denied" : "group-not-answered",
    evidence: `the group's feed ${why}${readSoFar(kept)}`,
  };
  reading.tally.denied++;
  const { checkpoints } = pageOf(reading, room, { ...kept, deniedIn: reading.run });
  yield* hand({
    origin,
    rows: 0,
    records: [...reading.origins.announce(origin, state.deniedIn === undefined ? "start" : "resume"), gap],
    checkpoints,
  });
}

/**
 * `older_than` compares with a thread's newest message, or with its starter. The oldest of the newest messages is right for the first and skips nothing for the
 * second; only where it leads nowhere the oldest starter is taken. What another page proved is not asked: a list that lags behind its own threads looks like the second.
 */
function nextCursor(threads: readonly Seen[], cursor: Id | null): Pick<IndexPage, "isEnd" | "cursor"> {
  const least = (ids: readonly Id[]) => ids.reduce<Id | null>((oldest, id) => (oldest === null || isOlder(id, oldest) ? id : oldest), null);
  const goesOn = (id: Id | null): id is Id => id !== null && (cursor === null || isOlder(id, cursor));
  const next = [least(threads.map(({ latest }) => latest)), least(threads.map(({ id }) => id))].find(goesOn);
  return next === undefined ? { isEnd: true, cursor } : { isEnd: false, cursor: next };
}

/** Nothing of the page is where it was asked for, or at its edge: the server did not look at the question. */
function isBeside(threads: readonly Seen[], cursor: Id | null): boolean {
  return cursor !== null && threads.length > 0 && threads.every(({ id, latest }) => isOlder(cursor, id) && isOlder(cursor, latest));
}

function isByLatest(reading: Reading, room: Room): boolean {
  return reading.checkpoints.read(orderSlot(room)) === "latest";
}

/** The threads that stand in the list itself: one that only its replies or the references name has no place in it. */
function placedOf(page: FeedPage, threads: readonly Seen[]): Seen[] {
  const placed = new Set(page.entries.flatMap(({ message }) => (message ? [message.thread_id ?? message.id] : [])));
  return threads.filter(({ id }) => placed.has(id));
}

/** A page proves that its list goes by the newest messages, or nothing. */
function learnOrder(reading: Reading, room: Room, threads: readonly Seen[]): Checkpoint[] {
  if (isByLatest(reading, room)) return [];
  const passes = (key: (seen: Seen) => Id) =>
    threads.every((seen, index) => index === 0 || !isOlder(key(threads[index - 1] ?? seen), key(seen)));
  return passes(({ latest }) => latest) && !passes(({ id }) => id) ? [reading.checkpoints.write(orderSlot(room), "latest")] : [];
}
