import { describe, expect, it } from "vitest";
import { RemoteError } from "../../../src/errors.ts";
import { textDigest } from "../../../src/markup/plain.ts";
import type { Action } from "../../../src/model/action.ts";
import { cleanUpLines, makeLine, type Line } from "../../support/line.ts";
import { memoryTarget, type MemoryOptions, type MemoryTarget } from "../../support/memory-target.ts";
import { messagesCsv } from "../source/yammer-export/workspace.ts";

cleanUpLines();

const THREAD = "contoso.com/thread/2";

async function approved(options: MemoryOptions = {}): Promise<{ line: Line; target: MemoryTarget }> {
  const target = memoryTarget(options);
  const line = makeLine({ inputs: ["a.zip"], network: "contoso.com" }, target);
  await line.zip("a.zip", { "Messages.csv": messagesCsv({ id: "1" }, { id: "2" }, { id: "3" }) });
  await line.export();
  await line.plan();
  await line.approve();
  return { line, target };
}

/** Calls `fail` for one action, the first `times` times. */
function failing(key: string, times: number, fail: () => never): (action: Action) => void {
  let left = times;
  return (action) => {
    if (action.key === key && left-- > 0) fail();
  };
}

const skip = (): never => {
  throw new RemoteError("too long for this target", { recovery: "skip" });
};
const abort = (): never => {
  throw new RemoteError("the far side does not answer", { recovery: "abort" });
};
const states = (line: Line) => line.rows("SELECT state, count(*) AS n FROM action GROUP BY state ORDER BY state");
const attempts = (line: Line, key = THREAD) => line.rows("SELECT outcome, reason FROM attempt WHERE key = ? ORDER BY pk", key);

describe("an import", () => {
  it("does every action once, and a second time nothing", async () => {
    const { line, target } = await approved();
    expect((await line.import()).outcomes).toEqual({ done: 5, unchanged: 0, adopted: 0, skipped: 0, failed: 0 });
    const before = target.writes.count;
    expect((await line.import()).outcomes).toEqual({ done: 0, unchanged: 5, adopted: 0, skipped: 0, failed: 0 });
    // The closing pages may be made again; nothing else is.
    expect(target.writes.count - before).toBe(1);
    expect(states(line)).toEqual([{ state: "done", n: 5 }]);
  });

  it("goes on past an item that the target refuses, says why, and tries it again the next time", async () => {
    const { line, target } = await approved({ before: failing(THREAD, 1, skip) });
    const { outcomes, failures } = await line.import();
    expect(outcomes).toMatchObject({ done: 4, failed: 1 });
    expect(failures).toEqual([{ key: THREAD, reason: "too long for this target" }]);
    expect(line.rows("SELECT source_id, fate FROM v_fate WHERE kind = 'message' ORDER BY source_id")).toEqual([
      { source_id: "1", fate: "migrated" },
      { source_id: "2", fate: "failed" },
      { source_id: "3", fate: "migrated" },
    ]);
    expect(target.items.has(THREAD)).toBe(false);
    expect((await line.import()).outcomes).toMatchObject({ done: 1, unchanged: 4, failed: 0 });
    expect(attempts(line)).toEqual([
      { outcome: "failed", reason: "too long for this target" },
      { outcome: "done", reason: null },
    ]);
  });

  it("stops where the far side gives up, keeps what landed, and goes on there", async () => {
    const { line } = await approved({ before: failing(THREAD, 1, abort) });
    await expect(line.import()).rejects.toMatchObject({ recovery: "abort" });
    expect(states(line)).toEqual([
      { state: "done", n: 3 },
      { state: "planned", n: 1 },
      { state: "running", n: 1 },
    ]);
    expect((await line.import()).outcomes).toMatchObject({ done: 2, unchanged: 3 });
    expect((await line.verify()).findings).toEqual([]);
  });

  it("whose last answer got lost finds what landed instead of sending it again, where the target cannot replace", async () => {
    const { line, target } = await approved({ after: failing(THREAD, 1, abort), capabilities: { update: false } });
    await expect(line.import()).rejects.toMatchObject({ recovery: "abort" });
    const before = target.writes.count;
    expect((await line.import()).outcomes).toMatchObject({ done: 1, adopted: 1, unchanged: 3 });
    expect(target.writes.count - before).toBe(2);
    expect(attempts(line).map((row) => row["outcome"])).toEqual(["adopted", "adopted"]);
    expect((await line.verify()).findings).toEqual([]);
  });

  it("makes it again where the target can replace: what landed may have been half of it", async () => {
    const { line } = await approved({ after: failing(THREAD, 1, abort) });
    await expect(line.import()).rejects.toMatchObject({ recovery: "abort" });
    expect((await line.import()).outcomes).toMatchObject({ done: 2, adopted: 0 });
    expect((await line.verify()).findings).toEqual([]);
  });

  it("replaces what changed at the source after a new plan was approved", async () => {
    const { line, target } = await approved();
    await line.import();
    await line.zip("b.zip", { "Messages.csv": messagesCsv({ id: "2", body: "another text" }) });
    line.configure({ inputs: ["a.zip", "b.zip"], network: "contoso.com" });
    await line.export();
    expect((await line.plan()).toDo).toBe(1);
    await line.approve();
    expect((await line.import()).outcomes).toMatchObject({ done: 1, unchanged: 4 });
    const standing = [...target.items.values()].filter(({ item }) => item.key === "contoso.com/message/2");
    expect(standing.map(({ item }) => item.textDigest)).toEqual([textDigest("another text")]);
  });
});
