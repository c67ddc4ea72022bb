import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { filled, MonthBars, Spark } from "../../../src/page/charts.tsx";
import { iso, writer } from "../../../src/page/dates.ts";
import { Layout, pageText } from "../../../src/page/layout.tsx";
import { Table } from "../../../src/page/table.tsx";
import { texts } from "../../../src/page/texts.ts";
import { baseCss } from "../../../src/page/tokens.ts";

describe("every page", () => {
  const page = (more: object) =>
    pageText(
      <Layout language="de" title={'<T> "&'} site={{ name: "Netz", href: "index.html" }} {...more}>
        <p>{"</p><script>alert(1)</script>\0"}</p>
      </Layout>,
    );

  test("has a language, landmarks, a way past the navigation, and is not indexed", () => {
    const text = page({ stylesheet: "assets/site.css", nav: [{ href: "a.html", label: "A", current: true }] });
    for (const part of [
      '<html lang="de">',
      '<main id="main"',
      '<a class="skip" href="#main">',
      'content="noindex, nofollow"',
      '<nav aria-label="Seiten">',
      'aria-current="page"',
    ])
      expect(text).toContain(part);
    expect(text.startsWith("<!doctype html>\n<html")).toBe(true);
  });

  test("escapes what it is given", () => {
    const text = page({});
    expect(text).not.toContain("<script");
    expect(text).not.toContain("\0");
    expect(text).toContain("<title>&lt;T> &quot;&amp;</title>");
  });

  test("lets nothing run or load, beside the page or in it", () => {
    expect(page({ stylesheet: "a.css" })).toContain(
      "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'",
    );
    const digest = createHash("sha256").update(baseCss).digest("base64");
    const text = page({ inlineCss: baseCss });
    expect(text).toContain(`style-src 'sha256-${digest}'`);
    expect(text).toContain(`<style>${baseCss}</style>`);
  });
});

describe("charts", () => {
  test("a silent month is a gap, not a missing bar", () => {
    expect(
      filled(
        [
          { month: "2023-11", messages: 2 },
          { month: "2024-02", messages: 1 },
          { month: "2023-11", messages: 1 },
        ],
        "2024-03",
      ).map(({ messages }) => messages),
    ).toEqual([3, 0, 0, 1, 0]);
    expect(filled([])).toEqual([]);
  });

  test("bars tell their numbers in words", () => {
    const text = pageText(<MonthBars months={[{ month: "2024-01", messages: 1200 }]} caption="Posts & more" write={writer("en", "UTC")} />);
    expect(text).toContain("<title>January 2024: 1,200</title>");
    expect(text).toContain('aria-label="Posts &amp; more"');
    expect(text).not.toContain("style=");
    expect(pageText(<Spark counts={[0, 5]} />)).toContain('aria-hidden="true"');
  });
});

test("a table's rows are named by their first cell", () => {
  expect(pageText(<Table caption="c" columns={[{ head: "Name" }, { head: "n", number: true }]} rows={[["<a>", 3]]} />)).toContain(
    '<tr><th scope="row">&lt;a></th><td class="number">3</td></tr>',
  );
});

describe("words and dates", () => {
  test("are those of the reader's language and zone", () => {
    const ms = Date.UTC(2024, 2, 31, 23, 30);
    expect(writer("en", "Europe/Berlin").moment(ms)).toBe("1 April 2024, 01:30");
    expect(writer("de", "UTC").moment(ms)).toBe("31. März 2024, 23:30");
    expect(writer("fr", "UTC").month("2024-02")).toBe("février 2024");
    expect(writer("en", "UTC").bytes(1_234_567)).toBe("1.2 MB");
    expect(texts("fr").posts(0, "0")).toBe("0 message");
    expect(texts("de").posts(2, "2")).toBe("2 Beiträge");
  });

  test("French sets a narrow space before two-part signs, and no language an ordinary one", () => {
    const sentences = (value: unknown): string[] => {
      if (typeof value === "string") return [value];
      if (typeof value === "function") return [String((value as (...words: unknown[]) => unknown)(2, "2", "3"))];
      return Object.values(value as object).flatMap(sentences);
    };
    for (const language of ["en", "de", "fr"] as const)
      for (const text of sentences(texts(language))) {
        expect(text).not.toMatch(/ [:;!?»]|« |"|\.\.\.|'/);
        if (language === "fr") expect(text).not.toMatch(/[^\u202f\s][:;!?](\s|$)/);
      }
  });

  test("what is no time has no date", () => {
    expect(iso(null)).toBeUndefined();
    expect(iso(Number.NaN)).toBeUndefined();
    expect(iso(9e15)).toBeUndefined();
    expect(iso(0)).toBe("1970-01-01T00:00:00.000Z");
  });
});
