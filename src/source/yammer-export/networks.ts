import { networkName } from "../../model/key.ts";
import type { Input, Place } from "./inputs.ts";

/** What an export says of a network, from a row of Networks.csv. */
export interface NetworkRow {
  readonly id: string;
  readonly permalink: string;
  readonly name: string;
}

/** A network as the records of a place name it. */
export interface PlaceNetwork {
  readonly network: string;
  readonly id?: string;
  readonly permalink?: string;
  readonly name?: string;
}

/** What is known of a place before its network is named. */
export interface PlaceFacts {
  readonly input: Input;
  readonly place: Place;
  readonly rows: readonly NetworkRow[];
  /** From a gdpr_delete_url of the old form, which holds the network. */
  readonly fromUrl: string | undefined;
}

const OLD_DELETE_URL = /^https?:\/\/www\.yammer\.com\/([^/?#]+)\/#\//i;

/** The network in a gdpr_delete_url of the old form. The URL is only read, never opened. */
export function networkInUrl(url: string): string | undefined {
  return OLD_DELETE_URL.exec(url)?.[1];
}

export function nameOfRow(row: Pick<NetworkRow, "id" | "permalink">): string {
  return networkName(row.permalink === "" ? row.id : row.permalink);
}

/**
 * Names the network of every place: the configured name if there is but one network, else the permalink in Networks.csv, the folder's id, the
 * network in a delete URL. A place that says nothing of itself belongs to the only network that the others name.
 */
export function nameNetworks(
  facts: readonly PlaceFacts[],
  wanted: string | undefined,
): { names: Map<Place, PlaceNetwork>; warnings: string[] } {
  const warnings: string[] = [];
  const told = facts.map((fact) => ({ place: fact.place, network: ownName(fact, facts, warnings) }));
  const distinct = [...new Set(told.flatMap(({ network }) => network?.network ?? []))];
  const fallback = distinct.length === 1 && distinct[0] !== undefined ? distinct[0] : "yammer";
  const only = told.find(({ network }) => network?.network === fallback)?.network;
  const isOne = distinct.length <= 1;
  if (wanted !== undefined && !isOne)
    warnings.push(`the inputs hold ${distinct.length} networks, so the configured name ${JSON.stringify(wanted)} is not used`);
  const names = new Map<Place, PlaceNetwork>();
  for (const { place, network } of told) {
    const found = network ?? only ?? { network: fallback };
    names.set(place, wanted !== undefined && isOne ? { ...found, network: networkName(wanted) } : found);
  }
  return { names, warnings };
}

function ownName(fact: PlaceFacts, all: readonly PlaceFacts[], warnings: string[]): PlaceNetwork | undefined {
  const { place, input, fromUrl } = fact;
  if (place.folder !== null) {
    // A folder's name is looked up in its own Networks.csv and in that of the root beside it.
    const rows = [...fact.rows, ...all.filter((other) => other.input === input && other !== fact).flatMap((other) => other.rows)];
    const row =
      rows.find(({ id }) => id === place.folder) ?? rows.find(({ permalink }) => permalink.toLowerCase() === place.folder?.toLowerCase());
    return row ? named(row) : { network: networkName(place.folder), ...(/^\d+$/.test(place.folder) ? { id: place.folder } : {}) };
  }
  const home = homeRow(fact, warnings);
  if (home) return named(home);
  return fromUrl === undefined ? undefined : { network: networkName(fromUrl), permalink: fromUrl };
}

/** The root's network where Networks.csv lists several: the one in the delete URL, else the first that has no folder of its own. */
function homeRow({ place, input, rows, fromUrl }: PlaceFacts, warnings: string[]): NetworkRow | undefined {
  if (rows.length <= 1) return rows[0];
  const byUrl = rows.find(({ permalink }) => permalink !== "" && permalink.toLowerCase() === fromUrl?.toLowerCase());
  if (byUrl) return byUrl;
  const folders = new Set(input.places.map(({ folder }) => folder));
  const left = rows.filter(({ id }) => !folders.has(id));
  // A root with nothing but Networks.csv is an index of the folders, not a network of its own.
  if (place.csvs.length > 1 && left.length !== 1) {
    warnings.push(`${input.given}: Networks.csv lists ${rows.length} networks; the first is taken to be the one these CSVs are from`);
  }
  return left[0] ?? rows[0];
}

function named(row: NetworkRow): PlaceNetwork {
  return {
    network: nameOfRow(row),
    ...(row.id === "" ? {} : { id: row.id }),
    ...(row.permalink === "" ? {} : { permalink: row.permalink }),
    ...(row.name === "" ? {} : { name: row.name }),
  };
}
