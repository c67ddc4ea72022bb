import type { Id } from "../../model/key.ts";
import { toId } from "../../model/key.ts";
import type { References } from "./references.ts";

const REFERENCE = /\[\[(user|tag|group):(\d{1,19})\]\]/gi;

/** A text with its reference markup, and whom and what it names. */
export interface BodyText {
  readonly body: string;
  readonly mentions: readonly Id[];
  readonly tags: readonly { readonly id: Id; readonly name: string }[];
}

/**
 * The body with its references: `parsed`. Some posts lose their line breaks in `parsed` and keep them in `plain`, where names
 * stand for references: then the breaks are taken from there. Source: reference, section 2.5.
 */
export function bodyTextOf(body: { readonly parsed: string | null; readonly plain: string | null }, references: References): BodyText {
  const mentions: Id[] = [];
  const tags: { id: Id; name: string }[] = [];
  const parsed = body.parsed ?? body.plain ?? "";
  const text =
    body.plain !== null && body.plain.includes("\n") && !parsed.includes("\n") ? withBreaksOf(parsed, body.plain, references) : parsed;
  for (const [, kind = "", digits = ""] of text.matchAll(REFERENCE)) {
    const id = toId(digits);
    if (id === undefined) continue;
    if (kind.toLowerCase() === "user" && !mentions.includes(id)) mentions.push(id);
    // A tag that no reference explains has no name to go by; the text keeps its number.
    const name = kind.toLowerCase() === "tag" ? references.tags.get(id)?.name : undefined;
    if (name !== undefined && !tags.some((tag) => tag.id === id)) tags.push({ id, name });
  }
  return { body: text, mentions, tags };
}

/** `parsed` with the white space of `plain`; `parsed` as it is where the two do not say the same. */
function withBreaksOf(parsed: string, plain: string, references: References): string {
  let at = 0;
  let out = "";
  const literal = (piece: string): boolean => {
    for (const character of piece) {
      if (/\s/.test(character)) continue;
      const start = at;
      while (at < plain.length && /\s/.test(plain[at] ?? "")) at++;
      if (!plain.startsWith(character, at)) return false;
      out += plain.slice(start, at) + character;
      at += character.length;
    }
    return true;
  };
  let from = 0;
  for (const match of parsed.matchAll(REFERENCE)) {
    if (!literal(parsed.slice(from, match.index))) return parsed;
    const start = at;
    while (at < plain.length && /\s/.test(plain[at] ?? "")) at++;
    const shown = shownAs(match, references).find((name) => name !== "" && plain.startsWith(name, at));
    if (shown === undefined) return parsed;
    out += plain.slice(start, at) + match[0];
    at += shown.length;
    from = match.index + match[0].length;
  }
  return literal(parsed.slice(from)) ? out + plain.slice(at) : parsed;
}

/** Longest first: a name may begin with another one. */
function shownAs(match: RegExpMatchArray, references: References): string[] {
  const [given, kind = "", digits = ""] = match;
  const id = toId(digits) ?? digits;
  const user = references.users.get(id);
  const names = kind.toLowerCase() === "user" ? [user?.full_name, user?.name] : [references.tags.get(id)?.name];
  return [given, ...names.flatMap((name) => (name ? [`#${name}`, `@${name}`, name] : []))].sort((a, b) => b.length - a.length);
}
