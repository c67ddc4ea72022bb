import { describe, expect, it } from "vitest";
import type { Room } from "../../../../src/source/yammer-api/lane.ts";
import { cleanUpStores } from "../../../support/loaded-store.ts";
import { envelope, makeLanes } from "../../../support/yammer-lanes.ts";

cleanUpStores();

const group: Room = { id: 5, feed: 5, privacy: "open", isMine: true, members: 9, updates: 9, lastMessageId: 99 };

describe("All Company that answers nothing", () => {
  it.each(["unknown", "closed"] as const)("is a gap, and nobody waits for its members (privacy: %s)", (privacy) => {
    const { run, gaps } = makeLanes({ ...group, id: 0, feed: 77, privacy });
    expect(run({ run: 1, answer: () => envelope([]) })).not.toContain("rest");
    expect(gaps()).toEqual(["group-not-answered"]);
  });
});
