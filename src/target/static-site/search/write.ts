import { createHash } from "node:crypto";
import { pauseOrStop } from "../../../errors.ts";
import { canonicalLine } from "../../../markup/plain.ts";
import { iso } from "../../../page/dates.ts";
import type { PostSummary } from "../../target.ts";
import type { Folder } from "../folder.ts";
import { PRIVATE, treeOf, trees, type Tree } from "../paths.ts";
import { isSealed } from "../seal.ts";
import { lineOf, nameOf, opening, type Desk } from "../shell.tsx";
import { indexBuilder, type Entry } from "./build.ts";
import { script, SCRIPT_PATH } from "./script.ts";
import { searchPageOf } from "./search-page.tsx";

/** What a run wrote beside pages, so that a later change by hand shows. */
export interface Asset {
  readonly path: string;
  readonly sha256: string;
}

/**
 * The search of the public part, and one of the private part, each from its own posts alone. Without any sub-group there is none.
 * Returns every file but the pages.
 */
export async function writeSearch(desk: Desk, has: Readonly<Record<Tree, boolean>>): Promise<readonly Asset[]> {
  const { site } = desk;
  const assets: Asset[] = [];
  if (has[""] || has[PRIVATE]) {
    await site.write(SCRIPT_PATH, script);
    assets.push({ path: SCRIPT_PATH, sha256: digestOf(script) });
  } else site.remove(SCRIPT_PATH);
  for (const tree of trees) {
    const written = has[tree] ? await writeIndex(desk, tree) : [];
    assets.push(...written);
    removeOthers(site, tree, new Set(written.map((asset) => asset.path)));
    const page = searchPageOf(desk, tree);
    if (has[tree]) await site.write(page.path, page.html);
    else if (isSealed(site.text(page.path) ?? "")) site.remove(page.path);
  }
  return assets;
}

async function writeIndex(desk: Desk, tree: Tree): Promise<Asset[]> {
  const { site, context } = desk;
  const assets: Asset[] = [];
  const builder = indexBuilder({
    async write(name, data) {
      await pauseOrStop(context.signal);
      const path = `${tree}search/${name}.js`;
      const text = sealedPart(`regroupPart(${JSON.stringify(name)}, ${JSON.stringify(data)});\n`);
      await site.write(path, text);
      assets.push({ path, sha256: digestOf(text) });
    },
    scratch: site.scratch,
  });
  for (const post of context.migrated.posts(tree === PRIVATE ? "private" : "public")) {
    // The cursor promises it; an index that everybody reads does not rely on a promise.
    if (treeOf(post.subGroup) === tree) await builder.add(entryOf(desk, post));
  }
  const groups = [...context.migrated.subGroups()].filter((subGroup) => treeOf(subGroup) === tree);
  await builder.end(
    groups.map(({ key, name }): [string, string] => [groupOf(key), canonicalLine(name)]).sort(([, a], [, b]) => compare(a, b)),
  );
  return assets;
}

function compare(a: string, b: string): number {
  return a.localeCompare(b, "en") || (a < b ? -1 : 1);
}

/** `<network>/<id>`: what is left of a key when its kind is known. */
function groupOf(key: string): string {
  const [network = "", , id = ""] = key.split("/");
  return `${network}/${id}`;
}

function entryOf(desk: Desk, post: PostSummary): Entry {
  const { write } = desk;
  const isStarter = post.id === post.thread.id;
  const own = canonicalLine(post.title ?? (isStarter ? post.thread.title : null) ?? "");
  const body = lineOf(desk, post.network, post);
  const said = body.toLowerCase();
  const aside = post.aside.map(canonicalLine).filter((part) => !said.includes(part.toLowerCase()));
  const text = [body === own ? "" : body, ...aside].filter((part) => part !== "").join(" · ");
  const heading = own === "" ? canonicalLine(post.thread.title ?? "") : own;
  const { title, rest } = heading === "" ? opening(text) : { title: heading, rest: text };
  const at = iso(post.createdAt) === undefined ? null : post.createdAt;
  return {
    page: `${post.thread.key.split("/")[0] ?? ""}/${post.thread.id}`,
    id: post.id,
    title: own,
    shownTitle: title,
    text,
    shownText: rest,
    author: post.author === null ? "" : nameOf(post.author),
    group: groupOf(post.subGroup.key),
    day: at === null ? "" : write.day(at),
    year: at === null ? undefined : write.year(at),
  };
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Whether a path is where files of an index are. */
export function isIndexFile(path: string): boolean {
  return /^(?:private\/)?search\/(?:manifest|(?:words|typos)\/[0-9a-f]{12}|common\/[0-9a-f]{12}-\d+|posts\/\d+\/\d+)\.js$/.test(path);
}

/** A part says what it should be: a change by hand shows also where no list was written yet. */
function sealedPart(text: string): string {
  return `// ${digestOf(text)}\n${text}`;
}

export function isSealedPart(text: string): boolean {
  return text.slice(3, text.indexOf("\n")) === digestOf(text.slice(text.indexOf("\n") + 1));
}

/** Parts that the index does not have any more. What is not as we wrote it is not ours to take. */
function removeOthers(site: Folder, tree: Tree, kept: ReadonlySet<string>): void {
  const others = [...site.walk(`${tree}search`)].filter((path) => isIndexFile(path) && !kept.has(path));
  for (const path of others) if (isSealedPart(site.text(path) ?? "")) site.remove(path);
}
