import type { ExportView } from "./export-range.ts";
import { API, lookUp, NEW_IN_2022, type CellFormat, type Names, type Table } from "./export-table.ts";
import { ALL_COMPANY, type AttachmentTruth, type MessageTruth, type NetworkTruth, type PersonTruth } from "./truth.ts";

const MESSAGE_COLUMNS = [
  "id", "replied_to_id", "parent_id", "thread_id", "conversation_id", "group_id", "group_name", "participants", "in_private_group",
  "in_private_conversation", "sender_id", "sender_type", "sender_name", "sender_email", "body", "delegate_id", "api_url", "attachments",
  "deleted_by_id", "deleted_by_type", "created_at", "deleted_at", "title", "html_body", "message_type", "gdpr_delete_url",
] as const; // prettier-ignore

function messageCells(message: MessageTruth, truth: NetworkTruth, names: Names, format: CellFormat): readonly string[] {
  const group = message.groupId === null ? undefined : names.groups.get(message.groupId);
  const sender = names.people.get(message.authorId);
  return [
    message.id,
    message.replyToId ?? "",
    message.replyToId ?? "",
    message.threadId,
    message.isPrivate ? message.threadId : "",
    group?.id ?? "",
    group?.name ?? "",
    message.participants.map((id) => `user:${id}`).join(","),
    String(group?.privacy === "private"),
    String(message.isPrivate),
    message.authorId,
    "User",
    sender?.name ?? "",
    sender?.email ?? "",
    message.body,
    message.delegateId ?? "",
    `${API}/messages/${message.id}`,
    attachmentsCell(message),
    message.deletedById ?? "",
    message.deletedById === null ? "" : "User",
    format.date(message.createdAt),
    format.date(message.deletedAt),
    message.title ?? "",
    message.htmlBody ?? "",
    message.kind === "system" ? "system" : "normal",
    `https://www.yammer.com/${truth.network.permalink}/#/Threads/show?threadId=${message.threadId}`,
  ];
}

/** A list separated by comma and blank. Polls and praise are modules: only their id is there. */
export function attachmentsCell(message: MessageTruth): string {
  if (message.attachments.length === 0 && message.poll === null && message.praise === null) return "";
  const items = message.attachments.map(attachmentItem);
  if (message.poll !== null) items.push(`ymodule:${message.poll.id}`);
  if (message.praise !== null) items.push(`ymodule:${message.praise.id}`);
  return items.join(", ");
}

function attachmentItem(attachment: AttachmentTruth): string {
  const { ref, url, title, description } = attachment;
  if (attachment.kind === "page") return `page:${ref}`;
  if (attachment.kind !== "link" && attachment.kind !== "message") return `uploadedfile:${ref}`;
  if (url === null) return `opengraphobject:${ref}`;
  if (attachment.cardForm !== "full") return `opengraphobject:[${ref} : ${url}]`;
  return `opengraphobject:[${ref} : ${url} : title="${title ?? ""}" : description="${description ?? ""}"]`;
}

export function messageTable<View>(
  name: string,
  messages: (view: View) => Iterable<MessageTruth>,
  truth: (view: View) => NetworkTruth,
): Table<View> {
  return {
    name,
    columns: MESSAGE_COLUMNS,
    older: MESSAGE_COLUMNS.filter((column) => !NEW_IN_2022.has(column)),
    *rows(view, format) {
      const names = lookUp(truth(view));
      for (const message of messages(view)) yield messageCells(message, truth(view), names, format);
    },
  };
}

/** The header of this file is public nowhere; these names are ours. */
export const VERSIONS: Table<ExportView> = {
  name: "MessageVersions.csv",
  columns: ["id", "message_id", "thread_id", "version", "body", "html_body", "modified_by_id", "modified_at"],
  *rows({ messages }, { date }) {
    for (const message of messages) {
      for (const version of message.versions) {
        const id = `${message.id}-${String(version.number)}`;
        yield [
          id,
          message.id,
          message.threadId,
          String(version.number),
          version.body,
          version.htmlBody ?? "",
          version.editedById,
          date(version.editedAt),
        ];
      }
    }
  },
};

/** Threads with people from elsewhere. Only column D is documented. */
export const OUTBOUND: Table<ExportView> = {
  name: "MessageThreadsOutbound.csv",
  columns: ["thread_id", "group_id", "api_url", "external_participants"],
  // Thread by thread, so that nothing piles up however large the network is.
  *rows({ truth, rowOf }) {
    const { people } = lookUp(truth);
    for (const { thread, messages } of truth.bundles) {
      const guests = new Set<PersonTruth>();
      for (const message of messages) {
        const author = people.get(message.authorId);
        if (author?.isGuest === true && rowOf(message) !== undefined) guests.add(author);
      }
      if (guests.size === 0) continue;
      const participants = [...guests].map((guest) => `${guest.name} <${guest.email}> (network 7700123)`).join(", ");
      const groupId = thread.groupId === ALL_COMPANY ? "" : (thread.groupId ?? "");
      yield [thread.id, groupId, `${API}/messages/in_thread/${thread.id}`, participants];
    }
  },
};
