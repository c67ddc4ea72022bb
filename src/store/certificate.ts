import type { Db } from "./store.ts";

/** What an export through a server can vouch for. */
export interface Certificate {
  readonly threads: number;
  /** Threads without any gap. */
  readonly complete: number;
  readonly withGaps: number;
  /** Groups that the account may not read. */
  readonly denied: number;
  /** Private groups that answer nothing and count nothing: nobody can tell whether they are closed or empty. */
  readonly deniedOrEmpty: number;
  /** Kinds of gaps with how many rows each, the most first. */
  readonly why: readonly { readonly kind: string; readonly rows: number }[];
}

/** Counted from the store, not from what a run remembers: it is the same after ten runs as after one. */
export function certificateOf(db: Db): Certificate {
  const count = (sql: string) => db.prepare<[], { n: number }>(sql).get()?.n ?? 0;
  const threads = count("SELECT count(*) AS n FROM thread WHERE is_private = 0");
  const withGaps = count(`SELECT count(*) AS n FROM thread t WHERE is_private = 0
    AND EXISTS(SELECT 1 FROM gap g WHERE g.network = t.network AND g.thread_id = t.id)`);
  const groups = (kind: string) => count(`SELECT count(DISTINCT group_id) AS n FROM gap WHERE kind = '${kind}'`);
  const denied = groups("group-denied");
  const deniedOrEmpty = groups("group-denied-or-empty");
  const why = db
    .prepare<[], { kind: string; rows: number }>("SELECT kind, count(*) AS rows FROM gap GROUP BY kind ORDER BY rows DESC, kind")
    .all();
  return { threads, complete: threads - withGaps, withGaps, denied, deniedOrEmpty, why };
}
