import { readdir, readFile, rm } from "node:fs/promises";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { silentLogger } from "../../src/log.ts";
import type { Key } from "../../src/model/key.ts";
import { create, options } from "../../src/target/static-site/index.ts";
import {
  aBlob,
  actionsOf,
  aFile,
  aMessage,
  aPerson,
  applyContext,
  aSubGroup,
  aThread,
  performAll,
  type World,
} from "../support/apply-context.ts";
import { launchBrowser, watch } from "../support/pages-in-browser.ts";

/** Runs when anything runs: marks the document, and says so on the console. */
const CANARY = "document.documentElement.setAttribute('data-canary','1');console.error('canary')";
const AWAY = "http://canary.invalid";

/** Each would do harm in a page that forgets one kind of escaping. */
const ATTACKS = [
  `<script>${CANARY}</script>`,
  `<img src=x onerror="${CANARY}">`,
  `"><svg/onload="${CANARY}">`,
  `' autofocus onfocus='${CANARY}' x='`,
  `<iframe srcdoc="<script>parent.${CANARY}</script>"></iframe>`,
  `<iframe src="${AWAY}/frame"></iframe>`,
  `<meta http-equiv="refresh" content="0;url=${AWAY}/refresh">`,
  `<link rel="stylesheet" href="${AWAY}/style.css"><style>body{background:url(${AWAY}/bg)}</style>`,
  `<img src="${AWAY}/pixel.gif" srcset="${AWAY}/2x.gif 2x"><video src="${AWAY}/v.mp4" poster="${AWAY}/p.png" autoplay>`,
  `<a href="javascript:${CANARY}">click</a> javascript:${CANARY}`,
  `<a href="data:text/html,<script>${CANARY}</script>">data</a> data:text/html;base64,PHNjcmlwdD4=`,
  `<form action="${AWAY}/form"><input name=q autofocus></form><base href="${AWAY}/">`,
  `</title></style></textarea></script><script>${CANARY}</script>`,
  `<!--<script>${CANARY}</script>--><![CDATA[<script>${CANARY}</script>]]>`,
  `<object data="${AWAY}/o"></object><embed src="${AWAY}/e"><math><mi xlink:href="javascript:${CANARY}">x</mi></math>`,
  "\u202e\u2066 evil \u202d direction \u2067",
  "w".repeat(10_000),
  `{{constructor.constructor("${CANARY}")()}} \${${CANARY}} %3Cscript%3E`,
  "\0<\0script\0>\0 \ud800 \ufeff \u0007",
];

let workspace: string;
let site: string;
let browser: Browser;
let pages: string[];

beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), "regroup-hostile-"));
  site = join(workspace, "site");
  const world = hostileWorld();
  const target = create(options.parse({ kind: "static-site" }), {
    workspace,
    mode: "write",
    log: silentLogger,
    official: { name: "Official" },
  });
  const context = applyContext(world);
  await target.check(context.signal);
  await performAll(target, context, actionsOf(world));
  await target.finish?.(context);
  pages = (await readdir(join(workspace, "site"), { recursive: true })).filter((name) => name.endsWith(".html")).sort();
  browser = await launchBrowser();
}, 60_000);

afterAll(async () => {
  await browser.close();
  await rm(workspace, { recursive: true, force: true });
});

describe("a site made of hostile records", () => {
  test("runs nothing, loads nothing from elsewhere, complains of nothing, fits a telephone, and has no dead link", async () => {
    expect(pages.length).toBeGreaterThan(4 * ATTACKS.length);
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    const watched = watch(context, site);
    const page = await context.newPage();
    const faults: string[] = [];
    const there = new Set((await readdir(site, { recursive: true })).map((name) => pathToFileURL(join(site, name)).href));
    for (const path of pages) {
      await page.goto(pathToFileURL(join(workspace, "site", path)).href);
      const seen = await page.evaluate(() => ({
        canary: document.documentElement.hasAttribute("data-canary"),
        overflow: document.documentElement.scrollWidth - innerWidth,
        running: document.querySelectorAll("iframe, object, embed, form, base, style, video, audio, math, meta[http-equiv=refresh]").length,
        scripts: [...document.querySelectorAll("script")].map((script) => script.getAttribute("src")),
        handlers: [...document.querySelectorAll("*")].filter((element) =>
          [...element.attributes].some(({ name }) => /^(on|style$|srcset$)/.test(name)),
        ).length,
        links: [...document.querySelectorAll("a[href]")].map((link) => (link as HTMLAnchorElement).protocol),
        addresses: [...document.querySelectorAll("[href], [src]")].map(
          (element) => (element as HTMLAnchorElement).href || (element as HTMLImageElement).src,
        ),
        unrelated: [...document.querySelectorAll("a[href^=http]")].filter(
          (link) => link.getAttribute("rel") !== "noopener noreferrer nofollow",
        ).length,
      }));
      // The search runs its own script, and it alone; it is tried in site-search.test.ts.
      const allowed =
        path === "search.html" || path === "private/search.html"
          ? [path.replace(/[^/]+\//, "../").replace("search.html", "assets/search.js")]
          : [];
      if (seen.scripts.join() !== allowed.join()) faults.push(`${path}: runs ${JSON.stringify(seen.scripts)}`);
      const { links, addresses, ...counts } = seen;
      if (seen.canary || seen.running > 0 || seen.handlers > 0 || seen.unrelated > 0) faults.push(`${path}: ${JSON.stringify(counts)}`);
      if (seen.overflow > 0) faults.push(`${path}: ${seen.overflow} px too wide`);
      for (const address of new Set(addresses))
        if (address.startsWith("file:") && !there.has(address.replace(/#.*$/, ""))) faults.push(`${path}: ${address} leads nowhere`);
      const strange = links.filter((protocol) => !["file:", "http:", "https:", "mailto:"].includes(protocol));
      if (strange.length > 0) faults.push(`${path}: links to ${strange.join(" ")}`);
    }
    await context.close();
    expect(faults).toEqual([]);
    expect(watched).toEqual({ requests: [], errors: [], dialogs: [] });
  }, 120_000);

  test("opening an attachment runs nothing", async () => {
    const context = await browser.newContext({ acceptDownloads: true });
    const watched = watch(context, site);
    const page = await context.newPage();
    const files = await readdir(join(workspace, "site", "files"));
    expect(files.every((name) => /^[0-9a-f]{64}\.(txt|bin|png|pdf)$/.test(name))).toBe(true);
    for (const name of files.filter((file) => /\.(txt|png)$/.test(file))) {
      await page.goto(pathToFileURL(join(workspace, "site", "files", name)).href);
      expect(await page.evaluate(() => document.documentElement.hasAttribute("data-canary"))).toBe(false);
    }
    await context.close();
    expect(watched).toEqual({ requests: [], errors: [], dialogs: [] });
  }, 60_000);

  test("nothing public names or links to what is private", async () => {
    for (const path of pages.filter((name) => !name.startsWith("private"))) {
      const text = await readFile(join(workspace, "site", path), "utf8");
      expect(text).not.toContain("private/");
      expect(text).not.toContain("Sealed room");
      expect(text).not.toContain("sealed words");
    }
  });
});

/** Every attack in every field that a source fills. */
function hostileWorld(): World {
  const blobs = ATTACKS.map((attack) => aBlob(attack));
  const svg = aBlob(`<svg xmlns="http://www.w3.org/2000/svg" onload="${CANARY}"><script>${CANARY}</script></svg>`);
  const people = ATTACKS.map((attack, index) => aPerson(index + 1, attack, { jobTitle: attack, department: attack, email: attack }));
  const subGroups = ATTACKS.map((attack, index) =>
    aSubGroup(index + 1, attack, {
      description: attack,
      slug: attack,
      threads: 1,
      messages: 3,
      firstAt: 0,
      lastAt: index,
      membersKnown: index % 2 === 0,
    }),
  );
  const sealedRoom = aSubGroup(999, "Sealed room", { isPrivate: true });
  const threads = ATTACKS.map((attack, index) => {
    const id = (index + 1) * 1000;
    const author = people[index] ?? null;
    const blob = blobs[index] ?? svg;
    const attachments = [".html", ".svg", ".png", "", ".pdf", ".HTML ", ".htm\u202egnp"].map((ending, number) =>
      aFile(id, number, { name: attack.slice(0, 300) + ending, sha256: number === 1 ? svg.sha256 : blob.sha256, sizeBytes: 1 }),
    );
    const cards = (["link", "page", "message", "file"] as const).flatMap((kind, number) =>
      [attack, `javascript:${CANARY}`, `${AWAY}/${attack}`].map((url, part) =>
        aFile(id, 100 + number * 10 + part, { kind, url, title: attack, description: attack, name: attack }),
      ),
    );
    const topics = [{ id: index + 1, name: attack }];
    const starter = aMessage(id, `${attack} [[user:${index + 1}]] [Tag:${index + 1}:${attack}] https://example.com/${attack}`, {
      author,
      createdAt: id,
      title: attack,
      topics,
    });
    const html = aMessage(id + 1, null, {
      author,
      createdAt: id + 1,
      bodyHtml: `${attack}<p onclick="${CANARY}" style="position:fixed">${attack}</p><ul><li>${attack}</ul><table><tr><td>${attack}</table>`,
      parent: starter.key,
      attachments: [...attachments, ...cards],
      reactions: [{ kind: attack, count: 2 }],
    });
    const plain = aMessage(id + 2, attack, {
      author,
      createdAt: id + 2,
      parent: html.key,
      title: attack,
      kind: "praise",
      isBestAnswer: true,
      praise: { icon: attack, comment: attack, people: people.slice(0, 3) },
      poll: [
        { answer: attack, votes: Number.NaN },
        { answer: attack, votes: -1 },
        { answer: attack, votes: 1e300 },
        { answer: attack, votes: 3 },
      ],
    });
    // So deep that the page quotes what each answers.
    const deep = [3, 4, 5].map((step) =>
      aMessage(id + step, attack, {
        author,
        createdAt: id + step,
        parent: aMessage(id + step - 1, null).key,
        poll: [
          { answer: attack, votes: 1 },
          { answer: attack, votes: step },
        ],
      }),
    );
    return aThread(id, subGroups[index] ?? sealedRoom, [starter, html, plain, ...deep], {
      title: index % 2 === 0 ? attack : null,
      kind: index % 2 === 0 ? "question" : "poll",
    });
  });
  const hidden = aThread(999_000, sealedRoom, [
    aMessage(999_000, "sealed words", { author: people[0] ?? null, topics: [{ id: 1, name: "sealed words" }] }),
  ]);
  const members = new Map<Key, { person: (typeof people)[number]; role: "admin" }[]>();
  for (const subGroup of subGroups)
    if (subGroup.membersKnown)
      members.set(
        subGroup.key,
        people.map((person) => ({ person, role: "admin" })),
      );
  return {
    people,
    subGroups: [...subGroups, sealedRoom],
    threads: [...threads, hidden],
    members,
    blobs: new Map([...blobs, svg].map(({ sha256, bytes }) => [sha256, bytes])),
  };
}
