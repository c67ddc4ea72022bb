import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { searchWords } from "../../../../../src/target/static-site/search/words.ts";

const words = searchWords();
const terms = (text: string) => words.spans(text).map((span) => span.term);

describe("a text becomes words", () => {
  test.each([
    ["Führung über Größe", ["fuhrung", "uber", "grosse"]],
    ["l'équipe déjà à Québec", ["l", "equipe", "deja", "a", "quebec"]],
    ["Fu\u0308hrung", ["fuhrung"]],
    ["İstanbul ISTANBUL ılık", ["istanbul", "istanbul", "ilik"]],
    ["Łódź, København, Æsir", ["lodz", "kobenhavn", "aesir"]],
    ["Σίσυφος", ["σισυφοσ"]],
    ["ёлка Йога", ["елка", "иога"]],
    ["مُحَمَّد والقيادة", ["محمد", "والقياده"]],
    ["أحمد إلى", ["احمد", "الي"]],
    ["שָׁלוֹם", ["שלום"]],
    ["नेतृत्व", ["नेतृत्व"]],
    ["리더십 한국", ["리더십", "한국"]],
    ["ﬁnance ½", ["finance", "12"]],
    ["Zusammen\u00adarbeit", ["zusammenarbeit"]],
    ["2024-03-01 v2.5", ["2024", "03", "01", "v2", "5"]],
    ['<b>x</b> & "y" \u0000\u202e!', ["b", "x", "b", "y"]],
    ["領導力", ["領導", "導力", "力"]],
    ["力", ["力"]],
    ["東京IT部", ["東京", "京", "it", "部"]],
    ["がんばる", ["がん", "んば", "ばる", "る"]],
    ["w".repeat(5000), ["w".repeat(40)]],
    ["", []],
  ])("%j", (text, expected) => {
    expect(terms(text)).toEqual(expected);
  });

  test("each knows where it stands in the text as it was written", () => {
    const text = "Über die Führung: 領導力!";
    expect(words.spans(text).map(({ start, end }) => text.slice(start, end))).toEqual(["Über", "die", "Führung", "領導", "導力", "力"]);
  });

  test("of any text: a term is no longer than it may be, looked up again it is itself, and spans are in order", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
        let last = 0;
        for (const { term, start, end } of words.spans(text)) {
          expect(term.length).toBeGreaterThan(0);
          expect(term.length).toBeLessThanOrEqual(40);
          expect(term).not.toMatch(/[\s"\\#@\u0000-\u001f]/);
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          last = start;
        }
      }),
    );
  });
});
