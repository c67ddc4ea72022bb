import { describe, expect, it } from "vitest";
import type { FileRecord } from "../../../src/model/conversation.ts";
import type { GroupRecord } from "../../../src/model/network.ts";
import { aMessage, aPerson, aPrivateMessage, cleanUpStores, makeStore, NETWORK } from "../../support/loaded-store.ts";

cleanUpStores();

const gaps = "SELECT kind, group_id, thread_id, evidence FROM v_gap ORDER BY kind, evidence";
const aGroup = (id: number, name: string): GroupRecord => ({ kind: "group", network: NETWORK, id, name, privacy: "public" });
const aFile = (id: number, fileId: number, locator: string | null): FileRecord => ({
  ...{ kind: "file", type: "file", network: NETWORK, id, fileId, name: `${id}.txt`, locator, isPrivate: false },
});

describe("what a record names and nothing has brought", () => {
  it("is stubbed: people, groups and threads", () => {
    const one = makeStore();
    one.read("a", [
      aMessage(11, { threadId: 10, authorId: 1, mentions: [2], groupId: 7 }),
      { kind: "reaction", network: NETWORK, messageId: 11, personId: 3, reaction: "like", createdAt: null },
      { kind: "membership", network: NETWORK, groupId: 8, personId: 4, role: "member" },
    ]);
    one.settle();
    expect(one.rows("SELECT source_id, is_placeholder FROM v_person ORDER BY source_id")).toEqual(
      ["1", "2", "3", "4"].map((source_id) => ({ source_id, is_placeholder: 1 })),
    );
    expect(one.rows("SELECT source_id, is_placeholder FROM v_group ORDER BY source_id")).toEqual(
      ["7", "8"].map((source_id) => ({ source_id, is_placeholder: 1 })),
    );
    expect(one.rows("SELECT source_id, is_placeholder FROM v_thread")).toEqual([{ source_id: "10", is_placeholder: 1 }]);
    expect(one.rows("PRAGMA foreign_key_check")).toEqual([]);
  });

  it("All Company needs no row: it is group 0, public, and no stub", () => {
    const one = makeStore();
    one.read("a", [aMessage(1, { groupId: 0 })]);
    one.settle();
    expect(one.rows("SELECT source_id, name, privacy, is_placeholder FROM v_group")).toEqual([
      { source_id: "0", name: "All Company", privacy: "public", is_placeholder: 0 },
    ]);
    expect(one.value("SELECT count(*) FROM v_gap WHERE kind = 'unknown-group'")).toBe(0);
  });
});

describe("a thread", () => {
  it("has the group, kind and title of its starter, whatever its replies say", () => {
    const one = makeStore();
    one.read("a", [
      aMessage(11, { threadId: 10, groupId: 8 }),
      aMessage(10, { groupId: 7, messageKind: "announcement", title: "Heading" }),
    ]);
    one.settle();
    expect(one.rows("SELECT source_id, group_id, kind, title, messages, is_placeholder FROM v_thread")).toEqual([
      { source_id: "10", group_id: "7", kind: "announcement", title: "Heading", messages: 2, is_placeholder: 0 },
    ]);
  });

  it("without its starter is private as soon as one of its messages is", () => {
    const one = makeStore();
    one.read("a", [aMessage(11, { threadId: 10 }), aPrivateMessage(12, { threadId: 10 })]);
    one.settle();
    expect(one.rows("SELECT is_private FROM thread")).toEqual([{ is_private: 1 }]);
  });

  it("that a list of external threads names has no messages, and is no gap", () => {
    const one = makeStore();
    one.read("a", [{ kind: "external-thread", network: NETWORK, threadId: 44 }]);
    one.settle();
    expect(one.rows("SELECT source_id, messages FROM v_thread")).toEqual([{ source_id: "44", messages: 0 }]);
    expect(one.rows(gaps)).toEqual([]);
  });
});

describe("gaps", () => {
  it("name the missing starter, parent, sender, group, file and bytes, each once", () => {
    const one = makeStore();
    one.read("a", [
      aPerson(1, "Ann"),
      aGroup(7, "Seven"),
      aFile(901, 90, null),
      aMessage(11, { threadId: 10 }),
      aMessage(12, { threadId: 10, replyToId: 99 }),
      aMessage(20, {
        authorId: 2,
        groupId: 8,
        attachments: [
          { kind: "file", id: 80 },
          { kind: "file", id: 90 },
          { kind: "link", id: 70 },
        ],
      }),
    ]);
    expect(one.settle()).toBe(6);
    expect(one.rows(gaps)).toEqual([
      { kind: "missing-bytes", group_id: "8", thread_id: "20", evidence: "file 90 is listed, but its bytes are not in the source" },
      { kind: "missing-file", group_id: "8", thread_id: "20", evidence: "file 80 is attached, but the source has no row for it" },
      { kind: "missing-parent", group_id: "7", thread_id: "10", evidence: "message 12 answers 99, which is not there" },
      { kind: "missing-starter", group_id: "7", thread_id: "10", evidence: "the thread has messages, but not the one that started it" },
      { kind: "unknown-group", group_id: "8", thread_id: null, evidence: "messages name group 8, but the source has no row for it" },
      { kind: "unknown-sender", group_id: null, thread_id: null, evidence: "person 2 wrote messages, but the source has no row for them" },
    ]);
  });

  it("close when a later input brings what was missing", () => {
    const one = makeStore();
    one.read("a", [aPerson(1, "Ann"), aGroup(7, "Seven"), aMessage(11, { threadId: 10 }), aMessage(12, { threadId: 10, replyToId: 99 })]);
    expect(one.settle()).toBe(2);
    one.read("b", [aMessage(10), aMessage(99, { threadId: 10 })], { position: 1 });
    expect(one.settle()).toBe(0);
  });

  it("of a reading stay until the file is read again", () => {
    const one = makeStore();
    const gap = { kind: "gap", network: NETWORK, gap: "count-mismatch", evidence: "a: 3 and 4" } as const;
    one.read("a", [aPerson(1, "Ann")], { of: [gap] });
    expect(one.settle()).toBe(1);
    expect(one.settle()).toBe(1);
    one.read("a", [aPerson(1, "Ann")]);
    expect(one.settle()).toBe(0);
  });

  it("do not tell of private conversations", () => {
    const one = makeStore();
    one.read("a", [aPrivateMessage(11, { threadId: 10 }), aPrivateMessage(12, { threadId: 10, replyToId: 99 })]);
    expect(one.settle()).toBe(0);
  });

  it("are the same when it is done twice", () => {
    const one = makeStore();
    one.read("a", [aMessage(11, { threadId: 10, authorId: 5, mentions: [6] })]);
    one.settle();
    const before = ["v_gap", "v_person", "v_group", "v_thread"].map((view) => one.rows(`SELECT * FROM ${view}`));
    one.settle();
    expect(["v_gap", "v_person", "v_group", "v_thread"].map((view) => one.rows(`SELECT * FROM ${view}`))).toEqual(before);
  });
});
