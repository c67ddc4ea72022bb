import type { Store } from "../store/store.ts";
import type { PlanSettings } from "./build.ts";
import { desiredActions } from "./desired.ts";

/** What differs from what was signed, item by item: the first few in words, all of them counted. */
export interface Moved {
  readonly items: readonly string[];
  readonly total: number;
}

const KEPT = 200;

export interface MovedList extends Moved {
  add(item: string): void;
}

export function movedList(): MovedList {
  const items: string[] = [];
  let total = 0;
  return {
    items,
    get total() {
      return total;
    },
    add(item) {
      total++;
      if (items.length < KEPT) items.push(item);
    },
  };
}

export function movedSettings(before: PlanSettings, now: PlanSettings, moved: MovedList): void {
  const flat = (value: unknown, path: string): [string, string][] =>
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => flat(inner, path === "" ? key : `${path}.${key}`))
      : [[path, JSON.stringify(value)]];
  const earlier = new Map(flat(before, ""));
  const later = new Map(flat(now, ""));
  for (const key of new Set([...earlier.keys(), ...later.keys()])) {
    if (earlier.get(key) !== later.get(key)) moved.add(`${key}: was ${earlier.get(key) ?? "not set"}, is ${later.get(key) ?? "not set"}`);
  }
}

interface PlannedAction {
  readonly pk: number;
  readonly position: number;
  readonly digest: string;
}

/**
 * Whether the records of a plan are still what they were when it was made: digests are computed again over exactly these records, so what came
 * later changes nothing. `wanted` leaves out actions that are nobody's matter here.
 */
export function movedActions(
  reader: Store,
  plan: { readonly id: number; readonly target: string },
  moved: MovedList,
  wanted: (action: number) => boolean = () => true,
): void {
  const { db } = reader;
  const planned = db.prepare<[number, string], PlannedAction>("SELECT pk, position, digest FROM action WHERE plan = ? AND key = ?");
  const total = db.prepare<[number], { n: number }>("SELECT count(*) AS n FROM action WHERE plan = ?").get(plan.id)?.n ?? 0;
  const seen = new Uint8Array(total);
  for (const action of desiredActions(db, { target: plan.target, selection: { by: "plan", plan: plan.id } })) {
    const before = planned.get(plan.id, action.key);
    if (!before) continue;
    seen[before.position] = 1;
    if (before.digest !== action.digest && wanted(before.pk)) moved.add(`${action.key}: its content or mapping is not what was approved`);
  }
  if (!seen.includes(0)) return;
  for (const row of db
    .prepare<[number], PlannedAction & { key: string }>("SELECT pk, key, position, digest FROM action WHERE plan = ? ORDER BY position")
    .iterate(plan.id)) {
    if (seen[row.position] === 0 && wanted(row.pk)) moved.add(`${row.key}: is no longer there, or no longer to be migrated`);
  }
}
