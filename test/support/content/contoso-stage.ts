import type { IdMaker } from "../network/ids.ts";
import { mixSeed } from "../network/random.ts";
import type {
  AttachmentTruth,
  FileTruth,
  MessageKind,
  MessageTruth,
  PageTruth,
  ReactionKind,
  ReactionTruth,
  ThreadBundle,
} from "../network/truth.ts";
import { formatBody, writeBody } from "./contoso-body.ts";
import { CONTOSO_SEED, type CastMember } from "./contoso-cast.ts";
import { FILE_SEEDS, LINK_SEEDS, PAGE_SEEDS } from "./contoso-files.ts";
import type { ScriptMessage } from "./contoso-script.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const RICH_TEXT_SINCE = "2022-09-01";

export interface Stage {
  readonly cast: ReadonlyMap<string, CastMember>;
  readonly ids: IdMaker;
  readonly topicId: (name: string, by: string, at: string) => string;
}

export interface Play {
  readonly index: number;
  readonly groupId: string | null;
  readonly script: readonly ScriptMessage[];
}

interface Scene {
  readonly stage: Stage;
  readonly play: Play;
  readonly participants: readonly string[];
  readonly messages: MessageTruth[];
  readonly files: Map<string, FileTruth>;
  readonly pages: PageTruth[];
}

/** Plays a script: the thread as the network would hold it. */
export function stageThread(stage: Stage, play: Play): ThreadBundle {
  const [first] = play.script;
  if (first?.startMs == null) throw new Error("a thread starts with a date");
  const names = first.values.get("to")?.split(",") ?? [];
  const scene: Scene = { stage, play, participants: names.map((key) => castAt(stage, key).id), messages: [], files: new Map(), pages: [] };
  let ms = first.startMs;
  for (const [slot, line] of play.script.entries()) {
    ms = slot === 0 ? ms : intoOfficeHours(ms + line.delayMs);
    const jitter = 1000 + (mixSeed(CONTOSO_SEED, play.index, slot) % 55_000);
    scene.messages.push(speak(scene, line, slot, new Date(ms + jitter).toISOString()));
  }
  const starter = scene.messages[0];
  if (starter === undefined) throw new Error("an empty thread");
  const best = play.script.findIndex((line) => line.flags.has("best"));
  return {
    thread: {
      id: starter.id,
      groupId: play.groupId,
      kind: starter.kind,
      title: starter.title,
      isPrivate: play.groupId === null,
      isClosed: false,
      messageCount: scene.messages.length,
      bestReplyId: scene.messages[best]?.id ?? null,
      oddity: null,
    },
    messages: scene.messages,
    files: [...scene.files.values()].filter((file) => file.versions.length > 0),
    pages: scene.pages,
  };
}

/** Answers that would fall into the night or the weekend wait for the next working morning. */
function intoOfficeHours(ms: number): number {
  const hour = Math.floor((ms % DAY_MS) / HOUR_MS);
  const moved = hour >= 20 ? ms + 12 * HOUR_MS : hour < 5 ? ms + 5 * HOUR_MS : ms;
  const weekday = new Date(moved).getUTCDay();
  return weekday === 6 ? moved + 2 * DAY_MS : weekday === 0 ? moved + DAY_MS : moved;
}

function castAt(stage: Stage, key: string) {
  const member = stage.cast.get(key);
  if (member === undefined) throw new Error(`nobody in the demo network is called ${key}`);
  return member.person;
}

function speak(scene: Scene, line: ScriptMessage, slot: number, at: string): MessageTruth {
  const { stage, play } = scene;
  const author = castAt(stage, line.author);
  const left = author.deletedAt ?? author.suspendedAt;
  if (author.joinedAt === null || author.joinedAt > at || (left !== null && left < at))
    throw new Error(`${line.author} was not there at ${at}`);
  const isRedacted = line.flags.has("redacted");
  const written = isRedacted
    ? { body: "[redacted]", mentions: [], topics: [] }
    : writeBody(line.body, stage.cast, (name) => stage.topicId(name, author.id, at));
  const isRich =
    !isRedacted && written.body !== "" && at > RICH_TEXT_SINCE && (line.title !== null || mixSeed(play.index, slot, 8) % 3 === 0);
  const id = stage.ids.message(play.index, slot, Date.parse(at));
  const isDeleted = line.flags.has("deleted");
  const attachments = attach(scene, line, { slot, at, authorId: author.id });
  return {
    id,
    threadId: scene.messages[0]?.id ?? id,
    replyToId: line.answers === "nothing" ? null : ((line.answers === "starter" ? scene.messages[0] : scene.messages.at(-1))?.id ?? null),
    groupId: play.groupId,
    authorId: author.id,
    createdAt: at,
    kind: kindOf(line),
    title: line.title,
    ...written,
    htmlBody: isRich ? formatBody(written.body) : null,
    isDeleted,
    deletedAt: isDeleted ? later(at, 26) : null,
    deletedById: isDeleted ? author.id : null,
    isRedacted,
    isPrivate: play.groupId === null,
    participants: scene.participants,
    attachments,
    reactions: play.groupId === null ? [] : react(scene, line, { slot, at, authorId: author.id }),
    versions:
      line.earlierBody === null
        ? []
        : [{ number: 1, body: line.earlierBody, htmlBody: null, editedAt: later(at, 0.2), editedById: author.id }],
    delegateId: null,
    poll: line.options.length === 0 ? null : { id: stage.ids.part(play.index, slot, 10), options: line.options },
    praise: praiseOf(scene, line, slot),
    inExport: !line.flags.has("lost"),
  };
}

function kindOf(line: ScriptMessage): MessageKind {
  if (line.options.length > 0) return "poll";
  if (line.values.has("praise")) return "praise";
  for (const kind of ["announcement", "question", "system"] as const) if (line.flags.has(kind)) return kind;
  return "discussion";
}

function praiseOf(scene: Scene, line: ScriptMessage, slot: number): MessageTruth["praise"] {
  const praised = line.values.get("praise");
  if (praised === undefined) return null;
  return { id: scene.stage.ids.part(scene.play.index, slot, 11), icon: "star", personIds: [castAt(scene.stage, praised).id] };
}

function later(at: string, hours: number): string {
  return new Date(Date.parse(at) + hours * HOUR_MS).toISOString();
}

interface Moment {
  readonly slot: number;
  readonly at: string;
  readonly authorId: string;
}

const REACTION_KINDS: readonly ReactionKind[] = ["like", "love", "laugh", "celebrate", "thank", "sad"];

/** As many reactions as the script says, from colleagues who were there, in an order of the message's own. */
function react(scene: Scene, line: ScriptMessage, moment: Moment): ReactionTruth[] {
  const seed = (n: number) => mixSeed(scene.play.index, moment.slot, n, 99);
  const present = [...scene.stage.cast.values()].flatMap(({ person }, n) => {
    const isHere = person.joinedAt !== null && person.joinedAt < moment.at && (person.deletedAt ?? person.suspendedAt ?? "9") > moment.at;
    return isHere && !person.isBot && person.inUsersCsv && person.id !== moment.authorId ? [{ id: person.id, order: seed(n) }] : [];
  });
  present.sort((a, b) => a.order - b.order);
  const kinds = REACTION_KINDS.flatMap((kind) => Array.from({ length: Number(line.values.get(kind) ?? 0) }, () => kind));
  return kinds.slice(0, present.length).map((kind, n) => ({ personId: present[n]?.id ?? "", kind }));
}

const BARE = { name: null, url: null, title: null, description: null, cardForm: "full" } as const;

function attach(scene: Scene, line: ScriptMessage, moment: Moment): AttachmentTruth[] {
  const attachments: AttachmentTruth[] = [];
  const { ids } = scene.stage;
  for (const word of ["file", "image"]) {
    const key = line.values.get(word);
    if (key !== undefined) attachments.push(upload(scene, key, moment, attachments.length));
  }
  const link = line.values.get("link");
  if (link !== undefined) {
    const card = seedOf(LINK_SEEDS, link);
    const isFull = card.form === "full";
    const known = {
      url: card.form === "id" ? null : card.url,
      title: isFull ? card.title : null,
      description: isFull ? card.description : null,
    };
    attachments.push({ ...BARE, ...known, kind: "link", ref: ids.part(scene.play.index, moment.slot, 3), cardForm: card.form });
  }
  const page = line.values.get("page");
  if (page !== undefined) attachments.push(publish(scene, page, moment));
  return attachments;
}

function seedOf<T>(seeds: Readonly<Record<string, T>>, key: string): T {
  const seed = seeds[key];
  if (seed === undefined) throw new Error(`the demo network has no ${key}`);
  return seed;
}

/** The second upload of the same key in a thread is the next version of the same file. */
function upload(scene: Scene, key: string, moment: Moment, place: number): AttachmentTruth {
  const { stage, play } = scene;
  const seed = seedOf(FILE_SEEDS, key);
  const known = scene.files.get(key);
  const n = known?.versions.length ?? 0;
  const bytes = seed.versions[n];
  if (bytes === undefined) throw new Error(`${key} has no version ${String(n + 1)}`);
  const extension = /\.\w+$/.exec(seed.name)?.[0] ?? "";
  const id = stage.ids.part(play.index, moment.slot, 4 + place);
  const version = {
    id,
    name: seed.name,
    path: `files/${id}${extension}`,
    uploaderId: moment.authorId,
    uploadedAt: moment.at,
    revertedToId: null,
    bytes,
  };
  const file: FileTruth = {
    id: known?.id ?? stage.ids.part(play.index, moment.slot, place),
    kind: seed.kind,
    description: seed.description ?? "",
    groupId: play.groupId,
    isPrivate: play.groupId === null,
    deletedAt: null,
    deletedById: null,
    storage: seed.storage ?? "YAMMER",
    versions: seed.missing === true ? [] : [...(known?.versions ?? []), version],
  };
  scene.files.set(key, file);
  return { ...BARE, kind: file.kind, ref: file.id, name: seed.name };
}

function publish(scene: Scene, key: string, moment: Moment): AttachmentTruth {
  const { stage, play } = scene;
  const seed = seedOf(PAGE_SEEDS, key);
  const versions = seed.versions.map((html, n) => {
    const id = stage.ids.part(play.index, moment.slot, 12 + n);
    return { id, path: `pages/${id}.html`, publishedById: moment.authorId, publishedAt: later(moment.at, n * 20 - 21), html };
  });
  const id = stage.ids.part(play.index, moment.slot, 15);
  scene.pages.push({
    id,
    name: seed.name,
    groupId: play.groupId,
    isPrivate: play.groupId === null,
    creatorId: moment.authorId,
    collaboratorIds: [castAt(stage, "tom").id],
    deletedAt: null,
    deletedById: null,
    versions,
  });
  return { ...BARE, kind: "page", ref: id, name: seed.name };
}
