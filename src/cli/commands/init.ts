import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { CONFIG_FILE, parseConfig } from "../../config.ts";
import { codeOf, exitCodes, isAbort, UserError, type ExitCode } from "../../errors.ts";
import { openSources, openTarget, runOf } from "../adapters.ts";
import { complete, defaults, readFlags } from "../init/answers.ts";
import { asSetting, describe, find, requireReadable } from "../init/found.ts";
import { settingsText, type Answers } from "../init/template.ts";
import type { Cli } from "../run.ts";
import { hasTokenInEnvironment } from "../sign-in.ts";

/** Makes a workspace: looks, asks what is left open (or takes it from flags), and writes one file as its last step. */
export async function command(cli: Cli): Promise<ExitCode> {
  const { workspace, console: output } = cli;
  refuseExisting(workspace);
  const here = process.cwd();
  const flags = readFlags(cli.flags, workspace, here);
  const found = await find(workspace, flags.inputs, cli.signal);
  if (flags.inputs) requireReadable(found.exports);
  output.print(`Found in ${workspace}:`);
  for (const line of describe(found)) output.print(line);
  const given = defaults(flags, found, ownLocale());
  const isAsked = cli.flags["yes"] !== true && cli.flags["json"] !== true && process.stdin.isTTY && process.stderr.isTTY;
  let answers: Answers;
  if (isAsked) {
    const { ask, confirmWriting } = await import("../init/questions.ts");
    const look = async (typed: string) => (await find(workspace, [asSetting(typed, workspace, here)], cli.signal)).exports[0];
    const asking = { console: output, signal: cli.signal, look };
    try {
      answers = await ask(given, flags, found, asking);
      await proven(cli, settingsText(answers));
      tell(cli, answers);
      if (!(await confirmWriting(join(workspace, CONFIG_FILE), asking))) return left(cli);
    } catch (error) {
      // Ctrl-C at a question.
      if (error instanceof Error && (error.name === "ExitPromptError" || error.name === "AbortPromptError" || isAbort(error)))
        return left(cli);
      throw error;
    }
  } else {
    answers = complete(given, workspace);
    await proven(cli, settingsText(answers));
    tell(cli, answers);
  }
  write(workspace, settingsText(answers));
  output.print(`Wrote ${join(workspace, CONFIG_FILE)}: read it, it says what each line is for.`);
  output.json({ workspace, file: join(workspace, CONFIG_FILE), ...answers, found });
  output.next(nextCommand(workspace, answers));
  return exitCodes.done;
}

function left(cli: Cli): ExitCode {
  cli.console.fail("Stopped. Nothing was written.", "", exitCodes.interrupted);
  return exitCodes.interrupted;
}

function refuseExisting(workspace: string): void {
  if (existsSync(workspace) && !statSync(workspace).isDirectory()) {
    throw new UserError(`${workspace} is a file, not a folder.`, { hint: "Name another one: `regroup init <folder>`." });
  }
  if (!existsSync(join(workspace, CONFIG_FILE))) return;
  throw new UserError(`There is a ${CONFIG_FILE} in ${workspace} already; it stays as it is.`, {
    hint: "Change it in an editor, or make another workspace: `regroup init <folder>`. `regroup status` says where this one stands.",
  });
}

/** The file that will be written loads, and adapters take their parts of it. @throws UserError as any command would. */
async function proven(cli: Cli, text: string): Promise<void> {
  const run = runOf(cli, parseConfig(text));
  // A server is asked by doctor and export, when there is a token.
  for (const source of await openSources(run)) if (source.isRemote !== true) await source.check(cli.signal);
  await (await openTarget(run, "read")).check(cli.signal);
}

function tell(cli: Cli, { name, inputs, yammer, microsoft, members, directory, site, language, timeZone }: Answers): void {
  cli.console.print("Settings:");
  const lines: readonly (readonly [string, string])[] = [
    ["network", name],
    ["inputs", inputs.length > 0 ? inputs.join(", ") : "no export"],
    ["yammer", yammer ? `the live network, ${microsoft ? `signed in with Microsoft (${microsoft.tenant})` : "with a token"}` : "not asked"],
    ["members", members ?? (yammer ? "no list: the live network tells" : "no list: members stay unknown")],
    ["directory", directory ?? "no list: nobody is matched"],
    ["site", site],
    ["language", `${language}, times of ${timeZone}`],
  ];
  for (const [what, value] of lines) cli.console.print(`  ${what.padEnd(10)}${value}`);
}

/** The one thing that is written, whole or not at all, and never over another. */
function write(workspace: string, text: string): void {
  const path = join(workspace, CONFIG_FILE);
  const isNew = !existsSync(workspace);
  let isOurs = false;
  try {
    // It will hold names, e-mail addresses and texts.
    mkdirSync(workspace, { recursive: true, mode: 0o700 });
    writeFileSync(path, "", { flag: "wx" });
    isOurs = true;
    writeFileSync(path, text);
  } catch (error) {
    if (isOurs) rmSync(path, { force: true });
    if (isNew && existsSync(workspace) && readdirSync(workspace).length === 0) rmdirSync(workspace);
    if (codeOf(error) === "EEXIST") refuseExisting(workspace);
    if (codeOf(error) === "") throw error;
    throw new UserError(`${path} cannot be written (${codeOf(error)}).`, {
      hint: "Choose a folder that you may write, or give yourself access: `regroup init <folder>`.",
      exit: codeOf(error) === "EACCES" || codeOf(error) === "EPERM" || codeOf(error) === "EROFS" ? exitCodes.access : exitCodes.usage,
      cause: error,
    });
  }
}

function ownLocale(): { language: string; timeZone: string } {
  const { locale, timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return { language: locale, timeZone: timeZone === "" ? "UTC" : timeZone };
}

/** Whoever reads the live network signs in first, unless the token stands in the environment. */
function nextCommand(workspace: string, { yammer, microsoft }: Answers): string {
  const next = !yammer || hasTokenInEnvironment() ? "doctor" : microsoft ? "login" : "login --token";
  const isKnown = resolve(process.env["REGROUP_WORKSPACE"] ?? ".") === workspace;
  const near = relative(process.cwd(), workspace) || ".";
  const path = near.startsWith("..") ? workspace : near;
  return isKnown ? `regroup ${next}` : `regroup ${next} --workspace ${/[^\w./\\:-]/.test(path) ? JSON.stringify(path) : path}`;
}
