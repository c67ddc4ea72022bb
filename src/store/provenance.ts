import type { DataRecord, SourceId } from "../source/source.ts";
import { provenanceCode, sourceCode } from "./codes.ts";
import type { Db } from "./store.ts";

/** What the provenance table calls a record: its kind's code and its id (an integer, or text where a key has parts). */
export function provenanceId(record: DataRecord): { readonly kind: number; readonly id: bigint | string } {
  switch (record.kind) {
    case "network":
      return { kind: provenanceCode.network, id: record.id === undefined ? record.network : BigInt(record.id) };
    case "file":
      return { kind: record.type === "file" ? provenanceCode.file : provenanceCode.page, id: BigInt(record.id) };
    case "membership":
      return { kind: provenanceCode.membership, id: `${record.groupId}:${record.personId}` };
    case "reaction":
      return { kind: provenanceCode.reaction, id: `${record.messageId}:${record.personId}:${record.reaction}` };
    case "message-version":
      return { kind: provenanceCode["message-version"], id: `${record.messageId}:${record.versionId}` };
    case "external-thread":
      return { kind: provenanceCode["external-thread"], id: BigInt(record.threadId) };
    default:
      return { kind: provenanceCode[record.kind], id: BigInt(record.id) };
  }
}

export interface Claims {
  /** Notes where the record came from. False: a later input has said it already, so this row is superseded. */
  claim(record: DataRecord, network: number, input: number): boolean;
  /** The same for many that are known to be new. `values`: network, id, row, digest, rest of each. */
  put(kind: number, values: readonly (number | bigint | string | null)[][], input: number): void;
}

const BATCH = 50;

export function createProvenance(db: Db, options: { readonly source: SourceId; readonly run: number }): Claims {
  const source = sourceCode[options.source];
  const holder = db.prepare<[number, number, bigint | string], { input: number; position: number }>(
    `SELECT p.input, i.position FROM provenance p JOIN input i ON i.pk = p.input WHERE p.kind = ? AND p.network = ? AND p.id = ? AND p.source = ${source}`,
  );
  const position = db.prepare<[number], { position: number }>("SELECT position FROM input WHERE pk = ?");
  const insertMany = (rows: number) =>
    db.prepare(
      `INSERT OR REPLACE INTO provenance(kind, network, id, source, run, input, row, digest, rest) VALUES ${Array(rows)
        .fill(`(?, ?, ?, ${source}, ${options.run}, ?, ?, ?, ?)`)
        .join(", ")}`,
    );
  const one = insertMany(1);
  const many = insertMany(BATCH);

  function claim(record: DataRecord, network: number, input: number): boolean {
    const { kind, id } = provenanceId(record);
    const held = holder.get(kind, network, id);
    if (held && held.input !== input && held.position > (position.get(input)?.position ?? 0)) return false;
    one.run(kind, network, id, input, record.row ?? null, record.digest ?? null, record.rest ?? null);
    return true;
  }

  function put(kind: number, values: readonly (number | bigint | string | null)[][], input: number): void {
    for (let start = 0; start < values.length; start += BATCH) {
      const batch = values.slice(start, start + BATCH);
      const bound = batch.map(([network, id, row, digest, rest]) => [kind, network, id, input, row, digest, rest]);
      if (batch.length === BATCH) many.run(bound.flat());
      else for (const single of bound) one.run(...single);
    }
  }

  return { claim, put };
}
