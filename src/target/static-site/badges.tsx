import type { VNode } from "preact";
import type { MessageKind } from "../../model/conversation.ts";
import { Icon, type IconName } from "../../page/icons.tsx";
import type { Texts } from "../../page/texts.ts";

const kindIcons: Readonly<Partial<Record<MessageKind, IconName>>> = {
  question: "question",
  announcement: "announcement",
  poll: "poll",
  praise: "praise",
};

/** What a conversation or a post is, where it is not just talk. */
export function KindBadge({ words, kind }: { readonly words: Texts; readonly kind: MessageKind }): VNode | null {
  if (kind === "discussion") return null;
  const icon = kindIcons[kind];
  return (
    <span class={`badge ${kind === "question" || kind === "poll" ? "blue" : kind === "system" ? "" : "warm"}`.trim()}>
      {icon !== undefined && <Icon name={icon} />} {words.kinds[kind]}
    </span>
  );
}
