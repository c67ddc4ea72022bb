import { exitCodes, UserError } from "../errors.ts";
import { shortHash } from "../model/action.ts";
import type { Store } from "../store/store.ts";
import type { PlanSettings } from "./build.ts";
import { desiredActions } from "./desired.ts";

export interface CurrentPlan {
  readonly id: number;
  readonly target: string;
  readonly hash: string;
  readonly settings: PlanSettings;
  readonly blockers: readonly string[];
}

interface PlanRow {
  readonly id: number;
  readonly target: string;
  readonly hash: string;
  readonly settings: string;
  readonly summary: string;
}

/** @throws UserError (exit 5) where there is no plan yet. */
export function currentPlan(store: Store): CurrentPlan {
  const row = store.db
    .prepare<[], PlanRow>("SELECT p.* FROM plan p JOIN state s ON s.name = 'plan' AND CAST(s.value AS INTEGER) = p.id")
    .get();
  if (!row) {
    throw new UserError("There is no plan yet.", {
      hint: "Run `regroup plan`, look at reports/plan.html, then `regroup approve --by <name>`.",
      exit: exitCodes.notApproved,
    });
  }
  const settings = JSON.parse(row.settings) as PlanSettings;
  const summary = JSON.parse(row.summary) as { blockers: string[] };
  return { id: row.id, target: row.target, hash: row.hash, settings, blockers: summary.blockers };
}

export interface Approval {
  readonly by: string;
  readonly hash: string;
  readonly at: number;
}

/** Signs the current plan. Records, does not authenticate. `hash`: the short form that the sponsor read out, to be sure it is the same plan. */
export function approve(store: Store, options: { readonly by: string; readonly hash: string | undefined; readonly now: number }): Approval {
  const plan = currentPlan(store);
  if (plan.blockers.length > 0) {
    throw new UserError(`The plan is blocked: ${plan.blockers.join("; ")}.`, {
      hint: "Change the policy or leave the groups out, then run `regroup plan` again.",
      exit: exitCodes.notApproved,
    });
  }
  const read = options.hash?.replace(/[^0-9a-f]/gi, "").toLowerCase();
  if (read !== undefined && (read.length < 8 || !plan.hash.startsWith(read))) {
    throw new UserError(`The plan's hash is ${shortHash(plan.hash)}, not ${options.hash ?? ""}.`, {
      hint: "The plan has changed since it was read: look at reports/plan.html again, then approve that.",
      exit: exitCodes.notApproved,
    });
  }
  store.transaction(() => {
    store.db
      .prepare("INSERT INTO approval(plan, hash, approved_by, approved_at, scope) VALUES(?, ?, ?, ?, ?)")
      .run(plan.id, plan.hash, options.by, options.now, JSON.stringify({ target: plan.target }));
  });
  return { by: options.by, hash: plan.hash, at: options.now };
}

export function approvalOf(store: Store, hash: string): Approval | undefined {
  return store.db
    .prepare<[string], Approval>(
      "SELECT approved_by AS by, hash, approved_at AS at FROM approval WHERE hash = ? AND withdrawn_at IS NULL ORDER BY pk DESC LIMIT 1",
    )
    .get(hash);
}

const NAMED = 10;

/**
 * Compares what was approved with what stands in the store, the settings and the mappings now. Records that came later are undecided and void nothing.
 * `now.decisions` are those that people wrote down since, one line each.
 * @throws UserError (exit 5) that names what moved, or says that nobody has signed.
 */
export function requireApproval(
  store: Store,
  reader: Store,
  now: { readonly settings: PlanSettings; readonly decisions: readonly string[] },
): { readonly plan: CurrentPlan; readonly approval: Approval } {
  const plan = currentPlan(store);
  const approval = approvalOf(store, plan.hash);
  if (!approval) {
    throw new UserError(`Nobody has approved plan ${shortHash(plan.hash)}.`, {
      hint: "Look at reports/plan.html, then run `regroup approve --by <name>`.",
      exit: exitCodes.notApproved,
    });
  }
  const moved = [...movedSettings(plan.settings, now.settings), ...now.decisions, ...movedActions(reader, plan)];
  if (moved.length > 0) {
    const named = moved.slice(0, NAMED).join("\n  ");
    throw new UserError(
      `What ${approval.by} approved has changed since:\n  ${named}${moved.length > NAMED ? `\n  and ${moved.length - NAMED} more` : ""}`,
      {
        hint: "Nothing was written. Run `regroup plan` and have the new plan approved.",
        exit: exitCodes.notApproved,
      },
    );
  }
  return { plan, approval };
}

function movedSettings(before: PlanSettings, now: PlanSettings): string[] {
  const flat = (value: unknown, path: string): [string, string][] =>
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => flat(inner, path === "" ? key : `${path}.${key}`))
      : [[path, JSON.stringify(value)]];
  const earlier = new Map(flat(before, ""));
  const later = new Map(flat(now, ""));
  return [...new Set([...earlier.keys(), ...later.keys()])]
    .filter((key) => earlier.get(key) !== later.get(key))
    .map((key) => `${key}: was ${earlier.get(key) ?? "not set"}, is ${later.get(key) ?? "not set"}`);
}

function movedActions(reader: Store, plan: CurrentPlan): string[] {
  const { db } = reader;
  const planned = db.prepare<[number, string], { position: number; digest: string }>(
    "SELECT position, digest FROM action WHERE plan = ? AND key = ?",
  );
  const total = db.prepare<[number], { n: number }>("SELECT count(*) AS n FROM action WHERE plan = ?").get(plan.id)?.n ?? 0;
  const seen = new Uint8Array(total);
  const moved: string[] = [];
  for (const action of desiredActions(db, { target: plan.target, selection: { by: "plan", plan: plan.id } })) {
    const approved = planned.get(plan.id, action.key);
    if (!approved) continue;
    seen[approved.position] = 1;
    if (approved.digest !== action.digest) moved.push(`${action.key}: its content or mapping is not what was approved`);
  }
  if (!seen.includes(0)) return moved;
  for (const row of db
    .prepare<[number], { key: string; position: number }>("SELECT key, position FROM action WHERE plan = ? ORDER BY position")
    .iterate(plan.id)) {
    if (seen[row.position] === 0) moved.push(`${row.key}: is no longer there, or no longer to be migrated`);
  }
  return moved;
}
