import { isAbort, pauseOrStop, RemoteError, stopIfAsked } from "../errors.ts";
import type { Logger, Progress } from "../log.ts";
import { phases, type Action, type Outcome, type Phase } from "../model/action.ts";
import type { Key } from "../model/key.ts";
import { select } from "../store/selected.ts";
import type { Store } from "../store/store.ts";
import { noteFinished, noteUnfinished } from "../store/unfinished.ts";
import { createJournal, type ActionRow, type Journal } from "./journal.ts";
import { createMissing } from "./missing.ts";
import { isTakenAway, type ApplyContext, type Target } from "./target.ts";

export interface Applied {
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly failures: readonly { readonly key: string; readonly reason: string }[];
  /** Actions that this run was about, and how many of them have landed by now. */
  readonly wanted: number;
  readonly landed: number;
  /** Sub-groups that stand with their content and wait for the last phase. */
  readonly waiting: number;
  /** Stopped at the time that was asked for, with actions left. */
  readonly stoppedAt: number | null;
}

export interface ApplyOptions {
  readonly plan: { readonly id: number; readonly target: string };
  readonly context: ApplyContext;
  readonly canUpdate: boolean;
  /** Others use the target too: what is gone from it somebody may have taken away on purpose, and it is not made anew. */
  readonly isShared: boolean;
  readonly progress: Progress;
  readonly log: Logger;
  readonly clock: () => number;
  /** all; held: everything but the last phase; open: the last phase of what stands with its content. */
  readonly part?: "all" | "held" | "open";
  /** Sub-groups that count, by key, with the people seen in them. Undefined: all of the plan. */
  readonly groups?: readonly Key[] | undefined;
  /** No action starts at this time or later: milliseconds UTC. */
  readonly until?: number | undefined;
}

/**
 * Drives a plan into any target. Each action: journal row first, then the request, then the target's ref, each committed; so a kill at any point
 * leaves at most one action of which one does not know whether it landed, and that one is looked up before it is sent again.
 * @throws RemoteError (abort) where so much fails that going on helps nobody.
 */
export async function applyPlan(store: Store, target: Target, options: ApplyOptions): Promise<Applied> {
  const journal = createJournal(store, options.plan);
  if (options.canUpdate) await reopenVanished(target, journal, options.context);
  const run = chosenPart(store, journal, options);
  const missing = options.canUpdate && !options.isShared ? createMissing(store, target, options.plan) : undefined;
  await missing?.reopen(run, options.context.signal);
  journal.retryFailed(run);
  const outcomes: Record<Outcome, number> = { done: 0, unchanged: journal.landed(run), adopted: 0, skipped: 0, failed: 0 };
  const failures: { key: string; reason: string }[] = [];
  const toDo = journal.wanted(run) - outcomes.unchanged;
  const fuse = createFuse(toDo);
  const isLate = () => options.until !== undefined && options.clock() >= options.until;
  const result = (stoppedAt: number | null): Applied => {
    const waiting = journal.waitingToOpen().length;
    return { outcomes, failures, wanted: journal.wanted(run), landed: journal.landed(run), waiting, stoppedAt };
  };
  if (toDo > 0) noteUnfinished(store.db, options.plan.target, "import");
  options.progress.start("Importing", toDo, "actions");
  try {
    for (const row of rowsOf(journal, run)) {
      await pauseOrStop(options.context.signal);
      if (isLate()) return result(options.until ?? null);
      const { outcome, reason = "" } = await attempt(target, row, journal, options);
      outcomes[outcome]++;
      if (outcome === "failed") failures.push({ key: row.key, reason });
      if (outcome !== "failed") fuse.landed();
      else if (journal.timesFailed(row.key) === 1) fuse.failed(reason);
      options.progress.advance(1);
    }
  } finally {
    options.progress.done();
  }
  stopIfAsked(options.context.signal);
  await target.finish?.(options.context);
  noteFinished(store.db, options.plan.target);
  if (outcomes.failed === 0) missing?.settle();
  return result(null);
}

/** Chooses the actions of this run, and returns the phases it goes through. */
function chosenPart(store: Store, journal: Journal, { plan, part = "all", groups }: ApplyOptions): readonly Phase[] {
  if (part !== "open") {
    select(store.db, plan.id, groups);
    return part === "held" ? phases.filter((phase) => phase !== "open") : phases;
  }
  const waiting = journal.waitingToOpen();
  select(store.db, plan.id, groups === undefined ? waiting : waiting.filter((key) => groups.includes(key)));
  return ["open"];
}

function* rowsOf(journal: Journal, run: readonly Phase[]): Generator<ActionRow> {
  for (const phase of run) {
    for (let batch = journal.next(phase, -1); batch.length > 0; batch = journal.next(phase, batch.at(-1)?.position ?? 0)) yield* batch;
  }
}

const MAX_FAILED_IN_A_ROW = 20;
const MAX_FAILED_SHARE = 0.02;
/** Of few actions, two in a hundred is less than one: a small plan may have this many odd posts. */
const MIN_FAILED = 10;

/**
 * Stops a run that mostly fails: something is wrong there, not with the posts. What had failed in an earlier run and fails again is known, and does
 * not count; so whoever has looked can run the command again and get past it.
 */
function createFuse(toDo: number): { landed(): void; failed(reason: string): void } {
  const most = Math.max(MIN_FAILED, Math.ceil(toDo * MAX_FAILED_SHARE));
  let inARow = 0;
  let inAll = 0;
  return {
    landed: () => void (inARow = 0),
    failed(reason) {
      inARow++;
      inAll++;
      const why =
        inARow >= MAX_FAILED_IN_A_ROW ? `${inARow} actions failed in a row` : inAll > most ? `${inAll} of ${toDo} actions failed` : "";
      if (why !== "") throw new RemoteError(`Stopped: ${why}. The last one: ${reason}`, { recovery: "abort" });
    },
  };
}

/** A sub-group that somebody removed as a whole is made again with all that was in it; when all are gone, the people are too. */
async function reopenVanished(target: Target, journal: Journal, { signal, subGroup }: ApplyContext): Promise<void> {
  const groups = journal.landedGroups();
  let gone = 0;
  for (const key of groups) {
    await pauseOrStop(signal);
    // What stood there before is not ours to make again.
    if (subGroup(key).existing !== undefined || (await target.find(key, signal))) continue;
    await reopenGone(target, journal, journal.landedKeys(key), signal);
    gone++;
  }
  if (gone > 0 && gone === groups.length) await reopenGone(target, journal, journal.landedKeys(), signal);
}

/** What still stands stays as it is: a hand may have changed it. */
async function reopenGone(target: Target, journal: Journal, keys: readonly Key[], signal: AbortSignal): Promise<void> {
  for (const key of keys) {
    await pauseOrStop(signal);
    const item = await target.find(key, signal);
    if (!item || (item.damage !== undefined && isTakenAway(item.damage))) journal.reopen(key);
  }
}

/** The old values are on disk before anything of them is changed. */
async function keepSettings(target: Target, { key, kind }: Action, journal: Journal, context: ApplyContext): Promise<void> {
  if (kind !== "sub-group" || context.subGroup(key).isAdopted !== true || journal.isKept(key)) return;
  if (!target.settingsOf) throw new Error(`${target.id} says that it is the source's network, and cannot adopt`);
  journal.keepSettings(key, await target.settingsOf(context.subGroup(key), context.signal));
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
    await keepSettings(target, action, journal, options.context);
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
