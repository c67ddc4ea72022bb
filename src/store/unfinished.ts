import { readState, writeState } from "./runs.ts";
import type { Db } from "./store.ts";

/**
 * Whether a target waits for its last step: since the first change of an import or a rollback, until what lists everything was made anew. Cut off in
 * between, pages there may still show what has moved, become private or gone.
 */
const name = (target: string): string => `unfinished:${target}`;

export function noteUnfinished(db: Db, target: string, command: "import" | "rollback"): void {
  writeState(db, name(target), command);
}

export function noteFinished(db: Db, target: string): void {
  db.prepare("DELETE FROM state WHERE name = ?").run(name(target));
}

/** The command that has to be run again, or undefined where the last one came to its end. */
export function unfinishedCommand(db: Db, target: string): string | undefined {
  return readState(db, name(target));
}
