import { PRAISE_EN, POLLS_EN } from "../content/phrases-en.ts";
import { attachFile, attachLink, messageAt } from "./attach.ts";
import { threadTimes } from "./calendar.ts";
import { MAX_THREAD } from "./ids.ts";
import { applyOddity } from "./oddities.ts";
import { MIN_SIZE } from "./oddity-names.ts";
import type { Actor } from "./people.ts";
import { makeRandom, mixSeed, type Random } from "./random.ts";
import { htmlOf, openingText, replyText } from "./text.ts";
import type { MessageKind, ReactionKind, ReactionTruth, ThreadBundle } from "./truth.ts";
import { choosePlace, naturalSize, oddityOf, pickActor, type Draft, type Place, type ThreadDraft, type World } from "./world.ts";

const LONGEST = 80;
const NONE: readonly never[] = [];

/** How many messages thread `index` has, known without making it. */
export function threadSize(world: Pick<World, "seed" | "oddities">, index: number): number {
  const oddity = oddityOf(world, index);
  const size = naturalSize(world.seed, index, LONGEST);
  return Math.min(MAX_THREAD, Math.max(size, oddity === null ? 1 : (MIN_SIZE[oddity] ?? 1)));
}

/** Thread number `index`: the same whenever and in whatever order it is made. */
export function makeBundle(world: World, index: number): ThreadBundle {
  const thread = startThread(world, index);
  for (let slot = 0; slot < thread.messages.length; slot++) furnish(world, thread, slot);
  // A thread cut short at the end of the network has no room for its oddity.
  const fits = thread.oddity !== null && thread.messages.length >= (MIN_SIZE[thread.oddity] ?? 1);
  if (thread.oddity !== null && fits) applyOddity(world, thread, thread.oddity);
  const starter = messageAt(thread, 0);
  return {
    thread: {
      id: starter.id,
      groupId: thread.place.groupId,
      kind: thread.kind,
      title: starter.title,
      isPrivate: thread.place.isPrivate,
      isClosed: thread.isClosed,
      messageCount: thread.messages.length,
      bestReplyId: thread.bestReplyId,
      oddity: fits ? thread.oddity : null,
    },
    messages: thread.messages,
    files: thread.files,
    pages: thread.pages,
  };
}

function startThread(world: World, index: number): ThreadDraft {
  const random = makeRandom(mixSeed(world.seed, index, 43));
  const startMs = world.calendar.moment((index + random.next()) / world.threadCount, random);
  const place = choosePlace(world, index, startMs, random);
  const oddity = oddityOf(world, index);
  const size = index === world.threadCount - 1 ? world.lastThreadSize : threadSize(world, index);
  const kind = oddity === null ? chooseKind(size, place, random) : "discussion";
  const times = threadTimes(startMs, size, world.calendar.untilMs, random);
  const messages = makeMessages(world, index, { place, kind, times, random });
  const best = kind === "question" && size > 2 && random.chance(0.4) ? messages[1 + random.below(size - 1)] : undefined;
  return { index, random, place, oddity, kind, messages, files: [], pages: [], isClosed: false, bestReplyId: best?.id ?? null };
}

function chooseKind(size: number, place: Place, random: Random): MessageKind {
  const dice = random.next();
  if (place.isPrivate) return "discussion";
  if (size === 1 && dice < 0.06) return "system";
  if (dice < 0.26) return "question";
  if (dice < 0.31) return "announcement";
  if (dice < 0.34) return "poll";
  if (dice < 0.37) return "praise";
  return "discussion";
}

interface Plot {
  readonly place: Place;
  readonly kind: MessageKind;
  readonly times: readonly number[];
  readonly random: Random;
}

function makeMessages(world: World, index: number, plot: Plot): Draft[] {
  const { place, kind, times, random } = plot;
  const voices = Math.max(2, Math.round(Math.sqrt(times.length) * 2.2));
  const cast: Actor[] = [];
  const messages: Draft[] = [];
  for (const [slot, ms] of times.entries()) {
    const actor = nextSpeaker(world, plot, cast, voices, ms);
    const opening = slot === 0 ? openingText(kind, languageOf(place, actor, random), random) : null;
    const starter = messages[0];
    messages.push({
      id: world.ids.message(index, slot, ms),
      threadId: starter === undefined ? world.ids.message(index, 0, ms) : starter.id,
      replyToId: starter === undefined ? null : answered(messages, random),
      groupId: place.groupId,
      authorId: actor.person.id,
      createdAt: new Date(ms).toISOString(),
      kind: slot === 0 ? kind : "discussion",
      title: opening?.title ?? null,
      body: opening?.body ?? replyText(languageOf(place, actor, random), random),
      htmlBody: null,
      isDeleted: false,
      deletedAt: null,
      deletedById: null,
      isRedacted: false,
      isPrivate: place.isPrivate,
      participants: NONE,
      mentions: NONE,
      topics: NONE,
      attachments: NONE,
      reactions: NONE,
      versions: NONE,
      delegateId: null,
      poll: null,
      praise: null,
      inExport: true,
    });
  }
  return messages;
}

/** A thread has a cast: the same few people come back, and now and then somebody new walks in. */
function nextSpeaker(world: World, plot: Plot, cast: Actor[], voices: number, ms: number): Actor {
  if (cast.length > 1 && (cast.length >= voices || plot.random.chance(0.45))) {
    const known = plot.random.pick(cast);
    if (known.fromMs <= ms && ms <= known.toMs) return known;
  }
  const actor = pickActor(world, plot.place.crowd, ms, plot.random);
  if (!cast.includes(actor)) cast.push(actor);
  return actor;
}

/** Mostly the starter is answered, sometimes the message before, seldom one in between. */
function answered(messages: readonly Draft[], random: Random): string | null {
  const dice = random.next();
  const slot = dice < 0.6 ? 0 : dice < 0.88 ? messages.length - 1 : random.below(messages.length);
  return messages[slot]?.id ?? null;
}

function languageOf(place: Place, actor: Actor, random: Random) {
  if (place.language !== "en") return random.chance(0.85) ? place.language : "en";
  return actor.language !== "en" && random.chance(0.12) ? actor.language : "en";
}

/** What hangs on a plain message: mentions, tags, formatting, files, cards, reactions. */
function furnish(world: World, thread: ThreadDraft, slot: number): void {
  const message = messageAt(thread, slot);
  const { random, place } = thread;
  if (place.isPrivate) message.participants = (place.crowd ?? []).map((n) => world.actors[n]?.person.id ?? "");
  if (message.kind === "system") return;
  if (slot === 0) furnishStarter(world, thread, message);
  if (slot > 0 && random.chance(0.1)) {
    const named = thread.messages[random.below(slot)]?.authorId ?? message.authorId;
    message.body = `[[user:${named}]] ${message.body}`;
    message.mentions = [named];
  }
  if (world.topics.length > 0 && random.chance(slot === 0 ? 0.22 : 0.03)) {
    const topic = random.pick(world.topics);
    message.body += ` [Tag:${topic.id}:${topic.name}]`;
    message.topics = [topic.name];
  }
  if (random.chance(0.25)) message.htmlBody = htmlOf(message.body);
  const dice = random.next();
  if (dice < 0.03) attachFile(world, thread, slot, random.chance(0.1) ? { versions: 2 } : {});
  else if (dice < 0.06) attachLink(world, thread, slot, "full");
  message.reactions = react(world, place, message, random);
}

function furnishStarter(world: World, thread: ThreadDraft, message: Draft): void {
  const id = world.ids.part(thread.index, 0, 15);
  if (thread.kind === "poll") {
    const poll = thread.random.pick(POLLS_EN);
    message.body = poll.question;
    message.poll = { id, options: poll.options.map((text) => ({ text, votes: thread.random.below(40) })) };
  }
  if (thread.kind === "praise") {
    const praised = pickActor(world, thread.place.crowd, Date.parse(message.createdAt), thread.random).person.id;
    message.body = `Praise for [[user:${praised}]] ${thread.random.pick(PRAISE_EN)}`;
    message.mentions = [praised];
    message.praise = { id, icon: "star", personIds: [praised] };
  }
}

const REACTIONS: readonly ReactionKind[] = ["like", "like", "like", "like", "love", "celebrate", "thank", "laugh", "sad"];

/** Neighbours in rank react together: distinct people without keeping a set. */
function react(world: World, place: Place, message: Draft, random: Random): readonly ReactionTruth[] {
  if (random.chance(0.55)) return NONE;
  const size = place.crowd?.length ?? world.actors.length;
  const count = Math.min(size, Math.floor(Math.max(random.next(), 0.001) ** -0.7));
  const start = random.below(size);
  const ms = Date.parse(message.createdAt);
  const reactions: ReactionTruth[] = [];
  for (let step = 0; step < count; step++) {
    const place_ = (start + step) % size;
    const actor = world.actors[place.crowd === undefined ? place_ : (place.crowd[place_] ?? 0)];
    if (actor === undefined || actor.person.isBot || actor.fromMs > ms || actor.toMs < ms) continue;
    if (actor.person.id !== message.authorId) reactions.push({ personId: actor.person.id, kind: random.pick(REACTIONS) });
  }
  return reactions;
}
