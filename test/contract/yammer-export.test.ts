import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "../../src/log.ts";
import { create } from "../../src/source/yammer-export/index.ts";
import { expectedCounts, expectedView, writeExportFolder, writeExportZip } from "../support/export-zip.ts";
import { makeNetwork } from "../support/network.ts";
import type { NetworkTruth } from "../support/network/truth.ts";
import { sourceContract, type MadeSource } from "./source-contract.ts";

/** Enough that Messages.csv is read by the worker thread, in several batches. */
const one = makeNetwork({ seed: 11, messages: 2500, idStyle: "mixed" });
const other = makeNetwork({ seed: 12, messages: 150, name: "fabrikam.example", networkId: "2200300", idStyle: "short" });

type Write = (truth: readonly NetworkTruth[], path: string) => Promise<void>;

async function made(truths: readonly NetworkTruth[], input: string, write: Write): Promise<MadeSource> {
  const workspace = await mkdtemp(join(tmpdir(), "yammer-export-"));
  await write(truths, join(workspace, input));
  const views = truths.map((truth) => expectedView(truth));
  const counts = expectedCounts(truths);
  const total = (csv: string): number =>
    Object.entries(counts).reduce(
      (sum, [name, rows]) => (name.endsWith(csv) && (name === csv || name.endsWith(`/${csv}`)) ? sum + rows : sum),
      0,
    );
  return {
    create: () => create({ kind: "yammer-export", inputs: [input] }, { workspace, log: silentLogger }),
    rows: Object.fromEntries(Object.entries(counts).map(([name, rows]) => [`${input}/${name}`, rows])),
    counts: {
      message: total("Messages.csv"),
      person: total("Users.csv"),
      group: total("Groups.csv"),
      topic: total("Topics.csv"),
      file: total("Files.csv") + total("Pages.csv"),
      "message-version": total("MessageVersions.csv"),
    },
    bytes: Object.fromEntries(
      views.flatMap((view) => [
        ...[...view.files].flatMap(([file, version]) =>
          file.storage === "YAMMER" && !file.isPrivate ? [[version.id, version.bytes()] as const] : [],
        ),
        ...[...view.pages].map(([, version]) => [version.id, Buffer.from(version.html)] as const),
      ]),
    ),
    dispose: () => rm(workspace, { recursive: true, force: true }),
  };
}

sourceContract("an export ZIP", () => made([one], "h1.zip", (truths, path) => writeExportZip(truths, path)));
sourceContract("an unpacked export", () => made([one], "unpacked", (truths, path) => writeExportFolder(truths, path)));
sourceContract("an export of two networks", () => made([one, other], "both.zip", (truths, path) => writeExportZip(truths, path)));
