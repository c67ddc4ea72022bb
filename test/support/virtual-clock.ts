import type { Clock } from "../../src/http/clock.ts";

/** A clock that moves when somebody sleeps on it, and that can be set wrong. */
export interface VirtualClock extends Clock {
  readonly advance: (ms: number) => void;
  /** Somebody sets the wall clock; nothing else moves. */
  readonly setWall: (byMs: number) => void;
  /** The laptop sleeps: the wall goes on, the process's own time stands still. */
  readonly nap: (ms: number) => void;
  /** Another process on the same machine, started now. */
  readonly anotherProcess: () => VirtualClock;
}

interface Machine {
  wall: number;
  boot: number;
}

export function virtualClock(machine: Machine = { wall: Date.UTC(2026, 0, 5, 8), boot: 1_000_000 }): VirtualClock {
  let steady = 0;
  const advance = (ms: number): void => {
    const by = Math.max(0, ms);
    machine.wall += by;
    machine.boot += by;
    steady += by;
  };
  return {
    wall: () => machine.wall,
    steady: () => steady,
    boot: () => machine.boot,
    async sleep(ms, signal) {
      await Promise.resolve();
      signal.throwIfAborted();
      advance(Math.ceil(ms));
    },
    advance,
    setWall: (byMs) => void (machine.wall += byMs),
    nap(ms) {
      machine.wall += ms;
      machine.boot += ms;
    },
    anotherProcess: () => virtualClock(machine),
  };
}
