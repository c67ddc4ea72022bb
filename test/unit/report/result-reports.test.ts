import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { resultTexts } from "../../../src/report/result-texts.ts";
import { writeVerifyReport } from "../../../src/report/report.ts";
import { writeRollbackReport } from "../../../src/report/rollback-report.tsx";
import { keptReasons } from "../../../src/target/rollback-keep.ts";
import type { RolledBack } from "../../../src/target/rollback.ts";
import { finding, findingKinds, sentences, type Finding, type FindingCode } from "../../../src/verify/findings.ts";

const parent = mkdtempSync(join(tmpdir(), "regroup-result-"));
afterAll(() => rmSync(parent, { recursive: true, force: true }));
let workspace: string;
beforeEach(() => {
  workspace = mkdtempSync(join(parent, "w-"));
});

const languages = ["en", "de", "fr"] as const;
type Language = (typeof languages)[number];
/** Late on the last day of May in Greenwich, June in Berlin. */
const AT = Date.UTC(2024, 4, 31, 22, 5);
const options = (language: Language) =>
  ({ official: "A <Network>", language, timeZone: "Europe/Berlin", target: "T <b>", at: AT }) as const;
const body = (name: string) => parseHTML(readFileSync(join(workspace, "reports", name), "utf8")).document.body.textContent;

/** One finding of every code and one of every kind. */
const everyFinding: Finding[] = [
  ...(Object.keys(sentences) as FindingCode[]).map((code) => finding("text", "n/message/1", code, ...(["2", "3"] as never))),
  ...findingKinds.map((kind) => finding(kind, "n/thread/2", "not-there", "thread")),
];
const everythingKept: RolledBack = {
  removed: { person: 1, thread: 2, members: 3 },
  gone: { "sub-group": 1 },
  kept: Object.values(keptReasons).map((reason) => ({ key: "n/thread/2" as never, kind: "thread", reason })),
  left: ["index.html"],
  putBack: [],
  isComplete: false,
};

/** Words that only the other language has. */
const english = /\b(the|is|are|has|shown|stands?|differs?|differences?|kept|removed|somebody|nothing|items?|records?|missing)\b/i;

describe("the report of verify", () => {
  it.each(languages)("says every difference in %s, and nothing in another language", (language) => {
    const result = {
      findings: everyFinding,
      checked: { membership: 1, "sub-group": 2, person: 3, marker: 1 },
      notImported: 3,
      heldBack: 1,
      toRemake: 0,
    };
    writeVerifyReport(workspace, result, options(language));
    const text = body("verify.html");
    const { verify } = resultTexts(language);
    for (const { code, values } of everyFinding) expect(text).toContain(verify.sentences[code](...values));
    for (const kind of findingKinds) expect(text).toContain(verify.kinds[kind]);
    if (language !== "en") expect(english.exec(text)?.[0]).toBeUndefined();
    expect(text).not.toMatch(/undefined|\[object/);
  });

  it.each([
    ["en", "1 difference", "Everything stands where it should"],
    ["de", "1 Abweichung", "Alles steht, wo es stehen soll"],
    ["fr", "1 écart", "Tout est à sa place"],
  ] as const)("has its verdict in %s", (language, one, clean) => {
    const verdict = (findings: readonly Finding[], notImported = 0) => {
      writeVerifyReport(workspace, { findings, checked: {}, notImported, heldBack: 0, toRemake: 0 }, options(language));
      return parseHTML(readFileSync(join(workspace, "reports", "verify.html"), "utf8")).document.querySelector("h1")?.textContent;
    };
    expect([verdict(everyFinding.slice(0, 1)), verdict([])]).toEqual([one, clean]);
    expect([one, clean]).not.toContain(verdict([], 1));
  });

  it("keeps its CSV and JSON in English, with the code beside the sentence", () => {
    writeVerifyReport(
      workspace,
      { findings: everyFinding.slice(0, 1), checked: {}, notImported: 0, heldBack: 0, toRemake: 0 },
      options("de"),
    );
    const json = JSON.parse(readFileSync(join(workspace, "reports", "verify.json"), "utf8")) as { findings: Finding[] };
    expect(json.findings[0]).toEqual(everyFinding[0]);
    expect(readFileSync(join(workspace, "reports", "verify.csv"), "utf8")).toContain("was cut off before its last step");
  });
});

describe("both reports", () => {
  it.each([
    ["en", "Read back on 1 June 2024, 00:05 (Europe/Berlin)", "Taken back on 1 June 2024, 00:05 (Europe/Berlin)"],
    ["de", "Zurückgelesen am 1. Juni 2024, 00:05 (Europe/Berlin)", "Zurückgenommen am 1. Juni 2024, 00:05 (Europe/Berlin)"],
    ["fr", "Relue le 1 juin 2024, 00:05 (Europe/Berlin)", "Annulation faite le 1 juin 2024, 00:05 (Europe/Berlin)"],
  ] as const)("say in %s when that was, where the readers are", (language, read, taken) => {
    writeVerifyReport(workspace, { findings: [], checked: {}, notImported: 0, heldBack: 0, toRemake: 0 }, options(language));
    expect(body("verify.html")).toContain(read);
    writeRollbackReport(workspace, everythingKept, { ...options(language), hash: "" });
    expect(body("rollback.html")).toContain(taken);
  });
});

describe("the report of a rollback", () => {
  it.each(languages)("lists in %s the groups that were put back, and nothing of them where there were none", (language) => {
    const { rollback } = resultTexts(language);
    writeRollbackReport(
      workspace,
      { ...everythingKept, putBack: ["n/group/71", "n/group/72"] as never },
      { ...options(language), hash: "" },
    );
    for (const text of [rollback.putBack, rollback.putBackLead(2, "2"), "n/group/71", "n/group/72"])
      expect(body("rollback.html")).toContain(text);
    writeRollbackReport(workspace, everythingKept, { ...options(language), hash: "" });
    expect(body("rollback.html")).not.toContain(rollback.putBack);
  });

  it.each(languages)("says what stays and why in %s, and nothing in another language", (language) => {
    writeRollbackReport(workspace, everythingKept, { ...options(language), hash: "7F3A-91C2" });
    const text = body("rollback.html");
    const { rollback, kinds } = resultTexts(language);
    for (const reason of Object.values(keptReasons)) expect(text).toContain(rollback.reasons[reason]);
    for (const kind of ["person", "thread", "members", "sub-group", "page"] as const) expect(text).toContain(kinds[kind]);
    if (language !== "en") expect(english.exec(text)?.[0]).toBeUndefined();
  });

  it.each([
    ["en", "Nothing of this migration is left", "1 item stays"],
    ["de", "Von dieser Übertragung ist nichts mehr da", "1 Eintrag bleibt"],
    ["fr", "Il ne reste rien de cette migration", "1 élément reste"],
  ] as const)("has its verdict in %s", (language, complete, one) => {
    const verdict = (more: Partial<RolledBack>) => {
      writeRollbackReport(
        workspace,
        { removed: {}, gone: {}, kept: [], left: [], putBack: [], isComplete: true, ...more },
        { ...options(language), hash: "" },
      );
      return parseHTML(readFileSync(join(workspace, "reports", "rollback.html"), "utf8")).document.querySelector("h1")?.textContent;
    };
    expect([verdict({}), verdict({ isComplete: false, left: ["a.html"] })]).toEqual([complete, one]);
  });
});
