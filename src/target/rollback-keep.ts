import { pauseOrStop } from "../errors.ts";
import { parseKey, type Key } from "../model/key.ts";
import type { Db } from "../store/store.ts";
import { createPlaces, type Made } from "./rollback-ledger.ts";
import type { RemoteItem, Target, TargetRef } from "./target.ts";

/** Why something that this migration made stays. The words stand in rollback.csv and in the README. */
export const keptReasons = {
  changed: "changed-since",
  answered: "answered-since",
  holds: "holds-what-stays",
  others: "holds-what-others-made",
  within: "is-in-what-stays",
} as const;
export type KeptReason = (typeof keptReasons)[keyof typeof keptReasons];

/** What has to stay, and why. One thing that stays keeps what it stands in and who is in it: its conversation, that one's sub-group and people. */
export interface Keeping {
  /** Reads a sub-group as it stands now: answers and conversations that are not ours keep what they hang on. Where it stood there before, conversations of others are at home. */
  look(ref: TargetRef, subGroup: Key, signal: AbortSignal, stoodBefore?: boolean): Promise<void>;
  reasonFor(made: Made): KeptReason | undefined;
  /** The target would not give it back. */
  stays(made: Made): KeptReason;
}

/** `isOurs`: true where this migration made, or adopted, what carries the key. */
export function createKeeping(db: Db, target: Target, { plan, isOurs }: { plan: number; isOurs: (key: Key) => boolean }): Keeping {
  const place = createPlaces(db);
  const peopleIn = createPeopleIn(db);
  const membersOf = createMembersOf(db, plan);
  const subGroups = new Map<Key, KeptReason>();
  const threads = new Map<Key, KeptReason>();
  const people = new Set<Key>();

  function keepSubGroup(key: Key, reason: KeptReason): void {
    if (subGroups.has(key)) return;
    subGroups.set(key, reason);
    // Whoever answered there has to get in; where the members were taken back before that was known, nobody hangs on them.
    const members = `${key}#members` as Key;
    if (isOurs(members)) for (const person of membersOf(members)) people.add(person);
  }

  function keepThread(thread: Key, subGroup: Key | null, reason: KeptReason): void {
    if (!threads.has(thread)) {
      threads.set(thread, reason);
      for (const person of peopleIn(thread)) people.add(person);
    }
    if (subGroup !== null) keepSubGroup(subGroup, keptReasons.holds);
  }

  /** Whatever carries a key came from a migration: a post from this one, since it stands in a conversation of ours. */
  function isKnown({ kind, key }: RemoteItem): boolean {
    return key !== undefined && (kind === "message" || isOurs(key));
  }

  function keepForOthers(item: RemoteItem, subGroup: Key, last: Key | undefined): void {
    const answered = item.kind === "message" ? ((item.parent === null ? undefined : place(item.parent)?.thread) ?? last) : undefined;
    if (answered === undefined) keepSubGroup(subGroup, keptReasons.others);
    else keepThread(answered, subGroup, keptReasons.answered);
  }

  return {
    async look(ref, subGroup, signal, stoodBefore = false) {
      let last: Key | undefined;
      for await (const item of target.inventory(ref, signal)) {
        await pauseOrStop(signal);
        // Pages beside records may be anybody's, and who is a member is no content.
        if (item.kind !== "message" && item.kind !== "thread") continue;
        if (item.kind === "thread") last = item.key;
        if (isKnown(item)) continue;
        // Some targets also list what should be there and is not.
        if (item.kind === "thread" && item.key !== undefined && !(await target.find(item.key, signal))) continue;
        const isAtHome = item.kind === "thread" || last === undefined || !isOurs(last);
        if (stoodBefore && isAtHome) continue;
        keepForOthers(item, subGroup, last);
      }
    },
    reasonFor(made) {
      if (made.kind === "person") return people.has(made.key) ? keptReasons.within : undefined;
      if (made.thread !== null) return threads.get(made.thread);
      return made.subGroup === null ? undefined : subGroups.get(made.subGroup);
    },
    stays(made) {
      if (made.thread !== null) keepThread(made.thread, made.subGroup, keptReasons.changed);
      else if (made.subGroup !== null) keepSubGroup(made.subGroup, keptReasons.holds);
      return keptReasons.changed;
    },
  };
}

/** Who wrote in a conversation, and whom it mentions. */
function createPeopleIn(db: Db): (thread: Key) => Key[] {
  const query = db.prepare<[{ network: string; thread: string }], { key: Key }>(
    `SELECT @network || '/person/' || id AS key FROM (
       SELECT m.author_id AS id FROM message m JOIN network n ON n.pk = m.network
       WHERE n.name = +@network AND m.thread_id = CAST(@thread AS INTEGER) AND m.author_id IS NOT NULL
       UNION SELECT x.person_id FROM message m JOIN network n ON n.pk = m.network JOIN mention x ON x.network = m.network AND x.message_id = m.id
       WHERE n.name = +@network AND m.thread_id = CAST(@thread AS INTEGER))`,
  );
  return (thread) => {
    const parts = parseKey(thread);
    return parts ? query.all({ network: parts.network, thread: parts.id }).map((row) => row.key) : [];
  };
}

/** Whom the plan puts into a sub-group. */
function createMembersOf(db: Db, plan: number): (members: Key) => Key[] {
  const query = db.prepare<[{ plan: number; key: string }], { key: Key }>(
    `SELECT n.name || '/person/' || substr(r.id, instr(r.id, ':') + 1) AS key FROM action_record r JOIN network n ON n.pk = r.network
     WHERE r.plan = @plan AND r.kind = 3 AND r.action = (SELECT pk FROM action WHERE plan = @plan AND key = @key)`,
  );
  return (key) => query.all({ plan, key }).map((row) => row.key);
}
