import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeWorkspace, query, regroup, scratchFolder } from "../support/cli.ts";
import { writeExportZip } from "../support/export-zip.ts";
import { yamlOf } from "../support/line.ts";
import { makeNetwork } from "../support/network.ts";

const parent = scratchFolder();
const STORED = "SELECT count(*) AS n FROM v_message WHERE is_private = 1 AND body IS NOT NULL";

/** A workspace whose policy keeps private conversations, exported with these flags. */
async function exported(name: string, flags: readonly string[]) {
  const workspace = makeWorkspace(parent, name, yamlOf({ inputs: ["all.zip"], policies: { private_conversations: "keep" } }));
  await writeExportZip(makeNetwork({ seed: 12, messages: 600 }), join(workspace, "all.zip"));
  const { stderr } = await regroup(workspace, ["export", ...flags]);
  return { stored: query<{ n: number }>(workspace, STORED)[0]?.n, stderr };
}

describe("the texts of private conversations", () => {
  it("are not stored by the policy alone, and that is said", async () => {
    const { stored, stderr } = await exported("policy", []);
    expect(stored).toBe(0);
    expect(stderr).toContain("--keep-private-conversations");
  });

  it("are stored when the flag says so too", async () => {
    expect((await exported("both", ["--keep-private-conversations"])).stored ?? 0).toBeGreaterThan(0);
  });
});
