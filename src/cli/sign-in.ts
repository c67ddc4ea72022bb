import { closeSync, existsSync, openSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Config } from "../config.ts";
import { codeOf, UserError } from "../errors.ts";
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
  tokens(baseUrl: string, by?: Pick<TokenOptions, "ask" | "useOf">): Tokens;
}

/** A token in the environment goes before all that is kept. */
export function hasTokenInEnvironment(): boolean {
  return tokenInEnvironment() !== "";
}

export function tokenInEnvironment(): string {
  return (process.env["REGROUP_YAMMER_TOKEN"] ?? "").trim();
}

/** `signal`: a stop ends the wait for another process that works in it. */
export function userVault(signal: AbortSignal): Vault {
  return createVault(vaultFolder(process.platform, process.env), systemKeychain(process.env), takeVaultLock, signal);
}

/**
 * Takes away all that is kept, and waits for a run that is renewing its token just now: it would keep it again. Returns how many secrets there were. The lock's
 * empty file stays: where it went, one process could hold the old file and another one the new.
 */
export async function clearVault(vault: Vault): Promise<number> {
  return existsSync(vault.folder) ? vault.exclusively(() => vault.clear()) : vault.clear();
}

async function takeVaultLock(folder: string): Promise<{ close(): void } | undefined> {
  const { lockPath, takeLock } = await import("../store/writer.ts");
  try {
    makeLockFile(lockPath(folder));
    // The vault waits itself: SQLite would keep everything else from its turn meanwhile.
    return takeLock(folder, 0);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** One that is there is not opened: closing it would free the lock, where this process holds it (POSIX, fcntl). */
function makeLockFile(path: string): void {
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  }
}

export function signInOf(options: { readonly workspace: string; readonly config: Config; readonly signal: AbortSignal }): SignIn {
  const { workspace, config, signal } = options;
  const vault = userVault(signal);
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
    return createSignIn({ tenant: app.tenant, clientId: app.client_id, authority: app.authority }, { vault, network, now: Date.now });
  }

  const microsoft = () => (made ??= make());
  return { vault, microsoft, tokens: (baseUrl, by) => createTokens({ baseUrl, vault, microsoft, ...by }) };
}
