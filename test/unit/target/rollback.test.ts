import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { RemoteError } from "../../../src/errors.ts";
import type { Key } from "../../../src/model/key.ts";
import type { Target, TargetRef } from "../../../src/target/target.ts";
import { cleanUpLines, makeLine, type Line } from "../../support/line.ts";
import { memoryTarget, type MemoryOptions, type MemoryTarget, type Stored } from "../../support/memory-target.ts";
import { messagesCsv } from "../source/yammer-export/workspace.ts";

cleanUpLines();

const GROUP = "contoso.com/group/7" as Key;
const OTHER = "contoso.com/group/8" as Key;
const THREAD = "contoso.com/thread/2" as Key;

async function imported(options: MemoryOptions = {}): Promise<{ line: Line; target: MemoryTarget }> {
  const target = memoryTarget(options);
  for (const [id, stored] of others()) target.items.set(id, stored);
  const line = makeLine({ inputs: ["a.zip"], members: "members.csv", network: "contoso.com" }, target);
  await line.zip("a.zip", {
    "Messages.csv": messagesCsv(
      { id: "1", group_id: "7", group_name: "Ideas", sender_id: "11", sender_name: "Ann" },
      { id: "2", group_id: "7", group_name: "Ideas", sender_id: "12", sender_name: "Bob" },
      { id: "3", group_id: "8", group_name: "Lunch", sender_id: "13", sender_name: "Cy" },
    ),
  });
  writeFileSync(line.path("members.csv"), "group_id,user_id,role\n7,11,admin\n7,13,member\n");
  await line.export();
  await line.migrate();
  return { line, target };
}

/** What others have made over there, before and after. */
function others(): Map<string, Stored> {
  const item = (id: string, kind: TargetRef["kind"], parent: Key | null = null) => ({ ref: { kind, id }, kind, parent, title: id });
  return new Map([
    ["their-room", { item: item("their-room", "sub-group"), owner: null, group: "their-room" as Key }],
    ["their-thread", { item: item("their-thread", "thread", "their-room" as Key), owner: null, group: "their-room" as Key }],
    ["their-person", { item: item("their-person", "person"), owner: null, group: null }],
  ]);
}

/** Somebody answers in a conversation of ours. */
function answer(target: MemoryTarget, thread = THREAD): void {
  const parent = thread.replace("/thread/", "/message/") as Key;
  target.items.set("answer", {
    item: { ref: { kind: "message", id: "answer" }, kind: "message", parent },
    owner: thread,
    group: target.items.get(thread)?.group ?? null,
  });
}

const fates = (line: Line) => line.rows("SELECT DISTINCT fate FROM v_fate WHERE fate <> 'skipped'").map((row) => row["fate"]);
const refs = (line: Line) => line.rows("SELECT key FROM target_ref ORDER BY key").map((row) => row["key"]);

describe("an approval", () => {
  const decide = (line: Line, cell: string) => writeFileSync(line.path("groups.csv"), `key,decision\n${OTHER},${cell}\n`);

  it("of a plan that no longer wants what is taken back goes on counting; those that want it do not", async () => {
    const { line, target } = await imported();
    decide(line, "skip");
    await line.plan();
    await line.approve({ by: "Second Sponsor" });
    expect(await line.forecastRollBack({ groups: [OTHER] })).toMatchObject({ isSigned: false });
    expect(await line.forecastRollBack({ groups: [GROUP] })).toMatchObject({ isSigned: true });
    await line.rollBack({ groups: [OTHER] });
    expect(target.items.has(OTHER)).toBe(false);
    expect(line.rows("SELECT approved_by FROM approval WHERE withdrawn_at IS NULL")).toEqual([{ approved_by: "Second Sponsor" }]);
    await line.import();
    expect(target.items.has(OTHER)).toBe(false);
    decide(line, "");
    await line.plan();
    await expect(line.import()).rejects.toThrow(/Nobody has approved/);
  });

  it("of the plan is withdrawn when something of it goes, for all of its sub-groups", async () => {
    const { line } = await imported();
    await line.rollBack({ groups: [OTHER] });
    expect(line.value("SELECT count(*) FROM approval WHERE withdrawn_at IS NULL")).toBe(0);
    expect(await line.forecastRollBack({ groups: [GROUP] })).toMatchObject({ isSigned: false });
  });
});

describe("a rollback", () => {
  it("takes back all that was made, newest first, and leaves what others made", async () => {
    const { line, target } = await imported();
    const asked: string[] = [];
    const result = await line.rollBack({}, (inner) => watched(inner, (ref) => asked.push(ref.kind)));
    expect(result).toMatchObject({ kept: [], left: [], isComplete: true });
    expect(target.items).toEqual(others());
    const order = ["members", "thread", "person", "sub-group"];
    expect(asked.map((kind) => order.indexOf(kind))).toEqual(asked.map((kind) => order.indexOf(kind)).sort());
    expect(refs(line)).toEqual([]);
    expect(fates(line)).toEqual(["planned"]);
  });

  it("needs a new approval before anything is imported again, and then everything is", async () => {
    const { line, target } = await imported();
    const before = new Map(target.items);
    await line.rollBack();
    await expect(line.import()).rejects.toThrow(/Nobody has approved/);
    expect((await line.plan()).toDo).toBeGreaterThan(0);
    await line.approve();
    await line.import();
    expect(new Set(target.items.keys())).toEqual(new Set(before.keys()));
    expect((await line.verify()).findings).toEqual([]);
  });

  it("keeps a conversation that somebody has answered, what it stands in and who is in it, and says why", async () => {
    const { line, target } = await imported();
    answer(target);
    const { kept, isComplete } = await line.rollBack();
    expect(isComplete).toBe(false);
    expect(kept.map(({ key, reason }) => `${key} ${reason}`).sort()).toEqual([
      `${GROUP} holds-what-stays`,
      `${GROUP}#members holds-what-stays`,
      "contoso.com/person/11 is-in-what-stays",
      "contoso.com/person/12 is-in-what-stays",
      "contoso.com/person/13 is-in-what-stays",
      `${THREAD} answered-since`,
    ]);
    expect([...target.items.keys()].filter((id) => !others().has(id)).sort()).toEqual(
      [
        GROUP,
        `${GROUP}#members`,
        THREAD,
        "answer",
        "contoso.com/message/2",
        ...[11, 12, 13].map((id) => `contoso.com/person/${id}`),
      ].sort(),
    );
    expect((await line.verify()).findings.map(({ kind, subject }) => [kind, subject])).toEqual([["unexpected", "answer"]]);
    target.items.delete("answer");
    expect(await line.rollBack()).toMatchObject({ kept: [], isComplete: true });
    expect(target.items).toEqual(others());
  });

  it("keeps a sub-group in which others have started a conversation", async () => {
    const { line, target } = await imported();
    target.items.set("new", { item: { ref: { kind: "thread", id: "new" }, kind: "thread", parent: GROUP }, owner: null, group: GROUP });
    const { kept } = await line.rollBack();
    expect(kept.map(({ key, reason }) => `${key} ${reason}`).sort()).toEqual([
      `${GROUP} holds-what-others-made`,
      `${GROUP}#members holds-what-others-made`,
      "contoso.com/person/11 is-in-what-stays",
      "contoso.com/person/13 is-in-what-stays",
    ]);
    expect(target.items.has(THREAD)).toBe(false);
  });

  it("takes back one sub-group by name or key, and leaves the rest as it was", async () => {
    for (const word of ["ideas", GROUP]) {
      const { line, target } = await imported();
      const { kept, isComplete } = await line.rollBack({ groups: [word] });
      expect([kept, isComplete]).toEqual([[], false]);
      expect([target.items.has(GROUP), target.items.has(THREAD), target.items.has(OTHER)]).toEqual([false, false, true]);
      const { findings, notImported } = await line.verify();
      expect(findings).toEqual([]);
      expect(notImported).toBeGreaterThan(0);
      expect(line.rows("SELECT source_id, fate FROM v_fate WHERE kind = 'message' ORDER BY source_id")).toEqual([
        { source_id: "1", fate: "planned" },
        { source_id: "2", fate: "planned" },
        { source_id: "3", fate: "migrated" },
      ]);
      // With the last sub-group the people go too.
      expect(await line.rollBack({ groups: [OTHER] })).toMatchObject({ kept: [], isComplete: true });
      expect(target.items).toEqual(others());
    }
  });

  it("takes back the wave that something came in, under the name it was made with, whatever has been decided since", async () => {
    const line = makeLine({ inputs: ["a.zip"], network: "contoso.com" }, memoryTarget());
    await line.zip("a.zip", {
      "Messages.csv": messagesCsv(
        { id: "2", group_id: "7", group_name: "Ideas", sender_id: "12" },
        { id: "3", group_id: "8", group_name: "Lunch", sender_id: "13" },
      ),
    });
    const decide = (...rows: string[]) => writeFileSync(line.path("groups.csv"), ["key;decision", ...rows].join("\n"));
    await line.export();
    decide(`${GROUP};merge | into: @network`, `${OTHER};name: Canteen | wave: wave-2`);
    await line.migrate();
    decide(`${GROUP};create`, `${OTHER};name: Kitchen | wave: wave-3`);
    await line.plan();
    const names = async (groups: string[]) => (await line.forecastRollBack({ groups })).subGroups;
    expect(await names([])).toEqual(["Leadership Learning Network", "Canteen"]);
    expect(await names(["@network/group/0"])).toEqual(["Leadership Learning Network"]);
    await expect(line.rollBack({ waves: ["wave-3"] })).rejects.toThrow('No imported sub-group is in wave "wave-3"');
    const { removed } = await line.rollBack({ waves: ["wave-2"] });
    expect(removed).toEqual({ thread: 1, "sub-group": 1 });
    expect(refs(line).filter((key) => !String(key).includes("/person/"))).toEqual(["@network/group/0", THREAD]);
  });

  it("names what it does not know, and touches nothing", async () => {
    const { line, target } = await imported();
    const before = target.writes.count;
    await expect(line.rollBack({ groups: ["Idea"] })).rejects.toThrow('No imported sub-group is called "Idea" (did you mean Ideas?)');
    await expect(line.rollBack({ waves: ["wave-9"] })).rejects.toThrow('No imported sub-group is in wave "wave-9"');
    expect(target.writes.count).toBe(before);
    expect((await line.import()).outcomes.done).toBe(0);
  });

  it("leaves what stood there before and was taken over", async () => {
    const { line, target } = await imported();
    line.exec(`UPDATE target_ref SET origin = 'preexisting' WHERE key = '${GROUP}'`);
    await line.rollBack();
    expect([target.items.has(GROUP), target.items.has(THREAD), target.items.has(OTHER)]).toEqual([true, false, false]);
    expect(refs(line)).toEqual([]);
  });

  it("takes back what a cut-off import made and did not note", async () => {
    const { line, target } = await lost("after");
    expect(target.items.has(THREAD)).toBe(true);
    expect(refs(line)).not.toContain(THREAD);
    expect(await line.rollBack()).toMatchObject({ kept: [], isComplete: true });
    expect(target.items).toEqual(others());
  });

  it("has nothing to look for where the cut-off import made nothing", async () => {
    const { line, target } = await lost("before");
    expect(await line.rollBack()).toMatchObject({ kept: [], isComplete: true });
    expect(target.items).toEqual(others());
  });

  it("is refused while somebody holds the evidence", async () => {
    const { line, target } = await imported();
    line.configure({ inputs: ["a.zip"], network: "contoso.com", legal_hold: true });
    const before = target.writes.count;
    await expect(line.rollBack()).rejects.toMatchObject({ exit: 5, message: expect.stringContaining("legal_hold") as string });
    expect(target.writes.count).toBe(before);
  });
});

/** An import that ended in the middle of one action. */
async function lost(when: "before" | "after"): Promise<{ line: Line; target: MemoryTarget }> {
  const { line, target } = await imported();
  await line.rollBack();
  await line.approve();
  const perform = target.perform.bind(target);
  let isDown = false;
  target.perform = async (action, context) => {
    isDown ||= action.key === THREAD;
    if (isDown && (when === "before" || action.key !== THREAD)) throw new RemoteError("down", { recovery: "abort" });
    const ref = await perform(action, context);
    if (isDown) throw new RemoteError("down", { recovery: "abort" });
    return ref;
  };
  await expect(line.import()).rejects.toThrow("down");
  target.perform = perform;
  return { line, target };
}

function watched(inner: Target, saw: (ref: TargetRef) => void): Target {
  return {
    ...inner,
    remove(ref, signal) {
      saw(ref);
      return inner.remove(ref, signal);
    },
  };
}

describe("a rollback that is cut off", () => {
  it.each(["before", "after"] as const)("%s each of its removals goes on, and ends as if nothing had happened", async (when) => {
    const { line, target } = await imported();
    const total = refs(line).length;
    const cut = async (): Promise<unknown> => line.rollBack({}, (inner) => cutting(inner, when)).catch((error: unknown) => error);
    let cuts = 0;
    for (let end = await cut(); end instanceof Error; end = await cut()) {
      expect(end.message).toBe("cut off");
      expect(line.value("SELECT value FROM state WHERE name = 'rollback'")).toBe("memory");
      await expect(line.import()).rejects.toThrow(/Nobody has approved/);
      cuts++;
    }
    expect(cuts).toBe(when === "after" ? total : total - 1);
    expect(target.items).toEqual(others());
    expect(line.value("SELECT count(*) FROM removal WHERE outcome = 'removed'")).toBe(total);
    expect(line.value("SELECT count(*) FROM state WHERE name = 'rollback' OR name LIKE 'imported:%'")).toBe(0);
  });
});

/** Fails once one removal more has landed: behind it, or before the next. */
function cutting(inner: Target, when: "before" | "after"): Target {
  let landed = 0;
  return {
    ...inner,
    async remove(ref, signal) {
      if (when === "before" && landed > 0) throw new Error("cut off");
      const outcome = await inner.remove(ref, signal);
      if (outcome === "removed") landed++;
      if (when === "after" && landed > 0) throw new Error("cut off");
      return outcome;
    },
  };
}
