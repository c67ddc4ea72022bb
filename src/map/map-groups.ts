import type { MapOptions } from "../config.ts";
import type { Db, Store } from "../store/store.ts";
import type { TargetInfo } from "../target/target.ts";
import { refuse, saveDecisions, type Decisions } from "./decisions.ts";
import { propose, readCandidates, type Candidate } from "./groups.ts";
import { resolve, type ExistingGroup, type Fate } from "./resolve.ts";
import type { SubGroup } from "./sub-groups.ts";

export interface GroupCounts {
  readonly groups: number;
  /** How many take each action. */
  readonly actions: Readonly<Record<string, number>>;
  readonly official: number;
  readonly privateGroups: number;
  /** Names or slugs that met and were told apart by a suffix. */
  readonly renamed: number;
}

export interface MapGroupsOptions {
  readonly target: string;
  readonly info: Pick<TargetInfo, "capabilities" | "network" | "intoExisting">;
  readonly official: string;
  readonly rules: MapOptions;
}

export interface MappedGroups {
  readonly counts: GroupCounts;
  readonly candidates: readonly Candidate[];
  readonly fates: readonly Fate[];
  readonly subGroups: readonly SubGroup[];
}

/** Proposes, puts the decisions on top, and saves both at once. @throws UserError that names every wrong cell; then nothing is changed. */
export function mapGroups(store: Store, decisions: Decisions, options: MapGroupsOptions): MappedGroups {
  const { db } = store;
  const candidates = readCandidates(db);
  const { capabilities } = options.info;
  const targetNetwork = sameNetwork(db, options.info.network);
  const proposals = propose(candidates, { capabilities, rules: options.rules, targetNetwork });
  const resolved = resolve(proposals, decisions.decidedGroups, {
    capabilities,
    official: options.official,
    targetNetwork,
    existing: existingGroups(db, options.target),
    intoExisting: options.info.intoExisting === true,
  });
  refuse([...decisions.problems, ...resolved.problems]);
  store.transaction(() => {
    save(db, options.target, resolved.fates, resolved.subGroups);
    saveDecisions(store, options.target, decisions);
  });
  return { counts: count(resolved.fates), candidates, fates: resolved.fates, subGroups: resolved.subGroups };
}

/** The name in keys of the network that the target says it is. */
function sameNetwork(db: Db, told: string | undefined): string | undefined {
  if (told === undefined) return undefined;
  return db
    .prepare<[{ told: string }], { name: string }>(
      `SELECT n.name FROM network n WHERE lower(@told) IN (n.name, lower(n.permalink), CAST(n.id AS TEXT))
       OR EXISTS (SELECT 1 FROM network_alias a WHERE a.network = n.pk AND lower(a.name) = lower(@told)) ORDER BY n.name LIMIT 1`,
    )
    .get({ told })?.name;
}

function existingGroups(db: Db, target: string): ExistingGroup[] {
  return db.prepare<[string], ExistingGroup>("SELECT ref, name, slug, key FROM target_group WHERE target = ? ORDER BY ref").all(target);
}

function save(db: Db, target: string, fates: readonly Fate[], subGroups: readonly SubGroup[]): void {
  db.prepare("DELETE FROM sub_group WHERE target = ?").run(target);
  const putSubGroup = db.prepare(
    `INSERT INTO sub_group(target, network, id, key, action, name, slug, parent, depth, privacy, wave, existing)
     VALUES(@target, @network, @id, @key, @action, @name, @slug, @parent, @depth, @privacy, @wave, @existing)`,
  );
  for (const subGroup of subGroups) putSubGroup.run({ target, ...subGroup });
  db.prepare("DELETE FROM group_mapping WHERE target = ?").run(target);
  const byKey = new Map(subGroups.map((subGroup) => [subGroup.key, subGroup]));
  const put = db.prepare(
    `INSERT INTO group_mapping(network, id, target, action, name, slug, parent, privacy, wave, is_official, reason, decided_by, home_network, home_id, landing, go_ahead, accepted_by, proposal)
     VALUES(@network, @id, @target, @action, @name, @slug, @parent, @privacy, @wave, @isOfficial, @reason, @decidedBy, @homeNetwork, @homeId, @landing, @goAhead, @acceptedBy, @proposed)`,
  );
  for (const fate of fates) {
    const home = fate.home === null ? undefined : byKey.get(fate.home);
    const { proposal, decision } = fate;
    put.run({
      target,
      network: proposal.network,
      id: proposal.id,
      action: fate.action,
      name: fate.name,
      slug: fate.slug,
      parent: fate.home === proposal.key ? (home?.parent ?? null) : null,
      privacy: fate.privacy,
      wave: fate.wave,
      isOfficial: fate.isOfficial ? 1 : 0,
      reason: fate.reason,
      decidedBy: decision === undefined ? "regroup" : "groups.csv",
      homeNetwork: home?.network ?? null,
      homeId: home?.id ?? null,
      landing: home?.action ?? null,
      goAhead: decision?.goAhead ?? null,
      acceptedBy: decision?.acceptedBy ?? null,
      proposed: proposal.action,
    });
  }
}

function count(fates: readonly Fate[]): GroupCounts {
  const actions: Record<string, number> = {};
  for (const { action } of fates) actions[action] = (actions[action] ?? 0) + 1;
  return {
    groups: fates.length,
    actions,
    official: fates.filter((fate) => fate.isOfficial).length,
    privateGroups: fates.filter((fate) => fate.privacy === "private").length,
    renamed: fates.filter((fate) => fate.isRenamed).length,
  };
}
