import { describe, expect, it } from "vitest";
import type { SourceId } from "../../../src/source/source.ts";
import { createAvatarLedger } from "../../../src/store/avatars.ts";
import { createFileLedger, type ByteLedger } from "../../../src/store/files.ts";
import { createIngest } from "../../../src/store/ingest.ts";
import type { Store } from "../../../src/store/store.ts";
import { aPerson, cleanUpStores, makeStore, NETWORK } from "../../support/loaded-store.ts";

cleanUpStores();

const sources: readonly SourceId[] = ["yammer-export", "yammer-api"];

describe("bytes that could not be fetched", () => {
  /** One file and one picture of each source, in one store. */
  function made(): Store {
    const one = makeStore();
    for (const [index, source] of sources.entries()) {
      const place = { kind: "file", type: "file", network: NETWORK, fileId: index + 1, isPrivate: false } as const;
      createIngest(one.store, { source, run: 1 }).commit({
        ...{ origin: `of ${source}`, rows: 0, checkpoints: [] },
        records: [
          { ...place, id: index + 1, name: "a.txt", locator: `${source}/file` },
          aPerson(index + 1, null),
          { kind: "avatar", network: NETWORK, personId: index + 1, url: `${source}/picture`, locator: `${source}/picture` },
        ],
      });
    }
    return one.store;
  }

  it.each<[string, (store: Store, source: SourceId) => ByteLedger]>([
    ["files", ({ db }, source) => createFileLedger(db, source)],
    ["pictures", ({ db }, source) => createAvatarLedger(db, source)],
  ])("are wanted again from the source that is asked, and stay missing of another: %s", (_, ledgerOf) => {
    const store = made();
    const [exported, live] = sources.map((source) => ledgerOf(store, source));
    if (!exported || !live) throw new Error("a source is missing");
    for (const ledger of [exported, live]) for (const file of ledger.next(9)) ledger.lost(file, "it is gone");
    expect([exported.count(), live.count()]).toEqual([0, 0]);
    live.retryLost();
    expect([exported.count(), live.count()]).toEqual([0, 1]);
    exported.retryLost();
    expect([exported.count(), live.count()]).toEqual([1, 1]);
  });
});
