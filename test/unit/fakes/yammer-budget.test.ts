import { afterEach, describe, expect, it } from "vitest";
import { virtualClock } from "../../fakes/yammer/clock.ts";
import type { YammerOptions } from "../../fakes/yammer/options.ts";
import { startYammer, type FakeYammer } from "../../fakes/yammer/start.ts";
import { makeNetwork } from "../../support/network.ts";
import { clientOf, type Client } from "./yammer-client.ts";

const truth = makeNetwork({ seed: 3, messages: 120, people: 20, groups: 4 });
let running: FakeYammer | undefined;

async function start(options: Partial<YammerOptions> = {}) {
  const clock = virtualClock();
  const fake = await startYammer({ truth, clock, ...options });
  running = fake;
  return { fake, clock, client: clientOf(fake, "member-token") };
}

afterEach(async () => {
  await running?.stop();
  running = undefined;
});

async function statuses(client: Client, path: string, times: number): Promise<number[]> {
  const found: number[] = [];
  for (let n = 0; n < times; n++) found.push((await client.get(path)).status);
  return found;
}

describe("the budget of the fake Yammer", () => {
  it("allows ten requests in thirty seconds and refuses the eleventh", async () => {
    const { fake, client } = await start();
    expect(await statuses(client, "messages.json", 10)).toEqual(Array.from({ length: 10 }, () => 200));
    const refused = await client.get("messages.json");
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("30");
    expect(refused.json()).toEqual({ response: { message: "Rate limited due to excessive requests.", stat: "fail", code: 33 } });
    expect(fake.stats()).toMatchObject({ limited: 1, busiest: { messages: 11 } });
  });

  it("counts buckets apart, and closes all of them when one is overdrawn", async () => {
    const { client, clock } = await start();
    expect(await statuses(client, "messages.json", 10)).not.toContain(429);
    expect(await statuses(client, "groups.json", 10)).not.toContain(429);
    expect(await statuses(client, "groups.json", 1)).toEqual([429]);
    expect(await statuses(client, "networks/current.json", 1)).toEqual([429]);
    clock.advance(29_999);
    expect(await statuses(client, "messages.json", 1)).toEqual([429]);
    clock.advance(1);
    expect(await statuses(client, "messages.json", 1)).toEqual([200]);
  });

  it("slides: a request leaves the window thirty seconds after it came", async () => {
    const { client, clock } = await start();
    for (let n = 0; n < 10; n++) {
      expect(await statuses(client, "messages.json", 1)).toEqual([200]);
      clock.advance(3000);
    }
    expect(await statuses(client, "messages.json", 1)).toEqual([200]);
    expect(await statuses(client, "messages.json", 1)).toEqual([429]);
  });

  it("belongs to the account: two tokens of one person share it, another person has an own one", async () => {
    const { fake, client } = await start();
    fake.tokens.issue({ like: "member-token", token: "renewed" });
    expect(await statuses(client, "messages.json", 6)).not.toContain(429);
    expect(await statuses(clientOf(fake, "renewed"), "messages.json", 5)).toEqual([200, 200, 200, 200, 429]);
    expect(await statuses(clientOf(fake, "admin-token"), "messages.json", 1)).toEqual([200]);
  });

  it("says when to come back in seconds, as a date, or not at all", async () => {
    for (const [retryAfter, pattern] of [
      ["seconds", /^30$/],
      ["date", /GMT$/],
      ["none", /^nothing$/],
    ] as const) {
      const { client } = await start({ budget: { retryAfter, requests: 1 } });
      await client.get("messages.json");
      const refused = await client.get("messages.json");
      expect(refused.headers.get("retry-after") ?? "nothing").toMatch(pattern);
      await running?.stop();
    }
  });

  it("writes every request down with time, bucket, account and outcome", async () => {
    const { fake, client, clock } = await start();
    const at = clock.now();
    await client.get("messages.json?older_than=5");
    clock.advance(10);
    await client.get("users/1.json");
    const account = fake.requests[0]?.account;
    expect(fake.requests).toEqual([
      {
        number: 0,
        at,
        bucket: "messages",
        account,
        method: "GET",
        path: "messages",
        query: { older_than: "5" },
        status: 200,
        outcome: "answered",
      },
      { number: 1, at: at + 10, bucket: "other", account, method: "GET", path: "users/1", query: {}, status: 404, outcome: "refused" },
    ]);
  });

  it("fails the test on a request it does not know, and says how to teach it", async () => {
    const { fake, client } = await start();
    const answer = await client.get("streams/all.json");
    expect(answer.status).toBe(501);
    expect(answer.text).toContain("teach the fake: add a route");
    running = undefined;
    await expect(fake.stop()).rejects.toThrow("GET /api/v1/streams/all.json is unknown");
  });
});
