import { readDecisions } from "../../src/map/decisions.ts";
import { mapGroups, type MappedGroups } from "../../src/map/map-groups.ts";
import type { Store } from "../../src/store/store.ts";
import type { TargetInfo } from "../../src/target/target.ts";
import { configOf } from "./policies.ts";

/** Sub-groups as `map` proposes and groups.csv of the workspace decides; `more` is the part `map` of regroup.yaml. */
export function mapAsProposed(
  store: Store,
  target: string,
  info: Pick<TargetInfo, "capabilities" | "network" | "intoExisting">,
  more: Readonly<Record<string, unknown>> = {},
): MappedGroups {
  const { map: rules, official_network } = configOf({ map: more });
  return mapGroups(store, readDecisions(store.db, store.workspace, target), { target, info, official: official_network.name, rules });
}
