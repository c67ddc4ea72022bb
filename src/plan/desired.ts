import { hash } from "node:crypto";
import type { Action } from "../model/action.ts";
import { keyOf, type Key } from "../model/key.ts";
import type { Db } from "../store/store.ts";
import { conversations } from "./conversations.ts";
import { textDigest, type TextDigest } from "./digest.ts";
import { SEPARATOR, type Selection } from "./posts.ts";
import { memberSkipReason, needsAccount } from "./reasons.ts";
import type { Tally } from "./tally.ts";

/** An action as the plan wants it, with the source ids of what it is about. */
export interface Desired extends Action {
  readonly network: number;
  readonly id: string;
}

export interface DesiredOptions {
  readonly target: string;
  readonly selection: Selection;
  readonly tally?: Tally;
}

function digestOf(parts: readonly (string | number | null | undefined)[]): string {
  return hash("sha256", parts.map((part) => String(part ?? "")).join(SEPARATOR));
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

function networksByName(db: Db): NetworkRow[] {
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
       m.treatment, m.target_person, m.target_name, (SELECT a.sha256 FROM avatar a WHERE a.network = p.network AND a.person_id = p.id) AS picture FROM person p
     JOIN person_mapping m ON m.network = p.network AND m.id = p.id AND m.target = ?
     WHERE p.network = ? AND m.treatment IN ('match', 'placeholder', 'create') ${planned} ORDER BY p.id`,
  );
  for (const network of networksByName(db)) {
    for (const { id, picture, ...fields } of query.iterate(target, network.pk)) {
      yield {
        key: keyOf(network.name, "person", String(id)),
        kind: "person",
        phase: "content",
        parent: null,
        // Without a picture the digest is what it was before there were any.
        digest: digestOf([...Object.values(fields), ...(picture ? [picture] : [])]),
        network: network.pk,
        id: String(id),
      };
    }
  }
}

/** One publish action a conversation (capabilities.unit = thread): everything of it that counts. */
function* threads(db: Db, options: DesiredOptions): Generator<Desired> {
  const networks = networksByName(db);
  const homes = homesOf(db, options.target);
  for (const { id, network, home, digest } of conversations(db, { ...options, networks, homes })) {
    yield {
      key: keyOf(network.name, "thread", id),
      kind: "publish",
      phase: "content",
      parent: home,
      digest,
      network: network.pk,
      id,
    };
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
  let open: { home: Key; network: number; id: string; hash: TextDigest } | undefined;
  const close = (): Desired[] => {
    if (!open) return [];
    const { home, network, id, hash } = open;
    return [{ key: membersKey(home), kind: "members", phase: "open", parent: home, digest: hash.end(), network, id }];
  };
  for (const row of query.iterate(target, target)) {
    if (open?.home !== row.home) {
      yield* close();
      open = { home: row.home, network: row.homeNetwork, id: row.homeId, hash: textDigest() };
    }
    open.hash.add(`${row.line}${SEPARATOR}`);
  }
  yield* close();
}
