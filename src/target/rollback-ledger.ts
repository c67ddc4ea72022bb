import type { Action } from "../model/action.ts";
import { parseKey, type Key } from "../model/key.ts";
import { readState, writeState } from "../store/runs.ts";
import type { Db, Store } from "../store/store.ts";
import { adoptedAt, settingsJournal } from "../store/settings-journal.ts";
import type { RemoteKind, TargetRef } from "./target.ts";

/** One thing that this migration made, and where it hangs. */
export interface Made {
  readonly pk: number;
  readonly key: Key;
  readonly kind: RemoteKind;
  readonly ref: string;
  /** The sub-group it is or hangs below; null on people. */
  readonly subGroup: Key | null;
  /** The conversation it is or belongs to. */
  readonly thread: Key | null;
}

export interface SubGroupChoice {
  readonly key: Key;
  /** As it was called when it was made, then as its group is called at the source. */
  readonly names: readonly string[];
  readonly wave: string | null;
}

const BATCH = 500;
/** Set while a rollback has begun and not ended: killed in between, the next one goes on and adds up. */
export const ROLLBACK_STATE = "rollback";
/** Under this name `state` holds the fingerprint of the place that was imported to, until all of it is taken back. */
export const importedKey = (target: string): string => `imported:${target}`;

/** People, rooms and posts that this migration made at a target, newest first: members, conversations, people, sub-groups. Rests on what landed alone. */
const everythingMade = `
SELECT r.key, r.kind, r.ref, coalesce(r.sub_group, iif(r.kind = 'members', replace(r.key, '#members', ''), NULL)) AS subGroup FROM target_ref r
LEFT JOIN (SELECT key, min(pk) AS first FROM attempt GROUP BY key) t ON t.key = r.key
WHERE r.target = @target AND r.origin = 'created'
ORDER BY CASE r.kind WHEN 'members' THEN 1 WHEN 'message' THEN 2 WHEN 'thread' THEN 3 WHEN 'person' THEN 4 WHEN 'sub-group' THEN 5 ELSE 0 END, t.first DESC, r.key`;

/** Collects what was made into a list of this connection's own, so that it can be walked while rows of it are taken back. */
export function listMade(store: Store, { target, plan }: { readonly target: string; readonly plan: number }): MadeList {
  const { db } = store;
  db.exec(`DROP TABLE IF EXISTS temp.made;
    CREATE TEMP TABLE made(pk INTEGER PRIMARY KEY, key TEXT NOT NULL, kind TEXT NOT NULL, ref TEXT NOT NULL, subGroup TEXT, thread TEXT)`);
  db.prepare(`INSERT INTO temp.made(key, kind, ref, subGroup) ${everythingMade}`).run({ target });
  placeConversations(db);
  db.exec("DROP TABLE IF EXISTS temp.stood; CREATE TEMP TABLE stood(key TEXT PRIMARY KEY, ref TEXT)");
  // Also one whose adoption was cut off before its reference was noted.
  db.prepare(
    `INSERT INTO temp.stood(key, ref) SELECT key, ref FROM target_ref WHERE target = @target AND origin = 'preexisting' AND kind = 'sub-group'
     UNION SELECT setting, NULL FROM setting_journal WHERE owner = @owner AND setting NOT IN (SELECT key FROM target_ref WHERE target = @target)`,
  ).run({ target, owner: adoptedAt(target) });
  const next = db.prepare<[number, number], Made>("SELECT * FROM temp.made WHERE pk > ? ORDER BY pk LIMIT ?");
  const choices = db.prepare<[string], { key: Key; made: string | null; source: string | null; wave: string | null }>(
    `SELECT s.key, r.name AS made, r.wave, x.name AS source FROM (SELECT subGroup AS key FROM temp.made WHERE subGroup IS NOT NULL
       UNION SELECT key FROM temp.stood) s
     LEFT JOIN target_ref r ON r.target = ? AND r.key = s.key
     LEFT JOIN grp x ON (SELECT name FROM network WHERE pk = x.network) || '/group/' || x.id = s.key ORDER BY s.key`,
  );
  return {
    *all() {
      for (let batch = next.all(0, BATCH); batch.length > 0; batch = next.all(batch.at(-1)?.pk ?? 0, BATCH)) yield* batch;
    },
    subGroups: () =>
      choices.all(target).map(({ key, made, source, wave }) => ({
        key,
        wave,
        names: [made, source].filter((name) => name !== null),
      })),
    stoodBefore: () => db.prepare<[], { key: Key; ref: string | null }>("SELECT key, ref FROM temp.stood ORDER BY key").all(),
    narrow(subGroups, withPeople) {
      db.exec("DROP TABLE IF EXISTS temp.chosen; CREATE TEMP TABLE chosen(key TEXT PRIMARY KEY)");
      const choose = db.prepare("INSERT OR IGNORE INTO temp.chosen(key) VALUES(?)");
      for (const key of subGroups) choose.run(key);
      db.exec(
        `DELETE FROM temp.made WHERE CASE WHEN subGroup IS NULL THEN ${withPeople ? "0" : "1"} ELSE subGroup NOT IN (SELECT key FROM temp.chosen) END`,
      );
      db.exec("DELETE FROM temp.stood WHERE key NOT IN (SELECT key FROM temp.chosen)");
    },
    narrowToUnplanned() {
      for (const table of ["made", "stood"])
        db.prepare(`DELETE FROM temp.${table} WHERE key IN (SELECT key FROM action WHERE plan = ?)`).run(plan);
    },
    // What failed and never landed is not at the target: it holds nothing up.
    toDo: () =>
      db
        .prepare<[{ plan: number; target: string }], { n: number }>(
          `SELECT count(*) AS n FROM action a WHERE a.plan = @plan AND a.state <> 'done'
           AND (a.state <> 'failed' OR EXISTS (SELECT 1 FROM target_ref r WHERE r.target = @target AND r.key = a.key))`,
        )
        .get({ plan, target })?.n ?? 0,
    counts: () => countsOf(db),
  };
}

export interface MadeList {
  all(): Generator<Made>;
  /** Sub-groups that something of the list hangs below, and those that stood there before. */
  subGroups(): SubGroupChoice[];
  /** Sub-groups that are not ours: adopted, or posts of ours came into them. `ref` null where an adoption was cut off. */
  stoodBefore(): { readonly key: Key; readonly ref: string | null }[];
  /** Leaves on the list what hangs below these only; people where asked. */
  narrow(subGroups: readonly Key[], withPeople: boolean): void;
  /** Leaves on the list what the plan does not name. */
  narrowToUnplanned(): void;
  /** Actions of the plan that are still to do. */
  toDo(): number;
  counts(): Record<string, number>;
}

function countsOf(db: Db): Record<string, number> {
  const rows = db
    .prepare<[], { kind: string; n: number }>("SELECT kind, count(*) AS n FROM temp.made GROUP BY kind ORDER BY min(pk)")
    .all();
  return Object.fromEntries(rows.map(({ kind, n }) => [kind, n]));
}

/** Which conversation a post belongs to, and below which sub-group; also of what no plan names any more. */
function placeConversations(db: Db): void {
  const rows = db.prepare<[number, number], { pk: number; key: string; kind: string; subGroup: string | null }>(
    "SELECT pk, key, kind, subGroup FROM temp.made WHERE pk > ? AND kind IN ('thread', 'message') ORDER BY pk LIMIT ?",
  );
  const put = db.prepare("UPDATE temp.made SET thread = ?, subGroup = ? WHERE pk = ?");
  const place = createPlaces(db);
  for (let batch = rows.all(0, BATCH); batch.length > 0; batch = rows.all(batch.at(-1)?.pk ?? 0, BATCH)) {
    for (const row of batch) {
      const found = place(row.key);
      put.run(found?.thread ?? (row.kind === "thread" ? row.key : null), row.subGroup ?? found?.subGroup ?? null, row.pk);
    }
  }
}

/** The conversation and source group of a thread's or message's key, as the store knows them. */
export function createPlaces(db: Db): (key: string) => { readonly thread: Key; readonly subGroup: Key | null } | undefined {
  const ofMessage = db.prepare<[string, string], { thread: string; grp: string | null }>(
    `SELECT CAST(m.thread_id AS TEXT) AS thread, CAST(t.group_id AS TEXT) AS grp FROM message m JOIN network n ON n.pk = m.network
     LEFT JOIN thread t ON t.network = m.network AND t.id = m.thread_id WHERE n.name = +? AND m.id = +?`,
  );
  const ofThread = db.prepare<[string, string], { thread: string; grp: string | null }>(
    `SELECT CAST(t.id AS TEXT) AS thread, CAST(t.group_id AS TEXT) AS grp FROM thread t JOIN network n ON n.pk = t.network WHERE n.name = +? AND t.id = +?`,
  );
  return (key) => {
    const parts = parseKey(key.replace(/#.*$/, ""));
    if (!parts || !/^\d{1,19}$/.test(parts.id) || (parts.kind !== "message" && parts.kind !== "thread")) return undefined;
    const row = (parts.kind === "message" ? ofMessage : ofThread).get(parts.network, parts.id);
    if (!row) return undefined;
    return {
      thread: `${parts.network}/thread/${row.thread}` as Key,
      subGroup: row.grp === null ? null : (`${parts.network}/group/${row.grp}` as Key),
    };
  };
}

/** Approvals of whose plan something is on the list, or may be: its ledger is gone, or a cut-off import left something that has to be looked up: also one of an earlier plan that said the same. */
const concerned = `withdrawn_at IS NULL AND plan IN (SELECT id FROM plan WHERE target = ?) AND (
  NOT EXISTS (SELECT 1 FROM action_record r WHERE r.plan = approval.plan)
  OR EXISTS (SELECT 1 FROM (SELECT key FROM temp.made UNION ALL SELECT key FROM temp.stood) m JOIN action a ON a.plan = approval.plan AND a.key = m.key)
  OR EXISTS (SELECT 1 FROM attempt t JOIN plan p ON p.id = t.plan JOIN action a ON a.plan = approval.plan AND a.key = t.key
    WHERE p.target = (SELECT target FROM plan WHERE id = approval.plan) AND (t.ended_at IS NULL OR t.outcome = 'failed')
    AND NOT EXISTS (SELECT 1 FROM target_ref r WHERE r.target = p.target AND r.key = t.key)))`;

export type Removals = ReturnType<typeof createRemovals>;
export type RemovalOutcome = "removed" | "gone" | "kept";

/** The journal of what is taken back. A row is written before the target is asked, and its outcome with everything that follows from it. */
export function createRemovals(store: Store, at: { readonly target: string; readonly plan: number }) {
  const { db } = store;
  const { target, plan } = at;
  const begin = db.prepare(
    `INSERT INTO removal(target, key, kind, cause, started_at) VALUES(?, ?, ?, 'rollback', ?)
     ON CONFLICT DO UPDATE SET cause = excluded.cause, started_at = excluded.started_at, ended_at = NULL, outcome = NULL, reason = NULL`,
  );
  const ref = db.prepare<[string, string]>("SELECT 1 FROM target_ref WHERE target = +? AND key = +?");
  const action = db.prepare<[number, string], Action>("SELECT key, kind, phase, parent, digest FROM action WHERE plan = +? AND key = +?");
  const isOpen = db.prepare<[string, string]>("SELECT 1 FROM removal WHERE target = +? AND key = +? AND outcome IS NULL");
  const end = db.prepare("UPDATE removal SET ended_at = ?, outcome = ?, reason = ? WHERE target = +? AND key = +?");
  const forget = db.prepare("DELETE FROM target_ref WHERE target = +? AND key = +?");
  const held = db.prepare<[string, string]>("SELECT 1 FROM target_ref WHERE target = +? AND sub_group = +? AND origin = 'created' LIMIT 1");
  const adopted = settingsJournal(db, adoptedAt(target));
  const toDo = db.prepare("UPDATE action SET state = 'planned' WHERE plan = +? AND key = +?");
  const unfinished = db.prepare<[string], { plan: number; key: Key }>(
    `SELECT DISTINCT a.plan, a.key FROM attempt a JOIN plan p ON p.id = a.plan WHERE p.target = ? AND (a.ended_at IS NULL OR a.outcome = 'failed')
     AND NOT EXISTS (SELECT 1 FROM target_ref r WHERE r.target = p.target AND r.key = a.key)`,
  );
  const adopt = db.prepare(
    `INSERT OR IGNORE INTO target_ref(target, key, kind, ref, origin, digest, sub_group, name, wave)
     SELECT @target, @key, @kind, @ref,
       iif(EXISTS (SELECT 1 FROM setting_journal j WHERE j.owner = 'adopted:' || @target AND j.setting = @key)
         OR (@kind = 'sub-group' AND s.action IN ('adopt', 'existing')), 'preexisting', 'created'), '',
       iif(@kind = 'sub-group', @key, (SELECT a.parent FROM action a WHERE a.plan = @plan AND a.key = @key)), s.name, s.wave
     FROM (SELECT 1) LEFT JOIN sub_group s ON s.target = @target AND s.key = @key`,
  );
  const closeAttempt = db.prepare(
    "UPDATE attempt SET ended_at = ?, outcome = ?, reason = NULL WHERE plan = +? AND key = +? AND (ended_at IS NULL OR outcome = 'failed')",
  );
  const sums = db.prepare<[string], { kind: string; outcome: RemovalOutcome; n: number }>(
    "SELECT kind, outcome, count(*) AS n FROM removal WHERE target = ? AND cause = 'rollback' AND outcome IS NOT NULL GROUP BY kind, outcome",
  );
  return {
    /** Whether `start` would withdraw the newest signature, by the list as it is chosen now. */
    withdraws: () =>
      db
        .prepare(
          `SELECT 1 FROM approval WHERE ${concerned} AND pk = (
             SELECT max(a.pk) FROM approval a JOIN plan p ON p.id = a.plan WHERE p.target = ? AND a.withdrawn_at IS NULL)`,
        )
        .get(target, target) !== undefined,
    /**
     * True where a rollback that was cut off goes on. What was signed and is on the list (`listMade`, chosen from) is withdrawn first: nothing of it may
     * come back unsigned. A signature for what is not touched, such as one of a plan that no longer wants what is taken back, goes on counting.
     */
    start(now: number): boolean {
      return store.transaction(() => {
        const goesOn = readState(db, ROLLBACK_STATE) === target;
        if (!goesOn) db.prepare("DELETE FROM removal WHERE target = ? AND cause = 'rollback'").run(target);
        writeState(db, ROLLBACK_STATE, target);
        db.prepare(`UPDATE approval SET withdrawn_at = ? WHERE ${concerned}`).run(now, target);
        return goesOn;
      });
    },
    /** `isComplete`: nothing of this migration is there any more, so the next import may go anywhere. */
    finish(isComplete: boolean): void {
      store.transaction(() => {
        const gone = db.prepare("DELETE FROM state WHERE name = ?");
        gone.run(ROLLBACK_STATE);
        if (isComplete) gone.run(importedKey(target));
      });
    },
    /** Actions of which nobody knows whether they landed. */
    unfinished: () => unfinished.all(target),
    /** What the look-up of such an action found: from now on it is one of ours, or nothing. */
    settle(action: { readonly plan: number; readonly key: Key }, found: TargetRef | undefined, now: number): void {
      store.transaction(() => {
        if (found) adopt.run({ target, plan: action.plan, key: action.key, kind: found.kind, ref: found.id });
        closeAttempt.run(now, found ? "adopted" : "gone", action.plan, action.key);
      });
    },
    /** The plan's action for a key, where it has one. */
    actionOf: (key: Key) => action.get(plan, key),
    isOurs: (key: Key) => ref.get(target, key) !== undefined,
    wasLeftOpen: (key: Key) => isOpen.get(target, key) !== undefined,
    begin: (made: Made, now: number) => void begin.run(target, made.key, made.kind, now),
    taken(made: Made, outcome: "removed" | "gone", now: number): void {
      store.transaction(() => {
        forget.run(target, made.key);
        toDo.run(plan, made.key);
        end.run(now, outcome, null, target, made.key);
      });
    },
    /** Something of ours is in it still. */
    isHeld: (group: Key) => held.get(target, group) !== undefined,
    /** The old values of a sub-group that was adopted; undefined where posts of ours only came into it. */
    settingsOf: (group: Key) => adopted.pending().find(({ setting }) => setting === group)?.before,
    /** What stood there before is let go of: nothing here names it any more. */
    release(group: Key): void {
      store.transaction(() => {
        forget.run(target, group);
        toDo.run(plan, group);
        adopted.settled(group);
      });
    },
    keep(made: Made, reason: string, now: number): void {
      store.transaction(() => {
        begin.run(target, made.key, made.kind, now);
        end.run(now, "kept", reason, target, made.key);
      });
    },
    sums(outcome: RemovalOutcome): Record<string, number> {
      const rows = sums.all(target).filter((row) => row.outcome === outcome);
      return Object.fromEntries(rows.map((row) => [row.kind, row.n]));
    },
    left: () =>
      db.prepare<[string], { n: number }>("SELECT count(*) AS n FROM target_ref WHERE target = ? AND origin = 'created'").get(target)?.n ??
      0,
  };
}
