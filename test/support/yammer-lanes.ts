import type { Id } from "../../src/model/key.ts";
import type { Scope } from "../../src/source/source.ts";
import type { Endpoint } from "../../src/source/yammer-api/api.ts";
import { readGroup, refreshGroup } from "../../src/source/yammer-api/group.ts";
import { memoryOf, nothing, originsOf, type Answer, type Lane, type Reading, type Room } from "../../src/source/yammer-api/lane.ts";
import { queueOf } from "../../src/source/yammer-api/queue.ts";
import { judgeSilentGroup } from "../../src/source/yammer-api/silent.ts";
import { createIngest } from "../../src/store/ingest.ts";
import { flag } from "../../src/store/codes.ts";
import { broughtBy, checkpointReader } from "../../src/store/runs.ts";
import { makeStore } from "./loaded-store.ts";
import { wholeScope } from "./yammer-api-yard.ts";

const NETWORK = "contoso.com";

export interface LaneRun {
  /** Number of the export. */
  readonly run: number;
  readonly answer: (endpoint: Endpoint) => Answer;
  /** The process dies instead of asking another question. */
  readonly questions?: number;
  readonly scope?: Partial<Scope>;
  readonly work?: (reading: Reading, room: Room) => Lane;
}

/** The lanes of one group over made-up answers, with a real store below them: each run is a process of its own. */
export function makeLanes(room: Room) {
  const { store } = makeStore();
  const { db } = store;
  const brought = broughtBy(db, "yammer-api");

  function start({ run, scope }: LaneRun): Reading {
    const checkpoints = memoryOf(NETWORK, checkpointReader(db, "yammer-api"));
    return {
      ...{ network: NETWORK, networkId: 1, scope: { ...wholeScope, ...scope }, allCompanyId: null, rooms: [room], seesPrivate: false, run },
      ...{ checkpoints, pauseMs: 30_000, origins: originsOf(), likers: queueOf(checkpoints), isNew: () => true },
      known: (thread) => brought.messagesOf(NETWORK, thread),
      knownLikes: (message) => brought.likesOf(NETWORK, message),
      knownThreads: (group, after) => brought.threadsOf(NETWORK, group, after),
      fileUrl: (url) => url,
      ...{ tally: { groups: 0, threads: 0, messages: 0, denied: 0 }, warn: () => undefined },
    };
  }

  /** Tells what was asked; "rest" where the lane had to wait for another one, and nobody else is there. */
  function run(given: LaneRun): string[] {
    const ingest = createIngest(store, { source: "yammer-api", run: given.run });
    const asked: string[] = [];
    const lane = (given.work ?? wholeRun)(start(given), room);
    for (let step = lane.next(nothing); step.done !== true;) {
      if (step.value.do === "rest") return [...asked, "rest"];
      if (step.value.do === "hand") {
        ingest.commit(step.value.page);
        step = lane.next(nothing);
        continue;
      }
      if (asked.length >= (given.questions ?? Infinity)) return asked;
      const { endpoint } = step.value;
      asked.push([endpoint.path.replace(".json", ""), endpoint.query["older_than"] ?? []].flat().join(" < "));
      step = lane.next(given.answer(endpoint));
    }
    return asked;
  }

  const gaps = () => db.prepare("SELECT kind FROM v_gap ORDER BY kind, evidence").pluck().all();
  const alive = () => db.prepare("SELECT id FROM message WHERE flags & ? = 0 ORDER BY id").pluck().all(flag.deleted);
  return { run, gaps, alive };
}

/** What one export does with a group. */
function* wholeRun(reading: Reading, room: Room): Lane {
  yield* readGroup(reading, room);
  yield* refreshGroup(reading, room);
  yield* judgeSilentGroup(reading, room);
}

export function messageOf(id: Id, thread: Id = id) {
  return {
    ...{ id, thread_id: thread, sender_id: 7, replied_to_id: id === thread ? null : thread, group_id: 5 },
    ...{ created_at: "2012/02/01 21:21:30 +0000", body: { plain: `text ${id}` } },
  };
}

export function envelope(messages: readonly object[], extended: Readonly<Record<string, readonly object[]>> = {}): Answer {
  return { status: 200, body: { messages, references: [], threaded_extended: extended, meta: { older_available: false } } };
}

export const missing: Answer = { status: 404, body: {} };
