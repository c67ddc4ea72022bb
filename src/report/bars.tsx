import type { VNode } from "preact";
import type { Writer } from "../page/dates.ts";

/** One part of a bar. Its number stands beside the picture in words, so colour carries nothing alone. */
export interface Part {
  readonly label: string;
  readonly count: number;
  readonly fill: Fill;
}

export type Fill = "c1" | "c2" | "c3" | "c4" | "c5" | "c6" | "line";

/** A bar of parts below a line that says the same: `Text: 575 kept, 15 stay behind`. Parts of nothing are not shown. */
export function PartsBar(props: {
  readonly label: string;
  readonly parts: readonly Part[];
  readonly write: Writer;
  readonly tall?: boolean;
}): VNode {
  const { label, write } = props;
  const height = props.tall ? 28 : 14;
  const parts = props.parts.filter((part) => part.count > 0);
  const total = Math.max(
    1,
    parts.reduce((sum, part) => sum + part.count, 0),
  );
  const words = parts.map((part) => `${write.number(part.count)} ${part.label}`).join(", ") || write.number(0);
  let from = 0;
  return (
    <figure class="parts">
      <figcaption>
        <strong>{label}</strong>
        <ul class="plain legend">
          {parts.map((part) => (
            <li>
              <svg width="12" height="12" aria-hidden="true">
                <rect class={`fill-${part.fill}`} width="12" height="12" />
              </svg>{" "}
              {write.number(part.count)} {part.label}
            </li>
          ))}
        </ul>
      </figcaption>
      <svg width="100%" height={height} role="img" aria-label={`${label}: ${words}`}>
        {parts.map((part) => {
          const at = from;
          from += part.count;
          return <rect class={`fill-${part.fill}`} x={percent(at / total)} width={percent(part.count / total)} y="0" height={height} />;
        })}
      </svg>
    </figure>
  );
}

/** Bars against each other: the longest is the widest. `after`: where it starts, so that one can follow another. */
export interface Row {
  readonly label: VNode | string;
  readonly words: string;
  readonly count: number;
  readonly after?: number;
}

export function RowBars({ rows, total }: { readonly rows: readonly Row[]; readonly total: number }): VNode {
  return (
    <ul class="plain rows">
      {rows.map((row) => (
        <li>
          <span>
            <strong>{row.label}</strong> <span class="muted">{row.words}</span>
          </span>
          <svg width="100%" height="14" aria-hidden="true">
            <rect class="fill-ground" width="100%" height="14" />
            <rect class="fill-c1" x={percent((row.after ?? 0) / total)} width={percent(Math.max(0.004, row.count / total))} height="14" />
          </svg>
        </li>
      ))}
    </ul>
  );
}

function percent(share: number): string {
  return `${Math.round(share * 10_000) / 100}%`;
}
