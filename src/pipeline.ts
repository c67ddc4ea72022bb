import { explain, openAnywhere, openForReading, openForWriting, openIfAny, requireStore, type Store } from "./store/store.ts";
import type { Config } from "./config.ts";
import type { DoctorOptions } from "./doctor/doctor.ts";
import type { Finding } from "./doctor/finding.ts";
import { isAbort, RemoteError, stopIfAsked, UserError } from "./errors.ts";
import type { Logger, Progress } from "./log.ts";
import type { Decisions } from "./map/decisions.ts";
import type { LintFinding } from "./map/lint.ts";
import type { GroupCounts } from "./map/map-groups.ts";
import type { MatchCounts } from "./map/match.ts";
import type { Questions } from "./map/questions.ts";
import type { Shares } from "./map/shares.ts";
import {
  approve,
  refuseUnknownWaves,
  requireApproval,
  showApproval,
  standingApproval,
  type Shown,
  type Signature,
} from "./plan/approval.ts";
import { currentPlan, type CurrentPlan } from "./plan/current.ts";
import { wavesOf, type Approval } from "./plan/signed.ts";
import { groupsNamed, groupsOfWaves } from "./plan/choose.ts";
import { shortHash } from "./model/action.ts";
import { buildPlan, settingsOf, type Plan } from "./plan/build.ts";
import { collect, type Collected } from "./source/collect.ts";
import type { CheckpointReader, Forecast, Scope, SettingsJournal, Source, SourceInfo } from "./source/source.ts";
import { webAddress } from "./source/web-address.ts";
import type { BudgetLedger } from "./http/budget.ts";
import { createBlobs } from "./store/blobs.ts";
import { openBudgetLedger, pausedUntil } from "./store/budget-ledger.ts";
import { keepWantedParts, removeUnusedBytes, wantMissingAgain } from "./store/files.ts";
import { notedProgress, noteToken, type TokenNote } from "./store/progress.ts";
import { reasonText } from "./report/reasons.ts";
import { certificateOf, type Certificate } from "./store/certificate.ts";
import { crossCheckOf, type CrossCheck } from "./store/cross-check.ts";
import { hasPendingSettings, settingsJournal } from "./store/settings-journal.ts";
import { checkpointReader, endRun, lastExport, noteStanding, startRun, writeState } from "./store/runs.ts";
import { forgetImport, importCommand, nextImport, nextOpen, nextRemake, noteImport } from "./store/next-import.ts";
import { saveTarget, saveTargetGroups, saveTargetPeople } from "./store/targets.ts";
import { readStatus, type Status } from "./store/status.ts";
import { saveFindings } from "./store/findings.ts";
import { isBeingWritten } from "./store/writer.ts";
import { applyPlan, type Applied } from "./target/apply.ts";
import { claimForWriting, claimOf, notePlace } from "./target/claim.ts";
import { createContext } from "./target/context.ts";
import { importedKey } from "./target/rollback-ledger.ts";
import { removeWaiting } from "./target/unpublish.ts";
import type { Target, TargetInfo } from "./target/target.ts";
import type { Verified } from "./verify/verify.ts";

/**
 * The straight line: one function a command. Each opens the store, calls the stages in order, and says what came of it.
 * What only some commands need of libraries (pages, HTML, CSV) is loaded by those: it would cost every export its memory.
 */

export interface Run {
  readonly workspace: string;
  readonly config: Config;
  readonly progress: Progress;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly clock: () => number;
  /** The configured sources, for what a run that died has left changed in their accounts. */
  readonly sources?: () => Promise<readonly Source[]>;
}

/** Holds the writer's lock for `work`, and notes the run. What `work` tells the progress it is given, `status` can read. */
export async function writing<T>(
  run: Run,
  command: string,
  work: (store: Store, runId: number, progress: Progress) => Promise<T>,
): Promise<T> {
  if (command !== "export") requireStore(run.workspace);
  const store = openForWriting(run.workspace);
  let outcome = "failed";
  let id: number | undefined;
  try {
    id = startRun(store.db, command, run.clock());
    if (command !== "export") await undoLeftovers(store, run);
    const result = await work(store, id, notedProgress(store.db, { run: id, progress: run.progress, clock: run.clock }));
    outcome = "done";
    return result;
  } catch (error) {
    if (isAbort(error)) outcome = "interrupted";
    throw explain(error, run.workspace);
  } finally {
    try {
      if (id !== undefined) endRun(store.db, id, outcome, run.clock());
    } catch (error) {
      // What stopped the run (a full disk) stops this too, and is told anyway.
      run.log[outcome === "failed" ? "info" : "warn"]("the end of the run could not be noted", { error: String(error) });
    }
    store.close();
  }
}

/** What was asked of which server, shared by all commands on this workspace. */
export function budgetOf(workspace: string): BudgetLedger {
  return openBudgetLedger(workspace);
}

export interface Exported extends Collected {
  readonly found: readonly string[];
  readonly warnings: readonly string[];
  /** Where a server was read: what the store can vouch for, and where an export of the same network says otherwise. */
  readonly certificate?: Vouched;
  readonly crossCheck?: CrossCheck;
}

/** A certificate with what its kinds of gaps mean. */
export interface Vouched extends Certificate {
  readonly why: readonly { readonly kind: string; readonly rows: number; readonly means: string }[];
}

function vouched(certificate: Certificate): Vouched {
  return { ...certificate, why: certificate.why.map((row) => ({ ...row, means: reasonText(row.kind) })) };
}

export interface ExportOptions {
  readonly keepPrivate?: boolean;
  readonly onlyGroups?: readonly string[];
  /** Milliseconds UTC. */
  readonly since?: number;
  readonly mine?: boolean;
  readonly refreshPeople?: boolean;
  readonly refreshThreads?: boolean;
  /** Told before anything is read: it may take days. */
  readonly onChecked?: (sources: Pick<Exported, "found" | "warnings">) => void;
  /** Told before a server is read. */
  readonly onForecast?: (forecast: Forecast) => void;
  /** Of the token that a server is read with, for `status`. */
  readonly token?: TokenNote | undefined;
}

export async function exportNetwork(run: Run, sources: readonly Source[], options: ExportOptions = {}): Promise<Exported> {
  const infos: SourceInfo[] = [];
  for (const source of sources) infos.push(await source.check(run.signal, lastCheckpoints(run.workspace, source)));
  const checked = { found: infos.flatMap((info) => info.found), warnings: infos.flatMap((info) => info.warnings) };
  return writing(run, "export", async (store, id, progress) => {
    options.onChecked?.(checked);
    const sums = { records: 0, skips: 0, lookAt: 0, gaps: 0, files: 0, filesLost: 0, pictures: 0, picturesLost: 0 };
    const blobs = createBlobs(run.workspace);
    wantMissingAgain(store.db, blobs);
    if (options.token) noteToken(store.db, id, options.token);
    for (const [index, source] of sources.entries()) {
      const scope = scopeOf(run, options);
      const totalBytes = infos[index]?.totalBytes ?? 0;
      const collected = await prepared(source, store, run, async () => {
        const forecast = source.isRemote === true ? await foreseen(source, store, progress, { scope, signal: run.signal }) : undefined;
        if (forecast) options.onForecast?.(forecast);
        const totalRequests = Object.values(forecast?.requests ?? {}).reduce((sum, requests) => sum + requests, 0);
        return collect(source, store, { scope, run: id, totalBytes, totalRequests, blobs, progress, log: run.log, signal: run.signal });
      });
      for (const key of ["records", "skips", "files", "filesLost", "pictures", "picturesLost"] as const) sums[key] += collected[key];
      // These two are of the whole store.
      sums.gaps = collected.gaps;
      sums.lookAt = collected.lookAt;
    }
    keepWantedParts(store.db, blobs);
    removeUnusedBytes(store.db, blobs);
    return {
      ...sums,
      ...checked,
      ...(sources.some((source) => source.isRemote === true)
        ? { certificate: vouched(certificateOf(store.db)), ...crossCheckOf(store.db) }
        : {}),
    };
  });
}

/** Of a server's source, as the last run left them; the store is not opened for writing before the inputs are known to be in order. */
function lastCheckpoints(workspace: string, source: Source): CheckpointReader {
  return (scope) => {
    const store = source.isRemote === true ? openIfAny(workspace) : undefined;
    if (!store) return undefined;
    try {
      return checkpointReader(store.db, source.id)(scope);
    } finally {
      store.close();
    }
  };
}

async function foreseen(
  source: Source,
  store: Store,
  progress: Progress,
  { scope, signal }: { readonly scope: Scope; readonly signal: AbortSignal },
): Promise<Forecast> {
  progress.start("Looking at what there is to read", 0, "groups");
  try {
    return await source.estimate(scope, signal, checkpointReader(store.db, source.id));
  } finally {
    progress.done();
  }
}

/** `keepPrivate`: private conversations are stored only when the policy says `keep` and somebody asks for it in this run, by name. */
function scopeOf({ config }: Run, options: ExportOptions): Scope {
  const { scope, policies } = config;
  return {
    excludeGroups: scope.exclude_groups,
    content: scope.content,
    privateConversations: options.keepPrivate === true ? policies.private_conversations : "count",
    onlyGroups: options.onlyGroups ?? [],
    mine: options.mine === true,
    refreshPeople: options.refreshPeople === true,
    refreshThreads: options.refreshThreads === true,
    ...(options.since === undefined ? {} : { since: options.since }),
  };
}

/** What reading changes in an account is undone at its end, whatever the end is; what an earlier run could not undo, first. */
async function prepared<T>(source: Source, store: Store, run: Run, work: () => Promise<T>): Promise<T> {
  const journal = settingsJournal(store.db, source.id);
  if (journal.pending().length > 0) await source.restore?.(journal, run.signal);
  let result: T;
  try {
    await source.prepare?.(journal, run.signal);
    result = await work();
  } catch (error) {
    // It is warned of; what is told as the end of the run is what ended it.
    await putBack(source, journal, run).catch(() => undefined);
    throw error;
  }
  await putBack(source, journal, run);
  return result;
}

const RESTORE_MS = 180_000;

/** Also after Ctrl-C, whose signal would stop this too. */
async function putBack(source: Source, journal: SettingsJournal, { log }: Run): Promise<void> {
  if (journal.pending().length === 0) return;
  try {
    await source.restore?.(journal, AbortSignal.timeout(RESTORE_MS));
  } catch (error) {
    const reason = error instanceof Error ? error.message : "";
    log.warn("the account is still as this export needed it (private content is shown); the next command that writes puts it back", {
      reason,
    });
    // Nobody asked to stop.
    if (error instanceof Error && error.name === "TimeoutError")
      throw new RemoteError(`the account could not be put back within ${RESTORE_MS / 1000} s`, { recovery: "abort", cause: error });
    throw error;
  }
}

/** Where a killed export left an account changed, the next command of any kind puts it back; it goes on where that fails, and the one after tries again. */
async function undoLeftovers(store: Store, run: Run): Promise<void> {
  if (!run.sources || !hasPendingSettings(store.db)) return;
  try {
    for (const source of await run.sources()) await source.restore?.(settingsJournal(store.db, source.id), run.signal);
  } catch (error) {
    if (isAbort(error)) throw error;
    const reason = error instanceof Error ? error.message : "";
    run.log.warn(
      "an account is still as an export that was cut off left it (private content is shown); run `regroup export` to put it back",
      { reason },
    );
  }
}

export interface Mapped {
  readonly people: MatchCounts;
  readonly groups: GroupCounts;
  readonly findings: readonly LintFinding[];
  /** How few rows settle how many of the posts. */
  readonly shares: Shares;
  /** Rows that were not in the files yet. */
  readonly newRows: number;
  /** Keys that are decided and no longer exported. */
  readonly kept: readonly string[];
  readonly warnings: readonly string[];
}

/** Looks at the target as this workspace, before anything is done. Where nothing was exported, the command itself says so. */
async function lookAt(run: Run, look: Target): Promise<TargetInfo> {
  const reader = openIfAny(run.workspace);
  if (!reader) return look.check(run.signal);
  try {
    return await look.check(run.signal, claimOf(reader.db, look.id));
  } finally {
    reader.close();
  }
}

export async function mapPeopleAndGroups(run: Run, target: Target): Promise<Mapped> {
  const info = await lookAt(run, target);
  return writing(run, "map", async (store) => {
    const { decisions, ...mapped } = await propose(run, store, target, info);
    const { writeSheets } = await import("./map/sheet.ts");
    const { shares } = await import("./map/shares.ts");
    const written = writeSheets(store, run.workspace, { target: target.id, separator: run.config.csv.separator, decisions });
    return {
      ...mapped,
      ...written,
      shares: shares(store.db, target.id),
      warnings: [...info.warnings, ...(await openFiles(run.workspace))],
    };
  });
}

/** What nobody has decided yet, most posts first, for asking one by one. */
export async function openQuestions(run: Run, target: Target): Promise<Questions> {
  const { questionsOf } = await import("./map/questions.ts");
  const store = openForReading(run.workspace);
  try {
    return questionsOf(store.db, target.id);
  } finally {
    store.close();
  }
}

/** Writes one answer into its file; the next `map` takes it. */
export async function decide(run: Run, answer: { readonly key: string; readonly cell: string }): Promise<void> {
  const { writeCell } = await import("./map/sheet.ts");
  writeCell(run.workspace, { ...answer, separator: run.config.csv.separator });
}

/** What another program has open is not what will be read, and that program will not see what is written. */
async function openFiles(workspace: string): Promise<string[]> {
  const { GROUPS_FILE, PEOPLE_FILE } = await import("./map/decisions.ts");
  const { openElsewhere } = await import("./map/sheet-file.ts");
  return [PEOPLE_FILE, GROUPS_FILE].flatMap((file) => {
    const program = openElsewhere(workspace, file);
    return program === undefined
      ? []
      : [`${file} seems to be open in ${program}: what is not saved there was not read. Close it without saving, and open it again.`];
  });
}

interface Proposed {
  readonly people: MatchCounts;
  readonly groups: GroupCounts;
  readonly findings: readonly LintFinding[];
  readonly decisions: Decisions;
}

/** Who and what is at the target now; what is proposed, and what people decided, taken together; what speaks against it. */
async function propose(run: Run, store: Store, target: Target, info: TargetInfo): Promise<Proposed> {
  const { config } = run;
  saveTarget(store, target.id, info);
  await saveTargetPeople(store, target.id, target.people(run.signal));
  await saveTargetGroups(store, target.id, target.groups(run.signal));
  stopIfAsked(run.signal);
  const { readDecisions } = await import("./map/decisions.ts");
  const { mapGroups } = await import("./map/map-groups.ts");
  const { matchPeople } = await import("./map/match.ts");
  const { lint } = await import("./map/lint.ts");
  const decisions = readDecisions(store.db, run.workspace, target.id);
  const at = { target: target.id, info, official: config.official_network.name, rules: config.map };
  const mapped = mapGroups(store, decisions, at);
  const people = matchPeople(store, { id: target.id, remote: info.capabilities.remote, domains: config.map.domains }, config.policies);
  const findings = lint(store.db, mapped, { ...at, policies: config.policies });
  saveFindings(store, target.id, "map", findings);
  return { people, groups: mapped.counts, findings, decisions };
}

export interface Planned extends Plan {
  readonly toDo: number;
  readonly approval: Approval | undefined;
  /** The command that goes on with it, where all of it is signed and something is left to do. */
  readonly goesOn: string;
}

export async function makePlan(run: Run, target: Target): Promise<Planned> {
  const info = await lookAt(run, target);
  return writing(run, "plan", async (store) => {
    await propose(run, store, target, info);
    const reader = openForReading(run.workspace);
    try {
      const plan = buildPlan(store, reader, { target: target.id, config: run.config, info, now: run.clock() });
      const { writePlanReport } = await import("./report/report.ts");
      writePlanReport(run.workspace, plan, reportOptions(run, target, info));
      const approval = standingApproval(reader);
      noteStanding(store, plan.id, approval?.by);
      const toDo = plan.summary.actions.reduce((sum, action) => sum + action.toDo, 0);
      return { ...plan, toDo, approval, goesOn: nextImport(store.db, plan) };
    } finally {
      reader.close();
    }
  });
}

export function reportOptions(run: Run, { id }: Target, info: TargetInfo | undefined) {
  const target = info?.descriptions?.[run.config.language] ?? info?.description ?? id;
  return {
    official: run.config.official_network.name,
    language: run.config.language,
    timeZone: run.config.time_zone,
    target,
  };
}

export async function approvePlan(run: Run, signature: Signature): Promise<Approval & { readonly shortHash: string }> {
  return writing(run, "approve", (store) => {
    const approval = approve(store, { ...signature, now: run.clock() });
    return Promise.resolve({ ...approval, shortHash: shortHash(approval.hash) });
  });
}

/** What was signed, and what has moved since. Writes nothing, and waits for nobody. */
export async function showSigned(run: Run, target: Target): Promise<Shown> {
  const info = await lookAt(run, target);
  const reader = openForReading(run.workspace);
  try {
    return showApproval(reader, await nowOf(run, reader, { target, info }));
  } finally {
    reader.close();
  }
}

async function nowOf(run: Run, store: Store, at: { readonly target: Target; readonly info: TargetInfo }) {
  const { decisionsSincePlan } = await import("./map/decisions.ts");
  return { settings: settingsOf(run.config, at.info), decisions: decisionsSincePlan(store, run.workspace, at.target.id) };
}

export interface ImportOptions {
  readonly part?: "all" | "held" | "open";
  readonly waves?: readonly string[];
  /** Keys or names. */
  readonly groups?: readonly string[];
  readonly until?: number;
}

export interface Imported extends Applied {
  readonly warnings: readonly string[];
  /** The command that comes next. */
  readonly next: string;
}

/** `target` can write; until the lock is held and the approval stands, only `look`, which cannot, is asked. */
export async function importPlan(run: Run, target: Target, look: Target, options: ImportOptions = {}): Promise<Imported> {
  const info = await lookAt(run, look);
  return writing(run, options.part === "open" ? "open" : "import", async (store, id, progress) => {
    const reader = openForReading(run.workspace);
    try {
      // Noted before anything else, so that a kill at any point leaves what was asked for; what is refused is no import that has to go on.
      noteImport(store.db, id, importCommand(options));
      const { plan, groups } = await approvedPart(run, { store, reader, look, info, options }).catch((error: unknown) => {
        forgetImport(store.db);
        throw error;
      });
      const warnings = [...info.warnings, ...staleExport(store, run.clock())];
      // A rollback works at the place that was imported to, and at no other.
      writeState(store.db, importedKey(target.id), info.fingerprint);
      await target.check(run.signal, claimForWriting(store.db, target.id));
      notePlace(store.db, target.id, info.fingerprint);
      await removeWaiting(store, target, { plan, signal: run.signal, clock: run.clock, log: run.log });
      const applied = await applyPlan(store, target, {
        plan,
        context: contextFor(run, reader, plan),
        canUpdate: info.capabilities.update,
        isShared: info.capabilities.remote,
        progress,
        log: run.log,
        clock: run.clock,
        part: options.part ?? "all",
        groups,
        until: options.until,
      });
      if (applied.stoppedAt !== null) return { ...applied, warnings, next: importCommand(options) };
      forgetImport(store.db);
      return { ...applied, warnings, next: applied.waiting > 0 ? nextOpen(store.db, plan) : "regroup verify" };
    } finally {
      reader.close();
    }
  });
}

/** The current plan and what was chosen of it. @throws UserError where that is not there, or not approved. */
async function approvedPart(
  run: Run,
  {
    store,
    reader,
    look,
    info,
    options,
  }: { readonly store: Store; readonly reader: Store; readonly look: Target; readonly info: TargetInfo; readonly options: ImportOptions },
) {
  const { groups, waves } = chosenGroups(store, currentPlan(store), options);
  return { plan: requireApproval(reader, { ...(await nowOf(run, store, { target: look, info })), waves }), groups };
}

/** The sub-groups that waves and groups name together, and the waves that have to be signed for them. */
function chosenGroups(store: Store, plan: CurrentPlan, options: ImportOptions) {
  if (options.waves) refuseUnknownWaves(options.waves, wavesOf(store.db, plan.id));
  const named = options.groups && groupsNamed(store.db, plan, options.groups);
  if (!named && !options.waves) return { groups: undefined, waves: undefined };
  const inWaves = options.waves ? groupsOfWaves(store.db, plan, options.waves) : undefined;
  const chosen = (named ?? inWaves ?? []).filter((group) => inWaves === undefined || inWaves.some(({ key }) => key === group.key));
  if (chosen.length === 0) {
    throw new UserError("No group of the plan is in these waves.", { hint: "See the column `wave` of groups.csv. Nothing was done." });
  }
  return { groups: chosen.map(({ key }) => key), waves: options.waves ?? [...new Set(chosen.map(({ wave }) => wave))] };
}

const STALE_AFTER_MS = 7 * 86_400_000;

function staleExport(store: Store, now: number): string[] {
  const last = lastExport(store.db);
  if (last === undefined || now - last <= STALE_AFTER_MS) return [];
  const days = Math.floor((now - last) / 86_400_000);
  return [
    `The last export is ${days} days old: what was written since is not in the plan. Run \`regroup export\` and \`regroup plan\` for it.`,
  ];
}

export function contextFor(run: Run, reader: Store, plan: { readonly id: number; readonly target: string }) {
  const { config } = run;
  return createContext(reader, {
    plan,
    official: config.official_network.name,
    language: config.language,
    timeZone: config.time_zone,
    policies: config.policies,
    blobs: createBlobs(run.workspace),
    sourceAddress: webAddress,
    signal: run.signal,
  });
}

/** `next`: the command that goes on with what is not imported, or makes anew what is gone; empty where there is nothing of it. */
export async function verifyTarget(run: Run, target: Target): Promise<Verified & { readonly next: string }> {
  const info = await lookAt(run, target);
  return writing(run, "verify", async (store, _id, progress) => {
    const plan = currentPlan(store);
    const { verifyTarget: readBack } = await import("./verify/verify.ts");
    const { writeVerifyReport } = await import("./report/report.ts");
    const reader = openForReading(run.workspace);
    try {
      const result = await readBack(reader, target, {
        plan,
        root: info.root,
        remakes: info.capabilities.update && !info.capabilities.remote,
        context: contextFor(run, reader, plan),
        progress,
      });
      saveFindings(store, target.id, "verify", result.findings);
      writeVerifyReport(run.workspace, result, { ...reportOptions(run, target, info), at: run.clock() });
      if (result.toRemake > 0) return { ...result, next: nextRemake(store.db, plan) };
      return { ...result, next: result.notImported > 0 ? nextImport(store.db, plan) : "" };
    } finally {
      reader.close();
    }
  });
}

/** Never waits for a writer, and needs no right to write. */
export function status(workspace: string): Status {
  // Asked first: a command that ends in between is then told as running, never as cut off.
  const isWriting = isBeingWritten(workspace);
  const store = openAnywhere(workspace);
  try {
    return readStatus(store.db, { isWriting, isCopy: store.isCopy, pausedUntil: pausedUntil(workspace, Date.now()) });
  } finally {
    store.close();
  }
}

/** Never writes, and never throws for what is wrong with the workspace: that is what it tells. */
export async function doctor(options: DoctorOptions): Promise<readonly Finding[]> {
  const { examine } = await import("./doctor/doctor.ts");
  return examine(options);
}
