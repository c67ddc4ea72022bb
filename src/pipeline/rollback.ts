import { exitCodes, UserError } from "../errors.ts";
import { shortHash } from "../model/action.ts";
import { contextFor, reportOptions, writing, type Run } from "../pipeline.ts";
import { currentPlan } from "../plan/current.ts";
import { readState } from "../store/runs.ts";
import { openForReading, type Db, type Store } from "../store/store.ts";
import { claimForWriting, claimOf, notePlace } from "../target/claim.ts";
import { createRemovals, importedKey, listMade, ROLLBACK_STATE, type MadeList } from "../target/rollback-ledger.ts";
import { select, type RollbackSelection } from "../target/rollback-select.ts";
import { rollBackTarget, settleUnfinished, type RolledBack } from "../target/rollback.ts";
import type { Target, TargetInfo } from "../target/target.ts";

/** What a rollback would take back, for the question before it. */
export interface RollbackForecast {
  /** The target, in its own words. */
  readonly target: string;
  /** By kind, newest first. */
  readonly counts: Readonly<Record<string, number>>;
  readonly subGroups: readonly string[];
  /** What stood there before and is put back, or let go of. */
  readonly stood: number;
  /** Actions of a cut-off import of which nobody knows whether they landed. */
  readonly unsure: number;
  /** Whether the newest signature covers something of it, and is withdrawn. */
  readonly isSigned: boolean;
  /** False: nothing of this migration is there, and no rollback was cut off. */
  readonly isNeeded: boolean;
}

/** @throws UserError while `legal_hold` is true, when the target is another place than the one imported to, and for names that are not there. */
export async function forecastRollBack(run: Run, look: Target, selection: RollbackSelection): Promise<RollbackForecast> {
  refuseOnHold(run, "rolled back");
  return writing(run, "rollback", async (store) => {
    const { target, plan } = planAt(store, look);
    const info = await placeOf(run, store, look);
    const list = listMade(store, { target, plan });
    select(list, selection);
    const counts = list.counts();
    const removals = createRemovals(store, { target, plan });
    const unsure = removals.unfinished().length;
    const sum = Object.values(counts).reduce((total, n) => total + n, 0);
    return {
      target: info?.description ?? target,
      counts,
      subGroups: list.subGroups().map(({ key, names }) => names[0] ?? key),
      stood: list.stoodBefore().length,
      unsure,
      isSigned: removals.withdraws(),
      isNeeded:
        sum + unsure > 0 || readState(store.db, ROLLBACK_STATE) === target || readState(store.db, importedKey(target)) !== undefined,
    };
  });
}

/** Takes back what the import made, or what of it was chosen. Writes reports/rollback.*. */
export async function rollBack(
  run: Run,
  targets: { readonly target: Target; readonly look: Target },
  selection: RollbackSelection,
): Promise<RolledBack> {
  const { target, look } = targets;
  refuseOnHold(run, "rolled back");
  return writing(run, "rollback", async (store) => {
    const at = planAt(store, look);
    const removals = createRemovals(store, at);
    const info = await placeOf(run, store, look);
    const result = info === undefined ? alreadyDone(removals) : await takeBack(run, store, { target, at, selection });
    const { writeRollbackReport } = await import("../report/rollback-report.tsx");
    writeRollbackReport(run.workspace, result, { ...reportOptions(run, target, info), at: run.clock(), hash: shortHash(at.hash) });
    return result;
  });
}

async function takeBack(
  run: Run,
  store: Store,
  { target, at, selection }: { target: Target; at: At; selection: RollbackSelection },
): Promise<RolledBack> {
  // Names are looked up before anything is withdrawn or written.
  select(listMade(store, at), selection);
  const info = await target.check(run.signal, claimForWriting(store.db, at.target));
  // Beside files of others, which stay, the next import goes to the same place.
  notePlace(store.db, at.target, info.fingerprint);
  createRemovals(store, at).start(run.clock());
  const plan = { id: at.plan, target: at.target };
  await settleUnfinished(store, target, { plan, clock: run.clock, signal: run.signal });
  const list: MadeList = listMade(store, at);
  select(list, selection);
  const reader = openForReading(run.workspace);
  try {
    const context = contextFor(run, reader, plan);
    return await rollBackTarget(store, target, { plan, list, context, progress: run.progress, log: run.log, clock: run.clock });
  } finally {
    reader.close();
  }
}

interface At {
  readonly target: string;
  readonly plan: number;
  readonly hash: string;
}

function planAt(store: Store, target: Target): At {
  const { db } = store;
  if (!hasPlan(db)) return { target: target.id, plan: 0, hash: "" };
  const plan = currentPlan(store);
  return { target: target.id, plan: plan.id, hash: plan.hash };
}

function hasPlan(db: Db): boolean {
  return readState(db, "plan") !== undefined;
}

/** What is configured now must be the place that was imported to. Undefined: all had been taken back, the mark too, and only the end was not noted. */
async function placeOf(run: Run, store: Store, look: Target): Promise<TargetInfo | undefined> {
  let info: TargetInfo;
  try {
    info = await look.check(run.signal, claimOf(store.db, look.id));
  } catch (error) {
    const removals = createRemovals(store, { target: look.id, plan: 0 });
    const wasLast = readState(store.db, ROLLBACK_STATE) === look.id && removals.left() === 0 && removals.unfinished().length === 0;
    if (wasLast && error instanceof UserError) return undefined;
    throw error;
  }
  const imported = readState(store.db, importedKey(look.id));
  if (imported === undefined || imported === info.fingerprint) return info;
  throw new UserError(`This migration was imported to ${imported}, but regroup.yaml names ${info.fingerprint}.`, {
    hint: "Put the old `target` back into regroup.yaml and run the command again. Nothing was done.",
  });
}

function alreadyDone(removals: ReturnType<typeof createRemovals>): RolledBack {
  removals.finish(true);
  return { removed: removals.sums("removed"), gone: removals.sums("gone"), kept: [], left: [], putBack: [], isComplete: true };
}

export function refuseOnHold(run: Run, done: string): void {
  if (!run.config.legal_hold) return;
  throw new UserError(`Nothing may be ${done} here: legal_hold is true in regroup.yaml.`, {
    hint: "Somebody has to keep this evidence. When the hold is lifted, set legal_hold to false and run the command again.",
    exit: exitCodes.notApproved,
  });
}
