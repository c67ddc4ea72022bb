import { pauseOrStop } from "../../errors.ts";
import type { Folder } from "./folder.ts";
import type { Chunk } from "./lists.tsx";
import { treeOf, type Tree } from "./paths.ts";
import type { Desk } from "./shell.tsx";

/** No page gets larger, as long as it holds more than one thing: a phone loads it, and a person finds something on it. */
export const MAX_PAGE_BYTES = 300_000;

export interface Made {
  readonly path: string;
  readonly html: string;
}

export interface List<T> {
  /** Most items a page. */
  readonly size: number;
  readonly name: (page: number) => string;
  readonly make: (chunk: Chunk<T>) => Made;
}

/** What of a list belongs into one tree. Cursors promise as much; a page that everybody reads does not rely on a promise. */
export function* onlyIn<T extends Belonging>(tree: Tree, items: Iterable<T>): Generator<T> {
  for (const item of items) if (treeOf("subGroup" in item ? item.subGroup : item) === tree) yield item;
}

/** A person, or what is in a sub-group. */
type Belonging = { readonly isPrivate: boolean } | { readonly subGroup: { readonly isPrivate: boolean } };

/** Writes the pages of one list, one in memory at a time, and removes those that a longer list left behind. There is always a first page. */
export async function writeRun<T>({ site, context }: Desk, items: Iterable<T>, list: List<T>): Promise<void> {
  let page = 0;
  for (const { path, html } of pagesOf(items, list)) {
    await pauseOrStop(context.signal);
    await site.write(path, html);
    page++;
  }
  removeRun(site, list.name, page + 1);
}

/** A page takes as many items as fit: what is too long is made again with fewer. */
function* pagesOf<T>(items: Iterable<T>, { size, make }: List<T>): Generator<Made> {
  let held: T[] = [];
  let page = 1;
  function* full(isEnd: boolean): Generator<Made> {
    while (held.length > size || isEnd) {
      let count = Math.min(size, held.length);
      const attempt = () => make({ items: held.slice(0, count), page, isLast: isEnd && count === held.length });
      let made = attempt();
      for (let bytes = Buffer.byteLength(made.html); bytes > MAX_PAGE_BYTES && count > 1; bytes = Buffer.byteLength(made.html)) {
        count = Math.max(1, Math.min(count - 1, Math.floor((count * MAX_PAGE_BYTES * 0.97) / bytes)));
        made = attempt();
      }
      yield made;
      page++;
      held = held.slice(count);
      if (held.length === 0) return;
    }
  }
  for (const item of items) {
    held.push(item);
    yield* full(false);
  }
  yield* full(true);
}

/**
 * Removes page `from` and all that follow it, over gaps up to page `least`; true where there was one. The last goes first: a run that is cut off here is
 * found by its first page again.
 */
export function removeRun(site: Folder, name: (page: number) => string, from = 1, least = 0): boolean {
  let end = from;
  while (end <= least || site.has(name(end))) end++;
  let removed = false;
  for (let page = end - 1; page >= from; page--) {
    if (!site.has(name(page))) continue;
    site.remove(name(page));
    removed = true;
  }
  return removed;
}
