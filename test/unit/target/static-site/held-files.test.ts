import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { folder } from "../../../../src/target/static-site/folder.ts";

/** How often renaming is still refused, and how: a scanner that holds a new file cannot be had on this system, so the call is made to fail. */
const held = vi.hoisted(() => ({ times: 0, code: "" }));
vi.mock("node:fs", async (original) => {
  const real = await original<typeof fs>();
  const renameSync: typeof fs.renameSync = (from, to) => {
    if (held.times-- > 0) throw Object.assign(new Error(`${held.code}: held`), { code: held.code });
    real.renameSync(from, to);
  };
  return { ...real, renameSync };
});

let root: string;
beforeEach(() => {
  root = fs.mkdtempSync(join(tmpdir(), "regroup-held-"));
});
afterEach(() => {
  held.times = 0;
  fs.rmSync(root, { recursive: true, force: true });
});

test.each(["EPERM", "EACCES", "EBUSY"])("a file that is held for a moment (%s) is moved when it is let go", async (code) => {
  const site = folder(root, "write");
  site.begin();
  Object.assign(held, { times: 3, code });
  await site.write("index.html", "whole");
  expect(fs.readFileSync(join(root, "index.html"), "utf8")).toBe("whole");
  expect(held.times).toBeLessThan(0);
});

test("one that is never let go ends the run with what to do, and the file is as it was", async () => {
  const site = folder(root, "write");
  await site.write("index.html", "before");
  Object.assign(held, { times: Infinity, code: "EBUSY" });
  await expect(site.write("index.html", "after")).rejects.toMatchObject({
    message: expect.stringMatching(/holds a file in it open/) as string,
    exit: 3,
  });
  expect(fs.readFileSync(join(root, "index.html"), "utf8")).toBe("before");
});

test("another fault is not waited for", async () => {
  const site = folder(root, "write");
  site.begin();
  Object.assign(held, { times: 1, code: "ENOSPC" });
  await expect(site.write("index.html", "x")).rejects.toThrow(/the disk is full/);
  expect(held.times).toBe(0);
});
