import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { silentLogger } from "../../../../../src/log.ts";
import { create, options } from "../../../../../src/target/static-site/index.ts";
import type { RemoteItem, Target } from "../../../../../src/target/target.ts";
import {
  actionsOf,
  aFile,
  aMessage,
  aPerson,
  applyContext,
  aSubGroup,
  aThread,
  performAll,
  type World,
} from "../../../../support/apply-context.ts";

const signal = new AbortController().signal;
let workspace: string;
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), "regroup-site-search-"));
});
afterEach(() => {
  rmSync(workspace, { recursive: true, force: true });
});

function open(mode: "read" | "write" = "write"): Target {
  return create(options.parse({ kind: "static-site" }), { workspace, mode, log: silentLogger, official: { name: "Official" } });
}

async function build(world: World): Promise<void> {
  const target = open();
  const context = applyContext(world);
  await target.check(signal);
  await performAll(target, context, actionsOf(world));
  await target.finish?.(context);
}

const at = (path: string) => join(workspace, "site", path);
const files = () =>
  readdirSync(join(workspace, "site"), { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(at(path)).isFile())
    .sort();

async function damages(): Promise<string[]> {
  const items: RemoteItem[] = [];
  for await (const item of open("read").inventory({ kind: "official-network", id: "index.html" }, signal)) items.push(item);
  return items.flatMap((item) => (item.damage === undefined ? [] : [`${item.ref.id}: ${item.damage}`]));
}

const T0 = Date.UTC(2024, 0, 1);
const ada = aPerson(1, "Ada");
const room = aSubGroup(1, "Open room");

function world(posts: number, more: Partial<World> = {}): World {
  const threads = Array.from({ length: posts }, (_, n) =>
    aThread((n + 1) * 10, room, [aMessage((n + 1) * 10, `post number${n} of many`, { author: ada, createdAt: T0 + n })]),
  );
  return { people: [ada], subGroups: [room], threads, ...more };
}

/** A cursor over sub-groups that breaks off when it is asked for the n-th time. */
function failingAt({ migrated }: ReturnType<typeof applyContext>, time: number) {
  let asked = 0;
  return () => {
    if (++asked === time) throw new Error("killed");
    return migrated.subGroups();
  };
}

describe("the index of the public part", () => {
  test("holds nothing of what is private: not in one byte", async () => {
    const secrets = ["zqroom", "zqabout", "zqtext", "zqtitle", "zqtopic", "zqfile", "zqperson", "zqanswer"];
    const insider = aPerson(2, "zqperson", { isPrivate: true });
    const sealed = aSubGroup(999, "zqroom", { isPrivate: true, description: "zqabout", messages: 4711 });
    const hidden = aThread(990, sealed, [
      aMessage(990, "zqtext", {
        author: insider,
        createdAt: T0 + 5,
        title: "zqtitle",
        topics: [{ id: 1, name: "zqtopic" }],
        attachments: [aFile(990, 1, { name: "zqfile.pdf" })],
        poll: [{ answer: "zqanswer", votes: 1 }],
      }),
    ]);
    const open = world(3);
    await build({ ...open, people: [ada, insider], subGroups: [room, sealed], threads: [...open.threads, hidden] });
    const isPublic = (path: string) => !path.startsWith("private/");
    const found = (test: (path: string) => boolean) =>
      secrets.filter((secret) => files().some((path) => test(path) && readFileSync(at(path), "latin1").includes(secret)));
    expect(found(isPublic)).toEqual([]);
    expect(found((path) => path.startsWith("private/p/"))).toContain("zqperson");
    expect(found((path) => path.startsWith("private/search/"))).toEqual(secrets.filter((secret) => secret !== "zqabout"));
    expect(readFileSync(at("search/manifest.js"), "utf8")).toMatch(
      /"posts":3,"years":\[\[2024,0\]\],"groups":\[\["contoso\/1","Open room"\]\]/,
    );
    expect(readFileSync(at("search.html"), "utf8")).not.toContain("private");
    expect(readFileSync(at("private/search.html"), "utf8")).toContain('src="../assets/search.js"');
    expect(await damages()).toEqual([]);
  });

  test("is made once: the same again touches no file, one post more only those that hold it", async () => {
    await build(world(200));
    const past = new Date("2001-01-01");
    for (const path of files()) utimesSync(at(path), past, past);
    const touched = () => files().filter((path) => path.includes("search") && statSync(at(path)).mtimeMs !== past.getTime());
    await build(world(200));
    expect(touched()).toEqual([]);
    await build(world(201));
    const parts = touched().filter((path) => path.startsWith("search/"));
    expect(parts).toContain("search/manifest.js");
    expect(parts.length).toBeLessThan(files().filter((path) => path.startsWith("search/")).length / 2);
    expect(await damages()).toEqual([]);
  });

  test("goes when the last sub-group is gone, and what is not of it stays", async () => {
    await build(world(50));
    writeFileSync(at("search/mine.txt"), "mine");
    const target = open();
    await target.finish?.(applyContext({ people: [], subGroups: [], threads: [] }));
    expect(files().filter((path) => path.includes("search"))).toEqual(["search/mine.txt"]);
  });

  test("is taken back whole, also when a first run was cut off before it had a list", async () => {
    const target = open();
    const context = applyContext(world(90));
    await performAll(target, context, actionsOf(world(90)));
    const broken = { ...context, migrated: { ...context.migrated, subGroups: failingAt(context, 3) } };
    await expect(target.finish?.(broken)).rejects.toThrow("killed");
    expect(files().some((path) => path.startsWith("search/posts/"))).toBe(true);
    expect(await open().clear?.(signal)).toEqual([]);
    expect(readdirSync(at(""))).toEqual([]);
    await build(world(90));
    expect(await open().clear?.(signal)).toEqual([]);
    expect(readdirSync(at(""))).toEqual([]);
  });

  test("shrinks with what it holds", async () => {
    await build(world(200));
    await build(world(3));
    expect(files().filter((path) => path.startsWith("search/posts/"))).toEqual(["search/posts/0/0.js"]);
    expect(await damages()).toEqual([]);
  });
});

describe("reading back names", () => {
  test("a part that was deleted, one that was edited, a script that was added, and the page", async () => {
    await build(world(50));
    const word = files().find((path) => path.startsWith("search/words/")) ?? "";
    rmSync(at("search/posts/0/1.js"));
    appendFileSync(at(word), "alert(1)");
    appendFileSync(at("assets/search.js"), "alert(1)");
    writeFileSync(at("search/words/0123456789ab.js"), "alert(1)");
    writeFileSync(at("assets/more.js"), "alert(1)");
    appendFileSync(at("search.html"), "<script>alert(1)</script>");
    expect((await damages()).sort()).toEqual(
      [
        "assets/more.js: not written by this tool",
        "assets/search.js: changed by hand since it was written",
        "search.html: changed by hand since it was written",
        "search/posts/0/1.js: deleted",
        "search/words/0123456789ab.js: not written by this tool",
        `${word}: changed by hand since it was written`,
      ].sort(),
    );
    await build(world(50));
    expect((await damages()).sort()).toEqual([
      "assets/more.js: not written by this tool",
      "search/words/0123456789ab.js: not written by this tool",
    ]);
    rmSync(at("search.html"));
    expect(await damages()).toContain("search.html: deleted");
  });

  test("nothing after a run that was stopped and made again", async () => {
    await build(world(60));
    const context = applyContext(world(90));
    const target = open();
    await performAll(target, context, actionsOf(world(90)));
    const stopped = new Error("killed");
    const { posts } = context.migrated;
    const broken = {
      ...context,
      migrated: {
        ...context.migrated,
        *posts(of: "public" | "private") {
          let left = 55;
          for (const post of posts(of)) {
            if (left-- === 0) throw stopped;
            yield post;
          }
        },
      },
    };
    await expect(target.finish?.(broken)).rejects.toBe(stopped);
    expect(existsSync(at(".tmp"))).toBe(true);
    await open().finish?.(context);
    expect(existsSync(at(".tmp"))).toBe(false);
    expect(await damages()).toEqual([]);
  });
});
