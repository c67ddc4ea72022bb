import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { filesBelow, hashTree, query, regroup, scratchFolder, type Ended } from "../support/cli.ts";
import { readSite } from "../support/read-site.ts";

/** The first thing anybody runs: it must work, say what to open, and touch nothing else. */

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const scratch = scratchFolder();
const MINUTE_MS = 60_000;

const demo = (folder: string, ...flags: string[]) => regroup(scratch, ["demo", folder, ...flags]);

describe("regroup demo in a new folder", () => {
  const folder = join(scratch, "new", "demo");
  let ended: Ended;
  let tookMs: number;

  beforeAll(async () => {
    const start = performance.now();
    ended = await demo(folder);
    tookMs = performance.now() - start;
  });

  it("ends with 0, in less than a minute", () => {
    expect(ended.code, ended.stderr).toBe(0);
    expect(tookMs).toBeLessThan(MINUTE_MS);
  });

  it("ends with what to open, and it is there", () => {
    const last = ended.stdout.trim().split("\n").slice(-3).join("\n");
    for (const path of ["site/index.html", "reports/plan.html"]) {
      expect(last).toContain(pathToFileURL(join(folder, path)).href);
      expect(existsSync(join(folder, path)), path).toBe(true);
    }
    expect(last).toContain(folder);
  });

  it("shows a site in which every link leads somewhere and many people speak", () => {
    const site = readSite(join(folder, "site"));
    expect(site.broken).toEqual([]);
    expect(site.leaks).toEqual([]);
    const shown = site.messages.filter(({ tombstone }) => tombstone === null);
    expect(shown.length).toBeGreaterThan(500);
    expect(shown.length).toBe(
      query<{ n: number }>(folder, "SELECT count(*) AS n FROM v_fate WHERE kind = 'message' AND fate = 'migrated'")[0]?.n,
    );
    expect(new Set(shown.map(({ author }) => author?.key)).size).toBeGreaterThan(40);
    expect(shown.filter(({ files }) => [...files.values()].some((bytes) => bytes !== "")).length).toBeGreaterThan(10);
  });

  it("verifies clean", () => {
    expect(ended.stdout).toContain("0 differences");
    expect(JSON.parse(readFileSync(join(folder, "reports", "verify.json"), "utf8"))).toMatchObject({ findings: [], notImported: 0 });
    expect(query(folder, "SELECT * FROM v_fate WHERE fate NOT IN ('migrated', 'archived', 'skipped')")).toEqual([]);
  });

  it("leaves a workspace with which the commands go on", async () => {
    const status = await regroup(folder, ["status", "--json"]);
    expect(JSON.parse(status.stdout)).toMatchObject({ stage: "verified", findings: 0 });
    const plan = await regroup(folder, ["plan", "--json"]);
    expect(plan.code).toBe(0);
    expect(JSON.parse(plan.stdout)).toMatchObject({ toDo: 0, approvedBy: "regroup demo" });
  });

  it("again makes the same anew", async () => {
    const before = hashTree(join(folder, "site"));
    writeFileSync(join(folder, "site", "index.html"), "changed by hand");
    const again = await demo(folder);
    expect(again.code, again.stderr).toBe(0);
    expect(hashTree(join(folder, "site"))).toBe(before);
  });
});

describe("regroup demo elsewhere", () => {
  it("with --json says the same in one document", async () => {
    const folder = join(scratch, "json");
    const { code, stdout } = await demo(folder, "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      workspace: folder,
      site: pathToFileURL(join(folder, "site", "index.html")).href,
      report: pathToFileURL(join(folder, "reports", "plan.html")).href,
      clean: true,
    });
  });

  it("takes an empty folder", async () => {
    const folder = join(scratch, "empty");
    mkdirSync(folder);
    expect((await demo(folder, "--quiet")).code).toBe(0);
  });

  it.each([
    ["somebody's files", { "thesis.docx": "years of work" }],
    [
      "a migration that is no demo",
      { "regroup.yaml": "sources: [{ kind: yammer-export, inputs: [a.zip] }]\n", "people.csv": "key,decision\n" },
    ],
  ])("refuses a folder with %s, and leaves it as it is", async (what, files) => {
    const folder = join(scratch, what.replaceAll(/\W+/g, "-"));
    mkdirSync(folder);
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    const { code, stderr } = await demo(folder);
    expect(code).toBe(2);
    expect(stderr).toContain("is not empty");
    expect(stderr).toContain("regroup demo <folder>");
    // A workspace notes in its own log that a command was refused; any other folder gets nothing at all.
    const kept = filesBelow(folder).filter((path) => !("regroup.yaml" in files && path.startsWith("logs/")));
    expect(kept).toEqual(Object.keys(files).sort());
    for (const [name, content] of Object.entries(files)) expect(readFileSync(join(folder, name), "utf8")).toBe(content);
  });

  it("refuses a file, and a folder that cannot be made", async () => {
    const file = join(scratch, "file");
    writeFileSync(file, "no folder");
    const { code, stderr } = await demo(file);
    expect(code, stderr).toBe(2);
    expect(readFileSync(file, "utf8")).toBe("no folder");
    const below = await demo(join(file, "below"));
    expect(below.code, below.stderr).toBe(3);
    expect(below.stderr).toContain("cannot be made");
  });
});
