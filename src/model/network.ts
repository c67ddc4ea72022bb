import type { Id } from "./key.ts";

/** Who and where. Fields that a source does not know are absent or null; the store never overwrites with them. */

export type PersonState = "active" | "pending" | "suspended" | "deleted" | "unknown";
export type Privacy = "public" | "private" | "unlisted" | "unknown";
export type Role = "member" | "admin";

/** Where a record stood in its source, and what of it has no column. `row` is absent on hints (a name seen beside a message). */
export interface Provenance {
  /** Row of the CSV, the header not counted: 1 is the first data row. */
  readonly row?: number;
  /** 32 hex digits of the sha256 of the source's own bytes for this record. Absent for private conversations. */
  readonly digest?: string;
  /** JSON of the source fields that have no column (secrets stripped), or absent. */
  readonly rest?: string;
}

export interface NetworkRecord extends Provenance {
  readonly kind: "network";
  /** The name in keys (see `networkName`). */
  readonly network: string;
  readonly id?: Id;
  /** As the source writes it. */
  readonly permalink?: string;
  readonly name?: string;
}

export interface PersonRecord extends Provenance {
  readonly kind: "person";
  readonly network: string;
  readonly id: Id;
  readonly name: string | null;
  readonly email: string | null;
  readonly jobTitle?: string | null;
  readonly location?: string | null;
  readonly department?: string | null;
  /** Entra object id, where the source has it: the first tier of matching. */
  readonly directoryId?: string | null;
  readonly joinedAt?: number | null;
  readonly state?: PersonState;
  readonly isGuest?: boolean;
  readonly isBot?: boolean;
  /** True: only seen in passing (a sender's name beside a message). Fills what is empty, never counts as a row. */
  readonly isPlaceholder?: boolean;
}

/** A row that says "this person administers the network". */
export interface NetworkAdminRecord extends Provenance {
  readonly kind: "network-admin";
  readonly network: string;
  readonly id: Id;
}

export interface GroupRecord extends Provenance {
  readonly kind: "group";
  readonly network: string;
  readonly id: Id;
  /** Another id of the same group (All Company's numeric one). */
  readonly aliasId?: Id;
  readonly name: string | null;
  readonly description?: string | null;
  /** Private wins over public wherever two statements differ: nothing may become more visible by a contradiction. */
  readonly privacy?: Privacy;
  readonly createdAt?: number | null;
  readonly updatedAt?: number | null;
  readonly creatorId?: Id | null;
  readonly isExternal?: boolean;
  readonly isDeleted?: boolean;
  readonly isPlaceholder?: boolean;
}

export interface MembershipRecord extends Provenance {
  readonly kind: "membership";
  readonly network: string;
  readonly groupId: Id;
  readonly personId: Id;
  readonly role: Role;
  /** The list does not tell administrators: `role` says `member` and means nothing. */
  readonly isRoleUnknown?: boolean;
}

export interface TopicRecord extends Provenance {
  readonly kind: "topic";
  readonly network: string;
  readonly id: Id;
  readonly name: string;
  readonly createdAt?: number | null;
  readonly creatorId?: Id | null;
}
