import type { SourceId } from "../source/source.ts";
import type { Db, Store } from "./store.ts";

/** One invocation that writes. Its times never reach a view, the site or a CSV. */
export function startRun(db: Db, command: string, now: number): number {
  return Number(db.prepare("INSERT INTO run(command, started_at) VALUES(?, ?)").run(command, now).lastInsertRowid);
}

export function endRun(db: Db, run: number, outcome: string, now: number): void {
  db.prepare("UPDATE run SET ended_at = ?, outcome = ? WHERE pk = ?").run(now, outcome, run);
}

/** When the last export ended that went through; undefined where none did. */
export function lastExport(db: Db): number | undefined {
  return (
    db.prepare<[], { at: number | null }>("SELECT max(ended_at) AS at FROM run WHERE command = 'export' AND outcome = 'done'").get()?.at ??
    undefined
  );
}

export function checkpointReader(db: Db, source: SourceId): (scope: string) => string | undefined {
  const get = db.prepare<[string, string], { value: string }>("SELECT value FROM checkpoint WHERE source = ? AND scope = ?");
  return (scope) => get.get(source, scope)?.value;
}

/** Small facts about the workspace: which plan is current, which target is the main one. */
export function readState(db: Db, name: string): string | undefined {
  return db.prepare<[string], { value: string }>("SELECT value FROM state WHERE name = ?").get(name)?.value;
}

export function writeState(db: Db, name: string, value: string): void {
  db.prepare("INSERT OR REPLACE INTO state(name, value) VALUES(?, ?)").run(name, value);
}

const STANDING = "standing";

/** Who stands for a plan by the scope of an earlier signature, for `status`. An import does not rely on it. */
export function noteStanding(store: Store, plan: number, by: string | undefined): void {
  store.transaction(() => writeState(store.db, STANDING, JSON.stringify({ plan, by: by ?? null })));
}

export function standingOf(db: Db, plan: number): string | null {
  const note = readState(db, STANDING);
  const { plan: noted, by } =
    note === undefined ? { plan: undefined, by: null } : (JSON.parse(note) as { plan: number; by: string | null });
  return noted === plan ? by : null;
}
