import { describe, expect, it } from "vitest";
import { differs, mergeRow, type MergedTable, type Row, type Statement } from "../../../src/store/merge.ts";

const exported: Statement = { source: "yammer-export", isHint: false };
const asked: Statement = { source: "yammer-api", isHint: false };
const hinted: Statement = { source: "yammer-export", isHint: true };

function merged(table: MergedTable, ...said: readonly (readonly [Statement, Row])[]): Row {
  let row: Row | undefined;
  for (const [statement, incoming] of said) row = mergeRow(table, row, incoming, statement);
  return row ?? {};
}

describe("two sources of one person", () => {
  it("the owner of a column overwrites what another source said", () => {
    expect(merged("person", [asked, { name: "A. Api" }], [exported, { name: "Ann Export" }])).toMatchObject({ name: "Ann Export" });
    expect(merged("person", [exported, { directory_id: "x" }], [asked, { directory_id: "api" }])).toMatchObject({ directory_id: "api" });
  });

  it("another source fills what the owner left empty, and only that", () => {
    const row = merged("person", [exported, { name: "Ann", department: null }], [asked, { name: "A. Api", department: "Sales" }]);
    expect(row).toMatchObject({ name: "Ann", department: "Sales" });
  });

  it("nothing that another source does not know takes away what is known", () => {
    expect(merged("person", [exported, { name: "Ann" }], [asked, { name: null }])).toMatchObject({ name: "Ann" });
    expect(merged("person", [asked, { name: "A. Api" }], [exported, { name: null }])).toMatchObject({ name: "A. Api" });
  });

  it("nothing overwrites with null, not even the owner", () => {
    expect(merged("person", [exported, { department: "Sales" }], [exported, { department: null }])).toMatchObject({ department: "Sales" });
  });
});

describe("hints", () => {
  it("fill what no record told, the greatest of them, whatever came first", () => {
    for (const order of [
      ["Ann B", "Ann A"],
      ["Ann A", "Ann B"],
    ] as const)
      expect(merged("person", ...order.map((name) => [hinted, { name }] as const))).toMatchObject({ name: "Ann B", told: 0 });
  });

  it("never beat a told value, before it or after it", () => {
    expect(merged("person", [hinted, { name: "Zoë" }], [exported, { name: "Ann" }])).toMatchObject({ name: "Ann" });
    expect(merged("person", [exported, { name: "Ann" }], [hinted, { name: "Zoë" }])).toMatchObject({ name: "Ann" });
    expect(merged("person", [asked, { name: "Ann" }], [hinted, { name: "Zoë" }])).toMatchObject({ name: "Ann" });
  });
});

describe("privacy and times", () => {
  it("private stays private, whoever says otherwise", () => {
    expect(merged("grp", [exported, { privacy: "private" }], [asked, { privacy: "public" }])).toMatchObject({ privacy: "private" });
    expect(merged("grp", [exported, { privacy: "public" }], [hinted, { privacy: "private" }])).toMatchObject({ privacy: "private" });
    expect(merged("grp", [exported, { privacy: "unknown" }], [asked, { privacy: "public" }])).toMatchObject({ privacy: "public" });
  });

  it("a second without milliseconds does not overwrite the same second with them", () => {
    const [sharp, exact] = [1_700_000_000_000, 1_700_000_000_417];
    expect(merged("message", [exported, { created_at: exact }], [asked, { created_at: sharp }])).toMatchObject({ created_at: exact });
    expect(merged("message", [asked, { created_at: sharp }], [exported, { created_at: exact }])).toMatchObject({ created_at: exact });
  });

  it("a time that is known is not overwritten by nothing", () => {
    expect(merged("message", [exported, { deleted_at: 5000 }], [asked, { deleted_at: null }])).toMatchObject({ deleted_at: 5000 });
  });
});

describe("what is written", () => {
  it("is written only where something changed", () => {
    const row = merged("person", [exported, { name: "Ann" }]);
    expect(differs(row, mergeRow("person", row, { name: "Ann" }, exported))).toBe(false);
    expect(differs(row, mergeRow("person", row, { name: "Anna" }, exported))).toBe(true);
    expect(differs({ name: "" }, { name: null })).toBe(true);
  });
});
