import Database from "better-sqlite3";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { codeOf, exitCodes, UserError } from "../errors.ts";

/** One writer a workspace: an exclusive SQLite lock that the system frees when its process ends, however it ends. */

/** Long enough to outlast somebody who only looks whether the lock is held; a writer holds it for minutes. */
const WAIT_MS = 250;

export function lockPath(workspace: string): string {
  return join(workspace, "regroup.lock");
}

/** @throws UserError when another process writes; a system or SQLite error as it is. Close it to let go. `waitMs`: nothing else has its turn meanwhile. */
export function takeLock(workspace: string, waitMs = WAIT_MS): Database.Database {
  let lock: Database.Database | undefined;
  try {
    lock = new Database(lockPath(workspace), { timeout: waitMs });
    lock.pragma("journal_mode = DELETE");
    lock.exec("BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock?.close();
    if (!isHeld(error)) throw error;
    throw new UserError("Another regroup process is writing in this workspace.", {
      hint: "Wait for it to end, or look with `regroup status` (that never waits).",
      exit: exitCodes.usage,
      cause: error,
    });
  }
}

/** Whether a process holds the lock now: asked of the system, never guessed. Undefined where the lock may not be looked at. */
export function isBeingWritten(workspace: string): boolean | undefined {
  if (!existsSync(lockPath(workspace))) return false;
  let lock: Database.Database | undefined;
  try {
    lock = new Database(lockPath(workspace), { readonly: true, timeout: 0 });
    lock.prepare("SELECT count(*) FROM sqlite_master").get();
    return false;
  } catch (error) {
    return isHeld(error) ? true : undefined;
  } finally {
    lock?.close();
  }
}

function isHeld(error: unknown): boolean {
  return codeOf(error).startsWith("SQLITE_BUSY") || codeOf(error).startsWith("SQLITE_LOCKED");
}
