import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { beforeAll, describe, expect, it, vi } from "vitest";
import {
  FIXTURES,
  filesBelow,
  hashTree,
  makeWorkspace,
  query,
  regroup,
  runLine,
  scratchFolder,
  startRegroup,
  writeConfig,
} from "../support/cli.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const scratch = scratchFolder();
const OFFICIAL = "Leadership Learning Network";
const config = {
  sources: [{ kind: "yammer-export", inputs: ["export.zip"], members: "members.csv" }],
  official_network: { name: OFFICIAL },
};
let made: string;

beforeAll(async () => {
  made = makeWorkspace(scratch, "made", config);
  cpSync(join(FIXTURES, "contoso-export.zip"), join(made, "export.zip"));
  cpSync(join(FIXTURES, "members.csv"), join(made, "members.csv"));
  await runLine(made, ["export"], ["map"], ["plan"], ["approve", "--by", "A Sponsor"], ["import"]);
});

function copy(name: string): string {
  const workspace = join(scratch, name);
  cpSync(made, workspace, { recursive: true, preserveTimestamps: true });
  return workspace;
}

const site = (workspace: string) => join(workspace, "site");

/** Undefined where a folder went away while it was read. */
function countedWhileChanging(folder: string): number | undefined {
  try {
    return filesBelow(folder).length;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return undefined;
  }
}

describe("regroup rollback", () => {
  it("leaves an empty folder, says so, and an import after a new approval makes the same site again", async () => {
    const workspace = copy("whole");
    const before = hashTree(site(workspace));
    const { code, stdout, stderr } = await regroup(workspace, ["rollback", "--confirm", OFFICIAL]);
    expect({ code, stderr: stderr.includes("Taking back from the static site in site") }).toEqual({ code: 0, stderr: true });
    expect(stdout).toContain("Nothing of this migration is left at the target.");
    expect(readdirSync(site(workspace))).toEqual([]);
    expect(query(workspace, "SELECT 1 FROM v_fate WHERE fate = 'migrated'")).toEqual([]);
    expect(filesBelow(join(workspace, "reports"))).toEqual(expect.arrayContaining(["rollback.csv", "rollback.html", "rollback.json"]));
    expect((await regroup(workspace, ["status"])).stdout).toContain("Next: regroup plan");
    expect((await regroup(workspace, ["import"])).code).toBe(5);
    expect((await regroup(workspace, ["rollback"])).stdout).toContain("there is nothing to take back");
    await runLine(workspace, ["plan"], ["approve", "--by", "A Sponsor"], ["import"], ["verify"]);
    expect(hashTree(site(workspace))).toBe(before);
  });

  it("killed again and again in the middle, it goes on, and nothing is left", async () => {
    const workspace = copy("killed");
    const total = filesBelow(site(workspace)).length;
    let kills = 0;
    for (let share = 0.9; share > 0; share -= 0.2) {
      const running = startRegroup(workspace, ["rollback", "--confirm", OFFICIAL]);
      while (running.isAlive() && (countedWhileChanging(site(workspace)) ?? total) > total * share) await delay(2);
      running.kill("SIGKILL");
      if ((await running.ended).signal !== "SIGKILL") break;
      kills++;
      if (query(workspace, "SELECT 1 FROM state WHERE name = 'rollback'").length === 0) continue;
      expect((await regroup(workspace, ["status"])).stdout).toMatch(/Stage: rolling-back[^]*Next: regroup rollback/);
      expect((await regroup(workspace, ["import"])).code).toBe(5);
    }
    expect(kills).toBeGreaterThan(0);
    const { code, stdout } = await regroup(workspace, ["rollback", "--confirm", OFFICIAL, "--json"]);
    if (code === 0) expect(JSON.parse(stdout)).toMatchObject({ kept: [], left: [], isComplete: true });
    expect({ code, left: readdirSync(site(workspace)) }).toEqual({ code: 0, left: [] });
  });

  it("takes back one sub-group, leaves the others as they were, and verify finds nothing wrong with them", async () => {
    const workspace = copy("part");
    const [group] = query<{ key: string; name: string }>(
      workspace,
      "SELECT a.key, g.name FROM action a JOIN group_mapping g ON g.network = a.network AND g.id = a.id WHERE a.kind = 'sub-group' ORDER BY a.key LIMIT 1",
    );
    if (!group) throw new Error("the fixture has groups");
    const others = pagesOf(workspace, (parent) => parent !== group.key);
    const { code, stdout } = await regroup(workspace, ["rollback", "--group", group.name, "--confirm", OFFICIAL]);
    expect({ code, last: stdout.includes("The rest stands as it was.") }).toEqual({ code: 0, last: true });
    expect(pagesOf(workspace, (parent) => parent === group.key)).toEqual([]);
    expect(pagesOf(workspace, () => true)).toEqual(others);
    // Lists are made anew: nobody names the sub-group any more.
    const naming = filesBelow(site(workspace)).filter((path) =>
      readFileSync(join(site(workspace), path), "latin1").includes(`${group.key}"`),
    );
    expect(naming).toEqual([]);
    const verified = JSON.parse((await regroup(workspace, ["verify", "--json"])).stdout) as { findings: unknown[]; notImported: number };
    expect([verified.findings, verified.notImported > 0]).toEqual([[], true]);
  });

  it("keeps what somebody has changed, names it, and ends with 1", async () => {
    const workspace = copy("changed");
    const all = filesBelow(site(workspace));
    const changed = ["index.html", all.find((path) => path.startsWith("p/")) ?? "", all.find((path) => path.startsWith("t/")) ?? ""];
    const stored = all.find((path) => path.startsWith("files/")) ?? "";
    for (const path of [...changed, stored])
      writeFileSync(join(site(workspace), path), `${readFileSync(join(site(workspace), path), "utf8")}<!-- ours now -->`);
    const before = new Map([...changed.slice(1), stored].map((path) => [path, readFileSync(join(site(workspace), path), "latin1")]));
    const { code, stdout } = await regroup(workspace, ["rollback", "--confirm", OFFICIAL]);
    expect(code).toBe(1);
    expect(stdout).toContain("changed-since");
    for (const [path, bytes] of before) expect(readFileSync(join(site(workspace), path), "latin1")).toBe(bytes);
    const csv = readFileSync(join(workspace, "reports", "rollback.csv"), "utf8");
    expect(csv).toContain("somebody has changed it since it was made");
  });
});

/** Pages and their bytes, by the sub-group that they say they hang below. */
function pagesOf(workspace: string, wanted: (parent: string) => boolean): string[] {
  const below = hashTree(site(workspace))
    .split("\n")
    .filter((line) => / (private\/)?t\//.test(line));
  return below.filter((line) => {
    const text = readFileSync(join(site(workspace), line.split("  ")[1] ?? ""), "utf8");
    return wanted(/<meta name="regroup-parent" content="([^"]*)"/.exec(text)?.[1] ?? "");
  });
}

describe("regroup rollback asks before it starts", () => {
  it.each([
    [[], 'Run it again with --confirm "Leadership Learning Network"'],
    [["--confirm", "leadership learning network"], "Type it exactly"],
    [["--group", "Nobody", "--confirm", OFFICIAL], 'No imported sub-group is called "Nobody"'],
    [["--wave", "wave-7", "--confirm", OFFICIAL], 'No imported sub-group is in wave "wave-7"'],
  ])("and does nothing with %j", async (more, says) => {
    const workspace = copy(`asked-${more.join("-").replace(/\W+/g, "-")}`);
    const before = hashTree(site(workspace));
    const { code, stderr } = await regroup(workspace, ["rollback", ...more]);
    expect({ code, says: stderr.includes(says) }).toEqual({ code: 2, says: true });
    expect(hashTree(site(workspace))).toBe(before);
    expect((await regroup(workspace, ["verify"])).code).toBe(0);
  });

  it("is refused under a legal hold, and at another place than the one imported to", async () => {
    const workspace = copy("held");
    const before = hashTree(site(workspace));
    writeConfig(workspace, { ...config, legal_hold: true });
    expect(await regroup(workspace, ["rollback", "--confirm", OFFICIAL])).toMatchObject({ code: 5, stdout: "" });
    writeConfig(workspace, { ...config, target: { kind: "static-site", path: "elsewhere" } });
    const { code, stderr } = await regroup(workspace, ["rollback", "--confirm", OFFICIAL]);
    expect({ code, says: stderr.includes("was imported to static-site:site") }).toEqual({ code: 2, says: true });
    expect(hashTree(site(workspace))).toBe(before);
  });
});
