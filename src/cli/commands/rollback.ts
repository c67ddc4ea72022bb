import { exitCodes, type ExitCode } from "../../errors.ts";
import { forecastRollBack, rollBack, type RollbackForecast } from "../../pipeline/rollback.ts";
import { isPartial, type RollbackSelection } from "../../target/rollback-select.ts";
import type { RolledBack } from "../../target/rollback.ts";
import { openTarget, runOf } from "../adapters.ts";
import { confirm } from "../confirm.ts";
import { counted, number } from "../../counted.ts";
import { holdYoungGeneration } from "../memory.ts";
import type { Cli } from "../run.ts";

export async function command(cli: Cli): Promise<ExitCode> {
  const run = runOf(cli);
  const selection = selectionOf(cli.flags);
  const look = await openTarget(run, "read");
  const forecast = await forecastRollBack(run, look, selection);
  if (!forecast.isNeeded) {
    cli.console.print("Nothing of this migration is at the target: there is nothing to take back.");
    cli.console.json({ removed: {}, gone: {}, kept: [], left: [], putBack: [], isComplete: true });
    return exitCodes.done;
  }
  if (selection.leftovers === true && forecast.unsure + forecast.stood === 0 && Object.keys(forecast.counts).length === 0) {
    cli.console.print("Nothing is left over: all that this migration made at the target is in the plan.");
    cli.console.json({ removed: {}, gone: {}, kept: [], left: [], putBack: [], isComplete: false });
    return exitCodes.done;
  }
  announce(cli, forecast, isPartial(selection));
  await confirm(cli, { word: run.config.official_network.name, what: "the name of the official network" });
  const memory = holdYoungGeneration();
  const result = await rollBack(run, { target: await openTarget(run, "write"), look }, selection).finally(memory.end);
  tell(cli, result, isPartial(selection));
  cli.console.json(result);
  cli.console.next("regroup plan");
  return result.kept.length + result.left.length > 0 ? exitCodes.look : exitCodes.done;
}

function selectionOf(flags: Cli["flags"]): RollbackSelection {
  const words = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);
  return { groups: words(flags["group"]), waves: words(flags["wave"]), leftovers: flags["leftovers"] === true };
}

const NAMED = 10;
const plurals: Readonly<Record<string, readonly [one: string, many: string]>> = {
  "sub-group": ["sub-group", "sub-groups"],
  person: ["person", "people"],
  thread: ["conversation", "conversations"],
  message: ["post", "posts"],
  members: ["list of members", "lists of members"],
};

function listed(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).map(([kind, n]) => `${number(n)} ${plurals[kind]?.[n === 1 ? 0 : 1] ?? kind}`);
  return parts.length > 0 ? parts.join(", ") : "nothing";
}

/** Before the question: to stderr, so that it is seen with --json too. */
function announce(cli: Cli, forecast: RollbackForecast, partial: boolean): void {
  cli.console.heading(`Taking back from the ${forecast.target}${partial ? ", in part" : ""}`);
  cli.console.say(`  ${listed(forecast.counts)}, newest first.`);
  const names = forecast.subGroups.slice(0, NAMED).join(", ");
  const more = forecast.subGroups.length > NAMED ? ` and ${number(forecast.subGroups.length - NAMED)} more` : "";
  if (names !== "") cli.console.say(`  Sub-groups: ${names}${more}.`);
  if (forecast.unsure > 0)
    cli.console.say(
      `  ${counted(forecast.unsure, "action of an interrupted import is", "actions of an interrupted import are")} looked up there first.`,
    );
  const after = forecast.isSigned
    ? " The approval is withdrawn: importing again has to be approved again."
    : " What is approved names none of it, and stays approved.";
  cli.console.say(`  What people have answered or changed since stays.${after}`);
}

function tell(cli: Cli, result: RolledBack, partial: boolean): void {
  cli.console.print(`Taken back: ${listed(result.removed)}.`);
  const gone = Object.values(result.gone).reduce((sum, n) => sum + n, 0);
  if (gone > 0) cli.console.print(`  ${counted(gone, "item was", "items were")} gone already: ${listed(result.gone)}.`);
  for (const { key, reason } of result.kept.slice(0, NAMED)) cli.console.print(`  kept ${key}: ${reason}`);
  for (const path of result.left.slice(0, NAMED)) cli.console.print(`  kept ${path}: changed-since`);
  if (result.putBack.length > 0)
    cli.console.print(
      `  ${counted(result.putBack.length, "adopted group is", "adopted groups are")} as before: name, description and owners.`,
    );
  const kept = result.kept.length + result.left.length;
  if (kept > NAMED) cli.console.print(`  and more in reports/rollback.csv`);
  if (result.isComplete) cli.console.print("Nothing of this migration is left at the target.");
  else if (kept > 0) cli.console.print(`${counted(kept, "item stays", "items stay")}; reports/rollback.html says why.`);
  else if (partial) cli.console.print("The rest stands as it was.");
}
