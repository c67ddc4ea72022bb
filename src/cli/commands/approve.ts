import { exitCodes, UserError, type ExitCode } from "../../errors.ts";
import { approvePlan } from "../../pipeline.ts";
import { runOf } from "../adapters.ts";
import type { Cli } from "../run.ts";

export async function command(cli: Cli): Promise<ExitCode> {
  const by = cli.flags["by"];
  if (typeof by !== "string" || by.trim() === "") {
    throw new UserError("An approval needs a name.", { hint: 'Run `regroup approve --by "Jane Doe"`.' });
  }
  const hash = cli.flags["hash"];
  const approval = await approvePlan(runOf(cli), { by: by.trim(), hash: typeof hash === "string" ? hash : undefined });
  cli.console.print(`Plan ${approval.shortHash} is approved by ${approval.by}. regroup records this; it does not check who you are.`);
  cli.console.json({ hash: approval.hash, by: approval.by });
  cli.console.next("regroup import");
  return exitCodes.done;
}
