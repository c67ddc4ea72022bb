import { describe, expect, it } from "vitest";
import { matchPeople } from "../../../src/map/match.ts";
import { mapAsProposed } from "../../support/mapped.ts";
import type { MessageRecord } from "../../../src/model/conversation.ts";
import type { Key } from "../../../src/model/key.ts";
import { buildPlan } from "../../../src/plan/build.ts";
import type { DataRecord } from "../../../src/source/source.ts";
import { webAddress } from "../../../src/source/web-address.ts";
import { createBlobs } from "../../../src/store/blobs.ts";
import { openForReading } from "../../../src/store/store.ts";
import { saveTarget } from "../../../src/store/targets.ts";
import { createContext } from "../../../src/target/context.ts";
import type { ApplyContext } from "../../../src/target/target.ts";
import { aMessage, aPerson, aPrivateMessage, cleanUpStores, makeStore } from "../../support/loaded-store.ts";
import { memoryTarget } from "../../support/memory-target.ts";
import { configOf } from "../../support/policies.ts";

cleanUpStores();

const info = await memoryTarget().check(new AbortController().signal);
const GROUP = "contoso.com/group/7" as Key;

/** The context after everything has landed. */
function landed(records: readonly DataRecord[], permalink: string | null = "contoso.com"): ApplyContext {
  const { store, read, settle, workspace } = makeStore();
  const network = { kind: "network", network: "contoso.com", ...(permalink === null ? {} : { permalink }) } as const;
  read("a", records, { of: [network] });
  settle();
  const config = configOf({});
  saveTarget(store, "memory", info);
  mapAsProposed(store, "memory", info);
  matchPeople(store, { id: "memory", remote: false }, config.policies);
  const reader = openForReading(workspace);
  const plan = buildPlan(store, reader, { target: "memory", config, info, now: 0 });
  store.db.exec("UPDATE action SET state = 'done'");
  return createContext(reader, {
    ...{ plan, official: "Official", language: "en", timeZone: "UTC", policies: config.policies },
    blobs: createBlobs(workspace),
    sourceAddress: webAddress,
    signal: new AbortController().signal,
  });
}

const people = [1, 2, 3, 4].map((id) => aPerson(id, `Person ${5 - id}`));
const reply = (id: number, threadId: number, more: Partial<MessageRecord> = {}) => aMessage(id, { threadId, ...more });

describe("the story of a sub-group", () => {
  it("tells how few wrote half of it, and names nobody beside a count", () => {
    const byOne = [10, 11, 12, 13].map((id) => aMessage(id, { authorId: 1 }));
    const { migrated } = landed([...people, ...byOne, aMessage(14, { authorId: 2 }), aMessage(15, { authorId: 3 })]);
    const story = migrated.story(GROUP);
    expect(story.carriers).toEqual({ half: 1, all: 3 });
    expect([...migrated.authors(GROUP)].map(({ name }) => name)).toEqual(["Person 2", "Person 3", "Person 4"]);
    expect(JSON.stringify([story.carriers, story.topics, story.notShown])).not.toContain("Person");
  });

  it("has no carriers where nobody is known to have written", () => {
    expect(landed([...people, aMessage(10, { authorId: null })]).migrated.story(GROUP).carriers).toBeNull();
  });

  it("lists topics by use, without regard to case", () => {
    const topics = (...names: string[]) => ({ topics: names.map((name) => ({ id: null, name })) });
    const { migrated } = landed([
      ...people,
      aMessage(10, topics("Coaching", "books")),
      aMessage(11, topics("coaching")),
      aMessage(12, { ...topics("Other"), groupId: 8 }),
    ]);
    expect(migrated.story(GROUP).topics).toEqual([
      { name: "Coaching", messages: 2 },
      { name: "books", messages: 1 },
    ]);
  });

  it("puts questions with most answers first where the source tells which are questions, and says which are answered", () => {
    const question = { messageKind: "question" } as const;
    const { migrated } = landed([
      ...people,
      ...[aMessage(10), reply(11, 10), reply(12, 10), reply(13, 10), reply(14, 10)],
      ...[aMessage(20, question), reply(21, 20), reply(22, 20, { isBestAnswer: true }), reply(23, 20)],
      ...[aMessage(30, question), reply(31, 30), reply(32, 30)],
    ]);
    expect(migrated.story(GROUP).answered.map(({ id, isAnswered }) => [id, isAnswered])).toEqual([
      ["20", true],
      ["30", false],
    ]);
  });

  it("takes any conversation where no question is known, but none that hardly anybody answered", () => {
    const { migrated } = landed([...people, aMessage(10), reply(11, 10), reply(12, 10), aMessage(20), reply(21, 20)]);
    expect(migrated.story(GROUP).answered.map(({ id }) => id)).toEqual(["10"]);
  });

  it("counts what is not shown by reason, in this group and no other, private conversations never", () => {
    const { migrated } = landed([
      ...people,
      aMessage(10),
      reply(11, 10, { isDeleted: true }),
      reply(12, 10, { isDeleted: true }),
      reply(13, 10, { isRedacted: true, body: null }),
      aMessage(20, { groupId: 8 }),
      reply(21, 20, { groupId: 8, isDeleted: true }),
      aPrivateMessage(30),
    ]);
    expect(migrated.story(GROUP).notShown).toEqual([
      { reason: "deleted", messages: 2 },
      { reason: "redacted", messages: 1 },
    ]);
  });
});

describe("people", () => {
  it("come by name, and whoever left comes last, for their place could tell the name", () => {
    const { migrated } = landed([
      aPerson(1, "zoe"),
      aPerson(2, "Aaron", { state: "deleted" }),
      aPerson(3, "Mia"),
      ...[1, 2, 3].map((id) => aMessage(10 + id, { authorId: id })),
    ]);
    expect([...migrated.people()].map(({ id }) => id)).toEqual(["3", "1", "2"]);
    expect([...migrated.authors(GROUP)].map(({ id }) => id)).toEqual(["3", "1", "2"]);
  });
});

describe("who is private", () => {
  const FAR = "9007199254740993";
  const closed = { kind: "group", network: "contoso.com", id: 9, name: "Closed", privacy: "private" } as const;
  const inside = (id: number, more: Partial<MessageRecord>) => aMessage(id, { groupId: 9, ...more });
  const member = (groupId: number, personId: number) =>
    ({ kind: "membership", network: "contoso.com", groupId, personId, role: "member" }) as const;

  it.each([
    ["wrote where everybody reads", [aMessage(10)], 1, false],
    ["wrote in a private group alone", [inside(10, {})], 1, true],
    ["wrote in both", [inside(10, {}), aMessage(11)], 1, false],
    ["wrote in a private group, and where everybody reads what was deleted", [inside(10, {}), aMessage(11, { isDeleted: true })], 1, true],
    ["wrote in a private group, and is a member of a public one", [inside(10, {}), member(7, 1)], 1, false],
    ["is a member of a private group alone", [member(9, 1)], 1, true],
    ["is in the list of people, and silent", [aMessage(10)], 2, false],
    ["is in the list of people, and wrote only what was deleted", [aMessage(10, { isDeleted: true })], 1, false],
    ["is in no list of people, and wrote where everybody reads", [aMessage(10, { authorId: 8 })], 8, false],
    ["is in no list of people, and wrote in a private group", [inside(10, { authorId: 8 })], 8, true],
    ["is in no list of people, and is mentioned", [aMessage(10, { mentions: [8] })], 8, true],
    ["has an id past 2^53", [inside(10, { authorId: FAR })], FAR, true],
  ] as const)("somebody who %s", (_who, records, id, isPrivate) => {
    const seven = { ...closed, id: 7, name: "Open", privacy: "public" } as const;
    const { person, migrated } = landed([seven, closed, aPerson(1, "Ann"), aPerson(2, "Bob"), aMessage(99, { authorId: 2 }), ...records]);
    expect(person("contoso.com", String(id))?.isPrivate).toBe(isPrivate);
    for (const one of migrated.people()) if (one.id === String(id)) expect(one.isPrivate).toBe(isPrivate);
    expect(person("contoso.com", "2")?.isPrivate).toBe(false);
  });

  it("finds every conversation that shows a person", () => {
    const { migrated } = landed([
      ...people,
      aMessage(10, { authorId: 2 }),
      aMessage(20, { authorId: 1, mentions: [2] }),
      aMessage(30, { authorId: 1 }),
      reply(31, 30, { authorId: 2 }),
      aMessage(40, { authorId: 1 }),
      aMessage(50, { authorId: 2, isDeleted: true }),
    ]);
    const named = [...migrated.threadsNaming("contoso.com/person/2" as Key)];
    expect(named.map((key) => key.replace("contoso.com/thread/", ""))).toEqual(["10", "20", "30"]);
  });
});

describe("the address at the source", () => {
  it("is made of the permalink that the source told, never of a name that somebody chose", () => {
    const key = "contoso.com/thread/10" as Key;
    expect(landed([...people, aMessage(10)]).sourceAddress(key)).toBe("https://www.yammer.com/contoso.com/#/Threads/show?threadId=10");
    expect(landed([...people, aMessage(10)], null).sourceAddress(key)).toBeUndefined();
  });

  it("has the platform's own form for each kind, and none for what is no id or no permalink", () => {
    const at = (kind: string, id: string, permalink = "contoso.com") => webAddress({ permalink, kind, id });
    expect(at("group", "7")).toBe("https://www.yammer.com/contoso.com/#/threads/inGroup?type=in_group&feedId=7");
    expect(at("group", "0")).toBe("https://www.yammer.com/contoso.com/");
    expect(at("message", "9007199254740993")).toBe("https://www.yammer.com/contoso.com/messages/9007199254740993");
    expect(at("person", "3")).toBe("https://www.yammer.com/contoso.com/users/3");
    expect(at("attachment", "3")).toBeUndefined();
    for (const id of ["", "7/../8", "7?x", "-1", "1".repeat(20)]) expect(at("thread", id)).toBeUndefined();
    for (const permalink of ["", "..", "a/b", "a@evil.example", "a?b", "a#b", "a b", "a\u202eb"])
      expect(at("thread", "7", permalink)).toBeUndefined();
  });
});
