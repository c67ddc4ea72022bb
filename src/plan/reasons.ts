import type { Policies } from "../config.ts";
import { flag } from "../store/codes.ts";

/** Why a record is left out, as SQL that planning and the ledger share. */

/** A group of which nothing is copied, as SQL over `group_mapping g`: left out, linked to, or adopted where it is. */
export const staysBehind = "g.action IN ('skip', 'link', 'adopt')";

/** Why a message is not migrated, as SQL over `message m`, `group_mapping g` and `person_mapping p`; NULL for one that is. */
export function skipReason(policies: Policies): string {
  const own = ownReasons(policies).map(([bit, reason]) => `WHEN m.flags & ${bit} THEN '${reason}'`);
  return `CASE ${own.join(" ")} ${groupReasons} WHEN p.treatment = '${LEFT_OUT}' THEN 'author-skipped' END`;
}

/** The treatment of a person whose messages stay behind. */
export const LEFT_OUT = "skip";

const groupReasons = `WHEN g.action IS NULL THEN 'no-group' WHEN ${staysBehind} THEN 'group-' || g.action`;

/** Why nothing of a thread is migrated, as SQL over `group_mapping g`; NULL where its messages are asked one by one. */
export const threadSkipReason = `CASE ${groupReasons} END`;

/** Whether a message has no reason of its own, as SQL over `message m` and `p`, its author's treatment. */
export function isKept(policies: Policies): string {
  return `(m.flags & ${flagsLeftOut(policies)} = 0 AND p.treatment IS NOT '${LEFT_OUT}')`;
}

/** The flags of which each alone leaves a message out, wherever it stands. */
export function flagsLeftOut(policies: Policies): number {
  return ownReasons(policies).reduce((bits, [bit]) => bits | bit, 0);
}

function ownReasons(policies: Policies): readonly (readonly [number, string])[] {
  return [
    [flag.private, "private-conversation"],
    [flag.forgotten, "forgotten"],
    ...(policies.deleted_messages === "skip" ? [[flag.deleted, "deleted"] as const] : []),
    ...(policies.redacted_messages === "skip" ? [[flag.redacted, "redacted"] as const] : []),
  ];
}

/** Which memberships go along, as SQL over `membership x`, by `policies.members`. */
export function memberSkipReason(policies: Policies): string {
  const wrote = "EXISTS (SELECT 1 FROM message m WHERE m.network = x.network AND m.author_id = x.person_id AND m.group_id = x.group_id)";
  const kept = {
    all: "",
    active: `WHEN NOT ${wrote} THEN 'members-active-only'`,
    owners: "WHEN x.role <> 'admin' THEN 'members-owners-only'",
  }[policies.members];
  return `CASE WHEN ${staysBehind} THEN 'group-' || g.action WHEN p.treatment NOT IN ('match', 'placeholder', 'create') THEN 'person-' || p.treatment ${kept} END`;
}

/** Somebody only mentioned, or a stub without a post or membership, needs no account. */
export const needsAccount = `(p.is_placeholder = 0
  OR EXISTS (SELECT 1 FROM message m WHERE m.network = p.network AND m.author_id = p.id)
  OR EXISTS (SELECT 1 FROM membership x WHERE x.network = p.network AND x.person_id = p.id))`;

/** A file or note of which the workspace has no bytes, as SQL over `attachment x`. */
export const bytesMissing = `(x.kind IN ('file', 'page') AND (SELECT f.sha256 FROM file_version f INDEXED BY file_version_file WHERE f.network = x.network AND f.type = x.kind AND f.file_id = x.id ORDER BY f.id DESC LIMIT 1) IS NULL)`;
