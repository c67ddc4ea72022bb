import { pauseOrStop } from "../errors.ts";
import type { Logger } from "../log.ts";
import type { Action, ActionKind, Phase } from "../model/action.ts";
import type { Key } from "../model/key.ts";
import type { Store } from "../store/store.ts";
import type { ApplyContext, RemoteKind, Target } from "./target.ts";

export interface UnpublishOptions {
  readonly plan: { readonly id: number; readonly target: string };
  /** Keys in which something was forgotten; what of them never landed is passed over. */
  readonly keys: readonly string[];
  readonly context: ApplyContext;
}

interface Landed {
  readonly key: Key;
  readonly kind: RemoteKind;
  readonly ref: string;
}

/**
 * Shows again, without what was forgotten, whatever of it had landed; what has nothing left to show is removed. Answers the keys that a target
 * would not give back. Doing it again does the same.
 */
export async function renderAgain(store: Store, target: Target, { plan, keys, context }: UnpublishOptions): Promise<string[]> {
  const ledger = createLedger(store, plan);
  const left: string[] = [];
  for (const landed of ledger.landed(keys)) {
    await pauseOrStop(context.signal);
    const action = ledger.actionOf(landed.key);
    if (action) await target.perform(action, context);
    else if ((await target.remove({ kind: landed.kind, id: landed.ref }, context.signal)) === "kept") left.push(landed.key);
    else ledger.forget(landed.key);
  }
  await target.finish?.(context);
  return left;
}

/** At a target that others use, nothing is removed before somebody has approved it: what is to go is noted, and the next import does it first. */
export function queueRemovals(store: Store, plan: UnpublishOptions["plan"], keys: readonly string[]): number {
  const ledger = createLedger(store, plan);
  let queued = 0;
  store.transaction(() => {
    for (const landed of ledger.landed(keys)) {
      if (ledger.actionOf(landed.key)) continue;
      ledger.want(landed);
      queued++;
    }
  });
  return queued;
}

/** What waits for an approval. */
export function waitingRemovals(store: Store, target: string): Landed[] {
  return store.db
    .prepare<[string], Landed>(
      `SELECT w.key, w.kind, r.ref FROM removal w JOIN target_ref r ON r.target = w.target AND r.key = w.key
       WHERE w.target = ? AND w.cause = 'forget' AND w.outcome IS NULL ORDER BY w.key`,
    )
    .all(target);
}

/** The first thing that an approved import does. */
export async function removeWaiting(
  store: Store,
  target: Target,
  options: { plan: UnpublishOptions["plan"]; signal: AbortSignal; clock: () => number; log: Logger },
): Promise<void> {
  const ledger = createLedger(store, options.plan);
  for (const landed of waitingRemovals(store, options.plan.target)) {
    await pauseOrStop(options.signal);
    ledger.begin(landed.key, options.clock());
    const outcome = await target.remove({ kind: landed.kind, id: landed.ref }, options.signal);
    ledger.end(landed.key, outcome, options.clock());
    if (outcome === "kept") options.log.warn("the target kept what was forgotten: remove it there by hand", { key: landed.key });
  }
}

function createLedger({ db, transaction }: Store, { id: plan, target }: UnpublishOptions["plan"]) {
  const ref = db.prepare<[string, string], Landed>(
    "SELECT key, kind, ref FROM target_ref WHERE target = ? AND key = ? AND origin = 'created'",
  );
  // A conversation of which nothing is left to show, and a person who is no longer there, have no action any more.
  const action = db.prepare<[number, string], { key: Key; kind: ActionKind; phase: Phase; parent: Key | null; digest: string }>(
    `SELECT a.key, a.kind, a.phase, a.parent, a.digest FROM action a WHERE a.plan = ? AND a.key = ?
     AND (a.kind <> 'publish' OR EXISTS (SELECT 1 FROM message m CROSS JOIN action_record r
       ON r.plan = a.plan AND r.kind = 5 AND r.network = m.network AND r.id = +m.id AND r.action = a.pk WHERE m.network = a.network AND m.thread_id = a.id))
     AND (a.kind <> 'person' OR EXISTS (SELECT 1 FROM person p WHERE p.network = a.network AND p.id = a.id))`,
  );
  const forget = [
    db.prepare<[string, string]>("DELETE FROM target_ref WHERE target = ? AND key = ?"),
    db.prepare<[string, string]>("DELETE FROM removal WHERE target = ? AND key = ?"),
  ];
  const drop = db.prepare("DELETE FROM action WHERE plan = ? AND key = ?");
  const want = db.prepare("INSERT OR REPLACE INTO removal(target, key, kind, cause) VALUES(?, ?, ?, 'forget')");
  const begin = db.prepare("UPDATE removal SET started_at = ? WHERE target = ? AND key = ?");
  const end = db.prepare("UPDATE removal SET ended_at = ?, outcome = ? WHERE target = ? AND key = ?");
  return {
    landed: (keys: readonly string[]) => keys.map((key) => ref.get(target, key)).filter((row) => row !== undefined),
    actionOf: (key: Key): Action | undefined => action.get(plan, key),
    want: ({ key, kind }: Landed) => void want.run(target, key, kind),
    begin: (key: Key, now: number) => void begin.run(now, target, key),
    end(key: Key, outcome: "removed" | "gone" | "kept", now: number): void {
      transaction(() => {
        if (outcome === "kept") end.run(now, outcome, target, key);
        else for (const statement of forget) statement.run(target, key);
      });
    },
    forget(key: Key): void {
      transaction(() => {
        for (const statement of forget) statement.run(target, key);
        drop.run(plan, key);
      });
    },
  };
}
