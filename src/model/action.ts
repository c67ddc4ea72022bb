import type { Key } from "./key.ts";

/** shell: the sub-group, empty. content: people and threads. open: members in, privacy as planned. */
export const phases = ["shell", "content", "open"] as const;
export type Phase = (typeof phases)[number];

/**
 * sub-group: make (or adopt) the room of one group · person: an account or placeholder that authors posts ·
 * publish: one thread (or one message, by `capabilities.unit`) with everything the plan covers · members: put people into a sub-group.
 */
export const actionKinds = ["sub-group", "person", "publish", "members"] as const;
export type ActionKind = (typeof actionKinds)[number];

/** One intended change. Holds keys and digests, never bodies. */
export interface Action {
  /** Idempotency key: the first covered record's key; `members` ends in `#members`. */
  readonly key: Key;
  readonly kind: ActionKind;
  readonly phase: Phase;
  /** The sub-group's key for publish and members, else null. */
  readonly parent: Key | null;
  /** sha256 over the covered records' source fields and mappings, never over rendered output. */
  readonly digest: string;
}

/** done: it landed now · unchanged: it stood there with the same digest · adopted: found at the target after an ambiguous end. */
export type Outcome = "done" | "unchanged" | "adopted" | "skipped" | "failed";

export type Treatment = "as-text" | "link-to-archive" | "dropped";

/** A loss made to fit. `native` is what has no adjustment. */
export interface Adjustment {
  readonly key: Key;
  readonly field: string;
  readonly treatment: Treatment;
  /** A code, explained in the README: `file-not-in-export`, `mention-unknown`, … */
  readonly reason: string;
}

/** A plan's hash as people read it out: `7F3A-91C2`. */
export function shortHash(hash: string): string {
  return `${hash.slice(0, 4)}-${hash.slice(4, 8)}`.toUpperCase();
}
