import { afterEach, describe, expect, it } from "vitest";
import { HONEST, WORST, type YammerOptions } from "../../fakes/yammer/options.ts";
import { startYammer, type FakeYammer } from "../../fakes/yammer/start.ts";
import { makeNetwork } from "../../support/network.ts";
import { clientOf, envelopeOf, type Client, type Envelope } from "./yammer-client.ts";

const truth = makeNetwork({ seed: 5, messages: 2000, people: 200, groups: 14 });
const group = truth.groups[0]?.id ?? "";
let running: FakeYammer | undefined;

async function start(options: Partial<YammerOptions> = {}): Promise<Client> {
  await running?.stop();
  running = await startYammer({ truth, budget: { enforced: false }, ...options });
  return clientOf(running, "member-token");
}

afterEach(async () => {
  await running?.stop();
  running = undefined;
});

/** Pages of a group's threads until a page brings nothing, whatever the flags say. */
async function threadPages(client: Client, limit = 200): Promise<Envelope[]> {
  const pages: Envelope[] = [];
  let cursor = "";
  for (let n = 0; n < limit; n++) {
    const page = await envelopeOf(client, `messages/in_group/${group}.json?threaded=extended${cursor}`);
    const latest = page.references
      .filter((one) => one["type"] === "thread")
      .map((one) => (one["stats"] as { latest_reply_id: number }).latest_reply_id);
    if (latest.length === 0) return pages;
    pages.push(page);
    cursor = `&older_than=${String(Math.min(...latest))}`;
  }
  throw new Error("the feed does not end");
}

const startersOf = (pages: readonly Envelope[]): number[] =>
  pages.flatMap(({ messages }) => messages.filter((message) => "id" in message).map(({ id }) => id));

describe("lies of the fake Yammer", () => {
  it("says that there is nothing older, on full pages with more behind them", async () => {
    const pages = await threadPages(await start({ lies: { ...HONEST, olderAvailable: 1 } }));
    expect(pages.length).toBeGreaterThan(3);
    expect(pages.every(({ meta }) => meta["older_available"] === false)).toBe(true);
    expect(pages.slice(0, -1).every(({ messages }) => messages.length === 20)).toBe(true);
  });

  it("puts placeholders among the entries, which count for a full page, and loses no thread by them", async () => {
    const honest = startersOf(await threadPages(await start({ lies: HONEST })));
    const pages = await threadPages(await start({ lies: { ...HONEST, placeholders: 1 } }));
    expect(pages[0]?.messages).toHaveLength(20);
    for (const { messages } of pages)
      expect(messages.filter((message) => !("id" in message))).toEqual([{ group_created_id: Number(group) }]);
    expect(startersOf(pages)).toEqual(honest);
  });

  it("answers nothing for a thread as often as it is told to, and then the thread", async () => {
    const client = await start({ lies: { ...HONEST, emptyThreads: 1, emptyReadings: 2 } });
    const thread = startersOf(await threadPages(client))[0];
    const counts: number[] = [];
    for (let n = 0; n < 4; n++) counts.push((await envelopeOf(client, `messages/in_thread/${String(thread)}.json`)).messages.length);
    expect(counts.slice(0, 2)).toEqual([0, 0]);
    expect(counts[2]).toBeGreaterThan(0);
  });

  it("shows one reply where there are more, gives wrong counts, and forgets senders", async () => {
    const [page] = await threadPages(
      await start({ lies: { ...HONEST, extendedOmits: 1, threadUpdates: 1, groupStats: 1, missingUsers: 1 } }),
    );
    const sizes = Object.values(page?.threaded_extended ?? {}).map(({ length }) => length);
    expect(Math.max(...sizes)).toBe(1);
    expect(page?.references.some((one) => one["type"] === "user")).toBe(false);
    const [first] = await clientOf(running as FakeYammer, "member-token").list("groups.json");
    expect(first?.["stats"]).toMatchObject({ updates: 0, last_message_id: expect.any(Number) as number });
  });

  it("sorts by starters where it is told to, so that the latest message is no cursor", async () => {
    const client = await start({ lies: HONEST, behaviour: { threadedOrder: "starter" } });
    const { messages } = await envelopeOf(client, `messages/in_group/${group}.json?threaded=true`);
    const ids = messages.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort((a, b) => b - a));
    const next = await envelopeOf(client, `messages/in_group/${group}.json?threaded=true&older_than=${String(ids.at(-1))}`);
    expect(next.messages[0]?.id).toBeLessThan(ids.at(-1) ?? 0);
  });

  it("leaves out thread references, older_available and orphans where it is told to", async () => {
    const client = await start({
      lies: HONEST,
      behaviour: { threadReferences: "never", olderAvailable: "absent", orphanThreads: "hidden" },
    });
    const page = await envelopeOf(client, `messages/in_group/${group}.json?threaded=extended`);
    expect(page.references.some((one) => one["type"] === "thread" || one["type"] === "topic")).toBe(false);
    expect(page.meta).not.toHaveProperty("older_available");
    expect(Object.keys(page.threaded_extended).map(Number).sort()).toEqual(page.messages.map(({ id }) => id).sort());
  });

  it("tells the same lies to the same seed, in whatever order it is asked, and others to another seed", async () => {
    const first = await start({ seed: 4, lies: WORST });
    const one = await threadPages(first);
    await first.get("users.json");
    const text = (pages: readonly Envelope[]): string => JSON.stringify(pages).replaceAll(/127\.0\.0\.1:\d+/g, "host");
    const again = await start({ seed: 4, lies: WORST });
    await again.get("groups.json");
    expect(text(await threadPages(again))).toBe(text(one));
    expect(text(await threadPages(await start({ seed: 5, lies: WORST })))).not.toBe(text(one));
  });
});
