import AxeBuilder from "@axe-core/playwright";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { silentLogger } from "../../src/log.ts";
import { create, options } from "../../src/target/static-site/index.ts";
import { topicPath } from "../../src/target/static-site/paths.ts";
import { actionsOf, applyContext, performAll } from "../support/apply-context.ts";
import { launchBrowser, watch, type Watched } from "../support/pages-in-browser.ts";
import { SHOWCASE, showcase } from "../support/showcase.ts";

/** Every kind of page once. */
const pages = ["index.html", "p/index.html", "topics/index.html", topicPath("delegation"), ...Object.values(SHOWCASE)];
/** Those that differ in what they are made of. */
const kinds = pages.filter((path) => path !== SHOWCASE.announcement && path !== SHOWCASE.privateThread && path !== SHOWCASE.privateGroup);
/** Those with most words of ours, which are longer in other languages. */
const wordy = ["index.html", SHOWCASE.question, SHOWCASE.poll, SHOWCASE.group, SHOWCASE.unknownMembers, SHOWCASE.privateHome];

let workspace: string;
let browser: Browser;

const sites = { en: "", de: "", fr: "" };

beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), "regroup-looks-"));
  for (const language of ["en", "de", "fr"] as const) sites[language] = await write(language);
  browser = await launchBrowser();
}, 60_000);

afterAll(async () => {
  await browser.close();
  await rm(workspace, { recursive: true, force: true });
});

async function write(language: "en" | "de" | "fr"): Promise<string> {
  const world = showcase(language);
  const surroundings = { workspace: join(workspace, language), mode: "write", log: silentLogger, official: { name: "Official" } } as const;
  const target = create(options.parse({ kind: "static-site" }), surroundings);
  const context = applyContext(world);
  await target.check(context.signal);
  await performAll(target, context, actionsOf(world));
  await target.finish?.(context);
  return join(workspace, language, "site");
}

async function open(page: Page, site: string, path: string): Promise<void> {
  await page.goto(pathToFileURL(join(site, path)).href);
}

/** One tab on one kind of screen, watched. */
async function visit(screen: Parameters<Browser["newContext"]>[0], look: (page: Page) => Promise<void>): Promise<Watched> {
  const context: BrowserContext = await browser.newContext(screen);
  const watched = watch(context, workspace);
  try {
    await look(await context.newPage());
  } finally {
    await context.close();
  }
  return watched;
}

const nothing = { requests: [], errors: [], dialogs: [] };

describe("every kind of page", () => {
  test("has nothing that axe finds fault with, in light colours and in dark", async () => {
    const faults: string[] = [];
    const watched = await visit({ viewport: { width: 1280, height: 900 } }, async (page) => {
      // It would fetch style sheets to read them, which the page's policy refuses; the rules used here need none.
      const axe = () => new AxeBuilder({ page }).setLegacyMode().options({ preload: false });
      const look = async (path: string, rules: AxeBuilder) => {
        const { violations } = await rules.analyze();
        for (const { id, nodes } of violations) faults.push(`${path}: ${id} at ${nodes.map((node) => node.html).join("; ")}`);
      };
      for (const path of kinds) {
        await page.emulateMedia({ colorScheme: "light" });
        await open(page, sites.en, path);
        await look(path, axe());
        await page.emulateMedia({ colorScheme: "dark" });
        await look(`${path} (dark)`, axe().withRules("color-contrast"));
      }
    });
    expect(faults).toEqual([]);
    expect(watched).toEqual(nothing);
  }, 90_000);

  test("fits telephones of 320 and 390 pixels, in every language, with every fold open", async () => {
    const faults: string[] = [];
    const watched = await visit({ viewport: { width: 320, height: 740 } }, async (page) => {
      for (const [language, site] of Object.entries(sites)) {
        for (const path of language === "en" ? pages : wordy) {
          await open(page, site, path);
          for (const width of [320, 390]) {
            await page.setViewportSize({ width, height: 740 });
            const overflow = await page.evaluate(() => {
              for (const fold of document.querySelectorAll("details")) fold.open = true;
              return document.documentElement.scrollWidth - innerWidth;
            });
            if (overflow > 0) faults.push(`${language} ${path}: ${overflow} px too wide for ${width}`);
          }
        }
      }
    });
    expect(faults).toEqual([]);
    expect(watched).toEqual(nothing);
  }, 60_000);

  test("has steps of one between headings, says where it comes from, shows where the keyboard is, and prints dark on white", async () => {
    const faults: string[] = [];
    await visit({ viewport: { width: 1280, height: 900 } }, async (page) => {
      for (const path of pages) {
        await open(page, sites.en, path);
        const seen = await page.evaluate(() => ({
          levels: [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map((heading) => Number(heading.tagName.slice(1))),
          origin: document.querySelector(".origin")?.textContent ?? "",
        }));
        const { levels } = seen;
        if (levels[0] !== 1 || levels.filter((level) => level === 1).length !== 1) faults.push(`${path}: headings ${levels.join(" ")}`);
        if (levels.some((level, index) => level > (levels[index - 1] ?? 0) + 1))
          faults.push(`${path}: skips a level in ${levels.join(" ")}`);
        if (!seen.origin.includes("contoso")) faults.push(`${path}: comes from "${seen.origin}"`);
        await page.keyboard.press("Tab");
        const focus = await page.evaluate(() => ({
          leadsTo: document.activeElement?.getAttribute("href"),
          outline: getComputedStyle(document.activeElement ?? document.body).outlineStyle,
          top: document.activeElement?.getBoundingClientRect().top ?? -1,
        }));
        if (focus.leadsTo !== "#main" || focus.outline === "none" || focus.top < 0) faults.push(`${path}: ${JSON.stringify(focus)}`);
        await page.emulateMedia({ media: "print", colorScheme: "dark" });
        const printed = await page.evaluate(() => ({
          ground: getComputedStyle(document.body).backgroundColor,
          ink: getComputedStyle(document.body).color,
          screenOnly: [...document.querySelectorAll(".bar nav, .skip, .src")].filter((part) => (part as HTMLElement).offsetParent !== null)
            .length,
        }));
        if (printed.ground !== "rgb(255, 255, 255)" || printed.ink !== "rgb(0, 0, 0)" || printed.screenOnly > 0)
          faults.push(`${path}: prints ${JSON.stringify(printed)}`);
        await page.emulateMedia({ media: "screen", colorScheme: "light" });
      }
    });
    expect(faults).toEqual([]);
  }, 60_000);
});

describe("a conversation", () => {
  test("that asks shows the answer that was taken below the question, with the way to it", async () => {
    await visit({}, async (page) => {
      await open(page, sites.en, SHOWCASE.question);
      expect(await page.locator("#m100 > .bestanswer").innerText()).toContain("Benedikt Groß");
      await page.locator("#m100 > .bestanswer a").click();
      expect(new URL(page.url()).hash).toBe("#m103");
      expect(await page.locator("#m103 .badge").allInnerTexts()).toEqual(["Best answer"]);
    });
  });

  test("that polls shows what was chosen, how often, and where nobody knows", async () => {
    await visit({}, async (page) => {
      await open(page, sites.en, SHOWCASE.poll);
      const shares = await page.locator("#m200 > .inner .count").allInnerTexts();
      expect(shares.map((text) => text.replace(/\s+/g, " "))).toEqual(["14 votes74%", "5 votes26%", "0 votes0%"]);
      const [first, second] = await page
        .locator("#m200 > .inner .sharebar .mark")
        .evaluateAll((bars) => bars.map((bar) => bar.getBoundingClientRect().width));
      expect((first ?? 0) / (second ?? 1)).toBeCloseTo(14 / 5, 1);
      expect(await page.locator("#m201 .poll").innerText()).toContain("not told by the source");
      expect(await page.locator("#m201 .sharebar").count()).toBe(0);
    });
  });

  test("that praises names whom, for what, and under which sign", async () => {
    await visit({}, async (page) => {
      await open(page, sites.en, SHOWCASE.praise);
      const text = await page.locator(".praise").innerText();
      for (const part of ["Benedikt Groß", "دينا منصور", "hats off", "For the calm when the projector died."]) expect(text).toContain(part);
    });
  });

  test("quotes what an answer answers where that is far, and not where it stands right above", async () => {
    await visit({}, async (page) => {
      await open(page, sites.en, SHOWCASE.deep);
      const quoting = await page
        .locator("article:has(> .inner > .quoted)")
        .evaluateAll((articles) => articles.map((article) => article.id));
      expect(quoting).toEqual(["m504", "m505", "m510"]);
      expect(await page.locator("#m510 > .inner > .quoted").innerText()).toContain("Réponse 1");
    });
  });

  test("offers a PDF with its pages to the reader's own viewer, and embeds nothing", async () => {
    await visit({}, async (page) => {
      await open(page, sites.en, SHOWCASE.question);
      expect(await page.locator(".document").innerText()).toMatch(/first-ninety-days\.pdf\s+1 page · \d/);
      expect(await page.locator("object, embed, iframe").count()).toBe(0);
      expect(await page.locator(".files img").evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
    });
  });
});
