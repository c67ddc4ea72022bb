/** Ids as Yammer gave them out over the years: about nine digits around 2016, sixteen in 2022 (seconds since 1970
 *  times 2^20 fits the two public ids of that year), and, to keep readers honest, some that a double cannot hold. */
export type IdStyle = "short" | "long" | "mixed";

/** No thread may be longer: message ids of one thread share a block of this many. */
export const MAX_THREAD = 96;

const PAST_DOUBLE = 9007199254740992n;
const NINETEEN_DIGITS = 1152921504606846977n;

export interface IdMaker {
  readonly person: (n: number) => string;
  readonly group: (n: number) => string;
  readonly topic: (n: number) => string;
  readonly message: (thread: number, slot: number, ms: number) => string;
  /** Anything that hangs on a message: files, versions, cards, polls. `part` is below 16. */
  readonly part: (thread: number, slot: number, part: number) => string;
}

export function makeIds(style: IdStyle): IdMaker {
  const isShort = style === "short";
  const isMixed = style === "mixed";
  return {
    // Neighbours past 2^53 fall onto the same double, which is how a reader that uses numbers gives itself away.
    person: (n) =>
      isMixed && n % 5 >= 3 ? String(PAST_DOUBLE + BigInt(n)) : String(isShort ? 101200300 + n * 37 : 1622000000000 + n * 65537),
    group: (n) =>
      isMixed && n % 4 === 3 ? String(NINETEEN_DIGITS + BigInt(n)) : String(isShort ? 8100200 + n * 1013 : 102400000000 + n * 65537),
    topic: (n) => String(20100300 + n * 211),
    message: (thread, slot, ms) => messageId(style, thread, slot, ms),
    part: (thread, slot, part) => {
      const place = (thread * MAX_THREAD + slot) * 16 + part;
      return String((isShort ? 116000000 : 1410000000000) + place);
    },
  };
}

function messageId(style: IdStyle, thread: number, slot: number, ms: number): string {
  const place = thread * MAX_THREAD + slot;
  if (style === "short") return String(600000000 + place);
  if (style === "mixed") {
    if (thread % 8 === 0) return String(600000000 + place);
    if (thread % 8 === 1) return String(NINETEEN_DIGITS + BigInt(place));
    if (thread % 8 === 2) return String(PAST_DOUBLE + BigInt(place));
  }
  // Messages of one thread are at least a second apart, so seconds and thread number together are unique.
  return String(Math.floor(ms / 1000) * 1048576 + (thread % 1048576));
}

/** A guid that is a function of its number. */
export function guidOf(n: number, mix: (n: number, salt: number) => number): string {
  const hex = [1, 2, 3, 4].map((salt) => mix(n, salt).toString(16).padStart(8, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
