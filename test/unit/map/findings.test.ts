import { describe, expect, it } from "vitest";
import { lint, type LintFinding } from "../../../src/map/lint.ts";
import { officialOrNot, type GroupFacts } from "../../../src/map/official.ts";
import { sensitiveSubject } from "../../../src/map/subjects.ts";
import { saveTargetGroups } from "../../../src/store/targets.ts";
import type { GroupRecord, MembershipRecord } from "../../../src/model/network.ts";
import type { TargetGroup, TargetInfo } from "../../../src/target/target.ts";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { aMessage, aPerson, cleanUpStores, makeStore, NETWORK, type LoadedStore } from "../../support/loaded-store.ts";
import { mapAsProposed } from "../../support/mapped.ts";
import { memoryTarget } from "../../support/memory-target.ts";
import { configOf } from "../../support/policies.ts";

cleanUpStores();

const info = await memoryTarget().check(new AbortController().signal);
const at = (more: Partial<TargetInfo["capabilities"]> = {}, rest: Partial<TargetInfo> = {}): TargetInfo => ({
  ...{ ...info, capabilities: { ...info.capabilities, ...more } },
  ...rest,
});
const remote = { remote: true, access: "enforced" } as const;

const group = (id: number, name: string, more: Partial<GroupRecord> = {}): GroupRecord => ({
  ...{ kind: "group", network: NETWORK, id, name, privacy: "public" },
  ...more,
});
const member = (groupId: number, personId: number, role: MembershipRecord["role"]): MembershipRecord => ({
  ...{ kind: "membership", network: NETWORK, groupId, personId, role },
});
const key = (id: number) => `${NETWORK}/group/${id}`;

function found(
  one: LoadedStore,
  target: TargetInfo,
  words: Record<string, string> = {},
  more: Record<string, unknown> = {},
): readonly LintFinding[] {
  const rows = Object.entries(words).map(([key, cell]) => `${key};"${cell}"`);
  // A row of a group that nobody knows: a file without any row would be one whose rows were lost.
  writeFileSync(join(one.workspace, "groups.csv"), ["key;decision", "nowhere.example/group/1;", ...rows].join("\n"));
  const config = configOf(more);
  const mapped = mapAsProposed(one.store, "memory", target, (more["map"] as Record<string, unknown> | undefined) ?? {});
  return lint(one.store.db, mapped, { target: "memory", info: target, official: "Net", rules: config.map, policies: config.policies });
}
const kinds = (findings: readonly LintFinding[]) => findings.map(({ kind, subject, severity }) => `${severity} ${kind} ${subject}`);

describe("whose a group is", () => {
  const rules = configOf().map.official;
  const facts = (more: Partial<GroupFacts>): GroupFacts => ({
    ...{ id: "7", name: "Book club", madeByAdmin: false, isExternal: false, members: 5, networkPeople: 100, threads: 50, announcements: 0 },
    ...more,
  });

  it.each<[string, Partial<GroupFacts>, boolean, string]>([
    ["All Company", { id: "0" }, true, "the whole network's own group"],
    ["a plain one", {}, false, "grown on its own"],
    ["one that says so", { name: "Official NEWS" }, true, 'official: its name fits "official *"'],
    ["one that says it is not", { name: "Unofficial runners" }, false, "grown on its own"],
    ["one sign", { madeByAdmin: true }, false, "grown on its own, although an admin of the network made it"],
    ["two signs", { madeByAdmin: true, members: 90 }, true, "official: an admin of the network made it, 90 % of the network belong to it"],
    [
      "other two",
      { members: 80, announcements: 25 },
      true,
      "official: 80 % of the network belong to it, 50 % of its conversations are announcements",
    ],
    ["too few to tell", { members: 8, networkPeople: 9, threads: 4, announcements: 4 }, false, "grown on its own"],
    ["unknown members", { members: null, madeByAdmin: true }, false, "grown on its own, although an admin of the network made it"],
    [
      "one shared with another network",
      { madeByAdmin: true, members: 90, isExternal: true },
      false,
      "grown on its own, although an admin of the network made it, 90 % of the network belong to it; shared with another network",
    ],
  ])("%s", (_what, more, isOfficial, reason) => {
    expect(officialOrNot(facts(more), rules)).toEqual({ isOfficial, reason });
  });

  it("follows the rules of regroup.yaml", () => {
    const own = configOf({ map: { official: { names: ["corp*"], made_by_admin: false, members_share: null, needs: 1 } } }).map.official;
    expect(officialOrNot(facts({ name: "Corp Büro" }), own).isOfficial).toBe(true);
    expect(officialOrNot(facts({ name: "Official news", madeByAdmin: true, members: 100 }), own).isOfficial).toBe(false);
    expect(officialOrNot(facts({ announcements: 25 }), own).isOfficial).toBe(true);
  });
});

describe("a name to ask about first", () => {
  it.each([
    ["Betriebsrat Süd", "works council"],
    ["Works Council", "works council"],
    ["Comité d’entreprise Lyon", "works council"],
    ["ver.di Kollegen", "union"],
    ["Union members", "union"],
    ["Mental Health First Aid", "health"],
    ["SANTÉ au travail", "health"],
    ["Christians at work", "faith"],
    ["Prière du midi", "faith"],
    ["LGBTQ+ Network", "identity"],
    ["Queer@Contoso", "identity"],
  ])("%s: %s", (name, subject) => {
    expect(sensitiveSubject(name, [])).toBe(subject);
  });

  it.each([
    "Women in Leadership",
    "Communion of ideas",
    "European Union affairs?".replace("Union", "market"),
    "Reunion planning",
    "Racing club",
    "Gayle's team",
    "Team Transport",
  ])("%s is none", (name) => {
    expect(sensitiveSubject(name, [])).toBeUndefined();
  });

  it("is left out by proposal, and goes along when somebody decides so", () => {
    const one = makeStore();
    one.read("a", [group(7, "Betriebsrat"), group(8, "Projekt X")]);
    expect(kinds(found(one, at(), {}, { map: { sensitive_names: ["Projekt *"] } }))).toEqual([
      `warns sensitive-subject ${key(7)}`,
      `warns sensitive-subject ${key(8)}`,
    ]);
    expect(one.rows("SELECT action, reason FROM group_mapping ORDER BY group_mapping.id")).toMatchObject([
      { action: "skip", reason: "ask first: works council; grown on its own" },
      { action: "skip", reason: "ask first: map.sensitive_names; grown on its own" },
    ]);
    expect(kinds(found(one, at(), { [key(7)]: "create" }))).toEqual([`warns sensitive-subject ${key(7)}`]);
    expect(one.value("SELECT action FROM group_mapping WHERE id = 7")).toBe("create");
  });
});

describe("an owner", () => {
  it("must have agreed where others use the target: silence is not yes, and no is a link", () => {
    const one = makeStore();
    one.read("a", [group(7, "A"), group(8, "B"), group(9, "C"), group(0, "All Company")]);
    expect(kinds(found(one, at(remote), { [key(8)]: "go-ahead: yes", [key(9)]: "go-ahead: no" }))).toEqual([
      `blocks go-ahead-missing ${key(7)}`,
    ]);
    expect(one.rows("SELECT action FROM group_mapping ORDER BY group_mapping.id").map((row) => row["action"])).toEqual([
      ...["archive", "create", "create", "link"],
    ]);
    expect(found(one, at(remote), {}, { policies: { owner_go_ahead: "optional" } })).toEqual([]);
    expect(kinds(found(one, at(), {}, { policies: { owner_go_ahead: "required" } }))).toHaveLength(3);
  });

  it("is missed where members are known, and named where all have left or one has too much", () => {
    const one = makeStore();
    one.read("a", [
      ...[group(7, "A"), group(8, "B"), group(9, "C")],
      ...[aPerson(1, "Ann"), aPerson(2, "Bob", { state: "deleted" }), aPerson(3, "Cy")],
      ...[member(7, 1, "admin"), member(7, 3, "admin"), member(8, 2, "admin"), member(9, 3, "member")],
    ]);
    one.settle();
    expect(kinds(found(one, at()))).toEqual([`warns owners-inactive ${key(8)}`, `warns owner-unknown ${key(9)}`]);
    expect(kinds(found(one, at({ maxOwners: 1 })))).toContain(`warns owners-too-many ${key(7)}`);
    const loaded = found(one, at(), {}, { map: { max_groups_per_owner: 1 } });
    expect(
      loaded
        .filter(({ kind }) => kind === "owner-load")
        .map(({ subject }) => subject)
        .sort(),
    ).toEqual([1, 2, 3].map((id) => `${NETWORK}/person/${id}`));
  });
});

describe("a private group", () => {
  it("that joins another private one has more readers, where readers are checked", () => {
    const one = makeStore();
    one.read("a", [group(7, "A", { privacy: "private" }), group(8, "B", { privacy: "private" })]);
    const words = { [key(7)]: "merge | into: B | go-ahead: yes", [key(8)]: "go-ahead: yes" };
    expect(kinds(found(one, at(remote), words))).toEqual([`blocks exposure ${key(7)}`]);
    expect(found(one, at({ access: "none" }), words)).toEqual([]);
  });
});

describe("names at the target", () => {
  it("that meet are told apart with a warning, the decided one keeping its own", () => {
    const one = makeStore();
    one.read("a", [group(7, "Straße"), group(8, "STRASSE"), group(9, "Walkers")]);
    expect(kinds(found(one, at(), { [key(9)]: "name: strasse" }))).toEqual([
      ...[`warns name-collision ${key(7)}`, `warns name-collision ${key(8)}`],
    ]);
    expect(one.value("SELECT name FROM sub_group WHERE id = 9")).toBe("strasse");
    expect(one.value("SELECT count(DISTINCT lower(slug)) FROM sub_group")).toBe(3);
  });

  it("that do not fit are cut with a warning", () => {
    const one = makeStore();
    one.read("a", [group(7, "A")]);
    const findings = found(one, at({ names: { maxChars: 8, forbidden: "/" } }), { [key(7)]: "name: Sales/EMEA group" });
    expect(kinds(findings)).toEqual([`warns name-does-not-fit ${key(7)}`]);
    expect(findings[0]?.detail).toContain('becomes "Sales EM"');
  });
});

describe("the network that the target is itself", () => {
  it("adopts its groups, and says what making them anew would lose", () => {
    const one = makeStore();
    one.read("a", [group(7, "A"), group(8, "B"), aMessage(1, { groupId: 7 })]);
    one.settle();
    const target = at({}, { network: NETWORK.toUpperCase() });
    expect(kinds(found(one, target, { [key(8)]: "create" }))).toEqual([`warns create-instead-of-adopt ${key(8)}`]);
    expect(one.rows("SELECT action FROM group_mapping ORDER BY group_mapping.id")).toEqual([{ action: "adopt" }, { action: "create" }]);
  });
});

describe("a sub-group that stands at the target", () => {
  const stands: TargetGroup = { ref: { kind: "sub-group", id: "r-42" }, name: "Leaders", slug: "leaders", key: null };
  async function* each(): AsyncGenerator<TargetGroup> {
    yield await Promise.resolve(stands);
  }

  it("takes what is merged into it, under the same key in every run, where the target can", async () => {
    const one = makeStore();
    one.read("a", [group(7, "A")]);
    await saveTargetGroups(one.store, "memory", each());
    found(one, at({}, { intoExisting: true }), { [key(7)]: "merge | into: leaders" });
    const [first] = one.rows("SELECT key, action, existing FROM sub_group");
    expect(first).toMatchObject({ action: "existing", existing: "r-42" });
    found(one, at({}, { intoExisting: true }), { [key(7)]: "merge | into: R-42" });
    expect(one.rows("SELECT key, action, existing FROM sub_group")).toEqual([first]);
    expect(() => found(one, at(), { [key(7)]: "merge | into: Leaders" })).toThrow(/takes no posts into what it did not make/);
  });

  it("has nothing of it below another where the target nests nothing", () => {
    const one = makeStore();
    one.read("a", [group(7, "A"), group(8, "B")]);
    const words = { [key(7)]: "parent: B" };
    expect(() => found(one, at(), words)).toThrow(/no sub-groups below another/);
    expect(() => found(one, at({ subGroupDepth: null }), words)).not.toThrow();
    expect(readFileSync(join(one.workspace, "groups.csv"), "utf8")).toContain("parent: B");
  });
});
