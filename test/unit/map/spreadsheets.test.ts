import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Papa from "papaparse";
import { beforeAll, describe, expect, it } from "vitest";
import type { Problem } from "../../../src/map/problem.ts";
import { readSheet } from "../../../src/map/sheet-file.ts";
import { decodeText } from "../../../src/markup/decode.ts";
import { temporaryFolder, cleanUpStores } from "../../support/loaded-store.ts";
import { cleanUpLines, makeLine, type Line } from "../../support/line.ts";
import { csv, messagesCsv } from "../source/yammer-export/workspace.ts";

cleanUpLines();
cleanUpStores();

/** groups.csv as regroup wrote it, and as spreadsheets saved it after a person had worked in it: see the README there. */
const folder = fileURLToPath(new URL("spreadsheets/", import.meta.url));
const written = "groups-as-written.csv";
const saved = readdirSync(folder).filter((name) => name.endsWith(".csv") && name !== written);

const network = "contoso.com/group/";
/** What the person wrote. */
const decisions = new Map([
  [`${network}1`, "create | name: Frauen in Führung – Élan | wave: wave-2"],
  [`${network}2`, "merge | into: @network"],
  [`${network}3`, "skip"],
  [`${network}5`, "go-ahead: yes | privacy: private"],
]);
/** MS-DOS has no dash of that length. */
const inMsDos = (cell: string) => cell.replace("–", "-");

let line: Line;
beforeAll(async () => {
  line = makeLine({ inputs: ["in.zip"], network: "contoso.com" });
  const names = [
    "Frauen in Führung",
    "1-2",
    "MARCH1",
    "007",
    'Été, à l\'œuvre; ou "pas"',
    "=SUM(A1)",
    "1E5",
    "12.03.",
    "true",
    "2023 Kickoff",
  ];
  await line.zip("in.zip", {
    "Users.csv": csv(["id", "name", "email"], { id: "11", name: "Ann", email: "ann@contoso.com" }),
    "Groups.csv": csv(["id", "name"], ...names.map((name, index) => ({ id: String(index + 1), name }))),
    "Messages.csv": messagesCsv(
      ...names.map((name, index) => ({ id: String(index + 1), sender_id: "11", group_id: String(index + 1), group_name: name })),
    ),
  });
  await line.export();
  await line.map();
});

const cellsOf = (text: string, separator: string) =>
  Papa.parse<string[]>(text.replace(/^\uFEFF/, ""), { delimiter: separator, skipEmptyLines: true }).data;

describe("groups.csv as it is written", () => {
  it("is the file that the others were made from", () => {
    expect(readFileSync(line.path("groups.csv"), "utf8")).toBe(readFileSync(join(folder, written), "utf8"));
  });
});

describe("what a spreadsheet saved", () => {
  it("is there in more than a dozen ways", () => {
    expect(saved.length).toBeGreaterThan(12);
  });

  it.each(saved)("is read: %s", (name) => {
    const workspace = temporaryFolder();
    writeFileSync(join(workspace, "groups.csv"), readFileSync(join(folder, name)));
    const problems: Problem[] = [];
    const { rows, keys } = readSheet(workspace, "groups.csv", "group", problems);
    expect(problems).toEqual([]);
    expect(keys.size).toBe(10);
    const expected = [...decisions].map(([key, cell]) => [key, name.includes("ms-dos") ? inMsDos(cell) : cell]);
    expect(rows.map(({ key, cell }) => [key, cell]).sort()).toEqual(expected.sort());
  });

  it.each(saved.filter((name) => name.startsWith("libreoffice")))("has made a number or a date of nothing: %s", (name) => {
    const text = decodeText(readFileSync(join(folder, name)));
    const separator = /^[^\n]*?([,;\t])/.exec(text)?.[1] ?? ",";
    const before = new Map(cellsOf(readFileSync(join(folder, written), "utf8"), ",").map((cells) => [cells[0], cells]));
    for (const cells of cellsOf(text, separator)) expect(cells.slice(2, 8), cells[0]).toEqual(before.get(cells[0])?.slice(2, 8));
  });
});
