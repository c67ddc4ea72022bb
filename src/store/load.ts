import type { Db } from "./store.ts";

/**
 * A first load holds nothing that its inputs do not hold too, so the disk is not waited for: a killed process loses nothing by it, a power cut
 * costs at worst a load that is made again. From then on every commit is on the disk. True where this is a first load.
 */
export function beginLoad(db: Db): boolean {
  const isEmpty =
    db.prepare("SELECT 1 FROM message LIMIT 1").get() === undefined && db.prepare("SELECT 1 FROM plan LIMIT 1").get() === undefined;
  if (isEmpty) db.pragma("synchronous = OFF");
  return isEmpty;
}

export function endLoad(db: Db): void {
  // The next commit's checkpoint brings these pages to the disk with its own.
  db.pragma("wal_checkpoint(TRUNCATE)");
  db.pragma("synchronous = NORMAL");
}
