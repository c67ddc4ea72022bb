import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "../../src/log.ts";
import { create, options } from "../../src/target/static-site/index.ts";
import { targetContract } from "./target-contract.ts";

targetContract("static site", async () => {
  const workspace = await mkdtemp(join(tmpdir(), "regroup-site-"));
  const surroundings = { workspace, log: silentLogger, official: { name: "Leadership Learning Network" } };
  return {
    open: (mode) => create(options.parse({ kind: "static-site" }), { ...surroundings, mode }),
    close: () => rm(workspace, { recursive: true, force: true }),
  };
});
