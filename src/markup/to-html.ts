import type { Nodes, Root } from "mdast";
import type { Resolver, Shown } from "../model/body.ts";
import { safeUrl } from "./links.ts";
import { leafText } from "./plain.ts";

/** Every link of a source: it must not tell where the reader came from, and the archive vouches for none. */
export const LINK_REL = "noopener noreferrer nofollow";

/** Body headings start below the page's own (h1) and the post's (h2). */
const HEADING_OFFSET = 2;

/** The tree as HTML. Knows every element it can write, escapes everything else; no attribute comes from the source but a checked `href`. */
export function toHtml(tree: Root, resolver: Resolver): string {
  return childrenOf(tree, { resolver, inLink: false });
}

export function escapeHtml(text: string): string {
  if (!/[&<>"\0]/.test(text)) return text;
  return text.replace(/[&<>"\0]/g, (found) => ESCAPES[found] ?? "");
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

interface Place {
  readonly resolver: Resolver;
  /** A link inside a link would be torn apart by every browser. */
  readonly inLink: boolean;
}

function childrenOf(node: { readonly children: readonly Nodes[] }, place: Place): string {
  let html = "";
  for (const child of node.children) html += one(child, place);
  return html;
}

function one(node: Nodes, place: Place): string {
  switch (node.type) {
    case "text":
      return escapeHtml(node.value);
    case "break":
      return "<br>";
    case "paragraph":
      return `<p>${childrenOf(node, place)}</p>`;
    case "strong":
      return `<strong>${childrenOf(node, place)}</strong>`;
    case "emphasis":
      return `<em>${childrenOf(node, place)}</em>`;
    case "delete":
      return `<del>${childrenOf(node, place)}</del>`;
    case "inlineCode":
      return `<code>${escapeHtml(node.value)}</code>`;
    case "code":
      return `<pre><code>${escapeHtml(node.value)}</code></pre>`;
    case "thematicBreak":
      return "<hr>";
    case "blockquote":
      return `<blockquote>${childrenOf(node, place)}</blockquote>`;
    case "heading": {
      const tag = `h${Math.min(6, node.depth + HEADING_OFFSET)}`;
      return `<${tag}>${childrenOf(node, place)}</${tag}>`;
    }
    case "list":
      return node.ordered ? `<ol>${childrenOf(node, place)}</ol>` : `<ul>${childrenOf(node, place)}</ul>`;
    case "listItem":
      return `<li>${childrenOf(node, place)}</li>`;
    case "table":
      return `<div class="scroll"><table><tbody>${childrenOf(node, place)}</tbody></table></div>`;
    case "tableRow":
      return `<tr>${childrenOf(node, place)}</tr>`;
    case "tableCell":
      return `<td>${childrenOf(node, place)}</td>`;
    case "link": {
      const url = place.inLink ? undefined : safeUrl(node.url);
      if (url === undefined) return childrenOf(node, place);
      return `<a href="${escapeHtml(url)}" rel="${LINK_REL}">${childrenOf(node, { ...place, inLink: true })}</a>`;
    }
    case "mention":
      return leaf("mention", leafText(node, place.resolver), place.resolver.person(node.id), place);
    case "topic":
      return leaf("topic", leafText(node, place.resolver), place.resolver.topic(node.id, node.name), place);
    case "fileRef":
      return escapeHtml(node.raw);
    default:
      return "children" in node ? childrenOf(node, place) : "";
  }
}

/** `bdi`: a name may hold direction overrides, and they must end where it ends. */
function leaf(kind: string, text: string, shown: Shown | undefined, place: Place): string {
  const inner = `<bdi>${escapeHtml(text)}</bdi>`;
  if (shown?.href === undefined || place.inLink) return shown === undefined ? inner : `<span class="${kind}">${inner}</span>`;
  return `<a class="${kind}" href="${escapeHtml(shown.href)}">${inner}</a>`;
}
