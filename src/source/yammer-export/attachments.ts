import type { AttachmentKind, AttachmentRef } from "../../model/conversation.ts";
import { toId } from "../../model/key.ts";

export interface Attachments {
  readonly refs: readonly AttachmentRef[];
  /** Ids of polls, praise and events: the export names them and has nothing of their content. */
  readonly modules: readonly string[];
  /** Items as given that we cannot read, or whose address is no web address. */
  readonly odd: readonly string[];
}

const NONE: Attachments = { refs: [], modules: [], odd: [] };
const KINDS: Readonly<Record<string, AttachmentKind>> = {
  uploadedfile: "file",
  opengraphobject: "link",
  page: "page",
  message: "message",
  sharedmessage: "message",
};
const KIND = /([a-z][a-z_]{2,29}):/iy;
/** What may stand behind an item: the end, or a comma and the next one. */
const NEXT = /\s*(?:$|,\s*(?=[a-z][a-z_]{2,29}:(?:\d|\[)))/iy;
/** Behind a bracket the comma needs its blank: addresses hold brackets, commas and words with colons, but no blanks. */
const NEXT_AFTER_BRACKET = /\s*(?:$|,\s+(?=[a-z][a-z_]{2,29}:(?:\d|\[)))/iy;
const DIGITS = /\d{1,19}(?!\d)/y;

/**
 * Reads the `attachments` column: `kind:ref, kind:ref`. Addresses hold commas, colons and brackets, titles also quotes and line breaks, so an
 * item in brackets ends at the `]` that is followed by the end or by the next item. Grammar: reference on the export format, section 7.
 */
export function attachmentsOf(text: string): Attachments {
  if (text === "") return NONE;
  const refs = new Map<string, AttachmentRef>();
  const modules: string[] = [];
  const odd: string[] = [];
  let at = text.length - text.trimStart().length;
  while (at < text.length) {
    const item = itemAt(text, at);
    const ref = item.ref;
    // Named twice it is one attachment, and what the shorter form leaves out stays.
    if (ref) refs.set(`${ref.kind}:${ref.id}`, { ...ref, ...refs.get(`${ref.kind}:${ref.id}`) });
    if (item.module !== undefined) modules.push(item.module);
    if (item.isOdd) odd.push(text.slice(at, item.end));
    at = item.next;
  }
  return { refs: [...refs.values()], modules, odd };
}

interface Item {
  readonly end: number;
  readonly next: number;
  readonly ref?: AttachmentRef;
  readonly module?: string;
  readonly isOdd?: boolean;
}

function itemAt(text: string, at: number): Item {
  const kindName = matchAt(KIND, text, at)?.[1]?.toLowerCase();
  const start = kindName === undefined ? at : at + kindName.length + 1;
  const kind = kindName === undefined ? undefined : KINDS[kindName];
  if (text[start] === "[" && kindName !== undefined) {
    const close = closingBracket(text, start);
    if (!close) return { end: text.length, next: text.length, isOdd: true };
    const ref = kind === undefined ? undefined : card(kind, text.slice(start + 1, close.at));
    const hasOddUrl = ref?.url === null && ref.kind === "link";
    return { end: close.at + 1, next: close.next, ...(ref ? { ref } : {}), isOdd: !ref || hasOddUrl };
  }
  const digits = matchAt(DIGITS, text, start)?.[0];
  const end = digits === undefined ? undefined : start + digits.length;
  const next = end === undefined ? undefined : nextItem(text, end);
  if (digits === undefined || end === undefined || next === undefined) return unreadable(text, at);
  if (kindName === "ymodule") return { end, next, module: digits };
  const id = toId(digits);
  return kind === undefined || id === undefined ? { end, next, isOdd: true } : { end, next, ref: { kind, id } };
}

/** Skips to the next thing that looks like an item. */
function unreadable(text: string, at: number): Item {
  for (let comma = text.indexOf(",", at); comma >= 0; comma = text.indexOf(",", comma + 1)) {
    const next = nextItem(text, comma);
    if (next !== undefined && next > comma) return { end: comma, next, isOdd: true };
  }
  return { end: text.length, next: text.length, isOdd: true };
}

function closingBracket(text: string, from: number): Place | undefined {
  let first: Place | undefined;
  const quoted = [text.indexOf(TITLE, from), text.indexOf(DESCRIPTION, from)].filter((place) => place >= 0);
  for (let at = text.indexOf("]", from); at >= 0; at = text.indexOf("]", at + 1)) {
    const match = matchAt(NEXT_AFTER_BRACKET, text, at + 1);
    if (!match) continue;
    const place = { at, next: at + 1 + match[0].length };
    // With a title or description the last thing inside is a quote: a bracket in the midst of one ends nothing.
    if (text[at - 1] === '"' || !quoted.some((start) => start < at)) return place;
    first ??= place;
  }
  return first;
}

interface Place {
  readonly at: number;
  readonly next: number;
}

function nextItem(text: string, at: number): number | undefined {
  const match = matchAt(NEXT, text, at);
  return match ? at + match[0].length : undefined;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

const TITLE = ' : title="';
const DESCRIPTION = ' : description="';

/** `<id> : <url> : title="…" : description="…"`, each later part optional. */
function card(kind: AttachmentKind, inner: string): AttachmentRef | undefined {
  const idText = /^\s*(\d{1,19})\s*(?:$|(?= : ))/.exec(inner);
  const id = toId(idText?.[1] ?? "");
  if (!idText || id === undefined) return undefined;
  const rest = inner.slice(idText[0].length);
  if (rest === "") return { kind, id };
  const titleAt = rest.indexOf(TITLE);
  const descriptionAt = rest.indexOf(DESCRIPTION, Math.max(0, titleAt));
  const urlEnd = [titleAt, descriptionAt, rest.length].find((place) => place >= 0) ?? rest.length;
  const url = rest.slice(0, urlEnd).replace(/^ : /, "").trim();
  return {
    kind,
    id,
    url: isWebAddress(url) ? url : null,
    ...(titleAt >= 0 ? { title: unquoted(rest.slice(titleAt + TITLE.length, descriptionAt >= 0 ? descriptionAt : undefined)) } : {}),
    ...(descriptionAt >= 0 ? { description: unquoted(rest.slice(descriptionAt + DESCRIPTION.length)) } : {}),
  };
}

function unquoted(text: string): string {
  return text.trimEnd().replace(/"$/, "");
}

/** The address, or null where it is none that a page may link to. */
export function attachmentUrl(url: string): string | null {
  return isWebAddress(url) ? url : null;
}

/** Anything else (`javascript:` and its kin) is never kept as an address. */
export function isWebAddress(url: string): boolean {
  return /^https?:\/\/[^\s]/i.test(url) && URL.canParse(url);
}
