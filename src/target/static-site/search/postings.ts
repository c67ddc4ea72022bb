import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { layout } from "./format.ts";

/** Postings that are held in memory before they go to disk, sorted: 5 MB, and 3 while they are sorted, however large the site is. */
const HELD_POSTINGS = 400_000;
const CHUNK_BYTES = 1 << 16;

/** A value in base 64, five bits a digit, lowest first. */
export function encoded(value: number): string {
  let out = "";
  let rest = value;
  do {
    const digit = rest % 32;
    rest = Math.floor(rest / 32);
    out += layout.digits.charAt(rest > 0 ? digit + 32 : digit);
  } while (rest > 0);
  return out;
}

const valueOf = new Map(Array.from(layout.digits).map((digit, value) => [digit, value]));

/** The first value of a text of them, and where the next begins. */
function firstValue(text: string, from = 0): { readonly value: number; readonly end: number } {
  let value = 0;
  let scale = 1;
  for (let at = from; ; at++) {
    const digit = valueOf.get(text.charAt(at)) ?? 0;
    value += (digit % 32) * scale;
    scale *= 32;
    if (digit < 32) return { value, end: at + 1 };
  }
}

/** Postings of one term by range of posts. */
export function byRange(postings: string): Map<number, string> {
  const ranges = new Map<number, string>();
  let post = 0;
  let before = 0;
  let range = -1;
  for (let at = 0; at < postings.length;) {
    const { value, end } = firstValue(postings, at);
    at = end;
    post += Math.floor(value / 4);
    const own = Math.floor(post / layout.postsPerRange);
    if (own !== range) before = 0;
    range = own;
    ranges.set(range, (ranges.get(range) ?? "") + encoded((post - before) * 4 + (value % 4)));
    before = post;
  }
  return ranges;
}

export interface TermPostings {
  readonly term: string;
  readonly count: number;
  readonly postings: string;
}

export interface PostingRuns {
  /** Posts come in ascending order. */
  add(term: string, post: number, held: number): void;
  /** All terms, ascending, each with all of its postings. Once. */
  merged(): Generator<TermPostings>;
}

/** Turns posts with their terms into terms with their posts, with the disk as memory: sorted runs, merged at the end. */
export function postingRuns(scratch: (name: string) => string, heldPostings = HELD_POSTINGS): PostingRuns {
  let ids = new Map<string, number>();
  const terms = new Uint32Array(heldPostings);
  const values = new Float64Array(heldPostings);
  let held = 0;
  const runs: string[] = [];

  function spill(): void {
    if (held === 0) return;
    const path = scratch(`postings-${runs.length}`);
    runs.push(path);
    const starts = new Uint32Array(ids.size + 1);
    for (let at = 0; at < held; at++) starts[(terms[at] ?? 0) + 1] = (starts[(terms[at] ?? 0) + 1] ?? 0) + 1;
    for (let id = 0; id < ids.size; id++) starts[id + 1] = (starts[id + 1] ?? 0) + (starts[id] ?? 0);
    const places = starts.slice();
    const sorted = new Float64Array(held);
    for (let at = 0; at < held; at++) {
      const id = terms[at] ?? 0;
      const place = places[id] ?? 0;
      sorted[place] = values[at] ?? 0;
      places[id] = place + 1;
    }
    const out = lineWriter(path);
    for (const term of [...ids.keys()].sort()) {
      const id = ids.get(term) ?? 0;
      out.write(runLine(term, sorted.subarray(starts[id], starts[id + 1])));
    }
    out.close();
    ids = new Map();
    held = 0;
  }

  return {
    add(term, post, manner) {
      if (held === heldPostings) spill();
      let id = ids.get(term);
      if (id === undefined) ids.set(term, (id = ids.size));
      terms[held] = id;
      values[held++] = post * 4 + manner;
    },
    *merged() {
      spill();
      yield* merge(runs);
    },
  };
}

function runLine(term: string, values: Float64Array): string {
  let before = 0;
  let last = 0;
  let postings = "";
  for (const value of values) {
    last = Math.floor(value / 4);
    postings += encoded(value - before * 4);
    before = last;
  }
  return `${term}\t${values.length}\t${last}\t${postings}\n`;
}

interface Head {
  readonly term: string;
  readonly count: number;
  readonly last: number;
  readonly postings: string;
  readonly rest: Generator<string>;
}

/** Runs follow each other in the order of posts, so those of one term are put end to end. */
function* merge(paths: readonly string[]): Generator<TermPostings> {
  const readers = paths.map((path) => lines(path));
  try {
    const heads = readers.map(headOf);
    for (;;) {
      let term: string | undefined;
      for (const head of heads) if (head !== undefined && (term === undefined || head.term < term)) term = head.term;
      if (term === undefined) return;
      let count = 0;
      let last = 0;
      const postings: string[] = [];
      for (const [run, head] of heads.entries()) {
        if (head?.term !== term) continue;
        const { value, end } = firstValue(head.postings);
        postings.push(encoded(value - last * 4), head.postings.slice(end));
        count += head.count;
        last = head.last;
        heads[run] = headOf(head.rest);
      }
      yield { term, count, postings: postings.join("") };
    }
  } finally {
    for (const reader of readers) reader.return(undefined);
  }
}

function headOf(rest: Generator<string>): Head | undefined {
  const line = rest.next();
  if (line.done === true) return undefined;
  const [term = "", count, last, postings = ""] = line.value.split("\t");
  return { term, count: Number(count), last: Number(last), postings, rest };
}

/** Lines of a file, a piece of it in memory at a time. */
export function* lines(path: string): Generator<string> {
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.alloc(CHUNK_BYTES);
    const decoder = new StringDecoder("utf8");
    let pending = "";
    for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) {
      const pieces = (pending + decoder.write(buffer.subarray(0, read))).split("\n");
      pending = pieces.pop() ?? "";
      yield* pieces;
    }
    if (pending !== "") yield pending;
  } finally {
    closeSync(file);
  }
}

interface LineWriter {
  write(line: string): void;
  close(): void;
}

/** A new file, written in pieces. */
export function lineWriter(path: string): LineWriter {
  const file = openSync(path, "w");
  let pending = "";
  const flush = () => {
    if (pending !== "") writeSync(file, pending);
    pending = "";
  };
  return {
    write(line) {
      pending += line;
      if (pending.length >= CHUNK_BYTES) flush();
    },
    close() {
      flush();
      closeSync(file);
    },
  };
}
