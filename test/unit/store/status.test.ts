import { describe, expect, it } from "vitest";
import { importCommand, noteImport } from "../../../src/store/next-import.ts";
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
    expect(afterRun("import", "done")(true).running).toMatchObject({ command: null, startedAt: null, progress: null });
  });

  it("what was stopped at a checkpoint goes on where it stopped, and a failed export comes before what builds on it", () => {
    expect(afterRun("verify", "interrupted")(false)).toMatchObject({ cutOff: { command: "verify" }, next: "regroup verify" });
    expect(afterRun("export", "failed")(false)).toMatchObject({ cutOff: null, next: "regroup export" });
  });
});

describe("the next step", () => {
  /** A plan all of whose actions are done but those named, and the runs that ended, the last one last. */
  function after(runs: readonly string[], left: readonly string[] = [], findings = 0): ReturnType<typeof readStatus> {
    const { store } = makeStore();
    store.db.exec(`INSERT INTO network(pk, name) VALUES(1, 'n'); INSERT INTO person(network, id, is_placeholder) VALUES(1, 1, 0);
      INSERT INTO target(id, kind, fingerprint, capabilities) VALUES('t', 't', 't', '{}');
      INSERT INTO plan(id, target, hash, capabilities, settings, summary, made_at) VALUES(1, 't', 'aa', '{}', '', '{}', 0); INSERT INTO state VALUES('plan', '1');
      INSERT INTO approval(plan, hash, approved_by, approved_at, scope) VALUES(1, 'aa', 'A Sponsor', 0, '{}')`);
    const action = store.db.prepare(
      "INSERT INTO action(plan, key, kind, phase, position, digest, state) VALUES(1, ?, 'publish', ?, 0, '', ?)",
    );
    action.run("done", "content", "done");
    for (const phase of left) action.run(phase, phase, "planned");
    for (let n = 0; n < findings; n++)
      store.db.exec("INSERT INTO finding(target, stage, kind, subject, detail) VALUES('t', 'verify', '', '', '')");
    for (const command of runs) endRun(store.db, startRun(store.db, command, 1), "done", 2);
    return readStatus(store.db, { isWriting: false, isCopy: false });
  }

  it("is nothing after a clean verify of all there is, and verify again where it found something", () => {
    expect(after(["import"])).toMatchObject({ stage: "imported", next: "regroup verify" });
    expect(after(["import", "verify"])).toMatchObject({ stage: "verified", next: "" });
    expect(after(["import", "verify"], [], 1)).toMatchObject({ stage: "imported", next: "regroup verify" });
    expect(after(["import", "verify"], ["content"])).toMatchObject({ stage: "importing", next: "regroup import" });
  });

  it("after what brought something new, or took something away, is what takes it into a plan", () => {
    expect(after(["import", "verify", "export"]).next).toBe("regroup map");
    expect(after(["import", "verify", "export", "map"]).next).toBe("regroup plan");
    for (const command of ["rollback", "forget"]) expect(after(["import", command], ["content"]).next, command).toBe("regroup plan");
  });

  it("is to open where only that is left", () => {
    expect(after(["import"], ["open"])).toMatchObject({ stage: "importing", next: "regroup open" });
    expect(after(["import"], ["content", "open"])).toMatchObject({ stage: "importing", next: "regroup import" });
  });
});

describe("the next step of a plan of two waves", () => {
  /** Waves whose content or last phase is still to come, who signed for which waves, and the import that was the last run, if it has to go on. */
  function next(
    left: readonly (readonly [wave: string, phase: string])[],
    signed: readonly (readonly string[] | null)[],
    underWay?: string,
  ) {
    const { store } = makeStore();
    store.db.exec(`INSERT INTO network(pk, name) VALUES(1, 'n'); INSERT INTO person(network, id, is_placeholder) VALUES(1, 1, 0);
      INSERT INTO target(id, kind, fingerprint, capabilities) VALUES('t', 't', 't', '{}');
      INSERT INTO plan(id, target, hash, capabilities, settings, summary, made_at) VALUES(1, 't', 'aa', '{}', '', '{}', 0); INSERT INTO state VALUES('plan', '1')`);
    const approve = store.db.prepare(
      "INSERT INTO approval(plan, hash, approved_by, approved_at, scope) VALUES(1, 'aa', 'A Sponsor', 0, ?)",
    );
    for (const waves of signed) approve.run(JSON.stringify({ target: "t", waves, growth: null }));
    const action = store.db.prepare(
      "INSERT INTO action(plan, key, kind, phase, position, digest, state, wave) VALUES(1, ?, 'publish', ?, 0, '', ?, ?)",
    );
    for (const wave of ["wave-2", "wave-10"]) action.run(wave, "content", "done", wave);
    for (const [wave, phase] of left) action.run(`${wave} ${phase}`, phase, "planned", wave);
    const run = startRun(store.db, "import", 1);
    if (underWay !== undefined) noteImport(store.db, run, underWay);
    endRun(store.db, run, underWay === undefined ? "done" : "failed", 2);
    return readStatus(store.db, { isWriting: false, isCopy: false }).next;
  }
  const both = [
    ["wave-2", "content"],
    ["wave-2", "open"],
    ["wave-10", "content"],
    ["wave-10", "open"],
  ] as const;
  const held = both.filter(([, phase]) => phase === "open");

  it("names the waves that are signed, and then asks for the signature that is missing", () => {
    expect(next(both, [["wave-2"]])).toBe("regroup import --wave wave-2");
    expect(next(both.slice(1), [["wave-2"]])).toBe("regroup open --wave wave-2");
    expect(next(both.slice(2), [["wave-2"]])).toBe("regroup approve --by <name> --waves wave-10");
  });

  it("names no wave where signatures cover all of them, together or one for all", () => {
    for (const signed of [[null], [["wave-2"], ["wave-10"]], [["wave-2"], null]]) {
      expect(next(both, signed)).toBe("regroup import");
      expect(next(held, signed)).toBe("regroup open");
    }
  });

  it("is the import as it was asked for where that has to go on, so that what was held stays held", () => {
    expect(next(both, [null], importCommand({ part: "held", waves: ["wave-2"], groups: ["Book Club"] }))).toBe(
      'regroup import --hold --wave wave-2 --group "Book Club"',
    );
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
