import { existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { counted } from "../counted.ts";
import type { Config } from "../config.ts";
import type { Progress } from "../log.ts";
import type { AccountLine, Source, SourceInfo } from "../source/source.ts";
import { claimOf } from "../target/claim.ts";
import type { Target, TargetInfo } from "../target/target.ts";
import { examineStore, type Examined } from "../store/examine.ts";
import { openForReading, storePath, type Store } from "../store/store.ts";
import { isBeingWritten } from "../store/writer.ts";
import { checkAccess, checkPrivacy, checkSecrets, newestFile } from "./files.ts";
import { alone, bad, note, ok, warn, type Finding } from "./finding.ts";
import { judgeClock, judgeDisk, judgeNode, size } from "./machine.ts";
import { judgeNames, judgePaths } from "./names.ts";
import { ALLOW } from "./place.ts";
import { checkPlace } from "./surroundings.ts";

/**
 * Looks at everything a migration hangs on, and changes nothing. Each check stands alone: a broken workspace is what it is for, so one that fails
 * is a finding and the next one runs.
 */
export interface DoctorOptions {
  readonly workspace: string;
  /** The settings and what they name; each may throw what a person has to mend. */
  readonly config: () => Config;
  readonly source: (config: Config, index: number) => Promise<Source>;
  readonly target: (config: Config) => Promise<Target>;
  /** Where this user's secrets are kept, if anywhere. */
  readonly secrets?: string;
  /** Who has signed in, and until when. */
  readonly signIn?: (config: Config) => Promise<readonly Finding[]>;
  /** Reads every byte of the inputs, and compares the store's indexes with its tables. */
  readonly deep: boolean;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  readonly clock: () => number;
}

/** What one check learns and a later one needs. */
interface Known {
  config?: Config;
  readonly sources: SourceInfo[];
  target?: TargetInfo & { readonly id: string };
  store?: Examined;
}

export async function examine(options: DoctorOptions): Promise<readonly Finding[]> {
  const { workspace, clock } = options;
  const known: Known = { sources: [] };
  const place = checkPlace(workspace);
  const checks: readonly (readonly [id: string, work: () => readonly Finding[] | Promise<readonly Finding[]>])[] = [
    ["node", () => [judgeNode(process.versions.node)]],
    ["place", () => placeFindings(place)],
    ["access", () => checkAccess(workspace)],
    ["privacy", () => checkPrivacy(workspace, process.platform)],
    ["config", () => settings(options, known)],
    ["sign-in", async () => (known.config && options.signIn ? options.signIn(known.config) : [])],
    ["inputs", () => inputs(options, known)],
    ["target", () => target(options, known, place.refusal === undefined && existsSync(storePath(workspace)))],
    ["lock", () => lock(workspace)],
    // SQLite makes a file beside the store that it reads: not where nothing of ours may be.
    ["store", () => (place.refusal ? [note("store", "The store was not opened here.")] : store(options, known))],
    ["decisions", () => (place.refusal ? [] : decisions(workspace, known))],
    ["disk", () => disk(options, known)],
    ["paths", () => [judgePaths({ platform: process.platform, workspace, site: known.target?.folder })]],
    ["names", () => judgeNames(process.platform, namedPaths(workspace, known.config))],
    ["secrets", () => (options.secrets === undefined ? [] : checkSecrets(options.secrets, workspace, process.platform))],
    ["clock", () => [judgeClock({ now: clock(), newestMs: Math.max(newestFile(workspace), known.store?.newestMs ?? 0), zone: ownZone() })]],
  ];
  const findings: Finding[] = [];
  for (const [id, work] of checks) findings.push(...(await alone(id, work)));
  return findings;
}

function placeFindings({ unsafe, isAllowed, refusal }: ReturnType<typeof checkPlace>): Finding[] {
  if (refusal) return [bad("place", refusal.message, refusal.hint)];
  if (unsafe && isAllowed)
    return [warn("place", `The workspace lies in ${unsafe.what}, which ${ALLOW} allows.`, `Move it, or be sure of it.`)];
  return [ok("place", "The workspace is in no synchronised folder and on no network drive, as far as can be told.")];
}

function settings(options: DoctorOptions, known: Known): Finding[] {
  known.config = options.config();
  return [ok("config", "regroup.yaml is in order.")];
}

const unread = "was not looked at: regroup.yaml has to be mended first.";

async function inputs(options: DoctorOptions, known: Known): Promise<Finding[]> {
  const { config } = known;
  if (!config) return [note("inputs", `What it names as input ${unread}`)];
  const findings: Finding[] = [];
  for (const index of config.sources.keys()) findings.push(...(await alone("inputs", () => input(options, known, index))));
  return findings;
}

async function input({ source: open, config, deep, signal, progress }: DoctorOptions, known: Known, index: number): Promise<Finding[]> {
  const source = await open(known.config ?? config(), index);
  const info = await source.check(signal);
  known.sources.push(info);
  const findings = [
    ...info.found.map((found) => ok("inputs", found)),
    ...info.warnings.map((found) => warn("inputs", found, "Look whether that is meant.")),
  ];
  findings.push(...(await alone("account", async () => ((await source.account?.(signal)) ?? []).map(accountFinding))));
  if (!deep || !source.prove) return findings;
  progress.start("Reading every byte of the inputs", (info.totalBytes + (info.fileBytes ?? 0)) / 1e6, "MB");
  try {
    for await (const { bytes, problem } of source.prove(signal)) {
      progress.advance(bytes / 1e6);
      if (problem !== undefined) findings.push(bad("inputs", problem, "Download that export again."));
    }
  } finally {
    progress.done();
  }
  return findings;
}

function accountFinding({ found, fix, isWrong }: AccountLine): Finding {
  return isWrong ? warn("account", found, fix ?? "Look whether that is meant.") : note("account", found, fix);
}

async function target(options: DoctorOptions, known: Known, hasStore: boolean): Promise<Finding[]> {
  if (!known.config) return [note("target", `The target ${unread}`)];
  const opened = await options.target(known.config);
  const info = hasStore ? await checkAs(options.workspace, opened, options.signal) : await opened.check(options.signal);
  known.target = { ...info, id: opened.id };
  return [
    ok("target", `The target can be used: ${info.description}.`),
    ...info.warnings.map((found) => warn("target", found, "Look whether that is meant.")),
  ];
}

/** As the workspace that it is: a site of another one is refused. What is wrong with the store is told by its own check. */
async function checkAs(workspace: string, opened: Target, signal: AbortSignal): Promise<TargetInfo> {
  let reader: Store;
  try {
    reader = openForReading(workspace);
  } catch {
    return opened.check(signal);
  }
  try {
    return await opened.check(signal, claimOf(reader.db, opened.id));
  } finally {
    reader.close();
  }
}

function lock(workspace: string): Finding[] {
  const isHeld = isBeingWritten(workspace);
  if (isHeld === undefined) return [note("lock", "Whether a command is writing now cannot be told by this user.")];
  return [
    isHeld
      ? note("lock", "A regroup command is writing in this workspace now.", "See `regroup status`.")
      : ok("lock", "No command is writing now."),
  ];
}

const LARGE_WAL_BYTES = 1e9;

function store({ workspace, deep }: DoctorOptions, known: Known): Finding[] {
  const seen = examineStore(workspace, { deep });
  if (!seen) return [note("store", "Nothing has been exported yet.", "Run `regroup export`.")];
  const anew =
    "Put regroup.db aside (with regroup.db-wal and regroup.db-shm) and run `regroup export` again: everything in it comes from the inputs and your CSV files.";
  if (seen.damage.length > 0) return [bad("store", `regroup.db is damaged: ${seen.damage.join("; ")}.`, anew)];
  if (seen.schema > seen.known) {
    return [
      bad(
        "store",
        `regroup.db was written by a newer regroup (schema ${seen.schema}, this one knows ${seen.known}).`,
        "Use that version, or a newer one.",
      ),
    ];
  }
  known.store = seen;
  const findings = [ok("store", `regroup.db is whole (${size(seen.sizeBytes)}).`)];
  if (seen.schema < seen.known)
    findings.push(note("store", "regroup.db is of an older version; the next command that writes brings it up to date."));
  findings.push(...otherNetworks(seen, known.sources), ...leftShown(seen, isBeingWritten(workspace)));
  if ((seen.dangling ?? 0) > 0)
    findings.push(bad("store", `${counted(seen.dangling ?? 0, "row of regroup.db points", "rows of regroup.db point")} at nothing.`, anew));
  if (seen.walBytes > LARGE_WAL_BYTES) {
    findings.push(
      note("store", `The log beside the store has ${size(seen.walBytes)}.`, "The next command that writes and ends takes it in."),
    );
  }
  return findings;
}

/** While a command is writing, it may be the export that needs it so. */
function leftShown({ isAccountChanged }: Examined, isWriting: boolean | undefined): Finding[] {
  if (!isAccountChanged || isWriting !== false) return [];
  return [
    warn(
      "account",
      "An export that was cut off has left private content shown to the account (--include-private).",
      "Run any command that writes, such as `regroup export` or `regroup map`, with that account: it is hidden again first.",
    ),
  ];
}

/** A token may be of another network than the one that was read so far: an export would put both into one store. */
function otherNetworks({ networks }: Examined, sources: readonly SourceInfo[]): Finding[] {
  return sources.flatMap(({ network }) =>
    network === undefined || networks.length === 0 || networks.includes(network)
      ? []
      : [
          warn(
            "account",
            `The token reads the network ${network}; what was exported so far is of ${networks.join(", ")}.`,
            `If that is not meant, sign in with an account of ${networks[0] ?? "that network"}, or use another workspace: an export would put both networks into this one.`,
          ),
        ],
  );
}

async function decisions(workspace: string, { target: there, store: seen }: Known): Promise<Finding[]> {
  const { decisionsSincePlan, GROUPS_FILE, PEOPLE_FILE } = await import("../map/decisions.ts");
  const files = [PEOPLE_FILE, GROUPS_FILE].filter((name) => existsSync(join(workspace, name)));
  if (files.length === 0 || !there || !seen) return [];
  const reader = openForReading(workspace);
  try {
    decisionsSincePlan(reader, workspace, there.id);
    return [ok("decisions", `${files.join(" and ")} can be read.`)];
  } finally {
    reader.close();
  }
}

async function disk({ workspace }: DoctorOptions, { sources, store: seen }: Known): Promise<Finding[]> {
  const { bavail, bsize } = await statfs(workspace);
  const sum = (pick: (info: SourceInfo) => number) => sources.reduce((total, info) => total + pick(info), 0);
  return [
    judgeDisk(bavail * bsize, {
      csvBytes: sum((info) => info.totalBytes),
      fileBytes: sum((info) => info.fileBytes ?? 0),
      storeBytes: seen?.sizeBytes ?? 0,
      blobBytes: seen?.blobBytes ?? 0,
      imported: seen?.imported ?? 0,
      records: seen?.records,
    }),
  ];
}

/** Every path that the settings name, whatever adapter it is for. */
function namedPaths(workspace: string, config: Config | undefined): (readonly [string, string])[] {
  const named: (readonly [string, string])[] = [["the workspace", workspace]];
  if (!config) return named;
  const parts = [...config.sources.map((part, index) => [`sources[${index}]`, part] as const), ["target", config.target] as const];
  for (const [at, part] of parts) {
    for (const [key, value] of Object.entries(part)) {
      if (!["inputs", "members", "path", "directory"].includes(key)) continue;
      for (const path of Array.isArray(value) ? value : [value]) if (typeof path === "string") named.push([`${at}.${key}`, path]);
    }
  }
  if (config.archive) named.push(["archive.path", config.archive.path]);
  return named;
}

function ownZone(): string | undefined {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
