import { afterEach, describe, expect, it } from "vitest";
import { virtualClock } from "../../fakes/yammer/clock.ts";
import { HONEST, type YammerOptions } from "../../fakes/yammer/options.ts";
import { startYammer, type FakeYammer } from "../../fakes/yammer/start.ts";
import { makeNetwork } from "../../support/network.ts";
import { clientOf, envelopeOf } from "./yammer-client.ts";

const truth = makeNetwork({ seed: 5, messages: 800, people: 60, groups: 5 });
const group = truth.groups[0]?.id ?? "";
let running: FakeYammer | undefined;

async function start(options: Partial<YammerOptions> = {}) {
  const fake = await startYammer({ truth, clock: virtualClock(), lies: HONEST, budget: { enforced: false }, ...options });
  running = fake;
  return { fake, client: clientOf(fake, "member-token") };
}

afterEach(async () => {
  await running?.stop();
  running = undefined;
});

const feed = `messages/in_group/${group}.json?threaded=extended`;

describe("what happens in the fake Yammer while somebody reads", () => {
  it("a post stands on the first page, and a late reply brings an old thread back there", async () => {
    const { fake, client } = await start();
    const posted = fake.changes.post({ groupId: group, body: "Hello [[user:1]]" });
    expect((await envelopeOf(client, feed)).messages[0]).toMatchObject({ id: Number(posted), body: { parsed: "Hello [[user:1]]" } });
    const old = [...truth.threads].find((thread) => thread.groupId === group && thread.oddity === null)?.id ?? "";
    const reply = fake.changes.reply(old, { body: "late" });
    const page = await envelopeOf(client, feed);
    expect([page.messages[0]?.id, page.threaded_extended[old]?.[0]?.id]).toEqual([Number(old), Number(reply)]);
    expect((await envelopeOf(client, `${feed}&newer_than=${posted}`)).messages.map(({ id }) => id)).toEqual([Number(old)]);
  });

  it("a deletion leaves no trace, and an edit only the new text", async () => {
    const { fake, client } = await start();
    const posted = fake.changes.post({ groupId: group, body: "first" });
    const reply = fake.changes.reply(posted, { body: "answer" });
    fake.changes.edit(posted, "second");
    expect(await client.object(`messages/${posted}.json`)).toMatchObject({ body: { plain: "second" } });
    fake.changes.remove(reply);
    expect((await client.get(`messages/${reply}.json`)).status).toBe(404);
    expect((await envelopeOf(client, `messages/in_thread/${posted}.json`)).messages.map(({ id }) => id)).toEqual([Number(posted)]);
    fake.changes.remove(posted);
    expect((await client.get(`messages/in_thread/${posted}.json`)).status).toBe(404);
  });

  it("likes, joining and leaving show at once", async () => {
    const { fake, client } = await start();
    const posted = fake.changes.post({ groupId: group, body: "like me" });
    const people = fake.world.live.activePeople.map(({ id }) => id);
    for (const id of people.slice(0, 5)) fake.changes.like(posted, id);
    fake.changes.unlike(posted, people[0] ?? "");
    const message = (await client.object(`messages/${posted}.json`)) as { liked_by: { count: number; names: unknown[] } };
    expect([message.liked_by.count, message.liked_by.names.length]).toEqual([4, 3]);
    const stranger = people.find((id) => !fake.world.live.isMember(group, id)) ?? "";
    fake.changes.join(group, stranger, "admin");
    expect(fake.expected({ token: "member-token" }).memberships.get(`${group}:${stranger}`)).toMatchObject({ role: "admin" });
    fake.changes.leave(group, stranger);
    expect(fake.expected({ token: "member-token" }).memberships.has(`${group}:${stranger}`)).toBe(false);
  });

  it("grows by itself after every so many answers, the same way for the same seed, and then stops", async () => {
    const grown = async (): Promise<string[]> => {
      const { fake, client } = await start({
        growth: { everyRequests: 5, changes: 4, kinds: ["thread", "reply", "late-reply", "edit", "delete", "like"] },
      });
      for (let n = 0; n < 60; n++) await client.get("networks/current.json");
      const before = new Map([...truth.messages].map((message) => [message.id, JSON.stringify(message)]));
      const changed = [...fake.present().messages].filter((message) => before.get(message.id) !== JSON.stringify(message));
      await fake.stop();
      running = undefined;
      return changed.map((message) => JSON.stringify(message));
    };
    const once = await grown();
    expect(once.length).toBeGreaterThan(1);
    expect(once.length).toBeLessThanOrEqual(4);
    expect(await grown()).toEqual(once);
  });

  it("is in what an export must hold as soon as it happened", async () => {
    const { fake } = await start();
    const before = fake.expected({ token: "member-token" });
    const posted = fake.changes.post({ groupId: group, body: "new" });
    const after = fake.expected({ token: "member-token" });
    expect(after.messages.size).toBe(before.messages.size + 1);
    expect(after.texts.get(posted)).toBe("new");
    fake.changes.remove(posted);
    expect(fake.expected({ token: "member-token" }).messages.size).toBe(before.messages.size);
  });
});
