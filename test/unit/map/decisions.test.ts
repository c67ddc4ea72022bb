import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import Papa from "papaparse";
import { beforeEach, describe, expect, it } from "vitest";
import { UserError } from "../../../src/errors.ts";
import { defused } from "../../../src/map/decisions.ts";
import { cleanUpLines, makeLine, type Line } from "../../support/line.ts";
import { csv, messagesCsv } from "../source/yammer-export/workspace.ts";

cleanUpLines();

const ann = "contoso.com/person/11";
const bob = "contoso.com/person/12";
const cyd = "contoso.com/person/13";
const books = "contoso.com/group/7";
const walks = "contoso.com/group/8";

let line: Line;

beforeEach(async () => {
  line = makeLine({ inputs: ["in.zip"], network: "contoso.com", directory: "directory.csv" });
  writeFileSync(
    line.path("directory.csv"),
    csv(["id", "name", "email", "department"], { id: "d-1", name: "Directory Ann", email: "Other@contoso.com" }),
  );
  await line.zip("in.zip", {
    "Users.csv": csv(
      ["id", "name", "email", "department"],
      { id: "11", name: "Ann Müller", email: "ann@contoso.com" },
      { id: "12", name: '=cmd|"/c calc"!A1', email: "+bob@contoso.com" },
      { id: "13", name: "Cyd\nline", email: "cyd@contoso.com" },
    ),
    "Groups.csv": csv(["id", "name"], { id: "7", name: '-Book, "club"' }, { id: "8", name: "Walkers" }),
    "Messages.csv": messagesCsv(
      ...[1, 2, 3].map((n) => ({ id: `${n}`, sender_id: "13", group_id: "8" })),
      ...[4, 5].map((n) => ({ id: `${n}`, sender_id: "12", group_id: "7" })),
    ),
  });
  await line.export();
  await line.map();
});

const text = (file: string) => readFileSync(line.path(file), "utf8");
const table = (file: string) =>
  Papa.parse<Record<string, string>>(text(file).replace(/^\uFEFF/, ""), { header: true, skipEmptyLines: true }).data;
const keys = (file: string) => table(file).map((row) => row["key"]);

/** Writes a word into the decision cell, as a person does: everything else stays as it was. */
function decide(
  file: string,
  words: Readonly<Record<string, string>>,
  as: { delimiter?: string; encode?: (text: string) => Buffer } = {},
): void {
  const rows = table(file).map((row) => ({ ...row, decision: words[row["key"] ?? ""] ?? row["decision"] }));
  const out = Papa.unparse(rows, { delimiter: as.delimiter ?? "," });
  writeFileSync(line.path(file), as.encode ? as.encode(out) : out);
}

async function refused(): Promise<UserError> {
  try {
    await line.map();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("this was taken");
}

const person = (id: string) =>
  line.rows("SELECT treatment, target_person, target_name, decided_by FROM person_mapping WHERE id = ?", id)[0];
const group = (id: string) => line.value("SELECT action FROM group_mapping WHERE id = ?", id);

describe("the two files", () => {
  it("begin with the whole key and the cell to edit, and say the rest beside it", () => {
    expect(text("people.csv").split("\r\n")[0]).toBe("\uFEFFkey,decision,proposal,reason,name,email,department,messages,tier,account,new");
    expect(text("groups.csv").split("\r\n")[0]).toBe(
      "\uFEFFkey,decision,proposal,reason,name,slug,privacy,wave,messages,members,last_post,comes_into,parent,owners,go_ahead,new",
    );
    expect(table("groups.csv")[0]).toMatchObject({ key: walks, decision: "", proposal: "create", name: "Walkers", messages: "3" });
  });

  it("show who is undecided first, the most active of them first", () => {
    expect(keys("people.csv")).toEqual([cyd, bob, ann]);
    expect(keys("groups.csv")).toEqual([walks, books]);
  });

  it("hold no cell that a spreadsheet would calculate", () => {
    for (const file of ["people.csv", "groups.csv"])
      for (const row of table(file)) for (const cell of Object.values(row)) expect(cell, file).not.toMatch(/^[=+\-@\t\r]/);
    expect(table("people.csv")[1]).toMatchObject({ name: '\'=cmd|"/c calc"!A1', email: "'+bob@contoso.com" });
    expect(table("groups.csv")[1]).toMatchObject({ name: '\'-Book, "club"' });
  });

  it.each([
    ["=1+1", "'=1+1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\tx", "'\tx"],
    ["a=b", "a=b"],
    ["", ""],
    [-5, "-5"],
  ])("%j is written as %j", (given, written) => {
    expect(defused(given)).toBe(written);
  });
});

describe("a decision", () => {
  it("counts for people and groups, in words or as an account's id or e-mail", async () => {
    decide("people.csv", { [ann]: "d-1", [bob]: "OTHER@contoso.com", [cyd]: " Skip " });
    decide("groups.csv", { [books]: "archive", [walks]: "SKIP" });
    await line.map();
    expect(person("11")).toEqual({ treatment: "match", target_person: "d-1", target_name: "Directory Ann", decided_by: "people.csv" });
    expect(person("12")).toMatchObject({ treatment: "match", target_person: "d-1" });
    expect(person("13")).toMatchObject({ treatment: "skip", target_person: null });
    expect([group("7"), group("8")]).toEqual(["archive", "skip"]);
  });

  it("survives map and plan again and again, wherever its row stands", async () => {
    decide("people.csv", { [ann]: "as-text", [cyd]: "d-1" });
    decide("groups.csv", { [walks]: "archive" });
    await line.map();
    expect(keys("people.csv")).toEqual([bob, cyd, ann]);
    expect(keys("groups.csv")).toEqual([books, walks]);
    const rows = table("people.csv");
    writeFileSync(line.path("people.csv"), Papa.unparse([...rows].reverse()));
    for (const step of [line.plan, line.map, line.plan, line.export, line.map]) await step();
    expect(table("people.csv").map((row) => [row["key"], row["decision"]])).toEqual([
      [bob, ""],
      [cyd, "d-1"],
      [ann, "as-text"],
    ]);
    expect(person("11")).toMatchObject({ treatment: "as-text" });
    expect(group("8")).toBe("archive");
  });

  it("that is taken out of its cell is taken back", async () => {
    decide("people.csv", { [ann]: "skip" });
    decide("groups.csv", { [books]: "skip" });
    await line.map();
    decide("people.csv", { [ann]: "" });
    decide("groups.csv", { [books]: "" });
    await line.plan();
    expect(person("11")).toMatchObject({ treatment: "placeholder", decided_by: "regroup" });
    expect(group("7")).toBe("create");
  });

  it("is read from what any spreadsheet saves", async () => {
    const words = { [ann]: "skip" };
    const ways: readonly (readonly [string, Parameters<typeof decide>[2]])[] = [
      ["semicolons", { delimiter: ";" }],
      ["tabs", { delimiter: "\t" }],
      ["UTF-8 with a mark", { encode: (out) => Buffer.from(`\uFEFF${out}`) }],
      ["UTF-16, little end first", { delimiter: "\t", encode: (out) => Buffer.from(`\uFEFF${out}`, "utf16le") }],
      ["UTF-16, big end first", { delimiter: ";", encode: (out) => Buffer.from(`\uFEFF${out}`, "utf16le").swap16() }],
      ["Windows-1252", { delimiter: ";", encode: (out) => Buffer.from(out, "latin1") }],
    ];
    for (const [how, as] of ways) {
      decide("people.csv", words, as);
      await line.map();
      expect(person("11"), how).toMatchObject({ treatment: "skip" });
      decide("people.csv", { [ann]: "" });
      await line.map();
      expect(person("11"), how).toMatchObject({ treatment: "placeholder" });
    }
  });

  it("does not need the other columns, nor their order, nor the file", async () => {
    writeFileSync(line.path("people.csv"), `Notes;DECISION;Key\nwell;skip;${ann}\n;;\n`);
    writeFileSync(line.path("groups.csv"), "key,decision\n");
    await line.plan();
    expect(person("11")).toMatchObject({ treatment: "skip" });
    const { rmSync } = await import("node:fs");
    rmSync(line.path("people.csv"));
    await line.plan();
    expect(person("11")).toMatchObject({ treatment: "placeholder" });
  });

  it("about somebody whom nobody has exported decides nothing", async () => {
    writeFileSync(line.path("people.csv"), "key,decision\ncontoso.com/person/404,skip\nelsewhere.com/person/11,skip\n");
    await line.map();
    expect(line.value("SELECT count(*) FROM person_mapping WHERE decided_by = 'people.csv'")).toBe(0);
  });
});

describe("the day of the last post", () => {
  it("is that of the last one with a date", async () => {
    line = makeLine({ inputs: ["in.zip"], network: "contoso.com" });
    await line.zip("in.zip", {
      "Groups.csv": csv(["id", "name"], { id: "7", name: "Books" }, { id: "8", name: "Walkers" }),
      "Messages.csv": messagesCsv(
        { id: "1", group_id: "7", created_at: "2021-03-04T05:06:07Z" },
        { id: "2", group_id: "7", created_at: "2021-05-04T05:06:07Z", thread_id: "1" },
        { id: "9", group_id: "7", created_at: "" },
        { id: "10", group_id: "8", created_at: "" },
      ),
    });
    await line.export();
    await line.map();
    expect(Object.fromEntries(table("groups.csv").map((row) => [row["key"], row["last_post"]]))).toEqual({
      [books]: "2021-05-04",
      [walks]: "",
    });
  });
});

describe("a mistake in a cell", () => {
  it.each<[string, string, string, string[]]>([
    [
      "a word with a letter wrong",
      "people.csv",
      `key,decision\n${ann},placholder\n`,
      ["people.csv, line 2, column decision", '"placholder"', "did you mean placeholder?", "or the id or e-mail of an account"],
    ],
    [
      "a word of the other file",
      "groups.csv",
      `key,decision\n${books},as-text\n`,
      ["groups.csv, line 2, column decision", '"as-text"', "allowed: nothing, adopt, create, merge, link, archive, skip"],
    ],
    ["an account that is not there", "people.csv", `key,decision\n${ann},nobody@contoso.com\n`, ['"nobody@contoso.com"']],
    ["a lost character", "people.csv", `key,decision\n${ann},plac?holder\n`, ['"plac?holder"']],
    [
      "a key that a spreadsheet made a number of",
      "people.csv",
      "key,decision\n1.73973E+15,skip\n",
      ["people.csv, line 2, column key", '"1.73973E+15"', "such as contoso/person/123"],
    ],
    ["a key of another kind", "people.csv", `key,decision\n${books},skip\n`, ["column key", books]],
    ["a decision without a key", "people.csv", "key,decision\n,skip\n", ["people.csv, line 2, column key"]],
    [
      "the same key twice",
      "people.csv",
      `key,decision\n${ann},skip\n${bob},\n${ann},skip\n`,
      [`people.csv, line 4, column key: ${ann} stands in line 2 already`],
    ],
    [
      "no such columns",
      "people.csv",
      "id,what\n11,skip\n",
      [
        "people.csv, line 1: the column key is missing",
        "or delete the file",
        "people.csv, line 1: the column decision is missing",
        "read: id, what",
      ],
    ],
    [
      "a key column under another name",
      "groups.csv",
      "keys;decision\nx;skip\n",
      ["line 1: the column key is missing (did you mean keys?)"],
    ],
    [
      "no line with the names",
      "groups.csv",
      `${books},skip\n`,
      ["groups.csv, line 1: the first line is a row: put the line with the names"],
    ],
    ["an empty file", "groups.csv", "", ["groups.csv: it is empty: take it back from a copy, or delete it"]],
    ["nothing but a mark and empty lines", "people.csv", "\ufeff\r\n \r\n", ["people.csv: it is empty"]],
    [
      "a workbook under its name",
      "groups.csv",
      "PK\u0003\u0004\u0014\0\u0006",
      ["groups.csv: it is a workbook", 'save it there as "CSV UTF-8"'],
    ],
    ["bytes that are no text", "people.csv", "\u0007\0\0\0key,decision\n", ["people.csv: it is no text", 'save the table as "CSV UTF-8"']],
  ])("is named: %s", async (_what, file, content, words) => {
    writeFileSync(line.path(file), content);
    const error = await refused();
    expect(error.exit).toBe(2);
    for (const word of words) expect(error.message).toContain(word);
    expect(error.hint).toContain("Nothing was changed");
    expect(text(file)).toBe(content);
  });

  it("is shown by its beginning, on one line, however long it is", async () => {
    const long = "word\n".repeat(2000).trim();
    const cells = [long, `create | ${long}`, `create | ${long}: x`, `create | parent: ${long}`, `create | wave: ${long}`];
    for (const cell of cells) {
      writeFileSync(line.path("groups.csv"), csv(["key", "decision"], { key: books, decision: cell }));
      const { message } = await refused();
      expect(message).toContain("word word");
      expect(message.split("\n")).toHaveLength(1);
      expect(message.length).toBeLessThan(600);
    }
    writeFileSync(line.path("people.csv"), csv(["key", "decision"], { key: ann, decision: long }));
    writeFileSync(line.path("groups.csv"), csv(["key", "decision"], { key: books, decision: "" }));
    expect((await refused()).message.length).toBeLessThan(600);
  });

  it("is named together with all others, and none of the rest is taken", async () => {
    decide("people.csv", { [ann]: "skip", [bob]: "nope" });
    decide("groups.csv", { [books]: "merge", [walks]: "skip" });
    const { message } = await refused();
    expect(message.split("\n")).toHaveLength(2);
    expect(message).toContain('"merge"');
    expect(message).toContain('"nope"');
    expect(person("11")).toMatchObject({ treatment: "placeholder" });
    expect(group("8")).toBe("create");
    await expect(line.plan()).rejects.toBeInstanceOf(UserError);
  });
});

describe("several wrong cells", () => {
  it("are told file by file, line by line and column by column, wherever they were found", async () => {
    writeFileSync(
      line.path("groups.csv"),
      ["key,decision", `${walks},merge | into: Nowhere`, "seven,skip", `${books},nope`, `${books},skip`, ""].join("\n"),
    );
    writeFileSync(line.path("people.csv"), ["key,decision", `${ann},nope`, `x,y`, `${bob},neither`, ""].join("\n"));
    const { message } = await refused();
    const places = message.split("\n").map((one) => /(\w+\.csv), line (\d+), column (\w+)/.exec(one)?.slice(1).join(" "));
    expect(places).toEqual([
      "groups.csv 2 decision",
      "groups.csv 3 key",
      "groups.csv 4 decision",
      "groups.csv 5 key",
      "people.csv 2 decision",
      "people.csv 3 key",
      "people.csv 4 decision",
    ]);
  });
});

describe("a file", () => {
  it("that lost all its rows is an error where something was decided in it, and not where nothing was", async () => {
    const head = "key,decision\n";
    writeFileSync(line.path("groups.csv"), head);
    await line.map();
    expect(keys("groups.csv")).toEqual([walks, books]);
    decide("groups.csv", { [books]: "skip" });
    await line.map();
    writeFileSync(line.path("groups.csv"), head);
    expect((await refused()).message).toContain("groups.csv: it has no rows under its first line, and 1 row was decided in it before");
    expect([group("7"), text("groups.csv")]).toEqual(["skip", head]);
    await expect(line.plan()).rejects.toThrow("it has no rows under its first line");
    rmSync(line.path("groups.csv"));
    await line.map();
    expect(group("7")).toBe("create");
  });

  it("in whose place a folder stands is an error, and the folder is left as it is", async () => {
    rmSync(line.path("people.csv"));
    mkdirSync(line.path("people.csv"));
    const { message } = await refused();
    expect(message).toBe("people.csv: a folder stands in its place: move it away, put the CSV back, or let `regroup map` write it anew");
    expect(statSync(line.path("people.csv")).isDirectory()).toBe(true);
  });

  it("that somebody saves while map runs is left as it is", async () => {
    const { writeSheets } = await import("../../../src/map/sheet.ts");
    const { readDecisions } = await import("../../../src/map/decisions.ts");
    const { openForWriting } = await import("../../../src/store/store.ts");
    const store = openForWriting(line.workspace);
    try {
      const decisions = readDecisions(store.db, line.workspace, "static-site");
      decide("groups.csv", { [books]: "skip" });
      const saved = text("groups.csv");
      expect(() => writeSheets(store, line.workspace, { target: "static-site", separator: ",", decisions })).toThrow(
        /groups\.csv was saved by somebody while this command ran/,
      );
      expect(text("groups.csv")).toBe(saved);
    } finally {
      store.close();
    }
  });

  it("that is open in another program is told of", async () => {
    writeFileSync(line.path(".~lock.groups.csv#"), ",me,host,now;");
    writeFileSync(line.path("~$people.csv"), "me");
    const { warnings } = await line.map();
    expect(warnings).toEqual([
      expect.stringContaining("people.csv seems to be open in Excel"),
      expect.stringContaining("groups.csv seems to be open in LibreOffice"),
    ]);
  });

  it("takes one answer into its cell, with columns of somebody's own and the separator that is configured", async () => {
    const { writeCell } = await import("../../../src/map/sheet.ts");
    writeFileSync(line.path("people.csv"), `Note;decision;key\nwell, well;;${ann}\n;skip;${bob}\n;;\n`);
    writeCell(line.workspace, { key: ann, cell: "d-1", separator: ";" });
    expect(text("people.csv")).toBe(`\uFEFFNote;decision;key\r\nwell, well;d-1;${ann}\r\n;skip;${bob}\r\n`);
    await line.map();
    expect(person("11")).toMatchObject({ treatment: "match", target_person: "d-1" });
  });

  it("is written with the separator that is configured", async () => {
    writeFileSync(
      line.path("regroup.yaml"),
      `${readFileSync(line.path("regroup.yaml"), "utf8").replace(/}$/, "")},"csv":{"separator":";"}}`,
    );
    decide("groups.csv", { [books]: "Skip" });
    await line.map();
    expect(text("groups.csv")).toContain(`${books};Skip;create;`);
    expect(text("groups.csv")).not.toContain("sep=");
  });

  it.each([
    ["a sep= line", `sep=;\r\nkey;decision\r\n"contoso.com/person/11";skip\r\n`],
    ["old Macintosh lines", "key\tdecision\rcontoso.com/person/11\tskip\r"],
    ["empty lines above its first", "\r\n;;\r\nkey;decision\r\ncontoso.com/person/11;skip\r\n"],
    ["mixed lines, empty rows and columns", '\uFEFF"key";"decision";;\r\n;;;\n"contoso.com/person/11";" SKIP ";;\n;;;\r\n\r\n'],
  ])("with %s is read", async (_what, content) => {
    writeFileSync(line.path("people.csv"), content);
    await line.map();
    expect(person("11")).toMatchObject({ treatment: "skip" });
  });

  it("counts its lines as a spreadsheet does, below a sep= line too", async () => {
    writeFileSync(line.path("people.csv"), `sep=;\r\nkey;decision\r\n${ann};nope\r\n`);
    expect((await refused()).message).toContain("people.csv, line 3, column decision");
  });

  it("may name an account whose id a spreadsheet would spoil, as the proposal shows it", async () => {
    writeFileSync(
      line.path("directory.csv"),
      csv(["id", "name", "email", "department"], { id: "007", name: "James", email: "j@contoso.com" }),
    );
    writeFileSync(line.path("people.csv"), `key,decision\n${ann},'007\n`);
    await line.map();
    expect(person("11")).toMatchObject({ treatment: "match", target_person: "007" });
    expect(text("people.csv")).toContain(`${ann},'007,'007,`);
  });

  it("that two accounts answer to by e-mail says which", async () => {
    writeFileSync(
      line.path("directory.csv"),
      csv(
        ["id", "name", "email", "department"],
        { id: "a", name: "A", email: "x@contoso.com" },
        { id: "b", name: "B", email: "X@contoso.com" },
      ),
    );
    writeFileSync(line.path("people.csv"), `key,decision\n${ann},x@contoso.com\n`);
    expect((await refused()).message).toContain("2 accounts have this e-mail; write an id: a, b");
  });
});

describe("a decision that changes after the plan", () => {
  it("stops the import by name, unless it only says the same in other words", async () => {
    decide("groups.csv", { [books]: "create | name: Readers | wave: wave-1" });
    const { shortHash } = await line.plan();
    await line.approve({ hash: shortHash });
    decide("groups.csv", { [books]: "CREATE|wave:1|name: Readers" });
    decide("people.csv", { [ann]: "skip" });
    await expect(line.import()).rejects.toThrow(`${ann}: people.csv says skip, the plan was made with nothing`);
    decide("people.csv", { [ann]: "" });
    decide("groups.csv", { [books]: "create | name: Writers" });
    await expect(line.import()).rejects.toThrow(
      `${books}: groups.csv says create | name: Writers, the plan was made with create | name: Readers | wave: wave-1`,
    );
    decide("groups.csv", { [books]: "name: Readers | create" });
    await expect(line.import()).rejects.toThrow("is no setting");
    decide("groups.csv", { [books]: "create|wave: 1|name: Readers" });
    expect((await line.import()).outcomes.failed).toBe(0);
  });
});

describe("rows", () => {
  it("that are new since the last run say so, and few of them settle most", async () => {
    await line.zip("more.zip", { "Groups.csv": csv(["id", "name"], { id: "9", name: "Cooks" }) });
    line.configure({ inputs: ["in.zip", "more.zip"], network: "contoso.com", directory: "directory.csv" });
    await line.export();
    const { newRows, shares } = await line.map();
    expect(newRows).toBe(1);
    expect(
      table("groups.csv")
        .filter((row) => row["new"] === "new")
        .map((row) => row["key"]),
    ).toEqual(["contoso.com/group/9"]);
    expect(shares.people).toEqual({ rows: 2, undecided: 3, settledPercent: 0, thenPercent: 100 });
    decide("people.csv", { [cyd]: "as-text" });
    expect((await line.map()).shares.people).toEqual({ rows: 1, undecided: 2, settledPercent: 60, thenPercent: 100 });
  });
});
