import type { Language, Writer } from "../page/dates.ts";
import type { PlanSummary } from "../plan/summary.ts";
import type { ReportTexts } from "./texts.ts";

/** What every section of the plan's report gets. */
export interface Desk {
  readonly summary: PlanSummary;
  readonly write: Writer;
  readonly words: ReportTexts;
  readonly language: Language;
}

/** Records of a kind that arrive, as themselves or in a reading copy. */
export function goingAlong(summary: PlanSummary, kind: string): number {
  return count(summary, kind, (fate) => fate !== "skipped");
}

export function inAll(summary: PlanSummary, kind: string): number {
  return count(summary, kind, () => true);
}

function count(summary: PlanSummary, kind: string, wanted: (fate: string) => boolean): number {
  return summary.fates.filter((line) => line.kind === kind && wanted(line.fate)).reduce((sum, line) => sum + line.records, 0);
}

/** How long something takes, in the unit that people would say it in. */
export function lasting(seconds: number, { write, words }: Pick<Desk, "write" | "words">): string {
  const tenths = (value: number) => write.number(Math.round(value * 10) / 10);
  if (seconds < 90) return `${write.number(seconds)} s`;
  if (seconds < 5400) return `${write.number(Math.round(seconds / 60))} min`;
  if (seconds < 3 * 86_400) return `${tenths(seconds / 3600)} h`;
  return words.days(tenths(seconds / 86_400));
}
