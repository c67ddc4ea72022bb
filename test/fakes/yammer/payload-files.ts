import type { AttachmentTruth, FileTruth, MessageTruth } from "../../support/network/truth.ts";
import { num, restDate, type Payload, type World } from "./context.ts";
import { textsOf } from "./body.ts";
import type { LiveThread } from "./live.ts";

/** An address that no client may follow: the lie `privateAddresses`. */
const INSIDE = "http://169.254.169.254/latest/meta-data";

/** All attachments of a message as REST shows them (2.8). Polls are none, and Notes only where that is asked for. */
export function attachmentsOf(world: World, thread: LiveThread, message: MessageTruth): Payload[] {
  const payloads = message.attachments.flatMap((attachment) => attachmentOf(world, thread, message, attachment));
  return message.praise === null ? payloads : [...payloads, praisePayload(world, message)];
}

function attachmentOf(world: World, thread: LiveThread, message: MessageTruth, attachment: AttachmentTruth): Payload[] {
  switch (attachment.kind) {
    case "link":
      return [cardPayload(world, attachment)];
    case "message":
      return [sharedMessage(world, attachment)];
    case "page":
      return world.settings.behaviour.notes === "absent" ? [] : [notePayload(world, attachment)];
    default: {
      const file = thread.files.find(({ id }) => id === attachment.ref);
      return [filePayload(world, { attachment, file, message })];
    }
  }
}

export interface UploadedFile {
  readonly attachment: AttachmentTruth;
  /** Undefined: the record is gone, the message still names it. */
  readonly file: FileTruth | undefined;
  readonly message: MessageTruth;
}

/** Keys of `wall-push-image-attachment.json` and the newer ones of the table in 2.8. */
export function filePayload(world: World, { attachment, file, message }: UploadedFile): Payload {
  const id = attachment.ref;
  const version = file?.versions.at(-1);
  const name = version?.name ?? attachment.name ?? "";
  const at = restDate(version?.uploadedAt ?? message.createdAt);
  const url = `${world.origin()}/api/v1/uploaded_files/${id}`;
  const bytes = version?.bytes().length ?? 0;
  const size = world.dice(world.settings.lies.wrongSizes, "size", id) ? bytes + 17 : bytes;
  const isShared = file?.storage === "SHAREPOINT";
  const isInside = world.dice(world.settings.lies.privateAddresses, "address", id);
  return {
    id: num(id),
    y_id: num(id),
    type: attachment.kind,
    real_type: "uploaded_file",
    network_id: num(world.live.truth.network.id),
    group_id: message.groupId === null || message.groupId === "0" ? null : num(message.groupId),
    name,
    original_name: name,
    full_name: name.replace(/\.[^.]*$/, ""),
    description: file?.description ?? "",
    content_type: CONTENT_TYPES[extensionOf(name)] ?? "",
    content_class: attachment.kind === "image" ? "Image" : attachment.kind === "video" ? "Video" : "Document",
    size,
    created_at: at,
    last_uploaded_at: at,
    last_uploaded_by_id: num(version?.uploaderId ?? message.authorId),
    last_uploaded_by_type: "user",
    owner_id: num(message.authorId),
    owner_type: "user",
    official: false,
    privacy: message.isPrivate ? "private" : "public",
    latest_version_id: num(version?.id ?? id),
    status: "not_ams",
    storage_type: isShared ? "SHAREPOINT" : "AZURE",
    target_type: "GROUP",
    storage_state: null,
    sharepoint_id: isShared ? `01SP${id}` : null,
    sharepoint_web_url: isShared
      ? `https://${world.live.truth.network.name.toLowerCase()}.sharepoint.com/sites/group/${encodeURIComponent(name)}`
      : null,
    url,
    web_url: `https://www.yammer.com/${world.live.truth.network.permalink}/uploaded_files/${id}`,
    download_url: isInside ? `${INSIDE}/${id}` : `${url}/download`,
    preview_url: `${url}/preview`,
    large_preview_url: `${url}/preview?view=large`,
    thumbnail_url: `${url}/thumbnail`,
    overlay_url: `${url}/preview`,
    scaled_url: `${url}/scaled/{{width}}x{{height}}`,
    small_icon_url: "https://c64.assets-yammer.com/images/file_icons/types/picture_orange_39x50_icon.png",
    large_icon_url: "https://c64.assets-yammer.com/images/file_icons/types/picture_orange_79x102_icon.png",
    ...(attachment.kind === "image" ? { image: { url: `${url}/preview`, size, thumbnail_url: `${url}/thumbnail` } } : {}),
    transcoded: null,
    streaming_url: null,
    uuid: null,
    path: `${world.live.truth.network.id}/${id}/${name}`,
  };
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  png: "image/png; charset=binary",
  pdf: "application/pdf",
  csv: "text/csv",
  txt: "text/plain",
  mp4: "video/mp4",
};

export function extensionOf(name: string): string {
  return /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? "";
}

export function contentType(name: string): string {
  return CONTENT_TYPES[extensionOf(name)] ?? "application/octet-stream";
}

/** Keys of `yam-messages-in-thread.json`. */
function cardPayload(world: World, card: AttachmentTruth): Payload {
  return {
    id: num(card.ref),
    record_id: num(card.ref),
    fake_ogo_ymodule: false,
    type: "ymodule",
    network_id: num(world.live.truth.network.id),
    name: card.title ?? card.url ?? "",
    description: card.description,
    web_url: card.url,
    thumbnail_url: null,
    object_type: "page",
    object_name: card.title ?? "",
    host_url: null,
    inline_url: "blank.html",
    inline_html: `<div class="yj-open-graph-object ymodule-instance" data-ymodule-instance="${card.ref}"></div>\n`,
    ymodule: { web_app_id: "open_graph_object", app_id: "blank", icon_url: "blank.gif" },
  };
}

/** Made by hand from a client's types (2.8); no real sample was found. */
function praisePayload(world: World, message: MessageTruth): Payload {
  const { id = "0", icon = "", personIds = [] } = message.praise ?? {};
  const name = `Praised ${String(personIds.length)}`;
  return {
    type: "praise",
    id: num(id),
    network_id: num(world.live.truth.network.id),
    name,
    full_name: name,
    description: "",
    icon,
    comment: textsOf(world.live, message).plain,
    praised_user_ids: personIds.map(num),
    url: `${world.origin()}/api/v1/praises/${id}`,
    web_url: `https://www.yammer.com/${world.live.truth.network.permalink}/praises/${id}`,
  };
}

/** Made by hand from a client's types (2.8): here `liked_by` is a number. */
function sharedMessage(world: World, attachment: AttachmentTruth): Payload {
  const shared = world.live.message(BigInt(attachment.ref));
  const texts = shared === undefined || shared.message.isPrivate ? undefined : textsOf(world.live, shared.message);
  return {
    type: "message",
    id: num(attachment.ref),
    title: shared?.message.title ?? null,
    content_excerpt: texts?.plain.slice(0, 200) ?? "",
    body: texts === undefined ? { parsed: "", plain: "", rich: "" } : { parsed: texts.parsed, plain: texts.plain, rich: texts.rich },
    sender_id: shared === undefined ? null : num(shared.message.authorId),
    group_id: shared?.message.groupId == null || shared.message.groupId === "0" ? null : num(shared.message.groupId),
    created_at: shared === undefined ? null : restDate(shared.message.createdAt),
    liked_by: shared?.message.reactions.length ?? 0,
    url: `${world.origin()}/api/v1/messages/${attachment.ref}`,
    web_url: attachment.url,
  };
}

/** Nobody has shown one: a page of the converters' list (2.7) as an attachment. */
function notePayload(world: World, attachment: AttachmentTruth): Payload {
  const id = attachment.ref;
  const web = `https://www.yammer.com/${world.live.truth.network.permalink}/pages/${id}`;
  return { type: "page", id: num(id), name: attachment.name ?? "", full_name: attachment.name ?? "", description: null, web_url: web };
}
