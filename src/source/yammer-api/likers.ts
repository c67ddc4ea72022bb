import type { Id } from "../../model/key.ts";
import type { SourceRecord } from "../source.ts";
import { endpoints, originOf } from "./api.ts";
import { avatarOf } from "./avatars.ts";
import { personHint } from "./convert-people.ts";
import { likeOf, threadTopics } from "./convert-message.ts";
import { ask, hand, rest, type Lane, type QueueItem, type Reading, type Slot } from "./lane.ts";
import { referencesOf, isObject } from "./references.ts";
import { digestOf } from "./rest.ts";
import { threadPayload, userPayload, usersPayload } from "./schema.ts";
import { unreadable } from "./skips.ts";

/** Works off what the pages of messages put into the queue, until no page can come any more. */
export function* readQueue(reading: Reading): Lane {
  const { likers } = reading;
  for (;;) {
    const item = likers.next();
    if (item) yield* item.do === "likers" ? readLikers(reading, item) : readTopics(reading, item);
    else if (likers.isClosed()) return;
    else yield* rest();
  }
}

/** How far a list that has more than one page was read. */
const BEGUN: Slot<{ readonly message: Id; readonly page: number; readonly rows: number; readonly told: number }> = { name: "likers" };

/** A shorter page is taken for the last. The size of a page of likers is told nowhere: fifty as elsewhere, or less. */
const SHORTEST_PAGE = 10;

/** Everybody who likes a message: its own list ends after about three names. `more_available` is not believed while the message counts more. */
function* readLikers(reading: Reading, item: Extract<QueueItem, { do: "likers" }>): Lane {
  const { network, likers } = reading;
  const origin = originOf(endpoints.likers(item.message, 1));
  const begun = reading.checkpoints.read(BEGUN);
  // A list that a run was cut off in goes on; people who stand on two pages count twice then, which hides no gap: they stand there because somebody came in before.
  let { page, rows, told } = begun?.message === item.message ? begun : { page: 1, rows: 0, told: 0 };
  const seen = new Set<Id>();
  for (; ; page++) {
    const answer = yield* ask(endpoints.likers(item.message, page));
    const before = seen.size;
    const list = answer.status === 200 ? usersPayload.safeParse(answer.body).data : undefined;
    const records = (list?.users ?? []).flatMap((entry, index): SourceRecord[] => {
      const user = userPayload.safeParse(entry).data;
      const row = rows + index + 1;
      if (!user) return [unreadable(entry, row)];
      if (!seen.has(user.id)) told++;
      seen.add(user.id);
      const hint = [personHint(user, reading), ...avatarOf(user, reading)].filter(reading.isNew);
      return [...hint, { ...likeOf(network, item.message, user.id), row, digest: digestOf({ message: item.message, person: user.id }) }];
    });
    const mayGoOn = list && (list.more_available || (list.users.length >= SHORTEST_PAGE && told < item.count));
    const isLast = !mayGoOn || seen.size === before;
    const isShort = told < item.count;
    const gaps = isLast && isShort ? [shortList(reading, item, list ? told : undefined)] : [];
    const around = { kind: "list", network, list: "likers", id: item.message } as const;
    yield* hand({
      origin,
      rows: list?.users.length ?? 0,
      records: [
        ...reading.origins.announce(origin, page === 1 ? "start" : "resume"),
        ...(item.again === true && page === 1 ? [{ ...around, part: "start" } as const] : []),
        ...records,
        ...gaps,
        ...(item.again === true && isLast && list && !isShort ? [{ ...around, part: "end" } as const] : []),
      ],
      checkpoints: isLast
        ? [likers.done()]
        : [reading.checkpoints.write(BEGUN, { message: item.message, page: page + 1, rows: rows + list.users.length, told })],
    });
    rows += list?.users.length ?? 0;
    if (isLast) return;
  }
}

function shortList({ network }: Reading, item: Extract<QueueItem, { do: "likers" }>, told: number | undefined): SourceRecord {
  const seen = told === undefined ? "the list cannot be read" : `${told} are listed`;
  const evidence = `message ${item.message} counts ${item.count} likes, ${seen}`;
  return { kind: "gap", network, groupId: item.group, threadId: item.thread, gap: "likes-not-listed", evidence };
}

/** A thread's topics, where its envelope does not hold the thread. Source: reference, section 2.6. */
function* readTopics(reading: Reading, item: Extract<QueueItem, { do: "topics" }>): Lane {
  const endpoint = endpoints.thread(item.thread);
  const { status, body } = yield* ask(endpoint);
  const origin = originOf(endpoint);
  const thread = status === 200 ? threadPayload.safeParse(body).data : undefined;
  const topics = isObject(body) ? threadTopics(thread, referencesOf(body["references"]), reading) : [];
  yield* hand({
    origin,
    rows: 0,
    records: [...reading.origins.announce(origin, "start"), ...topics],
    checkpoints: [reading.likers.done()],
  });
}
