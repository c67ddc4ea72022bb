import type { Dice } from "./dice.ts";
import type { Lies } from "./options.ts";

/** A page below the first of a feed that comes wrong when it is read first, and right afterwards. */
export function wrongPages(dice: Dice, share: number, word: string): (feed: string, olderThan: string) => boolean {
  const told = new Set<string>();
  return (feed, olderThan) => {
    const page = `${feed} ${olderThan}`;
    if (told.has(page) || !dice(share, word, page)) return false;
    told.add(page);
    return true;
  };
}

/** An endpoint that fails so often when it is asked first, and answers afterwards. */
export function deafLists(dice: Dice, lies: Lies): (path: string) => boolean {
  const failures = new Map<string, number>();
  return (path) => {
    const before = failures.get(path) ?? 0;
    if (before >= lies.deafAnswers || !dice(lies.deafLists, "deaf", path)) return false;
    failures.set(path, before + 1);
    return true;
  };
}

/** Now and then a thread answers empty, and a while later it is there (2.4, rule 4). Which reading does is settled by seed, thread and count. */
export function emptyReadings(dice: Dice, lies: Lies): (threadId: string) => boolean {
  const readings = new Map<string, { good: number; empty: number }>();
  return (threadId) => {
    if (lies.emptyThreads === 0) return false;
    const reading = readings.get(threadId) ?? { good: 0, empty: 0 };
    readings.set(threadId, reading);
    // After a streak the next reading is good: a client that asks often enough gets its answer.
    if (reading.empty < lies.emptyReadings && dice(lies.emptyThreads, "empty", threadId, reading.good)) {
      reading.empty++;
      return true;
    }
    reading.good++;
    reading.empty = 0;
    return false;
  };
}
