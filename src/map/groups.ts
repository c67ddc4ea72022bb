import { createHash } from "node:crypto";
import type { Store } from "../store/store.ts";
import type { Capabilities } from "../target/target.ts";

/** What `map` proposes for every group; a decision made by hand stays. */
export interface GroupProposal {
  readonly network: number;
  readonly id: string;
  readonly action: "create" | "archive";
  readonly name: string;
  readonly slug: string;
  readonly privacy: string;
  readonly isOfficial: boolean;
  readonly reason: string;
}

interface Candidate {
  readonly network: number;
  readonly networkName: string;
  readonly id: string;
  readonly name: string | null;
  readonly privacy: string;
}

export interface GroupCounts {
  readonly groups: number;
  readonly privateGroups: number;
  /** Names or slugs that met and were told apart by a suffix. */
  readonly renamed: number;
}

export function proposeGroups(store: Store, target: { readonly id: string; readonly capabilities: Capabilities }): GroupCounts {
  const candidates = store.db.prepare<[], Candidate>(everyGroup).all();
  const proposals = propose(candidates, target.capabilities);
  const insert = store.db.prepare(
    `INSERT OR IGNORE INTO group_mapping(network, id, target, action, name, slug, parent, privacy, wave, is_official, reason, decided_by)
     VALUES(?, ?, ?, ?, ?, ?, NULL, ?, 'wave-1', ?, ?, 'regroup')`,
  );
  store.transaction(() => {
    store.db.prepare("DELETE FROM group_mapping WHERE target = ? AND decided_by = 'regroup'").run(target.id);
    for (const group of proposals) {
      insert.run(
        group.network,
        group.id,
        target.id,
        group.action,
        group.name,
        group.slug,
        group.privacy,
        group.isOfficial ? 1 : 0,
        group.reason,
      );
    }
  });
  return {
    groups: proposals.length,
    privateGroups: proposals.filter((group) => group.privacy === "private").length,
    renamed: proposals.filter((group) => group.reason.includes("suffix")).length,
  };
}

const everyGroup = `
SELECT g.network, n.name AS networkName, CAST(g.id AS TEXT) AS id, g.name, coalesce(g.privacy, 'unknown') AS privacy
FROM grp g JOIN network n ON n.pk = g.network ORDER BY n.name, g.id
`;

/** Names and slugs that fit the target; where two meet, every one after the first (by key) gets a suffix made from its key. Pure. */
export function propose(candidates: readonly Candidate[], capabilities: Capabilities): GroupProposal[] {
  const names = new Set<string>();
  const slugs = new Set<string>();
  return candidates.map((group) => {
    const isOfficial = group.id === "0";
    const wanted = fitName(group.name ?? `Group ${group.id}`, capabilities);
    const suffix = createHash("sha256").update(`${group.networkName}/${group.id}`).digest("hex").slice(0, 6);
    const collides = names.has(wanted.toLowerCase()) || slugs.has(slugOf(wanted));
    const name = names.has(wanted.toLowerCase()) ? `${wanted.slice(0, capabilities.names.maxChars - 9)} (${suffix})` : wanted;
    const slug = collides ? `${slugOf(wanted)}-${suffix}` : slugOf(wanted);
    names.add(name.toLowerCase());
    slugs.add(slug);
    return {
      network: group.network,
      id: group.id,
      action: isOfficial && capabilities.remote ? "archive" : "create",
      name,
      slug,
      privacy: group.privacy,
      isOfficial,
      reason:
        (isOfficial ? "the whole network's own group" : "grown on its own") +
        (collides ? "; another group has this name, told apart by a suffix" : ""),
    };
  });
}

function fitName(name: string, capabilities: Capabilities): string {
  const { forbidden, maxChars } = capabilities.names;
  const allowed = forbidden === "" ? name : name.replace(new RegExp(`[${forbidden}]+`, "gu"), " ");
  // Control characters, line ends and bidirectional overrides are never part of a name.
  const clean = allowed
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  return clean.slice(0, maxChars).trim() || "Unnamed group";
}

export function slugOf(name: string): string {
  const ascii = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
  return ascii || `group-${createHash("sha256").update(name).digest("hex").slice(0, 8)}`;
}
