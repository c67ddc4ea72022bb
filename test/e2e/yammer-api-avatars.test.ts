import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it, vi } from "vitest";
import { HONEST } from "../fakes/yammer/options.ts";
import type { FakePicture } from "../fakes/yammer/pictures.ts";
import { startYammer } from "../fakes/yammer/start.ts";
import { filesBelow, makeWorkspace, query, regroup, runLine, scratchFolder } from "../support/cli.ts";
import { smallPng } from "../support/content/png.ts";
import { makeNetwork } from "../support/network.ts";
import { launchBrowser, watch } from "../support/pages-in-browser.ts";

/** The real program, from a network whose people have pictures to the pages that show them. */
vi.setConfig({ testTimeout: 240_000 });
const scratch = scratchFolder();
const requests = 4000;
const truth = makeNetwork({ seed: 31, messages: 150, people: 30, groups: 4 });
const CANARY = "zzpicturecanary";
const bytesOf = (n: number) => Buffer.concat([smallPng(n, 96, 96), Buffer.from(CANARY)]);
const pictures = new Map<string, FakePicture>();
const give = (id: string, n: number) =>
  pictures.set(id, {
    ...{ name: `picture-${n}-of-${id}`, at: "redirect" },
    reply: { kind: "bytes", type: "image/png", name: "x", bytes: bytesOf(n) },
  });
const fake = await startYammer({ truth, lies: HONEST, budget: { requests }, pictures });
afterAll(async () => fake.stop());

const budget = { messages: `${requests}/30s`, other: `${requests}/30s` };
const source = { kind: "yammer-api", base_url: fake.baseUrl, budget, files: { hosts: ["127.0.0.1"] }, avatars: true };
const env = { REGROUP_YAMMER_TOKEN: fake.tokens.of("member") };
const sha256 = (n: number) => createHash("sha256").update(bytesOf(n)).digest("hex");
const line = [["map"], ["plan"], ["approve", "--by", "Test Sponsor"], ["import"]] as const;

/** The export has gaps, which is a look and no failure. */
async function fetched(workspace: string): Promise<string> {
  const { code, stdout } = await regroup(workspace, ["export", "--refresh-people"], { env });
  expect(code).toBeLessThanOrEqual(1);
  return stdout;
}
const holding = (workspace: string) => filesBelow(workspace).filter((path) => readFileSync(join(workspace, path)).includes(CANARY));

describe("pictures of people on the site", () => {
  it("stand on their pages, are made anew, forgotten and taken back with them", async () => {
    const workspace = makeWorkspace(scratch, "shown", { sources: [source] });
    const active = truth.people.filter(({ state, isBot }) => state === "active" && !isBot);
    for (const { id } of active) give(id, 1);
    expect(await fetched(workspace)).toMatch(/\d+ pictures of people fetched/);
    await runLine(workspace, ...line, ["verify"]);
    const pages = filesBelow(workspace).filter((path) => /^site\/(private\/)?p\/contoso\.com\/\d+\.html$/.test(path));
    const shown = pages.filter((path) =>
      readFileSync(join(workspace, path), "utf8").includes(`${sha256(1)}.png" width="72" height="72" alt`),
    );
    expect(shown.length).toBeGreaterThan(3);
    for (const path of shown) expect(existsSync(join(workspace, path.replace(/p\/contoso.*$/, `files/${sha256(1)}.png`)))).toBe(true);

    const [page = ""] = shown;
    const id = /(\d+)\.html$/.exec(page)?.[1] ?? "";
    await look(workspace, page);

    give(id, 2);
    await fetched(workspace);
    await runLine(workspace, ...line, ["verify"]);
    expect(readFileSync(join(workspace, page), "utf8")).toContain(`${sha256(2)}.png`);
    expect(holding(workspace)).toContain(page.replace(/p\/contoso.*$/, `files/${sha256(2)}.png`));

    const key = `contoso.com/person/${id}`;
    expect((await regroup(workspace, ["forget", key, "--mode", "anonymise", "--confirm", key])).code).toBe(0);
    await fetched(workspace);
    expect(holding(workspace).filter((path) => path.includes(sha256(2)))).toEqual([]);
    expect(query(workspace, `SELECT 1 FROM avatar WHERE person_id = ${id}`)).toEqual([]);
    expect(readFileSync(join(workspace, page), "utf8")).not.toContain("<img");

    expect((await regroup(workspace, ["rollback", "--confirm", "Official network"])).code).toBe(0);
    expect(filesBelow(workspace).filter((path) => path.startsWith("site/"))).toEqual([]);
  });
});

async function look(workspace: string, page: string): Promise<void> {
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext();
    const seen = watch(context, join(workspace, "site"));
    const tab = await context.newPage();
    await tab.goto(pathToFileURL(join(workspace, page)).href);
    const image = tab.locator("img.avatar");
    const box = await image.boundingBox();
    const isLoaded = await tab.evaluate("document.querySelector('img.avatar').naturalWidth");
    expect([isLoaded, box?.width, box?.height]).toEqual([96, 72, 72]);
    expect(seen).toEqual({ requests: [], errors: [], dialogs: [] });
  } finally {
    await browser.close();
  }
}
