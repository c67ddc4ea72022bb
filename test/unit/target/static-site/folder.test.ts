import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { UserError } from "../../../../src/errors.ts";
import { explained, folder } from "../../../../src/target/static-site/folder.ts";

const signal = new AbortController().signal;
let root: string;
beforeEach(() => {
  root = join(mkdtempSync(join(tmpdir(), "regroup-folder-")), "site");
});
afterEach(() => {
  rmSync(join(root, ".."), { recursive: true, force: true });
});

test("in read mode every change is refused and nothing appears", async () => {
  const site = folder(root, "read");
  const open = () => Readable.from(["x"]);
  const changes: (() => unknown)[] = [
    () => site.write("a.html", "x"),
    () => site.writeAll("a.html", ["x"]),
    () => site.store("files/x.bin", "00", open, signal),
    () => site.remove("a.html"),
    site.begin,
    site.askForSweep,
    site.end,
  ];
  for (const change of changes) await expect(Promise.resolve().then(change)).rejects.toThrow("opened for reading");
  expect(existsSync(root)).toBe(false);
  expect(site.text("a.html")).toBeUndefined();
  expect(await site.digest("a.html")).toBeUndefined();
  expect([...site.walk()]).toEqual([]);
});

test("a file is written whole, and what is left of a killed run is cleared up", async () => {
  mkdirSync(join(root, ".tmp"), { recursive: true });
  writeFileSync(join(root, ".tmp", "0"), "half");
  const site = folder(root, "write");
  await site.write("g/contoso/1.html", "whole");
  expect(site.sweepAsked()).toBe(true);
  site.end();
  expect(readdirSync(root, { recursive: true }).sort()).toEqual(["g", "g/contoso", "g/contoso/1.html", "regroup-site.json"]);
  expect(JSON.parse(readFileSync(join(root, "regroup-site.json"), "utf8"))).toMatchObject({ pages: [] });
  expect(folder(root, "write").sweepAsked()).toBe(false);
});

test("empty folders go with their last file", async () => {
  const site = folder(root, "write");
  await site.write("t/contoso/1.html", "x");
  expect(site.remove("t/contoso/1.html")).toBe(true);
  expect(site.remove("t/contoso/1.html")).toBe(false);
  expect(existsSync(join(root, "t"))).toBe(false);
  await site.write("t/contoso/2.html", "x");
  expect(site.text("t/contoso/2.html")).toBe("x");
});

test("a file in the way is a matter for a person", async () => {
  const site = folder(root, "write");
  site.begin();
  writeFileSync(join(root, "p"), "in the way");
  await expect(site.write("p/contoso/1.html", "x")).rejects.toThrow(/Cannot write the site in .*: a file stands where a folder is needed/);
});

test.each([
  ["ENOSPC", "the disk is full", /Free some space/, 2],
  ["EDQUOT", "your disk quota is used up", /Free some space/, 2],
  ["EROFS", "the disk is read-only", /target\.path/, 3],
  ["EACCES", "access was refused", /write access/, 3],
] as const)("%s says which folder and what to do", (code, what, hint, exit) => {
  const error = explained(Object.assign(new Error(code), { code }), "/data/site");
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).message).toBe(`Cannot write the site in /data/site: ${what}`);
  expect((error as UserError).hint).toMatch(hint);
  expect((error as UserError).exit).toBe(exit);
});
