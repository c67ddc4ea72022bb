import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { FIXTURES, makeWorkspace, regroup, runLine, scratchFolder, writeConfig, type Ended } from "../support/cli.ts";

/** What a person gets wrong before anything runs: told in a sentence, with a way out, and nothing is left behind. */

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const scratch = scratchFolder();
const commands = [["export"], ["map"], ["plan"], ["approve", "--by", "A Sponsor"], ["import"], ["verify"]] as const;

const source = { kind: "yammer-export", inputs: ["contoso-export.zip"], members: "members.csv" };
const config = (more: Readonly<Record<string, unknown>> = {}) => ({ sources: [source], ...more });

/** Exit 2, words, a hint below them, and no trace of the program's inside. */
function expectUsageError({ code, stdout, stderr }: Ended, ...words: readonly (string | RegExp)[]): void {
  expect({ code, stdout, stderr }).toMatchObject({ code: 2, stdout: "" });
  for (const word of words) expect(stderr).toMatch(word);
  expect(stderr.trim().split("\n").length).toBeGreaterThan(1);
  expect(stderr).not.toMatch(/^ +at |node:internal|file:\/\/|bug in regroup|ZodError|\[object /m);
}

let count = 0;

function workspaceWith(written: unknown): string {
  const workspace = makeWorkspace(scratch, `workspace-${count++}`, written);
  for (const name of ["contoso-export.zip", "members.csv", "directory.csv"]) cpSync(join(FIXTURES, name), join(workspace, name));
  return workspace;
}

const mistakes: readonly (readonly [what: string, written: unknown, ...words: RegExp[]])[] = [
  ["an unknown key", config({ langage: "de" }), /langage is not a key here \(did you mean language\?\); allowed: .*sources/],
  [
    "an unknown key further down",
    config({ policies: { deleted_mesages: "keep" } }),
    /policies\.deleted_mesages is not a key here \(did you mean deleted_messages\?\)/,
  ],
  [
    "an unknown key of a source",
    { sources: [{ ...source, input: ["x.zip"] }] },
    /sources\[0\]\.input is not a key here \(did you mean inputs\?\)/,
  ],
  [
    "a word that is none of those allowed",
    config({ policies: { guests: "placeholders" } }),
    /policies\.guests is "placeholders" \(did you mean placeholder\?\); allowed: .*as-text/,
  ],
  ["another type", config({ official_network: "Leadership" }), /official_network is "Leadership"; it must be a group of keys/],
  [
    "text where a list is needed",
    { sources: [{ ...source, inputs: "contoso-export.zip" }] },
    /sources\[0\]\.inputs is "contoso-export\.zip"; it must be a list/,
  ],
  ["no sources", { language: "en" }, /sources is missing; it must be a list/],
  ["an empty list of sources", { sources: [] }, /sources is \[\]/],
  ["a source without a kind", { sources: [{ inputs: ["x.zip"] }] }, /sources\[0\]\.kind is missing/],
  [
    "an unknown kind of source",
    { sources: [{ kind: "yamer-export", inputs: ["x.zip"] }] },
    /sources\[0\]\.kind is "yamer-export" \(did you mean yammer-export\?\); this version knows: yammer-export/,
  ],
  ["a time zone that does not exist", config({ time_zone: "Europe/Berlim" }), /time_zone is "Europe\/Berlim".*IANA time zone/],
  ["several of them at once", config({ langage: "de", time_zone: 7 }), /langage/, /time_zone is 7; it must be text/],
  ["an empty file", "", /sources is missing/],
  ["a list instead of keys", "- sources\n", /the file is .*it must be a group of keys/],
  ["text instead of keys", "just words\n", /the file is "just words"; it must be a group of keys/],
  ["YAML that is none", "sources: [\n", /not readable YAML/],
];

describe("regroup.yaml with", () => {
  for (const [what, written, ...words] of mistakes) {
    it(`${what}: export says what was read and what is allowed`, async () => {
      const workspace = workspaceWith(written);
      expectUsageError(await regroup(workspace, ["export"]), /^regroup\.yaml/, ...words);
      expect(existsSync(join(workspace, "regroup.db"))).toBe(false);
    });
  }

  it("an unknown kind of target: every command that needs it says so", async () => {
    const workspace = workspaceWith(config());
    await runLine(workspace, ["export"]);
    writeConfig(workspace, config({ target: { kind: "static-sight" } }));
    for (const args of [["map"], ["plan"], ["import"], ["verify"]]) {
      expectUsageError(
        await regroup(workspace, args),
        /target\.kind is "static-sight" \(did you mean static-site\?\); this version knows: .*static-site/,
      );
    }
  });

  it("a target's key written wrong", async () => {
    const workspace = workspaceWith(config());
    await runLine(workspace, ["export"]);
    writeConfig(workspace, config({ target: { kind: "static-site", dirctory: "directory.csv" } }));
    expectUsageError(await regroup(workspace, ["map"]), /target\.dirctory is not a key here \(did you mean directory\?\)/);
    writeConfig(workspace, config({ target: { kind: "static-site", directory: "nobody.csv" } }));
    expectUsageError(await regroup(workspace, ["map"]), /nobody\.csv/);
    writeConfig(workspace, config({ target: { kind: "static-site", path: "../elsewhere" } }));
    expectUsageError(await regroup(workspace, ["map"]), /"\.\.\/elsewhere"/);
  });
});

describe("a workspace that is none", () => {
  it("has no regroup.yaml: named by every command, and nothing is put into the folder", async () => {
    const folder = join(scratch, "no-config");
    mkdirSync(folder);
    for (const args of commands) expectUsageError(await regroup(folder, args), /There is no regroup\.yaml in/, /regroup demo|README/);
    expectUsageError(await regroup(folder, ["status"]), /There is no store in/, /regroup export/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("does not exist, or is a file: it is not made", async () => {
    const nowhere = join(scratch, "nowhere");
    const file = join(scratch, "a-file");
    writeFileSync(file, "");
    for (const workspace of [nowhere, file]) {
      for (const args of [...commands, ["status"]]) expectUsageError(await regroup(workspace, args), /is not a folder/);
    }
    expect(existsSync(nowhere)).toBe(false);
  });
});

describe("commands out of order", () => {
  it("before export, each says that export comes first, and makes nothing", async () => {
    const workspace = workspaceWith(config());
    const before = readdirSync(workspace);
    for (const args of [["map"], ["plan"], ["approve", "--by", "A Sponsor"], ["import"], ["verify"], ["status"]]) {
      expectUsageError(await regroup(workspace, args), /There is no store in/, /Run `regroup export` first\./);
    }
    expect(readdirSync(workspace).filter((name) => name !== "logs")).toEqual(before);
  });

  it("inputs that do not exist are all named at once", async () => {
    const workspace = workspaceWith({
      sources: [{ kind: "yammer-export", inputs: ["one.zip", "contoso-export.zip", "two/"], members: "three.csv" }],
    });
    expectUsageError(
      await regroup(workspace, ["export"]),
      /one\.zip does not exist/,
      /two.* does not exist/,
      /three\.csv does not exist/,
      /sources\[\]\.inputs/,
    );
    expect(existsSync(join(workspace, "regroup.db"))).toBe(false);
  });

  it("an unknown command or flag is told with what was probably meant", async () => {
    const workspace = workspaceWith(config());
    expectUsageError(await regroup(workspace, ["exprot"]), /unknown command 'exprot'/, /Did you mean export/);
    expectUsageError(await regroup(workspace, ["import", "--dryrun"]), /unknown option '--dryrun'/, /--dry-run/);
  });
});

describe("--json", () => {
  const allowed = {
    export: [0, 1],
    map: [0],
    plan: [0],
    approve: [0],
    import: [0],
    verify: [0],
    status: [0],
  } as const;
  let workspace: string;

  beforeAll(() => {
    workspace = workspaceWith(config({ target: { kind: "static-site", directory: "directory.csv" } }));
  });

  it("is one document on stdout for every command that succeeds", async () => {
    const documents: Record<string, unknown> = {};
    for (const [name, codes] of Object.entries(allowed)) {
      const { code, stdout } = await regroup(workspace, [name, "--json", ...(name === "approve" ? ["--by", "A Sponsor"] : [])]);
      expect(codes).toContain(code);
      documents[name] = JSON.parse(stdout);
    }
    expect(documents).toMatchObject({
      export: { skips: 0, filesLost: 0 },
      map: { people: {}, groups: {} },
      plan: { approvedBy: null },
      approve: { by: "A Sponsor" },
      import: { failures: [], outcomes: { failed: 0 } },
      verify: { findings: [], notImported: 0 },
      status: { stage: "verified", next: "" },
    });
    const dryRun = await regroup(workspace, ["import", "--dry-run", "--json"]);
    expect(dryRun.code).toBe(0);
    expect(JSON.parse(dryRun.stdout)).toMatchObject({ toDo: 0, approvedBy: "A Sponsor" });
    const demo = await regroup(workspace, ["demo", join(scratch, "demo"), "--json"]);
    expect(demo.code).toBe(0);
    expect(JSON.parse(demo.stdout)).toMatchObject({ clean: true, workspace: join(scratch, "demo") });
  });

  it("is one document on stdout for every command that fails, and says the exit code", async () => {
    const failures: [args: readonly string[], workspace: string, exit: number][] = [
      ...[...commands, ["status"]].map((args): [readonly string[], string, number] => [args, join(scratch, "nowhere-at-all"), 2]),
      [["approve"], workspace, 2],
      [["approve", "--by", "A Sponsor", "--hash", "0000-0000"], workspace, 5],
      [["demo", scratch], workspace, 2],
      [["import", "--no-such-flag"], workspace, 2],
      [["no-such-command"], workspace, 2],
      [[], workspace, 2],
    ];
    for (const [args, at, exit] of failures) {
      const { code, stdout, stderr } = await regroup(at, [...args, "--json"]);
      expect({ args, code }).toEqual({ args, code: exit });
      const document = JSON.parse(stdout) as { error: { message: string; hint: string; exit: number } };
      expect(document.error.exit).toBe(exit);
      expect(document.error.message).not.toBe("");
      expect(document.error.hint).not.toBe("");
      expect(stderr).not.toBe("");
    }
  });
});
