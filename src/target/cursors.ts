import type { MessageKind } from "../model/conversation.ts";
import { keyOf, type Key } from "../model/key.ts";
import type { Role } from "../model/network.ts";
import { flag, messageKindOf } from "../store/codes.ts";
import { keptStatements } from "../store/statements.ts";
import type { Db } from "../store/store.ts";
import { createPosts } from "./posts.ts";
import { createStories } from "./stories.ts";
import type { MigratedCursors, PersonView, SubGroupView, ThreadSummary } from "./target.ts";

export interface CursorOptions {
  readonly plan: number;
  readonly target: string;
  readonly person: (network: string, id: string) => PersonView | undefined;
  readonly subGroup: (key: Key) => SubGroupView;
}

interface SummaryRow {
  readonly pk: number;
  readonly key: Key;
  readonly parent: Key;
  readonly network: string;
  readonly id: string;
  readonly title: string | null;
  readonly kind: number;
  readonly createdAt: number | null;
  readonly lastAt: number | null;
  readonly messages: number;
  readonly best: number;
}

interface FirstRow {
  readonly body: string | null;
  readonly author: string | null;
  readonly title: string | null;
}

/** Everything here reads the ledger of one plan and what of it has landed. */
export function createCursors(db: Db, { plan, target, person, subGroup }: CursorOptions): MigratedCursors {
  const read = keptStatements(db);
  const isPublic = `a.parent NOT IN (SELECT s.key FROM sub_group s WHERE s.target = (SELECT target FROM plan WHERE id = ${plan}) AND s.privacy = 'private')`;
  const covered = `CROSS JOIN action_record r ON r.plan = ${plan} AND r.kind = 5 AND r.network = m.network AND r.id = +m.id AND r.action = a.pk`;
  const landed = `a.plan = ${plan} AND a.kind = 'publish' AND a.state = 'done'`;
  const newestFirst = "ORDER BY lastAt DESC, n.name, a.id DESC";
  // Joined in this order: from few actions to their messages. SQLite would go through an index of all messages for each.
  const summaries = (where: string, order: string, from: string) =>
    `SELECT a.pk, a.key, a.parent, n.name AS network, CAST(a.id AS TEXT) AS id, t.title, t.kind, min(m.created_at) AS createdAt, max(m.created_at) AS lastAt,
       count(*) AS messages, max(m.flags & ${flag.bestAnswer}) AS best
     FROM ${from} CROSS JOIN network n ON n.pk = a.network CROSS JOIN thread t ON t.network = a.network AND t.id = a.id
     CROSS JOIN message m ON m.network = a.network AND m.thread_id = a.id ${covered}
     WHERE ${landed} AND ${where} GROUP BY a.pk ${order}`;
  const first = db.prepare<[number], FirstRow>(
    `SELECT m.body, CAST(m.author_id AS TEXT) AS author, m.title FROM action a JOIN message m ON m.network = a.network AND m.thread_id = a.id ${covered}
     WHERE a.pk = +? ORDER BY m.created_at, m.id LIMIT 1`,
  );

  const named = (network: string, id: string) => `LEFT JOIN person p ON p.network = ${network} AND p.id = ${id}
    LEFT JOIN person_mapping pm ON pm.target = (SELECT target FROM plan WHERE id = ${plan}) AND pm.network = ${network} AND pm.id = ${id} AND pm.treatment = 'match'`;
  // By the name that is shown. Those who left may be shown without theirs: then their place must not tell it either, so they come last.
  const shown = "coalesce(pm.target_name, CASE WHEN p.state IN ('deleted', 'suspended') THEN NULL ELSE p.name END)";
  const byName = `${shown} IS NULL, lower(${shown})`;

  function* threadsWhere(where: string, values: readonly unknown[], order = newestFirst, from = "action a"): Generator<ThreadSummary> {
    for (const row of read<SummaryRow>(summaries(where, order, from), values)) {
      const start = first.get(row.pk);
      const { pk: _, parent, kind, best, ...rest } = row;
      const shownKind: MessageKind = messageKindOf(kind);
      const author = start?.author == null ? null : (person(row.network, start.author) ?? null);
      yield {
        ...rest,
        kind: shownKind,
        title: row.title ?? start?.title ?? null,
        body: start?.body ?? null,
        author,
        isAnswered: best !== 0,
        subGroup: subGroup(parent),
      };
    }
  }

  function* everybody(
    sql: string,
    values: readonly unknown[],
  ): Generator<{ person: PersonView; row: { network: string; id: string; role: Role } }> {
    for (const row of read<{ network: string; id: string; role: Role }>(sql, values)) {
      const view = person(row.network, row.id);
      if (view) yield { person: view, row };
    }
  }

  const story = createStories(db, { plan, landed, covered, threadsWhere });

  return {
    *subGroups() {
      const rows = db.prepare<[], { key: Key }>(
        `SELECT a.key FROM action a WHERE a.plan = ${plan} AND a.kind = 'sub-group' AND a.state = 'done' ORDER BY a.position`,
      );
      for (const { key } of rows.all()) yield subGroup(key);
    },
    *linked() {
      const rows = db.prepare<[string], { network: string; id: string; name: string; description: string | null }>(
        `SELECT n.name AS network, CAST(g.id AS TEXT) AS id, m.name, g.description FROM group_mapping m JOIN network n ON n.pk = m.network
         JOIN grp g ON g.network = m.network AND g.id = m.id
         WHERE m.target = +? AND m.action = 'link' AND m.privacy <> 'private' AND coalesce(g.privacy, '') <> 'private' ORDER BY n.name, m.id`,
      );
      for (const { network, id, ...rest } of rows.iterate(target)) yield { key: keyOf(network, "group", id), ...rest };
    },
    *people() {
      const sql = `SELECT n.name AS network, CAST(a.id AS TEXT) AS id FROM action a JOIN network n ON n.pk = a.network
        ${named("a.network", "a.id")} WHERE a.plan = ${plan} AND a.kind = 'person' AND a.state = 'done' ORDER BY ${byName}, n.name, a.id`;
      for (const { person: view } of everybody(sql, [])) yield view;
    },
    threads: (group) => threadsWhere("a.parent = +?", [group]),
    // Also while the action that puts them in is being performed: it asks whom.
    *members(group) {
      // Who is in several groups of one sub-group stands there once, as the most that they are.
      const sql = `SELECT n.name AS network, CAST(x.person_id AS TEXT) AS id, min(x.role) AS role FROM action a
        CROSS JOIN group_mapping g ON g.target = +? AND g.home_network = a.network AND g.home_id = a.id CROSS JOIN network n ON n.pk = g.network
        CROSS JOIN membership x ON x.network = g.network AND x.group_id = g.id
        CROSS JOIN action_record r ON r.plan = ${plan} AND r.kind = 3 AND r.network = x.network AND r.id = x.group_id || ':' || x.person_id AND r.action = a.pk
        JOIN person p ON p.network = x.network AND p.id = x.person_id
        WHERE a.plan = ${plan} AND a.kind = 'members' AND a.state IN ('done', 'running') AND a.parent = +?
        GROUP BY x.network, x.person_id ORDER BY min(x.role), lower(p.name), x.person_id, n.name`;
      for (const { person: view, row } of everybody(sql, [target, group])) yield { person: view, role: row.role };
    },
    *authors(group) {
      const sql = `SELECT n.name AS network, CAST(m.author_id AS TEXT) AS id FROM action a CROSS JOIN network n ON n.pk = a.network
        CROSS JOIN message m ON m.network = a.network AND m.thread_id = a.id ${covered}
        ${named("m.network", "m.author_id")} WHERE ${landed} AND a.parent = +? AND +m.author_id IS NOT NULL
        GROUP BY m.network, m.author_id ORDER BY ${byName}, n.name, m.author_id`;
      for (const { person: view } of everybody(sql, [group])) yield view;
    },
    story,
    months(group) {
      const sql = `SELECT strftime('%Y-%m', m.created_at / 1000, 'unixepoch') AS month, count(*) AS messages FROM action a
        CROSS JOIN message m ON m.network = a.network AND m.thread_id = a.id ${covered} WHERE ${landed} AND a.parent = +? AND m.created_at IS NOT NULL GROUP BY month ORDER BY month`;
      return read<{ month: string; messages: number }>(sql, [group]);
    },
    threadsOf(key, of) {
      const [network, , id] = key.split("/");
      const theirs = `(SELECT DISTINCT q.action FROM message w CROSS JOIN action_record q ON q.plan = ${plan} AND q.kind = 5 AND q.network = w.network AND q.id = +w.id
        WHERE w.network = (SELECT pk FROM network WHERE name = +?) AND w.author_id = +? AND q.action IS NOT NULL) o CROSS JOIN action a ON a.pk = o.action`;
      return threadsWhere(of === "public" ? isPublic : `NOT (${isPublic})`, [network, id], newestFirst, theirs);
    },
    *threadsNaming(key) {
      const [network, , id] = key.split("/");
      const naming = ["mention", "praise_person"].map(
        (table) => `SELECT x.message_id FROM ${table} x, who WHERE x.network = who.network AND x.person_id = who.id`,
      );
      const sql = `WITH who(network, id) AS (SELECT pk, CAST(? AS INTEGER) FROM network WHERE name = +?),
        post(id) AS (SELECT m.id FROM who CROSS JOIN message m ON m.network = who.network AND m.author_id = who.id UNION ${naming.join(" UNION ")})
        SELECT DISTINCT a.key FROM who CROSS JOIN post CROSS JOIN action_record r ON r.plan = ${plan} AND r.kind = 5 AND r.network = who.network AND r.id = +post.id
        CROSS JOIN action a ON a.pk = r.action WHERE ${landed} ORDER BY a.pk`;
      for (const row of db.prepare<[string | undefined, string | undefined], { key: Key }>(sql).all(id, network)) yield row.key;
    },
    *threadsSharing(group) {
      const sql = `SELECT DISTINCT a.key FROM attachment x CROSS JOIN action_record f ON f.plan = ${plan} AND f.kind = 5 AND f.network = x.network AND f.id = +x.id
        CROSS JOIN action o ON o.pk = f.action AND o.parent = +? CROSS JOIN action_record r ON r.plan = ${plan} AND r.kind = 5 AND r.network = x.network AND r.id = +x.message_id
        CROSS JOIN action a ON a.pk = r.action AND a.parent <> o.parent WHERE x.kind = 'message' AND ${landed} ORDER BY a.pk`;
      for (const row of db.prepare<[Key], { key: Key }>(sql).all(group)) yield row.key;
    },
    topics() {
      const sql = `SELECT min(x.name) AS name, count(*) AS messages FROM message_topic x CROSS JOIN message m ON m.network = x.network AND m.id = x.message_id
        CROSS JOIN action a ON a.network = m.network AND a.id = m.thread_id AND ${landed} ${covered} WHERE ${isPublic} GROUP BY lower(x.name) ORDER BY messages DESC, lower(x.name)`;
      return db.prepare<[], { name: string; messages: number }>(sql).all();
    },
    threadsAbout(topic) {
      const about = `(SELECT DISTINCT q.action FROM message_topic x CROSS JOIN action_record q ON q.plan = ${plan} AND q.kind = 5 AND q.network = x.network AND q.id = +x.message_id
        WHERE lower(x.name) = lower(?) AND q.action IS NOT NULL) o CROSS JOIN action a ON a.pk = o.action`;
      return threadsWhere(isPublic, [topic], newestFirst, about);
    },
    posts: createPosts(db, { plan, person, subGroup, isPublic, covered, landed }),
  };
}

interface StatsRow {
  readonly threads: number;
  readonly messages: number;
  readonly firstAt: number | null;
  readonly lastAt: number | null;
}

/** A sub-group as the plan wants it; counts are of what the plan covers. Few hundred at most, so each is made once. */
export function createSubGroups(db: Db, { plan, target }: { readonly plan: number; readonly target: string }) {
  const base = db.prepare<[string, string], Record<string, string | number | null>>(
    `SELECT coalesce(n.name, substr(r.key, 1, instr(r.key, '/') - 1)) AS network, CAST(a.id AS TEXT) AS groupId, r.name, r.slug, r.privacy, r.parent, r.existing, r.action, s.description,
       (SELECT count(DISTINCT x.network || substr(x.id, instr(x.id, ':'))) FROM action_record x JOIN action m ON m.pk = x.action WHERE x.plan = ${plan} AND x.kind = 3 AND m.parent = a.key) AS members,
       EXISTS (SELECT 1 FROM group_mapping g JOIN membership x ON x.network = g.network AND x.group_id = g.id
         WHERE g.target = r.target AND g.home_network = r.network AND g.home_id = r.id) AS known
     FROM action a CROSS JOIN sub_group r ON r.target = +? AND r.network = a.network AND r.id = a.id
     LEFT JOIN network n ON n.pk = a.network LEFT JOIN grp s ON s.network = a.network AND s.id = a.id
     WHERE a.plan = ${plan} AND a.kind = 'sub-group' AND a.key = +?`,
  );
  const included = db.prepare<[string, string], { name: string; isPrivate: number }>(
    `SELECT coalesce(s.name, 'Group ' || s.id) AS name, (coalesce(s.privacy, '') = 'private' OR g.privacy = 'private') AS isPrivate FROM sub_group r
     JOIN group_mapping g ON g.target = r.target AND g.home_network = r.network AND g.home_id = r.id JOIN grp s ON s.network = g.network AND s.id = g.id
     WHERE r.target = +? AND r.key = +? AND g.action = 'merge' ORDER BY lower(s.name), g.network, g.id`,
  );
  const stats = db.prepare<[string], StatsRow>(
    `SELECT count(DISTINCT a.pk) AS threads, count(m.id) AS messages, min(m.created_at) AS firstAt, max(m.created_at) AS lastAt FROM action a
     JOIN message m ON m.network = a.network AND m.thread_id = a.id
     CROSS JOIN action_record r ON r.plan = ${plan} AND r.kind = 5 AND r.network = m.network AND r.id = +m.id AND r.action = a.pk
     WHERE a.plan = ${plan} AND a.kind = 'publish' AND a.parent = +?`,
  );
  const cache = new Map<Key, SubGroupView>();
  return function subGroup(key: Key): SubGroupView {
    const cached = cache.get(key);
    if (cached) return cached;
    const row = base.get(target, key);
    if (!row) throw new Error(`the plan has no sub-group ${key}`);
    const counts = stats.get(key) ?? { threads: 0, messages: 0, firstAt: null, lastAt: null };
    const privacy = row["privacy"];
    const isPrivate = privacy === "private";
    const includes = included.all(target, key).flatMap((group) => (isPrivate || group.isPrivate === 0 ? [group.name] : []));
    const view: SubGroupView = {
      key,
      network: String(row["network"]),
      groupId: String(row["groupId"]),
      name: String(row["name"]),
      slug: String(row["slug"]),
      description: row["description"] === null ? null : String(row["description"]),
      privacy: privacy === "public" || privacy === "private" || privacy === "unlisted" ? privacy : "unknown",
      isPrivate,
      ...(row["parent"] === null ? {} : { parent: String(row["parent"]) as Key }),
      ...(row["existing"] === null ? {} : { existing: String(row["existing"]) }),
      ...(row["action"] === "adopt" ? { isAdopted: true } : {}),
      ...(includes.length > 0 ? { includes } : {}),
      membersKnown: row["known"] === 1,
      members: Number(row["members"]),
      ...counts,
    };
    cache.set(key, view);
    return view;
  };
}
