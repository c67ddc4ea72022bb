import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { screen } from "../../../src/cli/commands/plan.ts";
import { fields } from "../../../src/plan/figures.ts";
import type { PlanSummary } from "../../../src/plan/summary.ts";

const count = fc.nat(9_999_999);
const word = fc.string({ minLength: 1, maxLength: 120 });
const many = <T>(one: fc.Arbitrary<T>) => fc.array(one, { maxLength: 60 });

const summary: fc.Arbitrary<PlanSummary> = fc.record({
  actions: fc.constant([]),
  fates: many(
    fc.record({
      kind: fc.constantFrom("message", "group", "attachment"),
      fate: fc.constantFrom("planned", "skipped"),
      reason: word,
      records: count,
    }),
  ),
  adjustments: fc.constant([]),
  groups: many(
    fc.record({
      ...{ network: word, id: word, before: word, after: word, action: fc.constantFrom("create", "archive", "skip"), privacy: word },
      ...{ wave: word, members: fc.constant(null), messages: count, planned: count },
    }),
  ),
  leftBehind: fc.constant({ subGroups: [], people: 0, adopted: [] }),
  exposed: many(word),
  opened: many(fc.record({ before: word, into: word })),
  blockers: many(word),
  gaps: fc.constant([]),
  people: many(fc.record({ who: word, treatment: word, heads: count, posts: count })),
  fidelity: many(
    fc.record({ field: fc.constantFrom(...fields), total: count, kept: count, asText: count, copied: count, lost: count, left: count }),
  ),
  forecast: fc.record({ buckets: fc.constant([]), seconds: fc.option(count), files: count, bytes: count }),
  waves: many(fc.record({ wave: word, groups: count, posts: count, actions: count })),
});

describe("what `plan` prints", () => {
  it("counts each kind of people once, and says of how many somebody decided otherwise", () => {
    const [some] = fc.sample(summary, 1);
    if (!some) throw new Error("no plan");
    const line = (treatment: string, heads: number) => ({ who: "unmatched", treatment, heads, posts: 1 });
    const people = [
      line("placeholder", 1203),
      line("as-text", 2),
      line("skip", 1),
      { who: "guest", treatment: "skip", heads: 4, posts: 0 },
    ];
    const lines = screen({ summary: { ...some, people }, shortHash: "7F3A-91C2", toDo: 1, approval: undefined });
    expect(lines).toContain("People   1,206 unmatched (2 as text, 1 left out); 4 guest");
  });

  it("fits a screen of 24 lines and 80 columns, with the next step, whatever the plan", () => {
    fc.assert(
      fc.property(summary, fc.nat(1000), (some, toDo) => {
        const lines = screen({ summary: some, shortHash: "7F3A-91C2", toDo, approval: undefined });
        expect(lines.length).toBeLessThanOrEqual(23);
        for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});
