import { describe, expect, it } from "vitest";
import { HOSTILE_BODIES } from "../../support/content/hostile.ts";
import { makeNetwork } from "../../support/network.ts";
import { ODDITIES } from "../../support/network/oddity-names.ts";
import { ALL_COMPANY, type MessageTruth, type NetworkTruth } from "../../support/network/truth.ts";

const truth = makeNetwork({ seed: 7, messages: 5000, idStyle: "mixed" });
const messages = [...truth.messages];

function countBy<T>(items: Iterable<T>, key: (item: T) => string): number[] {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return [...counts.values()].sort((a, b) => b - a);
}

/** Everything but the functions that make bytes. */
function plain(network: NetworkTruth): string {
  return JSON.stringify({ ...network, bundles: [...network.bundles], messages: [...network.messages], threads: [...network.threads] });
}

describe("the network generator", () => {
  it("gives the same network for the same options, and another for another seed", () => {
    const options = { seed: 3, messages: 800, idStyle: "long" } as const;
    expect(plain(makeNetwork(options))).toBe(plain(makeNetwork(options)));
    expect(plain(makeNetwork(options))).not.toBe(plain(makeNetwork({ ...options, seed: 4 })));
  });

  it("makes exactly as many messages as asked for", () => {
    for (const count of [1, 2, 37, 600]) expect([...makeNetwork({ seed: 1, messages: count }).messages]).toHaveLength(count);
    expect(messages).toHaveLength(5000);
    expect(truth.messageCount).toBe(5000);
  });

  it("can be read again and again when it is too large to keep", () => {
    const large = makeNetwork({ seed: 5, messages: 70_000 });
    expect(large.isMaterialised).toBe(false);
    const first: MessageTruth[] = [];
    for (const message of large.messages) {
      if (first.length === 300) break;
      first.push(message);
    }
    let slot = 0;
    for (const message of large.messages) {
      if (slot === 300) break;
      expect(message).toEqual(first[slot++]);
    }
  });

  it("never repeats an id, in any style", () => {
    for (const idStyle of ["short", "long", "mixed"] as const) {
      const network = makeNetwork({ seed: 9, messages: 3000, idStyle });
      expect(new Set([...network.messages].map((message) => message.id)).size).toBe(3000);
      expect(new Set(network.people.map((person) => person.id)).size).toBe(network.people.length);
      const files = [...network.files].flatMap((file) => file.versions.map((version) => version.id));
      expect(new Set(files).size).toBe(files.length);
    }
  });

  it("has ids that numbers cannot hold, next to ids that fall onto the same number", () => {
    const past = messages.filter((message) => BigInt(message.id) > BigInt(Number.MAX_SAFE_INTEGER));
    expect(past.length).toBeGreaterThan(500);
    expect(new Set(past.map((message) => Number(message.id))).size).toBeLessThan(past.length);
    expect(messages.every((message) => BigInt(message.id) < 2n ** 63n)).toBe(true);
  });

  it("shows every oddity at 5,000 messages", () => {
    const seen = new Set([...truth.threads].map((thread) => thread.oddity));
    expect(ODDITIES.filter((oddity) => !seen.has(oddity))).toEqual([]);
    const bodies = new Set(messages.map((message) => message.body));
    expect(HOSTILE_BODIES.filter(({ body }) => !bodies.has(body))).toEqual([]);
  });

  it("shows no oddity when told so", () => {
    const tame = makeNetwork({ seed: 7, messages: 5000, oddities: false });
    expect([...tame.threads].every((thread) => thread.oddity === null)).toBe(true);
    expect([...tame.messages].every((message) => message.inExport && !message.isDeleted && !message.isRedacted)).toBe(true);
    expect(tame.people.every((person) => person.inUsersCsv)).toBe(true);
  });
});

describe("a made-up network is believable:", () => {
  it("a few people and groups write most of it", () => {
    const byAuthor = countBy(messages, (message) => message.authorId);
    const busiest = byAuthor.slice(0, Math.ceil(byAuthor.length / 10)).reduce((sum, count) => sum + count, 0);
    expect(busiest / messages.length).toBeGreaterThan(0.25);
    const byGroup = countBy(messages, (message) => message.groupId ?? "private");
    expect(byGroup[0] ?? 0).toBeGreaterThan(8 * (byGroup[Math.floor(byGroup.length * 0.75)] ?? 1));
  });

  it("threads run from one message to about eighty, and replies nest", () => {
    const sizes = [...truth.threads].map((thread) => thread.messageCount);
    expect(Math.min(...sizes)).toBe(1);
    expect(Math.max(...sizes)).toBeGreaterThanOrEqual(80);
    expect(messages.some((message) => message.replyToId !== null && message.replyToId !== message.threadId)).toBe(true);
  });

  it("there are private conversations, All Company, guests, a bot, leavers and a private group", () => {
    expect(messages.some((message) => message.isPrivate && message.groupId === null && message.participants.length >= 2)).toBe(true);
    expect(messages.some((message) => message.groupId === ALL_COMPANY)).toBe(true);
    expect(truth.groups.some((group) => group.privacy === "private")).toBe(true);
    for (const state of ["active", "pending", "suspended", "deleted"]) expect(truth.people.map((person) => person.state)).toContain(state);
    expect(truth.people.some((person) => person.isGuest) && truth.people.some((person) => person.isBot)).toBe(true);
  });

  it("several scripts are spoken", () => {
    const text = messages.map((message) => message.body).join("\n");
    for (const script of [/\p{Script=Arabic}/u, /\p{Script=Hiragana}/u, /[äöüß]/, /«/, /\p{Extended_Pictographic}/u])
      expect(text).toMatch(script);
  });

  it("time runs forward inside a thread, mostly in office hours, inside the dates asked for", () => {
    for (const { messages: thread } of truth.bundles) {
      for (const [slot, message] of thread.entries())
        if (slot > 0) expect(message.createdAt > (thread[slot - 1]?.createdAt ?? "")).toBe(true);
    }
    expect(messages[0]?.createdAt.startsWith("2022-01")).toBe(true);
    expect((messages.at(-1)?.createdAt ?? "") < "2024-01-10").toBe(true);
    const atNight = messages.filter((message) => ["00", "01", "02", "03", "04"].includes(message.createdAt.slice(11, 13)));
    expect(atNight.length / messages.length).toBeLessThan(0.06);
  });

  it("every reply answers a message of its own thread", () => {
    for (const { thread, messages: talk } of truth.bundles) {
      const earlier = new Set<string>();
      for (const message of talk) {
        expect(message.threadId).toBe(thread.id);
        expect(message.replyToId === null ? message.id : thread.id).toBe(thread.id);
        if (message.replyToId !== null) expect(earlier.has(message.replyToId)).toBe(true);
        earlier.add(message.id);
      }
    }
  });
});
