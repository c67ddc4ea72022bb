import type { Db } from "../store/store.ts";
import { groupActivity } from "../store/activity.ts";

/** Of the rows still undecided, the first few by messages: how many, and which share of all posts is settled once they are. */
export interface Share {
  readonly rows: number;
  readonly undecided: number;
  readonly settledPercent: number;
  readonly thenPercent: number;
}

export interface Shares {
  readonly people: Share;
  readonly groups: Share;
}

const ENOUGH = 0.98;

export function shares(db: Db, target: string): Shares {
  return {
    people: shareOf(db.prepare<[string], Weighed>(people).all(target)),
    groups: shareOf(db.prepare<[string], Weighed>(groups).all(target)),
  };
}

interface Weighed {
  readonly messages: number;
  readonly isSettled: number;
}

/** As many rows as bring the settled posts to 98 %, or all that have any. `rows` come most posts first. */
export function shareOf(rows: readonly Weighed[]): Share {
  const total = rows.reduce((sum, row) => sum + row.messages, 0);
  const settled = rows.reduce((sum, row) => sum + (row.isSettled ? row.messages : 0), 0);
  const open = rows.filter((row) => !row.isSettled);
  let then = settled;
  let count = 0;
  for (const row of open) {
    if (row.messages === 0 || then >= ENOUGH * total) break;
    then += row.messages;
    count++;
  }
  const percent = (part: number) => (total === 0 ? 100 : Math.floor((100 * part) / total));
  return { rows: count, undecided: open.length, settledPercent: percent(settled), thenPercent: percent(then) };
}

const people = `
SELECT coalesce(a.n, 0) AS messages, m.treatment = 'match' OR m.decided_by <> 'regroup' AS isSettled FROM person_mapping m
LEFT JOIN (SELECT network, author_id, count(*) AS n FROM message WHERE author_id IS NOT NULL GROUP BY network, author_id) a ON a.network = m.network AND a.author_id = m.id
WHERE m.target = ? ORDER BY messages DESC
`;

const groups = `
SELECT coalesce(x.messages, 0) AS messages, m.decided_by <> 'regroup' AS isSettled FROM group_mapping m
LEFT JOIN ${groupActivity} x ON x.network = m.network AND x.group_id = m.id
WHERE m.target = ? ORDER BY messages DESC
`;
