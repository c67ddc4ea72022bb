import type { Db } from "../store/store.ts";

/**
 * What hangs on the given messages of a thread, as one text a thread, read alongside the threads in the same order: a sorted scan each instead of a
 * look-up a thread. Threads must be asked for in ascending order. A message that is not given has no say: one that came later changes nothing.
 */
export function sortedGroups(db: Db, network: number): { of(thread: string, messages: ReadonlySet<string>): string; close(): void } {
  const cursors = queries.map((sql) => openCursor(db.prepare<[number], Part>(sql).iterate(network)));
  return {
    of: (thread, messages) => cursors.map((cursor) => cursor.take(thread, messages)).join("\u001e"),
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

const part = (table: string, line: string) =>
  `SELECT CAST(m.thread_id AS TEXT) AS thread, x.message_id || char(31) || ${line} AS line FROM ${table} x
   JOIN message m ON m.network = x.network AND m.id = x.message_id WHERE x.network = ? ORDER BY m.thread_id, x.message_id, line`;

const queries = [
  part(
    "attachment",
    `x.kind || x.id || char(31) || coalesce(x.name, '') || coalesce(x.url, '') || coalesce(x.title, '') || coalesce(x.description, '') || coalesce(${newest}, '')`,
  ),
  part("message_topic", "x.name"),
  part("reaction", "x.kind || x.person_id"),
  part("poll_option", "x.position || x.answer || char(31) || coalesce(x.votes, '')"),
  part("praise", "coalesce(x.icon, '') || char(31) || coalesce(x.comment, '')"),
  part("praise_person", "x.person_id"),
];

function openCursor(rows: IterableIterator<Part>) {
  let head = rows.next();
  return {
    take(thread: string, messages: ReadonlySet<string>): string {
      let lines = "";
      while (!head.done && !isAfter(head.value.thread, thread)) {
        const { line } = head.value;
        if (head.value.thread === thread && messages.has(line.slice(0, line.indexOf("\u001f")))) lines += `${line}\u001f`;
        head = rows.next();
      }
      return lines;
    },
    close: () => void rows.return?.(),
  };
}

/** Decimal ids by value, past 2^53 too. */
function isAfter(a: string, b: string): boolean {
  return a.length === b.length ? a > b : a.length > b.length;
}
