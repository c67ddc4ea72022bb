import { cpSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { dumpViews, FIXTURES, hashTree, makeWorkspace, query, regroup, runLine, scratchFolder, type Ended } from "../support/cli.ts";

/** The phases of an import as people run them: held, looked at, opened; killed anywhere; by wave and group; signed with a scope. */

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const scratch = scratchFolder();
let approved: string;
let once: string;

beforeAll(async () => {
  approved = makeWorkspace(scratch, "approved", {
    sources: [{ kind: "yammer-export", inputs: ["contoso-export.zip"], members: "members.csv" }],
    target: { kind: "static-site", path: "site", directory: "directory.csv" },
    time_zone: "Europe/Berlin",
  });
  for (const name of ["contoso-export.zip", "members.csv", "directory.csv"]) cpSync(join(FIXTURES, name), join(approved, name));
  await runLine(approved, ["export"], ["plan"], ["approve", "--by", "A Sponsor"]);
  once = copyOf("once");
  await runLine(once, ["import"]);
});

function copyOf(name: string): string {
  const copy = join(scratch, name);
  cpSync(approved, copy, { recursive: true, preserveTimestamps: true });
  return copy;
}

const lastLine = ({ stdout }: Ended) => stdout.trimEnd().split("\n").at(-1);
const site = (workspace: string) => hashTree(join(workspace, "site"));

/** Kills a command with SIGKILL after each of these times, then lets it end. */
async function killed(workspace: string, args: readonly string[], afterMs: readonly number[]): Promise<void> {
  for (const killAfterMs of afterMs) await regroup(workspace, args, { killAfterMs });
  await runLine(workspace, args);
}

describe("a soft opening", () => {
  it("holds the members back, says so in its last line, and opening makes the very site of one run", async () => {
    const workspace = copyOf("held");
    const held = await regroup(workspace, ["import", "--hold"]);
    expect([held.code, lastLine(held)]).toEqual([0, "Imported: 195 of 195 actions; nothing failed; 8 groups wait for `regroup open`."]);
    const verified = await regroup(workspace, ["verify"]);
    expect(verified.code).toBe(1);
    expect(verified.stdout).toContain("8 groups wait for `regroup open`.");
    expect(verified.stdout).toContain("0 differences");
    expect((await regroup(workspace, ["plan"])).stdout).toContain("Next: regroup open");
    const opened = await regroup(workspace, ["open"]);
    expect([opened.code, lastLine(opened)]).toEqual([0, "Opened: 8 of 8 actions; nothing failed."]);
    expect((await regroup(workspace, ["verify"])).code).toBe(0);
    expect(site(workspace)).toBe(site(once));
    expect(dumpViews(workspace)).toBe(dumpViews(once));
  });

  it("killed in and between its phases is what one run makes", async () => {
    const workspace = copyOf("killed");
    await killed(workspace, ["import", "--hold"], [400, 650, 900]);
    await killed(workspace, ["open"], [350, 600]);
    expect(site(workspace)).toBe(site(once));
    expect(dumpViews(workspace)).toBe(dumpViews(once));
  });
});

describe("a part of an import", () => {
  it("is refused by name where it is not there or not signed, and goes where it is", async () => {
    const workspace = copyOf("part");
    const unknown = await regroup(workspace, ["import", "--group", "Leadership Book Clab"]);
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining("did you mean Leadership Book Club?") as string]);
    expect((await regroup(workspace, ["import", "--wave", "wave-9"])).code).toBe(2);
    const one = await regroup(workspace, ["import", "--group", "Leadership Book Club"]);
    expect(one.code).toBe(0);
    expect(query(workspace, "SELECT kind FROM action WHERE state = 'done' AND kind = 'sub-group'")).toHaveLength(1);
    await runLine(workspace, ["import"]);
    expect(site(workspace)).toBe(site(once));
  });

  it("stops at a time that is past before it starts, and at one that it cannot read", async () => {
    const workspace = copyOf("late");
    const past = await regroup(workspace, ["import", "--until", "2020-01-01"]);
    expect([past.code, past.stderr]).toEqual([2, expect.stringContaining("which is past") as string]);
    expect((await regroup(workspace, ["import", "--until", "soon"])).code).toBe(2);
    expect(query(workspace, "SELECT pk FROM attempt")).toEqual([]);
  });
});

describe("a wave", () => {
  it("that alone is signed is named by every next step, and what was held stays held when it goes on", async () => {
    const workspace = copyOf("waves");
    writeFileSync(
      join(workspace, "groups.csv"),
      ["key,decision", "contoso.com/group/102400000000,wave: wave-2", "contoso.com/group/102400262148,wave: wave-2", ""].join("\n"),
    );
    await runLine(workspace, ["plan"], ["approve", "--by", "A Sponsor", "--waves", "wave-2"]);
    const next = async () => (JSON.parse((await regroup(workspace, ["status", "--json"])).stdout) as { next: string }).next;
    expect(await next()).toBe("regroup import --wave wave-2");
    await runLine(workspace, ["import", "--hold", "--group", "contoso.com/group/102400000000"]);
    const folder = join(workspace, "site", "t", "contoso.com");
    renameSync(folder, `${folder}.aside`);
    writeFileSync(folder, "in the way");
    expect((await regroup(workspace, ["import", "--hold", "--wave", "wave-2"])).code).toBe(3);
    expect(await next()).toBe("regroup import --hold --wave wave-2");
    rmSync(folder);
    renameSync(`${folder}.aside`, folder);
    const held = await regroup(workspace, ["import", "--hold", "--wave", "wave-2"]);
    expect([held.code, held.stdout]).toEqual([0, expect.stringContaining("Next: regroup open --wave wave-2") as string]);
    expect((await regroup(workspace, ["verify"])).stdout).toContain("Next: regroup open --wave wave-2");
    expect((await regroup(workspace, ["open"])).code).toBe(5);
    expect(await next()).toBe("regroup open --wave wave-2");
    await runLine(workspace, ["open", "--wave", "wave-2"]);
    expect(await next()).toBe("regroup approve --by <name> --waves wave-1");
  });
});

describe("what was signed", () => {
  it("is shown with its scope and evidence while it stands, and with what moved when it does not", async () => {
    const workspace = copyOf("shown");
    const signed = await regroup(workspace, [
      ...["approve", "--by", "Jane Doe", "--new-posts-until", "2026-11-30", "--at-most", "500"],
      ...["--evidence", join(FIXTURES, "members.csv"), "--note", "as agreed"],
    ]);
    expect(signed.code).toBe(0);
    const stands = await regroup(workspace, ["approve", "--show"]);
    expect(stands.code).toBe(0);
    for (const shown of ["Jane Doe", "2026-12-01 00:00 (Europe/Berlin), at most 500", "members.csv, sha256 ", "as agreed", "every wave"])
      expect(stands.stdout).toContain(shown);
    writeFileSync(join(workspace, "regroup.yaml"), `${readFileSync(join(workspace, "regroup.yaml"), "utf8")}language: de\n`);
    const moved = await regroup(workspace, ["approve", "--show", "--json"]);
    expect(moved.code).toBe(5);
    expect(JSON.parse(moved.stdout)).toMatchObject({ stands: false, sincePlan: { total: 1, items: ['language: was "en", is "de"'] } });
  });

  it.each([
    [["--at-most", "5"], "New posts need a time and a number"],
    [["--new-posts-until", "2026-11-30", "--at-most", "none"], "New posts need a time and a number"],
    [["--waves", "wave-1,wave-7"], 'The plan has no wave "wave-7"'],
    [["--evidence", "nowhere.eml"], "The evidence nowhere.eml cannot be read"],
  ])("is nothing where %j is wrong", async (wrong, message) => {
    const { code, stderr } = await regroup(approved, ["approve", "--by", "Jane Doe", ...wrong]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message) as string]);
    expect(query(approved, "SELECT pk FROM approval")).toHaveLength(1);
  });
});
