import { toId } from "../../model/key.ts";
import type { NetworkRecord } from "../../model/network.ts";
import type { CheckpointReader, Scope } from "../source.ts";
import type { Entry } from "./archive.ts";
import type { Exclusion, Hints, OpenlyAttached } from "./context.ts";
import type { Csv } from "./csvs.ts";
import type { Inspection } from "./inspect.ts";
import type { PlaceNetwork } from "./networks.ts";

/** What one run shares between files. */
export interface Run {
  readonly inspection: Inspection;
  readonly scope: Scope;
  readonly hints: Hints;
  readonly exclusion: Exclusion | undefined;
  readonly checkpoints: CheckpointReader;
  readonly signal: AbortSignal;
  /** Networks already introduced in this run. */
  readonly introduced: Set<string>;
  /** Rows of each file that is read to its end. */
  readonly rowsOf: Map<string, number>;
  readonly openly: OpenlyAttached;
  /** Attachments and pages that a row asked for. */
  readonly claimed: Set<Entry>;
}

export function networkOf(csv: Csv, run: Pick<Run, "inspection">): PlaceNetwork {
  return run.inspection.networks.get(csv.place) ?? { network: "yammer" };
}

/** The network itself, before anything of it. */
export function introduction(network: PlaceNetwork, run: Run): NetworkRecord[] {
  if (run.introduced.has(network.network)) return [];
  run.introduced.add(network.network);
  const id = network.id === undefined ? undefined : toId(network.id);
  return [
    {
      kind: "network",
      network: network.network,
      ...(id === undefined ? {} : { id }),
      ...(network.permalink === undefined ? {} : { permalink: network.permalink }),
      ...(network.name === undefined ? {} : { name: network.name }),
    },
  ];
}
