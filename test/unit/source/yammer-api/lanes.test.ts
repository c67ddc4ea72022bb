import { describe, expect, it } from "vitest";
import type { Page, SourceRecord } from "../../../../src/source/source.ts";
import type { Endpoint } from "../../../../src/source/yammer-api/api.ts";
import { readDetails } from "../../../../src/source/yammer-api/detail.ts";
import { readGroup, refreshGroup } from "../../../../src/source/yammer-api/group.ts";
import { memoryOf, nothing, originsOf, type Answer, type Lane, type Reading, type Room } from "../../../../src/source/yammer-api/lane.ts";
import { readQueue } from "../../../../src/source/yammer-api/likers.ts";
import { readPeople } from "../../../../src/source/yammer-api/people.ts";
import { queueOf } from "../../../../src/source/yammer-api/queue.ts";
import { createIngest } from "../../../../src/store/ingest.ts";
import { cleanUpStores, makeStore } from "../../../support/loaded-store.ts";
import { wholeScope } from "../../../support/yammer-api.ts";

cleanUpStores();

/** A workspace's checkpoints, and lanes over them as one process after the other has them. */
function workspace(rooms: readonly Room[] = []) {
  const kept = new Map<string, string>();
  function start(): Reading {
    const checkpoints = memoryOf("contoso.com", (scope) => kept.get(scope));
    return {
      ...{ network: "contoso.com", networkId: 1, scope: wholeScope, allCompanyId: null, rooms, seesPrivate: false, run: 2, checkpoints },
      ...{ pauseMs: 30_000, known: () => [], knownLikes: () => 0, knownThreads: () => [], origins: originsOf() },
      ...{ likers: queueOf(checkpoints), isNew: () => true, fileUrl: (url: string) => url },
      ...{ tally: { groups: 0, threads: 0, messages: 0, denied: 0 }, warn: () => undefined },
    };
  }
  /** Runs a lane of a new process; it dies instead of asking a question after `questions`. Tells what it asked. */
  function run(work: (reading: Reading) => Lane, answer: (endpoint: Endpoint) => Answer, questions = Infinity): string[] {
    const reading = start();
    reading.likers.close();
    const lane = work(reading);
    const asked: string[] = [];
    for (let step = lane.next(nothing); step.done !== true;) {
      if (step.value.do === "hand") commit(step.value.page);
      if (step.value.do !== "ask") step = lane.next(nothing);
      else if (asked.length >= questions) break;
      else {
        asked.push(`${step.value.endpoint.path}?${new URLSearchParams(step.value.endpoint.query).toString()}`);
        step = lane.next(answer(step.value.endpoint));
      }
    }
    return asked;
  }
  const records: SourceRecord[] = [];
  function commit(page: Page): void {
    records.push(...page.records);
    for (const { scope, value } of page.checkpoints) kept.set(scope, value);
  }
  return { run, start, commit, records };
}

const unanswered: Answer = { status: 0, body: undefined };

describe("a list of likers", () => {
  const page = ({ query }: Endpoint): Answer => {
    const from = 20 * Number(query["page"]);
    return { status: 200, body: { users: Array.from({ length: 20 }, (_, index) => ({ id: from + index })), more_available: true } };
  };

  it("that failed in an earlier export goes on where a process died, page by page", () => {
    const { run, start, commit } = workspace();
    const reading = start();
    const item = { do: "likers", message: 7, thread: 7, group: 1, count: 60, failed: 1 } as const;
    commit({ origin: "x", rows: 0, records: [], checkpoints: reading.likers.add([item]) });
    expect(run(readQueue, page, 1)).toEqual(["users/liked_message/7.json?page=1"]);
    expect(run(readQueue, page, 1)).toEqual(["users/liked_message/7.json?page=2"]);
    expect(run(readQueue, page, 1)).toEqual(["users/liked_message/7.json?page=3"]);
  });

  it("that fails below its first page is asked for from the start by the next export", () => {
    const { run, start, commit } = workspace();
    const reading = start();
    const item = { do: "likers", message: 7, thread: 7, group: 1, count: 60 } as const;
    commit({ origin: "x", rows: 0, records: [], checkpoints: reading.likers.add([item]) });
    run(readQueue, (endpoint) => (endpoint.query["page"] === "1" ? page(endpoint) : unanswered));
    const later = (next: Reading) => readQueue({ ...next, run: 3 });
    expect(run(later, page, 1)).toEqual(["users/liked_message/7.json?page=1"]);
  });
});

describe("an empty page of a group's index", () => {
  const room: Room = { id: 5, feed: 5, privacy: "open", isMine: true, members: 0, updates: 9, lastMessageId: 99 };
  const empty: Answer = { status: 200, body: { messages: [], meta: { older_available: false } } };
  const threads = (count: number, older: boolean): Answer => ({
    status: 200,
    body: {
      messages: [],
      references: Array.from({ length: count }, (_, index) => ({ type: "thread", id: 100 + index })),
      meta: { older_available: older },
    },
  });
  const index = (first: Answer) => (endpoint: Endpoint) =>
    endpoint.path.startsWith("messages/in_thread") ? { status: 404, body: {} } : endpoint.query["older_than"] === undefined ? first : empty;
  const pages = (first: Answer) =>
    workspace([room])
      .run((reading) => readGroup(reading, room), index(first))
      .filter((asked) => asked.startsWith("messages/in_group"))
      .map((asked) => new URLSearchParams(asked.split("?")[1]).get("older_than"));

  it.each([
    ["at the top, where the group counts messages", empty, [null, null, null, null]],
    ["below a page that speaks of older threads", threads(3, true), [null, "100", "100", "100", "100"]],
    ["below a full page", threads(20, false), [null, "100", "100", "100", "100"]],
  ])("is asked for again three times %s", (_, first, asked) => expect(pages(first)).toEqual(asked));

  it("ends the index where nothing speaks of more", () => expect(pages(threads(3, false))).toEqual([null, "100"]));
});

describe("a group that was read to its end", () => {
  it("has a gap while its top does not answer, and none as soon as it does", () => {
    const room: Room = { id: 5, feed: 5, privacy: "open", isMine: true, members: 0, updates: 9, lastMessageId: 99 };
    const { run, records } = workspace([room]);
    const { store, value } = makeStore();
    const ingest = createIngest(store, { source: "yammer-api", run: 1 });
    const message = { id: 10, thread_id: 10, sender_id: 7, created_at: "2012/02/01 21:21:30 +0000" };
    const answers =
      (status: number) =>
      ({ path, query }: Endpoint): Answer => {
        if (path.startsWith("messages/in_thread")) return { status: 200, body: { messages: [message] } };
        return { status, body: { messages: query["older_than"] === undefined ? [message] : [] } };
      };
    const gapsAfter = (number: number, status: number) => {
      const from = records.length;
      run(function* (reading) {
        yield* readGroup({ ...reading, run: number }, room);
        yield* refreshGroup({ ...reading, run: number }, room);
      }, answers(status));
      ingest.commit({ origin: "messages/in_group/5.json", rows: 0, records: records.slice(from), checkpoints: [] });
      return value("SELECT group_concat(kind) FROM v_gap WHERE group_id = '5' AND thread_id IS NULL");
    };
    expect(gapsAfter(1, 200)).toBeNull();
    expect(gapsAfter(2, 403)).toBe("group-denied");
    expect(gapsAfter(3, 403)).toBe("group-denied");
    expect(gapsAfter(4, 200)).toBeNull();
  });
});

describe("a private conversation in a group's feed", () => {
  it("is read like a thread and counted by its ids and dates, without texts, people and topics", () => {
    const room: Room = { id: 5, feed: 5, privacy: "open", isMine: true, members: 0, updates: 9, lastMessageId: 99 };
    const message = (id: number) => ({
      ...{ id, thread_id: 10, sender_id: 77, direct_message: true, created_at: "2012/02/01 21:21:30 +0000" },
      ...{ body: { parsed: "a secret [[user:78]]" }, liked_by: { count: 9, names: [] } },
    });
    const { run, records } = workspace([room]);
    const asked = run(
      (reading) => readGroup(reading, room),
      ({ path, query }) => {
        if (path.startsWith("messages/in_thread")) return { status: 200, body: { messages: [message(11), message(10)] } };
        return { status: 200, body: { messages: query["older_than"] === undefined ? [message(10)] : [] } };
      },
    );
    expect(asked.filter((path) => path.startsWith("messages/in_thread"))).toHaveLength(1);
    const messages = records.filter((record) => record.kind === "message");
    expect(messages.map(({ id, isPrivate, createdAt }) => [id, isPrivate, createdAt])).toEqual([
      [11, true, Date.UTC(2012, 1, 1, 21, 21, 30)],
      [10, true, Date.UTC(2012, 1, 1, 21, 21, 30)],
    ]);
    expect(JSON.stringify(records)).not.toMatch(/secret|77|78/);
    expect(run(readQueue, () => unanswered)).toEqual([]);
  });

  it("is not asked for its likers either where a message of it was left out and is asked for by itself", () => {
    const room: Room = { id: 5, feed: 5, privacy: "open", isMine: true, members: 0, updates: 9, lastMessageId: 99 };
    const message = (id: number) => ({
      ...{ id, thread_id: 10, sender_id: 77, direct_message: true, replied_to_id: id === 12 ? 11 : null },
      ...{ created_at: "2012/02/01 21:21:30 +0000", liked_by: { count: 9, names: [] } },
    });
    const { run } = workspace([room]);
    const asked = run(
      (reading) => readGroup({ ...reading, known: () => [11] }, room),
      ({ path, query }) => {
        if (path.startsWith("messages/11")) return { status: 200, body: message(11) };
        if (path.startsWith("messages/in_thread"))
          return { status: 200, body: { messages: query["older_than"] === undefined ? [message(12), message(10)] : [] } };
        return { status: 200, body: { messages: query["older_than"] === undefined ? [message(10)] : [] } };
      },
    );
    expect(asked.some((path) => path.startsWith("messages/11"))).toBe(true);
    expect(run(readQueue, () => unanswered).filter((path) => path.startsWith("users/liked_message"))).toEqual([]);
  });
});

describe("what did not answer after every try", () => {
  it("is not asked for again by a process that goes on with the same export, but by the next export", () => {
    const room: Room = {
      ...{ id: 5, feed: 5, privacy: "unknown", isMine: false, members: 0, updates: 0, lastMessageId: null, lacking: "digest" },
    };
    const { run } = workspace([room]);
    expect(run(readDetails, () => unanswered)).toEqual(["groups/5.json?"]);
    expect(run(readDetails, () => unanswered)).toEqual([]);
    expect(
      run(
        (reading) => readDetails({ ...reading, run: 3 }),
        () => unanswered,
      ),
    ).toEqual(["groups/5.json?"]);
    const people = (reading: Reading) => readPeople(reading, false);
    expect(run(people, () => unanswered)).toEqual(["users.json?page=1"]);
    expect(run(people, () => unanswered)).toEqual([]);
    expect(
      run(
        (reading) => readPeople({ ...reading, run: 3 }, false),
        () => ({ status: 200, body: [] }),
      ),
    ).toEqual(["users.json?page=1"]);
  });
});
