import type { Store } from "./store.ts";

export interface FindingRow {
  readonly kind: string;
  readonly subject: string;
  readonly detail: string;
}

/** What a stage found at a target replaces what it found there before. */
export function saveFindings(store: Store, target: string, stage: string, findings: readonly FindingRow[]): void {
  const insert = store.db.prepare("INSERT INTO finding(target, stage, kind, subject, detail) VALUES(?, ?, ?, ?, ?)");
  store.transaction(() => {
    store.db.prepare("DELETE FROM finding WHERE target = ? AND stage = ?").run(target, stage);
    for (const finding of findings) insert.run(target, stage, finding.kind, finding.subject, finding.detail);
  });
}
