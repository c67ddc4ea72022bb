import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { codeOf, exitCodes, UserError, type ExitCode } from "../../errors.ts";
import { shortHash } from "../../model/action.ts";
import { approvePlan, showSigned, type Run } from "../../pipeline.ts";
import type { Shown } from "../../plan/approval.ts";
import type { Moved } from "../../plan/moved.ts";
import type { Approval, Evidence, Growth } from "../../plan/signed.ts";
import { openTarget, runOf } from "../adapters.ts";
import { textFlag } from "../flags.ts";
import { counted, number } from "../../counted.ts";
import type { Cli } from "../run.ts";
import { clockIn, timeOf } from "../times.ts";

const MAX_NOTE = 2000;

export async function command(cli: Cli): Promise<ExitCode> {
  const run = runOf(cli);
  if (cli.flags["show"] === true) return show(cli, run);
  const by = textFlag(cli, "by")?.trim() ?? "";
  if (by === "") throw new UserError("An approval needs a name.", { hint: 'Run `regroup approve --by "Jane Doe"`.' });
  const note = textFlag(cli, "note");
  if (note !== undefined && note.length > MAX_NOTE) {
    throw new UserError(`The note has ${note.length} characters; at most ${MAX_NOTE} are kept.`, {
      hint: "Shorten it, or name a file with --evidence.",
    });
  }
  const evidence = textFlag(cli, "evidence");
  const approval = await approvePlan(run, {
    by,
    hash: textFlag(cli, "hash"),
    waves: wavesFlag(cli),
    growth: growthFlag(cli, run),
    evidence: evidence === undefined ? undefined : await evidenceOf(evidence),
    note,
  });
  cli.console.print(`Plan ${approval.shortHash} is approved by ${approval.by}. regroup records this; it does not check who you are.`);
  for (const line of scopeLines(approval, run.config.time_zone)) cli.console.print(`  ${line}`);
  cli.console.json({ hash: approval.hash, by: approval.by, scope: approval.scope, evidence: approval.evidence, note: approval.note });
  const { waves } = approval.scope;
  cli.console.next(waves === null ? "regroup import" : `regroup import ${waves.map((wave) => `--wave ${wave}`).join(" ")}`);
  return exitCodes.done;
}

function wavesFlag(cli: Cli): string[] | undefined {
  const waves = textFlag(cli, "waves")
    ?.split(",")
    .map((wave) => wave.trim())
    .filter((wave) => wave !== "");
  if (waves?.length === 0)
    throw new UserError("--waves names no wave.", { hint: "Write it as --waves wave-1,wave-2, or leave it out for all." });
  return waves && [...new Set(waves)];
}

function growthFlag(cli: Cli, run: Run): Growth | undefined {
  const until = textFlag(cli, "newPostsUntil");
  const atMost = textFlag(cli, "atMost");
  if (until === undefined && atMost === undefined) return undefined;
  if (until === undefined || atMost === undefined || !/^[1-9]\d{0,8}$/.test(atMost.trim())) {
    throw new UserError("New posts need a time and a number: --new-posts-until 2026-11-30 --at-most 500.", {
      hint: "Both belong together; the number is a whole one, at least 1. Nothing was signed.",
    });
  }
  return { until: timeOf(until, "--new-posts-until", run.config.time_zone), atMost: Number(atMost) };
}

/** Name and digest only: the file itself may hold more than belongs here, and stays where it is filed. */
async function evidenceOf(path: string): Promise<Evidence> {
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(resolve(path)), hash);
  } catch (cause) {
    throw new UserError(`The evidence ${path} cannot be read (${codeOf(cause) || "unknown"}).`, {
      hint: "Name a file that is there. Nothing was signed.",
      cause,
    });
  }
  return { name: basename(path), sha256: hash.digest("hex") };
}

function scopeLines({ scope, evidence, note }: Approval, timeZone: string): string[] {
  const { waves, growth } = scope;
  return [
    `covers: ${waves === null ? "every wave" : waves.join(", ")}`,
    growth
      ? `new posts: those before ${clockIn(growth.until, timeZone)} (${timeZone}), at most ${number(growth.atMost)}; no new group, person policy, exposure or kind of loss`
      : "new posts: none",
    ...(evidence ? [`evidence: ${evidence.name}, sha256 ${evidence.sha256}`] : []),
    ...(note ? [`note: ${note}`] : []),
  ];
}

async function show(cli: Cli, run: Run): Promise<ExitCode> {
  const shown = await showSigned(run, await openTarget(run, "read"));
  const { print } = cli.console;
  print(`Plan ${shown.shortHash}:`);
  for (const approval of shown.approvals) {
    print(
      `approved by ${approval.by}, ${clockIn(approval.at, run.config.time_zone)} (${run.config.time_zone}), as plan ${shortHash(approval.hash)}`,
    );
    for (const line of scopeLines(approval, run.config.time_zone)) print(`  ${line}`);
    if (approval.newPosts > 0) print(`  since then: ${counted(approval.newPosts, "new post")} inside this scope`);
    tellMoved(cli, "outside of what was signed", approval.moved);
  }
  tellMoved(cli, "changed since the plan was made", shown.sincePlan);
  print(verdict(shown));
  cli.console.json(shown);
  if (!shown.stands) cli.console.next(shown.sincePlan.total > 0 ? "regroup plan" : 'regroup approve --by "<name>"');
  return shown.stands ? exitCodes.done : exitCodes.notApproved;
}

const SHOWN = 20;

function tellMoved(cli: Cli, what: string, { items, total }: Moved): void {
  if (total === 0) return;
  cli.console.print(`  ${what}:`);
  for (const item of items.slice(0, SHOWN)) cli.console.print(`    ${item}`);
  if (total > SHOWN) cli.console.print(`    and ${number(total - SHOWN)} more`);
}

function verdict({ approvals, unsigned, stands }: Shown): string {
  if (approvals.length === 0) return "Nobody has approved anything yet.";
  if (stands) return "It still stands: `regroup import` may run.";
  return unsigned.length > 0 ? `Not approved: ${unsigned.join(", ")}.` : "It does not stand: what is named above needs a signature.";
}
