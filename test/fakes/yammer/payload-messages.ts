import { ALL_COMPANY, type MessageTruth } from "../../support/network/truth.ts";
import { participantsOf } from "./accounts.ts";
import { textsOf, topicIdOf } from "./body.ts";
import { num, restDate, type Payload, type World } from "./context.ts";
import { hashText } from "./dice.ts";
import { likedBy } from "./likes.ts";
import type { LiveThread } from "./live.ts";
import { attachmentsOf } from "./payload-files.ts";
import { shortUser } from "./payload-people.ts";
import { topicPayload, topicsOf } from "./topics.ts";

/** `message_type` of 2.4: praise is an attachment of an update. */
const TYPES = {
  discussion: "update",
  praise: "update",
  question: "question",
  announcement: "announcement",
  poll: "poll",
  system: "system",
} as const;
/** `content_excerpt` and reduced texts are cut. */
const EXCERPT = 300;

/** A message with the keys of `archiver-messages-2025.json`, and those that only some kinds have. */
export function messagePayload(world: World, thread: LiveThread, message: MessageTruth): Payload {
  const texts = textsOf(world.live, message);
  const parsed = world.settings.behaviour.parsedText === "flattened" ? texts.parsed.replaceAll(/\s+/g, " ") : texts.parsed;
  const isSystem = message.kind === "system";
  return {
    ...baseOf(world, message),
    delegate_id: message.delegateId === null ? null : num(message.delegateId),
    published_at: restDate(message.createdAt),
    ...groupOf(world, message),
    body: { parsed, plain: texts.plain, rich: texts.rich, ...(texts.urls.length > 0 ? { urls: texts.urls } : {}) },
    client_type: "Web",
    client_url: "https://www.yammer.com/",
    direct_message: message.isPrivate,
    chat_client_sequence: null,
    language: [null, "en", "no", "ar"][hashText(message.id) % 4],
    notified_user_ids: [...new Set([...texts.people, ...texts.cc])].map(num),
    privacy: message.isPrivate || isInPrivateGroup(world, message) ? "private" : "public",
    attachments: attachmentsOf(world, thread, message),
    liked_by: likedBy(world, message),
    supplemental_reply: false,
    content_excerpt: texts.plain.slice(0, EXCERPT),
    ...(message.title === null ? {} : { title: message.title }),
    ...(message.isPrivate ? { conversation_id: num(BigInt(message.threadId) + 1n) } : {}),
    ...(message.poll === null ? {} : { poll_options: message.poll.options.map(({ text }, n) => ({ option: n + 1, answer: text })) }),
    ...(isSystem ? { system_message_properties: { subtype: "generic" } } : {}),
    ...sharedId(message),
  };
}

function sharedId(message: MessageTruth): Payload {
  const shared = message.attachments.find(({ kind }) => kind === "message");
  return shared === undefined ? {} : { shared_message_id: num(shared.ref) };
}

/** What a message and its reduced form inside `references` share. */
function baseOf(world: World, message: MessageTruth): Payload {
  return {
    id: num(message.id),
    sender_id: num(message.authorId),
    replied_to_id: message.replyToId === null ? null : num(message.replyToId),
    created_at: restDate(message.createdAt),
    network_id: num(world.live.truth.network.id),
    message_type: TYPES[message.kind],
    sender_type: world.live.person(message.authorId)?.isBot === true ? "bot" : "user",
    url: `${world.origin()}/api/v1/messages/${message.id}`,
    web_url: `https://www.yammer.com/${world.live.truth.network.permalink}/messages/${message.id}`,
    thread_id: num(message.threadId),
    system_message: message.kind === "system",
  };
}

/** No group for system messages and private conversations; All Company has none, or null, unless it is a group (2.4). */
function groupOf(world: World, message: MessageTruth): Payload {
  if (message.kind === "system" || message.groupId === null) return {};
  if (message.groupId !== ALL_COMPANY) return { group_id: num(message.groupId), group_created_id: num(message.groupId) };
  if (world.settings.behaviour.allCompany === "group")
    return { group_id: num(world.allCompanyId), group_created_id: num(world.allCompanyId) };
  return hashText(message.id) % 2 === 0 ? {} : { group_id: null };
}

function isInPrivateGroup(world: World, message: MessageTruth): boolean {
  return message.groupId !== null && world.live.group(message.groupId)?.privacy === "private";
}

/** Only `plain`, no attachments, no likes, no group: no substitute for the message (2.7). */
export function reducedMessage(world: World, message: MessageTruth): Payload {
  return { type: "message", ...baseOf(world, message), body: { plain: textsOf(world.live, message).plain.slice(0, EXCERPT) } };
}

/** The thread inside `references`: topics and stats, no participants and no attachments (2.6). */
export function reducedThread(world: World, thread: LiveThread): Payload {
  const { messages, head } = thread;
  const { id, groupId, isPrivate } = head.thread;
  const replies = messages.filter((message) => message.id !== id);
  const latest = replies.at(-1) ?? messages.at(-1);
  const topics = topicsOf(world, thread).map((topic) => ({ type: "topic", id: num(topicIdOf(topic.id)) }));
  return {
    type: "thread",
    id: num(id),
    url: `${world.origin()}/api/v1/messages/in_thread/${id}`,
    web_url: `https://www.yammer.com/${world.live.truth.network.permalink}#/Threads/show?threadId=${id}`,
    thread_starter_id: num(id),
    privacy: isPrivate || (groupId !== null && world.live.group(groupId)?.privacy === "private") ? "private" : "public",
    direct_message: isPrivate,
    has_attachments: messages.some(({ attachments }) => attachments.length > 0),
    topics,
    stats: {
      updates: updatesOf(world, thread),
      shares: 0,
      first_reply_id: replies[0] === undefined ? null : num(replies[0].id),
      first_reply_at: replies[0] === undefined ? null : restDate(replies[0].createdAt),
      latest_reply_id: latest === undefined ? num(id) : num(latest.id),
      latest_reply_at: latest === undefined ? null : restDate(latest.createdAt),
    },
  };
}

/** Sometimes the replies alone, sometimes one too many (2.6). */
function updatesOf(world: World, { messages, thread }: LiveThread): number {
  if (!world.dice(world.settings.lies.threadUpdates, "thread updates", thread.id)) return messages.length;
  return messages.length + (hashText(thread.id) % 2 === 0 ? 1 : -1);
}

/** `threads/{id}`: keys of `spring-thread.json` and `yam-thread-private-participants.json`. */
export function fullThread(world: World, thread: LiveThread): Payload {
  const { live } = world;
  const ids = thread.head.thread.isPrivate
    ? participantsOf(live, thread.head)
    : [...new Set(thread.messages.map(({ authorId }) => authorId))];
  const people = ids.map((id) => live.person(id)).filter((person) => person !== undefined);
  const attachments = thread.messages.flatMap((message) => attachmentsOf(world, thread, message));
  return {
    ...reducedThread(world, thread),
    participants: people.map(({ id }) => ({ type: "user", id: num(id) })),
    participants_count: people.length,
    attachments: attachments.map(({ id, type }) => ({ id, type })),
    attachments_meta: { more_files: false, more_images: false },
    references: [
      ...people.map((person) => shortUser(world, person)),
      ...topicsOf(world, thread).map((topic) => topicPayload(world, topic)),
      ...attachments,
    ],
    network_id: num(live.truth.network.id),
    ...threadGroup(world, thread),
    invited_user_ids: [],
    read_only: thread.thread.isClosed,
  };
}

function threadGroup(world: World, { head }: LiveThread): Payload {
  const { groupId } = head.thread;
  if (groupId === null) return {};
  if (groupId !== ALL_COMPANY) return { group_id: num(groupId) };
  return world.settings.behaviour.allCompany === "group" ? { group_id: num(world.allCompanyId) } : {};
}
