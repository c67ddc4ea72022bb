import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formulaIn, meaningOf, readGroupCell, settings } from "../../../src/map/cells.ts";
import { fold, foldName, namePattern } from "../../../src/map/fold.ts";
import { safeCell } from "../../../src/map/sheet.ts";

describe("a decision about a group", () => {
  it("is an action with settings, whatever their case, order and spaces", () => {
    const one = readGroupCell(
      "create | name: Frauen in Führung | wave: wave-2 | privacy: private | parent: contoso/group/7 | go-ahead: yes",
    );
    expect(one).toEqual({
      decision: {
        action: "create",
        name: "Frauen in Führung",
        wave: "wave-2",
        privacy: "private",
        parent: "contoso/group/7",
        goAhead: "yes",
      },
      problems: [],
    });
    const two = readGroupCell("  CREATE|Go Ahead :YES| PRIVACY:Private|wave:2 |parent: contoso/group/7|Name:  Frauen in Führung");
    expect(meaningOf(two.decision)).toBe(meaningOf(one.decision));
  });

  it("may be settings alone, and nothing", () => {
    expect(readGroupCell("exposure: accepted by  Jane Doe").decision).toEqual({ acceptedBy: "Jane Doe" });
    expect(readGroupCell("official: no | wave: Wave 12")).toEqual({ decision: { official: false, wave: "wave-12" }, problems: [] });
    expect(readGroupCell(" | ")).toEqual({ decision: {}, problems: [] });
    expect(readGroupCell("name: a: b").decision).toEqual({ name: "a: b" });
  });

  it.each([
    ["creat", ["did you mean create?", "allowed: nothing, adopt, create"]],
    ["create | nme: x", ['"nme" is no setting (did you mean name?)', "allowed: into, name"]],
    ["create | later", ['"later" is no setting']],
    ["create | wave: first", ['wave: "first"', "wave-1"]],
    ["create | wave: 1.5", ['wave: "1.5"']],
    ["create | privacy: secret", ["public, private, unlisted"]],
    ["create | go-ahead: maybe", ["allowed: yes, no"]],
    ["create | exposure: fine", ["allowed: accepted by <name>"]],
    ["create | name:", ["name has no value"]],
    ["create | name: a | name: b", ["name stands there twice"]],
    ["create | name: F?hrung", ["a ? stands where a character was lost", "CSV UTF-8"]],
    ["create | name: F\ufffdhrung", ["a ? stands where a character was lost"]],
    ["=VLOOKUP(A1;B:C;2)", ["a formula was pasted here"]],
    ["#NAME?", ["a formula left an error here"]],
    ["#BEZUG!", ["a formula left an error here"]],
    ["x | y: z | wave: q", ['"x" is no action', '"y" is no setting', 'wave: "q"']],
  ])("%s is wrong, and says how", (cell, expected) => {
    const { problems } = readGroupCell(cell);
    for (const text of expected) expect(problems.join("\n")).toContain(text);
  });

  it("may hold a question mark where the group's own name does", () => {
    expect(readGroupCell("name: Who cares?", ["Who cares?"]).problems).toEqual([]);
    expect(readGroupCell("name: Who cares?").problems).toHaveLength(1);
  });

  it("never fails, and never sets what nobody knows", () => {
    fc.assert(
      fc.property(fc.string(), (cell) => {
        const { decision } = readGroupCell(cell);
        const known = ["action", "into", "name", "parent", "privacy", "wave", "goAhead", "acceptedBy", "official"];
        expect(Object.keys(decision).every((key) => known.includes(key))).toBe(true);
        expect(known).toHaveLength(settings.length + 1);
      }),
    );
  });

  it("is no formula because it begins with a number sign", () => {
    expect(formulaIn("#women")).toBeUndefined();
    for (const error of ["#REF!", "#NAME?", "#N/A", "#WERT!", "#DIV/0!", "#NOM?"]) expect(formulaIn(error), error).toBeDefined();
  });
});

describe("names", () => {
  it.each([
    ["MÜLLER, Jörg", "jörg müller"],
    ["Stra\u00dfe", "STRASSE"],
    ["Zoe\u0308", "ZO\u00cb"],
    ["O\u2019Brien", "o'brien"],
    ["\uff21nn", "Ann"],
    ["Σοφός", "ΣΟΦΌΣ"],
    [" Ann \u00a0 Bell ", "ann bell"],
  ])("%j and %j are one", (a, b) => {
    expect(foldName(a)).toBe(foldName(b));
  });

  it("differ where their letters do, and are turned only at a single comma", () => {
    expect(foldName("Müller")).not.toBe(foldName("Muller"));
    expect(foldName("Bell, Ann, PhD")).toBe("bell, ann, phd");
    expect(fold("Bell, Ann")).toBe("bell, ann");
  });

  it("fit patterns as a whole, and a pattern is no program", () => {
    expect(namePattern("official *").test(fold("Official News"))).toBe(true);
    expect(namePattern("official *").test(fold("Unofficial News"))).toBe(false);
    expect(namePattern("a.b (*)").test("a.b (c)")).toBe(true);
    expect(namePattern("a.b").test("axb")).toBe(false);
  });
});

describe("a cell of context", () => {
  it.each([
    "1-2",
    "007",
    "1E5",
    "1/2",
    "12:30",
    "12:30 pm",
    "MARCH1",
    "1 Mai",
    "3. März 2020",
    "Mär 20",
    "MAR-1",
    "déc 7",
    "TRUE",
    "wahr",
    "10 %",
    "1,5",
    "(5)",
    "$4",
  ])("%s stays what it is in a spreadsheet", (text) => {
    expect(safeCell(text)).toBe(`'${text}`);
  });

  it.each(["2023 Kickoff", "Marching band", "May we", "contoso.com/group/7", "wave-1", "2024-01-31", "Decision 2", "e5", "a-b", ""])(
    "%j needs nothing",
    (text) => {
      expect(safeCell(text)).toBe(text);
    },
  );

  it("is one line, and no formula", () => {
    expect(safeCell("a\r\nb\tc\u2028d")).toBe("a b c d");
    expect(safeCell("\n=1+1")).toBe("'=1+1");
    expect(safeCell(12)).toBe("12");
  });
});
