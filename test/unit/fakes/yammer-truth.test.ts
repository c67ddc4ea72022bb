import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Expected } from "../../fakes/yammer/expected.ts";
import { HONEST, WORST } from "../../fakes/yammer/options.ts";
import { startYammer, type FakeYammer } from "../../fakes/yammer/start.ts";
import { makeNetwork } from "../../support/network.ts";
import { clientOf } from "./yammer-client.ts";
import { readEverything, type Reading } from "./yammer-reading.ts";

const truth = makeNetwork({ seed: 8, messages: 1600, people: 120, groups: 31 });

describe.each(["member", "verified-admin"] as const)("what a %s reads from an honest fake is what it says an export must hold", (role) => {
  let fake: FakeYammer;
  let reading: Reading;
  let expected: Expected;

  beforeAll(async () => {
    fake = await startYammer({ truth, lies: HONEST, budget: { enforced: false }, behaviour: { downloads: "redirect" } });
    const token = fake.tokens.of(role);
    const client = clientOf(fake, token);
    await client.post("supervisor_mode/toggle", { enabled: true });
    reading = await readEverything(client);
    expected = fake.expected({ token, supervisor: true });
  });
  afterAll(async () => {
    await fake.stop();
  });

  it("messages", () => {
    expect(reading.messages.size).toBeGreaterThan(500);
    expect([...reading.messages.keys()].sort()).toEqual([...expected.messages.keys()].sort());
  });

  it("groups and members with their roles", () => {
    expect([...reading.groups.keys()].sort()).toEqual([...expected.groups.keys()].sort());
    const rows = [...expected.memberships].map(([key, row]) => [key, row["role"]] as const);
    expect(reading.memberships).toEqual(new Map(rows));
    expect([...reading.memberships.values()]).toContain("admin");
  });

  it("people of the sweep", () => {
    const active = [...expected.people].filter(([, row]) => row["state"] === "active").map(([id]) => id);
    expect([...reading.people.keys()].sort()).toEqual(active.sort());
  });

  it("likes, those behind cut names too", () => {
    expect(reading.likes).toEqual(expected.likes);
    expect([...reading.messages.values()].some((message) => (message["liked_by"] as { count: number }).count > 3)).toBe(true);
  });

  it("topics of threads, those that no message mentions too", () => {
    expect(reading.topics).toEqual(expected.topics);
  });

  it("files with their bytes, and the refusals", () => {
    for (const [key, found] of reading.files) {
      const [message = "", id = ""] = key.split(":");
      const wanted = expected.attachments.get(`${message}:file:${id}`)?.["sha256"];
      expect(wanted ?? "refused", key).toBe(/^\d{3}$/.test(found) ? "refused" : found);
    }
    expect([...reading.files.values()]).toContain("403");
    expect([...reading.files.values()].filter((found) => found.length === 64).length).toBeGreaterThan(10);
  });
});

describe("the worst lies", () => {
  it("can be seen through: full pages, lowest ids and a few repeats find every message", async () => {
    const fake = await startYammer({ truth, lies: { ...WORST, privateAddresses: 0 }, budget: { enforced: false } });
    const token = fake.tokens.of("member");
    const reading = await readEverything(clientOf(fake, token));
    const expected = fake.expected({ token });
    expect([...reading.messages.keys()].sort()).toEqual([...expected.messages.keys()].sort());
    expect(reading.likes).toEqual(expected.likes);
    await fake.stop();
  });
});

describe("who sees what", () => {
  it("differs: only a supervisor reads every private group, and the others are told of a gap", async () => {
    const fake = await startYammer({ truth, lies: HONEST });
    const member = fake.expected({ token: fake.tokens.of("member") });
    const admin = fake.expected({ token: fake.tokens.of("verified-admin"), supervisor: true });
    expect(admin.messages.size).toBeGreaterThan(member.messages.size);
    expect(member.gaps.some(({ why }) => why === "access denied")).toBe(true);
    expect(admin.gaps.some(({ why }) => why === "access denied")).toBe(false);
    await fake.stop();
  });
});
