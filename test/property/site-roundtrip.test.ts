import fc from "fast-check";
import type { Element } from "hast";
import { describe, expect, test } from "vitest";
import { bodyTree } from "../../src/markup/body.ts";
import { parseHtml } from "../../src/markup/from-html.ts";
import { plainOfHtml, plainText, textDigest } from "../../src/markup/plain.ts";
import { toHtml } from "../../src/markup/to-html.ts";
import type { Resolver } from "../../src/model/body.ts";
import { HOSTILE_BODIES } from "../support/content/hostile.ts";

/** Pieces that meet in real bodies and break readers; fast-check puts them together in ways nobody thinks of. */
const piece = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.constantFrom(
    ...[
      "[[user:1]]",
      "[User:2:ada]",
      "[User:2]",
      "[Tag:3:Idea]",
      "[[tag:3]]",
      "[Tag::n/a]",
      "&[Tag::n/a]39;",
      "&[Tag::n/a]60;b>",
      "[[user:]]",
    ],
    ..."&amp;lt; &#0; &#13; &#x202e; & < > \" ' <b> </p> <script> </div> </article> <!-- --> <a href=x> <table> <li> ]]> {{x}}".split(" "),
    ...["\n", "\n\n", "\r\n", "\v", "\0", "\f", "\t", "\u00a0", "\u2028", "\ufeff", "\u202e", "\u2066", "\ud800", "\udc00", "\u200b"],
    ...["https://a.example/x?y=1&amp;z=(2).", "javascript:alert(1)", "mailto:a@b.example", "cc: User:1:ada, User:2", "\ncc: User:1:ada"],
    ...[
      "<p>",
      "<ul><li>",
      "<blockquote>",
      "<td>",
      "<i>",
      "<b>",
      "</b>",
      "<pre>\n",
      "<h1>",
      '<a href="https://x.example">',
      '<a href="javascript:alert(1)">x',
      '<p onclick="x" style="y">',
      "</a>",
      "<br>",
      "<hr>",
    ],
    ...HOSTILE_BODIES.map((hostile) => hostile.body),
  ),
);
const body = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));
const name = fc.oneof(fc.constant(undefined), fc.string({ unit: "binary" }), fc.constantFrom("Ada <b>", "\u202eevil", "\0", " ", "a\r\nb"));

function resolverOf(shown: string | undefined): Resolver {
  const entry = shown === undefined ? undefined : { name: shown, href: "../p/a.html" };
  return { person: () => entry, topic: (id) => (id === "3" ? entry : undefined) };
}

function rendered(html: string): Element {
  return { type: "element", tagName: "div", properties: {}, children: parseHtml(html, true).children as Element[] };
}

describe("what a page shows is what the source said", () => {
  test("canonical text of a text body survives rendering and parsing", () => {
    fc.assert(
      fc.property(body, name, (text, shown) => {
        const tree = bodyTree({ body: text, bodyHtml: null });
        const resolver = resolverOf(shown);
        expect(plainOfHtml(rendered(toHtml(tree, resolver)))).toBe(plainText(tree, resolver));
      }),
      { numRuns: 2000 },
    );
  });

  test("canonical text of an HTML body survives rendering and parsing", () => {
    fc.assert(
      fc.property(body, name, (html, shown) => {
        const tree = bodyTree({ body: null, bodyHtml: html });
        const resolver = resolverOf(shown);
        expect(plainOfHtml(rendered(toHtml(tree, resolver)))).toBe(plainText(tree, resolver));
      }),
      { numRuns: 2000 },
    );
  });

  test("rendering is idempotent: what was rendered, read as HTML, renders the same words", () => {
    fc.assert(
      fc.property(body, (text) => {
        const resolver = resolverOf(undefined);
        const once = bodyTree({ body: text, bodyHtml: null });
        const plain = plainText(once, resolver);
        const file = Buffer.from(toHtml(once, resolver), "utf8").toString("utf8");
        expect(textDigest(plainOfHtml(rendered(file)))).toBe(textDigest(plain));
      }),
    );
  });

  test("no rendering holds anything that runs, loads or styles", () => {
    const allowed = new Set("p br strong em del code pre hr blockquote ul ol li h3 h4 h5 h6 div table tbody tr td a span bdi".split(" "));
    fc.assert(
      fc.property(body, body, (text, html) => {
        for (const tree of [bodyTree({ body: text, bodyHtml: null }), bodyTree({ body: null, bodyHtml: html })]) {
          check(rendered(toHtml(tree, resolverOf("Ada"))), allowed);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

function check(element: Element, allowed: ReadonlySet<string>): void {
  for (const child of element.children) {
    if (child.type !== "element") continue;
    expect(allowed).toContain(child.tagName);
    for (const [attribute, value] of Object.entries(child.properties)) {
      expect(["href", "rel", "className"]).toContain(attribute);
      if (attribute === "href") expect(value).toMatch(/^(https?:|mailto:|\.\.\/p\/)/);
      if (attribute === "className") expect(["mention", "topic", "scroll"]).toContain((value as string[])[0]);
    }
    check(child, allowed);
  }
}
