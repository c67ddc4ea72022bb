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

/** Names seen beside a message or file: told once a run, because they are on every row. */
export class Hints {
  private readonly people = new Map<string, Set<Id>>();
  private readonly privacy = new Map<string, Map<Id, boolean>>();

  person(network: string, id: Id, name: string | null, email: string | null): PersonRecord {
    return { kind: "person", network, id, name, email, isPlaceholder: true };
  }

  isNewPerson(network: string, id: Id): boolean {
    const seen = entryOf(this.people, network, () => new Set<Id>());
    return seen.size !== seen.add(id).size;
  }

  /** True for a group not told yet, and for one that was not told to be private. */
  isNewGroup(network: string, id: Id, isPrivate: boolean): boolean {
    const seen = entryOf(this.privacy, network, () => new Map<Id, boolean>());
    const before = seen.get(id);
    if (before === true || before === isPrivate) return false;
    if (before === undefined || isPrivate) seen.set(id, isPrivate);
    return before === undefined || isPrivate;
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
