import type { Clock } from "./options.ts";

export const REAL_CLOCK: Clock = { now: () => Date.now() };

/** A clock for both sides of a test: it moves only when somebody sleeps on it or pushes it. */
export interface VirtualClock extends Clock {
  readonly sleep: (ms: number) => Promise<void>;
  readonly advance: (ms: number) => void;
}

export function virtualClock(startMs = Date.UTC(2026, 0, 5, 8)): VirtualClock {
  let time = startMs;
  const advance = (ms: number): void => void (time += Math.max(0, ms));
  return {
    now: () => time,
    advance,
    sleep: async (ms) => {
      advance(ms);
      return Promise.resolve();
    },
  };
}
