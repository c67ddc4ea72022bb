import { afterEach, describe, expect, it, vi } from "vitest";
import { createConsole } from "../../../src/cli/console.ts";

const written = { out: "", err: "" };

function open(flags: Partial<Parameters<typeof createConsole>[0]> = {}) {
  written.out = written.err = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => ((written.out += String(text)), true));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => ((written.err += String(text)), true));
  return createConsole({ json: false, quiet: false, verbose: false, color: false, ...flags });
}

afterEach(() => vi.restoreAllMocks());

describe("what a source wrote, on a terminal", () => {
  it.each([
    ["a title that would be set", "a\u001b]0;title\u0007b"],
    ["a screen that would be cleared", "a\u001b[2Jb"],
    ["a cursor that would be moved", "a\u001b[1;1Hb"],
    ["an eight-bit control sequence", "a\u009b2Jb"],
    ["a carriage return that would hide the line", "a\rb"],
    ["a name that would read backwards", "a\u202eexe.gnp\u2066b"],
    ["a bell and a backspace", "a\u0007\u0008b"],
    ["words that would be hidden", "a\u001b[8mb"],
  ])("is not obeyed: %s", (_what, text) => {
    const output = open();
    output.print(text);
    output.say(text);
    output.note("warn", text, "");
    output.fail(text, text, 2);
    expect(written.out + written.err).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    expect(written.out).toContain("\ufffd");
  });

  it("keeps its line breaks, tabs, letters and emoji", () => {
    const output = open();
    output.print("Zoë\tشكرا\n👩🏽‍💻");
    expect(written.out).toBe("Zoë\tشكرا\n👩🏽‍💻\n");
  });
});

describe("results and remarks", () => {
  it("that a person is waited for is said with --quiet too, and never on stdout", () => {
    const output = open({ quiet: true, json: true });
    output.ask("Open the page and enter the code A\u001b[8m");
    output.say("remark");
    expect(written).toEqual({ out: "", err: "Open the page and enter the code A\ufffd[8m\n" });
  });

  it("say a remark once, however many things it is about, and of each with --verbose", () => {
    for (const [verbose, expected] of [
      [false, "look a file could not be fetched\nlook another thing\n"],
      [true, 'look a file could not be fetched {"id":1}\nlook a file could not be fetched {"id":2}\nlook another thing {}\n'],
    ] as const) {
      const output = open({ verbose });
      for (const id of [1, 2]) output.note("warn", "a file could not be fetched", JSON.stringify({ id }));
      output.note("warn", "another thing", "{}");
      expect(written.err).toBe(expected);
    }
  });

  it("go to stdout and stderr", () => {
    const output = open();
    output.print("result");
    output.next("regroup map");
    output.say("remark");
    output.note("warn", "look at this", "{}");
    expect(written.out).toBe("result\nNext: regroup map\n");
    expect(written.err).toBe("remark\nlook look at this\n");
  });

  it("with --json stdout is one document and nothing else", () => {
    const output = open({ json: true });
    output.print("result");
    output.next("regroup map");
    output.json({ records: 3 });
    expect(JSON.parse(written.out)).toEqual({ records: 3 });
  });

  it("an error is a document too", () => {
    open({ json: true }).fail("wrong", "mend it", 2);
    expect(JSON.parse(written.out)).toEqual({ error: { message: "wrong", hint: "mend it", exit: 2 } });
    expect(written.err).toBe("wrong\nmend it\n");
  });

  it("with --quiet only warnings and errors are left", () => {
    const output = open({ quiet: true });
    output.print("result");
    output.say("remark");
    output.heading("heading");
    output.next("regroup map");
    output.note("error", "bad", "");
    expect(written.out).toBe("");
    expect(written.err).toBe("error bad\n");
  });

  it("data stands beside a message only with --verbose", () => {
    open().note("warn", "look", '{"key":"value"}');
    expect(written.err).not.toContain("key");
    open({ verbose: true }).note("warn", "look", '{"key":"value"}');
    expect(written.err).toContain('{"key":"value"}');
  });

  it("have no colours where there is no terminal", () => {
    const output = open({ color: true });
    output.heading("heading");
    output.note("error", "bad", "");
    expect(written.err).not.toContain("\u001b");
  });
});
