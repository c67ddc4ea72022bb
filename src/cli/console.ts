import { Chalk } from "chalk";
import type { Progress } from "../log.ts";
import type { ExitCode } from "../errors.ts";
import { createProgress } from "./progress.ts";

/** Results on stdout, everything else on stderr. With --json, stdout is one JSON document. */
export interface Console {
  /** Progress and remarks. */
  say(text: string): void;
  /** What a person has to see, since the command waits for them; also with --quiet. */
  ask(text: string): void;
  heading(text: string): void;
  /** A result, for people; left out with --json. */
  print(text: string): void;
  /** The result, for machines; only with --json. */
  json(value: unknown): void;
  next(command: string): void;
  note(level: "warn" | "error", message: string, data: string): void;
  debug(message: string, data: string): void;
  fail(message: string, hint: string, exit: ExitCode): void;
  readonly progress: Progress;
}

export function createConsole(options: {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
}): Console {
  const hasColor = options.color && !process.env["NO_COLOR"];
  const err = new Chalk({ level: hasColor && process.stderr.isTTY ? 1 : 0 });
  const out = new Chalk({ level: hasColor && process.stdout.isTTY ? 1 : 0 });
  const isQuiet = options.quiet;
  const noted = new Set<string>();
  const toErr = (text: string) => void process.stderr.write(`${text}\n`);
  return {
    say: (text) => (isQuiet ? undefined : toErr(plain(text))),
    ask: (text) => toErr(plain(text)),
    heading: (text) => (isQuiet ? undefined : toErr(err.bold(plain(text)))),
    print: (text) => (options.json || isQuiet ? undefined : void process.stdout.write(`${plain(text)}\n`)),
    json: (value) => (options.json ? void process.stdout.write(`${JSON.stringify(value, null, 2)}\n`) : undefined),
    next: (command) => (options.json || isQuiet ? undefined : void process.stdout.write(`Next: ${out.cyan(plain(command))}\n`)),
    note(level, message, data) {
      // Said of each of a thousand files it would bury everything else; the log has every one.
      if (!options.verbose && noted.has(message)) return;
      noted.add(message);
      toErr(`${level === "error" ? err.red("error") : err.yellow("look")} ${plain(message)}${options.verbose ? ` ${plain(data)}` : ""}`);
    },
    debug: (message, data) => (options.verbose ? toErr(err.dim(plain(`${message} ${data}`))) : undefined),
    fail(message, hint, exit) {
      toErr(exit === 130 ? plain(message) : `${err.red(plain(message))}${hint === "" ? "" : `\n${plain(hint)}`}`);
      if (options.json) process.stdout.write(`${JSON.stringify({ error: { message, hint, exit } }, null, 2)}\n`);
    },
    // A terminal that says it is no character wide (some containers do) keeps a spinner drawing lines for ever.
    progress: createProgress({ isTty: process.stderr.isTTY && process.stderr.columns > 0 && !isQuiet, isQuiet }),
  };
}

/** Text from a source may hold control sequences; a terminal must not obey them, not even those for colours: one of them hides what follows. */
function plain(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
}
