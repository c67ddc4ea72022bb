import { suggest } from "../config.ts";
import { UserError } from "../errors.ts";
import type { Key } from "../model/key.ts";
import type { Db } from "../store/store.ts";

/** A sub-group of a plan, as people may name it. */
export interface Choice {
  readonly key: Key;
  readonly wave: string;
}

interface ChoiceRow extends Choice {
  readonly before: string | null;
  readonly after: string;
}

function choices(db: Db, plan: { readonly id: number; readonly target: string }): ChoiceRow[] {
  return db
    .prepare<[string, number], ChoiceRow>(
      `SELECT a.key, a.wave, g.name AS before, s.name AS after FROM action a JOIN sub_group s ON s.target = ? AND s.key = a.key
       LEFT JOIN grp g ON g.network = a.network AND g.id = a.id WHERE a.plan = ? AND a.kind = 'sub-group' ORDER BY a.position`,
    )
    .all(plan.target, plan.id);
}

export function groupsOfWaves(db: Db, plan: { readonly id: number; readonly target: string }, waves: readonly string[]): Choice[] {
  return choices(db, plan).filter((group) => waves.includes(group.wave));
}

/** Sub-groups by key, by their name over there or by their name at the source. @throws UserError that names all it does not know. */
export function groupsNamed(db: Db, plan: { readonly id: number; readonly target: string }, names: readonly string[]): Choice[] {
  const all = choices(db, plan);
  const problems: string[] = [];
  const found = names.flatMap((name) => {
    const wanted = name.trim().toLowerCase();
    const byKey = all.filter((group) => group.key === name.trim());
    const hits =
      byKey.length > 0 ? byKey : all.filter((group) => [group.after, group.before].some((word) => word?.toLowerCase() === wanted));
    if (hits.length === 0)
      problems.push(
        `"${name}"${suggest(name, [...all.map((group) => group.after), ...all.map((group) => group.key)])} is no group of the plan`,
      );
    if (hits.length > 1) problems.push(`"${name}" is the name of several groups: ${hits.map((group) => group.key).join(", ")}`);
    return hits;
  });
  if (problems.length > 0) {
    throw new UserError(`${problems.join("; ")}.`, { hint: "Name a group by its key or name in groups.csv. Nothing was done." });
  }
  return found;
}
