import { resolve } from "node:path";
import type { Archive, Entry } from "./archive.ts";
import { csvKinds, kindOfCsv, unknownKind, type CsvKind } from "./formats.ts";

/** One of the configured inputs, recognised. */
export interface Input {
  /** As given, without a slash at the end: the first part of every `file` and `origin`. */
  readonly given: string;
  readonly path: string;
  /** Order in the configuration. */
  readonly position: number;
  readonly archive: Archive;
  readonly isUserExport: boolean;
  /** The root, and one for every folder named by a network. */
  readonly places: readonly Place[];
  /** Attachments and pages by lower-case path. */
  readonly blobs: ReadonlyMap<string, Entry>;
}

/** A folder with CSVs: those of one network. */
export interface Place {
  /** Path in front of its entries, "" or ending with a slash. */
  readonly prefix: string;
  /** The network's id, as the folder's name says, or null at the root. */
  readonly folder: string | null;
  /** In reading order, unknown ones last. */
  readonly csvs: readonly CsvEntry[];
  /** Its own log.txt, else that of the root, which then counts for all folders together. */
  readonly log: Entry | undefined;
}

export interface CsvEntry {
  readonly kind: CsvKind;
  /** `given/path`. */
  readonly file: string;
  readonly entry: Entry;
}

const NOT_NETWORKS = new Set(["files", "pages"]);
/** Left behind by the archivers of some systems. */
const CLUTTER = /(?:^|\/)(?:__MACOSX\/|\.|desktop\.ini$|thumbs\.db$)/i;

export function trimmedInput(given: string): string {
  return given.length > 1 ? given.replace(/[/\\]+$/, "") : given;
}

export function recognise(given: string, position: number, workspace: string, archive: Archive): Input {
  const name = trimmedInput(given);
  const entries = archive.entries.filter((entry) => !CLUTTER.test(entry.path));
  const root = rootPrefix(entries);
  const places = placesOf(name, root, entries);
  const csvs = places.flatMap((place) => place.csvs.map(({ kind }) => kind.name));
  const blobs = new Map<string, Entry>();
  for (const entry of entries) if (isBlob(entry.path, places)) blobs.set(entry.path.toLowerCase(), entry);
  return { given: name, path: resolve(workspace, given), position, archive, isUserExport: isUserExport(csvs), places, blobs };
}

/** Some tools put everything into one folder before they pack it. */
function rootPrefix(entries: readonly Entry[]): string {
  if (entries.some((entry) => !entry.path.includes("/"))) return "";
  const tops = new Set(entries.map((entry) => entry.path.slice(0, entry.path.indexOf("/") + 1)));
  const [top] = tops;
  if (tops.size !== 1 || top === undefined || /^\d+\/$/.test(top) || NOT_NETWORKS.has(top.slice(0, -1).toLowerCase())) return "";
  return top;
}

function placesOf(given: string, root: string, entries: readonly Entry[]): Place[] {
  const rootLog = entries.find((entry) => entry.path.toLowerCase() === `${root.toLowerCase()}log.txt`);
  const folders = new Map<string, Entry[]>([[root, []]]);
  for (const entry of entries) {
    if (!entry.path.startsWith(root)) continue;
    const parts = entry.path.slice(root.length).split("/");
    if (parts.length > 2 || (parts.length === 2 && NOT_NETWORKS.has((parts[0] ?? "").toLowerCase()))) continue;
    const prefix = parts.length === 2 ? `${root}${parts[0] ?? ""}/` : root;
    const inside = folders.get(prefix);
    if (inside) inside.push(entry);
    else folders.set(prefix, [entry]);
  }
  const places: Place[] = [];
  for (const [prefix, inside] of folders) {
    const csvs = csvsOf(given, prefix, inside);
    // A folder with none of our CSVs is no network, whatever else lies in it.
    if (prefix !== root && !csvs.some(({ kind }) => kind !== unknownKind)) continue;
    if (prefix === root && csvs.length === 0 && folders.size > 1) continue;
    const folder = prefix === root ? null : prefix.slice(root.length, -1);
    places.push({ prefix, folder, csvs, log: inside.find((entry) => nameIn(prefix, entry) === "log.txt") ?? rootLog });
  }
  return places;
}

function csvsOf(given: string, prefix: string, inside: readonly Entry[]): CsvEntry[] {
  const csvs = inside.filter((entry) => entry.path.toLowerCase().endsWith(".csv"));
  const found = csvs.map((entry) => ({ kind: kindOfCsv(nameIn(prefix, entry)) ?? unknownKind, file: `${given}/${entry.path}`, entry }));
  const order = (kind: CsvKind): number => (kind === unknownKind ? csvKinds.length : csvKinds.indexOf(kind));
  return found.sort((a, b) => order(a.kind) - order(b.kind) || (a.file < b.file ? -1 : 1));
}

function nameIn(prefix: string, entry: Entry): string {
  return entry.path.slice(prefix.length).toLowerCase();
}

/** Everything in a `files` or `pages` folder, and nothing else: a path in a CSV must not lead to a CSV. */
function isBlob(path: string, places: readonly Place[]): boolean {
  return places.some((place) => {
    if (!path.startsWith(place.prefix)) return false;
    const [folder, ...rest] = path.slice(place.prefix.length).split("/");
    return rest.length > 0 && NOT_NETWORKS.has((folder ?? "").toLowerCase());
  });
}

/** CSVs that a per-user export never has. */
export const NETWORK_ONLY: readonly string[] = ["Users.csv", "Networks.csv", "MessageVersions.csv"];

/** One person's data (GDPR) instead of a network's. Source: reference, section 4. */
function isUserExport(csvs: readonly string[]): boolean {
  return (
    !NETWORK_ONLY.some((name) => csvs.includes(name)) && ["LikedMessages.csv", "BestReplyMessages.csv"].some((name) => csvs.includes(name))
  );
}

/** The entry a CSV's row means: by its path, else by the id that names the entries. Case does not matter, leaving the folder is not possible. */
export function findBlob(
  input: Input,
  place: Place,
  folder: "files" | "pages",
  row: { path: string; id: string; name: string },
): Entry | undefined {
  const path = row.path
    .trim()
    .replaceAll("\\", "/")
    .replace(/^(?:\.?\/)+/, "");
  const dot = row.name.lastIndexOf(".");
  const guesses = [path, dot > 0 ? `${folder}/${row.id}${row.name.slice(dot)}` : "", `${folder}/${row.id}`];
  const root = input.places[0]?.folder === null ? input.places[0].prefix : place.prefix;
  for (const guess of guesses) {
    if (guess === "") continue;
    const found = input.blobs.get((place.prefix + guess).toLowerCase()) ?? input.blobs.get((root + guess).toLowerCase());
    if (found) return found;
  }
  return undefined;
}
