import { pauseOrStop } from "../errors.ts";
import type { Phase } from "../model/action.ts";
import { keyOf, parseKey, type Key } from "../model/key.ts";
import type { Store } from "../store/store.ts";
import { isChangedByHand, type Target } from "./target.ts";

const BATCH = 500;

/** What the last `verify` missed: a post counts for the conversation that it stands in, where that is written as a whole. */
export interface Missing {
  /** Is to do again, of the actions chosen for this run (`select`) and of its phases. Asked again after an interruption, it changes nothing. */
  reopen(phases: readonly Phase[], signal: AbortSignal): Promise<void>;
  /** They stand again: the findings that were acted on go. What is still wrong, the next `verify` names. */
  settle(): void;
}

/**
 * Items that landed and that `verify` found missing, or whose files it did. An item that a hand has changed stays as it is: making it anew would take
 * away what that hand wrote. For targets that take an action again and replace what stands there.
 */
export function createMissing(store: Store, at: Target, { id: plan, target }: { readonly id: number; readonly target: string }): Missing {
  const { db } = store;
  const acted: number[] = [];
  const found = db.prepare<[string, number, number], { pk: number; subject: string }>(
    "SELECT pk, subject FROM finding WHERE target = ? AND stage = 'verify' AND kind IN ('missing', 'files') AND pk > ? ORDER BY pk LIMIT ?",
  );
  const threadOf = db.prepare<[string, string], { id: string }>(
    "SELECT CAST(m.thread_id AS TEXT) AS id FROM network n JOIN message m ON m.network = n.pk AND m.id = +? WHERE n.name = +?",
  );
  const reopen = db.prepare("UPDATE action SET state = 'planned' WHERE plan = +? AND key = +? AND state = 'done'");
  const chosen = db.prepare<[number, string, string]>(
    "SELECT 1 FROM action WHERE plan = +? AND key = +? AND pk IN (SELECT pk FROM temp.selected) AND phase IN (SELECT value FROM json_each(?))",
  );

  /** The keys of actions that a finding may be about. */
  function keysOf(subject: string): string[] {
    const parts = parseKey(subject);
    if (parts?.kind !== "message") return [subject];
    const thread = threadOf.get(parts.id, parts.network);
    return thread === undefined ? [subject] : [subject, keyOf(parts.network, "thread", thread.id)];
  }

  /** Since it was verified, a hand may have put something there. */
  async function isChanged(keys: readonly string[], signal: AbortSignal): Promise<boolean> {
    for (const key of keys) {
      if (isChangedByHand((await at.find(key as Key, signal))?.damage)) return true;
    }
    return false;
  }

  return {
    async reopen(phases, signal) {
      const ofRun = JSON.stringify(phases);
      const damaged = db
        .prepare<[string], { subject: string; detail: string }>(
          "SELECT subject, detail FROM finding WHERE target = ? AND stage = 'verify' AND kind = 'damaged'",
        )
        .all(target);
      const changed = new Set(damaged.filter(({ detail }) => isChangedByHand(detail)).flatMap(({ subject }) => keysOf(subject)));
      for (let batch = found.all(target, -1, BATCH); batch.length > 0; batch = found.all(target, batch.at(-1)?.pk ?? 0, BATCH)) {
        for (const { pk, subject } of batch) {
          await pauseOrStop(signal);
          const keys = keysOf(subject).filter((key) => chosen.get(plan, key, ofRun) !== undefined);
          if (keys.length === 0 || keys.some((key) => changed.has(key)) || (await isChanged(keys, signal))) continue;
          store.transaction(() => {
            for (const key of keys) reopen.run(plan, key);
          });
          acted.push(pk);
        }
      }
    },
    settle() {
      const forget = db.prepare("DELETE FROM finding WHERE pk = ?");
      store.transaction(() => {
        for (const pk of acted) forget.run(pk);
      });
    },
  };
}
