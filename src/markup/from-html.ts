import type { Element, ElementContent, Root as HtmlRoot, RootContent } from "hast";
import { fromHtml } from "hast-util-from-html";
import type { BlockContent, DefinitionContent, ListItem, PhrasingContent, Root, TableRow } from "mdast";
import { toId } from "../model/key.ts";
import { safeUrl } from "./links.ts";
import { inlineNodes, tidy } from "./yammer.ts";

/** Past these, HTML is an attack or a paste of a whole site: the text body says the same, cheaper. */
const MAX_HTML_CHARS = 500_000;
const MAX_DEPTH = 40;

/** Gone with everything in them: code, other documents, form fields, what only looks. */
const DROPPED: ReadonlySet<string> = new Set(
  "script style noscript template iframe frame frameset noframes object embed applet svg math head title textarea select button audio video canvas link meta base map datalist".split(
    " ",
  ),
);

/**
 * The tree of an HTML body, by an allow-list: known elements become nodes, the rest give up their children, nothing keeps an
 * attribute but a link its checked address. Undefined where the HTML is too big or too deep to be worth it.
 */
export function treeOfHtml(html: string): Root | undefined {
  if (html.length > MAX_HTML_CHARS) return undefined;
  try {
    return { type: "root", children: blocks(parseHtml(tidy(html), true).children, 0) };
  } catch (error) {
    // The parser recurses: some thousands of nested elements end its stack. Nobody wrote those by hand.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** A page, or a piece of one, as hast. */
export function parseHtml(html: string, fragment = false): HtmlRoot {
  return fromHtml(html, { fragment });
}

type Block = BlockContent | DefinitionContent;
type Child = RootContent | ElementContent;

function blocks(children: readonly Child[], depth: number): Block[] {
  const out: Block[] = [];
  let run: PhrasingContent[] = [];
  const flush = () => {
    const paragraph = trimmed(run);
    if (paragraph.length > 0) out.push({ type: "paragraph", children: paragraph });
    run = [];
  };
  for (const child of children) {
    const block = child.type === "element" && depth < MAX_DEPTH ? blockOf(child, depth) : undefined;
    if (block === undefined) {
      inline(child, run, { depth, inLink: false });
      continue;
    }
    flush();
    out.push(...block);
  }
  flush();
  return out;
}

/** Undefined for what flows in a line. */
function blockOf(element: Element, depth: number): Block[] | undefined {
  const inner = () => blocks(element.children, depth + 1);
  switch (element.tagName) {
    case "p":
    case "div":
    case "section":
    case "article":
    case "main":
    case "header":
    case "footer":
    case "center":
    case "form":
    case "figure":
    case "dl":
    case "dt":
    case "dd":
      return inner();
    case "blockquote":
      return [{ type: "blockquote", children: inner() }];
    case "ul":
    case "ol":
      return [{ type: "list", ordered: element.tagName === "ol", children: items(element, depth + 1) }];
    case "li":
      return [{ type: "list", ordered: false, children: [{ type: "listItem", children: inner() }] }];
    case "h1":
    case "h2":
    case "h3":
    case "h4":
    case "h5":
    case "h6":
      return heading(element, depth);
    case "pre":
      return [{ type: "code", value: textOf(element) }];
    case "hr":
      return [{ type: "thematicBreak" }];
    case "table": {
      const rows = rowsOf(element, depth + 1);
      return rows.length > 0 ? [{ type: "table", children: rows }] : [];
    }
    default:
      return undefined;
  }
}

function heading(element: Element, depth: number): Block[] {
  const children: PhrasingContent[] = [];
  for (const child of element.children) inline(child, children, { depth: depth + 1, inLink: false });
  const level = Number(element.tagName.charAt(1));
  return [{ type: "heading", depth: level === 1 ? 1 : level === 2 ? 2 : level === 3 ? 3 : 4, children: trimmed(children) }];
}

/** Browsers allow more between `ul` and `li` than the standard does: what is no item becomes one. */
function items(list: Element, depth: number): ListItem[] {
  const out: ListItem[] = [];
  for (const child of list.children) {
    const children = blocks(child.type === "element" && child.tagName === "li" ? child.children : [child], depth);
    if (children.length > 0) out.push({ type: "listItem", children });
  }
  return out;
}

function rowsOf(parent: Element, depth: number): TableRow[] {
  const rows: TableRow[] = [];
  for (const child of parent.children) {
    if (child.type !== "element" || depth > MAX_DEPTH) continue;
    if (child.tagName !== "tr") {
      rows.push(...rowsOf(child, depth + 1));
      continue;
    }
    const row: TableRow = { type: "tableRow", children: [] };
    for (const cell of child.children) {
      if (cell.type !== "element") continue;
      const children: PhrasingContent[] = [];
      for (const node of cell.children) inline(node, children, { depth, inLink: false });
      row.children.push({ type: "tableCell", children: trimmed(children) });
    }
    rows.push(row);
  }
  return rows;
}

interface Place {
  readonly depth: number;
  readonly inLink: boolean;
}

function inline(node: Child, out: PhrasingContent[], place: Place): void {
  if (node.type === "text") {
    const value = node.value.replace(/[\t\n\f\r ]+/g, " ");
    inlineNodes(value, out, { decode: false, links: !place.inLink });
    return;
  }
  if (node.type !== "element" || DROPPED.has(node.tagName)) return;
  if (place.depth >= MAX_DEPTH) {
    inlineNodes(textOf(node), out, { decode: false, links: false });
    return;
  }
  const below = { ...place, depth: place.depth + 1 };
  const children = () => {
    const inner: PhrasingContent[] = [];
    for (const child of node.children) inline(child, inner, below);
    return inner;
  };
  switch (node.tagName) {
    case "br":
      out.push({ type: "break" });
      return;
    case "b":
    case "strong":
      pushFull(out, { type: "strong", children: children() });
      return;
    case "i":
    case "em":
      pushFull(out, { type: "emphasis", children: children() });
      return;
    case "s":
    case "del":
    case "strike":
      pushFull(out, { type: "delete", children: children() });
      return;
    case "code":
    case "kbd":
    case "samp":
    case "tt":
      out.push({ type: "inlineCode", value: textOf(node) });
      return;
    case "img":
      // An emoji is often a picture with its character as alternative text. Nothing is loaded from anywhere.
      inlineNodes(attribute(node, "alt"), out, { decode: false, links: false });
      return;
    case "a":
    case "span": {
      const leaf = leafOf(node);
      if (leaf) out.push(leaf);
      else if (node.tagName === "a") link(node, out, below);
      else out.push(...children());
      return;
    }
    default:
      spread(node, out, below);
  }
}

/** An element that means nothing in a line: its children, on a line of their own where it is a block. */
function spread(node: Element, out: PhrasingContent[], below: Place): void {
  const block = /^(p|div|li|ul|ol|h[1-6]|blockquote|pre|tr|table|dt|dd|section|article)$/.test(node.tagName);
  if (block && out.length > 0 && out.at(-1)?.type !== "break") out.push({ type: "break" });
  for (const child of node.children) inline(child, out, below);
  if (block && out.length > 0 && out.at(-1)?.type !== "break") out.push({ type: "break" });
}

function link(node: Element, out: PhrasingContent[], below: Place): void {
  const url = below.inLink ? undefined : safeUrl(attribute(node, "href"));
  const children: PhrasingContent[] = [];
  for (const child of node.children) inline(child, children, { ...below, inLink: true });
  if (url === undefined) out.push(...children);
  else pushFull(out, { type: "link", url, children });
}

function pushFull(out: PhrasingContent[], node: Extract<PhrasingContent, { children: PhrasingContent[] }>): void {
  if (node.children.length > 0) out.push(node);
}

/** `<span data-yammer-object="user:1">`: how the REST API's HTML writes a mention or a topic. */
function leafOf(node: Element): PhrasingContent | undefined {
  const match = /^(user|tag):(\d{1,19})$/.exec(attribute(node, "dataYammerObject"));
  const id = toId(match?.[2] ?? "")?.toString();
  if (!match || id === undefined) return undefined;
  const raw = textOf(node);
  if (match[1] === "user") return { type: "mention", id, raw };
  return { type: "topic", id, name: raw.replace(/^\s*#/, "").trim() || null, raw };
}

function attribute(node: Element, name: string): string {
  const value = node.properties[name];
  return typeof value === "string" ? value : "";
}

/** Text of an element, without recursion: it also serves what is nested too deep. */
function textOf(element: Element): string {
  const stack: Child[] = [...element.children].reverse();
  let text = "";
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.type === "text") text += node.value;
    else if (node.type === "element" && !DROPPED.has(node.tagName)) stack.push(...[...node.children].reverse());
  }
  return text;
}

/** Blanks and breaks at the ends of a paragraph are layout of the source, not text. */
function trimmed(run: readonly PhrasingContent[]): PhrasingContent[] {
  const isBlank = (node: PhrasingContent | undefined) => node?.type === "break" || (node?.type === "text" && node.value.trim() === "");
  let start = 0;
  let end = run.length;
  while (start < end && isBlank(run[start])) start++;
  while (end > start && isBlank(run[end - 1])) end--;
  return run.slice(start, end);
}
