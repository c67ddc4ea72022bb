import Database from "better-sqlite3";
import { existsSync, statSync } from "node:fs";
import { migrations } from "./migrations.ts";
import { hasPendingSettings } from "./settings-journal.ts";
import { explain, storePath } from "./store.ts";

/** What can be said of a store without changing it, whatever its state. */
export interface Examined {
  /** Migrations applied, and those that this version knows. */
  readonly schema: number;
  readonly known: number;
  readonly sizeBytes: number;
  readonly walBytes: number;
  /** What SQLite's own check says; empty where it is whole. */
  readonly damage: readonly string[];
  /** Rows that point at nothing; null where an export has not come to its end, and they may. */
  readonly dangling: number | null;
  readonly blobBytes: number;
  /** 0 to 1: how much of the current plan is done. */
  readonly imported: number;
  /** What there is of each; undefined where an export has not come to its end. */
  readonly records?: { readonly people: number; readonly groups: number; readonly threads: number; readonly messages: number };
  /** When a command last noted something; 0 where none has. Milliseconds UTC. */
  readonly newestMs: number;
  /** By all their names. */
  readonly networks: readonly string[];
  /** An export has changed a setting of the account (private content is shown), and nobody has put it back. */
  readonly isAccountChanged: boolean;
}

const NAMED_DAMAGE = 5;

/**
 * Undefined where there is none. `deep` compares indexes with their tables too (`integrity_check`), which takes a few times as long.
 * @throws UserError where it cannot be opened, is damaged beyond reading, or cannot be read by this user.
 */
export function examineStore(workspace: string, options: { readonly deep: boolean }): Examined | undefined {
  const path = storePath(workspace);
  if (!existsSync(path)) return undefined;
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { readonly: true, timeout: 2000 });
    const schema = Number(db.pragma("user_version", { simple: true }));
    const files = { sizeBytes: statSync(path).size, walBytes: statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0 };
    const damage = damageOf(db, options.deep);
    const base = { schema, known: migrations.length, ...files, damage };
    // A newer schema, or none, has tables that we do not know.
    if (schema === 0 || schema > migrations.length || damage.length > 0) {
      return { ...base, dangling: null, blobBytes: 0, imported: 0, newestMs: 0, networks: [], isAccountChanged: false };
    }
    return { ...base, ...contentOf(db) };
  } catch (error) {
    throw explain(error, workspace);
  } finally {
    db?.close();
  }
}

function damageOf(db: Database.Database, isDeep: boolean): string[] {
  const pragma = isDeep ? "integrity_check" : "quick_check";
  const rows = db.prepare<[], string>(`PRAGMA ${pragma}(${NAMED_DAMAGE})`).pluck().all();
  return rows.filter((row) => row !== "ok");
}

function contentOf(db: Database.Database): Omit<Examined, "schema" | "known" | "sizeBytes" | "walBytes" | "damage"> {
  const value = (sql: string) => db.prepare<[], number | null>(sql).pluck().get() ?? 0;
  const lastExport = db
    .prepare<[], string | null>("SELECT outcome FROM run WHERE command = 'export' ORDER BY pk DESC LIMIT 1")
    .pluck()
    .get();
  const dangling = lastExport === "done" ? db.prepare("PRAGMA foreign_key_check").all().length : null;
  const plan = "action WHERE plan = (SELECT CAST(value AS INTEGER) FROM state WHERE name = 'plan')";
  const actions = value(`SELECT count(*) FROM ${plan}`);
  return {
    dangling,
    blobBytes: value("SELECT sum(size_bytes) FROM blob"),
    imported: actions > 0 ? value(`SELECT count(*) FROM ${plan} AND state = 'done'`) / actions : 0,
    ...(dangling === null ? {} : { records: recordsOf(value) }),
    networks: db.prepare<[], string>("SELECT name FROM network UNION SELECT name FROM network_alias").pluck().all(),
    isAccountChanged: hasPendingSettings(db),
    newestMs: value("SELECT max(max(started_at), coalesce(max(ended_at), 0)) FROM run"),
  };
}

function recordsOf(value: (sql: string) => number): NonNullable<Examined["records"]> {
  const count = (table: string) => value(`SELECT count(*) FROM ${table}`);
  return { people: count("person"), groups: count("grp"), threads: count("thread"), messages: count("message") };
}
