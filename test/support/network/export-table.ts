import type { GroupTruth, NetworkTruth, PersonTruth } from "./truth.ts";

/** One CSV: its columns in the newest known order, and its cells in that order. `older` is the 2018 list, where it differs. */
export interface Table<View> {
  readonly name: string;
  readonly columns: readonly string[];
  readonly older?: readonly string[];
  readonly rows: (view: View, format: CellFormat) => Iterable<readonly string[]>;
}

export interface CellFormat {
  readonly date: (iso: string | null) => string;
}

export const API = "https://www.yammer.com/api/v1";

export interface Names {
  readonly people: ReadonlyMap<string, PersonTruth>;
  readonly groups: ReadonlyMap<string, GroupTruth>;
}

const namesOf = new WeakMap<NetworkTruth, Names>();

/** People and groups by id, made once a network. */
export function lookUp(truth: NetworkTruth): Names {
  const known = namesOf.get(truth);
  if (known !== undefined) return known;
  const names = {
    people: new Map(truth.people.map((person) => [person.id, person])),
    groups: new Map(truth.groups.map((group) => [group.id, group])),
  };
  namesOf.set(truth, names);
  return names;
}

/** Columns the loaders of 2018 did not know. */
export const NEW_IN_2022 = new Set<string>([
  "parent_id",
  "delegate_id",
  "title",
  "html_body",
  "message_type",
  "gdpr_delete_url",
  "storage_type",
]);
