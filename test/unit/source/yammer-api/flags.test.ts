import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { forecastLine } from "../../../../src/cli/commands/export.ts";
import { loadConfig } from "../../../../src/config.ts";
import { RemoteError } from "../../../../src/errors.ts";
import { silentLogger, silentProgress } from "../../../../src/log.ts";
import { approvePlan, exportNetwork, type Run } from "../../../../src/pipeline.ts";
import type { SettingsJournal, Source } from "../../../../src/source/source.ts";
import { judgeSilence } from "../../../../src/source/yammer-api/silent.ts";
import { certificateOf } from "../../../../src/store/certificate.ts";
import { settingsJournal } from "../../../../src/store/settings-journal.ts";
import { openForWriting } from "../../../../src/store/store.ts";
import { HONEST, REPORTED } from "../../../fakes/yammer/options.ts";
import { isUnlisted } from "../../../fakes/yammer/payload-people.ts";
import { memorySource } from "../../../support/memory-source.ts";
import { makeNetwork } from "../../../support/network.ts";
import { cleanUpYards, makeYard, wholeScope, type Yard } from "../../../support/yammer-api.ts";

cleanUpYards();

const truth = makeNetwork({ seed: 13, messages: 500, people: 60, groups: 8 });
const never = new AbortController().signal;
const column = (yard: Yard, sql: string) =>
  yard.withStore(({ db }) =>
    db
      .prepare<[], { value: string | number }>(sql)
      .all()
      .map(({ value }) => value),
  );

describe("an export of a part of the network", () => {
  it("reads the groups that are named, and what is left in a later run", async () => {
    const yard = await makeYard({ truth, lies: HONEST });
    const group = truth.groups.find(({ privacy, isDeleted }) => privacy === "public" && !isDeleted);
    await yard.export({ scope: { onlyGroups: [group?.name.toUpperCase() ?? ""] } });
    expect(column(yard, "SELECT DISTINCT group_id AS value FROM v_message WHERE is_private = 0")).toEqual([group?.id]);
    await yard.export();
    expect(yard.fake.differences(yard.database, { token: yard.fake.tokens.of("member") })).toEqual([]);
  });

  it("reads nothing where a group is named that nobody sees: the slip of a pen is no empty network", async () => {
    const yard = await makeYard({ truth, lies: HONEST });
    const [group] = truth.groups;
    const wrong = yard.export({ scope: { onlyGroups: [group?.id ?? "", "Leadershop*", "404"] } });
    await expect(wrong).rejects.toThrow(/No group that this account sees in contoso\.com is "Leadershop\*" or "404"/);
    expect(yard.fake.requests.filter(({ path }) => path.startsWith("messages/in_"))).toEqual([]);
  });

  it("knows All Company by its number, by 0 and by its name", async () => {
    for (const asked of ["number", "0", "all comp*"]) {
      const yard = await makeYard({ truth, lies: HONEST, behaviour: { allCompany: "group" } });
      await yard.export({ scope: { mine: true } });
      const number = column(yard, "SELECT CAST(alias_id AS TEXT) AS value FROM grp WHERE id = 0")[0];
      const other = await makeYard({ truth, lies: HONEST, behaviour: { allCompany: "group" } });
      await other.export({ scope: { onlyGroups: [asked === "number" ? String(number) : asked] } });
      expect(column(other, "SELECT DISTINCT group_id AS value FROM v_message WHERE is_private = 0")).toEqual(["0"]);
    }
  });

  it("leaves out the groups that are excluded", async () => {
    const yard = await makeYard({ truth, lies: HONEST });
    await yard.export({ scope: { excludeGroups: ["*"] } });
    expect(column(yard, "SELECT count(*) AS value FROM v_message")).toEqual([0]);
    expect(yard.fake.requests.filter(({ path }) => path.startsWith("messages/in_"))).toEqual([]);
  });

  it("knows All Company by its number too, to read only it and to leave it out", async () => {
    const yard = await makeYard({ truth, lies: HONEST, behaviour: { allCompany: "group" } });
    const groups = "SELECT DISTINCT group_id AS value FROM v_message WHERE is_private = 0 ORDER BY group_id";
    await yard.export();
    const [number = ""] = column(yard, "SELECT CAST(alias_id AS TEXT) AS value FROM grp WHERE id = 0").map(String);
    const only = await makeYard({ truth, lies: HONEST, behaviour: { allCompany: "group" } });
    await only.export({ scope: { onlyGroups: [number] } });
    expect(column(only, groups)).toEqual(["0"]);
    const without = await makeYard({ truth, lies: HONEST, behaviour: { allCompany: "group" } });
    await without.export({ scope: { excludeGroups: [number] } });
    expect(column(without, groups)).not.toContain("0");
  });

  it("reads only groups of the account", async () => {
    const yard = await makeYard({ truth, lies: HONEST });
    await yard.export({ scope: { mine: true } });
    const mine = new Set(
      yard.fake.requests.filter(({ path }) => path.startsWith("messages/in_group/")).map(({ path }) => path.split("/")[2]),
    );
    const person = yard.fake.requests[0]?.account ?? "";
    const own = truth.memberships.filter(({ personId }) => personId === person).map(({ groupId }) => groupId);
    expect([...mine].every((id) => own.includes(id ?? ""))).toBe(true);
  });

  it.each(["latest-reply", "starter"] as const)(
    "reads threads in which somebody wrote since a date, whole, and the others later (sorted by %s)",
    async (threadedOrder) => {
      const yard = await makeYard({ truth, lies: HONEST, behaviour: { threadedOrder } });
      const since = Date.UTC(2023, 5, 1);
      await yard.export({ scope: { since } });
      const latest = column(yard, "SELECT max(created_at) AS value FROM v_message GROUP BY thread_id");
      expect(latest.length).toBeGreaterThan(3);
      expect(latest.every((time) => Date.parse(String(time)) >= since)).toBe(true);
      const few = yard.fake.requests.length;
      await yard.export();
      expect(yard.fake.requests.length).toBeGreaterThan(few);
      expect(yard.fake.differences(yard.database, { token: yard.fake.tokens.of("member") })).toEqual([]);
    },
  );

  it("keeps no text where only an audit is wanted", async () => {
    const yard = await makeYard({ truth, lies: HONEST });
    await yard.export({ scope: { content: "metadata" } });
    expect(column(yard, "SELECT count(*) AS value FROM v_message WHERE body IS NOT NULL OR title IS NOT NULL")).toEqual([0]);
    expect(column(yard, "SELECT count(*) AS value FROM message WHERE chars > 0")[0]).toBeGreaterThan(100);
    expect(yard.fake.requests.filter(({ path }) => path.includes("download"))).toEqual([]);
  });
});

function settingsOfMode(): SettingsJournal {
  const journal = memoryJournal();
  journal.record("supervisor_mode", "off");
  return journal;
}

function memoryJournal(): SettingsJournal {
  const pending = new Map<string, string>();
  return {
    record: (setting, before) => void pending.set(setting, before),
    pending: () => [...pending].map(([setting, before]) => ({ setting, before })),
    settled: (setting) => void pending.delete(setting),
  };
}

describe("private groups of others", () => {
  it("are named as closed without the mode, and read with it; it is journalled first and off at the end", async () => {
    const yard = await makeYard({ truth, lies: HONEST });
    const token = yard.fake.tokens.of("verified-admin");
    await yard.export({ source: yard.source({ token }) });
    const denied = yard.withStore(({ db }) => certificateOf(db).denied);
    expect(denied).toBeGreaterThan(0);
    const source = yard.source({ token, includePrivate: true });
    const journal = memoryJournal();
    await source.prepare?.(journal, never);
    expect(journal.pending()).toHaveLength(1);
    await yard.export({ source });
    expect(yard.withStore(({ db }) => certificateOf(db).denied)).toBe(0);
    // As after a crash: another process, which was not asked for private groups.
    await yard.source({ token }).restore?.(journal, never);
    const toggles = yard.fake.requests.filter(({ path }) => path === "supervisor_mode/toggle");
    expect(toggles.map(({ method, status }) => `${method} ${status}`)).toEqual(["POST 200", "POST 200"]);
    expect(journal.pending()).toEqual([]);
    expect(yard.fake.differences(yard.database, { token, supervisor: true })).toEqual([]);
  });

  it("that are empty are closed while their members answer 403, and empty in private content mode", async () => {
    const [template] = truth.groups.filter(({ privacy, isDeleted }) => privacy === "private" && !isDeleted);
    if (!template) throw new Error("the network has no private group");
    const candidates = Array.from({ length: 9 }, (_, index) => ({ ...template, id: `9900000000${index}`, name: "Nobody wrote here" }));
    const hollow = candidates.find((group) => !isUnlisted(group)) ?? template;
    const member = truth.people.find(({ id, state }) => state === "active" && !truth.admins.includes(id));
    const memberships = [...truth.memberships, { groupId: hollow.id, personId: member?.id ?? "", role: "member" as const }];
    const yard = await makeYard({
      truth: { ...truth, groups: [...truth.groups, hollow], memberships },
      lies: HONEST,
      behaviour: { membersEndpoint: "told" },
    });
    const token = yard.fake.tokens.of("verified-admin");
    const gapsOf = (id: string) => column(yard, `SELECT kind AS value FROM v_gap WHERE group_id = '${id}' AND kind LIKE 'group-%'`);
    await yard.export({ source: yard.source({ token }) });
    // Members answer 403: closed, whatever the group counts.
    expect(gapsOf(hollow.id)).toEqual(["group-denied"]);
    const source = yard.source({ token, includePrivate: true });
    await source.prepare?.(memoryJournal(), never);
    await yard.export({ source });
    expect(gapsOf(hollow.id)).toEqual([]);
    expect(yard.withStore(({ db }) => certificateOf(db))).toMatchObject({ denied: 0, deniedOrEmpty: 0 });
    // The mode is off again, and what was read stays read.
    await yard.source({ token }).restore?.(settingsOfMode(), never);
    await yard.export({ source: yard.source({ token }) });
    expect(gapsOf(hollow.id)).toEqual([]);
  });

  it.each([
    [{ members: "refused", seesPrivate: true, counted: 0 }, "group-denied"],
    [{ members: "refused", seesPrivate: false, counted: 0 }, "group-denied"],
    [{ members: "listed", seesPrivate: true, counted: 0 }, null],
    [{ members: "unknown", seesPrivate: true, counted: 0 }, null],
    [{ members: "listed", seesPrivate: true, counted: 4 }, "group-not-answered"],
    [{ members: "listed", seesPrivate: false, counted: 4 }, "group-denied"],
    [{ members: "unknown", seesPrivate: false, counted: 4 }, "group-denied"],
    [{ members: "listed", seesPrivate: false, counted: 0 }, "group-denied-or-empty"],
    [{ members: "unknown", seesPrivate: false, counted: 0 }, "group-denied-or-empty"],
    [{ members: "refused", seesPrivate: false, counted: 0, privacy: "unknown" }, "group-denied"],
    [{ members: "listed", seesPrivate: false, counted: 0, privacy: "unknown" }, "group-denied-or-empty"],
    [{ members: "unknown", seesPrivate: false, counted: 0, privacy: "open" }, null],
    [{ members: "listed", seesPrivate: false, counted: 4, privacy: "open" }, "group-not-answered"],
    [{ members: "listed", seesPrivate: false, counted: 0, hasThreads: true }, "group-denied"],
    [{ members: "listed", seesPrivate: false, counted: 0, isMine: true, hasThreads: true }, "group-not-answered"],
    [{ members: "refused", seesPrivate: false, counted: 0, isMine: true, hasThreads: true }, "group-denied"],
  ] as const)("that answer 200 and nothing, with %j, are %s", (silence, gap) =>
    expect(judgeSilence({ privacy: "closed", isMine: false, hasThreads: false, ...silence }).gap).toBe(gap),
  );

  it.each([
    // Its details tell that it is private, or refuse to; its members answer 403.
    ["told", "told", "group-denied"],
    ["forbidden", "told", "group-denied"],
    ["missing", "told", "group-denied"],
    ["missing", "missing", "group-denied"],
  ] as const)(
    "are not taken for empty ones where the list tells neither privacy nor counts (details %s, members %s)",
    async (foreignGroup, membersEndpoint, gap) => {
      const yard = await makeYard({ truth, lies: HONEST, behaviour: { groupList: "names", foreignGroup, membersEndpoint } });
      await yard.export();
      const person = yard.fake.requests[0]?.account ?? "";
      const foreign = truth.groups.filter(
        (group) =>
          group.privacy === "private" &&
          !group.isDeleted &&
          !isUnlisted(group) &&
          !truth.memberships.some(({ groupId, personId }) => groupId === group.id && personId === person),
      );
      expect(foreign.length).toBeGreaterThan(0);
      const gaps = column(yard, "SELECT group_id || ' ' || kind AS value FROM v_gap WHERE kind LIKE 'group-%' ORDER BY 1");
      expect(gaps).toEqual(foreign.map(({ id }) => `${id} ${gap}`).sort());
    },
  );

  it("are closed again by the next command of any kind, after an export that died", async () => {
    const yard = await makeYard({ truth, lies: HONEST });
    const token = yard.fake.tokens.of("verified-admin");
    const died = openForWriting(yard.workspace);
    await yard.source({ token, includePrivate: true }).prepare?.(settingsJournal(died.db, "yammer-api"), never);
    died.close();
    writeFileSync(join(yard.workspace, "regroup.yaml"), "sources: [{ kind: yammer-api }]\n");
    const config = loadConfig(yard.workspace);
    const run: Run = { workspace: yard.workspace, config, progress: silentProgress, log: silentLogger, signal: never, clock: () => 0 };
    await expect(
      approvePlan({ ...run, sources: () => Promise.resolve([yard.source({ token })]) }, { by: "x", hash: undefined }),
    ).rejects.toThrow();
    expect(yard.fake.requests.filter(({ path }) => path === "supervisor_mode/toggle").map(({ status }) => status)).toEqual([200, 200]);
    yard.withStore(({ db }) => expect(settingsJournal(db, "yammer-api").pending()).toEqual([]));
  });

  it.each([
    [
      "the run failed",
      new RemoteError("the far side fell over", { recovery: "abort" }),
      new DOMException("too late", "TimeoutError"),
      "the far side fell over",
    ],
    [
      "the run was stopped",
      new DOMException("stopped", "AbortError"),
      new RemoteError("Yammer answered 401", { recovery: "abort" }),
      "stopped",
    ],
    ["it is late", undefined, new DOMException("too late", "TimeoutError"), "could not be put back within 180 s"],
  ])("that stay open are told, and the end of the run is what ended it: %s", async (_when, ended, failure, told) => {
    const yard = await makeYard({ truth, lies: HONEST });
    const warned: string[] = [];
    const log = { ...silentLogger, warn: (message: string) => void warned.push(message) };
    writeFileSync(join(yard.workspace, "regroup.yaml"), "sources: [{ kind: yammer-api }]\n");
    const config = loadConfig(yard.workspace);
    const source: Source = {
      ...memorySource({ network: "contoso.com", files: [] }),
      prepare: (journal) => {
        journal.record("mode", "off");
        return Promise.resolve();
      },
      restore: () => Promise.reject(failure),
      ...(ended
        ? {
            read: () => {
              throw ended;
            },
          }
        : {}),
    };
    const run: Run = { workspace: yard.workspace, config, progress: silentProgress, log, signal: never, clock: () => 0 };
    await expect(exportNetwork(run, [source])).rejects.toThrow(told);
    expect(warned).toEqual([expect.stringContaining("private content is shown")]);
  });

  it("cannot be opened by somebody who is no verified admin", async () => {
    const yard = await makeYard({ truth, lies: HONEST });
    const journal = memoryJournal();
    await expect(yard.source({ includePrivate: true }).prepare?.(journal, never)).rejects.toMatchObject({ exit: 3 });
    expect(journal.pending()).toEqual([]);
  });
});

describe("details of groups", () => {
  const stored =
    "SELECT id || ' ' || coalesce(description, '-') || ' ' || created_at || ' ' || creator_id AS value FROM grp WHERE id <> 0 ORDER BY id";
  const details = (yard: Yard) => yard.fake.requests.filter(({ path }) => /^groups\/\d+$/.test(path)).length;

  it("are asked for where the list leaves them out, once a group, and nowhere else", async () => {
    const whole = await makeYard({ truth, lies: HONEST });
    const full = (await whole.source().estimate(wholeScope, never)).requests["other"] ?? 0;
    await whole.export();
    expect(details(whole)).toBe(0);
    const reduced = await makeYard({ truth, lies: HONEST, behaviour: { groupList: "reduced" } });
    const least = (await reduced.source().estimate(wholeScope, never)).requests["other"] ?? 0;
    for (let pages = 9; (await reduced.export({ stopAfter: pages })) === undefined; pages += 40);
    expect(column(reduced, stored)).toEqual(column(whole, stored));
    const groups = column(whole, "SELECT count(*) AS value FROM grp WHERE id <> 0");
    expect(column(reduced, stored)).toHaveLength(Number(groups[0]));
    // A kill may repeat the one that was on its way.
    expect(details(reduced)).toBeLessThanOrEqual(Number(groups[0]) + 1);
    expect(least - full).toBe(Number(groups[0]));
    const before = details(reduced);
    await reduced.export();
    expect(details(reduced)).toBe(before);
  });

  it("do not count members against the list, which is read again by every run", async () => {
    const yard = await makeYard({ truth, lies: HONEST, behaviour: { groupList: "reduced", membersEndpoint: "told" } });
    await yard.export();
    const memberships = [...yard.fake.expected({ token: yard.fake.tokens.of("member") }).memberships.values()];
    const leavers = new Map(memberships.map(({ group_id: groupId, person_id: personId }) => [String(groupId), String(personId)]));
    for (const [groupId, personId] of leavers) {
      if (memberships.filter(({ group_id: other }) => String(other) === groupId).length > 1) yard.fake.changes.leave(groupId, personId);
    }
    const before = column(yard, "SELECT group_id AS value FROM v_gap WHERE kind = 'members-not-listed' ORDER BY 1");
    await yard.export({ scope: { refreshPeople: true } });
    const after = column(yard, "SELECT group_id AS value FROM v_gap WHERE kind = 'members-not-listed' ORDER BY 1");
    expect(after.filter((id) => !before.includes(id))).toEqual([]);
  });
});

describe("the forecast", () => {
  it("is told before anything is read, costs no request twice, and comes near", async () => {
    const yard = await makeYard({
      truth: makeNetwork({ seed: 14, messages: 3000, people: 300, groups: 20 }),
      lies: { ...REPORTED, groupStats: 0 },
    });
    const source = yard.source();
    const forecast = await source.estimate(wholeScope, never);
    expect(forecast.scope).toMatch(/groups of contoso\.com/);
    const before = yard.clock.steady();
    await yard.export({ source });
    const took = (yard.clock.steady() - before) / 3_600_000;
    expect(Math.abs(forecast.hours - took) / took).toBeLessThan(0.25);
    const urls = yard.fake.requests.map(({ path, query }) => `${path} ${JSON.stringify(query)}`);
    expect(urls.filter((url) => url.startsWith("groups ")).length).toBe(new Set(urls.filter((url) => url.startsWith("groups "))).size);
  });

  it("knows that an export which is done needs little more", async () => {
    const yard = await makeYard({ truth, lies: HONEST });
    await yard.export();
    const checkpoints = yard.withStore(
      ({ db }) =>
        new Map(
          db
            .prepare<[], { scope: string; value: string }>("SELECT scope, value FROM checkpoint")
            .all()
            .map(({ scope, value }) => [scope, value]),
        ),
    );
    const forecast = await yard.source().estimate(wholeScope, never, (scope) => checkpoints.get(scope));
    expect(forecast.requests["messages"]).toBeLessThanOrEqual(20);
  });

  it("is a line that says what, how much, how long and until when", () => {
    const forecast = { scope: "3 groups of contoso.com", requests: { messages: 1200, other: 340 }, bytes: 0, hours: 1 };
    const line = forecastLine(forecast, Date.UTC(2026, 0, 5, 8), "UTC");
    expect(line).toContain("3 groups of contoso.com; about 1,200 messages and 340 other requests, 60 min, until 5 Jan 2026, 09:00 (UTC)");
  });
});
