import { holds, layout, type Manifest, type Post, type Postings, type Table } from "./format.ts";
import { byRange, lines, lineWriter, postingRuns, type TermPostings } from "./postings.ts";
import { nameOf, tableWriter } from "./tables.ts";
import { searchWords } from "./words.ts";

/** Postings longer than this, in characters, stand in files of their own. */
const MAX_INLINE_CHARS = 8192;
/** What of a text is kept to be shown; all of it is found. With it a file of texts stays below 300 KB. */
const SHOWN_TEXT_BYTES = 5600;
const SHOWN_TITLE_BYTES = 600;
/** The author's name and the day. */
const SHOWN_NAME_BYTES = 300;
/** A word that stands so often in a post is more than mentioned. */
const OFTEN = 3;
const MAX_TYPO_CHARS = 40;

/** What a post brings into the index, in plain text. */
export interface Entry {
  /** `<network>/<thread>`. */
  readonly page: string;
  readonly id: string;
  /** Its own: what is found in it counts most. */
  readonly title: string;
  readonly text: string;
  /** As a result shows them: of a post without a title, its beginning and the rest; of an answer, the title of its conversation. */
  readonly shownTitle: string;
  readonly shownText: string;
  readonly author: string;
  /** Key of the group, of those that `groups` names. */
  readonly group: string;
  /** As a reader is told; "" where unknown. */
  readonly day: string;
  readonly year: number | undefined;
}

export interface IndexBuilder {
  /** Oldest first. */
  add(entry: Entry): Promise<void>;
  /** Writes what is left, the manifest last. */
  end(groups: Manifest["groups"]): Promise<void>;
}

export interface IndexFiles {
  /** Writes one file of the index as JSON data. */
  readonly write: (name: string, data: unknown) => Promise<void>;
  /** Absolute path of a temporary file. */
  readonly scratch: (name: string) => string;
}

const words = searchWords();

/** Makes an index of posts, one part in memory at a time. The same posts give the same files. */
export function indexBuilder(files: IndexFiles, options: { readonly heldPostings?: number } = {}): IndexBuilder {
  const runs = postingRuns(files.scratch, options.heldPostings);
  const years: [number, number][] = [];
  let part: Post[] = [];
  let count = 0;

  async function flushPosts(): Promise<void> {
    if (part.length === 0) return;
    const number = Math.floor((count - 1) / layout.postsPerPart);
    await files.write(`posts/${Math.floor(number / layout.partsPerFolder)}/${number}`, part);
    part = [];
  }

  return {
    async add(entry) {
      const post = count++;
      for (const [term, held] of termsOf(entry)) runs.add(term, post, held);
      if (entry.year !== undefined && entry.year > (years.at(-1)?.[0] ?? -Infinity)) years.push([entry.year, post]);
      part.push(shown(entry));
      if (part.length === layout.postsPerPart) await flushPosts();
    },
    async end(groups) {
      await flushPosts();
      const typos = typoTable(files);
      const written = await writeWords(files, runs.merged(), typos.add);
      const manifest: Manifest = { posts: count, years, groups, words: written, typos: await typos.end() };
      await files.write("manifest", manifest);
    },
  };
}

/** Every term of a post, with the strongest way in which the post holds it. */
function termsOf(entry: Entry): Map<string, number> {
  const terms = new Map<string, number>();
  const counts = new Map<string, number>();
  const authors = words.spans(entry.author);
  for (const { term } of authors) terms.set(term, holds.author);
  for (const { term } of words.spans(entry.text)) {
    const times = (counts.get(term) ?? 0) + 1;
    counts.set(term, times);
    terms.set(term, times >= OFTEN ? holds.often : holds.text);
  }
  for (const { term } of words.spans(entry.title)) terms.set(term, holds.title);
  for (const { term } of authors) terms.set(`@${term}`, holds.author);
  terms.set(`#${entry.group}`, holds.author);
  return terms;
}

function shown(entry: Entry): Post {
  const { page, id, group, day } = entry;
  const title = cutToBytes(entry.shownTitle, SHOWN_TITLE_BYTES);
  const text = cutToBytes(entry.shownText, SHOWN_TEXT_BYTES);
  return [page, id, title, text, cutToBytes(entry.author, SHOWN_NAME_BYTES), group, day];
}

/** The beginning of a text, such that it takes so many bytes at most as JSON in UTF-8. */
export function cutToBytes(text: string, maxBytes: number): string {
  let kept = text;
  for (let bytes = sizeOf(kept); bytes > maxBytes; bytes = sizeOf(kept)) {
    kept = `${kept.slice(0, Math.floor((kept.length - 1) * Math.min(0.95, maxBytes / bytes))).replace(/[\ud800-\udbff]$/, "")}…`;
  }
  return kept;
}

function sizeOf(text: string): number {
  // No character takes more than six bytes: an escape.
  return text.length * 6 <= 300 ? 0 : Buffer.byteLength(JSON.stringify(text)) - 2;
}

async function writeWords(files: IndexFiles, terms: Iterable<TermPostings>, eachWord: (term: string) => void): Promise<Table> {
  const table = tableWriter((name, part) => files.write(`words/${name}`, part));
  for (const { term, count, postings } of terms) {
    eachWord(term);
    let value: Postings = postings;
    if (postings.length > MAX_INLINE_CHARS) {
      const name = nameOf(term);
      const ranges = byRange(postings);
      for (const [range, some] of ranges) await files.write(`common/${name}-${range}`, some);
      value = [count, name, [...ranges.keys()]];
    }
    await table.put(term, value);
  }
  return table.end();
}

/** Words that may be found with one letter wrong, by their halves; see `Manifest.typos`. Words of one length are in memory at a time. */
function typoTable(files: IndexFiles): { add: (term: string) => void; end: () => Promise<Table> } {
  const writers = new Map<number, ReturnType<typeof lineWriter>>();
  const pathOf = (length: number) => files.scratch(`typos-${length}`);

  return {
    add(term) {
      if (term.length < layout.minTypoChars || term.length > MAX_TYPO_CHARS || !/^[\p{L}\p{M}]+$/u.test(term) || !words.isSpelled(term))
        return;
      let writer = writers.get(term.length);
      if (writer === undefined) writers.set(term.length, (writer = lineWriter(pathOf(term.length))));
      writer.write(`${term}\n`);
    },
    async end() {
      for (const writer of writers.values()) writer.close();
      const table = tableWriter((name, part) => files.write(`typos/${name}`, part));
      for (const length of [...writers.keys()].sort((a, b) => a - b)) {
        const half = length >> 1;
        const prefix = String(length).padStart(2, "0");
        const all = [...lines(pathOf(length))];
        for (const [key, others] of grouped(all.map((term) => [term.slice(0, half), term.slice(half)])))
          await table.put(`${prefix}a${key}`, others);
        for (const [key, others] of grouped(all.map((term) => [term.slice(half), term.slice(0, half)])))
          await table.put(`${prefix}b${key}`, others);
      }
      return table.end();
    },
  };
}

/** Second values of each first one, joined; both ascending. */
function grouped(pairs: readonly (readonly [string, string])[]): [string, string][] {
  const groups = new Map<string, string[]>();
  for (const [key, other] of pairs) {
    const others = groups.get(key);
    if (others) others.push(other);
    else groups.set(key, [other]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, others]) => [key, others.sort().join("")]);
}
