import { text } from "node:stream/consumers";
import { UserError } from "../errors.ts";
import { stopWhereLeft } from "./confirm.ts";

/** A token as a person pastes it, or as it comes through a pipe. @throws UserError where it is none; an abort where the person leaves. */
export async function pasteToken(signal: AbortSignal): Promise<string> {
  const token = (await readToken(signal)).trim().replace(/^Bearer\s+/i, "");
  if (/^[\x21-\x7e]{8,}$/.test(token)) return token;
  throw new UserError("That is no token: it is too short, or holds blanks or letters that no token has.", {
    hint: 'Paste the access token itself, without quotes and without "Bearer". Nothing was kept.',
  });
}

async function readToken(signal: AbortSignal): Promise<string> {
  if (!process.stdin.isTTY) return text(process.stdin);
  const { password } = await import("@inquirer/prompts");
  const message = "Paste the access token (it is not shown):";
  return stopWhereLeft(password({ message, mask: true }, { output: process.stderr, signal }));
}

/** What a run that lasts for days needs to go on with another token. */
export interface Asking {
  readonly say: (line: string) => void;
  /** Takes the progress off the screen; what it returns puts it back. */
  readonly hold: () => () => void;
  /** The network that a token is good for; undefined where it is refused. */
  readonly networkOf: (token: string) => Promise<string | undefined>;
  readonly signal: AbortSignal;
}

/** Asks until there is a token that is good for the network, or until the person leaves: the run stops at its checkpoint then. */
export function askForAnother({ say, hold, networkOf, signal }: Asking): (network: string | undefined) => Promise<string> {
  return async (network) => {
    const show = hold();
    try {
      say("Viva Engage does not accept the token any more: it has ended. The run waits for another one (Ctrl-C stops it where it is).");
      for (;;) {
        const token = await pasteToken(signal).catch(sayWhy);
        if (token === undefined) continue;
        const found = await networkOf(token);
        if (found !== undefined && (network === undefined || found === network)) return token;
        say(
          found === undefined
            ? "Viva Engage refuses this token. Paste another one."
            : `This token is of the network ${found}, and this run reads ${String(network)}. Paste one of ${String(network)}.`,
        );
      }
    } finally {
      show();
    }
  };

  function sayWhy(error: unknown): undefined {
    if (!(error instanceof UserError)) throw error;
    say(`${error.message} ${error.hint}`);
    return undefined;
  }
}
