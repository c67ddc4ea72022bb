import { createHash } from "node:crypto";
import type { Element, Nodes as HtmlNodes } from "hast";
import type { Nodes, Root } from "mdast";
import type { Resolver } from "../model/body.ts";
import { tidy } from "./yammer.ts";

/**
 * Canonical text: what is compared between the source and what a target shows. Blocks and breaks are blanks, blanks of any kind
 * and number are one, leaves stand as they are shown. Two sides that read the same have the same canonical text.
 */
export function plainText(tree: Root, resolver: Resolver): string {
  const parts: string[] = [];
  collect(tree, resolver, parts);
  return canonicalLine(parts.join(""));
}

/** One line as a reader sees it: a name, a title, a body. */
export function canonicalLine(text: string): string {
  return tidy(text).replace(/\s+/g, " ").trim();
}

/** sha256 of canonical text, in hex. */
export function textDigest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function collect(node: Nodes, resolver: Resolver, parts: string[]): void {
  switch (node.type) {
    case "text":
    case "inlineCode":
      parts.push(node.value);
      return;
    case "code":
      parts.push(" ", node.value, " ");
      return;
    case "break":
    case "thematicBreak":
      parts.push(" ");
      return;
    case "mention":
    case "topic":
    case "fileRef":
      parts.push(leafText(node, resolver));
      return;
  }
  if (!("children" in node)) return;
  const block = BLOCKS.has(node.type);
  if (block) parts.push(" ");
  for (const child of node.children) collect(child, resolver, parts);
  if (block) parts.push(" ");
}

const BLOCKS: ReadonlySet<string> = new Set(["paragraph", "heading", "blockquote", "list", "listItem", "table", "tableRow", "tableCell"]);

type Leaf = Extract<Nodes, { type: "mention" | "topic" | "fileRef" }>;

/** The words a leaf is shown as; the source's own where nobody knows it. */
export function leafText(node: Leaf, resolver: Resolver): string {
  if (node.type === "mention") return resolver.person(node.id)?.name.trim() || node.raw;
  if (node.type === "fileRef") return node.raw;
  const name = resolver.topic(node.id, node.name)?.name.trim() || node.name;
  return name ? `#${name}` : node.raw;
}

const HTML_BLOCKS: ReadonlySet<string> = new Set(
  "address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul".split(
    " ",
  ),
);

/** Canonical text of a piece of a page. */
export function plainOfHtml(element: Element): string {
  const parts: string[] = [];
  collectHtml(element, parts);
  return canonicalLine(parts.join(""));
}

function collectHtml(node: HtmlNodes, parts: string[]): void {
  if (node.type === "text") parts.push(node.value);
  if (!("children" in node)) return;
  const block = node.type === "element" && HTML_BLOCKS.has(node.tagName);
  if (block) parts.push(" ");
  for (const child of node.children) collectHtml(child, parts);
  if (block) parts.push(" ");
}
