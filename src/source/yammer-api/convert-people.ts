import { ALL_COMPANY, type Id } from "../../model/key.ts";
import type { GroupRecord, MembershipRecord, NetworkAdminRecord, PersonRecord, PersonState, Privacy } from "../../model/network.ts";
import type { Scope } from "../source.ts";
import type { Pictures } from "./avatars.ts";
import { timeOf } from "./dates.ts";
import type { Told } from "./lane.ts";
import { digestOf, restOf } from "./rest.ts";
import type { GroupPayload, UserPayload } from "./schema.ts";

/** Where an entry stood: its number in the list it came from. */
export interface Place {
  readonly network: string;
  readonly networkId: Id | null;
  readonly scope: Scope;
  readonly pictures?: Pictures | undefined;
}

const PERSON_FIELDS: ReadonlySet<string> = new Set([
  ...[
    "id",
    "full_name",
    "name",
    "email",
    "contact",
    "job_title",
    "location",
    "department",
    "activated_at",
    "state",
    "admin",
    "verified_admin",
  ],
  ...["aad_guest", "guest", "first_name", "last_name", "is_admin"],
]);
const GROUP_FIELDS: ReadonlySet<string> = new Set([
  ...[
    "id",
    "full_name",
    "description",
    "privacy",
    "show_in_directory",
    "created_at",
    "creator_id",
    "external",
    "company_group",
    "state",
    "admin",
  ],
]);
const STATES: Readonly<Record<string, PersonState>> = {
  active: "active",
  pending: "pending",
  suspended: "suspended",
  deleted: "deleted",
  soft_delete: "deleted",
};

export function personOf(entry: unknown, user: UserPayload, place: Place, row: number): PersonRecord {
  return { ...described(user, place), row, digest: digestOf(entry), ...restOf(entry, PERSON_FIELDS) };
}

/** A person seen beside something else: fills what is empty, counts for nothing. */
export function personHint(user: UserPayload, place: Place, isBot = false): PersonRecord {
  return { ...described(user, place), ...(isBot ? { isBot } : {}), isPlaceholder: true };
}

function described(user: UserPayload, { network, networkId }: Place): Omit<PersonRecord, "row"> {
  const isForeign = user.network_id !== null && networkId !== null && user.network_id !== networkId;
  const knowsGuests = user.aad_guest !== null || user.guest !== null || isForeign;
  return {
    kind: "person",
    network,
    id: user.id,
    name: user.full_name ?? user.name,
    email: emailOf(user),
    jobTitle: user.job_title,
    location: user.location,
    department: user.department,
    joinedAt: timeOf(user.activated_at),
    ...(user.state === null ? {} : { state: STATES[user.state.toLowerCase()] ?? "unknown" }),
    ...(knowsGuests ? { isGuest: user.aad_guest === true || user.guest === true || isForeign } : {}),
  };
}

function emailOf(user: UserPayload): string | null {
  const all = user.contact.email_addresses;
  return user.email ?? all.find(({ type }) => type === "primary")?.address ?? all[0]?.address ?? null;
}

/** `verified_admin` is the network's administrator in Yammer's own words, `admin` one of lesser rights; an export lists both. */
export function adminOf(user: UserPayload, { network }: Place): NetworkAdminRecord[] {
  return user.admin || user.verified_admin ? [{ kind: "network-admin", network, id: user.id }] : [];
}

/** All Company is group 0, with its number as an alias where it has one: the same group from an export and from here. */
export function groupOf(
  entry: unknown,
  group: GroupPayload,
  place: Place,
  options: { readonly row: number; readonly isAllCompany: boolean },
): GroupRecord {
  return {
    kind: "group",
    network: place.network,
    ...(options.isAllCompany ? { id: ALL_COMPANY, aliasId: group.id } : { id: group.id }),
    name: group.full_name ?? group.name,
    description: place.scope.content === "full" ? group.description : null,
    privacy: privacyOf(group),
    createdAt: timeOf(group.created_at),
    ...(group.creator_id === null ? {} : { creatorId: group.creator_id }),
    isExternal: group.external,
    ...(group.state === null ? {} : { isDeleted: group.state === "deleted" }),
    row: options.row,
    digest: digestOf(entry),
    ...restOf(entry, GROUP_FIELDS),
  };
}

/** Private and not in the directory is unlisted; a word that nobody knows (`restricted`) is no reason to call a group public. Source: reference, 2.1. */
function privacyOf(group: GroupPayload): Privacy {
  const isHidden = group.show_in_directory === "false" || group.show_in_directory === false;
  if (group.privacy === "public") return "public";
  if (group.privacy === null) return "unknown";
  return isHidden ? "unlisted" : "private";
}

export function toldOf({ privacy, stats }: GroupPayload): Told {
  return {
    privacy: privacy === null ? "unknown" : privacy === "public" ? "open" : "closed",
    ...{ members: stats.members, updates: stats.updates, lastMessageId: stats.last_message_id },
  };
}

export function membershipOf(user: UserPayload, place: Place, at: { readonly groupId: Id; readonly row: number }): MembershipRecord {
  const isAdmin = user.is_admin === true || user.is_admin === "true";
  return {
    kind: "membership",
    network: place.network,
    groupId: at.groupId,
    personId: user.id,
    role: isAdmin ? "admin" : "member",
    ...(user.is_admin == null ? { isRoleUnknown: true } : {}),
    row: at.row,
    digest: digestOf({ group: at.groupId, person: user.id, isAdmin }),
  };
}
