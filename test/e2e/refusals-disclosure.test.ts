import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { FIXTURES, makeWorkspace, query, regroup, scratchFolder } from "../support/cli.ts";
import { contosoNetwork } from "../support/content/contoso.ts";

/** A terminal is looked over shoulders and logs are sent to strangers: neither says who wrote what. */

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const scratch = scratchFolder();
const truth = contosoNetwork();
const BY = "A Sponsor";

/** Everything that the line said, and where. */
let said: { readonly where: string; readonly text: string }[];

beforeAll(async () => {
  const workspace = makeWorkspace(scratch, "verbose", {
    sources: [{ kind: "yammer-export", inputs: ["contoso-export.zip"], members: "members.csv" }],
    target: { kind: "static-site", path: "site", directory: "directory.csv" },
  });
  for (const name of ["contoso-export.zip", "members.csv", "directory.csv"]) cpSync(join(FIXTURES, name), join(workspace, name));
  said = [];
  const run = async (args: readonly string[]) => {
    const { code, stdout, stderr } = await regroup(workspace, [...args, "--verbose"]);
    said.push({ where: `${args.join(" ")}: stdout`, text: stdout }, { where: `${args.join(" ")}: stderr`, text: stderr });
    return code;
  };
  for (const args of [["export"], ["export"], ["map"], ["plan"], ["approve", "--by", BY], ["import"], ["verify"], ["status"]])
    await run(args);
  // What goes wrong is told as carefully: pages that differ, a decision nobody can read, a plan that moved.
  const threads = query<{ ref: string }>(workspace, "SELECT ref FROM target_ref WHERE kind = 'thread' ORDER BY key");
  expect(threads.length).toBeGreaterThan(100);
  for (const path of readdirSync(join(workspace, "site"), { recursive: true, encoding: "utf8" }).filter((name) =>
    /^[tp]\/.*\.html$/.test(name),
  )) {
    const page = readFileSync(join(workspace, "site", path), "utf8");
    writeFileSync(join(workspace, "site", path), page.replace(/<\/p>/g, " (changed)</p>").replace(/class="author"[^>]*>/g, "$&X"));
  }
  expect(await run(["verify"])).toBe(1);
  const people = readFileSync(join(workspace, "people.csv"), "utf8");
  const [first = "", ...rest] = people.split("\r\n");
  writeFileSync(join(workspace, "people.csv"), [first, ...rest.map((line) => line.replace(/^([^,]+),[^,]*,/, "$1,skip,"))].join("\r\n"));
  expect(await run(["import"])).toBe(5);
  writeFileSync(join(workspace, "people.csv"), [first, ...rest.map((line) => line.replace(/^([^,]+),[^,]*,/, "$1,skp,"))].join("\r\n"));
  expect(await run(["plan"])).toBe(2);
  for (const name of readdirSync(join(workspace, "logs"))) {
    said.push({ where: `logs/${name}`, text: readFileSync(join(workspace, "logs", name), "utf8") });
  }
});

/** As somebody would search for it: white space, case and escapes aside. */
function flat(text: string): string {
  return text
    .replace(/\\[nrt]/g, " ")
    .replace(/\s+/g, " ")
    .toLowerCase();
}

function whoSays(words: Iterable<string>): string[] {
  const hay = said.map(({ where, text }) => ({ where, text: flat(text) }));
  return [...new Set(words)].flatMap((word) =>
    hay.filter(({ text }) => text.includes(flat(word))).map(({ where }) => `${where} says "${word}"`),
  );
}

/** Pieces of a text by which anybody would know it again. */
function piecesOf(body: string): string[] {
  return body
    .split(/\n|\[\[[^\]]*\]\]/)
    .map((line) => line.trim())
    .filter((line) => line.length >= 12)
    .map((line) => line.slice(0, 40));
}

describe("the whole line with --verbose, on the console and in its logs,", () => {
  it("has said something, so that the searches below mean something", () => {
    const all = said.map(({ text }) => text).join("\n");
    expect(said.filter(({ where }) => where.startsWith("logs/")).length).toBeGreaterThan(0);
    expect(whoSays(["contoso-export.zip"]).length).toBeGreaterThan(2);
    expect(all).toContain("reading a file");
    expect(all.length).toBeGreaterThan(3000);
  });

  it("names no e-mail address", () => {
    expect(truth.people.filter((person) => person.email !== "").length).toBeGreaterThan(40);
    expect(whoSays(truth.people.map((person) => person.email).filter(Boolean))).toEqual([]);
    expect(said.filter(({ text }) => /[\w.+-]+@[\w-]+\.\w{2,}/.test(text)).map(({ where }) => where)).toEqual([]);
  });

  it("names no person", () => {
    const names = truth.people.map((person) => person.name).filter((name) => name.includes(" "));
    expect(names.length).toBeGreaterThan(40);
    expect(whoSays(names)).toEqual([]);
  });

  it("quotes no text, of a message, its earlier versions, a title or a card", () => {
    const texts = [...truth.messages].flatMap((message) => [
      message.body,
      message.title ?? "",
      ...message.versions.map((version) => version.body),
      ...message.attachments.flatMap((attachment) => [attachment.title ?? "", attachment.description ?? ""]),
    ]);
    // A group's name may stand in a text, and reports show group names.
    const groups = truth.groups.map((group) => flat(group.name));
    const pieces = texts
      .flatMap(piecesOf)
      .filter((piece) => !groups.some((name) => flat(piece).includes(name) || name.includes(flat(piece))));
    expect(pieces.length).toBeGreaterThan(500);
    expect(whoSays(pieces)).toEqual([]);
  });

  it("names no file that people uploaded", () => {
    const names = [...truth.files].flatMap((file) => file.versions.map((version) => version.name));
    expect(names.length).toBeGreaterThan(10);
    expect(whoSays(names)).toEqual([]);
  });
});
