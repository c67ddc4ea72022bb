import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import type { Status } from "../../src/store/status.ts";
import {
  FIXTURES,
  hashTree,
  makeWorkspace,
  query,
  regroup,
  runLine,
  scratchFolder,
  startRegroup,
  type RunOptions,
} from "../support/cli.ts";

/** `status` beside other processes: the real program, on real locks. */

vi.setConfig({ testTimeout: 120_000 });
const scratch = scratchFolder();

async function statusOf(workspace: string, options?: RunOptions): Promise<Status> {
  const { code, stdout, stderr } = await regroup(workspace, ["status", "--json"], options);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Status;
}

/** An export that takes long enough to be met while it is read. */
function largeExport(name: string): string {
  const workspace = makeWorkspace(scratch, name, { sources: [{ kind: "yammer-export", inputs: ["large"] }] });
  const rows = Array.from({ length: 80_000 }, (_, n) => `${n + 1},${n + 1},7,false,5,text ${"x".repeat(120)} ${n},2024-01-05T09:00:00Z`);
  mkdirSync(join(workspace, "large"));
  const header = "id,thread_id,group_id,in_private_conversation,sender_id,body,created_at";
  writeFileSync(join(workspace, "large", "Messages.csv"), `${header}\n${rows.join("\n")}\n`);
  return workspace;
}

/** Until the run has noted itself and its progress in the store. */
async function untilNoted(workspace: string, isAlive: () => boolean): Promise<void> {
  while (isAlive()) {
    try {
      if (query(workspace, "SELECT 1 FROM state WHERE name = 'progress'").length > 0) return;
    } catch {
      // The store is not there yet.
    }
    await delay(5);
  }
  throw new Error("the export ended before anybody could look");
}

describe("regroup status", () => {
  it("tells a command that is running from one that was killed, and names what to run", async () => {
    const workspace = largeExport("running");
    const running = startRegroup(workspace, ["export"]);
    await untilNoted(workspace, running.isAlive);
    running.kill("SIGSTOP");
    const during = await statusOf(workspace);
    expect(during.running).toMatchObject({ command: "export", progress: { title: "Reading the export", unit: "MB" } });
    expect(during.running?.progress?.total).toBeGreaterThan(10);
    expect(during).toMatchObject({ cutOff: null, isLive: true, next: "regroup status" });
    const words = await regroup(workspace, ["status"]);
    expect(words.stdout).toMatch(/regroup export is running, for \d+ s\n {4}Reading the export: \d+ of \d+ MB/);

    running.kill("SIGKILL");
    await running.ended;
    const after = await statusOf(workspace);
    expect(after.running).toBeNull();
    expect(after.cutOff).toMatchObject({ command: "export", progress: { title: "Reading the export" } });
    expect(after.next).toBe("regroup export");

    await runLine(workspace, ["export"]);
    expect(await statusOf(workspace)).toMatchObject({ stage: "exported", running: null, cutOff: null, next: "regroup map" });
  });

  it("counts what nobody has decided, by posts", async () => {
    const workspace = makeWorkspace(scratch, "undecided", {
      sources: [{ kind: "yammer-export", inputs: [join(FIXTURES, "contoso-export.zip")] }],
      target: { kind: "static-site", directory: join(FIXTURES, "directory.csv") },
    });
    await runLine(workspace, ["export"], ["map"]);
    const { undecided, counts } = await statusOf(workspace);
    const [row] = query<{ n: number }>(workspace, "SELECT count(*) AS n FROM message WHERE group_id IS NOT NULL");
    expect(undecided.groups).toEqual({ rows: counts["groups"], messages: row?.n });
    const people = query<{ rows: number; messages: number }>(
      workspace,
      `SELECT count(DISTINCT p.id) AS rows, count(*) AS messages FROM message m JOIN person_mapping p ON p.network = m.network AND p.id = m.author_id
       WHERE p.target_person IS NULL`,
    );
    expect(undecided.people).toEqual(people[0]);
    expect(undecided.people.rows).toBeGreaterThan(0);
  });

  it("knows how far an import and a verification came", async () => {
    const workspace = makeWorkspace(scratch, "noted", {
      sources: [{ kind: "yammer-export", inputs: [join(FIXTURES, "contoso-export.zip")] }],
    });
    const noted = () =>
      query<{ value: string }>(workspace, "SELECT value FROM state WHERE name = 'progress'").map(
        ({ value }) => JSON.parse(value) as unknown,
      );
    await runLine(workspace, ["export"], ["map"], ["plan"], ["approve", "--by", "A Sponsor"], ["import"]);
    const [actions] = query<{ n: number }>(workspace, "SELECT count(*) AS n FROM action WHERE state = 'done'");
    expect(noted()).toMatchObject([{ title: "Importing", unit: "actions", done: actions?.n, total: actions?.n }]);
    await runLine(workspace, ["verify"]);
    expect(noted()).toMatchObject([{ title: "Reading the target back", total: actions?.n }]);
  });

  it("reads a workspace that it may not write, leaves no trace there, and says that it read a copy", async () => {
    const workspace = makeWorkspace(scratch, "read-only", {
      sources: [{ kind: "yammer-export", inputs: [join(FIXTURES, "contoso-export.zip")] }],
    });
    await runLine(workspace, ["export"]);
    for (const name of ["regroup.db", "regroup.lock"]) chmodSync(join(workspace, name), 0o444);
    chmodSync(join(workspace, "logs"), 0o555);
    chmodSync(workspace, 0o555);
    chmodSync(scratch, 0o755);
    const temporary = join(scratch, "temporary");
    mkdirSync(temporary);
    chmodSync(temporary, 0o777);
    const before = hashTree(workspace);
    // Root may write anywhere: there, somebody else looks.
    const under = process.getuid?.() === 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
    try {
      const seen = await statusOf(workspace, { under, env: { TMPDIR: temporary } });
      expect(seen).toMatchObject({ stage: "exported", isLive: false, running: null, next: "regroup map" });
      expect(hashTree(workspace)).toBe(before);
      expect(hashTree(temporary)).toBe("");
      expect(existsSync(join(workspace, "regroup.db-shm"))).toBe(false);
    } finally {
      chmodSync(workspace, 0o755);
      chmodSync(join(workspace, "logs"), 0o755);
    }
  });
});
