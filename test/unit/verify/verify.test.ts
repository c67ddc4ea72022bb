import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { textDigest } from "../../../src/markup/plain.ts";
import type { Key } from "../../../src/model/key.ts";
import type { RemoteItem } from "../../../src/target/target.ts";
import { cleanUpLines, makeLine, type Line } from "../../support/line.ts";
import { memoryTarget, type MemoryTarget, type Stored } from "../../support/memory-target.ts";
import { csv, messagesCsv } from "../source/yammer-export/workspace.ts";

cleanUpLines();

async function imported(): Promise<{ line: Line; target: MemoryTarget }> {
  const target = memoryTarget();
  const line = makeLine({ inputs: ["a.zip"], network: "contoso.com", members: "members.csv" }, target);
  await line.zip("a.zip", {
    "Users.csv": csv(
      ["id", "name", "email"],
      { id: "11", name: "Ann", email: "a@contoso.com" },
      { id: "12", name: "Bob", email: "b@contoso.com" },
    ),
    "Groups.csv": csv(["id", "name"], { id: "7", name: "Book club" }),
    "Files.csv": csv(["id", "file_id", "name", "path", "in_private_conversation"], {
      id: "51",
      file_id: "50",
      name: "a.txt",
      path: "files/51.txt",
      in_private_conversation: "false",
    }),
    "files/51.txt": "bytes of the file",
    "Messages.csv": messagesCsv(
      { id: "1", title: "Heading", attachments: "uploadedfile:50" },
      { id: "2", thread_id: "1", replied_to_id: "1", sender_id: "12", created_at: "2022-06-01T11:00:00.000Z" },
      { id: "3", thread_id: "1", replied_to_id: "1", created_at: "2022-06-01T12:00:00.000Z" },
      { id: "4", thread_id: "1", replied_to_id: "9" },
    ),
  });
  writeFileSync(line.path("members.csv"), "group,email,role\n7,a@contoso.com,admin\n7,b@contoso.com,member\n");
  await line.export();
  await line.migrate();
  return { line, target };
}

function change(target: MemoryTarget, id: string, more: Partial<RemoteItem>): void {
  const before = stored(target, id);
  target.items.set(id, { ...before, item: { ...before.item, ...more } });
}

/** Puts an item behind another one, as it would be read back. */
function place(target: MemoryTarget, after: string, id: string, stored: Stored): void {
  const items = [...target.items].filter(([known]) => known !== id);
  target.items.clear();
  for (const [known, item] of items) {
    target.items.set(known, item);
    if (known === after) target.items.set(id, stored);
  }
}

function stored(target: MemoryTarget, id: string): Stored {
  const found = target.items.get(id);
  if (!found) throw new Error(`nothing stands at ${id}`);
  return found;
}

const message = (id: number) => `contoso.com/message/${id}` as Key;
const THREAD = "contoso.com/thread/1";
const GROUP = "contoso.com/group/7";

describe("verify", () => {
  it("finds nothing where everything stands as planned, and counts what it looked at", async () => {
    const { line } = await imported();
    expect(await line.verify()).toEqual({
      findings: [],
      checked: { "sub-group": 1, message: 4, marker: 1, thread: 1, membership: 2, person: 2 },
      notImported: 0,
      heldBack: 0,
      toRemake: 0,
      next: "",
    });
  });

  it("counts what the ledger counts, and apart from it what stands for a post that is not shown", async () => {
    const { line } = await imported();
    const { checked } = await line.verify();
    const ledger = (kind: string) => line.value("SELECT count(*) FROM v_fate WHERE fate = 'migrated' AND kind = ?", kind);
    for (const kind of ["message", "thread", "person", "membership"]) expect([kind, checked[kind]]).toEqual([kind, ledger(kind)]);
    expect(checked["marker"]).toBe(1);
  });

  const odd: Stored = {
    item: { key: message(77), ref: { kind: "message", id: "odd" }, kind: "message", parent: null },
    ...{ owner: THREAD, group: GROUP },
  };
  const breaks: readonly (readonly [string, (target: MemoryTarget) => void, readonly (readonly [kind: string, subject: string])[]])[] = [
    ["a text that somebody changed", (target) => change(target, message(2), { textDigest: "0".repeat(64) }), [["text", message(2)]]],
    [
      "another author",
      (target) => change(target, message(2), { author: { key: "contoso.com/person/11" as Key, name: "Ann" } }),
      [["author", message(2)]],
    ],
    [
      "another author's name",
      (target) => change(target, message(2), { author: { key: "contoso.com/person/12" as Key, name: "Bobby" } }),
      [["author", message(2)]],
    ],
    ["another date", (target) => change(target, message(2), { createdAt: 0 }), [["date", message(2)]]],
    ["another place", (target) => change(target, message(2), { parent: message(3) }), [["parent", message(2)]]],
    [
      "a file with other bytes",
      (target) => change(target, message(1), { files: [{ key: "contoso.com/attachment/1:file:50" as Key, sha256: "0".repeat(64) }] }),
      [["files", message(1)]],
    ],
    ["a file that is gone", (target) => change(target, message(1), { files: [] }), [["files", message(1)]]],
    ["a message that is gone", (target) => void target.items.delete(message(2)), [["missing", message(2)]]],
    [
      "a whole thread that is gone",
      (target) => {
        for (const id of [THREAD, ...[1, 2, 3, 4, 9].map(message)]) target.items.delete(id);
      },
      [["missing", THREAD]],
    ],
    ["a person who is gone", (target) => void target.items.delete("contoso.com/person/12"), [["missing", "contoso.com/person/12"]]],
    [
      "another name of a person",
      (target) => change(target, "contoso.com/person/12", { title: "Rob" }),
      [["name", "contoso.com/person/12"]],
    ],
    ["another name of a sub-group", (target) => change(target, GROUP, { title: "Reading" }), [["name", GROUP]]],
    [
      "a member who is missing and one too many",
      (target) =>
        change(target, `${GROUP}#members`, {
          members: [
            { key: "contoso.com/person/11" as Key, role: "admin" },
            { key: "contoso.com/person/99" as Key, role: "member" },
          ],
        }),
      [
        ["members", GROUP],
        ["members", GROUP],
      ],
    ],
    [
      "another role",
      (target) =>
        change(target, `${GROUP}#members`, {
          members: [
            { key: "contoso.com/person/11" as Key, role: "member" },
            { key: "contoso.com/person/12" as Key, role: "member" },
          ],
        }),
      [["members", GROUP]],
    ],
    ["damage that the target knows of", (target) => change(target, THREAD, { damage: "changed by hand" }), [["damaged", THREAD]]],
    ["a message that nobody planned", (target) => place(target, message(3), "odd", odd), [["unexpected", message(77)]]],
    ["a message that is in no thread", (target) => place(target, GROUP, "odd", odd), [["unexpected", message(77)]]],
    [
      "a thread that nobody planned",
      (target) =>
        void target.items.set("odd", {
          item: { key: "contoso.com/thread/77" as Key, ref: { kind: "thread", id: "odd" }, kind: "thread", parent: GROUP as Key },
          owner: null,
          group: GROUP,
        }),
      [["unexpected", "contoso.com/thread/77"]],
    ],
  ];

  it.each(breaks)("names %s", async (_what, breakIt, expected) => {
    const { line, target } = await imported();
    breakIt(target);
    const { findings } = await line.verify();
    expect(findings.map(({ kind, subject }) => [kind, subject])).toEqual(expected);
    expect(line.rows("SELECT kind, subject FROM finding ORDER BY pk")).toEqual(expected.map(([kind, subject]) => ({ kind, subject })));
  });

  it("names a message that stands there twice", async () => {
    const { line, target } = await imported();
    place(target, message(3), "copy", stored(target, message(2)));
    expect((await line.verify()).findings).toMatchObject([{ kind: "unexpected", subject: message(2) }]);
  });

  it("names a thread whose answers stand in another order", async () => {
    const { line, target } = await imported();
    place(target, message(3), message(2), stored(target, message(2)));
    expect((await line.verify()).findings).toMatchObject([{ kind: "order", subject: THREAD }]);
  });

  it("replaces what it found before, and its report names keys and no person", async () => {
    const { line, target } = await imported();
    change(target, message(2), { textDigest: "0".repeat(64) });
    await line.verify();
    const report = ["html", "json", "csv"].map((kind) => readFileSync(line.path("reports", `verify.${kind}`), "utf8")).join("");
    expect(report).toContain(message(2));
    for (const word of ["Ann", "Bob", "hello", "@contoso.com"]) expect(report).not.toContain(word);
    const wanted = textDigest("hello");
    change(target, message(2), { textDigest: wanted });
    await line.verify();
    expect(line.value("SELECT count(*) FROM finding")).toBe(0);
  });

  it("expects nothing of what was not imported, and says how much that is", async () => {
    const { line } = await imported();
    await line.zip("b.zip", { "Messages.csv": messagesCsv({ id: "20" }) });
    line.configure({ inputs: ["a.zip", "b.zip"], network: "contoso.com", members: "members.csv" });
    await line.export();
    await line.plan();
    expect(await line.verify()).toMatchObject({ findings: [], notImported: 1 });
  });
});
