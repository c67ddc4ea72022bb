import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { REPORTED } from "../fakes/yammer/options.ts";
import { startYammer } from "../fakes/yammer/start.ts";
import { makeWorkspace, query, regroup, runLine, scratchFolder, startRegroup } from "../support/cli.ts";
import { makeNetwork } from "../support/network.ts";

/** The real program, real sockets, real time: only the budget is wide, so that it takes seconds. */
const scratch = scratchFolder();
const requests = 4000;
const truth = makeNetwork({ seed: 31, messages: 400, people: 50, groups: 6 });
const fake = await startYammer({ truth, lies: { ...REPORTED, emptyThreads: 0 }, budget: { requests }, faults: { latencyMs: 3 } });
afterAll(async () => fake.stop());

const token = fake.tokens.of("member");
const budget = { messages: `${requests}/30s`, other: `${requests}/30s` };
const config = { sources: [{ kind: "yammer-api", base_url: fake.baseUrl, budget, files: { hosts: ["127.0.0.1"] } }] };
const env = { REGROUP_YAMMER_TOKEN: token };
const database = (workspace: string) => join(workspace, "regroup.db");

describe("a network that is read by the program", () => {
  it("is whole after any number of kills, and goes down the line like one from a ZIP", async () => {
    const workspace = makeWorkspace(scratch, "killed", config);
    // What a kill between making the file and its first commit leaves.
    writeFileSync(database(workspace), "");
    for (const ms of [900, 1300, 1100, 1700]) {
      const running = startRegroup(workspace, ["export"], { env });
      await pause(ms);
      running.kill("SIGKILL");
      await running.ended;
    }
    const ended = await regroup(workspace, ["export"], { env });
    expect(ended.code).toBe(1);
    expect(ended.stdout).toMatch(/\d+ of \d+ threads are complete/);
    expect(ended.stderr).toMatch(/To read: \d+ groups of contoso\.com.*requests/);
    expect(fake.differences(database(workspace), { token })).toEqual([]);
    expect(fake.stats().limited).toBe(0);
    await runLine(workspace, ["map"], ["plan"], ["approve", "--by", "Test Sponsor"], ["import"], ["verify"]);
    expect(
      query<{ n: number }>(workspace, "SELECT count(*) AS n FROM v_fate WHERE fate = 'migrated' AND kind = 'message'")[0]?.n,
    ).toBeGreaterThan(200);
  });

  it("says what is meant and what is odd before it reads, and at the end in words what is missing", async () => {
    const named = { sources: [{ ...config.sources[0], network: "other.example" }] };
    const { stdout, stderr } = await regroup(makeWorkspace(scratch, "words", named), ["export"], { env });
    const odd = stderr.indexOf("look regroup.yaml means the network other.example");
    expect(odd).toBeGreaterThan(-1);
    expect(odd).toBeLessThan(stderr.indexOf("To read: "));
    const kinds = stdout.match(/^ {4}\d.*$/gm) ?? [];
    expect(kinds.length).toBeGreaterThan(1);
    for (const line of kinds) expect(line).toMatch(/^ {4}[\d,]+ × [a-z-]+: [a-z]+ [a-z]+/);
  });

  it("leaves neither token nor text in its logs", async () => {
    const workspace = makeWorkspace(scratch, "logged", config);
    await regroup(workspace, ["export", "--verbose"], { env });
    const logs = readdirSync(join(workspace, "logs"))
      .map((name) => readFileSync(join(workspace, "logs", name), "utf8"))
      .join("");
    expect(logs).toContain('"request"');
    expect(logs).not.toContain(token);
    for (const { email } of truth.people) if (email !== "") expect(logs).not.toContain(email);
  });

  it("says what to do where the token is missing, refused, or not enough", async () => {
    const workspace = makeWorkspace(scratch, "refused", config);
    for (const [args, given, words] of [
      [["export"], "", "REGROUP_YAMMER_TOKEN"],
      [["export"], "nobody", "Get a new one"],
      [["export", "--include-private"], token, "verified admin"],
    ] as const) {
      const { code, stderr } = await regroup(workspace, args, { env: { REGROUP_YAMMER_TOKEN: given } });
      expect(code, args.join(" ")).toBe(3);
      expect(stderr).toContain(words);
    }
    const bad = makeWorkspace(scratch, "plain", { sources: [{ kind: "yammer-api", base_url: "http://www.yammer.com/api/v1" }] });
    expect(await regroup(bad, ["export"], { env })).toMatchObject({ code: 2 });
  });
});
