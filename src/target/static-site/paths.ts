import { createHash } from "node:crypto";
import { parseKey, type Key } from "../../model/key.ts";
import type { RemoteKind } from "../target.ts";

/** Where everything of private groups lives: one folder that nothing public links to and that can be left out of publishing. */
export const PRIVATE = "private/";
export type Tree = "" | typeof PRIVATE;
export const trees: readonly Tree[] = ["", PRIVATE];

/** Where a sub-group and all of it, or a person, belongs. */
export function treeOf(subject: { readonly isPrivate: boolean }): Tree {
  return subject.isPrivate ? PRIVATE : "";
}

export function otherTree(tree: Tree): Tree {
  return tree === PRIVATE ? "" : PRIVATE;
}

const SUFFIX = "#members";

/** The members of a sub-group have a key of their own, made from the group's. */
export function membersKey(subGroup: Key): Key {
  return `${subGroup}${SUFFIX}` as Key;
}

export interface Place {
  readonly tree: Tree;
  readonly kind: RemoteKind;
  readonly key: Key;
  /** From 1. Long lists and threads go on in `…-2.html`. */
  readonly page: number;
}

/**
 * The page of a record: a pure function of its key, of whether it is private, and of the page's number, so that an address is known
 * before the page is. Undefined for what has no page of its own, and for ids that are no ids (a path must not come from a source).
 */
export function pathOf(key: Key, tree: Tree, page = 1): string | undefined {
  const parts = parseKey(key);
  const id = parts?.id.replace(SUFFIX, "") ?? "";
  if (!parts || !/^\d{1,19}$/.test(id)) return undefined;
  const end = page > 1 ? `-${page}.html` : ".html";
  const isMembers = parts.id.endsWith(SUFFIX);
  if (parts.kind === "person" && !isMembers) return `${tree}p/${parts.network}/${id}${end}`;
  if (parts.kind === "thread" && !isMembers) return `${tree}t/${parts.network}/${id}${end}`;
  if (parts.kind === "group") return `${tree}g/${parts.network}/${id}${isMembers ? "-members" : ""}${end}`;
  return undefined;
}

/** As `pathOf`, for keys that this adapter made pages for before: anything else is a mistake of ours. */
export function pagePath(key: Key, tree: Tree, page = 1): string {
  const path = pathOf(key, tree, page);
  if (path === undefined) throw new Error(`no page belongs to the key ${key}`);
  return path;
}

const LETTERS = { p: ["person", "person"], t: ["thread", "thread"], g: ["group", "sub-group"] } as const;

/** The longest path below the site's folder: a list of members in a network whose name is as long as names get (`networkName`). */
export const LONGEST_PATH = `${PRIVATE}g/${"n".repeat(89)}/${"9".repeat(19)}-members-999999.html`.length;

/** The other way round: what a path should hold, or undefined where it is no path of a record. */
export function placeOf(path: string): Place | undefined {
  const match = /^(private\/)?([gpt])\/(@network|[a-z0-9][a-z0-9._-]*)\/(\d{1,19})(-members)?(?:-(\d{1,6}))?\.html$/.exec(path);
  const letter = match?.[2];
  if (!match || (letter !== "g" && letter !== "p" && letter !== "t")) return undefined;
  if (letter !== "g" && match[5] !== undefined) return undefined;
  const [word, kind] = LETTERS[letter];
  const key = `${match[3]}/${word}/${match[4]}${match[5] ? SUFFIX : ""}` as Key;
  return { tree: match[1] ? PRIVATE : "", kind: match[5] ? "members" : kind, key, page: Number(match[6] ?? 1) };
}

/** A topic has a name and no reliable id: its address is a readable piece of the name and a digest of all of it. */
export function topicPath(name: string, page = 1): string {
  const lower = name.toLowerCase();
  const readable = lower
    .normalize("NFKD")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);
  const digest = createHash("sha256").update(lower).digest("hex").slice(0, 10);
  return `topics/${readable === "" ? "" : `${readable}-`}${digest}${page > 1 ? `-p${page}` : ""}.html`;
}

/** Page 2 and on of a list that has no record: `p/index.html`, `p/index-2.html`. */
export function numbered(path: string, page: number): string {
  return page > 1 ? path.replace(/\.html$/, `-${page}.html`) : path;
}

/** The address of one page as the other must write it: relative, and never out of a folder and into it again, so that each works alone. */
export function relative(from: string, to: string): string {
  const here = from.split("/").slice(0, -1);
  const there = to.split("/");
  let shared = 0;
  while (shared < here.length && shared < there.length - 1 && here[shared] === there[shared]) shared++;
  return "../".repeat(here.length - shared) + there.slice(shared).join("/");
}

/** The path that a relative address on a page leads to; undefined where it leaves the site. */
export function resolve(from: string, href: string): string | undefined {
  const path = href.replace(/#.*$/, "");
  const parts = from.split("/").slice(0, -1);
  for (const part of path.split("/")) {
    if (part === "..") {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}
