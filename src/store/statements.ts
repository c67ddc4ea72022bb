import type { Statement } from "better-sqlite3";
import type { Db } from "./store.ts";

/** Rows to one INSERT: more gains nothing (measured 10, 50, 100, 200). */
export const ROWS_A_STATEMENT = 50;

/** Prepares an INSERT for any number of rows up to `ROWS_A_STATEMENT`, each number once. */
export function manyRows(db: Db, sql: (tuples: string) => string, tuple: string): (rows: number) => Statement {
  const prepared: Statement[] = [];
  return (rows) => (prepared[rows] ??= db.prepare(sql(Array(rows).fill(tuple).join(", "))));
}

/**
 * Reads rows with prepared statements that are kept for the next time: the memory of one is SQLite's, not seen by the garbage collector, and thousands
 * that wait for it take hundreds of megabytes. A statement that is being read serves nobody else meanwhile. Few different texts of SQL only.
 */
export function keptStatements(db: Db): <Row>(sql: string, values: readonly unknown[]) => Generator<Row> {
  const idle = new Map<string, Statement[]>();
  return function* read<Row>(sql: string, values: readonly unknown[]): Generator<Row> {
    const free = idle.get(sql) ?? [];
    idle.set(sql, free);
    const statement = free.pop() ?? db.prepare(sql);
    try {
      yield* statement.iterate(...values) as IterableIterator<Row>;
    } finally {
      free.push(statement);
    }
  };
}
