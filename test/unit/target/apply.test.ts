import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { RemoteError } from "../../../src/errors.ts";
import { textDigest } from "../../../src/markup/plain.ts";
import type { Action } from "../../../src/model/action.ts";
import { cleanUpLines, makeLine, type Line } from "../../support/line.ts";
import { memoryTarget, type MemoryOptions, type MemoryTarget } from "../../support/memory-target.ts";
import { csv, messagesCsv } from "../source/yammer-export/workspace.ts";

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

/** Two rooms with members; thirty posts in the first. */
async function twoRooms(options: MemoryOptions = {}, many = 30): Promise<{ line: Line; target: MemoryTarget }> {
  const target = memoryTarget(options);
  const line = makeLine({ inputs: ["a.zip"], network: "contoso.com", members: "members.csv" }, target);
  const posts = Array.from({ length: many }, (_, n) => ({ id: `${100 + n}` }));
  await line.zip("a.zip", {
    "Groups.csv": csv(["id", "name"], { id: "7", name: "Book club" }, { id: "8", name: "Cooks" }),
    "Messages.csv": messagesCsv(...posts, {
      id: "900",
      group_id: "8",
      group_name: "Cooks",
      sender_id: "12",
      sender_email: "bob@contoso.com",
    }),
  });
  writeFileSync(line.path("members.csv"), "group,user_id,role\n7,11,admin\n8,12,admin\n");
  await line.export();
  await line.plan();
  await line.approve();
  return { line, target };
}

const kinds = (target: MemoryTarget) => [...new Set([...target.items.values()].map(({ item }) => item.kind))].sort();

describe("a soft opening", () => {
  it("stops before the sub-groups open, and opening does the rest and nothing twice", async () => {
    const { line, target } = await twoRooms({}, 3);
    expect(await line.import({ part: "held" })).toMatchObject({ wanted: 8, landed: 8, waiting: 2 });
    expect(kinds(target)).toEqual(["message", "person", "sub-group", "thread"]);
    expect(await line.verify()).toMatchObject({ findings: [], notImported: 2, heldBack: 2 });
    expect(await line.import({ part: "open", groups: ["Cooks"] })).toMatchObject({ wanted: 1, landed: 1, waiting: 1 });
    expect(await line.import({ part: "open" })).toMatchObject({ wanted: 1, landed: 1, waiting: 0, outcomes: { done: 1 } });
    expect(await line.import()).toMatchObject({ wanted: 10, landed: 10, outcomes: { done: 0, unchanged: 10 } });
    expect(await line.verify()).toMatchObject({ findings: [], notImported: 0, heldBack: 0 });
  });

  it("opens no room whose content is not there yet", async () => {
    const { line } = await twoRooms({ before: failing("contoso.com/thread/101", 1, abort) }, 3);
    await expect(line.import({ part: "held" })).rejects.toMatchObject({ recovery: "abort" });
    expect(await line.import({ part: "open" })).toMatchObject({ wanted: 0, landed: 0, waiting: 0 });
  });

  it("needs the signature that an import needs", async () => {
    const { line } = await twoRooms({}, 3);
    line.configure({ inputs: ["a.zip"], network: "contoso.com", members: "members.csv", language: "de" });
    await expect(line.import({ part: "open" })).rejects.toMatchObject({ exit: 5 });
  });
});

describe("an import of one group", () => {
  it("brings that group, its people, and nothing else", async () => {
    const { line, target } = await twoRooms({}, 3);
    expect(await line.import({ groups: ["contoso.com/group/8"] })).toMatchObject({ wanted: 4, landed: 4 });
    expect([...target.items.keys()].sort()).toEqual([
      "contoso.com/group/8",
      "contoso.com/group/8#members",
      "contoso.com/message/900",
      "contoso.com/person/12",
      "contoso.com/thread/900",
    ]);
    expect((await line.import()).landed).toBe(10);
  });
});

describe("an import that is to stop at a time", () => {
  it("stops between two actions, says how much is left, and goes on with the same command", async () => {
    const { line, target } = await twoRooms({}, 3);
    // The clock of a line goes on by a millisecond at each look, so that every run gets a little further than the one before.
    const landed: number[] = [];
    for (let ms = 4; landed.at(-1) !== 10; ms += 4) {
      const until = Number(line.value("SELECT max(ended_at) FROM run")) + ms;
      const result = await line.import({ until });
      expect(result.stoppedAt).toBe(result.landed === 10 ? null : until);
      landed.push(result.landed);
    }
    expect(landed).toEqual(landed.toSorted((x, y) => x - y));
    expect(new Set(landed).size).toBeGreaterThan(2);
    // Ten actions and the closing pages, each once.
    expect(target.writes.count).toBe(11);
    expect((await line.verify()).findings).toEqual([]);
  });
});

describe("an import where much fails", () => {
  const refusing = (from: number, count: number) => (action: Action) => {
    const id = Number(action.key.split("/").at(-1));
    if (action.kind === "publish" && id >= from && id < from + count) skip();
  };

  it("stops after twenty in a row, says why, and can be run again; what is known to fail does not stop it twice", async () => {
    const { line } = await twoRooms({ before: refusing(100, 24) }, 30);
    await expect(line.import()).rejects.toMatchObject({
      recovery: "abort",
      message: expect.stringMatching(/^Stopped: 11 of 37 actions failed/) as string,
    });
    await expect(line.import()).rejects.toMatchObject({ recovery: "abort" });
    const last = await line.import();
    expect(last).toMatchObject({ outcomes: { failed: 24 }, landed: 13, wanted: 37 });
    expect((await line.verify()).findings).toEqual([]);
  });

  it("goes on past a few odd posts of few", async () => {
    const { line } = await twoRooms({ before: refusing(100, 3) }, 6);
    expect((await line.import()).outcomes.failed).toBe(3);
  });

  it("counts in a row across a large plan, where two in a hundred is more than twenty", async () => {
    const { line } = await twoRooms({ before: refusing(100, 25) }, 1300);
    await expect(line.import()).rejects.toMatchObject({ message: expect.stringMatching(/^Stopped: 20 actions failed in a row/) as string });
  });
});

describe("an import of old news", () => {
  it("says so when the last export is older than a week", async () => {
    const { line } = await twoRooms({}, 1);
    expect((await line.import()).warnings).toEqual([]);
    line.exec("UPDATE run SET ended_at = ended_at - 8 * 86400000 WHERE command = 'export'");
    expect((await line.import()).warnings).toEqual([expect.stringContaining("8 days old")]);
  });
});
