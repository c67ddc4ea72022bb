import type { Id } from "./key.ts";
import type { Provenance } from "./network.ts";

export type MessageKind = "discussion" | "question" | "announcement" | "poll" | "praise" | "system";

/** `uploadedfile` of both sources is kind file: whether it is an image is told by its name, so that the key is the same before and after that is known. */
export type AttachmentKind = "file" | "link" | "page" | "message";

export interface AttachmentRef {
  readonly kind: AttachmentKind;
  /** The file's, page's, link object's or shared message's id. */
  readonly id: Id;
  readonly name?: string | null;
  readonly url?: string | null;
  readonly title?: string | null;
  readonly description?: string | null;
}

export interface TopicRef {
  readonly id: Id | null;
  readonly name: string;
}

/** One answer of a poll. `votes`: null where the source does not tell. */
export interface PollOption {
  readonly answer: string;
  readonly votes: number | null;
}

/** Praise: who is praised, and with which picture and words. */
export interface Praise {
  /** The source's word for the picture (`heart`, `trophy`), for showing only. */
  readonly icon: string | null;
  readonly comment: string | null;
  readonly people: readonly Id[];
}

export interface MessageRecord extends Provenance {
  readonly kind: "message";
  readonly network: string;
  readonly id: Id;
  readonly threadId: Id;
  readonly replyToId: Id | null;
  /** 0 = All Company; null = a private conversation, or not told. */
  readonly groupId: Id | null;
  /** Null in a private conversation: a sender is a participant. */
  readonly authorId: Id | null;
  /** Milliseconds UTC. */
  readonly createdAt: number | null;
  readonly messageKind: MessageKind;
  readonly title: string | null;
  /** Text with the source's reference markup, as given; "" is a post without text, null is not told. */
  readonly body: string | null;
  readonly bodyHtml: string | null;
  readonly deletedAt: number | null;
  readonly isDeleted: boolean;
  /** The source withholds the body (`[redacted]`). */
  readonly isRedacted: boolean;
  readonly isSystem: boolean;
  /** A private conversation: counted, never published. */
  readonly isPrivate: boolean;
  /** Characters of the body, also where the body itself is not kept. */
  readonly chars: number;
  readonly mentions: readonly Id[];
  readonly topics: readonly TopicRef[];
  readonly attachments: readonly AttachmentRef[];
  /** In the poll's own order. Absent: the source tells nothing of it. */
  readonly poll?: readonly PollOption[];
  readonly praise?: Praise;
  /** The answer that the asker or an admin marked as the best. */
  readonly isBestAnswer?: boolean;
  /** Set by the store where somebody asked us to forget it: a stand-in without text, author or files. */
  readonly isForgotten?: boolean;
}

/** An earlier text of a message. The store drops the text where the message is private or unknown. */
export interface MessageVersionRecord extends Provenance {
  readonly kind: "message-version";
  readonly network: string;
  readonly messageId: Id;
  /** Tells versions of one message apart: the source's id, or a digest of the row. */
  readonly versionId: string;
  readonly body: string | null;
  readonly bodyHtml: string | null;
  readonly createdAt: number | null;
}

export interface ReactionRecord extends Provenance {
  readonly kind: "reaction";
  readonly network: string;
  readonly messageId: Id;
  readonly personId: Id;
  /** "like" and the like: lower case, as the source names it. */
  readonly reaction: string;
  readonly createdAt: number | null;
}

/** One version of a file or of a page (a note). The highest `id` of a `fileId` is the newest. */
export interface FileRecord extends Provenance {
  readonly kind: "file";
  readonly type: "file" | "page";
  readonly network: string;
  /** Id of this version. */
  readonly id: Id;
  /** Stable id that messages point at. */
  readonly fileId: Id;
  readonly name: string | null;
  readonly description?: string | null;
  readonly uploaderId?: Id | null;
  readonly groupId?: Id | null;
  readonly uploadedAt?: number | null;
  readonly deletedAt?: number | null;
  readonly storage?: string | null;
  readonly url?: string | null;
  /** Where `Source.open` finds the bytes (an entry's name), or null where the source has none. */
  readonly locator: string | null;
  readonly sizeBytes?: number | null;
  /** From a private conversation: id, dates and this flag are all that is told. */
  readonly isPrivate: boolean;
}

/** People from other networks in a thread; only that there are such is kept. */
export interface ExternalThreadRecord extends Provenance {
  readonly kind: "external-thread";
  readonly network: string;
  readonly threadId: Id;
}
