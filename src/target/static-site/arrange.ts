import type { Key } from "../../model/key.ts";
import type { MessageView } from "../target.ts";

/** Past this, a thread goes on on a page of its own: browsers and readers both slow down. */
export const MESSAGES_PER_PAGE = 500;

/** Starter, answer, answer to an answer, one more: what is deeper stands beside its parent and says whom it answers. */
const MAX_LEVEL = 3;

/** With so many posts between an answer and what it answers, nobody remembers; the starter everybody does. */
const FAR_POSTS = 8;

export interface Post {
  readonly message: MessageView;
  /** Place in the thread by time, from 0. */
  readonly position: number;
  /** Set where nesting does not show what this answers: too deep, on another page, or too far above. */
  readonly answers: { readonly message: MessageView; readonly page: number } | undefined;
  readonly replies: Post[];
}

/** What fits on a page, in bytes as they are guessed. The first one also holds the addresses of all posts that are not on it. */
export interface Room {
  readonly bytes: number;
  readonly firstBytes: number;
  readonly sizeOf: (message: MessageView) => number;
}

/** The messages of a thread as they are read: each below the one it answers, answers by time; cut into pages. */
export function arrange(messages: readonly MessageView[], room?: Room): Post[][] {
  const pages = cut(byConversation(messages), room);
  const pageOf = new Map<Key, number>();
  for (const [index, page] of pages.entries()) for (const { message } of page) pageOf.set(message.key, index + 1);
  const byKey = new Map(messages.map((message) => [message.key, message]));
  return pages.map((page) => nest(page, { byKey, pageOf }));
}

/** By number, and by what fits: a post that is too large for any page has one of its own. */
function cut(ordered: readonly Placed[], room: Room | undefined): Placed[][] {
  const pages: Placed[][] = [];
  let page: Placed[] = [];
  let left = room?.firstBytes ?? Infinity;
  for (const placed of ordered) {
    const size = room?.sizeOf(placed.message) ?? 0;
    if (page.length === MESSAGES_PER_PAGE || (page.length > 0 && size > left)) {
      pages.push(page);
      page = [];
      left = room?.bytes ?? Infinity;
    }
    page.push(placed);
    left -= size;
  }
  return [...pages, page];
}

interface Placed {
  readonly message: MessageView;
  readonly position: number;
}

/** Depth first, without recursion: a chain of answers may be as long as the thread. Circles (a damaged source has some) are cut at their earliest post. */
function byConversation(messages: readonly MessageView[]): Placed[] {
  const known = new Set(messages.map((message) => message.key));
  const replies = new Map<Key, Placed[]>();
  const roots: Placed[] = [];
  for (const [position, message] of messages.entries()) {
    const parent = message.parent;
    const siblings = parent === null || parent === message.key || !known.has(parent) ? roots : (replies.get(parent) ?? []);
    siblings.push({ message, position });
    if (parent !== null && siblings !== roots) replies.set(parent, siblings);
  }
  const out: Placed[] = [];
  const seen = new Set<Key>();
  const walk = (root: Placed) => {
    const stack = [root];
    for (let post = stack.pop(); post; post = stack.pop()) {
      if (seen.has(post.message.key)) continue;
      seen.add(post.message.key);
      out.push(post);
      const below = replies.get(post.message.key) ?? [];
      for (let index = below.length - 1; index >= 0; index--) stack.push(below[index] as Placed);
    }
  };
  for (const root of roots) walk(root);
  for (const [position, message] of messages.entries()) if (!seen.has(message.key)) walk({ message, position });
  return out;
}

interface Known {
  readonly byKey: ReadonlyMap<Key, MessageView>;
  readonly pageOf: ReadonlyMap<Key, number>;
}

function nest(placed: readonly Placed[], { byKey, pageOf }: Known): Post[] {
  const top: Post[] = [];
  /** Where an answer to this post goes, and how deep it stands. */
  const shown = new Map<Key, { readonly post: Post; readonly level: number; readonly siblings: Post[]; readonly index: number }>();
  /** Where an answer to this post was last shown with what it answers. */
  const reminded = new Map<Key, number>();
  for (const [index, { message, position }] of placed.entries()) {
    const parent = message.parent === null ? undefined : byKey.get(message.parent);
    const above = parent === undefined ? undefined : shown.get(parent.key);
    const nested = above !== undefined && above.level < MAX_LEVEL;
    const siblings = above === undefined ? top : nested ? above.post.replies : above.siblings;
    const isNear = nested && (above.level === 0 || index - (reminded.get(above.post.message.key) ?? above.index) <= FAR_POSTS);
    if (above !== undefined && !isNear) reminded.set(above.post.message.key, index);
    const answers = parent === undefined || isNear ? undefined : { message: parent, page: pageOf.get(parent.key) ?? 1 };
    const post: Post = { message, position, answers, replies: [] };
    siblings.push(post);
    shown.set(message.key, { post, siblings, index, level: above === undefined ? 0 : nested ? above.level + 1 : above.level });
  }
  return top;
}
