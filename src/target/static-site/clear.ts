import { createHash } from "node:crypto";
import { listedIn } from "./census.ts";
import { LIST_END, listStart, MARKER, ownerIn, type Folder } from "./folder.ts";
import { PRIVATE, trees, type Tree } from "./paths.ts";
import { filesIn } from "./names.ts";
import { HEAD_BYTES, headOf, isSealed } from "./seal.ts";
import { script, SCRIPT_PATH } from "./search/script.ts";
import { isIndexFile, isSealedPart } from "./search/write.ts";
import { STYLESHEET_PATH, stylesheet } from "./style.ts";

/**
 * Takes away whatever this tool wrote: pages that say so in their head and are as they were written, stored files that are what their name says,
 * assets that are as they were listed; last the list itself. Answers the paths of what somebody has changed: that stays, and the list with it.
 */
export async function clear(site: Folder, signal: AbortSignal): Promise<string[]> {
  if (!site.isOurs()) return [];
  const left: string[] = [];
  const shown = new Set<string>();
  for (const path of site.walk()) {
    signal.throwIfAborted();
    if (isIndexFile(path) && isSealedPart(site.text(path) ?? "")) site.remove(path);
    if (!path.endsWith(".html") || headOf(site.start(path, HEAD_BYTES) ?? "")?.path !== path) continue;
    const text = site.text(path) ?? "";
    if (isSealed(text)) site.remove(path);
    else {
      left.push(path);
      for (const file of filesIn(path, text)) shown.add(file);
    }
  }
  for (const [path, sha256] of await written(site)) {
    signal.throwIfAborted();
    const found = await site.digest(path);
    if (found === sha256 && !shown.has(path) && !(left.length > 0 && path === STYLESHEET_PATH)) site.remove(path);
    else if (found !== undefined && found !== sha256) left.push(path);
  }
  for (const tree of trees) await shorten(site, tree, left);
  for (const path of folders(site)) site.removeEmpty(path);
  if (left.length === 0) site.abandon();
  else site.end();
  return left;
}

const SEARCH_FOLDERS = ["search/words", "search/typos", "search/common", "search/posts", "search"];

/** Folders that this tool makes, inner ones first: a hand may have taken the last file out of one. */
function folders(site: Folder): string[] {
  const inner = trees.flatMap((tree) =>
    ["g", "p", "t", ...SEARCH_FOLDERS].flatMap((top) => site.list(`${tree}${top}`).map((name) => `${tree}${top}/${name}`)),
  );
  const tops = trees.flatMap((tree) => ["assets", "files", "g", "p", "t", "topics", ...SEARCH_FOLDERS].map((top) => `${tree}${top}`));
  return [...inner, ...tops, PRIVATE.slice(0, -1)];
}

/** The list of one part of the site, less what is gone, so that what is left is known as ours. That of the whole goes last of all. */
async function shorten(site: Folder, tree: Tree, all: readonly string[]): Promise<void> {
  const left = all.filter((path) => path.startsWith(PRIVATE) === (tree === PRIVATE));
  if (left.length > 0 || (tree === "" && all.length > 0)) await site.writeAll(`${tree}${MARKER}`, listOf(left, tree, site));
  else if (tree === PRIVATE) site.remove(`${tree}${MARKER}`);
}

function* listOf(left: readonly string[], tree: Tree, site: Folder): Generator<string> {
  const lines = left.map((path) => JSON.stringify({ path, kind: "page" }));
  if (tree === "" && site.has(STYLESHEET_PATH) && !left.includes(STYLESHEET_PATH))
    lines.push(JSON.stringify({ path: STYLESHEET_PATH, kind: "page", sha256: sha256Of(stylesheet) }));
  yield `${listStart(tree === "" ? ownerIn(site) : undefined)}${lines.join(",\n")}\n${LIST_END}`;
}

function sha256Of(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** What is no page, and the sha256 it had when it was written: assets by the list, stored files by their name. */
async function written(site: Folder): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const tree of trees) {
    for await (const { path, sha256 } of listedIn(site, `${tree}${MARKER}`)) if (sha256 !== undefined) files.set(path, sha256);
  }
  // A first run that was cut off has written no list yet.
  if (!files.has(STYLESHEET_PATH)) files.set(STYLESHEET_PATH, sha256Of(stylesheet));
  if (!files.has(SCRIPT_PATH)) files.set(SCRIPT_PATH, sha256Of(script));
  for (const path of site.walk()) {
    const named = /^(?:private\/)?files\/([0-9a-f]{64})\.[a-z0-9]+$/.exec(path)?.[1];
    if (named !== undefined) files.set(path, named);
  }
  return files;
}
