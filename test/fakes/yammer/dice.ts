import { makeRandom, mixSeed } from "../../support/network/random.ts";

/** Decisions that hang on seed and place alone, so that the same question gets the same answer in whatever order it is asked. */
export type Dice = (share: number, ...place: readonly (string | number | bigint)[]) => boolean;

export function makeDice(seed: number): Dice {
  return (share, ...place) => share > 0 && roll(seed, ...place) < share;
}

/** 0 ≤ x < 1 */
export function roll(seed: number, ...place: readonly (string | number | bigint)[]): number {
  return makeRandom(mixSeed(seed, hashText(place.join("\u0000")))).next();
}

/** FNV-1a, 32 bits. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
