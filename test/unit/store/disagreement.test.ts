import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DataRecord, SourceId } from "../../../src/source/source.ts";
import { aMessage, aPerson, cleanUpStores, makeStore, NETWORK, type LoadedStore } from "../../support/loaded-store.ts";

cleanUpStores();

type Said = readonly [file: string, position: number, source: SourceId, record: DataRecord];

const crossCheck = "SELECT kind || ' ' || source_id || ' ' || status || ' ' || coalesce(why, '') FROM v_cross_check ORDER BY 1";

function heard(said: readonly Said[]): LoadedStore {
  const one = makeStore();
  for (const [file, position, source, record] of said) one.read(file, [record], { position, source });
  return one;
}

const told = (one: LoadedStore) => one.store.db.prepare<[], string>(crossCheck).pluck().all();

const member = (role: "admin" | "member", more: object = {}): DataRecord => ({
  ...{ kind: "membership", network: NETWORK, groupId: 7, personId: 1, role },
  ...more,
});

/** Every order of a few. */
function orders<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, at) => orders(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));
}

describe("an export and the API, of one record", () => {
  it("are compared with the last of several exports, in whatever order all were read", () => {
    const texts = fc.constantFrom("first", "second", "third");
    fc.assert(
      fc.property(texts, texts, texts, (early, late, live) => {
        const said: Said[] = [
          ["2023/Messages.csv", 0, "yammer-export", aMessage(1, { body: early })],
          ["2024/Messages.csv", 1, "yammer-export", aMessage(1, { body: late })],
          ["messages/in_thread/1.json", 0, "yammer-api", aMessage(1, { body: live })],
        ];
        for (const order of orders(said))
          expect(told(heard(order))).toEqual([late === live ? "message 1 both " : "message 1 different body"]);
      }),
      { seed: 4, numRuns: 12 },
    );
  });

  it("agree again where the API comes to say what the export says", () => {
    const edited: Said = ["messages/in_thread/1.json", 0, "yammer-api", aMessage(1, { body: "edited" })];
    const one = heard([["a/Messages.csv", 0, "yammer-export", aMessage(1)], edited]);
    expect(told(one)).toEqual(["message 1 different body"]);
    one.read("messages/in_thread/1.json", [aMessage(1)], { source: "yammer-api" });
    expect(told(one)).toEqual(["message 1 both "]);
  });

  it("name the fields of a message that differ, and none that only one of them tells", () => {
    const live = aMessage(1, { body: "other", authorId: 2, groupId: 8, title: "Heading", replyToId: 5 });
    for (const order of orders<Said>([
      ["a/Messages.csv", 0, "yammer-export", aMessage(1)],
      ["messages/1.json", 0, "yammer-api", live],
    ]))
      expect(told(heard(order))).toEqual(["message 1 different author body group"]);
  });

  it("name who was renamed, moved or has left since", () => {
    const person = { ...aPerson(1, "Ann Berg"), email: "ann@contoso.com", department: "Sales", state: "active" } as const;
    for (const order of orders<Said>([
      ["a/Users.csv", 0, "yammer-export", person],
      ["users.json", 0, "yammer-api", { ...person, name: "Ann Lund", email: "ANN@contoso.com", department: null }],
    ]))
      expect(told(heard(order))).toEqual(["person 1 different name"]);
    const gone: Said = ["a/Users.csv", 0, "yammer-export", { ...person, state: "suspended" }];
    const present: Said = ["users.json", 0, "yammer-api", aPerson(2, "Bo")];
    expect(told(heard([gone, present]))).toEqual(["person 1 only-export left", "person 2 only-api not-in-export"]);
  });

  it("name a group that was renamed or opened; private and unlisted are the same to an export", () => {
    const group = { kind: "group", network: NETWORK, id: 7, name: "Mentors", privacy: "private" } as const;
    for (const [name, privacy, expected] of [
      ["Mentors", "unlisted", "both "],
      ["Coaches", "unlisted", "different name"],
      ["Mentors", "public", "different privacy"],
    ] as const)
      for (const order of orders<Said>([
        ["a/Groups.csv", 0, "yammer-export", group],
        ["groups.json", 0, "yammer-api", { ...group, name, privacy }],
      ]))
        expect(told(heard(order))).toEqual([`group 7 ${expected}`]);
  });
});

describe("a message that the API had, and then had no more", () => {
  const listed: Said = ["messages/in_thread/1.json", 0, "yammer-api", aMessage(1)];
  const exported: Said = ["a/Messages.csv", 0, "yammer-export", aMessage(1)];
  const bury = (one: LoadedStore) =>
    one.read("messages/1.json", [], { source: "yammer-api", of: [{ kind: "tombstone", network: NETWORK, messageId: 1, deletedAt: null }] });
  const isDeleted = (one: LoadedStore) => one.value("SELECT is_deleted FROM v_message");

  it("is deleted, also where an export that was made before is read after", () => {
    for (const [before, after] of [
      [[exported, listed], []],
      [[listed], [exported]],
    ] as const) {
      const one = heard(before);
      bury(one);
      for (const [file, position, source, record] of after) one.read(file, [record], { position, source });
      expect([isDeleted(one), ...told(one)]).toEqual([1, "message 1 different deleted"]);
    }
  });

  it("is there again where the API shows it again, and stays deleted where an export says so", () => {
    const one = heard([exported, listed]);
    bury(one);
    one.read("messages/in_thread/1.json", [aMessage(1)], { source: "yammer-api" });
    expect([isDeleted(one), ...told(one)]).toEqual([0, "message 1 both "]);
    const gone = aMessage(1, { isDeleted: true, deletedAt: Date.UTC(2023, 5, 1) });
    one.read("b/Messages.csv", [gone], { position: 1 });
    one.read("messages/in_thread/1.json", [aMessage(1)], { source: "yammer-api" });
    expect(isDeleted(one)).toBe(1);
  });
});

describe("what hangs on a message", () => {
  it("is flagged whichever source tells it, for the plan counts posts by that", () => {
    const flags = (one: LoadedStore) => one.value("SELECT flags & (16 | 32 | 64) FROM message");
    const parts = { mentions: [9], attachments: [{ kind: "file", id: 4 }] } as const;
    const said: Said[] = [
      ["a/Messages.csv", 0, "yammer-export", aMessage(1, { attachments: [{ kind: "link", id: 3 }] })],
      ["messages/1.json", 0, "yammer-api", aMessage(1, parts)],
    ];
    for (const order of orders(said)) expect(flags(heard(order))).toBe(16 | 32 | 64);
    const one = heard(said);
    one.read("messages/1.json", [aMessage(1)], { source: "yammer-api" });
    expect(flags(one)).toBe(32);
  });
});

describe("a role", () => {
  const list = (role: "admin" | "member"): Said => ["members.csv", 0, "yammer-export", member(role)];
  const live = (record: DataRecord): Said => ["groups/7/members.json", 0, "yammer-api", record];
  const roleOf = (one: LoadedStore) => one.value("SELECT role FROM v_membership");

  it("is the API's where the API tells administrators, in any order, and the list's difference is named", () => {
    for (const order of orders([list("member"), live(member("admin"))])) {
      const one = heard(order);
      expect([roleOf(one), ...told(one)]).toEqual(["admin", "membership 7:1 different role"]);
    }
  });

  it("stays the list's where the API tells nothing of administrators", () => {
    for (const order of orders([list("admin"), live(member("member", { isRoleUnknown: true }))])) {
      const one = heard(order);
      expect([roleOf(one), ...told(one)]).toEqual(["admin", "membership 7:1 both "]);
    }
  });

  it("that the API once told is not taken away by a list that knows none", () => {
    const one = heard([live(member("admin")), ["users/in_group/7.json", 0, "yammer-api", member("member", { isRoleUnknown: true })]]);
    expect(roleOf(one)).toBe("admin");
    one.read("groups/7/members.json", [member("member")], { source: "yammer-api" });
    expect(roleOf(one)).toBe("member");
  });
});
