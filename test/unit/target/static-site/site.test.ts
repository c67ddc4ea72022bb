import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseHTML } from "linkedom";
import { silentLogger } from "../../../../src/log.ts";
import { bodyText, leavesOf } from "../../../../src/markup/body.ts";
import { textDigest } from "../../../../src/markup/plain.ts";
import type { Key } from "../../../../src/model/key.ts";
import { create, options } from "../../../../src/target/static-site/index.ts";
import type { MigratedCursors, RemoteItem, Target, TargetRef } from "../../../../src/target/target.ts";
import {
  aBlob,
  actionsOf,
  aFile,
  aMessage,
  aPerson,
  applyContext,
  aSubGroup,
  aThread,
  performAll,
  type TestContext,
  type World,
} from "../../../support/apply-context.ts";
import { SHOWCASE, showcase } from "../../../support/showcase.ts";

const signal = new AbortController().signal;
const folders: string[] = [];
let workspace: string;
beforeEach(() => {
  workspace = newFolder();
});
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "regroup-site-"));
  folders.push(folder);
  return folder;
}

function open(mode: "read" | "write" = "write", where = workspace): Target {
  return create(options.parse({ kind: "static-site" }), { workspace: where, mode, log: silentLogger, official: { name: "Official" } });
}

async function build(world: World, where = workspace): Promise<{ target: Target; context: TestContext }> {
  const target = open("write", where);
  const context = applyContext(world);
  await target.check(signal);
  await performAll(target, context, actionsOf(world));
  await target.finish?.(context);
  return { target, context };
}

const at = (path: string) => join(workspace, "site", path);
const read = (path: string) => readFileSync(at(path), "utf8");

/** Every file below the site with its bytes. */
function bytes(where = workspace): Map<string, string> {
  const root = join(where, "site");
  const names = readdirSync(root, { recursive: true, encoding: "utf8" }).sort();
  return new Map(
    names.filter((name) => statSync(join(root, name)).isFile()).map((name) => [name, readFileSync(join(root, name), "latin1")]),
  );
}

async function inventory(target: Target, ref: TargetRef): Promise<RemoteItem[]> {
  const out: RemoteItem[] = [];
  for await (const item of target.inventory(ref, signal)) out.push(item);
  return out;
}

async function damages(target: Target, ref: TargetRef): Promise<string[]> {
  return (await inventory(target, ref)).flatMap((item) =>
    item.damage === undefined ? [] : [`${item.kind} ${item.ref.id}: ${item.damage}`],
  );
}

const ROOT: TargetRef = { kind: "official-network", id: "index.html" };
const ROOM: TargetRef = { kind: "sub-group", id: "contoso/group/1" };
const T0 = Date.UTC(2024, 0, 1);

const ada = aPerson(1, "Ada");
const room = aSubGroup(1, "Room", { threads: 2, messages: 3, firstAt: T0, lastAt: T0 });
const shared = aBlob("%PDF-shared");
const single = aBlob("single");

function sample(more: Partial<World> = {}): World {
  const file = (message: number, id: number, blob: { sha256: string }, name: string) => aFile(message, id, { name, sha256: blob.sha256 });
  return {
    people: [ada],
    subGroups: [room],
    threads: [
      aThread(10, room, [
        aMessage(10, "First", {
          author: ada,
          createdAt: T0,
          topics: [{ id: 1, name: "Idea" }],
          attachments: [file(10, 1, shared, "a.pdf"), file(10, 2, single, "b.txt")],
        }),
        aMessage(11, "Answer", { author: ada, createdAt: T0 + 1, parent: "contoso/message/10" as Key }),
      ]),
      aThread(20, room, [aMessage(20, "Second", { author: ada, createdAt: T0 + 2, attachments: [file(20, 3, shared, "a.pdf")] })]),
    ],
    members: new Map([[room.key, [{ person: ada, role: "admin" as const }]]]),
    blobs: new Map([shared, single].map(({ sha256, bytes: content }) => [sha256, content])),
    ...more,
  };
}

describe("the same plan, the same bytes", () => {
  test("in another folder, and made again", async () => {
    await build(sample());
    const first = bytes();
    const elsewhere = newFolder();
    await build(sample(), elsewhere);
    expect(bytes(elsewhere)).toEqual(first);
    await build(sample());
    expect(bytes()).toEqual(first);
    for (const content of first.values()) expect(content).not.toContain(workspace);
  });

  test("what did not change is not touched", async () => {
    const { target, context } = await build(sample());
    const old = new Date(1_000_000_000_000);
    for (const path of bytes().keys()) utimesSync(at(path), old, old);
    await target.finish?.(context);
    await performAll(
      target,
      context,
      actionsOf(sample()).filter((action) => action.kind === "publish"),
    );
    const touched = [...bytes().keys()].filter((path) => statSync(at(path)).mtimeMs !== old.getTime());
    expect(touched).toEqual([]);
  });

  test("nothing temporary stays", async () => {
    await build(sample());
    expect(existsSync(at(".tmp"))).toBe(false);
  });

  test("stopped after any action, or anywhere in finish, and run again", async () => {
    const world = sample();
    const whole = newFolder();
    await build(world, whole);
    const expected = bytes(whole);
    const actions = actionsOf(world);
    for (let stop = 0; stop < actions.length + 14; stop++) {
      workspace = newFolder();
      const target = open();
      const context = applyContext(world);
      await performAll(target, context, actions.slice(0, stop));
      if (stop >= actions.length)
        await expect(target.finish?.({ ...context, migrated: failing(context.migrated, stop - actions.length) })).rejects.toThrow("killed");
      // What a kill in the middle of a write leaves.
      await target.check(signal);
      writeFileSync(at(".tmp/7"), "half a pa");
      await build(world);
      expect(bytes(), `stopped after step ${stop}`).toEqual(expected);
    }
  });

  test("a file that cannot be fetched leaves no half of it and no page", async () => {
    const world = sample({
      blobs: new Map([
        [shared.sha256, Buffer.from("other bytes")],
        [single.sha256, single.bytes],
      ]),
    });
    const target = open();
    const context = applyContext(world);
    await expect(performAll(target, context, actionsOf(world))).rejects.toThrow(/is damaged/);
    expect(existsSync(at("t"))).toBe(false);
    expect(existsSync(at("files"))).toBe(false);
    await build(sample());
    expect(await damages(open("read"), ROOM)).toEqual([]);
  });
});

/** Cursors that break off at the n-th value they are asked for. */
function failing(cursors: MigratedCursors, values: number): MigratedCursors {
  let left = values;
  function* count<T>(items: Iterable<T>): Generator<T> {
    for (const item of items) {
      if (left-- <= 0) throw new Error("killed");
      yield item;
    }
  }
  return {
    subGroups: () => count(cursors.subGroups()),
    people: () => count(cursors.people()),
    threads: (key) => count(cursors.threads(key)),
    members: (key) => count(cursors.members(key)),
    authors: (key) => count(cursors.authors(key)),
    story: (key) => cursors.story(key),
    months: (key) => count(cursors.months(key)),
    threadsOf: (key, of) => count(cursors.threadsOf(key, of)),
    threadsSharing: (key) => count(cursors.threadsSharing(key)),
    threadsNaming: (key) => count(cursors.threadsNaming(key)),
    topics: () => count(cursors.topics()),
    threadsAbout: (name) => count(cursors.threadsAbout(name)),
    posts: (of) => count(cursors.posts(of)),
  };
}

describe("inventory notices", () => {
  test("nothing where nothing is wrong", async () => {
    const { target } = await build(sample());
    expect(await damages(target, ROOT)).toEqual([]);
    expect(await damages(target, ROOM)).toEqual([]);
  });

  test("a page that a hand changed, and what it says now", async () => {
    await build(sample());
    writeFileSync(at("t/contoso/10.html"), read("t/contoso/10.html").replace("First</p>", "Forged</p>"));
    const before = (await inventory(open("read"), ROOM)).find((item) => item.key === "contoso/message/10")?.textDigest;
    expect(await damages(open("read"), ROOM)).toEqual(["thread contoso/thread/10: changed by hand since it was written"]);
    await build(sample());
    const after = (await inventory(open("read"), ROOM)).find((item) => item.key === "contoso/message/10")?.textDigest;
    expect(after).not.toBe(before);
  });

  test.each([
    ["g/contoso/1.html", ROOM, "sub-group contoso/group/1: deleted"],
    ["g/contoso/1-members.html", ROOM, "members contoso/group/1#members: deleted"],
    ["t/contoso/20.html", ROOM, "thread contoso/thread/20: deleted"],
    ["p/contoso/1.html", ROOT, "person contoso/person/1: deleted"],
    ["index.html", ROOT, "official-network index.html: deleted"],
    ["topics/index.html", ROOT, "page topics/index.html: deleted"],
    ["assets/site.css", ROOT, "page assets/site.css: deleted"],
  ])("%s deleted", async (path, ref, expected) => {
    await build(sample());
    rmSync(at(path));
    expect(await damages(open("read"), ref)).toEqual([expected]);
  });

  test("an asset, a file, a person's page changed", async () => {
    await build(sample());
    for (const path of ["assets/site.css", `files/${single.sha256}.txt`, "p/contoso/1.html", "topics/index.html"])
      appendFileSync(at(path), "\n");
    expect(await damages(open("read"), ROOT)).toEqual([
      "person contoso/person/1: changed by hand since it was written",
      "page topics/index.html: changed by hand since it was written",
      "page assets/site.css: changed by hand since it was written",
    ]);
    expect(await damages(open("read"), ROOM)).toEqual([`message contoso/message/10: the file files/${single.sha256}.txt was changed`]);
    rmSync(at(`files/${single.sha256}.txt`));
    expect(await damages(open("read"), ROOM)).toEqual([`message contoso/message/10: the file files/${single.sha256}.txt was deleted`]);
  });

  test("pages that somebody put among ours, copies of ours too", async () => {
    await build(sample());
    writeFileSync(at("t/contoso/99.html"), "<h1>Mine</h1>");
    copyFileSync(at("t/contoso/10.html"), at("t/contoso/11.html"));
    copyFileSync(at("index.html"), at("topics/old.htm"));
    expect(await damages(open("read"), ROOT)).toEqual([
      "page t/contoso/11.html: not written by this tool",
      "page t/contoso/99.html: not written by this tool",
      "page topics/old.htm: not written by this tool",
    ]);
    expect(await damages(open("read"), ROOM)).toEqual([]);
  });

  test("what was performed and not finished, without taking it for damage", async () => {
    const world = sample();
    const target = open();
    const context = applyContext(world);
    await performAll(target, context, actionsOf(world));
    const items = await inventory(open("read"), ROOM);
    expect(items.map((item) => item.kind)).toEqual(["sub-group", "members", "thread", "message", "message", "thread", "message"]);
    expect(await damages(open("read"), ROOM)).toEqual([]);
  });
});

describe("taking back", () => {
  test("a file goes with its last page and not before", async () => {
    const { target, context } = await build(sample());
    const finish = () => target.finish?.(applyContext({ ...sample(), threads: sample().threads.slice(1) }));
    expect(await target.remove({ kind: "thread", id: "contoso/thread/10" }, signal)).toBe("removed");
    // The question outlives the process that asked it.
    await open().finish?.({ ...applyContext(sample()), ref: context.ref });
    expect(readdirSync(at("files"))).toEqual([`${shared.sha256}.pdf`]);
    await target.remove({ kind: "thread", id: "contoso/thread/20" }, signal);
    await finish();
    expect(existsSync(at("files"))).toBe(false);
  });

  test("what a hand changed is kept", async () => {
    const { target } = await build(sample());
    appendFileSync(at("t/contoso/10.html"), "<!-- mine -->");
    expect(await target.remove({ kind: "thread", id: "contoso/thread/10" }, signal)).toBe("kept");
    expect(await target.remove({ kind: "thread", id: "contoso/thread/20" }, signal)).toBe("removed");
    expect(await target.remove(ROOM, signal)).toBe("kept");
    expect(await target.remove({ kind: "person", id: "contoso/person/1" }, signal)).toBe("removed");
    expect(existsSync(at("t/contoso/10.html"))).toBe(true);
  });

  test("a replaced page lets its files go", async () => {
    await build(sample());
    const [thread, other] = sample().threads;
    if (!thread || !other) throw new Error("the sample has two threads");
    await build(sample({ threads: [{ ...thread, messages: thread.messages.map((message) => ({ ...message, attachments: [] })) }, other] }));
    expect(readdirSync(at("files"))).toEqual([`${shared.sha256}.pdf`]);
  });

  test("a topic that nobody uses any more loses its page", async () => {
    await build(sample());
    expect(readdirSync(at("topics"))).toHaveLength(2);
    await build(sample({ threads: sample().threads.slice(1) }));
    expect(readdirSync(at("topics"))).toEqual(["index.html"]);
  });
});

describe("private groups", () => {
  const shut = { ...room, isPrivate: true, privacy: "private" as const };
  const moved = (): World => ({
    ...sample(),
    subGroups: [shut],
    threads: sample().threads.map((thread) => ({ ...thread, subGroup: shut })),
    members: new Map([[shut.key, [{ person: ada, role: "admin" as const }]]]),
  });

  test("stand apart, and nothing public counts or names them", async () => {
    await build(moved());
    const open = [...bytes()].filter(([path]) => !path.startsWith("private/") && path.endsWith(".html"));
    expect(open.map(([path]) => path)).toEqual(["index.html", "p/contoso/1.html", "p/index.html", "search.html", "topics/index.html"]);
    for (const [, text] of open) expect(text).not.toMatch(/private\/|Room|First/);
    expect(read("private/g/contoso/1.html")).toContain("../../../p/contoso/1.html");
    expect(read("private/t/contoso/10.html")).toContain(`../../files/${shared.sha256}.pdf`);
  });

  test.each([
    ["open to shut", sample, moved],
    ["shut to open", moved, sample],
  ])("a group that went from %s leaves nothing on the other side", async (_name, before, after) => {
    const whole = newFolder();
    await build(after(), whole);
    await build(before());
    await build(after());
    expect(bytes()).toEqual(bytes(whole));
  });

  test("the group alone moving moves everything of it", async () => {
    await build(sample());
    const world = moved();
    const target = open();
    const context = applyContext(world);
    await performAll(
      target,
      context,
      actionsOf(world).filter((action) => action.kind === "sub-group"),
    );
    expect(existsSync(at("t"))).toBe(false);
    expect(existsSync(at("g"))).toBe(false);
    expect(existsSync(at("private/t/contoso/20.html"))).toBe(true);
  });
});

describe("somebody who changes sides", () => {
  const dee = aPerson(2, "Dee");
  const den = aSubGroup(2, "Den", { isPrivate: true });
  const many = Array.from({ length: 201 }, (_, n) =>
    aThread(1000 + n, den, [aMessage(1000 + n, `Quiet ${n}`, { author: dee, createdAt: T0 + n })]),
  );
  const praise = aThread(30, room, [
    aMessage(30, "Thanks to [[user:2]]", { author: ada, createdAt: T0 + 3, praise: { icon: null, comment: "well done", people: [dee] } }),
  ]);
  /** Dee is named in a public conversation that is the same in both, and wrote so many private ones that her page goes on. */
  const world = (isPrivate: boolean): World => {
    const now = { ...dee, isPrivate };
    const threads = [praise, ...many].map((thread) => ({
      ...thread,
      messages: thread.messages.map((message) => ({
        ...message,
        author: message.author === dee ? now : message.author,
        praise: message.praise && { ...message.praise, people: [now] },
      })),
    }));
    return sample({ people: [ada, now], subGroups: [room, den], threads: [...sample().threads, ...threads] });
  };
  const onlyPeople = async (after: World) => {
    const target = open();
    const context = applyContext(after);
    for (const { key } of actionsOf(after)) context.refs.set(key, { kind: "person", id: key });
    await target.finish?.(context);
    return { target, context };
  };

  test.each([
    ["into the private part", false, true],
    ["out of it", true, false],
  ])("%s: the page moves in finish, and every conversation that shows them leads there or nowhere", async (_name, before, after) => {
    const whole = newFolder();
    await build(world(after), whole);
    await build(world(before));
    await onlyPeople(world(after));
    expect(bytes()).toEqual(bytes(whole));
    expect(existsSync(at("p/contoso/2.html"))).toBe(!after);
    expect(read("t/contoso/30.html").includes("contoso/person/2")).toBe(!after);
    expect(await damages(open("read"), ROOT)).toEqual([]);
  });

  test("stopped at any moment and made again, it ends the same", async () => {
    const whole = newFolder();
    await build(world(true), whole);
    await build(world(false));
    const context = applyContext(world(true));
    for (const { key } of actionsOf(world(true))) context.refs.set(key, { kind: "person", id: key });
    for (const values of [0, 1, 2, 3, 40, 203, 204, 205, 240, 400, 410]) {
      const cut = open().finish?.({ ...context, migrated: failing(context.migrated, values) });
      await expect(cut).rejects.toThrow("killed");
      expect(await open("read").find(dee.key, signal)).toMatchObject({ kind: "person", key: dee.key });
    }
    await open().finish?.(context);
    expect(bytes()).toEqual(bytes(whole));
  });

  test("is taken back from both sides where a run was cut off between them", async () => {
    await build(world(false));
    const context = applyContext(world(true));
    const target = open();
    await performAll(
      target,
      context,
      actionsOf(world(true)).filter((action) => action.key === dee.key),
    );
    expect([existsSync(at("p/contoso/2.html")), existsSync(at("private/p/contoso/2.html"))]).toEqual([true, true]);
    expect(await target.remove({ kind: "person", id: dee.key }, signal)).toBe("removed");
    expect([existsSync(at("p/contoso/2.html")), existsSync(at("private/p/contoso/2.html"))]).toEqual([false, false]);
    expect(await target.find(dee.key, signal)).toBeUndefined();
  });

  test("where nobody private and no private group is left, the list of the private part goes too", async () => {
    await build(world(true));
    expect(read("private/p/index.html")).toContain("Dee");
    await onlyPeople(sample());
    expect(existsSync(at("private/p/index.html"))).toBe(false);
    expect(existsSync(at("private/regroup-site.json"))).toBe(false);
  });
});

describe("long things", () => {
  test("a long thread goes on in further pages, and is read back whole", async () => {
    const messages = Array.from({ length: 1203 }, (_, index) =>
      aMessage(index + 1, `Post ${index + 1}`, {
        author: ada,
        createdAt: T0 + index,
        parent: index === 0 ? null : (`contoso/message/${index % 7 === 0 ? index : 1}` as Key),
      }),
    );
    const long = aThread(1, room, messages, { title: "Long" });
    const { target } = await build(sample({ threads: [long] }));
    const pages = readdirSync(at("t/contoso")).length;
    expect(pages).toBeGreaterThanOrEqual(3);
    // The address of a post is a function of its key: the first page knows where every post is.
    for (const id of [1, 600, 1203]) expect(read("t/contoso/1.html")).toContain(`id="m${id}"`);
    const items = (await inventory(target, ROOM)).filter((item) => item.kind === "message");
    expect(new Map(items.map((item) => [item.key, item.parent]))).toEqual(
      new Map(messages.map((message) => [message.key, message.parent])),
    );
    expect(items.map((item) => item.position).sort((a, b) => (a ?? 0) - (b ?? 0))).toEqual(messages.map((_, index) => index));
    expect(await damages(target, ROOM)).toEqual([]);

    rmSync(at("t/contoso/1-2.html"));
    appendFileSync(at("t/contoso/1-3.html"), " ");
    expect((await damages(open("read"), ROOM))[0]).toBe(
      `thread contoso/thread/1: page 2 of ${pages} was deleted; page 3 was changed by hand since it was written`,
    );

    await build(sample({ threads: [{ ...long, messages: messages.slice(0, 5) }] }));
    expect(readdirSync(at("t/contoso"))).toEqual(["1.html"]);
  });

  test("a chain of answers as long as the thread does not nest without end", async () => {
    const messages = Array.from({ length: 450 }, (_, index) =>
      aMessage(index + 1, "Deeper", {
        author: ada,
        createdAt: T0 + index,
        parent: index === 0 ? null : (`contoso/message/${index}` as Key),
      }),
    );
    const { target } = await build(sample({ threads: [aThread(1, room, messages)] }));
    const items = (await inventory(target, ROOM)).filter((item) => item.kind === "message");
    expect(items.map((item) => item.parent)).toEqual(messages.map((message) => message.parent));
  });

  test("lists go on in further pages and shrink again", async () => {
    const many = Array.from({ length: 401 }, (_, index) =>
      aThread(index + 1, room, [aMessage(index + 1, `Thread ${index + 1}`, { author: ada, createdAt: T0 + index })]),
    );
    const { target } = await build(sample({ threads: many }));
    expect(readdirSync(at("g/contoso"))).toEqual(["1-2.html", "1-3.html", "1-members.html", "1.html"]);
    expect(readdirSync(at("p/contoso"))).toEqual(["1-2.html", "1-3.html", "1.html"]);
    expect(read("g/contoso/1.html")).toContain('rel="next" href="1-2.html"');
    expect(read("g/contoso/1-3.html")).toContain("Thread 1<");
    expect((await inventory(target, ROOM)).filter((item) => item.kind === "thread")).toHaveLength(401);
    expect(await damages(target, ROOT)).toEqual([]);
    await build(sample({ threads: many.slice(0, 200) }));
    expect(readdirSync(at("g/contoso"))).toEqual(["1-members.html", "1.html"]);
    expect(readdirSync(at("p/contoso"))).toEqual(["1.html"]);
  });
});

describe("what readers see", () => {
  test("members unknown is not no members", async () => {
    await build(sample({ subGroups: [{ ...room, membersKnown: false }], members: new Map() }));
    expect(read("g/contoso/1.html")).toContain("Members unknown");
    expect(read("g/contoso/1.html")).toContain("Ada");
    expect(read("index.html")).toContain("Members unknown");
  });

  test("a title that is derived from the text is none when read back", async () => {
    const { target } = await build(sample());
    const thread = (await inventory(target, ROOM)).find((item) => item.key === "contoso/thread/10");
    expect(thread).not.toHaveProperty("title");
    expect(read("t/contoso/10.html")).toMatch(/<h1 data-title="derived"><bdi>First<\/bdi>/);
  });

  test("the language of the plan is the language of the page", async () => {
    await build(sample({ language: "de", timeZone: "Asia/Tokyo" }));
    expect(read("index.html")).toContain('<html lang="de">');
    expect(read("t/contoso/10.html")).toContain('<time datetime="2024-01-01T00:00:00.000Z">1. Januar 2024, 09:00</time>');
  });
});

describe("one of everything", () => {
  test("is read back as it was said: quotes, polls, praise and the answer shown twice are no part of any text", async () => {
    const world = showcase();
    const { target } = await build(world);
    for (const subGroup of world.subGroups) {
      const items = new Map((await inventory(target, { kind: "sub-group", id: subGroup.key })).map((item) => [item.ref.id, item]));
      expect([...items.values()].filter(({ damage }) => damage !== undefined)).toEqual([]);
      for (const thread of world.threads.filter((candidate) => candidate.subGroup.key === subGroup.key)) {
        for (const message of thread.messages) {
          const item = items.get(message.key);
          expect([item?.parent, item?.author?.key ?? null]).toEqual([message.parent, message.author?.key ?? null]);
          const named = (id: string) => ({ name: world.people.find((person) => person.id === id)?.name ?? "" });
          const said = message.tombstone === null ? bodyText(message, leavesOf(message.topics, named)) : "";
          expect(item?.textDigest).toBe(textDigest(said));
          if (message.createdAt !== null) expect(item?.createdAt).toBe(message.createdAt);
        }
      }
    }
  });

  test("is the same bytes again", async () => {
    await build(showcase());
    const before = bytes();
    const elsewhere = newFolder();
    await build(showcase(), elsewhere);
    expect(bytes(elsewhere)).toEqual(before);
  });

  test("tells outside private/ nothing of what is in it: no topic, story, count, name or address", async () => {
    await build(showcase());
    for (const [path, text] of bytes()) {
      if (path.startsWith("private/")) continue;
      expect(text.toLowerCase(), path).not.toContain("sealed");
      expect(text, path).not.toContain("private/");
      expect(text, path).not.toMatch(/threadId=600|feedId=3\b|messages\/600/);
    }
    expect(read("index.html")).toContain("<dd>2</dd>");
  });

  test("names nobody beside a figure of what they did", async () => {
    await build(showcase());
    for (const path of [SHOWCASE.group, SHOWCASE.unknownMembers, SHOWCASE.members]) {
      const { document } = parseHTML(read(path));
      const lists = [...document.querySelectorAll(".persons, .faces")];
      expect(lists.length).toBeGreaterThan(0);
      for (const list of lists) expect(list.textContent).not.toMatch(/\d/);
    }
  });
});
