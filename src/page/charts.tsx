import type { VNode } from "preact";
import type { Writer } from "./dates.ts";

export interface MonthCount {
  /** `2024-03` */
  readonly month: string;
  readonly messages: number;
}

/** Every month from the first to the last, the silent ones as 0: a gap must look like one. */
export function filled(months: Iterable<MonthCount>, until?: string): MonthCount[] {
  const given = new Map<string, number>();
  for (const { month, messages } of months) given.set(month, (given.get(month) ?? 0) + messages);
  const sorted = [...given.keys()].filter((month) => /^\d{4}-\d{2}$/.test(month)).sort();
  const last = until ?? sorted.at(-1);
  const out: MonthCount[] = [];
  for (let month = sorted[0]; month !== undefined && last !== undefined && month <= last; month = next(month)) {
    out.push({ month, messages: given.get(month) ?? 0 });
  }
  return out;
}

function next(month: string): string {
  const [year, number] = month.split("-").map(Number);
  return new Date(Date.UTC(year ?? 1970, number ?? 1, 1)).toISOString().slice(0, 7);
}

const FEWEST_MONTHS = 12;

/**
 * Bars of messages per month. Places are percentages and heights pixels, so the chart fills any width and its letters keep their size.
 * `caption` says in words what the picture shows: it is also what a screen reader gets.
 */
export function MonthBars(props: {
  readonly months: readonly MonthCount[];
  readonly caption: string;
  readonly write: Writer;
  readonly height?: number;
}): VNode {
  const { months, caption, write } = props;
  const height = props.height ?? 150;
  const top = 18;
  const most = Math.max(1, ...months.map(({ messages }) => messages));
  // A month alone is a bar among empty places, not a wall.
  const step = 100 / Math.max(FEWEST_MONTHS, months.length);
  const years = months.flatMap(({ month }, index) => (month.endsWith("-01") || index === 0 ? [{ index, year: month.slice(0, 4) }] : []));
  const labelled = spaced(years, Math.max(FEWEST_MONTHS, months.length));
  return (
    <figure class="chart">
      <svg width="100%" height={height + top + 24} role="img" aria-label={caption}>
        <line class="axis" x1="0" x2="100%" y1={top} y2={top} stroke-dasharray="2 4" />
        <text x="0" y={top - 6}>
          {write.number(most)}
        </text>
        {months.map(({ month, messages }, index) => {
          const tall = messages === 0 ? 0 : Math.max(2, (messages / most) * height);
          return (
            <rect
              class="mark"
              x={percent(index * step + step * 0.12)}
              width={percent(step * 0.76)}
              y={round(top + height - tall)}
              height={round(tall)}
            >
              <title>{`${write.month(month)}: ${write.number(messages)}`}</title>
            </rect>
          );
        })}
        <line class="axis" x1="0" x2="100%" y1={top + height} y2={top + height} />
        {labelled.map(({ index, year }) => (
          <text x={percent(index * step)} y={top + height + 18}>
            {year}
          </text>
        ))}
      </svg>
      <figcaption>{caption}</figcaption>
    </figure>
  );
}

interface YearMark {
  readonly index: number;
  readonly year: string;
}

/** At most seven years are named, and none so near the next or the right edge that letters meet on a telephone. */
function spaced(years: readonly YearMark[], months: number): YearMark[] {
  const least = Math.max(1, months / 7);
  const out: YearMark[] = [];
  for (const year of years) {
    const before = out.at(-1);
    if (before && year.index - before.index < least) {
      // A first year of a month or two gives way to the full year after it.
      if (before.index === 0 && out.length === 1 && year.index < least / 2) out[0] = year;
      continue;
    }
    if (months - year.index >= least / 2 || out.length === 0) out.push(year);
  }
  return out;
}

/** A few bars without letters, beside words that say the same. */
export function Spark({ counts }: { readonly counts: readonly number[] }): VNode {
  const most = Math.max(1, ...counts);
  const height = 28;
  return (
    <svg class="sparkline" width="100%" height={height} aria-hidden="true">
      <line class="axis" x1="0" x2="100%" y1={height - 0.5} y2={height - 0.5} />
      {counts.map((count, index) => {
        const tall = count === 0 ? 0 : Math.max(2, (count / most) * (height - 1));
        const step = 100 / counts.length;
        return (
          <rect
            class="spark"
            x={percent(index * step + step * 0.15)}
            width={percent(step * 0.7)}
            y={round(height - 1 - tall)}
            height={round(tall)}
          />
        );
      })}
    </svg>
  );
}

/** One part of a whole as a bar: `share` from 0 to 1. Beside words that say the same. */
export function ShareBar({ share, leads }: { readonly share: number; readonly leads?: boolean }): VNode {
  const height = 8;
  const width = Math.min(1, Math.max(0, share)) * 100;
  return (
    <svg class="sharebar" width="100%" height={height} aria-hidden="true">
      <rect class="track" x="0" y="0" width="100%" height={height} rx={height / 2} />
      {width > 0 && <rect class={leads ? "mark" : "mark rest"} x="0" y="0" width={percent(width)} height={height} rx={height / 2} />}
    </svg>
  );
}

function percent(value: number): string {
  return `${round(value)}%`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
