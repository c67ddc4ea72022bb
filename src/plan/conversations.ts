import { createHash, hash as sha256, type Hash } from "node:crypto";
import { keyOf, type Key } from "../model/key.ts";
import { messageKindOf } from "../store/codes.ts";
import type { Db } from "../store/store.ts";
import { sortedParts } from "./merge-cursor.ts";
import { dropAuthors, noteAuthors, readPosts, SEPARATOR, type Selection } from "./posts.ts";
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

interface Head {
  readonly id: string;
  readonly groupId: string | null;
  readonly title: string | null;
  readonly kind: number;
}

function* ofNetwork(
  db: Db,
  network: Conversation["network"],
  { target, selection, homes, tally }: ConversationOptions,
): Generator<Conversation> {
  const at = { target, selection, network: network.pk };
  const heads = db
    .prepare<[number], Head>(
      "SELECT CAST(id AS TEXT) AS id, CAST(group_id AS TEXT) AS groupId, title, kind FROM thread t WHERE network = ? ORDER BY t.id",
    )
    .iterate(network.pk);
  const parts = sortedParts(db, at);
  let head: Head | undefined;
  let group: GroupCount | undefined;
  let digest: PartsDigest | undefined;
  const home = ({ groupId }: Head) => homes.get(`${network.pk}/${groupId ?? ""}`) ?? keyOf(network.name, "group", groupId ?? "");
  const close = (): Conversation[] => {
    if (!head || !digest) return [];
    digest.add(parts.of(head.id));
    return [{ id: head.id, network, home: home(head), digest: digest.end() }];
  };
  for (const post of readPosts(db, at)) {
    if (post.thread !== head?.id) {
      yield* close();
      digest = undefined;
      head = headOf(heads, post.thread);
      group = tally?.group(network.pk, head.groupId);
    }
    if (group) tally?.add(group, post);
    if (post.line === null) continue;
    digest ??= begin(head, home(head) === keyOf(network.name, "group", head.groupId ?? "") ? [] : [home(head)]);
    digest.add(post.line);
  }
  yield* close();
  heads.return?.();
  parts.close();
}

/** Both come in the order of ids, and no message is without its thread. */
function headOf(heads: IterableIterator<Head>, id: string): Head {
  for (let next = heads.next(); !next.done; next = heads.next()) if (next.value.id === id) return next.value;
  throw new Error(`thread ${id} has messages and no row`);
}

function begin({ id, groupId, title, kind }: Head, moved: readonly Key[]): PartsDigest {
  const digest = partsDigest();
  digest.add([id, groupId, title ?? "", messageKindOf(kind), ...moved].join(SEPARATOR));
  return digest;
}

interface PartsDigest {
  add(part: string): void;
  end(): string;
}

const HASHED_CHARS = 65_536;

/** sha256 of a text that comes in parts. What is short, as most conversations are, is hashed in one go. */
function partsDigest(): PartsDigest {
  let hash: Hash | undefined;
  let text = "";
  return {
    add(part) {
      text += part;
      if (text.length < HASHED_CHARS) return;
      hash = (hash ?? createHash("sha256")).update(text);
      text = "";
    },
    end: () => hash?.update(text).digest("hex") ?? sha256("sha256", text),
  };
}
