import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { forecast } from "../../../src/doctor/machine.ts";
import { examineStore } from "../../../src/store/examine.ts";
import { cleanUpLines, makeLine } from "../../support/line.ts";
import { csv, messagesCsv } from "../source/yammer-export/workspace.ts";

cleanUpLines();

const BLOCK = 4096;

/** As disks count: whole blocks. */
function sizeOnDisk(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + Math.ceil(statSync(join(entry.parentPath, entry.name)).size / BLOCK) * BLOCK, 0);
}

it("a site of short posts and silent people takes about what was foreseen after the export, far more than its rows tell", async () => {
  const line = makeLine({ inputs: ["a.zip"], network: "contoso.com", members: "members.csv" });
  const people = Array.from({ length: 120 }, (_, n) => ({ id: String(100 + n), name: `Person ${n}`, email: `p${n}@contoso.com` }));
  const posts = Array.from({ length: 150 }, (_, n) => ({
    id: String(1000 + n),
    sender_id: "100",
    group_id: "7",
    group_name: "Ideas",
    body: "ok",
  }));
  const files = { "Users.csv": csv(["id", "name", "email"], ...people), "Messages.csv": messagesCsv(...posts) };
  await line.zip("a.zip", files);
  writeFileSync(line.path("members.csv"), `group_id,user_id,role\n${people.map(({ id }) => `7,${id},member\n`).join("")}`);
  await line.export();
  const csvBytes = Object.values(files).join("").length;
  const records = examineStore(line.workspace, { deep: false })?.records;
  expect(records).toEqual({ people: 120, groups: 1, threads: 150, messages: 150 });
  const foreseen = forecast({ csvBytes, fileBytes: 0, storeBytes: 0, blobBytes: 0, imported: 0, records }).site;
  await line.migrate();
  const taken = sizeOnDisk(line.path("site"));
  expect(foreseen / taken).toBeGreaterThan(0.95);
  expect(foreseen / taken).toBeLessThan(2);
  const guessed = forecast({ csvBytes, fileBytes: 0, storeBytes: 0, blobBytes: 0, imported: 0 }).site;
  expect(taken).toBeGreaterThan(guessed * 1.5);
});
