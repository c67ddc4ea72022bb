import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import { codeOf, exitCodes, isAbort, stopIfAsked, UserError } from "../errors.ts";
import type { Keychain } from "./keychain.ts";

/** Secrets of this user, outside every workspace: one file each, encrypted with a key from the keychain, or readable by its owner only. */
export interface Vault {
  readonly folder: string;
  read(name: string): Promise<string | undefined>;
  write(name: string, secret: string): Promise<{ readonly encrypted: boolean }>;
  remove(name: string): void;
  /** True: what is written is encrypted with a key that the keychain holds. */
  isEncrypted(): Promise<boolean>;
  /** No other process does its work meanwhile: a refresh token may count once only, and two that renew at a time would lose the sign-in. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
  /** Everything, the key included. */
  clear(): Promise<number>;
}

/** Takes the lock of the folder; the system frees it when the process ends, however it ends. Undefined while another holds it. */
export type TakeLock = (folder: string) => Promise<{ close(): void } | undefined>;

/** The one that holds it waits for Microsoft, and perhaps for a keychain to be unlocked. */
const LOCK_MS = 180_000;
const LOOK_MS = 50;

const Sealed = z.union([
  z.object({ version: z.literal(1), cipher: z.literal("aes-256-gcm"), iv: z.base64(), tag: z.base64(), data: z.base64() }),
  z.object({ version: z.literal(1), cipher: z.literal("none"), data: z.base64() }),
]);

const ENDING = ".secret";

/** The folder for a program's own data in the user's profile, by the custom of each system. */
export function vaultFolder(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string {
  const home = homedir();
  if (env["REGROUP_SECRETS"]) return env["REGROUP_SECRETS"];
  if (platform === "win32") return join(env["LOCALAPPDATA"] ?? join(home, "AppData", "Local"), "regroup");
  if (platform === "darwin") return join(home, "Library", "Application Support", "regroup");
  return join(env["XDG_DATA_HOME"] ?? join(home, ".local", "share"), "regroup");
}

/** `stop`: whoever waits for another process waits no longer; what needs no wait is done all the same. */
export function createVault(folder: string, keychain: Keychain, takeLock: TakeLock, stop?: AbortSignal): Vault {
  const pathOf = (name: string) => join(folder, `${createHash("sha256").update(name).digest("hex").slice(0, 16)}${ENDING}`);
  return {
    folder,
    async read(name) {
      const path = pathOf(name);
      if (!existsSync(path)) return undefined;
      const text = readFileSync(path, "utf8");
      const key = await keychain.known();
      const secret = open(text, key);
      // Another process may have signed out and in: then what is here is sealed with a key that is not the one at hand.
      return secret === undefined && key ? open(text, await keychain.anew()) : secret;
    },
    async write(name, secret) {
      const key = await keychain.key();
      save(folder, pathOf(name), seal(secret, key));
      return { encrypted: key !== undefined };
    },
    remove: (name) => rmSync(pathOf(name), { force: true }),
    isEncrypted: async () => (await keychain.known()) !== undefined,
    async exclusively(work) {
      const lock = await waitForLock(folder, takeLock, stop);
      try {
        return await work();
      } finally {
        lock.close();
      }
    },
    async clear() {
      const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(ENDING) || isUnfinished(file)) : [];
      for (const file of files) rmSync(join(folder, file), { force: true });
      await keychain.forget();
      return files.length;
    },
  };
}

function seal(secret: string, key: Buffer | undefined): string {
  if (!key) return JSON.stringify({ version: 1, cipher: "none", data: Buffer.from(secret).toString("base64") });
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  const data = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return JSON.stringify({
    version: 1,
    cipher: "aes-256-gcm",
    iv: iv.toString("base64"),
    tag: cipher.getAuthTag().toString("base64"),
    data: data.toString("base64"),
  });
}

/** Undefined for what cannot be read any more (the keychain was emptied, the file damaged): the person signs in again. */
function open(text: string, key: Buffer | undefined): string | undefined {
  try {
    const sealed = Sealed.parse(JSON.parse(text));
    const data = Buffer.from(sealed.data, "base64");
    if (sealed.cipher === "none") return data.toString("utf8");
    if (!key) return undefined;
    const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(sealed.iv, "base64"));
    decipher.setAuthTag(Buffer.from(sealed.tag, "base64"));
    return Buffer.concat([decipher.update(data), decipher.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}

/** A file that is written under a name of its own and renamed when it is whole: a reader sees the old one or the new one. */
function save(folder: string, path: string, text: string): void {
  const unfinished = `${path}.${process.pid}-${randomBytes(4).toString("hex")}${UNFINISHED}`;
  try {
    makeFolder(folder);
    sweep(folder);
    writeFileSync(unfinished, text, { mode: 0o600, flag: "wx", flush: true });
    renameSync(unfinished, path);
  } catch (cause) {
    throw cannotKeep(folder, cause);
  }
}

const UNFINISHED = ".new";
const STALE_MS = 60_000;

function isUnfinished(file: string): boolean {
  return file.includes(ENDING) && file.endsWith(UNFINISHED);
}

/** What a process left that was killed while it wrote: it holds secrets too. */
function sweep(folder: string): void {
  for (const file of readdirSync(folder).filter(isUnfinished)) {
    const left = statSync(join(folder, file), { throwIfNoEntry: false });
    if (left && Date.now() - left.mtimeMs > STALE_MS) rmSync(join(folder, file), { force: true });
  }
}

function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
}

async function waitForLock(folder: string, takeLock: TakeLock, stop: AbortSignal | undefined): Promise<{ close(): void }> {
  const until = performance.now() + LOCK_MS;
  try {
    makeFolder(folder);
    do {
      const lock = await takeLock(folder);
      if (lock) return lock;
      if (stop) stopIfAsked(stop);
      await setTimeout(LOOK_MS, undefined, { signal: stop });
    } while (performance.now() < until);
  } catch (cause) {
    throw isAbort(cause) ? cause : cannotKeep(folder, cause);
  }
  throw new UserError("Another regroup process is renewing the sign-in, and does not come to an end.", {
    hint: "End that process, then run the command again: it goes on where it stopped.",
    exit: exitCodes.access,
  });
}

function cannotKeep(folder: string, cause: unknown): UserError {
  return new UserError(`The sign-in cannot be kept in ${folder} (${codeOf(cause)}).`, {
    hint: "Give yourself write access to that folder, or name another one in REGROUP_SECRETS, and run the command again.",
    exit: exitCodes.access,
    cause,
  });
}
