import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { MessageRecord } from "../../src/model/conversation.ts";
import type { Id } from "../../src/model/key.ts";
import type { PersonRecord } from "../../src/model/network.ts";
import type { DataRecord, SkipRecord, SourceId, SourceRecord } from "../../src/source/source.ts";
import { createIngest } from "../../src/store/ingest.ts";
import { settle } from "../../src/store/settle.ts";
import { openForWriting, type Store } from "../../src/store/store.ts";
import type { Row } from "./line.ts";

/** A store that a test fills by hand, as a source would: a file at a time, every record a row. */
export interface LoadedStore {
  readonly store: Store;
  readonly workspace: string;
  /** A file's rows, read from its start. `of` is what only accompanies rows: hints, networks, gaps. */
  read(file: string, rows: readonly (DataRecord | Omit<SkipRecord, "line">)[], more?: ReadMore): void;
  settle(): number;
  rows(sql: string, ...values: readonly unknown[]): Row[];
  value(sql: string, ...values: readonly unknown[]): unknown;
}

export interface ReadMore {
  readonly position?: number;
  readonly fingerprint?: string;
  readonly source?: SourceId;
  readonly of?: readonly SourceRecord[];
}

const folders: string[] = [];
const open = new Set<Store>();

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "regroup-store-"));
  folders.push(folder);
  return folder;
}

/** Stores and folders of a test file go away with it: call at its top. */
export function cleanUpStores(): void {
  afterAll(() => {
    for (const store of open) store.close();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
}

export function makeStore(workspace: string = temporaryFolder()): LoadedStore {
  const store = openForWriting(workspace);
  open.add(store);
  const runs = new Map<SourceId, ReturnType<typeof createIngest>>();
  return {
    store,
    workspace,
    read(file, rows, { position = 0, fingerprint = "1", source = "yammer-export", of = [] } = {}) {
      const records = rows.map((record, n): SourceRecord =>
        record.kind === "skip" ? { ...record, line: n + 2 } : { ...record, row: n + 1 },
      );
      // One run reads all the files: a new run would rank the inputs that it does not name below those that it does.
      const ingest = runs.get(source) ?? createIngest(store, { source, run: 1 });
      runs.set(source, ingest);
      ingest.commit({
        origin: file,
        rows: rows.length,
        records: [{ kind: "input", file, position, fingerprint, from: "start" }, ...of, ...records],
        checkpoints: [],
      });
    },
    settle: () => settle(store).gaps,
    rows: (sql, ...values) => store.db.prepare<unknown[], Row>(sql).all(...values),
    value: (sql, ...values) =>
      store.db
        .prepare(sql)
        .pluck()
        .get(...values),
  };
}

// ── Records: everything has a default, so a test names what it is about ────────────────────────────────────────────

export const NETWORK = "contoso.com";

export function aMessage(id: Id, more: Partial<MessageRecord> = {}): MessageRecord {
  const threadId = more.threadId ?? id;
  return {
    kind: "message",
    network: NETWORK,
    id,
    threadId,
    replyToId: threadId === id ? null : threadId,
    groupId: 7,
    authorId: 1,
    createdAt: Date.UTC(2023, 0, 1) + Number(id) * 1000,
    messageKind: "discussion",
    title: null,
    body: `text ${id}`,
    bodyHtml: null,
    deletedAt: null,
    isDeleted: false,
    isRedacted: false,
    isSystem: false,
    isPrivate: false,
    chars: 6,
    mentions: [],
    topics: [],
    attachments: [],
    ...more,
  };
}

/** As an export tells of one by default. */
export function aPrivateMessage(id: Id, more: Partial<MessageRecord> = {}): MessageRecord {
  return aMessage(id, { groupId: null, authorId: null, body: null, chars: 0, isPrivate: true, ...more });
}

export function aPerson(id: Id, name: string | null, more: Partial<PersonRecord> = {}): PersonRecord {
  return { kind: "person", network: NETWORK, id, name, email: null, state: "active", ...more };
}

export function aHint(id: Id, name: string | null, email: string | null = null): PersonRecord {
  return { kind: "person", network: NETWORK, id, name, email, isPlaceholder: true };
}
