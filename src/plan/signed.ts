import type { Db } from "../store/store.ts";

/** What an approval says of itself. `waves` null: every wave. */
export interface Scope {
  readonly target: string;
  readonly waves: readonly string[] | null;
  readonly growth: Growth | null;
}

/** New posts that may go along unsigned: written before `until` (milliseconds UTC), at most `atMost` of them in all. */
export interface Growth {
  readonly until: number;
  readonly atMost: number;
}

/** A mail or minutes that show the approval. Only its name and digest are kept: the file holds other people's words. */
export interface Evidence {
  readonly name: string;
  readonly sha256: string;
}

export interface Approval {
  readonly pk: number;
  /** The plan that was signed. Its ledger is kept while the approval is in force, so that later plans can be compared with it. */
  readonly plan: number;
  readonly by: string;
  readonly hash: string;
  readonly at: number;
  readonly scope: Scope;
  readonly evidence: Evidence | null;
  readonly note: string | null;
}

type ApprovalRow = Omit<Approval, "scope" | "evidence"> & { readonly scope: string; readonly evidence: string | null };

/** All approvals for a target that nobody withdrew, newest first. */
export function approvalsFor(db: Db, target: string): Approval[] {
  return db
    .prepare<[string], ApprovalRow>(
      `SELECT a.pk, a.plan, a.approved_by AS by, a.hash, a.approved_at AS at, a.scope, a.evidence, a.note
       FROM approval a JOIN plan p ON p.id = a.plan WHERE p.target = ? AND a.withdrawn_at IS NULL ORDER BY a.pk DESC`,
    )
    .all(target)
    .map((row) => ({
      ...row,
      // Approvals of an earlier version name their target only: they covered all of one plan, and nothing new.
      scope: { waves: null, growth: null, ...(JSON.parse(row.scope) as Pick<Scope, "target"> & Partial<Scope>) },
      evidence: row.evidence === null ? null : (JSON.parse(row.evidence) as Evidence),
    }));
}

export function covers(approval: Approval, wave: string): boolean {
  return approval.scope.waves === null || approval.scope.waves.includes(wave);
}

/** The approval that speaks for a wave: one of exactly this plan, else the newest. */
export function approvalOfWave(approvals: readonly Approval[], wave: string, hash: string): Approval | undefined {
  const covering = approvals.filter((approval) => covers(approval, wave));
  return covering.find((approval) => approval.hash === hash) ?? covering[0];
}

/** Approvals that no newer one replaces. An approval of every wave replaces all before it. */
export function inForce(approvals: readonly Approval[]): Approval[] {
  const waves = new Set<string>();
  const out: Approval[] = [];
  for (const approval of approvals) {
    if (approval.scope.waves?.every((wave) => waves.has(wave))) continue;
    out.push(approval);
    if (approval.scope.waves === null) break;
    for (const wave of approval.scope.waves) waves.add(wave);
  }
  return out;
}

/** The waves of a plan, wave-2 before wave-10. */
export function wavesOf(db: Db, plan: number): string[] {
  return db
    .prepare<[number], { wave: string }>("SELECT DISTINCT wave FROM action WHERE plan = ? AND wave IS NOT NULL")
    .all(plan)
    .map((row) => row.wave)
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

/** The wave of each sub-group, by its key: what goes into a sub-group goes in its wave. People belong to no wave. */
export function waveOfRoom(db: Db, target: string): ReadonlyMap<string, string> {
  const rows = db.prepare<[string], { key: string; wave: string }>("SELECT key, wave FROM sub_group WHERE target = ?").all(target);
  return new Map(rows.map(({ key, wave }) => [key, wave]));
}

/**
 * Before a new plan is written, in its transaction: the ledgers of older ones go, but for those that somebody signed. What they leave empty the new one
 * fills, so that the store does not grow with every plan.
 */
export function dropUnsigned(db: Db, made: number): void {
  const targets = db.prepare<[], { target: string }>("SELECT DISTINCT target FROM plan").all();
  const kept = new Set([made, ...targets.flatMap(({ target }) => inForce(approvalsFor(db, target)).map((approval) => approval.plan))]);
  const plans = db
    .prepare<[], { id: number }>("SELECT id FROM plan WHERE EXISTS (SELECT 1 FROM action_record r WHERE r.plan = plan.id)")
    .all();
  for (const { id } of plans) {
    if (kept.has(id)) continue;
    for (const table of ["action", "action_record", "adjustment"]) db.prepare(`DELETE FROM ${table} WHERE plan = ?`).run(id);
  }
}

/** A plan equal to the signed one takes its place, so that nothing is held twice. */
export function replaceSigned(db: Db, made: { readonly plan: number; readonly target: string; readonly hash: string }): void {
  const { changes } = db
    .prepare("UPDATE approval SET plan = @plan WHERE hash = @hash AND plan IN (SELECT id FROM plan WHERE target = @target)")
    .run(made);
  if (changes > 0) dropUnsigned(db, made.plan);
}
