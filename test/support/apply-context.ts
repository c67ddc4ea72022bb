import { Readable } from "node:stream";
import { createHash } from "node:crypto";
import type { Action } from "../../src/model/action.ts";
import { keyOf, parseKey, type Key } from "../../src/model/key.ts";
import type { Role } from "../../src/model/network.ts";
import { webAddress } from "../../src/source/web-address.ts";
import type {
  ApplyContext,
  AttachmentView,
  GroupStory,
  MessageView,
  PersonView,
  PostSummary,
  SubGroupView,
  Target,
  TargetRef,
  ThreadSummary,
  ThreadView,
} from "../../src/target/target.ts";

/** A migration as plain values. Everything in it counts as landed. */
export interface World {
  readonly people: readonly PersonView[];
  readonly subGroups: readonly SubGroupView[];
  readonly threads: readonly ThreadView[];
  readonly members?: ReadonlyMap<Key, readonly { readonly person: PersonView; readonly role: Role }[]>;
  readonly blobs?: ReadonlyMap<string, Buffer>;
  readonly language?: "en" | "de" | "fr";
  readonly timeZone?: string;
  readonly official?: string;
}

export interface TestContext extends ApplyContext {
  /** What `ref` answers; `performAll` fills it. */
  readonly refs: Map<Key, TargetRef>;
}

export function applyContext(world: World, signal: AbortSignal = new AbortController().signal): TestContext {
  const refs = new Map<Key, TargetRef>();
  const summaries = world.threads.map(summaryOf).sort((a, b) => (b.lastAt ?? 0) - (a.lastAt ?? 0) || (a.key < b.key ? 1 : -1));
  const open = summaries.filter((summary) => !summary.subGroup.isPrivate);
  const threadOf = new Map(world.threads.map((thread) => [thread.key, thread]));
  const messagesOf = (key: Key) => threadOf.get(key)?.messages ?? [];
  const shownIn = (subGroup: Key) =>
    world.threads.filter((thread) => thread.subGroup.key === subGroup).flatMap((thread) => thread.messages.filter(isShown));
  return {
    signal,
    refs,
    official: { name: world.official ?? "Leadership Learning Network" },
    language: world.language ?? "en",
    timeZone: world.timeZone ?? "Europe/Berlin",
    ref: (key) => refs.get(key),
    link: () => undefined,
    sourceAddress: (key) => {
      const { network, kind, id } = parseKey(key) ?? { network: "", kind: "", id: "" };
      return webAddress({ permalink: network, kind, id });
    },
    person: (network, id) => world.people.find((person) => person.network === network && person.id === id),
    subGroup: (key) =>
      found(
        world.subGroups.find((subGroup) => subGroup.key === key),
        key,
      ),
    thread: (key) => found(threadOf.get(key), key),
    openBlob: (sha256) => Readable.from([found(world.blobs?.get(sha256), sha256)]),
    migrated: {
      subGroups: () => world.subGroups,
      people: () => world.people,
      threads: (subGroup) => summaries.filter((summary) => summary.subGroup.key === subGroup),
      members: (subGroup) => world.members?.get(subGroup) ?? [],
      authors: (subGroup) =>
        [...new Set(shownIn(subGroup).flatMap((message) => message.author?.key ?? []))]
          .map((key) =>
            found(
              world.people.find((person) => person.key === key),
              key,
            ),
          )
          .sort((a, b) => (a.name < b.name ? -1 : 1)),
      story: (subGroup) => storyOf(world, summaries, subGroup),
      months: (subGroup) =>
        counted(
          shownIn(subGroup).flatMap((message) => (message.createdAt === null ? [] : new Date(message.createdAt).toISOString().slice(0, 7))),
        )
          .map(([month, messages]) => ({ month, messages }))
          .sort((a, b) => (a.month < b.month ? -1 : 1)),
      threadsOf: (person, of) =>
        summaries
          .filter((summary) => summary.subGroup.isPrivate === (of === "private"))
          .filter((summary) => messagesOf(summary.key).some((message) => message.author?.key === person)),
      threadsNaming: (person) =>
        world.threads.filter((thread) => thread.messages.some((message) => isNamed(person, message))).map(({ key }) => key),
      threadsSharing: (subGroup) => {
        const own = new Set(
          world.threads.filter((thread) => thread.subGroup.key === subGroup).flatMap(({ messages }) => messages.map(({ id }) => id)),
        );
        const shares = ({ attachments }: MessageView) => attachments.some(({ kind, id }) => kind === "message" && own.has(id));
        return world.threads.filter((thread) => thread.subGroup.key !== subGroup && thread.messages.some(shares)).map(({ key }) => key);
      },
      topics: () =>
        counted(open.flatMap((summary) => messagesOf(summary.key).flatMap(topicNames))).map(([name, messages]) => ({ name, messages })),
      threadsAbout: (topic) =>
        open.filter((summary) => messagesOf(summary.key).some((message) => topicNames(message).includes(topic.toLowerCase()))),
      posts: (of) =>
        world.threads
          .filter((thread) => thread.subGroup.isPrivate === (of === "private"))
          .flatMap((thread) => thread.messages.filter(isShown).map((message) => postOf(thread, message)))
          .sort((a, b) => (a.createdAt ?? -Infinity) - (b.createdAt ?? -Infinity) || (a.key < b.key ? -1 : 1)),
    },
  };
}

function postOf(thread: ThreadView, message: MessageView): PostSummary {
  const { key, id, author, createdAt, title, body, bodyHtml } = message;
  const aside = [
    ...message.attachments.flatMap((attachment) => [attachment.name ?? "", attachment.title ?? ""]),
    ...message.topics.map((topic) => topic.name),
    ...(message.poll ?? []).map((option) => option.answer),
    message.praise?.comment ?? "",
  ].filter((word) => word !== "");
  const { network, subGroup } = thread;
  return {
    key,
    network,
    id,
    thread: { key: thread.key, id: thread.id, title: thread.title },
    subGroup,
    author,
    createdAt,
    title,
    body,
    bodyHtml,
    aside,
  };
}

function storyOf(world: World, summaries: readonly ThreadSummary[], subGroup: Key): GroupStory {
  const messages = world.threads.filter((thread) => thread.subGroup.key === subGroup).flatMap((thread) => thread.messages);
  const writers = counted(messages.flatMap((message) => message.author?.key ?? []));
  const total = writers.reduce((sum, [, count]) => sum + count, 0);
  let half = 0;
  for (let sum = 0; sum * 2 < total; half++) sum += writers[half]?.[1] ?? total;
  return {
    topics: counted(messages.flatMap(topicNames))
      .slice(0, 8)
      .map(([name, count]) => ({ name, messages: count })),
    carriers: total === 0 ? null : { half, all: writers.length },
    answered: summaries.filter((summary) => summary.subGroup.key === subGroup && summary.messages > 2).slice(0, 3),
    notShown: counted(messages.flatMap(({ tombstone }) => tombstone ?? [])).map(([reason, count]) => ({ reason, messages: count })),
  };
}

function topicNames(message: MessageView): string[] {
  return message.topics.map((topic) => topic.name.toLowerCase());
}

function isNamed(person: Key, { author, body, praise }: MessageView): boolean {
  return (
    [author, ...(praise?.people ?? [])].some((shown) => shown?.key === person) || (body ?? "").includes(`[[user:${parseKey(person)?.id}]]`)
  );
}

function isShown(message: MessageView): boolean {
  return message.tombstone === null;
}

function counted<T>(values: readonly T[]): [T, number][] {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

function found<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`the test's world holds no ${name}`);
  return value;
}

function summaryOf(thread: ThreadView): ThreadSummary {
  const shown = thread.messages.filter(isShown);
  const times = shown.flatMap((message) => message.createdAt ?? []);
  return {
    key: thread.key,
    network: thread.network,
    id: thread.id,
    title: thread.title,
    kind: thread.kind,
    body: shown[0]?.body ?? null,
    author: shown[0]?.author ?? null,
    createdAt: shown[0]?.createdAt ?? null,
    lastAt: times.length > 0 ? Math.max(...times) : null,
    messages: shown.length,
    isAnswered: shown.some((message) => message.isBestAnswer),
    subGroup: thread.subGroup,
  };
}

/** The whole plan of a world, in the order an import performs it. */
export function actionsOf(world: World): Action[] {
  const action = (key: Key, rest: Pick<Action, "kind" | "phase" | "parent">): Action => ({
    key,
    digest: createHash("sha256").update(key).digest("hex"),
    ...rest,
  });
  return [
    ...world.subGroups.map(({ key }) => action(key, { kind: "sub-group", phase: "shell", parent: null })),
    ...world.people.map(({ key }) => action(key, { kind: "person", phase: "content", parent: null })),
    ...world.threads.map(({ key, subGroup }) => action(key, { kind: "publish", phase: "content", parent: subGroup.key })),
    ...[...(world.members?.keys() ?? [])].map((key) => action(`${key}#members` as Key, { kind: "members", phase: "open", parent: key })),
  ];
}

export async function performAll(target: Target, context: TestContext, actions: readonly Action[]): Promise<void> {
  for (const action of actions) context.refs.set(action.key, await target.perform(action, context));
}

// ── Values for worlds: everything has a default, so a test names what it is about ──────────────────────────────────

const NETWORK = "contoso";

export function aPerson(id: number | string, name: string, more: Partial<PersonView> = {}): PersonView {
  return {
    key: keyOf(NETWORK, "person", id),
    network: NETWORK,
    id: String(id),
    name,
    email: null,
    jobTitle: null,
    department: null,
    state: "active",
    isPlaceholder: false,
    isPrivate: false,
    isGuest: false,
    isBot: false,
    targetId: null,
    ...more,
  };
}

export function aSubGroup(id: number | string, name: string, more: Partial<SubGroupView> = {}): SubGroupView {
  return {
    key: keyOf(NETWORK, "group", id),
    network: NETWORK,
    groupId: String(id),
    name,
    slug: `group-${id}`,
    description: null,
    privacy: more.isPrivate ? "private" : "public",
    isPrivate: false,
    membersKnown: true,
    members: 0,
    threads: 0,
    messages: 0,
    firstAt: null,
    lastAt: null,
    ...more,
  };
}

export function aMessage(id: number | string, body: string | null, more: Partial<MessageView> = {}): MessageView {
  return {
    key: keyOf(NETWORK, "message", id),
    id: String(id),
    parent: null,
    author: null,
    createdAt: null,
    kind: "discussion",
    title: null,
    body,
    bodyHtml: null,
    tombstone: null,
    topics: [],
    attachments: [],
    reactions: [],
    poll: null,
    praise: null,
    isBestAnswer: false,
    ...more,
  };
}

export function aThread(
  id: number | string,
  subGroup: SubGroupView,
  messages: readonly MessageView[],
  more: Partial<ThreadView> = {},
): ThreadView {
  return {
    key: keyOf(NETWORK, "thread", id),
    network: NETWORK,
    id: String(id),
    title: null,
    kind: "discussion",
    subGroup,
    messages,
    ...more,
  };
}

export function aFile(message: number | string, id: number, more: Partial<AttachmentView> = {}): AttachmentView {
  return {
    key: keyOf(NETWORK, "attachment", `${message}:file:${id}`),
    kind: "file",
    id: String(id),
    name: null,
    url: null,
    title: null,
    description: null,
    sha256: null,
    sizeBytes: null,
    ...more,
  };
}

/** Bytes as a world's blobs want them. */
export function aBlob(content: string | Buffer): { readonly sha256: string; readonly bytes: Buffer } {
  const bytes = Buffer.from(content);
  return { sha256: createHash("sha256").update(bytes).digest("hex"), bytes };
}
