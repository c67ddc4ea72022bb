import { describe, expect, it } from "vitest";
import { configOf, loadPolicies } from "../../support/policies.ts";
import { matchPeople } from "../../../src/map/match.ts";
import { saveTargetPeople } from "../../../src/store/targets.ts";
import type { TargetPerson } from "../../../src/target/target.ts";
import { aMessage, aPerson, cleanUpStores, makeStore, type LoadedStore } from "../../support/loaded-store.ts";

cleanUpStores();

const account = (id: string, more: Partial<TargetPerson> = {}): TargetPerson => ({
  ...{ id, name: `Name of ${id}`, email: null, department: null, directoryId: null },
  ...more,
});

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* await Promise.resolve(items);
}

async function matched(
  one: LoadedStore,
  accounts: readonly TargetPerson[],
  more: { remote?: boolean; policies?: Record<string, unknown>; domains?: Record<string, string> } = {},
) {
  await saveTargetPeople(one.store, "site", each(accounts));
  return matchPeople(
    one.store,
    { id: "site", remote: more.remote ?? false, domains: configOf({ map: { domains: more.domains ?? {} } }).map.domains },
    loadPolicies(more.policies),
  );
}

const mapping = (one: LoadedStore) =>
  one.rows("SELECT CAST(id AS TEXT) AS id, treatment, target_person, tier, reason FROM person_mapping ORDER BY person_mapping.id");

describe("a person is matched", () => {
  it("by the same directory id before anything else", async () => {
    const one = makeStore();
    one.read("a", [aPerson(1, "Ann", { email: "ann@contoso.com", directoryId: "ABC" })]);
    await matched(one, [account("by-mail", { email: "ann@contoso.com" }), account("by-id", { directoryId: "abc" })]);
    expect(mapping(one)).toEqual([
      { id: "1", treatment: "match", target_person: "by-id", tier: "directory-id", reason: "same directory id" },
    ]);
  });

  it("by the same e-mail, whatever its case", async () => {
    const one = makeStore();
    one.read("a", [aPerson(1, "Ann", { email: "Ann@Contoso.com" })]);
    await matched(one, [account("x", { email: "ann@contoso.COM" })]);
    expect(mapping(one)).toMatchObject([{ treatment: "match", target_person: "x", tier: "email" }]);
  });

  it("never by an empty e-mail", async () => {
    const one = makeStore();
    one.read("a", [aPerson(1, "Ann", { email: "" }), aPerson(2, "Bob", { email: null })]);
    await matched(one, [account("x", { email: "" }), account("y", { email: null })]);
    expect(mapping(one).map((row) => row["treatment"])).toEqual(["placeholder", "placeholder"]);
  });

  it("by name and department only as a proposal that nobody has decided, and only where the name is one person's over there", async () => {
    const one = makeStore();
    one.read("a", [
      aPerson(1, "Ann Bell", { department: "Sales" }),
      aPerson(2, "Cy Dean", { department: "Sales" }),
      aPerson(3, "Ann Bell", { department: "Legal" }),
    ]);
    const counts = await matched(one, [
      account("a", { name: "ann bell", department: "sales" }),
      account("c1", { name: "Cy Dean", department: "Sales" }),
      account("c2", { name: "Cy Dean", department: "Sales" }),
    ]);
    expect(mapping(one)).toMatchObject([
      {
        id: "1",
        treatment: "placeholder",
        target_person: null,
        tier: "proposal",
        reason: "same name and department as a: decide in people.csv",
      },
      { id: "2", treatment: "placeholder", tier: "none" },
      { id: "3", treatment: "placeholder", tier: "none" },
    ]);
    expect(counts).toMatchObject({ people: 3, matched: 0, proposed: 1 });
  });
});

describe("a person", () => {
  it("is the same mailbox under a mapped domain, where nobody has the old address", async () => {
    const one = makeStore();
    one.read("a", [
      aPerson(1, "Ann", { email: "Ann@Old.Example" }),
      aPerson(2, "Bob", { email: "bob@old.example" }),
      aPerson(3, "Cy", { email: "cy@other.example" }),
    ]);
    const accounts = [
      account("a", { email: "ann@new.example" }),
      account("b", { email: "bob@old.example" }),
      account("b2", { email: "bob@new.example" }),
      account("c", { email: "cy@new.example" }),
    ];
    await matched(one, accounts, { domains: { "@OLD.example": "new.example" } });
    expect(mapping(one)).toMatchObject([
      { target_person: "a", tier: "mapped-domain", reason: "same mailbox under a mapped domain" },
      { target_person: "b", tier: "email" },
      { target_person: null, tier: "none" },
    ]);
  });

  it.each([
    ["an e-mail", { email: "ann@contoso.com" }, "same e-mail as 2 accounts, x and y: decide in people.csv"],
    ["a directory id", { directoryId: "D1" }, "same directory id as 2 accounts, x and y: decide in people.csv"],
  ] as const)("whose two accounts share %s is a proposal that names both", async (_what, same, reason) => {
    const one = makeStore();
    one.read("a", [aPerson(1, "Ann", same)]);
    const counts = await matched(one, [account("y", same), account("x", same), account("z")]);
    expect(mapping(one)).toEqual([{ id: "1", treatment: "placeholder", target_person: null, tier: "proposal", reason }]);
    expect(counts).toMatchObject({ matched: 0, proposed: 1 });
    expect(one.value("SELECT candidates FROM person_mapping")).toBe('["x","y"]');
  });

  it("is proposed by name across Unicode forms, case beyond ASCII, and the order of a directory", async () => {
    const one = makeStore();
    one.read("a", [
      aPerson(1, "J\u00f6rg M\u00dcLLER", { department: "B\u00dcRO" }),
      aPerson(2, "Zo\u00eb Gro\u00df", { department: "IT" }),
      aPerson(3, "Ann", { department: null }),
    ]);
    await matched(one, [
      account("j", { name: "M\u00fcller, Jo\u0308rg", department: "b\u00fcro" }),
      account("z", { name: "ZOE\u0308 GROSS", department: "it" }),
      account("n", { name: "ANN" }),
    ]);
    expect(mapping(one)).toMatchObject([
      { tier: "proposal", reason: "same name and department as j: decide in people.csv" },
      { tier: "proposal", reason: "same name and department as z: decide in people.csv" },
      { tier: "proposal", reason: "same name as n: decide in people.csv" },
    ]);
  });
});

describe("who is not matched", () => {
  const policies = { unmatched: "create", leavers: "skip", guests: "as-text", unknown_senders: "skip" } as const;

  function everybody(): LoadedStore {
    const one = makeStore();
    one.read("a", [
      aPerson(1, "Here"),
      aPerson(2, "Left", { state: "deleted" }),
      aPerson(3, "Paused", { state: "suspended" }),
      aPerson(4, "Guest", { isGuest: true }),
      aPerson(5, "Robot", { isBot: true }),
      aMessage(1, { authorId: 6 }),
    ]);
    one.settle();
    return one;
  }

  it("gets what the policies give to their sort", async () => {
    const one = everybody();
    await matched(one, [], { policies });
    expect(mapping(one).map((row) => row["treatment"])).toEqual(["create", "skip", "skip", "as-text", "placeholder", "skip"]);
    expect(mapping(one).map((row) => row["reason"])).toEqual([
      "no account with this e-mail",
      "has left (deleted)",
      "has left (suspended)",
      "a guest from elsewhere",
      "a bot",
      "the source has no row for this person",
    ]);
  });

  it("a bot stays behind where posting is seen by others, unless the policy says otherwise", async () => {
    for (const [remote, bots, expected] of [
      [true, undefined, "skip"],
      [false, undefined, "placeholder"],
      [true, "create", "create"],
    ] as const) {
      const one = everybody();
      await matched(one, [], { remote, policies: bots === undefined ? {} : { bots } });
      expect(mapping(one)[4]?.["treatment"]).toBe(expected);
    }
  });

  it("a leaver who is matched is matched all the same", async () => {
    const one = makeStore();
    one.read("a", [aPerson(1, "Left", { state: "deleted", email: "l@contoso.com" })]);
    await matched(one, [account("x", { email: "l@contoso.com" })], { policies });
    expect(mapping(one)).toMatchObject([{ treatment: "match" }]);
  });
});

describe("matching again", () => {
  it("counts posts and not heads, takes a new account, forgets one that is gone, and leaves what was decided by hand", async () => {
    const one = makeStore();
    one.read("a", [
      ...[aPerson(1, "Ann", { email: "ann@contoso.com" }), aPerson(2, "Bob", { email: "bob@contoso.com" })],
      ...[aMessage(1, { authorId: 1 }), aMessage(2, { authorId: 1 }), aMessage(3, { authorId: 2 })],
    ]);
    one.settle();
    expect(await matched(one, [account("a", { email: "ann@contoso.com" })])).toEqual({
      ...{ people: 2, matched: 1, proposed: 0, matchedMessages: 2, messages: 3 },
    });
    one.store.db.exec("UPDATE person_mapping SET treatment = 'skip', decided_by = 'people.csv' WHERE id = 1");
    expect(await matched(one, [account("b", { email: "bob@contoso.com" })])).toMatchObject({ matched: 1, matchedMessages: 1 });
    expect(mapping(one)).toMatchObject([
      { id: "1", treatment: "skip" },
      { id: "2", treatment: "match", target_person: "b" },
    ]);
    expect(await matched(one, [])).toMatchObject({ matched: 0 });
  });
});
