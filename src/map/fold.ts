/**
 * Two writings of one name compare equal: Unicode forms, case beyond ASCII (Ä, ß, Σ), kinds of apostrophes, dashes and spaces.
 * For comparing only; never shown.
 */
export function fold(text: string): string {
  return text
    .normalize("NFKC")
    .toUpperCase()
    .toLowerCase()
    .normalize("NFC")
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]/g, "")
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .replace(/[\u2010-\u2015]/g, "-")
    .replace(/\s+/g, " ")
    .trim();
}

/** As `fold`, and "Last, First" is "First Last": directories write both. */
export function foldName(name: string): string {
  const folded = fold(name);
  const [last, first, ...more] = folded.split(",");
  if (last === undefined || first === undefined || more.length > 0 || first.trim() === "") return folded;
  return `${first.trim()} ${last.trim()}`;
}

/** A pattern with `*` for any text, compared as `fold` compares. The whole name must fit. */
export function namePattern(pattern: string): RegExp {
  const parts = fold(pattern)
    .split("*")
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "u");
}
