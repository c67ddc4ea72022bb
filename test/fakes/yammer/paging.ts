import type { MessageTruth } from "../../support/network/truth.ts";
import type { Call, World } from "./context.ts";
import type { Entry, FeedPage } from "./envelope.ts";
import type { Feed } from "./live-feeds.ts";
import type { Head } from "./live-index.ts";
import type { LiveThread } from "./live.ts";

/** Default and most of `limit` (2.4). */
const LIMIT = 20;
/** Newest replies in `threaded_extended`. */
const EXTENDED = 2;

interface Cursor {
  readonly olderThan: bigint | undefined;
  readonly newerThan: bigint | undefined;
  readonly limit: number;
  readonly threaded: "no" | "starters" | "extended";
}

interface Place {
  readonly name: string;
  /** Group of which placeholder messages may appear. */
  readonly groupId?: string;
}

export function feedPage(call: Call, feed: Feed, place: Place): FeedPage {
  const asked = cursorOf(call);
  const cursor = isFromTop(call.world, feed, asked) ? { ...asked, olderThan: undefined } : asked;
  const lies = liesOf(call.world, feed, cursor, place);
  const left = leavesIndexPage(call.world, feed, cursor) ? EMPTY : undefined;
  const page =
    left ?? (cursor.threaded === "no" ? plainPage(call.world, feed, cursor, lies) : threadedPage(call.world, feed, cursor, lies));
  const hides = page.hasOlder && page.isFull && lies.hidesOlder;
  return {
    ...page,
    name: place.name,
    olderAvailable: call.world.settings.behaviour.olderAvailable === "absent" ? undefined : page.hasOlder && !hides,
    placeholder: page.entries.length > 0 ? lies.placeholder : undefined,
  };
}

const EMPTY: Found = { entries: [], extended: new Map(), threads: [], hasOlder: false, isFull: false };

function leavesIndexPage({ leavesPage, settings: { lies } }: World, feed: Feed, { threaded, olderThan }: Cursor): boolean {
  return threaded !== "no" && olderThan !== undefined && lies.shortPages === 0 && leavesPage(feed.key, String(olderThan));
}

function isFromTop({ answersTop }: World, feed: Feed, { threaded, olderThan }: Cursor): boolean {
  return threaded !== "no" && olderThan !== undefined && answersTop(feed.key, String(olderThan));
}

/** A thread, newest first; it pages with `older_than` too, although that is on no current page (2.4, rule 3). */
export function threadPage(call: Call, thread: LiveThread): FeedPage {
  const { limit, olderThan, newerThan } = cursorOf(call);
  const isLeft = olderThan !== undefined && call.world.leavesPage(`thread ${thread.thread.id}`, String(olderThan));
  const chosen = (isLeft ? [] : thread.messages).filter(
    ({ id }) => (olderThan === undefined || BigInt(id) < olderThan) && (newerThan === undefined || BigInt(id) > newerThan),
  );
  const entries = chosen
    .slice(-limit)
    .reverse()
    .map((message) => ({ thread, message }));
  const hasOlder = chosen.length > entries.length;
  const key = `thread ${thread.thread.id}`;
  const hides = call.world.dice(call.world.settings.lies.olderAvailable, "older", key, String(olderThan));
  const older = call.world.settings.behaviour.olderAvailable === "absent" ? undefined : hasOlder && !hides;
  return { name: "Conversation", entries, extended: new Map(), threads: [thread], olderAvailable: older, placeholder: undefined };
}

function cursorOf({ query, world }: Call): Cursor {
  const threaded = query.get("threaded");
  const id = (name: string): bigint | undefined => {
    const value = query.get(name);
    return value !== undefined && /^\d+$/.test(value) ? BigInt(value) : undefined;
  };
  const limit = Number(query.get("limit") ?? LIMIT);
  const olderThan = id("older_than");
  return {
    olderThan: olderThan !== undefined && world.settings.behaviour.olderThan === "up-to" ? olderThan + 1n : olderThan,
    newerThan: id("newer_than"),
    limit: Number.isInteger(limit) && limit >= 1 ? Math.min(limit, LIMIT) : LIMIT,
    threaded: threaded === "extended" ? "extended" : threaded === "true" ? "starters" : "no",
  };
}

interface PageLies {
  readonly hidesOlder: boolean;
  readonly placeholder: string | undefined;
  /** Entries that fit beside a placeholder, or half of them on a page that is short for no reason. */
  readonly room: number;
}

function liesOf({ dice, settings: { lies } }: World, feed: Feed, cursor: Cursor, place: Place): PageLies {
  const where = [feed.key, String(cursor.olderThan), String(cursor.newerThan)];
  const hasPlaceholder = place.groupId !== undefined && cursor.limit > 1 && dice(lies.placeholders, "placeholder", ...where);
  const isShort = dice(lies.shortPages, "short", ...where);
  return {
    // A page both short and last by its flag could not be told from an end by anybody.
    hidesOlder: !isShort && dice(lies.olderAvailable, "older", ...where),
    placeholder: hasPlaceholder ? place.groupId : undefined,
    room: (isShort ? Math.ceil(cursor.limit / 2) : cursor.limit) - (hasPlaceholder ? 1 : 0),
  };
}

type Found = Pick<FeedPage, "entries" | "extended" | "threads"> & { readonly hasOlder: boolean; readonly isFull: boolean };

function plainPage({ live }: World, feed: Feed, cursor: Cursor, { room }: PageLies): Found {
  const ids = live.feeds.messages(feed);
  const entries: Entry[] = [];
  let at = countBelow(ids, cursor.olderThan, (id) => id) - 1;
  for (; at >= 0 && entries.length < Math.max(1, room); at--) {
    const id = ids[at] ?? 0n;
    if (cursor.newerThan !== undefined && id <= cursor.newerThan) break;
    const found = live.message(id);
    if (found !== undefined) entries.push(found);
  }
  const next = ids[at];
  const hasOlder = next !== undefined && (cursor.newerThan === undefined || next > cursor.newerThan);
  const threads = [...new Map(entries.map(({ thread }) => [thread.thread.id, thread])).values()];
  return { entries, extended: new Map(), threads, hasOlder, isFull: entries.length >= room };
}

function orderOf({ dice, settings: { behaviour } }: World, feed: Feed): "latest-reply" | "starter" {
  if (behaviour.threadedOrder !== "by-feed") return behaviour.threadedOrder;
  return dice(0.5, "order", feed.key) ? "starter" : "latest-reply";
}

/** Starters only, by the thread's latest message or by the starter itself (2.4, rule 1). */
function threadedPage(world: World, feed: Feed, cursor: Cursor, { room }: PageLies): Found {
  const order = orderOf(world, feed);
  const keyOf = (head: Head): bigint => (order === "starter" ? head.id : head.latestId);
  const heads = world.live.feeds.threads(feed, order);
  const entries: Entry[] = [];
  const threads: LiveThread[] = [];
  let at = countBelow(heads, cursor.olderThan, keyOf) - 1;
  for (; at >= 0 && entries.length < Math.max(1, room); at--) {
    const head = heads[at];
    if (head === undefined || (cursor.newerThan !== undefined && keyOf(head) <= cursor.newerThan)) break;
    if (!head.hasStarter && world.settings.behaviour.orphanThreads === "hidden") continue;
    const thread = world.live.thread(head);
    threads.push(thread);
    const starter = thread.messages.find(({ id }) => id === head.thread.id);
    if (starter !== undefined) entries.push({ thread, message: starter });
  }
  const next = heads[at];
  const hasOlder = next !== undefined && (cursor.newerThan === undefined || keyOf(next) > cursor.newerThan);
  const extended = cursor.threaded === "extended" ? extendedOf(world, threads) : new Map<string, Entry[]>();
  return { entries, extended, threads, hasOlder, isFull: entries.length >= room };
}

function extendedOf({ dice, settings }: World, threads: readonly LiveThread[]): Map<string, Entry[]> {
  const extended = new Map<string, Entry[]>();
  for (const thread of threads) {
    const replies = thread.messages.filter((message: MessageTruth) => message.id !== thread.thread.id);
    const shown = dice(settings.lies.extendedOmits, "extended", thread.thread.id) ? 1 : EXTENDED;
    extended.set(
      thread.thread.id,
      replies
        .slice(-shown)
        .reverse()
        .map((message) => ({ thread, message })),
    );
  }
  return extended;
}

/** How many of an ascending list stand below a limit. */
function countBelow<T>(list: readonly T[], limit: bigint | undefined, keyOf: (item: T) => bigint): number {
  if (limit === undefined) return list.length;
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = list[middle];
    if (item !== undefined && keyOf(item) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
