import fc from "fast-check";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { memoryLedger, parseBudget, type BudgetLedger } from "../../../src/http/budget.ts";
import { createThrottle, type Throttle } from "../../../src/http/throttle.ts";
import { openBudgetLedger, type FileLedger } from "../../../src/store/budget-ledger.ts";
import { virtualClock, type VirtualClock } from "../../support/virtual-clock.ts";

const budget = { requests: 10, windowMs: 30_000 };
const never = new AbortController().signal;

function make(clock: VirtualClock, ledger: BudgetLedger = memoryLedger()): Throttle {
  return createThrottle({ host: "www.example", budgets: { messages: budget, other: budget }, ledger, clock, longestRequestMs: 60_000 });
}

/** The most that a window carries, wherever it starts. */
function busiest(times: readonly number[], windowMs = budget.windowMs): number {
  const sorted = [...times].sort((a, b) => a - b);
  return Math.max(0, ...sorted.map((start) => sorted.filter((time) => time >= start && time < start + windowMs).length));
}

describe("a budget", () => {
  it("is requests in a window", () => {
    expect(parseBudget("10/30s")).toEqual(budget);
    expect(parseBudget(" 5 / 2m ")).toEqual({ requests: 5, windowMs: 120_000 });
    for (const bad of ["", "10", "0/30s", "10/0s", "ten/30s", "10/30", "-1/3s"]) expect(parseBudget(bad), bad).toBeUndefined();
  });
});

describe("the throttle", () => {
  it("never exceeds its window and spends all of it, whenever within a request the server counts it", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            latency: fc.integer({ min: 1, max: 4000 }),
            countedAt: fc.double({ min: 0, max: 1, noNaN: true }),
            pause: fc.integer({ min: 0, max: 9000 }),
          }),
          {
            minLength: 15,
            maxLength: 60,
          },
        ),
        async (requests) => {
          const clock = virtualClock();
          const throttle = make(clock);
          const counted: number[] = [];
          for (const { latency, countedAt, pause } of requests) {
            const slot = await throttle.take("messages", never);
            const sent = clock.steady();
            clock.advance(latency);
            counted.push(sent + latency * countedAt);
            slot.done();
            clock.advance(pause);
          }
          expect(busiest(counted)).toBeLessThanOrEqual(budget.requests);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("spends the whole budget but for one latency a window", async () => {
    const clock = virtualClock();
    const throttle = make(clock);
    for (let n = 0; n < 1000; n++) {
      const slot = await throttle.take("messages", never);
      clock.advance(200);
      slot.done();
    }
    const least = (1000 / budget.requests - 1) * budget.windowMs;
    expect(least / clock.steady()).toBeGreaterThan(0.98);
  });

  it("counts buckets apart", async () => {
    const clock = virtualClock();
    const throttle = make(clock);
    for (let n = 0; n < 10; n++) (await throttle.take("messages", never)).done();
    expect(throttle.waitMs("messages")).toBe(30_000);
    expect(throttle.waitMs("other")).toBe(0);
  });

  it("counts what is on its way", async () => {
    const throttle = make(virtualClock());
    for (let n = 0; n < 10; n++) await throttle.take("messages", never);
    expect(throttle.waitMs("messages")).toBeGreaterThan(0);
  });

  it("waits for everything after a 429: as long as the server says, else a window", () => {
    const clock = virtualClock();
    const throttle = make(clock);
    throttle.refused("messages", 7000);
    expect(throttle.waitMs("other")).toBe(7000);
    throttle.refused("messages", undefined);
    expect(throttle.waitMs("other")).toBe(30_000);
    clock.advance(30_000);
    expect(throttle.waitMs("other")).toBe(0);
  });

  it("spends less after a 429, and all of it again when none came for long", async () => {
    const clock = virtualClock();
    const throttle = make(clock);
    throttle.refused("messages", 1000);
    clock.advance(1000);
    const spend = async () => {
      let n = 0;
      for (; throttle.waitMs("messages") === 0; n++) (await throttle.take("messages", never)).done();
      return n;
    };
    expect(await spend()).toBe(9);
    clock.advance(10 * 30_000);
    expect(await spend()).toBe(10);
  });

  it("stops waiting when asked", async () => {
    const throttle = make(virtualClock());
    for (let n = 0; n < 10; n++) (await throttle.take("messages", never)).done();
    await expect(throttle.take("messages", AbortSignal.abort())).rejects.toMatchObject({ name: "AbortError" });
  });

  it("survives a clock that somebody sets, forward or back", async () => {
    for (const jump of [3_600_000, -3_600_000]) {
      const clock = virtualClock();
      const throttle = make(clock);
      for (let n = 0; n < 10; n++) (await throttle.take("messages", never)).done();
      clock.setWall(jump);
      expect(throttle.waitMs("messages"), `${jump}`).toBe(30_000);
    }
  });

  it("never spends twice over a laptop's sleep", async () => {
    const clock = virtualClock();
    const throttle = make(clock);
    for (let n = 0; n < 10; n++) await throttle.take("messages", never).then((slot) => slot.done());
    clock.nap(8 * 3_600_000);
    // Its own time stood still, so it waits a window more than it had to; it does not spend too much.
    expect(throttle.waitMs("messages")).toBe(30_000);
  });
});

describe("the ledger in a file", () => {
  const folders: string[] = [];
  const ledgers: FileLedger[] = [];
  const folder = () => {
    const made = mkdtempSync(join(tmpdir(), "budget-"));
    folders.push(made);
    return made;
  };
  const open = (path: string) => {
    const ledger = openBudgetLedger(path);
    ledgers.push(ledger);
    return ledger;
  };
  afterAll(() => {
    for (const ledger of ledgers) ledger.end();
    for (const path of folders) rmSync(path, { recursive: true, force: true });
  });

  it("is one budget for all processes of a workspace", async () => {
    const path = folder();
    const clock = virtualClock();
    const throttles = [make(clock, open(path)), make(clock.anotherProcess(), open(path))];
    for (let n = 0; n < 10; n++) (await throttles[n % 2]?.take("messages", never))?.done();
    for (const throttle of throttles) expect(throttle.waitMs("messages")).toBe(30_000);
  });

  it("remembers what a killed process spent, and what was on its way", async () => {
    const path = folder();
    const clock = virtualClock();
    const killed = make(clock, open(path));
    for (let n = 0; n < 9; n++) (await killed.take("messages", never)).done();
    await killed.take("messages", never);
    const restarted = make(clock.anotherProcess(), open(path));
    expect(restarted.waitMs("messages")).toBe(30_000);
    clock.advance(30_000);
    const again = clock.anotherProcess();
    const throttle = make(again, open(path));
    for (let n = 0; n < 9; n++) (await throttle.take("messages", never)).done();
    // The tenth may have been counted at any moment until it would have failed: it holds its place for that long.
    expect(throttle.waitMs("messages")).toBeGreaterThan(0);
    again.advance(60_000);
    expect(throttle.waitMs("messages")).toBe(0);
  });

  it("remembers a 429", () => {
    const path = folder();
    const clock = virtualClock();
    make(clock, open(path)).refused("messages", 20_000);
    expect(make(clock.anotherProcess(), open(path)).waitMs("other")).toBe(20_000);
  });

  it("does not believe a clock that was set between two processes", async () => {
    for (const jump of [3_600_000, -3_600_000]) {
      const path = folder();
      const clock = virtualClock();
      const first = make(clock, open(path));
      for (let n = 0; n < 10; n++) (await first.take("messages", never)).done();
      clock.setWall(jump);
      expect(make(clock.anotherProcess(), open(path)).waitMs("messages"), `${jump}`).toBe(30_000);
    }
  });
});
