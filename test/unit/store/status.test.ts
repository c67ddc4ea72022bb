import { describe, expect, it } from "vitest";
import { endRun, startRun } from "../../../src/store/runs.ts";
import { readStatus } from "../../../src/store/status.ts";
import { openForWriting } from "../../../src/store/store.ts";
import { isBeingWritten } from "../../../src/store/writer.ts";
import { cleanUpStores, makeStore, temporaryFolder } from "../../support/loaded-store.ts";

cleanUpStores();

function afterRun(command: string, outcome: string | null) {
  const { store } = makeStore();
  const run = startRun(store.db, command, 1000);
  if (outcome !== null) endRun(store.db, run, outcome, 2000);
  return (isWriting: boolean | undefined) => readStatus(store.db, { isWriting, isCopy: false });
}

describe("the state of the last run", () => {
  it("a run without an end is running while the lock is held, and cut off when it is free", () => {
    const status = afterRun("import", null);
    expect(status(true)).toMatchObject({ running: { command: "import", startedAt: 1000 }, cutOff: null, next: "regroup status" });
    expect(status(false)).toMatchObject({ running: null, cutOff: { command: "import" }, next: "regroup import" });
  });

  it("where nobody may look at the lock, a run without an end counts as running", () => {
    expect(afterRun("import", null)(undefined).running).toMatchObject({ command: "import" });
    expect(afterRun("import", "done")(undefined).running).toBeNull();
  });

  it("a lock that is held after the last run ended is a command that has not noted its name", () => {
    expect(afterRun("import", "done")(true).running).toEqual({ command: null, startedAt: null, progress: null });
  });

  it("what was stopped at a checkpoint goes on where it stopped, and a failed export comes before what builds on it", () => {
    expect(afterRun("verify", "interrupted")(false)).toMatchObject({ cutOff: { command: "verify" }, next: "regroup verify" });
    expect(afterRun("export", "failed")(false)).toMatchObject({ cutOff: null, next: "regroup export" });
  });
});

describe("the writer's lock", () => {
  it("is seen while it is held and not after, and looking takes it from nobody", () => {
    const workspace = temporaryFolder();
    expect(isBeingWritten(workspace)).toBe(false);
    const store = openForWriting(workspace);
    expect(isBeingWritten(workspace)).toBe(true);
    expect(() => openForWriting(workspace)).toThrow("Another regroup process is writing");
    store.close();
    expect(isBeingWritten(workspace)).toBe(false);
    openForWriting(workspace).close();
  });
});
