import type { VNode } from "preact";
import type { Writer } from "../page/dates.ts";

/** One bar a kind of record: kept, in the reading copy only, left behind. The numbers stand beside it, so colour carries nothing alone. */
export function FidelityBar(props: {
  readonly label: string;
  readonly kept: number;
  readonly copied: number;
  readonly left: number;
  readonly write: Writer;
}): VNode {
  const { label, kept, copied, left, write } = props;
  const total = Math.max(1, kept + copied + left);
  const words = [
    `${write.number(kept)} kept`,
    copied > 0 ? `${write.number(copied)} in the reading copy` : "",
    left > 0 ? `${write.number(left)} stay behind` : "",
  ]
    .filter((word) => word !== "")
    .join(", ");
  const part = (from: number, size: number, fill: string) => (
    <rect x={`${(from / total) * 100}%`} width={`${(size / total) * 100}%`} y="0" height="14" fill={fill} />
  );
  return (
    <figure class="fidelity">
      <figcaption>
        <strong>{label}</strong>: {words}
      </figcaption>
      <svg width="100%" height="14" role="img" aria-label={`${label}: ${words}`}>
        {part(0, kept, "var(--c1)")}
        {part(kept, copied, "var(--c2)")}
        {part(kept + copied, left, "var(--line)")}
      </svg>
    </figure>
  );
}
