import type { VNode } from "preact";
import { canonicalLine } from "../../markup/plain.ts";
import type { SubGroupView } from "../target.ts";
import { pagePath, relative, treeOf } from "./paths.ts";
import { excerpt, Own, type Desk } from "./shell.tsx";

interface Props {
  readonly desk: Desk;
  readonly subGroup: SubGroupView;
  readonly from: string;
}

/** What a sub-group stands below, what stands below it, and what came into it. A public page names nothing private. */
export function Relations({ desk, subGroup, from }: Props): VNode | null {
  const { words } = desk;
  const parent = parentOf(desk, subGroup);
  const below = [...desk.context.migrated.subGroups()].filter((other) => other.parent === subGroup.key && mayName(subGroup, other));
  const includes = subGroup.includes ?? [];
  if (parent === undefined && below.length === 0 && includes.length === 0) return null;
  return (
    <div class="facts">
      {parent && (
        <p>
          {words.partOf} <Door subGroup={parent} from={from} />
        </p>
      )}
      {below.length > 0 && (
        <p>
          {words.subGroups}{" "}
          {below.map((other, index) => (
            <>
              {index > 0 && ", "}
              <Door subGroup={other} from={from} />
            </>
          ))}
        </p>
      )}
      {includes.length > 0 && (
        <p>
          {words.includes}{" "}
          {includes.map((name, index) => (
            <>
              {index > 0 && ", "}
              <Own text={canonicalLine(name)} />
            </>
          ))}
        </p>
      )}
    </div>
  );
}

/** On a card of the front page: what the sub-group is a part of. */
export function PartOf({ desk, subGroup, from }: Props): VNode | null {
  const parent = parentOf(desk, subGroup);
  if (parent === undefined) return null;
  return (
    <p class="muted">
      {desk.words.partOf} <Door subGroup={parent} from={from} />
    </p>
  );
}

/** Groups that stay where they are, and belong to the official network all the same. */
export function Linked({ desk }: { readonly desk: Desk }): VNode | null {
  const linked = [...(desk.context.migrated.linked?.() ?? [])];
  if (linked.length === 0) return null;
  return (
    <section class="section">
      <h2>{desk.words.linkedTitle}</h2>
      <p>{desk.words.linkedText}</p>
      <ul>
        {linked.map(({ name, description }) => (
          <li>
            <Own text={canonicalLine(name)} />
            {description !== null && canonicalLine(description) !== "" && (
              <span class="muted" dir="auto">
                {" "}
                {excerpt(canonicalLine(description), 160)}
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function parentOf({ context }: Desk, subGroup: SubGroupView): SubGroupView | undefined {
  if (subGroup.parent === undefined) return undefined;
  const parent = context.subGroup(subGroup.parent);
  return mayName(subGroup, parent) ? parent : undefined;
}

function mayName(page: SubGroupView, other: SubGroupView): boolean {
  return page.isPrivate || !other.isPrivate;
}

function Door({ subGroup, from }: { readonly subGroup: SubGroupView; readonly from: string }): VNode {
  return (
    <a href={relative(from, pagePath(subGroup.key, treeOf(subGroup)))}>
      <Own text={canonicalLine(subGroup.name)} />
    </a>
  );
}
