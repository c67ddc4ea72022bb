import type { Db } from "../store/store.ts";
import { groupActivity } from "../store/activity.ts";

export interface GroupQuestion {
  readonly key: string;
  readonly name: string;
  readonly proposal: string;
  readonly reason: string;
  readonly privacy: string;
  readonly messages: number;
  readonly members: number | null;
}

export interface AccountChoice {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly department: string | null;
}

export interface PersonQuestion {
  readonly key: string;
  readonly name: string;
  readonly email: string | null;
  readonly department: string | null;
  readonly proposal: string;
  readonly reason: string;
  readonly messages: number;
  readonly candidates: readonly AccountChoice[];
}

export interface Questions {
  readonly groups: readonly GroupQuestion[];
  /** Only people for whom there is somebody to choose. */
  readonly people: readonly PersonQuestion[];
  /** Every group, for saying where one is merged into. */
  readonly destinations: readonly { readonly key: string; readonly name: string }[];
}

export function questionsOf(db: Db, target: string): Questions {
  const accounts = db.prepare<[string, string], AccountChoice>(
    "SELECT t.id, t.name, t.email, t.department FROM target_person t JOIN json_each(?) c ON c.value = t.id WHERE t.target = ? ORDER BY t.id",
  );
  return {
    groups: db.prepare<[string], GroupQuestion>(groups).all(target),
    people: db
      .prepare<[string], Omit<PersonQuestion, "candidates"> & { candidates: string }>(people)
      .all(target)
      .map((row) => ({ ...row, candidates: accounts.all(row.candidates, target) })),
    destinations: db
      .prepare<[string], { key: string; name: string }>(
        "SELECT n.name || '/group/' || m.id AS key, m.name FROM group_mapping m JOIN network n ON n.pk = m.network WHERE m.target = ? ORDER BY lower(m.name), m.id",
      )
      .all(target),
  };
}

const groups = `
SELECT n.name || '/group/' || m.id AS key, m.name, m.action AS proposal, m.reason, m.privacy, coalesce(x.messages, 0) AS messages, b.members
FROM group_mapping m JOIN network n ON n.pk = m.network
LEFT JOIN ${groupActivity} x ON x.network = m.network AND x.group_id = m.id
LEFT JOIN (SELECT network, group_id, count(*) AS members FROM membership GROUP BY network, group_id) b ON b.network = m.network AND b.group_id = m.id
WHERE m.target = ? AND m.decided_by = 'regroup' ORDER BY messages DESC, n.name, m.id
`;

const people = `
SELECT n.name || '/person/' || m.id AS key, coalesce(p.name, 'Unknown person ' || p.id) AS name, p.email, p.department, m.treatment AS proposal, m.reason,
  coalesce(a.n, 0) AS messages, m.candidates
FROM person_mapping m JOIN network n ON n.pk = m.network JOIN person p ON p.network = m.network AND p.id = m.id
LEFT JOIN (SELECT network, author_id, count(*) AS n FROM message WHERE author_id IS NOT NULL GROUP BY network, author_id) a ON a.network = m.network AND a.author_id = m.id
WHERE m.target = ? AND m.decided_by = 'regroup' AND m.candidates IS NOT NULL ORDER BY messages DESC, n.name, m.id
`;
