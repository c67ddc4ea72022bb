import type { MapOptions } from "../config.ts";
import type { Db } from "../store/store.ts";
import type { Capabilities } from "../target/target.ts";
import { groupActivity } from "../store/activity.ts";
import type { GroupAction } from "./cells.ts";
import { namePattern } from "./fold.ts";
import { nameRooms } from "./names.ts";
import { officialOrNot, type GroupFacts } from "./official.ts";
import { sensitiveSubject } from "./subjects.ts";

/** A group of the source with what one should know to decide about it. */
export interface Candidate extends GroupFacts {
  /** Primary key of the network. */
  readonly network: number;
  readonly networkName: string;
  readonly privacy: string;
  readonly messages: number;
}

/** What `map` proposes for a group; what people wrote down comes on top (resolve.ts). */
export interface GroupProposal {
  readonly key: string;
  readonly network: number;
  readonly networkName: string;
  readonly id: string;
  readonly action: GroupAction;
  /** As the source has it, fitted to the target, not yet told apart from others. */
  readonly wantedName: string;
  readonly name: string;
  readonly slug: string;
  readonly privacy: string;
  readonly wave: string;
  readonly isOfficial: boolean;
  /** Set where nobody should move the group without having asked. */
  readonly subject: string | undefined;
  readonly reason: string;
  readonly messages: number;
}

export interface ProposeOptions {
  readonly capabilities: Capabilities;
  readonly rules: Pick<MapOptions, "official" | "sensitive_names">;
  /** The source network that the target is itself, by its name in keys: its groups are adopted. */
  readonly targetNetwork?: string | undefined;
}

/** Pure: the same groups get the same proposals, and one group more changes nothing for those before it. */
export function propose(candidates: readonly Candidate[], options: ProposeOptions): GroupProposal[] {
  const sensitive = options.rules.sensitive_names.map(namePattern);
  const wanted = candidates.map((group) => ({
    key: `${group.networkName}/group/${group.id}`,
    name: group.name ?? `Group ${group.id}`,
    isDecided: false,
  }));
  const names = nameRooms(wanted, options.capabilities);
  return candidates.map((group, index) => {
    const key = wanted[index]?.key ?? "";
    const { isOfficial, reason } = officialOrNot(group, options.rules.official);
    const subject = group.id === "0" ? undefined : sensitiveSubject(group.name ?? "", sensitive);
    const named = names.get(key) ?? { name: "", slug: "", fitted: "", collides: false };
    return {
      key,
      network: group.network,
      networkName: group.networkName,
      id: group.id,
      action: subject === undefined ? actionFor(group, isOfficial, options) : "skip",
      wantedName: named.fitted,
      name: named.name,
      slug: named.slug,
      privacy: group.privacy,
      wave: "wave-1",
      isOfficial,
      subject,
      reason:
        (subject === undefined ? "" : `ask first: ${subject}; `) +
        reason +
        (named.collides ? "; another group has this name, told apart by a suffix" : ""),
      messages: group.messages,
    };
  });
}

function actionFor(group: Candidate, isOfficial: boolean, { capabilities, targetNetwork }: ProposeOptions): GroupAction {
  if (targetNetwork === group.networkName) return "adopt";
  return isOfficial && capabilities.remote ? "archive" : "create";
}

/** Every group of the store, by key. One scan of the messages, one of the memberships. */
export function readCandidates(db: Db): Candidate[] {
  return db
    .prepare<[], Omit<Candidate, "madeByAdmin" | "isExternal"> & { madeByAdmin: number | null; isExternal: number | null }>(everyGroup)
    .all()
    .map((row) => ({ ...row, madeByAdmin: row.madeByAdmin === null ? null : row.madeByAdmin === 1, isExternal: row.isExternal === 1 }));
}

const everyGroup = `
SELECT g.network, n.name AS networkName, CAST(g.id AS TEXT) AS id, g.name, coalesce(g.privacy, 'unknown') AS privacy, g.is_external AS isExternal,
  CASE WHEN g.creator_id IS NOT NULL THEN coalesce(c.is_admin, 0) END AS madeByAdmin, b.members, coalesce(p.people, 0) AS networkPeople,
  coalesce(x.threads, 0) AS threads, coalesce(x.announcements, 0) AS announcements, coalesce(x.messages, 0) AS messages
FROM grp g JOIN network n ON n.pk = g.network
LEFT JOIN person c ON c.network = g.network AND c.id = g.creator_id
LEFT JOIN (SELECT network, group_id, count(*) AS members FROM membership GROUP BY network, group_id) b ON b.network = g.network AND b.group_id = g.id
LEFT JOIN (SELECT network, count(*) AS people FROM person WHERE is_placeholder = 0 AND coalesce(state, 'active') NOT IN ('deleted', 'suspended') GROUP BY network) p
  ON p.network = g.network
LEFT JOIN ${groupActivity} x ON x.network = g.network AND x.group_id = g.id
ORDER BY n.name, g.id
`;
