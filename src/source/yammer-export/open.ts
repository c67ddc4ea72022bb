import { resolve } from "node:path";
import { Readable } from "node:stream";
import { isAbort, RemoteError, stopIfAsked } from "../../errors.ts";
import type { FileToOpen } from "../source.ts";
import { messageOf, openArchive, type Archive, type Entry } from "./archive.ts";
import { readPiece } from "./bytes.ts";
import { recognise, trimmedInput } from "./inputs.ts";

/** Finds and streams the bytes of files. Listings of inputs are kept, because an export may hold a hundred thousand files. */
export function makeOpener(inputs: readonly string[], workspace: string): (file: FileToOpen, signal: AbortSignal) => Promise<Readable> {
  const listings = new Map<string, Promise<ReadonlyMap<string, Entry>>>();
  return async (file, signal) => {
    stopIfAsked(signal);
    const given = inputs.map(trimmedInput).find((one) => file.origin.startsWith(`${one}/`));
    if (given === undefined) throw gone(file, "its export is not among the inputs any more");
    const listing = listings.get(given) ?? list(given, workspace);
    listings.set(given, listing);
    try {
      const entry = (await listing).get(file.locator);
      if (!entry) throw gone(file, "the export has no such entry");
      return Readable.from(guarded(file, entry, signal), { objectMode: false });
    } catch (error) {
      listings.delete(given);
      throw error instanceof RemoteError || isAbort(error) ? error : gone(file, messageOf(error), error);
    }
  };
}

/** Only what lies in a folder for files or pages: a locator never leads to a CSV, or out of the input. */
async function list(given: string, workspace: string): Promise<ReadonlyMap<string, Entry>> {
  const archive: Archive = await openArchive(resolve(workspace, given));
  const { blobs } = recognise(given, 0, workspace, archive);
  return new Map([...blobs.values()].map((entry) => [entry.path, entry]));
}

async function* guarded(file: FileToOpen, entry: Entry, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* readPiece(await entry.locate(), signal);
  } catch (error) {
    throw isAbort(error) ? error : gone(file, messageOf(error), error);
  }
}

function gone(file: FileToOpen, why: string, cause?: unknown): RemoteError {
  return new RemoteError(`the bytes of ${file.type} ${file.id} cannot be read: ${why}`, { recovery: "skip", cause });
}
