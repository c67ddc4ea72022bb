import type { Id } from "../../model/key.ts";
import type { Checkpoint, SourceRecord } from "../source.ts";
import { endpoints, originOf } from "./api.ts";
import { avatarOf } from "./avatars.ts";
import { personHint } from "./convert-people.ts";
import { likeOf, threadTopics } from "./convert-message.ts";
import { ask, hand, rest, type Lane, type QueueItem, type Reading, type Slot } from "./lane.ts";
import { referencesOf, isObject } from "./references.ts";
import { digestOf } from "./rest.ts";
import { threadPayload, userPayload, usersPayload } from "./schema.ts";
import { unreadable } from "./skips.ts";

/** What did not answer in an export, for the next one. */
interface Failed {
  readonly run: number;
  readonly items: readonly QueueItem[];
}
const FAILED: Slot<Failed> = { name: "queue failed" };
/** In so many exports something that never answers is asked for: each costs all tries. Then its gap stays, and `--refresh-threads` asks. */
const MOST_FAILURES = 4;
/** So many are kept for the next export; where more fail, the server has another trouble. */
const MOST_KEPT = 200;

/** Works off what the pages of messages put into the queue, until no page can come any more; what failed in an earlier export comes first. */
export function* readQueue(reading: Reading): Lane {
  const { likers } = reading;
  const failed = reading.checkpoints.read(FAILED);
  if (failed && failed.run !== reading.run && failed.items.length > 0) {
    const checkpoints = [...likers.add(failed.items), reading.checkpoints.write(FAILED, { run: reading.run, items: [] })];
    yield* hand({ origin: "groups.json", rows: 0, records: [], checkpoints });
  }
  for (;;) {
    const item = likers.next();
    if (item) yield* item.do === "likers" ? readLikers(reading, item) : readTopics(reading, item);
    else if (likers.isClosed()) return;
    else yield* rest();
  }
}

/** How far a list that has more than one page was read. */
const BEGUN: Slot<{ readonly message: Id; readonly page: number; readonly rows: number; readonly told: number } | null> = {
  name: "likers",
};

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
        ? [
            likers.done(),
            reading.checkpoints.write(BEGUN, null),
            ...(list === undefined && answer.status !== 404 ? askLater(reading, item) : []),
          ]
        : [reading.checkpoints.write(BEGUN, { message: item.message, page: page + 1, rows: rows + list.users.length, told })],
    });
    rows += list?.users.length ?? 0;
    if (isLast) return;
  }
}

/** Kept for the next export, where this one did not get an answer. */
function askLater({ checkpoints, run }: Reading, item: QueueItem): Checkpoint[] {
  const failures = (item.failed ?? 0) + 1;
  const failed = checkpoints.read(FAILED);
  const items = failed?.run === run ? failed.items : [];
  if (failures >= MOST_FAILURES || items.length >= MOST_KEPT) return [];
  return [checkpoints.write(FAILED, { run, items: [...items, { ...item, failed: failures }] })];
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
  // 404: a thread whose starter is deleted has no object of its own.
  const isOpen = thread === undefined && status !== 404;
  const evidence = `threads/${item.thread} answered ${status === 0 ? "nothing after every try" : status}, so the thread's topics are not known`;
  const gap = {
    kind: "gap",
    network: reading.network,
    groupId: item.group,
    threadId: item.thread,
    gap: "topics-not-answered",
    evidence,
  } as const;
  yield* hand({
    origin,
    rows: 0,
    records: [...reading.origins.announce(origin, "start"), ...topics, ...(isOpen ? [gap] : [])],
    checkpoints: [reading.likers.done(), ...(isOpen ? askLater(reading, item) : [])],
  });
}
