import type { Id } from "../../model/key.ts";
import type { SourceRecord } from "../source.ts";
import { endpoints, originOf } from "./api.ts";
import { hasMoreLikes, messageOf } from "./convert-message.ts";
import { EMPTY_TRIES } from "./empty.ts";
import type { Seen } from "./feed.ts";
import { aroundOf, ask, hand, type Answer, type Lane, type QueueItem, type Reading, type Room } from "./lane.ts";
import { isObject, referencesOf } from "./references.ts";
import { messagePayload, type MessagePayload } from "./schema.ts";
import { MOST_AGAIN, newestOf, threadSlot, type ThreadState, type Walk } from "./thread-state.ts";

/** 404: gone as a whole. 403: not for this account. 0: failed after every try. The next run asks again where that can help. */
export function* refused(reading: Reading, room: Room, { seen, state, status }: Walk & { readonly status: number }): Lane {
  const { network, checkpoints, known } = reading;
  const endpoint = endpoints.inThread(seen.id, null);
  const origin = originOf(endpoint);
  const isGone = status === 404;
  const before = known(seen.id);
  // What was read, and is gone from the index too, was deleted: that is told by its messages, and nothing is missing.
  const isDeleted = isGone && seen.isVanished === true && before.length > 0;
  const gone = isGone ? before.map((messageId): SourceRecord => ({ kind: "tombstone", network, messageId, deletedAt: null })) : [];
  const gap = isGone ? "thread-gone" : status === 403 ? "thread-denied" : "thread-not-answered";
  const named = seen.isVanished === true ? "the index names the thread no more" : "the index names the thread";
  const evidence = status === 0 ? "the thread did not answer after every try" : `${named}, and reading it answered ${status}`;
  const { cursor: _, refused: __, empty: ___, ...kept } = state;
  yield* hand({
    origin,
    rows: 0,
    records: [
      ...reading.origins.announce(origin, "start"),
      ...gone,
      ...(isDeleted ? [] : [{ kind: "gap", network, groupId: room.id, threadId: seen.id, gap, evidence } as const]),
    ],
    checkpoints: [
      checkpoints.write(threadSlot(seen.id), {
        ...kept,
        top: null,
        rows: 0,
        wanted: [],
        done: true,
        isOpen: !isGone,
        readIn: reading.run,
      }),
    ],
  });
}

/** Asks for what was named and not met, one message a request, and closes the thread. */
export function* settleThread(reading: Reading, room: Room, walk: Walk): Lane {
  const { seen } = walk;
  let { state } = walk;
  for (let [id] = state.wanted ?? []; id !== undefined; [id] = state.wanted ?? []) {
    state = yield* takeWanted(reading, room, { seen, state, id, answer: yield* ask(endpoints.message(id)) });
  }
  yield* close(reading, room, { seen, state });
}

/** Hands over what one message that was named and not met turned out to be, and is told the thread without it. */
export function* takeWanted(
  reading: Reading,
  room: Room,
  { seen, state, id, answer: { status, body } }: Walk & { readonly id: Id; readonly answer: Answer },
): Lane<ThreadState> {
  const message = status === 200 && isObject(body) ? messagePayload.safeParse(body).data : undefined;
  const next: ThreadState = {
    ...state,
    wanted: (state.wanted ?? []).filter((one) => one !== id),
    ...(message ? { newest: newestOf([message.id], state.newest) } : {}),
    // Whoever leaves out one message may leave out others that nobody names.
    ...(status === 404 ? {} : { isOpen: true }),
  };
  yield* hand(oneMessage(reading, room, { seen, state: next, id, status, body: message ? body : undefined }));
  return next;
}

function* close(reading: Reading, room: Room, { seen, state }: Walk): Lane {
  const { newest, wanted: _, hasThread, ...kept } = state;
  const isEmpty = newest === undefined;
  // Where no page told of the thread, its topics are asked for apart, whether its starter is there or not.
  const queued = isEmpty || hasThread === true ? [] : reading.likers.add([{ do: "topics", thread: seen.id, group: room.id }]);
  const origin = originOf(endpoints.inThread(seen.id, null));
  const closed: ThreadState = {
    ...kept,
    top: newest ?? kept.top,
    shown: seen.shown ?? [],
    done: true,
    isOpen: (isEmpty || kept.isOpen === true) && (kept.again ?? 0) < MOST_AGAIN,
    readIn: reading.run,
  };
  reading.tally.threads++;
  yield* hand({
    origin,
    rows: 0,
    records: isEmpty
      ? [
          ...reading.origins.announce(origin, "resume"),
          { kind: "gap", network: reading.network, groupId: room.id, threadId: seen.id, ...emptyThread },
        ]
      : [],
    checkpoints: [reading.checkpoints.write(threadSlot(seen.id), closed), ...queued],
  });
}

const emptyThread = {
  gap: "thread-empty",
  evidence: `the thread answered nothing ${EMPTY_TRIES + 1} times, though the index names it`,
} as const;

/** The answer for one message: it was left out of its thread, or it is deleted. */
function oneMessage(
  reading: Reading,
  room: Room,
  at: Walk & { readonly id: Id; readonly status: number; readonly body: unknown },
): Parameters<typeof hand>[0] {
  const { network } = reading;
  const { seen, id, status, body } = at;
  const origin = originOf(endpoints.message(id));
  const message = body === undefined ? undefined : messagePayload.safeParse(body).data;
  const around = aroundOf(reading, room.id, referencesOf(isObject(body) ? body["references"] : undefined));
  const place = { network, groupId: room.id, threadId: seen.id } as const;
  const isGone = status === 404 && reading.known(seen.id).includes(id);
  const records: SourceRecord[] = message
    ? [
        ...messageOf(body, message, around, 1),
        { kind: "gap", ...place, gap: "left-out", evidence: `the thread's pages leave out message ${id}, which is there` },
      ]
    : isGone
      ? [{ kind: "tombstone", network, messageId: id, deletedAt: null }]
      : status === 404
        ? []
        : [
            {
              kind: "gap",
              ...place,
              gap: "message-not-answered",
              evidence: `message ${id} is named in the thread, and reading it answered ${status}`,
            },
          ];
  return {
    origin,
    rows: message ? 1 : 0,
    records: [...reading.origins.announce(origin, "start"), ...records],
    checkpoints: [
      reading.checkpoints.write(threadSlot(seen.id), at.state),
      ...(message && !message.direct_message && hasMoreLikes(message) ? reading.likers.add([likersOf(message, room, seen)]) : []),
    ],
  };
}

export function likersOf(message: MessagePayload, room: Room, seen: Seen): QueueItem {
  return { do: "likers", message: message.id, thread: seen.id, group: room.id, count: message.liked_by.count };
}
