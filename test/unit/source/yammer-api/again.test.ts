import { describe, expect, it } from "vitest";
import { HONEST, REPORTED } from "../../../fakes/yammer/options.ts";
import { makeNetwork } from "../../../support/network.ts";
import { cleanUpYards, makeYard, type Yard } from "../../../support/yammer-api.ts";

cleanUpYards();

const truth = makeNetwork({ seed: 6, messages: 500, people: 60, groups: 7 });
const reader = (yard: Yard) => ({ token: yard.fake.tokens.of("member") });
const asked = (yard: Yard, from: number, start = "") => yard.fake.requests.slice(from).filter(({ path }) => path.startsWith(start));

describe("a second export", () => {
  it("asks for one page a group where nothing has changed, and for no person again", async () => {
    const yard = await makeYard({ truth, lies: REPORTED });
    await yard.export();
    await yard.export();
    const from = yard.fake.requests.length;
    const collected = await yard.export();
    expect(collected).toMatchObject({ records: 1 });
    expect(asked(yard, from, "messages/").length).toBeLessThanOrEqual(9);
    expect(asked(yard, from, "users").filter(({ status }) => status === 200)).toEqual([]);
  });

  it("reads people and members again when asked to", async () => {
    const yard = await makeYard({ truth, lies: HONEST });
    await yard.export();
    const from = yard.fake.requests.length;
    await yard.export({ scope: { refreshPeople: true } });
    expect(asked(yard, from, "users").length).toBeGreaterThan(0);
    expect(yard.fake.differences(yard.database, reader(yard))).toEqual([]);
  });

  it.each(["latest-reply", "starter"] as const)(
    "brings what was written since, late replies to old threads too (sorted by %s)",
    async (threadedOrder) => {
      const yard = await makeYard({
        truth,
        lies: REPORTED,
        behaviour: { threadedOrder },
        growth: { everyRequests: 3, changes: 40, kinds: ["thread", "reply", "late-reply"] },
      });
      await yard.export();
      await yard.export();
      await yard.export();
      expect(yard.fake.differences(yard.database, reader(yard))).toEqual([]);
    },
  );
});

describe("an export that was cut off", () => {
  it("goes on anywhere, repeats no more than a request, and ends like one that was not", async () => {
    const whole = await makeYard({ truth, lies: HONEST });
    await whole.export();
    const least = whole.fake.requests.length;
    const yard = await makeYard({ truth, lies: HONEST });
    let kills = 0;
    // A different number of pages every time, so that every kind of page is one after which it dies.
    for (let pages = 7; (await yard.export({ stopAfter: pages })) === undefined; pages = 5 + ((pages * 7) % 31)) kills++;
    expect(kills).toBeGreaterThan(5);
    expect(yard.fake.differences(yard.database, reader(yard))).toEqual([]);
    // Every start asks which network it is in, and every death loses at most the answer that was on its way.
    expect(yard.fake.requests.length - least).toBeLessThanOrEqual(2 * kills);
    expect(yard.fake.stats().limited).toBe(0);
  });
});
