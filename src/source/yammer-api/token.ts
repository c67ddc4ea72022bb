import { exitCodes, UserError } from "../../errors.ts";

/** What is being read, and with whose rights where that is told: a token for another network, or of another account, must not go on in its place. */
export interface TokenUse {
  readonly network: string;
  readonly account?: string | undefined;
}

/** Gives the token to send. `wasRefused`: the last one got a 401, so renew it, ask for another, or throw a UserError that says how to get one. `use`: once that is known. */
export type TokenProvider = (wasRefused: boolean, use?: TokenUse) => Promise<string>;

export const TOKEN_VARIABLE = "REGROUP_YAMMER_TOKEN";

/** The token that stands in the environment. It cannot be renewed: when it ends, the run stops where it is. */
export function tokenFrom(env: Readonly<Record<string, string | undefined>>): TokenProvider {
  return (wasRefused) => {
    const token = env[TOKEN_VARIABLE]?.trim() ?? "";
    if (token === "") return Promise.reject(noToken());
    if (wasRefused) return Promise.reject(ended());
    // A line break in a header would be a second header.
    return /^[\x21-\x7e]+$/.test(token)
      ? Promise.resolve(token)
      : Promise.reject(noToken(`${TOKEN_VARIABLE} holds blanks or characters that no token has.`));
  };
}

function noToken(message = "There is no token for Yammer."): UserError {
  return new UserError(message, {
    hint: `Run \`regroup login\`, or put the access token (without "Bearer") into the environment variable ${TOKEN_VARIABLE}, then run the command again.`,
    exit: exitCodes.access,
  });
}

function ended(): UserError {
  return new UserError(`Yammer does not accept the token in ${TOKEN_VARIABLE} (401): it has ended, or is for another network.`, {
    hint: "Get a new one, set the variable, and run the command again: it goes on where it stopped. If it is new, sign in to Yammer once in a browser with the same account.",
    exit: exitCodes.access,
  });
}
