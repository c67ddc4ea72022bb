import { writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, describe, expect, it, vi } from "vitest";
import type { Status } from "../../src/store/status.ts";
import { HONEST } from "../fakes/yammer/options.ts";
import { startYammer } from "../fakes/yammer/start.ts";
import { makeWorkspace, regroup, scratchFolder, seatedRegroup, startRegroup } from "../support/cli.ts";
import { makeNetwork } from "../support/network.ts";
import { listen, testAuthority } from "../support/server.ts";

/** What a person sees of a live network before and while it is read: the real program, real sockets. */
vi.setConfig({ testTimeout: 60_000 });
const scratch = scratchFolder();
const truth = makeNetwork({ seed: 12, messages: 300, people: 20, groups: 4 });
const fake = await startYammer({ truth, lies: HONEST, budget: { requests: 4000 }, faults: { latencyMs: 20 } });
const budget = { messages: "4000/30s", other: "4000/30s" };
/** A network as another account sees it, and a server that wants a pause. */
let answered = 0;
const other = await listen((request: IncomingMessage, response: ServerResponse) => {
  answered++;
  const isPaused = request.url?.includes("messages/") === true;
  const body =
    request.url?.includes("networks/current") === true ? [{ id: 77, permalink: "fabrikam.com", name: "Fabrikam", is_primary: true }] : [];
  response
    .writeHead(isPaused ? 429 : 200, { "content-type": "application/json", ...(isPaused ? { "retry-after": "300" } : {}) })
    .end(JSON.stringify(body));
});
const secure = await listen((_request, response) => void response.end("[]"), { tls: true });
afterAll(async () => {
  await Promise.all([other.close(), secure.close()]);
  await fake.stop();
});

const source = (base_url: string, more: object = {}) => ({
  sources: [{ kind: "yammer-api", base_url, budget, files: { hosts: ["127.0.0.1"] }, ...more }],
});
const env = (token: string) => ({ REGROUP_YAMMER_TOKEN: token });
const jwt = (seconds: number) =>
  [{ alg: "none" }, { exp: Math.floor(Date.now() / 1000) + seconds }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".") + ".x";
const until = async (isTrue: () => Promise<boolean> | boolean) => {
  while (!(await isTrue())) await pause(50);
};
async function statusOf(workspace: string): Promise<Status | undefined> {
  const { code, stdout } = await regroup(workspace, ["status", "--json"]);
  return code === 0 ? (JSON.parse(stdout) as Status) : undefined;
}

describe("a terminal that says it is no character wide", () => {
  it("gets lines, and the export ends", async () => {
    const workspace = makeWorkspace(scratch, "no-width", source(fake.baseUrl));
    const seat = seatedRegroup(workspace, ["export"], { columns: 0, env: env(fake.tokens.of("member")) });
    const giveUp = setTimeout(() => seat.kill("SIGKILL"), 30_000);
    expect(await seat.ended).toBe(1);
    clearTimeout(giveUp);
    expect(seat.screen().length).toBeLessThan(10_000);
    expect(seat.screen()).toContain("threads are complete");
  });
});

describe("doctor before a network is read", () => {
  it.each([
    ["member", "a member of the network", "Private groups that this account is not in stay closed"],
    ["admin", "an admin, but no verified admin", "sign in as a verified admin"],
    ["verified-admin", "a verified admin of the network", "--include-private"],
  ] as const)("says whose token it is and what that means: %s", async (role, whose, means) => {
    const workspace = makeWorkspace(scratch, `role-${role}`, source(fake.baseUrl));
    const { stdout } = await regroup(workspace, ["doctor"], { env: env(fake.tokens.of(role)) });
    expect(stdout).toContain(whose);
    expect(stdout).toContain(means);
    expect(stdout).toContain("not in native mode");
    expect(stdout).toContain("does not say when it ends");
  });

  it("says when a token ends, and that one has ended", async () => {
    const workspace = makeWorkspace(scratch, "ends", source(fake.baseUrl));
    const lasting = jwt(3600);
    fake.tokens.issue({ like: fake.tokens.of("member"), token: lasting });
    expect((await regroup(workspace, ["doctor"], { env: env(lasting) })).stdout).toMatch(/ends in (59|60) min, and cannot be renewed/);
    const { code, stdout } = await regroup(workspace, ["doctor"], { env: env(jwt(-700)) });
    expect(code).toBe(3);
    expect(stdout).toContain("ended 12 min ago");
    expect(stdout).toContain("→ Put a new one into REGROUP_YAMMER_TOKEN");
  });

  it("says of a token of another network that it is one, and the export reads nothing with it", async () => {
    const workspace = makeWorkspace(scratch, "another", source(fake.baseUrl, { network: "contoso.com" }));
    await regroup(workspace, ["export"], { env: env(fake.tokens.of("member")) });
    writeFileSync(`${workspace}/regroup.yaml`, JSON.stringify(source(`${other.url}/api/v1`)));
    const seen = await regroup(workspace, ["doctor"], { env: env("t") });
    expect(seen.stdout).toContain("The token reads the network fabrikam.com; what was exported so far is of contoso.com");
    writeFileSync(`${workspace}/regroup.yaml`, JSON.stringify(source(`${other.url}/api/v1`, { network: "contoso.com" })));
    expect((await regroup(workspace, ["doctor"], { env: env("t") })).stdout).toContain(
      "regroup.yaml means the network contoso.com, and the account is in fabrikam.com only",
    );
    const refused = await regroup(workspace, ["export"], { env: env("t") });
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain("The token is for another network (fabrikam.com)");
  });

  it("says that the token is not of the network that is meant, and that the clock is wrong", async () => {
    const networks = [
      { id: 1, name: "Fabrikam", permalink: "fabrikam.com", is_primary: true },
      { id: 2, name: "Partners", permalink: "partners.fabrikam.com" },
    ];
    const api = await listen((request, response) => {
      response.writeHead(200, { date: new Date(Date.now() - 3 * 3_600_000).toUTCString() });
      response.end(
        JSON.stringify(request.url?.includes("networks") ? networks : { full_name: "Ada", network_id: 2, network_name: "Partners" }),
      );
    });
    const workspace = makeWorkspace(scratch, "external", source(`${api.url}/api/v1`));
    const { code, stdout } = await regroup(workspace, ["doctor"], { env: env("t") });
    await api.close();
    expect(code).toBe(1);
    expect(stdout).toMatch(/look {2}The token itself is of the network Partners, not of Fabrikam/);
    expect(stdout).toContain("clock is 180 minutes ahead of Yammer's");
  });

  it("says of a server that is down, and of a proxy that reads along, what to do, at once", async () => {
    const down = makeWorkspace(scratch, "down", source("http://127.0.0.1:9/api/v1"));
    const seen = await regroup(down, ["doctor"], { env: env("t") });
    expect(seen.code).toBe(4);
    expect(seen.stdout).toContain("could not be reached: ECONNREFUSED");
    expect(seen.stdout).not.toContain("bug");
    const intercepted = makeWorkspace(scratch, "intercepted", source(`${secure.url}/api/v1`));
    const { code, stdout } = await regroup(intercepted, ["doctor"], { env: env("t") });
    expect(code).toBe(3);
    expect(stdout).toContain("is not signed by anybody this machine trusts");
    expect(stdout).toContain("tls: { ca: company-ca.pem }");
    writeFileSync(`${intercepted}/regroup.yaml`, JSON.stringify({ ...source(`${secure.url}/api/v1`), tls: { ca: testAuthority } }));
    expect((await regroup(intercepted, ["doctor"], { env: env("t") })).stdout).toContain("Yammer names no network for this token");
  });
});

describe("status beside an export", () => {
  it("tells groups, threads, messages, requests left and the token's end, and after a kill where it stood", async () => {
    const workspace = makeWorkspace(scratch, "watched", source(fake.baseUrl));
    const token = jwt(3600);
    fake.tokens.issue({ like: fake.tokens.of("member"), token });
    const running = startRegroup(workspace, ["export"], { env: env(token) });
    await until(async () => !running.isAlive() || /[1-9]\d* messages/.test((await statusOf(workspace))?.running?.progress?.detail ?? ""));
    running.kill("SIGSTOP");
    const { stdout } = await regroup(workspace, ["status"]);
    expect(stdout).toMatch(/Reading the network: \d+ of \d+ requests, \d+ left/);
    expect(stdout).toMatch(/\d+ of \d+ groups, \d+ threads, \d+ messages/);
    expect(stdout).toMatch(/the token ends in (59|60) min/);
    expect(stdout).not.toContain(token);
    running.kill("SIGKILL");
    await running.ended;
    const after = await regroup(workspace, ["status"]);
    expect(after.stdout).toMatch(/was cut off.*\n.*had come to \d+ of \d+ requests \(\d+ of \d+ groups, \d+ threads, \d+ messages\)/);
    expect(after.stdout).toContain("Next: regroup export");
  });

  it("tells that the server wants a pause, and for how long", async () => {
    const workspace = makeWorkspace(scratch, "paused", source(`${other.url}/api/v1`));
    answered = 0;
    const running = startRegroup(workspace, ["export"], { env: env("t") });
    await until(async () => !running.isAlive() || (await statusOf(workspace))?.running?.pausedUntil != null);
    expect((await regroup(workspace, ["status"])).stdout).toMatch(/asked for a pause \(429\); the run goes on by itself in (4|5) min/);
    const before = answered;
    await pause(300);
    expect(answered).toBe(before);
    running.kill("SIGKILL");
    await running.ended;
    expect((await statusOf(workspace))?.running).toBeNull();
  });
});
