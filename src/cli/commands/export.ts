import { exitCodes, type ExitCode } from "../../errors.ts";
import { exportNetwork, type Exported } from "../../pipeline.ts";
import { openSources, runOf } from "../adapters.ts";
import { holdYoungGeneration } from "../memory.ts";
import { number } from "../progress.ts";
import type { Cli } from "../run.ts";

export async function command(cli: Cli): Promise<ExitCode> {
  const run = runOf(cli);
  const keepPrivate = cli.flags["keepPrivateConversations"] === true;
  if (run.config.policies.private_conversations === "keep" && !keepPrivate) {
    cli.console.note("warn", "private conversations are counted only: to store them, say --keep-private-conversations too", "");
  }
  const memory = holdYoungGeneration();
  const result = await exportNetwork(run, await openSources(run), { keepPrivate }).finally(memory.end);
  tell(cli, result);
  cli.console.json(result);
  cli.console.next("regroup map");
  return result.gaps + result.lookAt + result.filesLost > 0 ? exitCodes.look : exitCodes.done;
}

export function tell(cli: Cli, result: Exported): void {
  for (const line of result.found) cli.console.say(line);
  for (const warning of result.warnings) cli.console.note("warn", warning, "");
  const files = result.files > 0 ? `, ${number(result.files)} files fetched` : "";
  cli.console.print(`Exported: ${number(result.records)} records read${files}.`);
  if (result.skips > 0) cli.console.print(`  ${number(result.skips)} rows became no record; each has its file, line and reason in v_skip.`);
  if (result.filesLost > 0) cli.console.print(`  ${number(result.filesLost)} files could not be fetched.`);
  if (result.gaps > 0) cli.console.print(`  ${number(result.gaps)} gaps: things the export names and does not hold (v_gap).`);
}
