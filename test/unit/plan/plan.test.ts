import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/errors.ts";
import { shortHash } from "../../../src/model/action.ts";
import { cleanUpLines, makeLine, type Line, type LineConfig } from "../../support/line.ts";
import { memoryTarget, type MemoryOptions } from "../../support/memory-target.ts";
import { csv, messagesCsv } from "../source/yammer-export/workspace.ts";

cleanUpLines();

type Posts = readonly Readonly<Record<string, string>>[];

const users = (name = "Ann") =>
  csv(
    ["id", "name", "email", "job_title"],
    { id: "11", name, email: "ann@contoso.com" },
    { id: "12", name: "Bob", email: "bob@contoso.com" },
  );
const groups = (more: Record<string, string> = {}) =>
  csv(["id", "name", "description", "private"], { id: "7", name: "Book club", private: "false", ...more });
const posts: Posts = [{ id: "1" }, { id: "2", thread_id: "1", replied_to_id: "1", sender_id: "12" }, { id: "3", sender_id: "12" }];
const base: LineConfig = { inputs: ["a.zip"], members: "members.csv", network: "contoso.com" };

async function exported(
  more: { config?: Partial<LineConfig>; target?: MemoryOptions; content?: Record<string, string> } = {},
): Promise<Line> {
  const line = makeLine({ ...base, ...more.config }, memoryTarget(more.target));
  await line.zip("a.zip", { "Users.csv": users(), "Groups.csv": groups(), "Messages.csv": messagesCsv(...posts), ...more.content });
  writeFileSync(line.path("members.csv"), "group,email,role\n7,ann@contoso.com,admin\n7,bob@contoso.com,member\n");
  await line.export();
  return line;
}

async function refused(work: Promise<unknown>): Promise<UserError> {
  const error = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (error instanceof UserError) return error;
  throw new Error("this was taken", { cause: error });
}

const hashOf = async (more?: Parameters<typeof exported>[0]) => (await (await exported(more)).plan()).hash;

describe("the hash of a plan", () => {
  it("is the same for the same, whenever and however often it is made", async () => {
    const line = await exported();
    const first = await line.plan();
    await line.export();
    await line.map();
    expect((await line.plan()).hash).toBe(first.hash);
    expect(await hashOf()).toBe(first.hash);
    expect(first.shortHash).toBe(shortHash(first.hash));
    expect(first.shortHash).toMatch(/^[0-9A-F]{4}-[0-9A-F]{4}$/);
  });

  const changes: readonly (readonly [string, Parameters<typeof exported>[0]])[] = [
    ["a word in a post", { content: { "Messages.csv": messagesCsv({ ...posts[0], body: "hello!" }, ...posts.slice(1)) } }],
    ["who wrote it", { content: { "Messages.csv": messagesCsv({ ...posts[0], sender_id: "12" }, ...posts.slice(1)) } }],
    ["when", { content: { "Messages.csv": messagesCsv({ ...posts[0], created_at: "2022-06-01T10:00:00.001Z" }, ...posts.slice(1)) } }],
    [
      "a reply that answers another post",
      { content: { "Messages.csv": messagesCsv(...posts.slice(0, 1), { ...posts[1], replied_to_id: "3" }, ...posts.slice(2)) } },
    ],
    ["a post more", { content: { "Messages.csv": messagesCsv(...posts, { id: "4" }) } }],
    ["a post less", { content: { "Messages.csv": messagesCsv(...posts.slice(0, 2)) } }],
    [
      "a link at a post",
      {
        content: {
          "Messages.csv": messagesCsv({ ...posts[0], attachments: "opengraphobject:[5 : https://x.example/]" }, ...posts.slice(1)),
        },
      },
    ],
    ["a person's name", { content: { "Users.csv": users("Anna") } }],
    ["a group's name", { content: { "Groups.csv": groups({ name: "Readers" }) } }],
    ["what a group is about", { content: { "Groups.csv": groups({ description: "We read." }) } }],
    ["that a group is private", { content: { "Groups.csv": groups({ private: "true" }) } }],
    ["the official network's name", { config: { official: "Another network" } }],
    ["the language", { config: { language: "de" } }],
    ["the time zone", { config: { time_zone: "Europe/Berlin" } }],
    ["a policy", { config: { policies: { deleted_messages: "keep" } } }],
    [
      "an account over there",
      { target: { people: [{ id: "x", name: "Ann over there", email: "ann@contoso.com", department: null, directoryId: null }] } },
    ],
    ["what the target can do", { target: { capabilities: { maxBodyChars: 100 } } }],
  ];
  it.each(changes)("changes with %s", async (_what, more) => {
    expect(await hashOf(more)).not.toBe(await hashOf());
  });

  it("changes with a decision, and back with it", async () => {
    const line = await exported();
    const before = (await line.plan()).hash;
    writeFileSync(line.path("groups.csv"), "key,decision\ncontoso.com/group/7,archive\n");
    const decided = (await line.plan()).hash;
    writeFileSync(line.path("groups.csv"), "key,decision\ncontoso.com/group/7,\n");
    expect(decided).not.toBe(before);
    expect((await line.plan()).hash).toBe(before);
  });

  it("does not change with what no reader of the target will see", async () => {
    const more = { "Messages.csv": messagesCsv({ ...posts[0], conversation_id: "999", gdpr_delete_url: "" }, ...posts.slice(1)) };
    expect(await hashOf({ content: more })).toBe(await hashOf());
  });
});

describe("a plan", () => {
  it("wants rooms first, then people and threads, then members", async () => {
    const line = await exported();
    const { summary, toDo } = await line.plan();
    expect(line.rows("SELECT key, kind, phase, parent, state FROM action ORDER BY position")).toEqual([
      { key: "contoso.com/group/7", kind: "sub-group", phase: "shell", parent: null, state: "planned" },
      { key: "contoso.com/person/11", kind: "person", phase: "content", parent: null, state: "planned" },
      { key: "contoso.com/person/12", kind: "person", phase: "content", parent: null, state: "planned" },
      { key: "contoso.com/thread/1", kind: "publish", phase: "content", parent: "contoso.com/group/7", state: "planned" },
      { key: "contoso.com/thread/3", kind: "publish", phase: "content", parent: "contoso.com/group/7", state: "planned" },
      { key: "contoso.com/group/7#members", kind: "members", phase: "open", parent: "contoso.com/group/7", state: "planned" },
    ]);
    expect(toDo).toBe(6);
    expect(summary.groups).toEqual([
      {
        network: "contoso.com",
        id: "7",
        before: "Book club",
        after: "Book club",
        action: "create",
        privacy: "public",
        wave: "wave-1",
        members: 2,
        messages: 3,
        planned: 3,
      },
    ]);
  });

  it.each<[string, Partial<LineConfig>]>([
    ["the language", { language: "fr" }],
    ["the time zone", { time_zone: "Asia/Tokyo" }],
    ["the official network's name", { official: "Another name" }],
    ["how leavers are named", { policies: { leavers: { treatment: "placeholder", shown_as: "initials" } } }],
  ])("after an import wants every conversation anew when %s changes, and nothing after the next one", async (_what, changed) => {
    const line = await exported();
    await line.migrate();
    line.configure({ ...base, ...changed });
    expect((await line.plan()).toDo).toBe(2);
    expect(line.rows("SELECT DISTINCT kind FROM action WHERE state = 'planned'")).toEqual([{ kind: "publish" }]);
    await line.approve();
    await line.import();
    expect((await line.plan()).toDo).toBe(0);
    expect((await line.verify()).findings).toEqual([]);
    line.configure(base);
    expect((await line.plan()).toDo).toBe(2);
  });

  it("after an import wants no conversation anew that the target cannot write anew", async () => {
    const line = await exported({ target: { capabilities: { update: false } } });
    await line.migrate();
    line.configure({ ...base, language: "fr" });
    expect((await line.plan()).toDo).toBe(0);
  });

  it("after an import wants only what is new, and leaves the rest as done", async () => {
    const line = await exported();
    await line.migrate();
    await line.zip("b.zip", { "Messages.csv": messagesCsv({ id: "9", body: "later" }) });
    line.configure({ ...base, inputs: ["a.zip", "b.zip"] });
    await line.export();
    await line.plan();
    expect(line.rows("SELECT key FROM action WHERE state <> 'done'")).toEqual([{ key: "contoso.com/thread/9" }]);
  });

  it("keeps what is archived apart from what is migrated", async () => {
    const line = await exported();
    await line.map();
    writeFileSync(line.path("groups.csv"), "key,decision\ncontoso.com/group/7,archive\n");
    await line.migrate();
    expect(line.rows("SELECT DISTINCT kind, fate FROM v_fate ORDER BY kind")).toEqual([
      { kind: "group", fate: "archived" },
      { kind: "membership", fate: "migrated" },
      { kind: "message", fate: "archived" },
      { kind: "person", fate: "migrated" },
      { kind: "thread", fate: "archived" },
    ]);
  });

  it("has a loss for every mention of somebody nobody knows, and every file without bytes", async () => {
    const body = "[[user:999]] and [[user:998]] and [[user:12]]";
    const line = await exported({
      content: { "Messages.csv": messagesCsv({ id: "1", body, attachments: "uploadedfile:5" }, { id: "2", body: "[[user:12]]" }) },
    });
    const { summary } = await line.plan();
    expect(summary.adjustments).toEqual([
      { field: "file", treatment: "dropped", reason: "bytes-not-in-source", records: 1 },
      { field: "mention", treatment: "as-text", reason: "mention-unknown", records: 1 },
    ]);
    expect(line.rows("SELECT key, field FROM adjustment ORDER BY key")).toEqual([
      { key: "contoso.com/attachment/1:file:5", field: "file" },
      { key: "contoso.com/message/1", field: "mention" },
    ]);
  });
});

describe("who goes along", () => {
  it.each([
    ["all", ["11 admin", "12 member"]],
    ["owners", ["11 admin"]],
    ["active", ["12 member"]],
  ])("members: %s", async (members, expected) => {
    const content = { "Messages.csv": messagesCsv({ id: "1", sender_id: "12" }) };
    const line = await exported({ config: { policies: { members } }, content });
    await line.plan();
    const rows = line.rows(
      "SELECT x.person_id || ' ' || x.role AS who FROM v_membership x JOIN v_fate f ON f.kind = 'membership' AND f.source_id = x.group_id || ':' || x.person_id WHERE f.fate = 'planned' ORDER BY who",
    );
    expect(rows.map((row) => row["who"])).toEqual(expected);
  });

  it("somebody who is skipped takes posts and membership with them, and the reasons say so", async () => {
    const line = await exported();
    await line.map();
    writeFileSync(line.path("people.csv"), "key,decision\ncontoso.com/person/12,skip\n");
    await line.plan();
    expect(line.rows("SELECT kind, source_id, reason FROM v_fate WHERE fate = 'skipped' ORDER BY kind, source_id")).toEqual([
      { kind: "membership", source_id: "7:12", reason: "person-skip" },
      { kind: "message", source_id: "2", reason: "author-skipped" },
      { kind: "message", source_id: "3", reason: "author-skipped" },
      { kind: "person", source_id: "12", reason: "person-skip" },
      { kind: "thread", source_id: "3", reason: "nothing-to-show" },
    ]);
  });
});

describe("an approval", () => {
  it("needs a plan, and an import needs both", async () => {
    const line = await exported();
    await line.map();
    expect(await refused(line.approve())).toMatchObject({ exit: 5, message: "There is no plan yet." });
    expect(await refused(line.import())).toMatchObject({ exit: 5, message: "There is no plan yet." });
    const { shortHash: short } = await line.plan();
    const error = await refused(line.import());
    expect(error).toMatchObject({ exit: 5, message: `Nobody has approved plan ${short}.` });
    expect(error.hint).toContain("regroup approve");
    expect(line.value("SELECT count(*) FROM attempt")).toBe(0);
  });

  it("takes the short hash as it was read out, and no other, nor less of it", async () => {
    const line = await exported();
    const { hash, shortHash: short } = await line.plan();
    for (const wrong of ["0000-0000", short.slice(0, 4), "", `${short}0000000000`])
      expect((await refused(line.approve({ hash: wrong }))).exit, wrong).toBe(5);
    for (const right of [short, short.toLowerCase(), short.replace("-", " "), hash])
      expect((await line.approve({ hash: right })).hash).toBe(hash);
  });

  it("is void when a setting changes, which is named with what it was and is", async () => {
    const line = await exported();
    const { shortHash: short } = await line.plan();
    await line.approve({ hash: short });
    line.configure({ ...base, language: "fr", policies: { members: "owners" } });
    const error = await refused(line.import());
    expect(error.exit).toBe(5);
    expect(error.message).toContain('language: was "en", is "fr"');
    expect(error.message).toContain('policies.members: was "all", is "owners"');
    expect(error.hint).toContain("Nothing was written");
    line.configure(base);
    expect((await line.import()).outcomes.done).toBe(6);
  });

  it("is void when an approved post changed or is gone, which is named", async () => {
    const line = await exported();
    await line.plan();
    await line.approve();
    await line.zip("b.zip", { "Messages.csv": messagesCsv({ id: "3", sender_id: "12", body: "another text" }) });
    line.configure({ ...base, inputs: ["a.zip", "b.zip"] });
    await line.export();
    expect((await refused(line.import())).message).toContain("contoso.com/thread/3: its content or mapping is not what was approved");
    line.exec("DELETE FROM message WHERE id = 3");
    expect((await refused(line.import())).message).toContain("contoso.com/thread/3: is no longer there");
  });

  it("is not void when something new came: that stays undecided", async () => {
    const line = await exported();
    await line.plan();
    await line.approve();
    await line.zip("b.zip", { "Messages.csv": messagesCsv({ id: "9" }, { id: "10", thread_id: "1", replied_to_id: "1" }) });
    line.configure({ ...base, inputs: ["a.zip", "b.zip"] });
    await line.export();
    expect((await line.import()).outcomes).toMatchObject({ done: 6, failed: 0 });
    expect(line.rows("SELECT kind, source_id FROM v_fate WHERE fate = 'undecided' ORDER BY kind, source_id")).toEqual([
      { kind: "message", source_id: "10" },
      { kind: "message", source_id: "9" },
      { kind: "thread", source_id: "9" },
    ]);
    expect((await line.verify()).findings).toEqual([]);
  });

  it("counts for the same plan made again, and not for another one", async () => {
    const line = await exported();
    await line.plan();
    await line.approve({ by: "Jane Doe" });
    expect((await line.plan()).approval).toMatchObject({ by: "Jane Doe" });
    line.configure({ ...base, language: "de" });
    expect((await line.plan()).approval).toBeUndefined();
  });

  it("is refused where the plan would show a private group to everybody and the policy blocks that", async () => {
    const line = await exported({ content: { "Groups.csv": groups({ private: "true" }) }, config: { policies: { exposure: "block" } } });
    const { summary } = await line.plan();
    expect(summary.exposed).toEqual(["Book club"]);
    const error = await refused(line.approve());
    expect(error.exit).toBe(5);
    expect(error.message).toContain("policies.exposure is block");
    line.configure({ ...base, policies: { exposure: "warn" } });
    await line.plan();
    await line.approve();
  });
});

describe("a private group whose posts come where everybody reads", () => {
  it("is named with the place, accepted or not, by the plan and its page", async () => {
    const two = csv(
      ["id", "name", "private"],
      { id: "7", name: "Board", private: "true" },
      { id: "8", name: "Town hall", private: "false" },
    );
    const line = await exported({ content: { "Groups.csv": two } });
    for (const [accepted, blockers] of [
      ["", 1],
      [" | exposure: accepted by Jane Doe", 0],
    ] as const) {
      writeFileSync(line.path("groups.csv"), `key,decision\ncontoso.com/group/7,merge | into: contoso.com/group/8${accepted}\n`);
      const { summary } = await line.plan();
      expect(summary.opened).toEqual([{ before: "Board", into: "Town hall" }]);
      expect(summary.blockers).toHaveLength(blockers);
      const page = readFileSync(line.path("reports", "plan.html"), "utf8");
      expect(page).not.toContain("No group becomes visible to more people");
      expect(page).toContain("<bdi>Board</bdi> → <bdi>Town hall</bdi>");
    }
  });

  it("is named once where several groups come into one that the target cannot keep closed", async () => {
    const two = csv(["id", "name", "private"], { id: "7", name: "Board", private: "true" }, { id: "8", name: "Tea", private: "false" });
    const line = await exported({
      content: { "Groups.csv": two, "Messages.csv": messagesCsv(...posts, { id: "9", group_id: "8" }) },
    });
    writeFileSync(line.path("groups.csv"), "key,decision\ncontoso.com/group/8,merge | into: contoso.com/group/7\n");
    const { summary } = await line.plan();
    expect(summary).toMatchObject({ exposed: ["Board"], opened: [] });
  });
});

describe("the figures of the report", () => {
  it("are those of the ledger, in HTML, JSON and CSV, without a name or a text of anybody", async () => {
    const line = await exported();
    const { summary, hash } = await line.plan();
    const json = JSON.parse(readFileSync(line.path("reports", "plan.json"), "utf8")) as Record<string, unknown>;
    expect(json).toEqual({ hash, shortHash: shortHash(hash), ...summary });
    const rows = readFileSync(line.path("reports", "plan.csv"), "utf8");
    for (const { kind, fate, reason, records } of summary.fates) expect(rows).toContain(`${kind},${fate},${reason ?? ""},${records}\r\n`);
    const html = readFileSync(line.path("reports", "plan.html"), "utf8");
    expect(html).toContain(shortHash(hash));
    expect(html).toContain("Book club");
    for (const private_ of ["ann@contoso.com", "hello", ">Ann<", ">Bob<"]) expect(html + rows).not.toContain(private_);
  });
});
