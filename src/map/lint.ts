import { counted } from "../counted.ts";
import type { Policies } from "../config.ts";
import type { Db } from "../store/store.ts";
import type { MapGroupsOptions, MappedGroups } from "./map-groups.ts";
import { fitName } from "./names.ts";
import type { Fate } from "./resolve.ts";

/** What speaks against sending the mapping as it is. */
export interface LintFinding {
  /** A code, explained in the README. */
  readonly kind: string;
  /** Key of the group. */
  readonly subject: string;
  /** What is wrong, and what to do. */
  readonly detail: string;
  readonly severity: "blocks" | "warns";
}

export interface LintOptions extends MapGroupsOptions {
  readonly policies: Policies;
}

/** Everything that should be known before anything is sent. Reads the store, changes nothing. */
export function lint(db: Db, mapped: MappedGroups, options: LintOptions): LintFinding[] {
  const owners = readOwners(db);
  const going = mapped.fates.filter((fate) => fate.home !== null);
  return [
    ...mapped.fates.flatMap((fate) => subjects(fate)),
    ...going.flatMap((fate) => [
      ...names(fate, options),
      ...exposure(fate, mapped, options),
      ...goAhead(fate, options),
      ...losses(fate, options),
      ...ownersOf(fate, owners, options),
    ]),
    ...ownerLoad(going, owners, options),
  ];
}

type Finder = (fate: Fate) => LintFinding[];

function warns(fate: Fate, kind: string, detail: string): LintFinding {
  return { kind, subject: fate.proposal.key, detail, severity: "warns" };
}

function called(fate: Fate): string {
  return `"${fate.proposal.wantedName}" (${fate.proposal.key})`;
}

const subjects: Finder = (fate) => {
  const { subject } = fate.proposal;
  if (subject === undefined) return [];
  const detail =
    fate.home === null
      ? `${called(fate)} looks like a matter of ${subject}, and is left out: ask the people in it, then decide in groups.csv`
      : `${called(fate)} looks like a matter of ${subject}: be sure that the people in it were asked`;
  return [warns(fate, "sensitive-subject", detail)];
};

function names(fate: Fate, { info }: LintOptions): LintFinding[] {
  if (fate.home !== fate.proposal.key) return [];
  const found: LintFinding[] = [];
  const wanted = fate.decision?.name ?? fate.proposal.wantedName;
  const fitted = fitName(wanted, info.capabilities);
  if (fate.decision?.name !== undefined && fitted !== wanted.trim())
    found.push(
      warns(
        fate,
        "name-does-not-fit",
        `the name decided for ${called(fate)} does not fit the target and becomes "${fitted}": write one of at most ${info.capabilities.names.maxChars} characters`,
      ),
    );
  if (fate.isRenamed)
    found.push(
      warns(
        fate,
        "name-collision",
        `${called(fate)} has the name or address of another group, and becomes "${fate.name}" (${fate.slug}): give it a name of its own`,
      ),
    );
  return found;
}

/** Posts of a private group that more people could read than before. */
function exposure(fate: Fate, { subGroups }: MappedGroups, { info }: LintOptions): LintFinding[] {
  if (fate.proposal.privacy !== "private") return [];
  const home = subGroups.find((one) => one.key === fate.home);
  if (home === undefined) return [];
  const opens = home.privacy !== "private";
  // Where readers are checked, a private sub-group of others is more eyes too.
  const joins = fate.action === "merge" && info.capabilities.access === "enforced";
  if (!opens && !joins) return [];
  const who = opens ? `everybody who can read "${home.name}"` : `the members of "${home.name}"`;
  const by = fate.decision?.acceptedBy;
  if (by !== undefined)
    return [warns(fate, "exposure-accepted", `the private group ${called(fate)} will be readable by ${who}: accepted by ${by}`)];
  return [
    {
      kind: "exposure",
      subject: fate.proposal.key,
      detail: `the private group ${called(fate)} would become readable by ${who}: decide otherwise in groups.csv, or add "exposure: accepted by <name>" to its decision`,
      severity: "blocks",
    },
  ];
}

function goAhead(fate: Fate, { policies, info }: LintOptions): LintFinding[] {
  const policy = policies.owner_go_ahead ?? (info.capabilities.remote ? "required" : "optional");
  if (policy === "optional" || fate.isOfficial || fate.decision?.goAhead === "yes") return [];
  return [
    {
      kind: "go-ahead-missing",
      subject: fate.proposal.key,
      detail: `the owner of ${called(fate)} has not agreed: ask, then add "go-ahead: yes" (or "go-ahead: no", and it stays where it is) to its decision in groups.csv`,
      severity: "blocks",
    },
  ];
}

function losses(fate: Fate, { info }: LintOptions): LintFinding[] {
  if (info.network === undefined || fate.action !== "create" || fate.decision?.action !== "create") return [];
  return [
    warns(
      fate,
      "create-instead-of-adopt",
      `${called(fate)} lives in the target network already: made anew, its posts lose their place, date and author; adopt keeps them`,
    ),
  ];
}

interface Owner {
  readonly group: string;
  readonly person: string;
  readonly name: string;
  readonly isGone: number;
}

interface Owners {
  readonly byGroup: ReadonlyMap<string, readonly Owner[]>;
  /** Groups of which any member is known. */
  readonly told: ReadonlySet<string>;
}

function readOwners(db: Db): Owners {
  const rows = db
    .prepare<[], Owner>(
      `SELECT n.name || '/group/' || x.group_id AS "group", n.name || '/person/' || p.id AS person, coalesce(p.name, 'Unknown person ' || p.id) AS name,
         coalesce(p.state, '') IN ('deleted', 'suspended') AS isGone
       FROM membership x JOIN network n ON n.pk = x.network JOIN person p ON p.network = x.network AND p.id = x.person_id WHERE x.role = 'admin' ORDER BY p.name, p.id`,
    )
    .all();
  const byGroup = new Map<string, Owner[]>();
  for (const row of rows) byGroup.set(row.group, [...(byGroup.get(row.group) ?? []), row]);
  const told = db
    .prepare<[], { key: string }>(
      "SELECT DISTINCT n.name || '/group/' || x.group_id AS key FROM membership x JOIN network n ON n.pk = x.network",
    )
    .all();
  return { byGroup, told: new Set(told.map((row) => row.key)) };
}

function ownersOf(fate: Fate, { byGroup, told }: Owners, { info }: LintOptions): LintFinding[] {
  const { key } = fate.proposal;
  const owners = byGroup.get(key) ?? [];
  if (owners.length === 0)
    return told.has(key) && !fate.isOfficial
      ? [warns(fate, "owner-unknown", `${called(fate)} has members and no owner: find somebody who answers for it`)]
      : [];
  if (owners.every((owner) => owner.isGone))
    return [warns(fate, "owners-inactive", `everybody who owned ${called(fate)} has left: find somebody who answers for it`)];
  const { maxOwners } = info.capabilities;
  if (maxOwners !== null && owners.length > maxOwners)
    return [
      warns(
        fate,
        "owners-too-many",
        `${called(fate)} has ${counted(owners.length, "owner")}, and the target takes ${maxOwners}: the others become members`,
      ),
    ];
  return [];
}

/** One person who would own many sub-groups. */
function ownerLoad(going: readonly Fate[], { byGroup }: Owners, { rules }: LintOptions): LintFinding[] {
  const homes = new Map<string, { owner: Owner; homes: Set<string> }>();
  for (const fate of going) {
    for (const owner of byGroup.get(fate.proposal.key) ?? []) {
      const known = homes.get(owner.person) ?? { owner, homes: new Set<string>() };
      known.homes.add(fate.home ?? "");
      homes.set(owner.person, known);
    }
  }
  return [...homes.values()]
    .filter((one) => one.homes.size >= rules.max_groups_per_owner)
    .map(({ owner, homes: owned }) => ({
      kind: "owner-load",
      subject: owner.person,
      detail: `${owner.name} owns ${owned.size} of the sub-groups: share them out, or merge some`,
      severity: "warns",
    }));
}
