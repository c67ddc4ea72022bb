import type { DataRecord, SourceId } from "../source/source.ts";
import { provenanceCode, sourceCode } from "./codes.ts";
import { manyRows } from "./statements.ts";
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

export type Bound = number | bigint | string | null;

export interface Claims {
  /** Notes where the record came from. False: a later input has said it already, so this row is superseded. */
  claim(record: DataRecord, network: number, input: number): boolean;
  /** The same for `rows` records that are known to be new. `values`: kind, network, id, input, row, digest, rest of each, one behind the other. */
  put(rows: number, values: readonly Bound[]): void;
}

export function createProvenance(db: Db, options: { readonly source: SourceId; readonly run: number }): Claims {
  const source = sourceCode[options.source];
  const holder = db.prepare<[number, number, bigint | string], { input: number; file: string; position: number; row: number | null }>(
    `SELECT p.input, i.file, i.position, p.row FROM provenance p JOIN input i ON i.pk = p.input
     WHERE p.kind = ? AND p.network = ? AND p.id = ? AND p.source = ${source}`,
  );
  const inputOf = db.prepare<[number], { file: string; position: number }>("SELECT file, position FROM input WHERE pk = ?");
  const supersede = db.prepare("INSERT OR IGNORE INTO superseded(kind, network, id, input, row) VALUES(?, ?, ?, ?, ?)");
  const isOfFiles = options.source !== "yammer-api";
  const insert = manyRows(
    db,
    (tuples) => `INSERT OR REPLACE INTO provenance(kind, network, id, input, row, digest, rest, source, run) VALUES ${tuples}`,
    `(?, ?, ?, ?, ?, ?, ?, ${source}, ${options.run})`,
  );

  function claim(record: DataRecord, network: number, input: number): boolean {
    const { kind, id } = provenanceId(record);
    const row = record.row ?? null;
    const held = holder.get(kind, network, id);
    const mine = held && inputOf.get(input);
    const isEarlier = held !== undefined && held.input !== input && held.position > (mine?.position ?? 0);
    // Of a file that was replaced by another of its name, the rows are no more.
    const isAnother = held !== undefined && (held.input === input ? held.row !== row : held.file !== mine?.file);
    const loser = isEarlier ? { input, row } : held;
    if (isOfFiles && isAnother && loser && loser.row !== null) supersede.run(kind, network, id, loser.input, loser.row);
    if (isEarlier) return false;
    insert(1).run([kind, network, id, input, row, record.digest ?? null, record.rest ?? null]);
    return true;
  }

  return { claim, put: (rows, values) => void insert(rows).run(values) };
}
