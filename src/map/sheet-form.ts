import type { Stats } from "node:fs";

/** Why what stands in a CSV's place cannot be read, and what to do; undefined for a file. */
export function notAFile(stats: Pick<Stats, "isFile" | "isDirectory">): string | undefined {
  if (stats.isFile()) return undefined;
  return `a ${stats.isDirectory() ? "folder" : "device or pipe"} stands in its place: move it away, put the CSV back, or let \`regroup map\` write it anew`;
}

/** Every .xlsx and .ods is a ZIP; .xls is a compound file. */
const WORKBOOKS = [
  [0x50, 0x4b, 0x03, 0x04],
  [0xd0, 0xcf, 0x11, 0xe0],
];

/** Why these bytes, and the text that they decode to, are no CSV, and what to do; undefined where they may be one. */
export function notCsv(bytes: Uint8Array, text: string): string | undefined {
  if (WORKBOOKS.some((magic) => magic.every((byte, index) => bytes[index] === byte)))
    return 'it is a workbook (.xlsx, .ods or .xls) under the name of a CSV: open it in the spreadsheet program, and save it there as "CSV UTF-8" under this name';
  if (text.includes("\0"))
    return 'it is no text: save the table as "CSV UTF-8" under this name, or delete the file, and `regroup map` writes it anew with nothing decided';
  if (text.replace(/^\ufeff/, "").trim() === "")
    return "it is empty: take it back from a copy, or delete it, and `regroup map` writes it anew with nothing decided";
  return undefined;
}
