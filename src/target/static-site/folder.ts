import { createHash } from "node:crypto";

import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
  type Dirent,
} from "node:fs";
import { dirname, join } from "node:path";
import { Transform, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as delay } from "node:timers/promises";
import { codeOf, exitCodes, UserError } from "../../errors.ts";

/** Marks a folder as ours, and lists its pages. Written empty before anything else, so a killed first run leaves a folder we know. */
export const MARKER = "regroup-site.json";
/** The line before the list: it names the workspace that the site belongs to, by its id. */
export const listStart = (owner: string | undefined) =>
  `{"regroup":"static-site","version":1,${owner === undefined ? "" : `"workspace":"${owner}",`}"pages":[\n`;
export const LIST_END = "]}\n";

/** Id of the workspace that a site says it belongs to; undefined for one from before sites were marked. */
export function ownerIn(site: Pick<Folder, "start">): string | undefined {
  return /^\{[^\n[]*"workspace":"([0-9a-f]{1,64})"/.exec(site.start(MARKER, 200) ?? "")?.[1];
}

const TEMPORARY = ".tmp";
const SWEEP = `${TEMPORARY}/sweep`;

/** Virus scanners hold a new file for a moment; what they do not let go of within these waits is a real refusal. */
const RENAME_WAITS_MS: readonly number[] = [10, 20, 50, 100, 200, 400, 800];

/** The site's folder. Every change goes through here: in `read` mode all of them throw, and none leaves half a file. */
export interface Folder {
  readonly root: string;
  has(path: string): boolean;
  /** Undefined where there is no such file. */
  text(path: string): string | undefined;
  /** The first bytes of a file, enough to tell whose it is. */
  start(path: string, bytes: number): string | undefined;
  /** Names in one folder, sorted; none where there is no such folder. */
  list(path: string): string[];
  /** Paths of all files below a folder, sorted within each. Temporary ones are not listed. */
  walk(path?: string): Generator<string>;
  /** sha256 of the bytes on disk, undefined where there are none. */
  digest(path: string): Promise<string | undefined>;
  /** Makes the folder ours: that of the workspace with this id, where one was ever told. */
  begin(owner?: string): void;
  /** Writes at once or not at all; a file that already holds this stays untouched. */
  write(path: string, text: string): Promise<void>;
  /** As `write`, piece by piece. */
  writeAll(path: string, pieces: Iterable<string>): Promise<void>;
  /** Stores bytes and proves that they are those of `sha256`. */
  store(path: string, sha256: string, open: () => Readable, signal: AbortSignal): Promise<void>;
  /** Absolute path of a temporary file, for what a run does not want in memory. It goes with `end`. */
  scratch(name: string): string;
  /** False where there was nothing. Folders left empty go too. */
  remove(path: string): boolean;
  /** Removes a folder in which there is nothing. */
  removeEmpty(path: string): void;
  /** Remembers, also past a crash, that files may have lost their last page. */
  askForSweep(): void;
  readonly sweepAsked: () => boolean;
  /** Everything is written: nothing temporary stays. */
  end(): void;
  /** True where the folder carries our mark, or what a run that was cut off while it made or unmade it leaves. */
  isOurs(): boolean;
  /** Everything is taken back: the mark goes too. */
  abandon(): void;
}

export function folder(root: string, mode: "read" | "write"): Folder {
  const made = new Set<string>();
  let begun = false;
  let counter = 0;
  let owner: string | undefined;
  const at = (path: string) => join(root, path);

  function guarded<T>(work: () => T): T {
    if (mode === "read") throw new Error("the static site was opened for reading: nothing may be written");
    try {
      return work();
    } catch (error) {
      throw explained(error, root);
    }
  }

  function makeFolder(path: string): void {
    if (made.has(path)) return;
    mkdirSync(at(path), { recursive: true });
    made.add(path);
  }

  function begin(by?: string): void {
    owner ??= by;
    // Another process that finished meanwhile has cleared up: then it is to be made again.
    if (begun && existsSync(at(TEMPORARY))) return;
    guarded(() => {
      // A folder for temporary files that is already there is what an interrupted run leaves: it may have stored files and no page for them.
      const interrupted = existsSync(at(TEMPORARY));
      mkdirSync(at(TEMPORARY), { recursive: true });
      if (interrupted) writeFileSync(at(SWEEP), "");
      makeMarker();
    });
    begun = true;
  }

  /** Never over one that stands there: of two workspaces that begin at the same moment only the first has the folder. */
  function makeMarker(): void {
    try {
      writeFileSync(at(MARKER), `${listStart(owner)}${LIST_END}`, { flag: "wx" });
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw error;
    }
  }

  async function moveIn(temporary: string, path: string): Promise<void> {
    guarded(() => makeFolder(dirname(path)));
    for (const waitMs of [...RENAME_WAITS_MS, undefined]) {
      try {
        renameSync(at(temporary), at(path));
        return;
      } catch (error) {
        if (waitMs === undefined || !/^(EPERM|EBUSY|EACCES)$/.test(codeOf(error))) throw explained(error, root);
        await delay(waitMs);
      }
    }
  }

  function text(path: string): string | undefined {
    // Most pages of a first run are not there yet: asking is a tenth of catching what a failed reading throws.
    if (!existsSync(at(path))) return undefined;
    try {
      return readFileSync(at(path), "utf8");
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw explained(error, root);
    }
  }

  async function digest(path: string): Promise<string | undefined> {
    const hash = createHash("sha256");
    try {
      await pipeline(createReadStream(at(path)), hash);
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw explained(error, root);
    }
    return hash.digest("hex");
  }

  function start(path: string, bytes: number): string | undefined {
    if (!existsSync(at(path))) return undefined;
    let file: number | undefined;
    try {
      file = openSync(at(path), "r");
      const buffer = Buffer.alloc(bytes);
      return buffer.toString("utf8", 0, readSync(file, buffer, 0, bytes, 0));
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw explained(error, root);
    } finally {
      if (file !== undefined) closeSync(file);
    }
  }

  function entries(path: string): Dirent[] {
    try {
      return readdirSync(at(path), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      if (isAbsent(error)) return [];
      throw explained(error, root);
    }
  }

  function* walk(path = ""): Generator<string> {
    for (const entry of entries(path)) {
      const below = path === "" ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory() && below !== TEMPORARY) yield* walk(below);
      else if (entry.isFile()) yield below;
    }
  }

  return {
    root,
    start,
    list: (path) => entries(path).map((entry) => entry.name),
    walk,
    has: (path) => existsSync(at(path)),
    text,
    digest,
    begin,
    async write(path, content) {
      begin();
      if (text(path) === content) return;
      const temporary = `${TEMPORARY}/${counter++}`;
      guarded(() => {
        writeFileSync(at(temporary), content);
      });
      await moveIn(temporary, path);
    },
    async writeAll(path, pieces) {
      begin();
      const temporary = `${TEMPORARY}/${counter++}`;
      try {
        await pipeline(pieces, createWriteStream(at(temporary)));
      } catch (error) {
        rmSync(at(temporary), { force: true });
        throw explained(error, root);
      }
      if ((await digest(temporary)) === (await digest(path))) return;
      await moveIn(temporary, path);
    },
    async store(path, sha256, open, signal) {
      begin();
      if ((await digest(path)) === sha256) return;
      const temporary = `${TEMPORARY}/${counter++}`;
      const hash = createHash("sha256");
      const tap = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          hash.update(chunk);
          done(null, chunk);
        },
      });
      try {
        await pipeline(open(), tap, createWriteStream(at(temporary)), { signal });
      } catch (error) {
        rmSync(at(temporary), { force: true });
        throw explained(error, root);
      }
      if (hash.digest("hex") !== sha256) {
        rmSync(at(temporary), { force: true });
        throw new UserError(`The stored file ${sha256.slice(0, 12)}… is damaged`, {
          hint: "Run `regroup export` again: it fetches files whose bytes do not match.",
        });
      }
      await moveIn(temporary, path);
    },
    scratch(name) {
      begin();
      return at(`${TEMPORARY}/${name}`);
    },
    remove(path) {
      begin();
      return guarded(() => {
        if (!existsSync(at(path))) return false;
        rmSync(at(path));
        for (let parent = dirname(path); parent !== "."; parent = dirname(parent)) {
          try {
            rmdirSync(at(parent));
          } catch {
            break; // Not empty, or held open by a viewer: an empty folder harms nobody.
          }
          made.delete(parent);
        }
        return true;
      });
    },
    removeEmpty(path) {
      guarded(() => {
        try {
          rmdirSync(at(path));
        } catch {
          // Not there, not empty, or no folder: then it is not ours to take.
        }
      });
    },
    askForSweep() {
      begin();
      guarded(() => writeFileSync(at(SWEEP), ""));
    },
    sweepAsked: () => existsSync(at(SWEEP)),
    end() {
      guarded(() => rmSync(at(TEMPORARY), { recursive: true, force: true }));
      begun = false;
    },
    isOurs: () => existsSync(at(MARKER)) || existsSync(at(TEMPORARY)),
    abandon() {
      guarded(() => {
        rmSync(at(TEMPORARY), { recursive: true, force: true });
        rmSync(at(MARKER), { force: true });
      });
      begun = false;
    },
  };
}

function isAbsent(error: unknown): boolean {
  return codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR";
}

const REASONS: Readonly<Record<string, readonly [what: string, hint: string]>> = {
  ENOSPC: [
    "the disk is full",
    "Free some space (or move the workspace to a larger disk) and run the same command again: it goes on where it stopped.",
  ],
  EDQUOT: ["your disk quota is used up", "Free some space and run the same command again: it goes on where it stopped."],
  EROFS: ["the disk is read-only", "Choose another `target.path` in regroup.yaml, or make the disk writable."],
  EACCES: ["access was refused", "Give yourself write access to this folder, and close programs that hold its files open."],
  EPERM: ["access was refused", "Give yourself write access to this folder, and close programs that hold its files open."],
  EBUSY: ["another program holds a file in it open", "Close it (a viewer, a sync client, a virus scan) and run the same command again."],
  EMFILE: ["too many files are open", "Close other programs and run the same command again."],
  EEXIST: ["a file stands where a folder is needed", "Move that file away, or choose another `target.path` in regroup.yaml."],
  ENOTDIR: ["a file stands where a folder is needed", "Move that file away, or choose another `target.path` in regroup.yaml."],
  ENAMETOOLONG: ["its path is too long for this system", "Move the workspace to a folder with a shorter path."],
};

/** No space is no matter of access: the same exit code as where the store has none. */
const NO_SPACE = ["ENOSPC", "EDQUOT"];

/** What a person can do about the disk, said so; everything else as it came. */
export function explained(error: unknown, root: string): unknown {
  const reason = REASONS[codeOf(error)];
  if (!reason) return error;
  const exit = NO_SPACE.includes(codeOf(error)) ? exitCodes.usage : exitCodes.access;
  return new UserError(`Cannot write the site in ${root}: ${reason[0]}`, { hint: reason[1], exit, cause: error });
}
