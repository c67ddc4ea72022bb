import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FIXTURES, hashTree, makeWorkspace, regroup, runLine, scratchFolder } from "../support/cli.ts";
import { yamlOf } from "../support/line.ts";

const parent = scratchFolder();

function imported(name: string): Promise<string> {
  const workspace = makeWorkspace(parent, name, yamlOf({ inputs: [join(FIXTURES, "contoso-export.zip")] }));
  return runLine(workspace, ["export"], ["map"], ["plan"], ["approve", "--by", "T"], ["import"]).then(() => workspace);
}

describe("what somebody removed after the import", () => {
  it.each(["site", "site/g"])("%s is made again by the next import, byte for byte", async (gone) => {
    const workspace = await imported(gone.replace("/", "-"));
    const before = hashTree(join(workspace, "site"));
    rmSync(join(workspace, gone), { recursive: true });
    expect((await regroup(workspace, ["verify"])).code).toBe(1);
    expect((await regroup(workspace, ["import"])).code).toBe(0);
    expect(hashTree(join(workspace, "site"))).toBe(before);
    expect((await regroup(workspace, ["verify"])).code).toBe(0);
  });

  it("page by page and file by file is named by verify and made again by the next import, byte for byte", async () => {
    const workspace = await imported("pages");
    const site = join(workspace, "site");
    const before = hashTree(site);
    const some = (folder: string) => join(folder, readdirSync(join(site, folder)).sort()[0] ?? "");
    const gone = [some("t/contoso.com"), some("p/contoso.com"), some("files"), some("topics"), some("search/words"), "assets/site.css"];
    for (const path of gone) rmSync(join(site, path));
    const verified = await regroup(workspace, ["verify"]);
    expect(verified.code).toBe(1);
    expect(verified.stderr + verified.stdout).toContain("regroup import");
    // Planning in between forgets nothing: what was signed stands.
    expect((await regroup(workspace, ["plan"])).code).toBe(0);
    expect((await regroup(workspace, ["import"])).code).toBe(0);
    expect(hashTree(site)).toBe(before);
    expect((await regroup(workspace, ["verify"])).code).toBe(0);
  });

  it("stays as it is where a hand has changed the page, until that page is deleted too", async () => {
    const workspace = await imported("edited");
    const site = join(workspace, "site");
    const before = hashTree(site);
    const page = join(site, "t/contoso.com", readdirSync(join(site, "t/contoso.com")).sort()[0] ?? "");
    const edited = readFileSync(page, "utf8").replace(/<article[\s\S]*<\/article>/, "<p>By hand</p>");
    writeFileSync(page, edited);
    expect((await regroup(workspace, ["verify"])).code).toBe(1);
    expect((await regroup(workspace, ["import"])).code).toBe(0);
    expect(readFileSync(page, "utf8")).toBe(edited);
    rmSync(page);
    expect((await regroup(workspace, ["verify"])).code).toBe(1);
    expect((await regroup(workspace, ["import"])).code).toBe(0);
    expect(hashTree(site)).toBe(before);
  });

  it("leaves a file that a hand has changed, and a conversation below a sub-group that is gone", async () => {
    const workspace = await imported("redacted");
    const site = join(workspace, "site");
    const [file = ""] = readdirSync(join(site, "files")).sort();
    writeFileSync(join(site, "files", file), "redacted");
    const page = join(site, "t/contoso.com", readdirSync(join(site, "t/contoso.com")).sort()[0] ?? "");
    const edited = readFileSync(page, "utf8").replace(/<article[\s\S]*<\/article>/, "<p>By hand</p>");
    writeFileSync(page, edited);
    for (const front of readdirSync(join(site, "g/contoso.com"))) rmSync(join(site, "g/contoso.com", front));
    expect((await regroup(workspace, ["verify"])).code).toBe(1);
    expect((await regroup(workspace, ["import"])).code).toBe(0);
    expect(readFileSync(join(site, "files", file), "utf8")).toBe("redacted");
    expect(readFileSync(page, "utf8")).toBe(edited);
    expect(readdirSync(join(site, "g/contoso.com")).length).toBeGreaterThan(0);
  });
});
