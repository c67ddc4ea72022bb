import { AxeBuilder } from "@axe-core/playwright";
import { cpSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { silentLogger } from "../../src/log.ts";
import { create, options } from "../../src/target/static-site/index.ts";
import { actionsOf, aMessage, aPerson, applyContext, aSubGroup, aThread, performAll, type World } from "../support/apply-context.ts";
import { regroup, scratchFolder } from "../support/cli.ts";

/** The search as a person uses it: the demo's site, opened from disk in Debian's chromium. */

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });
const scratch = scratchFolder();
const site = join(scratch, "demo", "site");
const hostile = join(scratch, "hostile", "site");
const CANARY = "document.documentElement.setAttribute('data-canary','1')";
const ATTACKS = [
  `<img src=x onerror="${CANARY}">`,
  `<script>${CANARY}</script>`,
  `"><svg/onload="${CANARY}">`,
  `</script><script>${CANARY}</script>`,
  `javascript:${CANARY}`,
  "\u202e\u2066 evil \u2067",
  "w".repeat(10_000),
  "\u2028\u2029 */ //",
];

let browser: Browser;

beforeAll(async () => {
  const { code, stderr } = await regroup(scratch, ["demo", join(scratch, "demo")]);
  expect(code, stderr).toBe(0);
  await makeSite(join(scratch, "hostile"), hostileWorld());
  browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--headless", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
  });
});

afterAll(async () => {
  await browser.close();
});

async function makeSite(workspace: string, world: World): Promise<void> {
  const surroundings = { workspace, mode: "write", log: silentLogger, official: { name: "Official" } } as const;
  const target = create(options.parse({ kind: "static-site" }), surroundings);
  const context = applyContext(world);
  await performAll(target, context, actionsOf(world));
  await target.finish?.(context);
}

function hostileWorld(): World {
  const people = ATTACKS.map((attack, at) => aPerson(at + 1, `needle ${attack}`));
  const room = aSubGroup(1, ATTACKS[0] ?? "");
  const threads = ATTACKS.map((attack, at) =>
    aThread(
      (at + 1) * 10,
      room,
      [
        aMessage((at + 1) * 10, `needle ${attack} needle`, {
          title: at % 2 === 0 ? `needle ${attack}` : null,
          author: people[at] ?? null,
          createdAt: at,
        }),
      ],
      { title: null },
    ),
  );
  return { people, subGroups: [room], threads };
}

interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Paths below the site, of everything that was loaded. */
  readonly loaded: string[];
  /** Requests elsewhere, errors and warnings of the console, dialogs. */
  readonly trouble: string[];
}

async function visit(address: string, settings: BrowserContextOptions = {}, root = pathToFileURL(site).href): Promise<Visit> {
  const context = await browser.newContext(settings);
  const loaded: string[] = [];
  const trouble: string[] = [];
  context.on("request", (request) => {
    if (request.url().startsWith(`${root}/`)) loaded.push(request.url().slice(root.length + 1));
    else trouble.push(request.url());
  });
  context.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) trouble.push(message.text());
  });
  context.on("weberror", (error) => trouble.push(String(error.error())));
  context.on("dialog", (dialog) => {
    trouble.push(dialog.message());
    void dialog.dismiss();
  });
  const page = await context.newPage();
  await page.goto(`${root}/${address}`);
  return { page, context, loaded, trouble };
}

async function told(page: Page, pattern: RegExp): Promise<string> {
  await page.waitForFunction((source) => new RegExp(source).test(document.getElementById("status")?.textContent ?? ""), pattern.source);
  return (await page.locator("#status").textContent()) ?? "";
}

const headings = (page: Page) => page.locator("#results h2").allTextContents();

describe("the search of the demo's site, opened from disk", () => {
  test("finds what is typed, marks it, and leads to the post itself", async () => {
    const { page, context, trouble, loaded } = await visit("index.html");
    await page.click("a:text-is('Search')");
    await page.waitForFunction(() => document.activeElement?.id === "q");
    await page.keyboard.type("cercle leadership");
    await page.waitForFunction(() => location.hash === "#q=cercle+leadership");
    await page.waitForFunction(() => document.querySelectorAll("#results li:first-child h2 mark").length === 2);
    expect(await told(page, /found$/)).toMatch(/^\d+ posts? found$/);
    expect((await headings(page))[0]).toBe("Bienvenue dans le Cercle du leadership");
    expect(await page.locator("#results li:first-child h2 mark").allTextContents()).toEqual(["Cercle", "leadership"]);
    await page.keyboard.press("ArrowDown");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Bienvenue dans le Cercle du leadership");
    await page.keyboard.press("ArrowUp");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("q");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/t\/[^/]+\/\d+\.html#m\d+$/);
    expect(await page.locator(":target").count()).toBe(1);
    expect(loaded.filter((path) => path.startsWith("private/"))).toEqual([]);
    await context.close();
    expect(trouble).toEqual([]);
  });

  test("forgives a wrong letter, completes a beginning, folds accents", async () => {
    const { page, context, trouble } = await visit("search.html?q=leadersihp");
    await told(page, /found$/);
    expect(await page.locator("#results mark").first().textContent()).toMatch(/^leadership$/i);
    for (const [typed, expected] of [
      ["leaders", /^leadership$/i],
      ["munchen", /^München$/i],
      ["ratschlaege", /^Ratschläge$/i],
    ] as const) {
      await page.fill("#q", typed);
      await page.waitForFunction((wanted) => location.hash.includes(wanted), typed);
      await page.waitForFunction(
        (source) => new RegExp(source, "i").test(document.querySelector("#results mark")?.textContent ?? ""),
        expected.source,
      );
    }
    await context.close();
    expect(trouble).toEqual([]);
  });

  test("is narrowed by group, person and year, and an address keeps it all", async () => {
    const { page, context, trouble } = await visit("search.html#q=feedback");
    const all = Number.parseInt(await told(page, /found$/), 10);
    await page.selectOption("#group", { label: "First-time Managers" });
    await page.waitForFunction(() => location.hash.includes("group="));
    await page.waitForFunction((count) => Number.parseInt(document.getElementById("status")?.textContent ?? "", 10) < count, all);
    expect(new Set(await page.locator("#results .facts > :last-child").allTextContents())).toEqual(new Set(["First-time Managers"]));
    await page.selectOption("#year", "2022");
    await page.waitForFunction(() => location.hash.includes("year=2022"));
    await page.fill("#person", "aoife");
    await page.waitForFunction(() => location.hash.includes("person=aoife"));
    await page.waitForFunction(() =>
      [...document.querySelectorAll("#results .facts")].every((facts) => /Aoife.*2022/.test(facts.textContent)),
    );
    const [kept, found] = [page.url(), await headings(page)];
    expect(found.length).toBeGreaterThan(0);
    await context.close();
    const again = await visit(kept.slice(pathToFileURL(site).href.length + 1));
    await told(again.page, /found$/);
    expect(await headings(again.page)).toEqual(found);
    expect(await again.page.inputValue("#person")).toBe("aoife");
    await again.context.close();
    expect([...trouble, ...again.trouble]).toEqual([]);
  });

  test("shows more when asked, and goes on with the keyboard where the new ones begin", async () => {
    const { page, context, trouble } = await visit("search.html#q=the");
    await told(page, /found$/);
    expect(await page.locator("#results li").count()).toBe(10);
    await page.click("#more");
    await page.waitForFunction(() => document.querySelectorAll("#results li").length === 20);
    expect(await page.evaluate(() => [...document.querySelectorAll("#results h2 a")].indexOf(document.activeElement as Element))).toBe(10);
    await page.fill("#q", "xyzzyx");
    expect(await told(page, /^Nothing/)).toContain("Nothing found");
    expect(await page.locator("#results li").count()).toBe(0);
    expect(await page.locator("#more").isHidden()).toBe(true);
    await context.close();
    expect(trouble).toEqual([]);
  });

  test.each([
    ["desktop", { viewport: { width: 1200, height: 900 } }],
    ["phone", { viewport: { width: 360, height: 740 } }],
    ["dark", { colorScheme: "dark" }],
  ] as const)("has nothing for axe to complain of, and fits (%s)", async (_, settings) => {
    const { page, context } = await visit("search.html#q=feedback", settings);
    await told(page, /found$/);
    // Asks for frames that a page with such a policy does not have: the policy is looked at without it.
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await context.close();
  });

  test("says so where no script may run, and where else to look", async () => {
    const { page, context } = await visit("search.html", { javaScriptEnabled: false });
    expect(await page.locator("noscript").innerText()).toContain("JavaScript");
    expect(await page.locator("#search").isHidden()).toBe(true);
    const links = await page.locator("noscript a").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
    expect(links).toEqual(["index.html", "topics/index.html", "p/index.html"]);
    await context.close();
  });

  test("may run its own script and nothing else; no other page runs any", async () => {
    const policy = (text: string) => /Content-Security-Policy" content="([^"]+)"/.exec(text)?.[1];
    const search = await readFile(join(site, "search.html"), "utf8");
    expect(policy(search)).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'",
    );
    expect([...search.matchAll(/<script[^>]*>/g)].map(([tag]) => tag)).toEqual(['<script src="assets/search.js" defer>']);
    const home = await readFile(join(site, "index.html"), "utf8");
    expect(policy(home)).not.toContain("script-src");
    expect(home).not.toContain("<script");
  });

  test("says what is wrong when its index is not there", async () => {
    const copy = join(scratch, "copy");
    cpSync(site, copy, { recursive: true });
    rmSync(join(copy, "search"), { recursive: true });
    const { page, context } = await visit("search.html#q=feedback", {}, pathToFileURL(copy).href);
    expect(await told(page, /cannot/)).toContain("cannot read its index");
    await context.close();
  });
});

test("from a web server it is the same", async () => {
  const { server, address } = await serve(site);
  const { page, context, trouble } = await visit("search.html?q=leadership", {}, address);
  await told(page, /found$/);
  expect((await headings(page))[0]).toBe("Bienvenue dans le Cercle du leadership");
  await context.close();
  server.close();
  expect(trouble).toEqual([]);
});

const TYPES: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

async function serve(root: string): Promise<{ server: Server; address: string }> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://x").pathname;
    if (path === "/favicon.ico") return void response.writeHead(204).end();
    readFile(join(root, path)).then(
      (bytes) => response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" }).end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test("hostile words are found, and shown as words", async () => {
  const { page, context, trouble } = await visit(
    "search.html#q=needle",
    { viewport: { width: 390, height: 844 } },
    pathToFileURL(hostile).href,
  );
  expect(await told(page, /found$/)).toBe("8 posts found");
  const seen = await page.evaluate(() => ({
    canary: document.documentElement.hasAttribute("data-canary"),
    elements: [...new Set([...document.querySelectorAll("#results *, #group *")].map((element) => element.localName))].sort(),
    handlers: [...document.querySelectorAll("main *")].filter((element) =>
      [...element.attributes].some(({ name }) => name.startsWith("on")),
    ).length,
    overflow: document.documentElement.scrollWidth - innerWidth,
    links: [...document.querySelectorAll<HTMLAnchorElement>("#results a")].every((link) => /\/t\/contoso\/\d+\.html#m\d+$/.test(link.href)),
  }));
  expect(seen).toEqual({
    canary: false,
    elements: ["a", "bdi", "h2", "li", "mark", "option", "p", "span"],
    handlers: 0,
    overflow: 0,
    links: true,
  });
  expect(await page.locator("#results").innerText()).toContain("<script>");
  await context.close();
  expect(trouble).toEqual([]);
});
