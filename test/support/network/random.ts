/** A small seeded generator (mulberry32): fast, the same on every machine, good enough for made-up conversations. */
export interface Random {
  /** 0 ≤ x < 1 */
  readonly next: () => number;
  /** Whole number, 0 ≤ n < limit */
  readonly below: (limit: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(list: readonly T[]) => T;
}

/** Mixes whole numbers into one 32-bit seed, so that thread 7 of seed 1 has nothing to do with thread 1 of seed 7. */
export function mixSeed(...parts: readonly number[]): number {
  let hash = 0x9e3779b9;
  for (const part of parts) {
    hash = Math.imul(hash ^ (part | 0), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
}

export function makeRandom(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  function below(limit: number): number {
    return Math.floor(next() * limit);
  }
  function pick<T>(list: readonly T[]): T {
    const item = list[below(list.length)];
    if (item === undefined) throw new Error("cannot pick from an empty list");
    return item;
  }
  return { next, below, chance: (probability) => next() < probability, pick };
}

/** A rank below `limit`, the low ranks far more often: what activity in a community looks like. */
export function skewedRank(random: Random, limit: number, skew = 2.4): number {
  return Math.min(limit - 1, Math.floor(limit * random.next() ** skew));
}
