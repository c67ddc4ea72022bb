import { Command, CommanderError } from "commander";
import { readFileSync } from "node:fs";
import { exitCodes, type ExitCode } from "../errors.ts";
import { commands } from "./commands.ts";

/** The door: parses flags, calls one function, and is the only place that catches everything and exits. */

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string };

let exit: ExitCode = exitCodes.done;

// Whoever reads only the first lines (`| head`) has what they wanted.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

const program = new Command("regroup")
  .description("Brings unofficial Yammer (Viva Engage) groups home: export, map, dry run, import, verify.")
  .version(version)
  .option("--workspace <folder>", "the folder of this migration (default: REGROUP_WORKSPACE, else here)")
  .option("--json", "stdout is one JSON document")
  .option("--quiet", "only warnings and errors")
  .option("--verbose", "every step, also to the console")
  .option("--no-color", "no colours (NO_COLOR is honoured too)")
  .showHelpAfterError("(see --help)")
  .showSuggestionAfterError()
  .configureHelp({ showGlobalOptions: true })
  .exitOverride();

for (const { name, argument, description, options, looksOnly, load } of commands) {
  const command = program.command(name).description(description).exitOverride();
  if (argument) command.argument(argument.name, argument.description);
  for (const [flags, text] of options) command.option(flags, text);
  command.action(async (...received: unknown[]) => {
    const { run } = await import("./run.ts");
    const given = { argument: argument ? received[0] : undefined, flags: command.optsWithGlobals(), looksOnly: looksOnly === true };
    exit = await run(name, load, given);
  });
}

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  exit = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  if (exit !== exitCodes.done && process.argv.includes("--json")) {
    const message = error.code === "commander.help" ? "no command was named" : error.message.replace(/^error: /, "");
    process.stdout.write(`${JSON.stringify({ error: { message, hint: "See regroup --help.", exit } }, null, 2)}\n`);
  }
}
process.exitCode = exit;
