import { open as openFile, readdir, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { fromRandomAccessReaderPromise, getFileNameLowLevel, type Entry as ZipEntry } from "yauzl";
import { codeOf } from "../../errors.ts";
import { DamagedInput, type Piece } from "./bytes.ts";
import { problemsOfZip, unsafeName, type DirectoryEntry } from "./safety.ts";
import { CachedReader } from "./zip-reader.ts";

/** A file of an export, wherever it lies. */
export interface Entry {
  /** Inside the input, with forward slashes. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Changes when the content does (ZIP: CRC and size; folder: size and time). */
  readonly fingerprint: string;
  /** Where its bytes are. In a ZIP that needs a look at the entry's own header. Throws DamagedInput or a system error. */
  locate(): Promise<Piece>;
}

/** ZIP or folder: what is in it, and all that is wrong with it. */
export interface Archive {
  readonly isZip: boolean;
  readonly sizeBytes: number;
  readonly entries: readonly Entry[];
  readonly problems: readonly string[];
}

const LOCAL_HEADER_BYTES = 30;
const LOCAL_HEADER_SIGNATURE = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;

/** Lists a ZIP or a folder. Throws system errors; what is wrong with the content is in `problems`. */
export async function openArchive(path: string): Promise<Archive> {
  const found = await stat(path);
  if (found.isDirectory()) return listFolder(path);
  if (!found.isFile()) return { isZip: false, sizeBytes: 0, entries: [], problems: ["it is neither a ZIP nor a folder"] };
  return listZip(path, found.size);
}

async function listZip(path: string, sizeBytes: number): Promise<Archive> {
  const file = await openFile(path, "r");
  try {
    const head = Buffer.alloc(4);
    await file.read(head, 0, 4, 0);
    if (head.toString("latin1", 0, 2) !== "PK") return { isZip: true, sizeBytes, entries: [], problems: ["it is not a ZIP file"] };
    const directory: DirectoryEntry[] = [];
    const problems: string[] = [];
    try {
      const zip = await fromRandomAccessReaderPromise(new CachedReader(file), sizeBytes, {
        decodeStrings: false,
        validateEntrySizes: false,
        autoClose: false,
      });
      for await (const entry of zip.eachEntry()) directory.push(directoryEntry(entry));
    } catch (error) {
      if (codeOf(error) !== "") throw error;
      problems.push(`its directory cannot be read, so the ZIP is cut off or damaged (${messageOf(error)})`);
    }
    problems.push(...problemsOfZip(directory));
    const entries = directory.filter((entry) => !entry.path.endsWith("/")).map((entry) => zipEntry(path, sizeBytes, entry));
    return { isZip: true, sizeBytes, entries, problems };
  } finally {
    await file.close();
  }
}

function directoryEntry(entry: ZipEntry): DirectoryEntry {
  // The names are not decoded by the reader: it would stop at the first bad one, and all of them are to be reported.
  const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);
  return {
    path: name.replaceAll("\\", "/"),
    sizeBytes: entry.uncompressedSize,
    packedBytes: entry.compressedSize,
    method: entry.compressionMethod,
    crc32: entry.crc32,
    isEncrypted: entry.isEncrypted(),
    headerOffset: entry.relativeOffsetOfLocalHeader,
    nameBytes: entry.fileNameLength,
  };
}

function zipEntry(zip: string, zipBytes: number, entry: DirectoryEntry): Entry {
  return {
    path: entry.path,
    sizeBytes: entry.sizeBytes,
    fingerprint: `${entry.crc32.toString(16).padStart(8, "0")}-${entry.sizeBytes}`,
    async locate() {
      const start = await dataStart(zip, entry);
      if (start + entry.packedBytes > zipBytes) throw new DamagedInput("it reaches beyond the end of its ZIP");
      const { packedBytes: length, sizeBytes, crc32 } = entry;
      return { path: zip, start, length, isDeflated: entry.method === DEFLATED, sizeBytes, crc32 };
    },
  };
}

async function dataStart(zip: string, entry: DirectoryEntry): Promise<number> {
  if (entry.method !== STORED && entry.method !== DEFLATED)
    throw new DamagedInput(`it is packed by method ${entry.method}, which is not read`);
  const file = await openFile(zip, "r");
  try {
    const header = Buffer.alloc(LOCAL_HEADER_BYTES);
    const { bytesRead } = await file.read(header, 0, LOCAL_HEADER_BYTES, entry.headerOffset);
    if (bytesRead < LOCAL_HEADER_BYTES || header.readUInt32LE(0) !== LOCAL_HEADER_SIGNATURE)
      throw new DamagedInput("its place in the ZIP holds something else");
    return entry.headerOffset + LOCAL_HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
  } finally {
    await file.close();
  }
}

async function listFolder(path: string): Promise<Archive> {
  const root = await realpath(path);
  const entries: Entry[] = [];
  const problems: string[] = [];
  let sizeBytes = 0;
  for (const found of await readdir(path, { recursive: true, withFileTypes: true })) {
    if (found.isDirectory()) continue;
    const full = join(found.parentPath, found.name);
    const name = full
      .slice(path.length)
      .replace(/^[/\\]+/, "")
      .replaceAll(sep, "/");
    // A link that leaves the folder is not part of the export, whatever it points at.
    if (found.isSymbolicLink() && !(await isInside(root, full))) continue;
    const { size, mtimeMs, ...kind } = await stat(full).then((info) => ({ size: info.size, mtimeMs: info.mtimeMs, isFile: info.isFile() }));
    if (!kind.isFile) continue;
    const problem = unsafeName(name);
    if (problem) problems.push(problem);
    sizeBytes += size;
    entries.push({
      path: name,
      sizeBytes: size,
      fingerprint: `${size}-${mtimeMs}`,
      locate: () => Promise.resolve({ path: full, start: 0, length: size, isDeflated: false, sizeBytes: size, crc32: null }),
    });
  }
  // The order of a folder depends on the file system; ours does not.
  entries.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { isZip: false, sizeBytes, entries, problems };
}

async function isInside(root: string, path: string): Promise<boolean> {
  try {
    return (await realpath(path)).startsWith(root + sep);
  } catch {
    return false;
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A system error as a sentence about an input; anything else is thrown again. */
export function cannotRead(given: string, error: unknown): string {
  switch (codeOf(error)) {
    case "ENOENT":
    case "ENOTDIR":
      return `${given} does not exist`;
    case "EACCES":
    case "EPERM":
      return `${given} may not be read by this user`;
    case "":
      throw error;
    default:
      return `${given} cannot be read (${messageOf(error)})`;
  }
}
