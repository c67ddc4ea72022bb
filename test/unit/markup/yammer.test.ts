import { describe, expect, test } from "vitest";
import { plainText } from "../../../src/markup/plain.ts";
import { toHtml } from "../../../src/markup/to-html.ts";
import { treeOfText } from "../../../src/markup/yammer.ts";
import type { Resolver } from "../../../src/model/body.ts";
import { HOSTILE_BODIES } from "../../support/content/hostile.ts";

const people: Readonly<Record<string, string>> = { "1": "Ada Lovelace", "9007199254740993": "Bob" };
const resolver: Resolver = {
  person: (id) => (people[id] === undefined ? undefined : { name: people[id], href: `p/${id}.html` }),
  topic: () => undefined,
};

function html(text: string): string {
  return toHtml(treeOfText(text), resolver);
}

const link = (url: string) => `<a href="${url}" rel="noopener noreferrer nofollow">${url}</a>`;
const ada = '<a class="mention" href="p/1.html"><bdi>Ada Lovelace</bdi></a>';

describe("a text body becomes a tree", () => {
  test.each([
    ["blank lines part paragraphs", "one\n\ntwo\n \n\nthree", "<p>one</p><p>two</p><p>three</p>"],
    ["a newline is a break, of every kind", "a\nb\r\nc\rd\ve\u2028f", "<p>a<br>b<br>c<br>d<br>e<br>f</p>"],
    ["NUL is nothing, half a character is a replacement", "a\0b \ud800", "<p>ab \ufffd</p>"],
    ["a mention in brackets", "Hi [[user:1]]!", `<p>Hi ${ada}!</p>`],
    ["a mention with its mailbox", "Hi [User:1:ada]!", `<p>Hi ${ada}!</p>`],
    ["a mention without it", "[User:1]", `<p>${ada}</p>`],
    ["the words are matched in any case", "[user:1:ada] [[USER:1]]", `<p>${ada} ${ada}</p>`],
    ["an id past 2^53", "[[user:9007199254740993]]", '<p><a class="mention" href="p/9007199254740993.html"><bdi>Bob</bdi></a></p>'],
    ["somebody unknown stays as written", "[[user:77]] [User:78:zoe]", "<p><bdi>[[user:77]]</bdi> <bdi>[User:78:zoe]</bdi></p>"],
    [
      "what is no id is no mention",
      "[[user:]] [[user:abc]] [[user:99999999999999999999]]",
      "<p>[[user:]] [[user:abc]] [[user:99999999999999999999]]</p>",
    ],
    ["copies at the end", "Text\ncc: User:1:ada, User:77:zoe", `<p>Text<br>cc: ${ada}, <bdi>User:77:zoe</bdi></p>`],
    ["copies in a paragraph of their own", "Text\n\ncc: User:1:ada", `<p>Text</p><p>cc: ${ada}</p>`],
    ["copies in the middle mean nothing", "cc: User:1:ada\nText", "<p>cc: User:1:ada<br>Text</p>"],
    ["a topic", "[Tag:5:Idea]", "<p><bdi>#Idea</bdi></p>"],
    ["a topic that only has a number", "[[tag:5]]", "<p><bdi>[[tag:5]]</bdi></p>"],
    ["a topic that could not be resolved", "[Tag::n/a]1 priority", "<p>#1 priority</p>"],
    ["an entity that the tagger ate", "It&[Tag::n/a]39;s &[Tag::n/a]x41;", "<p>It's A</p>"],
    [
      "entities are decoded once",
      "&amp;lt; &lt;b&gt; &uuml; &#8211; &#x1F600; &nosuch; &",
      "<p>&amp;lt; &lt;b&gt; ü – 😀 &amp;nosuch; &amp;</p>",
    ],
    ["an entity cannot make a reference", "&#91;&#91;user:1]]", "<p>[[user:1]]</p>"],
    ["markdown is text", "# a *b* `c`", "<p># a *b* `c`</p>"],
    ["HTML is text", "<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"],
    ["an address is a link", "See https://example.com/a.", `<p>See ${link("https://example.com/a")}.</p>`],
    ["a bracket that was opened in it belongs to it", "(https://example.com/a_(b))", `<p>(${link("https://example.com/a_(b)")})</p>`],
    ["its entities are decoded", "https://example.com/?a=1&amp;b=2", `<p>${link("https://example.com/?a=1&amp;b=2")}</p>`],
    ["direction marks end it", "https://example.com/\u202egnp", `<p>${link("https://example.com/")}\u202egnp</p>`],
    ["other schemes are text", "javascript:alert(1) ftp://x http://", "<p>javascript:alert(1) ftp://x http://</p>"],
    ["nothing is nothing", " \n \n", ""],
  ])("%s", (_name, text, expected) => {
    expect(html(text)).toBe(expected);
  });

  test("without mappings the words stay as they were", () => {
    const nobody: Resolver = { person: () => undefined, topic: () => undefined };
    expect(plainText(treeOfText("[[user:1]] [User:2:b] and\n\ncc: User:3:c"), nobody)).toBe("[[user:1]] [User:2:b] and cc: User:3:c");
  });

  test.each(HOSTILE_BODIES)("a body that breaks by $breaks is escaped", ({ body }) => {
    expect(html(body).replace(/<\/?(p|br|bdi|a)\b[^<>]*>/g, "")).not.toMatch(/[<>]/);
  });

  test("a hostile length ends within the time of a test", () => {
    for (const text of [
      "https://x.y/" + ")".repeat(200_000),
      "[[user:1".repeat(50_000),
      "\n ".repeat(100_000),
      "cc: User:1:" + " ".repeat(200_000),
      "&#".repeat(100_000),
    ])
      expect(html(text)).toBeTypeOf("string");
  });
});
