import { posix, win32 } from "node:path";
import { UserError } from "../errors.ts";

/** A file system as the system lists it. */
export interface Mount {
  readonly point: string;
  readonly type: string;
  /** Options too, where a type alone does not tell. */
  readonly source: string;
}

/** What a place is judged by, as values: so that every system's rules are tested on any. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly mounts: readonly Mount[];
  /** Some of the names in a folder (a root of a synchronised folder is small or carries its mark early); none where it cannot be read. */
  names(folder: string): readonly string[];
}

export interface Unsafe {
  readonly kind: "synchronised" | "network";
  /** For people: `OneDrive ("OneDrive - Contoso")`. */
  readonly what: string;
}

/** The name of the variable that allows one folder, and one only, in spite of what the rules say of it. */
export const ALLOW = "REGROUP_ALLOW_PLACE";

/**
 * A store in a synchronised folder or on a network drive breaks: a program that copies files meanwhile tears the database from its log, network file
 * systems do not lock or share memory as SQLite's log needs it (https://sqlite.org/wal.html, "All processes must be on the same host computer"),
 * and everything personal is uploaded. `paths`: the folder as named and as it really is, both absolute. Undefined: nothing is known against it.
 */
export function judgePlace(paths: readonly string[], around: Surroundings): Unsafe | undefined {
  for (const rule of [synchronised, onNetwork]) {
    for (const path of paths) {
      const found = rule(path, around);
      if (found) return found;
    }
  }
  return undefined;
}

/** The refusal as an error that says where else to go; undefined where the place is fine, or allowed by name. */
export function refusalOf(workspace: string, unsafe: Unsafe | undefined, around: Surroundings): UserError | undefined {
  if (!unsafe || isAllowed(workspace, around)) return undefined;
  const folder = around.platform === "win32" ? "C:\\regroup\\" : `${around.home}/regroup/`;
  const own = folder + pathOf(around).basename(workspace);
  // A name may be what tells against the place.
  const other = own === folder || judgePlace([own], around) ? `${folder}my-migration` : own;
  const why =
    unsafe.kind === "synchronised"
      ? "synchronising tears a database apart while it is written, and uploads everybody's personal data"
      : "a database breaks on a drive that is not this computer's own";
  return new UserError(`The workspace ${workspace} lies in ${unsafe.what}: ${why}.`, {
    hint: `Move it to a folder on this computer's own disk, such as ${other}. If this is no such folder, set ${ALLOW} to its full path.`,
  });
}

export function isAllowed(workspace: string, around: Surroundings): boolean {
  const allowed = around.env[ALLOW];
  return allowed !== undefined && allowed !== "" && same(pathOf(around).resolve(allowed), workspace, around);
}

function pathOf({ platform }: Surroundings) {
  return platform === "win32" ? win32 : posix;
}

function same(a: string, b: string, { platform }: Surroundings): boolean {
  return platform === "win32" || platform === "darwin" ? a.toLowerCase() === b.toLowerCase() : a === b;
}

function isInside(folder: string, path: string, around: Surroundings): boolean {
  const { relative, isAbsolute } = pathOf(around);
  const rest = relative(folder, path);
  return rest === "" || (!/^\.\.([/\\]|$)/.test(rest) && !isAbsolute(rest));
}

// ── Synchronised ────────────────────────────────────────────────────────────────────────────────────────────────────

/** Folders that the programs make under these names, wherever they are. */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/^onedrive( ?- ?.+)?$/i, "OneDrive"],
  [/^dropbox( \(.+\))?$/i, "Dropbox"],
  [/^(google ?drive|googledrive-.+)$/i, "Google Drive"],
  [/^(icloud ?drive|mobile documents|com~apple~clouddocs)$/i, "iCloud Drive"],
  [/^(pcloud ?drive|synologydrive|proton ?drive)$/i, "a synchronised folder"],
];

/** Names too common to mean anything but right below the home folder, where these programs put them. */
const HOME_NAMES: readonly (readonly [RegExp, string])[] = [
  [/^box( sync)?$/i, "Box"],
  [/^nextcloud\d*$/i, "Nextcloud"],
  [/^owncloud\d*$/i, "ownCloud"],
  [/^mega(sync)?$/i, "MEGA"],
  [/^(seafile|tresorit|sync)$/i, "a synchronised folder"],
];

/** What these programs leave in the root of what they synchronise. */
const MARKS: readonly (readonly [RegExp, string])[] = [
  [/^\.dropbox(\.cache)?$/, "Dropbox"],
  [/^(\.nextcloudsync\.log|\._?sync_[0-9a-f]{6,}\.db)$/, "Nextcloud"],
  [/^(\.owncloudsync\.log|\.csync_journal\.db)$/, "ownCloud"],
  [/^(\.tmp\.drive(download|upload)|\.shortcut-targets-by-id)$/, "Google Drive"],
  [/^\.849c9593-d756-4e56-8d6e-42412f2a707b$/i, "OneDrive"],
  [/^\.stfolder$/, "Syncthing"],
  [/^\.SynologyWorkingDirectory$/, "Synology Drive"],
];

function synchronised(path: string, around: Surroundings): Unsafe | undefined {
  const found = byVariable(path, around) ?? byCloudStorage(path, around) ?? byName(path, around) ?? byMark(path, around);
  return found === undefined ? undefined : { kind: "synchronised", what: found };
}

/** OneDrive tells its folders in variables; a SharePoint library that is synchronised lies beside them, below the company's name. */
function byVariable(path: string, around: Surroundings): string | undefined {
  const { basename, dirname, join } = pathOf(around);
  for (const name of ["OneDrive", "OneDriveCommercial", "OneDriveConsumer"]) {
    const folder = around.env[name];
    if (folder === undefined || folder === "") continue;
    if (isInside(folder, path, around)) return `OneDrive ("${basename(folder)}")`;
    const company = /^OneDrive - (.+)$/i.exec(basename(folder))?.[1];
    if (company !== undefined && isInside(join(dirname(folder), company), path, around)) return `a SharePoint library ("${company}")`;
  }
  return undefined;
}

/** macOS puts every provider below one folder, and may keep Desktop and Documents in iCloud. */
function byCloudStorage(path: string, around: Surroundings): string | undefined {
  if (around.platform !== "darwin") return undefined;
  const provider = /\/Library\/CloudStorage\/([^/]+)/i.exec(path)?.[1];
  if (provider !== undefined) return `a synchronised folder ("${provider}")`;
  const icloud = posix.join(around.home, "Library", "Mobile Documents", "com~apple~CloudDocs");
  const moved = ["Desktop", "Documents"].find((name) => isInside(posix.join(around.home, name), path, around));
  return moved !== undefined && around.names(icloud).includes(moved) ? `iCloud Drive ("${moved}")` : undefined;
}

function byName(path: string, around: Surroundings): string | undefined {
  const { dirname, relative, isAbsolute, sep } = pathOf(around);
  for (const part of path.split(/[/\\]/)) {
    const known = NAMES.find(([pattern]) => pattern.test(part));
    if (known) return `${known[1]} ("${part}")`;
  }
  // Some services have the root as their home.
  const isHome = dirname(around.home) !== around.home;
  const below = relative(around.home, path);
  const first = isAbsolute(below) || !isHome ? "" : (below.split(sep)[0] ?? "");
  const known = HOME_NAMES.find(([pattern]) => pattern.test(first));
  return known ? `${known[1]} ("${first}")` : undefined;
}

function byMark(path: string, around: Surroundings): string | undefined {
  const { dirname } = pathOf(around);
  for (let folder = path; dirname(folder) !== folder; folder = dirname(folder)) {
    const names = around.names(folder);
    const known = MARKS.find(([pattern]) => names.some((name) => pattern.test(name)));
    if (known) return `${known[1]} (its mark is in ${folder})`;
  }
  return undefined;
}

// ── Not this computer's own ─────────────────────────────────────────────────────────────────────────────────────────

const NETWORK_TYPES =
  /^(nfs\d?|cifs|smb\d?|smbfs|ncpfs|afs|afpfs|webdav|davfs\d?|ftp|9p|drvfs|vboxsf|prl_fs|lustre|beegfs|ceph|glusterfs|ocfs2|gfs2)$/i;
/** File systems of user space say after a dot what they are. Only those that lead elsewhere: encryption and unions are local. */
const NETWORK_FUSE =
  /^fuse(blk)?\.(sshfs|rclone|davfs2?|gvfsd-fuse|s3fs|goofys|gcsfuse|onedriver|google-drive-ocamlfuse|glusterfs|ceph-fuse|cephfs|juicefs|vmhgfs-fuse|seadrive|pcloud|smbnetfs|curlftpfs)$/i;

function onNetwork(path: string, around: Surroundings): Unsafe | undefined {
  const found = around.platform === "win32" ? share(path) : mounted(path, around);
  return found === undefined ? undefined : { kind: "network", what: found };
}

/** A mapped drive's real path is that of its share. */
function share(path: string): string | undefined {
  const plain = path.replaceAll("/", "\\").replace(/^\\\\\?\\UNC\\/i, "\\\\");
  const match = /^\\\\([^\\?.][^\\]*)\\([^\\]+)/.exec(plain);
  return match ? `a network share (\\\\${match[1] ?? ""}\\${match[2] ?? ""})` : undefined;
}

function mounted(path: string, around: Surroundings): string | undefined {
  // Of two at one point the later one covers the earlier.
  const holder = around.mounts
    .filter(({ point }) => isInside(point, path, around))
    .reduce<Mount | undefined>((best, one) => (best && one.point.length < best.point.length ? best : one), undefined);
  if (!holder) return undefined;
  const { type, point, source } = holder;
  // Some containers have their own root this way; it is theirs alone.
  if (type === "9p" && point === "/") return undefined;
  if (!NETWORK_TYPES.test(type) && !NETWORK_FUSE.test(type)) return undefined;
  if (type === "drvfs" || /aname=drvfs/.test(source)) return `a Windows drive seen through WSL (${point})`;
  return `a network drive (${point}, ${type})`;
}
