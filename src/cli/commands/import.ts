import { exitCodes, type ExitCode } from "../../errors.ts";
import { importPlan } from "../../pipeline.ts";
import type { Applied } from "../../target/apply.ts";
import { openTarget, runOf } from "../adapters.ts";
import { number } from "../progress.ts";
import type { Cli } from "../run.ts";

export async function command(cli: Cli): Promise<ExitCode> {
  if (cli.flags["dryRun"] === true) return (await import("./plan.ts")).command(cli);
  const run = runOf(cli);
  const result = await importPlan(run, await openTarget(run, "write"), await openTarget(run, "read"));
  tell(cli, result);
  cli.console.json(result);
  cli.console.next("regroup verify");
  return result.outcomes.failed > 0 ? exitCodes.look : exitCodes.done;
}

export function tell(cli: Cli, { outcomes, failures }: Applied): void {
  for (const failure of failures.slice(0, 20)) cli.console.note("error", `${failure.key} failed: ${failure.reason}`, "");
  const rest = (["unchanged", "adopted", "skipped", "failed"] as const)
    .filter((outcome) => outcomes[outcome] > 0)
    .map((outcome) => `${number(outcomes[outcome])} ${outcome}`);
  cli.console.print(`Imported: ${number(outcomes.done)} done${rest.length > 0 ? `, ${rest.join(", ")}` : ""}.`);
}
