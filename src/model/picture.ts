/** Endings of the picture formats that every browser shows and none runs anything of. */
export const pictureFormats = ["png", "jpg", "gif", "webp"] as const;
export type PictureFormat = (typeof pictureFormats)[number];

/** So many bytes tell the format. */
export const PICTURE_BYTES = 12;

/** By the first bytes, whatever name or type somebody gives them; undefined for anything else. Source: the signatures of PNG, JPEG, GIF and RIFF/WebP. */
export function pictureFormat(start: Uint8Array): PictureFormat | undefined {
  const text = Buffer.from(start.subarray(0, PICTURE_BYTES)).toString("latin1");
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (text.startsWith("\xff\xd8\xff")) return "jpg";
  if (/^GIF8[79]a/.test(text)) return "gif";
  return /^RIFF[^]{4}WEBP$/.test(text) ? "webp" : undefined;
}
