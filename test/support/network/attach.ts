import { LINKS_EN } from "../content/phrases-en.ts";
import { makePdf } from "../content/pdf.ts";
import { smallPng } from "../content/png.ts";
import type { AttachmentTruth, FileTruth, FileVersionTruth, PageTruth } from "./truth.ts";
import type { Draft, ThreadDraft, World } from "./world.ts";

const HOUR_MS = 3_600_000;

interface Format {
  readonly extension: string;
  readonly kind: FileTruth["kind"];
  readonly bytes: (name: string, n: number) => Uint8Array;
}

const FORMATS: readonly Format[] = [
  { extension: "png", kind: "image", bytes: (_, n) => smallPng(n) },
  {
    extension: "pdf",
    kind: "file",
    bytes: (name, n) => makePdf({ title: name, lines: [`Handout number ${String(n)}.`, "", "- one page", "- no appendix"] }),
  },
  { extension: "csv", kind: "file", bytes: (_, n) => Buffer.from(`month,answers\n2023-01,${String(n % 90)}\n2023-02,${String(n % 77)}\n`) },
  { extension: "md", kind: "file", bytes: (name) => Buffer.from(`# ${name}\n\nNotes from the session. Nothing here is final.\n`) },
  { extension: "txt", kind: "file", bytes: (name, n) => Buffer.from(`${name}\n${"=".repeat(name.length)}\nList ${String(n)}\n`) },
];
const VIDEO: Format = {
  extension: "mp4",
  kind: "video",
  // An empty MPEG-4 container: the right first bytes, nothing to watch.
  bytes: () =>
    Buffer.concat([
      Buffer.from([0, 0, 0, 24]),
      Buffer.from("ftypisom\0\0\x02\0isomiso2", "latin1"),
      Buffer.from([0, 0, 0, 8]),
      Buffer.from("mdat", "latin1"),
    ]),
};
const FILE_STEMS = [
  "Workshop notes",
  "Feedback template",
  "Survey results",
  "Team photo",
  "Leadership model",
  "Übersicht 2023",
  "Compte rendu réunion",
  "議事録",
  "Q3 plan (final, really)",
  "1on1-agenda",
] as const;

export interface FileShape {
  readonly versions?: number;
  readonly isVideo?: boolean;
  readonly hasNoExtension?: boolean;
  readonly storage?: FileTruth["storage"];
  readonly deleted?: boolean;
}

const PLAIN_ATTACHMENT = { name: null, url: null, title: null, description: null, cardForm: "full" } as const;

/** Adds an uploaded file to a message: the record, its versions, and the attachment that points at them. */
export function attachFile(world: World, thread: ThreadDraft, slot: number, shape: FileShape = {}): void {
  const message = messageAt(thread, slot);
  const place = message.attachments.length;
  const format = shape.isVideo === true ? VIDEO : thread.random.pick(FORMATS);
  const stem = thread.random.pick(FILE_STEMS);
  const name = shape.hasNoExtension === true ? stem : `${stem}.${format.extension}`;
  const extension = shape.hasNoExtension === true ? "" : `.${format.extension}`;
  const versions: FileVersionTruth[] = [];
  for (let n = 0; n < (shape.versions ?? 1); n++) {
    const id = world.ids.part(thread.index, slot, 4 + (place % 3) * 4 + n);
    const number = thread.index + n;
    const uploadedAt = laterBy(world, message.createdAt, n * 27 * HOUR_MS);
    const revertedToId = n === 2 ? (versions[0]?.id ?? null) : null;
    versions.push({
      id,
      name,
      path: `files/${id}${extension}`,
      uploaderId: message.authorId,
      uploadedAt,
      revertedToId,
      bytes: () => format.bytes(name, number),
    });
  }
  const isDeleted = shape.deleted === true;
  const file: FileTruth = {
    id: world.ids.part(thread.index, slot, place % 3),
    kind: format.kind,
    description: thread.random.chance(0.2) ? "Uploaded after the session" : "",
    groupId: message.groupId,
    isPrivate: message.isPrivate,
    deletedAt: isDeleted ? laterBy(world, message.createdAt, 50 * HOUR_MS) : null,
    deletedById: isDeleted ? message.authorId : null,
    storage: shape.storage ?? "YAMMER",
    versions,
  };
  thread.files.push(file);
  message.attachments = [...message.attachments, { ...PLAIN_ATTACHMENT, kind: file.kind, ref: file.id, name }];
}

export function attachLink(
  world: World,
  thread: ThreadDraft,
  slot: number,
  cardForm: AttachmentTruth["cardForm"],
  card = thread.random.pick(LINKS_EN),
): void {
  const message = messageAt(thread, slot);
  const knows = {
    url: cardForm === "id" ? null : card.url,
    title: cardForm === "full" ? card.title : null,
    description: cardForm === "full" ? card.description : null,
  };
  message.attachments = [
    ...message.attachments,
    { kind: "link", ref: world.ids.part(thread.index, slot, 3), name: null, ...knows, cardForm },
  ];
}

/** A Note: a page several people write together. */
export function attachPage(world: World, thread: ThreadDraft, slot: number, versionCount: number): void {
  const message = messageAt(thread, slot);
  const helper = thread.messages.at(-1)?.authorId ?? message.authorId;
  const versions: PageTruth["versions"][number][] = [];
  for (let n = 0; n < versionCount; n++) {
    const id = world.ids.part(thread.index, slot, 12 + n);
    const html = `<html><body><h1>Shared agenda</h1><p>Version ${String(n + 1)} of the page, written together.</p><ul><li>Round of news</li><li>One hard case</li></ul></body></html>`;
    versions.push({
      id,
      path: `pages/${id}.html`,
      publishedById: n % 2 === 0 ? message.authorId : helper,
      publishedAt: laterBy(world, message.createdAt, n * 30 * HOUR_MS),
      html,
    });
  }
  const page: PageTruth = {
    id: world.ids.part(thread.index, slot, 15),
    name: "Shared agenda",
    groupId: message.groupId,
    isPrivate: message.isPrivate,
    creatorId: message.authorId,
    collaboratorIds: helper === message.authorId ? [] : [helper],
    deletedAt: null,
    deletedById: null,
    versions,
  };
  thread.pages.push(page);
  message.attachments = [...message.attachments, { ...PLAIN_ATTACHMENT, kind: "page", ref: page.id, name: page.name }];
}

export function messageAt(thread: ThreadDraft, slot: number): Draft {
  const message = thread.messages[slot];
  if (message === undefined) throw new Error(`thread ${String(thread.index)} has no message ${String(slot)}`);
  return message;
}

/** Some time later, but never past the end of the network's time. */
export function laterBy(world: World, time: string, ms: number): string {
  return new Date(Math.min(Date.parse(time) + ms, world.calendar.untilMs - 1000)).toISOString();
}
