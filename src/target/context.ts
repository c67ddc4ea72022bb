import type { Policies } from "../config.ts";
import type { Key } from "../model/key.ts";
import type { Blobs } from "../store/blobs.ts";
import type { Store } from "../store/store.ts";
import { createCursors, createSubGroups } from "./cursors.ts";
import { createPeople } from "./people.ts";
import type { ApplyContext, RemoteKind, TargetRef } from "./target.ts";
import { createThreads } from "./threads.ts";

export interface ContextOptions {
  readonly plan: { readonly id: number; readonly target: string };
  readonly official: string;
  readonly language: ApplyContext["language"];
  readonly timeZone: string;
  readonly policies: Policies;
  readonly blobs: Blobs;
  /** Address of a record in the archive, when one is configured. */
  readonly link?: (key: Key) => string | undefined;
  readonly signal: AbortSignal;
}

/** What adapters get to see: the records of one plan, and nothing that the plan leaves out. `reader` is read-only. */
export function createContext(reader: Store, options: ContextOptions): ApplyContext {
  const { db } = reader;
  const { plan } = options;
  const people = createPeople(db, { target: plan.target, policies: options.policies });
  const subGroup = createSubGroups(db, { plan: plan.id, target: plan.target });
  const shared = { plan: plan.id, target: plan.target, person: people.find, subGroup };
  const ref = db.prepare<[string, string], { kind: RemoteKind; ref: string }>(
    "SELECT kind, ref FROM target_ref WHERE target = ? AND key = ?",
  );
  return {
    signal: options.signal,
    official: { name: options.official },
    language: options.language,
    timeZone: options.timeZone,
    ref(key): TargetRef | undefined {
      const row = ref.get(plan.target, key);
      return row && { kind: row.kind, id: row.ref };
    },
    link: (key) => options.link?.(key),
    person: people.find,
    subGroup,
    thread: createThreads(db, shared),
    openBlob: options.blobs.open,
    migrated: createCursors(db, shared),
  };
}
