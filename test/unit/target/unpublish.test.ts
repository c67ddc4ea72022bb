import { writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Key } from "../../../src/model/key.ts";
import { cleanUpLines, makeLine, type Line } from "../../support/line.ts";
import { memoryTarget, type MemoryTarget } from "../../support/memory-target.ts";
import { messagesCsv } from "../source/yammer-export/workspace.ts";

cleanUpLines();

const ANN = "contoso.com/person/11" as Key;
const ALONE = "contoso.com/thread/1" as Key;
const ANSWERED = "contoso.com/thread/2" as Key;

async function imported(remote: boolean): Promise<{ line: Line; target: MemoryTarget }> {
  const target = memoryTarget({ capabilities: { remote } });
  const line = makeLine(
    { inputs: ["a.zip"], members: "members.csv", network: "contoso.com", policies: { owner_go_ahead: "optional" } },
    target,
  );
  await line.zip("a.zip", {
    "Messages.csv": messagesCsv(
      { id: "1", group_id: "7", sender_id: "11", sender_name: "Ann" },
      { id: "2", group_id: "7", sender_id: "11", sender_name: "Ann" },
      { id: "3", group_id: "7", sender_id: "12", sender_name: "Bob", thread_id: "2", conversation_id: "2", replied_to_id: "2" },
    ),
  });
  writeFileSync(line.path("members.csv"), "group_id,user_id,role\n7,11,admin\n7,12,member\n");
  await line.export();
  await line.migrate();
  return { line, target };
}

const authors = (target: MemoryTarget) => [...target.items.values()].flatMap(({ item }) => item.author?.key ?? []);

it("a target that only this machine shows loses what was forgotten at once, and verify finds nothing wrong", async () => {
  const { line, target } = await imported(false);
  const { left, waiting } = await line.forget(ANN, "erase");
  expect([left, waiting]).toEqual([[], 0]);
  expect([ANN, ALONE, ANSWERED].map((key) => target.items.has(key))).toEqual([false, false, true]);
  expect(authors(target)).toEqual(["contoso.com/person/12"]);
  expect((await line.verify()).findings).toEqual([]);
});

it("a target that others use keeps it until the removal is approved, and then loses it before anything else is done", async () => {
  const { line, target } = await imported(true);
  const before = target.writes.count;
  const { left, waiting } = await line.forget(ANN, "erase");
  expect([left, waiting, target.writes.count]).toEqual([[], 2, before]);
  await expect(line.import()).rejects.toMatchObject({ exit: 5 });
  expect(target.items.has(ANN)).toBe(true);
  await line.migrate();
  expect([ANN, ALONE, ANSWERED].map((key) => target.items.has(key))).toEqual([false, false, true]);
  expect(authors(target)).toEqual(["contoso.com/person/12"]);
  expect((await line.verify()).findings).toEqual([]);
  expect(line.rows("SELECT key, outcome FROM removal ORDER BY key")).toEqual([]);
});
