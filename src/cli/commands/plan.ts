import { exitCodes, type ExitCode } from "../../errors.ts";
import { makePlan, type Planned } from "../../pipeline.ts";
import { openTarget, runOf } from "../adapters.ts";
import { number } from "../progress.ts";
import type { Cli } from "../run.ts";

export async function command(cli: Cli): Promise<ExitCode> {
  const run = runOf(cli);
  const plan = await makePlan(run, await openTarget(run, "read"));
  tell(cli, plan);
  cli.console.json({ hash: plan.hash, shortHash: plan.shortHash, toDo: plan.toDo, approvedBy: plan.approval?.by ?? null, ...plan.summary });
  if (plan.summary.blockers.length > 0) return exitCodes.notApproved;
  cli.console.next(
    plan.toDo === 0 ? "regroup verify" : plan.approval ? "regroup import" : `regroup approve --by "<name>" --hash ${plan.shortHash}`,
  );
  return exitCodes.done;
}

export function tell(cli: Cli, { summary, shortHash, toDo }: Planned): void {
  const count = (kind: string, skipped: boolean) =>
    summary.fates
      .filter((line) => line.kind === kind && (line.fate === "skipped") === skipped)
      .reduce((sum, line) => sum + line.records, 0);
  if (toDo === 0) cli.console.print(`Plan ${shortHash}: nothing to do, everything stands at the target already.`);
  else cli.console.print(`Plan ${shortHash}: ${number(toDo)} actions to do. Nothing has been written.`);
  for (const kind of ["group", "person", "membership", "thread", "message", "attachment"]) {
    const left = count(kind, true);
    cli.console.print(
      `  ${kind.padEnd(11)}${number(count(kind, false)).padStart(9)} go along${left > 0 ? `, ${number(left)} stay behind` : ""}`,
    );
  }
  for (const name of summary.exposed) cli.console.print(`  private group ${name}: kept apart in private/, for the target checks no reader`);
  for (const blocker of summary.blockers) cli.console.note("error", `blocked: ${blocker}`, "");
  cli.console.print("  The sponsor's page: reports/plan.html");
}
