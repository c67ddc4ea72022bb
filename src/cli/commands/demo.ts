import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { CONFIG_FILE } from "../../config.ts";
import { codeOf, exitCodes, UserError, type ExitCode } from "../../errors.ts";
import { approvePlan, exportNetwork, importPlan, makePlan, mapPeopleAndGroups, verifyTarget } from "../../pipeline.ts";
import { openSources, openTarget, runOf } from "../adapters.ts";
import type { Cli } from "../run.ts";
import { tell as tellExport, tellSources } from "./export.ts";
import { tell as tellImport } from "./import.ts";
import { tell as tellMap } from "./map.ts";
import { tell as tellPlan } from "./plan.ts";
import { isClean, tell as tellVerify } from "./verify.ts";

const FIXTURES = fileURLToPath(new URL("../../../fixtures/", import.meta.url));
const INPUTS = ["contoso-export.zip", "members.csv", "directory.csv"];
const MARK = "# made by `regroup demo`";
const CONFIG = `${MARK}: change it, and run the commands one by one
sources:
  - kind: yammer-export
    inputs: [contoso-export.zip]
    members: members.csv
official_network:
  name: Leadership Learning Network
target:
  kind: static-site
  path: site
  directory: directory.csv
`;

/** The whole line, offline, in a fresh folder. Ends with exit 0 when everything that was planned stands there. */
export async function command(cli: Cli): Promise<ExitCode> {
  const { workspace } = cli;
  prepare(workspace);
  const run = runOf(cli);
  const { heading, print, json } = cli.console;
  heading("1. export: the ZIP into the store");
  tellExport(cli, await exportNetwork(run, await openSources(run), { onChecked: (checked) => tellSources(cli, checked) }));
  heading("2. map: who is who, what becomes of each group");
  tellMap(cli, await mapPeopleAndGroups(run, await openTarget(run, "read")));
  heading("3. plan: the dry run");
  const plan = await makePlan(run, await openTarget(run, "read"));
  tellPlan(cli, plan);
  heading("4. approve: a name under the plan");
  await approvePlan(run, { by: "regroup demo", hash: plan.shortHash });
  heading("5. import: the approved plan, nothing else");
  tellImport(cli, await importPlan(run, await openTarget(run, "write"), await openTarget(run, "read")));
  heading("6. verify: the site, read back");
  const verified = await verifyTarget(run, await openTarget(run, "read"));
  tellVerify(cli, verified);
  const site = pathToFileURL(join(workspace, "site", "index.html")).href;
  const report = pathToFileURL(join(workspace, "reports", "plan.html")).href;
  json({ workspace, site, report, clean: isClean(verified) });
  print(`\nOpen the official network:  ${site}\nThe sponsor's dry run:      ${report}\nThe workspace:              ${workspace}`);
  return isClean(verified) ? exitCodes.done : exitCodes.look;
}

/** A new folder, or the demo's own from an earlier time, made anew. Nothing else is touched. */
function prepare(workspace: string): void {
  const config = join(workspace, CONFIG_FILE);
  if (existsSync(workspace) && !statSync(workspace).isDirectory()) {
    throw new UserError(`${workspace} is a file, not a folder.`, { hint: "Name another one: `regroup demo <folder>`." });
  }
  if (existsSync(workspace) && readdirSync(workspace).length > 0) {
    const isOurs = existsSync(config) && readFileSync(config, "utf8").startsWith(MARK);
    if (!isOurs) {
      throw new UserError(`The folder ${workspace} is not empty.`, { hint: "Name another one: `regroup demo <folder>`." });
    }
    for (const entry of [
      "regroup.db",
      "regroup.db-wal",
      "regroup.db-shm",
      "regroup.lock",
      "people.csv",
      "groups.csv",
      "blobs",
      "reports",
      "site",
      "logs",
    ]) {
      rmSync(join(workspace, entry), { recursive: true, force: true });
    }
  }
  try {
    mkdirSync(workspace, { recursive: true });
    for (const name of INPUTS) copyFileSync(join(FIXTURES, name), join(workspace, name));
    writeFileSync(config, CONFIG);
  } catch (cause) {
    if (codeOf(cause) === "") throw cause;
    throw new UserError(`The folder ${workspace} cannot be made or written (${codeOf(cause)}).`, {
      hint: "Name another one: `regroup demo <folder>`.",
      exit: exitCodes.access,
      cause,
    });
  }
}
