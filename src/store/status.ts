import { groupActivity } from "./activity.ts";
import { APPROVE, importUnderWay, nextImport, signedOf } from "./next-import.ts";
import { isProgressNote, PROGRESS, tokenOf, type ProgressNote, type TokenNote } from "./progress.ts";
import { readState } from "./runs.ts";
import type { Db } from "./store.ts";

export type Stage = "empty" | "exported" | "mapped" | "planned" | "approved" | "importing" | "imported" | "verified" | "rolling-back";

/** The shape of `regroup status --json`: keys are only ever added. Times are milliseconds UTC. */
export interface Status {
  readonly stage: Stage;
  readonly counts: Readonly<Record<string, number>>;
  readonly gaps: number;
  readonly skips: number;
  readonly plan: { readonly hash: string; readonly done: number; readonly toDo: number; readonly failed: number } | null;
  readonly approvedBy: string | null;
  /** Null: every wave, or none where nobody approved. */
  readonly approvedWaves: readonly string[] | null;
  readonly findings: number;
  /** The command that holds the writer's lock now. */
  readonly running: Activity | null;
  /** The command that was last to write and did not come to its end: killed, or stopped at a checkpoint. */
  readonly cutOff: Activity | null;
  /** What people have not decided yet; proposals stand for it. */
  readonly undecided: { readonly people: Undecided; readonly groups: Undecided };
  /** False: this user may not write in the workspace, so a copy of the store was read. */
  readonly isLive: boolean;
  /** The command that comes next; empty where nothing is left to do. */
  readonly next: string;
}

export interface Activity {
  /** Null where it has not noted its name yet. */
  readonly command: string | null;
  readonly startedAt: number | null;
  readonly progress: {
    readonly title: string;
    readonly unit: string;
    readonly done: number;
    /** Null where unknown. */
    readonly total: number | null;
    readonly perSecond: number;
    readonly secondsLeft: number | null;
    /** Other counts, in words; null where there are none. */
    readonly detail: string | null;
    /** When this was noted. */
    readonly at: number;
  } | null;
  /** Of the token that it reads a server with; null where it needs none. */
  readonly token: TokenNote | null;
  /** A server asked for a pause (429), and until when; null where none did. */
  readonly pausedUntil: number | null;
}

export interface Undecided {
  readonly rows: number;
  readonly messages: number;
}

interface LastRun {
  readonly pk: number;
  readonly command: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly outcome: string | null;
}

/** `isWriting`: whether the lock is held; undefined where nobody may look: then a run without an end counts as running. */
export function readStatus(
  db: Db,
  seen: { readonly isWriting: boolean | undefined; readonly isCopy: boolean; readonly pausedUntil?: number | undefined },
): Status {
  const counts = countsOf(db);
  const plan = planOf(db);
  const current = plan && { id: Number(readState(db, "plan") ?? 0), hash: plan.hash };
  const signed = current ? signedOf(db, current) : undefined;
  const approvedBy = signed?.by ?? null;
  // A rollback that was cut off goes first, whatever else there is to do.
  const isGoingBack = readState(db, "rollback") !== undefined;
  const last = lastRunOf(db);
  const findings = count(db, "finding WHERE stage = 'verify'");
  const reached = isGoingBack ? "rolling-back" : stageOf(counts, plan, approvedBy, count(db, "person_mapping") > 0);
  const isVerified = reached === "imported" && findings === 0 && last?.command === "verify" && last.outcome === "done";
  const stage = isVerified ? "verified" : reached;
  const isOpen = last?.endedAt === null;
  const isWriting = seen.isWriting ?? isOpen;
  const cutOff = !isWriting && last && (isOpen || last.outcome === "interrupted") ? activityOf(db, last) : null;
  return {
    stage,
    counts,
    gaps: count(db, "gap"),
    skips: count(db, "skip"),
    plan,
    approvedBy,
    approvedWaves: signed?.waves ?? null,
    findings,
    running: isWriting ? { ...activityOf(db, isOpen ? last : undefined), pausedUntil: seen.pausedUntil ?? null } : null,
    cutOff,
    undecided: undecidedOf(db),
    isLive: !seen.isCopy,
    next: nextOf(stage, {
      isWriting,
      cutOff,
      last,
      underWay: isWriting || !last ? undefined : importUnderWay(db, last.pk),
      ofPlan: current && (stage === "approved" || stage === "importing") ? nextImport(db, current) : undefined,
    }),
  };
}

function count(db: Db, sql: string, ...values: unknown[]): number {
  return db.prepare<unknown[], { n: number }>(`SELECT count(*) AS n FROM ${sql}`).get(...values)?.n ?? 0;
}

function countsOf(db: Db): Record<string, number> {
  const tables = {
    networks: "network",
    people: "person",
    groups: "grp",
    memberships: "membership",
    threads: "thread",
    messages: "message",
    files: "file_version",
  };
  return Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, count(db, table)]));
}

function planOf(db: Db): Status["plan"] {
  const id = Number(readState(db, "plan") ?? 0);
  const row = db.prepare<[number], { hash: string }>("SELECT hash FROM plan WHERE id = ?").get(id);
  if (!row) return null;
  return {
    hash: row.hash,
    done: count(db, "action WHERE plan = ? AND state = 'done'", id),
    toDo: count(db, "action WHERE plan = ? AND state IN ('planned', 'running')", id),
    failed: count(db, "action WHERE plan = ? AND state = 'failed'", id),
  };
}

function lastRunOf(db: Db): LastRun | undefined {
  return db
    .prepare<[], LastRun>("SELECT pk, command, started_at AS startedAt, ended_at AS endedAt, outcome FROM run ORDER BY pk DESC LIMIT 1")
    .get();
}

function activityOf(db: Db, run: LastRun | undefined): Activity {
  if (!run) return { command: null, startedAt: null, progress: null, token: null, pausedUntil: null };
  const { command, startedAt } = run;
  const note = noteOf(readState(db, PROGRESS));
  const about = { command, startedAt, token: tokenOf(db, run.pk) ?? null, pausedUntil: null };
  if (note?.run !== run.pk) return { ...about, progress: null };
  const { title, unit, done, perSecond, at, detail = null } = note;
  const total = note.total > 0 ? note.total : null;
  const byRate = total !== null && perSecond > 0 ? Math.max(0, (total - done) / perSecond) : null;
  const secondsLeft = note.secondsLeft ?? byRate;
  return { ...about, progress: { title, unit, done, total, perSecond, secondsLeft, detail, at } };
}

function noteOf(text: string | undefined): ProgressNote | undefined {
  if (text === undefined) return undefined;
  try {
    const note: unknown = JSON.parse(text);
    return isProgressNote(note) ? note : undefined;
  } catch {
    return undefined;
  }
}

/** Of the target that was mapped last: a proposal that nobody confirmed, and a person without an account there. */
function undecidedOf(db: Db): Status["undecided"] {
  const target = db.prepare<[], { id: string }>("SELECT target AS id FROM plan ORDER BY id DESC LIMIT 1").get()?.id ?? onlyTargetOf(db);
  const none = { rows: 0, messages: 0 };
  const read = (sql: string) => db.prepare<[string], Undecided>(sql).get(target) ?? none;
  return { people: read(undecidedPeople), groups: read(undecidedGroups) };
}

function onlyTargetOf(db: Db): string {
  return db.prepare<[], { id: string }>("SELECT id FROM target ORDER BY id LIMIT 1").get()?.id ?? "";
}

const undecidedPeople = `
SELECT count(*) AS rows, coalesce(sum(a.n), 0) AS messages FROM person_mapping m
JOIN (SELECT network, author_id, count(*) AS n FROM message WHERE author_id IS NOT NULL GROUP BY network, author_id) a
  ON a.network = m.network AND a.author_id = m.id
WHERE m.target = ? AND m.treatment <> 'match' AND m.decided_by = 'regroup'
`;

const undecidedGroups = `
SELECT count(*) AS rows, coalesce(sum(x.messages), 0) AS messages FROM group_mapping m
LEFT JOIN ${groupActivity} x ON x.network = m.network AND x.group_id = m.id
WHERE m.target = ? AND m.decided_by = 'regroup' AND m.reason <> 'decided in groups.csv'
`;

const nextStep: Readonly<Record<Stage, string>> = {
  empty: "regroup export",
  exported: "regroup map",
  mapped: "regroup plan",
  planned: APPROVE,
  approved: "regroup import",
  importing: "regroup import",
  imported: "regroup verify",
  verified: "",
  "rolling-back": "regroup rollback",
};

/** What was cut off goes on where it stopped; an export that failed half-way is made whole before anything is built on it. */
function nextOf(
  stage: Stage,
  at: {
    readonly isWriting: boolean;
    readonly cutOff: Activity | null;
    readonly last: LastRun | undefined;
    /** An import or opening that has to go on, as it was asked for. */
    readonly underWay: string | undefined;
    /** What goes on with an approved plan. */
    readonly ofPlan: string | undefined;
  },
): string {
  if (at.isWriting) return "regroup status";
  if (at.underWay !== undefined && stage !== "rolling-back") return at.underWay;
  const command = at.cutOff?.command ?? null;
  if (command === "forget") return "regroup forget <key> --mode <mode>";
  if (command !== null && command !== "approve") return `regroup ${command}`;
  if (at.last?.command === "export" && at.last.outcome === "failed") return "regroup export";
  if (stage === "empty" || stage === "rolling-back") return nextStep[stage];
  const following = at.last?.outcome === "done" ? afterRun[at.last.command] : undefined;
  if (following !== undefined) return following;
  return at.ofPlan ?? nextStep[stage];
}

/** What these end with counts before the stage: what they brought or took away is in no plan yet. */
const afterRun: Readonly<Record<string, string>> = {
  export: "regroup map",
  map: "regroup plan",
  rollback: "regroup plan",
  forget: "regroup plan",
};

function stageOf(counts: Readonly<Record<string, number>>, plan: Status["plan"], approvedBy: string | null, isMapped: boolean): Stage {
  if ((counts["messages"] ?? 0) + (counts["people"] ?? 0) === 0) return "empty";
  if (!plan) return isMapped ? "mapped" : "exported";
  if (plan.toDo + plan.failed === 0) return "imported";
  if (approvedBy === null) return "planned";
  return plan.done > 0 ? "importing" : "approved";
}
