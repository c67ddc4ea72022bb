import Database from "better-sqlite3";
import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/errors.ts";
import { explain, openForReading, openIfAny, openForWriting, storePath } from "../../../src/store/store.ts";
import { migrations } from "../../../src/store/migrations.ts";
import { aPerson, cleanUpStores, makeStore, temporaryFolder } from "../../support/loaded-store.ts";

cleanUpStores();

function caught(work: () => unknown): UserError {
  try {
    work();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

function change(workspace: string, sql: string): void {
  const db = new Database(storePath(workspace));
  db.exec(sql);
  db.close();
}

describe("a store", () => {
  it("is of the newest schema when it is made, and only its owner may read it", async () => {
    const one = makeStore();
    expect(one.value("PRAGMA user_version")).toBe(migrations.length);
    const { stat } = await import("node:fs/promises");
    expect((await stat(storePath(one.workspace))).mode & 0o077).toBe(0);
  });

  it("of a newer version is refused by readers and writers, and left as it is", () => {
    const { workspace, store } = makeStore();
    store.close();
    change(workspace, `PRAGMA user_version = ${migrations.length + 1}`);
    for (const open of [openForReading, openIfAny, openForWriting]) {
      const error = caught(() => open(workspace));
      expect(error.message).toContain(`written by a newer regroup (schema ${migrations.length + 1}, this one knows ${migrations.length})`);
      expect(error.exit).toBe(2);
    }
    const db = new Database(storePath(workspace), { readonly: true });
    expect(db.pragma("user_version", { simple: true })).toBe(migrations.length + 1);
    db.close();
  });

  it("with the views of another version gets today's, and keeps its rows", () => {
    const { workspace, store, read } = makeStore();
    read("a", [aPerson(1, "Ann")]);
    store.close();
    change(workspace, "DROP VIEW v_person; CREATE VIEW v_person AS SELECT 1 AS old; UPDATE state SET value = '0' WHERE name = 'views'");
    const again = makeStore(workspace);
    expect(again.rows("SELECT source_id, name FROM v_person")).toEqual([{ source_id: "1", name: "Ann" }]);
  });

  it("that is empty, as a crash before the first commit leaves it, is made anew; a reader says that nothing is there yet", () => {
    const workspace = temporaryFolder();
    writeFileSync(storePath(workspace), "");
    expect(caught(() => openForReading(workspace)).message).toContain("There is no store");
    expect(openIfAny(workspace)).toBeUndefined();
    expect(makeStore(workspace).value("SELECT count(*) FROM v_message")).toBe(0);
  });

  it("that is not there is not made by a reader", () => {
    const workspace = temporaryFolder();
    expect(caught(() => openForReading(workspace)).hint).toContain("regroup export");
  });

  it("that is no database is said to be damaged, with what to do", () => {
    const workspace = temporaryFolder();
    writeFileSync(storePath(workspace), "not a database, though long enough to look at it twice. ".repeat(100));
    const error = caught(() => openForWriting(workspace));
    expect(error.message).toContain("damaged");
    expect(error.hint).toContain("records and decisions come from the inputs");
  });
});

describe("the writer's lock", () => {
  it("keeps a second writer out, lets readers in, and goes with the writer", () => {
    const { workspace, store, read } = makeStore();
    read("a", [aPerson(1, "Ann")]);
    const error = caught(() => openForWriting(workspace));
    expect(error.message).toContain("Another regroup process is writing");
    expect(error.hint).toContain("regroup status");
    const reader = openForReading(workspace);
    expect(reader.db.prepare("SELECT name FROM v_person").pluck().get()).toBe("Ann");
    expect(() => reader.db.exec("DELETE FROM person")).toThrow(/readonly/);
    reader.close();
    store.close();
    makeStore(workspace);
  });
});

describe("what the system says", () => {
  const coded = (code: string) => Object.assign(new Error("no names, please"), { code });

  it.each<[string, number, string]>([
    ["ENOSPC", 2, "full"],
    ["SQLITE_FULL", 2, "full"],
    ["EACCES", 3, "cannot be written"],
    ["SQLITE_READONLY_DBMOVED", 3, "cannot be written"],
    ["SQLITE_IOERR_WRITE", 2, "failed (SQLITE_IOERR_WRITE)"],
    ["SQLITE_CORRUPT", 2, "damaged"],
    ["SQLITE_BUSY", 2, "Another program holds regroup.db"],
    ["SQLITE_LOCKED_SHAREDCACHE", 2, "Another program holds regroup.db"],
  ])("%s is told as something to mend", (code, exit, words) => {
    const told = explain(coded(code), "/w");
    expect(told).toBeInstanceOf(UserError);
    expect(told).toMatchObject({ exit, message: expect.stringContaining(words) as string });
  });

  it("anything else is passed on as it is", () => {
    const bug = new TypeError("bug");
    expect(explain(bug, "/w")).toBe(bug);
  });
});
