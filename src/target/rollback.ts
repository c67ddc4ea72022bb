import { pauseOrStop, stopIfAsked } from "../errors.ts";
import type { Logger, Progress } from "../log.ts";
import type { Key } from "../model/key.ts";
import type { Store } from "../store/store.ts";
import { noteFinished, noteUnfinished } from "../store/unfinished.ts";
import { createKeeping, type KeptReason } from "./rollback-keep.ts";
import { createRemovals, type Made, type MadeList, type Removals } from "./rollback-ledger.ts";
import type { ApplyContext, RemoteKind, Target } from "./target.ts";

export interface Kept {
  readonly key: Key;
  readonly kind: RemoteKind;
  readonly reason: KeptReason;
}

export interface RolledBack {
  /** By kind, those of a run that was cut off included. */
  readonly removed: Readonly<Record<string, number>>;
  /** What somebody else had removed already. */
  readonly gone: Readonly<Record<string, number>>;
  readonly kept: readonly Kept[];
  /** Made by `finish`, not by an action, and changed since: stays too. */
  readonly left: readonly string[];
  /** Sub-groups that had been adopted, and are as they were before. */
  readonly putBack: readonly Key[];
  /** True where nothing that this migration made is at the target any more. */
  readonly isComplete: boolean;
}

export interface RollbackOptions {
  readonly plan: { readonly id: number; readonly target: string };
  /** What to take back, newest first. */
  readonly list: MadeList;
  readonly context: ApplyContext;
  readonly progress: Progress;
  readonly log: Logger;
  readonly clock: () => number;
}

/**
 * Takes back what `list` holds: the journal's row first, then the request, then what follows from it in one transaction. Killed anywhere and called
 * again it goes on; a removal that had landed already answers "gone", and that is as good. What people have answered or changed stays, with what it
 * stands in. Every action taken back is to do again, under an approval that is yet to be given.
 */
export async function rollBackTarget(store: Store, target: Target, options: RollbackOptions): Promise<RolledBack> {
  const { list, context, progress, clock } = options;
  const removals = createRemovals(store, { target: options.plan.target, plan: options.plan.id });
  const keeping = createKeeping(store.db, target, { plan: options.plan.id, isOurs: removals.isOurs });
  const kept: Kept[] = [];
  const counts = list.counts();
  progress.start("Looking what people have answered", list.subGroups().length, "sub-groups");
  for (const made of list.all()) {
    if (made.kind !== "sub-group") continue;
    stopIfAsked(context.signal);
    await keeping.look({ kind: made.kind, id: made.ref }, made.key, context.signal);
    progress.advance(1);
  }
  const stood = list.stoodBefore();
  for (const { key, ref } of stood) if (ref !== null) await keeping.look({ kind: "sub-group", id: ref }, key, context.signal, true);
  progress.done();
  progress.start(
    "Taking back",
    Object.values(counts).reduce((sum, n) => sum + n, 0),
    "items",
  );
  noteUnfinished(store.db, options.plan.target, "rollback");
  try {
    for (const made of list.all()) {
      await pauseOrStop(context.signal);
      if (made.kind === "person") await unlink(target, made.key, { removals, context });
      const reason =
        keeping.reasonFor(made) ??
        ((await takeBack(target, made, { removals, clock, signal: context.signal })) === "kept" ? keeping.stays(made) : undefined);
      progress.advance(1);
      if (reason === undefined) continue;
      removals.keep(made, reason, clock());
      kept.push({ key: made.key, kind: made.kind, reason });
    }
  } finally {
    progress.done();
  }
  stopIfAsked(context.signal);
  const putBack = await release(
    target,
    stood.map(({ key }) => key),
    { removals, signal: context.signal },
  );
  const isEmpty = removals.left() === 0;
  const left = isEmpty && target.clear ? await target.clear(context.signal) : [];
  if (!isEmpty || !target.clear) await target.finish?.(context);
  noteFinished(store.db, options.plan.target);
  const isComplete = isEmpty && left.length === 0;
  removals.finish(isComplete);
  return { removed: removals.sums("removed"), gone: removals.sums("gone"), kept, left, putBack, isComplete };
}

/** Conversations that stay and name somebody whom the plan shows nowhere: made anew first, so that nothing leads to a page that goes. */
async function unlink(target: Target, person: Key, { removals, context }: { removals: Removals; context: ApplyContext }): Promise<void> {
  if (removals.actionOf(person)) return;
  for (const thread of context.migrated.threadsNaming(person)) {
    await pauseOrStop(context.signal);
    const action = removals.actionOf(thread);
    // What a hand has changed stays as it is.
    if (action && (await target.find(thread, context.signal))?.damage === undefined) await target.perform(action, context);
  }
}

async function takeBack(
  target: Target,
  made: Made,
  { removals, clock, signal }: { removals: Removals; clock: () => number; signal: AbortSignal },
): Promise<"removed" | "gone" | "kept"> {
  const wasAsked = removals.wasLeftOpen(made.key);
  removals.begin(made, clock());
  const outcome = await target.remove({ kind: made.kind, id: made.ref }, signal);
  if (outcome === "kept") return "kept";
  // What is gone after we asked for it in a run that was cut off was removed by us.
  removals.taken(made, wasAsked ? "removed" : outcome, clock());
  return outcome;
}

/** What stood there before gets its old values back once nothing of ours is in it. Answers those that had been changed. */
async function release(
  target: Target,
  stood: readonly Key[],
  { removals, signal }: { removals: Removals; signal: AbortSignal },
): Promise<Key[]> {
  const changed: Key[] = [];
  for (const key of stood) {
    await pauseOrStop(signal);
    if (removals.isHeld(key)) continue;
    const settings = removals.settingsOf(key);
    if (settings !== undefined && (await target.putBack?.(settings, signal)) !== "gone") changed.push(key);
    removals.release(key);
  }
  return changed;
}

/** An import that was cut off may have made something and not noted it: looked up now, so that it is on the list. */
export async function settleUnfinished(
  store: Store,
  target: Target,
  options: Pick<RollbackOptions, "plan" | "clock"> & { readonly signal: AbortSignal },
): Promise<void> {
  const removals = createRemovals(store, { target: options.plan.target, plan: options.plan.id });
  for (const action of removals.unfinished()) {
    await pauseOrStop(options.signal);
    const found = await target.find(action.key, options.signal);
    removals.settle(action, found?.ref, options.clock());
  }
}
