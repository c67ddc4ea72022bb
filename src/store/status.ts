import { readState } from "./runs.ts";
import type { Db } from "./store.ts";

export type Stage = "empty" | "exported" | "mapped" | "planned" | "approved" | "importing" | "imported";

export interface Status {
  readonly stage: Stage;
  readonly counts: Readonly<Record<string, number>>;
  readonly gaps: number;
  readonly skips: number;
  readonly plan: { readonly hash: string; readonly done: number; readonly toDo: number; readonly failed: number } | null;
  readonly approvedBy: string | null;
  readonly findings: number;
  /** The command that is running now, or was cut off. */
  readonly running: { readonly command: string; readonly startedAt: number } | null;
  readonly next: string;
}

export function readStatus(db: Db): Status {
  const count = (sql: string, ...values: unknown[]) =>
    db.prepare<unknown[], { n: number }>(`SELECT count(*) AS n FROM ${sql}`).get(...values)?.n ?? 0;
  const tables = {
    networks: "network",
    people: "person",
    groups: "grp",
    memberships: "membership",
    threads: "thread",
    messages: "message",
    files: "file_version",
  };
  const counts = Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, count(table)]));
  const planId = Number(readState(db, "plan") ?? 0);
  const row = db.prepare<[number], { hash: string }>("SELECT hash FROM plan WHERE id = ?").get(planId);
  const plan = row
    ? {
        hash: row.hash,
        done: count("action WHERE plan = ? AND state = 'done'", planId),
        toDo: count("action WHERE plan = ? AND state IN ('planned', 'running')", planId),
        failed: count("action WHERE plan = ? AND state = 'failed'", planId),
      }
    : null;
  const approvedBy = row
    ? (db.prepare<[string], { by: string }>("SELECT approved_by AS by FROM approval WHERE hash = ? ORDER BY pk DESC").get(row.hash)?.by ??
      null)
    : null;
  const last = db
    .prepare<[], { command: string; startedAt: number; endedAt: number | null }>(
      "SELECT command, started_at AS startedAt, ended_at AS endedAt FROM run ORDER BY pk DESC LIMIT 1",
    )
    .get();
  const stage = stageOf(counts, plan, approvedBy, count("person_mapping") > 0);
  return {
    stage,
    counts,
    gaps: count("gap"),
    skips: count("skip"),
    plan,
    approvedBy,
    findings: count("finding"),
    running: last?.endedAt === null ? { command: last.command, startedAt: last.startedAt } : null,
    next: nextStep[stage],
  };
}

const nextStep: Readonly<Record<Stage, string>> = {
  empty: "regroup export",
  exported: "regroup map",
  mapped: "regroup plan",
  planned: "regroup approve --by <name>",
  approved: "regroup import",
  importing: "regroup import",
  imported: "regroup verify",
};

function stageOf(counts: Readonly<Record<string, number>>, plan: Status["plan"], approvedBy: string | null, isMapped: boolean): Stage {
  if ((counts["messages"] ?? 0) + (counts["people"] ?? 0) === 0) return "empty";
  if (!plan) return isMapped ? "mapped" : "exported";
  if (plan.toDo + plan.failed === 0) return "imported";
  if (approvedBy === null) return "planned";
  return plan.done > 0 ? "importing" : "approved";
}
