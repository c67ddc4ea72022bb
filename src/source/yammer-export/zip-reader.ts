import type { FileHandle } from "node:fs/promises";
import { RandomAccessReader } from "yauzl";

const BLOCK_BYTES = 256 * 1024;

/** Reads a ZIP's directory in blocks: two reads an entry would take seconds for an export with a hundred thousand files. */
export class CachedReader extends RandomAccessReader {
  private readonly file: FileHandle;
  private readonly block = Buffer.alloc(BLOCK_BYTES);
  private blockStart = 0;
  private blockEnd = 0;

  constructor(file: FileHandle) {
    super();
    this.file = file;
  }

  override read(buffer: Buffer, offset: number, length: number, position: number, callback: (error: Error | null) => void): void {
    this.fill(buffer, offset, length, position).then(() => {
      callback(null);
    }, callback);
  }

  override close(callback: (error: Error | null) => void): void {
    callback(null);
  }

  private async fill(buffer: Buffer, offset: number, length: number, position: number): Promise<void> {
    if (length > BLOCK_BYTES) {
      const { bytesRead } = await this.file.read(buffer, offset, length, position);
      if (bytesRead < length) throw new Error("unexpected end of file");
      return;
    }
    if (position < this.blockStart || position + length > this.blockEnd) {
      const { bytesRead } = await this.file.read(this.block, 0, BLOCK_BYTES, position);
      this.blockStart = position;
      this.blockEnd = position + bytesRead;
    }
    if (position + length > this.blockEnd) throw new Error("unexpected end of file");
    const start = position - this.blockStart;
    this.block.copy(buffer, offset, start, start + length);
  }
}
