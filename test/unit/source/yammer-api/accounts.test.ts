import { describe, expect, it } from "vitest";
import { HONEST, type Behaviour } from "../../../fakes/yammer/options.ts";
import type { GroupTruth } from "../../../support/network/truth.ts";
import { isUnlisted } from "../../../fakes/yammer/payload-people.ts";
import { makeNetwork } from "../../../support/network.ts";
import { cleanUpYards, makeYard, type Yard } from "../../../support/yammer-api.ts";

cleanUpYards();

const plain = makeNetwork({ seed: 21, messages: 900, people: 60, groups: 14 });
const active = plain.people.filter(({ state, isBot, isGuest }) => state === "active" && !isBot && !isGuest);
const [ada = "", bo = ""] = active.map(({ id }) => id).filter((id) => !plain.admins.includes(id));
const threads = (groupId: string) => [...plain.bundles].filter(({ thread }) => thread.groupId === groupId).length;
const hidden = (group: GroupTruth): GroupTruth => ({ ...group, privacy: "private" });
/** Two groups that no list shows to others: the larger one is Ada's, and the other one Bo's. */
const [hers = "", his = ""] = plain.groups
  .filter((group) => !group.isDeleted && !group.isExternal && isUnlisted(hidden(group)))
  .map(({ id }) => id)
  .sort((a, b) => threads(b) - threads(a));
const truth = {
  ...plain,
  groups: plain.groups.map((group) => (group.id === hers || group.id === his ? hidden(group) : group)),
  memberships: [
    ...plain.memberships.filter(({ groupId, personId }) => ![hers, his].includes(groupId) || ![ada, bo].includes(personId)),
    { groupId: hers, personId: ada, role: "member" as const },
    { groupId: his, personId: bo, role: "member" as const },
  ],
};

const make = (behaviour: Partial<Behaviour> = {}) =>
  makeYard({
    ...{ truth, lies: HONEST, behaviour },
    tokens: [
      { token: "of-ada", role: "member", personId: ada },
      { token: "of-bo", role: "member", personId: bo },
    ],
  });
const lists = (yard: Yard) => yard.fake.requests.filter(({ path, query }) => path === "groups" && query["page"] === "1").length;
const messages = (yard: Yard, group: string) =>
  yard.withStore(({ db }) =>
    db.prepare<[string], string>("SELECT source_id FROM v_message WHERE group_id = ? AND is_deleted = 0 ORDER BY 1").pluck().all(group),
  );
const gaps = (yard: Yard, group: string) =>
  yard.withStore(({ db }) =>
    db.prepare<[string], string>("SELECT kind FROM v_gap WHERE group_id = ? AND kind LIKE 'group-%'").pluck().all(group),
  );

/** Exports with Ada's token, a few pages a time, until some of her group's messages are there and not all. */
async function begun(yard: Yard): Promise<string[]> {
  for (let runs = 0; messages(yard, hers).length < 5; runs++) {
    expect(runs).toBeLessThan(60);
    await yard.export({ stopAfter: 9, source: yard.source({ token: "of-ada" }) });
  }
  return messages(yard, hers);
}

describe("an export that goes on with the token of another account", () => {
  it.each(["empty", "forbidden", "missing"] as const)(
    "lists its groups anew, keeps what only the other one saw, says what is missing of it, and the other one completes it (foreign threads: %s)",
    async (foreignThread) => {
      const yard = await make({ foreignThread });
      const read = await begun(yard);
      expect(lists(yard)).toBe(2);
      await yard.export({ source: yard.source({ token: "of-bo" }) });
      expect(lists(yard)).toBe(4);
      expect(messages(yard, his).length).toBeGreaterThan(0);
      expect(messages(yard, hers)).toEqual(read);
      expect(gaps(yard, hers)).toEqual(["group-denied"]);
      await yard.export({ source: yard.source({ token: "of-ada" }) });
      expect(gaps(yard, hers)).toEqual([]);
      const missing = yard.fake
        .differences(yard.database, { token: "of-ada" })
        .filter((line) => !/is not in the network|^… and/.test(line));
      expect(missing).toEqual([]);
      // What is Bo's alone was read to its end: no export of Ada's calls it closed.
      expect(gaps(yard, his)).toEqual([]);
    },
  );

  it("keeps the list where the token is a new one of the same account, at the cost of one request", async () => {
    const yard = await make();
    await begun(yard);
    yard.fake.tokens.issue({ like: "of-ada", token: "of-ada-again" });
    const from = yard.fake.requests.length;
    await yard.export({ stopAfter: 1, source: yard.source({ token: "of-ada-again" }) });
    expect(lists(yard)).toBe(2);
    const starts = yard.fake.requests.slice(from).map(({ path }) => path);
    expect(starts.filter((path) => path.endsWith("/current"))).toEqual(["users/current"]);
  });
});

describe("an account that loses its membership while the group is read", () => {
  it.each(["empty", "forbidden", "missing"] as const)(
    "keeps what was read, says from where on the rest is missing, and goes on when it is back (foreign threads: %s)",
    async (foreignThread) => {
      const yard = await make({ foreignThread });
      const source = () => yard.source({ token: "of-ada" });
      const read = await begun(yard);
      yard.fake.changes.leave(hers, ada);
      await yard.export({ source: source() });
      expect(messages(yard, hers)).toEqual(read);
      const evidence = yard.withStore(({ db }) =>
        db.prepare<[string], string>("SELECT evidence FROM v_gap WHERE group_id = ? AND kind LIKE 'group-%'").pluck().all(hers),
      );
      expect(evidence).toHaveLength(1);
      yard.fake.changes.join(hers, ada);
      await yard.export({ source: source() });
      expect(gaps(yard, hers)).toEqual([]);
      expect(yard.fake.differences(yard.database, { token: "of-ada" })).toEqual([]);
    },
  );

  it("is not told that all is gone when every thread is read again", async () => {
    const yard = await make({ foreignThread: "missing" });
    await yard.export({ source: yard.source({ token: "of-ada" }) });
    const read = messages(yard, hers);
    const again = (stopAfter?: number) =>
      yard.export({
        source: yard.source({ token: "of-ada" }),
        scope: { refreshThreads: true },
        ...(stopAfter === undefined ? {} : { stopAfter }),
      });
    const from = yard.fake.requests.length;
    const isAt = () => yard.fake.requests.slice(from).some(({ path }) => path === `messages/in_group/${hers}`);
    while (!isAt()) await again(12);
    yard.fake.changes.leave(hers, ada);
    await again();
    expect(messages(yard, hers)).toEqual(read);
    expect(gaps(yard, hers)).toHaveLength(1);
  });
});
