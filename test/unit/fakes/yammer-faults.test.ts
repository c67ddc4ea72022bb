import { afterEach, describe, expect, it } from "vitest";
import { virtualClock } from "../../fakes/yammer/clock.ts";
import { EVERY_FAULT, HONEST, type FaultKind, type YammerOptions } from "../../fakes/yammer/options.ts";
import { startYammer, type FakeYammer } from "../../fakes/yammer/start.ts";
import { makeNetwork } from "../../support/network.ts";
import type { AttachmentTruth } from "../../support/network/truth.ts";
import { clientOf } from "./yammer-client.ts";

const truth = makeNetwork({ seed: 8, messages: 1600, people: 60, groups: 6 });
let running: FakeYammer | undefined;

async function start(options: Partial<YammerOptions> = {}) {
  const clock = virtualClock();
  const fake = await startYammer({ truth, clock, lies: HONEST, budget: { enforced: false }, ...options });
  running = fake;
  return { fake, clock, client: clientOf(fake, "member-token") };
}

afterEach(async () => {
  await running?.stop();
  running = undefined;
});

/** What a client meets: a status with the kind of its body, or a broken connection. */
async function meet(fault: FaultKind): Promise<string> {
  const { fake, client } = await start();
  fake.fail(fault);
  const found = await client.get("groups.json").then(
    ({ status, headers, text }) => `${String(status)} ${headers.get("content-type") ?? ""} ${isJson(text) ? "whole" : "not json"}`,
    () => "broken connection",
  );
  expect(fake.requests.map(({ outcome }) => outcome)).toEqual(["fault"]);
  expect((await client.get("groups.json")).status).toBe(200);
  await running?.stop();
  running = undefined;
  return found;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("faults of the fake Yammer", () => {
  it.each<readonly [FaultKind, string]>([
    ["html-500", "500 text/html; charset=utf-8 not json"],
    ["html-502", "502 text/html; charset=utf-8 not json"],
    ["text-503", "503 text/plain not json"],
    ["drop-before", "broken connection"],
    ["drop-in-body", "broken connection"],
    ["stat-fail", "200 application/json; charset=utf-8 whole"],
    ["null-json", "200 application/json; charset=utf-8 whole"],
    ["cut-json", "200 application/json; charset=utf-8 not json"],
    ["unprovoked-429", "429 application/json; charset=utf-8 whole"],
    ["slow", "200 application/json; charset=utf-8 whole"],
  ])("%s happens once, and the next answer is good", async (fault, expected) => {
    expect(await meet(fault)).toBe(expected);
  });

  it("lets time pass on the clock for slow answers and for latency", async () => {
    const { fake, clock, client } = await start({ faults: { slowMs: 40_000, latencyMs: 250 } });
    const before = clock.now();
    await client.get("groups.json");
    expect(clock.now() - before).toBe(250);
    fake.fail("slow");
    await client.get("groups.json");
    expect(clock.now() - before).toBe(40_500);
  });

  it("strikes the same requests for the same seed, and about as many as it is told to", async () => {
    const strike = async (): Promise<string> => {
      const { fake, client } = await start({ seed: 3, faults: { rate: 0.3, kinds: EVERY_FAULT } });
      for (let n = 0; n < 60; n++) await client.get("networks/current.json").catch(() => undefined);
      const outcomes = fake.requests.map(({ outcome, status }) => `${outcome} ${String(status)}`).join();
      expect(fake.stats()).toMatchObject({ limited: 0 });
      expect(fake.stats().faults).toBeGreaterThan(8);
      expect(fake.stats().faults).toBeLessThan(30);
      await fake.stop();
      running = undefined;
      return outcomes;
    };
    expect(await strike()).toBe(await strike());
  });
});

/** Files that the member reads, by what is special about them. */
function fileOf(fake: FakeYammer, wanted: (file: { storage: string; deletedAt: string | null }) => boolean): string {
  const { messages } = fake.expected({ token: "verified-token", supervisor: true });
  const shown = [...truth.messages].filter(({ id }) => messages.has(id)).flatMap(({ attachments }) => attachments);
  const isFile = ({ kind }: AttachmentTruth): boolean => kind === "file" || kind === "image" || kind === "video";
  const files = new Map([...truth.files].map((file) => [file.id, file]));
  const found = shown
    .filter(isFile)
    .map(({ ref }) => files.get(ref))
    .find((file) => file !== undefined && wanted(file));
  if (found === undefined) throw new Error("the network has no such file");
  return found.id;
}

const plain = (file: { storage: string; deletedAt: string | null }): boolean => file.storage === "YAMMER" && file.deletedAt === null;

describe("files of the fake Yammer", () => {
  async function startFiles(options: Partial<YammerOptions> = {}) {
    const started = await start(options);
    const client = clientOf(started.fake, "verified-token");
    await client.post("supervisor_mode/toggle", { enabled: true });
    return { ...started, client };
  }

  it("serves a range, so that a broken download goes on where it stopped", async () => {
    const { fake, client } = await startFiles({ behaviour: { downloads: "direct" } });
    const path = `uploaded_files/${fileOf(fake, plain)}/download`;
    const whole = await client.get(path);
    expect(whole.headers.get("accept-ranges")).toBe("bytes");
    const rest = await client.get(path, { range: "bytes=5-" });
    expect([rest.status, rest.headers.get("content-range")]).toEqual([
      206,
      `bytes 5-${String(Number(whole.headers.get("content-length")) - 1)}/${whole.headers.get("content-length") ?? ""}`,
    ]);
    fake.fail("drop-in-body");
    await expect(client.get(path)).rejects.toThrow();
  });

  it("serves the whole to those who want a range, where ranges are not offered", async () => {
    const { fake, client } = await startFiles({ behaviour: { downloads: "direct", ranges: false } });
    const answer = await client.get(`uploaded_files/${fileOf(fake, plain)}/download`, { range: "bytes=5-" });
    expect([answer.status, answer.headers.get("accept-ranges"), answer.headers.get("content-range")]).toEqual([200, null, null]);
  });

  it("sends to another host, which needs no token and tells of one that came along", async () => {
    const { fake, client } = await startFiles({ behaviour: { downloads: "redirect" } });
    const answer = await client.get(`uploaded_files/${fileOf(fake, plain)}/download`);
    const location = answer.headers.get("location") ?? "";
    expect([answer.status, new URL(location).origin]).toEqual([302, fake.filesUrl]);
    expect((await fetch(location)).status).toBe(200);
    expect((await fetch(location.replace(/sig=./, "sig=?"))).status).toBe(403);
    expect(fake.downloads).toHaveLength(2);
    fake.failFiles("drop-in-body");
    await expect(fetch(location).then((response) => response.arrayBuffer())).rejects.toThrow();
    await client.get(location);
    running = undefined;
    await expect(fake.stop()).rejects.toThrow("a redirect carried the token to another host");
  });

  it("refuses files in SharePoint, or serves them, and has none that is deleted", async () => {
    const { fake, client } = await startFiles({ behaviour: { downloads: "direct" } });
    const shared = fileOf(fake, ({ storage }) => storage === "SHAREPOINT");
    const refused = await client.get(`uploaded_files/${shared}/download`);
    expect([refused.status, refused.headers.get("content-type")]).toEqual([403, "text/html; charset=utf-8"]);
    const gone = fileOf(fake, ({ deletedAt }) => deletedAt !== null);
    expect((await client.get(`uploaded_files/${gone}/download`)).status).toBe(404);
    await fake.stop();
    const served = await startFiles({ behaviour: { downloads: "direct", sharepoint: "served" } });
    expect((await served.client.get(`uploaded_files/${shared}/download`)).status).toBe(200);
  });
});
