import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { exitCodes, isAbort, RemoteError, UserError, type ExitCode } from "../errors.ts";
import { ALLOW } from "../doctor/place.ts";
import { checkPlace } from "../doctor/surroundings.ts";
import type { Logger, Progress } from "../log.ts";
import type { CommandModule } from "./commands.ts";
import { createConsole, type Console } from "./console.ts";
import { createRunLog } from "./run-log.ts";

/** What a command gets. */
export interface Cli {
  readonly command: string;
  readonly workspace: string;
  readonly argument: string | undefined;
  readonly flags: Readonly<Record<string, unknown>>;
  readonly console: Console;
  readonly progress: Progress;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** Runs one command, and turns whatever it throws into words and an exit code. */
export async function run(
  command: string,
  load: () => Promise<CommandModule>,
  given: { readonly argument: unknown; readonly flags: Readonly<Record<string, unknown>>; readonly looksOnly?: boolean },
): Promise<ExitCode> {
  const { flags } = given;
  const output = createConsole({
    json: flags["json"] === true,
    quiet: flags["quiet"] === true,
    verbose: flags["verbose"] === true,
    color: flags["color"] !== false,
  });
  const argument = typeof given.argument === "string" ? given.argument : undefined;
  const workspace = workspaceOf(command, argument, flags);
  const place = checkPlace(workspace);
  const log = createRunLog({ workspace, command, console: output, isSilent: place.refusal !== undefined || command === "init" });
  const stop = listenForStop(output);
  try {
    checkWorkspace(workspace, command);
    if (place.refusal && given.looksOnly !== true) throw place.refusal;
    if (place.unsafe && place.isAllowed && given.looksOnly !== true)
      log.warn(`the workspace lies in ${place.unsafe.what}: ${ALLOW} allows it`);
    const module = await load();
    return await module.command({
      command,
      workspace,
      argument,
      flags,
      console: output,
      progress: output.progress,
      log,
      signal: stop.signal,
    });
  } catch (error) {
    return report(error, { console: output, log, command });
  } finally {
    stop.end();
    log.end();
  }
}

function workspaceOf(command: string, argument: string | undefined, flags: Readonly<Record<string, unknown>>): string {
  if (command === "demo") return resolve(argument ?? "demo");
  if (command === "init" && argument !== undefined) return resolve(argument);
  const named = flags["workspace"] ?? process.env["REGROUP_WORKSPACE"];
  return resolve(typeof named === "string" && named !== "" ? named : ".");
}

function checkWorkspace(workspace: string, command: string): void {
  if (command === "demo" || command === "init") return;
  if (!existsSync(workspace) || !statSync(workspace).isDirectory()) {
    throw new UserError(`The workspace ${workspace} is not a folder.`, {
      hint: "`regroup init <folder>` makes one.",
    });
  }
}

/** First Ctrl-C: stop at the next checkpoint. Second: stop now; that is safe too, only slower to go on from. */
function listenForStop(output: Console): { readonly signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const onStop = () => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    output.say("Stopping at the next checkpoint (again to stop at once) …");
    controller.abort(new DOMException("stopped at a checkpoint", "AbortError"));
  };
  process.on("SIGINT", onStop);
  process.on("SIGTERM", onStop);
  return {
    signal: controller.signal,
    end() {
      process.off("SIGINT", onStop);
      process.off("SIGTERM", onStop);
    },
  };
}

function report(
  error: unknown,
  { console: output, log, command }: { console: Console; log: Logger & { readonly path: string }; command: string },
): ExitCode {
  if (isAbort(error)) {
    output.fail(`Stopped at a checkpoint. Run \`regroup ${command}\` again to go on.`, "", exitCodes.interrupted);
    return exitCodes.interrupted;
  }
  if (error instanceof UserError) {
    log.info("stopped by an error that a person can mend", { message: error.message, exit: error.exit });
    output.fail(error.message, error.hint, error.exit);
    return error.exit;
  }
  if (error instanceof RemoteError) {
    log.warn("the far side gave up", { message: error.message, status: error.status });
    output.fail(error.message, `Nothing is lost: run \`regroup ${command}\` again to go on where it stopped.`, exitCodes.farSide);
    return exitCodes.farSide;
  }
  log.error("stopped by a bug", { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  const where = log.path === "" ? "Run it with --verbose to see what happened." : `What happened stands in ${log.path}.`;
  output.fail("Sorry: this is a bug in regroup.", `${where} Running the command again is safe.`, exitCodes.bug);
  return exitCodes.bug;
}
