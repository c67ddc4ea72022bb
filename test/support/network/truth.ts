/** What a made-up network really holds. Everything else (an export ZIP, a REST fake, a members list) is derived from
 *  this one value, so a test can compare what a reader found with what was there. Ids are decimal strings, because
 *  some are past 2^53; times are ISO 8601 UTC with milliseconds. */

/** The group id of All Company in our model. It is never a row of Groups.csv. */
export const ALL_COMPANY = "0";

export type PersonState = "active" | "pending" | "suspended" | "deleted";
export type MessageKind = "discussion" | "question" | "announcement" | "poll" | "praise" | "system";
export type AttachmentKind = "file" | "image" | "video" | "link" | "message" | "page";
export type ReactionKind = "like" | "love" | "laugh" | "celebrate" | "thank" | "sad";

export interface NetworkIdentity {
  readonly id: string;
  /** As in Networks.csv, for instance `contoso.com`. */
  readonly permalink: string;
  readonly name: string;
  readonly createdAt: string;
}

export interface PersonTruth {
  readonly id: string;
  /** Empty for the few whose name nobody knows any more. */
  readonly name: string;
  readonly email: string;
  readonly jobTitle: string;
  readonly department: string;
  readonly location: string;
  readonly joinedAt: string | null;
  readonly deletedAt: string | null;
  readonly suspendedAt: string | null;
  readonly guid: string;
  readonly state: PersonState;
  readonly isGuest: boolean;
  readonly isBot: boolean;
  /** False for senders that no Users.csv lists. */
  readonly inUsersCsv: boolean;
}

export interface GroupTruth {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly privacy: "public" | "private";
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly createdById: string;
  readonly isDeleted: boolean;
  readonly isExternal: boolean;
}

export interface MembershipTruth {
  readonly groupId: string;
  readonly personId: string;
  readonly role: "member" | "admin";
}

export interface TopicTruth {
  readonly id: string;
  readonly name: string;
  readonly createdById: string;
  readonly createdAt: string;
}

export interface AttachmentTruth {
  readonly kind: AttachmentKind;
  /** File, page, message or card id. */
  readonly ref: string;
  readonly name: string | null;
  readonly url: string | null;
  readonly title: string | null;
  readonly description: string | null;
  /** Which of the three generations of card syntax the export writes: id only, id and URL, or everything. */
  readonly cardForm: "id" | "url" | "full";
}

export interface ReactionTruth {
  readonly personId: string;
  readonly kind: ReactionKind;
}

/** A text the message had before `editedAt`. The text it has now stands in the message itself. */
export interface MessageVersionTruth {
  readonly number: number;
  readonly body: string;
  readonly htmlBody: string | null;
  readonly editedAt: string;
  readonly editedById: string;
}

export interface PollTruth {
  readonly id: string;
  readonly options: readonly { readonly text: string; readonly votes: number }[];
}

export interface PraiseTruth {
  readonly id: string;
  readonly icon: string;
  readonly personIds: readonly string[];
}

export interface MessageTruth {
  readonly id: string;
  readonly threadId: string;
  readonly replyToId: string | null;
  /** ALL_COMPANY, a group id, or null in a private conversation. */
  readonly groupId: string | null;
  readonly authorId: string;
  readonly createdAt: string;
  readonly kind: MessageKind;
  readonly title: string | null;
  /** Text with the reference markup of the export, exactly as the cell holds it. */
  readonly body: string;
  readonly htmlBody: string | null;
  readonly isDeleted: boolean;
  readonly deletedAt: string | null;
  readonly deletedById: string | null;
  readonly isRedacted: boolean;
  readonly isPrivate: boolean;
  /** People in a private conversation; empty elsewhere. */
  readonly participants: readonly string[];
  readonly mentions: readonly string[];
  readonly topics: readonly string[];
  readonly attachments: readonly AttachmentTruth[];
  readonly reactions: readonly ReactionTruth[];
  readonly versions: readonly MessageVersionTruth[];
  readonly delegateId: string | null;
  readonly poll: PollTruth | null;
  readonly praise: PraiseTruth | null;
  /** False for messages no export holds (removed at the source, or older than every range), though others point at them. */
  readonly inExport: boolean;
}

export interface ThreadTruth {
  /** Equals the id of its starter. */
  readonly id: string;
  readonly groupId: string | null;
  readonly kind: MessageKind;
  readonly title: string | null;
  readonly isPrivate: boolean;
  readonly isClosed: boolean;
  readonly messageCount: number;
  readonly bestReplyId: string | null;
  /** The oddity this thread was made to show, for tests that look for one. */
  readonly oddity: string | null;
}

export interface FileVersionTruth {
  /** Names the entry in the ZIP. */
  readonly id: string;
  readonly name: string;
  /** `files/<id>.<ext>` */
  readonly path: string;
  readonly uploaderId: string;
  readonly uploadedAt: string;
  readonly revertedToId: string | null;
  readonly bytes: () => Uint8Array;
}

export interface FileTruth {
  /** What `uploadedfile:` points at (file_id). */
  readonly id: string;
  readonly kind: "file" | "image" | "video";
  readonly description: string;
  readonly groupId: string | null;
  readonly isPrivate: boolean;
  readonly deletedAt: string | null;
  readonly deletedById: string | null;
  /** SharePoint files have a row and no body in the ZIP. */
  readonly storage: "YAMMER" | "SHAREPOINT";
  /** Oldest first. */
  readonly versions: readonly FileVersionTruth[];
}

export interface PageVersionTruth {
  readonly id: string;
  readonly path: string;
  readonly publishedById: string;
  readonly publishedAt: string;
  readonly html: string;
}

export interface PageTruth {
  readonly id: string;
  readonly name: string;
  readonly groupId: string | null;
  readonly isPrivate: boolean;
  readonly creatorId: string;
  readonly collaboratorIds: readonly string[];
  readonly deletedAt: string | null;
  readonly deletedById: string | null;
  readonly versions: readonly PageVersionTruth[];
}

/** A thread with everything that hangs on it. Messages oldest first; the starter is the first. */
export interface ThreadBundle {
  readonly thread: ThreadTruth;
  readonly messages: readonly MessageTruth[];
  readonly files: readonly FileTruth[];
  readonly pages: readonly PageTruth[];
}

export interface NetworkTruth {
  readonly network: NetworkIdentity;
  readonly people: readonly PersonTruth[];
  /** Network admins, by person id. */
  readonly admins: readonly string[];
  readonly groups: readonly GroupTruth[];
  readonly memberships: readonly MembershipTruth[];
  readonly topics: readonly TopicTruth[];
  readonly messageCount: number;
  readonly threadCount: number;
  /** True when the iterables below are arrays; false when each iteration makes them again. */
  readonly isMaterialised: boolean;
  readonly bundles: Iterable<ThreadBundle>;
  /** Thread number `index` (0 is the first of `bundles`), made again where nothing is kept: a fake serves a network it does not hold. */
  readonly bundleAt: (index: number) => ThreadBundle;
  readonly threads: Iterable<ThreadTruth>;
  /** By time when materialised; thread by thread, in order of their start, when streamed. */
  readonly messages: Iterable<MessageTruth>;
  readonly files: Iterable<FileTruth>;
  readonly pages: Iterable<PageTruth>;
}
