import { suggest } from "../config.ts";
import { exitCodes, UserError } from "../errors.ts";
import { shortHash } from "../model/action.ts";
import type { Store } from "../store/store.ts";
import type { PlanSettings } from "./build.ts";
import { currentPlan, planById, type CurrentPlan } from "./current.ts";
import { compare } from "./delta.ts";
import { movedActions, movedList, movedSettings, type Moved } from "./moved.ts";
import { approvalOfWave, approvalsFor, covers, inForce, wavesOf, type Approval, type Evidence, type Growth, type Scope } from "./signed.ts";

export interface Signature {
  readonly by: string;
  /** The short form that the sponsor read out, to be sure it is the same plan. */
  readonly hash?: string | undefined;
  /** Undefined: every wave. */
  readonly waves?: readonly string[] | undefined;
  readonly growth?: Growth | undefined;
  readonly evidence?: Evidence | undefined;
  readonly note?: string | undefined;
}

/** Signs the current plan. Records, does not authenticate. */
export function approve(store: Store, signature: Signature & { readonly now: number }): Approval {
  const plan = currentPlan(store);
  refuseBlocked(plan);
  const read = signature.hash?.replace(/[^0-9a-f]/gi, "").toLowerCase();
  if (read !== undefined && (read.length < 8 || !plan.hash.startsWith(read))) {
    throw new UserError(`The plan's hash is ${shortHash(plan.hash)}, not ${signature.hash ?? ""}.`, {
      hint: "The plan has changed since it was read: look at reports/plan.html again, then approve that.",
      exit: exitCodes.notApproved,
    });
  }
  if (signature.waves) refuseUnknownWaves(signature.waves, wavesOf(store.db, plan.id));
  const scope: Scope = { target: plan.target, waves: signature.waves ?? null, growth: signature.growth ?? null };
  store.transaction(() => {
    store.db
      .prepare("INSERT INTO approval(plan, hash, approved_by, approved_at, scope, evidence, note) VALUES(?, ?, ?, ?, ?, ?, ?)")
      .run(
        plan.id,
        plan.hash,
        signature.by,
        signature.now,
        JSON.stringify(scope),
        signature.evidence ? JSON.stringify(signature.evidence) : null,
        signature.note ?? null,
      );
  });
  const [made] = approvalsFor(store.db, plan.target);
  if (!made) throw new Error("the approval that was just written is not there");
  return made;
}

function refuseBlocked(plan: CurrentPlan): void {
  if (plan.blockers.length === 0) return;
  throw new UserError(`The plan is blocked: ${plan.blockers.join("; ")}.`, {
    hint: "Change the policy or leave the groups out, then run `regroup plan` again.",
    exit: exitCodes.notApproved,
  });
}

/** @throws UserError (exit 2) that names what is no wave of the plan. */
export function refuseUnknownWaves(named: readonly string[], known: readonly string[]): void {
  const wrong = named.filter((wave) => !known.includes(wave)).map((wave) => `"${wave}"${suggest(wave, known)}`);
  if (wrong.length === 0) return;
  throw new UserError(`The plan has no wave ${wrong.join(", ")}.`, { hint: `It has: ${known.join(", ") || "none"}. Nothing was done.` });
}

/** One approval, and what of it stands. */
export interface Standing {
  readonly approval: Approval;
  /** Waves of the plan that this approval speaks for. */
  readonly waves: readonly string[];
  readonly newPosts: number;
  /** What no signature covers; empty: these waves may be imported. */
  readonly outside: Moved;
}

export interface Standings {
  readonly plan: CurrentPlan;
  readonly standings: readonly Standing[];
  readonly unsigned: readonly string[];
}

/** How the approvals in force stand to the current plan. `waves` undefined: all of its waves. Says nothing of what changed after the plan was made. */
export function standingsOf(reader: Store, waves?: readonly string[]): Standings {
  const plan = currentPlan(reader);
  const approvals = approvalsFor(reader.db, plan.target);
  const wanted = waves ?? wavesOf(reader.db, plan.id);
  const spoken = new Map<number, { readonly approval: Approval; readonly waves: string[] }>();
  const unsigned: string[] = [];
  for (const wave of wanted) {
    const approval = approvalOfWave(approvals, wave, plan.hash);
    if (!approval) unsigned.push(wave);
    else spoken.set(approval.pk, { approval, waves: [...(spoken.get(approval.pk)?.waves ?? []), wave] });
  }
  // A plan without a room (nothing to do) is still signed, or not.
  const [newest] = approvals;
  if (wanted.length === 0 && newest) spoken.set(newest.pk, { approval: newest, waves: [] });
  return { plan, unsigned, standings: [...spoken.values()].map((one) => standing(reader, plan, one)) };
}

function standing(reader: Store, plan: CurrentPlan, { approval, waves }: { approval: Approval; waves: readonly string[] }): Standing {
  if (approval.hash === plan.hash) return { approval, waves, newPosts: 0, outside: { items: [], total: 0 } };
  const signed = planById(reader, approval.plan);
  if (!signed) throw new Error(`the plan of approval ${approval.pk} is not in the store`);
  return { approval, waves, ...compare(reader, signed, plan, { waves, growth: approval.scope.growth }) };
}

/** What stands behind the whole plan: the approval to name, where all of it is signed. */
export function standingApproval(reader: Store): Approval | undefined {
  const { standings, unsigned } = standingsOf(reader);
  const holds = unsigned.length === 0 && standings.every(({ outside }) => outside.total === 0);
  return holds ? standings[0]?.approval : undefined;
}

/** What may have moved since the plan was made: settings, and the lines that people decided since. */
export interface Now {
  readonly settings: PlanSettings;
  readonly decisions: readonly string[];
}

/** Compares the plan with what stands in the store, the settings and the mappings now. Records that came later are undecided and void nothing. */
export function movedSincePlan(reader: Store, plan: CurrentPlan, now: Now): Moved {
  const moved = movedList();
  movedSettings(plan.settings, now.settings, moved);
  for (const decision of now.decisions) moved.add(decision);
  movedActions(reader, plan, moved);
  return moved;
}

const NAMED = 10;

function named({ items, total }: Moved): string {
  return items.slice(0, NAMED).join("\n  ") + (total > NAMED ? `\n  and ${total - NAMED} more` : "");
}

/**
 * The current plan, if everything that is asked for is signed and nothing moved.
 * @throws UserError (exit 5) that names what moved, which waves nobody signed, or what is outside the scope of the approval.
 */
export function requireApproval(reader: Store, now: Now & { readonly waves?: readonly string[] | undefined }): CurrentPlan {
  const { plan, standings, unsigned } = standingsOf(reader, now.waves);
  const short = shortHash(plan.hash);
  const [first] = standings;
  if (!first) {
    const which = now.waves === undefined ? "" : ` for ${now.waves.join(", ")}`;
    throw refusal(`Nobody has approved plan ${short}${which}.`, "Look at reports/plan.html, then run `regroup approve --by <name>`.");
  }
  refuseBlocked(plan);
  for (const { approval, outside } of standings) {
    if (outside.total === 0) continue;
    throw refusal(
      `Nobody has approved plan ${short}. It is not what ${approval.by} approved (${shortHash(approval.hash)}):\n  ${named(outside)}`,
      "Nothing was written. Look at reports/plan.html, then have this plan approved, or take back what is named here and plan again.",
    );
  }
  if (unsigned.length > 0) {
    const signed = standings.flatMap(({ waves }) => waves);
    throw refusal(
      `Nobody has approved ${unsigned.join(", ")} of plan ${short}; approved: ${signed.join(", ")}.`,
      `Nothing was written. Run it for what is approved (${signed.map((wave) => `--wave ${wave}`).join(" ")}), or have the rest approved.`,
    );
  }
  const moved = movedSincePlan(reader, plan, now);
  if (moved.total > 0) {
    throw refusal(
      `What ${first.approval.by} approved has changed since:\n  ${named(moved)}`,
      "Nothing was written. Run `regroup plan` and have the new plan approved.",
    );
  }
  return plan;
}

function refusal(message: string, hint: string): UserError {
  return new UserError(message, { hint, exit: exitCodes.notApproved });
}

/** What was signed and what has moved since, for people to read. */
export interface Shown {
  readonly shortHash: string;
  /** False where nothing was signed, or something is outside of what was. */
  readonly stands: boolean;
  readonly unsigned: readonly string[];
  readonly approvals: readonly (Approval & { readonly newPosts: number; readonly moved: Moved })[];
  /** What changed in the workspace since the plan was made. */
  readonly sincePlan: Moved;
}

export function showApproval(reader: Store, now: Now): Shown {
  const { plan, standings, unsigned } = standingsOf(reader);
  const sincePlan = movedSincePlan(reader, plan, now);
  // An approval of waves that the plan no longer has is still in force, and is shown.
  const silent = inForce(approvalsFor(reader.db, plan.target)).filter(
    (approval) =>
      !standings.some((one) => one.approval.pk === approval.pk) &&
      !standings.some((one) => one.waves.some((wave) => covers(approval, wave))),
  );
  const none: Moved = { items: [], total: 0 };
  return {
    shortHash: shortHash(plan.hash),
    stands: standings.length > 0 && unsigned.length === 0 && sincePlan.total === 0 && standings.every(({ outside }) => outside.total === 0),
    unsigned,
    approvals: [
      ...standings.map(({ approval, newPosts, outside }) => ({ ...approval, newPosts, moved: outside })),
      ...silent.map((approval) => ({ ...approval, newPosts: 0, moved: none })),
    ],
    sincePlan,
  };
}
