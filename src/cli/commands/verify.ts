import { exitCodes, type ExitCode } from "../../errors.ts";
import { verifyTarget } from "../../pipeline.ts";
import type { Verified } from "../../verify/verify.ts";
import { openTarget, runOf } from "../adapters.ts";
import { counted, number } from "../../counted.ts";
import { holdYoungGeneration } from "../memory.ts";
import type { Cli } from "../run.ts";

export async function command(cli: Cli): Promise<ExitCode> {
  const run = runOf(cli);
  const memory = holdYoungGeneration();
  const result = await verifyTarget(run, await openTarget(run, "read")).finally(memory.end);
  tell(cli, result);
  cli.console.json(result);
  if (result.next !== "") cli.console.next(result.next);
  return isClean(result) ? exitCodes.done : exitCodes.look;
}

export function isClean(result: Verified): boolean {
  return result.findings.length === 0 && result.notImported === 0;
}

export function tell(cli: Cli, result: Verified): void {
  const checked = Object.entries(result.checked).map(([kind, count]) => counted(count, kind, plurals[kind]));
  for (const finding of result.findings.slice(0, 20)) cli.console.print(`  ${finding.kind}: ${finding.subject}: ${finding.detail}`);
  if (result.findings.length > 20) cli.console.print(`  and ${number(result.findings.length - 20)} more in reports/verify.csv`);
  const left = result.notImported - result.heldBack;
  if (left > 0) cli.console.print(`  ${counted(left, "action of the plan has", "actions of the plan have")} not been imported yet.`);
  if (result.heldBack > 0) cli.console.print(`  ${counted(result.heldBack, "group waits", "groups wait")} for \`regroup open\`.`);
  cli.console.print(
    `Verified: ${checked.length > 0 ? `${checked.join(", ")} read back and right` : "nothing read back"}; ${counted(result.findings.length, "difference")}.`,
  );
}

const plurals: Readonly<Record<string, string>> = { person: "people" };
