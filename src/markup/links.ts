import type { Link, PhrasingContent } from "mdast";

/** The address as a link may carry it, or undefined: only http, https and mailto; everything else is shown as text. */
export function safeUrl(given: string | null | undefined): string | undefined {
  const text = given?.trim() ?? "";
  if (!/^(https?:\/\/|mailto:)/i.test(text)) return undefined;
  return URL.parse(text)?.href;
}

/** The host as people read it, for a link card. */
export function hostOf(given: string | null | undefined): string | undefined {
  const url = safeUrl(given);
  return url === undefined ? undefined : URL.parse(url)?.hostname.replace(/^www\./, "") || undefined;
}

// Direction marks end an address: otherwise what is read differs from where it leads.
const BARE = /https?:\/\/[^\s<>"\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/giu;
const TRAILING = /[.,;:!?'"»”’…)\]}]/;

/** Splits text at bare addresses. Punctuation behind an address belongs to the sentence; a bracket that was opened in it stays. */
export function autolink(text: string, push: (node: PhrasingContent) => void): void {
  if (!text.includes("://")) {
    if (text !== "") push({ type: "text", value: text });
    return;
  }
  let from = 0;
  for (const match of text.matchAll(BARE)) {
    const address = withoutTrailing(match[0]);
    const url = safeUrl(address);
    if (url === undefined || address.length <= "https://".length) continue;
    if (match.index > from) push({ type: "text", value: text.slice(from, match.index) });
    push({ type: "link", url, children: [{ type: "text", value: address }] } satisfies Link);
    from = match.index + address.length;
  }
  if (from < text.length) push({ type: "text", value: text.slice(from) });
}

function withoutTrailing(address: string): string {
  let opened = 0;
  for (const character of address) {
    if (character === "(") opened++;
    if (character === ")") opened--;
  }
  let end = address.length;
  while (end > 0 && TRAILING.test(address.charAt(end - 1))) {
    if (address.charAt(end - 1) === ")" && opened++ >= 0) break;
    end--;
  }
  return address.slice(0, end);
}
