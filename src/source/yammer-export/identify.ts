import { codeOf } from "../../errors.ts";
import { DamagedInput } from "./bytes.ts";
import { domainOf } from "./convert-people.ts";
import type { Csv } from "./csvs.ts";
import type { Input, Place } from "./inputs.ts";
import { networkInUrl, type NetworkRow, type PlaceFacts, type PlaceNetwork } from "./networks.ts";
import { peekRows, type Row } from "./rows.ts";
import { layoutOf, messages, networks, users } from "./schema.ts";

/** What the first rows of the CSVs say of whose they are. */

const PEEKED_ROWS = 2000;

/** The first rows of a CSV. */
async function* peek(csv: Csv, signal: AbortSignal): AsyncGenerator<Row> {
  let left = PEEKED_ROWS;
  try {
    for await (const row of peekRows(
      { piece: await csv.entry.locate(), shape: csv.shape, from: csv.header.from, withDigests: false },
      signal,
    )) {
      yield row;
      if (--left === 0) return;
    }
  } catch (error) {
    if (!(error instanceof DamagedInput) && codeOf(error) === "") throw error;
  }
}

export async function factsOf(inputs: readonly Input[], csvs: readonly Csv[], signal: AbortSignal): Promise<PlaceFacts[]> {
  const facts: PlaceFacts[] = [];
  for (const input of inputs) {
    for (const place of input.places) {
      const rows = await networkRows(csvs, place, signal);
      const fromUrl = rows.length === 1 || place.folder !== null ? undefined : await urlNetwork(csvs, place, signal);
      facts.push({ input, place, rows, fromUrl });
    }
  }
  return facts;
}

async function networkRows(csvs: readonly Csv[], place: Place, signal: AbortSignal): Promise<NetworkRow[]> {
  const csv = csvs.find((one) => one.place === place && one.kind.format === networks);
  if (!csv) return [];
  const { at } = layoutOf(networks, csv.header.names);
  const rows: NetworkRow[] = [];
  for await (const row of peek(csv, signal)) {
    const id = row.id(at.id);
    if (id !== null && id !== undefined) rows.push({ id: String(id), permalink: row.text(at.permalink).trim(), name: row.text(at.name) });
  }
  return rows;
}

async function urlNetwork(csvs: readonly Csv[], place: Place, signal: AbortSignal): Promise<string | undefined> {
  const csv = csvs.find((one) => one.place === place && one.kind.format === messages);
  const column = csv?.header.names.findIndex((name) => name.toLowerCase() === "gdpr_delete_url") ?? -1;
  if (!csv || column < 0) return undefined;
  for await (const row of peek(csv, signal)) {
    const network = networkInUrl(row.text(column));
    if (network !== undefined) return network;
  }
  return undefined;
}

/**
 * The permalink where it is a domain, else the domain most of the first people of every list have: enough to tell guests, without reading the files
 * twice, and the same in whatever order they are given.
 */
export async function homeDomainsOf(
  csvs: readonly Csv[],
  names: ReadonlyMap<Place, PlaceNetwork>,
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const domains = new Map<string, string>();
  const counts = new Map<string, Map<string, number>>();
  for (const csv of csvs) {
    const network = names.get(csv.place);
    if (csv.kind.format !== users || !network) continue;
    const permalink = network.permalink?.toLowerCase() ?? "";
    if (/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(permalink)) {
      domains.set(network.network, permalink);
      continue;
    }
    const known = counts.get(network.network) ?? new Map<string, number>();
    counts.set(network.network, known);
    await countDomains(csv, known, signal);
  }
  for (const [network, known] of counts) {
    const [common] = [...known].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    if (common && !domains.has(network)) domains.set(network, common[0]);
  }
  return domains;
}

async function countDomains(csv: Csv, counts: Map<string, number>, signal: AbortSignal): Promise<void> {
  const { at } = layoutOf(users, csv.header.names);
  for await (const row of peek(csv, signal)) {
    const domain = domainOf(row.text(at.email).trim());
    if (domain !== undefined) counts.set(domain, (counts.get(domain) ?? 0) + 1);
  }
}
