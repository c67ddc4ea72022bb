import { exitCodes, UserError } from "../errors.ts";
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
}

/** Tokens for a run: renewed silently where that can be done; many requests that were refused at once renew once. */
export function createTokens({ baseUrl, vault, microsoft, ask }: TokenOptions): Tokens {
  let renewing: Promise<string> | undefined;
  let given: string | undefined;
  const pasted = () => vault.read(pastedName(baseUrl));

  async function fetchToken(renew: boolean, use: TokenUse | undefined): Promise<string> {
    const kept = await pasted();
    // Somebody may have pasted another one meanwhile, in another terminal.
    if (kept !== undefined && renew && kept === given) return another(use);
    const token = kept ?? (await (await microsoft())?.token({ renew }))?.token;
    if (token === undefined) throw nobody();
    return (given = token);
  }

  async function another(use: TokenUse | undefined): Promise<string> {
    if (!ask) throw ended();
    const token = await ask(use);
    await vault.write(pastedName(baseUrl), token);
    return (given = token);
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

function nobody(): UserError {
  return new UserError("Nobody is signed in to Viva Engage.", {
    hint: "Run `regroup login`, or put a token into REGROUP_YAMMER_TOKEN, then run the command again.",
    exit: exitCodes.access,
  });
}
