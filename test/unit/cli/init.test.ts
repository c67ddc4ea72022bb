import fc from "fast-check";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { complete, defaults, readFlags } from "../../../src/cli/init/answers.ts";
import { asSetting, describe as told, type Found } from "../../../src/cli/init/found.ts";
import { settingsText, type Answers } from "../../../src/cli/init/template.ts";
import { parseConfig } from "../../../src/config.ts";

const answers: Answers = {
  name: "Leadership Learning Network",
  inputs: ["exports/2023.zip"],
  yammer: false,
  microsoft: undefined,
  members: undefined,
  directory: undefined,
  site: "site",
  language: "en",
  timeZone: "UTC",
};
const locale = { language: "fr-CA", timeZone: "America/Toronto" };
const usable = { networks: [], isPartial: false, problems: [] };
const found: Found = {
  exports: [
    { ...usable, path: "a.zip", found: "a.zip: network export" },
    { ...usable, path: "b.zip", found: "b.zip", problems: ["b.zip: it is cut off"] },
  ],
  members: ["members.csv"],
  directories: ["directory.csv", "staff.csv"],
};

describe("the regroup.yaml that init writes", () => {
  it("says the same to the loader, whatever was typed", () => {
    const word = fc.oneof(
      fc.constantFrom(
        "yes",
        "null",
        "1e3",
        "0x1F",
        "# x",
        "a: b",
        "[x]",
        "- a",
        "'",
        '"',
        "%",
        "*",
        "&a",
        "2024-01-01",
        "ä 🌍",
        "~",
        "!tag",
        "|",
        "a #b",
        "C:\\x y\\z.zip",
      ),
      fc.string({ minLength: 1, maxLength: 60 }),
    );
    const text = word
      .map((one) => one.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ud800-\udfff\ufeff]/g, "").trim())
      .filter((one) => one !== "");
    const maybe = fc.option(text, { nil: undefined });
    fc.assert(
      fc.property(text, fc.array(text, { minLength: 1, maxLength: 4 }), maybe, maybe, (name, inputs, members, directory) => {
        const config = parseConfig(settingsText({ ...answers, name, inputs, members, directory }));
        expect(config.official_network.name).toBe(name);
        expect(config.sources).toEqual([{ kind: "yammer-export", inputs, ...(members === undefined ? {} : { members }) }]);
        expect(config.target).toEqual({ kind: "static-site", path: "site", ...(directory === undefined ? {} : { directory }) });
      }),
    );
  });

  it("shows as comments nothing but what is the default anyway", () => {
    const plain = settingsText(answers);
    const lines = plain.split("\n");
    const from = lines.indexOf("# scope:");
    const live = [...lines.slice(0, from), ...lines.slice(from).map((line) => line.replace(/^# /, ""))].join("\n");
    expect(parseConfig(live)).toEqual(parseConfig(plain));
  });
});

describe("what init takes for answers", () => {
  it("is what was found and can be read, and what this computer is set to", () => {
    const flags = readFlags({ name: " LLN " }, "/w", "/h");
    expect(complete(defaults(flags, found, locale), "/w")).toEqual({
      name: "LLN",
      inputs: ["a.zip"],
      yammer: false,
      microsoft: undefined,
      members: "members.csv",
      directory: "directory.csv",
      site: "site",
      language: "fr",
      timeZone: "America/Toronto",
    });
  });

  it("is what flags say, where they say something", () => {
    const flags = readFlags(
      { name: "x", members: false, directory: "staff.csv", site: "out", language: "de", timeZone: "Europe/Berlin" },
      "/w",
      "/h",
    );
    expect(defaults(flags, found, locale)).toMatchObject({
      members: undefined,
      directory: "staff.csv",
      site: "out",
      language: "de",
      timeZone: "Europe/Berlin",
    });
  });

  it("names all flags that are missing", () => {
    const nothing = defaults(readFlags({}, "/w", "/h"), { exports: [], members: [], directories: [] }, { language: "pl", timeZone: "UTC" });
    expect(nothing.language).toBe("en");
    expect(() => complete(nothing, "/w")).toThrow(/--input <path…>.*\n {2}--name <name>/);
  });

  it("tells what is not usable, and what was not counted", () => {
    const large = { ...usable, path: "c.zip", found: "c.zip: network export", networks: [{ name: "contoso", groups: 1, messages: null }] };
    expect(told({ ...found, exports: [...found.exports, large] })).toEqual([
      "  a.zip: network export",
      "  not usable: b.zip: it is cut off",
      "  c.zip: network export",
      "    contoso: 1 group, messages not counted (a large file)",
      "  members.csv: says who belongs to which group",
      "  directory.csv: says who exists over there",
      "  staff.csv: says who exists over there",
    ]);
  });
});

describe("a path that was typed", () => {
  const root = mkdtempSync(join(tmpdir(), "regroup-init-"));
  const [workspace, here] = [join(root, "w"), join(root, "h")];
  afterAll(() => {
    rmSync(root, { recursive: true });
  });

  it("is looked for in the workspace, then where the person is, and stands relative to the workspace", () => {
    for (const folder of [workspace, here]) mkdirSync(folder);
    writeFileSync(join(workspace, "both.zip"), "");
    for (const name of ["both.zip", "here.zip"]) writeFileSync(join(here, name), "");
    expect(asSetting("both.zip", workspace, here)).toBe("both.zip");
    expect(asSetting("./here.zip", workspace, here)).toBe("../h/here.zip");
    expect(asSetting(join(workspace, "both.zip"), workspace, here)).toBe("both.zip");
    expect(asSetting(join(here, "here.zip"), workspace, here)).toBe(join(here, "here.zip"));
    expect(asSetting("nowhere.zip", workspace, here)).toBe("nowhere.zip");
  });
});
