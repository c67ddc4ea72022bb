import { parseHTML } from "linkedom";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { sha256 } from "./expected-store.ts";

/** A reader of the site that knows nothing of how it is written but what stands on its pages: a second opinion beside `verify`. */

export interface SiteMessage {
  readonly key: string;
  /** Path of the page it stands on. */
  readonly page: string;
  /** Key of what it stands below or says it answers; null at the top. */
  readonly parent: string | null;
  readonly author: { readonly key: string | null; readonly name: string } | null;
  readonly date: string | null;
  readonly text: string;
  /** Everything that stands in the post itself, answers to it left out. */
  readonly whole: string;
  readonly tombstone: string | null;
  /** sha256 of the file that each attachment's link opens, by the attachment's key; "" where nothing opens. */
  readonly files: ReadonlyMap<string, string>;
}

export interface Site {
  readonly pages: readonly string[];
  readonly messages: readonly SiteMessage[];
  /** What is wrong with links: where, and which. */
  readonly broken: readonly string[];
  /** Public pages that lead into private/. */
  readonly leaks: readonly string[];
  text(path: string): string;
}

export function readSite(folder: string): Site {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    )
    .sort();
  const pages = files.filter((path) => path.endsWith(".html"));
  const messages: SiteMessage[] = [];
  const broken: string[] = [];
  const leaks: string[] = [];
  for (const path of pages) {
    const { document } = parseHTML(readFileSync(join(folder, path), "utf8"));
    for (const element of document.querySelectorAll("[href], [src]")) {
      const address = element.getAttribute("href") ?? element.getAttribute("src") ?? "";
      const problem = wrongLink(folder, path, address, document);
      if (problem !== undefined) broken.push(`${path}: ${problem}`);
      else if (!path.startsWith("private/") && posix.join(posix.dirname(path), address).startsWith("private/"))
        leaks.push(`${path}: ${address}`);
    }
    if (/^(private\/)?t\//.test(path))
      for (const article of document.querySelectorAll("article[data-key]")) messages.push(messageOf(article, folder, path));
  }
  return { pages, messages, broken, leaks, text: (path) => readFileSync(join(folder, path), "utf8") };
}

function wrongLink(folder: string, page: string, address: string, document: Document): string | undefined {
  if (/^(https?|mailto):/i.test(address)) return undefined;
  if (/^[a-z][a-z0-9+.-]*:/i.test(address) || address.startsWith("/") || address.includes("\\")) return `${address} is not relative`;
  const [path = "", fragment] = address.split("#");
  const target = path === "" ? page : posix.join(posix.dirname(page), decodeURI(path));
  if (target.startsWith("..")) return `${address} leaves the site`;
  if (!existsSync(join(folder, target))) return `${address} leads nowhere`;
  if (path === "" && fragment !== undefined && document.getElementById(fragment) === null) return `${address} has no place on the page`;
  return undefined;
}

function messageOf(article: Element, folder: string, page: string): SiteMessage {
  const own = article.cloneNode(true) as Element;
  for (const replies of own.querySelectorAll(".replies")) replies.remove();
  const key = article.getAttribute("data-key") ?? "";
  const network = key.split("/", 1)[0] ?? "";
  const answers = own.querySelector(".answers a")?.getAttribute("href");
  const above = article.parentElement?.closest("article[data-key]")?.getAttribute("data-key") ?? null;
  const author = own.querySelector(".who .author");
  const files = new Map<string, string>();
  for (const item of own.querySelectorAll(".files > li[data-key]"))
    files.set(item.getAttribute("data-key") ?? "", opened(item, folder, page));
  return {
    key,
    page,
    parent: answers === undefined || answers === null ? above : `${network}/message/${/#m(\d+)$/.exec(answers)?.[1] ?? "?"}`,
    author: author === null ? null : { key: author.getAttribute("data-key"), name: author.textContent },
    date: own.querySelector(".who time")?.getAttribute("datetime") ?? null,
    text: own.querySelector(".body")?.textContent ?? "",
    whole: own.textContent,
    tombstone: article.getAttribute("data-tombstone"),
    files,
  };
}

function opened(item: Element, folder: string, page: string): string {
  const address = item.querySelector("a")?.getAttribute("href") ?? "";
  const path = join(folder, posix.join(posix.dirname(page), address));
  return address === "" || /^https?:/.test(address) || !existsSync(path) ? "" : sha256(readFileSync(path));
}

/** Letters and digits only: what two ways of showing the same words have in common. */
export function squash(text: string): string {
  return text
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}]+/gu, "")
    .toLowerCase();
}

/** A body as the export gives it, as a reader should see it: names for references, characters for entities. */
export function shownBody(body: string, nameOf: (id: string) => string | undefined): string {
  const undamaged = body.replace(/&\[Tag::n\/a\](\d+);/g, "&#$1;").replace(/\[Tag::n\/a\]/g, "#");
  const named = undamaged
    .replace(/\[\[user:(\d+)\]\]/g, (raw, id: string) => nameOf(id) ?? raw)
    .replace(/\[User:(\d+)(?::[^\]\n]*)?\]/g, (raw, id: string) => nameOf(id) ?? raw)
    .replace(/\[Tag:(\d+):([^\]\n]+)\]/g, "#$2")
    .replace(/^cc: User:\d+(?::\S*)?(?:, User:\d+(?::\S*)?)*$/gm, (list) =>
      list.replace(/User:(\d+)(?::[^\s,]*)?/g, (raw, id: string) => nameOf(id) ?? raw),
    );
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  document.body.innerHTML = named.replaceAll("<", "&lt;");
  return document.body.textContent;
}
