import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { exitCodes } from "../../../../src/errors.ts";
import { cleanUpLines, makeLine, type Line } from "../../../support/line.ts";
import { messagesCsv } from "../../source/yammer-export/workspace.ts";

cleanUpLines();
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function place(): string {
  const folder = mkdtempSync(join(tmpdir(), "regroup-shared-"));
  folders.push(folder);
  return join(folder, "site");
}

async function workspace(site?: string, text = "hello"): Promise<Line> {
  const line = makeLine({ inputs: ["a.zip"], network: "contoso.com", ...(site === undefined ? {} : { site }) });
  await line.zip("a.zip", {
    "Messages.csv": messagesCsv({ id: "1", group_id: "7", group_name: "Ideas", sender_id: "11", sender_name: "Ann", body: text }),
  });
  await line.export();
  return line;
}

const filesOf = (site: string) =>
  new Map(
    readdirSync(site, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(
        (entry) =>
          [join(entry.parentPath, entry.name).slice(site.length + 1), readFileSync(join(entry.parentPath, entry.name), "utf8")] as const,
      )
      .sort(),
  );

/** As written before sites said whose they are. */
function unmark(site: string): void {
  const at = join(site, "regroup-site.json");
  writeFileSync(at, readFileSync(at, "utf8").replace(/"workspace":"[0-9a-f]+",/, ""));
}

const anothers: unknown = expect.objectContaining({
  message: expect.stringContaining("holds the site of another workspace") as string,
  exit: exitCodes.usage,
});

describe("two workspaces on one folder", () => {
  test("the second is refused by every command that looks there, and the site of the first stays as it is", async () => {
    const site = place();
    const first = await workspace(site, "the first");
    const second = await workspace(site, "the second");
    await second.migrate();
    await second.rollBack();
    await second.migrate();
    await second.rollBack();
    // It has a plan, an approval to come, and nothing there.
    await first.migrate();
    const before = filesOf(site);
    for (const command of [
      () => second.map(),
      () => second.plan(),
      () => second.verify(),
      () => second.import(),
      () => second.import({ part: "open" }),
      () => second.forecastRollBack(),
      () => second.rollBack(),
    ])
      await expect(command()).rejects.toEqual(anothers);
    expect(filesOf(site)).toEqual(before);
    expect((await first.verify()).findings).toEqual([]);
  }, 30_000);

  test("a plan that was approved while the folder was empty is not imported over another's site", async () => {
    const site = place();
    const second = await workspace(site, "the second");
    await second.map();
    await second.plan();
    await second.approve();
    const first = await workspace(site, "the first");
    await first.migrate();
    const before = filesOf(site);
    await expect(second.import()).rejects.toEqual(anothers);
    expect(filesOf(site)).toEqual(before);
  });

  test("forgetting leaves another's site alone and names it as what is left", async () => {
    const site = place();
    const second = await workspace(undefined, "the second");
    await second.migrate();
    const first = await workspace(site, "the first");
    await first.migrate();
    const before = filesOf(site);
    second.configure({ inputs: ["a.zip"], network: "contoso.com", site });
    const { left } = await second.forget("contoso.com/person/11", "erase");
    expect(left).toEqual([expect.stringContaining("another workspace")]);
    expect(filesOf(site)).toEqual(before);
  });
});

describe("a site from before sites said whose they are", () => {
  test("goes on in the workspace whose journal knows its pages, and is marked by the next import", async () => {
    const site = place();
    const line = await workspace(site);
    await line.migrate();
    unmark(site);
    line.exec("DELETE FROM state WHERE name = 'workspace-id'");
    expect((await line.verify()).findings).toEqual([]);
    await line.import();
    expect(readFileSync(join(site, "regroup-site.json"), "utf8")).toContain(
      `"workspace":"${line.value("SELECT value FROM state WHERE name = 'workspace-id'")}"`,
    );
    expect((await line.verify()).findings).toEqual([]);
  });

  test("is refused to a workspace that made nothing there, also where it made the same pages elsewhere", async () => {
    const site = place();
    const first = await workspace(site);
    await first.migrate();
    unmark(site);
    const second = await workspace(site);
    await expect(second.plan()).rejects.toEqual(anothers);
    second.configure({ inputs: ["a.zip"], network: "contoso.com" });
    await second.migrate();
    second.configure({ inputs: ["a.zip"], network: "contoso.com", site });
    await expect(second.plan()).rejects.toEqual(anothers);
  });
});

describe("a workspace that was moved or copied as a whole", () => {
  test("goes on with the site that came along, and with one at an absolute path", async () => {
    const site = place();
    for (const at of [undefined, site]) {
      const line = await workspace(at);
      await line.migrate();
      const copy = makeLine();
      cpSync(line.workspace, copy.workspace, { recursive: true });
      line.close();
      await copy.plan();
      await copy.import();
      expect((await copy.verify()).findings).toEqual([]);
      await copy.rollBack();
      if (at !== undefined) expect(existsSync(at) ? readdirSync(at) : []).toEqual([]);
    }
  });
});

describe("files of others in a folder that was taken back", () => {
  test("stay, and the next plan, rollback and import go on beside them", async () => {
    const line = await workspace();
    await line.migrate();
    writeFileSync(line.path("site", "notes.txt"), "mine");
    mkdirSync(line.path("site", "t"), { recursive: true });
    writeFileSync(line.path("site", "t", "list.txt"), "mine too");
    expect((await line.rollBack()).isComplete).toBe(true);
    expect([...filesOf(line.path("site")).keys()]).toEqual(["notes.txt", "t/list.txt"]);
    expect((await line.forecastRollBack()).isNeeded).toBe(false);
    await line.migrate();
    expect((await line.verify()).findings).toEqual([]);
    expect(readFileSync(line.path("site", "notes.txt"), "utf8")).toBe("mine");
    expect((await line.rollBack()).isComplete).toBe(true);
    expect([...filesOf(line.path("site")).keys()]).toEqual(["notes.txt", "t/list.txt"]);
  });

  test.each(["index.html", "t/contoso.com/1.html", "private/search.html", "assets/site.css", "topics/mine.html"])(
    "are never overwritten: %s stands where a page belongs, and is named",
    async (path) => {
      const line = await workspace();
      await line.migrate();
      await line.rollBack();
      const at = line.path("site", path);
      mkdirSync(join(at, ".."), { recursive: true });
      writeFileSync(at, "mine");
      await line.approve();
      for (const command of [() => line.plan(), () => line.import()])
        await expect(command()).rejects.toEqual(
          expect.objectContaining({ message: expect.stringContaining(path) as string, exit: exitCodes.usage }),
        );
      expect([...filesOf(line.path("site"))]).toEqual([[path, "mine"]]);
    },
  );

  test("make a folder somebody else's where this workspace never had a site", async () => {
    const line = await workspace();
    mkdirSync(line.path("site"));
    writeFileSync(line.path("site", "notes.txt"), "");
    await expect(line.plan()).rejects.toThrow("holds files that are not ours");
  });
});
