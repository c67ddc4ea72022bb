import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, vi } from "vitest";
import { loadConfig } from "../../src/config.ts";
import type { Status } from "../../src/store/status.ts";
import { FIXTURES, hashTree, regroup, runLine, scratchFolder } from "../support/cli.ts";

/** `init` without anybody to ask, and with somebody at a terminal: the real program. */

vi.setConfig({ testTimeout: 60_000 });
const scratch = scratchFolder();
const BIN = fileURLToPath(new URL("../../bin/regroup.js", import.meta.url));

function folder(name: string, files: Readonly<Record<string, string>> = {}): string {
  const path = join(scratch, name);
  mkdirSync(join(path, "exports"), { recursive: true, mode: 0o700 });
  for (const [file, from] of Object.entries(files)) copyFileSync(join(FIXTURES, from), join(path, file));
  return path;
}

const fixture = { "exports/2024.zip": "contoso-export.zip", "members.csv": "members.csv", "directory.csv": "directory.csv" };

describe("regroup init with nobody to ask", () => {
  it("takes what it finds, and the line runs from there", async () => {
    const workspace = folder("found", fixture);
    const { code, stdout } = await regroup(scratch, [
      "init",
      workspace,
      "--name",
      "Learning: a network",
      "--time-zone",
      "Europe/Berlin",
      "--language",
      "de",
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/exports\/2024\.zip: network export.*\n {4}contoso\.com: \d+ groups, 590 messages/);
    expect(stdout).toContain(`Next: regroup doctor --workspace ${workspace}`);
    expect(loadConfig(workspace)).toMatchObject({
      sources: [{ kind: "yammer-export", inputs: ["exports/2024.zip"], members: "members.csv" }],
      official_network: { name: "Learning: a network" },
      target: { kind: "static-site", path: "site", directory: "directory.csv" },
      language: "de",
      time_zone: "Europe/Berlin",
    });
    expect((await regroup(workspace, ["doctor"])).code).toBe(0);
    await runLine(workspace, ["export"], ["map"], ["plan"]);
    const { stdout: status } = await regroup(workspace, ["status", "--json"]);
    expect(JSON.parse(status) as Status).toMatchObject({ stage: "planned", counts: { messages: 590 } });
  });

  it("names every flag that is missing, and writes nothing", async () => {
    const workspace = folder("missing");
    const { code, stderr } = await regroup(workspace, ["init"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--input.*\n.*--name/);
    expect(readdirSync(workspace)).toEqual(["exports"]);
  });

  it("takes the live network as a source, alone or beside an export, and asks it nothing", async () => {
    const alone = folder("yammer");
    const { code, stdout } = await regroup(alone, ["init", "--name", "x", "--yammer"]);
    expect(code).toBe(0);
    expect(stdout).toContain(`Next: regroup login --token --workspace ${alone}`);
    expect(loadConfig(alone).sources).toEqual([{ kind: "yammer-api" }]);
    expect(readFileSync(join(alone, "regroup.yaml"), "utf8")).toContain("# microsoft:");
    const inHand = folder("token-in-hand");
    const env = { REGROUP_YAMMER_TOKEN: "abc" };
    expect((await regroup(inHand, ["init", "--name", "x", "--yammer"], { env })).stdout).toContain("Next: regroup doctor");
    const app = folder("app");
    const id = "11111111-2222-3333-4444-555555555555";
    const flags = ["init", "--name", "x", "--tenant", "contoso.onmicrosoft.com"];
    expect(await regroup(app, flags)).toMatchObject({ code: 2, stderr: expect.stringContaining("--tenant stands alone") as string });
    expect(await regroup(app, [...flags, "--client-id", "mine"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("no client id") as string,
    });
    expect((await regroup(app, [...flags, "--client-id", id])).stdout).toContain("Next: regroup login --workspace");
    expect(loadConfig(app)).toMatchObject({
      sources: [{ kind: "yammer-api" }],
      microsoft: { tenant: "contoso.onmicrosoft.com", client_id: id },
    });
    const beside = folder("both", fixture);
    expect((await regroup(beside, ["init", "--name", "x", "--yammer"])).code).toBe(0);
    expect(loadConfig(beside).sources).toMatchObject([{ kind: "yammer-export", members: "members.csv" }, { kind: "yammer-api" }]);
  });

  it("makes the folder, which nobody else may enter, and only when all is well", async () => {
    const workspace = join(scratch, "deep", "new");
    const zip = join(FIXTURES, "contoso-export.zip");
    const args = ["init", workspace, "--name", "x", "--input"];
    expect((await regroup(scratch, [...args, join(scratch, "nowhere.zip")])).code).toBe(2);
    expect((await regroup(scratch, [...args, zip, "--language", "pl"])).code).toBe(2);
    expect((await regroup(scratch, [...args, zip, "--members", "nobody.csv"])).code).toBe(2);
    expect(existsSync(join(scratch, "deep"))).toBe(false);
    const { code, stdout } = await regroup(scratch, [...args, zip, "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ workspace, inputs: [zip], found: { exports: [{ networks: [{ messages: 590 }] }] } });
    expect(statSync(workspace).mode & 0o777).toBe(0o700);
  });

  it("never overwrites", async () => {
    const workspace = folder("existing", fixture);
    writeFileSync(join(workspace, "regroup.yaml"), "# mine\n");
    const before = hashTree(workspace);
    const { code, stderr } = await regroup(workspace, ["init", "--name", "x"]);
    expect(code).toBe(2);
    expect(stderr).toContain("already; it stays as it is");
    expect(hashTree(workspace)).toBe(before);
  });

  it("refuses a synchronised folder as every command does, and makes nothing there", async () => {
    const workspace = join(scratch, "Dropbox", "lln");
    const { code, stderr } = await regroup(scratch, ["init", workspace, "--name", "x", "--input", join(FIXTURES, "contoso-export.zip")]);
    expect(code).toBe(2);
    expect(stderr).toContain('lies in Dropbox ("Dropbox")');
    expect(existsSync(join(scratch, "Dropbox"))).toBe(false);
  });

  it("leaves nothing of a file that could not be written whole", async () => {
    const workspace = folder("full", fixture);
    const { code, stderr } = await regroup(workspace, ["init", "--name", "x"], { under: ["prlimit", "--fsize=100"] });
    expect(code).toBe(2);
    expect(stderr).toContain("cannot be written (EFBIG)");
    expect(existsSync(join(workspace, "regroup.yaml"))).toBe(false);
  });
});

/** Answers each question when it is on the screen; `script` gives the program a terminal. */
async function converse(
  workspace: string,
  answers: readonly (readonly [question: string, keys: string])[],
): Promise<{ code: number | null; screen: string }> {
  const command = [process.execPath, BIN, "init", workspace].map((part) => JSON.stringify(part)).join(" ");
  const child = spawn("script", ["-qfec", command, "/dev/null"], {
    env: { PATH: process.env["PATH"] ?? "", TERM: "xterm", TZ: "Europe/Paris", NO_COLOR: "1" },
  });
  let screen = "";
  let next = 0;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    screen += text;
    const [question, keys] = answers[next] ?? [];
    if (question === undefined || keys === undefined || !screen.includes(question)) return;
    next++;
    child.stdin.write(keys);
  });
  const code = await new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
  return { code, screen };
}

describe("regroup init at a terminal", () => {
  it("asks only what it does not know, says why, and writes at the end", async () => {
    const workspace = folder("asked", fixture);
    const { code, screen } = await converse(workspace, [
      ["called?", "Learning\r"],
      ["sign in with?", "\r"],
      ["which language?", "\r"],
      ["which time zone?", "\r"],
      ["regroup.yaml?", "\r"],
    ]);
    expect(code).toBe(0);
    expect(screen).toContain("Its name stands over everything that is made.");
    expect(screen).not.toContain("Which file");
    expect(screen).not.toContain("Where is the export?");
    expect(screen).toContain("The live network tells what no export does");
    expect(loadConfig(workspace)).toMatchObject({ official_network: { name: "Learning" }, time_zone: "Europe/Paris", language: "en" });
  });

  it("offers the live network where there is no export, and asks who signs in", async () => {
    const workspace = folder("asked-live");
    const { code, screen } = await converse(workspace, [
      ["called?", "Learning\r"],
      ["sign in with?", "\r"],
      ["How will you sign in?", "\u001b[B\r"],
      ["Which tenant", "contoso.onmicrosoft.com\r"],
      ["Which app", "11111111-2222-3333-4444-555555555555\r"],
      ["which language?", "\r"],
      ["which time zone?", "\r"],
      ["regroup.yaml?", "\r"],
    ]);
    expect(code).toBe(0);
    expect(screen).toContain("No export was found. The live network can be read instead");
    expect(screen).not.toContain("Where is the export?");
    expect(screen).toContain("Next: regroup login --workspace");
    expect(loadConfig(workspace)).toMatchObject({ sources: [{ kind: "yammer-api" }], microsoft: { tenant: "contoso.onmicrosoft.com" } });
  });

  it("leaves nothing behind when somebody leaves", async () => {
    const workspace = folder("left", fixture);
    const before = hashTree(workspace);
    for (const answers of [
      [["called?", "\u0003"]],
      [
        ["called?", "x\r"],
        ["sign in with?", "\r"],
        ["which language?", "\u0003"],
      ],
      [
        ["called?", "x\r"],
        ["sign in with?", "\r"],
        ["which language?", "\r"],
        ["which time zone?", "\r"],
        ["regroup.yaml?", "n\r"],
      ],
    ] as const) {
      const { code, screen } = await converse(workspace, answers);
      expect(code).toBe(130);
      expect(screen).toContain("Stopped. Nothing was written.");
    }
    expect(hashTree(workspace)).toBe(before);
    expect(readFileSync(join(workspace, "members.csv"), "utf8")).not.toBe("");
  });
});
