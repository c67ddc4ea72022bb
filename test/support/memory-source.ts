import { Readable } from "node:stream";
import { RemoteError, stopIfAsked } from "../../src/errors.ts";
import type { DataRecord, Page, SkipRecord, Source, SourceRecord } from "../../src/source/source.ts";

/** A source for tests of what comes after one: files with rows, each a record (with hints before it) or a skip. */
export interface MemoryFile {
  readonly file: string;
  readonly fingerprint?: string;
  /** `row` is filled in. */
  readonly rows: readonly (DataRecord | Omit<SkipRecord, "line">)[];
}

export interface MemoryOptions {
  readonly network: string;
  readonly files: readonly MemoryFile[];
  /** By locator. */
  readonly bytes?: Readonly<Record<string, Uint8Array>>;
  readonly rowsPerPage?: number;
}

export function memorySource(options: MemoryOptions): Source {
  const { network, files, bytes = {}, rowsPerPage = 10 } = options;
  return {
    id: "memory",

    check(signal) {
      return new Promise((resolve) => {
        stopIfAsked(signal);
        resolve({ found: files.map(({ file, rows }) => `${file}: ${rows.length} rows`), warnings: [], totalBytes: 0 });
      });
    },

    estimate: () => Promise.resolve({ requests: {}, bytes: 0, hours: 0 }),

    async *read(_scope, checkpoints, signal) {
      let isFirst = true;
      for (const [position, { file, fingerprint = "1", rows }] of files.entries()) {
        stopIfAsked(signal);
        const saved = checkpoints(file)?.split("@");
        const start = saved?.[0] === fingerprint ? Number(saved[1]) : 0;
        const head: SourceRecord[] = [
          { kind: "input", file, position, fingerprint, from: saved?.[0] === fingerprint ? "resume" : "start" },
        ];
        yield { origin: file, rows: 0, records: isFirst ? [{ kind: "network", network }, ...head] : head, checkpoints: [] };
        isFirst = false;
        for (let at = start; at < rows.length; at += rowsPerPage) {
          stopIfAsked(signal);
          yield await Promise.resolve(pageOf(file, fingerprint, rows, at, Math.min(rows.length, at + rowsPerPage)));
        }
      }
    },

    open(file, signal) {
      return new Promise((resolve) => {
        stopIfAsked(signal);
        const found = bytes[file.locator];
        if (!found) throw new RemoteError(`the bytes of ${file.type} ${file.id} are gone`, { recovery: "skip" });
        resolve(Readable.from([Buffer.from(found)]));
      });
    },
  };
}

function pageOf(file: string, fingerprint: string, rows: MemoryFile["rows"], from: number, to: number): Page {
  const records = rows.slice(from, to).map((record, n): SourceRecord => {
    if (record.kind === "skip") return { ...record, line: from + n + 2 };
    return { ...record, row: from + n + 1 };
  });
  return { origin: file, rows: to - from, records, checkpoints: [{ scope: file, value: `${fingerprint}@${to}` }] };
}
