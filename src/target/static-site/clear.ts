import { createHash } from "node:crypto";
import { takeCensus } from "./census.ts";
import { MARKER, type Folder } from "./folder.ts";
import { filesIn } from "./perform.ts";
import { HEAD_BYTES, headOf, isSealed } from "./seal.ts";
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
  if (left.length === 0) site.abandon();
  else {
    await site.writeAll(MARKER, listOf(left, site));
    site.end();
  }
  return left;
}

/** What is still ours, so that it is known as ours; as `finish` writes it. */
function* listOf(left: readonly string[], site: Folder): Generator<string> {
  const lines = left.map((path) => JSON.stringify({ path, kind: "page" }));
  if (site.has(STYLESHEET_PATH) && !left.includes(STYLESHEET_PATH))
    lines.push(JSON.stringify({ path: STYLESHEET_PATH, kind: "page", sha256: sha256Of(stylesheet) }));
  yield `{"regroup":"static-site","version":1,"pages":[\n${lines.join(",\n")}\n]}\n`;
}

function sha256Of(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** What is no page, and the sha256 it had when it was written: assets by the list, stored files by their name. */
async function written(site: Folder): Promise<Map<string, string>> {
  const files = new Map((await takeCensus(site)).assets);
  // A first run that was cut off has written no list yet.
  if (!files.has(STYLESHEET_PATH)) files.set(STYLESHEET_PATH, sha256Of(stylesheet));
  for (const path of site.walk()) {
    const named = /^(?:private\/)?files\/([0-9a-f]{64})\.[a-z0-9]+$/.exec(path)?.[1];
    if (named !== undefined) files.set(path, named);
  }
  return files;
}
