import type { Progress } from "../log.ts";
import { writeState } from "./runs.ts";
import type { Db } from "./store.ts";

/** How far the run that writes has come, as it noted it last. Never reaches a view. */
export interface ProgressNote {
  readonly run: number;
  readonly title: string;
  readonly unit: string;
  readonly done: number;
  /** 0 where unknown. */
  readonly total: number;
  /** Over the last half minute, without what an earlier run had done. */
  readonly perSecond: number;
  /** Milliseconds UTC. */
  readonly at: number;
}

export const PROGRESS = "progress";

/** The store may have been written by another version. */
export function isProgressNote(value: unknown): value is ProgressNote {
  if (typeof value !== "object" || value === null) return false;
  const fields = new Map(Object.entries(value));
  const numbers = ["run", "done", "total", "perSecond", "at"].every((name) => typeof fields.get(name) === "number");
  return numbers && ["title", "unit"].every((name) => typeof fields.get(name) === "string");
}

const NOTE_EVERY_MS = 1000;
const WINDOW_MS = 30_000;

interface Sample {
  readonly at: number;
  /** Done in this run. */
  readonly worked: number;
}

/**
 * Passes everything on, and notes it in the store for whoever asks (`regroup status`): at the start, at the end, and at most once a second between.
 * Call `advance` after a batch is committed, as drivers do: the note is a small commit of its own.
 */
export function notedProgress(
  db: Db,
  options: { readonly run: number; readonly progress: Progress; readonly clock: () => number },
): Progress {
  const { run, progress, clock } = options;
  let work = { title: "", unit: "", total: 0, done: 0, worked: 0 };
  let samples: Sample[] = [];
  let notedAt = 0;

  function note(): void {
    const at = clock();
    samples = [...samples.filter((sample) => at - sample.at <= WINDOW_MS), { at, worked: work.worked }];
    notedAt = at;
    const { title, unit, total, done } = work;
    const row: ProgressNote = { run, title, unit, done, total, perSecond: speed(samples), at };
    try {
      writeState(db, PROGRESS, JSON.stringify(row));
    } catch (error) {
      // A cursor is open on this connection: the next batch notes it.
      if (!(error instanceof TypeError)) throw error;
    }
  }

  return {
    start(title, total, unit) {
      work = { title, unit, total, done: 0, worked: 0 };
      samples = [];
      progress.start(title, total, unit);
      note();
    },
    advance(by, advanced) {
      work.done += by;
      if (advanced?.total !== undefined) work.total = advanced.total;
      if (advanced?.wasDone !== true) work.worked += by;
      progress.advance(by, advanced);
      if (clock() - notedAt >= NOTE_EVERY_MS) note();
    },
    done() {
      progress.done();
      note();
    },
  };
}

function speed(samples: readonly Sample[]): number {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last.at <= first.at) return 0;
  return ((last.worked - first.worked) / (last.at - first.at)) * 1000;
}
