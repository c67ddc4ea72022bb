import { LogLevel, PublicClientApplication, type AccountInfo, type AuthenticationResult } from "@azure/msal-node";
import { z } from "zod";
import { exitCodes, UserError } from "../errors.ts";
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

export type Way =
  | { readonly kind: "browser"; readonly open: (url: string) => Promise<void> }
  | {
      readonly kind: "device-code";
      readonly show: (code: { readonly url: string; readonly userCode: string; readonly minutes: number }) => void;
    };

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

const Kept = z.object({ cache: z.string(), account: z.string(), scope: z.string() });
type Kept = z.output<typeof Kept>;

/** One file in the vault an app: MSAL's cache with the account and the spelling that worked. */
export function vaultName(app: MicrosoftApp): string {
  return `microsoft ${app.authority} ${app.tenant} ${app.clientId}`;
}

export function createSignIn(app: MicrosoftApp, vault: Vault, network: Network): MicrosoftSignIn {
  async function kept(): Promise<Kept | undefined> {
    const text = await vault.read(vaultName(app));
    if (text === undefined) return undefined;
    try {
      return Kept.parse(JSON.parse(text));
    } catch {
      return undefined;
    }
  }

  async function keep(client: PublicClientApplication, account: string, scope: string): Promise<void> {
    const value: Kept = { cache: client.getTokenCache().serialize(), account, scope };
    await vault.write(vaultName(app), JSON.stringify(value));
  }

  /** What MSAL threw, with what the transport knows of it. */
  const explained = (error: unknown) => explainRefusal(error, network.trouble());

  return {
    async signIn(way, accepts, signal) {
      const client = clientOf(app, network);
      let account: AccountInfo | undefined;
      let refused: unknown;
      for (const scope of yammerScopes) {
        const result = await ask(client, { way, scope, account, signal }).catch((error: unknown) => {
          // Without a person in between, any refusal of another spelling only means: not this one.
          if (!isWrongScope(error) && account === undefined) throw explained(error);
          refused = error;
        });
        if (!result) continue;
        account = result.account ?? account;
        if (!(await accepts(result.accessToken))) continue;
        await keep(client, result.account?.homeAccountId ?? "", scope);
        return grantedOf(result, scope);
      }
      throw noneAccepted(refused);
    },
    async token({ renew }) {
      const known = await kept();
      if (!known) return undefined;
      const client = clientOf(app, network);
      client.getTokenCache().deserialize(known.cache);
      const account = (await client.getAllAccounts()).find((candidate) => candidate.homeAccountId === known.account);
      if (!account) return undefined;
      try {
        const result = await client.acquireTokenSilent({ account, scopes: [known.scope], forceRefresh: renew });
        await keep(client, known.account, known.scope);
        return grantedOf(result, known.scope);
      } catch (error) {
        throw explained(error);
      }
    },
  };
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

interface Asked {
  readonly way: Way;
  readonly scope: string;
  /** Who signed in with an earlier spelling: nobody is asked twice. */
  readonly account: AccountInfo | undefined;
  readonly signal: AbortSignal;
}

async function ask(client: PublicClientApplication, { way, scope, account, signal }: Asked): Promise<AuthenticationResult> {
  if (account) return client.acquireTokenSilent({ account, scopes: [scope] });
  if (way.kind === "browser") return client.acquireTokenInteractive({ scopes: [scope], openBrowser: way.open, ...pages });
  const request = {
    scopes: [scope],
    cancel: false,
    deviceCodeCallback: (code: { verificationUri: string; userCode: string; expiresIn: number }) =>
      way.show({ url: code.verificationUri, userCode: code.userCode, minutes: Math.round(code.expiresIn / 60) }),
  };
  const stop = () => void (request.cancel = true);
  signal.addEventListener("abort", stop, { once: true });
  try {
    const result = await client.acquireTokenByDeviceCode(request);
    if (result) return result;
    throw signal.aborted ? new DOMException("stopped", "AbortError") : noneAccepted(undefined);
  } catch (error) {
    throw signal.aborted ? new DOMException("stopped", "AbortError") : error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

const pages = {
  successTemplate: "<!doctype html><meta charset=utf-8><title>regroup</title><p>You are signed in. You can close this page.</p>",
  errorTemplate: "<!doctype html><meta charset=utf-8><title>regroup</title><p>The sign-in did not work. The terminal says why.</p>",
};

function grantedOf(result: AuthenticationResult, scope: string): Granted {
  return { token: result.accessToken, scope, expiresAt: result.expiresOn?.getTime() ?? null };
}

function noneAccepted(refused: unknown): unknown {
  if (refused !== undefined && !isWrongScope(refused)) return explainRefusal(refused, { codes: [] });
  return new UserError("Microsoft signed you in, but Viva Engage accepts none of the tokens it gives for this app.", {
    hint: "Open Viva Engage in a browser once with this account (a new account has to), check that the app has the permission Yammer / access_as_user, then run `regroup login` again.",
    exit: exitCodes.access,
    cause: refused,
  });
}
