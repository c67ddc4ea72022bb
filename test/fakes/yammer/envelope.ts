import { ALL_COMPANY, type MessageTruth, type TopicTruth } from "../../support/network/truth.ts";
import { textsOf } from "./body.ts";
import { num, type Call, type Payload, type World } from "./context.ts";
import type { LiveThread } from "./live.ts";
import { messagePayload, reducedMessage, reducedThread } from "./payload-messages.ts";
import { reducedGroup, shortUser } from "./payload-people.ts";
import { tagPayload, topicPayload, topicsOf } from "./topics.ts";

/** A piece of a feed before it is written down. */
export interface FeedPage {
  readonly name: string;
  readonly entries: readonly Entry[];
  /** By thread id; only when asked for. */
  readonly extended: ReadonlyMap<string, readonly Entry[]>;
  /** Threads that the page is about, also those without an entry of their own. */
  readonly threads: readonly LiveThread[];
  readonly olderAvailable: boolean | undefined;
  /** Group whose id a placeholder carries; undefined: the page has none. */
  readonly placeholder: string | undefined;
}

export interface Entry {
  readonly thread: LiveThread;
  readonly message: MessageTruth;
}

/** What must never be kept or logged: channels and tokens in payloads. Tests look for these words. */
export const CANARIES = ["canary-realtime-token", "canary-web-oauth-token"] as const;

/** The envelope of every feed (2.4). */
export function envelope(call: Call, page: FeedPage): Payload {
  const { world } = call;
  const messages: Payload[] = page.entries.map(({ thread, message }) => messagePayload(world, thread, message));
  if (page.placeholder !== undefined) messages.splice(Math.floor(messages.length / 2), 0, { group_created_id: num(page.placeholder) });
  const extended = Object.fromEntries(
    [...page.extended].map(([id, entries]) => [id, entries.map(({ thread, message }) => messagePayload(world, thread, message))]),
  );
  return { messages, threaded_extended: extended, references: references(world, page), external_references: [], meta: meta(call, page) };
}

function meta(call: Call, page: FeedPage): Payload {
  return {
    ...(page.olderAvailable === undefined ? {} : { older_available: page.olderAvailable }),
    requested_poll_interval: 60,
    realtime: { uri: "https://2.rt.yammer.com/cometd/", authentication_token: CANARIES[0], channel_id: "MTM6MTU0ODg6MTA5Mjg1MDg" },
    last_seen_message_id: null,
    current_user_id: num(call.account.person.id),
    followed_references: [],
    followed_user_ids: [],
    ymodules: [],
    newest_message_details: null,
    feed_name: page.name,
    feed_desc: `Messages in ${page.name}`,
    direct_from_body: false,
    liked_message_ids: [],
    favorite_message_ids: [],
    bookmarked_message_ids: [],
    show_billing_banner: false,
  };
}

function references(world: World, page: FeedPage): Payload[] {
  const entries = [...page.entries, ...[...page.extended.values()].flat()];
  const shown = new Set(entries.map(({ message }) => message.id));
  const parents = entries.flatMap(({ thread, message }) =>
    message.replyToId === null || shown.has(message.replyToId) ? [] : thread.messages.filter(({ id }) => id === message.replyToId),
  );
  const reduced = [...new Map(parents.map((message) => [message.id, message])).values()];
  const topics = page.threads.flatMap((thread) => topicsOf(world, thread));
  const told = world.settings.behaviour.threadReferences === "always";
  return [
    ...(told ? page.threads.map((thread) => reducedThread(world, thread)) : []),
    ...(told ? unique(topics).map((topic) => topicPayload(world, topic)) : []),
    ...people(world, [...entries.map(({ message }) => message), ...reduced]),
    ...groups(world, page.threads),
    ...reduced.map((message) => reducedMessage(world, message)),
    ...tags(world, entries),
  ];
}

/** Senders and mentioned people, as far as REST knows them: some are in no reference (2.3). */
function people(world: World, messages: readonly MessageTruth[]): Payload[] {
  const { live, dice, settings } = world;
  const ids = new Set(messages.flatMap((message) => [message.authorId, ...textsOf(live, message).people]));
  return [...ids].flatMap((id) => {
    const person = live.person(id);
    if (person === undefined || person.name === "" || dice(settings.lies.missingUsers, "reference", id)) return [];
    return [shortUser(world, person)];
  });
}

function groups(world: World, threads: readonly LiveThread[]): Payload[] {
  const ids = new Set(threads.map(({ head }) => head.thread.groupId));
  return [...ids].flatMap((id) => {
    const group = id === null || id === ALL_COMPANY ? undefined : world.live.group(id);
    return group === undefined ? [] : [reducedGroup(world, group)];
  });
}

function tags(world: World, entries: readonly Entry[]): Payload[] {
  const ids = entries.flatMap(({ message }) => textsOf(world.live, message).tags);
  const topics = ids.map((id) => world.live.topicById(id)).filter((topic) => topic !== undefined);
  return unique(topics).map((topic) => tagPayload(world, topic));
}

function unique(topics: readonly TopicTruth[]): TopicTruth[] {
  return [...new Map(topics.map((topic) => [topic.id, topic])).values()];
}
