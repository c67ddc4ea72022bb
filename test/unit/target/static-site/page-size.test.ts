import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { silentLogger } from "../../../../src/log.ts";
import type { Key } from "../../../../src/model/key.ts";
import { create, options } from "../../../../src/target/static-site/index.ts";
import { actionsOf, aMessage, aPerson, applyContext, aSubGroup, aThread, performAll, type World } from "../../../support/apply-context.ts";

const MAX_BYTES = 300 * 1024;
let workspace: string;
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), "regroup-size-"));
});
afterEach(() => {
  rmSync(workspace, { recursive: true, force: true });
});

async function build(world: World): Promise<string[]> {
  const surroundings = { workspace, mode: "write", log: silentLogger, official: { name: "Official" } } as const;
  const target = create(options.parse({ kind: "static-site" }), surroundings);
  const context = applyContext(world);
  await performAll(target, context, actionsOf(world));
  await target.finish?.(context);
  return readdirSync(at(""), { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(at(path)).isFile())
    .sort();
}

const at = (path: string) => join(workspace, "site", path);
const tooLarge = (paths: readonly string[]) => paths.filter((path) => /\.(html|js)$/.test(path) && statSync(at(path)).size > MAX_BYTES);
const ids = (path: string) => Array.from(readFileSync(at(path), "utf8").matchAll(/ id="m(\d+)"/g), ([, id]) => id);
const T0 = Date.UTC(2024, 0, 1);
const LONG = "領導力".repeat(60);
const ada = aPerson(1, `Ada ${LONG}`);

test("no page is larger than 300 KB, however long its lists and the names in them", async () => {
  const room = aSubGroup(1, `Room ${LONG}`);
  const people = [ada, ...Array.from({ length: 900 }, (_, n) => aPerson(n + 2, `${LONG} ${n}`, { jobTitle: LONG }))];
  const threads = Array.from({ length: 900 }, (_, n) =>
    aThread(
      (n + 1) * 10,
      room,
      [
        aMessage((n + 1) * 10, `${LONG} ${n}`, {
          author: ada,
          createdAt: T0 + n,
          topics: [
            { id: 1, name: "all" },
            { id: n + 2, name: `${LONG}${n}` },
          ],
        }),
      ],
      { title: `${LONG} ${n}` },
    ),
  );
  const members = new Map([[room.key, people.map((person) => ({ person, role: "member" as const }))]]);
  const paths = await build({ people, subGroups: [room], threads, members });
  expect(tooLarge(paths)).toEqual([]);
  for (const [first, items, pattern] of [
    [/^g\/contoso\/1(-\d+)?\.html$/, 900, /<h3>/g],
    [/^p\/contoso\/1(-\d+)?\.html$/, 900, /<h3>/g],
    [/^g\/contoso\/1-members(-\d+)?\.html$/, 901, /<li data-role="member">/g],
    [/^p\/index(-\d+)?\.html$/, 901, /class="avatar/g],
    [/^topics\/index(-\d+)?\.html$/, 901, /class="muted fine"/g],
  ] as const) {
    const pages = paths.filter((path) => first.test(path));
    expect(pages.length, String(first)).toBeGreaterThan(1);
    expect(
      pages.reduce((sum, path) => sum + Array.from(readFileSync(at(path), "utf8").matchAll(pattern)).length, 0),
      String(first),
    ).toBe(items);
  }
}, 120_000);

test("the front page names every one of 600 sub-groups, and stays below it", async () => {
  const subGroups = Array.from({ length: 600 }, (_, n) => aSubGroup(n + 1, `Room number ${n + 1}`, { description: LONG, messages: n }));
  const paths = await build({ people: [], subGroups, threads: [] });
  expect(tooLarge(paths)).toEqual([]);
  const links = Array.from(readFileSync(at("index.html"), "utf8").matchAll(/href="g\/contoso\/(\d+)\.html"/g), ([, id]) => Number(id));
  expect(links.sort((a, b) => a - b)).toEqual(subGroups.map((_, n) => n + 1));
}, 60_000);

test("a conversation of 5,000 posts: no page too large, every post there once, every address answered by the first page", async () => {
  const room = aSubGroup(1, "Room");
  const long = (n: number) => (n % 400 === 0 ? "word ".repeat(12_000) : "a few words of an answer ".repeat(1 + (n % 12)));
  const messages = Array.from({ length: 5000 }, (_, n) =>
    aMessage(String(1_622_000_000_000_000 + n), long(n), {
      author: ada,
      createdAt: T0 + n,
      parent: n === 0 ? null : (`contoso/message/${1_622_000_000_000_000 + Math.floor(n / 3)}` as Key),
    }),
  );
  const paths = await build({ people: [ada], subGroups: [room], threads: [aThread(messages[0]?.id ?? "", room, messages)] });
  expect(tooLarge(paths)).toEqual([]);
  const first = `t/contoso/${messages[0]?.id ?? ""}.html`;
  expect([...ids(first)].sort()).toEqual(messages.map((message) => message.id));
  const shown = paths
    .filter((path) => path.startsWith("t/"))
    .flatMap((path) => Array.from(readFileSync(at(path), "utf8").matchAll(/<article class="post" id="m(\d+)"/g), ([, id]) => id));
  expect(shown.sort()).toEqual(messages.map((message) => message.id));
}, 120_000);

test("a post that is too large by itself has a page to itself", async () => {
  const room = aSubGroup(1, "Room");
  const messages = [10, 11, 12].map((id) => aMessage(id, id === 11 ? "x".repeat(400_000) : "short", { createdAt: T0 + id }));
  const paths = await build({ people: [], subGroups: [room], threads: [aThread(10, room, messages)] });
  expect(tooLarge(paths)).toEqual(["t/contoso/10-2.html"]);
  expect(ids("t/contoso/10-2.html")).toEqual(["11"]);
  expect(ids("t/contoso/10-3.html")).toEqual(["12"]);
});
