import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { silentLogger } from "../../../../src/log.ts";
import { create } from "../../../../src/source/yammer-export/index.ts";
import { crossCheckOf } from "../../../../src/store/cross-check.ts";
import { HONEST } from "../../../fakes/yammer/options.ts";
import { writeExportZip } from "../../../support/export-zip.ts";
import { makeNetwork } from "../../../support/network.ts";
import { cleanUpYards, makeYard, type Yard } from "../../../support/yammer-api.ts";

cleanUpYards();

const truth = makeNetwork({ seed: 9, messages: 400, people: 50, groups: 6 });

async function both(yard: Yard, order: readonly ("zip" | "api")[]): Promise<void> {
  await writeExportZip([truth], join(yard.workspace, "h1.zip"));
  const zip = () => create({ kind: "yammer-export", inputs: ["h1.zip"] }, { workspace: yard.workspace, log: silentLogger });
  for (const one of order) await yard.export(one === "zip" ? { source: zip() } : {});
}

const messagesOf = (yard: Yard) =>
  yard.withStore(({ db }) =>
    db
      .prepare<[], { id: string; status: string; why: string | null }>(
        "SELECT source_id AS id, status, why FROM v_cross_check WHERE kind = 'message'",
      )
      .all(),
  );

describe("an export ZIP and the API in one store", () => {
  it.each([[["zip", "api"]], [["api", "zip"]]] as const)("are reconciled to the row, read in the order %j", async (order) => {
    const yard = await makeYard({ truth, lies: HONEST, growth: { everyRequests: 20, changes: 5, kinds: ["thread"] } });
    await both(yard, order);
    const rows = messagesOf(yard);
    const inZip = new Set([...truth.messages].filter(({ inExport }) => inExport).map(({ id }) => id));
    const reachable = yard.fake.expected({ token: yard.fake.tokens.of("member") }).messages;
    for (const { id, status, why } of rows) {
      const expected = inZip.has(id) ? (reachable.has(id) ? "both" : "only-export") : "only-api";
      expect(`${id} ${status}`, why ?? "").toBe(`${id} ${expected}`);
    }
    expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(["both", "only-export", "only-api"]));
    expect(rows.find(({ status, why }) => status === "only-export" && why === null)).toBeUndefined();
  });

  it("names what was edited since the export was made, and keeps both provenances", async () => {
    const yard = await makeYard({ truth, lies: HONEST, growth: { everyRequests: 2, changes: 30, kinds: ["edit"] } });
    await both(yard, ["zip", "api"]);
    const different = messagesOf(yard).filter(({ status }) => status === "different");
    expect(different.length).toBeGreaterThan(0);
    expect(different.every(({ why }) => why === "body")).toBe(true);
    const [sources] = yard.withStore(({ db }) =>
      db
        .prepare<[string], { n: number }>("SELECT count(DISTINCT source) AS n FROM v_provenance WHERE kind = 5 AND source_id = ?")
        .all(different[0]?.id ?? ""),
    );
    expect(sources?.n).toBe(2);
    expect(yard.withStore(({ db }) => crossCheckOf(db).crossCheck?.kinds.map(({ kind }) => kind))).toEqual([
      "group",
      "membership",
      "message",
      "person",
    ]);
  });
});
