import { describe, expect, it } from "vitest";
import { RemoteError } from "../../../src/errors.ts";
import type { Action } from "../../../src/model/action.ts";
import { cleanUpLines, makeLine, type Line } from "../../support/line.ts";
import { memoryTarget, type MemoryOptions, type MemoryTarget } from "../../support/memory-target.ts";
import { messagesCsv } from "../source/yammer-export/workspace.ts";

cleanUpLines();

const THREAD = "contoso.com/thread/2";
const MESSAGE = "contoso.com/message/2";

async function imported(options: MemoryOptions = {}): Promise<{ line: Line; target: MemoryTarget }> {
  const target = memoryTarget(options);
  const line = makeLine({ inputs: ["a.zip"], network: "contoso.com", policies: { owner_go_ahead: "optional" } }, target);
  await line.zip("a.zip", { "Messages.csv": messagesCsv({ id: "1" }, { id: "2" }, { id: "3" }) });
  await line.export();
  await line.plan();
  await line.approve();
  await line.import();
  return { line, target };
}

function takeAway(target: MemoryTarget): void {
  target.items.delete(THREAD);
  target.items.delete(MESSAGE);
}

const findings = (line: Line) => line.rows("SELECT kind, subject FROM finding WHERE stage = 'verify' ORDER BY pk");

describe("what verify found missing", () => {
  it("is made anew by the next import, and nothing else is", async () => {
    const { line, target } = await imported();
    const before = new Map(target.items);
    takeAway(target);
    expect(await line.verify()).toMatchObject({ findings: [{ kind: "missing", subject: THREAD }], toRemake: 1 });
    expect((await line.import()).outcomes).toMatchObject({ done: 1, unchanged: 4 });
    expect(target.items).toEqual(before);
    expect(findings(line)).toEqual([]);
    expect((await line.import()).outcomes).toMatchObject({ done: 0, unchanged: 5 });
  });

  it("is made anew for a single post, with its conversation", async () => {
    const { line, target } = await imported();
    target.items.delete(MESSAGE);
    expect((await line.verify()).findings).toMatchObject([{ kind: "missing", subject: MESSAGE }]);
    expect((await line.import()).outcomes).toMatchObject({ done: 1 });
    expect((await line.verify()).findings).toEqual([]);
  });

  it("is not looked for by the import itself", async () => {
    const { line, target } = await imported();
    takeAway(target);
    expect((await line.import()).outcomes).toMatchObject({ done: 0, unchanged: 5 });
  });

  it("stays away where others use the target: somebody may have taken it away on purpose", async () => {
    const { line, target } = await imported({ capabilities: { remote: true } });
    takeAway(target);
    expect(await line.verify()).toMatchObject({ toRemake: 0 });
    expect((await line.import()).outcomes).toMatchObject({ done: 0 });
    expect(findings(line)).toEqual([{ kind: "missing", subject: THREAD }]);
  });

  it("stays as it is where a hand has changed what it stands in", async () => {
    const { line, target } = await imported();
    target.items.delete(MESSAGE);
    const stored = target.items.get(THREAD);
    if (!stored) throw new Error("the thread is not there");
    target.items.set(THREAD, { ...stored, item: { ...stored.item, damage: "changed by hand" } });
    expect(await line.verify()).toMatchObject({ toRemake: 0 });
    expect((await line.import()).outcomes).toMatchObject({ done: 0 });
    target.items.set(THREAD, { ...stored, item: { ...stored.item, damage: "page 2 of 2 was deleted" } });
    expect(await line.verify()).toMatchObject({ toRemake: 1 });
    expect((await line.import()).outcomes).toMatchObject({ done: 1 });
  });

  it("stays as it is where a hand has put something there since", async () => {
    const { line, target } = await imported();
    target.items.delete(MESSAGE);
    expect(await line.verify()).toMatchObject({ toRemake: 1 });
    const stored = target.items.get(THREAD);
    if (!stored) throw new Error("the thread is not there");
    target.items.set(THREAD, { ...stored, item: { ...stored.item, damage: "changed by hand" } });
    expect((await line.import()).outcomes).toMatchObject({ done: 0 });
    expect(target.items.has(MESSAGE)).toBe(false);
  });

  it("is still to do after a run that was cut off, also where somebody plans in between", async () => {
    let isDown = false;
    const before = (action: Action) => {
      if (isDown && action.key === THREAD) throw new RemoteError("the far side does not answer", { recovery: "abort" });
    };
    const { line, target } = await imported({ before });
    const whole = new Map(target.items);
    takeAway(target);
    await line.verify();
    isDown = true;
    await expect(line.import()).rejects.toThrow("does not answer");
    isDown = false;
    await line.plan();
    expect((await line.import()).outcomes).toMatchObject({ done: 1 });
    expect(target.items).toEqual(whole);
    expect(findings(line)).toEqual([]);
  });

  it("waits where a run is about the last phase alone", async () => {
    const { line, target } = await imported();
    takeAway(target);
    await line.verify();
    await line.import({ part: "open" });
    expect(findings(line)).toEqual([{ kind: "missing", subject: THREAD }]);
    expect((await line.import()).outcomes).toMatchObject({ done: 1 });
  });
});

it("an approval is withdrawn by a rollback of what a cut-off import left, also where the same plan was made again since", async () => {
  let isDown = true;
  const target = memoryTarget({
    after: () => {
      if (isDown) throw new RemoteError("the connection broke", { recovery: "abort" });
    },
  });
  const line = makeLine({ inputs: ["a.zip"], network: "contoso.com", policies: { owner_go_ahead: "optional" } }, target);
  await line.zip("a.zip", { "Messages.csv": messagesCsv({ id: "1" }, { id: "2" }, { id: "3" }) });
  await line.export();
  await line.plan();
  await line.approve();
  await expect(line.import()).rejects.toThrow("broke");
  isDown = false;
  await line.plan();
  await line.rollBack();
  await expect(line.import()).rejects.toThrow(/approved/);
});
