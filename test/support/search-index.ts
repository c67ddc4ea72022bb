import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { indexBuilder, type Entry } from "../../src/target/static-site/search/build.ts";
import { searchEngine, type Answer, type Engine, type Question } from "../../src/target/static-site/search/engine.ts";
import { layout, type Manifest } from "../../src/target/static-site/search/format.ts";
import { searchWords } from "../../src/target/static-site/search/words.ts";

/** An index in memory, asked as the page asks it. */
export interface TestIndex {
  readonly files: ReadonlyMap<string, string>;
  readonly engine: Engine;
  /** Names of files that were read since the last look. */
  readonly read: Set<string>;
  ask(text: string, filters?: Partial<Question>): Promise<Answer>;
  /** Ids of the posts that were found, best first. */
  ids(text: string, filters?: Partial<Question>): Promise<string[]>;
}

const folder = mkdtempSync(join(tmpdir(), "regroup-search-"));
let built = 0;

/** Temporary files of a test file's indexes go away with it: call at its top. */
export function cleanUpIndexes(): void {
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
}

export function anEntry(id: number, text: string, more: Partial<Entry> = {}): Entry {
  return {
    page: `contoso/${id}`,
    id: String(id),
    title: "",
    text,
    shownTitle: more.title ?? "",
    shownText: text,
    author: "",
    group: "contoso/1",
    day: "",
    year: undefined,
    ...more,
  };
}

export async function makeIndex(entries: readonly Entry[], options: { readonly heldPostings?: number } = {}): Promise<TestIndex> {
  const files = new Map<string, string>();
  const number = built++;
  const builder = indexBuilder(
    {
      write: (name, data) => {
        if (files.has(name)) throw new Error(`${name} was written twice`);
        files.set(name, JSON.stringify(data));
        return Promise.resolve();
      },
      scratch: (name) => join(folder, `${number}-${name}`),
    },
    options,
  );
  for (const entry of entries) await builder.add(entry);
  await builder.end([...new Set(entries.map((entry) => entry.group))].sort().map((key) => [key, `Group ${key}`]));
  const read = new Set<string>();
  const load = (name: string) => {
    const text = files.get(name);
    if (text === undefined) return Promise.reject(new Error(`there is no file ${name}`));
    read.add(name);
    return Promise.resolve(JSON.parse(text) as unknown);
  };
  const manifest = JSON.parse(files.get("manifest") ?? "") as Manifest;
  const engine = searchEngine({ words: searchWords(), layout, manifest, load });
  const ask = (text: string, filters: Partial<Question> = {}) => engine.ask({ text, group: "", person: "", year: 0, ...filters });
  return {
    files,
    engine,
    read,
    ask,
    async ids(text, filters) {
      const { posts } = await ask(text, filters);
      return Promise.all(posts.map(async (post) => (await engine.post(post))?.[1] ?? "missing"));
    },
  };
}
