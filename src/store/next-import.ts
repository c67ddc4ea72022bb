import { readState, standingOf, writeState } from "./runs.ts";
import type { Db } from "./store.ts";

/** Who signed the current plan, or whose scope admits it. `waves` null: all of it is signed. */
export interface Signed {
  readonly by: string;
  readonly waves: readonly string[] | null;
}

interface Current {
  readonly id: number;
  readonly hash: string;
}

/** Undefined where nobody did. Reads databases of older versions too, as they are. */
export function signedOf(db: Db, plan: Current): Signed | undefined {
  const canWithdraw = db.prepare("SELECT 1 FROM pragma_table_info('approval') WHERE name = 'withdrawn_at'").get() !== undefined;
  const counts = canWithdraw ? "AND withdrawn_at IS NULL" : "";
  const rows = db
    .prepare<[string], { by: string; scope: string }>(
      `SELECT approved_by AS by, scope FROM approval WHERE hash = ? ${counts} ORDER BY pk DESC`,
    )
    .all(plan.hash);
  const [newest] = rows;
  if (newest) return { by: newest.by, waves: allOrNamed(db, plan, rows) };
  // A scope speaks only while its signature does.
  const isSigned = db.prepare(`SELECT 1 FROM approval WHERE TRUE ${counts}`).get() !== undefined;
  const by = isSigned ? standingOf(db, plan.id) : null;
  return by === null ? undefined : { by, waves: null };
}

function allOrNamed(db: Db, plan: Current, rows: readonly { readonly scope: string }[]): string[] | null {
  const named = new Set<string>();
  for (const { scope } of rows) {
    const { waves = null } = JSON.parse(scope) as { waves?: readonly string[] | null };
    if (waves === null) return null;
    for (const wave of waves) named.add(wave);
  }
  const all = db.prepare<[number], string>("SELECT DISTINCT wave FROM action WHERE plan = ? AND wave IS NOT NULL").pluck().all(plan.id);
  return all.every((wave) => named.has(wave)) ? null : sorted(named);
}

/** What goes on with a plan that is not imported as a whole, by command: what is signed first, then a signature for the rest. */
export function nextImport(db: Db, plan: Current): string {
  const signed = signedOf(db, plan);
  if (!signed) return APPROVE;
  const { waves } = signed;
  if (waves === null) return isHeld(db, plan) ? "regroup open" : "regroup import";
  const content = wavesLeft(db, plan, "<> 'open'");
  const rest = content.filter((wave) => waves.includes(wave));
  if (rest.length > 0) return withWaves("regroup import", rest);
  const held = wavesLeft(db, plan, "= 'open'");
  const waiting = held.filter((wave) => waves.includes(wave));
  if (waiting.length > 0) return withWaves("regroup open", waiting);
  const isPersonLeft =
    db.prepare("SELECT 1 FROM action WHERE plan = ? AND kind = 'person' AND state = 'failed' LIMIT 1").get(plan.id) !== undefined;
  const unsigned = sorted(new Set([...content, ...held]));
  return isPersonLeft || unsigned.length === 0 ? withWaves("regroup import", waves) : `${APPROVE} --waves ${unsigned.join(",")}`;
}

/** What opens the sub-groups that stand with their posts and are signed. */
export function nextOpen(db: Db, plan: Current): string {
  const waves = signedOf(db, plan)?.waves ?? null;
  if (waves === null) return "regroup open";
  return withWaves(
    "regroup open",
    wavesLeft(db, plan, "= 'open'").filter((wave) => waves.includes(wave)),
  );
}

/** What makes anew what is gone from the target. */
export function nextRemake(db: Db, plan: Current): string {
  const signed = signedOf(db, plan);
  return signed ? withWaves("regroup import", signed.waves ?? []) : APPROVE;
}

export const APPROVE = "regroup approve --by <name>";

function withWaves(command: string, waves: readonly string[]): string {
  return [command, ...waves.map((wave) => `--wave ${wave}`)].join(" ");
}

/** wave-2 before wave-10. */
function sorted(waves: ReadonlySet<string>): string[] {
  return [...waves].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

function wavesLeft(db: Db, plan: Current, phase: "<> 'open'" | "= 'open'"): string[] {
  const sql = `SELECT DISTINCT wave FROM action WHERE plan = ? AND state <> 'done' AND phase ${phase} AND wave IS NOT NULL`;
  return sorted(new Set(db.prepare<[number], string>(sql).pluck().all(plan.id)));
}

/** Whether sub-groups wait for their last phase, and nothing but that. People who are seen in none of them are no reason to open any. */
function isHeld(db: Db, plan: Current): boolean {
  const sql =
    "SELECT count(*) AS open, count(*) FILTER (WHERE phase <> 'open') AS other FROM action WHERE plan = ? AND state <> 'done' AND kind <> 'person'";
  const left = db.prepare<[number], { open: number; other: number }>(sql).get(plan.id);
  return left !== undefined && left.open > 0 && left.other === 0;
}

const UNDER_WAY = "import-under-way";

/** What an import was asked for, while it has not come to its end: only the same command goes on with that, and opens nothing that was held. */
export function noteImport(db: Db, run: number, command: string): void {
  writeState(db, UNDER_WAY, JSON.stringify({ run, command }));
}

export function forgetImport(db: Db): void {
  db.prepare("DELETE FROM state WHERE name = ?").run(UNDER_WAY);
}

/** The command of an import that has to go on, if `run` was one. */
export function importUnderWay(db: Db, run: number): string | undefined {
  const text = readState(db, UNDER_WAY);
  if (text === undefined) return undefined;
  const note = JSON.parse(text) as { run: number; command: string };
  return note.run === run ? note.command : undefined;
}

/** An import as it is typed. A time that was asked for is over when this is read, so it is not repeated. */
export function importCommand(asked: {
  readonly part?: "all" | "held" | "open";
  readonly waves?: readonly string[];
  readonly groups?: readonly string[];
}): string {
  const { part = "all", waves = [], groups = [] } = asked;
  const hold = part === "held" ? " --hold" : "";
  const named = groups.map((group) => ` --group ${/^[\w./:@-]+$/.test(group) ? group : JSON.stringify(group)}`);
  return withWaves(`regroup ${part === "open" ? "open" : "import"}${hold}`, waves) + named.join("");
}
