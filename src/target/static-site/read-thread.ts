import type { Element } from "hast";
import { textDigest } from "../../markup/plain.ts";
import type { Key } from "../../model/key.ts";
import type { RemoteItem } from "../target.ts";
import { attribute, find, findAll, hasClass, isElement, pageTree, textOf } from "./dom.ts";
import type { Folder } from "./folder.ts";
import { placeOf, resolve } from "./paths.ts";
import { headOf, isSealed, type Head } from "./seal.ts";

/** A thread as its pages show it: itself, then its posts in the order they are read. Text, author, date and title come from what a reader sees. */
export async function* readThread(site: Folder, first: string): AsyncGenerator<RemoteItem> {
  const text = site.text(first);
  const head = text === undefined ? undefined : headOf(text);
  if (text === undefined || head?.key === undefined) return;
  const pages = [{ path: first, text }];
  const damage: string[] = isSealed(text) ? [] : ["changed by hand since it was written"];
  for (let page = 2; page <= head.pages; page++) {
    const path = first.replace(/\.html$/, `-${page}.html`);
    const more = site.text(path);
    if (more === undefined) damage.push(`page ${page} of ${head.pages} was deleted`);
    else if (!isSealed(more)) damage.push(`page ${page} was changed by hand since it was written`);
    if (more !== undefined) pages.push({ path, text: more });
  }
  for (const [index, page] of pages.entries()) {
    const tree = pageTree(page.text);
    const heading = find(tree, (element) => element.tagName === "h1");
    const title = textOf(heading);
    if (index === 0) yield threadItem(head, attribute(heading, "dataTitle") === "own" ? title : "", damage);
    for (const top of findAll(tree, isPost)) yield* readPosts(site, top, { path: page.path, title, network: head.key.split("/")[0] ?? "" });
  }
}

function threadItem(head: Head, title: string, damage: readonly string[]): RemoteItem {
  return {
    ...(head.key === undefined ? {} : { key: head.key }),
    ref: { kind: "thread", id: head.key ?? head.path },
    kind: "thread",
    parent: head.parent,
    ...(title === "" ? {} : { title }),
    ...(damage.length === 0 ? {} : { damage: damage.join("; ") }),
  };
}

interface Page {
  readonly path: string;
  /** Of the page: the starter's own where it is not repeated. */
  readonly title: string;
  readonly network: string;
}

function isPost(element: Element): boolean {
  return element.tagName === "article" && hasClass(element, "post");
}

/** Replies are nested three deep at most, so recursion is safe on pages of ours, and a foreign one is caught by its seal. */
async function* readPosts(site: Folder, article: Element, page: Page, above?: Element): AsyncGenerator<RemoteItem> {
  const inner = article.children.find((child): child is Element => isElement(child) && hasClass(child, "inner"));
  if (inner) yield await readPost(site, { article, inner, page, above });
  const replies = article.children.find((child): child is Element => isElement(child) && hasClass(child, "replies"));
  if (!replies) return;
  let last = -1;
  for (const reply of replies.children) {
    if (!isElement(reply) || !isPost(reply)) continue;
    const position = Number(attribute(reply, "dataPosition"));
    const answersOther = find(reply, (element) => hasClass(element, "answers"), isPost) !== undefined;
    if (!answersOther && position < last) yield disorder(reply, page);
    if (!answersOther) last = position;
    yield* readPosts(site, reply, page, article);
  }
}

function keyOfPost(article: Element, page: Page): Key {
  return `${page.network}/message/${attribute(article, "id").replace(/^m/, "")}` as Key;
}

function disorder(article: Element, page: Page): RemoteItem {
  return { ref: { kind: "message", id: keyOfPost(article, page) }, kind: "message", parent: null, damage: "stands behind a later reply" };
}

interface Post {
  readonly article: Element;
  readonly inner: Element;
  readonly page: Page;
  readonly above: Element | undefined;
}

async function readPost(site: Folder, { article, inner, page, above }: Post): Promise<RemoteItem> {
  const key = keyOfPost(article, page);
  const byClass = (name: string) =>
    find(
      inner,
      (element) => hasClass(element, name),
      (element) => hasClass(element, "body"),
    );
  const author = byClass("author");
  const time = find(
    inner,
    (element) => element.tagName === "time",
    (element) => hasClass(element, "body"),
  );
  const own = find(
    inner,
    (element) => element.tagName === "h2" && hasClass(element, "title"),
    (element) => hasClass(element, "body"),
  );
  const title = own ? textOf(own) : attribute(article, "dataTitle") === "page" ? page.title : "";
  const createdAt = Date.parse(attribute(time, "dateTime"));
  const answers = byClass("answers");
  const answered = /#m(\d+)$/.exec(attribute(answers && find(answers, (element) => element.tagName === "a"), "href"))?.[1];
  const { files, damage } = await readFiles(site, inner, page.path);
  return {
    key,
    ref: { kind: "message", id: key },
    kind: "message",
    parent: answered !== undefined ? (`${page.network}/message/${answered}` as Key) : above ? keyOfPost(above, page) : null,
    ...(author ? authorOf(author, page.path) : {}),
    ...(title === "" ? {} : { title }),
    ...(Number.isNaN(createdAt) ? {} : { createdAt }),
    position: Number(attribute(article, "dataPosition")),
    textDigest: textDigest(textOf(byClass("body"))),
    files,
    ...(damage.length === 0 ? {} : { damage: damage.join("; ") }),
  };
}

/** Whose page the name leads to; where nobody has one, whom the page says it is. */
export function keyOfPerson(element: Element, path: string): Key | null {
  const place = placeOf(resolve(path, attribute(element, "href")) ?? "");
  return ((place?.key ?? attribute(element, "dataKey")) as Key) || null;
}

function authorOf(element: Element, path: string): Pick<RemoteItem, "author"> {
  const key = keyOfPerson(element, path);
  return key === null ? {} : { author: { key, name: textOf(element) } };
}

/** The bytes on disk, not what the page says of them. */
async function readFiles(site: Folder, inner: Element, path: string): Promise<{ files: { key: Key; sha256: string }[]; damage: string[] }> {
  const files: { key: Key; sha256: string }[] = [];
  const damage: string[] = [];
  const list = inner.children.find((child): child is Element => isElement(child) && hasClass(child, "files"));
  for (const item of list ? findAll(list, (element) => element.tagName === "li") : []) {
    const anchor = find(item, (element) => element.tagName === "a");
    const stored = resolve(path, attribute(anchor, "href")) ?? "";
    const named = /^(?:private\/)?files\/([0-9a-f]{64})\./.exec(stored)?.[1];
    if (named === undefined) continue;
    const sha256 = await site.digest(stored);
    if (sha256 === undefined) damage.push(`the file ${stored} was deleted`);
    else if (sha256 !== named) damage.push(`the file ${stored} was changed`);
    if (sha256 !== undefined) files.push({ key: attribute(item, "dataKey") as Key, sha256 });
  }
  return { files, damage };
}
