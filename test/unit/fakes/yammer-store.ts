import type { AttachmentKind, AttachmentRef, MessageRecord } from "../../../src/model/conversation.ts";
import type { DataRecord, GapRecord } from "../../../src/source/source.ts";
import type { Expected } from "../../fakes/yammer/expected.ts";
import type { FakeYammer } from "../../fakes/yammer/start.ts";
import { makeStore, type LoadedStore } from "../../support/loaded-store.ts";

/** A store filled with exactly what an export must hold, as a perfect source would: what the comparison is tried on. */
export function perfectStore(fake: FakeYammer, expected: Expected): LoadedStore {
  const network = fake.truth.network.permalink;
  const store = makeStore();
  const rows: DataRecord[] = [
    ...[...expected.people].map(([id, row]): DataRecord => ({
      ...{ kind: "person", network, id, name: text(row["name"]), email: text(row["email"]), department: text(row["department"]) },
      ...(row["state"] === "active" ? { state: "active" as const, isGuest: row["is_guest"] === 1 } : { isPlaceholder: true }),
    })),
    ...[...expected.groups].map(([id, row]): DataRecord => ({
      ...{ kind: "group", network, id, name: text(row["name"]) },
      privacy: row["privacy"] === "public" ? "public" : row["privacy"] === "unlisted" ? "unlisted" : "private",
    })),
    ...[...expected.memberships.values()].map((row): DataRecord => ({
      ...{ kind: "membership", network, groupId: String(row["group_id"]), personId: String(row["person_id"]) },
      role: row["role"] === "admin" ? "admin" : "member",
    })),
    ...[...expected.messages.keys()].map((id) => messageRecord(network, expected, id)),
    ...[...expected.likes].map((key): DataRecord => {
      const [messageId = "", personId = ""] = key.split(":");
      return { kind: "reaction", network, messageId, personId, reaction: "like", createdAt: null };
    }),
    ...[...expected.attachments].flatMap(([key, row]) => fileRecord(network, key, row)),
  ];
  const gaps = expected.gaps.map(({ groupId, threadId, why }): GapRecord => ({
    kind: "gap",
    network,
    groupId,
    threadId,
    gap: "test",
    evidence: why,
  }));
  store.read("api", rows, { source: "yammer-api", of: [{ kind: "network", network }, ...gaps] });
  store.settle();
  for (const [key, row] of expected.attachments) {
    if (row["sha256"] === undefined) continue;
    const [, , id] = key.split(":");
    store.store.db
      .prepare("UPDATE file_version SET sha256 = ?, size_bytes = ? WHERE file_id = ?")
      .run(row["sha256"], row["size_bytes"] ?? null, BigInt(id ?? "0"));
  }
  return store;
}

function text(value: string | number | null | undefined): string | null {
  return typeof value === "string" ? value : null;
}

function messageRecord(network: string, expected: Expected, id: string): MessageRecord {
  const row = expected.messages.get(id) ?? {};
  const threadId = String(row["thread_id"]);
  const own = (keys: Iterable<string>) => [...keys].filter((key) => key.startsWith(`${id}:`)).map((key) => key.slice(id.length + 1));
  const isFirst = [...expected.messages].find(([, other]) => other["thread_id"] === threadId)?.[0] === id;
  const topics = isFirst
    ? [...expected.topics].filter((key) => key.startsWith(`${threadId}:`)).map((key) => key.slice(threadId.length + 1))
    : [];
  const poll = expected.polls.get(id);
  const praise = expected.praise.get(id);
  return {
    ...{ kind: "message", network, id, threadId, replyToId: text(row["reply_to_id"]), groupId: text(row["group_id"]) },
    authorId: text(row["author_id"]),
    createdAt: Date.parse(String(row["created_at"])),
    messageKind: row["kind"] as MessageRecord["messageKind"],
    title: text(row["title"]),
    body: expected.texts.get(id) ?? null,
    ...{ bodyHtml: null, deletedAt: null, isDeleted: false, isRedacted: false, isSystem: row["is_system"] === 1, isPrivate: false },
    chars: expected.texts.get(id)?.length ?? 0,
    mentions: own(expected.mentions),
    topics: topics.map((name) => ({ id: null, name })),
    attachments: own(expected.attachments.keys()).map((key): AttachmentRef => {
      const [kind = "", ref = ""] = key.split(":");
      return { kind: kind as AttachmentKind, id: ref, name: text(expected.attachments.get(`${id}:${key}`)?.["name"]) };
    }),
    ...(poll === undefined ? {} : { poll: poll.map((answer) => ({ answer, votes: null })) }),
    ...(praise === undefined ? {} : { praise: { icon: "star", comment: null, people: praise } }),
  };
}

function fileRecord(network: string, key: string, row: Readonly<Record<string, string | number | null>>): DataRecord[] {
  const [, kind, id = ""] = key.split(":");
  if (kind !== "file") return [];
  return [{ kind: "file", type: "file", network, id, fileId: id, name: text(row["name"]), locator: null, isPrivate: false }];
}
