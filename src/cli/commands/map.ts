import { exitCodes, type ExitCode } from "../../errors.ts";
import { mapPeopleAndGroups, openQuestions, type Mapped, type Run } from "../../pipeline.ts";
import { openTarget, runOf } from "../adapters.ts";
import { counted, number } from "../../counted.ts";
import type { Cli } from "../run.ts";

export async function command(cli: Cli): Promise<ExitCode> {
  const run = runOf(cli);
  if (cli.flags["interactive"] === true) return interactive(cli, run);
  const result = await mapPeopleAndGroups(run, await openTarget(run, "read"));
  tell(cli, result);
  cli.console.json(result);
  cli.console.next("regroup plan");
  return exitCodes.done;
}

async function interactive(cli: Cli, run: Run): Promise<ExitCode> {
  const { askAll, requireTerminal } = await import("./map-interactive.ts");
  requireTerminal(cli);
  const target = await openTarget(run, "read");
  tell(cli, await mapPeopleAndGroups(run, target));
  const answered = await askAll(cli, run, await openQuestions(run, target));
  cli.console.print(`\n${counted(answered, "decision")} written into groups.csv and people.csv.`);
  if (answered > 0) tell(cli, await mapPeopleAndGroups(run, target));
  cli.console.next("regroup plan");
  return exitCodes.done;
}

/** Kept short: the files have the rest. */
export function tell(cli: Cli, mapped: Mapped): void {
  const { print, note } = cli.console;
  for (const warning of mapped.warnings) note("warn", warning, "");
  tellPeople(cli, mapped);
  tellGroups(cli, mapped);
  if (mapped.newRows > 0)
    print(`${mapped.newRows === 1 ? "1 row is" : `${number(mapped.newRows)} rows are`} new since the last run: the column new says which.`);
  if (mapped.kept.length > 0)
    print(`Decided, but no longer exported, so nothing comes of it (the rows stay in the file): ${some(mapped.kept)}`);
  tellFindings(cli, mapped);
}

function tellPeople({ console: { print } }: Cli, { people, shares }: Mapped): void {
  const share = people.messages > 0 ? ` (${Math.round((people.matchedMessages / people.messages) * 100)} % of the posts)` : "";
  print(
    `People: ${number(people.matched)} of ${number(people.people)} matched${share}; the others become placeholders or what your policies say.`,
  );
  if (people.proposed > 0)
    print(
      `  ${people.proposed === 1 ? "1 looks" : `${number(people.proposed)} look`} like somebody there, and nobody has decided yet: see people.csv.`,
    );
  const { rows, thenPercent, settledPercent } = shares.people;
  if (rows > 0)
    print(
      `  people.csv: its first ${rowsOf(rows)} ${rows === 1 ? "settles" : "settle"} ${thenPercent} % of the posts (now ${settledPercent} %).`,
    );
}

function tellGroups({ console: { print } }: Cli, { groups, shares }: Mapped): void {
  const what = Object.entries(groups.actions).map(([action, count]) => `${number(count)} ${action}`);
  print(`Groups: ${number(groups.groups)}, ${number(groups.privateGroups)} of them private: ${what.join(", ")}. Change it in groups.csv.`);
  if (groups.renamed > 0)
    print(`  ${number(groups.renamed)} had the name of another one and ${groups.renamed === 1 ? "was" : "were"} told apart.`);
  const { rows, undecided, thenPercent } = shares.groups;
  if (rows > 0 && undecided > rows)
    print(
      `  groups.csv: nobody has decided ${number(undecided)} yet; its first ${rowsOf(rows)} ${rows === 1 ? "holds" : "hold"} what is missing to ${thenPercent} % of the posts.`,
    );
}

const SHOWN = 8;

function tellFindings({ console: { print, note } }: Cli, { findings }: Mapped): void {
  const blocking = findings.filter((finding) => finding.severity === "blocks");
  const others = findings.filter((finding) => finding.severity === "warns");
  for (const finding of blocking.slice(0, SHOWN)) note("error", `blocks the plan: ${finding.detail}`, "");
  if (blocking.length > SHOWN)
    print(
      `  and ${number(blocking.length - SHOWN)} more that ${blocking.length - SHOWN === 1 ? "blocks" : "block"} the plan (table finding, stage map)`,
    );
  for (const finding of others.slice(0, SHOWN)) note("warn", finding.detail, "");
  if (others.length > SHOWN) print(`  and ${number(others.length - SHOWN)} more to look at (table finding, stage map)`);
}

function rowsOf(rows: number): string {
  return rows === 1 ? "undecided row" : `${number(rows)} undecided rows`;
}

function some(keys: readonly string[]): string {
  return `${keys.slice(0, SHOWN).join(", ")}${keys.length > SHOWN ? ` and ${number(keys.length - SHOWN)} more` : ""}`;
}
