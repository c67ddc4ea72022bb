import type { Id } from "../../model/key.ts";
import { DamagedInput } from "./bytes.ts";
import type { Exclusion } from "./context.ts";
import type { Csv } from "./csvs.ts";
import { readRows, Row } from "./rows.ts";
import { networkOf, type Run } from "./run.ts";
import { groups, layoutOf } from "./schema.ts";

/** Names of groups in every Groups.csv, so that a pattern also finds the rows that came before the name. */
export async function learnGroupNames(exclusion: Exclusion, run: Run): Promise<void> {
  for (const csv of run.inspection.csvs) {
    if (csv.kind.format !== groups) continue;
    const { at } = layoutOf(groups, csv.header.names);
    const { network } = networkOf(csv, run);
    const job = { piece: await csv.entry.locate(), shape: csv.shape, from: csv.header.from, withDigests: false };
    try {
      for await (const batch of readRows(job, run.signal)) {
        const row = new Row(batch, csv.layout.width);
        for (let n = 0; n < batch.count; n++) {
          row.moveTo(n);
          const id = row.id(at.id);
          if (id !== null && id !== undefined) exclusion.learn(network, id, row.text(at.name));
        }
      }
    } catch (error) {
      // The rows before the damage are known; the reading itself will report it.
      if (!(error instanceof DamagedInput)) throw error;
    }
  }
}

/** Ids that a plain pass over a file shows in one column. */
export async function* idsIn(csv: Csv, column: number, signal: AbortSignal): AsyncGenerator<Id> {
  const job = { piece: await csv.entry.locate(), shape: csv.shape, from: csv.header.from, withDigests: false };
  for await (const batch of readRows(job, signal)) {
    const row = new Row(batch, csv.layout.width);
    for (let n = 0; n < batch.count; n++) {
      row.moveTo(n);
      const id = row.id(column);
      if (id !== null && id !== undefined) yield id;
    }
  }
}
