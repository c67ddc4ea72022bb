import { exitCodes, type ExitCode } from "../../errors.ts";
import { makePlan, type Planned } from "../../pipeline.ts";
import type { PlanSummary } from "../../plan/summary.ts";
import { openTarget, runOf } from "../adapters.ts";
import { counted, number } from "../../counted.ts";
import { duration } from "../progress.ts";
import type { Cli } from "../run.ts";

export async function command(cli: Cli): Promise<ExitCode> {
  const run = runOf(cli);
  const plan = await makePlan(run, await openTarget(run, "read"));
  tell(cli, plan);
  cli.console.json({ hash: plan.hash, shortHash: plan.shortHash, toDo: plan.toDo, approvedBy: plan.approval?.by ?? null, ...plan.summary });
  if (plan.summary.blockers.length > 0) return exitCodes.notApproved;
  cli.console.next(
    plan.toDo === 0 ? "regroup verify" : plan.approval ? plan.goesOn : `regroup approve --by "<name>" --hash ${plan.shortHash}`,
  );
  return exitCodes.done;
}

const NAMED = 3;

/** An import takes nothing away: who decides otherwise after one has to know what stands there still, and how it goes. */
function warn({ console: { note } }: Cli, { leftBehind: { subGroups, people, adopted } }: PlanSummary): void {
  for (const { key, name, isWhole, conversations } of subGroups.slice(0, NAMED)) {
    const parts = `${counted(conversations, "conversation")} in `;
    const are = !isWhole && conversations !== 1 ? "were imported and are" : "was imported and is";
    const what = `${isWhole ? "" : parts}"${name}" ${are} no longer planned`;
    note("warn", `${what}. Importing takes nothing away; before you approve: regroup rollback --group ${key}`, "");
  }
  const more = subGroups.length - NAMED;
  if (more > 0) note("warn", `and ${counted(more, "more sub-group")}: see leftBehind in reports/plan.json`, "");
  for (const { key, name } of adopted.slice(0, NAMED))
    note("warn", `"${name}" was adopted and is no longer planned. To put it back as it was: regroup rollback --group ${key}`, "");
  const others = adopted.length - NAMED;
  if (others > 0) note("warn", `and ${counted(others, "more adopted group")}: see leftBehind in reports/plan.json`, "");
  if (people > 0) {
    const who = counted(people, "person was imported and is", "people were imported and are");
    note("warn", `${who} no longer planned, and keep their pages. After the import: regroup rollback --leftovers`, "");
  }
}

/** One screen: at most 24 lines of 80 columns, however large the plan. The report has the rest. */
export function tell(cli: Cli, plan: Planned): void {
  for (const line of screen(plan)) cli.console.print(line);
  warn(cli, plan.summary);
}

const TREATED: Readonly<Record<string, string>> = { "as-text": "as text", skip: "left out" };

/** Who they are; where somebody decided otherwise for some of them, also what becomes of these: "5 unmatched (1 as text, 1 left out)". */
function people({ people }: PlanSummary): string[] {
  const kinds = [...new Set(people.map(({ who }) => who))];
  return kinds.map((who) => {
    const lines = people.filter((line) => line.who === who);
    const heads = lines.reduce((sum, line) => sum + line.heads, 0);
    const others = lines.length > 1 ? lines.filter(({ treatment }) => Object.hasOwn(TREATED, treatment)) : [];
    const apart = others.map((line) => `${number(line.heads)} ${TREATED[line.treatment] ?? line.treatment}`).join(", ");
    return `${number(heads)} ${who.replaceAll("-", " ")}${apart === "" ? "" : ` (${apart})`}`;
  });
}

const WIDTH = 80;
const LABEL = 9;
const SHOWN = 3;

export function screen(plan: Pick<Planned, "summary" | "shortHash" | "toDo" | "approval">): string[] {
  const { summary } = plan;
  return [
    verdict(plan),
    ...entry("Groups", [`${of(summary, "group")} go along`, ...tally(summary.groups.map((group) => group.action))]),
    ...entry("People", people(summary)),
    ...entry("Posts", [`${of(summary, "message")} go along`]),
    ...entry("Left out", behind(summary)),
    ...entry("Kept", kept(summary)),
    ...entry("Files", [`${of(summary, "attachment")} go along`, size(summary)]),
    ...(summary.waves.length > 1
      ? entry(
          "Waves",
          summary.waves.map(({ wave, groups, posts }) => `${wave}: ${counted(groups, "group")}, ${counted(posts, "post")}`),
        )
      : []),
    ...entry("Time", [summary.forecast.seconds === null ? "no requests to wait for" : `at least ${duration(summary.forecast.seconds)}`]),
    ...entry("Exposed", exposed(summary)),
    ...entry(
      "Blocked",
      summary.blockers.map((blocker) => `because ${blocker}`),
    ),
    "The sponsor's page: reports/plan.html",
  ];
}

function verdict({ summary, shortHash, toDo, approval }: Pick<Planned, "summary" | "shortHash" | "toDo" | "approval">): string {
  if (summary.blockers.length > 0) return `Plan ${shortHash}: not yet, see what blocks it. Nothing has been written.`;
  if (toDo === 0) return `Plan ${shortHash}: nothing to do, everything stands at the target already.`;
  const signed = approval ? `approved by ${approval.by}` : "not approved yet";
  return `Plan ${shortHash}: ${counted(toDo, "action")} to do, ${signed}. Nothing has been written.`.slice(0, WIDTH);
}

/** `Label  first; second; …`, broken between items, at most three lines; what does not fit is left to the report. */
function entry(label: string, items: readonly string[]): string[] {
  if (items.length === 0) return [];
  const lines: string[] = [];
  let line = "";
  for (const [index, item] of items.entries()) {
    const text = cut(index === items.length - 1 ? item : `${item};`, WIDTH - LABEL);
    if (line !== "" && LABEL + line.length + 1 + text.length > WIDTH) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? text : `${line} ${text}`;
  }
  lines.push(line);
  const shown = lines.length > SHOWN ? [...lines.slice(0, SHOWN - 1), "… the rest is in the report"] : lines;
  return shown.map((text, index) => `${(index === 0 ? label : "").padEnd(LABEL)}${text}`);
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function of(summary: PlanSummary, kind: string): string {
  const lines = summary.fates.filter((line) => line.kind === kind);
  const sum = (some: typeof lines) => some.reduce((total, line) => total + line.records, 0);
  return `${number(sum(lines.filter((line) => line.fate !== "skipped")))} of ${number(sum(lines))}`;
}

function tally(words: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, count]) => `${number(count)} ${word}`);
}

function behind({ fates }: PlanSummary): string[] {
  return fates
    .filter((line) => line.kind === "message" && line.fate === "skipped")
    .toSorted((a, b) => b.records - a.records)
    .map((line) => `${number(line.records)} ${(line.reason ?? "left out").replaceAll("-", " ")}`);
}

/** What of the posts that go along does not stay as it is; one word where all of it does. */
function kept({ fidelity }: PlanSummary): string[] {
  const changed = fidelity
    .filter((line) => line.asText + line.lost > 0)
    .map((line) => `${line.field}: ${number(line.kept + line.copied)} of ${number(line.total - line.left)}`);
  const whole = fidelity.filter((line) => line.total > line.left && line.asText + line.lost === 0).map((line) => line.field);
  return [...changed, ...(whole.length > 0 ? [`whole: ${whole.join(", ")}`] : [])];
}

function size({ forecast }: PlanSummary): string {
  return `${number(forecast.files)} to store, ${(forecast.bytes / 1e6).toFixed(1)} MB`;
}

/** Private groups that more people will read, then those that the target cannot keep closed. */
function exposed({ exposed: names, opened }: PlanSummary): string[] {
  const lines = [
    ...opened.map(({ before, into }) => `${cut(before, 24)} (read by all who read ${cut(into, 24)})`),
    ...names.map((name) => `${cut(name, 40)} (kept apart in private/)`),
  ];
  return lines.length > SHOWN ? [...lines.slice(0, SHOWN), `and ${counted(lines.length - SHOWN, "more private group")}`] : lines;
}
