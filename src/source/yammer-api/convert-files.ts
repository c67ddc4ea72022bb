import type { AttachmentRef, FileRecord, Praise } from "../../model/conversation.ts";
import { toId, type Id } from "../../model/key.ts";
import { timeOf } from "./dates.ts";
import type { Place } from "./convert-people.ts";
import type { AttachmentPayload, MessagePayload } from "./schema.ts";

/** What hangs on a message. */
export interface Attached {
  readonly refs: readonly AttachmentRef[];
  readonly files: readonly FileRecord[];
  readonly praise: Praise | undefined;
  /** Types that nobody knows, as given. */
  readonly odd: readonly unknown[];
}

const UPLOADS: ReadonlySet<string> = new Set(["image", "file", "video", "uploaded_file"]);
const LINKS: ReadonlySet<string> = new Set(["ymodule", "opengraphobject", "open_graph_object"]);
const SHARED: ReadonlySet<string> = new Set(["message", "shared_message"]);

/** Source: reference, section 2.8. An upload's kind is `file`, as an export has it: its name tells whether it is an image. */
export function attachedTo(
  message: MessagePayload,
  place: Place,
  at: { readonly groupId: Id | null; readonly fileUrl: (url: string) => string | null },
): Attached {
  const refs = new Map<string, AttachmentRef>();
  const files: FileRecord[] = [];
  const odd: unknown[] = [];
  let praise: Praise | undefined;
  const isFull = place.scope.content === "full";
  const add = (ref: AttachmentRef): void => {
    if (!refs.has(`${ref.kind}:${ref.id}`)) refs.set(`${ref.kind}:${ref.id}`, isFull ? ref : { kind: ref.kind, id: ref.id });
  };
  for (const attachment of message.attachments) {
    const type = attachment.type ?? "";
    const id = idOf(attachment);
    if (type === "praise")
      praise = { icon: attachment.icon, comment: isFull ? attachment.comment : null, people: attachment.praised_user_ids };
    else if (id === null) odd.push(attachment);
    else if (LINKS.has(type)) add(linkOf(id, attachment));
    else if (SHARED.has(type)) add({ kind: "message", id, url: shownAddress(attachment.web_url), title: attachment.title });
    else if (type === "page") add({ kind: "page", id, name: attachment.name, url: shownAddress(attachment.web_url) });
    else if (UPLOADS.has(type) || attachment.real_type === "uploaded_file") {
      add({ kind: "file", id, name: attachment.name ?? attachment.original_name });
      files.push(fileOf(id, attachment, place, at));
    } else odd.push(attachment);
  }
  if (message.shared_message_id !== null) add({ kind: "message", id: message.shared_message_id });
  return { refs: [...refs.values()], files, praise, odd };
}

/** Files of 2011 have two ids; `y_id` is the one in their addresses. A card's `record_id` is the object's own, where it is told. */
function idOf(attachment: AttachmentPayload): Id | null {
  return attachment.y_id ?? attachment.record_id ?? attachment.id;
}

function linkOf(id: Id, attachment: AttachmentPayload): AttachmentRef {
  return {
    kind: "link",
    id,
    url: shownAddress(attachment.web_url),
    title: attachment.name ?? attachment.object_name,
    description: attachment.description,
  };
}

function fileOf(fileId: Id, attachment: AttachmentPayload, place: Place, at: Parameters<typeof attachedTo>[2]): FileRecord {
  const isFull = place.scope.content === "full";
  // Pictures of 2011 have no `download_url`, but the whole picture's address.
  const url = webAddress(attachment.download_url) ?? webAddress(attachment.image.url);
  return {
    kind: "file",
    type: "file",
    network: place.network,
    id: attachment.latest_version_id ?? versionIn(url) ?? fileId,
    fileId,
    name: isFull ? (attachment.name ?? attachment.original_name) : null,
    description: isFull ? attachment.description : null,
    uploaderId: attachment.last_uploaded_by_id ?? attachment.owner_id,
    groupId: at.groupId,
    uploadedAt: timeOf(attachment.last_uploaded_at) ?? timeOf(attachment.created_at),
    storage: attachment.storage_type,
    url: isFull && url !== null ? withoutTokens(url) : null,
    locator: isFull && url !== null ? at.fileUrl(url) : null,
    sizeBytes: attachment.size === 0 ? null : attachment.size,
    isPrivate: false,
  };
}

/** Of 2012 the address alone tells the version: by it an export's row of the same bytes is the same file. Source: wall-push-image-attachment.json. */
function versionIn(url: string | null): Id | undefined {
  const digits = /\/version\/(\d{1,19})\/download/.exec(url ?? "")?.[1];
  return digits === undefined ? undefined : toId(digits);
}

/** Anything else (`javascript:` and its kin) is never kept as an address. */
export function webAddress(url: string | null): string | null {
  return url !== null && /^https?:\/\/[^\s]/i.test(url) && URL.canParse(url) ? url : null;
}

function shownAddress(url: string | null): string | null {
  const address = webAddress(url);
  return address === null ? null : withoutTokens(address);
}

/** Old clients wrote the token into an address (reference, section 1.1); what is kept is shown to others. */
export function withoutTokens(address: string): string {
  return address.replace(/([?&#;](?:access_|auth_|oauth_|bearer_)?token=)[^&#;]+/gi, "$1…");
}
