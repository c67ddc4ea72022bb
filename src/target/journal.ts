import type { ActionKind, Outcome, Phase } from "../model/action.ts";
import type { Key } from "../model/key.ts";
import { makeSelection } from "../store/selected.ts";
import { adoptedAt, settingsJournal } from "../store/settings-journal.ts";
import type { Store } from "../store/store.ts";
import { mannerOfPlan } from "../store/targets.ts";
import type { TargetRef } from "./target.ts";

export interface ActionRow {
  readonly pk: number;
  readonly key: Key;
  readonly kind: ActionKind;
  readonly phase: Phase;
  readonly parent: Key | null;
  readonly digest: string;
}

const BATCH = 500;

export type Journal = ReturnType<typeof createJournal>;

/** What of a plan has been tried and has landed. Where not said otherwise, of the actions chosen for this run (`select`). */
export function createJournal(store: Store, { id: plan, target }: { readonly id: number; readonly target: string }) {
  const { db } = store;
  makeSelection(db);
  const chosen = "pk IN (SELECT pk FROM temp.selected)";
  const inPhases = "phase IN (SELECT value FROM json_each(@phases))";
  const counted = (where: string, phases: readonly Phase[]) =>
    db
      .prepare<[{ plan: number; phases: string }], { n: number }>(
        `SELECT count(*) AS n FROM action WHERE plan = @plan AND ${chosen} AND ${inPhases} AND ${where}`,
      )
      .get({ plan, phases: JSON.stringify(phases) })?.n ?? 0;
  const next = db.prepare<[number, string, number, number], ActionRow & { position: number }>(
    `SELECT pk, key, kind, phase, parent, digest, position FROM action WHERE plan = +? AND state IN ('planned', 'running') AND phase = +? AND position > ? AND ${chosen} ORDER BY position LIMIT ?`,
  );
  // Also of an earlier plan: what it sent before it was cut off may stand at the target.
  const plans = "plan IN (SELECT id FROM plan WHERE target = +?)";
  const open = db.prepare<[string, string], { pk: number }>(
    `SELECT pk FROM attempt WHERE ${plans} AND key = +? AND ended_at IS NULL LIMIT 1`,
  );
  const failed = db.prepare<[number, string], { n: number }>(
    "SELECT count(*) AS n FROM attempt WHERE plan = +? AND key = +? AND outcome = 'failed'",
  );
  const begin = db.prepare("INSERT INTO attempt(plan, key, started_at) VALUES(?, ?, ?)");
  const end = db.prepare(`UPDATE attempt SET ended_at = ?, outcome = ?, reason = ? WHERE ${plans} AND key = +? AND ended_at IS NULL`);
  const state = db.prepare("UPDATE action SET state = ? WHERE pk = +?");
  const putRef = db.prepare(
    `INSERT INTO target_ref(target, key, kind, ref, origin, digest, manner, sub_group, name, wave)
     SELECT @target, @key, @kind, @ref, @origin, @digest, @manner, @subGroup, s.name, s.wave
     FROM (SELECT 1) LEFT JOIN sub_group s ON s.target = @target AND s.key = @key WHERE TRUE
     ON CONFLICT DO UPDATE SET kind = excluded.kind, ref = excluded.ref, digest = excluded.digest, manner = excluded.manner, sub_group = excluded.sub_group, name = excluded.name,
       wave = excluded.wave`,
  );
  const manner = db.prepare<[number], string>(mannerOfPlan).pluck().get(plan) ?? null;
  const wasThere = db.prepare<[string, string]>(
    "SELECT 1 FROM sub_group WHERE target = +? AND key = +? AND action IN ('adopt', 'existing')",
  );
  const adopted = settingsJournal(db, adoptedAt(target));
  const again = db.prepare("UPDATE action SET state = 'planned' WHERE plan = +? AND key = +?");
  const keys = (sql: string): Key[] =>
    db
      .prepare<[{ plan: number }], { key: Key }>(sql)
      .all({ plan })
      .map((row) => row.key);
  return {
    wanted: (phases: readonly Phase[]) => counted("TRUE", phases),
    landed: (phases: readonly Phase[]) => counted("state = 'done'", phases),
    retryFailed: (phases: readonly Phase[]) =>
      void db
        .prepare(`UPDATE action SET state = 'planned' WHERE plan = @plan AND state = 'failed' AND ${chosen} AND ${inPhases}`)
        .run({ plan, phases: JSON.stringify(phases) }),
    /** Of the whole plan. */
    landedGroups: () => keys("SELECT key FROM action WHERE plan = @plan AND kind = 'sub-group' AND state = 'done' ORDER BY position"),
    /** Rooms of the whole plan that stand with all their content, and whose last phase is still to come. What failed holds nothing up. */
    waitingToOpen: () =>
      keys(
        `SELECT DISTINCT parent AS key FROM action o WHERE plan = @plan AND phase = 'open' AND state <> 'done'
         AND EXISTS (SELECT 1 FROM action g WHERE g.plan = @plan AND g.key = o.parent AND g.state = 'done')
         AND o.parent NOT IN (SELECT parent FROM action c WHERE c.plan = @plan AND c.phase = 'content' AND c.parent IS NOT NULL AND c.state IN ('planned', 'running'))`,
      ),
    /** Of one room, or of the whole plan. */
    landedKeys: (room?: Key) =>
      db
        .prepare<[{ plan: number; room: Key | null }], { key: Key }>(
          "SELECT key FROM action WHERE plan = @plan AND state = 'done' AND (@room IS NULL OR key = @room OR parent = @room) ORDER BY position",
        )
        .all({ plan, room: room ?? null })
        .map((row) => row.key),
    reopen: (key: Key) => void again.run(plan, key),
    next: (phase: Phase, after: number) => next.all(plan, phase, after, BATCH),
    wasLeftOpen: (key: Key) => open.get(target, key) !== undefined,
    timesFailed: (key: Key) => failed.get(plan, key)?.n ?? 0,
    /** The old values of a sub-group before it is adopted: those of the first time count until they are put back. */
    isKept: (group: Key) => adopted.pending().some(({ setting }) => setting === group),
    keepSettings: (group: Key, before: string) => {
      adopted.record(group, before);
    },
    begin(row: ActionRow, now: number): void {
      store.transaction(() => {
        state.run("running", row.pk);
        begin.run(plan, row.key, now);
      });
    },
    land(row: ActionRow, ref: TargetRef, outcome: Outcome, now: number): void {
      store.transaction(() => {
        // What stood there before is not ours to take back.
        const origin = row.kind === "sub-group" && wasThere.get(target, row.key) ? "preexisting" : "created";
        const subGroup = row.kind === "sub-group" ? row.key : row.parent;
        const written = row.kind === "publish" ? manner : null;
        putRef.run({ target, key: row.key, kind: ref.kind, ref: ref.id, origin, digest: row.digest, manner: written, subGroup });
        state.run("done", row.pk);
        end.run(now, outcome, null, target, row.key);
      });
    },
    fail(row: ActionRow, reason: string, now: number): void {
      store.transaction(() => {
        state.run("failed", row.pk);
        end.run(now, "failed", reason, target, row.key);
      });
    },
  };
}
