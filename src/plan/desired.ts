import { createHash } from "node:crypto";
import type { Policies } from "../config.ts";
import type { Action } from "../model/action.ts";
import { keyOf, type Key } from "../model/key.ts";
import { messageKindOf } from "../store/codes.ts";
import type { Db } from "../store/store.ts";
import { sortedGroups } from "./merge-cursor.ts";
import { LEFT_OUT, memberSkipReason, needsAccount, skipReasonBesideAuthor } from "./reasons.ts";

/** An action as the plan wants it, with the source ids of what it is about. */
export interface Desired extends Action {
  readonly network: number;
  readonly id: string;
}

/** Which records count: those that the policies let through, or (when checking an approval) exactly those that were planned. */
export type Selection = { readonly by: "policies"; readonly policies: Policies } | { readonly by: "plan"; readonly plan: number };

export interface DesiredOptions {
  readonly target: string;
  readonly selection: Selection;
}

const SEPARATOR = "\u001f";

function digestOf(parts: readonly (string | number | null | undefined)[]): string {
  return createHash("sha256")
    .update(parts.map((part) => String(part ?? "")).join(SEPARATOR))
    .digest("hex");
}

/**
 * Every action that a plan for `target` wants, in order: sub-groups, people, threads, members. Streams; bodies are read, never parsed.
 * The digest covers source fields and mappings, never rendered output: a better converter changes nothing.
 */
export function* desiredActions(db: Db, options: DesiredOptions): Generator<Desired> {
  yield* subGroups(db, options);
  yield* people(db, options);
  yield* threads(db, options);
  yield* members(db, options);
}

interface NetworkRow {
  readonly pk: number;
  readonly name: string;
}

export function networksByName(db: Db): NetworkRow[] {
  return db.prepare<[], NetworkRow>("SELECT pk, name FROM network ORDER BY name").all();
}

function* subGroups(db: Db, { target, selection }: DesiredOptions): Generator<Desired> {
  const planned =
    selection.by === "plan"
      ? `AND EXISTS (SELECT 1 FROM action a WHERE a.plan = ${selection.plan} AND a.kind = 'sub-group' AND a.network = r.network AND a.id = r.id)`
      : "";
  const query = db.prepare<[string], Record<string, string | number | null> & { network: number; key: Key }>(
    `SELECT r.network, CAST(r.id AS TEXT) AS id, r.key, r.name, r.slug, r.action, r.parent, r.privacy, r.wave, r.existing, g.description
     FROM sub_group r LEFT JOIN network n ON n.pk = r.network LEFT JOIN grp g ON g.network = r.network AND g.id = r.id
     WHERE r.target = ? ${planned} ORDER BY r.depth, n.name, r.network, r.id`,
  );
  for (const row of query.iterate(target)) {
    const fields = [row["name"], row["slug"], row["action"], row["parent"], row["privacy"], row["wave"], row["description"]];
    const digest = digestOf(row["existing"] === null ? fields : [...fields, row["existing"]]);
    yield { key: row.key, kind: "sub-group", phase: "shell", parent: null, digest, network: row.network, id: String(row["id"]) };
  }
}

/** Where the posts and people of each group end up, by network and id of the group. Few thousand at most. */
function homesOf(db: Db, target: string): ReadonlyMap<string, Key> {
  const rows = db
    .prepare<[string], { network: number; id: string; home: Key }>(
      `SELECT g.network, CAST(g.id AS TEXT) AS id, r.key AS home FROM group_mapping g
       JOIN sub_group r ON r.target = g.target AND r.network = g.home_network AND r.id = g.home_id WHERE g.target = ?`,
    )
    .all(target);
  return new Map(rows.map((row) => [`${row.network}/${row.id}`, row.home]));
}

function* people(db: Db, { target, selection }: DesiredOptions): Generator<Desired> {
  const planned =
    selection.by === "plan"
      ? `AND EXISTS (SELECT 1 FROM action a WHERE a.plan = ${selection.plan} AND a.kind = 'person' AND a.network = p.network AND a.id = p.id)`
      : `AND ${needsAccount}`;
  const query = db.prepare<[string, number], Record<string, string | number | null>>(
    `SELECT CAST(p.id AS TEXT) AS id, p.name, p.email, p.job_title, p.department, p.state, p.is_guest, p.is_bot, p.is_placeholder,
       m.treatment, m.target_person, m.target_name FROM person p
     JOIN person_mapping m ON m.network = p.network AND m.id = p.id AND m.target = ?
     WHERE p.network = ? AND m.treatment IN ('match', 'placeholder', 'create') ${planned} ORDER BY p.id`,
  );
  for (const network of networksByName(db)) {
    for (const { id, ...fields } of query.iterate(target, network.pk)) {
      yield {
        key: keyOf(network.name, "person", String(id)),
        kind: "person",
        phase: "content",
        parent: null,
        digest: digestOf(Object.values(fields)),
        network: network.pk,
        id: String(id),
      };
    }
  }
}

interface MessageRow {
  readonly thread: string;
  readonly groupId: string;
  readonly threadTitle: string | null;
  readonly threadKind: number;
  readonly id: string;
  readonly author: string | null;
  readonly line: string;
}

const CACHED_AUTHORS = 20_000;

interface Author {
  /** What of them the digest of a message covers. */
  readonly line: string;
  readonly isLeftOut: boolean;
}

/** Looks authors up once, not for each of their messages. The many asked for last are kept. */
function authorsOf(db: Db, target: string, network: number): (id: string | null) => Author {
  const query = db.prepare<[number, string, string], Record<"treatment" | "targetName" | "name", string | null>>(
    `SELECT p.treatment, p.target_name AS targetName, a.name FROM (SELECT ? AS network, ? AS id) k
     LEFT JOIN person a ON a.network = k.network AND a.id = k.id LEFT JOIN person_mapping p ON p.target = ? AND p.network = k.network AND p.id = k.id`,
  );
  const cache = new Map<string | null, Author>();
  return (id) => {
    const known = cache.get(id);
    if (known) return known;
    const row = id === null ? undefined : query.get(network, id, target);
    const line = [row?.treatment, row?.targetName, row?.name].map((field) => field ?? "").join(SEPARATOR);
    const author: Author = { line, isLeftOut: row?.treatment === LEFT_OUT };
    if (cache.size >= CACHED_AUTHORS) cache.clear();
    cache.set(id, author);
    return author;
  };
}

/** One publish action a thread (capabilities.unit = thread): everything of it that counts, in the order of ids (that of the index, so nothing is sorted). */
function* threads(db: Db, options: DesiredOptions): Generator<Desired> {
  const { target, selection } = options;
  const counts =
    selection.by === "plan"
      ? `CROSS JOIN action_record r ON r.plan = ${selection.plan} AND r.kind = 5 AND r.network = m.network AND r.id = +m.id AND r.action IS NOT NULL`
      : "";
  const where = selection.by === "plan" ? "" : `AND ${skipReasonBesideAuthor(selection.policies)} IS NULL`;
  // One text a message, joined by the unit separator in SQL: a row of few values is cheaper to hand over than one of sixteen.
  const fields = ["m.id", "m.reply_to_id", "m.author_id", "m.created_at", "m.kind", "m.flags", "m.title", "m.body", "m.body_html"];
  const query = db.prepare<[string, number], MessageRow>(
    `SELECT CAST(m.thread_id AS TEXT) AS thread, CAST(t.group_id AS TEXT) AS groupId, t.title AS threadTitle, t.kind AS threadKind, CAST(m.id AS TEXT) AS id,
       CAST(m.author_id AS TEXT) AS author, ${fields.map((field) => `coalesce(${field}, '')`).join(" || char(31) || ")} AS line
     FROM message m
     JOIN thread t ON t.network = m.network AND t.id = m.thread_id
     JOIN group_mapping g ON g.target = ? AND g.network = t.network AND g.id = t.group_id
     ${counts}
     WHERE m.network = ? ${where} ORDER BY m.network, m.thread_id, m.id`,
  );
  const homes = homesOf(db, target);
  for (const network of networksByName(db)) {
    const parts = sortedGroups(db, network.pk);
    const authorOf = authorsOf(db, target, network.pk);
    let open: { id: string; home: Key; hash: ReturnType<typeof createHash>; messages: Set<string> } | undefined;
    const close = (): Desired[] => {
      if (!open) return [];
      open.hash.update(parts.of(open.id, open.messages));
      return [
        {
          key: keyOf(network.name, "thread", open.id),
          kind: "publish",
          phase: "content",
          parent: open.home,
          digest: open.hash.digest("hex"),
          network: network.pk,
          id: open.id,
        },
      ];
    };
    for (const row of query.iterate(target, network.pk)) {
      const author = authorOf(row.author);
      if (author.isLeftOut && selection.by === "policies") continue;
      if (open?.id !== row.thread) {
        yield* close();
        const own = keyOf(network.name, "group", row.groupId);
        const home = homes.get(`${network.pk}/${row.groupId}`) ?? own;
        open = { id: row.thread, home, hash: createHash("sha256"), messages: new Set() };
        const moved = home === own ? [] : [home];
        open.hash.update([row.thread, row.groupId, row.threadTitle ?? "", messageKindOf(row.threadKind), ...moved].join(SEPARATOR));
      }
      open.hash.update(`${row.line}${SEPARATOR}${author.line}`);
      open.messages.add(row.id);
    }
    yield* close();
    parts.close();
  }
}

export const MEMBERS_SUFFIX = "#members";

export function membersKey(group: Key): Key {
  return `${group}${MEMBERS_SUFFIX}` as Key;
}

function* members(db: Db, { target, selection }: DesiredOptions): Generator<Desired> {
  const counts =
    selection.by === "plan"
      ? `CROSS JOIN action_record r ON r.plan = ${selection.plan} AND r.kind = 3 AND r.network = x.network AND r.id = x.group_id || ':' || x.person_id AND r.action IS NOT NULL`
      : "";
  const where = selection.by === "plan" ? "" : `AND ${memberSkipReason(selection.policies)} IS NULL`;
  // A sub-group has one list, of everybody in any of the groups that come into it; what it was made from comes first in each.
  const query = db.prepare<[string, string], { home: Key; homeNetwork: number; homeId: string; line: string }>(
    `SELECT h.key AS home, h.network AS homeNetwork, CAST(h.id AS TEXT) AS homeId,
       iif(x.network = h.network, '', n.name || '/') || x.person_id || ':' || x.role AS line
     FROM sub_group h CROSS JOIN group_mapping g ON g.target = h.target AND g.home_network = h.network AND g.home_id = h.id
     CROSS JOIN network n ON n.pk = g.network CROSS JOIN membership x ON x.network = g.network AND x.group_id = g.id
     JOIN person_mapping p ON p.target = ? AND p.network = x.network AND p.id = x.person_id ${counts}
     WHERE h.target = ? ${where} ORDER BY h.network, h.id, g.network, g.id, x.person_id`,
  );
  let open: { home: Key; network: number; id: string; hash: ReturnType<typeof createHash> } | undefined;
  const close = (): Desired[] => {
    if (!open) return [];
    const { home, network, id, hash } = open;
    return [{ key: membersKey(home), kind: "members", phase: "open", parent: home, digest: hash.digest("hex"), network, id }];
  };
  for (const row of query.iterate(target, target)) {
    if (open?.home !== row.home) {
      yield* close();
      open = { home: row.home, network: row.homeNetwork, id: row.homeId, hash: createHash("sha256") };
    }
    open.hash.update(`${row.line}${SEPARATOR}`);
  }
  yield* close();
}
