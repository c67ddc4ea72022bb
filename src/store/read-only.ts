import Database from "better-sqlite3";
import { constants, copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../errors.ts";

/**
 * A store in a folder that may not be written. SQLite wants a `-shm` file beside a database with a write-ahead log, and our SQLite is built
 * without `immutable=1`; so a copy is read: in a folder of its own that only this user may enter, and gone when it is closed.
 */
export interface CopiedDb {
  readonly db: Database.Database;
  close(): void;
}

const ATTEMPTS = 3;

/** @throws UserError when somebody writes all the time; system errors as they are. */
export function openCopy(path: string): CopiedDb {
  const folder = mkdtempSync(join(tmpdir(), "regroup-"));
  const drop = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    const copy = join(folder, "regroup.db");
    copyUnchanged(path, copy);
    const db = new Database(copy, { timeout: 0 });
    return {
      db,
      close() {
        db.close();
        drop();
      },
    };
  } catch (error) {
    drop();
    throw error;
  }
}

/** The file and its log belong together only when neither changed while they were copied. */
function copyUnchanged(path: string, copy: string): void {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = stampOf(path);
    // Shares the blocks where the file system can, so that a copy of gigabytes costs nothing.
    copyFileSync(path, copy, constants.COPYFILE_FICLONE);
    if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-wal`, constants.COPYFILE_FICLONE);
    else rmSync(`${copy}-wal`, { force: true });
    if (stampOf(path) === before) return;
  }
  throw new UserError(`${path} changes while it is read, and its folder may not be written by this user.`, {
    hint: "Wait until the command that is running has ended, or look as the user who runs it.",
  });
}

function stampOf(path: string): string {
  return [path, `${path}-wal`].map((file) => (existsSync(file) ? `${statSync(file).mtimeMs}-${statSync(file).size}` : "none")).join(" ");
}
