import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
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
  type Ended,
} from "../support/cli.ts";
import { writeExportZip } from "../support/export-zip.ts";
import { makeNetwork } from "../support/network.ts";

/** The disk is full, the folder may not be written, an input goes away: said clearly, nothing harmed, and the same command goes on afterwards. */

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const scratch = scratchFolder();
/** Inputs only; exported; approved. None of these ever moves. */
let fresh: string;
let exported: string;
let approved: string;
let imported: string;

beforeAll(async () => {
  fresh = makeWorkspace(scratch, "fresh", {
    sources: [{ kind: "yammer-export", inputs: ["h1.zip", "h2.zip"], members: "members.csv" }],
    official_network: { name: "Leadership Learning Network" },
  });
  const truth = makeNetwork({ seed: 4711, messages: 900 });
  await writeExportZip(truth, join(fresh, "h1.zip"), { until: "2022-12-31T23:59:59.000Z" });
  await writeExportZip(truth, join(fresh, "h2.zip"), { since: "2022-12-01T00:00:00.000Z" });
  writeFileSync(join(fresh, "members.csv"), membersCsv(truth));
  exported = copyOf(fresh, "exported");
  await runLine(exported, ["export"]);
  approved = copyOf(exported, "approved");
  await runLine(approved, ["map"], ["plan"], ["approve", "--by", "A Sponsor"]);
  imported = copyOf(approved, "imported");
  await runLine(imported, ["import"]);
});

function copyOf(workspace: string, name: string): string {
  const copy = join(scratch, name);
  cpSync(workspace, copy, { recursive: true, preserveTimestamps: true });
  return copy;
}

function expectSame(workspace: string, clean: string): void {
  expect(dumpViews(workspace)).toBe(dumpViews(clean));
  for (const folder of ["blobs", "site"]) expect(hashTree(join(workspace, folder))).toBe(hashTree(join(clean, folder)));
  expect(halfWritten(workspace)).toEqual([]);
}

function halfWritten(workspace: string): string[] {
  return filesBelow(workspace).filter((path) => /(^|\/)\.tmp(\/|$)|\.(?:new|tmp)$/.test(path));
}

/** A failure that a person can mend: its code, the words, a hint on the next line, and no stack. */
function expectMendable({ code, stderr }: Ended, codes: readonly number[], words: RegExp): void {
  expect(codes).toContain(code);
  expect(stderr).toMatch(words);
  expect(stderr.trim().split("\n").length).toBeGreaterThan(1);
  expect(stderr).not.toMatch(/^ +at |node:internal|bug in regroup/m);
}

// ── A small disk ──────────────────────────────────────────────────────────────────────────────────────────────────
// A file system of its own where this user may mount one; else a limit on the size of a file, which fails the same writes in another way.

interface Disk {
  readonly workspace: string;
  /** What the program runs under while the disk is small. */
  readonly under: readonly string[];
  grow(): void;
}

const mounted: string[] = [];

afterAll(() => {
  for (const folder of mounted) spawnSync("umount", ["-l", folder]);
});

function mount(...args: readonly string[]): boolean {
  return spawnSync("mount", args).status === 0;
}

/** A copy of `workspace` where about `roomKib` more can be written. */
function smallDisk(workspace: string, name: string, room: { readonly mountKib: number; readonly fileKib: number }): Disk {
  const folder = join(scratch, name);
  mkdirSync(folder);
  if (mount("-t", "tmpfs", "-o", "size=64m", "regroup-test", folder)) {
    mounted.push(folder);
    cpSync(workspace, folder, { recursive: true, preserveTimestamps: true });
    const usedKib = Number(spawnSync("df", ["-k", "--output=used", folder], { encoding: "utf8" }).stdout.split("\n")[1]);
    expect(mount("-o", `remount,size=${usedKib + room.mountKib}k`, folder)).toBe(true);
    const grow = () => {
      expect(mount("-o", "remount,size=64m", folder)).toBe(true);
    };
    return { workspace: folder, under: [], grow };
  }
  cpSync(workspace, folder, { recursive: true, preserveTimestamps: true });
  // `ulimit -f` counts blocks of 512 bytes.
  return { workspace: folder, under: ["sh", "-c", `ulimit -f ${room.fileKib * 2}; exec "$@"`, "sh"], grow: () => undefined };
}

const FULL = /is full|Check the disk and its free space|disk is full|larger than this system allows/;

describe("a full disk", () => {
  for (const [when, room] of [
    ["before anything is in", { mountKib: 120, fileKib: 32 }],
    ["while rows are read", { mountKib: 700, fileKib: 256 }],
    ["while files are fetched", { mountKib: 1300, fileKib: 600 }],
  ] as const) {
    it(`stops export ${when}; with more room it goes on`, async () => {
      const disk = smallDisk(fresh, `full-export-${room.mountKib}`, room);
      expectMendable(await regroup(disk.workspace, ["export"], { under: disk.under }), [2, 3], FULL);
      // Asked again while it is still full: the same answer.
      expectMendable(await regroup(disk.workspace, ["export"], { under: disk.under }), [2, 3], FULL);
      disk.grow();
      await runLine(disk.workspace, ["export"]);
      expectSame(disk.workspace, exported);
    });
  }

  it("stops an import, whose site then still is what was written before; with more room it goes on", async () => {
    const disk = smallDisk(approved, "full-import", { mountKib: 900, fileKib: 40 });
    expectMendable(await regroup(disk.workspace, ["import"], { under: disk.under }), [2, 3], FULL);
    const whole = new Set(hashTree(join(imported, "site")).split("\n"));
    const threads = hashTree(join(disk.workspace, "site", "t"))
      .split("\n")
      .filter(Boolean);
    for (const line of threads) expect(whole).toContain(line.replace("  ", "  t/"));
    disk.grow();
    await runLine(disk.workspace, ["import"], ["verify"]);
    expect(hashTree(join(disk.workspace, "site"))).toBe(hashTree(join(imported, "site")));
    expect(dumpViews(disk.workspace)).toBe(dumpViews(imported));
  });

  it("keeps the decisions that people made when map and plan cannot write", async () => {
    const disk = smallDisk(approved, "full-map", { mountKib: 4, fileKib: 4 });
    const before = readFileSync(join(disk.workspace, "people.csv"));
    for (const command of ["map", "plan"]) {
      expectMendable(await regroup(disk.workspace, [command], { under: disk.under }), [2, 3], FULL);
      expect(readFileSync(join(disk.workspace, "people.csv"))).toEqual(before);
    }
    expect(halfWritten(disk.workspace)).toEqual([]);
    disk.grow();
    await runLine(disk.workspace, ["map"], ["plan"], ["import"], ["verify"]);
    expect(hashTree(join(disk.workspace, "site"))).toBe(hashTree(join(imported, "site")));
  });
});

// ── A folder that may not be written ──────────────────────────────────────────────────────────────────────────────

/** Permission bits do not bind root, unless it gives up the capability that says so. */
const AS_ANYBODY = process.getuid?.() === 0 ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner"] : [];

const refused = /cannot be written|no write access|access was refused|read-only/;

function setMode(workspace: string, add: boolean): void {
  const paths = readdirSync(workspace, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const path of [workspace, ...paths]) chmodSync(path, add ? 0o755 : 0o555);
  for (const path of filesBelow(workspace)) chmodSync(join(workspace, path), add ? 0o644 : 0o444);
}

describe("a workspace that may not be written", () => {
  it("is named, and used again once it may", async () => {
    const workspace = copyOf(approved, "read-only");
    setMode(workspace, false);
    const before = hashTree(workspace);
    const views = dumpViews(approved);
    try {
      for (const args of [["export"], ["map"], ["plan"], ["approve", "--by", "A Sponsor"], ["import"]]) {
        const ended = await regroup(workspace, args, { under: AS_ANYBODY });
        expectMendable(ended, [3], refused);
        expect(ended.stderr).toContain(workspace);
      }
      expect(hashTree(workspace)).toBe(before);
    } finally {
      setMode(workspace, true);
    }
    expect(dumpViews(workspace)).toBe(views);
    await runLine(workspace, ["import"], ["verify"]);
    expectSame(workspace, imported);
  });

  it("may become so in the middle of an import: the pages that stand are whole, and it goes on", async () => {
    const workspace = copyOf(approved, "read-only-site");
    const running = startRegroup(workspace, ["import"], { under: AS_ANYBODY });
    const threads = join(workspace, "site", "t");
    while (running.isAlive() && filesBelow(threads).length < 30) await delay(3);
    running.kill("SIGSTOP");
    setMode(join(workspace, "site"), false);
    running.kill("SIGCONT");
    try {
      expectMendable(await running.ended, [3], refused);
    } finally {
      setMode(join(workspace, "site"), true);
    }
    await runLine(workspace, ["import"], ["verify"]);
    expectSame(workspace, imported);
  });

  it("may lie on a disk that is read-only", async () => {
    const workspace = copyOf(approved, "read-only-disk");
    // A bind mount of the folder on itself; where that is not permitted, its permission bits say the same.
    const isMounted = mount("--bind", workspace, workspace) && mount("-o", "remount,bind,ro", workspace);
    if (isMounted) mounted.push(workspace);
    else setMode(workspace, false);
    try {
      for (const command of ["export", "map", "plan", "import"]) {
        expectMendable(await regroup(workspace, [command], { under: AS_ANYBODY }), [3], refused);
      }
    } finally {
      if (isMounted) expect(spawnSync("umount", [workspace]).status).toBe(0);
      else setMode(workspace, true);
    }
    await runLine(workspace, ["import"], ["verify"]);
    expectSame(workspace, imported);
  });
});

// ── Things that vanish ────────────────────────────────────────────────────────────────────────────────────────────

describe("an input that vanished", () => {
  for (const name of ["h2.zip", "members.csv"]) {
    it(`${name}, between two runs, is named; nothing that was read is lost`, async () => {
      const workspace = copyOf(exported, `vanished-${name}`);
      renameSync(join(workspace, name), join(workspace, "elsewhere"));
      const ended = await regroup(workspace, ["export"]);
      expectMendable(ended, [2], /does not exist/);
      expect(ended.stderr).toContain(name);
      expect(dumpViews(workspace)).toBe(dumpViews(exported));
      renameSync(join(workspace, "elsewhere"), join(workspace, name));
      await runLine(workspace, ["export"]);
      rmSync(join(workspace, "elsewhere"), { force: true });
      expectSame(workspace, exported);
    });
  }

  it("after a killed run: the second run says so, the third completes", async () => {
    const workspace = copyOf(fresh, "vanished-after-kill");
    const running = startRegroup(workspace, ["export"]);
    while (running.isAlive() && !existsSync(join(workspace, "blobs"))) await delay(2);
    running.kill("SIGKILL");
    expect((await running.ended).signal).toBe("SIGKILL");
    renameSync(join(workspace, "h1.zip"), join(workspace, "h1.elsewhere"));
    expectMendable(await regroup(workspace, ["export"]), [2], /h1\.zip does not exist/);
    renameSync(join(workspace, "h1.elsewhere"), join(workspace, "h1.zip"));
    await runLine(workspace, ["export"]);
    expectSame(workspace, exported);
  });

  it("while rows are read: reading goes on there once it is back", async () => {
    const workspace = copyOf(fresh, "vanished-reading");
    const running = startRegroup(workspace, ["export"]);
    while (running.isAlive() && !hasRun(workspace)) await delay(1);
    running.kill("SIGSTOP");
    const isReading = filesBelow(join(workspace, "blobs")).length === 0;
    for (const name of ["h1.zip", "h2.zip"]) renameSync(join(workspace, name), join(workspace, `${name}.elsewhere`));
    running.kill("SIGCONT");
    const ended = await running.ended;
    expect(isReading).toBe(true);
    expectMendable(ended, [2], /h[12]\.zip.*(can no longer be read|does not exist)/);
    for (const name of ["h1.zip", "h2.zip"]) renameSync(join(workspace, `${name}.elsewhere`), join(workspace, name));
    await runLine(workspace, ["export"]);
    expectSame(workspace, exported);
  });

  it("while files are fetched: they count as not fetched, and come when it is back", async () => {
    const workspace = copyOf(fresh, "vanished-fetching");
    const running = startRegroup(workspace, ["export"]);
    while (running.isAlive() && filesBelow(join(workspace, "blobs")).length < 5) await delay(1);
    running.kill("SIGSTOP");
    for (const name of ["h1.zip", "h2.zip"]) renameSync(join(workspace, name), join(workspace, `${name}.elsewhere`));
    running.kill("SIGCONT");
    const { code, stdout } = await running.ended;
    expect(code).toBe(1);
    expect(stdout).toMatch(/\d+ files could not be fetched/);
    for (const name of ["h1.zip", "h2.zip"]) renameSync(join(workspace, `${name}.elsewhere`), join(workspace, name));
    await runLine(workspace, ["export"]);
    expectSame(workspace, exported);
  });
});

function hasRun(workspace: string): boolean {
  if (!existsSync(join(workspace, "regroup.db"))) return false;
  if (query(workspace, "SELECT 1 FROM sqlite_master WHERE name = 'run'").length === 0) return false;
  return query(workspace, "SELECT 1 FROM run").length > 0;
}

describe("bytes that vanished from blobs/", () => {
  for (const [what, harm] of [
    ["is gone", (path: string) => rmSync(path)],
    ["was cut off", (path: string) => writeFileSync(path, readFileSync(path).subarray(0, 5))],
    ["has other bytes", (path: string) => writeFileSync(path, Buffer.alloc(statSync(path).size, 1))],
  ] as const) {
    it(`a file that ${what} stops the import; export fetches it again, as the hint says`, async () => {
      const workspace = copyOf(approved, `blob-${what.replaceAll(" ", "-")}`);
      const shown =
        hashTree(join(imported, "site", "files"))
          .split("\n")[0]
          ?.slice(0, 64) ?? "";
      harm(join(workspace, "blobs", shown.slice(0, 2), shown));
      const ended = await regroup(workspace, ["import"]);
      expectMendable(ended, [2], /regroup export/);
      expect(ended.stderr).toContain(shown.slice(0, 12));
      await runLine(workspace, ["export"], ["import"], ["verify"]);
      expectSame(workspace, imported);
    });
  }
});
