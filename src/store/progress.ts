import type { Progress } from "../log.ts";
import { readState, writeState } from "./runs.ts";
import type { Db } from "./store.ts";

/** How far the run that writes has come, as it noted it last. Never reaches a view. */
export interface ProgressNote {
  readonly run: number;
  readonly title: string;
  readonly unit: string;
  readonly done: number;
  /** 0 where unknown. */
  readonly total: number;
  /** Where it is known better than from the rate. */
  readonly secondsLeft?: number | undefined;
  /** Other counts, in words: "3 of 20 groups, 41 threads". */
  readonly detail?: string | undefined;
  /** Over the last half minute (of requests: five), without what an earlier run had done. 0: not known yet. */
  readonly perSecond: number;
  /** Milliseconds UTC. */
  readonly at: number;
}

export const PROGRESS = "progress";

/** Of the token that a run reads a server with. */
export interface TokenNote {
  /** Milliseconds UTC; null where it does not say. */
  readonly endsAt: number | null;
  /** When it ends, the run gets another one by itself. */
  readonly isRenewed: boolean;
}

const TOKEN = "token";

/** When the token ends, and never the token. */
export function noteToken(db: Db, run: number, { endsAt, isRenewed }: TokenNote): void {
  writeState(db, TOKEN, JSON.stringify({ run, endsAt, isRenewed }));
}

/** Undefined where that run noted none. */
export function tokenOf(db: Db, run: number): TokenNote | undefined {
  const note = JSON.parse(readState(db, TOKEN) ?? "null") as ({ readonly run: number } & TokenNote) | null;
  return note?.run === run ? { endsAt: note.endsAt, isRenewed: note.isRenewed } : undefined;
}

/** The store may have been written by another version. */
export function isProgressNote(value: unknown): value is ProgressNote {
  if (typeof value !== "object" || value === null) return false;
  const fields = new Map(Object.entries(value));
  const numbers = ["run", "done", "total", "perSecond", "at"].every((name) => typeof fields.get(name) === "number");
  return numbers && ["title", "unit"].every((name) => typeof fields.get(name) === "string");
}

const NOTE_EVERY_MS = 1000;
const WINDOW_MS = 30_000;
/** A budget lets ten requests go at once and then none for half a minute: less than a minute of them tells no speed. */
const REQUESTS = { windowMs: 300_000, leastMs: 60_000 } as const;

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
  let work: {
    title: string;
    unit: string;
    total: number;
    done: number;
    worked: number;
    detail?: string | undefined;
    secondsLeft?: number | undefined;
  };
  work = { title: "", unit: "", total: 0, done: 0, worked: 0 };
  let samples: Sample[] = [];
  let notedAt = 0;

  function note(): void {
    const at = clock();
    const { windowMs, leastMs } = work.unit === "requests" ? REQUESTS : { windowMs: WINDOW_MS, leastMs: 0 };
    samples = [...samples.filter((sample) => at - sample.at <= windowMs), { at, worked: work.worked }];
    notedAt = at;
    const { title, unit, total, done, detail, secondsLeft } = work;
    const row: ProgressNote = { run, title, unit, done, total, detail, secondsLeft, perSecond: speed(samples, leastMs), at };
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
      if (advanced?.detail !== undefined) work.detail = advanced.detail;
      work.secondsLeft = advanced?.secondsLeft;
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

function speed(samples: readonly Sample[], leastMs: number): number {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last.at <= first.at || last.at - first.at < leastMs) return 0;
  return ((last.worked - first.worked) / (last.at - first.at)) * 1000;
}
