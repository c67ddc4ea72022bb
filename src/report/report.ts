import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Papa from "papaparse";
import { defused } from "../map/decisions.ts";
import { UserError } from "../errors.ts";
import type { Plan } from "../plan/build.ts";
import type { Verified } from "../verify/verify.ts";
import { planReport, type PlanReportOptions, type ResultReportOptions } from "./plan-report.tsx";
import { verifyReport } from "./verify-report.tsx";

export const REPORTS = "reports";

/** Writes reports/plan.html, .json and .csv. */
export function writePlanReport(workspace: string, plan: Plan, options: PlanReportOptions): void {
  checkSums(plan);
  write(workspace, "plan.html", planReport(plan, options));
  write(workspace, "plan.json", `${JSON.stringify({ hash: plan.hash, shortHash: plan.shortHash, ...plan.summary }, null, 2)}\n`);
  const rows = plan.summary.fates.map((line) => [line.kind, line.fate, line.reason ?? "", line.records]);
  write(workspace, "plan.csv", csv(["kind", "fate", "reason", "records"], rows));
}

/** The ledger has every record once, so every other figure must add up to it; else the report refuses to be built. */
function checkSums({ summary }: Plan): void {
  const records = (kind: string, wanted: (fate: string) => boolean = () => true) =>
    total(summary.fates.filter((line) => line.kind === kind && wanted(line.fate)).map((line) => line.records));
  const going = records("message", (fate) => fate !== "skipped");
  const field = (name: string) => summary.fidelity.find((line) => line.field === name) ?? { total: 0, left: 0 };
  agree("messages", going, total(summary.groups.map((group) => group.planned)), "the groups");
  agree("messages", going, total(summary.waves.map((wave) => wave.posts)), "the waves");
  agree("messages", records("message"), field("text").total, "what arrives of their text");
  agree("files", records("attachment"), field("file").total, "what arrives of them");
  agree("reactions", records("reaction"), field("reaction").total, "what arrives of them");
  agree("memberships", records("membership"), field("membership").total, "what arrives of them");
  agree("people", records("person"), total(summary.people.map((line) => line.heads)), "the table of people");
  agree("authors", field("author").total - field("author").left, total(summary.people.map((line) => line.posts)), "the table of people");
  for (const { field: name, total: all, kept, asText, copied, lost, left } of summary.fidelity) {
    const parts = [kept, asText, copied, lost, left];
    agree(name, all, parts.some((part) => part < 0) ? Number.NaN : total(parts), "its parts");
  }
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function agree(what: string, inLedger: number, shown: number, where: string): void {
  if (inLedger !== shown) throw new Error(`the plan's figures do not add up: ${inLedger} ${what} in the ledger, ${shown} in ${where}`);
}

export function writeVerifyReport(workspace: string, result: Verified, options: ResultReportOptions): void {
  write(workspace, "verify.html", verifyReport(result, options));
  write(workspace, "verify.json", `${JSON.stringify(result, null, 2)}\n`);
  const rows = result.findings.map((finding) => [finding.kind, finding.subject, finding.detail]);
  write(workspace, "verify.csv", csv(["kind", "subject", "detail"], rows));
}

export function csv(fields: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return `\ufeff${Papa.unparse({ fields: [...fields], data: rows.map((row) => row.map(defused)) }, { newline: "\r\n" })}\r\n`;
}

export function write(workspace: string, name: string, content: string): void {
  const folder = join(workspace, REPORTS);
  const path = join(folder, name);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${path}.new`, content);
    renameSync(`${path}.new`, path);
  } catch (cause) {
    throw new UserError(`${REPORTS}/${name} cannot be written.`, {
      hint: "Close it if a program has it open, check the disk, and run the command again.",
      cause,
    });
  }
}
