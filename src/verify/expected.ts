import type { BodyTree } from "../model/body.ts";
import { bodyTree, leavesOf } from "../markup/body.ts";
import { canonicalLine, plainText, textDigest } from "../markup/plain.ts";
import type { ApplyContext, MessageView, ThreadView } from "../target/target.ts";

/** What a target should show of one message, in the terms in which targets are read back. */
export interface ExpectedMessage {
  readonly key: string;
  readonly parent: string | null;
  readonly authorKey: string | null;
  readonly authorName: string | null;
  readonly createdAt: number | null;
  readonly textDigest: string | null;
  /** `key sha256` of every file with bytes, sorted. */
  readonly files: readonly string[];
  readonly isTombstone: boolean;
}

export function expectedMessages(thread: ThreadView, context: ApplyContext): ExpectedMessage[] {
  return thread.messages.map((message) => expect(message, thread.network, context));
}

function expect(message: MessageView, network: string, context: ApplyContext): ExpectedMessage {
  const isTombstone = message.tombstone !== null;
  return {
    key: message.key,
    parent: message.parent,
    authorKey: message.author?.key ?? null,
    authorName: message.author ? canonicalLine(message.author.name) : null,
    createdAt: message.createdAt,
    textDigest: isTombstone
      ? null
      : textDigest(
          plainText(
            treeOf(message),
            leavesOf(message.topics, (id) => context.person(network, id)),
          ),
        ),
    files: message.attachments
      .filter((file) => file.sha256 !== null)
      .map((file) => `${file.key} ${file.sha256 ?? ""}`)
      .sort(),
    isTombstone,
  };
}

function treeOf(message: MessageView): BodyTree {
  return bodyTree({ body: message.body, bodyHtml: message.bodyHtml });
}
