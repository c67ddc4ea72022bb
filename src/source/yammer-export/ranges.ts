/** The dates an export was asked for, as far as its request.txt tells. Its form is public nowhere: `since` and `until` before an ISO date are looked for. */
export interface Range {
  readonly file: string;
  readonly sinceMs: number;
  readonly untilMs: number;
}

const DATE = String.raw`\W{1,6}(\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(?:Z|[+-]\d{2}:?\d{2})?)`;
const SINCE = new RegExp(`\\bsince${DATE}`, "i");
const UNTIL = new RegExp(`\\buntil${DATE}`, "i");
/** One export ends at :59 and the next begins a second later; up to a minute nobody wrote in between is no gap. */
const NEAR_MS = 60_000;

export function rangeOf(file: string, request: string): Range | undefined {
  const sinceMs = instant(SINCE.exec(request)?.[1]);
  const untilMs = instant(UNTIL.exec(request)?.[1]);
  return Number.isNaN(sinceMs) || Number.isNaN(untilMs) ? undefined : { file, sinceMs, untilMs };
}

/** A date without a zone is UTC. */
function instant(text: string | undefined): number {
  if (text === undefined) return Number.NaN;
  const hasZone = /(?:Z|[+-]\d{2}:?\d{2})$/.test(text.slice(10));
  return Date.parse(hasZone || text.length === 10 ? text.replace(" ", "T") : `${text.replace(" ", "T")}Z`);
}

/** What lies between the exports: a warning each, in order of time. */
export function gapsBetween(ranges: readonly Range[]): string[] {
  const warnings: string[] = [];
  const [first, ...later] = [...ranges].sort((a, b) => a.sinceMs - b.sinceMs);
  let last = first;
  for (const range of later) {
    if (last && range.sinceMs - last.untilMs > NEAR_MS) {
      warnings.push(
        `nothing covers the time from ${iso(last.untilMs)} (end of ${last.file}) to ${iso(range.sinceMs)} (start of ${range.file})`,
      );
    }
    if (!last || range.untilMs > last.untilMs) last = range;
  }
  return warnings;
}

function iso(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace("T", " ");
}
