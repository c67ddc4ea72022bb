import { hashText } from "./dice.ts";
import type { Live } from "./live.ts";
import type { MessageTruth } from "../../support/network/truth.ts";

/** The forms in which REST gives a text (2.5), made from the reference markup that the export has. */
export interface Texts {
  readonly parsed: string;
  readonly plain: string;
  readonly rich: string;
  readonly urls: readonly string[];
  readonly people: readonly string[];
  readonly tags: readonly string[];
  /** Named in a `cc:` line, which no form of the text shows. */
  readonly cc: readonly string[];
}

const REFERENCE = /\[\[([a-z]+):(\d+)\]\]|\[(User|Tag):(\d+)(?::([^\]]*))?\]/gi;
const CC_LINE = /\n\ncc: (User:\d+(?::[^,\n]*)?(?:, User:\d+(?::[^,\n]*)?)*)$/;
const LINK = /https?:\/\/[^\s<>"']+/g;
/** Link texts are cut, `href` is not. */
const SHOWN_LINK = 60;

type Part =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "user" | "tag" | "group"; readonly id: string; readonly name: string | undefined };

export function textsOf(live: Live, message: MessageTruth): Texts {
  const line = CC_LINE.exec(message.body);
  const body = line === null ? message.body : message.body.slice(0, line.index);
  const cc = [...(line?.[1] ?? "").matchAll(/User:(\d+)/g)].map((match) => match[1] ?? "");
  const parts = partsOf(body);
  const tags = parts.flatMap((part) => (part.kind === "tag" ? [part.id] : []));
  const people = parts.flatMap((part) => (part.kind === "user" ? [part.id] : []));
  return {
    parsed: parts.map((part) => (part.kind === "text" ? part.text : `[[${part.kind}:${part.id}]]`)).join(""),
    plain: parts.map((part) => shown(live, part)).join(""),
    rich: parts.map((part) => richOf(live, part)).join(""),
    urls: [...body.matchAll(LINK)].map(([url]) => url),
    people,
    tags,
    cc,
  };
}

function partsOf(body: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const match of body.matchAll(REFERENCE)) {
    const kind = (match[1] ?? match[3] ?? "").toLowerCase();
    if (kind !== "user" && kind !== "tag" && kind !== "group") continue;
    parts.push({ kind: "text", text: body.slice(from, match.index) }, { kind, id: match[2] ?? match[4] ?? "", name: match[5] });
    from = match.index + match[0].length;
  }
  parts.push({ kind: "text", text: body.slice(from) });
  return parts;
}

/** A person whom nobody knows keeps the reference in `plain`: a few clients found it left there. */
function shown(live: Live, part: Part): string {
  if (part.kind === "text") return part.text;
  const name = nameOf(live, part);
  if (name === undefined) return `[[${part.kind}:${part.id}]]`;
  return part.kind === "tag" ? `#${name}` : name;
}

function nameOf(live: Live, part: Exclude<Part, { kind: "text" }>): string | undefined {
  if (part.kind === "user") return live.person(part.id)?.name || undefined;
  if (part.kind === "group") return live.group(part.id)?.name;
  return live.topicById(part.id)?.name ?? part.name;
}

function richOf(live: Live, part: Part): string {
  if (part.kind === "text") return linkify(part.text);
  const name = escapeHtml(shown(live, part).replace(/^#/, ""));
  const object = `data-yammer-object='${part.kind}:${part.id}' data-resource-id='${part.id}' data-resource-model='${part.kind}'`;
  const permalink = live.truth.network.permalink;
  if (part.kind === "tag") {
    const href = `https://www.yammer.com/${permalink}/topics/${topicIdOf(part.id)}`;
    return `<span class='yammer-object' ${object}>#<a href='${href}'>${name}</a></span>`;
  }
  return `<span class='yammer-object' ${object}><a href='https://www.yammer.com/${permalink}/${part.kind}s/${part.id}'>${name}</a></span>`;
}

function linkify(text: string): string {
  let html = "";
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const [url] = match;
    const label = url.length > SHOWN_LINK ? `${url.slice(0, SHOWN_LINK)}…` : url;
    html += escapeHtml(text.slice(from, match.index));
    html += `<a class="linkified" href="${escapeHtml(url)}" title="${escapeHtml(url)}" target="_blank" rel="nofollow noreferrer">${escapeHtml(label)}</a>`;
    from = match.index + url.length;
  }
  return html + escapeHtml(text.slice(from));
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;").replaceAll("\n", "<br>");
}

/** A tag and its topic have different ids; only addresses connect them (2.5). */
export function topicIdOf(tagId: string): string {
  return String(BigInt(tagId) + 154_307n + BigInt(hashText(tagId) % 7) * 10_000_000n);
}
