import { toId, type Id } from "../../model/key.ts";
import { timeOf } from "./dates.ts";
import { olderId } from "./lane.ts";
import { referencesOf, type References } from "./references.ts";
import { envelopePayload, messagePayload, type MessagePayload } from "./schema.ts";

/** One page of a feed. */
export interface FeedPage {
  /** Everything that came, placeholders included: what "the page is full" counts. */
  readonly entries: readonly { readonly entry: unknown; readonly message: MessagePayload | undefined }[];
  readonly references: References;
  readonly extended: ReadonlyMap<Id, readonly MessagePayload[]>;
  /** `older_available`. False proves nothing, and true is a reason not to believe an empty page. */
  readonly saysOlder: boolean;
}

/** Undefined where the body is no envelope. */
export function feedPageOf(body: unknown): FeedPage | undefined {
  const envelope = envelopePayload.safeParse(body).data;
  if (!envelope) return undefined;
  const extended = new Map<Id, readonly MessagePayload[]>();
  for (const [thread, replies] of Object.entries(envelope.threaded_extended)) {
    const id = toId(thread);
    if (id !== undefined)
      extended.set(
        id,
        replies.flatMap((reply) => messagePayload.safeParse(reply).data ?? []),
      );
  }
  return {
    entries: envelope.messages.map((entry) => ({ entry, message: messagePayload.safeParse(entry).data })),
    references: referencesOf(envelope.references),
    extended,
    saysOlder: envelope.meta.older_available,
  };
}

/** A thread as a page of an index shows it. */
export interface Seen {
  readonly id: Id;
  /** The newest message that the page knows of the thread. */
  readonly latest: Id;
  readonly latestAt: number | null;
  /** Messages whose ids the page tells: each has to turn up in the thread. */
  readonly told: readonly Id[];
  /** Messages that stand on the page themselves. */
  readonly shown?: readonly Id[];
  /** Earlier runs brought it, and no page of the index names it any more. */
  readonly isVanished?: boolean;
}

/**
 * The threads of an index page, in its order. A thread whose starter is deleted may stand in `threaded_extended` or in the references only. The newest message is
 * the greatest id that any of these names; `threaded_extended` may leave out some. Source: reference, section 2.4.
 */
export function threadsOf(page: FeedPage): Seen[] {
  const ids = new Set<Id>();
  for (const { message } of page.entries) if (message) ids.add(message.thread_id ?? message.id);
  for (const id of page.extended.keys()) ids.add(id);
  for (const id of page.references.threads.keys()) ids.add(id);
  return [...ids].map((id) => seenOf(id, page));
}

function seenOf(id: Id, page: FeedPage): Seen {
  const starter = page.entries.find(({ message }) => message?.id === id)?.message;
  const replies = page.extended.get(id) ?? [];
  const stats = page.references.threads.get(id)?.stats;
  const shown = [...(starter ? [starter.id] : []), ...replies.map((reply) => reply.id)];
  const told = [...shown, ...(stats?.latest_reply_id ? [stats.latest_reply_id] : [])];
  const latest = told.reduce((newest, one) => (olderId(newest, one) === newest ? one : newest), id);
  const times = [timeOf(starter?.created_at), ...replies.map((reply) => timeOf(reply.created_at)), timeOf(stats?.latest_reply_at)];
  const known = times.filter((time) => time !== null);
  return { id, latest, latestAt: known.length === 0 ? null : Math.max(...known), told: [...new Set(told)], shown };
}
