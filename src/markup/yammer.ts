import type { Paragraph, PhrasingContent, Root } from "mdast";
import { toId } from "../model/key.ts";
import { characterOf, decodeEntities } from "./entities.ts";
import { autolink } from "./links.ts";

/**
 * Yammer's body text: plain, with reference markup of three generations (`[[user:1]]`, `[User:1:ada]`, `cc: User:1:ada`), topics
 * (`[Tag:1:name]`, `[[tag:1]]`), HTML entities, and one kind of damage. Source: reference, data export, section 8.
 */
const REFERENCE = /\[\[(user|tag):(\d{1,19})\]\]|\[User:(\d{1,19})(?::[^\]\n]*)?\]|\[Tag:(\d{1,19}):([^\]\n]+)\]/gi;

// A hashtag that the exporter could not resolve. It also ate the `#39` of `&#39;`, so a number and a semicolon may follow it.
const UNRESOLVED_TAG = /\[Tag::n\/a\]/gi;
const DAMAGED_ENTITY = /&\[Tag::n\/a\](?:(\d{1,7})|x([0-9a-f]{1,6}));/gi;

// Line feeds of four kinds, and what no page may hold. Vertical tab is Excel's and Outlook's line break.
const ODD = /\r\n?|[\v\u0085\u2028\u2029]|\0|\p{Surrogate}/gu;
const ODD_QUICK = /[\r\v\0\u0085\u2028\u2029\ud800-\udfff]/;

/** The tree of a text body. Blank lines part paragraphs, single newlines are breaks, no other character means anything. */
export function treeOfText(body: string): Root {
  const text = withoutDamage(tidy(body), "#");
  const children: Paragraph[] = [];
  const paragraphs = text.includes("\n") ? text.split(/\n(?:[^\S\n]*\n)+/) : [text];
  for (const [index, paragraph] of paragraphs.entries()) {
    if (paragraph.trim() === "") continue;
    const lines = paragraph.includes("\n") ? paragraph.split("\n") : [paragraph];
    const copied = index === paragraphs.length - 1 ? copyLines(lines) : 0;
    const nodes: PhrasingContent[] = [];
    for (const [number, line] of lines.entries()) {
      if (line.trim() === "") continue;
      if (nodes.length > 0) nodes.push({ type: "break" });
      if (number >= lines.length - copied) copyNodes(line, nodes);
      else inlineNodes(line, nodes, { decode: true });
    }
    children.push({ type: "paragraph", children: nodes });
  }
  return { type: "root", children };
}

/** Newlines made one kind, NUL removed, half characters replaced: the same text that a written file gives back. */
export function tidy(text: string): string {
  if (!ODD_QUICK.test(text)) return text;
  return text.replace(ODD, (odd) => (odd === "\0" ? "" : odd >= "\ud800" ? "\ufffd" : "\n"));
}

function withoutDamage(text: string, treatment: "#" | "character"): string {
  if (!/\[tag::/i.test(text)) return text;
  const whole =
    treatment === "#"
      ? text
      : text.replace(DAMAGED_ENTITY, (given: string, decimal?: string, hex?: string) => {
          return characterOf(decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal)) ?? given;
        });
  return whole.replace(UNRESOLVED_TAG, "#");
}

/** References and bare addresses inside one run of text. In HTML the entities are decoded already: only the damage is mended. */
export function inlineNodes(given: string, out: PhrasingContent[], how: { readonly decode: boolean; readonly links?: boolean }): void {
  const text = how.decode ? given : withoutDamage(given, "character");
  const plain = (part: string) => {
    const decoded = how.decode ? tidy(decodeEntities(part)) : part;
    if (how.links === false) pushText(out, decoded);
    else autolink(decoded, (node) => (node.type === "text" ? pushText(out, node.value) : out.push(node)));
  };
  let from = 0;
  if (text.includes("[")) {
    for (const match of text.matchAll(REFERENCE)) {
      const leaf = leafOf(match);
      if (!leaf) continue;
      if (match.index > from) plain(text.slice(from, match.index));
      out.push(leaf);
      from = match.index + match[0].length;
    }
  }
  if (from < text.length) plain(from === 0 ? text : text.slice(from));
}

function pushText(out: PhrasingContent[], value: string): void {
  if (value === "") return;
  const last = out.at(-1);
  if (last?.type === "text") last.value += value;
  else out.push({ type: "text", value });
}

function leafOf(match: RegExpExecArray): PhrasingContent | undefined {
  const [raw, word, bracketed, mentioned, tagged, name] = match;
  const id = toId(bracketed ?? mentioned ?? tagged ?? "")?.toString();
  if (id === undefined) return undefined;
  if (tagged !== undefined) return { type: "topic", id, name: decodeEntities(name ?? "").trim() || null, raw };
  if (word?.toLowerCase() === "tag") return { type: "topic", id, name: null, raw };
  return { type: "mention", id, raw };
}

const COPIED = /^User:(\d{1,19})(?::.*)?$/i;

/** How many lines at the end are `cc: User:1:ada, User:2:bob`: the form without brackets, which means nothing anywhere else. */
function copyLines(lines: readonly string[]): number {
  let count = 0;
  while (count < lines.length && isCopyLine(lines[lines.length - 1 - count] ?? "")) count++;
  return count;
}

function isCopyLine(line: string): boolean {
  const text = line.trim();
  if (!/^cc:/i.test(text)) return false;
  return text
    .slice(3)
    .split(",")
    .every((part) => COPIED.test(part.trim()));
}

function copyNodes(line: string, out: PhrasingContent[]): void {
  const text = line.trim();
  pushText(out, `${text.slice(0, 3)} `);
  for (const [index, part] of text.slice(3).split(",").entries()) {
    if (index > 0) pushText(out, ", ");
    const raw = part.trim();
    const id = toId(COPIED.exec(raw)?.[1] ?? "")?.toString();
    if (id === undefined) pushText(out, raw);
    else out.push({ type: "mention", id, raw });
  }
}
