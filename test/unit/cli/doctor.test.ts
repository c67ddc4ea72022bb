import { describe as suite, expect, it } from "vitest";
import { describe } from "../../../src/cli/commands/doctor.ts";

const finding = {
  level: "warn",
  found: "sources[0].inputs is missing;\n  language is wrong",
  fix: "Change both and run it again.",
} as const;

suite("a finding in words", () => {
  it("is one line, and one for the way out, where there is no edge", () => {
    expect(describe(finding, Number.POSITIVE_INFINITY)).toEqual([
      "look  sources[0].inputs is missing;",
      "      language is wrong",
      "      → Change both and run it again.",
    ]);
  });

  it("is broken between words at the edge of the window, and a word that is too long stays whole", () => {
    expect(describe(finding, 26)).toEqual([
      "look  sources[0].inputs is",
      "      missing;",
      "      language is wrong",
      "      → Change both and",
      "      run it again.",
    ]);
    expect(describe({ level: "ok", found: "/a/very/long/path/that/does/not/fit is fine", fix: null }, 20)).toEqual([
      "ok    /a/very/long/path/that/does/not/fit",
      "      is fine",
    ]);
  });
});
