import { afterEach, describe, expect, it } from "vitest";
import { virtualClock } from "../../fakes/yammer/clock.ts";
import { HONEST, type YammerOptions } from "../../fakes/yammer/options.ts";
import { isUnlisted } from "../../fakes/yammer/payload-people.ts";
import { CANARIES } from "../../fakes/yammer/envelope.ts";
import { startYammer, type FakeYammer } from "../../fakes/yammer/start.ts";
import { makeNetwork } from "../../support/network.ts";
import { clientOf, envelopeOf, type Client } from "./yammer-client.ts";

const truth = makeNetwork({ seed: 8, messages: 1500, people: 90, groups: 41 });
const secret = truth.groups.find(({ privacy, isDeleted }) => privacy === "private" && !isDeleted)?.id ?? "";
const deleted = truth.groups.find(({ isDeleted }) => isDeleted)?.id ?? "";
let running: FakeYammer | undefined;

async function start(options: Partial<YammerOptions> = {}) {
  const clock = virtualClock();
  const fake = await startYammer({ truth, clock, lies: HONEST, budget: { enforced: false }, ...options });
  running = fake;
  return { fake, clock, member: clientOf(fake, "member-token"), verified: clientOf(fake, "verified-token") };
}

afterEach(async () => {
  await running?.stop();
  running = undefined;
});

const status = async (client: Client, path: string): Promise<number> => (await client.get(path)).status;

describe("what the fake Yammer shows to whom", () => {
  it("answers 200 and nothing for a private group, and 403 for its members", async () => {
    const { member } = await start();
    const feed = await envelopeOf(member, `messages/in_group/${secret}.json?threaded=extended`);
    expect(feed).toMatchObject({ messages: [], threaded_extended: {}, references: [], meta: { older_available: false } });
    expect(await status(member, `users/in_group/${secret}.json`)).toBe(403);
    expect(await status(member, `groups/${secret}/members.json`)).toBe(403);
  });

  it("opens private groups to a verified admin in supervisor mode, and closes them again", async () => {
    const { fake, member, verified } = await start();
    const before = await envelopeOf(verified, `messages/in_group/${secret}.json`);
    const on = await verified.post("supervisor_mode/toggle", { enabled: true });
    expect(on.json()).toEqual({ status: "success", supervisor_mode: true });
    expect((await envelopeOf(verified, `messages/in_group/${secret}.json`)).messages.length).toBeGreaterThan(0);
    await verified.post("supervisor_mode/toggle", { enabled: false });
    expect((await envelopeOf(verified, `messages/in_group/${secret}.json`)).messages).toEqual(before.messages);
    expect((await member.post("supervisor_mode/toggle", { enabled: true })).status).toBe(403);
    expect(fake.requests.filter(({ path }) => path === "supervisor_mode/toggle").map((request) => request.status)).toEqual([200, 200, 403]);
  });

  it("answers 404 for what is deleted: a group, its feed, a message", async () => {
    const { member } = await start();
    for (const path of [`groups/${deleted}.json`, `messages/in_group/${deleted}.json`, `users/in_group/${deleted}.json`])
      expect(await status(member, path)).toBe(404);
    const gone = [...truth.messages].find(({ isDeleted, isPrivate }) => isDeleted && !isPrivate);
    expect(await status(member, `messages/${gone?.id ?? ""}.json`)).toBe(404);
  });

  it("hides unlisted private groups, and external ones without the capability header", async () => {
    const { member } = await start();
    const external = { "yammer-capabilities": "external-messaging,external-groups" };
    const idsOf = (text: string) => (JSON.parse(text) as { id: number }[]).map(({ id }) => String(id));
    const plain = idsOf((await member.get("groups.json")).text);
    const all = idsOf((await member.get("groups.json", external)).text);
    const outside = truth.groups
      .filter(({ isExternal, isDeleted, privacy }) => isExternal && !isDeleted && privacy === "public")
      .map(({ id }) => id);
    expect(outside.length).toBeGreaterThan(0);
    expect(plain.filter((id) => outside.includes(id))).toEqual([]);
    expect(all).toEqual(expect.arrayContaining(outside));
    for (const group of truth.groups.filter(isUnlisted)) expect(all).not.toContain(group.id);
  });

  it("keeps All Company apart, or makes a group of it", async () => {
    const asFeed = await start();
    expect((await asFeed.member.list("groups.json")).some((group) => group["company_group"] === true)).toBe(false);
    expect((await envelopeOf(asFeed.member, "messages/general.json")).messages[0]?.["group_id"] ?? null).toBeNull();
    await running?.stop();
    const asGroup = await start({ behaviour: { allCompany: "group" } });
    const company = (await asGroup.member.list("groups.json")).find((group) => group["company_group"] === true);
    const feed = await envelopeOf(asGroup.member, `messages/in_group/${String(company?.["id"])}.json`);
    expect(feed.messages).toHaveLength(20);
    expect(
      feed.messages.filter((message) => message["message_type"] !== "system").every((message) => message["group_id"] === company?.["id"]),
    ).toBe(true);
  });

  it("answers 401 as the real one does: expired, unknown, deactivated", async () => {
    const { fake, member, clock } = await start({
      tokens: [{ token: "member-token", role: "member", expiresAt: virtualClock().now() + 1000 }],
    });
    expect(await status(member, "messages.json")).toBe(200);
    clock.advance(1000);
    const expired = await member.get("messages.json");
    expect([expired.status, expired.json()]).toEqual([401, { response: { message: "Token not found.", code: 16, stat: "fail" } }]);
    fake.tokens.issue({ like: "member-token", token: "fresh" });
    expect(await status(clientOf(fake, "fresh"), "messages.json")).toBe(200);
    expect(await status(clientOf(fake, "made up"), "messages.json")).toBe(401);
    fake.tokens.deactivate("fresh");
    expect((await clientOf(fake, "fresh").get("messages.json")).json()).toMatchObject({ response: { code: 4 } });
  });

  it("answers XML without .json, and members as XML to those who do not ask for JSON", async () => {
    const { fake, member } = await start({ lies: { ...HONEST, xmlMembers: true } });
    const any = { accept: "*/*" };
    expect((await member.get("messages", any)).headers.get("content-type")).toContain("xml");
    const open = truth.groups.find(({ privacy, isDeleted }) => privacy === "public" && !isDeleted)?.id ?? "";
    expect((await member.get(`users/in_group/${open}.json`, any)).text).toMatch(/^<\?xml/);
    expect((await member.get(`users/in_group/${open}.json`)).json()).toHaveProperty("users");
    expect(fake.problems).toEqual([]);
  });

  it("puts secrets where the real one does, for tests that look for them afterwards", async () => {
    const { member } = await start();
    const pages = (await member.get("messages.json")).text + (await member.get("users/current.json")).text;
    for (const canary of CANARIES) expect(pages).toContain(canary);
  });

  it("gives the export ZIP to verified admins alone", async () => {
    const { member, verified } = await start();
    expect(await status(member, "export?include=csv")).toBe(403);
    const zip = await verified.get("export?since=2022-01-01T00:00:00Z&include=csv");
    expect([zip.status, zip.headers.get("content-type"), zip.text.slice(0, 2)]).toEqual([200, "application/zip", "PK"]);
  });
});
