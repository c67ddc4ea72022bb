import type { ComponentChildren, VNode } from "preact";

export interface Column {
  readonly head: string;
  /** Numbers stand under each other. */
  readonly number?: boolean;
}

/** A table that scrolls by itself where the page is narrow. The first cell of a row names it. */
export function Table(props: {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly ComponentChildren[])[];
  readonly caption?: string;
}): VNode {
  return (
    <div class="scroll" role="region" tabIndex={0} {...(props.caption === undefined ? {} : { "aria-label": props.caption })}>
      <table>
        {props.caption !== undefined && <caption>{props.caption}</caption>}
        <thead>
          <tr>
            {props.columns.map((column) => (
              <th scope="col" class={column.number ? "number" : undefined}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr>
              {row.map((cell, index) =>
                index === 0 ? <th scope="row">{cell}</th> : <td class={props.columns[index]?.number ? "number" : undefined}>{cell}</td>,
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
