import type { SourceId } from "../source/source.ts";

/**
 * Two sources, one record. For each column: which source owns it. The owner overwrites, the others fill what is empty, nothing overwrites with null,
 * so any order of sources gives the same row. Of two statements by one source the one of the later input counts; of times the finer, and in
 * doubt the export's.
 *
 * Two bit sets travel with a row, one bit a column in the order below: `owned` where the value is its owner's, `told` where any record (and not
 * merely a hint beside another record) gave it.
 */
export type Column = string | number | bigint | null;
export type Row = Readonly<Record<string, Column>>;

type Rule = "yammer-export" | "yammer-api" | "strictest-privacy" | "finest-time";

const owner = { export: "yammer-export", api: "yammer-api" } as const;

export const columnRules = {
  person: {
    name: owner.export,
    email: owner.export,
    job_title: owner.export,
    location: owner.export,
    department: owner.export,
    directory_id: owner.api,
    joined_at: "finest-time",
    state: owner.export,
    is_guest: owner.api,
    is_bot: owner.api,
    is_admin: owner.api,
  },
  grp: {
    alias_id: owner.api,
    name: owner.export,
    description: owner.export,
    privacy: "strictest-privacy",
    created_at: "finest-time",
    updated_at: "finest-time",
    creator_id: owner.api,
    is_external: owner.export,
    is_deleted: owner.export,
  },
  topic: { name: owner.export, created_at: "finest-time", creator_id: owner.export },
  file_version: {
    file_id: owner.export,
    name: owner.export,
    description: owner.export,
    uploader_id: owner.export,
    group_id: owner.export,
    uploaded_at: "finest-time",
    deleted_at: "finest-time",
    storage: owner.export,
    url: owner.api,
    locator: owner.export,
    locator_input: owner.export,
    size_bytes: owner.export,
    told_bytes: owner.api,
    is_private: owner.export,
  },
  message: {
    thread_id: owner.export,
    reply_to_id: owner.export,
    group_id: owner.export,
    author_id: owner.export,
    created_at: "finest-time",
    deleted_at: "finest-time",
    kind: owner.export,
    flags: owner.export,
    chars: owner.export,
    title: owner.export,
    body: owner.export,
    body_html: owner.export,
  },
} as const satisfies Record<string, Readonly<Record<string, Rule>>>;

export type MergedTable = keyof typeof columnRules;

export interface Statement {
  readonly source: SourceId;
  /** A name seen beside another record: fills what no record has told; of several hints the greatest counts, whatever came first. */
  readonly isHint: boolean;
  /** A later input of the same source has spoken already: fills what that left empty, and still makes stricter or finer. */
  readonly isEarlier?: boolean;
}

/** The row after `incoming` was said about it; both bit sets included. Pure. */
export function mergeRow(table: MergedTable, existing: Row | undefined, incoming: Row, statement: Statement): Row {
  const merged: Record<string, Column> = {};
  let owned = Number(existing?.["owned"] ?? 0);
  let told = Number(existing?.["told"] ?? 0);
  for (const [bit, [column, rule]] of Object.entries<Rule>(columnRules[table]).entries()) {
    const mask = 1 << bit;
    const before = existing?.[column] ?? null;
    const said = incoming[column] ?? null;
    const isOwner = statement.source === (rule === "finest-time" ? owner.export : rule);
    const yields = statement.isEarlier === true || (!isOwner && (owned & mask) !== 0);
    if (rule === "strictest-privacy") merged[column] = strictest(before, said);
    else if (statement.isHint) merged[column] = told & mask ? before : greater(before, said);
    else if (rule === "finest-time") merged[column] = finest(before, said, yields);
    else merged[column] = yields ? (before ?? said) : (said ?? before);
    if (statement.isHint || said === null) continue;
    if (isOwner) owned |= mask;
    told |= mask;
  }
  merged["owned"] = owned;
  merged["told"] = told;
  return merged;
}

function greater(a: Column, b: Column): Column {
  if (a === null) return b;
  return b !== null && b > a ? b : a;
}

const openness = ["private", "unlisted", "public", "unknown"];

/** Nothing may become more visible by a contradiction. */
function strictest(a: Column, b: Column): Column {
  if (a === null || b === null) return a ?? b;
  return openness.indexOf(String(a)) <= openness.indexOf(String(b)) ? a : b;
}

/** Of two times in one second the one with milliseconds stays: a source that knows seconds only never overwrites it. */
function finest(before: Column, said: Column, yields: boolean): Column {
  if (said === null || before === null) return said ?? before;
  const sameSecond = Math.floor(Number(before) / 1000) === Math.floor(Number(said) / 1000);
  if (sameSecond && Number(said) % 1000 === 0) return before;
  if (sameSecond && Number(before) % 1000 === 0) return said;
  return yields ? before : said;
}

/** True where a write would change something. */
export function differs(existing: Row, merged: Row): boolean {
  return Object.entries(merged).some(([column, value]) => String(existing[column] ?? "\0") !== String(value ?? "\0"));
}
