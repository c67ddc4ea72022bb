import { exitCodes, UserError, type ExitCode } from "../../errors.ts";
import { importPlan, type Imported, type ImportOptions } from "../../pipeline.ts";
import { openTarget, runOf } from "../adapters.ts";
import { listFlag, textFlag } from "../flags.ts";
import { counted, number } from "../../counted.ts";
import { holdYoungGeneration } from "../memory.ts";
import type { Cli } from "../run.ts";
import { clockIn, timeOf } from "../times.ts";

export async function command(cli: Cli): Promise<ExitCode> {
  if (cli.flags["dryRun"] === true) return (await import("./plan.ts")).command(cli);
  return apply(cli, cli.flags["hold"] === true ? "held" : "all");
}

/** `import` and `open` differ only in what part of the plan they apply. */
export async function apply(cli: Cli, part: NonNullable<ImportOptions["part"]>): Promise<ExitCode> {
  const run = runOf(cli);
  const until = untilFlag(cli, run.config.time_zone, run.clock());
  const waves = listFlag(cli, "wave");
  const groups = listFlag(cli, "group");
  const memory = holdYoungGeneration();
  const result = await importPlan(run, await openTarget(run, "write"), await openTarget(run, "read"), {
    part,
    ...(waves ? { waves } : {}),
    ...(groups ? { groups } : {}),
    ...(until === undefined ? {} : { until }),
  }).finally(memory.end);
  tellTroubles(cli, result);
  cli.console.json(result);
  cli.console.next(result.next);
  cli.console.print(verdict(result, { part, timeZone: run.config.time_zone }));
  return result.outcomes.failed > 0 ? exitCodes.look : exitCodes.done;
}

function untilFlag(cli: Cli, timeZone: string, now: number): number | undefined {
  const text = textFlag(cli, "until");
  if (text === undefined) return undefined;
  const until = timeOf(text, "--until", timeZone);
  if (until > now) return until;
  throw new UserError(`--until is ${clockIn(until, timeZone)} (${timeZone}), which is past.`, {
    hint: `It is ${clockIn(now, timeZone)} there. Nothing was done.`,
  });
}

export function tell(cli: Cli, result: Imported): void {
  tellTroubles(cli, result);
  cli.console.print(verdict(result, { part: "all", timeZone: "UTC" }));
}

function tellTroubles(cli: Cli, { failures, warnings }: Imported): void {
  for (const warning of warnings) cli.console.note("warn", warning, "");
  for (const failure of failures.slice(0, 20)) cli.console.note("error", `${failure.key} failed: ${failure.reason}`, "");
  if (failures.length > 20) cli.console.note("error", `and ${number(failures.length - 20)} more failed; v_fate has them all`, "");
}

/** What came of it, in a sentence. */
export function verdict(
  { outcomes, wanted, landed, waiting, stoppedAt }: Imported,
  { part, timeZone }: { readonly part: NonNullable<ImportOptions["part"]>; readonly timeZone: string },
): string {
  const word = part === "open" ? "Opened" : "Imported";
  const parts = [
    `${word}: ${number(landed)} of ${counted(wanted, "action")}`,
    outcomes.failed > 0
      ? `${number(outcomes.failed)} failed, and ${outcomes.failed === 1 ? "is" : "are"} tried again the next time`
      : "nothing failed",
  ];
  const left = wanted - landed - outcomes.failed;
  if (stoppedAt !== null) parts.push(`stopped at ${clockIn(stoppedAt, timeZone)} as asked, ${number(left)} left: the same command goes on`);
  if (waiting > 0) parts.push(`${counted(waiting, "group waits", "groups wait")} for \`regroup open\``);
  return `${parts.join("; ")}.`;
}
