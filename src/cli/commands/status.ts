import { exitCodes, type ExitCode } from "../../errors.ts";
import { shortHash } from "../../model/action.ts";
import { status } from "../../pipeline.ts";
import type { Activity, Status } from "../../store/status.ts";
import { counted, number } from "../../counted.ts";
import { amount, duration } from "../progress.ts";
import type { Cli } from "../run.ts";

export function command(cli: Cli): Promise<ExitCode> {
  const now = status(cli.workspace);
  for (const line of describe(now, Date.now())) cli.console.print(line);
  cli.console.json(now);
  if (now.next === "") cli.console.print("Nothing is left to do: the last verify found everything where it should be.");
  else cli.console.next(now.next);
  return Promise.resolve(exitCodes.done);
}

/** The lines of `regroup status`, less the next step. `at` is now, in milliseconds UTC. */
export function describe(now: Status, at: number): string[] {
  const { counts, plan, undecided } = now;
  const lines = [
    `Stage: ${stage(now)}`,
    `  ${Object.entries(counts)
      .map(([name, value]) => (name === "people" ? counted(value, "person", "people") : counted(value, name.replace(/s$/, ""))))
      .join(", ")}`,
  ];
  if (!now.isLive) lines.push("  You may not write here, so a copy of the store was read: what came after it is not in these numbers.");
  if (now.running) lines.push(...activity(now.running, at));
  if (now.cutOff) lines.push(...interrupted(now.cutOff));
  if (now.gaps + now.skips > 0) lines.push(`  ${counted(now.gaps, "gap")}, ${counted(now.skips, "row")} skipped`);
  if (undecided.people.rows > 0)
    lines.push(open(undecided.people, ["person without an account", "people without an account"], "people.csv"));
  if (undecided.groups.rows > 0) lines.push(open(undecided.groups, ["group as proposed", "groups as proposed"], "groups.csv"));
  if (plan) {
    const failed = plan.failed > 0 ? `, ${number(plan.failed)} failed` : "";
    const only = now.approvedWaves === null ? "" : ` for ${now.approvedWaves.join(", ")} only`;
    const approval = now.approvedBy ? `approved by ${now.approvedBy}${only}` : "not approved";
    lines.push(`  plan ${shortHash(plan.hash)}: ${counted(plan.done, "action")} done, ${number(plan.toDo)} to do${failed}; ${approval}`);
  }
  if (now.findings > 0) lines.push(`  ${counted(now.findings, "finding")} of the last verify (reports/verify.html)`);
  return lines;
}

/** What is being read, or was when the run was cut off, is not exported yet. */
function stage({ stage, running, cutOff }: Status): string {
  if (stage !== "exported") return stage;
  if (running?.command === "export") return "export under way";
  return cutOff?.command === "export" ? "exported in part" : stage;
}

function open({ rows, messages }: Status["undecided"]["people"], what: readonly [one: string, many: string], file: string): string {
  return `  undecided: ${counted(rows, ...what)}, ${counted(messages, "post")} (${file})`;
}

function activity({ command, startedAt, progress, token, pausedUntil }: Activity, at: number): string[] {
  const since = startedAt === null ? "" : `, for ${duration(Math.max(0, at - startedAt) / 1000)}`;
  const lines = [`  ${command === null ? "another command" : `regroup ${command}`} is running${since}`];
  if (!progress) return lines;
  const pace = [...(progress.perSecond > 0 ? [`${speed(progress.perSecond)}/s`] : []), ...left(progress)].join(", ");
  const rate = pace === "" ? "" : ` (${pace})`;
  const old = Math.max(0, at - progress.at) / 1000;
  // The note is a second old at most while work goes on; more means one long step.
  const noted = old > 5 ? `, as of ${duration(old)} ago` : "";
  lines.push(`    ${progress.title}: ${amount(progress.done, progress.total ?? 0, progress.unit)}${toGo(progress)}${rate}${noted}`);
  if (progress.detail !== null) lines.push(`    ${progress.detail}`);
  if (pausedUntil !== null && pausedUntil > at)
    lines.push(`    the server asked for a pause (429); the run goes on by itself in ${duration((pausedUntil - at) / 1000)}`);
  if (token) lines.push(`    ${tokenLine(token, at)}`);
  return lines;
}

/** Of requests people ask how many are left, since these are what takes the time. */
function toGo({ unit, done, total }: NonNullable<Activity["progress"]>): string {
  return unit === "requests" && total !== null ? `, ${number(Math.max(0, Math.round(total - done)))} left` : "";
}

function tokenLine({ endsAt, isRenewed }: NonNullable<Activity["token"]>, at: number): string {
  if (isRenewed) return "the token is renewed by itself";
  if (endsAt === null) return "when the token ends is not told; the run stops then (exit 3), and goes on with a new one";
  if (endsAt <= at) return "the token has ended: the run stops at its next request (exit 3), and goes on with a new one";
  return `the token ends in ${duration((endsAt - at) / 1000)}; the run stops then (exit 3), and goes on with a new one`;
}

function speed(perSecond: number): string {
  return perSecond < 10 ? perSecond.toFixed(1) : number(Math.round(perSecond));
}

function left({ secondsLeft }: NonNullable<Activity["progress"]>): string[] {
  return secondsLeft === null || secondsLeft <= 0 ? [] : [`${duration(secondsLeft)} left`];
}

function interrupted({ command, progress }: Activity): string[] {
  const lines = [`  regroup ${command ?? ""} was cut off; nothing is lost: run again, it goes on where it stopped`];
  if (progress)
    lines.push(
      `    ${progress.title}: it had come to ${amount(progress.done, progress.total ?? 0, progress.unit)}${progress.detail === null ? "" : ` (${progress.detail})`}`,
    );
  return lines;
}
