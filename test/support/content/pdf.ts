export interface PdfPage {
  readonly title: string;
  /** One string a line; an empty string is a blank line, a leading "- " a bullet. Latin-1 only. */
  readonly lines: readonly string[];
}

/** A one-page A4 PDF with real, selectable text in the standard fonts. Nothing is compressed, so the bytes are the same everywhere. */
export function makePdf(page: PdfPage): Buffer {
  const content = [textAt(page.title, 72, 760, "F2", 22)];
  let y = 720;
  for (const line of page.lines) {
    const isBullet = line.startsWith("- ");
    if (line !== "") content.push(textAt(isBullet ? `\u2022 ${line.slice(2)}` : line, isBullet ? 86 : 72, y, "F1", 11.5));
    y -= line === "" ? 10 : 18;
  }
  const stream = `0.86 0.35 0.20 rg 72 745 451 2 re f 0 0 0 rg\n${content.join("\n")}`;
  return assemble([
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>",
    `<< /Length ${String(latin1(stream).length)} >>\nstream\n${stream}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    `<< /Title (${escapeText(page.title)}) >>`,
  ]);
}

function textAt(text: string, x: number, y: number, font: string, size: number): string {
  return `BT /${font} ${String(size)} Tf ${String(x)} ${String(y)} Td (${escapeText(text)}) Tj ET`;
}

function escapeText(text: string): string {
  return text.replaceAll(/[\\()]/g, "\\$&");
}

/** WinAnsi differs from Latin-1 in a few places we use. */
function latin1(text: string): Buffer<ArrayBuffer> {
  return Buffer.from(text.replaceAll("\u2022", "\u0095").replaceAll("\u2019", "\u0092").replaceAll("\u2013", "\u0096"), "latin1");
}

function assemble(objects: readonly string[]): Buffer {
  const parts = [Buffer.from("%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n", "latin1")];
  const offsets: number[] = [];
  let length = parts[0]?.length ?? 0;
  for (const [index, object] of objects.entries()) {
    const part = latin1(`${String(index + 1)} 0 obj\n${object}\nendobj\n`);
    offsets.push(length);
    length += part.length;
    parts.push(part);
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const count = String(objects.length + 1);
  const trailer = `xref\n0 ${count}\n0000000000 65535 f \n${table}trailer\n<< /Size ${count} /Root 1 0 R /Info ${String(objects.length)} 0 R >>\nstartxref\n${String(length)}\n%%EOF\n`;
  return Buffer.concat([...parts, Buffer.from(trailer, "latin1")]);
}
