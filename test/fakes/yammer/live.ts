import {
  ALL_COMPANY,
  type FileTruth,
  type GroupTruth,
  type MembershipTruth,
  type MessageTruth,
  type NetworkTruth,
  type PageTruth,
  type PersonTruth,
  type ThreadBundle,
  type ThreadTruth,
  type TopicTruth,
} from "../../support/network/truth.ts";
import { feedsOf, type Feeds } from "./live-feeds.ts";
import { indexMessages, isThere, refresh, type Head, type MessageIndex } from "./live-index.ts";

/** A thread as it is now: `messages` are those that are there, oldest first. */
export interface LiveThread {
  readonly head: Head;
  readonly thread: ThreadTruth;
  readonly messages: readonly MessageTruth[];
  readonly files: readonly FileTruth[];
  readonly pages: readonly PageTruth[];
}

/** The network as it is now: the truth, and what has happened since. */
export interface Live {
  readonly truth: NetworkTruth;
  readonly index: MessageIndex;
  readonly feeds: Feeds;
  readonly person: (id: string) => PersonTruth | undefined;
  /** Active people by id. */
  readonly activePeople: readonly PersonTruth[];
  readonly group: (id: string) => GroupTruth | undefined;
  readonly groups: readonly GroupTruth[];
  readonly members: (groupId: string) => readonly MembershipTruth[];
  readonly isMember: (groupId: string, personId: string) => boolean;
  readonly groupsOf: (personId: string) => readonly MembershipTruth[];
  readonly topicByName: (name: string) => TopicTruth | undefined;
  readonly topicById: (id: string) => TopicTruth | undefined;
  readonly thread: (head: Head) => LiveThread;
  readonly threadById: (id: bigint) => LiveThread | undefined;
  readonly message: (id: bigint) => { readonly thread: LiveThread; readonly message: MessageTruth } | undefined;
  readonly file: (id: string) => { readonly thread: LiveThread; readonly file: FileTruth; readonly message: MessageTruth } | undefined;
  /** Replaces a thread by what it is after a change; the head follows. */
  readonly put: (head: Head, bundle: ThreadBundle) => void;
  readonly bundle: (head: Head) => ThreadBundle;
  readonly setMembers: (groupId: string, members: readonly MembershipTruth[]) => void;
}

/** Bundles kept for the next page of the same thread. */
const KEPT_BUNDLES = 500;

export function openLive(truth: NetworkTruth): Live {
  const index = indexMessages(truth);
  const bundle = bundleReader(truth);
  const people = new Map(truth.people.map((person) => [person.id, person]));
  const groups = new Map(truth.groups.map((group) => [group.id, group]));
  const roster = rosterOf(truth);
  const topics = new Map(truth.topics.map((topic) => [topic.name, topic]));
  const topicIds = new Map(truth.topics.map((topic) => [topic.id, topic]));
  const thread = (head: Head): LiveThread => {
    const found = bundle.read(head);
    return { ...found, head, messages: found.messages.filter(isThere) };
  };
  const message: Live["message"] = (id) => {
    const head = index.headOf(id);
    if (head === undefined) return undefined;
    const found = thread(head);
    const one = found.messages.find((candidate) => candidate.id === String(id));
    return one === undefined ? undefined : { thread: found, message: one };
  };
  const isPublic = (id: string): boolean => {
    const group = groups.get(id);
    return id === ALL_COMPANY || (group?.privacy === "public" && !group.isDeleted);
  };
  const live: Live = {
    truth,
    index,
    feeds: feedsOf(index, thread, isPublic),
    person: (id) => people.get(id),
    activePeople: truth.people
      .filter((person) => person.state === "active" && person.inUsersCsv)
      .sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1)),
    group: (id) => groups.get(id),
    groups: truth.groups,
    ...roster,
    topicByName: (name) => topics.get(name),
    topicById: (id) => topicIds.get(id),
    thread,
    threadById: (id) => {
      const head = index.byThread.get(id);
      return head === undefined || head.count === 0 ? undefined : thread(head);
    },
    message,
    file: fileFinder(index, thread),
    put: (head, changed) => {
      bundle.put(head, changed);
      refresh(head, changed.messages.filter(isThere));
    },
    bundle: bundle.read,
  };
  return live;
}

function bundleReader(truth: NetworkTruth) {
  const changed = new Map<Head, ThreadBundle>();
  const recent = new Map<Head, ThreadBundle>();
  return {
    put: (head: Head, bundle: ThreadBundle) => void changed.set(head, bundle),
    read: (head: Head): ThreadBundle => {
      const known = changed.get(head) ?? recent.get(head);
      if (known !== undefined) return known;
      const made = truth.bundleAt(head.index);
      if (truth.isMaterialised) return made;
      recent.set(head, made);
      const [oldest] = recent.keys();
      if (recent.size > KEPT_BUNDLES && oldest !== undefined) recent.delete(oldest);
      return made;
    },
  };
}

/** All Company has everybody who is active, and no list of its own. */
function rosterOf(truth: NetworkTruth) {
  const members = new Map<string, readonly MembershipTruth[]>();
  const own = new Map<string, MembershipTruth[]>();
  const collect = <T extends MembershipTruth>(key: string, membership: T, into: Map<string, T[]>): void => {
    const list = into.get(key);
    if (list === undefined) into.set(key, [membership]);
    else list.push(membership);
  };
  const lists = new Map<string, MembershipTruth[]>();
  for (const membership of truth.memberships) {
    collect(membership.groupId, membership, lists);
    collect(membership.personId, membership, own);
  }
  for (const [groupId, list] of lists) members.set(groupId, list);
  return {
    members: (groupId: string) => members.get(groupId) ?? [],
    isMember: (groupId: string, personId: string) => own.get(personId)?.some((one) => one.groupId === groupId) === true,
    groupsOf: (personId: string) => own.get(personId) ?? [],
    setMembers: (groupId: string, list: readonly MembershipTruth[]) => {
      for (const { personId } of members.get(groupId) ?? []) {
        own.set(
          personId,
          (own.get(personId) ?? []).filter((one) => one.groupId !== groupId),
        );
      }
      members.set(groupId, list);
      for (const membership of list) collect(membership.personId, membership, own);
    },
  };
}

/** Files are few: their places are collected on the first question, and threads posted later are looked through. */
function fileFinder(index: MessageIndex, thread: (head: Head) => LiveThread): Live["file"] {
  let places: Map<string, Head> | undefined;
  return (id) => {
    places ??= new Map(
      index.heads.flatMap((head) => thread(head).messages.flatMap((message) => refsOf(message).map((ref) => [ref, head] as const))),
    );
    const head = places.get(id);
    if (head === undefined) return undefined;
    const found = thread(head);
    const file = found.files.find((candidate) => candidate.id === id);
    const message = found.messages.find((candidate) => refsOf(candidate).includes(id));
    return file === undefined || message === undefined ? undefined : { thread: found, file, message };
  };
}

function refsOf(message: MessageTruth): string[] {
  return message.attachments.filter(({ kind }) => kind === "file" || kind === "image" || kind === "video").map(({ ref }) => ref);
}
