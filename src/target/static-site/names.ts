import { PRIVATE } from "./paths.ts";

/**
 * Types that a browser shows or saves without running anything in them, by the extension they are stored under. Whatever else comes is
 * stored as .bin, and text that a browser would run (HTML, SVG, scripts) as .txt: opening it shows it.
 */
const INERT: ReadonlySet<string> = new Set(
  (
    "png jpg jpeg gif webp bmp tif tiff heic pdf txt csv tsv md rtf doc docx odt xls xlsx ods ppt pptx odp one vsd vsdx msg eml zip 7z gz " +
    "mp4 m4v mov webm avi wmv mp3 m4a wav ogg ics vcf"
  ).split(" "),
);
const ACTIVE_TEXT: ReadonlySet<string> = new Set(
  "htm html xhtml shtml mht mhtml svg svgz xml xsl xslt js mjs cjs css json php asp aspx jsp vbs ps1 bat cmd sh".split(" "),
);
const PICTURES: ReadonlySet<string> = new Set("png jpg jpeg gif webp".split(" "));

/** Direction marks make `exe.png` of what is `gnp.exe`; controls and halves of characters mean nothing in a name. */
const UNSEEN = /[\p{Cc}\p{Surrogate}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

export function storedExtension(name: string | null): string {
  const given = /\.([a-z0-9]{1,8})$/i.exec(shownName(name))?.[1]?.toLowerCase() ?? "";
  if (INERT.has(given)) return given;
  return ACTIVE_TEXT.has(given) ? "txt" : "bin";
}

export function isPicture(name: string | null): boolean {
  return PICTURES.has(storedExtension(name));
}

/** Where an attachment's bytes are stored: named by what they are, so the same file is there once. */
export function storedPath(tree: string, sha256: string, name: string | null): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error("a stored file is named by its sha256");
  return `${tree}files/${sha256}.${storedExtension(name)}`;
}

/** Stored files that a page shows, as paths within the site. */
export function filesIn(path: string, text: string): string[] {
  const tree = path.startsWith(PRIVATE) ? PRIVATE : "";
  return Array.from(text.matchAll(/="(?:\.\.\/)+(?:private\/)?(files\/[0-9a-f]{64}\.[a-z0-9]+)"/g), (match) => `${tree}${match[1]}`);
}

/** A file's name for reading. "" where there is none. */
export function shownName(name: string | null): string {
  return (name ?? "").replace(UNSEEN, "").trim();
}

const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** A name that every system can save under, Windows included. What is stored under another type gets that type's ending too. */
export function downloadName(name: string | null): string {
  const clean = shownName(name)
    .replace(/[<>:"/\\|?*]/g, "_")
    .replace(/^[. ]+|[. ]+$/g, "");
  const extension = storedExtension(name);
  const stem = clean.replace(/\.[^.]*$/, "");
  const ending = clean.slice(stem.length);
  const short = Array.from(stem).slice(0, 120).join("") + ending.slice(0, 20);
  const whole = short.toLowerCase().endsWith(`.${extension}`) ? short : `${short || "file"}.${extension}`;
  return DEVICE.test(whole) ? `_${whole}` : whole;
}
