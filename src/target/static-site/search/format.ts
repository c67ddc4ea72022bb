/** What the index looks like on disk: agreed between what writes it (build.ts) and what reads it in a browser (engine.ts). */

/** Numbers that both sides need; the browser gets them with its script. */
export const layout = {
  /**
   * Postings: for each post that holds a term, ascending, the distance to the one before (the first: to 0) times four, plus how it holds
   * it, in base 64 with five bits a character; the sixth says that more follow, as source maps do. Text needs no decoding of bytes.
   */
  digits: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
  /** How many posts' texts a file holds. */
  postsPerPart: 40,
  /** Files of texts a folder holds: browsers do not mind many, file managers do. */
  partsPerFolder: 500,
  /** Postings of common terms are apart, in ranges of so many posts: one is loaded only where a question still needs it. */
  postsPerRange: 1 << 17,
  /** Words this long and longer are found with one letter wrong. Shorter ones would find too much. */
  minTypoChars: 5,
} as const;
export type Layout = typeof layout;

/** How a post holds a term, strongest last: in its author's name, in its text, often in its text, in its title. */
export const holds = { author: 0, text: 1, often: 2, title: 3 } as const;

/** Postings as they are, or, of a common term: how many, the name of their files, and the ranges that there are. */
export type Postings = string | readonly [count: number, name: string, ranges: readonly number[]];

/** Keys ascending, each followed by its value. */
export type Part<Value> = readonly (string | Value)[];

/** First key of each part, and the name of its file. */
export type Table = readonly (readonly [first: string, name: string])[];

export interface Manifest {
  readonly posts: number;
  /** Ascending: a year and the number of its first post. Posts are numbered by time, those without a date before all others. */
  readonly years: readonly (readonly [year: number, first: number])[];
  readonly groups: readonly (readonly [key: string, name: string])[];
  /** Term → `Postings`. A group's posts are those of `#<key>`, an author's those of `@<word of the name>`. */
  readonly words: Table;
  /**
   * Halves of words, to find a word with one letter wrong: the other half is right. `<length>a<first half>` → the second halves of all
   * such words in one text, `<length>b<second half>` → the first halves. Lengths have two digits; the first half is the shorter one.
   */
  readonly typos: Table;
}

/** A post as a result shows it. `page` is `<network>/<thread>`, `text` may be cut, `day` is written out. */
export type Post = readonly [page: string, id: string, title: string, text: string, author: string, group: string, day: string];
