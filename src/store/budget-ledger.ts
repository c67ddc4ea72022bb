import Database from "better-sqlite3";
import { chmodSync, existsSync } from "node:fs";
import { join } from "node:path";
import type { BudgetLedger, Closed, Spent } from "../http/budget.ts";
import { explain } from "./store.ts";

const schema = `
CREATE TABLE IF NOT EXISTS spent(
  ticket INTEGER PRIMARY KEY AUTOINCREMENT, bucket TEXT NOT NULL, wall INTEGER NOT NULL, boot INTEGER NOT NULL, on_its_way INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS spent_bucket ON spent(bucket);
CREATE TABLE IF NOT EXISTS closed(host TEXT PRIMARY KEY, wall INTEGER NOT NULL, boot INTEGER NOT NULL, for_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`;

/** What was asked of which server, in a file of its own: a process that only looks spends from the same budget as the one that holds the writer's lock. */
export interface FileLedger extends BudgetLedger {
  close(host: string, closed: Closed): void;
  end(): void;
}

export function openBudgetLedger(workspace: string): FileLedger {
  try {
    return openFile(join(workspace, "regroup.budget.db"));
  } catch (error) {
    throw explain(error, workspace);
  }
}

/** Until when the server that is closed longest refuses everything, as a run noted it (milliseconds UTC); undefined where none is. Only looks. */
export function pausedUntil(workspace: string, now: number): number | undefined {
  const path = join(workspace, "regroup.budget.db");
  if (!existsSync(path)) return undefined;
  try {
    const db = new Database(path, { readonly: true, fileMustExist: true, timeout: 200 });
    try {
      const rows = db.prepare<[], { wall: number; forMs: number }>("SELECT wall, for_ms AS forMs FROM closed").all();
      // A clock that was set back makes no pause longer than it was.
      const until = Math.max(...rows.map(({ wall, forMs }) => (wall > now ? now : wall) + forMs));
      return until > now ? until : undefined;
    } finally {
      db.close();
    }
  } catch {
    return undefined;
  }
}

function openFile(path: string): FileLedger {
  const db = new Database(path, { timeout: 10_000 });
  chmodSync(path, 0o600);
  // A power cut takes longer than any window, so nobody waits for the disk.
  db.pragma("journal_mode = TRUNCATE");
  db.pragma("synchronous = OFF");
  db.exec(schema);
  const spent = db.prepare<[string], { ticket: number; wallMs: number; bootMs: number; onItsWay: number }>(
    "SELECT ticket, wall AS wallMs, boot AS bootMs, on_its_way AS onItsWay FROM spent WHERE bucket = ?",
  );
  const add = db.prepare("INSERT INTO spent(bucket, wall, boot, on_its_way) VALUES(?, ?, ?, 1)");
  const answered = db.prepare("UPDATE spent SET wall = ?, boot = ?, on_its_way = 0 WHERE ticket = ?");
  const forget = db.prepare("DELETE FROM spent WHERE ticket = ?");
  const closed = db.prepare<[string], Closed>("SELECT wall AS wallMs, boot AS bootMs, for_ms AS forMs FROM closed WHERE host = ?");
  const close = db.prepare("INSERT OR REPLACE INTO closed(host, wall, boot, for_ms) VALUES(?, ?, ?, ?)");
  const whole = Math.round;
  return {
    exclusively: (work) => db.transaction(work).immediate(),
    spent: (bucket) => spent.all(bucket).map(({ onItsWay, ...entry }): Spent => ({ ...entry, isOnItsWay: onItsWay === 1 })),
    add: (bucket, at) => Number(add.run(bucket, whole(at.wallMs), whole(at.bootMs)).lastInsertRowid),
    answered: (ticket, at) => void answered.run(whole(at.wallMs), whole(at.bootMs), ticket),
    forget: (tickets) => tickets.forEach((ticket) => forget.run(ticket)),
    closed: (host) => closed.get(host),
    close: (host, until) => void close.run(host, whole(until.wallMs), whole(until.bootMs), whole(until.forMs)),
    end: () => void db.close(),
  };
}
