import { UserError } from "../errors.ts";
import type { Cli } from "./run.ts";

/**
 * Asks for a word to be typed exactly, before something that cannot be taken back. `--confirm <word>` answers for scripts.
 * @throws UserError (exit 2) for another word, and where nobody can be asked.
 */
export async function confirm(cli: Cli, wanted: { readonly word: string; readonly what: string }): Promise<void> {
  const given = cli.flags["confirm"];
  const typed = typeof given === "string" ? given : await ask(wanted);
  if (typed === wanted.word) return;
  throw new UserError(`That is not ${wanted.what}: read "${typed}", expected "${wanted.word}".`, {
    hint: "Nothing was done. Type it exactly, capitals and spaces included.",
  });
}

async function ask({ word, what }: { readonly word: string; readonly what: string }): Promise<string> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new UserError(`This has to be confirmed with ${what}, and there is no terminal to ask on.`, {
      hint: `Nothing was done. Run it again with --confirm "${word}".`,
    });
  }
  const { input } = await import("@inquirer/prompts");
  return stopWhereLeft(input({ message: `Type ${what} to go on (${word}):` }, { output: process.stderr }));
}

/** Ctrl-C at a question stops the command like Ctrl-C anywhere else. */
export async function stopWhereLeft<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && (error.name === "ExitPromptError" || error.name === "AbortPromptError"))
      throw new DOMException("stopped at the question", "AbortError");
    throw error;
  }
}
