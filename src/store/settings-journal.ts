import type { SettingsJournal } from "../source/source.ts";
import type { Db } from "./store.ts";

/** Whether a source's account has to be put back; what targets have adopted stays so until a rollback. */
export function hasPendingSettings(db: Db): boolean {
  return db.prepare("SELECT 1 FROM setting_journal WHERE owner NOT LIKE 'adopted:%' LIMIT 1").get() !== undefined;
}

/** Owner of the old values of sub-groups that were adopted at a target; `setting` is the sub-group's key. */
export function adoptedAt(target: string): string {
  return `adopted:${target}`;
}

/** Changes to somebody's account or site, on disk before they are made: whoever comes after a crash knows what to undo. */
export function settingsJournal(db: Db, owner: string): SettingsJournal {
  const record = db.prepare("INSERT OR IGNORE INTO setting_journal(owner, setting, before) VALUES(?, ?, ?)");
  const pending = db.prepare<[string], { setting: string; before: string }>("SELECT setting, before FROM setting_journal WHERE owner = ?");
  const settled = db.prepare("DELETE FROM setting_journal WHERE owner = ? AND setting = ?");
  return {
    record: (setting, before) => void record.run(owner, setting, before),
    pending: () => pending.all(owner),
    settled: (setting) => void settled.run(owner, setting),
  };
}
