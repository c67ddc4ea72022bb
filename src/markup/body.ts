import type { Nodes, Root } from "mdast";
import type { Resolver, Shown } from "../model/body.ts";
import type { TopicRef } from "../model/conversation.ts";
import { treeOfHtml } from "./from-html.ts";
import { plainText } from "./plain.ts";
import { treeOfText } from "./yammer.ts";

export interface GivenBody {
  /** Text with reference markup. */
  readonly body: string | null;
  /** The same, formatted, as some sources give it. */
  readonly bodyHtml: string | null;
}

/**
 * The tree of a post. HTML carries the formatting, text carries the mentions and is what was searched and counted: HTML is used only
 * where it says all that the text says, or where there is no text. Text alone takes a path without an HTML parser.
 */
export function bodyTree(given: GivenBody): Root {
  const text = treeOfText(given.body ?? "");
  if (given.bodyHtml === null || given.bodyHtml.trim() === "") return text;
  const html = treeOfHtml(given.bodyHtml);
  if (html === undefined) return text;
  return text.children.length === 0 || saysAllOf(html, text) ? html : text;
}

/** Canonical text of a post, as every target shall show it. */
export function bodyText(given: GivenBody, resolver: Resolver): string {
  return plainText(bodyTree(given), resolver);
}

/**
 * How the leaves of one post are looked up: people by whoever knows them, topics by the name in the text or, where that gives only a number,
 * by the post's own list. Writing and verifying use the same, so they say the same.
 */
export function leavesOf(
  topics: readonly TopicRef[],
  person: Resolver["person"],
  topicHref?: (name: string) => string | undefined,
): Resolver {
  return {
    person,
    topic(id, given): Shown | undefined {
      const name = given ?? topics.find((topic) => topic.id !== null && String(topic.id) === id)?.name;
      return name === undefined ? undefined : { name, href: topicHref?.(name) };
    },
  };
}

function saysAllOf(html: Root, text: Root): boolean {
  const said = new Set<string>();
  eachWord(html, true, (word) => said.add(word));
  let all = true;
  eachWord(text, false, (word) => (all &&= said.has(word)));
  return all;
}

/** Leaves count only on the HTML side: text writes them as numbers, HTML as names. So do addresses, which HTML may hide behind a title. */
function eachWord(node: Nodes, withLeaves: boolean, say: (word: string) => void): void {
  if (node.type === "text" || node.type === "inlineCode" || node.type === "code") words(node.value, say);
  if (withLeaves && (node.type === "mention" || node.type === "topic")) words(node.raw, say);
  if (withLeaves && node.type === "link") words(node.url, say);
  if ("children" in node) for (const child of node.children) eachWord(child, withLeaves, say);
}

function words(text: string, say: (word: string) => void): void {
  for (const match of text.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)) say(match[0]);
}
