import { exitCodes, type ExitCode } from "../../errors.ts";
import { shortHash } from "../../model/action.ts";
import { status } from "../../pipeline.ts";
import { number } from "../progress.ts";
import type { Cli } from "../run.ts";

export function command(cli: Cli): Promise<ExitCode> {
  const now = status(cli.workspace);
  const { counts, plan } = now;
  cli.console.print(`Stage: ${now.stage}`);
  cli.console.print(
    `  ${Object.entries(counts)
      .map(([name, count]) => `${number(count)} ${name}`)
      .join(", ")}`,
  );
  if (now.gaps + now.skips > 0) cli.console.print(`  ${number(now.gaps)} gaps, ${number(now.skips)} rows skipped`);
  if (plan) {
    const failed = plan.failed > 0 ? `, ${number(plan.failed)} failed` : "";
    cli.console.print(
      `  plan ${shortHash(plan.hash)}: ${number(plan.done)} actions done, ${number(plan.toDo)} to do${failed}; ${now.approvedBy ? `approved by ${now.approvedBy}` : "not approved"}`,
    );
  }
  if (now.findings > 0) cli.console.print(`  ${number(now.findings)} findings of the last verify (reports/verify.html)`);
  if (now.running) cli.console.print(`  ${now.running.command} is running, or was cut off: running it again goes on where it stopped`);
  cli.console.json(now);
  cli.console.next(now.next);
  return Promise.resolve(exitCodes.done);
}
