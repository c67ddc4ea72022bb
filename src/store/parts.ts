import { createHash } from "node:crypto";
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { addAbortSignal } from "node:stream";
import type { Opened, Part } from "../source/source.ts";

/** A file that is whole now. */
export interface Whole {
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

/**
 * Files that are on their way. Each is bytes, and a note of how many of them are proven and of what file they are; both are named by the digest of the caller's
 * name for it, so that no name from a source becomes a path. They outlive the process, however it ends.
 */
export interface Parts {
  /** What an earlier run had. Bytes that are not as they were written (a power cut) are thrown away. */
  find(name: string): Promise<Part | undefined>;
  /** Writes on, and says where the whole file is. Where that fails, what came so far stays, unless nothing could be added to it later. */
  write(name: string, opened: Opened, signal: AbortSignal): Promise<Whole>;
  drop(name: string): void;
  keepOnly(names: Iterable<string>): void;
}

/** Hex digits of a name: with what is added to it, no path is longer than that of a blob. */
const NAME_CHARS = 40;
/** What a kill can cost: a note of so many more bytes is a small file written anew. */
const NOTE_EVERY_BYTES = 512 * 1024;

interface Note extends Part {
  /** Of the first `bytes` bytes. */
  readonly sha256: string;
}

export function createParts(folder: string): Parts {
  const digestOf = (name: string) => createHash("sha256").update(name).digest("hex").slice(0, NAME_CHARS);
  const pathOf = (name: string) => join(folder, digestOf(name));
  const notePath = (path: string) => `${path}.json`;

  function drop(path: string): void {
    rmSync(notePath(path), { force: true });
    rmSync(path, { force: true });
  }

  return {
    async find(name) {
      const path = pathOf(name);
      const note = readNote(notePath(path));
      const sizeBytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      if (note && sizeBytes >= note.bytes && (await hashOf(path, note.bytes)).digest("hex") === note.sha256) return note;
      drop(path);
      return undefined;
    },

    async write(name, { bytes, from, seal }, signal) {
      const path = pathOf(name);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      if (from === 0) drop(path);
      else truncateSync(path, from);
      const hash = await hashOf(path, from);
      let sizeBytes = from;
      let noted = from;
      const note = (): void => {
        const known = seal();
        if (known === null || sizeBytes === noted) return;
        writeNote(notePath(path), { bytes: sizeBytes, seal: known, sha256: hash.copy().digest("hex") });
        noted = sizeBytes;
      };
      const file = await open(path, "a", 0o600);
      try {
        for await (const chunk of addAbortSignal(signal, bytes) as AsyncIterable<Buffer>) {
          await file.appendFile(chunk);
          hash.update(chunk);
          sizeBytes += chunk.length;
          if (sizeBytes - noted >= NOTE_EVERY_BYTES) note();
        }
      } catch (error) {
        keepWhatCame(note);
        // Without a note nothing could be added to it later.
        if (!existsSync(notePath(path))) drop(path);
        throw error;
      } finally {
        await file.close();
      }
      return { path, sha256: hash.digest("hex"), sizeBytes };
    },

    drop: (name) => drop(pathOf(name)),

    keepOnly(names) {
      const wanted = new Set([...names].map(digestOf));
      for (const entry of readdirSafely(folder)) if (!wanted.has(entry.slice(0, NAME_CHARS))) rmSync(join(folder, entry), { force: true });
    },
  };
}

/** The download failed already: a note that cannot be written (a full disk) must not hide why. */
function keepWhatCame(note: () => void): void {
  try {
    note();
  } catch {
    return;
  }
}

async function hashOf(path: string, bytes: number): Promise<ReturnType<typeof createHash>> {
  const hash = createHash("sha256");
  if (bytes === 0) return hash;
  for await (const chunk of createReadStream(path, { end: bytes - 1 }) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash;
}

function readNote(path: string): Note | undefined {
  try {
    const note: unknown = JSON.parse(readFileSync(path, "utf8"));
    return isNote(note) && note.bytes > 0 ? note : undefined;
  } catch {
    return undefined;
  }
}

function isNote(value: unknown): value is Note {
  if (typeof value !== "object" || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  return Number.isSafeInteger(fields.get("bytes")) && typeof fields.get("seal") === "string" && typeof fields.get("sha256") === "string";
}

function writeNote(path: string, note: Note): void {
  writeFileSync(`${path}.new`, JSON.stringify(note), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

function readdirSafely(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
