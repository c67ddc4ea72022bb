import { suggest } from "../config.ts";
import { parseKey } from "../model/key.ts";
import type { Capabilities } from "../target/target.ts";
import { groupActions, type GroupAction, type GroupDecision, quoted } from "./cells.ts";
import { fold } from "./fold.ts";
import type { GroupProposal } from "./groups.ts";
import type { Problem } from "./problem.ts";
import { nameRooms, slugOf } from "./names.ts";
import { existingKey, NETWORK_KEY, placeSubGroups, type SubGroup } from "./sub-groups.ts";

/** What a person wrote in a row, and where. */
export interface DecidedRow {
  readonly line: number;
  readonly cell: string;
  readonly decision: GroupDecision;
}

/** A sub-group that stands at the target already. */
export interface ExistingGroup {
  readonly ref: string;
  readonly name: string;
  readonly slug: string;
  readonly key: string | null;
}

export interface ResolveOptions {
  readonly capabilities: Capabilities;
  readonly official: string;
  readonly targetNetwork?: string | undefined;
  readonly existing: readonly ExistingGroup[];
  /** Whether the target can take posts into a sub-group that was there before. */
  readonly intoExisting: boolean;
}

/** What becomes of one group, proposal and decision taken together. */
export interface Fate {
  readonly proposal: GroupProposal;
  readonly decision: GroupDecision | undefined;
  readonly action: GroupAction;
  readonly reason: string;
  /** Key of the sub-group that its people and posts come into; null for link and skip. */
  readonly home: string | null;
  readonly name: string;
  readonly slug: string;
  readonly privacy: string;
  readonly wave: string;
  readonly isOfficial: boolean;
  /** Told apart from another of the same name by a suffix. */
  readonly isRenamed: boolean;
}

export interface Resolved {
  readonly fates: readonly Fate[];
  readonly subGroups: readonly SubGroup[];
  readonly problems: readonly Problem[];
}

/** Puts decisions on top of proposals: who goes where, in which order, under which name. Pure; decides nothing where something is wrong. */
export function resolve(proposals: readonly GroupProposal[], decided: ReadonlyMap<string, DecidedRow>, options: ResolveOptions): Resolved {
  const problems: Problem[] = [];
  const complain = (key: string, what: string): void => {
    const row = decided.get(key);
    problems.push(
      row
        ? { file: "groups.csv", line: row.line, column: "decision", what: `read ${quoted(row.cell)}: ${what}` }
        : { file: "groups.csv", line: null, column: null, what: `${key}: ${what}` },
    );
  };
  const stated = new Map(proposals.map((proposal) => [proposal.key, state(proposal, decided.get(proposal.key)?.decision, options)]));
  for (const one of stated.values()) for (const what of misuse(one, options)) complain(one.proposal.key, what);
  const look = lookUp(proposals, options);
  const homes = findHomes(stated, look, complain);
  const subGroups = placeSubGroups([...stated.values()], { ...options, homes, look, complain });
  const byKey = new Map(subGroups.map((subGroup) => [subGroup.key, subGroup]));
  const names = nameRooms(wantedNames(stated, subGroups, options.official), options.capabilities);
  const named = subGroups.map((one) => (one.existing === null ? { ...one, ...pick(names.get(one.key)) } : one));
  const fates = [...stated.values()].map((one): Fate => {
    const home = homes.get(one.proposal.key) ?? null;
    const own = home === one.proposal.key ? names.get(home) : undefined;
    return {
      ...one,
      home,
      name: own?.name ?? one.decision?.name ?? one.proposal.wantedName,
      slug: own?.slug ?? slugOf(one.proposal.wantedName),
      isRenamed: own?.collides === true,
      privacy: one.decision?.privacy ?? one.proposal.privacy,
      wave: (home === null ? undefined : byKey.get(home)?.wave) ?? one.decision?.wave ?? one.proposal.wave,
    };
  });
  return { fates, subGroups: named, problems };
}

function pick(named: { readonly name: string; readonly slug: string } | undefined): { name: string; slug: string } {
  return { name: named?.name ?? "", slug: named?.slug ?? "" };
}

export interface Stated {
  readonly proposal: GroupProposal;
  readonly decision: GroupDecision | undefined;
  readonly action: GroupAction;
  readonly reason: string;
  readonly isOfficial: boolean;
}

function state(proposal: GroupProposal, decision: GroupDecision | undefined, options: ResolveOptions): Stated {
  const isOfficial = decision?.official ?? proposal.isOfficial;
  const changed = decision?.official !== undefined && decision.official !== proposal.isOfficial;
  const proposed =
    changed && (proposal.action === "create" || proposal.action === "archive")
      ? isOfficial && options.capabilities.remote
        ? "archive"
        : "create"
      : proposal.action;
  const action = decision?.action ?? proposed;
  if (decision?.goAhead === "no" && action !== "skip")
    return { proposal, decision, action: "link", reason: "its owner said no: it stays where it is", isOfficial };
  const reason =
    decision?.action === undefined ? proposal.reason : `decided in groups.csv; proposed was ${proposal.action}: ${proposal.reason}`;
  return { proposal, decision, action, reason, isOfficial };
}

/** Settings that mean nothing for the action, and actions that the target cannot do. */
function misuse({ proposal, decision, action }: Stated, options: ResolveOptions): string[] {
  if (decision === undefined) return [];
  const wanted = decision.action ?? action;
  const wrong: string[] = [];
  if (wanted === "merge" && decision.into === undefined)
    wrong.push("merge needs to know where: `merge | into: <key of a group>` or `merge | into: @network`");
  if (wanted !== "merge" && decision.into !== undefined) wrong.push(`into belongs to merge, not to ${wanted}: write \`merge | into: …\``);
  if (wanted === "merge" || wanted === "skip" || (wanted === "link" && decision.goAhead !== "no")) {
    const idle = (["name", "parent", "privacy"] as const).filter((word) => decision[word] !== undefined);
    for (const word of idle)
      wrong.push(`${word} means nothing for ${wanted}; it belongs to ${groupActions.slice(0, 2).join(", ")}, archive`);
  }
  if (wanted === "adopt" && options.targetNetwork !== proposal.networkName)
    wrong.push(
      `the target is not the network ${proposal.networkName}, and only there can a group be adopted; allowed here: create, merge, link, archive, skip`,
    );
  return wrong;
}

export type Look = (written: string, from: string) => string | { readonly problem: string };

/**
 * What `into` and `parent` of the group `from` may name: a key, `@network`, or a name that is one group's only, that of `from` not counted; then what
 * stands at the target.
 */
function lookUp(proposals: readonly GroupProposal[], options: ResolveOptions): Look {
  const keys = new Set(proposals.map((proposal) => proposal.key));
  const byName = new Map<string, string[]>();
  const note = (name: string, key: string): void => {
    const known = byName.get(fold(name)) ?? [];
    if (!known.includes(key)) byName.set(fold(name), [...known, key]);
  };
  for (const proposal of proposals) note(proposal.wantedName, proposal.key);
  for (const group of options.existing) {
    if (group.key !== null && keys.has(group.key)) continue;
    for (const name of new Set([group.name, group.slug, group.ref])) note(name, existingKey(group.ref));
  }
  return (written, from) => {
    if (fold(written) === "@network") return NETWORK_KEY;
    const key = written.toLowerCase();
    if (keys.has(key)) return key;
    const known = byName.get(fold(written)) ?? [];
    // Nobody means the row itself: where another has its name, that one is meant.
    const others = known.filter((other) => other !== from);
    const [one, ...more] = others.length > 0 ? others : known;
    if (one === undefined) {
      const near = suggest(written, [...keys, ...proposals.map((proposal) => proposal.wantedName), "@network"]);
      const what = parseKey(key) ? "is no group that was exported" : "is neither the key of a group nor the name of one";
      return { problem: `${quoted(written)} ${what}${near}` };
    }
    if (more.length > 0)
      return {
        problem: `${quoted(written)} is the name of ${more.length + 1} ${others.length < known.length ? "other " : ""}groups: write a key, one of ${[one, ...more].join(", ")}`,
      };
    if (!one.startsWith("@") || options.intoExisting) return one;
    return { problem: `${quoted(written)} stands at the target already, and this target takes no posts into what it did not make` };
  };
}

/** Where the people and posts of every group end up: merges into merges are followed to their end. */
function findHomes(
  stated: ReadonlyMap<string, Stated>,
  look: Look,
  complain: (key: string, what: string) => void,
): ReadonlyMap<string, string | null> {
  const homes = new Map<string, string | null>();
  for (const start of stated.keys()) homes.set(start, follow(start, { stated, look, complain }));
  return homes;
}

function follow(
  start: string,
  { stated, look, complain }: { stated: ReadonlyMap<string, Stated>; look: Look; complain: (key: string, what: string) => void },
): string | null {
  const trail = [start];
  for (let key = start; ;) {
    const one = stated.get(key);
    if (one === undefined) return key;
    if (one.action === "link" || one.action === "skip") {
      if (key !== start) complain(start, `${key} is not migrated (${one.action}), so nothing can be merged into it`);
      return null;
    }
    if (one.action !== "merge") return key;
    const next = one.decision?.into === undefined ? { problem: "" } : look(one.decision.into, key);
    if (typeof next !== "string") {
      // Told once, at the row that names it.
      if (key === start && next.problem !== "") complain(start, `into: ${next.problem}`);
      return null;
    }
    if (trail.includes(next)) {
      if (next === start && trail.length === 1) complain(start, "into: a group cannot be merged into itself");
      else if (next === start) complain(start, `this goes round in a circle: ${[...trail, next].join(" → ")}`);
      return null;
    }
    trail.push(next);
    key = next;
  }
}

function wantedNames(stated: ReadonlyMap<string, Stated>, subGroups: readonly SubGroup[], official: string) {
  return subGroups
    .filter((one) => one.existing === null)
    .map(({ key }) => {
      const one = stated.get(key);
      const decided = one?.decision?.name;
      return { key, name: decided ?? one?.proposal.wantedName ?? official, isDecided: decided !== undefined || one === undefined };
    });
}
