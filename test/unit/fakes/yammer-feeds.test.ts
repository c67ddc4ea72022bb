import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HONEST } from "../../fakes/yammer/options.ts";
import { startYammer, type FakeYammer } from "../../fakes/yammer/start.ts";
import { makeNetwork } from "../../support/network.ts";
import { ALL_COMPANY } from "../../support/network/truth.ts";
import { clientOf, envelopeOf, wholeFeed, type Client } from "./yammer-client.ts";

const truth = makeNetwork({ seed: 5, messages: 2000, people: 200, groups: 14 });
const there = [...truth.messages].filter((message) => !message.isDeleted && message.inExport);
let fake: FakeYammer;
let client: Client;

beforeAll(async () => {
  fake = await startYammer({ truth, lies: HONEST, budget: { enforced: false } });
  client = clientOf(fake, "member-token");
});
afterAll(async () => {
  await fake.stop();
});

function busiestGroup(): string {
  const counts = new Map<string, number>();
  for (const { groupId } of there) if (groupId !== null && groupId !== ALL_COMPANY) counts.set(groupId, (counts.get(groupId) ?? 0) + 1);
  const [first] = [...counts]
    .filter(([id]) => truth.groups.some((group) => group.id === id && group.privacy === "public" && !group.isDeleted))
    .sort((a, b) => b[1] - a[1]);
  return first?.[0] ?? "";
}

describe("an honest feed of the fake Yammer", () => {
  it("holds every message of a group once, newest first", async () => {
    const group = busiestGroup();
    const found = (await wholeFeed(client, `messages/in_group/${group}.json`)).map(({ id }) => String(id));
    const expected = there.filter(({ groupId }) => groupId === group).map(({ id }) => id);
    expect(found.length).toBeGreaterThan(100);
    expect(found).toEqual(expected.sort((a, b) => Number(b) - Number(a)));
  });

  it("shows only starters when threaded, by the latest message of the thread", async () => {
    const group = busiestGroup();
    const found = (await wholeFeed(client, `messages/in_group/${group}.json?threaded=extended`)).map(({ id }) => String(id));
    const latest = new Map<string, number>();
    for (const message of there)
      if (message.groupId === group) latest.set(message.threadId, Math.max(latest.get(message.threadId) ?? 0, Number(message.id)));
    const starters = there.filter(({ id, threadId, groupId }) => groupId === group && id === threadId).map(({ id }) => id);
    expect(found).toEqual(starters.sort((a, b) => (latest.get(b) ?? 0) - (latest.get(a) ?? 0)));
  });

  it("gives the two newest replies beside each starter", async () => {
    const page = await envelopeOf(client, `messages/in_group/${busiestGroup()}.json?threaded=extended`);
    for (const starter of page.messages) {
      const replies = there
        .filter(({ threadId, id }) => threadId === String(starter.thread_id) && id !== threadId)
        .map(({ id }) => Number(id));
      const shown = page.threaded_extended[String(starter.thread_id)]?.map(({ id }) => id);
      expect(shown).toEqual(replies.sort((a, b) => b - a).slice(0, 2));
    }
  });

  it("pages a thread to its end", async () => {
    const isOpen = (id: string | null) =>
      id === ALL_COMPANY || truth.groups.some((group) => group.id === id && group.privacy === "public" && !group.isDeleted);
    const long = [...truth.threads].find(({ messageCount, groupId }) => messageCount > 45 && isOpen(groupId));
    if (long === undefined) throw new Error("the network has no long thread that everybody reads");
    const found = await wholeFeed(client, `messages/in_thread/${long.id}.json`);
    expect(found).toHaveLength(there.filter(({ threadId }) => threadId === long.id).length);
  });

  it("serves the same under both base paths", async () => {
    const url = new URL(fake.baseUrl);
    const other = await client.get(`${url.origin}/${truth.network.permalink}/api/v1/messages.json`);
    // Addresses of pictures are signed anew in each answer.
    const unsigned = (text: string) => text.replaceAll(/P1=\d+/g, "P1");
    expect(unsigned(other.text)).toBe(unsigned((await client.get("messages.json")).text));
  });

  it("knows no more than twenty a page, whatever is asked for", async () => {
    expect((await envelopeOf(client, "messages.json?limit=100")).messages).toHaveLength(20);
    expect((await envelopeOf(client, "messages.json?limit=3")).messages).toHaveLength(3);
  });

  it("returns only what is newer when asked so", async () => {
    const [, , third] = (await envelopeOf(client, "messages.json")).messages;
    const page = await envelopeOf(client, `messages.json?newer_than=${String(third?.id)}`);
    expect(page.messages).toHaveLength(2);
    expect(page.meta["older_available"]).toBe(false);
  });
});

describe("ids past 2^53", () => {
  it("are JSON numbers with all their digits", async () => {
    const mixed = makeNetwork({ seed: 7, messages: 400, people: 40, groups: 8, idStyle: "mixed" });
    const large = [...mixed.messages].find(
      ({ id, isPrivate, isDeleted, inExport }) => id.length === 19 && !isPrivate && !isDeleted && inExport,
    );
    const other = await startYammer({ truth: mixed, lies: HONEST });
    const verified = clientOf(other, "verified-token");
    await verified.post("supervisor_mode/toggle", { enabled: true });
    const answer = await verified.get(`messages/${large?.id ?? ""}.json`);
    expect(answer.text).toContain(`"id":${large?.id ?? ""},`);
    await other.stop();
  });
});
