import { z } from "zod";

/** Options of the adapter, as they stand in the configuration. */
export const options = z.strictObject({
  kind: z.literal("yammer-export"),
  inputs: z.array(z.string().min(1)).min(1),
  members: z.string().min(1).optional(),
  network: z.string().min(1).optional(),
});
export type Options = z.infer<typeof options>;

/**
 * Columns of one CSV. Names and meaning: reference on the export format, sections 6 and 9; read by name, never by position, because columns
 * were inserted in the middle. Several names of one column are alternatives, most trusted first.
 */
export interface Format {
  readonly csv: string;
  /** Without one of these nothing can be read. Each is a list of alternatives. */
  readonly required: readonly (readonly string[])[];
  /** Columns that become fields. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** Columns without a field that hold no text: kept beside the record when they are not empty, in every scope. */
  readonly aside: readonly string[];
  /** Columns that say what other columns say, or what must not be kept. */
  readonly dropped: readonly string[];
}

export const messages = {
  csv: "Messages.csv",
  required: [["id"], ["thread_id"], ["group_id"], ["in_private_conversation"], ["sender_id"], ["body"], ["created_at"]],
  fields: {
    id: ["id"],
    repliedTo: ["replied_to_id"],
    parent: ["parent_id"],
    thread: ["thread_id"],
    conversation: ["conversation_id"],
    group: ["group_id"],
    groupName: ["group_name"],
    participants: ["participants"],
    inPrivateGroup: ["in_private_group"],
    inPrivateConversation: ["in_private_conversation"],
    sender: ["sender_id"],
    senderType: ["sender_type"],
    senderName: ["sender_name"],
    senderEmail: ["sender_email"],
    body: ["body"],
    apiUrl: ["api_url"],
    attachments: ["attachments"],
    deletedBy: ["deleted_by_id"],
    createdAt: ["created_at"],
    deletedAt: ["deleted_at"],
    title: ["title"],
    html: ["html_body"],
    type: ["message_type"],
  },
  aside: ["delegate_id", "deleted_by_id", "deleted_by_type", "closed"],
  dropped: ["gdpr_delete_url"],
} as const satisfies Format;

export const users = {
  csv: "Users.csv",
  required: [["id"], ["name"], ["email"]],
  fields: {
    id: ["id"],
    name: ["name"],
    email: ["email"],
    jobTitle: ["job_title"],
    location: ["location"],
    department: ["department"],
    apiUrl: ["api_url"],
    joinedAt: ["joined_at"],
    deletedAt: ["deleted_at"],
    suspendedAt: ["suspended_at"],
    state: ["state"],
    directoryId: ["office_user_id"],
  },
  aside: ["deleted_by_id", "deleted_by_type", "deleted_at", "suspended_by_id", "suspended_by_type", "suspended_at", "guid"],
  dropped: ["user_cover_image_url"],
} as const satisfies Format;

export const groups = {
  csv: "Groups.csv",
  required: [["id"], ["name"]],
  fields: {
    id: ["id"],
    name: ["name"],
    description: ["description"],
    private: ["private", "in_private_group", "is_private"],
    createdAt: ["created_at"],
    updatedAt: ["updated_at"],
    creator: ["creator_id", "created_by_id", "creator_user_id", "created_by"],
    external: ["external", "is_external"],
    deleted: ["deleted", "is_deleted"],
    apiUrl: ["api_url"],
  },
  aside: [],
  dropped: ["web_url"],
} as const satisfies Format;

export const topics = {
  csv: "Topics.csv",
  required: [["id"], ["name"]],
  fields: {
    id: ["id"],
    name: ["name"],
    creator: ["created_by_id", "creator_id", "created_by"],
    createdAt: ["created_at"],
    apiUrl: ["api_url"],
  },
  aside: [],
  dropped: [],
} as const satisfies Format;

export const networks = {
  csv: "Networks.csv",
  required: [["id"]],
  fields: { id: ["id"], name: ["name"], permalink: ["permalink"] },
  aside: ["url", "web_url", "created_at", "moderated", "is_moderated", "has_usage_policy", "users"],
  dropped: [],
} as const satisfies Format;

export const admins = {
  csv: "Admins.csv",
  required: [["id"]],
  fields: { id: ["id"], name: ["name"], email: ["email"] },
  aside: ["type", "admin_type"],
  dropped: ["api_url"],
} as const satisfies Format;

export const files = {
  csv: "Files.csv",
  required: [["id"], ["file_id"], ["name"]],
  fields: {
    id: ["id"],
    file: ["file_id"],
    name: ["name"],
    description: ["description"],
    uploader: ["uploader_id"],
    uploaderType: ["uploader_type"],
    group: ["group_id"],
    groupName: ["group_name"],
    inPrivateGroup: ["in_private_group"],
    inPrivateConversation: ["in_private_conversation"],
    apiUrl: ["file_api_url"],
    url: ["download_url"],
    path: ["path"],
    uploadedAt: ["uploaded_at"],
    deletedAt: ["deleted_at"],
    // The one name is Microsoft's text, the other a loader's table.
    storage: ["storage_type", "storage_path"],
  },
  aside: ["reverted_to_id", "deleted_by_user_id", "original_network"],
  dropped: [],
} as const satisfies Format;

export const pages = {
  csv: "Pages.csv",
  required: [["id"], ["page_id"]],
  fields: {
    id: ["id"],
    file: ["page_id"],
    name: ["name"],
    description: [],
    uploader: ["published_by_user_id", "creator_user_id"],
    uploaderType: [],
    group: ["group_id"],
    groupName: ["group_name"],
    inPrivateGroup: ["in_private_group"],
    inPrivateConversation: ["in_private_conversation"],
    apiUrl: ["page_api_url"],
    url: ["download_url"],
    path: ["path"],
    uploadedAt: ["published_at"],
    deletedAt: ["deleted_at"],
    storage: ["storage_type", "storage_path"],
  },
  aside: ["creator_user_id", "collaborator_user_ids", "reverted_to_id", "deleted_by_id", "deleted_by_type"],
  dropped: [],
} as const satisfies Format;

export const likes = {
  csv: "LikedMessages.csv",
  required: [["id"]],
  fields: {
    id: ["id"],
    group: ["group_id"],
    groupName: ["group_name"],
    inPrivateConversation: ["in_private_conversation"],
    apiUrl: ["api_url"],
  },
  aside: [],
  // Whole rows of other people's messages; only that this person liked them is ours to read.
  dropped: ["*"],
} as const satisfies Format;

export const bestReplies = {
  csv: "BestReplyMessages.csv",
  required: [["id"]],
  fields: { id: ["id"] },
  aside: [],
  dropped: ["*"],
} as const satisfies Format;

export const versions = {
  csv: "MessageVersions.csv",
  required: [["message_id", "id"]],
  fields: {
    message: ["message_id"],
    id: ["version_id", "id"],
    body: ["body"],
    html: ["html_body"],
    createdAt: ["modified_at", "updated_at", "edited_at", "created_at"],
    inPrivateConversation: ["in_private_conversation"],
    group: ["group_id"],
    groupName: ["group_name"],
  },
  aside: ["thread_id", "modified_by_id", "edited_by_id", "version"],
  dropped: ["api_url", "gdpr_delete_url", "sender_name", "sender_email", "participants"],
} as const satisfies Format;

/** Who takes part from outside is told by name and address: only that somebody does is kept. */
export const externalThreads = {
  csv: "MessageThreadsOutbound.csv",
  required: [["thread_id", "id"]],
  fields: { thread: ["thread_id", "id"] },
  aside: [],
  dropped: ["*"],
} as const satisfies Format;

export const unknownCsv = { csv: "", required: [], fields: {}, aside: [], dropped: ["*"] } as const satisfies Format;

/** Where the columns of a format stand in one file. */
export interface Layout<F extends Format = Format> {
  /** Index of each field's column, -1 where the file has none. */
  readonly at: Readonly<Record<keyof F["fields"], number>>;
  readonly width: number;
  readonly names: readonly string[];
  /** Columns to keep beside the record. `hasText`: not known to be free of text, so not for a metadata scope. */
  readonly aside: readonly { readonly name: string; readonly index: number; readonly hasText: boolean }[];
  /** Columns nobody has told us of. */
  readonly unknown: readonly string[];
  readonly missing: readonly string[];
}

export function layoutOf<F extends Format>(format: F, names: readonly string[]): Layout<F> {
  const lower = names.map((name) => name.toLowerCase());
  const find = (alternatives: readonly string[]): number =>
    lower.findIndex((name) => name === alternatives.find((wanted) => lower.includes(wanted)));
  const at = Object.fromEntries(Object.entries<readonly string[]>(format.fields).map(([field, columns]) => [field, find(columns)]));
  const used = new Set(Object.values(at));
  const aside = [];
  const unknown = [];
  const dropped: readonly string[] = format.dropped;
  const safe: readonly string[] = format.aside;
  for (const [index, name] of lower.entries()) {
    if (safe.includes(name)) aside.push({ name, index, hasText: false });
    else if (!used.has(index) && !dropped.includes(name) && !dropped.includes("*") && name !== "") {
      unknown.push(names[index] ?? name);
      aside.push({ name, index, hasText: true });
    }
  }
  const missing = format.required.filter((alternatives) => find(alternatives) < 0).map((alternatives) => alternatives.join(" or "));
  // One number a field, by the loop above; the compiler cannot see that through Object.fromEntries.
  return { at: at as Record<keyof F["fields"], number>, width: names.length, names, aside, unknown, missing };
}

/** Names of the file that a person may have meant by the missing one: a letter or two apart, or one within the other. */
export function nearNames(missing: string, names: readonly string[]): string[] {
  const wanted = plain(missing);
  return names.filter((name) => {
    const given = plain(name);
    return given !== "" && (given === wanted || given.includes(wanted) || wanted.includes(given) || distance(given, wanted) <= 2);
  });
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let above = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(change, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    above = row;
  }
  return above[b.length] ?? 3;
}
