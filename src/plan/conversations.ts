import { keyOf, type Key } from "../model/key.ts";
import { messageKindOf } from "../store/codes.ts";
import type { Db } from "../store/store.ts";
import { textDigest, type TextDigest } from "./digest.ts";
import { isAfter, sortedParts } from "./merge-cursor.ts";
import { dropAuthors, noteAuthors, readHeads, readPosts, SEPARATOR, type Head, type Selection } from "./posts.ts";
import type { GroupCount, Tally } from "./tally.ts";

/** A conversation of which something counts. */
export interface Conversation {
  readonly id: string;
  readonly network: { readonly pk: number; readonly name: string };
  /** The sub-group that it comes into. */
  readonly home: Key;
  readonly digest: string;
}

export interface ConversationOptions {
  readonly target: string;
  readonly selection: Selection;
  readonly networks: readonly Conversation["network"][];
  /** Where the posts of each group end up, by network and id of the group. */
  readonly homes: ReadonlyMap<string, Key>;
  /** Counts every post that is read, with those that do not count. */
  readonly tally?: Tally | undefined;
}

/** All conversations in the order of ids. One pass over the messages, and a sorted scan of each kind of part beside it. */
export function* conversations(db: Db, options: ConversationOptions): Generator<Conversation> {
  const authors = noteAuthors(db, options.target);
  options.tally?.nameAuthors(authors);
  for (const network of options.networks) yield* ofNetwork(db, network, options);
  dropAuthors(db);
}

function* ofNetwork(
  db: Db,
  network: Conversation["network"],
  { target, selection, homes, tally }: ConversationOptions,
): Generator<Conversation> {
  const at = { target, selection, network: network.pk };
  const heads = headCursor(readHeads(db, at));
  const parts = sortedParts(db, at);
  let thread: string | undefined;
  let head: Head | undefined;
  let group: GroupCount | undefined;
  let digest: TextDigest | undefined;
  const home = ({ groupId }: Head) => homes.get(`${network.pk}/${groupId ?? ""}`) ?? keyOf(network.name, "group", groupId ?? "");
  const close = (): Conversation[] => {
    if (!head || !digest) return [];
    digest.add(parts.of(head.id));
    return [{ id: head.id, network, home: home(head), digest: digest.end() }];
  };
  try {
    for (const post of readPosts(db, at)) {
      if (post.thread !== thread) {
        yield* close();
        thread = post.thread;
        digest = undefined;
        head = heads.of(thread);
        group = head && tally?.group(network.pk, head.groupId);
      }
      if (!head) continue;
      const counts = post.line !== null && head.fate !== "skipped";
      if (group) tally?.add(group, post.code, counts ? head.fate : "skipped");
      if (!counts) continue;
      digest ??= begin(head, home(head) === keyOf(network.name, "group", head.groupId ?? "") ? [] : [home(head)]);
      digest.add(post.line);
    }
    yield* close();
  } finally {
    heads.close();
    parts.close();
  }
}

/** Both come in the order of ids. An export that was killed before its end may have messages without a row for their thread. */
function headCursor(rows: IterableIterator<Head>): { of(thread: string): Head | undefined; close(): void } {
  let next = rows.next();
  return {
    of(thread) {
      while (!next.done && isAfter(thread, next.value.id)) next = rows.next();
      return !next.done && next.value.id === thread ? next.value : undefined;
    },
    close: () => void rows.return?.(),
  };
}

function begin({ id, groupId, title, kind }: Head, moved: readonly Key[]): TextDigest {
  const digest = textDigest();
  digest.add([id, groupId, title ?? "", messageKindOf(kind), ...moved].join(SEPARATOR));
  return digest;
}
