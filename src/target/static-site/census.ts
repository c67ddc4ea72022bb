import { createReadStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import type { Key } from "../../model/key.ts";
import type { Listed } from "./finish.ts";
import { MARKER, type Folder } from "./folder.ts";
import { placeOf, trees } from "./paths.ts";
import { HEAD_BYTES, headOf } from "./seal.ts";

/** What is on disk, by where it belongs: taken once for many `inventory` calls, from the first bytes of every page. */
export interface Census {
  /** Paths of first pages of threads, by sub-group. */
  readonly threads: ReadonlyMap<Key, readonly string[]>;
  /** Pages and scripts in our folder that this tool did not write. */
  readonly strangers: readonly string[];
  /** Listed by the last `finish`, and gone. By sub-group; "" holds what belongs to the network. */
  readonly missing: ReadonlyMap<Key | "", readonly Listed[]>;
  /** sha256 of the assets as they were written. */
  readonly assets: ReadonlyMap<string, string>;
}

export async function takeCensus(site: Folder): Promise<Census> {
  const threads = new Map<Key, string[]>();
  const strangers: string[] = [];
  const scripts: string[] = [];
  for (const path of site.walk()) {
    if (/\.m?js$/i.test(path)) scripts.push(path);
    if (!/\.x?html?$/i.test(path)) continue;
    const head = headOf(site.start(path, HEAD_BYTES) ?? "");
    if (head?.path !== path || head.key !== placeOf(path)?.key) strangers.push(path);
    else if (head.kind === "thread" && head.page === 1 && head.parent !== null) push(threads, head.parent, path);
  }
  const missing = new Map<Key | "", Listed[]>();
  const assets = new Map<string, string>();
  for (const tree of trees) {
    for await (const listed of listedIn(site, `${tree}${MARKER}`)) {
      if (listed.sha256 !== undefined) assets.set(listed.path, listed.sha256);
      if (!site.has(listed.path)) push(missing, listed.parent ?? "", listed);
    }
  }
  // A browser would run it: one that is not listed is not ours.
  strangers.push(...scripts.filter((path) => !assets.has(path)));
  return { threads, strangers, missing, assets };
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

const listed = z.object({
  path: z.string(),
  kind: z.enum(["official-network", "sub-group", "person", "thread", "message", "members", "page"]),
  key: z.string().optional(),
  parent: z.string().optional(),
  sha256: z.string().optional(),
});

/** One page a line; a line that does not parse (an edited list) names nothing. */
export async function* listedIn(site: Folder, path: string): AsyncGenerator<Listed> {
  if (!site.has(path)) return;
  for await (const line of createInterface({ input: createReadStream(join(site.root, path), "utf8"), crlfDelay: Infinity })) {
    if (!line.startsWith('{"path"')) continue;
    const parsed = listed.safeParse(jsonOf(line.replace(/,$/, "")));
    if (parsed.success && !parsed.data.path.includes("..")) yield parsed.data as Listed;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
