import type { ComponentChildren, VNode } from "preact";
import { hostOf } from "../../markup/links.ts";
import { LINK_REL } from "../../markup/to-html.ts";
import type { Key } from "../../model/key.ts";
import { Icon } from "../../page/icons.tsx";
import type { Texts } from "../../page/texts.ts";
import { Own, type Desk } from "./shell.tsx";

export interface NotShown {
  readonly reason: string;
  readonly messages: number;
}

/** Where a page's contents stood before: network, numbers there, the address there, and what was left out. Nothing of when or how it was copied. */
export function Origin(props: {
  readonly desk: Desk;
  readonly networks: readonly string[];
  /** Numbers of the source, each with what it counts. */
  readonly ids?: readonly (readonly [label: string, id: string])[];
  /** Of the record itself, for its address. */
  readonly record?: Key;
  readonly notShown?: readonly NotShown[];
  readonly children?: ComponentChildren;
}): VNode {
  const { desk, networks, ids = [], notShown = [] } = props;
  const { words } = desk;
  const parts = notShownParts(desk, notShown);
  return (
    <section class="origin" aria-labelledby="origin">
      <h2 id="origin">{words.origin}</h2>
      {props.children}
      <dl>
        {networks.length > 0 && <Entry label={words.originNetwork} value={networks.join(", ")} />}
        {ids.map(([label, id]) => (
          <Entry label={label} value={id} />
        ))}
        {parts.length > 0 && <Entry label={words.notShown} value={parts.join(", ")} />}
      </dl>
      <Original desk={desk} record={props.record} />
    </section>
  );
}

function Entry({ label, value }: { readonly label: string; readonly value: string }): VNode {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <Own text={value} />
      </dd>
    </div>
  );
}

function Original({ desk, record }: { readonly desk: Desk; readonly record: Key | undefined }): VNode | null {
  const address = record === undefined ? undefined : desk.context.sourceAddress(record);
  const host = hostOf(address);
  if (address === undefined || host === undefined) return null;
  return (
    <p>
      <a href={address} rel={LINK_REL}>
        <Icon name="out" /> {desk.words.originalAt(host)}
      </a>
    </p>
  );
}

type Reason = keyof Texts["notShownBecause"];
const reasons: readonly Reason[] = ["deleted", "redacted", "missing", "other"];

/** Codes that readers know by no word of their own are one group: what a migration's rules leave out. */
function notShownParts(desk: Desk, notShown: readonly NotShown[]): string[] {
  const sums = new Map<Reason, number>();
  for (const { reason, messages } of notShown) {
    const known = reasons.find((word) => word === reason) ?? "other";
    sums.set(known, (sums.get(known) ?? 0) + messages);
  }
  return reasons.flatMap((reason) => {
    const count = sums.get(reason);
    return count === undefined ? [] : desk.words.notShownBecause[reason](count, desk.write.number(count));
  });
}

/** The same for one post, folded: its number at the source and its address there. */
export function PostOrigin({
  desk,
  message,
}: {
  readonly desk: Desk;
  readonly message: { readonly key: Key; readonly id: string };
}): VNode {
  const { words } = desk;
  const address = desk.context.sourceAddress(message.key);
  return (
    <details class="src">
      <summary>
        <span class="hidden">{words.origin}</span>
        <span aria-hidden="true">···</span>
      </summary>
      <p>
        {words.originPost(message.id)}
        {address !== undefined && (
          <>
            {" · "}
            <a href={address} rel={LINK_REL}>
              {words.original}
            </a>
          </>
        )}
      </p>
    </details>
  );
}
