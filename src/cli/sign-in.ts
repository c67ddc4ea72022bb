import { setTimeout as sleep } from "node:timers/promises";
import type { Config } from "../config.ts";
import { trustedCertificates } from "../http/tls.ts";
import { createTransport } from "../http/transport.ts";
import { systemKeychain } from "../login/keychain.ts";
import type { MicrosoftSignIn } from "../login/microsoft.ts";
import { createTokens, type TokenOptions, type Tokens } from "../login/tokens.ts";
import { createVault, vaultFolder, type Vault } from "../login/vault.ts";

/** Signing in, as the workspace's settings and the user's profile have it. Libraries are loaded by whoever needs them. */
export interface SignIn {
  readonly vault: Vault;
  /** Undefined where regroup.yaml has no `microsoft`. */
  readonly microsoft: () => Promise<MicrosoftSignIn | undefined>;
  tokens(baseUrl: string, ask?: TokenOptions["ask"]): Tokens;
}

/** A token in the environment goes before all that is kept. */
export function hasTokenInEnvironment(): boolean {
  return tokenInEnvironment() !== "";
}

export function tokenInEnvironment(): string {
  return (process.env["REGROUP_YAMMER_TOKEN"] ?? "").trim();
}

export function userVault(): Vault {
  return createVault(vaultFolder(process.platform, process.env), systemKeychain(process.env));
}

export function signInOf(options: { readonly workspace: string; readonly config: Config; readonly signal: AbortSignal }): SignIn {
  const { workspace, config, signal } = options;
  const vault = userVault();
  const app = config.microsoft;
  let made: Promise<MicrosoftSignIn | undefined> | undefined;

  async function make(): Promise<MicrosoftSignIn | undefined> {
    if (!app) return undefined;
    const [{ createSignIn }, { createNetwork }, { sendOver }] = await Promise.all([
      import("../login/microsoft.ts"),
      import("../login/network.ts"),
      import("../login/transport.ts"),
    ]);
    const transport = createTransport({
      env: process.env,
      certificates: () => trustedCertificates({ workspace, ca: config.tls?.ca }),
      trustedOrigins: [new URL(app.authority).origin],
    });
    const network = createNetwork(sendOver(transport, signal), (ms) => sleep(ms, undefined, { signal }));
    return createSignIn({ tenant: app.tenant, clientId: app.client_id, authority: app.authority }, vault, network);
  }

  const microsoft = () => (made ??= make());
  return { vault, microsoft, tokens: (baseUrl, ask) => createTokens({ baseUrl, vault, microsoft, ask }) };
}
