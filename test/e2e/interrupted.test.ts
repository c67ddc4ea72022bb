import { cpSync, existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { membersCsv } from "../support/build-fixture.ts";
import {
  dumpViews,
  filesBelow,
  hashTree,
  makeWorkspace,
  query,
  regroup,
  runLine,
  scratchFolder,
  startRegroup,
  type Running,
} from "../support/cli.ts";
import { writeExportZip } from "../support/export-zip.ts";
import { makeNetwork } from "../support/network.ts";
import { makeRandom } from "../support/network/random.ts";

/** Stopped anywhere and run again equals one run: the real program, killed by the system, on real files. */

const SEED = 20240117;
const KILLS = 14;
/** A kill that comes too late is no failure, only wasted; more than this many would be. */
const MOST_ATTEMPTS = 28;
const INPUTS = ["h1.zip", "h2.zip", "h3.zip"] as const;

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const scratch = scratchFolder();
const random = makeRandom(SEED);

/** A workspace that never moves; each test works in a copy. */
interface Clean {
  /** Before the command. */
  readonly before: string;
  /** After one run that nothing disturbed. */
  readonly after: string;
  readonly tookMs: number;
}

let startUpMs: number;
let exported: Clean;
let imported: Clean;

beforeAll(async () => {
  exported = await cleanRun("export", await freshWorkspace("export", 3000));
  const small = await freshWorkspace("import", 900);
  await runLine(small, ["export"], ["map"], ["plan"], ["approve", "--by", "A Sponsor"]);
  imported = await cleanRun("import", small);
  const begun = performance.now();
  await runLine(imported.after, ["status"]);
  startUpMs = performance.now() - begun;
});

/** Three ZIPs with overlapping ranges and the bytes of their files, and a list of members. */
async function freshWorkspace(name: string, messages: number): Promise<string> {
  const workspace = makeWorkspace(scratch, `${name}-before`, {
    sources: [{ kind: "yammer-export", inputs: INPUTS, members: "members.csv" }],
    official_network: { name: "Leadership Learning Network" },
  });
  const truth = makeNetwork({ seed: SEED, messages });
  const [first, second, third] = INPUTS;
  await writeExportZip(truth, join(workspace, first), { until: "2022-12-31T23:59:59.000Z", compression: 1 });
  await writeExportZip(truth, join(workspace, second), {
    since: "2022-12-15T00:00:00.000Z",
    until: "2023-06-30T23:59:59.000Z",
    compression: 1,
  });
  await writeExportZip(truth, join(workspace, third), { since: "2023-06-15T00:00:00.000Z", compression: 1 });
  writeFileSync(join(workspace, "members.csv"), membersCsv(truth));
  return workspace;
}

async function cleanRun(command: "export" | "import", before: string): Promise<Clean> {
  const after = copyOf(before, `${command}-after`);
  const begun = performance.now();
  await runLine(after, [command]);
  return { before, after, tookMs: performance.now() - begun };
}

function copyOf(workspace: string, name: string): string {
  const copy = join(scratch, name);
  cpSync(workspace, copy, { recursive: true, preserveTimestamps: true });
  return copy;
}

/** What may not depend on how often a run was stopped. */
function expectSame(workspace: string, clean: Clean): void {
  expect(dumpViews(workspace)).toBe(dumpViews(clean.after));
  expect(hashTree(join(workspace, "blobs"))).toBe(hashTree(join(clean.after, "blobs")));
  expect(hashTree(join(workspace, "site"))).toBe(hashTree(join(clean.after, "site")));
  expect(leftovers(workspace)).toEqual([]);
}

/** Half-written things, wherever they lie. */
function leftovers(workspace: string): string[] {
  return filesBelow(workspace).filter((path) => /(^|\/)\.tmp(\/|$)|\.(?:new|tmp|part)$/.test(path));
}

/** Kills `command` in one copy after the other, each up to `inARow` times before it may end, until enough kills have hit. */
async function killOften(command: "export" | "import", clean: Clean, inARow: readonly number[]) {
  const tally = { attempts: 0, hits: 0, insideTheWork: 0, rounds: 0 };
  const workMs = Math.max(50, clean.tookMs - startUpMs);
  while (tally.hits < KILLS && tally.attempts < MOST_ATTEMPTS) {
    const kills = inARow[tally.rounds % inARow.length] ?? 1;
    const workspace = copyOf(clean.before, `${command}-killed-${tally.rounds++}`);
    for (let n = 0, isDone = false; n < kills && !isDone; n++) {
      const running = startRegroup(workspace, [command]);
      // One in five dies while it starts and opens the store; the others are let in first.
      if (random.chance(0.2)) await delay(random.next() * 1.2 * startUpMs);
      else await inTheWork(running, workspace).then(() => delay((random.next() * 0.9 * workMs) / kills));
      running.kill("SIGKILL");
      tally.attempts++;
      isDone = (await running.ended).signal !== "SIGKILL";
      if (isDone) continue;
      tally.hits++;
      if (runs(workspace).at(-1)?.isCutOff === 1) tally.insideTheWork++;
    }
    await runLine(workspace, [command]);
    expectSame(workspace, clean);
    if (command === "import") expect((await regroup(workspace, ["verify"])).code).toBe(0);
  }
  return tally;
}

/** The moment at which a command has the store open and has noted that it runs. */
async function inTheWork(running: Running, workspace: string): Promise<void> {
  const before = runs(workspace).length;
  while (running.isAlive() && runs(workspace).length === before) await delay(5);
}

/** The commands that the store knows of; one that was killed has no end. */
function runs(workspace: string): { command: string; isCutOff: number }[] {
  if (!existsSync(join(workspace, "regroup.db"))) return [];
  const isReady = query(workspace, "SELECT 1 FROM sqlite_master WHERE name = 'run'").length > 0;
  return isReady ? query(workspace, "SELECT command, ended_at IS NULL AS isCutOff FROM run ORDER BY pk") : [];
}

function report(command: string, tally: Awaited<ReturnType<typeof killOften>>): void {
  const { attempts, hits, insideTheWork, rounds } = tally;
  console.info(
    `${command}: ${hits} of ${attempts} kills hit a living process, ${insideTheWork} of them with the store open; ${rounds} rounds`,
  );
}

describe("killed with SIGKILL at random moments and run again", () => {
  it("export ends with the rows and bytes of one clean run", async () => {
    const tally = await killOften("export", exported, [1, 4, 2, 5]);
    report("export", tally);
    expect(tally.hits).toBeGreaterThanOrEqual(KILLS);
    expect(tally.hits).toBeGreaterThan(tally.attempts / 2);
    expect(tally.insideTheWork).toBeGreaterThan(tally.hits / 2);
  });

  it("import ends with the site of one clean run, byte for byte, and verify finds nothing", async () => {
    const tally = await killOften("import", imported, [6, 1, 4]);
    report("import", tally);
    expect(tally.hits).toBeGreaterThanOrEqual(KILLS);
    expect(tally.hits).toBeGreaterThan(tally.attempts / 2);
    expect(tally.insideTheWork).toBeGreaterThan(tally.hits / 2);
  });
});

/** Waits until the running command has come to a certain point. */
async function reach(running: Running, point: () => boolean): Promise<void> {
  while (running.isAlive() && !point()) await delay(3);
  if (!running.isAlive()) throw new Error(`it ended before that point:\n${JSON.stringify(await running.ended)}`);
}

const files = (folder: string) => (existsSync(folder) ? filesBelow(folder).length : 0);

describe("Ctrl-C", () => {
  const points = [
    ["export", "while it reads rows", (workspace: string) => wasStarted(workspace)],
    ["export", "while it fetches files", (workspace: string) => files(join(workspace, "blobs")) > 20],
    ["import", "before its first page", (workspace: string) => existsSync(join(workspace, "site"))],
    ["import", "in the middle", (workspace: string) => files(join(workspace, "site", "t")) > 40],
  ] as const;

  for (const [command, when, point] of points) {
    it(`${command} stops ${when} at a checkpoint, and goes on from there`, async () => {
      const clean = command === "export" ? exported : imported;
      const workspace = copyOf(clean.before, `${command}-ctrl-c-${when.replaceAll(" ", "-")}`);
      const running = startRegroup(workspace, [command]);
      await reach(running, () => point(workspace));
      running.kill("SIGINT");
      const { code, stderr, stdout } = await running.ended;
      expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
      expect(stderr).toContain(`Stopped at a checkpoint. Run \`regroup ${command}\` again to go on.`);
      expect(stderr).not.toMatch(/^ {2,}at /m);
      // The site's own folder for temporary files stays: it tells the next import that it goes on, and goes with it.
      expect(leftovers(workspace).filter((path) => !path.startsWith("site/.tmp/"))).toEqual([]);
      expect(runs(workspace).at(-1)).toEqual({ command, isCutOff: 0 });
      await runLine(workspace, [command]);
      expectSame(workspace, clean);
    });
  }

  it("twice stops at once, and that is safe too", async () => {
    const workspace = copyOf(imported.before, "import-ctrl-c-twice");
    const running = startRegroup(workspace, ["import"]);
    await reach(running, () => files(join(workspace, "site", "t")) > 40);
    running.kill("SIGINT");
    running.kill("SIGINT");
    expect((await running.ended).code).toBe(130);
    await runLine(workspace, ["import"]);
    expectSame(workspace, imported);
  });
});

function wasStarted(workspace: string): boolean {
  return existsSync(join(workspace, "regroup.db-wal"));
}

describe("a second writer", () => {
  it("is told so at once, while status answers and the first one is unharmed", async () => {
    const workspace = copyOf(imported.before, "second-writer");
    const first = startRegroup(workspace, ["import"]);
    await reach(first, () => files(join(workspace, "site", "t")) > 40);
    first.kill("SIGSTOP");
    try {
      const status = await regroup(workspace, ["status", "--json"]);
      expect(status.code).toBe(0);
      expect(JSON.parse(status.stdout)).toMatchObject({ stage: "importing", running: { command: "import" } });
      for (const args of [["import"], ["export"], ["map"], ["plan"], ["verify"], ["approve", "--by", "Somebody Else"]]) {
        const { code, stderr } = await regroup(workspace, args);
        expect({ args, code }).toEqual({ args, code: 2 });
        expect(stderr).toContain("Another regroup process is writing in this workspace.");
        expect(stderr).toContain("regroup status");
      }
    } finally {
      first.kill("SIGCONT");
    }
    expect((await first.ended).code).toBe(0);
    expectSame(workspace, imported);
    expect(readdirSync(join(workspace, "site"))).not.toContain(".tmp");
    expect(query(workspace, "SELECT approved_by FROM approval")).toEqual([{ approved_by: "A Sponsor" }]);
  });

  it("finds no lock left behind by a killed one", async () => {
    const workspace = copyOf(imported.before, "lock-after-kill");
    const first = startRegroup(workspace, ["import"]);
    await reach(first, () => files(join(workspace, "site", "t")) > 40);
    first.kill("SIGKILL");
    await first.ended;
    expect(JSON.parse((await regroup(workspace, ["status", "--json"])).stdout)).toMatchObject({
      running: null,
      cutOff: { command: "import" },
    });
    await runLine(workspace, ["import"], ["verify"]);
    expect(hashTree(join(workspace, "site"))).toBe(hashTree(join(imported.after, "site")));
  });
});
