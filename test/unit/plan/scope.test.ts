import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/errors.ts";
import { status } from "../../../src/pipeline.ts";
import { cleanUpLines, makeLine, type Line, type LineConfig } from "../../support/line.ts";
import { memoryTarget } from "../../support/memory-target.ts";
import { csv, messagesCsv as rowsOfMessages } from "../source/yammer-export/workspace.ts";

/** What an approval covers, and what it does not. */

cleanUpLines();

const base: LineConfig = { inputs: ["a.zip"], members: "members.csv", network: "contoso.com" };
const users = (...more: readonly Record<string, string>[]) =>
  csv(
    ["id", "name", "email"],
    { id: "11", name: "Ann", email: "ann@contoso.com" },
    { id: "12", name: "Bob", email: "bob@contoso.com" },
    ...more,
  );
const groups = csv(
  ["id", "name", "private"],
  { id: "7", name: "Book club", private: "false" },
  { id: "8", name: "Cooks", private: "true" },
);
const senders: Readonly<Record<string, string>> = { "11": "ann", "12": "bob", "13": "cem" };
const messagesCsv = (...given: readonly Readonly<Record<string, string>>[]) =>
  rowsOfMessages(...given.map((post) => ({ ...post, sender_email: `${senders[post["sender_id"] ?? "11"]}@contoso.com` })));
const posts = [{ id: "1" }, { id: "2", thread_id: "1", replied_to_id: "1", sender_id: "12" }, { id: "3", group_id: "8", sender_id: "12" }];

async function signed(scope: Parameters<Line["approve"]>[0] = {}, config: Partial<LineConfig> = {}): Promise<Line> {
  const line = makeLine({ ...base, ...config }, memoryTarget());
  await line.zip("a.zip", { "Users.csv": users(), "Groups.csv": groups, "Messages.csv": messagesCsv(...posts) });
  writeFileSync(line.path("members.csv"), "group,email,role\n7,ann@contoso.com,admin\n8,bob@contoso.com,member\n");
  await line.export();
  await line.plan();
  await line.approve(scope);
  return line;
}

/** Reads another export on top, and plans again. */
async function later(line: Line, content: Record<string, string>, config: Partial<LineConfig> = {}): Promise<void> {
  await line.zip("b.zip", content);
  line.configure({ ...base, inputs: ["a.zip", "b.zip"], ...config });
  await line.export();
  await line.plan();
}

async function refusal(work: Promise<unknown>): Promise<UserError> {
  const error = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (error instanceof UserError) return error;
  throw new Error("this was taken", { cause: error });
}

const growth = { until: Date.UTC(2022, 6, 1), atMost: 3 };

describe("new posts inside the scope", () => {
  it("are imported unsigned after export and plan: in old threads, in new ones, by new people", async () => {
    const line = await signed({ growth });
    await line.import();
    await later(line, {
      "Users.csv": users({ id: "13", name: "Cem", email: "cem@contoso.com" }),
      "Messages.csv": messagesCsv(
        { id: "9", thread_id: "1", replied_to_id: "2", sender_id: "13", attachments: "opengraphobject:[5 : https://x.example/]" },
        { id: "10", sender_id: "13" },
      ),
    });
    expect(await line.signed()).toMatchObject({ stands: true, approvals: [{ newPosts: 2, moved: { total: 0 } }] });
    const { outcomes } = await line.import();
    expect(outcomes).toMatchObject({ done: 3, failed: 0 });
    expect(line.value("SELECT count(*) FROM v_fate WHERE kind = 'message' AND fate IN ('migrated', 'archived')")).toBe(5);
    expect((await line.verify()).findings).toEqual([]);
  });

  it("are counted from what was signed, over any number of exports", async () => {
    const line = await signed({ growth });
    await later(line, { "Messages.csv": messagesCsv({ id: "9" }, { id: "10" }) });
    await line.import();
    await line.zip("c.zip", { "Messages.csv": messagesCsv({ id: "11" }, { id: "12" }) });
    line.configure({ ...base, inputs: ["a.zip", "b.zip", "c.zip"] });
    await line.export();
    await line.plan();
    const error = await refusal(line.import());
    expect(error.exit).toBe(5);
    expect(error.message).toContain("4 new posts, and at most 3 were signed");
  });

  it("are a plan of their own to `plan`, which says who stands for it", async () => {
    const line = await signed({ growth, by: "Jane Doe" });
    await line.zip("b.zip", { "Messages.csv": messagesCsv({ id: "9" }) });
    line.configure({ ...base, inputs: ["a.zip", "b.zip"] });
    await line.export();
    expect((await line.plan()).approval).toMatchObject({ by: "Jane Doe" });
    expect(status(line.workspace)).toMatchObject({ stage: "approved", approvedBy: "Jane Doe" });
    await later(line, {
      "Messages.csv": messagesCsv({ id: "9", body: "" }, { id: "2", thread_id: "1", replied_to_id: "1", sender_id: "12", body: "edited" }),
    });
    expect(status(line.workspace)).toMatchObject({ stage: "planned", approvedBy: null });
  });
});

describe("outside the scope, and named", () => {
  const outside: readonly (readonly [string, Record<string, string>, string])[] = [
    ["a post after the time", { "Messages.csv": messagesCsv({ id: "9", created_at: "2022-07-01T00:00:00.000Z" }) }, "message/9: a new post of 2022-07-01T00:00:00.000Z, after the time that was signed"], // prettier-ignore
    ["a post that was changed", { "Messages.csv": messagesCsv({ id: "9" }, { id: "2", thread_id: "1", replied_to_id: "1", sender_id: "12", body: "no, otherwise" }) }, "thread/1: its content or mapping is not what was approved"], // prettier-ignore
    ["a post that was deleted", { "Messages.csv": messagesCsv({ ...posts[2], deleted_at: "2022-06-02T10:00:00.000Z" }) }, "message/3: was to go along and is left out now (deleted)"], // prettier-ignore
    ["a new group", { "Groups.csv": csv(["id", "name", "private"], { id: "20", name: "New", private: "false" }), "Messages.csv": messagesCsv({ id: "9", group_id: "20" }) }, "group/20: a group that was not signed"], // prettier-ignore
    ["a person with another name", { "Users.csv": csv(["id", "name", "email"], { id: "12", name: "Robert", email: "bob@contoso.com" }) }, "person/12: its content or mapping is not what was approved"], // prettier-ignore
    ["a new kind of loss", { "Messages.csv": messagesCsv({ id: "9", attachments: "uploadedfile:5" }) }, "attachment/9:file:5: a new kind of loss, file dropped (bytes-not-in-source)"], // prettier-ignore
  ];
  it.each(outside)("%s", async (_what, content, named) => {
    const line = await signed({ growth });
    await later(line, content);
    const error = await refusal(line.import());
    expect(error.exit).toBe(5);
    expect(error.message).toContain(named);
    expect(await line.signed()).toMatchObject({ stands: false });
    expect(line.value("SELECT count(*) FROM attempt")).toBe(0);
  });

  it("a new member, who newly sees the group", async () => {
    const line = await signed({ growth });
    writeFileSync(
      line.path("members.csv"),
      "group,email,role\n7,ann@contoso.com,admin\n8,bob@contoso.com,member\n8,ann@contoso.com,member\n",
    );
    await line.export();
    await line.plan();
    expect((await refusal(line.import())).message).toContain("contoso.com/membership/8:11: a new member, who newly sees the group");
  });

  it("somebody new whom a hand decided", async () => {
    const line = await signed({ growth });
    writeFileSync(line.path("people.csv"), "key,decision\ncontoso.com/person/13,create\n");
    await later(line, { "Messages.csv": messagesCsv({ id: "9", sender_id: "13" }) });
    expect((await refusal(line.import())).message).toContain("contoso.com/person/13: decided by hand, and not signed");
  });

  it("another policy, and another decision about a group", async () => {
    const line = await signed({ growth });
    writeFileSync(line.path("groups.csv"), "key,decision\ncontoso.com/group/8,archive\n");
    await later(line, { "Messages.csv": messagesCsv({ id: "9" }) }, { policies: { members: "owners" } });
    const { message } = await refusal(line.import());
    expect(message).toContain('policies.members: was "all", is "owners"');
    expect(message).toContain("contoso.com/group/8: its content or mapping is not what was approved");
  });

  it("anything new at all, where no new posts were signed", async () => {
    const line = await signed();
    await later(line, { "Messages.csv": messagesCsv({ id: "9" }) });
    const { message, exit } = await refusal(line.import());
    expect(exit).toBe(5);
    expect(message).toContain("Nobody has approved plan");
    expect(message).toContain("contoso.com/message/9: a new post");
  });

  it("a group that is left out now", async () => {
    const line = await signed({ growth });
    writeFileSync(line.path("groups.csv"), "key,decision\ncontoso.com/group/8,skip\n");
    await line.plan();
    const { message } = await refusal(line.import());
    expect(message).toContain("contoso.com/group/8: was signed otherwise (now group-skip)");
    expect(message).toContain("contoso.com/message/3: was to go along and is left out now (group-skip)");
  });

  it("is bounded in words and counted in full", async () => {
    const line = await signed();
    await later(line, { "Messages.csv": messagesCsv(...Array.from({ length: 300 }, (_, n) => ({ id: `${100 + n}` }))) });
    const { message } = await refusal(line.import());
    expect(message.split("\n")).toHaveLength(12);
    expect(message).toContain("and 290 more");
    const [approval] = (await line.signed()).approvals;
    expect(approval?.moved.total).toBe(300);
    expect(approval?.moved.items.length).toBeLessThan(300);
  });
});

describe("waves", () => {
  const inTwo = async (scope: Parameters<Line["approve"]>[0]) => {
    const line = await signed({ by: "Nobody yet", waves: ["wave-1"] });
    writeFileSync(line.path("groups.csv"), "key,decision\ncontoso.com/group/8,wave: wave-2\n");
    await line.plan();
    await line.approve(scope);
    return line;
  };

  it("that nobody approved are refused by name; those that are approved go", async () => {
    const line = await inTwo({ by: "Jane Doe", waves: ["wave-1"] });
    const error = await refusal(line.import());
    expect(error).toMatchObject({ exit: 5, hint: expect.stringContaining("--wave wave-1") as string });
    expect(error.message).toContain("Nobody has approved wave-2");
    expect((await refusal(line.import({ waves: ["wave-2"] }))).message).toContain("for wave-2");
    expect((await refusal(line.import({ groups: ["Cooks"] }))).message).toContain("for wave-2");
    expect(await line.import({ waves: ["wave-1"] })).toMatchObject({ wanted: 5, landed: 5 });
    expect(line.rows("SELECT key FROM action WHERE plan = (SELECT max(id) FROM plan) AND state = 'done' ORDER BY key")).toEqual([
      { key: "contoso.com/group/7" },
      { key: "contoso.com/group/7#members" },
      { key: "contoso.com/person/11" },
      { key: "contoso.com/person/12" },
      { key: "contoso.com/thread/1" },
    ]);
    expect((await line.verify()).findings).toEqual([]);
  });

  it("are each other's business no more than they share people", async () => {
    const line = await inTwo({ by: "Jane Doe", waves: ["wave-1"] });
    await later(line, { "Messages.csv": messagesCsv({ id: "3", group_id: "8", sender_id: "12", body: "another recipe" }) });
    expect(await line.import({ waves: ["wave-1"] })).toMatchObject({ wanted: 5, landed: 5 });
    await line.approve({ by: "John Roe", waves: ["wave-2"] });
    expect((await line.import()).landed).toBe(8);
    expect((await line.signed()).approvals.map(({ by }) => by)).toEqual(["Jane Doe", "John Roe"]);
  });

  it("and groups that do not exist are named with what is close", async () => {
    const line = await signed();
    expect(await refusal(line.import({ waves: ["wave-11"] }))).toMatchObject({
      exit: 2,
      message: 'The plan has no wave "wave-11" (did you mean wave-1?).',
    });
    expect((await refusal(line.approve({ waves: ["2"] }))).exit).toBe(2);
    expect((await refusal(line.import({ groups: ["Book clib"] }))).message).toContain("did you mean Book club?");
    expect(await line.import({ groups: ["book club"] })).toMatchObject({ wanted: 5 });
  });
});

describe("what is kept of an approval", () => {
  it("is its scope, its evidence and its note", async () => {
    const evidence = { name: "mail.eml", sha256: "ab".repeat(32) };
    const line = await signed({ by: "Jane Doe", waves: ["wave-1"], growth, evidence, note: "as agreed on Monday" });
    const { approvals, stands } = await line.signed();
    expect(stands).toBe(true);
    expect(approvals).toMatchObject([
      { by: "Jane Doe", evidence, note: "as agreed on Monday", scope: { target: "memory", waves: ["wave-1"], growth } },
    ]);
  });

  it("is the ledger of the plan that was signed, until another signature replaces it, and never twice", async () => {
    const plans = (line: Line) => line.rows("SELECT DISTINCT plan FROM action_record ORDER BY plan").map((row) => row["plan"]);
    const line = await signed({ growth });
    await line.plan();
    await line.plan();
    expect(plans(line)).toEqual([3]);
    await later(line, { "Messages.csv": messagesCsv({ id: "9" }) });
    await line.plan();
    expect(plans(line)).toEqual([3, 5]);
    await line.approve();
    await line.plan();
    expect(plans(line)).toEqual([6]);
  });
});
