import { randomUUID } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeExportZip } from "../../support/export-zip.ts";
import { FORBIDDEN, type Call, type Reply } from "./context.ts";
import { presentTruth } from "./present.ts";
import type { Route } from "./routes.ts";

export const EXPORT_ROUTES: readonly Route[] = [{ path: "export", answer: exportZip }];

/** The Data Export API (1.6): one ZIP of CSVs, for verified admins. */
async function exportZip(call: Call): Promise<Reply> {
  if (call.account.role !== "verified-admin") return FORBIDDEN;
  const path = join(tmpdir(), `fake-yammer-${randomUUID()}.zip`);
  const since = call.query.get("since");
  const until = call.query.get("until");
  try {
    await writeExportZip(presentTruth(call.world.live), path, {
      ...(since === undefined ? {} : { since }),
      ...(until === undefined ? {} : { until }),
      bodies: call.query.get("include") === "all",
    });
    return { kind: "bytes", type: "application/zip", name: "export.zip", bytes: await readFile(path) };
  } finally {
    await rm(path, { force: true });
  }
}
