import { randomBytes } from "node:crypto";

/** Where the system keeps a small secret for this user. Windows Credential Manager holds 2,560 bytes, so it gets a key and never the tokens. */
export interface Keychain {
  /** 32 bytes, made on first use. Undefined where no keychain answers (a server without a desktop, a container). */
  key(): Promise<Buffer | undefined>;
  /** The key, when there is one already. */
  known(): Promise<Buffer | undefined>;
  /** The same, as the keychain has it now: another process may have taken it away, or put another one there. */
  anew(): Promise<Buffer | undefined>;
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
  async function stored(withinMs: number): Promise<Buffer | null> {
    const text = await (await entry()).getPassword(AbortSignal.timeout(withinMs));
    const key = Buffer.from(text ?? "", "base64");
    return key.length === KEY_BYTES ? key : null;
  }

  /** As it is there now. Null where there is none; undefined where that cannot be told, and the key at hand is all there is. */
  function lookedUp(): Promise<Buffer | null | undefined> {
    return stored(atHand ? COMPARE_MS : KEYCHAIN_MS).catch(() => undefined);
  }

  async function make(): Promise<Buffer | undefined> {
    try {
      await (await entry()).setPassword(randomBytes(KEY_BYTES).toString("base64"), AbortSignal.timeout(KEYCHAIN_MS));
      return (await stored(KEYCHAIN_MS)) ?? undefined;
    } catch {
      return undefined;
    }
  }

  async function anew(): Promise<Buffer | undefined> {
    const now = await lookedUp();
    if (now !== undefined) atHand = now ?? undefined;
    return atHand;
  }

  return {
    known: async () => atHand ?? anew(),
    anew,
    async key() {
      const now = await lookedUp();
      // A key that cannot be read now is not made anew: what is encrypted with it would be lost.
      if (now !== undefined) atHand = now ?? (await make());
      return atHand;
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
/** For whoever has the key already, and only looks whether it is still the one. */
const COMPARE_MS = 5000;

export const noKeychain: Keychain = {
  key: () => Promise.resolve(undefined),
  known: () => Promise.resolve(undefined),
  anew: () => Promise.resolve(undefined),
  forget: () => Promise.resolve(),
};
