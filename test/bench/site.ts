import { readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { searchEngine } from "../../src/target/static-site/search/engine.ts";
import { layout, type Manifest } from "../../src/target/static-site/search/format.ts";
import { searchWords } from "../../src/target/static-site/search/words.ts";
import { median, regroup, type Ran } from "./processes.ts";

/** A common word, several words, a beginning, a slip, an author: what people ask. */
const QUESTIONS = ["the", "customer feedback training", "lead", "traininng", "burnout team"];
const SHOWN_RESULTS = 20;
const EXIT_CODES = [0, 1];

export interface Site {
  readonly messages: number;
  readonly imported: Ran;
  readonly verified: Ran;
  readonly pages: number;
  readonly largestPageKb: number;
  readonly search: Search;
}

interface Search {
  readonly bytesAMessage: number;
  /** Of the dearest question. */
  readonly kb: number;
  readonly files: number;
  /** Of the median question, in this process. */
  readonly milliseconds: number;
}

/** From a workspace with an export to the last page and back again; the import and the verification are measured. Removes the workspace. */
export async function makeSite(workspace: string, messages: number): Promise<Site> {
  for (const args of [["map"], ["plan"], ["approve", "--by", "bench"]]) regroup(workspace, args);
  const imported = regroup(workspace, ["import"], EXIT_CODES);
  const verified = regroup(workspace, ["verify"]);
  const site = join(workspace, "site");
  const sizes = readdirSync(site, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".html"))
    .map((path) => statSync(join(site, path)).size);
  const search = await ask(join(site, "search"), messages);
  rmSync(workspace, { recursive: true });
  return { messages, imported, verified, pages: sizes.length, largestPageKb: sizes.reduce((a, b) => Math.max(a, b), 0) / 1000, search };
}

async function ask(folder: string, messages: number): Promise<Search> {
  const bytes = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".js"))
    .reduce((sum, path) => sum + statSync(join(folder, path)).size, 0);
  const asked: { kb: number; files: number; milliseconds: number }[] = [];
  for (const text of QUESTIONS) asked.push(await answer(folder, text));
  const dearest = asked.reduce((a, b) => (b.kb > a.kb ? b : a));
  return { ...dearest, bytesAMessage: bytes / messages, milliseconds: median(asked.map(({ milliseconds }) => milliseconds)) };
}

/** As the page does it when it was just opened: the manifest, what the question needs, and the first results. */
async function answer(folder: string, text: string): Promise<{ kb: number; files: number; milliseconds: number }> {
  const started = performance.now();
  let bytes = 0;
  let files = 0;
  const load = (name: string): Promise<unknown> => {
    const part = readFileSync(join(folder, `${name}.js`), "utf8");
    bytes += Buffer.byteLength(part);
    files++;
    return Promise.resolve(JSON.parse(part.slice(part.indexOf(", ") + 2, part.lastIndexOf(");"))));
  };
  const manifest = (await load("manifest")) as Manifest;
  const engine = searchEngine({ words: searchWords(), layout, manifest, load });
  const { posts } = await engine.ask({ text, group: "", person: "", year: 0 });
  for (const post of posts.slice(0, SHOWN_RESULTS)) await engine.post(post);
  return { kb: bytes / 1000, files, milliseconds: performance.now() - started };
}

const MS = 1000;

/** The lines of a site, and how it compares with a smaller one. */
export function linesOf(site: Site, before: Site | undefined): string[] {
  const { messages, imported, verified, search } = site;
  const cost = (of: Site, ran: (site: Site) => Ran) => (ran(of).cpuSeconds * MS) / of.messages;
  const compared = (ran: (site: Site) => Ran) =>
    before === undefined ? "" : `, ${(cost(site, ran) / cost(before, ran)).toFixed(2)}x of ${before.messages}`;
  const grown = (ran: (site: Site) => Ran) =>
    before === undefined
      ? `${ran(site).peakMb.toFixed(0)} MB at ${messages} messages`
      : `${(ran(site).peakMb / ran(before).peakMb).toFixed(2)}x (${ran(site).peakMb.toFixed(0)} MB / ${ran(before).peakMb.toFixed(0)} MB) at ${messages} messages against ${before.messages}, pass line 1.15`;
  const ofImport = (of: Site) => of.imported;
  const ofVerify = (of: Site) => of.verified;
  return [
    `site ${cost(site, ofImport).toFixed(2)} ms of CPU a message at ${messages} (${imported.cpuSeconds.toFixed(1)} s, took ${imported.seconds.toFixed(1)} s)${compared(ofImport)}`,
    `site memory ${grown(ofImport)}`,
    `site verify ${cost(site, ofVerify).toFixed(2)} ms of CPU a message at ${messages} (${verified.cpuSeconds.toFixed(1)} s, took ${verified.seconds.toFixed(1)} s)${compared(ofVerify)}`,
    `site verify memory ${grown(ofVerify)}`,
    `site largest page ${site.largestPageKb.toFixed(0)} KB of ${site.pages} pages at ${messages} messages, pass line 300 KB`,
    `site search ${search.kb.toFixed(0)} KB in ${search.files} files for the dearest of ${QUESTIONS.length} questions, ${search.milliseconds.toFixed(0)} ms for the median one, ${search.bytesAMessage.toFixed(0)} B of index a message at ${messages} messages`,
  ];
}
