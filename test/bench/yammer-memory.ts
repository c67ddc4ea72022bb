import { spawn } from "node:child_process";
import { once } from "node:events";
import Database from "better-sqlite3";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { regroup } from "./processes.ts";

/** What an export of a live network brought, and what it took. */
export interface Exported {
  readonly peakMb: number;
  readonly seconds: number;
  readonly messages: number;
}

/** The real command against a network in a process of its own, with a budget that nobody reaches. */
export async function exportOf(messages: number): Promise<Exported> {
  const folder = mkdtempSync(join(tmpdir(), "regroup-bench-api-"));
  const server = spawn(process.execPath, [join(import.meta.dirname, "arithmetic-network.ts"), String(messages)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [port] = (await once(server.stdout, "data")) as [Buffer];
    const source = `{ kind: yammer-api, base_url: "http://127.0.0.1:${String(port).trim()}/api/v1", budget: { messages: 99999/1s, other: 99999/1s } }`;
    writeFileSync(join(folder, "regroup.yaml"), `sources: [${source}]\n`);
    process.env["REGROUP_YAMMER_TOKEN"] = "bench";
    const ran = regroup(folder, ["export"], [0, 1]);
    return { ...ran, messages: messagesIn(join(folder, "regroup.db")) };
  } finally {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

function messagesIn(path: string): number {
  const db = new Database(path, { readonly: true });
  try {
    return Number(db.prepare<[], number>("SELECT count(*) FROM message WHERE created_at IS NOT NULL").pluck().get());
  } finally {
    db.close();
  }
}
