import { spawnSync } from "node:child_process";
import { existsSync, opendirSync, readFileSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import type { UserError } from "../errors.ts";
import { isAllowed, judgePlace, refusalOf, type Mount, type Surroundings, type Unsafe } from "./place.ts";

/** This computer, as `place.ts` judges it. */

const MOST_NAMES = 1000;

export function lookAround(): Surroundings {
  return { platform: process.platform, env: process.env, home: homedir(), mounts: mounts(), names };
}

/** Whether a workspace may be where it is: asked by every command that writes, and by `doctor`. The folder need not exist yet. */
export function checkPlace(
  workspace: string,
  around: Surroundings = lookAround(),
): { readonly unsafe: Unsafe | undefined; readonly isAllowed: boolean; readonly refusal: UserError | undefined } {
  const unsafe = judgePlace([workspace, realPath(workspace)], around);
  return { unsafe, isAllowed: isAllowed(workspace, around), refusal: refusalOf(workspace, unsafe, around) };
}

/** Links, substituted and mapped drives followed; what does not exist yet hangs below what does. */
function realPath(path: string): string {
  const missing: string[] = [];
  let existing = resolve(path);
  while (!existsSync(existing) && dirname(existing) !== existing) {
    missing.unshift(basename(existing));
    existing = dirname(existing);
  }
  try {
    return join(realpathSync.native(existing), ...missing);
  } catch {
    return path;
  }
}

function names(folder: string): string[] {
  try {
    const found: string[] = [];
    const open = opendirSync(folder);
    try {
      for (let entry = open.readSync(); entry && found.length < MOST_NAMES; entry = open.readSync()) found.push(entry.name);
    } finally {
      open.closeSync();
    }
    return found;
  } catch {
    return [];
  }
}

function mounts(): readonly Mount[] {
  try {
    if (process.platform === "linux") return parseProcMounts(readFileSync("/proc/self/mounts", "utf8"));
    if (process.platform === "darwin") return parseMacMounts(spawnSync("/sbin/mount", { encoding: "utf8", timeout: 5000 }).stdout);
  } catch {
    // Where nothing is listed, the path alone has to do.
  }
  return [];
}

/** `source point type options 0 0`, blanks as \040. Source: proc_pid_mounts(5), fstab(5). */
export function parseProcMounts(text: string): Mount[] {
  return text.split("\n").flatMap((line) => {
    const [source, point, type, options] = line.split(" ").map((field) => field.replace(/\\([0-7]{3})/g, unescaped));
    return source && point && type ? [{ source: `${source} ${options ?? ""}`, point, type }] : [];
  });
}

function unescaped(_whole: string, octal: string): string {
  return String.fromCharCode(Number.parseInt(octal, 8));
}

/** `source on point (type, option, …)`. Source: mount(8) of macOS. */
export function parseMacMounts(text: string): Mount[] {
  return text.split("\n").flatMap((line) => {
    const [, source, point, type] = /^(.+) on (.+) \(([^,)]+)[^()]*\)$/.exec(line) ?? [];
    return source && point && type ? [{ source, point, type }] : [];
  });
}
