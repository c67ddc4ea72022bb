import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { canonicalLine, textDigest } from "../../src/markup/plain.ts";
import type { Key } from "../../src/model/key.ts";
import type { RemoteItem, Target, TargetRef } from "../../src/target/target.ts";
import { HOSTILE_BODIES, longBody } from "../support/content/hostile.ts";
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
} from "../support/apply-context.ts";
import { textOfMessage } from "../support/memory-target.ts";

export interface Made {
  /** The same place, opened for writing or for reading. */
  open(mode: "read" | "write"): Target;
  close(): Promise<void>;
  /** Rooms of others that stand there from the beginning, where the target adopts (`settingsOf`) and takes posts into them. */
  readonly rooms?: {
    /** Of the room that the source's group `adopted` is; of another that posts come into. */
    readonly adopted: string;
    readonly existing: string;
    /** All that stands in both, settings included. */
    snapshot(): unknown;
  };
}

const signal = new AbortController().signal;
const HOSTILE_NAMES = ["<b>Ada</b> \"&'", "\u202eevil\u202c name", "O\u0301 عربي", "  a \r\n b ", "</title><script>", "x".repeat(300)];

/** What every target must do, whatever it is made of. */
export function targetContract(name: string, make: () => Promise<Made>): void {
  describe(name, () => {
    let made: Made;
    beforeEach(async () => {
      made = await make();
    });
    afterEach(() => made.close());

    async function performed(world: World): Promise<{ target: Target; context: TestContext }> {
      const target = made.open("write");
      await target.check(signal);
      const context = applyContext(world);
      await performAll(target, context, actionsOf(world));
      await target.finish?.(context);
      return { target, context };
    }

    test("nothing stands there before something was performed", async () => {
      const target = made.open("write");
      const info = await target.check(signal);
      expect(await all(target.inventory(info.root, signal))).toEqual([]);
      expect(await target.find("contoso/group/1" as Key, signal)).toBeUndefined();
    });

    test("find sees what perform made, before finish too", async () => {
      const world = sample();
      const target = made.open("write");
      const context = applyContext(world);
      for (const action of actionsOf(world)) {
        expect(await target.find(action.key, signal)).toBeUndefined();
        const ref = await target.perform(action, context);
        context.refs.set(action.key, ref);
        const item = await target.find(action.key, signal);
        expect(item).toMatchObject({ key: action.key, ref });
        expect(item?.damage).toBeUndefined();
      }
    });

    test("inventory returns what was performed: texts, authors, dates, order, parents, files, members", async () => {
      const world = sample();
      const { target, context } = await performed(world);
      for (const subGroup of world.subGroups) {
        const items = await all(target.inventory({ kind: "sub-group", id: subGroup.key }, signal));
        expect(items.filter((item) => item.damage !== undefined)).toEqual([]);
        expectGroup(items, subGroup.key, world, context);
      }
    });

    test("people are read back as belonging to the network", async () => {
      const world = sample();
      const { target } = await performed(world);
      const info = await target.check(signal);
      const people = (await all(target.inventory(info.root, signal))).filter((item) => item.kind === "person");
      const byKey = new Map(people.map((item) => [item.key, item.title]));
      expect(byKey.size).toBe(people.length);
      expect(byKey).toEqual(new Map(world.people.map((person) => [person.key, canonicalLine(person.name)])));
    });

    test("performing everything twice leaves one of each", async () => {
      const world = sample();
      const { target, context } = await performed(world);
      const before = await everything(target, world);
      await performAll(target, context, actionsOf(world));
      await target.finish?.(context);
      expect(await everything(target, world)).toEqual(before);
    });

    test("performing again with other content replaces", async () => {
      const world = sample();
      await performed(world);
      const [thread, ...others] = world.threads;
      if (!thread) throw new Error("the sample has threads");
      const edited = {
        ...thread,
        title: "Another title",
        messages: thread.messages.slice(0, 1).map((message) => ({ ...message, body: "Edited", title: null })),
      };
      const after: World = { ...world, threads: [edited, ...others] };
      const { target, context } = await performed(after);
      const items = await all(target.inventory({ kind: "sub-group", id: thread.subGroup.key }, signal));
      expectGroup(items, thread.subGroup.key, after, context);
    });

    test("finish can be made again and changes nothing", async () => {
      const world = sample();
      const { target, context } = await performed(world);
      const before = await everything(target, world);
      await target.finish?.(context);
      await target.finish?.(context);
      expect(await everything(target, world)).toEqual(before);
    });

    test("another process sees the same", async () => {
      const world = sample();
      const { target } = await performed(world);
      expect(await everything(made.open("read"), world)).toEqual(await everything(target, world));
    });

    test("hostile names and bodies survive", async () => {
      const world = hostile();
      const { target, context } = await performed(world);
      for (const subGroup of world.subGroups) {
        const items = await all(target.inventory({ kind: "sub-group", id: subGroup.key }, signal));
        expect(items.filter((item) => item.damage !== undefined)).toEqual([]);
        expectGroup(items, subGroup.key, world, context);
        expect(items.find((item) => item.kind === "sub-group")?.title).toBe(canonicalLine(subGroup.name));
      }
    });

    test("read mode refuses every write and leaves everything as it was", async () => {
      const world = sample();
      const { target, context } = await performed(world);
      const before = await everything(target, world);
      const reader = made.open("read");
      await reader.check(signal);
      for (const action of actionsOf(world)) {
        await expect(call(() => reader.perform(action, context))).rejects.toThrow(/reading/);
        await expect(call(() => reader.remove(refOf(context, action.key), signal))).rejects.toThrow(/reading/);
      }
      if (reader.finish) await expect(call(async () => reader.finish?.(context))).rejects.toThrow(/reading/);
      expect(await everything(reader, world)).toEqual(before);
    });

    test("remove takes back one item, once, and keeps a room that is not empty", async () => {
      const world = sample();
      const { target, context } = await performed(world);
      const [thread] = world.threads;
      if (!thread) throw new Error("the sample has threads");
      expect(await target.remove(refOf(context, thread.subGroup.key), signal)).toBe("kept");
      expect(await target.remove(refOf(context, thread.key), signal)).toBe("removed");
      expect(await target.find(thread.key, signal)).toBeUndefined();
      expect(await target.remove(refOf(context, thread.key), signal)).toBe("gone");
      for (const other of world.threads) if (other !== thread) expect(await target.find(other.key, signal)).toBeDefined();
    });

    test("removing all that was made, newest first, leaves nothing", async () => {
      const world = sample();
      const { target, context } = await performed(world);
      for (const action of actionsOf(world).toReversed()) {
        expect(await target.remove(refOf(context, action.key), signal)).toBe("removed");
        context.refs.delete(action.key);
      }
      const empty = applyContext({ people: [], subGroups: [], threads: [] });
      await target.finish?.(empty);
      for (const items of await everything(target, world)) {
        expect(items.filter((item) => item.kind !== "official-network" && item.kind !== "page")).toEqual([]);
        expect(items.filter((item) => item.damage !== undefined)).toEqual([]);
      }
    });

    test("a room that is adopted is named and described, keeps what is there, and is put back", async () => {
      const { rooms } = made;
      if (!rooms) return;
      const before = rooms.snapshot();
      const { world, target, context, adopted } = await intoRooms(rooms);
      const settings = await target.settingsOf?.(adopted, signal);
      expect(await target.settingsOf?.(adopted, signal)).toBe(settings);
      expect(rooms.snapshot()).toEqual(before);
      await performAll(target, context, actionsOf(world));
      await target.finish?.(context);
      expect(await target.find(adopted.key, signal)).toMatchObject({ key: adopted.key, title: adopted.name });
      for (const action of actionsOf(world).toReversed())
        if (action.kind !== "sub-group") expect(await target.remove(refOf(context, action.key), signal), action.key).toBe("removed");
      for (let twice = 0; twice < 2; twice++) expect(await target.putBack?.(settings ?? "", signal)).toBe("removed");
      expect(await target.find(adopted.key, signal)).toBeUndefined();
      expect(rooms.snapshot()).toEqual(before);
    });

    test("posts come into a room that stood there, beside what was there, and are read back below it", async () => {
      const { rooms } = made;
      if (!rooms) return;
      const { world, target, context, existing } = await intoRooms(rooms);
      const inventory = () => all(target.inventory({ kind: "sub-group", id: rooms.existing }, signal));
      const theirs = await inventory();
      await performAll(target, context, actionsOf(world));
      await target.finish?.(context);
      expect(refOf(context, existing.key)).toEqual({ kind: "sub-group", id: rooms.existing });
      const now = await inventory();
      expect(now).toEqual(expect.arrayContaining(theirs));
      const ours = world.threads.filter((thread) => thread.subGroup === existing);
      expect(now.filter((item) => item.kind === "thread" && item.key !== undefined).map(({ key, parent }) => ({ key, parent }))).toEqual(
        ours.map(({ key }) => ({ key, parent: existing.key })),
      );
      await performAll(target, context, actionsOf(world));
      expect(byKey(await inventory())).toEqual(byKey(now));
    });

    /** A world that comes into the rooms of others. */
    async function intoRooms(rooms: NonNullable<Made["rooms"]>) {
      const ada = aPerson(1, "Ada");
      const adopted = aSubGroup(Number(rooms.adopted), "Official name", { description: "Official words", isAdopted: true });
      const existing = { ...aSubGroup(99, "Theirs", { existing: rooms.existing }), key: "@target/group/99" as Key };
      const threads = [adopted, existing].map((room, index) =>
        aThread(500 + index, room, [aMessage(500 + index, "Ours", { author: ada, createdAt: Date.UTC(2024, 1, 1 + index) })]),
      );
      const members = new Map([[adopted.key, [{ person: ada, role: "admin" as const }]]]);
      const world: World = { people: [ada], subGroups: [adopted, existing], threads, members };
      const target = made.open("write");
      await target.check(signal);
      return { world, target, context: applyContext(world), adopted, existing };
    }

    test("what is known of a group appears when its members come in", async () => {
      const world = sample();
      const target = made.open("write");
      const context = applyContext(world);
      const actions = actionsOf(world);
      await performAll(
        target,
        context,
        actions.filter((action) => action.kind !== "members"),
      );
      await target.finish?.(context);
      const group = world.subGroups[0]?.key as Key;
      const before = await all(target.inventory({ kind: "sub-group", id: group }, signal));
      expect(before.filter((item) => item.kind === "members")).toEqual([]);
      await performAll(
        target,
        context,
        actions.filter((action) => action.kind === "members"),
      );
      await target.finish?.(context);
      const after = await all(target.inventory({ kind: "sub-group", id: group }, signal));
      expectGroup(after, group, world, context);
    });
  });
}

/** A refusal may come as an exception or as a rejection: both stop the caller. */
async function call<T>(work: () => Promise<T>): Promise<T> {
  return work();
}

function refOf(context: TestContext, key: Key): TargetRef {
  const ref = context.refs.get(key);
  if (!ref) throw new Error(`nothing was performed for ${key}`);
  return ref;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const out: T[] = [];
  for await (const item of items) out.push(item);
  return out;
}

async function everything(target: Target, world: World): Promise<RemoteItem[][]> {
  const info = await target.check(signal);
  const out = [await all(target.inventory(info.root, signal))];
  for (const subGroup of world.subGroups) out.push(await all(target.inventory({ kind: "sub-group", id: subGroup.key }, signal)));
  // In which order things are listed is the target's own affair.
  return out.map((items) => items.sort((a, b) => (`${a.kind} ${a.ref.id}` < `${b.kind} ${b.ref.id}` ? -1 : 1)));
}

function byKey(items: readonly { readonly key?: Key }[]): unknown[] {
  return [...items].sort((a, b) => (String(a.key) < String(b.key) ? -1 : 1));
}

function expectGroup(items: readonly RemoteItem[], group: Key, world: World, context: TestContext): void {
  const threads = world.threads.filter((thread) => thread.subGroup.key === group);
  expect(items.filter((item) => item.kind === "sub-group").map((item) => item.key)).toEqual([group]);
  expect(
    byKey(items.filter((item) => item.kind === "thread").map(({ key, parent, title }) => ({ key: key as Key, parent, title }))),
  ).toEqual(byKey(threads.map(({ key, title }) => ({ key, parent: group, title: canonicalLine(title ?? "") || undefined }))));
  const found = items
    .filter((item) => item.kind === "message")
    .map(
      ({ key, parent, author, title, createdAt, position, textDigest: digest, files }) =>
        ({ key, parent, author, title, createdAt, position, digest, files }) as { key?: Key },
    );
  const expected = threads.flatMap((thread) =>
    thread.messages.map((message, position) => ({
      key: message.key,
      parent: message.parent,
      author: message.author ? { key: message.author.key, name: canonicalLine(message.author.name) } : undefined,
      title: canonicalLine(message.title ?? "") || undefined,
      createdAt: message.createdAt ?? undefined,
      position,
      digest: textDigest(message.tombstone === null ? textOfMessage(message, thread.network, context) : ""),
      files: message.attachments.flatMap(({ key, sha256 }) => (sha256 === null ? [] : [{ key, sha256 }])),
    })),
  );
  expect(byKey(found)).toEqual(byKey(expected));
  const members = world.members?.get(group);
  const landed = members !== undefined && context.refs.has(`${group}#members` as Key);
  expect(items.filter((item) => item.kind === "members").map((item) => item.members)).toEqual(
    landed ? [members.map(({ person, role }) => ({ key: person.key, role }))] : [],
  );
}

/** Small, and with one of everything. */
function sample(): World {
  const at = Date.UTC(2024, 4, 3, 12, 5, 7, 123);
  const ada = aPerson(1, "Ada Lovelace");
  const bob = aPerson("9007199254740993", "Bob", { isPlaceholder: true, state: "deleted" });
  const cleo = aPerson(3, "Cléo", { isGuest: true });
  const dee = aPerson(4, "Dee", { isPrivate: true });
  const open = aSubGroup(10, "Ideas", { description: "For ideas", threads: 3, messages: 8 });
  const shut = aSubGroup(11, "Quiet room", { isPrivate: true, threads: 1, messages: 1 });
  const empty = aSubGroup(12, "Empty", { membersKnown: false });
  const png = aBlob(Buffer.from("89504e470d0a1a0a", "hex"));
  const pdf = aBlob("%PDF-1.4");
  const files = [aFile(102, 1, { name: "photo.png", sha256: png.sha256, sizeBytes: 8 }), aFile(102, 2, { name: "gone.docx" })];
  const threads = [
    aThread(
      100,
      open,
      [
        aMessage(100, "Hello [[user:1]], see https://example.com/x.\n\nSecond [Tag:7:Idea] paragraph", {
          author: ada,
          createdAt: at,
          title: "First thread",
          topics: [{ id: 7, name: "Idea" }],
        }),
        aMessage(101, "An answer", { author: bob, createdAt: at + 1000, parent: key(100), reactions: [{ kind: "like", count: 3 }] }),
        aMessage(102, "To the answer", { author: cleo, createdAt: at + 2000, parent: key(101), attachments: files }),
        aMessage(103, "Deeper", { author: ada, createdAt: at + 3000, parent: key(102) }),
        aMessage(104, "Deeper still", { author: bob, createdAt: at + 4000, parent: key(103) }),
        aMessage(105, "And deeper", { author: bob, createdAt: at + 5000, parent: key(104) }),
        aMessage(106, null, { tombstone: "deleted", createdAt: at + 6000, parent: key(100) }),
        aMessage(107, "Below a tombstone", { author: cleo, createdAt: at + 7000, parent: key(106), title: "A title of its own" }),
        aMessage(108, "To nobody shown", { createdAt: null }),
      ],
      { title: "First thread" },
    ),
    aThread(
      200,
      open,
      [
        aMessage(200, "", {
          author: bob,
          createdAt: at + 9000,
          kind: "question",
          attachments: [aFile(200, 3, { name: "a.pdf", sha256: pdf.sha256 })],
        }),
      ],
      { kind: "question" },
    ),
    // The answered message stands behind its answer, and two messages answer each other.
    aThread(300, open, [
      aMessage(300, "Starter", { author: ada, createdAt: at }),
      aMessage(302, "Early answer", { author: bob, createdAt: at + 1, parent: key(301) }),
      aMessage(301, "Late parent", { author: ada, createdAt: at + 2, parent: key(300) }),
      aMessage(303, "Circle a", { author: ada, createdAt: at + 3, parent: key(304) }),
      aMessage(304, "Circle b", { author: ada, createdAt: at + 4, parent: key(303) }),
    ]),
    aThread(400, shut, [
      aMessage(400, "Not for all", { author: ada, createdAt: at, attachments: [aFile(400, 4, { name: "b.pdf", sha256: pdf.sha256 })] }),
      aMessage(401, "Nor this by [[user:4]]", { author: dee, createdAt: at + 1, parent: key(400) }),
    ]),
  ];
  return {
    people: [ada, bob, cleo, dee],
    subGroups: [open, shut, empty],
    threads,
    members: new Map([
      [
        open.key,
        [
          { person: ada, role: "admin" },
          { person: bob, role: "member" },
        ],
      ],
    ]),
    blobs: new Map([png, pdf].map(({ sha256, bytes }) => [sha256, bytes])),
  };
}

function key(id: number): Key {
  return `contoso/message/${id}` as Key;
}

function hostile(): World {
  const people = HOSTILE_NAMES.map((name, index) => aPerson(index + 1, name));
  const subGroups = HOSTILE_NAMES.map((name, index) => aSubGroup(index + 1, name, { description: name }));
  const bodies = [
    ...HOSTILE_BODIES.map(({ body }) => body),
    longBody(20_000),
    "w".repeat(10_000),
    "\0\ud800",
    '<div class="body">&lt;/div></article>',
  ];
  const blob = aBlob("x");
  const messages = bodies.map((body, index) => {
    const name = HOSTILE_NAMES[index % HOSTILE_NAMES.length] ?? "";
    return aMessage(1000 + index, body, {
      author: people[index % people.length] ?? null,
      title: name,
      createdAt: index,
      parent: index === 0 ? null : key(1000),
      topics: [{ id: null, name }],
      attachments: [aFile(1000 + index, 1, { name: `${name}.html`, sha256: blob.sha256 }), aFile(1000 + index, 2, { name })],
      reactions: [{ kind: "constructor", count: 1 }],
    });
  });
  const threads = subGroups.map((subGroup, index) =>
    aThread(1000 + index, subGroup, index === 0 ? messages : [], { title: HOSTILE_NAMES[index] ?? null }),
  );
  return { people, subGroups, threads, blobs: new Map([[blob.sha256, blob.bytes]]) };
}
