import { describe, expect, it } from "vitest";
import { createContext } from "../../../src/target/context.ts";
import type { ApplyContext, MessageView } from "../../../src/target/target.ts";
import type { Key } from "../../../src/model/key.ts";
import type { MessageRecord } from "../../../src/model/conversation.ts";
import { matchPeople } from "../../../src/map/match.ts";
import { mapAsProposed } from "../../support/mapped.ts";
import { buildPlan } from "../../../src/plan/build.ts";
import { createBlobs } from "../../../src/store/blobs.ts";
import { openForReading } from "../../../src/store/store.ts";
import { saveTarget } from "../../../src/store/targets.ts";
import { memoryTarget } from "../../support/memory-target.ts";
import { aMessage, aPerson, aPrivateMessage, cleanUpStores, makeStore } from "../../support/loaded-store.ts";
import { configOf } from "../../support/policies.ts";

cleanUpStores();

const info = await memoryTarget().check(new AbortController().signal);

/** The context of an import of these messages, with a plan by the default policies. */
function contextOf(messages: readonly MessageRecord[], more: Record<string, unknown> = {}): ApplyContext {
  const { store, read, settle, workspace } = makeStore();
  read("a", [aPerson(1, "Ann"), aPerson(2, "Bob", { state: "deleted" }), ...messages]);
  settle();
  const config = configOf(more);
  saveTarget(store, "memory", info);
  mapAsProposed(store, "memory", info);
  matchPeople(store, { id: "memory", remote: false }, config.policies);
  const reader = openForReading(workspace);
  const plan = buildPlan(store, reader, { target: "memory", config, info, now: 0 });
  return createContext(reader, {
    ...{ plan, official: "Official", language: config.language, timeZone: "UTC", policies: config.policies },
    blobs: createBlobs(workspace),
    signal: new AbortController().signal,
  });
}

function thread(messages: readonly MessageRecord[], id = 10, more?: Record<string, unknown>): readonly MessageView[] {
  return contextOf(messages, more).thread(`contoso.com/thread/${id}` as Key).messages;
}

/** id, what it is (a tombstone's reason), what it answers. */
const shape = (views: readonly MessageView[]) =>
  views.map(({ id, tombstone, parent }) => [id, tombstone, parent === null ? null : parent.replace("contoso.com/message/", "")]);

const reply = (id: number, replyToId: number | null, more: Partial<MessageRecord> = {}) =>
  aMessage(id, { threadId: 10, replyToId, ...more });

describe("a thread", () => {
  it("has its messages by time, then by id, each below what it answers", () => {
    const at = (seconds: number) => ({ createdAt: Date.UTC(2023, 0, 1) + seconds * 1000 });
    const views = thread([reply(13, 11, at(3)), reply(12, 10, at(2)), reply(11, 10, at(2)), aMessage(10, at(1))]);
    expect(shape(views)).toEqual([
      ["10", null, null],
      ["11", null, "10"],
      ["12", null, "10"],
      ["13", null, "11"],
    ]);
  });

  it("says who wrote what, with everything that hangs on it", () => {
    const [view] = thread([
      aMessage(10, {
        ...{ title: "Heading", bodyHtml: "<p>x</p>", messageKind: "announcement", topics: [{ id: 5, name: "care" }] },
        attachments: [{ kind: "link", id: 9, url: "https://x.example/", title: "Card", description: "About" }],
      }),
    ]);
    expect(view).toMatchObject({
      ...{ key: "contoso.com/message/10", title: "Heading", body: "text 10", bodyHtml: "<p>x</p>", kind: "announcement" },
      author: { key: "contoso.com/person/1", name: "Ann", isPlaceholder: true },
      topics: [{ id: "5", name: "care" }],
      attachments: [{ key: "contoso.com/attachment/10:link:9", url: "https://x.example/", title: "Card", sha256: null }],
    });
  });

  it("has only what the plan covers: nothing private, deleted or redacted", () => {
    const views = thread([
      aMessage(10),
      reply(11, 10, { isDeleted: true }),
      reply(12, 10, { isRedacted: true }),
      aPrivateMessage(13, { threadId: 10 }),
    ]);
    expect(shape(views)).toEqual([["10", null, null]]);
  });

  it("that the plan does not have cannot be asked for", () => {
    expect(() => contextOf([aMessage(10)]).thread("contoso.com/thread/404" as Key)).toThrow("the plan has no action");
  });
});

describe("a live reply below what is not shown", () => {
  it.each([
    ["deleted", { isDeleted: true }],
    ["redacted", { isRedacted: true, body: "[redacted]" }],
  ] as const)("stands below a tombstone of the %s starter, which has nothing of it", (word, gone) => {
    const views = thread([
      aMessage(10, { ...gone, title: "Secret", attachments: [{ kind: "link", id: 9 }], topics: [{ id: 1, name: "t" }] }),
      reply(11, 10),
    ]);
    expect(shape(views)).toEqual([
      ["10", word, null],
      ["11", null, "10"],
    ]);
    expect(views[0]).toMatchObject({
      author: null,
      title: null,
      body: null,
      bodyHtml: null,
      createdAt: null,
      topics: [],
      attachments: [],
      reactions: [],
    });
  });

  it("stands below one for a starter that no export has, even when it does not say what it answers", () => {
    expect(shape(thread([reply(11, 10), reply(12, null)]))).toEqual([
      ["10", "missing", null],
      ["11", null, "10"],
      ["12", null, "10"],
    ]);
  });

  it("stands below one tombstone, however many answer it", () => {
    const views = thread([aMessage(10), reply(11, 10, { isDeleted: true }), reply(12, 11), reply(13, 11)]);
    expect(shape(views)).toEqual([
      ["10", null, null],
      ["11", "deleted", "10"],
      ["12", null, "11"],
      ["13", null, "11"],
    ]);
  });

  it("has a whole chain of them where one answers the other", () => {
    const views = thread([
      aMessage(10, { isDeleted: true }),
      reply(11, 10, { isRedacted: true }),
      reply(12, 11, { isDeleted: true }),
      reply(13, 12),
    ]);
    expect(shape(views)).toEqual([
      ["10", "deleted", null],
      ["11", "redacted", "10"],
      ["12", "deleted", "11"],
      ["13", null, "12"],
    ]);
  });

  it("an orphan hangs below a stand-in for its parent, and that below the starter, as far as one knows", () => {
    expect(shape(thread([aMessage(10), reply(12, 99)]))).toEqual([
      ["10", null, null],
      ["99", "missing", "10"],
      ["12", null, "99"],
    ]);
  });

  it("nobody stands below a message of a private conversation by more than its number", () => {
    const views = thread([aMessage(10), aPrivateMessage(11, { threadId: 10, replyToId: 10 }), reply(12, 11)]);
    expect(shape(views)).toEqual([
      ["10", null, null],
      ["11", "missing", "10"],
      ["12", null, "11"],
    ]);
  });
});

describe("what a damaged source says", () => {
  it("a reply to a message of another thread stands at the top", () => {
    expect(shape(thread([aMessage(10), aMessage(20), reply(11, 20)]))).toEqual([
      ["10", null, null],
      ["11", null, null],
    ]);
  });

  it("replies in a circle end somewhere, and each is shown once", () => {
    const views = thread([aMessage(10), reply(11, 12), reply(12, 11), reply(13, 13)]);
    expect(views.map(({ id }) => id)).toEqual(["10", "11", "12", "13"]);
    expect(views[1]?.parent).toBeNull();
    expect(views[2]?.parent).toBeNull();
    expect(views[3]?.parent).toBeNull();
  });

  it("so do tombstones in a circle", () => {
    const views = thread([aMessage(10), reply(11, 12, { isDeleted: true }), reply(12, 11, { isDeleted: true }), reply(13, 11)]);
    expect(views.map(({ id }) => id).sort()).toEqual(["10", "11", "12", "13"]);
    expect(views.find(({ id }) => id === "13")?.parent).toBe("contoso.com/message/11");
  });

  it("a starter that answers its own reply is at the top", () => {
    const views = thread([aMessage(10, { replyToId: 11 }), reply(11, 10)]);
    expect(views.map(({ id }) => id)).toEqual(["10", "11"]);
    expect(views.some(({ parent }) => parent === null)).toBe(true);
  });

  it("a message without a date comes first and is shown", () => {
    expect(thread([aMessage(10), reply(11, 10, { createdAt: null })]).map(({ id }) => id)).toEqual(["11", "10"]);
  });
});

describe("people as the target shows them", () => {
  const nameOf = (id: string, policies: Record<string, unknown> = {}, language = "en") =>
    contextOf([aMessage(10, { authorId: 9 })], { policies, language }).person("contoso.com", id)?.name;

  it("leavers by name, by initials or as a former colleague, others as they are", () => {
    expect(nameOf("2")).toBe("Bob");
    expect(nameOf("2", { leavers: { shown_as: "initials" } })).toBe("B.");
    expect(nameOf("2", { leavers: { shown_as: "former-colleague" } })).toBe("Former colleague");
    expect(nameOf("1", { leavers: { shown_as: "former-colleague" } })).toBe("Ann");
  });

  it("words for somebody without a name are in the language of the readers", () => {
    expect(nameOf("9", {}, "de")).toBe("Unbekannte Person 9");
    expect(nameOf("9", {}, "fr")).toBe("Personne inconnue 9");
    expect(nameOf("2", { leavers: { shown_as: "former-colleague" } }, "de")).toBe("Ehemals im Unternehmen");
    expect(nameOf("2", { leavers: { shown_as: "former-colleague" } }, "fr")).toBe("Ancien collègue");
  });

  it("somebody without a name by their number, and nobody for what is no id", () => {
    expect(nameOf("9")).toBe("Unknown person 9");
    for (const odd of ["404", "x", "-1", "1 OR 1=1"]) expect(nameOf(odd)).toBeUndefined();
  });
});

describe("what the live source alone tells", () => {
  const poll = [
    { answer: "Tuesday", votes: 4 },
    { answer: "Wednesday", votes: null },
  ];

  it("comes with its message: a poll in its own order, praise with people, the best answer", () => {
    const views = thread([
      aMessage(10, { messageKind: "poll", poll }),
      reply(11, 10, { isBestAnswer: true }),
      reply(12, 10, { praise: { icon: "trophy", comment: "Well done", people: [2, 1] } }),
    ]);
    expect(views.map((view) => view.poll)).toEqual([poll, null, null]);
    expect(views.map((view) => view.isBestAnswer)).toEqual([false, true, false]);
    expect(views[2]?.praise).toMatchObject({ icon: "trophy", comment: "Well done" });
    expect(views[2]?.praise?.people.map(({ id }) => id)).toEqual(["1", "2"]);
    expect(views[0]?.praise).toBeNull();
  });
});
