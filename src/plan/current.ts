import { exitCodes, UserError } from "../errors.ts";
import type { Store } from "../store/store.ts";
import type { PlanSettings } from "./build.ts";
import type { PlanSummary } from "./summary.ts";

export interface CurrentPlan {
  readonly id: number;
  readonly target: string;
  readonly hash: string;
  readonly settings: PlanSettings;
  readonly blockers: readonly string[];
  /** Names of private groups that more people will see. */
  readonly exposed: readonly string[];
  readonly rooms: readonly { readonly after: string; readonly wave: string }[];
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
  return planOf(row);
}

export function planById(store: Store, id: number): CurrentPlan | undefined {
  const row = store.db.prepare<[number], PlanRow>("SELECT * FROM plan WHERE id = ?").get(id);
  return row && planOf(row);
}

function planOf(row: PlanRow): CurrentPlan {
  const summary = JSON.parse(row.summary) as PlanSummary;
  return {
    id: row.id,
    target: row.target,
    hash: row.hash,
    settings: JSON.parse(row.settings) as PlanSettings,
    blockers: summary.blockers,
    exposed: summary.exposed,
    // A plan of an earlier version has no waves in its summary: there was one.
    rooms: summary.groups.map((group) => ({ after: group.after, wave: (group.wave as string | undefined) ?? "wave-1" })),
  };
}
