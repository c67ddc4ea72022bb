import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Entry } from "../../../../../src/target/static-site/search/build.ts";
import { searchWords } from "../../../../../src/target/static-site/search/words.ts";
import { anEntry, cleanUpIndexes, makeIndex } from "../../../../support/search-index.ts";

cleanUpIndexes();
const { spans } = searchWords();

/** Texts of every script, and of whatever else a string can hold. */
const anyText = fc.oneof(
  fc.lorem({ maxCount: 12 }),
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.constantFrom("Führung über Größe", "L’équipe à Québec", "القيادة في الفريق", "領導力很重要", "リーダーシップ", "Ελληνικά", "नेतृत्व"),
);
const texts = fc.array(anyText, { minLength: 1, maxLength: 30 });
const entriesOf = (all: readonly string[]): Entry[] => all.map((text, at) => anEntry(at + 1, text));

describe("an index of any posts", () => {
  test("finds each post by each of its words, also when memory holds few postings at a time", async () => {
    await fc.assert(
      fc.asyncProperty(texts, fc.integer({ min: 1, max: 50 }), async (all, heldPostings) => {
        const index = await makeIndex(entriesOf(all), { heldPostings });
        for (const [at, text] of all.entries()) {
          for (const { start, end } of spans(text)) expect(await index.ids(text.slice(start, end))).toContain(String(at + 1));
        }
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  test("finds a word of five letters and more with one letter wrong, missing, added or swapped", async () => {
    const aSlip = fc.record({
      kind: fc.constantFrom("wrong", "missing", "added", "swapped"),
      at: fc.nat(),
      letter: fc.constantFrom("q", "z", "e", "ж"),
    });
    const words = fc.array(fc.stringMatching(/^[a-zа-я]{5,14}$/), { minLength: 1, maxLength: 15 });
    await fc.assert(
      fc.asyncProperty(words, aSlip, async (all, { kind, at, letter }) => {
        const index = await makeIndex(entriesOf(all));
        for (const [number, word] of all.entries()) {
          const place = at % word.length;
          const next = Math.min(place + 1, word.length - 1);
          const slipped =
            kind === "wrong"
              ? word.slice(0, place) + letter + word.slice(place + 1)
              : kind === "missing"
                ? word.slice(0, place) + word.slice(place + 1)
                : kind === "added"
                  ? word.slice(0, place) + letter + word.slice(place)
                  : word.slice(0, place) + word.charAt(next) + (next === place ? "" : word.charAt(place)) + word.slice(next + 1);
          expect(await index.ids(slipped)).toContain(String(number + 1));
        }
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  test("is the same, file by file, however it was made; and a new post changes few files", async () => {
    const entries = Array.from({ length: 400 }, (_, at) => anEntry(at + 1, `word${at} other${at % 7} thing${at * 31} shared`));
    const one = await makeIndex(entries);
    const other = await makeIndex(entries, { heldPostings: 17 });
    expect([...other.files]).toEqual([...one.files]);
    const more = await makeIndex([...entries, anEntry(401, "a newcomer")]);
    const changed = [...more.files].filter(([name, text]) => one.files.get(name) !== text).map(([name]) => name.split("/")[0]);
    expect(changed.length).toBeLessThan(one.files.size / 2);
    expect(changed).toContain("manifest");
  });
});

describe("a question", () => {
  const library = [
    anEntry(1, "Our budget for training was cut again", { author: "Zoë Müller", year: 2021, group: "contoso/1" }),
    anEntry(2, "See the attached file", { title: "Training budget", author: "Ada Lovelace", year: 2022, group: "contoso/2" }),
    anEntry(3, "Leadership needs time", { author: "Ada Lovelace", year: 2022, group: "contoso/1" }),
    anEntry(4, "Who trains the trainers?", { author: "Jean-Luc Ångström", year: 2023, group: "contoso/2" }),
    anEntry(5, "Our budget, once more: training", { author: "Ada Byron", year: 2023, group: "contoso/2" }),
  ];
  const index = makeIndex(library);
  const ids = async (text: string, filters = {}) => (await index).ids(text, filters);

  test("of several words finds what has all of them: titles first, then the newest", async () => {
    expect(await ids("training budget")).toEqual(["2", "5", "1"]);
    expect((await (await index).ask("training budget")).isPartial).toBe(false);
  });

  test("finds by the beginning of a word, after the word itself", async () => {
    expect(await ids("train")).toEqual(expect.arrayContaining(["1", "2", "4", "5"]));
    expect(await ids("lead")).toEqual(["3"]);
  });

  test("of words that no post has together finds what has most of them, and says so", async () => {
    const answer = await (await index).ask("leadership budget zebra");
    expect(answer.isPartial).toBe(true);
    expect(answer.posts).toHaveLength(4);
    expect(await ids("zebra")).toEqual([]);
    expect(await ids("zebra giraffe")).toEqual([]);
  });

  test("is narrowed by group, by author and by year", async () => {
    expect(await ids("budget", { group: "contoso/1" })).toEqual(["1"]);
    expect(await ids("budget", { person: "ada" })).toEqual(["2", "5"]);
    expect(await ids("budget", { person: "Lovelace, Ada" })).toEqual(["2"]);
    expect(await ids("budget", { person: "mueller" })).toEqual(["1"]);
    expect(await ids("budget", { person: "Lovlace" })).toEqual(["2"]);
    expect(await ids("budget", { year: 2023 })).toEqual(["5"]);
    expect(await ids("budget", { year: 1999 })).toEqual([]);
    expect(await ids("budget", { group: "contoso/99" })).toEqual([]);
    expect(await ids("", { person: "ada", year: 2022 })).toEqual(["3", "2"]);
    expect(await ids("", { group: "contoso/2" })).toEqual(["5", "4", "2"]);
  });

  test("finds what somebody wrote by their name too, after what is said of them", async () => {
    expect(await ids("lovelace")).toEqual(["3", "2"]);
    expect(await ids("angstrom")).toEqual(["4"]);
  });

  test("of nothing but signs finds nothing", async () => {
    expect(await ids("?!… — ‘’")).toEqual([]);
    expect(await ids("")).toEqual([]);
  });
});

describe("a snippet", () => {
  test("is the stretch with the most hits, cut between words, whatever the text holds", async () => {
    const { engine } = await makeIndex([]);
    const text = `${"filler ".repeat(60)}the budget for training and more training ${"filler ".repeat(60)}`.trim();
    const pieces = engine.snippet(text, new Set(["budget", "training"]), 100);
    expect(pieces.filter((piece) => piece.isHit).map((piece) => piece.text)).toEqual(["budget", "training", "training"]);
    expect(pieces.at(0)?.text).toBe("…");
    expect(pieces.at(-1)?.text).toBe("…");
    expect(pieces.map((piece) => piece.text).join("").length).toBeLessThan(110);
  });

  test("loses nothing of a text that fits, and breaks no character of one that does not", async () => {
    const { engine } = await makeIndex([]);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), fc.integer({ min: 20, max: 400 }), (text, maxChars) => {
        const hits = new Set(
          spans(text)
            .map((span) => span.term)
            .slice(0, 3),
        );
        const shown = engine
          .snippet(text, hits, maxChars)
          .map((piece) => piece.text)
          .join("");
        if (text.length <= maxChars) expect(shown).toBe(text);
        expect(shown).not.toMatch(/\p{Surrogate}/u);
        expect(shown.length).toBeLessThanOrEqual(maxChars + 2);
      }),
    );
  });
});
