import { createHash, type Hash } from "node:crypto";
import type { Config, Policies } from "../config.ts";
import { shortHash, type ActionKind } from "../model/action.ts";
import { writeState } from "../store/runs.ts";
import type { Db, Store } from "../store/store.ts";
import type { TargetInfo } from "../target/target.ts";
import { desiredActions, type Desired } from "./desired.ts";
import { bytesMissing, memberSkipReason, skipReason, staysBehind } from "./reasons.ts";
import { adjust } from "./adjust.ts";
import { assignWaves, dropUnsigned } from "./signed.ts";
import { summarize, type PlanSummary } from "./summary.ts";

export interface Plan {
  readonly id: number;
  readonly target: string;
  /** sha256 of the whole; people read out the first eight digits: `7F3A-91C2`. */
  readonly hash: string;
  readonly shortHash: string;
  readonly summary: PlanSummary;
}

/** What besides records decides how the target will look: part of the hash, compared again before an import. */
export interface PlanSettings {
  readonly official_network: string;
  readonly language: string;
  readonly time_zone: string;
  readonly policies: Policies;
  readonly target: string;
  readonly capabilities: TargetInfo["capabilities"];
}

export function settingsOf(config: Config, info: TargetInfo): PlanSettings {
  return {
    official_network: config.official_network.name,
    language: config.language,
    time_zone: config.time_zone,
    policies: config.policies,
    target: info.fingerprint,
    capabilities: info.capabilities,
  };
}

/**
 * Compiles the plan: what the target shall hold in the end. What stands there already with the same digest is `done`; the rest is to do.
 * One transaction; the plan before it goes, unless it is the one that somebody signed. `reader` sees the store as it stands, beside the writer.
 */
export function buildPlan(
  store: Store,
  reader: Store,
  options: { readonly target: string; readonly config: Config; readonly info: TargetInfo; readonly now: number },
): Plan {
  const { db } = store;
  const settings = settingsOf(options.config, options.info);
  return store.transaction(() => {
    const capabilities = JSON.stringify(options.info.capabilities);
    const id = Number(
      db
        .prepare("INSERT INTO plan(target, hash, capabilities, settings, summary, made_at) VALUES(?, '', ?, ?, '{}', ?)")
        .run(options.target, capabilities, JSON.stringify(settings), options.now).lastInsertRowid,
    );
    const hash = createHash("sha256").update(JSON.stringify(settings));
    insertActions(db, desiredActions(reader.db, { target: options.target, selection: { by: "policies", policies: settings.policies } }), {
      plan: id,
      target: options.target,
      hash,
    });
    assignWaves(db, { plan: id, target: options.target });
    for (const line of decidedWords(db, options.target)) hash.update(line);
    for (const sql of ledger(settings.policies)) db.prepare(sql).run({ plan: id, target: options.target });
    adjust(db, id, hash);
    const digest = hash.digest("hex");
    const summary = summarize(db, { plan: id, target: options.target, settings });
    db.prepare("UPDATE plan SET hash = ?, summary = ? WHERE id = ?").run(digest, JSON.stringify(summary), id);
    writeState(db, "plan", String(id));
    dropUnsigned(db, { plan: id, target: options.target, hash: digest });
    return { id, target: options.target, hash: digest, shortHash: shortHash(digest), summary };
  });
}

function insertActions(db: Db, desired: Iterable<Desired>, { plan, target, hash }: { plan: number; target: string; hash: Hash }): void {
  const landed = landedDigests(db, target);
  const insert = db.prepare(
    "INSERT INTO action(plan, key, kind, phase, position, parent, digest, state, network, id) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  );
  let position = 0;
  for (const action of desired) {
    hash.update(`${action.kind} ${action.key} ${action.parent ?? ""} ${action.digest}\n`);
    const state = landed(action.key) === action.digest ? "done" : "planned";
    insert.run(plan, action.key, action.kind, action.phase, position++, action.parent, action.digest, state, action.network, action.id);
  }
}

/** What stands at the target, by key. A first plan asks nothing: nothing stands there. */
function landedDigests(db: Db, target: string): (key: string) => string | undefined {
  if (db.prepare("SELECT 1 FROM target_ref WHERE target = ? LIMIT 1").get(target) === undefined) return () => undefined;
  const query = db.prepare<[string, string], { digest: string }>("SELECT digest FROM target_ref WHERE target = ? AND key = ?");
  return (key) => query.get(target, key)?.digest;
}

/** What is signed beside actions: groups that stay where they are and are listed, and who accepted that more people read a private one. */
function decidedWords(db: Db, target: string): string[] {
  return db
    .prepare<[{ target: string }], { line: string }>(
      `SELECT 'link ' || n.name || '/group/' || m.id || ' ' || m.name || char(10) AS line FROM group_mapping m JOIN network n ON n.pk = m.network
       WHERE m.target = @target AND m.action = 'link' AND m.privacy <> 'private'
       UNION ALL SELECT 'accepted ' || n.name || '/group/' || m.id || ' ' || m.accepted_by || char(10) FROM group_mapping m JOIN network n ON n.pk = m.network
       WHERE m.target = @target AND m.accepted_by IS NOT NULL AND m.home_id IS NOT NULL ORDER BY line`,
    )
    .all({ target })
    .map((row) => row.line);
}

const actionOf = (kind: ActionKind, network: string, id: string) =>
  `LEFT JOIN action a ON a.plan = @plan AND a.kind = '${kind}' AND a.network = ${network} AND a.id = ${id}`;
const groupMapping = (network: string, id: string) =>
  `LEFT JOIN group_mapping g ON g.target = @target AND g.network = ${network} AND g.id = ${id}`;
const personMapping = (network: string, id: string) =>
  `LEFT JOIN person_mapping p ON p.target = @target AND p.network = ${network} AND p.id = ${id}`;
/** By what becomes of the sub-group that it comes into. */
const planned = "CASE WHEN g.landing = 'archive' THEN 'archived' ELSE 'planned' END";

/** Every record of the store ends in the plan's ledger once: planned or archived by an action, or skipped with a reason. Record kinds: codes.ts. */
function ledger(policies: Policies): string[] {
  const into = "INSERT INTO action_record(plan, kind, network, id, fate, reason, action)";
  return [
    `${into} SELECT @plan, 1, x.network, x.id, iif(a.pk IS NULL, 'skipped', 'planned'),
       CASE WHEN a.pk IS NOT NULL THEN p.treatment WHEN p.treatment IN ('match', 'placeholder', 'create') THEN 'only-mentioned' ELSE 'person-' || coalesce(p.treatment, 'unmapped') END, a.pk
       FROM person x ${personMapping("x.network", "x.id")} ${actionOf("person", "x.network", "x.id")}`,
    `${into} SELECT @plan, 2, x.network, x.id, iif(a.pk IS NULL, 'skipped', ${planned}), iif(a.pk IS NULL, 'group-' || coalesce(g.action, 'unmapped'), iif(g.action = 'merge', 'group-merge', NULL)), a.pk
       FROM grp x ${groupMapping("x.network", "x.id")} ${actionOf("sub-group", "g.home_network", "g.home_id")}`,
    `${into} SELECT @plan, 4, x.network, x.id, iif(a.pk IS NULL, 'skipped', ${planned}),
       CASE WHEN a.pk IS NOT NULL THEN NULL WHEN x.is_private THEN 'private-conversation' WHEN ${staysBehind} THEN 'group-' || g.action ELSE 'nothing-to-show' END, a.pk
       FROM thread x ${groupMapping("x.network", "x.group_id")} ${actionOf("publish", "x.network", "x.id")}`,
    // A publish action stands for a thread (unit = thread), so a message finds its action by the thread's id.
    `${into} SELECT @plan, 5, network, id, iif(action IS NULL OR reason IS NOT NULL, 'skipped', fate), iif(action IS NULL, coalesce(reason, 'nothing-to-show'), reason), iif(reason IS NULL, action, NULL) FROM (
       SELECT m.network, m.id, ${planned} AS fate, ${skipReason(policies)} AS reason, a.pk AS action
       FROM message m JOIN thread t ON t.network = m.network AND t.id = m.thread_id ${groupMapping("t.network", "t.group_id")}
       ${personMapping("m.network", "m.author_id")} ${actionOf("publish", "m.network", "m.thread_id")})`,
    `${into} SELECT @plan, 3, network, group_id || ':' || person_id, iif(reason IS NULL AND action IS NOT NULL, 'planned', 'skipped'), reason, iif(reason IS NULL, action, NULL) FROM (
       SELECT x.network, x.group_id, x.person_id, ${memberSkipReason(policies)} AS reason, a.pk AS action
       FROM membership x ${groupMapping("x.network", "x.group_id")} ${personMapping("x.network", "x.person_id")} ${actionOf("members", "g.home_network", "g.home_id")})`,
    `${into} SELECT @plan, 6, x.network, x.message_id || ':' || x.person_id || ':' || x.kind, coalesce(r.fate, 'skipped'), iif(r.plan IS NULL, 'message-not-there', r.reason), r.action
       FROM reaction x LEFT JOIN action_record r ON r.plan = @plan AND r.kind = 5 AND r.network = x.network AND r.id = +x.message_id`,
    `${into} SELECT @plan, 7, network, id, iif(reason IS NULL, fate, 'skipped'), reason, iif(reason IS NULL, action, NULL) FROM (
       SELECT x.network, x.message_id || ':' || x.kind || ':' || x.id AS id, coalesce(r.fate, 'skipped') AS fate, r.action,
         CASE WHEN r.plan IS NULL THEN 'message-not-there' WHEN r.reason IS NOT NULL THEN r.reason WHEN ${bytesMissing} THEN 'bytes-not-in-source' END AS reason
       FROM attachment x LEFT JOIN action_record r ON r.plan = @plan AND r.kind = 5 AND r.network = x.network AND r.id = +x.message_id)`,
  ];
}
