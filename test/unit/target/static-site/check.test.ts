import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { UserError } from "../../../../src/errors.ts";
import { silentLogger } from "../../../../src/log.ts";
import { create, options } from "../../../../src/target/static-site/index.ts";
import type { Target, TargetPerson } from "../../../../src/target/target.ts";

const signal = new AbortController().signal;
let workspace: string;
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), "regroup-check-"));
});
afterEach(() => {
  rmSync(workspace, { recursive: true, force: true });
});

function target(more: object = {}, mode: "read" | "write" = "read"): Target {
  return create(options.parse({ kind: "static-site", ...more }), { workspace, mode, log: silentLogger, official: { name: "Official" } });
}

describe("the folder", () => {
  test("reading leaves nothing, writing makes it ours", async () => {
    const info = await target().check(signal);
    expect(existsSync(join(workspace, "site"))).toBe(false);
    expect(info).toMatchObject({
      fingerprint: "static-site:site",
      root: { kind: "official-network" },
      capabilities: { unit: "thread", access: "none", remote: false },
    });
    await target({}, "write").check(signal);
    expect(existsSync(join(workspace, "site", "regroup-site.json"))).toBe(true);
    await target().check(signal);
  });

  test("the fingerprint is of the path as it was given", async () => {
    expect((await target({ path: "./a/site/" }).check(signal)).fingerprint).toBe("static-site:./a/site");
  });

  test("somebody else's folder is refused, an empty one is not", async () => {
    mkdirSync(join(workspace, "site"));
    writeFileSync(join(workspace, "site", ".DS_Store"), "");
    await target().check(signal);
    writeFileSync(join(workspace, "site", "thesis.docx"), "");
    await expect(target({}, "write").check(signal)).rejects.toThrow(/"site" holds files that are not ours \(thesis\.docx/);
    expect(existsSync(join(workspace, "site", "regroup-site.json"))).toBe(false);
  });

  test("a file in its place is refused", async () => {
    writeFileSync(join(workspace, "site"), "");
    await expect(target().check(signal)).rejects.toThrow(UserError);
    await expect(target({ path: "site/below" }).check(signal)).rejects.toThrow(UserError);
  });

  test("it stays in the workspace unless an absolute path says otherwise", async () => {
    for (const path of ["../site", ".", "a/../..", "a/.."]) expect(() => target({ path })).toThrow(/not a folder inside the workspace/);
    await target({ path: join(workspace, "elsewhere") }).check(signal);
    expect(() => options.parse({ kind: "static-site", paht: "site" })).toThrow();
  });
});

describe("directory.csv", () => {
  async function people(content: string | Buffer): Promise<TargetPerson[]> {
    writeFileSync(join(workspace, "directory.csv"), content);
    const site = target({ directory: "directory.csv" });
    await site.check(signal);
    const out: TargetPerson[] = [];
    for await (const person of site.people(signal)) out.push(person);
    return out;
  }
  const jurgen = { id: "7", name: "Jürgen", email: "j@x.example", department: "IT; Ops", directoryId: null };

  test.each([
    ["commas", "id,name,email,department\n7,Jürgen,j@x.example,IT; Ops\n"],
    ["another order, blanks and capitals", ' Department ;EMAIL;Name;extra;ID\r\n"IT; Ops";j@x.example; Jürgen ;x;7\r\n\r\n'],
    ["tabs", "id\tname\temail\tdepartment\n7\tJürgen\tj@x.example\tIT; Ops"],
    ["a byte order mark", "\ufeffid,name,email,department\n7,Jürgen,j@x.example,IT; Ops\n"],
  ])("is read with %s", async (_name, content) => {
    expect(await people(content)).toEqual([jurgen]);
  });

  test("is read as UTF-16 and as Windows-1252", async () => {
    const text = 'id;name;email;department\n7;Jürgen;j@x.example;"IT; Ops"\n';
    expect(await people(Buffer.from(`\ufeff${text}`, "utf16le"))).toEqual([jurgen]);
    expect(await people(Buffer.from(text, "utf16le"))).toEqual([jurgen]);
    expect(await people(Buffer.from(text, "latin1"))).toEqual([jurgen]);
  });

  test.each([
    ["id,name,email\n", "directory.csv, line 1, column department: the column is missing"],
    ["", "directory.csv, line 1, column id: the column is missing"],
    ["id,name,email,department\n1,Ada,,\n,Bob,,\n", "directory.csv, line 3, column id: it is empty"],
    ["id,name,email,department\n1,,a@b,\n", "directory.csv, line 2, column name: it is empty"],
    ["id,name,email,department\n1,Ada,,\n1,Bob,,\n", 'directory.csv, line 3, column id: "1" stands in line 2 already'],
    ["id,name,email,department\n1,Ada,,IT,Ops\n", "directory.csv, line 2, column department: there are more cells than columns"],
  ])("%j is refused where it is wrong", async (content, message) => {
    await expect(people(content)).rejects.toThrow(message);
  });

  test("a missing one is refused, one that lists nobody is a warning", async () => {
    await expect(target({ directory: "none.csv" }).check(signal)).rejects.toThrow(
      "Cannot read the directory none.csv: there is no such file",
    );
    writeFileSync(join(workspace, "directory.csv"), "id,name,email,department\n");
    expect((await target({ directory: "directory.csv" }).check(signal)).warnings).toHaveLength(1);
  });
});
