import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Page, Source } from "../../src/source/source.ts";
import { EVERY_FAULT, type YammerOptions } from "../fakes/yammer/options.ts";
import { makeNetwork } from "../support/network.ts";
import { cleanUpYards, makeYard, type Yard } from "../support/yammer-api.ts";

/** The laws of a live network, whatever it answers: small networks on a virtual clock. A failure prints seed and path. */

cleanUpYards();

/** Rows of every public view that one store has and the other has not; when something was read is in none of them. */
function unlike(one: Yard, other: Yard): string[] {
  const [here, there] = [one, other].map(rowsOf);
  const only = (rows: ReadonlySet<string> = new Set(), others: ReadonlySet<string> = new Set()) =>
    [...rows].filter((row) => !others.has(row));
  return [...only(here, there).map((row) => `- ${row}`), ...only(there, here).map((row) => `+ ${row}`)].slice(0, 12);
}

function rowsOf(yard: Yard): Set<string> {
  return yard.withStore(({ db }) => {
    const views = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name").pluck().all();
    const rows = (view: string) => db.prepare<[], object>(`SELECT * FROM ${view}`).all();
    return new Set(views.flatMap((view) => rows(view).map((row) => `${view} ${comparable(row)}`)));
  });
}

/** Two servers have two ports, which stand in addresses and so in digests of payloads. */
function comparable(row: object): string {
  return JSON.stringify({ ...row, digest: undefined }).replaceAll(/127\.0\.0\.1:\d+/g, "host");
}

const LONG = 120_000;
const settings = (numRuns: number) => ({ numRuns, seed: 20261124, endOnFailure: true });

const SIZES = {
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  messages: fc.integer({ min: 30, max: 130 }),
  people: fc.integer({ min: 18, max: 70 }),
  groups: fc.integer({ min: 2, max: 6 }),
  idStyle: fc.constantFrom("short", "long", "mixed"),
};
const network = fc.record(SIZES).map((options) => makeNetwork(options));

const share = fc.constantFrom(0, 0.05, 0.3, 0.7);
const lies = fc.record({
  ...{ olderAvailable: share, placeholders: share, extendedOmits: share, threadUpdates: share, groupStats: share, missingUsers: share },
  ...{
    emptyThreads: share,
    emptyReadings: fc.integer({ min: 1, max: 3 }),
    emptyPages: share,
    lostLikers: share,
    shortPages: share,
    xmlMembers: fc.boolean(),
  },
  ...{ wrongSizes: share, privateAddresses: share, falseFiles: share, falseAnswers: fc.integer({ min: 1, max: 3 }), signInFiles: share },
});
const behaviour = fc.record({
  threadedOrder: fc.constantFrom("latest-reply", "starter", "by-feed"),
  allCompany: fc.constantFrom("general", "group"),
  orphanThreads: fc.constantFrom("extended", "hidden"),
  threadReferences: fc.constantFrom("always", "never"),
  olderAvailable: fc.constantFrom("told", "absent"),
  foreignThread: fc.constantFrom("empty", "forbidden", "missing"),
  membersEndpoint: fc.constantFrom("told", "forbidden", "missing"),
  inactiveMembers: fc.constantFrom("left-out", "listed"),
  downloads: fc.constantFrom("direct", "redirect", "both"),
  ranges: fc.boolean(),
});
const faults = fc.record({
  rate: fc.constantFrom(0, 0.02, 0.1),
  kinds: fc.subarray([...EVERY_FAULT], { minLength: 1 }),
  latencyMs: fc.constantFrom(0, 300, 2500),
});
const growth = fc.record({
  everyRequests: fc.integer({ min: 2, max: 9 }),
  changes: fc.integer({ min: 0, max: 12 }),
  kinds: fc.subarray(["thread", "reply", "late-reply", "overtaken", "edit", "delete", "like"] as const, { minLength: 1 }),
});
const mood = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  lies,
  behaviour,
  faults,
  growth,
  budget: fc.record({ retryAfter: fc.constantFrom("seconds", "date", "none") }),
}) satisfies fc.Arbitrary<Partial<YammerOptions>>;

/** Runs until a run finds that nothing is left, or that many. */
const RUNS = 6;

async function inYard<T>(options: Parameters<typeof makeYard>[0], work: (yard: Yard) => Promise<T>): Promise<T> {
  return work(await makeYard(options));
}

/** The busiest window of 30 s by the fake's own log, in which every request counts at the moment it arrived. */
function busiest(yard: Yard, bucket: string): number {
  const times = yard.fake.requests.filter((request) => request.bucket === bucket).map(({ at }) => at);
  return Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + 30_000).length));
}

/** Two questions in a row with no commit between: what a kill there would cost twice. Before the groups are known, a start is made anew as a whole. */
function watched(yard: Yard): { readonly source: Source; readonly uncommitted: string[] } {
  const source = yard.source();
  const uncommitted: string[] = [];
  let from: number | undefined;
  function look(): void {
    const asked = yard.fake.requests.slice(from ?? yard.fake.requests.length).map(({ path, query }) => `${path} ${JSON.stringify(query)}`);
    // The same once more: the server failed, and nothing was answered.
    const urls = asked.filter((url, index) => url !== asked[index - 1]);
    if (urls.length > 1) uncommitted.push(urls.join(", then "));
    from = yard.fake.requests.length;
  }
  async function* read(...given: Parameters<Source["read"]>): AsyncGenerator<Page> {
    for await (const page of source.read(...given)) {
      if (from !== undefined || !page.origin.startsWith("networks/")) look();
      yield page;
    }
  }
  return { source: { ...source, read }, uncommitted };
}

describe("a live network", () => {
  test(
    "whatever it does, after enough runs the store is the truth and every difference has its gap, and no window carries more than the budget",
    async () => {
      await fc.assert(
        fc.asyncProperty(network, mood, (truth, options) =>
          inYard({ truth, ...options }, async (yard) => {
            const reader = { token: yard.fake.tokens.of("member") };
            let rest: readonly string[] = ["not yet"];
            for (let runs = 0; runs < RUNS && rest.length > 0; runs++) {
              await yard.export({ scope: runs === 0 ? {} : { refreshPeople: true, refreshThreads: true } });
              rest = yard.fake.differences(yard.database, reader);
            }
            expect(rest).toEqual([]);
            expect(Math.max(busiest(yard, "messages"), busiest(yard, "other"))).toBeLessThanOrEqual(10);
            expect(yard.fake.stats().limited).toBe(0);
          }),
        ),
        settings(14),
      );
    },
    LONG,
  );

  test(
    "killed anywhere and resumed it is what one run makes of it, at the cost of one answer and one start a kill",
    async () => {
      // A run that dies before it knows the groups lists them again: the law holds from there.
      const stops = fc.array(fc.integer({ min: 6, max: 45 }), { minLength: 1, maxLength: 8 });
      await fc.assert(
        fc.asyncProperty(network, behaviour, stops, async (truth, how, pages) => {
          const options = { truth, behaviour: how, lies: { emptyThreads: 0 } };
          const whole = await makeYard(options);
          await whole.export();
          const yard = await makeYard(options);
          let kills = 0;
          for (const stopAfter of pages) if ((await yard.export({ stopAfter })) === undefined) kills++;
          await yard.export();
          if (kills === pages.length) expect(yard.fake.requests.length - whole.fake.requests.length).toBeLessThanOrEqual(2 * kills);
          expect(unlike(whole, yard)).toEqual([]);
        }),
        settings(8),
      );
    },
    LONG,
  );

  test(
    "whatever it does, every answer is committed before the next question, so that a kill anywhere costs one of them",
    async () => {
      const stops = fc.array(fc.integer({ min: 6, max: 120 }), { minLength: 1, maxLength: 4 });
      const long = fc.record({ ...SIZES, messages: fc.integer({ min: 150, max: 300 }) }).map((options) => makeNetwork(options));
      await fc.assert(
        fc.asyncProperty(long, mood, stops, (truth, options, pages) =>
          inYard({ truth, ...options }, async (yard) => {
            for (const stopAfter of [...pages, undefined, undefined]) {
              const { source, uncommitted } = watched(yard);
              await yard.export({ source, ...(stopAfter === undefined ? { scope: { refreshThreads: true } } : { stopAfter }) });
              expect(uncommitted).toEqual([]);
            }
          }),
        ),
        settings(10),
      );
    },
    LONG,
  );
});
