import type { Budget } from "../../http/budget.ts";
import type { Forecast } from "../source.ts";
import { endpoints, MESSAGES_A_PAGE, PEOPLE_A_PAGE, type Bucket } from "./api.ts";
import { hasMoreLikes } from "./convert-message.ts";
import { isToDetail } from "./detail.ts";
import { feedPageOf, threadsOf, type FeedPage } from "./feed.ts";
import { ask, type Lane, type Memory, type Room, type Slot } from "./lane.ts";
import { indexSlot } from "./group.ts";
import { membersSlot, PEOPLE } from "./people.ts";

/** What first pages of a few groups say of all: an index shows threads, their newest messages and how many each counts. */
export interface Sample {
  readonly messagesAThread: number;
  readonly requestsAThread: number;
  readonly cutLikes: number;
  readonly files: number;
}

/** A page that does not come is one less to judge from; the reading asks for it with all its patience. */
const TRIES = 2;
/** Groups that are looked into; their pages are read anyway, so this costs nothing. */
const SAMPLED = 12;
/** A group of about so many messages has its threads on one page. Of larger ones the first page shows the threads that go on, which are the long ones. */
const ON_ONE_PAGE = 50;
/** Where nothing can be sampled: a thread of a network has three or four messages. Only a forecast hangs on it. */
const UNKNOWN: Sample = { messagesAThread: 3.5, requestsAThread: 1.05, cutLikes: 0.05, files: 0.05 };

/** What an export saw before it began: one that was cut off and goes on does not look again, for the pages it saw would be asked for once more. */
export const SAMPLE: Slot<Sample | null> = { name: "sample" };

/** Reads the first pages of groups whose threads fit on one; tells which. */
export function* sampleRooms(rooms: readonly Room[], memory: Memory): Lane<{ readonly sample: Sample; readonly from: readonly Room[] }> {
  const before = memory.read(SAMPLE);
  if (before) return { sample: before, from: [] };
  const unread = rooms.filter((room) => memory.read(indexSlot(room)) === undefined && (room.privacy !== "closed" || room.isMine));
  const distance = ({ updates }: Room) => (updates === 0 ? Infinity : Math.abs(updates - ON_ONE_PAGE));
  const pages: FeedPage[] = [];
  const from = [...unread].sort((a, b) => distance(a) - distance(b)).slice(0, SAMPLED);
  for (const room of from) {
    const { status, body } = yield* ask(endpoints.index(room.feed, null), 0, TRIES);
    const page = status === 200 ? feedPageOf(body) : undefined;
    if (page && page.entries.length > 0) pages.push(page);
  }
  const whole = pages.filter(({ entries }) => entries.length < MESSAGES_A_PAGE);
  return { sample: sampleOf(whole.flatMap(({ entries }) => entries).length >= ENOUGH ? whole : pages), from };
}

const ENOUGH = 30;

function sampleOf(pages: readonly FeedPage[]): Sample {
  let [threads, messages, requests, seen, cut, files] = [0, 0, 0, 0, 0, 0];
  for (const page of pages) {
    for (const thread of threadsOf(page)) {
      const counted = Math.max(page.references.threads.get(thread.id)?.stats.updates ?? 0, 1 + (page.extended.get(thread.id)?.length ?? 0));
      threads++;
      messages += counted;
      requests += Math.max(1, Math.ceil(counted / MESSAGES_A_PAGE));
    }
    for (const message of [...page.entries.flatMap((entry) => entry.message ?? []), ...[...page.extended.values()].flat()]) {
      seen++;
      if (hasMoreLikes(message)) cut++;
      files += message.attachments.filter(({ real_type: type }) => type === "uploaded_file").length;
    }
  }
  if (threads === 0 || seen === 0) return UNKNOWN;
  return { messagesAThread: messages / threads, requestsAThread: requests / threads, cutLikes: cut / seen, files: files / seen };
}

/** Requests that are left for these groups, by bucket, and the hours they take: buckets are spent beside each other, files come last. */
export function forecastOf(
  rooms: readonly Room[],
  options: {
    readonly sample: Sample;
    readonly memory: Memory;
    readonly budgets: Readonly<Record<Bucket, Budget>>;
    readonly again: boolean;
    readonly whole: boolean;
    readonly avatars: boolean;
  },
): Forecast {
  const { sample, memory, budgets, again, whole, avatars } = options;
  const counted = rooms.filter(({ updates }) => updates > 0);
  const usual = counted.reduce((sum, { updates }) => sum + updates, 0) / Math.max(1, counted.length);
  let messages = 0;
  let other = 0;
  let files = 0;
  for (const room of rooms) {
    if (isToDetail(memory, room)) other += 1;
    const roster = memory.read(membersSlot(room));
    if (room.id !== 0 && (again || roster?.done !== true)) other += Math.max(1, Math.ceil(room.members / PEOPLE_A_PAGE));
    messages += 1;
    const state = memory.read(indexSlot(room));
    if ((state?.done === true && !whole) || (room.privacy === "closed" && !room.isMine)) continue;
    // Groups count badly: one that names a last message and counts none is taken for a usual one.
    const updates = room.updates > 0 ? room.updates : room.lastMessageId === null && room.id !== 0 ? 0 : usual;
    const threads = Math.max(0, updates / sample.messagesAThread - (whole ? 0 : (state?.pages ?? 0)) * MESSAGES_A_PAGE);
    messages += threads * sample.requestsAThread + Math.ceil(threads / MESSAGES_A_PAGE) + 1;
    other += threads * sample.messagesAThread * sample.cutLikes;
    files += threads * sample.messagesAThread * sample.files;
  }
  if (again || memory.read(PEOPLE)?.done !== true) {
    other += Math.ceil(peopleIn(rooms) / PEOPLE_A_PAGE);
    // At most: who has a picture is not known before people are read.
    if (avatars) files += peopleIn(rooms);
  }
  const msFor = (requests: number, { requests: most, windowMs }: Budget) => (requests / most) * windowMs;
  const ms = Math.max(msFor(messages, budgets.messages), msFor(other, budgets.other)) + msFor(files, budgets.other);
  return { requests: { messages: Math.round(messages), other: Math.round(other + files) }, bytes: 0, hours: ms / 3_600_000 };
}

/** Nobody tells how many people there are; the largest group holds most of a network. */
function peopleIn(rooms: readonly Room[]): number {
  return rooms.reduce((most, { members }) => Math.max(most, members), 0);
}
