import type { Key } from "../model/key.ts";
import { messageKindCode } from "../store/codes.ts";
import type { Db } from "../store/store.ts";
import type { GroupStory, ThreadSummary, TopicSummary } from "./target.ts";

/** How much of a story fits beside a sub-group's conversations. */
const STORY_TOPICS = 8;
const STORY_ANSWERED = 3;

export interface StoryOptions {
  readonly plan: number;
  /** SQL: a publish action `a` that has landed; the join that leaves of messages `m` those it covers. */
  readonly landed: string;
  readonly covered: string;
  readonly threadsWhere: (where: string, values: readonly unknown[], order: string) => Iterable<ThreadSummary>;
}

/** What a sub-group's page tells of it. Counts of people are counts: nobody is named beside one. */
export function createStories(db: Db, { plan, landed, covered, threadsWhere }: StoryOptions): (group: Key) => GroupStory {
  const topicsOf = db.prepare<[Key], TopicSummary>(
    `SELECT min(x.name) AS name, count(*) AS messages FROM action a CROSS JOIN message m ON m.network = a.network AND m.thread_id = a.id ${covered}
     CROSS JOIN message_topic x ON x.network = m.network AND x.message_id = m.id
     WHERE ${landed} AND a.parent = +? GROUP BY lower(x.name) ORDER BY messages DESC, lower(x.name) LIMIT ${STORY_TOPICS}`,
  );
  const written = db.prepare<[Key], { messages: number }>(
    `SELECT count(*) AS messages FROM action a CROSS JOIN message m ON m.network = a.network AND m.thread_id = a.id ${covered}
     WHERE ${landed} AND a.parent = +? AND +m.author_id IS NOT NULL GROUP BY m.network, m.author_id ORDER BY messages DESC`,
  );
  // By the group that it was written in, not by the threads that go along: of some of them nothing can be shown at all. Read once: few groups, fewer reasons.
  const leftOut = once(() => {
    const sql = `SELECT h.key, coalesce(r.reason, 'unknown') AS reason, count(*) AS messages
      FROM action_record r CROSS JOIN message m ON m.network = r.network AND m.id = r.id JOIN thread t ON t.network = m.network AND t.id = m.thread_id
      JOIN group_mapping g ON g.target = (SELECT target FROM plan WHERE id = ${plan}) AND g.network = t.network AND g.id = t.group_id
      JOIN sub_group h ON h.target = g.target AND h.network = g.home_network AND h.id = g.home_id
      WHERE r.plan = ${plan} AND r.kind = 5 AND r.fate = 'skipped' AND r.reason IS NOT 'private-conversation'
      GROUP BY h.key, r.reason ORDER BY messages DESC, reason`;
    const byGroup = new Map<Key, { reason: string; messages: number }[]>();
    for (const { key, ...rest } of db.prepare<[], { key: Key; reason: string; messages: number }>(sql).iterate()) {
      byGroup.set(key, [...(byGroup.get(key) ?? []), rest]);
    }
    return byGroup;
  });

  return (group) => {
    const most = `HAVING count(*) > 2 ORDER BY t.kind = ${messageKindCode.question} DESC, messages DESC, lastAt DESC, n.name, a.id LIMIT ${STORY_ANSWERED}`;
    const answered = [...threadsWhere(`a.parent = +? AND t.kind <> ${messageKindCode.system}`, [group], most)];
    const hasQuestions = answered[0]?.kind === "question";
    return {
      topics: topicsOf.all(group),
      carriers: carriersAmong(written.iterate(group)),
      answered: answered.filter((thread) => !hasQuestions || thread.kind === "question"),
      notShown: leftOut().get(group) ?? [],
    };
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** `rows`: messages of each writer, most first. How few of them reach half of all is told, who they are is not. */
function carriersAmong(rows: Iterable<{ readonly messages: number }>): GroupStory["carriers"] {
  const counts: number[] = [];
  let total = 0;
  for (const { messages } of rows) {
    counts.push(messages);
    total += messages;
  }
  if (total === 0) return null;
  let half = 0;
  for (let sum = 0; sum * 2 < total; half++) sum += counts[half] ?? total;
  return { half, all: counts.length };
}
