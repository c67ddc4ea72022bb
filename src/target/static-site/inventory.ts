import type { Key } from "../../model/key.ts";
import type { Role } from "../../model/network.ts";
import type { RemoteItem, TargetGroup, TargetRef } from "../target.ts";
import type { Census } from "./census.ts";
import { attribute, find, findAll, pageTree, textOf } from "./dom.ts";
import type { Listed } from "./finish.ts";
import type { Folder } from "./folder.ts";
import { membersKey, pagePath, pathOf, placeOf, PRIVATE, trees } from "./paths.ts";
import { keyOfPerson, readThread } from "./read-thread.ts";
import { HEAD_BYTES, headOf, isSealed } from "./seal.ts";

const BY_HAND = "changed by hand since it was written";
const BOTH_SIDES = "stands here and in private/: what moved it was cut off; run `regroup import` again";

/** The page of a key, wherever it is. */
export function locate(site: Folder, key: Key): string | undefined {
  return locations(site, key)[0];
}

/** Its pages in both trees: two while it changes sides, which an interrupted run leaves so. */
export function locations(site: Folder, key: Key): string[] {
  return trees.flatMap((tree) => {
    const path = pathOf(key, tree);
    return path !== undefined && headOf(site.start(path, HEAD_BYTES) ?? "")?.key === key ? [path] : [];
  });
}

/** What a page says of itself, without its contents. */
export function itemAt(site: Folder, path: string): RemoteItem | undefined {
  const text = site.text(path);
  const head = text === undefined ? undefined : headOf(text);
  if (text === undefined || head === undefined) return undefined;
  return {
    ...(head.key === undefined ? {} : { key: head.key }),
    ref: { kind: head.kind, id: head.key ?? path },
    kind: head.kind,
    parent: head.parent,
    ...(isSealed(text) ? {} : { damage: BY_HAND }),
  };
}

/** Everything below a sub-group, from its pages and files alone, one page in memory at a time. */
export async function* inventoryOfGroup(site: Folder, census: Census, group: Key, signal: AbortSignal): AsyncGenerator<RemoteItem> {
  const path = locate(site, group);
  if (path !== undefined) yield* readRun(site, path, (text) => ({ title: titleOf(text) }));
  const members = locate(site, membersKey(group));
  if (members !== undefined) yield readMembers(site, members);
  for (const thread of census.threads.get(group) ?? []) {
    signal.throwIfAborted();
    yield* readThread(site, thread);
  }
  for (const listed of census.missing.get(group) ?? []) yield deleted(listed);
}

/** What belongs to no sub-group: front pages, people, topics, and whatever somebody put among our pages. */
export async function* inventoryOfNetwork(site: Folder, census: Census, signal: AbortSignal): AsyncGenerator<RemoteItem> {
  const named = (text: string) => ({ title: titleOf(text) });
  for (const path of site.walk()) {
    signal.throwIfAborted();
    if (!path.endsWith(".html") || census.strangers.includes(path)) continue;
    const place = placeOf(path);
    if (place?.tree === "" && place.page === 1 && site.has(pagePath(place.key, PRIVATE))) yield stranger(path, BOTH_SIDES);
    if (place !== undefined && place.kind !== "person") continue;
    if (place === undefined || place.page === 1) yield* readRun(site, path, named, place === undefined);
  }
  for (const [path, sha256] of census.assets) {
    const found = await site.digest(path);
    if (found !== undefined && found !== sha256) yield stranger(path, BY_HAND);
  }
  for (const path of census.strangers) yield stranger(path, "not written by this tool");
  for (const listed of census.missing.get("") ?? []) yield deleted(listed);
}

/** The item of a page; a hand that was in one of its later pages shows in it too. */
function* readRun(site: Folder, path: string, more: (text: string) => Partial<RemoteItem>, alone = false): Generator<RemoteItem> {
  const item = itemAt(site, path);
  const text = site.text(path);
  if (item === undefined || text === undefined) return;
  let damage = item.damage;
  for (let page = 2; !alone && damage === undefined; page++) {
    const later = site.text(path.replace(/\.html$/, `-${page}.html`));
    if (later === undefined) break;
    if (!isSealed(later)) damage = `page ${page} was ${BY_HAND}`;
  }
  yield { ...item, ...more(text), ...(damage === undefined ? {} : { damage }) };
}

function readMembers(site: Folder, first: string): RemoteItem {
  const members: { key: Key; role: Role }[] = [];
  let damage: string | undefined;
  let parent: Key | null = null;
  let key: Key | undefined;
  for (
    let page = 1, path = first, text = site.text(first);
    text !== undefined;
    path = first.replace(/\.html$/, `-${++page}.html`), text = site.text(path)
  ) {
    const head = headOf(text);
    parent ??= head?.parent ?? null;
    key ??= head?.key;
    if (!isSealed(text)) damage = BY_HAND;
    for (const line of findAll(pageTree(text), (element) => element.tagName === "li" && attribute(element, "dataRole") !== "")) {
      const name = find(line, (element) => attribute(element, "dataKey") !== "");
      const person = name === undefined ? null : keyOfPerson(name, path);
      if (person !== null) members.push({ key: person, role: attribute(line, "dataRole") === "admin" ? "admin" : "member" });
    }
  }
  return {
    ...(key === undefined ? {} : { key }),
    ref: { kind: "members", id: key ?? first },
    kind: "members",
    parent,
    members,
    ...(damage === undefined ? {} : { damage }),
  };
}

function titleOf(text: string): string {
  return textOf(find(pageTree(text), (element) => element.tagName === "h1"));
}

function stranger(path: string, damage: string): RemoteItem {
  return { ref: { kind: "page", id: path }, kind: "page", parent: null, damage };
}

function deleted({ path, kind, key, parent }: Listed): RemoteItem {
  return {
    ...(key === undefined || kind === "page" ? {} : { key }),
    ref: { kind, id: kind === "page" ? path : (key ?? path) },
    kind,
    parent: kind === "sub-group" ? null : (parent ?? null),
    damage: "deleted",
  };
}

/** The sub-groups that stand in the folder. */
export function* groupsOf(site: Folder): Generator<TargetGroup> {
  for (const tree of trees) {
    for (const path of site.walk(`${tree}g`)) {
      const text = placeOf(path)?.kind === "sub-group" ? site.text(path) : undefined;
      const head = text === undefined ? undefined : headOf(text);
      if (text === undefined || head?.kind !== "sub-group" || head.key === undefined) continue;
      const main = find(pageTree(text), (element) => element.tagName === "main");
      const ref: TargetRef = { kind: "sub-group", id: head.key };
      yield { ref, name: titleOf(text), slug: attribute(main, "dataSlug"), key: head.key };
    }
  }
}
