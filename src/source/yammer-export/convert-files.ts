import type { FileRecord } from "../../model/conversation.ts";
import { ALL_COMPANY } from "../../model/key.ts";
import { attachmentUrl } from "./attachments.ts";
import { badId, EXCLUDED, orNull, withoutSecrets, type Context, type Convert, type Skip } from "./context.ts";
import { dateOf, provenance } from "./convert-people.ts";
import type { Row } from "./rows.ts";
import type { bestReplies, externalThreads, files, Layout, likes, pages, versions } from "./schema.ts";

/**
 * Rows of Files.csv and Pages.csv, and of the small CSVs around messages.
 *
 * No column of Pages.csv says that a note is of a private conversation, and an empty group_id means that or All Company. Such a row counts as
 * private unless a message that is not attaches it; a note that nobody attaches is shown nowhere, so nothing is lost by that.
 */

const BAD_FLAG: Skip = { reason: "bad-value: in_private_conversation", policy: false };
const PRIVATE: Skip = { reason: "private-conversation", policy: true };
const OTHERS: Skip = { reason: "message-of-others", policy: true };
const UNKNOWN_USER: Skip = { reason: "unknown-user", policy: false };
const UNKNOWN_CSV: Skip = { reason: "unknown-csv", policy: true };

export function fileConverter(type: "file" | "page", layout: Layout<typeof files> | Layout<typeof pages>): Convert {
  const { at } = layout;
  return (row, digest, context, out) => {
    const id = row.id(at.id);
    if (id === undefined || id === null) return badId("id");
    const fileId = row.id(at.file);
    if (fileId === undefined || fileId === null) return badId(type === "file" ? "file_id" : "page_id");
    const told = isPrivateRow(row, at.inPrivateConversation);
    if (told === undefined) return BAD_FLAG;
    const base = { kind: "file", type, network: context.network, id, fileId } as const;
    const isHidden = at.inPrivateConversation < 0 && row.isEmpty(at.group) && !context.openly.has(context.network, type, fileId);
    if (isHidden) context.tally.hidden++;
    const isPrivate = told || isHidden;
    if (isPrivate && context.scope.privateConversations === "count") {
      claim(row, at, context, base);
      const dates = { uploadedAt: dateOf(row, at.uploadedAt, context), deletedAt: dateOf(row, at.deletedAt, context) };
      out.push({ ...base, row: row.row, name: null, ...dates, locator: null, isPrivate: true });
      return undefined;
    }
    const group = row.id(at.group);
    if (group === undefined) return badId("group_id");
    const groupId = isPrivate ? group : (group ?? ALL_COMPANY);
    if (groupId !== null && context.exclusion?.has(context.network, groupId, row, at.groupName)) return EXCLUDED;
    const inPrivate = row.flag(at.inPrivateGroup) === true;
    if (groupId !== null && groupId !== ALL_COMPANY && context.hints.isNewGroup(context.network, groupId, inPrivate, row, at.groupName)) {
      out.push(context.hints.group(context.network, groupId, orNull(row.text(at.groupName)), inPrivate));
    }
    out.push({
      ...base,
      ...described(row, at, context, base),
      groupId,
      uploadedAt: dateOf(row, at.uploadedAt, context),
      deletedAt: dateOf(row, at.deletedAt, context),
      isPrivate,
      ...provenance(row, digest, layout, context, extraOf(row, at, context)),
    });
    return undefined;
  };
}

type FileColumns = Layout<typeof files>["at"];

/** Looks for the entry with the bytes, which also notes that somebody asked for it. */
function claim(row: Row, at: FileColumns, context: Context, base: Pick<FileRecord, "id" | "type">): ReturnType<Context["findBytes"]> {
  const isFile = base.type === "file";
  return context.findBytes(isFile ? "files" : "pages", row.text(at.path), base.id, isFile ? row.text(at.name) : `${base.id}.html`);
}

function described(
  row: Row,
  at: FileColumns,
  context: Context,
  base: Pick<FileRecord, "id" | "type">,
): Pick<FileRecord, "name" | "description" | "uploaderId" | "storage" | "url" | "locator" | "sizeBytes"> {
  const isFull = context.scope.content === "full";
  const name = row.text(at.name);
  const bytes = claim(row, at, context, base);
  return {
    name: isFull ? orNull(name) : null,
    description: isFull ? orNull(row.text(at.description)) : null,
    uploaderId: row.id(at.uploader) ?? null,
    storage: orNull(row.text(at.storage)),
    url: isFull ? attachmentUrl(withoutSecrets(row.text(at.url))) : null,
    locator: isFull ? (bytes?.path ?? null) : null,
    sizeBytes: bytes?.sizeBytes ?? null,
  };
}

function extraOf(row: Row, at: FileColumns, context: Context): [string, string][] {
  const extra: [string, string][] = [];
  const uploaderType = row.text(at.uploaderType);
  if (uploaderType !== "" && uploaderType.toLowerCase() !== "user") extra.push(["uploader_type", uploaderType]);
  if (context.scope.content === "metadata") return extra;
  if (!row.isEmpty(at.apiUrl) && row.endsWithId(at.file, at.apiUrl) !== true) extra.push(["api_url", withoutSecrets(row.text(at.apiUrl))]);
  const url = row.text(at.url);
  if (url !== "" && attachmentUrl(url) === null) extra.push(["download_url", url]);
  return extra;
}

/** Undefined where the row says neither yes nor no: such a row must not become public. */
function isPrivateRow(row: Row, column: number): boolean | undefined {
  return row.flag(column) ?? (row.flag(column) === null ? false : undefined);
}

export function versionConverter(layout: Layout<typeof versions>): Convert {
  const { at } = layout;
  // The header is published nowhere: with a message_id, id is the version's own; without one it is the message's.
  const hasMessageId = at.message >= 0;
  return (row, digest, context, out) => {
    const messageId = row.id(hasMessageId ? at.message : at.id);
    if (messageId === undefined || messageId === null) return badId(hasMessageId ? "message_id" : "id");
    const isPrivate = isPrivateRow(row, at.inPrivateConversation);
    if (isPrivate === undefined) return BAD_FLAG;
    const group = row.id(at.group);
    if (group === undefined) return badId("group_id");
    if (group !== null && context.exclusion?.has(context.network, group, row, at.groupName)) return EXCLUDED;
    const isTold = context.scope.content === "full" && !(isPrivate && context.scope.privateConversations === "count");
    const ownId = hasMessageId ? row.ascii(at.id).trim() : "";
    out.push({
      kind: "message-version",
      network: context.network,
      messageId,
      versionId: ownId !== "" ? ownId : isTold ? digest : `row-${row.row}`,
      body: isTold ? row.text(at.body) : null,
      bodyHtml: isTold ? orNull(row.text(at.html)) : null,
      createdAt: dateOf(row, at.createdAt, context),
      ...(isTold ? provenance(row, digest, layout, context) : { row: row.row }),
    });
    return undefined;
  };
}

export function externalThreadConverter(layout: Layout<typeof externalThreads>): Convert {
  const { at } = layout;
  return (row, digest, context, out) => {
    const threadId = row.id(at.thread);
    if (threadId === undefined || threadId === null) return badId("thread_id");
    out.push({ kind: "external-thread", network: context.network, threadId, row: row.row, digest });
    return undefined;
  };
}

export function likeConverter(layout: Layout<typeof likes>): Convert {
  const { at } = layout;
  return (row, digest, context, out) => {
    const messageId = row.id(at.id);
    if (messageId === undefined || messageId === null) return badId("id");
    const isPrivate = isPrivateRow(row, at.inPrivateConversation);
    if (isPrivate === undefined) return BAD_FLAG;
    // Who liked is a participant, and participants of a private conversation are not told.
    if (isPrivate && context.scope.privateConversations === "count") return PRIVATE;
    const group = row.id(at.group);
    if (group && context.exclusion?.has(context.network, group, row, at.groupName)) return EXCLUDED;
    if (context.user === undefined) return UNKNOWN_USER;
    out.push({
      kind: "reaction",
      network: context.network,
      messageId,
      personId: context.user,
      reaction: "like",
      createdAt: null,
      row: row.row,
      digest,
    });
    return undefined;
  };
}

export function bestReplyConverter(layout: Layout<typeof bestReplies>): Convert {
  return (row) => (typeof row.id(layout.at.id) === "object" || row.id(layout.at.id) === undefined ? badId("id") : OTHERS);
}

export function unknownCsvConverter(): Convert {
  return () => UNKNOWN_CSV;
}
