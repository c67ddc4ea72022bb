import { createHash } from "node:crypto";
import type { AttachmentTruth, MessageTruth } from "../../support/network/truth.ts";
import { mayReadGroup, type Account } from "./accounts.ts";
import { textsOf } from "./body.ts";
import type { World } from "./context.ts";
import { expectedGaps, type ExpectedGap } from "./expected-gaps.ts";
import { listedLikers } from "./likes.ts";
import type { LiveThread } from "./live.ts";
import { isUnlisted } from "./payload-people.ts";
import { listedGroups, readableHeads, refusalOf } from "./reach.ts";
import { membersOf } from "./routes-people.ts";
import { topicName, topicsOf } from "./topics.ts";

/** A row of a public view of the store; columns that REST cannot tell are left out. */
export type Row = Readonly<Record<string, string | number | null>>;

/** What a complete export by one account holds now, key by key, and what it cannot hold. */
export interface Expected {
  /** Keys: ids. `v_person`, people who are listed or named. */
  readonly people: ReadonlyMap<string, Row>;
  readonly groups: ReadonlyMap<string, Row>;
  /** Keys: `group:person`. All Company is left out: everybody is in it. */
  readonly memberships: ReadonlyMap<string, Row>;
  readonly messages: ReadonlyMap<string, Row>;
  /** Texts of messages by id, references resolved and spaces collapsed: see `canonicalText`. */
  readonly texts: ReadonlyMap<string, string>;
  /** Keys: `message:person`. */
  readonly likes: ReadonlySet<string>;
  readonly mentions: ReadonlySet<string>;
  /** Keys: `thread:topic`, the topic in small letters with single spaces. Topics hang on threads. */
  readonly topics: ReadonlySet<string>;
  /** Keys: `message:kind:id`. */
  readonly attachments: ReadonlyMap<string, Row>;
  /** Answers of polls by message, in order. */
  readonly polls: ReadonlyMap<string, readonly string[]>;
  /** Praised people by message. */
  readonly praise: ReadonlyMap<string, readonly string[]>;
  /** Differences that nobody can close: each needs a row in `v_gap`. */
  readonly gaps: readonly ExpectedGap[];
  /** Messages that no feed leads to: an export may hold them and need not. */
  readonly unreachable: ReadonlySet<string>;
}

export function expectedExport(world: World, account: Account): Expected {
  const heads = readableHeads(world, account);
  const parts = {
    ...{ messages: new Map<string, Row>(), texts: new Map<string, string>(), likes: new Set<string>(), mentions: new Set<string>() },
    ...{
      topics: new Set<string>(),
      attachments: new Map<string, Row>(),
      polls: new Map<string, string[]>(),
      praise: new Map<string, string[]>(),
    },
    unreachable: new Set<string>(),
  };
  const named = new Set<string>();
  for (const head of heads) {
    const thread = world.live.thread(head);
    for (const topic of topicsOf(world, thread)) parts.topics.add(`${thread.thread.id}:${topicName(topic).toLowerCase()}`);
    const isHidden = !head.hasStarter && world.settings.behaviour.orphanThreads === "hidden";
    if (isHidden) parts.unreachable.add(thread.thread.id);
    for (const message of thread.messages) {
      addMessage(world, parts, thread, message);
      for (const id of peopleIn(world, message)) named.add(id);
      if (isHidden) parts.unreachable.add(message.id);
    }
  }
  const memberships = membershipRows(world, account);
  for (const { person_id: id } of memberships.values()) named.add(String(id));
  return {
    ...parts,
    memberships,
    groups: groupRows(world, account),
    people: personRows(world, named),
    gaps: expectedGaps(world, account, heads),
  };
}

interface Parts {
  readonly messages: Map<string, Row>;
  readonly texts: Map<string, string>;
  readonly likes: Set<string>;
  readonly mentions: Set<string>;
  readonly attachments: Map<string, Row>;
  readonly polls: Map<string, string[]>;
  readonly praise: Map<string, string[]>;
}

function addMessage(world: World, parts: Parts, thread: LiveThread, message: MessageTruth): void {
  const texts = textsOf(world.live, message);
  parts.messages.set(message.id, messageRow(message));
  parts.texts.set(message.id, canonicalText(world, texts.parsed));
  for (const person of listedLikers(world, message)) parts.likes.add(`${message.id}:${person.id}`);
  for (const id of [...texts.people, ...texts.cc]) parts.mentions.add(`${message.id}:${id}`);
  for (const attachment of message.attachments) {
    const row = attachmentRow(world, thread, attachment);
    const key = `${message.id}:${row?.stored ?? ""}:${attachment.ref}`;
    // Named twice it is one attachment, and the first form of it stays.
    if (row !== undefined && !parts.attachments.has(key)) parts.attachments.set(key, row.row);
  }
  if (message.poll !== null)
    parts.polls.set(
      message.id,
      message.poll.options.map(({ text }) => text),
    );
  if (message.praise !== null) parts.praise.set(message.id, [...message.praise.personIds]);
}

/** REST has seconds, and no deleted messages. */
function messageRow(message: MessageTruth): Row {
  return {
    thread_id: message.threadId,
    group_id: message.groupId,
    author_id: message.authorId,
    reply_to_id: message.replyToId,
    created_at: `${message.createdAt.slice(0, 19)}.000Z`,
    kind: message.kind,
    title: message.title,
    is_deleted: 0,
    is_system: message.kind === "system" ? 1 : 0,
    is_private: 0,
  };
}

/** Names instead of references and single spaces: equal for `parsed` and `plain`, flattened or not. */
export function canonicalText({ live }: World, text: string): string {
  const named = text.replaceAll(/\[\[(user|tag|group):(\d+)\]\]/g, (reference, kind: string, id: string) => {
    if (kind === "tag") {
      const name = live.topicById(id)?.name;
      return name === undefined ? reference : `#${name}`;
    }
    return (kind === "user" ? live.person(id)?.name : live.group(id)?.name) || reference;
  });
  return named.replaceAll(/\s+/g, " ").trim();
}

function peopleIn(world: World, message: MessageTruth): string[] {
  const { people, cc } = textsOf(world.live, message);
  return [message.authorId, ...people, ...cc, ...listedLikers(world, message).map(({ id }) => id), ...(message.praise?.personIds ?? [])];
}

const PICTURE = /\.(png|jpe?g|gif)$/i;
const FILM = /\.(mp4|mov)$/i;

function attachmentRow(
  world: World,
  thread: LiveThread,
  attachment: AttachmentTruth,
): { readonly stored: string; readonly row: Row } | undefined {
  const { kind, ref, title } = attachment;
  if (kind === "link") return { stored: "link", row: title === null ? { kind: "link" } : { kind: "link", name: title } };
  if (kind === "message") return { stored: "message", row: { kind: "message" } };
  if (kind === "page")
    return world.settings.behaviour.notes === "absent" ? undefined : { stored: "page", row: { kind: "page", name: attachment.name } };
  const file = thread.files.find(({ id }) => id === ref);
  const version = file?.versions.at(-1);
  const name = version?.name ?? attachment.name;
  const shown = PICTURE.test(name ?? "") ? "image" : FILM.test(name ?? "") ? "video" : "file";
  const bytes = version === undefined || refusalOf(world, thread, ref) !== undefined ? undefined : version.bytes();
  // A size is told also for what cannot be fetched, and sometimes wrongly.
  if (bytes === undefined) return { stored: "file", row: { kind: shown, name, sha256: null } };
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { stored: "file", row: { kind: shown, name, sha256, size_bytes: bytes.length } };
}

function groupRows(world: World, account: Account): Map<string, Row> {
  const rows = new Map<string, Row>();
  for (const group of listedGroups(world, account)) {
    rows.set(group.id, { name: group.name, privacy: isUnlisted(group) ? "unlisted" : group.privacy, is_placeholder: 0 });
  }
  return rows;
}

function membershipRows(world: World, account: Account): Map<string, Row> {
  const rows = new Map<string, Row>();
  const knowsAdmins = world.settings.behaviour.membersEndpoint === "told";
  for (const group of listedGroups(world, account)) {
    if (!mayReadGroup(world.live, account, group.id)) continue;
    const roles = new Map(world.live.members(group.id).map(({ personId, role }) => [personId, role]));
    for (const { id } of membersOf({ world }, group.id)) {
      const role = knowsAdmins ? (roles.get(id) ?? "member") : "member";
      rows.set(`${group.id}:${id}`, { group_id: group.id, person_id: id, role });
    }
  }
  return rows;
}

/** The sweep tells everything of active people. Of others only that they exist is sure: some are in no reference. */
function personRows({ live }: World, named: ReadonlySet<string>): Map<string, Row> {
  const rows = new Map<string, Row>();
  for (const id of named) rows.set(id, {});
  for (const person of live.activePeople) {
    const { name, email, department, isGuest } = person;
    rows.set(person.id, {
      name,
      email: email || null,
      department: department || null,
      state: "active",
      is_guest: isGuest ? 1 : 0,
      is_placeholder: 0,
    });
  }
  return rows;
}
