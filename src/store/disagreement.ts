import { createHash } from "node:crypto";
import type { SourceId } from "../source/source.ts";
import { sourceCode } from "./codes.ts";
import { comparable } from "./cross-check.ts";
import type { Column } from "./merge.ts";
import type { Db } from "./store.ts";

/** A record, as `provenance` has it. */
export interface Compared {
  readonly kind: number;
  readonly network: number;
  readonly id: bigint | string;
}

/** A field of it: what stood in the store, and what is said now. */
export interface Saying {
  readonly field: string;
  readonly stood: Column;
  readonly said: Column;
}

/**
 * An export's words beside the API's, field by field. Only one of the two is kept in the record, so a digest of each is kept here where they are not the same:
 * a later input of either can then be compared with what the other said. Without a row both said what the record has.
 */
export function createDisagreements(db: Db, source: SourceId): (record: Compared, sayings: readonly Saying[]) => void {
  const other = source === "yammer-api" ? "yammer-export" : "yammer-api";
  const otherSpoke = db.prepare<[number, number, bigint | string]>(
    `SELECT 1 FROM provenance WHERE kind = ? AND network = ? AND id = ? AND source = ${sourceCode[other]}`,
  );
  const at = "kind = ? AND network = ? AND id = ?";
  const noted = db.prepare<[number, number, bigint | string], { field: string; exported: string | null; told: string | null }>(
    `SELECT field, exported, told FROM disagreement WHERE ${at}`,
  );
  const note = db.prepare("INSERT OR REPLACE INTO disagreement(kind, network, id, field, exported, told) VALUES(?, ?, ?, ?, ?, ?)");
  const drop = db.prepare(`DELETE FROM disagreement WHERE ${at} AND field = ?`);

  return function compare({ kind, network, id }, sayings) {
    if (source === "memory" || !otherSpoke.get(kind, network, id)) return;
    const before = new Map(noted.all(kind, network, id).map((row) => [row.field, row]));
    for (const { field, stood, said } of sayings) {
      const row = before.get(field);
      // Noted by an earlier version, which kept no digests: the source that speaks now is known again, the other one is not.
      const [exported, told] =
        source === "yammer-api" ? [row ? row.exported : digest(stood), digest(said)] : [digest(said), row ? row.told : digest(stood)];
      if (exported === null || told === null) continue;
      if (exported !== told) note.run(kind, network, id, field, exported, told);
      else if (row) drop.run(kind, network, id, field);
    }
  };
}

/** Empty where nothing is said; an empty text says something. */
function digest(value: Column): string {
  return value === null
    ? ""
    : createHash("sha256")
        .update(comparable(String(value)))
        .digest("base64url")
        .slice(0, 22);
}
