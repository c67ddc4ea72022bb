import { createHash, randomBytes } from "node:crypto";
import type { Checkpoint, CheckpointReader } from "../source.ts";
import type { Home } from "./discover.ts";

/**
 * Which network a token is for, as the server said it last: a run that was killed need not ask again while the very same token is used. Of the token only a salted
 * digest is kept, over the address and the wanted network too; any other token, and every one after a day, is asked for anew.
 */
interface KnownHome {
  readonly version: number;
  readonly salt: string;
  readonly digest: string;
  /** Milliseconds UTC. */
  readonly at: number;
  readonly home: Home;
}

const SCOPE = "home";
/** Raise it when `Home` changes. */
const VERSION = 1;
const LONGEST_MS = 24 * 3_600_000;

export interface Key {
  readonly token: string;
  readonly baseUrl: URL;
  readonly wanted: string | undefined;
  readonly now: number;
}

export function rememberHome(home: Home, key: Key): Checkpoint {
  const salt = randomBytes(16).toString("hex");
  const known: KnownHome = { version: VERSION, salt, digest: digestOf(salt, key), at: key.now, home };
  return { scope: SCOPE, value: JSON.stringify(known) };
}

export function recallHome(checkpoints: CheckpointReader, key: Key): Home | undefined {
  const text = checkpoints(SCOPE);
  if (text === undefined) return undefined;
  const known = JSON.parse(text) as KnownHome;
  const isFresh = known.version === VERSION && key.now >= known.at && key.now - known.at < LONGEST_MS;
  return isFresh && known.digest === digestOf(known.salt, key) ? known.home : undefined;
}

function digestOf(salt: string, { token, baseUrl, wanted }: Key): string {
  return createHash("sha256")
    .update(JSON.stringify([salt, baseUrl.href, wanted ?? null, token]))
    .digest("hex");
}
