import type { Policies } from "../config.ts";
import { parseKey, type Key } from "../model/key.ts";
import type { Blobs } from "../store/blobs.ts";
import type { Db, Store } from "../store/store.ts";
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
  /** Address of a record at its source, from the permalink of its network. */
  readonly sourceAddress?: (record: { readonly permalink: string; readonly kind: string; readonly id: string }) => string | undefined;
  readonly signal: AbortSignal;
}

/** What adapters get to see: the records of one plan, and nothing that the plan leaves out. `reader` is read-only. */
export function createContext(reader: Store, options: ContextOptions): ApplyContext {
  const { db } = reader;
  const { plan } = options;
  const people = createPeople(db, { plan: plan.id, target: plan.target, policies: options.policies, language: options.language });
  const subGroup = createSubGroups(db, { plan: plan.id, target: plan.target });
  const shared = { plan: plan.id, target: plan.target, person: people.find, subGroup };
  const ref = db.prepare<[string, string, number], { kind: RemoteKind; ref: string }>(
    // Of somebody whom the plan shows nowhere any more the page may stand still, and nothing shall lead there.
    `SELECT kind, ref FROM target_ref r WHERE target = +? AND key = +? AND (kind <> 'person' OR EXISTS (SELECT 1 FROM action a WHERE a.plan = +? AND a.key = r.key))`,
  );
  return {
    signal: options.signal,
    official: { name: options.official },
    language: options.language,
    timeZone: options.timeZone,
    ref(key): TargetRef | undefined {
      const row = ref.get(plan.target, key, plan.id);
      return row && { kind: row.kind, id: row.ref };
    },
    link: (key) => options.link?.(key),
    sourceAddress: createAddresses(db, options.sourceAddress),
    person: people.find,
    subGroup,
    thread: createThreads(db, shared),
    openBlob: options.blobs.open,
    migrated: createCursors(db, shared),
  };
}

/** A network's name in keys may have been chosen by somebody; only the permalink that the source told makes an address. */
function createAddresses(db: Db, address: ContextOptions["sourceAddress"]): ApplyContext["sourceAddress"] {
  const query = db.prepare<[string], { permalink: string | null }>("SELECT permalink FROM network WHERE name = +?");
  const known = new Map<string, string | null>();
  return (key) => {
    const parts = parseKey(key);
    if (!parts || !address) return undefined;
    let permalink = known.get(parts.network);
    if (permalink === undefined) known.set(parts.network, (permalink = query.get(parts.network)?.permalink ?? null));
    return permalink === null ? undefined : address({ permalink, kind: parts.kind, id: parts.id });
  };
}
