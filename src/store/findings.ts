import type { Db, Store } from "./store.ts";

export interface FindingRow {
  readonly kind: string;
  readonly subject: string;
  readonly detail: string;
  /** blocks: nothing is sent before it is settled. */
  readonly severity?: "blocks" | "warns";
}

/** What a stage found at a target replaces what it found there before. */
export function saveFindings(store: Store, target: string, stage: string, findings: readonly FindingRow[]): void {
  const insert = store.db.prepare("INSERT INTO finding(target, stage, kind, subject, detail, severity) VALUES(?, ?, ?, ?, ?, ?)");
  store.transaction(() => {
    store.db.prepare("DELETE FROM finding WHERE target = ? AND stage = ?").run(target, stage);
    for (const finding of findings) insert.run(target, stage, finding.kind, finding.subject, finding.detail, finding.severity ?? "warns");
  });
}

/** What stands against sending anything, in words. */
export function blockingFindings(db: Db, target: string): string[] {
  return db
    .prepare<[string], { detail: string }>("SELECT detail FROM finding WHERE target = ? AND severity = 'blocks' ORDER BY pk")
    .all(target)
    .map((row) => row.detail);
}
