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

/**
 * The keychain of this system: Credential Manager, Keychain, Secret Service. On Linux the kernel's key ring is no place for it: it forgets at the next
 * start. `REGROUP_KEYCHAIN=off` does without one.
 */
export function systemKeychain(env: NodeJS.ProcessEnv): Keychain {
  const isOff = env["REGROUP_KEYCHAIN"] === "off";
  // A Secret Service is reached over the session's bus; asking where there is none can hang.
  const isMute = process.platform === "linux" && !env["DBUS_SESSION_BUS_ADDRESS"];
  if (isOff || isMute) return noKeychain;
  async function entry() {
    const { AsyncEntry } = await import("@napi-rs/keyring");
    return new AsyncEntry(SERVICE, ACCOUNT, { linux: { store: "secret-service" } });
  }
  async function known(): Promise<Buffer | undefined> {
    try {
      const text = await (await entry()).getPassword(AbortSignal.timeout(KEYCHAIN_MS));
      const key = Buffer.from(text ?? "", "base64");
      return key.length === KEY_BYTES ? key : undefined;
    } catch {
      return undefined;
    }
  }
  return {
    known,
    async key() {
      const before = await known();
      if (before) return before;
      const key = randomBytes(KEY_BYTES);
      try {
        await (await entry()).setPassword(key.toString("base64"), AbortSignal.timeout(KEYCHAIN_MS));
        return await known();
      } catch {
        return undefined;
      }
    },
    async forget() {
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
