import { describe, expect, it } from "vitest";
import { verdict } from "../../../src/cli/commands/import.ts";
import { describe as statusLines } from "../../../src/cli/commands/status.ts";
import { screen } from "../../../src/cli/commands/plan.ts";
import { amount } from "../../../src/cli/progress.ts";
import { counted } from "../../../src/counted.ts";
import type { Status } from "../../../src/store/status.ts";
import { samplePlan } from "../../support/plan-sample.ts";

/** A number, and a noun in the plural behind a one. */
const WRONG =
  /(?<![\d,.])1 (?:[a-z-]+ )?(?:networks|people|groups|memberships|threads|messages|files|gaps|rows|posts|actions|findings|items)\b/;

const one: Status = {
  stage: "importing",
  counts: { networks: 1, people: 1, groups: 1, memberships: 1, threads: 1, messages: 1, files: 1 },
  gaps: 1,
  skips: 1,
  plan: { hash: "7f3a91c2".padEnd(64, "0"), done: 1, toDo: 1, failed: 1 },
  approvedBy: null,
  approvedWaves: null,
  findings: 1,
  running: {
    command: "import",
    startedAt: 0,
    token: null,
    pausedUntil: null,
    progress: { title: "Importing", unit: "actions", done: 1, total: 1, perSecond: 0, secondsLeft: null, detail: null, at: 0 },
  },
  cutOff: null,
  undecided: { people: { rows: 1, messages: 1 }, groups: { rows: 1, messages: 1 } },
  isLive: true,
  next: "regroup import",
};

describe("one of something", () => {
  it("is never told in the plural", () => {
    const outcomes = { done: 0, unchanged: 0, adopted: 0, skipped: 0, failed: 1 };
    const imported = { outcomes, wanted: 1, landed: 1, waiting: 1, stoppedAt: null, failures: [], warnings: [], next: "" };
    const plan = { ...samplePlan(), toDo: 1, approval: undefined };
    const lines = [...statusLines(one, 0), verdict(imported, { part: "all", timeZone: "UTC" }), ...screen(plan)];
    expect(lines.filter((line) => WRONG.test(line))).toEqual([]);
    expect(lines.join("\n")).toContain("1 network, 1 person, 1 group, 1 membership, 1 thread, 1 message, 1 file");
    expect(lines.join("\n")).toContain("undecided: 1 person without an account, 1 post (people.csv)");
    expect(lines.join("\n")).toContain("Importing: 1 of 1 action");
  });

  it("and many are told apart, and a unit that has no plural stays", () => {
    expect([counted(0, "gap"), counted(1, "gap"), counted(1234, "gap")]).toEqual(["0 gaps", "1 gap", "1,234 gaps"]);
    expect([amount(1, 0, "requests"), amount(1, 2, "requests"), amount(1, 1, "MB")]).toEqual(["1 request", "1 of 2 requests", "1 of 1 MB"]);
  });
});

describe("the stage", () => {
  it("is not that all is exported while the export goes on, or after it was cut off", () => {
    const exported = { ...one, stage: "exported", running: null } as const;
    const now = { command: "export", startedAt: 0, token: null, pausedUntil: null, progress: null };
    const said = (more: Partial<Status>) => statusLines({ ...exported, ...more }, 0)[0];
    expect([said({}), said({ running: now }), said({ cutOff: now })]).toEqual([
      "Stage: exported",
      "Stage: export under way",
      "Stage: exported in part",
    ]);
  });
});
