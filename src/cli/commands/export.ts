import { exitCodes, UserError, type ExitCode } from "../../errors.ts";
import { exportNetwork, type Exported, type ExportOptions, type Run, type Vouched } from "../../pipeline.ts";
import type { Forecast } from "../../source/source.ts";
import type { CrossCheck } from "../../store/cross-check.ts";
import { openSources, runOf, tokenNote } from "../adapters.ts";
import { holdYoungGeneration } from "../memory.ts";
import { counted, number } from "../../counted.ts";
import { duration } from "../progress.ts";
import type { Cli } from "../run.ts";

export async function command(cli: Cli): Promise<ExitCode> {
  const run = runOf(cli);
  const keepPrivate = cli.flags["keepPrivateConversations"] === true;
  if (run.config.policies.private_conversations === "keep" && !keepPrivate) {
    cli.console.note("warn", "private conversations are counted only: to store them, say --keep-private-conversations too", "");
  }
  const wants = wantsOf(cli, run);
  const sources = await openSources(run, { includePrivate: cli.flags["includePrivate"] === true, say: cli.console.ask });
  const memory = holdYoungGeneration();
  const onForecast = (forecast: Forecast) => cli.console.say(forecastLine(forecast, Date.now(), run.config.time_zone));
  const result = await exportNetwork(run, sources, {
    keepPrivate,
    ...wants,
    onChecked: (checked) => tellSources(cli, checked),
    onForecast,
    token: await tokenNote(run),
  }).finally(memory.end);
  tell(cli, result);
  cli.console.json(result);
  cli.console.next("regroup map");
  return result.gaps + result.lookAt + result.filesLost + result.picturesLost > 0 ? exitCodes.look : exitCodes.done;
}

/** What of the flags is for a source that is asked group by group. @throws UserError where no source is, or a date is none. */
function wantsOf(cli: Cli, run: Run): Pick<ExportOptions, "onlyGroups" | "since" | "mine" | "refreshPeople" | "refreshThreads"> {
  const { flags } = cli;
  const onlyGroups =
    typeof flags["group"] === "string"
      ? flags["group"]
          .split(",")
          .map((part) => part.trim())
          .filter((part) => part !== "")
      : [];
  const given = ["group", "since", "mine", "refreshPeople", "refreshThreads", "includePrivate"].filter((name) => flags[name] !== undefined);
  if (given.length > 0 && !run.config.sources.some(({ kind }) => kind === "yammer-api")) {
    throw new UserError(
      "--group, --since, --mine, --refresh-people, --refresh-threads and --include-private are for the source yammer-api, and regroup.yaml has none.",
      {
        hint: "Leave them out. To leave groups out of an export ZIP, list them in scope.exclude_groups.",
      },
    );
  }
  const since = typeof flags["since"] === "string" ? dateOf(flags["since"]) : undefined;
  return {
    onlyGroups,
    mine: flags["mine"] === true,
    refreshPeople: flags["refreshPeople"] === true,
    refreshThreads: flags["refreshThreads"] === true,
    ...(since === undefined ? {} : { since }),
  };
}

function dateOf(text: string): number {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (!Number.isNaN(at)) return at;
  throw new UserError(`--since is ${JSON.stringify(text)}, which is no date.`, { hint: "Write it as 2024-01-31 (midnight UTC)." });
}

/** What is going to be read, and what it takes. */
export function forecastLine({ scope, requests, hours }: Forecast, nowMs: number, timeZone: string): string {
  const parts = Object.entries(requests).map(([bucket, count]) => `${number(count)} ${bucket}`);
  const end = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone }).format(nowMs + hours * 3_600_000);
  return `To read: ${scope ?? "everything"}; about ${parts.join(" and ")} requests, ${duration(hours * 3600)}, until ${end} (${timeZone}). It can be stopped at any time and goes on where it was.`;
}

function vouch(cli: Cli, { threads, complete, withGaps, denied, deniedOrEmpty, why }: Vouched): void {
  const unsure = deniedOrEmpty > 0 ? `, ${counted(deniedOrEmpty, "is", "are")} closed or empty (nobody tells which)` : "";
  cli.console.print(
    `  ${number(complete)} of ${counted(threads, "thread is", "threads are")} complete, ${number(withGaps)} ${withGaps === 1 ? "has" : "have"} gaps; ${counted(denied, "group is", "groups are")} closed to this account${unsure}.`,
  );
  for (const { kind, rows, means } of why) cli.console.print(`    ${number(rows)} × ${kind}: ${means}`);
}

function compare(cli: Cli, { kinds }: CrossCheck): void {
  cli.console.print("  Export and API beside each other (v_cross_check):");
  for (const { kind, both, onlyExport, onlyApi, different } of kinds) {
    cli.console.print(
      `    ${kind}: ${number(both)} in both (${number(different)} of them different), ${number(onlyExport)} only in the export, ${number(onlyApi)} only in the API`,
    );
  }
}

/** What is going to be read. */
export function tellSources(cli: Cli, { found, warnings }: Pick<Exported, "found" | "warnings">): void {
  for (const line of found) cli.console.say(line);
  for (const warning of warnings) cli.console.note("warn", warning, "");
}

export function tell(cli: Cli, result: Exported): void {
  const files = result.files > 0 ? `, ${counted(result.files, "file")} fetched` : "";
  const pictures = result.pictures > 0 ? `, ${counted(result.pictures, "picture")} of people fetched` : "";
  cli.console.print(`Exported: ${counted(result.records, "record")} read${files}${pictures}.`);
  if (result.skips > 0)
    cli.console.print(`  ${counted(result.skips, "row")} became no record; each has its file, line and reason in v_skip.`);
  if (result.filesLost > 0)
    cli.console.print(
      `  ${counted(result.filesLost, "file")} could not be fetched; v_gap says of each why, and the next export asks again.`,
    );
  if (result.picturesLost > 0) cli.console.print(`  ${counted(result.picturesLost, "picture")} of people could not be fetched.`);
  if (result.certificate) vouch(cli, result.certificate);
  if (result.crossCheck) compare(cli, result.crossCheck);
  if (result.gaps > 0) cli.console.print(`  ${counted(result.gaps, "gap")}: things the source names and does not hold (v_gap).`);
}
