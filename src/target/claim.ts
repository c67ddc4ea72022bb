import { randomBytes } from "node:crypto";
import { readState, writeState } from "../store/runs.ts";
import type { Db } from "../store/store.ts";
import { importedKey } from "./rollback-ledger.ts";
import type { Claim } from "./target.ts";

/** Random, made once: it goes with the store, so a workspace that was moved or copied as a whole is still the same one. */
const WORKSPACE = "workspace-id";
/** The place of the last import, also after a rollback took everything back. */
const placeKey = (target: string) => `place:${target}`;

/** Whose the target's place is, as the store knows it. Reads only. */
export function claimOf(db: Db, target: string): Claim {
  const ref = db.prepare<[string, string]>("SELECT 1 FROM target_ref WHERE target = ? AND key = ?");
  const imported = readState(db, importedKey(target));
  return {
    workspace: readState(db, WORKSPACE),
    wasAt: (fingerprint) => [imported, readState(db, placeKey(target))].includes(fingerprint),
    made: (key, fingerprint) => (imported ?? fingerprint) === fingerprint && ref.get(target, key) !== undefined,
  };
}

/** As `claimOf`, for a command that is about to write there: from now on this workspace has an id. Holds the writer's lock. */
export function claimForWriting(db: Db, target: string): Claim {
  if (readState(db, WORKSPACE) === undefined) writeState(db, WORKSPACE, randomBytes(16).toString("hex"));
  return claimOf(db, target);
}

export function notePlace(db: Db, target: string, fingerprint: string): void {
  writeState(db, placeKey(target), fingerprint);
}
