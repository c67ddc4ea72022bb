import type { MessageTruth } from "../../support/network/truth.ts";
import { compare, type Head, type MessageIndex } from "./live-index.ts";
import type { LiveThread } from "./live.ts";

/** Orders of feeds, oldest first, made when first asked for and made anew after a change. */
export interface Feeds {
  /** Threads of a group by the id of their latest message; threads without messages are not in it. */
  readonly threads: (feed: Feed, order: "latest-reply" | "starter") => readonly Head[];
  readonly messages: (feed: Feed) => readonly bigint[];
  /** After a change in this thread. */
  readonly changed: (head: Head) => void;
  /** All public messages of the network. */
  readonly everything: Feed;
}

export interface Feed {
  /** Names the feed, for the cache and for dice. */
  readonly key: string;
  readonly hasThread: (thread: Head["thread"]) => boolean;
  /** Absent: every message of its threads. */
  readonly hasMessage?: (message: MessageTruth) => boolean;
}

export function groupFeed(groupId: string): Feed {
  return { key: `group ${groupId}`, hasThread: (thread) => thread.groupId === groupId && !thread.isPrivate };
}

export function feedsOf(index: MessageIndex, thread: (head: Head) => LiveThread, isPublic: (groupId: string) => boolean): Feeds {
  const threads = new Map<string, Head[]>();
  const messages = new Map<string, bigint[]>();
  return {
    everything: { key: "public", hasThread: ({ groupId }) => groupId !== null && isPublic(groupId) },
    threads: (feed, order) => {
      const key = `${order} ${feed.key}`;
      const known = threads.get(key);
      if (known !== undefined) return known;
      const chosen = index.heads.filter((head) => head.count > 0 && feed.hasThread(head.thread) && has(feed, thread, head));
      chosen.sort(order === "starter" ? (a, b) => compare(a.id, b.id) : (a, b) => compare(a.latestId, b.latestId));
      threads.set(key, chosen);
      return chosen;
    },
    messages: (feed) => {
      const known = messages.get(feed.key);
      if (known !== undefined) return known;
      const ids: bigint[] = [];
      for (const head of index.heads) {
        if (head.count === 0 || !feed.hasThread(head.thread)) continue;
        for (const message of thread(head).messages) if (feed.hasMessage?.(message) !== false) ids.push(BigInt(message.id));
      }
      ids.sort(compare);
      messages.set(feed.key, ids);
      return ids;
    },
    changed: (head) => {
      for (const lists of [threads, messages]) for (const key of lists.keys()) if (touches(key, head)) lists.delete(key);
    },
  };
}

function has(feed: Feed, thread: (head: Head) => LiveThread, head: Head): boolean {
  return feed.hasMessage === undefined || thread(head).messages.some(feed.hasMessage);
}

/** Feeds of other groups are not touched by a thread of this one. */
function touches(key: string, head: Head): boolean {
  return !key.includes("group ") || key.endsWith(`group ${head.thread.groupId ?? ""}`);
}
