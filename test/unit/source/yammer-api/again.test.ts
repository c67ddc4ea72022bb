import { describe, expect, it } from "vitest";
import type { Source } from "../../../../src/source/source.ts";
import { HONEST, REPORTED } from "../../../fakes/yammer/options.ts";
import { makeNetwork } from "../../../support/network.ts";
import { cleanUpYards, makeYard, wholeScope, type Yard } from "../../../support/yammer-api.ts";

cleanUpYards();

const truth = makeNetwork({ seed: 6, messages: 500, people: 60, groups: 7 });
const reader = (yard: Yard) => ({ token: yard.fake.tokens.of("member") });
const asked = (yard: Yard, from: number, start = "") => yard.fake.requests.slice(from).filter(({ path }) => path.startsWith(start));
const rows = (yard: Yard, sql: string) => yard.withStore(({ db }) => db.prepare<[], object>(sql).all());
const evidences = (yard: Yard) => yard.withStore(({ db }) => db.prepare<[], string>("SELECT evidence FROM v_gap").pluck().all());

describe("a second export", () => {
  it("asks for one page a group where nothing has changed, and for no person again", async () => {
    const yard = await makeYard({ truth, lies: REPORTED });
    await yard.export();
    await yard.export();
    const from = yard.fake.requests.length;
    const collected = await yard.export();
    expect(collected).toMatchObject({ records: 1 });
    expect(asked(yard, from, "messages/").length).toBeLessThanOrEqual(9);
    expect(asked(yard, from, "users").filter(({ status }) => status === 200)).toEqual([]);
  });

  it("reads people and members again when asked to", async () => {
    const yard = await makeYard({ truth, lies: HONEST });
    await yard.export();
    const from = yard.fake.requests.length;
    await yard.export({ scope: { refreshPeople: true } });
    expect(asked(yard, from, "users").length).toBeGreaterThan(0);
    expect(yard.fake.differences(yard.database, reader(yard))).toEqual([]);
  });

  it.each(["latest-reply", "starter", "by-feed"] as const)(
    "brings what was written since, late replies to old threads too (sorted by %s)",
    async (threadedOrder) => {
      const yard = await makeYard({
        truth,
        lies: REPORTED,
        behaviour: { threadedOrder },
        growth: { everyRequests: 3, changes: 40, kinds: ["thread", "reply", "late-reply"] },
      });
      await yard.export();
      await yard.export();
      await yard.export();
      expect(yard.fake.differences(yard.database, reader(yard))).toEqual([]);
    },
  );

  it("is not taken in by a thread whose starter is deleted: it has no place in a list, and proves nothing of its order", async () => {
    const [template] = truth.groups.filter(({ privacy, isDeleted }) => privacy === "public" && !isDeleted);
    if (!template) throw new Error("the network has no public group");
    const [member] = truth.memberships.filter(({ groupId }) => groupId === template.id);
    const group = { ...template, id: "990000000001", name: "Sorted by starters" };
    const memberships = [...truth.memberships, { groupId: group.id, personId: member?.personId ?? "", role: "member" as const }];
    const yard = await makeYard({
      truth: { ...truth, groups: [...truth.groups, group], memberships },
      lies: HONEST,
      behaviour: { threadedOrder: "starter" },
    });
    const threads = Array.from({ length: 30 }, () => yard.fake.changes.post({ groupId: group.id, body: "A thread" }));
    const [oldest = ""] = threads;
    // The newest threads are answered in their own order, so that the first page looks sorted by answers too; the lost one before them.
    const lost = threads.at(-2) ?? "";
    const others = threads.slice(5).filter((thread) => thread !== lost);
    for (const thread of [lost, ...others]) yard.fake.changes.reply(thread, { body: "An answer" });
    yard.fake.changes.remove(lost);
    await yard.export();
    yard.fake.changes.reply(oldest, { body: "A late answer, below the first page" });
    await yard.export();
    expect(yard.fake.differences(yard.database, reader(yard))).toEqual([]);
  });

  it("brings a reply that came to light after a newer one of its thread, and does not ask for ever", async () => {
    const yard = await makeYard({ truth, lies: HONEST });
    await yard.export();
    const [threadId = ""] = [...yard.fake.expected(reader(yard)).messages.values()].flatMap(({ thread_id: id, group_id: group }) =>
      group === "0" ? [String(id)] : [],
    );
    yard.fake.changes.reply(threadId, { body: "First" });
    yard.fake.changes.reply(threadId, { body: "Second" });
    await yard.export();
    const late = yard.fake.changes.reply(threadId, { body: "Sent before the second, shown after it", isOvertaken: true });
    await yard.export();
    expect(yard.fake.differences(yard.database, reader(yard))).toEqual([]);
    // One that the store does not keep is no reason to come back.
    yard.withStore(({ db }) => db.prepare("DELETE FROM message WHERE id = CAST(? AS INTEGER)").run(late));
    const from = yard.fake.requests.length;
    await yard.export();
    expect(asked(yard, from, `messages/in_thread/${threadId}`)).toEqual([]);
  });
});

describe("an export that is cut off while its files come", () => {
  const lies = { ...HONEST, signInFiles: 0.5 };
  const dies = new Error("killed");
  /** Dies when so many files have been asked for. */
  const dying = (yard: Yard, files: number): Source => {
    const source = yard.source();
    let left = files;
    return { ...source, resume: (...given) => (left-- > 0 ? (source.resume?.(...given) ?? Promise.reject(dies)) : Promise.reject(dies)) };
  };
  const paths = (yard: Yard, from = 0) => asked(yard, from).map(({ path }) => path);

  it("goes on with them: nothing is read again, and no file is asked for twice, refused ones neither", async () => {
    const [plain, yard] = [await makeYard({ truth, lies }), await makeYard({ truth, lies })];
    await plain.export();
    let kills = 0;
    while ((await yard.export({ source: dying(yard, 1) }).catch(() => undefined)) === undefined) kills++;
    expect(kills).toBeGreaterThan(3);
    expect(rows(plain, "SELECT 1 FROM v_gap WHERE kind = 'missing-bytes'").length).toBeGreaterThan(0);
    expect(paths(yard).sort()).toEqual(paths(plain).sort());
    expect(rows(yard, "SELECT kind, evidence FROM v_gap ORDER BY kind, evidence")).toEqual(
      rows(plain, "SELECT kind, evidence FROM v_gap ORDER BY kind, evidence"),
    );
  });

  it("looks for what is new first when a day has passed", async () => {
    const yard = await makeYard({ truth, lies });
    await expect(yard.export({ source: dying(yard, 2) })).rejects.toThrow("killed");
    yard.clock.advance(25 * 3_600_000);
    const from = yard.fake.requests.length;
    await yard.export();
    expect(paths(yard, from).filter((path) => path.startsWith("messages/in_group")).length).toBeGreaterThan(0);
  });

  it("asks again for what was refused when it has ended and another begins", async () => {
    const yard = await makeYard({ truth, lies });
    await yard.export();
    const from = yard.fake.requests.length;
    await yard.export();
    expect(paths(yard, from).filter((path) => path.includes("download")).length).toBeGreaterThan(0);
  });
});

describe("what is gone since", () => {
  /** An honest network after one export; the groups that everybody may read, and their messages. */
  async function made() {
    const yard = await makeYard({ truth, lies: HONEST });
    await yard.export();
    const { memberships, messages, likes } = yard.fake.expected(reader(yard));
    return { yard, memberships: [...memberships.values()], messages: [...messages.keys()], likes: [...likes].map((key) => key.split(":")) };
  }
  const balanced = "SELECT * FROM v_input WHERE rows <> records + superseded + skipped OR superseded < 0";

  /** Threads with topics, and with more messages than their starter. */
  function answered(yard: Yard): string[] {
    const { topics, messages } = yard.fake.expected(reader(yard));
    const withAnswers = new Set([...messages].flatMap(([id, row]) => (id === row["thread_id"] ? [] : [row["thread_id"]])));
    return [...new Set([...topics].map((key) => key.split(":")[0] ?? ""))].filter((thread) => withAnswers.has(thread));
  }
  const OF_LOST_STARTERS = `SELECT t.message_id, t.name FROM v_topic t JOIN v_message m ON m.source_id = t.message_id AND m.is_deleted = 0
    WHERE NOT EXISTS(SELECT 1 FROM v_message s WHERE s.source_id = m.thread_id AND s.is_deleted = 0) ORDER BY t.message_id, t.name`;

  it("members who left a group go when people are read again, and not before", async () => {
    const { yard, memberships } = await made();
    const [one] = memberships;
    yard.fake.changes.leave(String(one?.["group_id"]), String(one?.["person_id"]));
    const left = `SELECT * FROM v_membership WHERE group_id = '${String(one?.["group_id"])}' AND person_id = '${String(one?.["person_id"])}'`;
    await yard.export();
    expect(rows(yard, left).length).toBe(1);
    await yard.export({ scope: { refreshPeople: true } });
    expect(rows(yard, left)).toEqual([]);
    expect(yard.fake.differences(yard.database, reader(yard))).toEqual([]);
    expect(rows(yard, "SELECT * FROM unconfirmed")).toEqual([]);
    expect(rows(yard, balanced)).toEqual([]);
  });

  it("a member whom an export told stays, whatever the API tells", async () => {
    const { yard, memberships } = await made();
    const [one] = memberships;
    const key = `${String(one?.["group_id"])}:${String(one?.["person_id"])}`;
    yard.withStore(({ db }) =>
      db
        .prepare(
          "INSERT INTO provenance SELECT kind, network, id, 1, run, input, row, digest, rest FROM provenance WHERE kind = 3 AND id = ?",
        )
        .run(key),
    );
    yard.fake.changes.leave(String(one?.["group_id"]), String(one?.["person_id"]));
    await yard.export({ scope: { refreshPeople: true } });
    expect(yard.fake.differences(yard.database, reader(yard))).toEqual([`membership ${key} is not in the network`]);
  });

  it("likes that were taken back, and messages and threads that were deleted, go when threads are read again", async () => {
    const { yard, messages, likes } = await made();
    for (const [message = "", person = ""] of likes.filter((_, index) => index % 7 === 0)) yard.fake.changes.unlike(message, person);
    const removed = messages.filter((_, index) => index % 11 === 3);
    for (const message of removed) yard.fake.changes.remove(message);
    await yard.export({ scope: { refreshThreads: true } });
    expect(yard.fake.differences(yard.database, reader(yard))).toEqual([]);
    expect(rows(yard, "SELECT 1 FROM v_message WHERE is_deleted = 1").length).toBe(removed.length);
    // What was read and deleted since is told by its messages: nothing is missing.
    expect(rows(yard, "SELECT * FROM v_gap WHERE kind = 'thread-gone'")).toEqual([]);
    const from = yard.fake.requests.length;
    await yard.export();
    expect(asked(yard, from, "messages/").length).toBeLessThanOrEqual(9);
  });

  it("a group whose threads were all deleted is empty when they are read again, and until then one that answers nothing", async () => {
    const yard = await makeYard({ truth, lies: HONEST });
    await yard.export();
    const largest = `SELECT group_id AS "group" FROM v_message m JOIN v_group g ON g.source_id = m.group_id WHERE g.privacy = 'public'
      GROUP BY group_id ORDER BY count(DISTINCT thread_id) DESC LIMIT 1`;
    const group = yard.withStore(({ db }) => db.prepare<[], string>(largest).pluck().get()) ?? "";
    const messages = yard.withStore(({ db }) =>
      db.prepare<[string], string>("SELECT source_id FROM v_message WHERE group_id = ?").pluck().all(group),
    );
    for (const message of messages) yard.fake.changes.remove(message);
    const gaps = () =>
      yard.withStore(({ db }) =>
        db.prepare<[string], string>("SELECT kind FROM v_gap WHERE group_id = ? AND kind LIKE '%-answered'").pluck().all(group),
      );
    await yard.export();
    expect(gaps()).toEqual(["group-not-answered"]);
    await yard.export({ scope: { refreshThreads: true } });
    const differences = yard.fake.differences(yard.database, reader(yard));
    // Somebody whom only a deleted message named stays.
    expect(differences.filter((difference) => !difference.startsWith("person "))).toEqual([]);
    expect(gaps()).toEqual([]);
  });

  it("replies that were deleted with the start of their thread go with it", async () => {
    const { yard, messages } = await made();
    const { messages: told } = yard.fake.expected(reader(yard));
    const [thread = ""] = messages.filter((id) => [...told.values()].filter(({ thread_id: of }) => of === id).length > 2);
    const [starter = "", reply = ""] = messages.filter((id) => told.get(id)?.["thread_id"] === thread);
    for (const message of [starter, reply]) yard.fake.changes.remove(message);
    await yard.export({ scope: { refreshThreads: true } });
    expect(yard.fake.differences(yard.database, reader(yard))).toEqual([]);
  });

  it.each(["always", "never"] as const)(
    "topics of a thread stand at its first message that is left, when its starter is deleted before or after (references: %s)",
    async (threadReferences) => {
      const small = makeNetwork({ seed: 6, messages: 200, people: 40, groups: 4 });
      const make = () => makeYard({ truth: small, lies: HONEST, behaviour: { threadReferences } });
      const yards = [await make(), await make()];
      const [late, fresh] = yards;
      await late?.export();
      for (const yard of yards) for (const thread of answered(yard)) yard.fake.changes.remove(thread);
      await late?.export({ scope: { refreshThreads: true } });
      await fresh?.export();
      const topics = yards.map((yard) => rows(yard, OF_LOST_STARTERS));
      expect(topics[0]?.length).toBeGreaterThan(3);
      expect(topics[0]).toEqual(topics[1]);
      for (const yard of yards) expect(yard.fake.differences(yard.database, reader(yard))).toEqual([]);
      await fresh?.export({ scope: { refreshThreads: true } });
      expect(fresh && rows(fresh, OF_LOST_STARTERS)).toEqual(topics[0]);
    },
  );

  it("a newer version of a file is fetched by the run that reads its message again", async () => {
    const { yard } = await made();
    const files = rows(yard, "SELECT CAST(file_id AS TEXT) AS id FROM file_version WHERE sha256 IS NOT NULL") as { id: string }[];
    expect(files.length).toBeGreaterThan(1);
    for (const { id } of files) yard.fake.changes.renew(id, `a newer version of ${id}`);
    await yard.export({ scope: { refreshThreads: true } });
    expect(yard.fake.differences(yard.database, reader(yard))).toEqual([]);
  });

  it("a reading of all threads that is cut off goes on and reads none twice", async () => {
    const whole = await made();
    const from = whole.yard.fake.requests.length;
    await whole.yard.export({ scope: { refreshThreads: true, refreshPeople: true } });
    const { yard } = await made();
    const start = yard.fake.requests.length;
    let kills = 0;
    for (
      let stopAfter = 20;
      (await yard.export({ scope: { refreshThreads: true, refreshPeople: true }, stopAfter })) === undefined;
      stopAfter += 9
    )
      kills++;
    expect(kills).toBeGreaterThan(3);
    expect(yard.fake.requests.length - start - (whole.yard.fake.requests.length - from)).toBeLessThanOrEqual(2 * kills);
    expect(yard.fake.differences(yard.database, reader(yard))).toEqual([]);
  });
});

describe("a list that fails in every group", () => {
  it("is left after three of them, since each costs all tries", async () => {
    const yard = await makeYard({ truth, lies: HONEST, behaviour: { membersEndpoint: "xml" } });
    await yard.export();
    const groups = new Set(asked(yard, 0).flatMap(({ path }) => /^groups\/(\d+)\/members/.exec(path)?.[1] ?? []));
    expect(groups.size).toBe(3);
  });
});

describe("likers and topics that do not answer", () => {
  const deaf = (deafAnswers: number) => ({ ...HONEST, deafLists: 0.15, deafAnswers });
  const gapKinds = (yard: Yard) =>
    yard.withStore(({ db }) =>
      db.prepare<[], string>("SELECT DISTINCT kind FROM v_gap WHERE kind LIKE '%-not-%' ORDER BY kind").pluck().all(),
    );

  it("are asked for again by the next export, and their gaps go", async () => {
    const yard = await makeYard({ truth, lies: deaf(7), behaviour: { threadReferences: "never", inactiveMembers: "listed" } });
    await yard.export();
    expect(gapKinds(yard)).toEqual(["likes-not-listed", "topics-not-answered"]);
    await yard.export();
    expect(gapKinds(yard)).toEqual([]);
    expect(yard.fake.differences(yard.database, reader(yard))).toEqual([]);
  });

  it("are left with their gaps after four exports", async () => {
    const yard = await makeYard({ truth, lies: deaf(1000), behaviour: { inactiveMembers: "listed" } });
    for (let runs = 0; runs < 4; runs++) await yard.export();
    const from = yard.fake.requests.length;
    await yard.export();
    expect(asked(yard, from, "users/liked_message")).toEqual([]);
    expect(gapKinds(yard)).toEqual(["likes-not-listed"]);
  });
});

describe("an export that was cut off", () => {
  it("asks again whose the token is when it is another, or a day has passed, not again for its network, and keeps no token", async () => {
    const yard = await makeYard({ truth, lies: HONEST });
    const starts = () => asked(yard, 0, "users/current").length;
    await yard.export({ stopAfter: 20 });
    await yard.export({ stopAfter: 20 });
    expect(starts()).toBe(1);
    yard.fake.tokens.issue({ like: yard.fake.tokens.of("member"), token: "another-token" });
    await yard.export({ stopAfter: 20, source: yard.source({ token: "another-token" }) });
    expect(starts()).toBe(2);
    yard.clock.advance(25 * 3_600_000);
    await yard.export({ stopAfter: 20, source: yard.source({ token: "another-token" }) });
    expect(starts()).toBe(3);
    expect(asked(yard, 0, "networks/current").length).toBe(1);
    const kept = yard.withStore(({ db }) => db.prepare<[], string>("SELECT group_concat(value) FROM checkpoint").pluck().get());
    expect(kept).not.toMatch(/another-token|member-token/);
  });

  it("goes on in the documented list of members where the other is missing", async () => {
    const yard = await makeYard({ truth, lies: HONEST, behaviour: { membersEndpoint: "missing", lists: "twenty-and-untold" } });
    while ((await yard.export({ stopAfter: 4 })) === undefined);
    expect(yard.fake.differences(yard.database, reader(yard))).toEqual([]);
    expect(evidences(yard).filter((evidence) => evidence.includes("answered 404"))).toEqual([]);
  });

  it("repeats nothing that its forecast has asked for", async () => {
    const whole = await makeYard({ truth, lies: HONEST });
    const signal = new AbortController().signal;
    /** As the command does it: the forecast of a process, then its reading. */
    const start = async (yard: Yard, stopAfter?: number) => {
      const source = yard.source();
      const checkpoints = yard.withStore(({ db }) => {
        const rows = db.prepare<[], { scope: string; value: string }>("SELECT scope, value FROM checkpoint").all();
        return new Map(rows.map(({ scope, value }) => [scope, value]));
      });
      await source.estimate(wholeScope, signal, (scope) => checkpoints.get(scope));
      return yard.export({ source, ...(stopAfter === undefined ? {} : { stopAfter }) });
    };
    await start(whole);
    const yard = await makeYard({ truth, lies: HONEST });
    let kills = 0;
    for (let pages = 20; (await start(yard, pages)) === undefined; pages += 30) kills++;
    expect(kills).toBeGreaterThan(3);
    expect(yard.fake.requests.length - whole.fake.requests.length).toBeLessThanOrEqual(kills);
    expect(yard.fake.differences(yard.database, reader(yard))).toEqual([]);
  });

  it("goes on anywhere, repeats no more than a request, and ends like one that was not", async () => {
    const whole = await makeYard({ truth, lies: HONEST });
    await whole.export();
    const least = whole.fake.requests.length;
    const yard = await makeYard({ truth, lies: HONEST });
    let kills = 0;
    // A different number of pages every time, so that every kind of page is one after which it dies.
    for (let pages = 7; (await yard.export({ stopAfter: pages })) === undefined; pages = 5 + ((pages * 7) % 31)) kills++;
    expect(kills).toBeGreaterThan(5);
    expect(yard.fake.differences(yard.database, reader(yard))).toEqual([]);
    // Every death loses at most the answer that was on its way; which network it is in, only the first start asks.
    expect(yard.fake.requests.length - least).toBeLessThanOrEqual(kills);
    expect(asked(yard, 0, "networks/current").length).toBe(1);
    expect(yard.fake.stats().limited).toBe(0);
  });
});
