import type { Layout, Manifest, Part, Post, Postings, Table } from "./format.ts";
import type { Words } from "./words.ts";

export interface Question {
  readonly text: string;
  /** Key of a group, "" for all. */
  readonly group: string;
  /** Words of an author's name, "" for everybody. */
  readonly person: string;
  /** 0 for all. */
  readonly year: number;
}

export interface Answer {
  /** Numbers of posts, best first. */
  readonly posts: readonly number[];
  /** No post has all the words: these have some of them. */
  readonly isPartial: boolean;
  /** What was looked for in the end, to be marked where it is shown. */
  readonly terms: ReadonlySet<string>;
}

export interface Piece {
  readonly text: string;
  readonly isHit: boolean;
}

export interface Engine {
  ask(question: Question): Promise<Answer>;
  post(number: number): Promise<Post | undefined>;
  /** `maxChars` of a text around what was found, in pieces; 0 for all of it. */
  snippet(text: string, terms: ReadonlySet<string>, maxChars: number): Piece[];
}

export interface Surroundings {
  readonly words: Words;
  readonly layout: Layout;
  readonly manifest: Manifest;
  /** One file of the index by its name. What is loaded once is kept. */
  readonly load: (name: string) => Promise<unknown>;
}

/** Answers questions from an index in parts. Travels into the page as its source, so it refers to nothing outside of itself. */
export function searchEngine({ words, layout, manifest, load }: Surroundings): Engine {
  /** How many files are read to complete a beginning; how many common words complete it. */
  const MAX_PARTS = 8;
  const MAX_COMMON = 3;
  /** A word found less often than this may be a slip: neighbours are looked for too. */
  const FEW = 20;
  const MAX_NEIGHBOURS = 12;
  const quality = { exact: 1, spelling: 0.9, beginning: 0.6, near: 0.4 };
  /** By `holds`: author, text, often in the text, title. */
  const WEIGHTS = [0.5, 1, 1.3, 3];
  /** What the newest post gains over the oldest: enough to order equals, too little to beat a title. */
  const RECENCY = 0.25;

  interface Match {
    readonly term: string;
    readonly postings: Postings;
    readonly quality: number;
  }

  const valueOfDigit = new Map(Array.from(layout.digits).map((digit, value) => [digit.charCodeAt(0), value]));

  /** Distance and manner of each posting; `start` is the first post of the range that they are of. */
  function decode(postings: string, visit: (post: number, held: number) => void): void {
    let post = 0;
    let value = 0;
    let scale = 1;
    for (let at = 0; at < postings.length; at++) {
      const digit = valueOfDigit.get(postings.charCodeAt(at)) ?? 0;
      value += (digit & 31) * scale;
      scale *= 32;
      if (digit >= 32) continue;
      post += Math.floor(value / 4);
      visit(post, value % 4);
      value = 0;
      scale = 1;
    }
  }

  /** The part that would hold a key: the last that starts at or before it. */
  function placeIn(table: Table, key: string): number {
    let low = 0;
    let high = table.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((table[middle]?.[0] ?? "") <= key) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  /** Entries with `from` ≤ key ≤ `to`, from so many files at most. */
  async function between<Value>(name: "words" | "typos", from: string, to: string): Promise<[string, Value][]> {
    const table = manifest[name];
    const out: [string, Value][] = [];
    const first = placeIn(table, from);
    const wanted = table.slice(first, first + MAX_PARTS).filter(([start]) => start <= to);
    const parts = await Promise.all(wanted.map(([, file]) => load(`${name}/${file}`) as Promise<Part<Value>>));
    for (const part of parts) {
      for (let at = 0; at < part.length; at += 2) {
        const key = part[at] as string;
        if (key >= from && key <= to) out.push([key, part[at + 1] as Value]);
      }
    }
    return out;
  }

  function countOf(postings: Postings): number {
    if (typeof postings !== "string") return postings[0];
    let count = 0;
    for (let at = 0; at < postings.length; at++) if ((valueOfDigit.get(postings.charCodeAt(at)) ?? 0) < 32) count++;
    return count;
  }

  /** Equal, or one letter too many, too few, wrong, or two of them swapped. */
  function isNear(a: string, b: string): boolean {
    let start = 0;
    while (start < a.length && start < b.length && a[start] === b[start]) start++;
    let endA = a.length;
    let endB = b.length;
    while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
      endA--;
      endB--;
    }
    if (endA - start <= 1 && endB - start <= 1) return true;
    return endA - start === 2 && endB - start === 2 && a[start] === b[start + 1] && a[start + 1] === b[start];
  }

  /** Words with one letter wrong. A slip is in one half of a word, so the other half leads to it; or across the middle, as a swap. */
  async function neighbours(term: string): Promise<string[]> {
    const found = new Set<string>();
    const lengths = [term.length - 1, term.length, term.length + 1].filter((length) => length >= layout.minTypoChars);
    const lookUps = lengths.flatMap((length) => {
      const half = length >> 1;
      const prefix = String(length).padStart(2, "0");
      const tail = term.slice(term.length - (length - half));
      return [
        { key: `${prefix}a${term.slice(0, half)}`, size: length - half, join: (other: string) => term.slice(0, half) + other },
        { key: `${prefix}b${tail}`, size: half, join: (other: string) => other + tail },
      ];
    });
    await Promise.all(
      lookUps.map(async ({ key, size, join }) => {
        for (const [, halves] of await between<string>("typos", key, key)) {
          for (let at = 0; at < halves.length; at += size) {
            const word = join(halves.slice(at, at + size));
            if (word !== term && isNear(word, term)) found.add(word);
          }
        }
      }),
    );
    const middle = term.length >> 1;
    found.add(term.slice(0, middle - 1) + term.slice(middle, middle + 1) + term.slice(middle - 1, middle) + term.slice(middle + 1));
    found.delete(term);
    // People seldom get the first letter wrong.
    return [...found].sort((a, b) => Number(b[0] === term[0]) - Number(a[0] === term[0]) || (a < b ? -1 : 1)).slice(0, MAX_NEIGHBOURS);
  }

  /** The word, and what begins with it. A word that is everywhere needs no completing. */
  async function completions(key: string, isComplete: boolean, strength: number): Promise<Match[]> {
    const entries = await between<Postings>("words", key, isComplete ? key : `${key}\uffff`);
    const exact = entries.find(([term]) => term === key);
    if (exact !== undefined && typeof exact[1] !== "string") return [{ term: key, postings: exact[1], quality: strength }];
    const common = entries.filter(([, postings]) => typeof postings !== "string");
    const kept = new Set(common.sort((a, b) => countOf(b[1]) - countOf(a[1])).slice(0, MAX_COMMON));
    return entries
      .filter((entry) => typeof entry[1] === "string" || kept.has(entry))
      .map(([term, postings]) => ({ term, postings, quality: strength * (term === key ? quality.exact : quality.beginning) }));
  }

  /** All terms that a word of a question stands for. `sign` leads to another kind of terms: `@` to authors. */
  async function matchesOf(term: string, sign: "" | "@"): Promise<Match[]> {
    const isSpelled = words.isSpelled(term);
    const isComplete = isSpelled ? term.length < 2 : Array.from(term).length > 1;
    const matches = await completions(sign + term, isComplete, 1);
    // "ue" is how people write "ü" on a keyboard that has none.
    const respelled = term.replace(/([aou])e/g, "$1");
    if (respelled !== term) matches.push(...(await completions(sign + respelled, true, quality.spelling)));
    if (!isSpelled || term.length < layout.minTypoChars - 1) return matches;
    if (matches.reduce((sum, match) => sum + countOf(match.postings), 0) >= FEW) return matches;
    const known = new Set(matches.map((match) => match.term));
    for (const word of await neighbours(term)) {
      for (const match of await completions(sign + word, true, quality.near)) if (!known.has(match.term)) matches.push(match);
    }
    return matches;
  }

  /** Postings of a common term are loaded for those ranges only in which something can still be found. */
  async function visitPostings(
    postings: Postings,
    isLive: (range: number) => boolean,
    visit: (post: number, held: number) => void,
  ): Promise<void> {
    if (typeof postings === "string") {
      decode(postings, visit);
      return;
    }
    const [, name, ranges] = postings;
    const loaded = await Promise.all(ranges.filter(isLive).map((range) => load(`common/${name}-${range}`) as Promise<string>));
    for (const range of loaded) decode(range, visit);
  }

  function range(year: number): readonly [from: number, to: number] {
    const at = manifest.years.findIndex(([known]) => known === year);
    if (year === 0) return [0, manifest.posts];
    if (at === -1) return [0, 0];
    return [manifest.years[at]?.[1] ?? 0, manifest.years[at + 1]?.[1] ?? manifest.posts];
  }

  /** 1 for each post that the filters leave. */
  async function filtered(question: Question): Promise<Uint8Array> {
    const allowed = new Uint8Array(manifest.posts);
    const [from, to] = range(question.year);
    allowed.fill(1, from, to);
    const filters: Match[][] = [];
    if (question.group !== "") filters.push(await completions(`#${question.group}`, true, 1));
    for (const term of asked(question.person)) filters.push(await matchesOf(term, "@"));
    for (const matches of filters) {
      const held = new Uint8Array(manifest.posts);
      for (const { postings } of matches) await visitPostings(postings, liveIn(allowed), (post) => (held[post] = 1));
      for (let post = 0; post < allowed.length; post++) allowed[post] = (allowed[post] ?? 0) & (held[post] ?? 0);
    }
    return allowed;
  }

  function liveIn(allowed: Uint8Array): (range: number) => boolean {
    return (at) => allowed.subarray(at * layout.postsPerRange, (at + 1) * layout.postsPerRange).includes(1);
  }

  function asked(text: string): string[] {
    return [...new Set(words.spans(text).flatMap((span) => (span.isTail ? [] : [span.term])))];
  }

  /** Adds what one word of the question brings to each post's score. */
  async function addScores(matches: readonly Match[], scores: Float32Array, isLive: (range: number) => boolean): Promise<Uint8Array> {
    const best = new Float32Array(manifest.posts);
    for (const match of matches) {
      await visitPostings(match.postings, isLive, (post, held) => {
        const score = match.quality * (WEIGHTS[held] ?? 1);
        if (score > (best[post] ?? 0)) best[post] = score;
      });
    }
    const has = new Uint8Array(manifest.posts);
    let count = 0;
    for (let post = 0; post < best.length; post++) {
      if (best[post] === 0) continue;
      has[post] = 1;
      count++;
    }
    const rarity = Math.log(1 + manifest.posts / (1 + count));
    for (let post = 0; post < best.length; post++) if (has[post] === 1) scores[post] = (scores[post] ?? 0) + (best[post] ?? 0) * rarity;
    return has;
  }

  function ranked(scores: Float32Array, isFound: (post: number) => boolean): number[] {
    const posts: number[] = [];
    for (let post = 0; post < scores.length; post++) {
      if (!isFound(post)) continue;
      posts.push(post);
      scores[post] = (scores[post] ?? 0) * (1 + (RECENCY * post) / manifest.posts);
    }
    return posts.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || b - a);
  }

  async function ask(question: Question): Promise<Answer> {
    const terms = asked(question.text);
    const isFiltered = question.group !== "" || question.person.trim() !== "" || question.year !== 0;
    if (terms.length === 0 && !isFiltered) return { posts: [], isPartial: false, terms: new Set() };
    const allowed = await filtered(question);
    const found = await Promise.all(terms.map((term) => matchesOf(term, "")));
    const size = (matches: readonly Match[]) => matches.reduce((sum, match) => sum + countOf(match.postings), 0);
    // Rare words first: what they leave over decides how much of the common ones is loaded.
    const byRarity = found.map((matches) => ({ matches, count: size(matches) })).sort((a, b) => a.count - b.count);
    const scores = new Float32Array(manifest.posts);
    const hits = new Uint8Array(manifest.posts);
    let left: Uint8Array = allowed;
    for (const { matches } of byRarity) {
      const isEmpty = !left.includes(1);
      const has = await addScores(matches, scores, liveIn(isEmpty ? allowed : left));
      left = left.map((still, post) => still & (has[post] ?? 0));
      for (let post = 0; post < has.length; post++) hits[post] = (hits[post] ?? 0) + (has[post] ?? 0);
    }
    const isPartial = !left.includes(1) && byRarity.length > 1;
    const least = isPartial
      ? Math.max(
          1,
          hits.reduce((most, count, post) => (allowed[post] === 1 && count > most ? count : most), 0),
        )
      : 0;
    const isFound = (post: number) => (isPartial ? allowed[post] === 1 && (hits[post] ?? 0) >= least : left[post] === 1);
    return {
      posts: ranked(scores, isFound),
      isPartial,
      terms: new Set(found.flat().map((match) => match.term)),
    };
  }

  async function post(number: number): Promise<Post | undefined> {
    const part = Math.floor(number / layout.postsPerPart);
    const posts = (await load(`posts/${Math.floor(part / layout.partsPerFolder)}/${part}`)) as readonly Post[];
    return posts[number % layout.postsPerPart];
  }

  function snippet(text: string, terms: ReadonlySet<string>, maxChars: number): Piece[] {
    const hits = words.spans(text).filter((span) => terms.has(span.term));
    const [from, to] = maxChars === 0 ? [0, text.length] : windowOf(text, hits, maxChars);
    const out: Piece[] = [];
    const add = (start: number, end: number, isHit: boolean) => {
      if (end > start) out.push({ text: text.slice(start, end), isHit });
    };
    if (from > 0) out.push({ text: "…", isHit: false });
    let at = from;
    for (const hit of hits) {
      if (hit.end > to || hit.end <= at) continue;
      const start = Math.max(hit.start, at);
      add(at, start, false);
      add(start, hit.end, true);
      at = hit.end;
    }
    add(at, to, false);
    if (to < text.length) out.push({ text: "…", isHit: false });
    return out;
  }

  /** The stretch of a text with the most hits, cut between words where there are some. */
  function windowOf(text: string, hits: readonly { readonly start: number; readonly end: number }[], maxChars: number): [number, number] {
    if (text.length <= maxChars) return [0, text.length];
    let most = 0;
    let from = 0;
    for (const { start } of hits.slice(0, 200)) {
      const begin = Math.max(0, start - Math.floor(maxChars / 4));
      const count = hits.filter((hit) => hit.start >= begin && hit.end <= begin + maxChars).length;
      if (count > most) [most, from] = [count, begin];
    }
    const blank = from === 0 ? -1 : text.indexOf(" ", from);
    if (blank !== -1 && blank < from + 30) from = blank + 1;
    let to = Math.min(text.length, from + maxChars);
    const last = text.lastIndexOf(" ", to);
    if (to < text.length && last > from + maxChars / 2) to = last;
    const isHalf = (at: number) => /[\udc00-\udfff]/.test(text.charAt(at));
    return [isHalf(from) ? from + 1 : from, isHalf(to) ? to - 1 : to];
  }

  return { ask, post, snippet };
}
