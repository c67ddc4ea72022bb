import type { Policies } from "../config.ts";
import type { ActionKind } from "../model/action.ts";
import type { Db } from "../store/store.ts";
import { bytesMissing, flagsLeftOut, LEFT_OUT, memberSkipReason, skipReason, staysBehind, threadSkipReason } from "./reasons.ts";

const actionOf = (kind: ActionKind, network: string, id: string) =>
  `LEFT JOIN action a ON a.plan = @plan AND a.kind = '${kind}' AND a.network = ${network} AND a.id = ${id}`;
const groupMapping = (network: string, id: string) =>
  `LEFT JOIN group_mapping g ON g.target = @target AND g.network = ${network} AND g.id = ${id}`;
const personMapping = (network: string, id: string) =>
  `LEFT JOIN person_mapping p ON p.target = @target AND p.network = ${network} AND p.id = ${id}`;
/** By what becomes of the sub-group that it comes into. */
const planned = "CASE WHEN g.landing = 'archive' THEN 'archived' ELSE 'planned' END";

/** Every record of the store ends in the plan's ledger once: planned or archived by an action, or skipped with a reason. Record kinds: codes.ts. */
export function writeLedger(db: Db, policies: Policies, at: { readonly plan: number; readonly target: string }): void {
  db.exec("CREATE TEMP TABLE left_out(network INTEGER, id INTEGER, reason TEXT, PRIMARY KEY(network, id)) STRICT, WITHOUT ROWID");
  db.prepare(leftOut(policies)).run({ target: at.target });
  for (const sql of ledger(policies)) db.prepare(sql).run(at);
  db.exec("DROP TABLE temp.left_out");
}

/** The few messages with a reason of their own, from one scan: what the others are follows from their thread alone, without reading them. */
function leftOut(policies: Policies): string {
  return `INSERT INTO temp.left_out SELECT m.network, m.id, ${skipReason(policies)}
    FROM message m NOT INDEXED JOIN thread t ON t.network = m.network AND t.id = m.thread_id ${groupMapping("t.network", "t.group_id")} ${personMapping("m.network", "m.author_id")}
    WHERE m.flags & ${flagsLeftOut(policies)} OR (m.network, m.author_id) IN (SELECT network, id FROM person_mapping WHERE target = @target AND treatment = '${LEFT_OUT}')`;
}

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
    // A publish action stands for a thread (unit = thread), so a message finds its action by the thread's id. Sorted, for the ledger grows at its end then.
    `${into} SELECT @plan, 5, network, id, iif(action IS NULL OR reason IS NOT NULL, 'skipped', fate), iif(action IS NULL, coalesce(reason, 'nothing-to-show'), reason), iif(reason IS NULL, action, NULL) FROM (
       SELECT m.network, m.id, ${planned} AS fate, coalesce(o.reason, ${threadSkipReason}) AS reason, a.pk AS action
       FROM thread t ${groupMapping("t.network", "t.group_id")} ${actionOf("publish", "t.network", "t.id")}
       CROSS JOIN message m ON m.network = t.network AND m.thread_id = t.id LEFT JOIN temp.left_out o ON o.network = m.network AND o.id = m.id ORDER BY m.network, m.id)`,
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
