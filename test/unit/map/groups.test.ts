import { describe, expect, it } from "vitest";
import { propose as proposeFor, type Candidate } from "../../../src/map/groups.ts";
import { slugOf } from "../../../src/map/names.ts";
import type { Capabilities } from "../../../src/target/target.ts";
import { memoryTarget } from "../../support/memory-target.ts";
import { aMessage, cleanUpStores, makeStore } from "../../support/loaded-store.ts";
import { mapAsProposed } from "../../support/mapped.ts";
import { configOf } from "../../support/policies.ts";

cleanUpStores();

const { capabilities } = await memoryTarget().check(new AbortController().signal);
const fit = (more: Partial<Capabilities>): Capabilities => ({ ...capabilities, ...more });
const candidate = (id: string, name: string | null, networkName = "contoso.com", more: Partial<Candidate> = {}): Candidate => ({
  ...{ network: 1, networkName, id, name, privacy: "public", messages: 0 },
  ...{ madeByAdmin: null, isExternal: false, members: null, networkPeople: 100, threads: 0, announcements: 0 },
  ...more,
});
const propose = (groups: readonly Candidate[], at: Capabilities, map: Record<string, unknown> = {}, targetNetwork?: string) =>
  proposeFor(groups, { capabilities: at, rules: configOf({ map }).map, targetNetwork });

describe("what becomes of a group", () => {
  it("is a sub-group of its name; the whole network's own group is only archived where others would see it written", () => {
    const groups = [candidate("0", "All Company"), candidate("7", "Book club")];
    expect(propose(groups, capabilities).map(({ action }) => action)).toEqual(["create", "create"]);
    expect(propose(groups, fit({ remote: true })).map(({ action, isOfficial }) => [action, isOfficial])).toEqual([
      ["archive", true],
      ["create", false],
    ]);
  });

  it("has a name even where the source has none", () => {
    expect(propose([candidate("7", null), candidate("8", " \u0000 ")], capabilities).map(({ name }) => name)).toEqual([
      "Group 7",
      "Unnamed group",
    ]);
  });

  it("has no line ends, controls or turned text in its name", () => {
    expect(propose([candidate("7", " Book\r\n\u202eclub\u0007  now ")], capabilities)[0]?.name).toBe("Book club now");
  });

  it("has a name that fits the target", () => {
    const [group] = propose([candidate("7", "A/B: the [long] name of a group")], fit({ names: { maxChars: 12, forbidden: "/:\\[\\]" } }));
    expect(group?.name).toBe("A B the long");
  });
});

describe("groups that meet", () => {
  const twins = [candidate("7", "Book club"), candidate("8", "book CLUB"), candidate("7", "Book club", "fabrikam.com")];

  it("are told apart by a suffix that is made from the key", () => {
    const groups = propose(twins, capabilities);
    expect(groups.map(({ name }) => name)).toEqual([
      "Book club",
      expect.stringMatching(/^book CLUB \([0-9a-f]{6}\)$/),
      expect.stringMatching(/^Book club \([0-9a-f]{6}\)$/),
    ]);
    expect(new Set(groups.map(({ slug }) => slug)).size).toBe(3);
    expect(groups.map(({ reason }) => reason.includes("suffix"))).toEqual([false, true, true]);
  });

  it("get the same names every time, and another group beside them changes nothing", () => {
    const before = propose(twins, capabilities);
    expect(propose(twins, capabilities)).toEqual(before);
    expect(
      propose([...twins.slice(0, 2), candidate("9", "Walkers"), ...twins.slice(2)], capabilities).filter(({ id }) => id !== "9"),
    ).toEqual(before);
  });

  it("meet by their addresses too", () => {
    const groups = propose([candidate("7", "Book club!"), candidate("8", "Book-Club")], capabilities);
    expect(groups.map(({ name }) => name)).toEqual(["Book club!", "Book-Club"]);
    expect(groups.map(({ slug }) => slug)).toEqual(["book-club", expect.stringMatching(/^book-club-[0-9a-f]{6}$/)]);
  });

  it("are still told apart where the suffix makes a name too long", () => {
    const long = "x".repeat(40);
    const groups = propose([candidate("7", long), candidate("8", long)], fit({ names: { maxChars: 30, forbidden: "" } }));
    expect(groups.every(({ name }) => name.length <= 30)).toBe(true);
    expect(new Set(groups.map(({ name }) => name)).size).toBe(2);
  });
});

describe("an address", () => {
  it.each([
    ["Über uns & Straße Co.", "uber-uns-strasse-co"],
    ["  --Hello--  ", "hello"],
    ["Q3/2023", "q3-2023"],
  ])("of %j is %j", (name, slug) => {
    expect(slugOf(name)).toBe(slug);
  });

  it("of a name without a letter of the alphabet is made from the name", () => {
    expect(slugOf("読書会")).toMatch(/^group-[0-9a-f]{8}$/);
    expect(slugOf("読書会")).not.toBe(slugOf("散歩"));
    expect(slugOf("y".repeat(200)).length).toBeLessThanOrEqual(60);
  });
});

describe("proposing for a store", () => {
  it("counts, keeps privacy, and takes a new name at the next time", () => {
    const one = makeStore();
    const group = (name: string) => ({ kind: "group", network: "contoso.com", id: 7, name, privacy: "private" }) as const;
    one.read("a", [group("Old name"), aMessage(1, { groupId: 0 })]);
    one.settle();
    expect(mapAsProposed(one.store, "site", { capabilities }).counts).toEqual({
      ...{ groups: 2, actions: { create: 2 }, official: 1, privateGroups: 1, renamed: 0 },
    });
    one.read("b", [group("New name")], { position: 1 });
    mapAsProposed(one.store, "site", { capabilities });
    expect(one.rows("SELECT name, slug, privacy, wave, is_official FROM group_mapping ORDER BY group_mapping.id")).toEqual([
      { name: "All Company", slug: "all-company", privacy: "public", wave: "wave-1", is_official: 1 },
      { name: "New name", slug: "new-name", privacy: "private", wave: "wave-1", is_official: 0 },
    ]);
  });
});
