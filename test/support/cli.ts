import Database from "better-sqlite3";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";
import { stringify } from "yaml";

/** The real program in a process of its own, and what it left in a workspace, as text that can be compared. */

const BIN = fileURLToPath(new URL("../../bin/regroup.js", import.meta.url));
export const FIXTURES = fileURLToPath(new URL("../../fixtures/", import.meta.url));

export interface Ended {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  /** Resolves when the process is gone; never rejects because of how it ended. */
  readonly ended: Promise<Ended>;
  isAlive(): boolean;
  kill(signal: NodeJS.Signals): void;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input; empty and closed where none is given. */
  readonly input?: string;
  /** SIGKILL after this long, unless it has ended by then. */
  readonly killAfterMs?: number;
  /** What starts the program instead of Node alone, such as `prlimit --fsize=…`. */
  readonly under?: readonly string[];
}

/** Whoever runs the tests may have signed in: none of that reaches them. */
const NOBODYS = { REGROUP_SECRETS: join(tmpdir(), "regroup-nobody"), REGROUP_KEYCHAIN: "off" };

/** Starts `regroup <args> --workspace <workspace>`. Nothing of the caller's environment but PATH reaches it. */
export function startRegroup(workspace: string, args: readonly string[], options: RunOptions = {}): Running {
  const [program, ...rest] = [...(options.under ?? []), process.execPath, BIN, ...args, "--workspace", workspace];
  const env = { PATH: process.env["PATH"] ?? "", NO_COLOR: "1", ...NOBODYS, ...options.env };
  const child = spawn(program, rest, { env, stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.on("error", () => undefined);
  child.stdin.end(options.input ?? "");
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  const timer = options.killAfterMs === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), options.killAfterMs);
  const ended = new Promise<Ended>((resolve, reject) => {
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, stdout, stderr });
    });
  });
  return { ended, isAlive, kill: (signal) => void child.kill(signal) };
}

export function regroup(workspace: string, args: readonly string[], options?: RunOptions): Promise<Ended> {
  return startRegroup(workspace, args, options).ended;
}

export interface Seated {
  /** All that was on the screen. */
  readonly screen: () => string;
  type(text: string): void;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<number | null>;
}

/** The program at a terminal with somebody before it: `script` (bsdutils, on every Debian) gives the terminal. */
export function seatedRegroup(
  workspace: string,
  args: readonly string[],
  { env = {}, columns = 100 }: { readonly env?: Readonly<Record<string, string>>; readonly columns?: number } = {},
): Seated {
  const size = `stty cols ${columns} rows 30; `;
  const command = [process.execPath, BIN, ...args, "--workspace", workspace].map((part) => `'${part}'`).join(" ");
  const child = spawn("script", ["-qfec", `${size}exec ${command}`, "/dev/null"], {
    env: { PATH: process.env["PATH"] ?? "", SHELL: "/bin/sh", TERM: "xterm", NO_COLOR: "1", ...NOBODYS, ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let screen = "";
  child.stdin.on("error", () => undefined);
  child.stdout.setEncoding("utf8").on("data", (text: string) => (screen += text));
  return {
    screen: () => screen,
    type: (text) => void child.stdin.write(text),
    kill: (signal) => void child.kill(signal),
    ended: new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", resolve);
    }),
  };
}

/** Runs the commands one after the other; each must end with 0 (or 1 for `export`, which says so of gaps). */
export async function runLine(workspace: string, ...commands: readonly (readonly string[])[]): Promise<void> {
  for (const args of commands) {
    const { code, signal, stdout, stderr } = await regroup(workspace, args);
    if (code === 0 || (code === 1 && args[0] === "export")) continue;
    throw new Error(`regroup ${args.join(" ")} ended with ${String(code ?? signal)}\n${stdout}\n${stderr}`);
  }
}

/** A folder for this test file's workspaces, gone when its tests are over. Call it at the top of the file. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "regroup-test-"));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return folder;
}

/** Makes a folder with a regroup.yaml; `config` as a value, or as the file's text. */
export function makeWorkspace(parent: string, name: string, config: unknown): string {
  const workspace = join(parent, name);
  mkdirSync(workspace, { recursive: true });
  writeConfig(workspace, config);
  return workspace;
}

export function writeConfig(workspace: string, config: unknown): void {
  writeFileSync(join(workspace, "regroup.yaml"), typeof config === "string" ? config : stringify(config));
}

/** Every row of every public view, sorted: equal texts are equal stores. */
export function dumpViews(workspace: string, only?: readonly string[]): string {
  return withStore(workspace, (db) => {
    const all = db.prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY name").pluck().all();
    const views = only ?? all;
    return views
      .flatMap((view) => [
        `── ${view}`,
        ...db
          .prepare<[], Record<string, unknown>>(`SELECT * FROM ${view}`)
          .all()
          .map((row) => JSON.stringify(row))
          .sort(),
      ])
      .join("\n");
  });
}

/** The rows of one query on a workspace's store. */
export function query<Row>(workspace: string, sql: string): Row[] {
  return withStore(workspace, (db) => db.prepare<[], Row>(sql).all());
}

function withStore<T>(workspace: string, work: (db: Database.Database) => T): T {
  const db = new Database(join(workspace, "regroup.db"), { readonly: true, fileMustExist: true });
  try {
    return work(db);
  } finally {
    db.close();
  }
}

/** One line a file, sorted: its sha256 and its path inside the folder. Empty where there is no folder. */
export function hashTree(folder: string): string {
  return filesBelow(folder)
    .map(
      (path) =>
        `${createHash("sha256")
          .update(bytesOf(join(folder, path)))
          .digest("hex")}  ${path}`,
    )
    .join("\n");
}

/** A site's list names its workspace by a random id: that alone is not the same in two workspaces. */
function bytesOf(path: string): Buffer {
  const bytes = readFileSync(path);
  if (!path.endsWith("regroup-site.json")) return bytes;
  return Buffer.from(bytes.toString("utf8").replace(/"workspace":"[0-9a-f]{32}"/, '"workspace":""'));
}

/** Paths of all files below a folder, sorted, with forward slashes. */
export function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    )
    .sort();
}
