import { describe, expect, it } from "vitest";
import { silentProgress } from "../../../src/log.ts";
import { notedProgress, PROGRESS } from "../../../src/store/progress.ts";
import { readState, startRun } from "../../../src/store/runs.ts";
import { readStatus, type Activity } from "../../../src/store/status.ts";
import { cleanUpStores, makeStore } from "../../support/loaded-store.ts";

cleanUpStores();

function running() {
  const { store } = makeStore();
  let now = 1_000_000;
  const run = startRun(store.db, "export", now);
  const progress = notedProgress(store.db, { run, progress: silentProgress, clock: () => now });
  const status = () => readStatus(store.db, { isWriting: true, isCopy: false });
  return { store, progress, pass: (seconds: number) => void (now += seconds * 1000), activity: (): Activity | null => status().running };
}

describe("progress noted in the store", () => {
  it("says how much, how fast and how long still, of the last half minute", () => {
    const { progress, pass, activity } = running();
    progress.start("Importing", 1000, "actions");
    for (let n = 0; n < 20; n++) {
      pass(1);
      progress.advance(1);
    }
    expect(activity()?.progress).toMatchObject({ done: 20, total: 1000, perSecond: 1, secondsLeft: 980 });
    for (let n = 0; n < 40; n++) {
      pass(1);
      progress.advance(10);
    }
    expect(activity()?.progress).toMatchObject({ done: 420, perSecond: 10, secondsLeft: 58 });
  });

  it("of requests tells no speed before a minute, and the time left as the source knows it", () => {
    const { progress, pass, activity } = running();
    progress.start("Reading the network", 100, "requests");
    progress.advance(10, { detail: "1 of 4 groups", secondsLeft: 270 });
    pass(30);
    progress.advance(10, { detail: "2 of 4 groups", secondsLeft: 240 });
    expect(activity()?.progress).toMatchObject({ done: 20, perSecond: 0, secondsLeft: 240, detail: "2 of 4 groups" });
    pass(30);
    progress.advance(10, { secondsLeft: 210 });
    expect(activity()?.progress).toMatchObject({ done: 30, perSecond: 0.5, secondsLeft: 210, detail: "2 of 4 groups" });
  });

  it("does not take for speed what an earlier run has done", () => {
    const { progress, pass, activity } = running();
    progress.start("Reading the export", 100, "MB");
    progress.advance(90, { wasDone: true });
    pass(2);
    progress.advance(1);
    expect(activity()?.progress).toMatchObject({ done: 91, perSecond: 0.5, secondsLeft: 18 });
  });

  it("writes no more than once a second, whatever the size of the batches", () => {
    const { store, progress, pass } = running();
    progress.start("Importing", 1000, "actions");
    const writes = () => store.db.prepare<[], { n: number }>("SELECT total_changes() AS n").get()?.n ?? 0;
    const before = writes();
    for (let n = 0; n < 1000; n++) {
      pass(0.01);
      progress.advance(1);
    }
    expect(writes() - before).toBe(10);
  });

  it("waits for the next batch where a cursor is open on the connection", () => {
    const { store, progress, pass, activity } = running();
    progress.start("Importing", 10, "actions");
    for (const row of store.db.prepare("SELECT 1 UNION SELECT 2").iterate()) {
      expect(row).toBeDefined();
      pass(2);
      progress.advance(1);
    }
    expect(activity()?.progress?.done).toBe(0);
    pass(2);
    progress.advance(1);
    expect(activity()?.progress?.done).toBe(3);
  });

  it("says no rate and no end where none is known, and nothing of another run's", () => {
    const { store, progress, pass, activity } = running();
    progress.start("Reading the export", 0, "records");
    pass(1);
    progress.advance(70);
    expect(activity()?.progress).toMatchObject({ done: 70, total: null, perSecond: 70, secondsLeft: null });
    startRun(store.db, "map", 2_000_000);
    expect(activity()).toMatchObject({ command: "map", progress: null });
    store.db.prepare("UPDATE state SET value = '{\"run\":2' WHERE name = ?").run(PROGRESS);
    expect(readState(store.db, PROGRESS)).toBe('{"run":2');
    expect(activity()).toMatchObject({ command: "map", progress: null });
  });
});
