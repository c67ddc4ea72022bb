import type { Readable } from "node:stream";
import type {
  ExternalThreadRecord,
  FileRecord,
  MessageRecord,
  MessageVersionRecord,
  ReactionRecord,
  TopicRef,
} from "../model/conversation.ts";
import type { Id } from "../model/key.ts";
import type { GroupRecord, MembershipRecord, NetworkAdminRecord, NetworkRecord, PersonRecord, TopicRecord } from "../model/network.ts";

export type SourceId = "yammer-export" | "yammer-api" | "memory";

/** Which part of a network a run wants. Acts before a body is kept. */
export interface Scope {
  /** Group ids in decimal text, or name patterns with `*`, compared without case. */
  readonly excludeGroups: readonly string[];
  /** metadata: ids, dates, flags, lengths and names of people and groups; no text, title, link or file name, no bytes. */
  readonly content: "full" | "metadata";
  readonly privateConversations: "count" | "keep";
  /** For a source that is asked group by group. Ids or name patterns as above; absent or empty is every group. */
  readonly onlyGroups?: readonly string[];
  /** Only threads in which somebody wrote since (milliseconds UTC). A thread is always read whole. */
  readonly since?: number;
  /** Only groups that the account is a member of. */
  readonly mine?: boolean;
  /** Reads people and members again, also where an earlier run did. */
  readonly refreshPeople?: boolean;
  /** Reads every thread whole again, also where nothing is new: for edits, deletions and likes of old messages. */
  readonly refreshThreads?: boolean;
}

/** Something is known to be missing or contradictory. `evidence` is a sentence without names or texts. */
export interface GapRecord {
  readonly kind: "gap";
  readonly network: string | null;
  readonly groupId?: Id | null;
  readonly threadId?: Id | null;
  readonly gap: string;
  readonly evidence: string;
}

/** An input row that became no record. `policy`: somebody asked for it, so it is nothing to look at. */
export interface SkipRecord {
  readonly kind: "skip";
  /** Line of the file on which the row starts, 1 = header. */
  readonly line: number;
  readonly reason: string;
  readonly policy: boolean;
}

/** The source tells that a record is gone since it was read. */
export interface TombstoneRecord {
  readonly kind: "tombstone";
  readonly network: string;
  readonly messageId: Id;
  readonly deletedAt: number | null;
}

/**
 * A file is going to be read (a CSV of an input), or is known from an earlier run (`resume`): sent before its rows.
 * `start` forgets the counts and skips of an earlier reading of the same file.
 */
export interface InputRecord {
  readonly kind: "input";
  /** As given in `inputs`, with the CSV's name behind a slash: `exports/h1.zip/Messages.csv`. */
  readonly file: string;
  /** Order among the inputs: of two rows with one id the one with the higher position wins, whatever was read first. */
  readonly position: number;
  /** Changes when the content does. */
  readonly fingerprint: string;
  readonly from: "start" | "resume";
  /** What the export's own log says it holds. */
  readonly declaredRows?: number;
}

/** Records that are about the network; each may carry its provenance. */
export type DataRecord =
  | NetworkRecord
  | PersonRecord
  | NetworkAdminRecord
  | GroupRecord
  | MembershipRecord
  | TopicRecord
  | MessageRecord
  | MessageVersionRecord
  | ReactionRecord
  | FileRecord
  | ExternalThreadRecord;

/**
 * The topics that hang on a thread, where they are told apart from its messages: all of them, so that one which is not named any more goes. Shown with the thread's
 * first message that is there.
 */
export interface ThreadTopicsRecord {
  readonly kind: "thread-topics";
  readonly network: string;
  readonly threadId: Id;
  readonly topics: readonly TopicRef[];
}

/**
 * Around a list that is read again from its start to its end, in one page or in many: the members of a group, or the people who like a message. What this source
 * told of the list before, and not between `start` and `end`, is gone; what another source told too stays. Without an `end` nothing is gone.
 */
export interface ListRecord {
  readonly kind: "list";
  readonly network: string;
  readonly list: "members" | "likers";
  /** The group's, or the message's. */
  readonly id: Id;
  readonly part: "start" | "end";
  /** On `end`: somebody may have slipped from one page to another while the list was read, so only who is missing in two readings in a row is gone. */
  readonly mayMiss?: boolean;
}

/** Where a person's picture is; its bytes come over after everything else, where `Source.avatars` says so. */
export interface AvatarRecord {
  readonly kind: "avatar";
  readonly network: string;
  readonly personId: Id;
  /** What names this picture: equal in every run while the picture is the same. Null: the person has none. */
  readonly url: string | null;
  /** For `open`. */
  readonly locator: string | null;
}

export type SourceRecord =
  DataRecord | GapRecord | SkipRecord | TombstoneRecord | InputRecord | ThreadTopicsRecord | ListRecord | AvatarRecord;

export interface Checkpoint {
  readonly scope: string;
  /** Opaque to everybody but the source. */
  readonly value: string;
}

/** A batch that commits as one: its records and the checkpoints it moves. */
export interface Page {
  /** The file (an `InputRecord`'s) or the endpoint that all records of the page come from. */
  readonly origin: string;
  /** Input rows that this page accounts for: each is the `row` of one record, or a skip. 0 for what was not read from rows. */
  readonly rows: number;
  /** Input bytes that the page accounts for, parts of `SourceInfo.totalBytes`. With no rows: bytes that nothing was read from in this run. */
  readonly bytes?: number;
  /** How far a source that asks a server has come, with this page. */
  readonly asked?: Asked;
  readonly records: readonly SourceRecord[];
  readonly checkpoints: readonly Checkpoint[];
}

/** Counts of one run, for people who watch it. */
export interface Asked {
  readonly groups: number;
  readonly groupsInAll: number;
  readonly threads: number;
  readonly messages: number;
  readonly requests: number;
  /** As it looks now: every number that a server tells is a hint. */
  readonly requestsLeft: number;
  /** By what the server allows; a rate of the past would not know that one budget is done before the other. */
  readonly secondsLeft: number;
}

/** The value last committed for a scope. */
export type CheckpointReader = (scope: string) => string | undefined;

/** What earlier runs of the same source brought, for a source that has to notice what is gone. */
export interface Brought {
  /** Messages of a thread that stand in the store and are not deleted there. */
  messagesOf(network: string, threadId: Id): readonly Id[];
  /** How many people are known to like a message. */
  likesOf(network: string, messageId: Id): number;
  /** Threads of a group of which such messages stand in the store, by id: some after `after`, none at the end. */
  threadsOf(network: string, groupId: Id, after: Id | null): readonly Id[];
}

/** What a source says of itself before anything is read. */
export interface SourceInfo {
  /** One line a thing that was found: "exports/h1.zip: network export, 14 CSVs, 1.2 GB". Shown to the person. */
  readonly found: readonly string[];
  /** What a person should know: unknown files, an ignored input and why. */
  readonly warnings: readonly string[];
  /** Bytes that reading will stream, for the progress bar; 0 where unknown. */
  readonly totalBytes: number;
  /** The network that a server answers for, as in keys. */
  readonly network?: string;
  /** Who is asking it, by an id of that network; left out where the server does not tell. */
  readonly account?: string | undefined;
  /** Bytes of files that come over beside the records; left out where unknown. */
  readonly fileBytes?: number;
}

/** Something that a source could read, found before there are settings. */
export interface Discovered {
  /** Relative to the workspace, with forward slashes, or as it was named. */
  readonly path: string;
  /** As in `SourceInfo.found`. */
  readonly found: string;
  /** Null where counting would take long. */
  readonly networks: readonly { readonly name: string; readonly groups: number | null; readonly messages: number | null }[];
  /** It holds one person's view only. */
  readonly isPartial: boolean;
  /** Why it cannot be read; empty where it can. */
  readonly problems: readonly string[];
}

/** A part of an input that was read to its end. */
export interface Proof {
  readonly bytes: number;
  /** What is wrong with it, as a sentence without names or texts of people. */
  readonly problem?: string;
}

export interface Forecast {
  /** What will be read, in words: "128 groups of contoso.com, 3 of them closed to this account". Absent: everything there is. */
  readonly scope?: string;
  readonly requests: Readonly<Record<string, number>>;
  readonly bytes: number;
  readonly hours: number;
}

/** A version of a file whose bytes are wanted, or a person's picture (`id` is the person's). */
export interface FileToOpen {
  readonly network: string;
  readonly type: "file" | "page" | "avatar";
  readonly id: string;
  /** The `origin` of the page that brought the record, and its `locator`. */
  readonly origin: string;
  readonly locator: string;
  /** As the record told it, null where it did not. */
  readonly name?: string | null;
  readonly sizeBytes?: number | null;
}

/** Bytes of a file that an earlier run had when it was cut off. */
export interface Part {
  readonly bytes: number;
  /** As the source gave it with them. */
  readonly seal: string;
}

/** The bytes of one file, or the rest of them. */
export interface Opened {
  readonly bytes: Readable;
  /** They follow on so many bytes of the part; 0: they are the whole file, and the part is worth nothing. */
  readonly from: number;
  /** By it the source knows again the file that the bytes so far are of; asked when a part is noted. Null: it could not go on later. */
  readonly seal: () => string | null;
}

/** Changes to an account or site that somebody must undo, written down before they are made. */
export interface SettingsJournal {
  record(setting: string, before: string): void;
  pending(): readonly { readonly setting: string; readonly before: string }[];
  settled(setting: string): void;
}

/** `fix` null: nothing to do about it. */
export interface AccountLine {
  readonly found: string;
  readonly fix: string | null;
  /** An export would read something else than is meant. */
  readonly isWrong?: true;
}

/** Reads a network. Never decides: yields everything inside `scope`. */
export interface Source {
  readonly id: SourceId;
  /** Reading costs requests and hours, so what was read must outlive a power cut. Absent: it is read again from disk in minutes. */
  readonly isRemote?: boolean;
  /** Pictures of people are wanted: the bytes of those that it has told of. */
  readonly avatars?: boolean;
  /**
   * Cheap read-only proof that credentials or files work, and what they may see. Throws UserError with a hint. With `checkpoints` what an earlier run was told may do,
   * where asking again would cost a request.
   */
  check(signal: AbortSignal, checkpoints?: CheckpointReader): Promise<SourceInfo>;
  /** Whose account this is, what it may see, and what that means for completeness: sentences for people. Asked by `doctor` and `login`. */
  account?(signal: AbortSignal): Promise<readonly AccountLine[]>;
  /** Requests per bucket, bytes, hours for this scope, before anything is read. */
  estimate(scope: Scope, signal: AbortSignal, checkpoints?: CheckpointReader): Promise<Forecast>;
  /**
   * Pages in any order of kinds. A page commits as one: its records and the checkpoints it moves. Re-reading is harmless.
   * The caller may stop between two pages; the source then frees what it holds (a `finally`).
   */
  read(scope: Scope, checkpoints: CheckpointReader, signal: AbortSignal, brought?: Brought): AsyncIterable<Page>;
  /** The checkpoints that say that the bytes of all files have been fetched too, as far as they can be: what was read is an export that has ended. */
  finish?(checkpoints: CheckpointReader): readonly Checkpoint[];
  /** Reads every byte of the inputs and keeps none: `regroup doctor --deep`. Only where there is something to compare them with. */
  prove?(signal: AbortSignal): AsyncIterable<Proof>;
  /** Streams the bytes of one file. Throws RemoteError with recovery "skip" when they are gone. */
  open(file: FileToOpen, signal: AbortSignal): Promise<Readable>;
  /**
   * As `open`, for a source whose bytes come from afar: goes on behind what an earlier run had, where that is still the same file. The stream, or this, fails with
   * recovery "retry" where the file changed on its way: then it is to be opened anew, without the part.
   */
  resume?(file: FileToOpen, part: Part | undefined, signal: AbortSignal): Promise<Opened>;
  /** Changes to the source account that reading needs (a named flag only), journalled first, undone by `restore` even after a crash. */
  prepare?(journal: SettingsJournal, signal: AbortSignal): Promise<void>;
  restore?(journal: SettingsJournal, signal: AbortSignal): Promise<void>;
}
