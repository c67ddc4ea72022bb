import { describe, expect, test } from "vitest";
import { bodyText, bodyTree, leavesOf } from "../../../src/markup/body.ts";
import { toHtml } from "../../../src/markup/to-html.ts";
import { hostOf, safeUrl } from "../../../src/markup/links.ts";
import type { Resolver } from "../../../src/model/body.ts";

const resolver: Resolver = { person: (id) => (id === "1" ? { name: "Ada", href: "p/1.html" } : undefined), topic: () => undefined };

function html(bodyHtml: string, body: string | null = null): string {
  return toHtml(bodyTree({ body, bodyHtml }), resolver);
}

const rel = 'rel="noopener noreferrer nofollow"';

describe("an HTML body becomes a tree", () => {
  test.each([
    [
      "formatting stays",
      "<p>a <b>b</b> <i>c</i> <s>d</s> <code>e</code></p>",
      "<p>a <strong>b</strong> <em>c</em> <del>d</del> <code>e</code></p>",
    ],
    ["lists stay", "<ul><li>a<li><p>b</p></ul><ol><li>c</ol>", "<ul><li><p>a</p></li><li><p>b</p></li></ul><ol><li><p>c</p></li></ol>"],
    ["headings stand below ours", "<h1>a</h1><h6>b</h6>", "<h3>a</h3><h6>b</h6>"],
    [
      "quotes, code, rules",
      "<blockquote>a</blockquote><pre>b\n c</pre><hr>",
      "<blockquote><p>a</p></blockquote><pre><code>b\n c</code></pre><hr>",
    ],
    [
      "tables scroll",
      "<table><tr><th>a<td>b</table>",
      '<div class="scroll"><table><tbody><tr><td>a</td><td>b</td></tr></tbody></table></div>',
    ],
    ["divisions are paragraphs", "<div>a<div>b</div>c</div>", "<p>a</p><p>b</p><p>c</p>"],
    ["breaks at the ends go", "<p><br>a<br>b<br></p>", "<p>a<br>b</p>"],
    ["attributes go", '<p class="x" id="y" style="z" onclick="w" dir="rtl">a</p>', "<p>a</p>"],
    [
      "a link keeps a good address",
      '<a href="https://example.com/?a&amp;b" target=_blank>x</a>',
      `<p><a href="https://example.com/?a&amp;b" ${rel}>x</a></p>`,
    ],
    ["a bad address is text", '<a href="javascript:alert(1)">x</a> <a href=" JavaScript:x">y</a> <a>z</a>', "<p>x y z</p>"],
    ["code goes with all in it", "a<script>b</script><style>c</style><svg><text>d</text></svg><textarea>e</textarea>f", "<p>af</p>"],
    ["a picture is its alternative text", 'a <img alt="😀" src="http://x/y.gif">', "<p>a 😀</p>"],
    ["an unknown element gives up its children", "<blink>a <font>b</font></blink>", "<p>a b</p>"],
    ["references work inside", "<p>[[user:1]] &amp;[Tag::n/a]39;</p>", '<p><a class="mention" href="p/1.html"><bdi>Ada</bdi></a> \'</p>'],
    [
      "references of the API work",
      "<span data-yammer-object='user:1'>@<a href='https://x.example'>A</a></span>",
      '<p><a class="mention" href="p/1.html"><bdi>Ada</bdi></a></p>',
    ],
    ["entities are decoded once", "<p>&amp;lt;b&amp;gt;</p>", "<p>&amp;lt;b&amp;gt;</p>"],
  ])("%s", (_name, given, expected) => {
    expect(html(given)).toBe(expected);
  });

  test("depth is bounded, and what is too deep keeps its words", () => {
    expect(html("<blockquote>".repeat(300) + "deep")).toMatch(/^(<blockquote>){40}<p>deep<\/p>(<\/blockquote>){40}$/);
    expect(html("<b>".repeat(20_000) + "x", "words of the text")).toContain("x");
    expect(html("<div>".repeat(90_000) + "other", "words of the text")).toContain("words of the text");
  });
});

describe("HTML or text", () => {
  test("HTML that says all that the text says is used", () => {
    expect(html("<p>Hello <b>world</b></p>", "Hello world")).toBe("<p>Hello <strong>world</strong></p>");
    expect(html('<p>See <a href="https://example.com/report">the report</a></p>', "See the report https://example.com/report")).toContain(
      "the report</a>",
    );
  });

  test("HTML that misses a word is not", () => {
    expect(html("<p>Hello…</p>", "Hello world")).toBe("<p>Hello world</p>");
  });

  test("mentions in the text do not count as words", () => {
    expect(html("<p>Hi <i>there</i></p>", "Hi [[user:1]] there [Tag:3:Idea]")).toBe("<p>Hi <em>there</em></p>");
  });

  test("no text: HTML; neither: nothing", () => {
    expect(html("<i>x</i>", "  ")).toBe("<p><em>x</em></p>");
    expect(html("", null)).toBe("");
  });

  test("a topic with a number only gets its name from the post's own list", () => {
    const leaves = leavesOf([{ id: 7, name: "Idea" }], () => undefined);
    expect(bodyText({ body: "[[tag:7]] [[tag:8]]", bodyHtml: null }, leaves)).toBe("#Idea [[tag:8]]");
  });
});

test.each([
  ["https://example.com", "https://example.com/", "example.com"],
  [" HTTP://www.Example.com/a b ", "http://www.example.com/a%20b", "example.com"],
  ["mailto:a@b.example", "mailto:a@b.example", undefined],
  ["java\nscript:alert(1)", undefined, undefined],
  ["//example.com", undefined, undefined],
  ["https://", undefined, undefined],
  ["data:text/html,x", undefined, undefined],
  [null, undefined, undefined],
])("the address %j is written as %j, its host as %j", (given, url, host) => {
  expect(safeUrl(given)).toBe(url);
  expect(hostOf(given)).toBe(host);
});
