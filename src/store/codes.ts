import type { MessageKind } from "../model/conversation.ts";
import type { Kind } from "../model/key.ts";

/** Small numbers that stand for words in big tables. Fixed for ever: they are in people's files. */

export const messageKindCode = { discussion: 0, question: 1, announcement: 2, poll: 3, praise: 4, system: 5 } as const satisfies Record<
  MessageKind,
  number
>;
export const messageKinds = Object.keys(messageKindCode) as readonly MessageKind[];

export function messageKindOf(code: number): MessageKind {
  return messageKinds[code] ?? "discussion";
}

export const flag = {
  deleted: 1,
  redacted: 2,
  system: 4,
  private: 8,
  mention: 16,
  link: 32,
  file: 64,
  html: 128,
  bestAnswer: 256,
  /** Forgotten on request: nothing of it may come back with a later export. */
  forgotten: 512,
  /** Its author was forgotten: nobody may be named beside it again. */
  detached: 1024,
} as const;

/** In `message_topic.sources`, beside a bit for each source: it hangs on the thread, and is shown with this message of it. */
export const OF_THREAD = 1 << 8;

export const recordKindCode = {
  person: 1,
  group: 2,
  membership: 3,
  thread: 4,
  message: 5,
  reaction: 6,
  attachment: 7,
  topic: 8,
} as const satisfies Record<Kind, number>;

/** Rows of an input that are records of no kind of their own still have a provenance, so that every row is accounted for. */
export const provenanceCode = {
  ...recordKindCode,
  network: 9,
  file: 10,
  page: 11,
  "message-version": 12,
  "network-admin": 13,
  "external-thread": 14,
} as const;

export const sourceCode = { "yammer-export": 1, "yammer-api": 2, memory: 3 } as const;

/** SQL that spells a code out. */
export function spell(column: string, codes: Readonly<Record<string, number>>): string {
  return `CASE ${column} ${Object.entries(codes)
    .map(([word, code]) => `WHEN ${code} THEN '${word}'`)
    .join(" ")} END`;
}
