import fc from "fast-check";
import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { RemoteError, UserError } from "../../src/errors.ts";
import type { Action } from "../../src/model/action.ts";
import { writeExportZip } from "../support/export-zip.ts";
import { makeLine, type Line, type LineConfig } from "../support/line.ts";
import { memoryTarget, type MemoryTarget } from "../support/memory-target.ts";
import { makeNetwork, materialise } from "../support/network.ts";
import { ALL_COMPANY, type MessageTruth, type NetworkTruth, type ThreadBundle } from "../support/network/truth.ts";

/** What an approval covers imports unsigned and is what one run would have made; what it does not is named, and nothing is written. */

const SEED = 20241124;
const LONG = 90_000;
const settings = (numRuns: number) => ({ numRuns, seed: SEED, endOnFailure: true });

const network = fc
  .record({
    seed: fc.integer({ min: 1, max: 1_000_000 }),
    messages: fc.integer({ min: 40, max: 90 }),
    people: fc.integer({ min: 10, max: 25 }),
    groups: fc.integer({ min: 2, max: 5 }),
    idStyle: fc.constantFrom("short", "long", "mixed"),
  })
  .map((options) => makeNetwork({ ...options, oddities: false, name: "contoso.com" }));

/** The network as it stood before its last posts: everything else is in both exports. */
interface Delta {
  readonly before: NetworkTruth;
  readonly after: NetworkTruth;
  readonly late: readonly MessageTruth[];
}

function lateBy(given: NetworkTruth, share: number): Delta {
  // A private group whose posts are all late would become newly visible: that is outside.
  const full: NetworkTruth = { ...given, groups: given.groups.map((group) => ({ ...group, privacy: "public" })) };
  // All Company is in no list of groups: with its first post it would be a new group.
  const messages = [...full.messages].filter(
    (one) => one.inExport && !one.isPrivate && one.groupId !== null && one.groupId !== ALL_COMPANY,
  );
  const late = messages.slice(Math.floor(messages.length * share));
  const ids = new Set(late.map((message) => message.id));
  // Files of late posts could be a kind of loss that the early ones do not have: that is another test.
  const bundles = [...full.bundles].map((bundle) => ({
    ...bundle,
    messages: bundle.messages.map((message) => (ids.has(message.id) ? { ...message, attachments: [], reactions: [] } : message)),
  }));
  const early = bundles.map((bundle) => ({ ...bundle, messages: bundle.messages.filter((message) => !ids.has(message.id)) }));
  return { before: withBundles(full, early), after: withBundles(full, bundles), late };
}

function withBundles(full: NetworkTruth, bundles: readonly ThreadBundle[]): NetworkTruth {
  return materialise(
    full,
    bundles.filter((bundle) => bundle.messages.length > 0),
  );
}

const config: LineConfig = { inputs: ["a.zip"], members: "members.csv" };
const both: LineConfig = { ...config, inputs: ["a.zip", "b.zip"] };

async function prepared(truth: NetworkTruth, target: MemoryTarget): Promise<Line> {
  const line = makeLine(config, target);
  await writeExportZip(truth, line.path("a.zip"));
  const members = truth.memberships.map(({ groupId, personId, role }) => `${groupId},${personId},${role}\n`);
  writeFileSync(line.path("members.csv"), `group_id,user_id,role\n${members.join("")}`);
  await line.export();
  await line.plan();
  return line;
}

async function moreCame(line: Line, truth: NetworkTruth, now: LineConfig = both): Promise<void> {
  await writeExportZip(truth, line.path("b.zip"));
  line.configure(now);
  await line.export();
  await line.plan();
}

/** What stands at the target, whatever the order in which it was made. */
function standing(target: MemoryTarget): Map<string, unknown> {
  return new Map([...target.items].map(([id, { item }]) => [id, item] as const).sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function inLine<T>(line: Line, work: (line: Line) => Promise<T>): Promise<T> {
  try {
    return await work(line);
  } finally {
    line.close();
  }
}

const growthFor = (late: readonly MessageTruth[]) => ({
  until: Math.max(...late.map((message) => Date.parse(message.createdAt))) + 1,
  atMost: late.length,
});

test(
  "a delta inside the scope imports unsigned, before or after the first import, and gives what one run gives",
  async () => {
    await fc.assert(
      fc.asyncProperty(network, fc.double({ min: 0.5, max: 0.95, noNaN: true }), fc.boolean(), async (full, share, importFirst) => {
        const { before, after, late } = lateBy(full, share);
        fc.pre(late.length > 0);
        const target = memoryTarget();
        await inLine(await prepared(before, target), async (line) => {
          await line.approve({ growth: growthFor(late) });
          if (importFirst) await line.import();
          await moreCame(line, after);
          expect(await line.signed()).toMatchObject({ stands: true });
          const { wanted, landed, failures } = await line.import();
          expect([landed, failures]).toEqual([wanted, []]);
          expect((await line.verify()).findings).toEqual([]);
          expect((await line.plan()).toDo).toBe(0);
        });
        const once = memoryTarget();
        await inLine(await prepared(after, once), async (line) => {
          await line.approve();
          await line.import();
        });
        expect(standing(target)).toEqual(standing(once));
      }),
      settings(8),
    );
  },
  LONG,
);

/** One thing that no scope admits: how it comes about, and what of it is named. */
type Outside = (
  delta: Delta,
  dice: number,
) => { readonly after: NetworkTruth; readonly named: string; readonly growth?: object; readonly now?: LineConfig };

const pick = <T>(items: readonly T[], dice: number): T => {
  const item = items[dice % items.length];
  if (item === undefined) throw new Error("there is nothing to choose from");
  return item;
};

function changed(truth: NetworkTruth, id: string, change: (message: MessageTruth) => MessageTruth): NetworkTruth {
  return withBundles(
    truth,
    [...truth.bundles].map((bundle) => ({
      ...bundle,
      messages: bundle.messages.map((message) => (message.id === id ? change(message) : message)),
    })),
  );
}

const shown = (truth: NetworkTruth) =>
  [...truth.messages].filter(
    (message) => message.inExport && !message.isPrivate && !message.isDeleted && !message.isRedacted && message.groupId !== null,
  );

const outsides: Readonly<Record<string, Outside>> = {
  "a post that was edited": ({ before, after }, dice) => {
    const old = pick(shown(before), dice);
    return {
      after: changed(after, old.id, (message) => ({ ...message, body: `${message.body} (edited)`, htmlBody: null })),
      named: `/thread/${old.threadId}: its content`,
    };
  },
  "a post that was deleted": ({ before, after }, dice) => {
    const old = pick(shown(before), dice);
    const deletedAt = new Date(Date.parse(old.createdAt) + 1000).toISOString();
    return {
      after: changed(after, old.id, (message) => ({ ...message, isDeleted: true, deletedAt, deletedById: message.authorId })),
      named: `/message/${old.id}: was to go along`,
    };
  },
  "a post too late": ({ after, late }) => {
    const last = late.reduce((a, b) => (Date.parse(a.createdAt) >= Date.parse(b.createdAt) ? a : b));
    return { after, named: `/message/${last.id}: a new post of`, growth: { until: Date.parse(last.createdAt), atMost: late.length } };
  },
  "a post too many": ({ after, late }) => ({
    after,
    named: `${late.length} new posts, and at most ${late.length - 1}`,
    growth: { ...growthFor(late), atMost: late.length - 1 },
  }),
  "a new group": ({ after }, dice) => {
    const model = pick(after.groups, dice);
    return {
      after: { ...after, groups: [...after.groups, { ...model, id: "4242", name: "Quite new" }] },
      named: "/group/4242: a group that was not signed",
    };
  },
  "somebody's name": ({ after }, dice) => {
    const person = pick(
      after.people.filter((one) => one.inUsersCsv && one.name !== ""),
      dice,
    );
    const people = after.people.map((one) => (one.id === person.id ? { ...one, name: `${one.name} II` } : one));
    return { after: { ...after, people }, named: `/person/${person.id}: its content` };
  },
  "a policy": ({ after }) => ({ after, named: "policies.members", now: { ...both, policies: { members: "owners" } } }),
};

describe("one item outside the scope", () => {
  test.each(Object.entries(outsides))(
    "%s: exits 5, is named, and nothing is written",
    async (_what, outside) => {
      await fc.assert(
        fc.asyncProperty(network, fc.nat(1000), async (full, dice) => {
          const delta = lateBy(full, 0.8);
          fc.pre(delta.late.length > 1);
          const { after, named, growth, now } = outside(delta, dice);
          const target = memoryTarget();
          await inLine(await prepared(delta.before, target), async (line) => {
            await line.approve({ growth: { ...growthFor(delta.late), ...growth } });
            await moreCame(line, after, now);
            const error = await line.import().catch((caught: unknown) => caught);
            expect(error).toBeInstanceOf(UserError);
            expect(error).toMatchObject({ exit: 5 });
            const { stands, approvals } = await line.signed();
            expect(stands).toBe(false);
            expect(approvals.flatMap(({ moved }) => moved.items).join("\n")).toContain(named);
            expect(target.writes.count).toBe(0);
          });
        }),
        settings(3),
      );
    },
    LONG,
  );
});

/** Fails at the nth action that is tried, as a process that dies there: before it is done, or after, with the answer lost. */
function dying(at: number): { before: (action: Action) => void; after: (action: Action) => void } {
  let left = at;
  const fall = (): never => {
    throw new RemoteError("gone", { recovery: "abort" });
  };
  return {
    before() {
      if (at % 2 === 0 && left-- === 0) fall();
    },
    after() {
      if (at % 2 === 1 && left-- === 0) fall();
    },
  };
}

test(
  "an import that dies anywhere, in one go or held and opened, gives what one run gives",
  async () => {
    await fc.assert(
      fc.asyncProperty(network, fc.array(fc.nat(60), { minLength: 1, maxLength: 3 }), fc.boolean(), async (full, deaths, isHeld) => {
        const once = memoryTarget();
        await inLine(await prepared(full, once), async (line) => {
          await line.approve();
          await line.import();
        });
        const falls = deaths.map(dying);
        const target = memoryTarget({
          before: (action) => falls[0]?.before(action),
          after: (action) => falls[0]?.after(action),
        });
        await inLine(await prepared(full, target), async (line) => {
          await line.approve();
          for (const part of isHeld ? (["held", "open"] as const) : (["all"] as const)) {
            for (let isDone = false; !isDone; falls.shift()) isDone = await line.import({ part }).then(() => true, died);
          }
          expect(standing(target)).toEqual(standing(once));
          expect(await line.verify()).toMatchObject({ findings: [], notImported: 0 });
          // Each death costs at most one action done again.
          expect(target.writes.count).toBeLessThanOrEqual(once.writes.count + deaths.length + 1);
        });
      }),
      settings(8),
    );
  },
  LONG,
);

function died(error: unknown): false {
  if (error instanceof RemoteError) return false;
  throw error;
}
