import { createHash } from "node:crypto";
import { homedir, hostname } from "node:os";
import type { Checkpoint, CheckpointReader } from "../source.ts";
import type { Home } from "./discover.ts";

/**
 * Which network a token is for, as the server said it last: a run that was killed need not ask again while the very same token is used. Of the token only a digest is
 * kept, salted with this computer and its user, over the address and the wanted network too. Any other token is asked for anew, and every one on another day (UTC).
 */
interface KnownHome {
  readonly version: number;
  readonly digest: string;
  readonly day: number;
  readonly home: Home;
}

const SCOPE = "home";
/** Raise it when `Home` changes. */
const VERSION = 1;
const DAY_MS = 24 * 3_600_000;

export interface Key {
  readonly token: string;
  readonly baseUrl: URL;
  readonly wanted: string | undefined;
  /** Milliseconds UTC. */
  readonly now: number;
}

export function rememberHome(home: Home, key: Key): Checkpoint {
  const known: KnownHome = { version: VERSION, digest: digestOf(key), day: dayOf(key), home };
  return { scope: SCOPE, value: JSON.stringify(known) };
}

export function recallHome(checkpoints: CheckpointReader, key: Key): Home | undefined {
  const text = checkpoints(SCOPE);
  if (text === undefined) return undefined;
  const { version, digest, day, home } = JSON.parse(text) as KnownHome;
  return version === VERSION && day === dayOf(key) && digest === digestOf(key) ? home : undefined;
}

function dayOf({ now }: Key): number {
  return Math.floor(now / DAY_MS);
}

function digestOf({ token, baseUrl, wanted }: Key): string {
  return createHash("sha256")
    .update(JSON.stringify([hostname(), homedir(), baseUrl.href, wanted ?? null, token]))
    .digest("hex");
}
