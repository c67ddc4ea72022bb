import type { Adjustment, Treatment } from "../model/action.ts";
import type { Key } from "../model/key.ts";
import type { Db } from "../store/store.ts";
import type { TextDigest } from "./digest.ts";
import { bytesMissing } from "./reasons.ts";

/**
 * Every loss that this target makes necessary, as rows with a reason; what has none is native. Two can happen on every target: bytes that the source
 * does not have, and mentions of somebody whom nobody knows.
 */
const losses: readonly { readonly field: string; readonly treatment: Treatment; readonly reason: string; readonly rows: string }[] = [
  {
    field: "file",
    treatment: "dropped",
    reason: "bytes-not-in-source",
    rows: `SELECT n.name || '/attachment/' || x.message_id || ':' || x.kind || ':' || x.id AS key FROM attachment x JOIN network n ON n.pk = x.network
      CROSS JOIN action_record r ON r.plan = @plan AND r.kind = 5 AND r.network = x.network AND r.id = +x.message_id AND r.action IS NOT NULL WHERE ${bytesMissing}`,
  },
  {
    field: "mention",
    treatment: "as-text",
    reason: "mention-unknown",
    rows: `SELECT DISTINCT n.name || '/message/' || x.message_id AS key FROM mention x JOIN network n ON n.pk = x.network
      CROSS JOIN action_record r ON r.plan = @plan AND r.kind = 5 AND r.network = x.network AND r.id = +x.message_id AND r.action IS NOT NULL
      JOIN person p ON p.network = x.network AND p.id = x.person_id AND p.is_placeholder = 1 AND p.name IS NULL`,
  },
];

export function adjust(db: Db, plan: number, hash: TextDigest): void {
  for (const { field, treatment, reason, rows } of losses) {
    db.prepare(
      `INSERT INTO adjustment(plan, key, field, treatment, reason) SELECT @plan, key, @field, @treatment, @reason FROM (${rows})`,
    ).run({ plan, field, treatment, reason });
  }
  for (const row of adjustments(db, plan)) hash.add(`${row.key} ${row.field} ${row.treatment} ${row.reason}\n`);
}

export function* adjustments(db: Db, plan: number): Generator<Adjustment> {
  const rows = db
    .prepare<[number], { key: string; field: string; treatment: Treatment; reason: string }>(
      "SELECT key, field, treatment, reason FROM adjustment WHERE plan = ? ORDER BY key, field",
    )
    .iterate(plan);
  for (const row of rows) yield { ...row, key: row.key as Key };
}
