import { isAbort, RemoteError, stopIfAsked } from "../errors.ts";
import type { Logger, Progress } from "../log.ts";
import { phases, type Action, type ActionKind, type Outcome, type Phase } from "../model/action.ts";
import type { Key } from "../model/key.ts";
import type { Store } from "../store/store.ts";
import type { ApplyContext, Target, TargetRef } from "./target.ts";

export interface Applied {
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly failures: readonly { readonly key: string; readonly reason: string }[];
}

export interface ApplyOptions {
  readonly plan: { readonly id: number; readonly target: string };
  readonly context: ApplyContext;
  readonly canUpdate: boolean;
  readonly progress: Progress;
  readonly log: Logger;
  readonly clock: () => number;
}

interface ActionRow {
  readonly pk: number;
  readonly key: Key;
  readonly kind: ActionKind;
  readonly phase: Phase;
  readonly parent: Key | null;
  readonly digest: string;
}

const BATCH = 500;

/**
 * Drives a plan into any target. Each action: journal row first, then the request, then the target's ref, each committed; so a kill at any point
 * leaves at most one action of which one does not know whether it landed, and that one is looked up before it is sent again.
 */
export async function applyPlan(store: Store, target: Target, options: ApplyOptions): Promise<Applied> {
  const journal = createJournal(store, options.plan);
  if (options.canUpdate) await reopenVanished(target, journal, options.context.signal);
  const outcomes: Record<Outcome, number> = { done: 0, unchanged: journal.landed(), adopted: 0, skipped: 0, failed: 0 };
  const failures: { key: string; reason: string }[] = [];
  journal.retryFailed();
  options.progress.start("Importing", journal.toDo(), "actions");
  try {
    for (const phase of phases) {
      for (let batch = journal.next(phase, -1); batch.length > 0; batch = journal.next(phase, batch.at(-1)?.position ?? 0)) {
        for (const row of batch) {
          stopIfAsked(options.context.signal);
          const { outcome, reason } = await attempt(target, row, journal, options);
          outcomes[outcome]++;
          if (outcome === "failed") failures.push({ key: row.key, reason: reason ?? "" });
          options.progress.advance(1);
        }
      }
    }
  } finally {
    options.progress.done();
  }
  stopIfAsked(options.context.signal);
  await target.finish?.(options.context);
  return { outcomes, failures };
}

/** A sub-group that somebody removed as a whole is made again with all that was in it; when all are gone, the people are too. */
async function reopenVanished(target: Target, journal: Journal, signal: AbortSignal): Promise<void> {
  const groups = journal.landedGroups();
  let gone = 0;
  for (const key of groups) {
    stopIfAsked(signal);
    if (await target.find(key, signal)) continue;
    journal.reopen(key);
    gone++;
  }
  if (gone > 0 && gone === groups.length) journal.reopenAll();
}

async function attempt(
  target: Target,
  row: ActionRow,
  journal: Journal,
  options: ApplyOptions,
): Promise<{ outcome: Outcome; reason?: string }> {
  const action: Action = { key: row.key, kind: row.kind, phase: row.phase, parent: row.parent, digest: row.digest };
  const wasSent = journal.wasLeftOpen(row.key);
  journal.begin(row, options.clock());
  try {
    const found = wasSent ? await target.find(row.key, options.context.signal) : undefined;
    // A target that can update takes the action again, and replaces; one that cannot keeps what landed.
    if (found && !options.canUpdate) {
      journal.land(row, found.ref, "adopted", options.clock());
      return { outcome: "adopted" };
    }
    const ref = await target.perform(action, options.context);
    journal.land(row, ref, "done", options.clock());
    return { outcome: "done" };
  } catch (error) {
    if (isAbort(error) || !(error instanceof RemoteError) || error.recovery !== "skip") throw error;
    journal.fail(row, error.message, options.clock());
    options.log.warn("an action failed", { key: row.key, reason: error.message });
    return { outcome: "failed", reason: error.message };
  }
}

type Journal = ReturnType<typeof createJournal>;

function createJournal(store: Store, { id: plan, target }: { readonly id: number; readonly target: string }) {
  const { db } = store;
  const counted = (where: string) =>
    db.prepare<[number], { n: number }>(`SELECT count(*) AS n FROM action WHERE plan = ? AND ${where}`).get(plan)?.n ?? 0;
  const next = db.prepare<[number, string, number, number], ActionRow & { position: number }>(
    "SELECT pk, key, kind, phase, parent, digest, position FROM action WHERE plan = ? AND state IN ('planned', 'running') AND phase = ? AND position > ? ORDER BY position LIMIT ?",
  );
  const open = db.prepare<[number, string], { pk: number }>(
    "SELECT pk FROM attempt WHERE plan = ? AND key = ? AND ended_at IS NULL LIMIT 1",
  );
  const begin = db.prepare("INSERT INTO attempt(plan, key, started_at) VALUES(?, ?, ?)");
  const end = db.prepare("UPDATE attempt SET ended_at = ?, outcome = ?, reason = ? WHERE plan = ? AND key = ? AND ended_at IS NULL");
  const state = db.prepare("UPDATE action SET state = ? WHERE pk = ?");
  const putRef = db.prepare(
    `INSERT INTO target_ref(target, key, kind, ref, origin, digest) VALUES(?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET kind = excluded.kind, ref = excluded.ref, digest = excluded.digest`,
  );
  const wasThere = db.prepare<[string, string]>("SELECT 1 FROM sub_group WHERE target = ? AND key = ? AND action IN ('adopt', 'existing')");
  return {
    toDo: () => counted("state <> 'done'"),
    landed: () => counted("state = 'done'"),
    retryFailed: () => void db.prepare("UPDATE action SET state = 'planned' WHERE plan = ? AND state = 'failed'").run(plan),
    landedGroups: () =>
      db
        .prepare<[number], { key: Key }>(
          "SELECT key FROM action WHERE plan = ? AND kind = 'sub-group' AND state = 'done' ORDER BY position",
        )
        .all(plan)
        .map((row) => row.key),
    reopen: (group: Key) =>
      void db.prepare("UPDATE action SET state = 'planned' WHERE plan = ? AND (key = ? OR parent = ?)").run(plan, group, group),
    reopenAll: () => void db.prepare("UPDATE action SET state = 'planned' WHERE plan = ?").run(plan),
    next: (phase: Phase, after: number) => next.all(plan, phase, after, BATCH),
    wasLeftOpen: (key: Key) => open.get(plan, key) !== undefined,
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
        putRef.run(target, row.key, ref.kind, ref.id, origin, row.digest);
        state.run("done", row.pk);
        end.run(now, outcome, null, plan, row.key);
      });
    },
    fail(row: ActionRow, reason: string, now: number): void {
      store.transaction(() => {
        state.run("failed", row.pk);
        end.run(now, "failed", reason, plan, row.key);
      });
    },
  };
}
