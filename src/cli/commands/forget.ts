import { exitCodes, UserError, type ExitCode } from "../../errors.ts";
import { forget, parseForget, type Forgotten } from "../../pipeline/forget.ts";
import { refuseOnHold } from "../../pipeline/rollback.ts";
import { openTarget, runOf } from "../adapters.ts";
import { confirm } from "../confirm.ts";
import { counted, number } from "../../counted.ts";
import type { Cli } from "../run.ts";

export async function command(cli: Cli): Promise<ExitCode> {
  if (cli.argument === undefined)
    throw new UserError("Say whom or what to forget.", { hint: "Run `regroup forget contoso.com/person/123 --mode erase`." });
  const asked = parseForget(cli.argument, cli.flags["mode"]);
  const run = runOf(cli);
  refuseOnHold(run, "forgotten");
  cli.console.heading(`Forgetting ${asked.key} (${asked.mode}) in this workspace. It cannot be taken back.`);
  await confirm(cli, { word: asked.key, what: "the key" });
  const result = await forget(run, asked, { target: await openTarget(run, "write"), look: await openTarget(run, "read") });
  tell(cli, result);
  cli.console.json(result);
  if (!result.wasForgotten)
    cli.console.next(result.left.length > 0 ? `regroup forget ${result.key} --mode ${result.mode}` : "regroup plan");
  return result.left.length > 0 ? exitCodes.look : exitCodes.done;
}

const NAMED = 10;

function tell(cli: Cli, result: Forgotten): void {
  const print = (text: string) => cli.console.print(text);
  if (result.wasForgotten) return print(`${result.key} had been forgotten already; no export brings it back.`);
  print(
    result.left.length === 0
      ? `Forgotten: ${result.key}. No later export brings it back.`
      : `Forgotten in the store, and not everywhere yet: ${result.key}.`,
  );
  for (const what of result.left) print(`  left: ${what}`);
  if (result.waiting > 0)
    print(`  ${counted(result.waiting, "item at the target goes", "items at the target go")} with the next import, once that is approved.`);
  print("  Approvals are withdrawn and reports removed: plan, approve and import again where something is still to come.");
  print("What regroup cannot do, and somebody has to:");
  for (const { file, rows } of result.inputs)
    print(`  ${file}${rows.length > 0 ? `: ${rows.length === 1 ? "row" : "rows"} ${listed(rows)}` : ""}`);
  print("  Your lists of members and of accounts at the target, backups of this folder, and copies of the site that were published.");
  if (result.namedOn.length > 0)
    print(`  Names, descriptions or titles that hold the name, to be changed at the source and exported anew: ${listed(result.namedOn)}`);
  if (result.namedIn.length > 0)
    print(
      `  ${counted(result.namedIn.length, "post of others holds", "posts of others hold")} the name in plain words: ${listed(result.namedIn)}`,
    );
}

function listed(values: readonly (string | number)[]): string {
  const more = values.length > NAMED ? ` and ${number(values.length - NAMED)} more (--json lists all)` : "";
  return values.slice(0, NAMED).join(", ") + more;
}
