import type { Readable } from "node:stream";
import type { Action, ActionKind } from "../model/action.ts";
import type { AttachmentKind, MessageKind, PollOption, TopicRef } from "../model/conversation.ts";
import type { Key } from "../model/key.ts";
import type { PersonState, Privacy, Role } from "../model/network.ts";

export type TargetId = "static-site" | "memory";

/** What the far side calls an item. Opaque to everybody but its adapter; the same item has the same ref in every run. */
export interface TargetRef {
  readonly kind: RemoteKind;
  readonly id: string;
}

export type RemoteKind = "official-network" | "sub-group" | "person" | "thread" | "message" | "members" | "page";

/** What a target can do, as found. plan/ fits the plan to it; each value's consequence stands beside it. */
export interface Capabilities {
  /** thread: one publish action writes a whole thread. message: one action a message, a reply waits for its parent. */
  readonly unit: "message" | "thread";
  /** false: a change at the source after import becomes a finding, not an action. */
  readonly update: boolean;
  /** false: dates become text in the body. */
  readonly backdating: boolean;
  /** false: authors become text in the body. */
  readonly postAsAuthor: boolean;
  /** Levels of replies below the starter; null = any. */
  readonly nestingDepth: number | null;
  readonly markup: "html" | "markdown" | "text";
  /** Levels of sub-groups below the official network; absent = 1: none below another. null = any. */
  readonly subGroupDepth?: number | null;
  /** Names longer than this are cut, with a deterministic suffix where two meet; `forbidden` is a character class's inside. */
  readonly names: { readonly maxChars: number; readonly forbidden: string };
  readonly maxBodyChars: number | null;
  readonly maxAttachmentBytes: number | null;
  readonly maxOwners: number | null;
  /** none: whoever can open the target sees all of it; private groups are then kept apart. */
  readonly access: "enforced" | "none";
  /** True where publishing, removing and inviting happen on a machine that others use: stricter defaults apply. */
  readonly remote: boolean;
  /** Requests per action kind and bucket, for the forecast. */
  readonly cost: Readonly<Record<ActionKind, Readonly<Record<string, number>>>>;
  readonly budgets: Readonly<Record<string, string>>;
}

export interface TargetInfo {
  /** One line for people: where it is and whose key it uses. */
  readonly description: string;
  /** The same in the languages of readers, for pages. Absent: `description` will do. */
  readonly descriptions?: Readonly<Record<ApplyContext["language"], string>>;
  /** Changes when it is another place: an approval is for one target. */
  readonly fingerprint: string;
  readonly capabilities: Capabilities;
  /** The official network itself: `inventory` of it lists what belongs to no sub-group (people, front page, topics). */
  readonly root: TargetRef;
  readonly warnings: readonly string[];
  /** Where it writes on this computer: the folder, absolute, and how long the paths below it can get. Left out by what is elsewhere. */
  readonly folder?: { readonly root: string; readonly longest: number };
  /** The source network that the target is itself, by any of its names or its id: only its groups can be adopted. Absent: none. */
  readonly network?: string;
  /** True: `perform` can take posts into a sub-group that stood there before (`SubGroupView.existing`). */
  readonly intoExisting?: boolean;
}

/** Whose a place is that several workspaces could name. Adapters of what has an owner of its own (a server) pass it over. */
export interface Claim {
  /** Random id of the workspace, kept in its store; undefined while it has never written anywhere. */
  readonly workspace: string | undefined;
  /** Whether this workspace imported last to the place of this fingerprint, even if everything was taken back since. */
  wasAt(fingerprint: string): boolean;
  /** Whether its journal says that it made this, at this place. */
  made(key: Key, fingerprint: string): boolean;
}

/** An account that exists over there. */
export interface TargetPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly department: string | null;
  readonly directoryId: string | null;
}

export interface TargetGroup {
  readonly ref: TargetRef;
  readonly name: string;
  readonly slug: string;
  /** The key it carries, when this tool made it. */
  readonly key: Key | null;
}

/** One thing as it stands at the target now. Absent fields are what the target cannot tell. */
export interface RemoteItem {
  readonly key?: Key;
  readonly ref: TargetRef;
  readonly kind: RemoteKind;
  /** Key of what it hangs below: the sub-group of a thread, the answered message of a reply; null at the top. */
  readonly parent: Key | null;
  /** As a reader sees it. */
  readonly author?: { readonly key: Key | null; readonly name: string };
  readonly title?: string;
  /** Milliseconds UTC. */
  readonly createdAt?: number;
  /** Place among its thread's messages, from 0. */
  readonly position?: number;
  /** sha256 hex of `markup/plain` of what the target shows, less its own decorations. */
  readonly textDigest?: string;
  readonly files?: readonly { readonly key: Key; readonly sha256: string }[];
  /** Only on kind "members". */
  readonly members?: readonly { readonly key: Key; readonly role: Role }[];
  /**
   * What the adapter itself can tell is wrong: "changed by hand since it was written". Becomes a finding. "deleted": it stood there and is gone. Of several
   * things, joined by "; ", what was only taken away ends in "deleted": that may be made anew without harm to what a hand wrote.
   */
  readonly damage?: string;
}

/** Of damage: something is gone, and nothing that is left was changed. */
export function isTakenAway(damage: string): boolean {
  return damage.split("; ").every((part) => part.endsWith("deleted"));
}

/** Of damage: somebody has written something else there, which making it anew would take away. */
export function isChangedByHand(damage: string | undefined): boolean {
  return damage !== undefined && !isTakenAway(damage);
}

// ── What an action is about, as the target shall show it ───────────────────────────────────────────────────────────

export interface PersonView {
  readonly key: Key;
  readonly network: string;
  readonly id: string;
  /** The target directory's name where matched, else the source's, else "Unknown person <id>" in the language of the readers. */
  readonly name: string;
  readonly email: string | null;
  readonly jobTitle: string | null;
  readonly department: string | null;
  readonly state: PersonState;
  /** Stands for somebody who has no account at the target. */
  readonly isPlaceholder: boolean;
  /**
   * True: known from private sub-groups alone, or from no list of people and no sub-group that is copied. Where everybody reads they have no page, are in no
   * list and no count. By what the plan takes along, not by what has landed; in a public sub-group nobody wrote and nobody is a member who is private.
   */
  readonly isPrivate: boolean;
  readonly isGuest: boolean;
  readonly isBot: boolean;
  /** Id of the account at the target, when matched. */
  readonly targetId: string | null;
  /** Names the bytes of their picture for `context.openBlob`. Absent: none, or it would show who is shown without a name. */
  readonly picture?: string;
}

export interface SubGroupView {
  readonly key: Key;
  readonly network: string;
  readonly groupId: string;
  readonly name: string;
  /** Unique in the plan, `[a-z0-9-]`. */
  readonly slug: string;
  readonly description: string | null;
  /** Key of the sub-group that it stands below, which is performed before it. Absent: right below the official network. */
  readonly parent?: Key;
  /**
   * The target's reference of what stood there before: nothing of it is changed, `perform` returns this very reference, and `find` need not know its key.
   * What others have in it is listed by `inventory` too; verify and rollback pass it over.
   */
  readonly existing?: string;
  /** True: the source group itself is the sub-group. Its posts stay; name, description and owners are set. */
  readonly isAdopted?: boolean;
  /** Names of the groups whose people and posts came into it, its own not counted; no private one unless it is private itself. */
  readonly includes?: readonly string[];
  readonly privacy: Privacy;
  /** True: everything of it belongs where nothing public links to. Unknown privacy counts as public. */
  readonly isPrivate: boolean;
  /** False: the source does not tell who belongs here; say "members unknown", never "no members". */
  readonly membersKnown: boolean;
  readonly members: number;
  readonly threads: number;
  readonly messages: number;
  readonly firstAt: number | null;
  readonly lastAt: number | null;
}

/** A group that stays where it is, and is named. */
export interface LinkedGroup {
  readonly key: Key;
  readonly name: string;
  readonly description: string | null;
}

export interface AttachmentView {
  readonly key: Key;
  readonly kind: AttachmentKind;
  readonly id: string;
  /** File name as the source gave it: hostile, for showing only. */
  readonly name: string | null;
  readonly url: string | null;
  readonly title: string | null;
  readonly description: string | null;
  /** Names the bytes for `context.openBlob`; null = not in the source, show a placeholder that says so. */
  readonly sha256: string | null;
  readonly sizeBytes: number | null;
  /** A post of a private group that was shared where more people read: nothing is told of it, and its key is not shown. */
  readonly isSecret?: true;
}

export interface MessageView {
  readonly key: Key;
  readonly id: string;
  /** Key of the message it answers, when that is shown in this thread; null on the starter and on replies to nobody shown. */
  readonly parent: Key | null;
  readonly author: PersonView | null;
  readonly createdAt: number | null;
  readonly kind: MessageKind;
  readonly title: string | null;
  /** As the source gave it, reference markup included. Convert with markup/. */
  readonly body: string | null;
  readonly bodyHtml: string | null;
  /** Set on a stand-in for a message that is not shown but has live replies: no author, text or files. */
  readonly tombstone: "deleted" | "redacted" | "missing" | null;
  readonly topics: readonly TopicRef[];
  readonly attachments: readonly AttachmentView[];
  readonly reactions: readonly { readonly kind: string; readonly count: number }[];
  /** Null: no poll, or nothing of it is in the source. `votes` null = not told. */
  readonly poll: readonly PollOption[] | null;
  readonly praise: { readonly icon: string | null; readonly comment: string | null; readonly people: readonly PersonView[] } | null;
  readonly isBestAnswer: boolean;
}

export interface ThreadView {
  readonly key: Key;
  readonly network: string;
  readonly id: string;
  readonly title: string | null;
  readonly kind: MessageKind;
  readonly subGroup: SubGroupView;
  /** Ascending by time, then id; parents may come later than their replies where the source says so. */
  readonly messages: readonly MessageView[];
}

export interface ThreadSummary {
  readonly key: Key;
  readonly network: string;
  readonly id: string;
  readonly title: string | null;
  readonly kind: MessageKind;
  /** Raw body of the first shown message, for a line of preview; null where none. */
  readonly body: string | null;
  readonly author: PersonView | null;
  readonly createdAt: number | null;
  readonly lastAt: number | null;
  readonly messages: number;
  /** One of the shown answers is marked as the best. */
  readonly isAnswered: boolean;
  readonly subGroup: SubGroupView;
}

/** One post as it is looked for. */
export interface PostSummary {
  readonly key: Key;
  readonly network: string;
  readonly id: string;
  readonly thread: { readonly key: Key; readonly id: string; readonly title: string | null };
  readonly subGroup: SubGroupView;
  readonly author: PersonView | null;
  readonly createdAt: number | null;
  readonly title: string | null;
  /** As the source gave it, reference markup included. */
  readonly body: string | null;
  readonly bodyHtml: string | null;
  /** What a reader sees beside the text: names of files and links, topics, answers of a poll, the words of a praise. */
  readonly aside: readonly string[];
}

/** What a sub-group's page tells of it beside its conversations. Nothing here says how much any one person did. */
export interface GroupStory {
  /** What it talks about most, at most eight, most used first. Topics of a private group are in its own story only. */
  readonly topics: readonly TopicSummary[];
  /** How many people wrote, and how few of them wrote half of it. Null where nobody is known to have written. */
  readonly carriers: { readonly half: number; readonly all: number } | null;
  /** Conversations with most answers, at most three: questions where the source tells which are, else any. */
  readonly answered: readonly ThreadSummary[];
  /** Messages of its conversations that the plan leaves out, by the ledger's reason code; most first. Private conversations are in no group. */
  readonly notShown: readonly { readonly reason: string; readonly messages: number }[];
}

export interface TopicSummary {
  /** Distinct by name without case: the export does not always give ids. */
  readonly name: string;
  readonly messages: number;
}

/** Cursors over what the plan covers and has landed. Ordered, repeatable, not held in memory. Nothing of a private group unless asked by its sub-group. */
export interface MigratedCursors {
  subGroups(): Iterable<SubGroupView>;
  /** Groups that stay where they are (`link`) and are to be listed; none that is private. Absent: the caller knows of none. */
  linked?(): Iterable<LinkedGroup>;
  /** By name. */
  people(): Iterable<PersonView>;
  /** Newest activity first. */
  threads(subGroup: Key): Iterable<ThreadSummary>;
  members(subGroup: Key): Iterable<{ readonly person: PersonView; readonly role: Role }>;
  /** Who wrote in it, by name; for groups whose members the source does not tell. */
  authors(subGroup: Key): Iterable<PersonView>;
  story(subGroup: Key): GroupStory;
  /** Messages per month of a sub-group, `2024-03` → count, ascending. */
  months(subGroup: Key): Iterable<{ readonly month: string; readonly messages: number }>;
  /** Threads that the person wrote in, of public sub-groups or of private ones, newest first. */
  threadsOf(person: Key, of: "public" | "private"): Iterable<ThreadSummary>;
  /** Keys of all threads that show the person: who wrote in them, is mentioned there, or praised. */
  threadsNaming(person: Key): Iterable<Key>;
  /** Keys of threads of other sub-groups in which a post of this one is shared. */
  threadsSharing(subGroup: Key): Iterable<Key>;
  /** Public topics, most used first. */
  topics(): Iterable<TopicSummary>;
  threadsAbout(topic: string): Iterable<ThreadSummary>;
  /** Every post of all public sub-groups, or of all private ones; oldest first, those without a date before all others. */
  posts(of: "public" | "private"): Iterable<PostSummary>;
}

/** Hydrates what an action names, resolves keys, opens bytes, carries the signal. Reads the store; cannot write it. */
export interface ApplyContext {
  readonly signal: AbortSignal;
  readonly official: { readonly name: string };
  readonly language: "en" | "de" | "fr";
  /** IANA name. */
  readonly timeZone: string;
  /** Ref of what was already made for a key. */
  ref(key: Key): TargetRef | undefined;
  /** Address of a record in the archive, when one is configured. */
  link(key: Key): string | undefined;
  /** Where the record stands at the source, for whoever may read it there; undefined where the source's network has no known address. */
  sourceAddress(key: Key): string | undefined;
  /** A person by source id, also one who is only mentioned; undefined where nobody knows the id. */
  person(network: string, id: string): PersonView | undefined;
  subGroup(key: Key): SubGroupView;
  thread(key: Key): ThreadView;
  openBlob(sha256: string): Readable;
  readonly migrated: MigratedCursors;
}

/** Receives a network. Translates, never decides: what it can do is data in `TargetInfo`, and plan/ fits the plan to it. */
export interface Target {
  readonly id: TargetId;
  /**
   * Reachable? whose key? and capabilities as found, not as hoped. Refuses a place that is another workspace's, before anything is written there; without
   * `claim` nobody asks whose it is. Throws UserError with a hint.
   */
  check(signal: AbortSignal, claim?: Claim): Promise<TargetInfo>;
  people(signal: AbortSignal): AsyncIterable<TargetPerson>;
  groups(signal: AbortSignal): AsyncIterable<TargetGroup>;
  /** What already carries this key: adopted after a crash or an ambiguous answer. One look-up, not a sweep. */
  find(key: Key, signal: AbortSignal): Promise<RemoteItem | undefined>;
  /** Does one action and leaves `action.key` findable. Performing it again (also with other content) replaces, never doubles. */
  perform(action: Action, context: ApplyContext): Promise<TargetRef>;
  /** After the last action of an import or a rollback: index pages, closes, pins. May be interrupted and called again. */
  finish?(context: ApplyContext): Promise<void>;
  /** Everything below one sub-group (or `info.root`), read back in bulk in the fewest requests: what verify and rollback work from. */
  inventory(group: TargetRef, signal: AbortSignal): AsyncIterable<RemoteItem>;
  /** Takes back one item this tool made. "kept" where people have since built on it. */
  remove(ref: TargetRef, signal: AbortSignal): Promise<"removed" | "gone" | "kept">;
  /**
   * What `perform` is about to change of a sub-group that it adopts (`isAdopted`: name, description, owners), as text that `putBack` understands and nobody
   * else reads. Journalled before the action is performed for the first time. Needed where `TargetInfo.network` is told.
   */
  settingsOf?(subGroup: SubGroupView, signal: AbortSignal): Promise<string>;
  /**
   * Undoes an adoption: the sub-group is again as `settings` say, and carries no key of ours. Its posts and people stay. May be interrupted and called
   * again. "gone" where it is there no more.
   */
  putBack?(settings: string, signal: AbortSignal): Promise<"removed" | "gone">;
  /**
   * After a rollback that took back every item: removes what `finish` and this adapter made beside them, and nothing of others. Answers what it had to
   * leave because people changed it. May be interrupted and called again. Without it, `finish` is called.
   */
  clear?(signal: AbortSignal): Promise<readonly string[]>;
}
