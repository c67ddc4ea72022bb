import type { Db } from "../store/store.ts";
import { counting, type Selection } from "./posts.ts";

/**
 * What hangs on the messages of a thread that count, as one text a thread, read alongside the threads in the same order: a sorted scan each instead
 * of a look-up a thread. Threads must be asked for in ascending order. A message that does not count has no say: one that came later changes nothing.
 */
export function sortedParts(
  db: Db,
  { network, selection }: { readonly network: number; readonly selection: Selection },
): { of(thread: string): string; close(): void } {
  const { joins, where } = counting(selection);
  const cursors = parts.map(([table, line]) =>
    openCursor(
      db
        .prepare<[number], Part>(
          `SELECT CAST(m.thread_id AS TEXT) AS thread, x.message_id || char(31) || ${line} AS line FROM ${table} x
           CROSS JOIN message m ON m.network = x.network AND m.id = x.message_id ${joins} WHERE x.network = ? AND ${where}
           ORDER BY m.thread_id, x.message_id, line`,
        )
        .iterate(network),
    ),
  );
  return {
    of: (thread) => cursors.map((cursor) => cursor.take(thread)).join("\u001e"),
    close: () => {
      for (const cursor of cursors) cursor.close();
    },
  };
}

interface Part {
  readonly thread: string;
  readonly line: string;
}

const newest = `(SELECT f.sha256 || char(31) || coalesce(f.name, '') FROM file_version f INDEXED BY file_version_file WHERE f.network = x.network AND f.type = x.kind AND f.file_id = x.id ORDER BY f.id DESC LIMIT 1)`;

const parts = [
  [
    "attachment",
    `x.kind || x.id || char(31) || coalesce(x.name, '') || coalesce(x.url, '') || coalesce(x.title, '') || coalesce(x.description, '') || coalesce(${newest}, '')`,
  ],
  ["message_topic", "x.name"],
  ["reaction", "x.kind || x.person_id"],
  ["poll_option", "x.position || x.answer || char(31) || coalesce(x.votes, '')"],
  ["praise", "coalesce(x.icon, '') || char(31) || coalesce(x.comment, '')"],
  ["praise_person", "x.person_id"],
] as const;

function openCursor(rows: IterableIterator<Part>) {
  let head = rows.next();
  return {
    take(thread: string): string {
      let lines = "";
      while (!head.done && !isAfter(head.value.thread, thread)) {
        if (head.value.thread === thread) lines += `${head.value.line}\u001f`;
        head = rows.next();
      }
      return lines;
    },
    close: () => void rows.return?.(),
  };
}

/** Decimal ids by value, past 2^53 too. */
export function isAfter(a: string, b: string): boolean {
  return a.length === b.length ? a > b : a.length > b.length;
}
