import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { Level } from "../../src/doctor/finding.ts";
import { settingsJournal } from "../../src/store/settings-journal.ts";
import { openForWriting } from "../../src/store/store.ts";
import {
  filesBelow,
  FIXTURES,
  hashTree,
  makeWorkspace,
  query,
  regroup,
  runLine,
  scratchFolder,
  writeConfig,
  type RunOptions,
} from "../support/cli.ts";

/** `doctor` on a workspace of every broken kind: the real program, real files. */

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const scratch = scratchFolder();

const config = {
  sources: [{ kind: "yammer-export", inputs: ["contoso-export.zip"], members: "members.csv" }],
  target: { kind: "static-site", directory: "directory.csv" },
};
let whole = "";
let copies = 0;

beforeAll(async () => {
  whole = makeWorkspace(scratch, "whole", config);
  for (const name of ["contoso-export.zip", "members.csv", "directory.csv"]) copyFileSync(join(FIXTURES, name), join(whole, name));
  chmodSync(whole, 0o700);
  await runLine(whole, ["export"], ["map"]);
});

function copy(name = `copy-${copies++}`): string {
  const workspace = join(scratch, name);
  cpSync(whole, workspace, { recursive: true, preserveTimestamps: true });
  chmodSync(workspace, 0o700);
  return workspace;
}

interface Told {
  readonly code: number | null;
  readonly findings: readonly { readonly id: string; readonly level: Level; readonly found: string; readonly fix: string | null }[];
  /** Those of one level, as `id: found`. */
  of(level: Level): string[];
}

async function doctor(workspace: string, args: readonly string[] = [], options?: RunOptions): Promise<Told> {
  const { code, stdout, stderr } = await regroup(workspace, ["doctor", "--json", ...args], options);
  expect(stderr).not.toContain("bug in regroup");
  const { exit, findings } = JSON.parse(stdout) as { exit: number; findings: Told["findings"] };
  expect(exit).toBe(code);
  for (const { level, fix } of findings) if (level === "warn" || level === "bad") expect(fix).toMatch(/\w/);
  return { code, findings, of: (level) => findings.filter((one) => one.level === level).map(({ id, found }) => `${id}: ${found}`) };
}

/** What SQLite itself puts beside a database that is read. */
const contentOf = (workspace: string) =>
  hashTree(workspace)
    .split("\n")
    .filter((line) => !/regroup\.db-(wal|shm)$|logs\//.test(line))
    .join("\n");

describe("regroup doctor", () => {
  it("finds nothing in a workspace that is in order, changes nothing, and ends with 0", async () => {
    const workspace = copy();
    const before = contentOf(workspace);
    const told = await doctor(workspace, ["--deep"]);
    expect([...told.of("bad"), ...told.of("warn")]).toEqual([]);
    expect(told.code).toBe(0);
    const ids = [
      "node",
      "place",
      "access",
      "privacy",
      "config",
      "inputs",
      "target",
      "lock",
      "store",
      "decisions",
      "disk",
      "paths",
      "clock",
    ];
    expect(told.findings.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
    expect(contentOf(workspace)).toBe(before);
  });

  it("says in words what is wrong, with the way out, and what comes next", async () => {
    const workspace = copy();
    chmodSync(workspace, 0o755);
    chmodSync(scratch, 0o755);
    const { code, stdout } = await regroup(workspace, ["doctor"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^look {2}Every user of this computer can read the workspace.*\n {6}→ Run: chmod 700 /m);
    expect(stdout).toMatch(/1 to look at\.\nNext: regroup status\n$/);
  });

  it("names everything that is wrong with the settings, and looks at the rest all the same", async () => {
    const workspace = copy();
    writeConfig(workspace, { ...config, lenguage: "en", policies: { guests: "nobody" } });
    const told = await doctor(workspace);
    expect(told.code).toBe(2);
    const [finding] = told.of("bad");
    expect(finding).toContain("lenguage is not a key here (did you mean language?)");
    expect(finding).toContain('policies.guests is "nobody"');
    expect(told.of("note").join("\n")).toContain("regroup.yaml has to be mended first");
    expect(told.of("ok").join("\n")).toContain("store: regroup.db is whole");
  });

  it("names every line of a regroup.yaml that is no YAML", async () => {
    const workspace = copy();
    writeConfig(workspace, 'sources: [}\nlanguage: "en\n');
    const told = await doctor(workspace);
    expect(told.code).toBe(2);
    expect(told.of("bad").join("\n")).toMatch(/config: regroup\.yaml is not readable YAML: .*\n {2}/);
  });

  it("an option that an adapter does not know, in the second of two sources", async () => {
    const workspace = copy();
    const second = { kind: "yammer-export", inputs: ["contoso-export.zip"], member: "members.csv" };
    writeConfig(workspace, { ...config, sources: [...config.sources, second], target: { kind: "static-site", folder: "x" } });
    const told = await doctor(workspace);
    expect(told.code).toBe(2);
    expect(told.of("bad")).toEqual([
      expect.stringContaining("inputs: regroup.yaml: sources[1].member is not a key here"),
      expect.stringContaining("target: regroup.yaml: target.folder is not a key here"),
    ]);
    expect(told.of("ok").join("\n")).toContain("inputs: contoso-export.zip: network export");
  });

  it("a ZIP that is cut off; and one with a changed byte, once every byte is read", async () => {
    const cut = copy();
    const zip = readFileSync(join(cut, "contoso-export.zip"));
    writeFileSync(join(cut, "contoso-export.zip"), zip.subarray(0, zip.length - 100));
    const told = await doctor(cut);
    expect(told.code).toBe(2);
    expect(told.of("bad").join("\n")).toMatch(/inputs: contoso-export\.zip: .*cut off or damaged/);

    const changed = copy();
    const at = zip.indexOf("files/") + 2000;
    writeFileSync(
      join(changed, "contoso-export.zip"),
      Buffer.concat([zip.subarray(0, at), Buffer.from([zip.readUInt8(at) ^ 255]), zip.subarray(at + 1)]),
    );
    expect((await doctor(changed)).of("bad")).toEqual([]);
    const deep = await doctor(changed, ["--deep"]);
    expect(deep.code).toBe(2);
    expect(deep.of("bad").join("\n")).toMatch(/inputs: contoso-export\.zip: its entry "[^"]+" is damaged/);
  });

  it("lists that are not there, or have not the columns", async () => {
    const workspace = copy();
    writeConfig(workspace, { ...config, sources: [{ ...config.sources[0], members: "nobody.csv" }] });
    writeFileSync(join(workspace, "directory.csv"), "id;name;mail\n1;Ann;a@b.c\n");
    const told = await doctor(workspace);
    expect(told.code).toBe(2);
    expect(told.of("bad")).toEqual([
      expect.stringContaining("nobody.csv does not exist"),
      expect.stringContaining("directory.csv, line 1, column email"),
    ]);
  });

  it("a target folder that is somebody else's", async () => {
    const workspace = copy();
    mkdirSync(join(workspace, "site"));
    writeFileSync(join(workspace, "site", "theirs.txt"), "x");
    expect((await doctor(workspace)).of("bad").join("\n")).toContain('target: The folder "site" holds files that are not ours');
  });

  it("wrong cells in people.csv and groups.csv, all of them", async () => {
    const workspace = copy();
    const edit = (file: string, from: RegExp, to: string) =>
      writeFileSync(join(workspace, file), readFileSync(join(workspace, file), "utf8").replace(from, to));
    edit("groups.csv", /(\/group\/\d+),,/, "$1,creat,");
    edit("people.csv", /(\/person\/\d+),,/, "$1,nobody@nowhere,");
    const told = await doctor(workspace);
    expect(told.code).toBe(2);
    expect(told.of("bad").join("\n")).toMatch(/decisions: .*groups\.csv, line \d+.*creat[\s\S]*people\.csv, line \d+.*nobody@nowhere/);
  });

  it("a store that is no database, one with broken pages, and one of a newer version", async () => {
    const none = copy();
    writeFileSync(join(none, "regroup.db"), "this was a database once".repeat(100));
    expect((await doctor(none)).of("bad").join("\n")).toContain("store: regroup.db in");

    const broken = copy();
    const bytes = readFileSync(join(broken, "regroup.db"));
    bytes.fill(0xaa, 8192 * 20, 8192 * 24);
    writeFileSync(join(broken, "regroup.db"), bytes);
    const told = await doctor(broken);
    expect(told.code).toBe(2);
    expect(told.of("bad").join("\n")).toMatch(/store: .*damaged/);

    const newer = copy();
    const { db, close } = openForWriting(newer);
    db.pragma("user_version = 999");
    close();
    expect((await doctor(newer)).of("bad").join("\n")).toContain("written by a newer regroup (schema 999");
  });

  it("rows that point at nothing", async () => {
    const workspace = copy();
    const { db, close } = openForWriting(workspace);
    db.pragma("foreign_keys = OFF");
    db.exec(
      "UPDATE membership SET person_id = 999999999 WHERE (group_id, person_id) = (SELECT group_id, person_id FROM membership LIMIT 1)",
    );
    close();
    expect((await doctor(workspace)).of("bad").join("\n")).toContain("store: 1 row of regroup.db points at nothing");
  });

  it("an account that an export has left changed, unless one is running", async () => {
    const workspace = copy();
    const store = openForWriting(workspace);
    settingsJournal(store.db, "yammer-api").record("supervisor_mode", "off");
    const meanwhile = await doctor(workspace);
    store.close();
    const left = await doctor(workspace);
    expect(meanwhile.of("warn")).toEqual([]);
    expect(left.of("warn").join("\n")).toContain("account: An export that was cut off has left private content shown");
    expect(left.code).toBe(1);
  });

  it("somebody who is writing now", async () => {
    const workspace = copy();
    const store = openForWriting(workspace);
    const told = await doctor(workspace);
    store.close();
    expect(told.of("note").join("\n")).toContain("lock: A regroup command is writing");
    expect(told.code).toBe(0);
  });

  it("a workspace that this user may not write is exit 3", async () => {
    const workspace = copy();
    for (const path of filesBelow(workspace)) chmodSync(join(workspace, path), 0o444);
    for (const folder of [".", "logs"]) chmodSync(join(workspace, folder), 0o555);
    chmodSync(scratch, 0o755);
    const under = process.getuid?.() === 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
    const told = await doctor(workspace, [], { under });
    for (const folder of [".", "logs"]) chmodSync(join(workspace, folder), 0o755);
    expect(told.code).toBe(3);
    expect(told.of("bad").join("\n")).toMatch(/access: This user may not write: the workspace itself, .*regroup\.db/);
  });

  it("a folder without anything", async () => {
    const workspace = join(scratch, "empty");
    mkdirSync(workspace, { mode: 0o700 });
    const told = await doctor(workspace);
    expect(told.code).toBe(2);
    expect(told.of("bad")).toEqual([expect.stringContaining("config: There is no regroup.yaml")]);
    expect(filesBelow(workspace)).toEqual([]);
  });
});

describe("a workspace in a synchronised folder", () => {
  it("is refused by every command that writes, and nothing is put there", async () => {
    const workspace = copy("OneDrive - Contoso");
    const before = hashTree(workspace);
    for (const args of [["export"], ["map"], ["plan"], ["approve", "--by", "x"], ["import"], ["verify"]]) {
      const { code, stderr } = await regroup(workspace, args);
      expect(code, args[0]).toBe(2);
      expect(stderr).toContain('lies in OneDrive ("OneDrive - Contoso")');
    }
    expect(hashTree(workspace)).toBe(before);
  });

  it("is what doctor says of it, without a file beside the store and without a log", async () => {
    const workspace = join(scratch, "OneDrive - Contoso");
    const before = hashTree(workspace);
    const told = await doctor(workspace);
    expect(told.code).toBe(2);
    expect(told.of("bad")).toEqual([expect.stringContaining("place: The workspace")]);
    expect(hashTree(workspace)).toBe(before);
  });

  it("is found through a link", async () => {
    const link = join(scratch, "short");
    symlinkSync(join(scratch, "OneDrive - Contoso"), link);
    expect((await regroup(link, ["map"])).code).toBe(2);
  });

  it("is allowed by its full name in REGROUP_ALLOW_PLACE, with a warning each time", async () => {
    const workspace = join(scratch, "OneDrive - Contoso");
    const env = { REGROUP_ALLOW_PLACE: workspace };
    const { code, stderr } = await regroup(workspace, ["map"], { env });
    expect(code).toBe(0);
    expect(stderr).toContain("REGROUP_ALLOW_PLACE allows it");
    const told = await doctor(workspace, [], { env });
    expect(told.code).toBe(1);
    expect(told.of("warn")).toEqual([expect.stringContaining("which REGROUP_ALLOW_PLACE allows")]);
    expect(query<{ n: number }>(workspace, "SELECT count(*) AS n FROM run WHERE command = 'map'")[0]?.n).toBe(2);
    expect(existsSync(join(workspace, "logs")) && statSync(join(workspace, "logs")).isDirectory()).toBe(true);
  });

  it("is no place for a demo either", async () => {
    const folder = join(scratch, "Dropbox", "demo");
    const { code } = await regroup(scratch, ["demo", folder]);
    expect(code).toBe(2);
    expect(existsSync(folder)).toBe(false);
  });
});
