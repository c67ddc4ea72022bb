import { createHash } from "node:crypto";
import type { Capabilities } from "../target/target.ts";
import { fold } from "./fold.ts";

export interface Wanted {
  readonly key: string;
  readonly name: string;
  /** A name that somebody wrote down keeps it; where two meet, the proposed one gives way. */
  readonly isDecided: boolean;
}

export interface Named {
  readonly name: string;
  readonly slug: string;
  /** The name without a suffix. */
  readonly fitted: string;
  readonly collides: boolean;
}

/** Names and slugs that fit the target; where two meet, every one after the first gets a suffix made from its key. Pure. */
export function nameRooms(wanted: readonly Wanted[], capabilities: Capabilities): Map<string, Named> {
  const names = new Set<string>();
  const slugs = new Set<string>();
  const made = new Map<string, Named>();
  for (const { key, name: given } of [...wanted].sort((a, b) => Number(b.isDecided) - Number(a.isDecided))) {
    const fitted = fitName(given, capabilities);
    const suffix = createHash("sha256").update(key.replace("/group/", "/")).digest("hex").slice(0, 6);
    const meets = names.has(fold(fitted));
    const collides = meets || slugs.has(slugOf(fitted));
    const name = meets ? `${cut(fitted, capabilities.names.maxChars - 9)} (${suffix})` : fitted;
    const slug = collides ? `${slugOf(fitted)}-${suffix}` : slugOf(fitted);
    names.add(fold(name));
    slugs.add(slug);
    made.set(key, { name, slug, fitted, collides });
  }
  return made;
}

export function fitName(name: string, capabilities: Capabilities): string {
  const { forbidden, maxChars } = capabilities.names;
  const allowed = forbidden === "" ? name : name.replace(new RegExp(`[${forbidden}]+`, "gu"), " ");
  // Control characters, line ends and bidirectional overrides are never part of a name.
  const clean = allowed
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  return cut(clean, maxChars).trim() || "Unnamed group";
}

/** Never through the middle of a character. */
function cut(text: string, maxChars: number): string {
  return text.length <= maxChars ? text : text.slice(0, maxChars).replace(/[\ud800-\udbff]$/, "");
}

/** Letters of Latin alphabets that Unicode does not take apart. */
const letters: Readonly<Record<string, string>> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d" };

export function slugOf(name: string): string {
  const ascii = name
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[ßæœøłđ]/g, (letter) => letters[letter] ?? "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
  return ascii || `group-${createHash("sha256").update(name).digest("hex").slice(0, 8)}`;
}
