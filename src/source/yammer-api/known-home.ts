import { createHash } from "node:crypto";
import { homedir, hostname } from "node:os";
import type { Id } from "../../model/key.ts";
import type { Checkpoint, CheckpointReader } from "../source.ts";
import type { Answer } from "./lane.ts";
import type { Home } from "./discover.ts";
import { accountPayload } from "./schema.ts";

/**
 * Whose a token is and for which network, as the server said it last: a run that was killed need not ask again while the very same token is used. Of the token only a
 * digest is kept, salted with this computer and its user, over the address and the wanted network too. Any other token is asked for anew, and every one on another day (UTC).
 */
interface KnownHome {
  readonly version: number;
  /** Of the token, and of the address and the network that are asked for. */
  readonly digest: string;
  readonly day: number;
  /** Of the address and the network alone. */
  readonly place: string;
  readonly home: Home;
}

const SCOPE = "home";
/** Raise it when `Home` changes. */
const VERSION = 2;
const DAY_MS = 24 * 3_600_000;

export interface Key {
  readonly token: string;
  readonly baseUrl: URL;
  readonly wanted: string | undefined;
  /** Milliseconds UTC. */
  readonly now: number;
}

/** Who a token is of, by `users/current`. */
export interface Owner {
  /** The person's id; a digest of the token where nobody tells it, so that at least the very same token is known again. */
  readonly account: string;
  readonly networkId: Id | null;
}

export function ownerOf(answer: Answer, key: Key): Owner {
  const told = answer.status === 200 ? accountPayload.safeParse(answer.body).data : undefined;
  return { account: told?.id == null ? digestOf(key, key.token) : String(told.id), networkId: told?.network_id ?? null };
}

export function rememberHome(home: Home, key: Key): Checkpoint {
  const known: KnownHome = { version: VERSION, digest: digestOf(key, key.token), day: dayOf(key), place: digestOf(key, null), home };
  return { scope: SCOPE, value: JSON.stringify(known) };
}

/** The network of the very same token, on the same day. */
export function recallHome(checkpoints: CheckpointReader, key: Key): Home | undefined {
  const known = read(checkpoints);
  return known?.day === dayOf(key) && known.digest === digestOf(key, key.token) ? known.home : undefined;
}

/** The network that the token before was for, where the same account has another token for it, or the same one on another day. */
export function recallHomeOf(owner: Owner, checkpoints: CheckpointReader, key: Key): Home | undefined {
  const known = read(checkpoints);
  const isSame =
    known?.place === digestOf(key, null) &&
    known.home.account === owner.account &&
    owner.networkId !== null &&
    String(known.home.networkId) === String(owner.networkId);
  return isSame ? known.home : undefined;
}

function read(checkpoints: CheckpointReader): KnownHome | undefined {
  const text = checkpoints(SCOPE);
  const known = text === undefined ? undefined : (JSON.parse(text) as KnownHome);
  return known?.version === VERSION ? known : undefined;
}

function dayOf({ now }: Key): number {
  return Math.floor(now / DAY_MS);
}

function digestOf({ baseUrl, wanted }: Key, token: string | null): string {
  return createHash("sha256")
    .update(JSON.stringify([hostname(), homedir(), baseUrl.href, wanted ?? null, token]))
    .digest("hex");
}
