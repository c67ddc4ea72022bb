import fc from "fast-check";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Target } from "../../src/target/target.ts";
import { writeExportZip } from "../support/export-zip.ts";
import { makeLine, type Line } from "../support/line.ts";
import { aRoom, memoryTarget, type MemoryTarget, type Stored } from "../support/memory-target.ts";
import { makeNetwork } from "../support/network.ts";
import type { NetworkTruth } from "../support/network/truth.ts";

/** Rollback after import leaves the target as it was, byte for byte, with content of others inside before and after, cut off anywhere. */

const SEED = 20240602;
const LONG = 120_000;
const settings = (numRuns: number) => ({ numRuns, seed: SEED, endOnFailure: true });

const network = fc
  .record({
    seed: fc.integer({ min: 1, max: 1_000_000 }),
    messages: fc.integer({ min: 10, max: 60 }),
    people: fc.integer({ min: 18, max: 24 }),
    groups: fc.integer({ min: 2, max: 4 }),
    idStyle: fc.constantFrom("short", "long", "mixed"),
  })
  .map((options) => makeNetwork(options));

/** After how many further removals the process dies, again and again. */
const cuts = fc.array(fc.record({ after: fc.integer({ min: 0, max: 25 }), hasLanded: fc.boolean() }), { maxLength: 4 });

/** The process dies at a removal: before it, or behind it and before anybody noted it. */
function dying(inner: Target, { after, hasLanded }: { after: number; hasLanded: boolean }): Target {
  let left = after;
  return {
    ...inner,
    async remove(ref, signal) {
      if (left-- > 0) return inner.remove(ref, signal);
      if (hasLanded) await inner.remove(ref, signal);
      throw new Error("killed");
    },
  };
}

async function rollBackWithCuts(line: Line, when: readonly { after: number; hasLanded: boolean }[]) {
  for (const cut of when) {
    try {
      return await line.rollBack({}, (inner) => dying(inner, cut));
    } catch (error) {
      if (!(error instanceof Error) || error.message !== "killed") throw error;
    }
  }
  return line.rollBack();
}

async function imported(
  truth: NetworkTruth,
  target?: Target,
  before?: (line: Line) => void,
  migrate: (line: Line) => Promise<unknown> = (line) => line.migrate(),
): Promise<Line> {
  const line = makeLine({ inputs: ["in.zip"], members: "members.csv" }, target);
  const members = truth.memberships.map(({ groupId, personId, role }) => `${groupId},${personId},${role}\n`);
  writeFileSync(line.path("members.csv"), `group_id,user_id,role\n${members.join("")}`);
  await writeExportZip(truth, line.path("in.zip"), {});
  await line.export();
  before?.(line);
  await migrate(line);
  return line;
}

/** A room for every group of the source's network, and one of others, each with something in it. */
function roomsOf(truth: NetworkTruth): Stored[] {
  const rooms = [
    ...truth.groups.map(({ id }) => aRoom(id, `As it was ${id}`, { description: "old", owners: ["somebody"] })),
    aRoom("theirs", "Their room"),
  ];
  return rooms.flatMap((room) => {
    const id = `thread of ${room.item.ref.id}`;
    return [
      room,
      { item: { ref: { kind: "thread", id }, kind: "thread", parent: null, title: "theirs" }, owner: null, group: room.item.ref.id },
    ];
  });
}

describe("rollback after import leaves the target as it was", () => {
  test(
    "also where groups were adopted, and posts came into rooms of others, killed in the import and in the rollback",
    async () => {
      const stood = new Set<string>();
      const fates = fc.array(fc.constantFrom("", "adopt", "create", "merge | into: Their room", "merge | into: @network"), {
        minLength: 4,
        maxLength: 4,
      });
      await fc.assert(
        fc.asyncProperty(network, fates, fc.integer({ min: 0, max: 30 }), cuts, async (truth, decided, dies, when) => {
          let left = dies;
          const target = memoryTarget({
            network: "contoso.com",
            intoExisting: true,
            after: () => {
              if (left-- === 0) throw new Error("killed");
            },
          });
          for (const stored of roomsOf(truth)) target.items.set(stored.item.ref.id, stored);
          const before = new Map(target.items);
          const rows = truth.groups.map(
            ({ id }, index) => `contoso.com/group/${id};${decided[index % decided.length] ?? ""} | exposure: accepted by Test`,
          );
          const decide = (line: Line) => writeFileSync(line.path("groups.csv"), `key;decision\n${rows.join("\n")}\n`);
          const line = await imported(truth, target, decide, async (made) => {
            await made.map();
            await made.plan();
            await made.approve();
            await made.import().catch((error: unknown) => {
              if (!(error instanceof Error) || error.message !== "killed") throw error;
            });
            await made.import();
          });
          try {
            expect((await line.verify()).findings).toEqual([]);
            // Where nothing is decided, a group of the target's own network is proposed to be adopted.
            const adopted = truth.groups.filter((_, index) => ["", "adopt"].includes(decided[index % decided.length] ?? "")).length;
            expect(line.value("SELECT count(*) FROM setting_journal")).toBeLessThanOrEqual(adopted);
            if (adopted > 0) expect(target.items).not.toEqual(before);
            for (const { action } of line.rows("SELECT action FROM sub_group")) stood.add(String(action));
            const { kept, isComplete } = await rollBackWithCuts(line, when);
            expect([kept, isComplete]).toEqual([[], true]);
            expect(target.items).toEqual(before);
            expect(line.value("SELECT count(*) FROM setting_journal")).toBe(0);
          } finally {
            line.close();
          }
        }),
        settings(15),
      );
      expect([...stood].sort()).toEqual(expect.arrayContaining(["adopt", "create", "existing"]));
    },
    LONG,
  );

  test(
    "the folder of a site, byte for byte, whatever others put into it and wherever it was cut off",
    async () => {
      const theirs = fc.dictionary(
        fc.constantFrom(
          "notes.txt",
          "t/readme.html",
          "g/x/deep/file.bin",
          "p/index.txt",
          "files/ours.pdf",
          "private/plan.docx",
          "topics/a.html",
          "own/index.html",
        ),
        fc.string({ maxLength: 30 }),
        { maxKeys: 6 },
      );
      const deleted = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 3 });
      await fc.assert(
        fc.asyncProperty(network, theirs, deleted, cuts, async (truth, files, gone, when) => {
          const line = await imported(truth, undefined, (made) => put(made, { ".DS_Store": "finder", "Thumbs.db": "explorer" }));
          try {
            put(line, files);
            const before = siteOf(line);
            for (const n of gone) remove(line, n, Object.keys(files));
            const { kept, left, isComplete } = await rollBackWithCuts(line, when);
            expect([kept, left, isComplete]).toEqual([[], [], true]);
            const expected = [...before].filter(([path]) => path in files || path === ".DS_Store" || path === "Thumbs.db");
            expect(siteOf(line)).toEqual(new Map(expected));
            expect(foldersOf(line)).toEqual([...new Set(Object.keys(files).flatMap(above))].sort());
          } finally {
            line.close();
          }
        }),
        settings(12),
      );
    },
    LONG,
  );

  test(
    "but for pages that somebody has changed: they stay to the byte, are named, and with them what they stand in",
    async () => {
      await fc.assert(
        fc.asyncProperty(
          network,
          fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 3 }),
          cuts,
          async (truth, picks, when) => {
            const line = await imported(truth);
            try {
              const threads = [...siteOf(line).keys()].filter((path) => /^(private\/)?t\//.test(path));
              const changed = [...new Set(picks.map((n) => threads[n % threads.length] ?? ""))];
              for (const path of changed)
                writeFileSync(line.path("site", path), `${readFileSync(line.path("site", path), "utf8")}<!-- a note -->`);
              const before = siteOf(line);
              const { kept, isComplete } = await rollBackWithCuts(line, when);
              const after = siteOf(line);
              expect(isComplete).toBe(false);
              expect(kept.filter(({ kind }) => kind === "thread").map(({ reason }) => reason)).toEqual(changed.map(() => "changed-since"));
              for (const path of changed) expect(after.get(path)).toBe(before.get(path));
              expect([...after.keys()].filter((path) => /^(private\/)?t\//.test(path)).sort()).toEqual([...changed].sort());
              expect(after.has("regroup-site.json")).toBe(true);
              // Put right again, the rest goes as well.
              for (const path of changed) rmSync(line.path("site", path));
              expect((await line.rollBack()).isComplete).toBe(true);
              expect(siteOf(line)).toEqual(new Map());
            } finally {
              line.close();
            }
          },
        ),
        settings(5),
      );
    },
    LONG,
  );

  test(
    "any target, item for item",
    async () => {
      await fc.assert(
        fc.asyncProperty(network, cuts, async (truth, when) => {
          const target = memoryTarget();
          target.items.set("theirs", {
            item: { ref: { kind: "thread", id: "theirs" }, kind: "thread", parent: null },
            owner: null,
            group: null,
          });
          const before = new Map(target.items);
          const line = await imported(truth, target);
          try {
            loseSome(target);
            expect((await rollBackWithCuts(line, when)).isComplete).toBe(true);
            expect(target.items).toEqual(before);
            // And it can be brought back.
            await line.migrate();
            expect((await line.verify()).findings).toEqual([]);
          } finally {
            line.close();
          }
        }),
        settings(6),
      );
    },
    LONG,
  );
});

/** Somebody has removed a conversation over there. */
function loseSome(target: MemoryTarget): void {
  const thread = [...target.items].find(([id, { item }]) => item.kind === "thread" && id !== "theirs")?.[0];
  for (const [id, stored] of target.items) if (id === thread || stored.owner === thread) target.items.delete(id);
}

function put(line: Line, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(line.path("site", path)), { recursive: true });
    writeFileSync(line.path("site", path), content);
  }
}

function remove(line: Line, n: number, theirs: readonly string[]): void {
  const ours = [...siteOf(line).keys()].filter(
    (path) => !theirs.includes(path) && path !== "regroup-site.json" && !/^(\.DS_Store|Thumbs\.db)$/.test(path),
  );
  const path = ours[n % Math.max(1, ours.length)];
  if (path !== undefined) rmSync(line.path("site", path));
}

const above = (path: string): string[] => {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, n) => parts.slice(0, n + 1).join("/"));
};

function entries(line: Line) {
  const root = line.path("site");
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, withFileTypes: true }).map((entry) => ({
    path: join(entry.parentPath, entry.name)
      .slice(root.length + 1)
      .replaceAll("\\", "/"),
    isFile: entry.isFile(),
  }));
}

function siteOf(line: Line): Map<string, string> {
  const files = entries(line)
    .filter(({ isFile }) => isFile)
    .map(({ path }) => path)
    .sort();
  return new Map(files.map((path) => [path, readFileSync(line.path("site", path), "latin1")]));
}

function foldersOf(line: Line): string[] {
  return entries(line)
    .filter(({ isFile }) => !isFile)
    .map(({ path }) => path)
    .sort();
}
