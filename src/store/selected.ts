import type { Db } from "./store.ts";

/** Actions of the rooms named in `json_each(@groups)` (keys), and of the people who are seen in them. Takes @plan too. */
export const selectedActions = `
WITH room(key) AS (SELECT value FROM json_each(@groups)),
inside AS (SELECT a.pk, a.kind, a.network, a.id FROM action a WHERE a.plan = @plan AND coalesce(a.parent, a.key) IN (SELECT key FROM room)),
post AS (SELECT m.network, m.id, m.author_id FROM inside t JOIN message m ON m.network = t.network AND m.thread_id = t.id
  CROSS JOIN action_record r ON r.plan = @plan AND r.kind = 5 AND r.network = m.network AND r.id = +m.id AND r.action = t.pk WHERE t.kind = 'publish'),
seen(network, id) AS (
  SELECT network, author_id FROM post WHERE author_id IS NOT NULL
  UNION SELECT x.network, x.person_id FROM post JOIN mention x ON x.network = post.network AND x.message_id = post.id
  UNION SELECT x.network, x.person_id FROM post JOIN praise_person x ON x.network = post.network AND x.message_id = post.id
  UNION SELECT r.network, CAST(substr(r.id, instr(r.id, ':') + 1) AS INTEGER) FROM action_record r JOIN inside t ON t.pk = r.action
    WHERE r.plan = @plan AND r.kind = 3)
SELECT pk FROM inside UNION SELECT a.pk FROM seen JOIN action a ON a.plan = @plan AND a.kind = 'person' AND a.network = seen.network AND a.id = seen.id`;

/** The temporary table that `select` fills: gone with the connection. */
export function makeSelection(db: Db): void {
  db.exec("CREATE TEMP TABLE IF NOT EXISTS selected(pk INTEGER PRIMARY KEY)");
}

/** Leaves the chosen actions of a plan in the table `selected`. `groups` undefined: every action. */
export function select(db: Db, plan: number, groups: readonly string[] | undefined): void {
  db.exec("DELETE FROM temp.selected");
  if (groups === undefined) db.prepare("INSERT INTO temp.selected SELECT pk FROM action WHERE plan = ?").run(plan);
  else db.prepare(`INSERT INTO temp.selected ${selectedActions}`).run({ plan, groups: JSON.stringify(groups) });
}
