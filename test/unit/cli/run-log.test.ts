import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Console } from "../../../src/cli/console.ts";
import { createRedaction, createRunLog } from "../../../src/cli/run-log.ts";
import { silentProgress } from "../../../src/log.ts";

const folder = mkdtempSync(join(tmpdir(), "regroup-log-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function workspace(name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  writeFileSync(join(path, "regroup.yaml"), "");
  return path;
}

function hearing(): Console & { readonly heard: string[] } {
  const heard: string[] = [];
  const nothing = () => undefined;
  return {
    heard,
    ...{ say: nothing, ask: nothing, heading: nothing, print: nothing, json: nothing, next: nothing, fail: nothing },
    note: (level, message, data) => void heard.push(`${level} ${message} ${data}`),
    debug: (message, data) => void heard.push(`debug ${message} ${data}`),
    progress: silentProgress,
  };
}

describe("redaction", () => {
  it.each([
    ["ann.example+list@contoso.com wrote", "[e-mail] wrote"],
    ["jörg@müller.example", "[e-mail]"],
    ["o'brien@sub.contoso.co.uk, b@x.io", "[e-mail], [e-mail]"],
    ["no address @ here", "no address @ here"],
    ["contoso/person/12", "contoso/person/12"],
  ])("%j becomes %j", (text, clean) => {
    expect(createRedaction()(text)).toBe(clean);
  });

  it("takes out registered secrets, as they are and as an address carries them", () => {
    const redact = createRedaction(["p&ss word", ""]);
    expect(redact("key=p&ss word;url=?t=p%26ss%20word!")).toBe("key=[secret];url=?t=[secret]!");
  });
});

describe("the log of a run", () => {
  it("is one JSON document a line, for its owner only, without e-mail addresses", () => {
    const path = workspace("one");
    const console_ = hearing();
    const log = createRunLog({ workspace: path, command: "export", console: console_ });
    log.info("read", { file: "a.zip", from: "ann@contoso.com" });
    log.warn("look", { who: "bob@contoso.com" });
    log.end();
    const [name = ""] = readdirSync(join(path, "logs"));
    expect(name).toMatch(/^\d{4}-\d\d-\d\dT[\d-]+Z-export\.jsonl$/);
    const lines = readFileSync(join(path, "logs", name), "utf8")
      .trim()
      .split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { level: "info", message: "read", file: "a.zip", from: "[e-mail]" },
      { level: "warn", message: "look", who: "[e-mail]" },
    ]);
    expect(statSync(join(path, "logs", name)).mode & 0o077).toBe(0);
    expect(console_.heard).toEqual(['warn look {"who":"[e-mail]"}']);
  });

  it("is not made while there is nothing to say", () => {
    const path = workspace("nothing");
    createRunLog({ workspace: path, command: "status", console: hearing() }).end();
    expect(existsSync(join(path, "logs"))).toBe(false);
  });

  it("that cannot be written costs the log and not the command", () => {
    const path = workspace("blocked");
    writeFileSync(join(path, "logs"), "a file stands in the way");
    const console_ = hearing();
    const log = createRunLog({ workspace: path, command: "export", console: console_ });
    log.error("bad", {});
    log.error("bad again", {});
    log.end();
    expect(console_.heard).toEqual(["error bad {}", "error bad again {}"]);
  });
});
