import { createHash } from "node:crypto";
import { expectedView, type ExportOptions } from "./export-zip.ts";
import type { AttachmentTruth, FileTruth, FileVersionTruth, GroupTruth, MessageTruth, NetworkTruth, PersonTruth } from "./network/truth.ts";

/** What a store must hold after certain exports, worked out from the truth alone: of several rows with one id the one of the last export counts. */
export interface GivenExport {
  /** As in `inputs`. */
  readonly file: string;
  readonly truths: readonly NetworkTruth[];
  readonly options: ExportOptions;
}

/** A message as the export that counts shows it. */
export interface Told {
  readonly row: MessageTruth;
  readonly options: ExportOptions;
  /** ISO with milliseconds, as exactly as any of the exports says it. */
  readonly createdAt: string;
}

export interface Version {
  readonly id: string;
  readonly name: string;
  /** Undefined where the export has the row and not the bytes. */
  readonly bytes: Uint8Array | undefined;
}

export interface ExpectedNetwork {
  readonly truth: NetworkTruth;
  readonly name: string;
  readonly messages: ReadonlyMap<string, Told>;
  readonly users: ReadonlyMap<string, PersonTruth>;
  readonly groups: ReadonlyMap<string, GroupTruth>;
  /** Newest version by `kind:fileId`; only of files of no private conversation. */
  readonly newest: ReadonlyMap<string, Version>;
  /** Groups that rows of files name. */
  readonly fileGroups: ReadonlySet<string>;
  readonly admins: ReadonlySet<string>;
}

export function expectedNetworks(inputs: readonly GivenExport[]): ExpectedNetwork[] {
  const permalinks = [...new Set(inputs.flatMap(({ truths }) => truths.map(({ network }) => network.permalink)))];
  return permalinks.sort().map((permalink) => expectedNetwork(permalink, inputs));
}

function expectedNetwork(permalink: string, inputs: readonly GivenExport[]): ExpectedNetwork {
  const messages = new Map<string, Told>();
  const users = new Map<string, PersonTruth>();
  const groups = new Map<string, GroupTruth>();
  const versions = new Map<string, Version & { readonly of: string }>();
  const fileGroups = new Set<string>();
  const admins = new Set<string>();
  let truth: NetworkTruth | undefined;
  for (const { truths, options } of inputs) {
    for (const one of truths) {
      if (one.network.permalink !== permalink) continue;
      truth = one;
      const view = expectedView(one, options);
      for (const user of view.users) users.set(user.id, user);
      for (const group of view.groups) groups.set(group.id, group);
      for (const admin of view.admins) admins.add(admin);
      for (const row of view.messages) {
        const isExact = (options.dates ?? "iso-ms") === "iso-ms";
        const before = messages.get(row.id)?.createdAt;
        messages.set(row.id, { row, options, createdAt: isExact ? row.createdAt : (before ?? `${row.createdAt.slice(0, 19)}.000Z`) });
      }
      for (const [file, version] of view.files) {
        if (file.isPrivate) continue;
        if (file.groupId !== null && file.groupId !== "0") fileGroups.add(file.groupId);
        versions.set(`file ${version.id}`, {
          of: `file:${file.id}`,
          id: version.id,
          name: version.name,
          bytes: bytesOf(file, version, options),
        });
      }
      for (const [page, version] of view.pages) {
        if (page.groupId !== null && page.groupId !== "0") fileGroups.add(page.groupId);
        const bytes = options.bodies === false ? undefined : Buffer.from(version.html);
        versions.set(`page ${version.id}`, { of: `page:${page.id}`, id: version.id, name: page.name, bytes });
      }
    }
  }
  if (!truth) throw new Error(`no export holds ${permalink}`);
  const newest = new Map<string, Version>();
  for (const version of versions.values()) {
    const known = newest.get(version.of);
    if (!known || BigInt(known.id) < BigInt(version.id)) newest.set(version.of, version);
  }
  return { truth, name: permalink, messages, users, groups, newest, fileGroups, admins };
}

function bytesOf(file: FileTruth, version: FileVersionTruth, options: ExportOptions): Uint8Array | undefined {
  return file.storage === "YAMMER" && options.bodies !== false ? version.bytes() : undefined;
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

type Cells = Readonly<Record<string, string | number | null>>;

/** The row of `v_message`. The columns of 2018 have no title and no type. */
export function messageRow(network: string, { row, options, createdAt }: Told): Cells {
  const isOld = options.layout === "g18";
  const isHidden = row.isPrivate;
  const isSystem = row.kind === "system" && !isOld;
  const title = isOld || isHidden ? null : row.title;
  return {
    network,
    source_id: row.id,
    thread_id: row.threadId,
    group_id: isHidden ? null : row.groupId,
    author_id: isHidden ? null : row.authorId,
    reply_to_id: row.replyToId,
    created_at: createdAt,
    // An export knows announcements by their title and system posts by their type; questions, polls and praise look like any other post.
    kind: isSystem ? "system" : title === null ? "discussion" : "announcement",
    title,
    is_deleted: row.isDeleted ? 1 : 0,
    is_redacted: row.isRedacted && !isHidden ? 1 : 0,
    is_system: isSystem ? 1 : 0,
    is_private: isHidden ? 1 : 0,
    body: isHidden ? null : row.body,
  };
}

const PICTURE = /\.(png|jpe?g|gif)$/i;
const FILM = /\.(mp4|mov)$/i;

/** The row of `v_attachment`. */
export function attachmentRow(network: ExpectedNetwork, message: MessageTruth, attachment: AttachmentTruth): Cells {
  const stored = storedKind(attachment);
  const version = network.newest.get(`${stored}:${attachment.ref}`);
  const name = version?.name ?? (attachment.kind === "link" && attachment.cardForm === "full" ? attachment.title : null);
  const shown = stored !== "file" ? stored : PICTURE.test(name ?? "") ? "image" : FILM.test(name ?? "") ? "video" : "file";
  return {
    network: network.name,
    source_id: `${message.id}:${stored}:${attachment.ref}`,
    message_id: message.id,
    kind: shown,
    name,
    size_bytes: version?.bytes?.length ?? null,
    sha256: version?.bytes === undefined ? null : sha256(version.bytes),
  };
}

/** A shared message has no form of its own in an export: it is a card with an address. */
export function storedKind(attachment: AttachmentTruth): "file" | "page" | "link" {
  if (attachment.kind === "page") return "page";
  return attachment.kind === "link" || attachment.kind === "message" ? "link" : "file";
}

/** Messages that the default policies bring to the site: not private, not deleted, not redacted. */
export function isMigrated({ row }: Told): boolean {
  return !row.isPrivate && !row.isDeleted && !row.isRedacted;
}

/** Everybody whom the store must know: rows, senders, mentions, admins and members. */
export function expectedPeople(network: ExpectedNetwork, members: boolean): Map<string, Cells> {
  const { truth, users, messages, admins } = network;
  const home = network.name.toLowerCase();
  const known = new Map(truth.people.map((person) => [person.id, person]));
  const ids = new Set([...users.keys(), ...admins]);
  const told = new Set<string>();
  for (const { row } of messages.values()) {
    if (row.isPrivate) continue;
    ids.add(row.authorId);
    told.add(row.authorId);
    for (const id of row.mentions) ids.add(id);
  }
  for (const id of admins) told.add(id);
  if (members) for (const { personId } of truth.memberships) if (users.has(personId)) ids.add(personId);
  const people = new Map<string, Cells>();
  for (const id of ids) {
    const user = users.get(id);
    const seen = told.has(id) ? known.get(id) : undefined;
    const email = (user ?? seen)?.email || null;
    people.set(id, {
      network: network.name,
      source_id: id,
      name: (user ?? seen)?.name || null,
      email,
      department: user?.department || null,
      state: user === undefined ? "unknown" : stateOf(user),
      is_guest: user !== undefined && email !== null && !email.endsWith(`@${home.includes(".") ? home : `${home}.example`}`) ? 1 : 0,
      is_bot: 0,
      is_placeholder: user === undefined ? 1 : 0,
    });
  }
  return people;
}

/** `soft_delete` without a date is an invitation nobody took. */
function stateOf(user: PersonTruth): string {
  if (user.state === "active") return "active";
  return user.deletedAt !== null ? "deleted" : user.suspendedAt !== null ? "suspended" : "pending";
}
