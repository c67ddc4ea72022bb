import { createHash } from "node:crypto";
import type { Capabilities } from "../target/target.ts";
import type { ExistingGroup, Look, Stated } from "./resolve.ts";

/** A sub-group as it shall stand at the target: of one group, of several merged into it, or of the official network itself. */
export interface SubGroup {
  readonly key: string;
  /** Of the group that it is made from; 0 for the official network's own, -1 for one that stands at the target already. */
  readonly network: number;
  readonly id: string;
  readonly action: "create" | "archive" | "adopt" | "existing";
  readonly name: string;
  readonly slug: string;
  readonly parent: string | null;
  /** 1: right below the official network. */
  readonly depth: number;
  readonly privacy: string;
  readonly wave: string;
  /** The target's own reference of what was there before this tool. */
  readonly existing: string | null;
}

/** The conversations of the official network itself. `@` begins no name of a source's network, so no key collides. */
export const NETWORK_KEY = "@network/group/0";

/** Key of a sub-group that stands at the target already and carries none of ours: the same in every run. */
export function existingKey(ref: string): string {
  return `@target/group/${existingId(ref)}`;
}

function existingId(ref: string): string {
  return String(parseInt(createHash("sha256").update(ref).digest("hex").slice(0, 12), 16));
}

export interface PlaceOptions {
  readonly capabilities: Capabilities;
  readonly existing: readonly ExistingGroup[];
  readonly homes: ReadonlyMap<string, string | null>;
  readonly look: Look;
  readonly complain: (key: string, what: string) => void;
}

/** Every sub-group that somebody's posts come into, parents before their children. Names come later. */
export function placeSubGroups(stated: readonly Stated[], options: PlaceOptions): SubGroup[] {
  const made = new Map<string, SubGroup>();
  for (const one of stated) {
    if (options.homes.get(one.proposal.key) === one.proposal.key) made.set(one.proposal.key, ownSubGroup(one, options));
  }
  for (const one of stated) {
    const home = options.homes.get(one.proposal.key);
    if (home === null || home === undefined || home === one.proposal.key) continue;
    const wave = one.decision?.wave;
    const known = made.get(home) ?? (home.startsWith("@") ? special(home, options.existing, wave) : undefined);
    if (known) made.set(home, known);
    if (known && wave !== undefined && wave !== known.wave)
      options.complain(one.proposal.key, `what is merged goes with its destination, and ${home} comes in ${known.wave}`);
  }
  for (const { parent } of [...made.values()])
    if (parent?.startsWith("@") && !made.has(parent)) made.set(parent, special(parent, options.existing));
  return withDepths(made, options);
}

function ownSubGroup({ proposal, decision, action }: Stated, { homes, look, complain }: PlaceOptions): SubGroup {
  return {
    key: proposal.key,
    network: proposal.network,
    id: proposal.id,
    action: action === "archive" || action === "adopt" ? action : "create",
    name: "",
    slug: "",
    parent: parentOf(proposal.key, decision?.parent, { homes, look, complain }),
    depth: 1,
    privacy: decision?.privacy ?? proposal.privacy,
    wave: decision?.wave ?? proposal.wave,
    existing: null,
  };
}

function parentOf(
  key: string,
  written: string | undefined,
  { homes, look, complain }: Pick<PlaceOptions, "homes" | "look" | "complain">,
): string | null {
  if (written === undefined || written === "none") return null;
  const found = look(written, key);
  if (typeof found !== "string") {
    complain(key, `parent: ${found.problem}`);
    return null;
  }
  if (found.startsWith("@network")) return null;
  // A parent that is merged into another group means that group.
  const home = homes.has(found) ? homes.get(found) : found;
  if (home === null || home === undefined) {
    complain(
      key,
      `parent: ${found} is not migrated itself (skip or link), so nothing can stand below it; take the parent away or migrate it`,
    );
    return null;
  }
  if (home === key) {
    complain(key, "parent: a group cannot stand below itself");
    return null;
  }
  return home.startsWith("@network") ? null : home;
}

function special(key: string, existing: readonly ExistingGroup[], wave = "wave-1"): SubGroup {
  const base = { key, parent: null, depth: 1, wave, privacy: "public" } as const;
  if (key === NETWORK_KEY) return { ...base, network: 0, id: "0", action: "create", name: "", slug: "", existing: null };
  const group = existing.find(({ ref }) => existingKey(ref) === key);
  return {
    ...base,
    network: -1,
    id: existingId(group?.ref ?? ""),
    action: "existing",
    name: group?.name ?? "",
    slug: group?.slug ?? "",
    existing: group?.ref ?? "",
  };
}

function withDepths(made: ReadonlyMap<string, SubGroup>, { capabilities, complain }: PlaceOptions): SubGroup[] {
  const deepest = capabilities.subGroupDepth === undefined ? 1 : (capabilities.subGroupDepth ?? Infinity);
  const placed = [...made.values()].map((one) => {
    const trail = [one.key];
    for (let up = one.parent; up !== null; up = made.get(up)?.parent ?? null) {
      if (trail.includes(up)) {
        if (up === one.key) complain(one.key, `parent: this goes round in a circle: ${[...trail, up].join(" → ")}`);
        break;
      }
      trail.push(up);
    }
    if (trail.length > deepest)
      complain(
        one.key,
        `parent: this target has ${deepest === 1 ? "no sub-groups below another" : `${deepest} levels of sub-groups`}, and this would be level ${trail.length}`,
      );
    const parent = one.parent === null ? undefined : made.get(one.parent);
    if (parent && order(one.wave) < order(parent.wave))
      complain(one.key, `parent: it would come in ${one.wave}, before ${parent.key} (${parent.wave})`);
    return { ...one, depth: trail.length };
  });
  return placed.sort((a, b) => a.depth - b.depth);
}

function order(wave: string): number {
  return Number(wave.slice("wave-".length));
}
