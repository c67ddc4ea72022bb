import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { membersCsv } from "../support/build-fixture.ts";
import { FIXTURES, hashTree, makeWorkspace, query, regroup, runLine, scratchFolder, writeConfig, type Ended } from "../support/cli.ts";
import { contosoNetwork } from "../support/content/contoso.ts";
import { writeExportZip } from "../support/export-zip.ts";
import { materialise } from "../support/network.ts";
import type { MessageTruth, NetworkTruth, ThreadBundle } from "../support/network/truth.ts";

/** `import` does what was approved and nothing else: whatever moved since is named, and nothing is written. */

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const scratch = scratchFolder();
const BY = "A Sponsor";

const truth = contosoNetwork();
/** An export of last week: some threads and some replies were not written yet. */
const earlier = withBundles(
  truth,
  [...truth.bundles].filter((_, index) => index % 9 !== 4).map((bundle, index) => (index % 5 === 2 ? withoutLast(bundle) : bundle)),
);
/** One that can be told apart, in a public group, and stands in both exports. */
const edited = firstPost(earlier);

let planned: string;
let approved: string;
let imported: string;

const config = (more: Readonly<Record<string, unknown>> = {}, inputs: readonly string[] = ["earlier.zip"]) => ({
  sources: [{ kind: "yammer-export", inputs, members: "members.csv" }],
  official_network: { name: "Leadership Learning Network" },
  target: { kind: "static-site", path: "site", directory: "directory.csv" },
  ...more,
});

beforeAll(async () => {
  planned = makeWorkspace(scratch, "planned", config());
  await writeExportZip(earlier, join(planned, "earlier.zip"));
  await writeExportZip(truth, join(planned, "later.zip"));
  await writeExportZip(withBody(earlier, edited.id, "An afterthought, and nobody has signed it."), join(planned, "edited.zip"));
  writeFileSync(join(planned, "members.csv"), membersCsv(truth));
  cpSync(join(FIXTURES, "directory.csv"), join(planned, "directory.csv"));
  await runLine(planned, ["export"], ["map"], ["plan"]);
  approved = copyOf(planned, "approved");
  await runLine(approved, ["approve", "--by", BY]);
  imported = copyOf(approved, "imported");
  await runLine(imported, ["import"]);
});

function copyOf(workspace: string, name: string): string {
  const copy = join(scratch, name);
  cpSync(workspace, copy, { recursive: true, preserveTimestamps: true });
  return copy;
}

function withBundles(network: NetworkTruth, bundles: readonly ThreadBundle[]): NetworkTruth {
  const messageCount = bundles.reduce((sum, bundle) => sum + bundle.messages.length, 0);
  return materialise({ ...network, messageCount, threadCount: bundles.length }, bundles);
}

function withoutLast(bundle: ThreadBundle): ThreadBundle {
  return bundle.messages.length < 3 ? bundle : { ...bundle, messages: bundle.messages.slice(0, -1) };
}

function withBody(network: NetworkTruth, id: string, body: string): NetworkTruth {
  const change = (message: MessageTruth) => (message.id === id ? { ...message, body, htmlBody: null } : message);
  return withBundles(
    network,
    [...network.bundles].map((bundle) => ({ ...bundle, messages: bundle.messages.map(change) })),
  );
}

function firstPost(network: NetworkTruth): MessageTruth {
  const found = [...network.messages].find(
    (message) => message.groupId !== null && !message.isDeleted && !message.isRedacted && !message.isPrivate && message.inExport,
  );
  if (!found) throw new Error("the network has no post");
  return found;
}

/** Writes into the column `decision` of the first row that `choose` takes, and tells its key. */
function decide(workspace: string, file: "groups.csv" | "people.csv", decision: string, choose: (row: string) => boolean): string {
  const lines = readFileSync(join(workspace, file), "utf8").split("\r\n");
  const at = lines.findIndex((line, index) => index > 0 && choose(line));
  const [key = "", , ...rest] = lines[at]?.split(",") ?? [];
  lines[at] = [key, decision, ...rest].join(",");
  writeFileSync(join(workspace, file), lines.join("\r\n"));
  return key;
}

function expectRefusal({ code, stdout, stderr }: Ended): void {
  expect({ code, stdout }).toEqual({ code: 5, stdout: "" });
  expect(stderr).not.toMatch(/^ +at |bug in regroup/m);
}

describe("import without an approval", () => {
  it("ends with 5, names the plan and what to do, and does not touch the site", async () => {
    const workspace = copyOf(planned, "not-approved");
    const ended = await regroup(workspace, ["import"]);
    expectRefusal(ended);
    expect(ended.stderr).toMatch(/Nobody has approved plan [0-9A-F]{4}-[0-9A-F]{4}\.\n.*regroup approve --by/);
    expect(existsSync(join(workspace, "site"))).toBe(false);
    await runLine(workspace, ["approve", "--by", BY], ["import"], ["verify"]);
  });

  it("ends with 5 where there is no plan at all", async () => {
    const workspace = makeWorkspace(scratch, "no-plan", config());
    for (const name of ["earlier.zip", "members.csv", "directory.csv"]) cpSync(join(planned, name), join(workspace, name));
    await runLine(workspace, ["export"]);
    for (const args of [["import"], ["verify"], ["approve", "--by", BY]]) {
      const ended = await regroup(workspace, args);
      expectRefusal(ended);
      expect(ended.stderr).toContain("There is no plan yet.");
      expect(ended.stderr).toContain("regroup plan");
    }
    expect(existsSync(join(workspace, "site"))).toBe(false);
  });
});

describe("approve", () => {
  it("refuses another plan's hash with 5, takes its own however it is written", async () => {
    const workspace = copyOf(planned, "hashes");
    const { hash } = query<{ hash: string }>(workspace, "SELECT hash FROM plan ORDER BY id DESC")[0] ?? { hash: "" };
    for (const wrong of ["0000-0000", hash.slice(0, 4), "no hash"]) {
      const ended = await regroup(workspace, ["approve", "--by", BY, "--hash", wrong]);
      expectRefusal(ended);
      expect(ended.stderr).toContain(`${hash.slice(0, 4)}-${hash.slice(4, 8)}`.toUpperCase());
    }
    expectRefusal(await regroup(workspace, ["import"]));
    expect(query(workspace, "SELECT 1 FROM approval")).toEqual([]);
    const right = `${hash.slice(0, 4).toUpperCase()} ${hash.slice(4, 8)}`;
    expect((await regroup(workspace, ["approve", "--by", BY, "--hash", right])).code).toBe(0);
    expect(query(workspace, "SELECT approved_by AS by, hash FROM approval")).toEqual([{ by: BY, hash }]);
  });

  it("wants a name", async () => {
    const workspace = copyOf(planned, "no-name");
    for (const args of [["approve"], ["approve", "--by", "  "], ["approve", "--by"]]) {
      const { code, stderr } = await regroup(workspace, args);
      expect(code).toBe(2);
      expect(stderr).toContain("--by");
    }
    expect(query(workspace, "SELECT 1 FROM approval")).toEqual([]);
  });
});

/** Each changes something that was signed, and says what the refusal has to name. */
const changes: readonly (readonly [what: string, change: (workspace: string) => Promise<readonly string[]>])[] = [
  ["a decision in groups.csv", (at) => done([decide(at, "groups.csv", "skip", () => true), "groups.csv says skip"])],
  [
    "a decision in people.csv",
    (at) => done([decide(at, "people.csv", "skip", (row) => row.includes("placeholder")), "people.csv says skip"]),
  ],
  [
    "a decision in people.csv, and map has read it",
    async (at) => {
      const key = decide(at, "people.csv", "as-text", (row) => row.includes("placeholder"));
      await runLine(at, ["map"]);
      return [key];
    },
  ],
  [
    "a decision in groups.csv, and map has read it",
    async (at) => {
      const key = decide(at, "groups.csv", "skip", () => true);
      await runLine(at, ["map"]);
      return [key];
    },
  ],
  ["a policy", (at) => configured(at, { policies: { deleted_messages: "keep" } }, ["policies.deleted_messages", "skip", "keep"])],
  ["who becomes a member", (at) => configured(at, { policies: { members: "owners" } }, ["policies.members", "all", "owners"])],
  [
    "the official network's name",
    (at) =>
      configured(at, { official_network: { name: "Another Network" } }, [
        "official_network",
        "Leadership Learning Network",
        "Another Network",
      ]),
  ],
  ["the time zone", (at) => configured(at, { time_zone: "Asia/Tokyo" }, ["time_zone", "UTC", "Asia/Tokyo"])],
  ["the language", (at) => configured(at, { language: "de" }, ["language", '"en"', '"de"'])],
  [
    "where the site goes",
    (at) => configured(at, { target: { kind: "static-site", path: "site/below", directory: "directory.csv" } }, ["static-site:site/below"]),
  ],
  [
    "what a message says",
    async (at) => {
      writeConfig(at, config({}, ["earlier.zip", "edited.zip"]));
      await runLine(at, ["export"]);
      return [`/thread/${edited.threadId}`];
    },
  ],
];

function done(words: readonly string[]): Promise<readonly string[]> {
  return Promise.resolve(words);
}

function configured(workspace: string, more: Readonly<Record<string, unknown>>, words: readonly string[]): Promise<readonly string[]> {
  writeConfig(workspace, config(more));
  return done(words);
}

describe("import after something that was approved has changed", () => {
  for (const [what, change] of changes) {
    it(`ends with 5 and names ${what}`, async () => {
      const workspace = copyOf(approved, `changed ${what}`);
      const words = await change(workspace);
      const ended = await regroup(workspace, ["import"]);
      expectRefusal(ended);
      expect(ended.stderr).toContain(`What ${BY} approved has changed since:`);
      for (const word of words) expect(ended.stderr).toContain(word);
      expect(ended.stderr).toContain("regroup plan");
      expect(existsSync(join(workspace, "site"))).toBe(false);
    });
  }

  it("the way out that it names leads there, whatever has changed", async () => {
    const workspace = copyOf(approved, "way-out");
    decide(workspace, "groups.csv", "skip", () => true);
    decide(workspace, "people.csv", "as-text", (row) => row.includes("placeholder"));
    writeConfig(workspace, config({ language: "de", time_zone: "Europe/Berlin" }, ["earlier.zip", "edited.zip"]));
    await runLine(workspace, ["export"]);
    expectRefusal(await regroup(workspace, ["import"]));
    await runLine(workspace, ["plan"]);
    expectRefusal(await regroup(workspace, ["import"]));
    await runLine(workspace, ["approve", "--by", BY], ["import"], ["verify"]);
  });

  it("changed back, it is what was approved again", async () => {
    const workspace = copyOf(approved, "changed-back");
    decide(workspace, "groups.csv", "skip", () => true);
    writeConfig(workspace, config({ time_zone: "Asia/Tokyo" }));
    expectRefusal(await regroup(workspace, ["import"]));
    decide(workspace, "groups.csv", "", () => true);
    writeConfig(workspace, config());
    await runLine(workspace, ["import"], ["verify"]);
    expect(hashTree(join(workspace, "site"))).toBe(hashTree(join(imported, "site")));
  });

  it("leaves a site that stands already as it is", async () => {
    const workspace = copyOf(imported, "standing");
    writeConfig(workspace, config({ official_network: { name: "Another Network" } }));
    expectRefusal(await regroup(workspace, ["import"]));
    expect(hashTree(join(workspace, "site"))).toBe(hashTree(join(imported, "site")));
  });
});

describe("messages that arrived after the approval", () => {
  const undecided = "SELECT kind, count(*) AS records FROM v_fate WHERE fate = 'undecided' GROUP BY kind ORDER BY kind";

  for (const [when, start] of [
    ["before the import", () => copyOf(approved, "new-before")],
    ["after it", () => copyOf(imported, "new-after")],
  ] as const) {
    it(`${when}, void nothing: they stay undecided until a new plan`, async () => {
      const workspace = start();
      writeConfig(workspace, config({}, ["earlier.zip", "later.zip"]));
      await runLine(workspace, ["export"]);
      await runLine(workspace, ["import"], ["verify"]);
      expect(hashTree(join(workspace, "site"))).toBe(hashTree(join(imported, "site")));
      const kinds = query<{ kind: string; records: number }>(workspace, undecided);
      const known = new Set([...earlier.messages].map((message) => message.id));
      const arrived = [...truth.messages].filter((message) => message.inExport && !known.has(message.id)).length;
      expect(arrived).toBeGreaterThan(20);
      expect(kinds).toContainEqual({ kind: "message", records: arrived });

      await runLine(workspace, ["plan"]);
      expect(query(workspace, undecided)).toEqual([]);
      expectRefusal(await regroup(workspace, ["import"]));
      await runLine(workspace, ["approve", "--by", BY], ["import"], ["verify"]);
      expect(query(workspace, "SELECT 1 FROM v_fate WHERE fate NOT IN ('migrated', 'archived', 'skipped')")).toEqual([]);
      expect(query(workspace, "SELECT 1 FROM v_fate WHERE fate = 'skipped' AND reason IS NULL")).toEqual([]);
    });
  }
});
