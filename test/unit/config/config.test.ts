import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadConfig, suggest, validate } from "../../../src/config.ts";
import { UserError } from "../../../src/errors.ts";
import { options as exportOptions } from "../../../src/source/yammer-export/index.ts";

const workspace = mkdtempSync(join(tmpdir(), "regroup-config-"));
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

const SOURCES = "sources: [{ kind: yammer-export, inputs: [a.zip] }]\n";

function load(yaml: string) {
  writeFileSync(join(workspace, "regroup.yaml"), yaml);
  return loadConfig(workspace);
}

function refused(yaml: string): UserError {
  try {
    load(yaml);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("this was taken");
}

describe("regroup.yaml", () => {
  it("needs no more than where to read: everything else has a default that keeps people safe", () => {
    const config = load(SOURCES);
    expect(config).toMatchObject({
      official_network: { name: "Official network" },
      target: { kind: "static-site" },
      language: "en",
      time_zone: "UTC",
      legal_hold: false,
      scope: { exclude_groups: [], content: "full" },
      policies: {
        ...{ unmatched: "placeholder", guests: "placeholder", unknown_senders: "placeholder", members: "all" },
        ...{ deleted_messages: "skip", redacted_messages: "skip", private_conversations: "count", person_metrics: "none" },
        leavers: { treatment: "placeholder", shown_as: "name" },
      },
    });
    expect(config.policies.bots).toBeUndefined();
    expect(config.policies.exposure).toBeUndefined();
  });

  it("keeps ids past 2^53 exact, and takes small ones and patterns as they are written", () => {
    const { scope } = load(`${SOURCES}scope: { exclude_groups: [9007199254740993, 12, 'Works council*', "0012"] }\n`);
    expect(scope.exclude_groups).toEqual(["9007199254740993", "12", "Works council*", "0012"]);
  });

  it("takes a short and a long form of what happens to leavers", () => {
    expect(load(`${SOURCES}policies: { leavers: skip }\n`).policies.leavers).toEqual({ treatment: "skip", shown_as: "name" });
    expect(load(`${SOURCES}policies: { leavers: { shown_as: initials } }\n`).policies.leavers).toEqual({
      treatment: "placeholder",
      shown_as: "initials",
    });
  });

  it.each<[string, string, string[]]>([
    [
      "an unknown key, with the one that was probably meant",
      `${SOURCES}polices: {}\n`,
      ["polices is not a key here", "did you mean policies?", "allowed: sources"],
    ],
    [
      "an unknown key inside another, with its path",
      `${SOURCES}policies: { memebers: all }\n`,
      ["policies.memebers is not a key here", "did you mean members?"],
    ],
    [
      "a word that is not allowed, with what was read and the nearest one",
      `${SOURCES}policies: { guests: placholder }\n`,
      ['policies.guests is "placholder"', "did you mean placeholder?", "allowed: placeholder, create, skip, as-text"],
    ],
    ["another sort of value", `${SOURCES}scope: { exclude_groups: all }\n`, ['scope.exclude_groups is "all"', "it must be a list"]],
    ["nothing where something must be", "language: de\n", ["sources is missing; it must be a list"]],
    ["an empty list of sources", "sources: []\n", ["sources is []"]],
    ["a time zone that is none", `${SOURCES}time_zone: Berlin\n`, ['time_zone is "Berlin"', "no IANA time zone such as Europe/Berlin"]],
    ["an archive that is not reached safely", `${SOURCES}archive: { path: site, base_url: "http://x.example" }\n`, ["archive.base_url"]],
    ["a name that is only blanks", `${SOURCES}official_network: { name: "  " }\n`, ["official_network.name"]],
  ])("refuses %s", (_what, yaml, words) => {
    const error = refused(yaml);
    expect(error.exit).toBe(2);
    expect(error.message).toContain("regroup.yaml");
    for (const word of words) expect(error.message).toContain(word);
    expect(error.hint).toContain("Nothing was done");
  });

  it("names every wrong key at once", () => {
    const { message } = refused(`${SOURCES}language: it\npolicies: { bots: delete, members: none }\n`);
    expect(message.split("\n")).toHaveLength(3);
    for (const path of ["language", "policies.bots", "policies.members"]) expect(message).toContain(path);
  });

  it("that is no YAML is said to be none, and where", () => {
    const { message } = refused("sources: [\n  - kind: {");
    expect(message).toContain("not readable YAML");
    expect(message).toMatch(/line \d/);
  });

  it.each(["sources: &a [*a]", `sources: ${"[".repeat(20_000)}`, `a: &a [x]\nb: [${"*a, ".repeat(2_000)}]\n`])(
    "that holds itself, or is nested without measure, is a mistake of the file and no bug: %.20s",
    (text) => {
      expect(() => load(text)).toThrow(UserError);
    },
  );

  it("that has a key too many at its top names just the key", () => {
    expect(() => load(`${SOURCES}langage: de\n`)).toThrow("regroup.yaml: langage is not a key here (did you mean language?)");
  });

  it("that is not there is told with where it should be", () => {
    const error = (() => {
      try {
        return loadConfig(join(workspace, "elsewhere"));
      } catch (caught) {
        return caught;
      }
    })();
    expect(error).toMatchObject({ exit: 2, message: expect.stringContaining("There is no regroup.yaml") as string });
  });

  it("cuts a long wrong value short", () => {
    const { message } = refused(`${SOURCES}language: ${"x".repeat(500)}\n`);
    expect(message).toContain("…");
    expect(message.length).toBeLessThan(300);
  });
});

describe("what an adapter wants", () => {
  it("is told with the place in the file", () => {
    expect(() => validate(exportOptions, { kind: "yammer-export", input: ["a.zip"] }, "sources[0]")).toThrow(
      /sources\[0\]\.inputs is missing; it must be a list[\s\S]*sources\[0\]\.input is not a key here \(did you mean inputs\?\)/,
    );
    expect(() => validate(exportOptions, { kind: "yammer-export", inputs: ["a.zip", 5] }, "sources[1]")).toThrow(
      "sources[1].inputs[1] is 5; it must be text",
    );
  });
});

describe("a suggestion", () => {
  it.each([
    ["polices", ["policies", "target"], " (did you mean policies?)"],
    ["SKIP", ["skip", "keep"], " (did you mean skip?)"],
    ["x", ["y", "policies"], " (did you mean y?)"],
    ["elephant", ["skip", "keep"], ""],
    ["anything", [], ""],
    ["planing", ["plane", "planning", "planing-x"], " (did you mean planning?)"],
    ["skpi", ["ski", "skip"], " (did you mean ski?)"],
    ["x".repeat(10_000), ["x".repeat(10_000)], ""],
    ["", ["skip"], ""],
  ])("for %j among %j is %j", (word, known, expected) => {
    expect(suggest(word, known)).toBe(expected);
  });
});
