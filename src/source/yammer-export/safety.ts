/** What a ZIP's directory says of one entry. */
export interface DirectoryEntry {
  readonly path: string;
  readonly sizeBytes: number;
  readonly packedBytes: number;
  readonly method: number;
  readonly crc32: number;
  readonly isEncrypted: boolean;
  readonly headerOffset: number;
  readonly nameBytes: number;
}

/** An honest CSV packs about 1:10, the emptiest one 1:200; a bomb has to be far above to be worth its while. */
const BOMB_RATIO = 1000;
const BOMB_FROM_BYTES = 100e6;
const MAX_TOTAL_BYTES = 2e12;
/** Signature to name of an entry's own header: an entry takes at least this, its name and its packed bytes. */
const LOCAL_HEADER_BYTES = 30;
const NAMED_PROBLEMS = 5;

/** Everything about a ZIP's directory that no honest export has; one line a finding, at most a few of each sort. */
export function problemsOfZip(entries: readonly DirectoryEntry[]): string[] {
  return [
    ...few(entries.flatMap((entry) => unsafeName(entry.path) ?? [])),
    ...few(entries.filter((entry) => entry.isEncrypted).map((entry) => `its entry ${shown(entry.path)} is encrypted`)),
    ...few(
      entries
        .filter(isBomb)
        .map((entry) => `its entry ${shown(entry.path)} claims to unpack to ${entry.sizeBytes} bytes from ${entry.packedBytes}`),
    ),
    ...few(duplicates(entries).map((path) => `it has two entries named ${shown(path)}`)),
    ...few(overlapping(entries).map((path) => `its entry ${shown(path)} lies inside another one`)),
    ...(total(entries) > MAX_TOTAL_BYTES ? [`it claims to unpack to ${total(entries)} bytes`] : []),
  ];
}

/** A name that could lead out of the place it is unpacked to, or hide where it leads. */
export function unsafeName(path: string): string | undefined {
  if (path.includes("\0")) return `its entry ${shown(path)} has a NUL in its name`;
  if (path.startsWith("/")) return `its entry ${shown(path)} has an absolute name`;
  if (/^[a-z]:/i.test(path)) return `its entry ${shown(path)} has a drive letter in its name`;
  if (path.split("/").includes("..")) return `its entry ${shown(path)} has ".." in its name`;
  return undefined;
}

/** A name as it can stand in a terminal: quoted, control characters escaped, not endless. */
export function shown(path: string): string {
  const text = path.length > 120 ? `${path.slice(0, 117)}…` : path;
  return JSON.stringify(text).replace(/[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "?");
}

function isBomb(entry: DirectoryEntry): boolean {
  return entry.sizeBytes > BOMB_FROM_BYTES && entry.sizeBytes > entry.packedBytes * BOMB_RATIO;
}

function total(entries: readonly DirectoryEntry[]): number {
  return entries.reduce((sum, entry) => sum + entry.sizeBytes, 0);
}

function duplicates(entries: readonly DirectoryEntry[]): string[] {
  const seen = new Set<string>();
  return entries.flatMap(({ path }) => {
    // CSVs are found without regard to case, so two that differ in nothing else are one too many.
    const key = path.toLowerCase().endsWith(".csv") ? path.toLowerCase() : path;
    if (seen.has(key)) return [path];
    seen.add(key);
    return [];
  });
}

function overlapping(entries: readonly DirectoryEntry[]): string[] {
  const sorted = [...entries].sort((a, b) => a.headerOffset - b.headerOffset);
  let end = 0;
  return sorted.flatMap((entry) => {
    const isInside = entry.headerOffset < end;
    end = Math.max(end, entry.headerOffset + LOCAL_HEADER_BYTES + entry.nameBytes + entry.packedBytes);
    return isInside ? [entry.path] : [];
  });
}

function few(problems: readonly string[]): string[] {
  if (problems.length <= NAMED_PROBLEMS) return [...problems];
  return [...problems.slice(0, NAMED_PROBLEMS), `… and ${problems.length - NAMED_PROBLEMS} more of these`];
}
