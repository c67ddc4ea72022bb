import type { Element, Root } from "hast";
import { parseHtml } from "../../markup/from-html.ts";
import { plainOfHtml } from "../../markup/plain.ts";

/** What reading a page back needs of a document, and no more. */
export type Node = Element | Root;

export function pageTree(text: string): Root {
  return parseHtml(text);
}

/** `data-key` is `dataKey` here. "" where there is none. */
export function attribute(element: Element | undefined, name: string): string {
  const value = element?.properties[name];
  if (Array.isArray(value)) return value.join(" ");
  return value === undefined || value === null ? "" : String(value);
}

export function hasClass(element: Element, name: string): boolean {
  const value = element.properties.className;
  return Array.isArray(value) && value.includes(name);
}

export function isElement(node: unknown): node is Element {
  return typeof node === "object" && node !== null && "type" in node && node.type === "element";
}

/** First match in document order, not entering what `stop` refuses. */
export function find(
  node: Node,
  matches: (element: Element) => boolean,
  stop: (element: Element) => boolean = () => false,
): Element | undefined {
  for (const child of node.children) {
    if (!isElement(child)) continue;
    if (matches(child)) return child;
    const below = stop(child) ? undefined : find(child, matches, stop);
    if (below) return below;
  }
  return undefined;
}

/** All matches in document order; what matches is not searched further. */
export function* findAll(node: Node, matches: (element: Element) => boolean): Generator<Element> {
  for (const child of node.children) {
    if (!isElement(child)) continue;
    if (matches(child)) yield child;
    else yield* findAll(child, matches);
  }
}

/** Text as a reader sees it; "" of nothing. */
export function textOf(element: Element | undefined): string {
  return element === undefined ? "" : plainOfHtml(element);
}
