import { HOSTILE_BODIES, longBody } from "../content/hostile.ts";
import type { Language } from "../content/names.ts";
import { attachFile, attachLink, attachPage, laterBy, messageAt } from "./attach.ts";
import type { Oddity } from "./oddity-names.ts";
import { htmlOf, replyText } from "./text.ts";
import type { Draft, ThreadDraft, World } from "./world.ts";

const HOUR_MS = 3_600_000;
const LANGUAGES: readonly Language[] = ["en", "de", "fr", "ar", "ja", "es"];
const TRAP_CARD = {
  url: "https://wiki.example.com/a,b:[draft]/page?x=[1],opengraphobject:[2]#top",
  title: 'He said: "lead, don\'t push", then left',
  description: "First line, with commas\nsecond line: uploadedfile:12, page:3]",
} as const;

export function applyOddity(world: World, thread: ThreadDraft, oddity: Oddity): void {
  APPLY[oddity](thread, world);
}

/** Every oddity changes the plain thread it is given; none needs to know of the others. */
const APPLY: Record<Oddity, (thread: ThreadDraft, world: World) => void> = {
  "deleted-starter-live-replies": (thread, world) => {
    remove(world, messageAt(thread, 0), 5);
  },
  "redacted-starter": (thread) => {
    redact(messageAt(thread, 0));
  },
  "lost-starter": (thread) => void (messageAt(thread, 0).inExport = false),
  "lost-parent": loseParent,
  "deleted-reply": (thread, world) => {
    remove(world, messageAt(thread, 2), 2);
  },
  "redacted-reply": (thread) => {
    redact(messageAt(thread, 1));
  },
  "deleted-thread": (thread, world) => {
    for (const message of thread.messages) remove(world, message, 40);
  },
  "deleted-late": (thread, world) => {
    remove(world, last(thread), 24 * 45);
  },
  "unknown-sender": (thread, world) => {
    speakAs(world, last(thread), (person) => !person.inUsersCsv && person.name !== "");
  },
  "nameless-sender": (thread, world) => {
    speakAs(world, last(thread), (person) => person.name === "");
  },
  "unknown-mention": (thread) => {
    mention(last(thread), "999000111", "[[user:999000111]], ");
  },
  "file-not-in-files-csv": (thread, world) => {
    attachFile(world, thread, 0);
    thread.files.pop();
  },
  "link-only": (thread, world) => {
    rewrite(messageAt(thread, 0), "");
    attachLink(world, thread, 0, "full");
  },
  "card-id-only": (thread, world) => {
    attachLink(world, thread, 0, "id");
  },
  "card-id-and-url": (thread, world) => {
    attachLink(world, thread, 0, "url");
  },
  "card-with-traps": (thread, world) => {
    attachLink(world, thread, 0, "full", TRAP_CARD);
    attachFile(world, thread, 0);
  },
  "old-mention": (thread, world) => {
    oldMention(world, thread);
  },
  "cc-line": (thread, world) => {
    ccLine(world, thread);
  },
  "unresolved-tag": (thread) => {
    append(last(thread), " [Tag::n/a]leadership");
  },
  "eaten-entity": (thread) => {
    append(last(thread), " It&[Tag::n/a]39;s what we agreed, isn&[Tag::n/a]39;t it?");
  },
  entities: (thread) => {
    append(last(thread), " Q&amp;A at 3 &gt; 2 &#8220;sharp&#8221;&nbsp;&hellip;");
  },
  "control-characters": (thread) => {
    append(last(thread), "\n\tfirst point\u000B\tsecond point\u000Bthird");
  },
  "literal-backslash-n": (thread) => {
    append(last(thread), " Dear all,\\nsee below.\\n\\nRegards");
  },
  "hostile-bodies": (thread) => {
    for (const [slot, message] of thread.messages.entries()) rewrite(message, HOSTILE_BODIES[slot % HOSTILE_BODIES.length]?.body ?? "");
  },
  "long-body": (thread) => {
    rewrite(last(thread), longBody(12_500));
  },
  edited: (thread, world) => {
    edit(world, messageAt(thread, 0), 1);
  },
  "edited-twice": (thread, world) => {
    edit(world, last(thread), 2);
  },
  "file-versions": (thread, world) => {
    attachFile(world, thread, 0, { versions: 3 });
  },
  "deleted-file": (thread, world) => {
    attachFile(world, thread, 0, { deleted: true });
  },
  "sharepoint-file": (thread, world) => {
    attachFile(world, thread, 0, { storage: "SHAREPOINT" });
  },
  "file-without-extension": (thread, world) => {
    attachFile(world, thread, 0, { hasNoExtension: true });
  },
  page: (thread, world) => {
    attachPage(world, thread, 0, 1);
  },
  "page-versions": (thread, world) => {
    attachPage(world, thread, 0, 2);
  },
  "deep-nesting": (thread) => {
    for (const [slot, message] of thread.messages.entries()) message.replyToId = thread.messages[slot - 1]?.id ?? null;
  },
  "long-thread": () => undefined,
  delegate: (thread, world) => void (messageAt(thread, 0).delegateId = world.actors[1]?.person.id ?? null),
  "shared-message": shareMessage,
  video: (thread, world) => {
    attachFile(world, thread, 0, { isVideo: true });
  },
  "many-attachments": (thread, world) => {
    attachFile(world, thread, 0, { versions: 2 });
    attachFile(world, thread, 0);
    attachLink(world, thread, 0, "full");
  },
  closed: (thread) => void (thread.isClosed = true),
  "all-languages": (thread) => {
    for (const [slot, message] of thread.messages.entries())
      rewrite(message, replyText(LANGUAGES[slot % LANGUAGES.length] ?? "en", thread.random));
  },
  bot: (thread, world) => {
    speakAs(world, messageAt(thread, 0), (person) => person.isBot);
  },
};

function last(thread: ThreadDraft): Draft {
  return messageAt(thread, thread.messages.length - 1);
}

function remove(world: World, message: Draft, hours: number): void {
  message.isDeleted = true;
  message.deletedAt = laterBy(world, message.createdAt, hours * HOUR_MS);
  message.deletedById = message.authorId;
}

function redact(message: Draft): void {
  rewrite(message, "[redacted]");
  message.isRedacted = true;
  message.attachments = [];
  message.title = null;
}

/** A new text takes the old one's references with it. */
function rewrite(message: Draft, body: string): void {
  message.body = body;
  message.htmlBody = null;
  message.mentions = [];
  message.topics = [];
}

function append(message: Draft, text: string): void {
  message.body += text;
  message.htmlBody = null;
}

function mention(message: Draft, personId: string, prefix: string): void {
  message.body = prefix + message.body;
  message.htmlBody = null;
  if (!message.mentions.includes(personId)) message.mentions = [personId, ...message.mentions];
}

/** A message in the middle is gone, and somebody answered it. */
function loseParent(thread: ThreadDraft): void {
  const lost = messageAt(thread, 2);
  lost.inExport = false;
  messageAt(thread, 3).replyToId = lost.id;
}

function speakAs(world: World, message: Draft, matches: (person: World["actors"][number]["person"]) => boolean): void {
  const actor = world.actors.find((candidate) => matches(candidate.person));
  if (actor === undefined || message.isPrivate) return;
  message.authorId = actor.person.id;
}

function aliasOf(email: string): string {
  return email.split("@", 1)[0] ?? "";
}

function oldMention(world: World, thread: ThreadDraft): void {
  const first = world.actors[2]?.person;
  const second = world.actors[4]?.person;
  if (first !== undefined) mention(last(thread), first.id, `[User:${first.id}:${aliasOf(first.email)}] `);
  if (second !== undefined) mention(last(thread), second.id, `[User:${second.id}] `);
}

function ccLine(world: World, thread: ThreadDraft): void {
  const people = [world.actors[1], world.actors[3]].flatMap((actor) => (actor === undefined ? [] : [actor.person]));
  const message = last(thread);
  append(message, `\n\ncc: ${people.map((person) => `User:${person.id}:${aliasOf(person.email)}`).join(", ")}`);
  message.mentions = [...new Set([...message.mentions, ...people.map((person) => person.id)])];
}

function edit(world: World, message: Draft, times: number): void {
  const versions = [];
  for (let number = 1; number <= times; number++) {
    const editedAt = laterBy(world, message.createdAt, number * 20 * HOUR_MS);
    versions.push({
      number,
      body: `${message.body} (draft ${String(number)})`,
      htmlBody: message.htmlBody,
      editedAt,
      editedById: message.authorId,
    });
  }
  message.versions = versions;
  if (message.htmlBody === null && message.body !== "") message.htmlBody = htmlOf(message.body);
}

function shareMessage(thread: ThreadDraft, world: World): void {
  const ref = world.ids.message(Math.max(0, thread.index - 1), 0, Date.parse(messageAt(thread, 0).createdAt) - HOUR_MS);
  const url = `https://www.yammer.com/${world.permalink}/messages/${ref}`;
  const starter = messageAt(thread, 0);
  starter.attachments = [
    ...starter.attachments,
    { kind: "message", ref, name: null, url, title: null, description: null, cardForm: "url" },
  ];
}
