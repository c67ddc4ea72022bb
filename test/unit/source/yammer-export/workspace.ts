import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import { silentLogger } from "../../../../src/log.ts";
import { create } from "../../../../src/source/yammer-export/index.ts";
import type { GapRecord, Page, Scope, SkipRecord, Source, SourceInfo, SourceRecord } from "../../../../src/source/source.ts";
import { writeZip } from "../../../support/export-zip.ts";

/** Small made-up exports: every row here is synthetic. */

export type Content = Readonly<Record<string, string | Uint8Array>>;

export const everything: Scope = { excludeGroups: [], content: "full", privateConversations: "count" };

export interface Workspace {
  readonly path: string;
  folder(name: string, content: Content): Promise<string>;
  zip(name: string, content: Content): Promise<string>;
  source(inputs: readonly string[], more?: { members?: string; network?: string }): Source;
  check(inputs: readonly string[], more?: { members?: string; network?: string }): Promise<SourceInfo>;
  read(inputs: readonly string[], more?: ReadMore): Promise<Outcome>;
}

export interface ReadMore {
  readonly members?: string;
  readonly network?: string;
  readonly scope?: Partial<Scope>;
  readonly checkpoints?: ReadonlyMap<string, string>;
}

export interface Outcome {
  readonly pages: readonly Page[];
  readonly records: readonly SourceRecord[];
  readonly skips: readonly string[];
  readonly gaps: readonly GapRecord[];
  of<K extends SourceRecord["kind"]>(kind: K): Extract<SourceRecord, { kind: K }>[];
  /** Records of rows only, hints left out. */
  rows<K extends SourceRecord["kind"]>(kind: K): Extract<SourceRecord, { kind: K }>[];
  readonly checkpoints: ReadonlyMap<string, string>;
}

/** A temporary folder that goes away with the test file. */
export function makeWorkspace(): Workspace {
  const path = mkdtempSync(join(tmpdir(), "regroup-export-"));
  afterAll(() => {
    rmSync(path, { recursive: true, force: true });
  });
  const source: Workspace["source"] = (inputs, more = {}) =>
    create({ kind: "yammer-export", inputs: [...inputs], ...more }, { workspace: path, log: silentLogger });
  return {
    path,
    source,
    async folder(name, content) {
      for (const [file, data] of Object.entries(content)) {
        const full = join(path, name, file);
        await mkdir(dirname(full), { recursive: true });
        await writeFile(full, data);
      }
      return name;
    },
    async zip(name, content) {
      await mkdir(dirname(join(path, name)), { recursive: true });
      await writeZip(new Map(Object.entries(content).map(([file, data]) => [file, () => [Buffer.from(data)]])), join(path, name));
      return name;
    },
    check: (inputs, more) => source(inputs, more).check(new AbortController().signal),
    async read(inputs, { scope, checkpoints, ...more } = {}) {
      const pages: Page[] = [];
      const wanted = { ...everything, ...scope };
      for await (const page of source(inputs, more).read(wanted, (one) => checkpoints?.get(one), new AbortController().signal))
        pages.push(page);
      return outcome(pages);
    },
  };
}

function outcome(pages: readonly Page[]): Outcome {
  const records = pages.flatMap((page) => page.records);
  const of = <K extends SourceRecord["kind"]>(kind: K): Extract<SourceRecord, { kind: K }>[] =>
    records.filter((record): record is Extract<SourceRecord, { kind: K }> => record.kind === kind);
  return {
    pages,
    records,
    skips: of("skip").map((skip: SkipRecord) => `${skip.line} ${skip.reason}`),
    gaps: of("gap"),
    of,
    rows: (kind) => of(kind).filter((record) => "row" in record),
    checkpoints: new Map(pages.flatMap((page) => page.checkpoints.map(({ scope, value }) => [scope, value] as const))),
  };
}

/** One record of a CSV, every field quoted as the export does it. */
export function line(fields: readonly string[]): string {
  return fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(",");
}

export function csv(names: readonly string[], ...rows: readonly Readonly<Record<string, string>>[]): string {
  return [names, ...rows.map((row) => names.map((name) => row[name] ?? ""))].map((fields) => `${line(fields)}\n`).join("");
}

export const MESSAGE_COLUMNS = [
  ...["id", "replied_to_id", "parent_id", "thread_id", "conversation_id", "group_id", "group_name", "participants", "in_private_group"],
  ...[
    "in_private_conversation",
    "sender_id",
    "sender_type",
    "sender_name",
    "sender_email",
    "body",
    "delegate_id",
    "api_url",
    "attachments",
  ],
  ...["deleted_by_id", "deleted_by_type", "created_at", "deleted_at", "title", "html_body", "message_type", "gdpr_delete_url"],
];

/** A message that is in order; what a test is about is given. */
export function post(fields: Readonly<Record<string, string>>): Record<string, string> {
  const id = fields["id"] ?? "1001";
  return {
    id,
    thread_id: id,
    conversation_id: id,
    group_id: "7",
    group_name: "Book club",
    in_private_group: "false",
    in_private_conversation: "false",
    sender_id: "11",
    sender_type: "User",
    sender_name: "Ann Example",
    sender_email: "ann@contoso.com",
    body: "hello",
    api_url: `https://www.yammer.com/api/v1/messages/${id}`,
    created_at: "2022-06-01T10:00:00.000Z",
    message_type: "normal",
    gdpr_delete_url: `https://www.yammer.com/messages/${id}/hard_delete_confirmation`,
    ...fields,
  };
}

export function messagesCsv(...posts: readonly Readonly<Record<string, string>>[]): string {
  return csv(MESSAGE_COLUMNS, ...posts.map(post));
}
