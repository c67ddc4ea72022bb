import { describe, expect, it } from "vitest";
import type { Endpoint } from "../../../../src/source/yammer-api/api.ts";
import type { Answer, Room } from "../../../../src/source/yammer-api/lane.ts";
import { cleanUpStores } from "../../../support/loaded-store.ts";
import { envelope, makeLanes, messageOf, missing } from "../../../support/yammer-lanes.ts";

cleanUpStores();

const group: Room = { id: 5, feed: 5, privacy: "open", isMine: true, members: 9, updates: 9, lastMessageId: 99 };

describe("All Company that answers nothing", () => {
  it.each(["unknown", "closed"] as const)("is a gap, and nobody waits for its members (privacy: %s)", (privacy) => {
    const { run, gaps } = makeLanes({ ...group, id: 0, feed: 77, privacy });
    expect(run({ run: 1, answer: () => envelope([]) })).not.toContain("rest");
    expect(gaps()).toEqual(["group-not-answered"]);
  });
});

/** A network of one group: its threads, each with the ids of its replies. */
const telling =
  (threads: Readonly<Record<number, readonly number[]>>) =>
  ({ path, query }: Endpoint): Answer => {
    const starters = Object.keys(threads).map(Number);
    const all = (id: number) => [id, ...(threads[id] ?? [])].map((one) => messageOf(one, id)).reverse();
    if (path.startsWith("messages/in_thread/")) {
      const id = Number(/\d+/.exec(path)?.[0]);
      return threads[id] === undefined ? missing : envelope(query["older_than"] === undefined ? all(id) : []);
    }
    if (path.startsWith("messages/in_group/")) {
      if (query["older_than"] !== undefined) return envelope([]);
      return envelope(
        starters.map((id) => messageOf(id)),
        Object.fromEntries(starters.map((id) => [id, all(id).slice(0, -1)])),
      );
    }
    const one = starters.flatMap(all).find(({ id }) => path === `messages/${id}.json`);
    return one ? { status: 200, body: one } : missing;
  };

const closed: Room = { ...group, privacy: "closed" };

describe("a process that goes on with access to a private group, after one that had none any more", () => {
  const noAccess = (answer: (endpoint: Endpoint) => Answer) => (endpoint: Endpoint) =>
    endpoint.path.startsWith("messages/in_group/") ? answer(endpoint) : missing;

  it("asks a thread again that was missing, and does not believe that it is gone", () => {
    const { run, gaps, alive } = makeLanes(closed);
    run({ run: 1, answer: telling({ 10: [11], 20: [] }) });
    const grown = telling({ 10: [11, 22], 20: [] });
    expect(run({ run: 2, answer: noAccess(grown), questions: 2 })).toEqual(["messages/in_group/5", "messages/in_thread/10"]);
    run({ run: 2, answer: grown });
    expect([alive(), gaps()]).toEqual([[10, 11, 20, 22], []]);
  });
});
