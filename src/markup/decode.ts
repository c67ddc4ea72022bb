/** The text of a file as spreadsheets save it: a byte order mark tells, else valid UTF-8 is UTF-8, and the rest is Windows-1252 or, of old, MS-DOS. */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  if (bytes.length >= 4 && bytes[1] === 0 && bytes[3] === 0) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes.length >= 4 && bytes[0] === 0 && bytes[2] === 0) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return isMsDos(bytes) ? msDosText(bytes) : new TextDecoder("windows-1252").decode(bytes);
  }
}

/** Code page 850, from 0x80 on: what "CSV (MS-DOS)" is saved in in Western Europe. Letters stand where code page 437 has them too. */
const CP850 =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0";

/** In Windows-1252 these five are nothing. */
const UNUSED = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);
/** ü é â ä à ç ê ë ï ô ö in MS-DOS; quotation marks and the like in Windows-1252, which do not stand between two letters. */
const LETTERS = new Set([0x81, 0x82, 0x83, 0x84, 0x85, 0x87, 0x88, 0x89, 0x8b, 0x93, 0x94]);

function isMsDos(bytes: Uint8Array): boolean {
  return bytes.some(
    (byte, index) => UNUSED.has(byte) || (LETTERS.has(byte) && isLetter(bytes[index - 1] ?? 0) && isLetter(bytes[index + 1] ?? 0)),
  );
}

function isLetter(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
}

function msDosText(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte < 0x80 ? String.fromCharCode(byte) : (CP850[byte - 0x80] ?? "\ufffd");
  return text;
}
