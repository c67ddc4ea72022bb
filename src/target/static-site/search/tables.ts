import { createHash } from "node:crypto";
import type { Table } from "./format.ts";

/** A part ends after every so many keys on average, wherever a key's own digest says so: what is added elsewhere moves no boundary. */
const KEYS_PER_PART = 256;
/** And before it gets larger than this, in characters. */
const MAX_PART_CHARS = 120_000;

export interface TableWriter {
  /** Keys come in ascending order, each once. */
  put(key: string, value: unknown): Promise<void>;
  end(): Promise<Table>;
}

/** Cuts a sorted list into files that are named by their first key, so that a changed entry changes one file. */
export function tableWriter(write: (name: string, part: readonly unknown[]) => Promise<void>): TableWriter {
  const parts: [string, string][] = [];
  let part: unknown[] = [];
  let chars = 0;

  async function flush(): Promise<void> {
    const first = part[0];
    if (typeof first !== "string") return;
    const name = nameOf(first);
    parts.push([first, name]);
    await write(name, part);
    part = [];
    chars = 0;
  }

  return {
    async put(key, value) {
      const size = key.length + (typeof value === "string" ? value.length : JSON.stringify(value).length);
      if (chars + size > MAX_PART_CHARS || isBoundary(key)) await flush();
      part.push(key, value);
      chars += size;
    },
    async end() {
      await flush();
      return parts;
    },
  };
}

/** The name of a key's file: a key is no path. */
export function nameOf(key: string): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 12);
}

/** FNV-1a over UTF-16 units. */
function isBoundary(key: string): boolean {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return ((hash ^ (hash >>> 15)) >>> 0) % KEYS_PER_PART === 0;
}
