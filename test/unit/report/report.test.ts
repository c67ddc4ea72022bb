import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Papa from "papaparse";
import { parseHTML } from "linkedom";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { UserError } from "../../../src/errors.ts";
import type { Plan } from "../../../src/plan/build.ts";
import type { GroupLine } from "../../../src/plan/summary.ts";
import { finding as aFinding, type Finding } from "../../../src/verify/findings.ts";
import { reasonText } from "../../../src/report/reasons.ts";
import { writePlanReport, writeVerifyReport } from "../../../src/report/report.ts";

const parent = mkdtempSync(join(tmpdir(), "regroup-report-"));
afterAll(() => rmSync(parent, { recursive: true, force: true }));
let workspace: string;
beforeEach(() => {
  workspace = mkdtempSync(join(parent, "w-"));
});

const options = { official: "Leadership <Learning> & Network", language: "en", timeZone: "UTC", target: "a folder" } as const;
const HOSTILE = `<img src=x onerror=alert(1)> "&' =1+1`;
const group: GroupLine = {
  ...{ network: "contoso.com", id: "7", before: HOSTILE, after: HOSTILE, action: "create", privacy: "public", wave: "wave-1" },
  ...{ members: null, messages: 5, planned: 3 },
};

function aPlan(more: Partial<Plan["summary"]> = {}): Plan {
  const fates = [
    { kind: "message", fate: "planned", reason: null, records: 3 },
    { kind: "message", fate: "skipped", reason: "deleted", records: 2 },
  ];
  const posts = { total: 5, kept: 3, asText: 0, copied: 0, lost: 0, left: 2 };
  const summary: Plan["summary"] = {
    ...{
      actions: [],
      fates,
      adjustments: [],
      groups: [group],
      exposed: [],
      opened: [],
      blockers: [],
      gaps: [],
      leftBehind: { subGroups: [], people: 0, adopted: [] },
    },
    people: [{ who: "matched", treatment: "match", heads: 0, posts: 3 }],
    fidelity: [
      { field: "text", ...posts },
      { field: "author", ...posts },
    ],
    forecast: { buckets: [], seconds: null, files: 0, bytes: 0 },
    waves: [{ wave: "wave-1", groups: 1, posts: 3, actions: 2 }],
    ...more,
  };
  return { id: 1, target: "site", hash: "7f3a91c2".padEnd(64, "0"), shortHash: "7F3A-91C2", summary };
}

const read = (name: string) => readFileSync(join(workspace, "reports", name), "utf8");

describe("the plan's report", () => {
  it.each([
    ["en", "41.8 days"],
    ["de", "41,8 Tage"],
    ["fr", "41,8 jours"],
  ] as const)("says in days what takes weeks, as it is written in %s", (language, said) => {
    const buckets = [{ name: "messages", requests: 1_204_331, budget: "10/30s", seconds: 3_612_993 }];
    writePlanReport(workspace, aPlan({ forecast: { buckets, seconds: 3_612_993, files: 0, bytes: 0 } }), { ...options, language });
    expect(read("plan.html").split(said)).toHaveLength(3);
  });

  it("has no heading above nothing where there is nothing", () => {
    const nothing = { fates: [], groups: [], people: [], fidelity: [], waves: [] };
    writePlanReport(workspace, aPlan(nothing), options);
    const { document } = parseHTML(read("plan.html"));
    expect([...document.querySelectorAll("table")].filter((table) => table.querySelector("tbody tr") === null)).toEqual([]);
    expect(read("plan.html")).not.toContain("What will look different");
  });

  it("is HTML that holds what a source wrote as text, and loads nothing from anywhere", () => {
    writePlanReport(workspace, aPlan({ exposed: [HOSTILE] }), options);
    const html = read("plan.html");
    const { document } = parseHTML(html);
    expect(document.querySelectorAll("script, img, iframe, object, link[rel=stylesheet]").length).toBe(0);
    expect(document.documentElement.textContent).toContain("<img src=x onerror=alert(1)>");
    expect(document.querySelector("h1")?.textContent ?? "").not.toBe("");
    for (const element of document.querySelectorAll("[src], [href]"))
      expect(element.getAttribute("src") ?? element.getAttribute("href") ?? "").not.toMatch(/^(https?:)?\/\//);
    expect(html).not.toMatch(/url\(|@import/);
  });

  it("is JSON and CSV with the same figures", () => {
    writePlanReport(workspace, aPlan(), options);
    expect(JSON.parse(read("plan.json"))).toEqual({ hash: aPlan().hash, shortHash: "7F3A-91C2", ...aPlan().summary });
    expect(Papa.parse(read("plan.csv").replace(/^\uFEFF/, ""), { header: true, skipEmptyLines: true }).data).toEqual([
      { kind: "message", fate: "planned", reason: "", records: "3" },
      { kind: "message", fate: "skipped", reason: "deleted", records: "2" },
    ]);
  });

  it("is the same text for the same plan", () => {
    writePlanReport(workspace, aPlan(), options);
    const before = read("plan.html");
    writePlanReport(workspace, aPlan(), options);
    expect(read("plan.html")).toBe(before);
  });

  it("is not made of figures that do not add up", () => {
    expect(() => writePlanReport(workspace, aPlan({ groups: [{ ...group, planned: 4 }] }), options)).toThrow(
      /do not add up: 3 messages .* 4 in the groups/,
    );
    expect(existsSync(join(workspace, "reports", "plan.html"))).toBe(false);
  });

  it.each(["en", "de", "fr"] as const)("speaks %s", (language) => {
    writePlanReport(workspace, aPlan(), { ...options, language });
    expect(read("plan.html")).toMatch(new RegExp(`<html[^>]* lang="${language}"`));
  });

  it.each(["en", "de", "fr"] as const)("counts one of something as one, in %s", (language) => {
    const one = (kind: string) => ({ kind, fate: "planned", reason: null, records: 1 });
    const all = { total: 1, kept: 1, asText: 0, copied: 0, lost: 0, left: 0 };
    const plan = aPlan({
      actions: [{ kind: "publish", wanted: 1, toDo: 1 }],
      fates: [one("group"), one("thread"), one("message")],
      groups: [{ ...group, messages: 1, planned: 1 }],
      waves: [
        { wave: "wave-1", groups: 1, posts: 1, actions: 1 },
        { wave: "wave-2", groups: 0, posts: 0, actions: 0 },
      ],
      people: [{ who: "matched", treatment: "match", heads: 0, posts: 1 }],
      fidelity: [
        { field: "text", ...all },
        { field: "author", ...all },
      ],
      forecast: { buckets: [], seconds: null, files: 1, bytes: 1 },
      leftBehind: { subGroups: [{ key: "k", name: "Room", isWhole: false, conversations: 1 }], people: 1, adopted: [] },
    });
    writePlanReport(workspace, plan, { ...options, language });
    const text = parseHTML(read("plan.html")).document.body.textContent;
    const plural =
      /(?<![\d.,])1 (groups|conversations|posts|files|steps|Gruppen|Unterhaltungen|Beiträge[n]?|Dateien|Schritte|groupes|messages|fichiers|étapes)\b/u;
    expect(plural.exec(text)).toBeNull();
    // French counts nothing as one.
    expect(text).toContain({ en: "0 groups, 0 posts", de: "0 Gruppen, 0 Beiträge", fr: "0 groupe, 0 message" }[language]);
  });

  it("that cannot be written is said to be open elsewhere, and leaves the older one whole", () => {
    writeFileSync(join(workspace, "reports"), "a file stands in the way");
    expect(() => writePlanReport(workspace, aPlan(), options)).toThrow(UserError);
  });
});

describe("the report of what was read back", () => {
  const finding: Finding = { ...aFinding("text", "contoso.com/message/1", "text"), detail: '=HYPERLINK("x")' };

  it("says that all is well only where all is", () => {
    writeVerifyReport(
      workspace,
      { findings: [], checked: { message: 3 }, notImported: 0, heldBack: 0, toRemake: 0 },
      { ...options, at: 0 },
    );
    expect(read("verify.html")).toContain("Everything stands where it should");
    writeVerifyReport(
      workspace,
      { findings: [], checked: { message: 3 }, notImported: 2, heldBack: 0, toRemake: 0 },
      { ...options, at: 0 },
    );
    expect(read("verify.html")).not.toContain("Everything stands where it should");
  });

  it("has every finding in its CSV, with no cell that a spreadsheet would calculate", () => {
    mkdirSync(join(workspace, "reports"));
    const findings = Array.from({ length: 700 }, (_, n) => ({ ...finding, subject: `contoso.com/message/${n}` }));
    writeVerifyReport(workspace, { findings, checked: {}, notImported: 0, heldBack: 0, toRemake: 0 }, { ...options, at: 0 });
    const rows = Papa.parse<Record<string, string>>(read("verify.csv").replace(/^\uFEFF/, ""), { header: true, skipEmptyLines: true }).data;
    expect(rows).toHaveLength(700);
    expect(rows[0]?.["detail"]).toBe(`'=HYPERLINK("x")`);
    expect(read("verify.html")).toContain("all are in verify.csv");
  });
});

describe("a reason", () => {
  it("is a sentence where somebody wrote one, and readable anyhow", () => {
    expect(reasonText("missing-bytes")).toBe("an attached file whose bytes are not in the source");
    expect(reasonText("missing-bytes", "de")).toBe("eine angehängte Datei, deren Inhalt nicht in der Quelle ist");
    expect(reasonText("something-quite-new")).toBe("something quite new");
    expect(reasonText("something-quite-new", "fr")).toBe("something quite new");
  });
});
