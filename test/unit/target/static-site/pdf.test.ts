import fc from "fast-check";
import { Readable } from "node:stream";
import { deflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { pagesOfPdf } from "../../../../src/target/static-site/pdf.ts";
import { makePdf } from "../../../support/content/pdf.ts";

const pages = (bytes: Buffer | string) => pagesOfPdf(Readable.from([Buffer.from(bytes)]));

function packed(objects: string, filter = deflateSync(Buffer.from(objects))): Buffer {
  const head = `%PDF-1.7\n5 0 obj << /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length ${filter.length} >>\nstream\n`;
  return Buffer.concat([Buffer.from(head), filter, Buffer.from("\nendstream\nendobj")]);
}

describe("pages of a PDF", () => {
  test("are what the root of its page tree says, not what a branch says", async () => {
    expect(await pages(makePdf({ title: "One", lines: ["a"] }))).toBe(1);
    expect(await pages("%PDF-1.4\n<</Count 3/Type/Pages/Kids[1 0 R]>> << /Type /Pages /Parent 1 0 R /Count 12 >>")).toBe(12);
  });

  test("are found in packed object streams", async () => {
    expect(await pages(packed("1 0 << /Type /Pages /Kids [2 0 R] /Count 48 >>"))).toBe(48);
  });

  test("arrive in pieces", async () => {
    const file = makePdf({ title: "One", lines: ["a"] });
    const bytes = Array.from({ length: Math.ceil(file.length / 7) }, (_, n) => file.subarray(n * 7, n * 7 + 7));
    expect(await pagesOfPdf(Readable.from(bytes))).toBe(1);
  });

  test.each([
    ["nothing", ""],
    ["no PDF", "<html>/Type /Pages /Count 3"],
    ["no count", "%PDF-1.4 << /Type /Pages >>"],
    ["none", "%PDF-1.4 << /Type /Pages /Count 0 >>"],
    ["more than a document has", "%PDF-1.4 << /Type /Pages /Count 999999999 >>"],
    ["a negative number", "%PDF-1.4 << /Type /Pages /Count -4 >>"],
    ["no closed dictionary", "%PDF-1.4 << /Type /Pages /Count 4 "],
    ["a broken stream", packed("", Buffer.from("broken"))],
    ["a stream that unpacks to far more than a table of contents", packed("", deflateSync(Buffer.alloc(50_000_000)))],
  ])("%s: not told", async (_what, bytes) => {
    expect(await pages(bytes)).toBeUndefined();
  });

  test("a file made to be slow is given up on", async () => {
    expect(await pages(`%PDF-1.4 ${"/Type/Pages".repeat(1_000_000)}`)).toBeUndefined();
    expect(await pages(`%PDF-1.4 ${"/Type/ObjStm stream\n".repeat(500_000)}`)).toBeUndefined();
  });

  test("never throws and never hangs, whatever comes", async () => {
    const piece = fc.constantFrom(
      "<<",
      ">>",
      "/Type",
      " ",
      "/Pages",
      "/Count",
      "7",
      "/ObjStm",
      "stream\n",
      "endstream",
      "\u0000",
      "%PDF-1.4",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 60 }), async (parts) => {
        const found = await pages(`%PDF-1.4 ${parts.join("")}`);
        expect(found === undefined || (found > 0 && found <= 100_000)).toBe(true);
      }),
    );
  });
});
