import { addAbortSignal } from "node:stream";
import { text } from "node:stream/consumers";
import { isAbort, RemoteError, UserError } from "../errors.ts";
import { misfitOf, type TokenUse } from "../login/tokens.ts";
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
  if (!process.stdin.isTTY) return text(addAbortSignal(signal, process.stdin));
  const { password } = await import("@inquirer/prompts");
  const message = "Paste the access token (it is not shown):";
  return stopWhereLeft(password({ message, mask: true }, { output: process.stderr, signal }));
}

/** What a run that lasts for days needs to go on with another token. */
export interface Asking {
  readonly say: (line: string) => void;
  /** Takes the progress off the screen; what it returns puts it back. */
  readonly hold: () => () => void;
  /** What a token is good for; undefined where it is refused. */
  readonly useOf: (token: string) => Promise<TokenUse | undefined>;
  readonly signal: AbortSignal;
  /** Between two tries of one token; throws an abort where the signal stops it. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Default: asks at the terminal. */
  readonly paste?: (signal: AbortSignal) => Promise<string>;
}

/** So often, and with pauses that grow to so long, a token is tried where the service does not answer: some minutes in all. */
const TRIES = 8;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Asks until there is a token of the same account for the same network, or until the person leaves: the run stops at its checkpoint then, and whoever asks
 * again while it ends gets the same answer.
 */
export function askForAnother(asking: Asking): (use: TokenUse | undefined) => Promise<string> {
  const { say, hold, signal, paste = pasteToken } = asking;
  let left: Error | undefined;
  return async (use) => {
    if (left !== undefined) throw left;
    const show = hold();
    try {
      say("Viva Engage does not accept the token any more: it has ended. The run waits for another one (Ctrl-C stops it where it is).");
      for (;;) {
        const token = await paste(signal).catch(sayWhy);
        if (token === null) continue;
        const found = await tryToken(token, asking).catch(sayWhy);
        if (found === null) continue;
        const objection = objectionTo(found, use);
        if (objection === undefined) return token;
        say(objection);
      }
    } catch (error) {
      if (error instanceof Error && isAbort(error)) left = error;
      throw error;
    } finally {
      show();
    }
  };

  /** Null: it is said, and the person is asked again. */
  function sayWhy(error: unknown): null {
    if (error instanceof RemoteError) say(`The token could not be tried: ${error.message}. Paste it again, or another one.`);
    else if (error instanceof UserError) say(`${error.message} ${error.hint}`);
    else throw error;
    return null;
  }
}

/** A service that does not answer just now says nothing about a token: it is tried again before anybody is asked. */
async function tryToken(token: string, { say, useOf, signal, sleep }: Asking): Promise<TokenUse | undefined> {
  for (let tries = 1; ; tries++) {
    try {
      return await useOf(token);
    } catch (error) {
      if (!(error instanceof RemoteError) || tries >= TRIES) throw error;
      if (tries === 1) say(`The token could not be tried: ${error.message}. It is kept in mind and tried again …`);
      await sleep(Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** tries), signal);
    }
  }
}

/** Why a token cannot take the place of the one that has ended. Another account sees other groups, and this run has the list of the one it began with. */
function objectionTo(found: TokenUse | undefined, use: TokenUse | undefined): string | undefined {
  switch (misfitOf(found, use)) {
    case "refused":
      return "Viva Engage refuses this token. Paste another one.";
    case "network":
      return `This token is of the network ${found?.network}, and this run reads ${use?.network}. Paste one of ${use?.network}.`;
    case "account":
      return "This token is of another account than this run began with. Paste one of the same account, or stop (Ctrl-C), sign in with the other one and export again.";
    default:
      return undefined;
  }
}
