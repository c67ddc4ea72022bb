import { uptime } from "node:os";
import { setTimeout as timer } from "node:timers/promises";

/** Time as it is needed for budgets. Tests put a virtual one in its place. */
export interface Clock {
  /** Milliseconds since 1970; jumps when somebody sets the clock. */
  readonly wall: () => number;
  /** Milliseconds since some moment of this process; never jumps, may stand still while the machine sleeps. */
  readonly steady: () => number;
  /** Milliseconds since the machine started, equal for every process on it. */
  readonly boot: () => number;
  /** @throws AbortError when the signal says so. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** The longest timer that Node keeps: longer ones would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  wall: Date.now,
  steady: () => performance.now(),
  boot: () => uptime() * 1000,
  sleep: async (ms, signal) => timer(Math.min(Math.ceil(ms), LONGEST_TIMER_MS), undefined, { signal }),
};
