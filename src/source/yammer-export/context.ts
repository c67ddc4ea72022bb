import type { AttachmentRef } from "../../model/conversation.ts";
import { ALL_COMPANY, type Id } from "../../model/key.ts";
import type { GroupRecord, PersonRecord } from "../../model/network.ts";
import type { Scope, SourceRecord } from "../source.ts";
import type { Row } from "./rows.ts";
import type { Layout } from "./schema.ts";

/** What is counted in a file and reported once, at its end. Goes along in the checkpoint, so that a resumed run reports the whole. */
export interface Tally {
  invalid: number;
  nuls: number;
  modules: number;
  badDates: number;
  /** Notes of which nothing says that they are of no private conversation: kept as ids and dates. */
  hidden: number;
}

/** Why a row became no record. `policy`: somebody asked for it. */
export interface Skip {
  readonly reason: string;
  readonly policy: boolean;
}

export interface Context {
  readonly network: string;
  readonly scope: Scope;
  readonly tally: Tally;
  readonly hints: Hints;
  readonly exclusion: Exclusion | undefined;
  /** Complete before a CSV is read that asks it. */
  readonly openly: OpenlyAttached;
  /** The e-mail domain of people who are at home in the network; others are guests. */
  readonly homeDomain: string | undefined;
  /** Whose export a per-user ZIP is. */
  readonly user: Id | undefined;
  /** The entry that holds the bytes of a file or page. */
  readonly findBytes: (
    folder: "files" | "pages",
    path: string,
    id: Id,
    name: string,
  ) => { readonly path: string; readonly sizeBytes: number } | undefined;
  /** The name in keys of a row of Networks.csv. */
  readonly networkOf: (id: Id, permalink: string) => string;
}

/** Puts exactly one record with provenance into `out` (and hints before it), or says why not. */
export type Convert = (row: Row, digest: string, context: Context, out: SourceRecord[]) => Skip | undefined;

export const EXCLUDED: Skip = { reason: "excluded-group", policy: true };

const badIds = new Map<string, Skip>();

export function badId(column: string): Skip {
  let skip = badIds.get(column);
  if (!skip) badIds.set(column, (skip = { reason: `bad-id: ${column}`, policy: false }));
  return skip;
}

/** What was last seen beside a message; the bytes of the fields, one a character, for they are compared on every row and decoded on few. */
interface PersonSeen {
  readonly name: string;
  readonly email: string;
}

interface GroupSeen {
  /** Undefined where Groups.csv names it. */
  readonly name: string | undefined;
  readonly isPrivate: boolean;
}

/**
 * Names seen beside a message or file: told when they differ from the last ones, because they are on every row. Of several names the store takes
 * one, whatever came first; so a run that tells only the first it meets would depend on the order of rows, files and runs.
 */
export class Hints {
  /** Null: a row of Users.csv has told name and address, and no hint would change them. */
  private readonly people = new Map<string, Map<Id, PersonSeen | null>>();
  private readonly groups = new Map<string, Map<Id, GroupSeen>>();

  /** A row of Users.csv was read. */
  personTold(network: string, id: Id, isComplete: boolean): void {
    const seen = entryOf(this.people, network, () => new Map<Id, PersonSeen | null>());
    if (isComplete) seen.set(id, null);
    else seen.delete(id);
  }

  /** A row of Groups.csv was read that names the group. */
  groupTold(network: string, id: Id): void {
    const seen = entryOf(this.groups, network, () => new Map<Id, GroupSeen>());
    seen.set(id, { name: undefined, isPrivate: seen.get(id)?.isPrivate ?? false });
  }

  person(network: string, id: Id, name: string | null, email: string | null): PersonRecord {
    return { kind: "person", network, id, name, email, isPlaceholder: true };
  }

  /** True where the row says of a person what the last row with them did not say. */
  isNewPerson(network: string, id: Id, row: Row, nameColumn: number, emailColumn: number): boolean {
    const seen = entryOf(this.people, network, () => new Map<Id, PersonSeen | null>());
    const before = seen.get(id);
    if (before === null) return false;
    const name = row.ascii(nameColumn);
    const email = row.ascii(emailColumn);
    if (before?.name === name && before.email === email) return false;
    seen.set(id, { name, email });
    return true;
  }

  /** The same of a group: its name, and that it is private where it was not told to be. */
  isNewGroup(network: string, id: Id, isPrivate: boolean, row: Row, nameColumn: number): boolean {
    const seen = entryOf(this.groups, network, () => new Map<Id, GroupSeen>());
    const before = seen.get(id);
    const isStricter = isPrivate && before?.isPrivate !== true;
    if (before && before.name === undefined && !isStricter) return false;
    const name = before && before.name === undefined ? undefined : row.ascii(nameColumn);
    if (before?.name === name && before && !isStricter) return false;
    seen.set(id, { name, isPrivate: isPrivate || before?.isPrivate === true });
    return true;
  }

  group(network: string, id: Id, name: string | null, isPrivate: boolean): GroupRecord {
    return { kind: "group", network, id, name, ...(isPrivate ? { privacy: "private" as const } : {}), isPlaceholder: true };
  }
}

function entryOf<V>(map: Map<string, V>, key: string, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

/** Notes (and files) that a message attaches which is of no private conversation; of the types only for which somebody will ask. */
export class OpenlyAttached {
  private readonly keys = new Set<string>();
  private readonly types: ReadonlySet<string>;

  constructor(types: Iterable<"file" | "page">) {
    this.types = new Set(types);
  }

  add(network: string, refs: readonly AttachmentRef[]): void {
    if (this.types.size === 0) return;
    for (const { kind, id } of refs) if (this.types.has(kind)) this.keys.add(`${network}/${kind}/${id}`);
  }

  has(network: string, type: "file" | "page", id: Id): boolean {
    return this.keys.has(`${network}/${type}/${id}`);
  }
}

/** Which groups a scope leaves out. */
export class Exclusion {
  private readonly ids: ReadonlySet<string>;
  private readonly patterns: readonly RegExp[];
  /** network/id of groups whose name, anywhere, matched. */
  private readonly byName = new Set<string>();
  /** Names of groups that were left out by their id. */
  private readonly names = new Set<string>();

  constructor(wanted: readonly string[]) {
    this.ids = new Set(wanted.filter((one) => /^\d+$/.test(one)));
    this.patterns = wanted.filter((one) => !/^\d+$/.test(one)).map(patternOf);
  }

  get hasPatterns(): boolean {
    return this.patterns.length > 0;
  }

  /** Notes a group's name, from wherever it is known. */
  learn(network: string, id: Id, name: string): void {
    if (this.patterns.some((pattern) => pattern.test(name))) this.byName.add(`${network}/${id}`);
  }

  has(network: string, id: Id, row: Row, nameColumn: number): boolean {
    if (this.ids.size > 0 && this.ids.has(String(id))) {
      this.names.add(row.text(nameColumn).toLowerCase());
      return true;
    }
    if (this.patterns.length === 0) return false;
    const name = id === ALL_COMPANY ? "All Company" : row.text(nameColumn);
    if (name !== "") this.learn(network, id, name);
    return this.byName.has(`${network}/${id}`);
  }

  /** Is this, an id or a name as a person wrote it, a group that is left out? */
  covers(written: string): boolean {
    return this.ids.has(written) || this.names.has(written.toLowerCase()) || this.patterns.some((pattern) => pattern.test(written));
  }
}

function patternOf(glob: string): RegExp {
  const parts = glob.trim().split("*");
  return new RegExp(`^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".*")}$`, "isu");
}

/** What of a row has no column, as JSON; undefined where that is nothing. */
export function restOf(row: Row, layout: Layout, scope: Scope, extra?: readonly (readonly [string, string])[]): string | undefined {
  let kept: (readonly [string, string])[] | undefined = extra && extra.length > 0 ? [...extra] : undefined;
  for (const { name, index, hasText } of layout.aside) {
    if (row.isEmpty(index) || (hasText && scope.content === "metadata")) continue;
    (kept ??= []).push([name, withoutSecrets(row.text(index))]);
  }
  return kept && JSON.stringify(Object.fromEntries(kept));
}

/** An old export URL can carry the token it was made with. */
export function withoutSecrets(text: string): string {
  return text.includes("token") ? text.replace(/((?:access_|auth_|oauth_)?token=)[^&#\s"]+/gi, "$1…") : text;
}

export function orNull(text: string): string | null {
  return text === "" ? null : text;
}
