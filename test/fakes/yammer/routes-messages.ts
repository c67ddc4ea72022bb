import { ALL_COMPANY } from "../../support/network/truth.ts";
import { mayReadGroup, mayReadThread, participantsOf } from "./accounts.ts";
import { FAILED, FORBIDDEN, MISSING, ok, type Call, type Reply } from "./context.ts";
import { topicIdOf } from "./body.ts";
import { envelope, type FeedPage } from "./envelope.ts";
import { likersOf } from "./likes.ts";
import { groupFeed, type Feed } from "./live-feeds.ts";
import type { LiveThread } from "./live.ts";
import { feedPage, threadPage } from "./paging.ts";
import { fullThread, messagePayload } from "./payload-messages.ts";
import type { Route } from "./routes.ts";
import { topicPayload, topicsOf } from "./topics.ts";

const EMPTY = { entries: [], extended: new Map(), threads: [], placeholder: undefined } as const;

export const MESSAGE_ROUTES: readonly Route[] = [
  { path: "messages", answer: (call) => feed(call, call.world.live.feeds.everything, "All Network") },
  { path: "messages/general", answer: (call) => feed(call, groupFeed(ALL_COMPANY), "All Company") },
  { path: "messages/in_group/:id", answer: inGroup },
  { path: "messages/in_thread/:id", answer: inThread },
  { path: "messages/private", answer: (call) => feed(call, privateFeed(call), "Private Messages") },
  { path: "messages/inbox", answer: (call) => feed(call, privateFeed(call), "Inbox") },
  { path: "messages/received", answer: (call) => feed(call, privateFeed(call), "Received") },
  { path: "messages/sent", answer: (call) => feed(call, fromUser(call, call.account.person.id), "Sent") },
  { path: "messages/my_feed", answer: (call) => feed(call, ownGroups(call), "My Feed") },
  { path: "messages/algo", answer: (call) => feed(call, ownGroups(call), "Discovery") },
  { path: "messages/following", answer: (call) => feed(call, ownGroups(call), "Following") },
  { path: "messages/from_user/:id", answer: (call, id) => feed(call, fromUser(call, id), "From User") },
  { path: "messages/about_topic/:id", answer: aboutTopic },
  { path: "messages/liked_by/:id", answer: (call, id) => feed(call, likedByUser(call, id), "Liked") },
  { path: "messages/:id", answer: oneMessage },
  { path: "threads/:id", answer: oneThread },
  { path: "topics/:id", answer: oneTopic },
];

function feed(call: Call, chosen: Feed, name: string): Reply {
  return ok(envelope(call, feedPage(call, chosen, { name })));
}

/** An empty envelope with status 200: what private groups answer to others (2.4), so "empty" is not "no content". */
function nothing(call: Call, name: string): Reply {
  const page: FeedPage = { ...EMPTY, name, olderAvailable: call.world.settings.behaviour.olderAvailable === "absent" ? undefined : false };
  return ok(envelope(call, page));
}

function inGroup(call: Call, id: string): Reply {
  const { live, settings, allCompanyId } = call.world;
  if (settings.behaviour.allCompany === "group" && id === allCompanyId) return feed(call, groupFeed(ALL_COMPANY), "All Company");
  const group = live.group(id);
  if (group === undefined || group.isDeleted) return MISSING;
  if (!mayReadGroup(live, call.account, id)) return nothing(call, group.name);
  return ok(envelope(call, feedPage(call, groupFeed(id), { name: group.name, groupId: id })));
}

function inThread(call: Call, id: string): Reply {
  const { world } = call;
  const thread = threadOf(call, id);
  if (thread === undefined) return MISSING;
  if (!mayReadThread(world.live, call.account, thread.head)) {
    const { foreignThread } = world.settings.behaviour;
    return foreignThread === "empty" ? nothing(call, "Conversation") : foreignThread === "forbidden" ? FORBIDDEN : MISSING;
  }
  if (world.readsEmpty(id)) return nothing(call, "Conversation");
  return ok(envelope(call, threadPage(call, thread)));
}

/** Undefined as well for threads of deleted groups: they answer 404 (2.4). */
function threadOf({ world: { live } }: Call, id: string): LiveThread | undefined {
  const thread = /^\d+$/.test(id) ? live.threadById(BigInt(id)) : undefined;
  const groupId = thread?.head.thread.groupId;
  return groupId != null && live.group(groupId)?.isDeleted === true ? undefined : thread;
}

/** One message, without an envelope. What a message that the caller may not read answers is not known: 404. */
function oneMessage(call: Call, id: string): Reply {
  const found = /^\d+$/.test(id) ? call.world.live.message(BigInt(id)) : undefined;
  if (found === undefined || threadOf(call, found.thread.thread.id) === undefined) return MISSING;
  if (!mayReadThread(call.world.live, call.account, found.thread.head)) return MISSING;
  return ok(messagePayload(call.world, found.thread, found.message));
}

function oneThread(call: Call, id: string): Reply {
  if (call.world.isDeaf(`threads/${id}`)) return FAILED;
  const thread = threadOf(call, id);
  if (thread === undefined || !mayReadThread(call.world.live, call.account, thread.head)) return MISSING;
  return ok(fullThread(call.world, thread));
}

function oneTopic(call: Call, id: string): Reply {
  const topic = call.world.live.truth.topics.find((candidate) => topicIdOf(candidate.id) === id);
  return topic === undefined ? MISSING : ok({ ...topicPayload(call.world, topic), experts: [], references: [] });
}

function aboutTopic(call: Call, id: string): Reply {
  const { live } = call.world;
  const topic = live.truth.topics.find((candidate) => topicIdOf(candidate.id) === id);
  if (topic === undefined) return MISSING;
  return feed(
    call,
    readable(call, `topic ${id}`, (thread) => topicsOf(call.world, thread).includes(topic)),
    topic.name,
  );
}

function privateFeed(call: Call): Feed {
  const { live } = call.world;
  const { id } = call.account.person;
  return chosenThreads(call, `private ${id}`, (thread) => thread.head.thread.isPrivate && participantsOf(live, thread.head).includes(id));
}

function ownGroups(call: Call): Feed {
  const { live } = call.world;
  const { id } = call.account.person;
  return {
    key: `groups of ${id}`,
    hasThread: ({ groupId }) => groupId !== null && (groupId === ALL_COMPANY || live.isMember(groupId, id)),
  };
}

function fromUser(call: Call, id: string): Feed {
  return { ...readable(call, `from ${id}`, () => true), hasMessage: (message) => message.authorId === id };
}

function likedByUser(call: Call, id: string): Feed {
  return {
    ...readable(call, `likes of ${id}`, () => true),
    hasMessage: (message) => likersOf(call.world, message).some((person) => person.id === id),
  };
}

/** Threads outside private conversations that the caller may read. */
function readable(call: Call, key: string, wanted: (thread: LiveThread) => boolean): Feed {
  const { world, account } = call;
  return chosenThreads(call, `${key} for ${account.person.id} ${String(account.supervisor)}`, (thread) => {
    return !thread.head.thread.isPrivate && mayReadThread(world.live, account, thread.head) && wanted(thread);
  });
}

function chosenThreads({ world: { live } }: Call, key: string, wanted: (thread: LiveThread) => boolean): Feed {
  const isWanted = (id: string): boolean => {
    const thread = live.threadById(BigInt(id));
    return thread !== undefined && wanted(thread);
  };
  return { key, hasThread: ({ id }) => isWanted(id) };
}
