import { exitCodes, RemoteError, UserError } from "../errors.ts";
import { endOfToken } from "./expiry.ts";
import type { MicrosoftSignIn } from "./microsoft.ts";
import type { Vault } from "./vault.ts";

/** Where a kept token comes from: the first that is there. */
export type TokenOrigin = "pasted" | "microsoft";

export interface Tokens {
  /** The token to send. `renew`: the service has just refused the last one. Throws UserError (exit 3) where only a person can help. `use`: what it has to be good for. */
  token(options?: { readonly renew?: boolean; readonly use?: TokenUse | undefined }): Promise<string>;
  /** Where it comes from, and until when it is good (milliseconds UTC; null where nobody knows). Undefined where nobody has signed in. */
  origin(): Promise<{ readonly from: TokenOrigin; readonly expiresAt: number | null } | undefined>;
}

/** What a token is used for: a network, with the rights of an account where that is known. */
export interface TokenUse {
  readonly network: string;
  readonly account?: string | undefined;
}

/** Why a token cannot go on in the place of another; undefined where it can. `found`: what it is good for, undefined where the service refuses it. */
export function misfitOf(found: TokenUse | undefined, use: TokenUse | undefined): "refused" | "network" | "account" | undefined {
  if (found === undefined) return "refused";
  if (use === undefined) return undefined;
  if (found.network !== use.network) return "network";
  return found.account === undefined || use.account === undefined || found.account === use.account ? undefined : "account";
}

/** A pasted token belongs to one service. */
export function pastedName(baseUrl: string): string {
  return `token ${baseUrl}`;
}

export interface TokenOptions {
  readonly baseUrl: string;
  readonly vault: Vault;
  /** Undefined where regroup.yaml has no `microsoft`. Loaded when it is wanted. */
  readonly microsoft: () => Promise<MicrosoftSignIn | undefined>;
  /** Asks a person for a token in place of a pasted one that has ended; it is good for the use. Left out where nobody is there to ask. */
  readonly ask?: ((use: TokenUse | undefined) => Promise<string>) | undefined;
  /** Tries a token at the service: undefined where it is refused. Left out, a run takes no token but those of its own kind. */
  readonly useOf?: ((token: string) => Promise<TokenUse | undefined>) | undefined;
}

interface Given {
  readonly token: string;
  readonly from: TokenOrigin;
}

/**
 * Tokens for a run: renewed silently where that can be done; many requests that were refused at once renew once. A run stays with what it began with,
 * whatever another terminal keeps meanwhile; only where that is refused it takes what is kept now, if it is good for the same.
 */
export function createTokens({ baseUrl, vault, microsoft, ask, useOf }: TokenOptions): Tokens {
  let renewing: Promise<string> | undefined;
  let given: Given | undefined;
  const pasted = () => vault.read(pastedName(baseUrl));

  async function fetchToken(renew: boolean, use: TokenUse | undefined): Promise<string> {
    if (!renew && given?.from === "pasted") return given.token;
    const kept = renew || given === undefined ? await pasted() : undefined;
    if (renew && kept !== undefined && kept === given?.token) return another(use);
    const next: Given =
      kept === undefined ? { token: await granted(renew && given?.from !== "pasted"), from: "microsoft" } : { token: kept, from: "pasted" };
    // Microsoft's own are of one account for as long as the run lasts.
    const isOther = given !== undefined && !(given.from === "microsoft" && next.from === "microsoft");
    if (isOther && use !== undefined && !(await fits(next.token, use))) return another(use);
    given = next;
    return next.token;
  }

  async function granted(renew: boolean): Promise<string> {
    const token = (await (await microsoft())?.token({ renew }))?.token;
    if (token === undefined) throw nobody();
    return token;
  }

  /** What was kept meanwhile, in another terminal. False where the service refuses it too. @throws UserError (exit 3) where it is good for something else. */
  async function fits(token: string, use: TokenUse): Promise<boolean> {
    const found = await useOf?.(token).catch((error: unknown) => {
      if (!(error instanceof RemoteError)) throw error;
      // Without a status: it says nothing about the address that is being read.
      throw new RemoteError(`The token that is kept now could not be tried: ${error.message}`, { recovery: "retry", cause: error });
    });
    const misfit = misfitOf(found, use);
    if (found && misfit !== undefined) throw ofAnother(found, use, misfit);
    return misfit === undefined;
  }

  async function another(use: TokenUse | undefined): Promise<string> {
    if (!ask) throw ended();
    const token = await ask(use);
    await vault.write(pastedName(baseUrl), token);
    given = { token, from: "pasted" };
    return token;
  }

  return {
    token({ renew = false, use } = {}) {
      if (!renew) return renewing ?? fetchToken(false, use);
      renewing ??= fetchToken(true, use).finally(() => (renewing = undefined));
      return renewing;
    },
    async origin() {
      const kept = await pasted();
      if (kept !== undefined) return { from: "pasted", expiresAt: endOfToken(kept) };
      const granted = await (await microsoft())?.token({ renew: false });
      return granted && { from: "microsoft", expiresAt: granted.expiresAt };
    },
  };
}

function ended(): UserError {
  return new UserError("Viva Engage refuses the token that was pasted: it has expired, or was revoked.", {
    hint: "Run `regroup login --token` and paste a new one, then run the same command again: it goes on where it stopped.",
    exit: exitCodes.access,
  });
}

function ofAnother(found: TokenUse, use: TokenUse, misfit: "refused" | "network" | "account"): UserError {
  const which = misfit === "network" ? `of the network ${found.network}` : "of another account";
  const begun = misfit === "network" ? use.network : "the one it began with";
  return new UserError(`The token of this run has ended, and the one that is kept now is ${which}; this run reads ${begun}.`, {
    hint: `Sign in ${misfit === "network" ? `for ${use.network}` : "with the account of before"} (\`regroup login\`), then run the same command again: it goes on where it stopped.`,
    exit: exitCodes.access,
  });
}

function nobody(): UserError {
  return new UserError("Nobody is signed in to Viva Engage.", {
    hint: "Run `regroup login`, or put a token into REGROUP_YAMMER_TOKEN, then run the command again.",
    exit: exitCodes.access,
  });
}
