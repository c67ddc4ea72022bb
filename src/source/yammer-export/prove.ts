import { isAbort } from "../../errors.ts";
import type { Proof } from "../source.ts";
import { cannotRead, type Archive } from "./archive.ts";
import { DamagedInput, readPiece } from "./bytes.ts";
import { shown } from "./safety.ts";

/** Every entry of an input, read to its end: sizes and, in a ZIP, checksums compared. */
export async function* proveArchive(given: string, archive: Archive, signal: AbortSignal): AsyncGenerator<Proof> {
  for (const entry of archive.entries) {
    let bytes = 0;
    try {
      for await (const chunk of readPiece(await entry.locate(), signal)) bytes += chunk.length;
      yield { bytes };
    } catch (error) {
      if (isAbort(error)) throw error;
      const name = `${given}: its entry ${shown(entry.path)}`;
      yield { bytes, problem: error instanceof DamagedInput ? `${name} is damaged: ${error.message}` : cannotRead(name, error) };
    }
  }
}
