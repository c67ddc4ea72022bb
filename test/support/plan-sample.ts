import type { Plan } from "../../src/plan/build.ts";

/** A plan with something in every section of its report: blockers, waves, buckets, losses, gaps, hostile names. */
export function samplePlan(more: Partial<Plan["summary"]> = {}): Plan {
  const group = (id: string, name: string, wave: string, planned: number) => ({
    ...{ network: "contoso.com", id, before: name, after: name, action: "create", privacy: "private", wave },
    ...{ members: 12, messages: planned + 10, planned },
  });
  const fates = [
    { kind: "person", fate: "planned", reason: "match", records: 40 },
    { kind: "person", fate: "skipped", reason: "only-mentioned", records: 2 },
    { kind: "message", fate: "planned", reason: null, records: 300 },
    { kind: "message", fate: "archived", reason: null, records: 50 },
    { kind: "message", fate: "skipped", reason: "deleted", records: 20 },
  ];
  const posts = { total: 370, kept: 280, asText: 15, copied: 50, lost: 5, left: 20 };
  const summary: Plan["summary"] = {
    actions: [{ kind: "publish", wanted: 200, toDo: 200 }],
    fates,
    adjustments: [{ field: "mention", treatment: "as-text", reason: "mention-unknown", records: 15 }],
    groups: [group("7", `<img src=x onerror=alert(1)> "&'`, "wave-1", 250), group("8", "W".repeat(180), "wave-2", 100)],
    leftBehind: {
      subGroups: [
        { key: "contoso.com/group/9", name: "Gone <b>room</b>", isWhole: true, conversations: 3 },
        { key: "contoso.com/group/8", name: "Kept room", isWhole: false, conversations: 2 },
      ],
      people: 1,
      adopted: [{ key: "contoso.com/group/10", name: "Adopted <i>room</i>" }],
    },
    exposed: ["Council <script>alert(1)</script>"],
    opened: [{ before: "Board <script>alert(2)</script>", into: "Kept room" }],
    blockers: ["an owner's go-ahead is missing for Cooks"],
    gaps: [{ kind: "missing-starter", count: 3 }],
    people: [
      { who: "matched", treatment: "match", heads: 40, posts: 350 },
      { who: "only-mentioned", treatment: "placeholder", heads: 2, posts: 0 },
    ],
    fidelity: [
      { field: "text", ...posts },
      { field: "author", ...posts },
    ],
    forecast: {
      buckets: [{ name: "messages", requests: 1200, budget: "10/30s", seconds: 3600 }],
      seconds: 3600,
      files: 12,
      bytes: 3_400_000,
    },
    waves: [
      { wave: "wave-1", groups: 1, posts: 250, actions: 150 },
      { wave: "wave-2", groups: 1, posts: 100, actions: 50 },
    ],
    ...more,
  };
  return { id: 1, target: "site", hash: "7f3a91c2".padEnd(64, "0"), shortHash: "7F3A-91C2", summary };
}
