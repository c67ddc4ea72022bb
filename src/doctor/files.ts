import { accessSync, constants, existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { exitCodes } from "../errors.ts";
import { bad, ok, warn, type Finding } from "./finding.ts";

/** Who may read and write what. */

/** Files that commands write again; where one is there, it has to be writable. */
const OWN = ["regroup.db", "regroup.lock", "people.csv", "groups.csv", "blobs", "logs", "reports"] as const;

export function checkAccess(workspace: string): Finding[] {
  const locked = [workspace, ...OWN.map((name) => join(workspace, name))].filter((path) => existsSync(path) && !isWritable(path));
  if (locked.length === 0) return [ok("access", `${workspace} can be read and written.`)];
  const shown = locked.map((path) => relative(workspace, path) || "the workspace itself").join(", ");
  const fix = "Make them writable for yourself, or run regroup as the user who made them. `regroup status` works without.";
  return [bad("access", `This user may not write: ${shown}.`, fix, exitCodes.access)];
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

const OTHERS_READ = 0o004;
const OTHERS_ENTER = 0o001;

/** Whether other users of this computer come as far as the workspace. Windows has no such modes: what a user's folder inherits is theirs. */
export function checkPrivacy(workspace: string, platform: NodeJS.Platform): Finding[] {
  if (platform === "win32") return [];
  const folders = [workspace];
  for (let folder = workspace; dirname(folder) !== folder; folder = dirname(folder)) folders.push(dirname(folder));
  if (!isOpenToOthers(folders.map((folder) => statSync(folder).mode)))
    return [ok("privacy", "Other users of this computer cannot enter the workspace.")];
  return [
    warn(
      "privacy",
      "Every user of this computer can read the workspace: exports, lists and site hold names, e-mail addresses and texts.",
      `Run: chmod 700 ${JSON.stringify(workspace)}`,
    ),
  ];
}

/** Modes of the folder and of all above it, nearest first. */
export function isOpenToOthers([own = 0, ...above]: readonly number[]): boolean {
  return (own & (OTHERS_READ | OTHERS_ENTER)) !== 0 && above.every((mode) => (mode & OTHERS_ENTER) !== 0);
}

/** The folder where this user's secrets are: outside the workspace, and readable by nobody else. */
export function checkSecrets(folder: string, workspace: string, platform: NodeJS.Platform): Finding[] {
  if (!existsSync(folder)) return [];
  const inside = relative(workspace, folder);
  if (inside === "" || !/^(\.\.|[a-z]:|\/)/i.test(inside)) {
    return [
      bad(
        "secrets",
        `Secrets are kept inside the workspace (${folder}): they would be passed on with it.`,
        "Keep them in a folder of your own profile.",
      ),
    ];
  }
  if (platform === "win32") return [ok("secrets", `Secrets are kept in ${folder}.`)];
  const open = readdirSync(folder).filter((name) => (statSync(join(folder, name)).mode & 0o077) !== 0);
  if (open.length === 0) return [ok("secrets", `Secrets are kept in ${folder}, readable by you only.`)];
  return [
    bad("secrets", `Others may read ${open.length} of the files with secrets in ${folder}.`, `Run: chmod 600 ${JSON.stringify(folder)}/*`),
  ];
}

/** The latest time that the files of the workspace were changed; 0 where there are none. */
export function newestFile(workspace: string): number {
  return Math.max(0, ...OWN.map((name) => statSync(join(workspace, name), { throwIfNoEntry: false })?.mtimeMs ?? 0));
}
