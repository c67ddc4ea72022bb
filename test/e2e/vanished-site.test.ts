import { rmSync } from "node:fs";
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
});
