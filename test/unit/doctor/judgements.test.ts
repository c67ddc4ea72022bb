import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { checkSecrets, isOpenToOthers } from "../../../src/doctor/files.ts";
import { alone, bad, exitOf, note, ok, warn } from "../../../src/doctor/finding.ts";
import { forecast, judgeClock, judgeDisk, judgeNode } from "../../../src/doctor/machine.ts";
import { judgeNames, judgePaths, windowsProblems } from "../../../src/doctor/names.ts";
import { RemoteError, UserError } from "../../../src/errors.ts";

describe("Node", () => {
  it.each([
    ["v20.11.0", "bad"],
    ["22.11.9", "bad"],
    ["22.12.0", "ok"],
    ["24.0.0", "ok"],
  ])("%s is %s", (version, level) => {
    expect(judgeNode(version).level).toBe(level);
  });
});

describe("the disk", () => {
  const sizes = { csvBytes: 1e9, fileBytes: 2e9, storeBytes: 0, blobBytes: 0, imported: 0 };

  it("has to hold store, files and site, each file twice", () => {
    expect(forecast(sizes)).toEqual({ store: 1.6e9, blobs: 2e9, site: 9.5e9, total: 13.1e9 });
  });

  it.each([
    [1_294_336, { people: 41, groups: 4, threads: 63, messages: 300 }],
    [11_595_776, { people: 302, groups: 20, threads: 814, messages: 3000 }],
    [70_877_184, { people: 1500, groups: 60, threads: 5156, messages: 20_000 }],
  ])("takes the %d bytes that the pages of a network were measured at, within a quarter", (measured, records) => {
    const { site } = forecast({ ...sizes, fileBytes: 0, records });
    expect(site / measured).toBeGreaterThan(0.95);
    expect(site / measured).toBeLessThan(1.25);
  });

  it("has to hold only what is not there yet", () => {
    expect(forecast({ ...sizes, storeBytes: 2e9, blobBytes: 2e9, imported: 1 }).total).toBe(0);
  });

  it.each([
    [13e9, "bad"],
    [14e9, "warn"],
    [17e9, "ok"],
  ])("with %d bytes free is %s", (free, level) => {
    expect(judgeDisk(free, sizes).level).toBe(level);
  });
});

describe("the clock", () => {
  const now = Date.UTC(2026, 5, 1);
  const seen = { now, newestMs: now - 5000, zone: "Europe/Berlin" };

  it.each([
    ["in order", seen, "ok"],
    ["never set", { ...seen, now: 0 }, "bad"],
    ["far ahead", { ...seen, now: Date.UTC(2150, 0, 1) }, "bad"],
    ["behind what the workspace holds", { ...seen, newestMs: now + 3 * 86_400_000 }, "warn"],
    ["without a time zone", { ...seen, zone: undefined }, "note"],
  ])("%s", (_what, values, level) => {
    expect(judgeClock(values).level).toBe(level);
  });
});

describe("paths and names for Windows", () => {
  it("counts the longest path that will be made, and says how many characters are too many", () => {
    const at = (workspace: string) => judgePaths({ platform: "win32", workspace, site: { root: `${workspace}\\site`, longest: 139 } });
    expect(at("C:\\regroup\\lln")).toMatchObject({ level: "ok", found: expect.stringContaining("at most 159 ") as string });
    const long = at(`C:\\${"x".repeat(120)}`);
    expect(long).toMatchObject({ level: "warn", fix: expect.stringContaining("9 characters are too many") as string });
  });

  it("elsewhere says how deep the site may lie there", () => {
    expect(judgePaths({ platform: "linux", workspace: "/w", site: { root: "/w/site", longest: 139 } }).found).toContain(
      "in a folder of 119",
    );
  });

  it.each([
    ["exports/aux.zip", "device"],
    ["C:\\work\\CON\\x", "device"],
    ["com1", "device"],
    ["lpt¹.txt", "device"],
    ["site./pages", "dot or a blank"],
    ["my folder /x", "dot or a blank"],
    ["what?.zip", "character"],
    ["a:b", "character"],
  ])("%s cannot be held", (path, why) => {
    expect(windowsProblems(path).join()).toContain(why);
  });

  it.each(["C:\\regroup\\lln", "../exports/2023.zip", "./a.b/c", "console/company1/auxiliary.zip", "/srv/x"])("%s can", (path) => {
    expect(windowsProblems(path)).toEqual([]);
  });

  it("warns on Windows and remarks elsewhere", () => {
    expect(judgeNames("win32", [["target.path", "aux"]])).toMatchObject([{ level: "warn" }]);
    expect(judgeNames("linux", [["target.path", "aux"]])).toMatchObject([{ level: "note" }]);
    expect(judgeNames("linux", [["target.path", "site"]])).toEqual([]);
  });
});

describe("who may read", () => {
  const folder = mkdtempSync(join(tmpdir(), "regroup-secrets-"));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each([
    [[0o755, 0o755], true],
    [[0o711, 0o755], true],
    [[0o750, 0o755], false],
    [[0o700, 0o755], false],
    [[0o755, 0o700, 0o755], false],
  ])("modes %o let others in: %s", (modes, isOpen) => {
    expect(isOpenToOthers(modes)).toBe(isOpen);
  });

  it("a secret that others may read is told with the command that mends it, and so are secrets inside the workspace", () => {
    const secrets = join(folder, "secrets");
    mkdirSync(secrets);
    writeFileSync(join(secrets, "a.secret"), "x", { mode: 0o600 });
    expect(checkSecrets(secrets, join(folder, "w"), "linux")).toMatchObject([{ level: "ok" }]);
    chmodSync(join(secrets, "a.secret"), 0o640);
    expect(checkSecrets(secrets, join(folder, "w"), "linux")).toMatchObject([
      { level: "bad", fix: expect.stringContaining("chmod 600") as string },
    ]);
    expect(checkSecrets(secrets, folder, "linux")).toMatchObject([
      { level: "bad", found: expect.stringContaining("inside the workspace") as string },
    ]);
    expect(checkSecrets(join(folder, "none"), join(folder, "w"), "linux")).toEqual([]);
  });
});

describe("findings together", () => {
  it("end with the gravest of their codes", () => {
    expect(exitOf([ok("a", ""), note("b", "")])).toBe(0);
    expect(exitOf([ok("a", ""), warn("b", "", "")])).toBe(1);
    expect(exitOf([warn("a", "", ""), bad("b", "", ""), note("c", "")])).toBe(2);
    expect(exitOf([bad("a", "", "", 3), bad("b", "", ""), note("c", "")])).toBe(3);
  });

  it("a check that throws is a finding of its own, and only a stop is passed on", async () => {
    const thrown = (error: unknown) =>
      alone("x", () => {
        throw error;
      });
    expect(await thrown(new UserError("m", { hint: "h", exit: 3 }))).toEqual([{ id: "x", level: "bad", found: "m", fix: "h", exit: 3 }]);
    expect(await thrown(Object.assign(new Error("denied"), { code: "EACCES" }))).toMatchObject([{ level: "bad", exit: 3 }]);
    expect(await thrown(new RemoteError("Yammer answered 429", { recovery: "abort", status: 429 }))).toMatchObject([
      { exit: 4, found: expect.stringContaining("more was asked of it lately") as string },
    ]);
    expect(await thrown(new TypeError("odd"))).toMatchObject([{ level: "bad", exit: 2, found: expect.stringContaining("odd") as string }]);
    await expect(thrown(new DOMException("stop", "AbortError"))).rejects.toThrow("stop");
  });
});
