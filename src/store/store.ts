import Database from "better-sqlite3";
import { chmodSync, existsSync } from "node:fs";
import { join } from "node:path";
import { codeOf, exitCodes, UserError } from "../errors.ts";
import { migrations, secondaryIndexes } from "./migrations.ts";
import { openCopy } from "./read-only.ts";
import { createViews } from "./views.ts";
import { takeLock } from "./writer.ts";

export type Db = Database.Database;

/** The store of one workspace: the truth about this migration. */
export interface Store {
  readonly db: Db;
  readonly workspace: string;
  /** Runs `work` in one transaction: all of it is there after a crash, or nothing. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/** Bumped with the views, so that an older database gets the new ones. */
const VIEWS_VERSION = "4";
const CACHE_KIB = 16_000;

export function storePath(workspace: string): string {
  return join(workspace, "regroup.db");
}

/**
 * Opens the store for the one writer of this workspace: an exclusive lock on `regroup.lock`, held by the system and freed by it after `kill -9`.
 * @throws UserError when another process writes, when the file is newer than this version, or when it cannot be written.
 */
export function openForWriting(workspace: string): Store {
  const lock = lockFor(workspace);
  try {
    const fresh = !existsSync(storePath(workspace));
    const db = new Database(storePath(workspace));
    if (fresh) chmodSync(storePath(workspace), 0o600);
    // 8 KiB pages: bodies of some hundred characters fit several to a page; settled before the first table is made.
    db.pragma("page_size = 8192");
    db.pragma("journal_mode = WAL");
    db.pragma("synchronous = NORMAL");
    db.pragma(`cache_size = -${CACHE_KIB}`);
    db.pragma("wal_autocheckpoint = 4000");
    db.pragma("secure_delete = FAST");
    migrate(db);
    return {
      db,
      workspace,
      transaction: (work) => db.transaction(work).immediate(),
      close() {
        db.close();
        lock.close();
      },
    };
  } catch (error) {
    lock.close();
    throw explain(error, workspace);
  }
}

/** @throws UserError where nothing has been exported into this workspace. */
export function requireStore(workspace: string): void {
  if (!existsSync(storePath(workspace))) throw noStore(workspace);
}

function noStore(workspace: string): UserError {
  return new UserError(`There is no store in ${workspace} yet.`, { hint: "Run `regroup export` first." });
}

function lockFor(workspace: string): Db {
  try {
    return takeLock(workspace);
  } catch (error) {
    throw explain(error, workspace);
  }
}

/** Opens the store beside a writer, never waiting for it. */
export function openForReading(workspace: string): Store {
  const store = openIfAny(workspace);
  if (!store) throw noStore(workspace);
  return store;
}

/** As `openForReading`; undefined where nothing was committed yet: there is no file, or a crash left it empty. */
export function openIfAny(workspace: string): Store | undefined {
  if (!existsSync(storePath(workspace))) return undefined;
  try {
    const db = new Database(storePath(workspace), { readonly: true, timeout: 2000 });
    try {
      if (refuseNewer(db) === 0) {
        db.close();
        return undefined;
      }
    } catch (error) {
      db.close();
      throw error;
    }
    return { db, workspace, transaction: (work) => db.transaction(work)(), close: () => db.close() };
  } catch (error) {
    throw explain(error, workspace);
  }
}

/** As `openForReading`, also where this user may not write into the workspace: a copy is read there, as of the moment it was made. */
export function openAnywhere(workspace: string): Store & { readonly isCopy: boolean } {
  try {
    return { ...openForReading(workspace), isCopy: false };
  } catch (error) {
    if (!(error instanceof UserError) || error.exit !== exitCodes.access) throw error;
  }
  try {
    const { db, close } = openCopy(storePath(workspace));
    if (refuseNewer(db) === 0) throw noStore(workspace);
    return { db, workspace, transaction: (work) => db.transaction(work)(), close, isCopy: true };
  } catch (error) {
    if (!["EACCES", "EPERM"].includes(codeOf(error))) throw explain(error, workspace);
    throw new UserError(`The store in ${workspace} may not be read by this user.`, {
      hint: "Run this as the user who ran `regroup export`: the store is readable by nobody else.",
      exit: exitCodes.access,
      cause: error,
    });
  }
}

function refuseNewer(db: Db): number {
  const version = Number(db.pragma("user_version", { simple: true }));
  if (version > migrations.length) {
    throw new UserError(`regroup.db was written by a newer regroup (schema ${version}, this one knows ${migrations.length}).`, {
      hint: "Use that version, or a newer one.",
    });
  }
  return version;
}

function migrate(db: Db): void {
  const version = refuseNewer(db);
  db.transaction(() => {
    for (const [index, sql] of migrations.entries()) if (index >= version) db.exec(sql);
    db.pragma(`user_version = ${migrations.length}`);
    const known = db.prepare<[], { value: string }>("SELECT value FROM state WHERE name = 'views'").get();
    if (version < migrations.length || known?.value !== VIEWS_VERSION) {
      db.exec(createViews());
      db.prepare("INSERT OR REPLACE INTO state(name, value) VALUES('views', ?)").run(VIEWS_VERSION);
    }
  })();
}

/** Made after a first load; without them every later stage still works, slower. */
export function ensureIndexes(db: Db): void {
  db.exec(secondaryIndexes);
}

/** Turns what SQLite and the system say about the workspace into what a person can do. Anything else is passed on. */
export function explain(error: unknown, workspace: string): unknown {
  if (error instanceof UserError) return error;
  const code = codeOf(error);
  if (code === "EFBIG") {
    return new UserError(`A file in ${workspace} would grow larger than this system allows.`, {
      hint: "Raise the limit (ulimit -f), or move the workspace to another file system, and run the same command again: it goes on where it stopped.",
      cause: error,
    });
  }
  if (code === "SQLITE_FULL" || code === "ENOSPC" || code === "EDQUOT") {
    return new UserError(`The disk that holds ${workspace} is full.`, {
      hint: "Free some space and run the same command again: it goes on where it stopped.",
      cause: error,
    });
  }
  if (
    code.startsWith("SQLITE_READONLY") ||
    code.startsWith("SQLITE_CANTOPEN") ||
    code === "EACCES" ||
    code === "EPERM" ||
    code === "EROFS"
  ) {
    return new UserError(`The workspace ${workspace} cannot be written.`, {
      hint: "Check that the folder exists and that you may write in it, then run the same command again.",
      exit: exitCodes.access,
      cause: error,
    });
  }
  if (code.startsWith("SQLITE_IOERR")) {
    return new UserError(`Reading or writing the store in ${workspace} failed (${code}).`, {
      hint: "Check the disk and its free space, then run the same command again: it goes on where it stopped.",
      cause: error,
    });
  }
  if (code.startsWith("SQLITE_BUSY") || code.startsWith("SQLITE_LOCKED")) {
    return new UserError(`Another program holds regroup.db in ${workspace} locked.`, {
      hint: "Close it there (an SQLite browser or shell with unsaved changes, say), then run the same command again: it goes on where it stopped.",
      cause: error,
    });
  }
  if (code === "SQLITE_NOTADB" || code === "SQLITE_CORRUPT") {
    return new UserError(`regroup.db in ${workspace} is damaged (${code}).`, {
      hint: "Put it aside, with the site that was made from it, and run `regroup export` again: records and decisions come from the inputs and your CSV files; the plan has to be approved anew.",
      cause: error,
    });
  }
  return error;
}
