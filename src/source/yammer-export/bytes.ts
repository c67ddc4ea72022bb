import { createReadStream } from "node:fs";
import { createInflateRaw, crc32 } from "node:zlib";
import { stopIfAsked } from "../../errors.ts";

/** Where the bytes of one file of an export lie: plain data, so that a worker thread can be handed one. */
export interface Piece {
  /** The ZIP, or the file itself in an unpacked folder. */
  readonly path: string;
  readonly start: number;
  /** Bytes on disk, packed or not. */
  readonly length: number;
  readonly isDeflated: boolean;
  /** Bytes once unpacked, as the ZIP's directory (or the file system) says. */
  readonly sizeBytes: number;
  /** Null in a folder, where nothing vouches for the content. */
  readonly crc32: number | null;
}

/** The bytes are not what the ZIP's directory promised: a cut-off or altered download. */
export class DamagedInput extends Error {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = "DamagedInput";
  }
}

/** Big enough that a chunk costs nothing beside its bytes, small enough that three of them do not matter. */
const CHUNK_BYTES = 512 * 1024;

/**
 * Streams a piece, unpacked. Never yields more than the directory declared, and throws DamagedInput, after the good bytes, where size or
 * CRC differ or the packed data break off. System errors (ENOENT …) pass as they are.
 */
export async function* readPiece(piece: Piece, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  let size = 0;
  let sum = 0;
  for await (const chunk of piece.length === 0 ? [] : unpacked(piece, signal)) {
    size += chunk.length;
    if (size > piece.sizeBytes) throw new DamagedInput("it holds more than its ZIP declares");
    if (piece.crc32 !== null) sum = crc32(chunk, sum);
    yield chunk;
  }
  if (size !== piece.sizeBytes) throw new DamagedInput(`it breaks off after ${size} of ${piece.sizeBytes} bytes`);
  if (piece.crc32 !== null && sum !== piece.crc32) throw new DamagedInput("its checksum does not match");
}

async function* unpacked(piece: Piece, signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
  const raw = createReadStream(piece.path, { start: piece.start, end: piece.start + piece.length - 1, highWaterMark: CHUNK_BYTES });
  if (!piece.isDeflated) {
    try {
      for await (const chunk of raw) yield asBuffer(chunk, signal);
    } finally {
      raw.destroy();
    }
    return;
  }
  const inflate = createInflateRaw({ chunkSize: CHUNK_BYTES });
  raw.on("error", (error) => inflate.destroy(error));
  raw.pipe(inflate);
  try {
    for await (const chunk of inflate) yield asBuffer(chunk, signal);
  } catch (error) {
    if (isZlibError(error)) throw new DamagedInput("its packed data are broken", { cause: error });
    throw error;
  } finally {
    raw.destroy();
    inflate.destroy();
  }
}

function asBuffer(chunk: unknown, signal: AbortSignal | undefined): Buffer {
  if (signal) stopIfAsked(signal);
  if (!Buffer.isBuffer(chunk)) throw new TypeError("a stream of bytes was expected");
  return chunk;
}

/** Also an end of data that inflate calls "unexpected": code Z_BUF_ERROR. */
function isZlibError(error: unknown): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("Z_");
}
