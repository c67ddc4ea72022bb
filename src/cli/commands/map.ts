import { exitCodes, type ExitCode } from "../../errors.ts";
import { mapPeopleAndGroups, type Mapped } from "../../pipeline.ts";
import { openTarget, runOf } from "../adapters.ts";
import { number } from "../progress.ts";
import type { Cli } from "../run.ts";

export async function command(cli: Cli): Promise<ExitCode> {
  const run = runOf(cli);
  const result = await mapPeopleAndGroups(run, await openTarget(run, "read"));
  tell(cli, result);
  cli.console.json(result);
  cli.console.next("regroup plan");
  return exitCodes.done;
}

export function tell(cli: Cli, { people, groups, warnings }: Mapped): void {
  for (const warning of warnings) cli.console.note("warn", warning, "");
  const share = people.messages > 0 ? ` (${Math.round((people.matchedMessages / people.messages) * 100)} % of the posts)` : "";
  cli.console.print(
    `People: ${number(people.matched)} of ${number(people.people)} matched${share}; the others become placeholders or what your policies say.`,
  );
  if (people.proposed > 0)
    cli.console.print(`  ${number(people.proposed)} have the same name and department as somebody there: decide in people.csv.`);
  cli.console.print(
    `Groups: ${number(groups.groups)} become sub-groups, ${number(groups.privateGroups)} of them private. Change it in groups.csv.`,
  );
  if (groups.renamed > 0) cli.console.print(`  ${number(groups.renamed)} had the name of another one and were told apart.`);
}
