import { adoptedAt } from "../store/settings-journal.ts";
import type { Db } from "../store/store.ts";

/** What an earlier import made and this plan no longer wants. An import takes nothing away, so it stays until a rollback takes it back. */
export interface LeftBehind {
  readonly subGroups: readonly {
    readonly key: string;
    /** As it was called when it was made. */
    readonly name: string;
    /** False where the plan keeps the sub-group, and only conversations in it are no longer wanted. */
    readonly isWhole: boolean;
    readonly conversations: number;
  }[];
  /** Nobody that the plan shows is among them. */
  readonly people: number;
  /** Groups that were adopted: their name, description and owners are still as an earlier plan wanted them. */
  readonly adopted: readonly { readonly key: string; readonly name: string }[];
}

export function leftBehind(db: Db, at: { readonly plan: number; readonly target: string }): LeftBehind {
  const unwanted = `FROM target_ref r WHERE r.target = @target AND r.origin = 'created'
    AND NOT EXISTS (SELECT 1 FROM action a WHERE a.plan = @plan AND a.key = r.key)`;
  const rows = db
    .prepare<[typeof at], { key: string; name: string; isWhole: number; conversations: number }>(
      `SELECT x.key, coalesce(s.name, x.key) AS name, x.isWhole, x.conversations FROM (
         SELECT r.sub_group AS key, max(r.kind = 'sub-group') AS isWhole, sum(r.kind = 'thread') AS conversations
         ${unwanted} AND r.sub_group IS NOT NULL AND r.kind IN ('sub-group', 'thread', 'message') GROUP BY r.sub_group) x
       LEFT JOIN target_ref s ON s.target = @target AND s.key = x.key ORDER BY x.key`,
    )
    .all(at);
  const adopted = db
    .prepare<[{ plan: number; target: string; owner: string }], { key: string; name: string }>(
      `SELECT j.setting AS key, coalesce(r.name, j.setting) AS name FROM setting_journal j LEFT JOIN target_ref r ON r.target = @target AND r.key = j.setting
       WHERE j.owner = @owner AND NOT EXISTS (SELECT 1 FROM action a WHERE a.plan = @plan AND a.key = j.setting) ORDER BY j.setting`,
    )
    .all({ ...at, owner: adoptedAt(at.target) });
  const people = db.prepare<[typeof at], { n: number }>(`SELECT count(*) AS n ${unwanted} AND r.kind = 'person'`).get(at)?.n ?? 0;
  return { subGroups: rows.map((row) => ({ ...row, isWhole: row.isWhole === 1 })), people, adopted };
}
