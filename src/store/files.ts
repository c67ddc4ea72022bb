import type { FileToOpen } from "../source/source.ts";
import type { Blobs } from "./blobs.ts";
import type { Db } from "./store.ts";

/** A file version whose bytes the source offers and the workspace does not have yet. */
export interface WantedFile extends FileToOpen {
  readonly networkPk: number;
}

/** Which bytes of one kind are here, and which are still to come. */
export interface ByteLedger {
  count(): number;
  next(limit: number): WantedFile[];
  /** What could not be fetched is wanted again. */
  retryLost(): void;
  here(file: WantedFile, sha256: string, sizeBytes: number): void;
  lost(file: WantedFile, reason: string): void;
}

/** Names the part of a file that is on its way. Another address is another part. */
export function partName(source: string, { network, type, id, locator }: FileToOpen): string {
  return JSON.stringify([source, network, type, id, locator]);
}

/** Removes the parts of files that nobody wants any more: whose bytes are here, whose message was forgotten, whose address is another now. */
export function keepWantedParts(db: Db, blobs: Blobs): void {
  const wanted = db.prepare<[], FileToOpen & { readonly source: string }>(
    `SELECT i.source, n.name AS network, f.type, CAST(f.id AS TEXT) AS id, i.file AS origin, f.locator FROM file_version f
     JOIN network n ON n.pk = f.network JOIN input i ON i.pk = f.locator_input
     WHERE f.locator IS NOT NULL AND f.sha256 IS NULL AND f.is_private = 0
     UNION ALL SELECT i.source, n.name, 'avatar', CAST(a.person_id AS TEXT), i.file, a.locator FROM avatar a
     JOIN network n ON n.pk = a.network JOIN input i ON i.pk = a.input WHERE a.sha256 IS NULL`,
  );
  blobs.keepParts(wanted.all().map((file) => partName(file.source, file)));
}

/** Takes bytes out of the ledger that no record names any more; they stay in `blobs/` until `removeUnusedBytes`. */
export function forgetUnusedBytes(db: Db): void {
  db.exec(`DELETE FROM blob WHERE sha256 NOT IN (
    SELECT sha256 FROM file_version WHERE sha256 IS NOT NULL UNION ALL SELECT sha256 FROM avatar WHERE sha256 IS NOT NULL)`);
}

/**
 * Removes such bytes from `blobs/`: a picture that is another now, or none; a file that was replaced; what a run had put there when it was killed, before it could
 * write that down, if the file has changed since.
 */
export function removeUnusedBytes(db: Db, blobs: Blobs): void {
  forgetUnusedBytes(db);
  const known = db.prepare<[string]>("SELECT 1 FROM blob WHERE sha256 = ?");
  blobs.keepOnly((sha256) => known.get(sha256) !== undefined);
}

/** Bytes that were here and are gone, or cut off, are wanted again from the source. */
export function wantMissingAgain(db: Db, blobs: Blobs): void {
  const known = db.prepare<[], { sha256: string; sizeBytes: number }>("SELECT sha256, size_bytes AS sizeBytes FROM blob").iterate();
  const missing: string[] = [];
  for (const { sha256, sizeBytes } of known) if (!blobs.has(sha256, sizeBytes)) missing.push(sha256);
  const want = ["file_version", "avatar"].map((table) => db.prepare(`UPDATE ${table} SET sha256 = NULL WHERE sha256 = ?`));
  db.transaction(() => {
    for (const sha256 of missing) for (const statement of want) statement.run(sha256);
  })();
}

/** Keeps track of which bytes of files are here. */
export function createFileLedger(db: Db, source: string): ByteLedger {
  const where = `FROM file_version f JOIN input i ON i.pk = f.locator_input
    WHERE i.source = ? AND f.locator IS NOT NULL AND f.sha256 IS NULL AND f.lost IS NULL AND f.is_private = 0`;
  const count = db.prepare<[string], { n: number }>(`SELECT count(*) AS n ${where}`);
  const next = db.prepare<[string, number], WantedFile>(
    `SELECT f.network AS networkPk, (SELECT name FROM network WHERE pk = f.network) AS network, f.type, CAST(f.id AS TEXT) AS id, i.file AS origin, f.locator,
       f.name, f.told_bytes AS sizeBytes ${where}
     ORDER BY f.network, f.type, f.id LIMIT ?`,
  );
  const put = db.prepare("UPDATE file_version SET sha256 = ?, size_bytes = ? WHERE network = ? AND type = ? AND id = ?");
  const blob = db.prepare("INSERT OR IGNORE INTO blob(sha256, size_bytes) VALUES(?, ?)");
  const lose = db.prepare("UPDATE file_version SET lost = ? WHERE network = ? AND type = ? AND id = ?");
  const retry = db.prepare(
    // Of this source alone: what another one cannot bring stays a gap.
    "UPDATE file_version SET lost = NULL WHERE lost IS NOT NULL AND locator_input IN (SELECT pk FROM input WHERE source = ?)",
  );
  return {
    count: () => count.get(source)?.n ?? 0,
    next: (limit: number) => next.all(source, limit),
    retryLost: () => void retry.run(source),
    here(file: WantedFile, sha256: string, sizeBytes: number): void {
      db.transaction(() => {
        blob.run(sha256, sizeBytes);
        put.run(sha256, sizeBytes, file.networkPk, file.type, file.id);
      })();
    },
    lost: (file: WantedFile, reason: string) => void lose.run(reason, file.networkPk, file.type, file.id),
  };
}
