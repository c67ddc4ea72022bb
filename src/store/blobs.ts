import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { UserError } from "../errors.ts";
import type { Opened, Part } from "../source/source.ts";
import { createParts } from "./parts.ts";

/** Attachment bytes, named by their sha256 and nothing else: no name from a source ever becomes a path. */
export interface Blobs {
  /** Streams in, then gives the name. The file is complete or not there. */
  put(bytes: Readable, signal: AbortSignal): Promise<{ readonly sha256: string; readonly sizeBytes: number }>;
  /** What an earlier run had of a file when it was cut off. `name` is any text that names the file; it becomes no path. */
  part(name: string): Promise<Part | undefined>;
  /** As `put`, behind the part's bytes; what comes before a failure or a kill is the part of the next run. */
  putOn(name: string, opened: Opened, signal: AbortSignal): Promise<{ readonly sha256: string; readonly sizeBytes: number }>;
  dropPart(name: string): void;
  /** Removes the parts of all other files. */
  keepParts(names: Iterable<string>): void;
  /** Fails at its end where the bytes are not those of the name; they are put aside then, so that the next export fetches them again. */
  open(sha256: string): Readable;
  /** Looks at name and size only. */
  has(sha256: string, sizeBytes: number): boolean;
  /** Removes what an interrupted run left half-written. */
  sweep(): void;
  /** Removes every file that is not one of these. Parts stay. */
  keepOnly(isKnown: (sha256: string) => boolean): void;
}

export function createBlobs(workspace: string): Blobs {
  const folder = join(workspace, "blobs");
  const halfWritten = join(folder, ".tmp");
  const parts = createParts(join(folder, ".parts"));

  function pathOf(sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new TypeError("not the name of a blob");
    return join(folder, sha256.slice(0, 2), sha256);
  }

  function has(sha256: string, sizeBytes: number): boolean {
    return statSync(pathOf(sha256), { throwIfNoEntry: false })?.size === sizeBytes;
  }

  async function* proven(sha256: string): AsyncGenerator<Buffer> {
    const path = pathOf(sha256);
    const hash = createHash("sha256");
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      yield chunk;
    }
    if (hash.digest("hex") === sha256) return;
    mkdirSync(halfWritten, { recursive: true, mode: 0o700 });
    renameSync(path, join(halfWritten, sha256));
    throw new UserError(`The bytes of a file in blobs/ are damaged (${sha256.slice(0, 12)}…).`, {
      hint: "Run `regroup export` again with the export at hand: it fetches them again.",
    });
  }

  /** Gives the bytes their name. */
  function settle(path: string, { sha256, sizeBytes }: { readonly sha256: string; readonly sizeBytes: number }) {
    const place = pathOf(sha256);
    mkdirSync(join(place, ".."), { recursive: true, mode: 0o700 });
    if (has(sha256, sizeBytes)) rmSync(path);
    else renameSync(path, place);
    return { sha256, sizeBytes };
  }

  return {
    has,
    part: parts.find,
    async putOn(name, opened, signal) {
      const whole = await parts.write(name, opened, signal);
      const named = settle(whole.path, whole);
      parts.drop(name);
      return named;
    },
    dropPart: parts.drop,
    keepParts: parts.keepOnly,
    async put(bytes, signal) {
      mkdirSync(halfWritten, { recursive: true, mode: 0o700 });
      const temporary = join(halfWritten, randomUUID());
      const hash = createHash("sha256");
      let sizeBytes = 0;
      const measure = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          hash.update(chunk);
          sizeBytes += chunk.length;
          done(null, chunk);
        },
      });
      try {
        await pipeline(bytes, measure, createWriteStream(temporary, { mode: 0o600 }), { signal });
        return settle(temporary, { sha256: hash.digest("hex"), sizeBytes });
      } catch (error) {
        rmSync(temporary, { force: true });
        throw error;
      }
    },
    open(sha256) {
      const path = pathOf(sha256);
      if (!existsSync(path)) {
        throw new UserError(`The bytes of a file are gone from blobs/ (${sha256.slice(0, 12)}…).`, {
          hint: "Put the folder blobs/ back, or run `regroup export` again with the export at hand.",
        });
      }
      return Readable.from(proven(sha256), { objectMode: false });
    },
    sweep() {
      rmSync(halfWritten, { recursive: true, force: true });
    },
    keepOnly(isKnown) {
      if (!existsSync(folder)) return;
      for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        if (entry.isFile() && /^[0-9a-f]{64}$/.test(entry.name) && !isKnown(entry.name)) rmSync(join(entry.parentPath, entry.name));
      }
    },
  };
}
