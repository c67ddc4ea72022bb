import { keyOf, type Key } from "../model/key.ts";
import type { Db } from "../store/store.ts";
import { isSecretShare } from "./shares.ts";
import type { PersonView, PostSummary, SubGroupView } from "./target.ts";

export interface PostOptions {
  readonly plan: number;
  readonly person: (network: string, id: string) => PersonView | undefined;
  readonly subGroup: (key: Key) => SubGroupView;
  /** SQL that is true for an action `a` of a public sub-group, and that joins what the plan covers of `m`. */
  readonly isPublic: string;
  readonly covered: string;
  readonly landed: string;
}

interface PostRow {
  readonly network: string;
  readonly id: string;
  readonly author: string | null;
  readonly createdAt: number | null;
  readonly title: string | null;
  readonly body: string | null;
  readonly bodyHtml: string | null;
  readonly threadId: string;
  readonly threadTitle: string | null;
  readonly files: string | null;
  readonly topics: string | null;
  readonly answers: string | null;
  readonly praise: string | null;
}

/** All posts that landed, by time. Only numbers are sorted: texts are looked up one by one, so memory does not grow with them. */
export function createPosts(db: Db, options: PostOptions): (of: "public" | "private") => Generator<PostSummary> {
  const { isPublic, covered, landed } = options;
  const one = db.prepare<[number, number], PostRow>(
    `SELECT n.name AS network, CAST(m.id AS TEXT) AS id, CAST(m.author_id AS TEXT) AS author, m.created_at AS createdAt, m.title, m.body, m.body_html AS bodyHtml,
       CAST(t.id AS TEXT) AS threadId, t.title AS threadTitle,
       (SELECT group_concat(word, char(10)) FROM (SELECT concat_ws(char(10), x.name, x.title) AS word FROM attachment x
         WHERE x.network = m.network AND x.message_id = m.id AND (? OR NOT ${isSecretShare(options.plan)}) ORDER BY x.kind, x.id)) AS files,
       (SELECT group_concat(name, char(10)) FROM (SELECT x.name FROM message_topic x WHERE x.network = m.network AND x.message_id = m.id ORDER BY x.name)) AS topics,
       (SELECT group_concat(answer, char(10)) FROM (SELECT x.answer FROM poll_option x WHERE x.network = m.network AND x.message_id = m.id ORDER BY x.position)) AS answers,
       (SELECT x.comment FROM praise x WHERE x.network = m.network AND x.message_id = m.id) AS praise
     FROM message m JOIN network n ON n.pk = m.network JOIN thread t ON t.network = m.network AND t.id = m.thread_id WHERE m.pk = +?`,
  );

  return function* posts(of) {
    const ordered = db.prepare<[], { pk: number; thread: Key; parent: Key }>(
      `SELECT m.pk, a.key AS thread, a.parent FROM action a CROSS JOIN network n ON n.pk = a.network CROSS JOIN message m ON m.network = a.network AND m.thread_id = a.id ${covered}
       WHERE ${landed} AND ${of === "public" ? isPublic : `NOT (${isPublic})`} ORDER BY m.created_at, n.name, m.id`,
    );
    for (const { pk, thread, parent } of ordered.iterate()) {
      const row = one.get(of === "private" ? 1 : 0, pk);
      if (row === undefined) continue;
      const { network, id, title, body, bodyHtml, createdAt } = row;
      yield {
        key: keyOf(network, "message", id),
        network,
        id,
        thread: { key: thread, id: row.threadId, title: row.threadTitle },
        subGroup: options.subGroup(parent),
        author: row.author === null ? null : (options.person(network, row.author) ?? null),
        createdAt,
        title,
        body,
        bodyHtml,
        aside: [row.files, row.topics, row.answers, row.praise].flatMap((words) => words?.split("\n") ?? []).filter((word) => word !== ""),
      };
    }
  };
}
