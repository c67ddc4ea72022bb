import { describe, expect, it } from "vitest";
import { EVERY_FAULT, HONEST, REPORTED, WORST, type YammerOptions } from "../../../fakes/yammer/options.ts";
import { makeNetwork } from "../../../support/network.ts";
import { cleanUpYards, makeYard } from "../../../support/yammer-api.ts";

cleanUpYards();

const truth = makeNetwork({ seed: 5, messages: 600, people: 70, groups: 9, idStyle: "mixed" });

const moods: Readonly<Record<string, Partial<YammerOptions>>> = {
  "that is honest": { lies: HONEST },
  "as it is reported": { lies: REPORTED },
  "that lies as often as it can": { lies: WORST },
  "that fails in every way": { faults: { rate: 0.05, kinds: EVERY_FAULT } },
  "that sorts threads by their starter": { behaviour: { threadedOrder: "starter" } },
  "where All Company is a group": { behaviour: { allCompany: "group" } },
  "that hides threads without a starter": { behaviour: { orphanThreads: "hidden" } },
  "whose list of groups tells little but their names": { behaviour: { groupList: "names" } },
  "that names no threads in its references": { behaviour: { threadReferences: "never" } },
  "without the undocumented list of members": { behaviour: { membersEndpoint: "missing" } },
  "whose lists are short and say that there is no more": { behaviour: { lists: "twenty-and-untold" } },
  "that takes `older_than` for up to": { behaviour: { olderThan: "up-to" } },
  "whose undocumented list of members is XML": { behaviour: { membersEndpoint: "xml" } },
  "that refuses the undocumented list of members": { behaviour: { membersEndpoint: "forbidden" } },
  "whose external groups need a capability": { behaviour: { externalGroups: "underscore" } },
  "that answers XML where it can, and nothing of older messages": { behaviour: { olderAvailable: "absent", withoutSuffix: "xml" } },
  "that flattens texts, and attaches notes": { behaviour: { parsedText: "flattened", notes: "attachment" } },
  "that counts all reactions, and lists people who are not active": { behaviour: { likes: "all-reactions", inactiveMembers: "listed" } },
  "that redirects downloads, cannot resume them, and hides foreign threads": {
    behaviour: { downloads: "redirect", ranges: false, foreignThread: "missing" },
  },
};

describe("an export from a network", () => {
  it.each(Object.entries(moods))("%s ends with exactly what the account may read, inside its budget", async (_, mood) => {
    const yard = await makeYard({ truth, ...mood });
    const reader = { token: yard.fake.tokens.of("member") };
    let rest: readonly string[] = ["not yet"];
    for (let runs = 0; runs < 4 && rest.length > 0; runs++) {
      await yard.export();
      rest = yard.fake.differences(yard.database, reader);
    }
    expect(rest).toEqual([]);
    const { limited, busiest } = yard.fake.stats();
    expect(limited).toBe(0);
    expect(Math.max(busiest.messages, busiest.other)).toBeLessThanOrEqual(10);
  });

  it("asks again where an answer is JSON and no payload", async () => {
    const yard = await makeYard({ truth, lies: HONEST, faults: { rate: 0.1, kinds: ["null-json"] } });
    await yard.export();
    expect(yard.fake.differences(yard.database, { token: yard.fake.tokens.of("member") })).toEqual([]);
  });

  it("spends its budget on other groups while a list that came empty waits to be asked again", async () => {
    const yard = await makeYard({
      truth: makeNetwork({ seed: 9, messages: 500, people: 40, groups: 8 }),
      lies: { ...HONEST, emptyThreads: 0.03, emptyReadings: 2 },
    });
    await yard.export();
    const times = yard.fake.requests.filter(({ bucket }) => bucket === "messages").map(({ at }) => at);
    const windows = Math.floor((times.length - 1) / 10);
    const tookMs = (times[windows * 10] ?? 0) - (times[0] ?? 0);
    // One pause may be left where every other group is read.
    expect(tookMs).toBeLessThanOrEqual((windows + 1) * 30_000);
  });

  const long = makeNetwork({ seed: 13, messages: 1500, people: 40, groups: 5 });
  it.each<[string, Partial<YammerOptions>]>([
    ["pages below the first are the first one once more", { lies: { ...HONEST, topPages: 0.5 } }],
    ["pages below the first come empty once", { lies: { ...HONEST, emptyPages: 0.5 } }],
    ["each list is sorted in its own way", { lies: HONEST, behaviour: { threadedOrder: "by-feed" }, seed: 1 }],
  ])("has everything after one run where %s", async (_, mood) => {
    const yard = await makeYard({ truth: long, ...mood });
    await yard.export();
    expect(yard.fake.differences(yard.database, { token: yard.fake.tokens.of("member") })).toEqual([]);
  });

  it("has everybody where one person, and one group, stands on top of every page of a list", async () => {
    const crowd = makeNetwork({ seed: 15, messages: 300, people: 330, groups: 130 });
    const yard = await makeYard({ truth: crowd, lies: HONEST, behaviour: { lists: "fifty-below-the-first" } });
    await yard.export();
    expect(yard.fake.differences(yard.database, { token: yard.fake.tokens.of("member") })).toEqual([]);
  });

  it("says of no thread that it is cut off, whose starter is deleted and whose last page is its oldest message once more", async () => {
    const yard = await makeYard({ truth, lies: HONEST, behaviour: { olderThan: "up-to" } });
    await yard.export();
    const told = yard.withStore(({ db }) =>
      db.prepare<[], { kind: string; rows: number }>("SELECT kind, count(*) AS rows FROM v_gap GROUP BY kind").all(),
    );
    expect(told.filter(({ kind }) => kind === "thread-cut-off")).toEqual([]);
    expect(told.find(({ kind }) => kind === "missing-starter")?.rows).toBeGreaterThan(0);
  });
});
