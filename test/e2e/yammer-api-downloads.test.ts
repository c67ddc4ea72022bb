import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { HONEST } from "../fakes/yammer/options.ts";
import { startYammer } from "../fakes/yammer/start.ts";
import { filesBelow, makeWorkspace, query, regroup, scratchFolder, startRegroup } from "../support/cli.ts";
import { makeNetwork } from "../support/network.ts";
import { listen } from "../support/server.ts";

/** The real program beside a network whose files are large and come slowly. */
const scratch = scratchFolder();
const requests = 4000;
const truth = makeNetwork({ seed: 12, messages: 120, people: 20, groups: 3 });
const fake = await startYammer({ truth, lies: HONEST, budget: { requests } });
const large = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => (index * 7919) % 251));
const STEP = 100_000;
let stepMs = 25;
/** Versions of the file as they are served, one an answer; then the last for good. */
const tags = ["one"];

const front = await listen((request, response) => {
  const answer = request.url?.includes("/download") === true ? serveFile(request, response) : passOn(request, response);
  answer.catch(() => response.destroy());
});
afterAll(async () => {
  await front.close();
  await fake.stop();
});

async function passOn(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answer = await fetch(new URL(request.url ?? "/", fake.baseUrl), {
    headers: { authorization: request.headers.authorization ?? "", accept: "application/json" },
  });
  const text = await answer.text();
  response.writeHead(answer.status, { "content-type": "application/json" });
  response.end(text.replaceAll(new URL(fake.baseUrl).origin, front.url));
}

async function serveFile(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [tag = "one"] = tags.length > 1 ? tags.splice(0, 1) : tags;
  const etag = `"${tag}"`;
  const asked = /^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1];
  const from = asked !== undefined && request.headers["if-range"] === etag ? Number(asked) : 0;
  const range = from > 0 ? { "content-range": `bytes ${from}-${large.length - 1}/${large.length}` } : {};
  response.writeHead(from > 0 ? 206 : 200, { etag, "content-type": "application/pdf", "content-length": large.length - from, ...range });
  for (let at = from; at < large.length && !response.destroyed; at += STEP) {
    response.write(large.subarray(at, at + STEP));
    if (stepMs > 0) await pause(stepMs);
    if (tags.length > 1 && at > large.length / 2) return void request.socket.destroy();
  }
  response.end();
}

const config = {
  sources: [{ kind: "yammer-api", base_url: `${front.url}/api/v1`, budget: { messages: `${requests}/30s`, other: `${requests}/30s` } }],
};
const env = { REGROUP_YAMMER_TOKEN: fake.tokens.of("member") };
const sha256 = createHash("sha256").update(large).digest("hex");
const downloads = () => front.requests.filter(({ url }) => url.includes("/download"));

describe("a large file", () => {
  it("that was cut off by SIGKILL and by Ctrl-C goes on where it was, and is whole in the end", async () => {
    const workspace = makeWorkspace(scratch, "killed", config);
    const parts = join(workspace, "blobs", ".parts");
    for (const signal of ["SIGKILL", "SIGINT"] as const) {
      const before = downloads().length;
      const running = startRegroup(workspace, ["export"], { env });
      while (running.isAlive() && (downloads().length === before || notedBytes(parts) < (before === 0 ? 600_000 : 1_400_000)))
        await pause(20);
      running.kill(signal);
      await running.ended;
      expect(query(workspace, "SELECT sha256 FROM v_attachment WHERE sha256 IS NOT NULL")).toEqual([]);
    }
    stepMs = 0;
    expect(await regroup(workspace, ["export"], { env })).toMatchObject({ code: expect.toBeOneOf([0, 1]) as number });
    const [first, second, third] = downloads().map(({ headers }) => Number(/^bytes=(\d+)-$/.exec(headers.range ?? "bytes=0-")?.[1]));
    expect(first).toBe(0);
    expect(second).toBeGreaterThanOrEqual(500_000);
    expect(third).toBeGreaterThanOrEqual(1_000_000);
    expect(query(workspace, "SELECT DISTINCT sha256 FROM v_attachment WHERE sha256 IS NOT NULL")).toEqual([{ sha256 }]);
    expect(filesBelow(join(workspace, "blobs"))).toEqual([`${sha256.slice(0, 2)}/${sha256}`]);
  });

  it("that changes on its way is begun anew in the same run", async () => {
    tags.splice(0, 1, "two", "three", "three");
    const workspace = makeWorkspace(scratch, "changed", config);
    const { stdout } = await regroup(workspace, ["export"], { env });
    expect(stdout).not.toContain("could not be fetched");
    expect(query(workspace, "SELECT DISTINCT sha256 FROM v_attachment WHERE sha256 IS NOT NULL")).toEqual([{ sha256 }]);
  });
});

/** Bytes that the part on disk is proven to have. */
function notedBytes(folder: string): number {
  const note = existsSync(folder) ? readdirSync(folder).find((name) => name.endsWith(".json")) : undefined;
  if (note === undefined) return 0;
  return (JSON.parse(readFileSync(join(folder, note), "utf8")) as { bytes: number }).bytes;
}
