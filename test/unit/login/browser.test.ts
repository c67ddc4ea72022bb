import { expect, test } from "vitest";
import { browserCommand } from "../../../src/login/browser.ts";

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
