import { LogLevel, PublicClientApplication, type AccountInfo, type AuthenticationResult } from "@azure/msal-node";
import { z } from "zod";
import { exitCodes, isAbort, RemoteError, UserError } from "../errors.ts";
import { ask, type Way } from "./ask.ts";
import type { Network } from "./network.ts";
import { explainRefusal, isWrongScope } from "./refusals.ts";
import type { Vault } from "./vault.ts";

/** Which app signs in, and where. `authority`: another cloud, such as https://login.microsoftonline.us. */
export interface MicrosoftApp {
  readonly tenant: string;
  readonly clientId: string;
  readonly authority: string;
}

/**
 * How the resource is spelled. The first that Microsoft grants and the service accepts is kept. Source: reference yammer-rest-api.md, 1.1; the last is
 * reported to end in 401 (2019), and used by working code (2025).
 */
export const yammerScopes = [
  "https://www.yammer.com/.default",
  "https://www.yammer.com/access_as_user",
  "https://api.yammer.com/user_impersonation",
  "https://api.yammer.com/.default",
] as const;

export interface Granted {
  readonly token: string;
  readonly scope: string;
  /** Milliseconds UTC; null where Microsoft does not say. */
  readonly expiresAt: number | null;
}

export interface MicrosoftSignIn {
  /** Asks the person. `accepts` tries the token at the service: false = the next spelling is tried. */
  signIn(way: Way, accepts: (token: string) => Promise<boolean>, signal: AbortSignal): Promise<Granted>;
  /** A token without asking. `renew`: the service refused the last one. Undefined where nobody has signed in. */
  token(options: { readonly renew: boolean }): Promise<Granted | undefined>;
}

const Held = z.object({ token: z.string(), scope: z.string(), expiresAt: z.number().nullable(), since: z.number() });
/** A token, and since when it is here. */
type Held = z.output<typeof Held>;
const Kept = z.object({ cache: z.string(), account: z.string(), scope: z.string(), held: Held.optional() });
type Kept = z.output<typeof Kept>;

/** One file in the vault an app: MSAL's cache with the account and the spelling that worked. */
export function vaultName(app: MicrosoftApp): string {
  return `microsoft ${app.authority} ${app.tenant} ${app.clientId}`;
}

export interface Surroundings {
  readonly vault: Vault;
  readonly network: Network;
  /** Milliseconds UTC. */
  readonly now: () => number;
}

/** A token is renewed so long before it ends, or in the middle of a life that is shorter. */
const EARLY_MS = 300_000;

function isFresh({ expiresAt, since }: Held, now: number): boolean {
  return expiresAt === null || now < expiresAt - Math.min(EARLY_MS, (expiresAt - since) / 2);
}

export function createSignIn(app: MicrosoftApp, { vault, network, now }: Surroundings): MicrosoftSignIn {
  let held: Held | undefined;
  /** Whose the first token was: what is begun with the rights of one account does not go on with those of another. */
  let begunBy: string | undefined;

  async function kept(): Promise<Kept | undefined> {
    const text = await vault.read(vaultName(app));
    if (text === undefined) return undefined;
    try {
      return Kept.parse(JSON.parse(text));
    } catch {
      return undefined;
    }
  }

  /** What is kept, of the account that it was begun with. @throws UserError (exit 3) where another one signed in meanwhile. */
  async function keptOfSame(): Promise<Kept | undefined> {
    const found = await kept();
    if (!found) return undefined;
    begunBy ??= found.account;
    if (found.account !== begunBy) throw anotherAccount();
    return found;
  }

  async function keep(client: PublicClientApplication, account: string, granted: Granted): Promise<Held> {
    held = { ...granted, since: now() };
    begunBy = account;
    const value: Kept = { cache: client.getTokenCache().serialize(), account, scope: granted.scope, held };
    await vault.write(vaultName(app), JSON.stringify(value));
    return held;
  }

  /** What MSAL threw, with what the transport knows of it. */
  const explained = (error: unknown) => explainRefusal(error, network.trouble());

  async function renew(known: Kept): Promise<Held | undefined> {
    const client = clientOf(app, network);
    client.getTokenCache().deserialize(known.cache);
    const account = (await client.getAllAccounts()).find((candidate) => candidate.homeAccountId === known.account);
    if (!account) return undefined;
    // Whether it has to be is decided here: MSAL renews five minutes early, and by the clock alone.
    const result = await client.acquireTokenSilent({ account, scopes: [known.scope], forceRefresh: true });
    return keep(client, known.account, grantedOf(result, known.scope));
  }

  return {
    async signIn(way, accepts, signal) {
      const client = clientOf(app, network);
      let account: AccountInfo | undefined;
      let refused: unknown;
      for (const scope of spellings((await kept())?.scope)) {
        const result = await ask(client, { way, scope, account, signal }).catch((error: unknown) => {
          const isRefusal = network.trouble().failure === undefined && !isAbort(error) && !signal.aborted;
          // Without a person in between, any refusal of another spelling only means: not this one.
          if (!isRefusal || (!isWrongScope(error) && account === undefined)) throw explained(error);
          refused = error;
        });
        if (!result) continue;
        account = result.account ?? account;
        if (!(await accepts(result.accessToken))) continue;
        const id = result.account?.homeAccountId ?? "";
        return vault.exclusively(() => keep(client, id, grantedOf(result, scope)));
      }
      throw account === undefined && refused !== undefined ? explained(refused) : noneAccepted(refused);
    },
    async token({ renew: isRefused }) {
      const refused = isRefused ? (held ?? (await keptOfSame())?.held)?.token : undefined;
      const fresh = (one: Held | undefined) => (one && one.token !== refused && isFresh(one, now()) ? one : undefined);
      held = fresh(held);
      if (held) return held;
      const before = await keptOfSame();
      if (!before) return undefined;
      held = fresh(before.held);
      if (held) return held;
      return vault.exclusively(async () => {
        const known = await keptOfSame();
        if (!known) return undefined;
        // Another process may have renewed it meanwhile.
        held = fresh(known.held);
        if (held) return held;
        try {
          return await renew(known);
        } catch (error) {
          const why = explained(error);
          const last = known.held;
          // Microsoft is not reached just now: the token is good until its last second.
          if (why instanceof RemoteError && last && last.token !== refused && now() < (last.expiresAt ?? 0)) return last;
          throw why instanceof UserError ? inTheMiddle(why) : why;
        }
      });
    },
  };
}

function anotherAccount(): UserError {
  return new UserError("Another account has signed in with Microsoft meanwhile; this was begun with the rights of the one before.", {
    hint: "Run `regroup login` with the account of before, then run the same command again: it goes on where it stopped.",
    exit: exitCodes.access,
  });
}

/** Whoever reads it was doing something else than signing in. */
function inTheMiddle(why: UserError): UserError {
  if (why.hint.includes("the same command")) return why;
  return new UserError(why.message, {
    hint: `${why.hint} Then run the same command again: it goes on where it stopped.`,
    exit: why.exit,
    cause: why,
  });
}

/** The one that worked last goes first. */
function spellings(last: string | undefined): readonly string[] {
  const known: readonly string[] = yammerScopes;
  return last === undefined || !known.includes(last) ? known : [last, ...known.filter((scope) => scope !== last)];
}

function clientOf(app: MicrosoftApp, network: Network): PublicClientApplication {
  return new PublicClientApplication({
    auth: { clientId: app.clientId, authority: `${app.authority}/${app.tenant}`, knownAuthorities: [new URL(app.authority).host] },
    system: {
      networkClient: network,
      // What it would log names accounts.
      loggerOptions: { logLevel: LogLevel.Error, piiLoggingEnabled: false, loggerCallback: () => undefined },
    },
  });
}

function grantedOf(result: AuthenticationResult, scope: string): Granted {
  return { token: result.accessToken, scope, expiresAt: result.expiresOn?.getTime() ?? null };
}

function noneAccepted(refused: unknown): UserError {
  return new UserError("Microsoft signed you in, but Viva Engage accepts none of the tokens it gives for this app.", {
    hint: "Open Viva Engage in a browser once with this account (a new account has to), check that the app has the permission Yammer / access_as_user, then run `regroup login` again.",
    exit: exitCodes.access,
    cause: refused,
  });
}
