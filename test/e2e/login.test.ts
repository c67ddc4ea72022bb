import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { certificateFile, startAuthority, type Authority } from "../fakes/authority/authority.ts";
import { startYammer } from "../fakes/yammer/start.ts";
import { filesBelow, makeWorkspace, regroup, scratchFolder, seatedRegroup, type Ended, type Seated } from "../support/cli.ts";
import { listen } from "../support/server.ts";
import { makeNetwork } from "../support/network.ts";

/** The real program signs in at a real authority over TLS, and reads a real network with what it got. */
const scratch = scratchFolder();
const requests = 4000;
const fake = await startYammer({
  truth: makeNetwork({ seed: 5, messages: 250, people: 40, groups: 5 }),
  budget: { requests },
  faults: { latencyMs: 5 },
});
afterAll(async () => fake.stop());

const BROWSER = join(scratch, "browser.sh");
writeFileSync(
  BROWSER,
  `#!/bin/sh\nexec ${process.execPath} ${fileURLToPath(new URL("../fakes/authority/visit.ts", import.meta.url))} "$1"\n`,
);
chmodSync(BROWSER, 0o755);

let authority: Authority;
let runs = 0;
let workspace = "";
let secrets = "";

beforeEach(async () => {
  authority = await startAuthority();
  authority.onGrant = (token) => fake.tokens.issue({ like: fake.tokens.of("member"), token });
  runs++;
  secrets = join(scratch, `secrets-${runs}`);
  workspace = makeWorkspace(scratch, `workspace-${runs}`, configOf());
});
const seats: Seated[] = [];
afterEach(async () => {
  for (const seat of seats.splice(0)) seat.kill("SIGKILL");
  await authority.stop();
});

function configOf(more: Readonly<Record<string, unknown>> = {}) {
  const budget = { messages: `${requests}/30s`, other: `${requests}/30s` };
  return {
    sources: [{ kind: "yammer-api", base_url: fake.baseUrl, budget, files: { hosts: ["127.0.0.1"] } }],
    microsoft: { tenant: authority.tenant, client_id: authority.clientId, authority: authority.url },
    ...more,
  };
}

interface Given {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

function run(args: readonly string[], { env = {}, input = "" }: Given = {}): Promise<Ended> {
  const trust = { NODE_EXTRA_CA_CERTS: certificateFile, REGROUP_SECRETS: secrets, REGROUP_KEYCHAIN: "off" };
  return regroup(workspace, args, { env: { ...trust, ...env }, input });
}

const withBrowser = { env: { BROWSER } };

/** The part behind the last `mark`; nothing where there is none. */
function afterLast(text: string, mark: string): string {
  const at = text.lastIndexOf(mark);
  return at < 0 ? "" : text.slice(at + mark.length);
}

function everythingIn(folder: string): string {
  return filesBelow(folder)
    .map((path) => readFileSync(join(folder, path), "latin1"))
    .join("\n");
}

describe("signing in with the browser", () => {
  it("lets later commands read, renews tokens that end in the middle, and leaves no secret where it does not belong", async () => {
    // Every token lives for a few requests: a run needs many, and a person is asked once.
    authority.onGrant = (token) => fake.tokens.issue({ like: fake.tokens.of("member"), token, expiresAt: Date.now() + 700 });
    const login = await run(["login"], withBrowser);
    expect([login.code, login.stderr]).toEqual([0, expect.stringContaining("Sign in in the browser window") as string]);
    expect(login.stdout).toMatch(/The token is .+'s, a member of the network/);
    const before = authority.granted.length;
    const ended = await run(["export", "--verbose"]);
    expect(ended.code).toBe(1);
    expect(ended.stdout).toContain("threads are complete");
    expect(fake.differences(join(workspace, "regroup.db"), { token: fake.tokens.of("member") })).toEqual([]);
    expect(authority.granted.length).toBeGreaterThan(before);
    const seen = [login, ended].flatMap(({ stdout, stderr }) => [stdout, stderr]).join("\n") + everythingIn(workspace);
    for (const { token } of authority.granted) expect(seen).not.toContain(token);
    expect(seen).not.toContain("refresh-");
  });

  it("is seen by doctor, which says whose it is and what it means; logout takes it all away", async () => {
    await run(["login"], withBrowser);
    const doctor = await run(["doctor"]);
    expect(doctor.stdout).toContain("Signed in with Microsoft");
    expect(doctor.stdout).toContain("Private groups that this account is not in stay closed");
    const logout = await run(["logout"]);
    expect([logout.code, filesBelow(secrets)]).toEqual([0, ["regroup.lock"]]);
    const ended = await run(["export"]);
    expect([ended.code, ended.stderr]).toEqual([3, expect.stringContaining("regroup login") as string]);
    expect((await run(["doctor"])).stdout).toContain("Nobody is signed in");
  });

  it("that was revoked stops a run with its own words, and the run goes on after the next sign-in", async () => {
    await run(["login"], withBrowser);
    for (const { token } of authority.granted) fake.tokens.expire(token);
    authority.revoke();
    const ended = await run(["export"]);
    expect([ended.code, ended.stderr]).toEqual([3, expect.stringContaining("AADSTS50173") as string]);
    await run(["login"], withBrowser);
    expect((await run(["export"])).code).toBe(1);
  });
});

describe("signing in with a code", () => {
  it("is what happens where no browser is, and says where to go", async () => {
    authority.devicePolls = ["pending", "granted"];
    const { code, stderr } = await run(["login"]);
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining(`Open ${authority.url}/device on any device and enter the code ABCD-1234`) as string,
    ]);
  });

  it.each([
    ["code", ["--device-code"], "enter the code ABCD-1234"],
    ["browser", [], "If none opens, go to:"],
  ])("is told with --quiet too: nobody waits for what is not on the screen (%s)", async (_way, more, shown) => {
    const { code, stdout, stderr } = await run(["login", "--quiet", ...more], withBrowser);
    expect([code, stdout, stderr]).toEqual([0, "", expect.stringContaining(shown) as string]);
  });

  it("that the organisation blocks is said in words, with the other way", async () => {
    authority.devicePolls = [{ error: "invalid_grant", aadsts: 53003 }];
    const { code, stderr } = await run(["login", "--device-code"]);
    expect([code, stderr]).toEqual([3, expect.stringContaining("Conditional Access") as string]);
    expect(stderr).toContain("--browser");
  });
});

describe("a token that somebody has", () => {
  it("is tried, kept, and used", async () => {
    const token = fake.tokens.of("verified-admin");
    const login = await run(["login", "--token"], { input: `Bearer ${token}\n` });
    expect([login.code, login.stdout]).toEqual([0, expect.stringContaining("a verified admin") as string]);
    expect(login.stdout + login.stderr).not.toContain(token);
    expect((await run(["export"])).code).toBe(1);
    expect((await run(["doctor"])).stdout).toContain("A pasted token is kept");
  });

  it("that ends in the middle is asked for at the terminal, and the run goes on where it was", async () => {
    const [first, second] = ["first-token", "second-token"].map((token) => `${token}-${runs}`);
    if (first === undefined || second === undefined) throw new Error("two tokens are wanted");
    const like = fake.tokens.of("member");
    fake.tokens.issue({ like, token: first });
    await run(["login", "--token"], { input: first });
    const seat = seatedRegroup(workspace, ["export", "--quiet"], {
      env: {
        NODE_EXTRA_CA_CERTS: certificateFile,
        REGROUP_SECRETS: secrets,
        REGROUP_KEYCHAIN: "off",
      },
    });
    seats.push(seat);
    const begun = fake.requests.length;
    await vi.waitUntil(() => fake.requests.length > begun + 10, { timeout: 30_000, interval: 2 });
    fake.tokens.expire(first);
    const shows = (text: string, after: string) =>
      vi.waitUntil(() => afterLast(seat.screen(), after).includes(text), { timeout: 30_000, interval: 50 });
    await shows("Paste the access token", "any more");
    expect(seat.screen()).toContain("does not accept the token any more");
    seat.type("no-token-of-anybody\r");
    await shows("Paste the access token", "refuses this token");
    seat.type(`${fake.tokens.of("admin")}\r`);
    await shows("Paste the access token", "is of another account");
    fake.tokens.issue({ like, token: second });
    const at = fake.requests.length;
    seat.type(`${second}\r`);
    expect(await seat.ended).toBe(1);
    expect(fake.requests.length).toBeGreaterThan(at);
    expect(fake.differences(join(workspace, "regroup.db"), { token: like })).toEqual([]);
    expect(seat.screen()).not.toContain(second);
    expect(everythingIn(workspace)).not.toContain(second);
    expect((await run(["doctor"])).stdout).toContain("A pasted token is kept");
  });

  it("that is asked for once: whoever leaves at the question is told that private content is still shown", async () => {
    const token = `leaving-${runs}`;
    fake.tokens.issue({ like: fake.tokens.of("verified-admin"), token });
    await run(["login", "--token"], { input: token });
    const env = { NODE_EXTRA_CA_CERTS: certificateFile, REGROUP_SECRETS: secrets, REGROUP_KEYCHAIN: "off" };
    const seat = seatedRegroup(workspace, ["export", "--include-private"], { env });
    seats.push(seat);
    const isOn = () => fake.requests.findLastIndex(({ path }) => path === "supervisor_mode/toggle");
    const begun = fake.requests.length;
    await vi.waitUntil(() => isOn() >= begun && fake.requests.length > isOn() + 10, { timeout: 30_000, interval: 2 });
    fake.tokens.expire(token);
    await vi.waitUntil(() => seat.screen().includes("Paste the access token"), { timeout: 30_000, interval: 50 });
    seat.type("\u0003");
    const giveUp = setTimeout(() => seat.kill("SIGKILL"), 20_000);
    expect(await seat.ended).toBe(130);
    clearTimeout(giveUp);
    expect(seat.screen().split("any more")).toHaveLength(2);
    expect(seat.screen().replace(/\s+/g, " ")).toContain("private content is shown");
    await run(["login", "--token"], { input: fake.tokens.of("verified-admin") });
    expect((await run(["export"])).code).toBe(1);
    expect(fake.requests.filter(({ path, status }) => path === "supervisor_mode/toggle" && status === 200)).toHaveLength(2);
  });

  it("that ends where nobody sits stops the run, which goes on with one that was pasted in another terminal", async () => {
    const like = fake.tokens.of("member");
    const token = `ending-${runs}`;
    fake.tokens.issue({ like, token });
    await run(["login", "--token"], { input: token });
    fake.tokens.expire(token);
    const ended = await run(["export"]);
    expect([ended.code, ended.stderr]).toEqual([3, expect.stringContaining("regroup login --token") as string]);
    await run(["login", "--token"], { input: like });
    expect((await run(["export"])).code).toBe(1);
  });

  it("gives way to a later sign-in with Microsoft", async () => {
    await run(["login", "--token"], { input: fake.tokens.of("member") });
    expect((await run(["doctor"])).stdout).toContain("A pasted token is kept");
    await run(["login"], withBrowser);
    expect((await run(["doctor"])).stdout).toContain("Signed in with Microsoft");
  });

  it.each(["", "short", "no token of anybody", "nobodys-token-at-all"])("is not kept where it is none: %j", async (input) => {
    const { code } = await run(["login", "--token"], { input });
    expect(code).toBe(input.startsWith("nobodys") ? 3 : 2);
    expect(filesBelow(secrets)).toEqual([]);
  });
});

describe("what is missing is said", () => {
  it("no such source, no app, no browser", async () => {
    writeFileSync(join(workspace, "regroup.yaml"), JSON.stringify({ sources: [{ kind: "yammer-export", inputs: ["a.zip"] }] }));
    expect(await run(["login"])).toMatchObject({ code: 2, stderr: expect.stringContaining("yammer-api") as string });
    writeFileSync(join(workspace, "regroup.yaml"), JSON.stringify(configOf({ microsoft: undefined })));
    expect(await run(["login"])).toMatchObject({ code: 2, stderr: expect.stringContaining("--token") as string });
    writeFileSync(join(workspace, "regroup.yaml"), JSON.stringify(configOf()));
    expect(await run(["login", "--browser"])).toMatchObject({ code: 2, stderr: expect.stringContaining("--device-code") as string });
  });

  it("a certificate of the API that nobody trusts, not a token that would be refused", async () => {
    const api = await listen((_request, response) => response.end("[]"), { tls: true });
    writeFileSync(
      join(workspace, "regroup.yaml"),
      JSON.stringify(configOf({ sources: [{ kind: "yammer-api", base_url: `${api.url}/api/v1` }] })),
    );
    for (const [args, given] of [
      [["login", "--token"], { input: "a-token-of-somebody" }],
      [["login"], withBrowser],
    ] as const) {
      const ended = await run(args, given);
      expect([ended.code, ended.stderr]).toEqual([3, expect.stringContaining("not signed by anybody this machine trusts") as string]);
      expect(filesBelow(secrets).filter((name) => name.endsWith(".secret"))).toEqual([]);
    }
    await api.close();
  });

  it("a server that fails, not a network that the token would not have", async () => {
    const api = await listen((_request, response) => response.writeHead(503).end());
    writeFileSync(
      join(workspace, "regroup.yaml"),
      JSON.stringify(configOf({ sources: [{ kind: "yammer-api", base_url: `${api.url}/api/v1` }] })),
    );
    expect(await run(["login", "--token"], { input: "a-token-of-somebody" })).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("Yammer answered 503") as string,
    });
    await api.close();
  });

  it("a token in the environment that goes before the sign-in", async () => {
    const { code, stdout } = await run(["login"], { env: { BROWSER, REGROUP_YAMMER_TOKEN: "an-old-token" } });
    expect([code, stdout]).toEqual([0, expect.stringContaining("goes before it") as string]);
    expect(stdout).not.toContain("an-old-token");
  });

  it("a certificate that nobody trusts, and how to trust it", async () => {
    const env = { NODE_EXTRA_CA_CERTS: "" };
    expect(await run(["login"], { env })).toMatchObject({ code: 3, stderr: expect.stringContaining("tls: { ca:") as string });
    writeFileSync(join(workspace, "company.pem"), authority.certificate);
    writeFileSync(join(workspace, "regroup.yaml"), JSON.stringify(configOf({ tls: { ca: "company.pem" } })));
    expect((await run(["login"], { env })).code).toBe(0);
  });
});
