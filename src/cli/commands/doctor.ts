import { loadConfig, type Config } from "../../config.ts";
import { bad, exitOf, note, ok, type Finding, type Level } from "../../doctor/finding.ts";
import { exitCodes, type ExitCode } from "../../errors.ts";
import { doctor } from "../../pipeline.ts";
import { endOfToken } from "../../login/expiry.ts";
import { vaultFolder } from "../../login/vault.ts";
import { FEW_TRIES, openSource, openTarget, runOf, tellingClock, yammerSources } from "../adapters.ts";
import { counted, number } from "../../counted.ts";
import { duration } from "../progress.ts";
import type { Cli } from "../run.ts";
import { hasTokenInEnvironment, signInOf, tokenInEnvironment } from "../sign-in.ts";

const words: Readonly<Record<Level, string>> = { ok: "ok", note: "note", warn: "look", bad: "mend" };

export async function command(cli: Cli): Promise<ExitCode> {
  const findings = await doctor({
    workspace: cli.workspace,
    config: () => loadConfig(cli.workspace),
    source: (config, index) =>
      openSource(runOf(cli, config), index, { tries: FEW_TRIES, clock: tellingClock((text) => cli.console.say(text)) }),
    target: (config) => openTarget(runOf(cli, config), "read"),
    secrets: vaultFolder(process.platform, process.env),
    signIn: (config) => signInFindings(cli, config),
    deep: cli.flags["deep"] === true,
    progress: cli.progress,
    signal: cli.signal,
    clock: Date.now,
  });
  // Only a person's window has an edge.
  const columns = process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY;
  for (const finding of findings) for (const line of describe(finding, columns)) cli.console.print(line);
  cli.console.print(verdict(findings));
  const exit = exitOf(findings);
  cli.console.json({ exit, findings: findings.map(({ id, level, found, fix }) => ({ id, level, found, fix })) });
  cli.log.info("examined", { bad: count(findings, "bad"), warn: count(findings, "warn") });
  const isExported = findings.some(({ id, level }) => id === "store" && level === "ok");
  if (exit === exitCodes.done || exit === exitCodes.look) cli.console.next(isExported ? "regroup status" : "regroup export");
  return exit;
}

/** Whether somebody is signed in for each service, and for how long. */
async function signInFindings(cli: Cli, config: Config): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { baseUrl } of yammerSources(config)) {
    // What is wrong with such an address is told with the inputs.
    if (!URL.canParse(baseUrl)) continue;
    if (hasTokenInEnvironment()) {
      findings.push(fixedToken("The token in REGROUP_YAMMER_TOKEN", endOfToken(tokenInEnvironment()), ANOTHER));
      continue;
    }
    const origin = await signInOf({ workspace: cli.workspace, config, signal: cli.signal }).tokens(baseUrl).origin();
    if (!origin)
      findings.push(bad("sign-in", `Nobody is signed in for ${new URL(baseUrl).host}.`, "Run `regroup login`.", exitCodes.access));
    else if (origin.from === "pasted")
      findings.push(fixedToken("A pasted token is kept. It", origin.expiresAt, "Run `regroup login --token` and paste a new one."));
    else findings.push(ok("sign-in", `Signed in with Microsoft; the token ends ${endOf(origin.expiresAt)} and is renewed by itself.`));
  }
  return findings;
}

const ANOTHER = "Put a new one into REGROUP_YAMMER_TOKEN, or take it out of the environment and run `regroup login`.";

/** A token that nobody renews: what its end means for an export. */
export function fixedToken(which: string, endsAt: number | null, fix: string, now = Date.now()): Finding {
  const then = "an export that takes longer stops there (exit 3), loses nothing, and goes on with a new one";
  if (endsAt === null) return note("sign-in", `${which} does not say when it ends, and cannot be renewed: ${then}.`);
  if (endsAt <= now) return bad("sign-in", `${which} ended ${duration((now - endsAt) / 1000)} ago.`, fix, exitCodes.access);
  return note("sign-in", `${which} ends in ${duration((endsAt - now) / 1000)}, and cannot be renewed: ${then}.`);
}

function endOf(expiresAt: number | null): string {
  if (expiresAt === null) return "within hours";
  const minutes = Math.max(0, Math.round((expiresAt - Date.now()) / 60_000));
  return `in ${counted(minutes, "minute")}`;
}

const INDENT = " ".repeat(6);

/** `ok    what was found`, and below it the way out; broken between words at the edge, indented. */
export function describe({ level, found, fix }: Pick<Finding, "level" | "found" | "fix">, columns: number): string[] {
  const texts = fix === null ? [found] : [found, `→ ${fix}`];
  const lines = texts.flatMap((text) => text.split("\n").flatMap((line) => broken(line.trimStart(), columns - INDENT.length)));
  return lines.map((line, n) => (n === 0 ? `${words[level].padEnd(INDENT.length)}${line}` : `${INDENT}${line}`));
}

function broken(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function count(findings: readonly Finding[], level: Level): number {
  return findings.filter((finding) => finding.level === level).length;
}

function verdict(findings: readonly Finding[]): string {
  const [toMend, toLook] = [count(findings, "bad"), count(findings, "warn")];
  if (toMend + toLook === 0) return "All is well.";
  const parts = [toMend > 0 ? `${number(toMend)} to mend` : "", toLook > 0 ? `${number(toLook)} to look at` : ""];
  return `${parts.filter((part) => part !== "").join(", ")}.`;
}
