import AxeBuilder from "@axe-core/playwright";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writePlanReport } from "../../src/report/report.ts";
import { samplePlan } from "../support/plan-sample.ts";

/** The sponsor's page as a browser sees it: opened from a mail, on a telephone, in the dark, on paper. */

const languages = ["en", "de", "fr"] as const;
const screens = [
  ["a desktop", { viewport: { width: 1280, height: 900 } }],
  ["a telephone", { viewport: { width: 360, height: 740 } }],
  ["the dark", { viewport: { width: 1280, height: 900 }, colorScheme: "dark" }],
] as const;

let browser: Browser;
let workspace: string;

beforeAll(async () => {
  workspace = mkdtempSync(join(tmpdir(), "regroup-report-looks-"));
  for (const language of languages)
    writePlanReport(join(workspace, language), samplePlan(), { official: "Leadership", language, timeZone: "UTC", target: "a folder" });
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
}, 60_000);

afterAll(async () => {
  await browser.close();
  rmSync(workspace, { recursive: true, force: true });
});

interface Seen {
  readonly requests: readonly string[];
  readonly complaints: readonly string[];
}

/** Opens the report of a language, and notes what it asks for and complains of. */
async function visit(language: string, screen: Parameters<Browser["newContext"]>[0], look: (page: Page) => Promise<void>): Promise<Seen> {
  const context = await browser.newContext(screen);
  const requests: string[] = [];
  const complaints: string[] = [];
  const page = await context.newPage();
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("dialog", (dialog) => complaints.push(dialog.message()));
  const address = pathToFileURL(join(workspace, language, "reports", "plan.html")).href;
  await page.goto(address);
  await look(page);
  await context.close();
  return { requests: requests.filter((url) => url !== address), complaints };
}

describe("the plan's report", () => {
  it.each(screens.flatMap(([name, screen]) => languages.map((language) => [name, language, screen] as const)))(
    "on %s, in %s, has nothing that axe finds fault with, no wider than the screen, asking nobody for anything",
    async (_name, language, screen) => {
      const seen = await visit(language, screen, async (page) => {
        const { violations } = await new AxeBuilder({ page }).setLegacyMode().options({ preload: false }).analyze();
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join("; ")}`)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
      });
      expect(seen).toEqual({ requests: [], complaints: [] });
    },
  );

  it("prints on A4 without cutting a table off", async () => {
    await visit("en", { viewport: { width: 680, height: 1000 } }, async (page) => {
      await page.emulateMedia({ media: "print" });
      const wide = await page.$$eval(".scroll", (tables) => tables.filter((table) => table.scrollWidth > table.clientWidth + 1).length);
      expect(wide).toBe(0);
      // One line a word: a heading or a number that needs more is broken into letters.
      const broken = await page.$$eval(".scroll thead th, .scroll td", (cells) =>
        cells
          .filter((cell) => cell.querySelector("bdi, code") === null)
          .filter((cell) => {
            const range = document.createRange();
            range.selectNodeContents(cell);
            const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
            return lines > cell.textContent.trim().split(/[\s-]+/).length;
          })
          .map((cell) => cell.textContent),
      );
      expect(broken).toEqual([]);
    });
  });

  it("shows each wave where the one before ends, and draws nothing that it does not say", async () => {
    await visit("en", { viewport: { width: 1280, height: 900 } }, async (page) => {
      const bars = await page.$$eval(".rows rect.fill-c1", (rects) =>
        rects.map((rect) => [rect.getAttribute("x"), rect.getAttribute("width")]),
      );
      expect(bars).toEqual([
        ["0%", "75%"],
        ["75%", "25%"],
      ]);
      const labels = await page.$$eval(".parts svg[role=img]", (pictures) => pictures.map((picture) => picture.getAttribute("aria-label")));
      expect(labels[0]).toBe("Posts: 300 kept, 50 in the reading copy, 20 left behind: deleted at the source");
    });
  });
});
