import type {
  FileTruth,
  FileVersionTruth,
  GroupTruth,
  MessageTruth,
  NetworkTruth,
  PageTruth,
  PageVersionTruth,
  PersonTruth,
  TopicTruth,
} from "./truth.ts";

export interface ExportRange {
  /** First moment of the export; everything when left out. */
  readonly since?: string;
  /** Last moment, inclusive to the second, as the public download tools assume. */
  readonly until?: string;
  /** When the export ran: later deletions and edits are not in it yet. Defaults to the end of time. */
  readonly asOf?: string;
}

/** The rows of one export: what was sent, made or modified inside the range, as it stood when the export ran. */
export interface ExportView {
  readonly truth: NetworkTruth;
  readonly users: Iterable<PersonTruth>;
  readonly admins: readonly string[];
  readonly groups: Iterable<GroupTruth>;
  readonly topics: Iterable<TopicTruth>;
  readonly messages: Iterable<MessageTruth>;
  readonly files: Iterable<readonly [FileTruth, FileVersionTruth]>;
  readonly pages: Iterable<readonly [PageTruth, PageVersionTruth]>;
  /** The row of one message, or undefined when the export does not hold it. */
  readonly rowOf: (message: MessageTruth) => MessageTruth | undefined;
}

type Touched = (...times: readonly (string | null)[]) => boolean;

export function viewOf(truth: NetworkTruth, range: ExportRange): ExportView {
  const touched = insideOf(range);
  const asOf = range.asOf === undefined ? "9" : new Date(range.asOf).toISOString();
  const fromTheStart = range.since === undefined || new Date(range.since).toISOString() <= truth.network.createdAt;
  const rowOf = (message: MessageTruth) => messageRow(message, touched, asOf);
  return {
    truth,
    admins: truth.admins,
    users: again(() => filterMap(truth.people, (person) => userRow(person, touched, asOf, fromTheStart))),
    groups: again(() =>
      filterMap(truth.groups, (group) => (touched(group.createdAt, group.updatedAt) && group.createdAt <= asOf ? group : undefined)),
    ),
    topics: again(() => filterMap(truth.topics, (topic) => (touched(topic.createdAt) && topic.createdAt <= asOf ? topic : undefined))),
    messages: again(() => filterMap(truth.messages, rowOf)),
    rowOf,
    files: again(() => fileRows(truth.files, touched, asOf)),
    pages: again(() => pageRows(truth.pages, touched, asOf)),
  };
}

/** ISO times compare as text. */
function insideOf(range: ExportRange): Touched {
  const since = range.since === undefined ? "" : new Date(range.since).toISOString();
  const until = range.until === undefined ? "9" : `${new Date(range.until).toISOString().slice(0, 19)}.999Z`;
  return (...times) => times.some((time) => time !== null && time >= since && time <= until);
}

function userRow(person: PersonTruth, touched: Touched, asOf: string, fromTheStart: boolean): PersonTruth | undefined {
  if (!person.inUsersCsv || (person.joinedAt !== null && person.joinedAt > asOf)) return undefined;
  const deletedAt = person.deletedAt !== null && person.deletedAt <= asOf ? person.deletedAt : null;
  const suspendedAt = person.suspendedAt !== null && person.suspendedAt <= asOf ? person.suspendedAt : null;
  // Pending people have no date at all: only an export that reaches back to the start has them.
  if (!touched(person.joinedAt, deletedAt, suspendedAt) && !(person.state === "pending" && fromTheStart)) return undefined;
  if (deletedAt === person.deletedAt && suspendedAt === person.suspendedAt) return person;
  return { ...person, deletedAt, suspendedAt, state: "active" };
}

function messageRow(message: MessageTruth, touched: Touched, asOf: string): MessageTruth | undefined {
  if (!message.inExport || message.createdAt > asOf) return undefined;
  const deletedAt = message.deletedAt !== null && message.deletedAt <= asOf ? message.deletedAt : null;
  const versions = message.versions.filter((version) => version.editedAt <= asOf);
  if (!touched(message.createdAt, deletedAt, ...versions.map((version) => version.editedAt))) return undefined;
  const undone = message.versions[versions.length];
  if (deletedAt === message.deletedAt && undone === undefined) return message;
  return {
    ...message,
    deletedAt,
    isDeleted: deletedAt !== null,
    deletedById: deletedAt === null ? null : message.deletedById,
    versions,
    body: undone?.body ?? message.body,
    htmlBody: undone === undefined ? message.htmlBody : undone.htmlBody,
  };
}

function* fileRows(files: Iterable<FileTruth>, touched: Touched, asOf: string): Generator<readonly [FileTruth, FileVersionTruth]> {
  for (const file of files) {
    const deletedAt = file.deletedAt !== null && file.deletedAt <= asOf ? file.deletedAt : null;
    const row = deletedAt === file.deletedAt ? file : { ...file, deletedAt: null, deletedById: null };
    for (const version of file.versions) {
      if (version.uploadedAt <= asOf && touched(version.uploadedAt, deletedAt)) yield [row, version];
    }
  }
}

function* pageRows(pages: Iterable<PageTruth>, touched: Touched, asOf: string): Generator<readonly [PageTruth, PageVersionTruth]> {
  for (const page of pages) {
    for (const version of page.versions) {
      if (version.publishedAt <= asOf && touched(version.publishedAt, page.deletedAt)) yield [page, version];
    }
  }
}

/** What the per-user export shows of the same network: one person's own rows, and rows of others only as liked or best replies. */
export interface UserView extends ExportView {
  readonly liked: Iterable<MessageTruth>;
  readonly bestReplies: Iterable<MessageTruth>;
}

export function userViewOf(truth: NetworkTruth, personId: string, range: ExportRange): UserView {
  const all = viewOf(truth, range);
  const groups = new Set(truth.memberships.flatMap((membership) => (membership.personId === personId ? [membership.groupId] : [])));
  const own = again(() => filterMap(all.messages, (message) => (message.authorId === personId ? message : undefined)));
  const spoken = new Set<string>();
  for (const message of own) for (const topic of message.topics) spoken.add(topic);
  const best = bestRepliesOf(truth, personId);
  return {
    truth,
    users: [],
    admins: [],
    groups: again(() => filterMap(all.groups, (group) => (groups.has(group.id) ? group : undefined))),
    topics: again(() => filterMap(all.topics, (topic) => (topic.createdById === personId || spoken.has(topic.name) ? topic : undefined))),
    messages: own,
    rowOf: (message) => (message.authorId === personId ? all.rowOf(message) : undefined),
    files: again(() => filterMap(all.files, (row) => (row[1].uploaderId === personId ? row : undefined))),
    pages: [],
    liked: again(() =>
      filterMap(all.messages, (message) => (message.reactions.some((reaction) => reaction.personId === personId) ? message : undefined)),
    ),
    bestReplies: again(() => filterMap(all.messages, (message) => (best.has(message.id) ? message : undefined))),
  };
}

/** Best replies in threads this person started. */
function bestRepliesOf(truth: NetworkTruth, personId: string): Set<string> {
  const best = new Set<string>();
  for (const { thread, messages } of truth.bundles) {
    if (thread.bestReplyId !== null && messages[0]?.authorId === personId) best.add(thread.bestReplyId);
  }
  return best;
}

function* filterMap<T, R>(items: Iterable<T>, map: (item: T) => R | undefined): Generator<R> {
  for (const item of items) {
    const mapped = map(item);
    if (mapped !== undefined) yield mapped;
  }
}

function again<T>(generate: () => Generator<T>): Iterable<T> {
  return { [Symbol.iterator]: generate };
}
