import { randomBytes } from "node:crypto";

/** Where the system keeps a small secret for this user. Windows Credential Manager holds 2,560 bytes, so it gets a key and never the tokens. */
export interface Keychain {
  /** 32 bytes, made on first use. Undefined where no keychain answers (a server without a desktop, a container). */
  key(): Promise<Buffer | undefined>;
  /** The key, when there is one already. */
  known(): Promise<Buffer | undefined>;
  forget(): Promise<void>;
}

const SERVICE = "regroup";
const ACCOUNT = "key of the sign-in file";
const KEY_BYTES = 32;

/** One entry of it. Rejects where the keychain cannot be read (locked, no answer); null where it holds nothing under this name. */
export interface Entry {
  getPassword(signal: AbortSignal): Promise<string | null>;
  setPassword(password: string, signal: AbortSignal): Promise<void>;
  deletePassword(signal: AbortSignal): Promise<unknown>;
}

/**
 * The keychain of this system: Credential Manager, Keychain, Secret Service. On Linux the kernel's key ring is no place for it: it forgets at the next
 * start. `REGROUP_KEYCHAIN=off` does without one.
 */
export function systemKeychain(env: NodeJS.ProcessEnv): Keychain {
  const isOff = env["REGROUP_KEYCHAIN"] === "off";
  // A Secret Service is reached over the session's bus; asking where there is none can hang.
  const isMute = process.platform === "linux" && !env["DBUS_SESSION_BUS_ADDRESS"];
  if (isOff || isMute) return noKeychain;
  return keychainOf(async () => {
    const { AsyncEntry } = await import("@napi-rs/keyring");
    return new AsyncEntry(SERVICE, ACCOUNT, { linux: { store: "secret-service" } });
  });
}

export function keychainOf(entry: () => Promise<Entry>): Keychain {
  /** A run of a night renews its token while the keychain is locked with the screen. */
  let atHand: Buffer | undefined;

  /** Null where there is none. */
  async function stored(): Promise<Buffer | null> {
    const text = await (await entry()).getPassword(AbortSignal.timeout(KEYCHAIN_MS));
    const key = Buffer.from(text ?? "", "base64");
    return key.length === KEY_BYTES ? key : null;
  }

  return {
    known: async () => (atHand ??= (await stored().catch(() => null)) ?? undefined),
    async key() {
      try {
        if (atHand) return atHand;
        // A key that cannot be read now is not made anew: what is encrypted with it would be lost.
        const before = await stored();
        if (!before) await (await entry()).setPassword(randomBytes(KEY_BYTES).toString("base64"), AbortSignal.timeout(KEYCHAIN_MS));
        return (atHand = before ?? (await stored()) ?? undefined);
      } catch {
        return undefined;
      }
    },
    async forget() {
      atHand = undefined;
      try {
        await (await entry()).deletePassword(AbortSignal.timeout(KEYCHAIN_MS));
      } catch {
        // There was none, or it does not answer: then it holds nothing of ours that is of use without the file.
      }
    },
  };
}

/** A locked keychain may ask its owner to unlock it; a broken one never answers. */
const KEYCHAIN_MS = 60_000;

export const noKeychain: Keychain = {
  key: () => Promise.resolve(undefined),
  known: () => Promise.resolve(undefined),
  forget: () => Promise.resolve(),
};
