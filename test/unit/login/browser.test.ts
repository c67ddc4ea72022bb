import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { browserCommand, openBrowser } from "../../../src/login/browser.ts";

test("a page is opened by the system's own way, and never through a shell", () => {
  expect(browserCommand("win32", {})).toEqual(["rundll32", "url.dll,FileProtocolHandler"]);
  expect(browserCommand("darwin", {})).toEqual(["open"]);
  expect(browserCommand("linux", { DISPLAY: ":0" })).toEqual(["xdg-open"]);
  expect(browserCommand("linux", { WAYLAND_DISPLAY: "wayland-0" })).toEqual(["xdg-open"]);
});

test("BROWSER wins everywhere", () => {
  for (const platform of ["win32", "darwin", "linux"] as const)
    expect(browserCommand(platform, { BROWSER: "firefox" })).toEqual(["firefox"]);
});

test("without a desktop, or from afar, nobody would see the page", () => {
  expect(browserCommand("linux", {})).toBeUndefined();
  expect(browserCommand("linux", { DISPLAY: ":10", SSH_CONNECTION: "1.2.3.4 1 5.6.7.8 22" })).toBeUndefined();
  expect(browserCommand("win32", { SSH_TTY: "/dev/pts/0" })).toBeUndefined();
});

test.skipIf(process.platform === "win32")("it gets the address, and no token out of the environment", async () => {
  const folder = mkdtempSync(join(tmpdir(), "regroup-browser-"));
  const [script, seen] = [join(folder, "browser.sh"), join(folder, "seen")];
  writeFileSync(script, `#!/bin/sh\n{ echo "$1"; env; } > "${seen}.new"; mv "${seen}.new" "${seen}"\n`);
  chmodSync(script, 0o755);
  vi.stubEnv("REGROUP_YAMMER_TOKEN", "s3cret");
  await openBrowser([script], "https://login.example/?a=1&b=2");
  await vi.waitUntil(() => existsSync(seen));
  vi.unstubAllEnvs();
  const text = readFileSync(seen, "utf8");
  rmSync(folder, { recursive: true });
  expect(text).toContain("https://login.example/?a=1&b=2\n");
  expect(text).toContain("PATH=");
  expect(text).not.toContain("s3cret");
});
