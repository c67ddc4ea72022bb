import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { requestsOf } from "../../../src/plan/forecast.ts";
import { cleanUpLines, makeLine, type Line, type LineConfig } from "../../support/line.ts";
import { memoryTarget, type MemoryOptions } from "../../support/memory-target.ts";
import { csv, messagesCsv } from "../source/yammer-export/workspace.ts";

/** What a sponsor reads: who comes along, what of their posts arrives, how long it takes. */

cleanUpLines();

const mail = (name: string) => ({ sender_email: `${name}@contoso.com` });

async function planned(
  more: { readonly target?: MemoryOptions; readonly config?: Partial<LineConfig>; readonly groups?: string } = {},
): Promise<Line> {
  const ann = { id: "t-1", name: "Ann", email: "ann@contoso.com", department: null, directoryId: null };
  const line = makeLine(
    { inputs: ["a.zip"], members: "members.csv", network: "contoso.com", ...more.config },
    memoryTarget({ people: [ann], ...more.target }),
  );
  await line.zip("a.zip", {
    "Users.csv": csv(
      ["id", "name", "email", "state"],
      { id: "11", name: "Ann", email: "ann@contoso.com", state: "active" },
      { id: "12", name: "Bob", email: "bob@contoso.com", state: "soft_delete" },
      { id: "13", name: "Cem", email: "cem@contoso.com", state: "active" },
    ),
    "Groups.csv": csv(["id", "name"], { id: "7", name: "Book club" }, { id: "8", name: "Cooks" }),
    "Messages.csv": messagesCsv(
      { id: "1", body: "[[user:999]] and [[user:11]]", attachments: "uploadedfile:5", ...mail("ann") },
      { id: "2", thread_id: "1", replied_to_id: "1", sender_id: "12", ...mail("bob") },
      { id: "3", group_id: "8", sender_id: "12", ...mail("bob") },
      { id: "4", thread_id: "1", replied_to_id: "2", deleted_at: "2022-06-02T10:00:00.000Z", ...mail("ann") },
    ),
  });
  writeFileSync(line.path("members.csv"), "group,user_id,role\n7,11,admin\n7,12,member\n8,12,member\n");
  if (more.groups !== undefined) writeFileSync(line.path("groups.csv"), more.groups);
  await line.export();
  return line;
}

const field = async (line: Line, name: string) => (await line.plan()).summary.fidelity.find((one) => one.field === name);

describe("people", () => {
  it("are counted in heads and in posts that go along, and come to the ledger's sum", async () => {
    const { summary } = await (await planned()).plan();
    const lines = summary.people.map(({ who, treatment, heads, posts }) => [who, treatment, heads, posts]);
    expect(lines).toContainEqual(["matched", "match", 1, 1]);
    expect(lines).toContainEqual(["only-mentioned", "placeholder", 1, 0]);
    expect(summary.people.reduce((sum, { heads }) => sum + heads, 0)).toBe(4);
    expect(summary.people.reduce((sum, { posts }) => sum + posts, 0)).toBe(3);
  });
});

describe("what arrives of a post", () => {
  it("is counted field by field: kept, as text, lost, left behind", async () => {
    const line = await planned();
    expect(await field(line, "text")).toEqual({ field: "text", total: 4, kept: 3, asText: 0, copied: 0, lost: 0, left: 1 });
    expect(await field(line, "mention")).toEqual({ field: "mention", total: 1, kept: 0, asText: 1, copied: 0, lost: 0, left: 0 });
    expect(await field(line, "file")).toEqual({ field: "file", total: 1, kept: 0, asText: 0, copied: 0, lost: 1, left: 0 });
    expect(await field(line, "reply")).toEqual({ field: "reply", total: 2, kept: 1, asText: 0, copied: 0, lost: 0, left: 1 });
    expect(await field(line, "membership")).toMatchObject({ total: 3, kept: 3 });
  });

  it("is text where the target knows no author and no date, and in the copy where a group is archived", async () => {
    const line = await planned({
      target: { capabilities: { postAsAuthor: false, backdating: false } },
      groups: "key,decision\ncontoso.com/group/8,archive\n",
    });
    expect(await field(line, "author")).toEqual({ field: "author", total: 4, kept: 0, asText: 2, copied: 1, lost: 0, left: 1 });
    expect(await field(line, "date")).toEqual({ field: "date", total: 4, kept: 0, asText: 2, copied: 1, lost: 0, left: 1 });
  });

  it("is text for an author whom the policy shows as text", async () => {
    const line = await planned({ config: { policies: { unmatched: "as-text", leavers: "as-text" } } });
    expect(await field(line, "author")).toMatchObject({ kept: 1, asText: 2, left: 1 });
  });
});

describe("the forecast", () => {
  const cost = { "sub-group": { graph: 2 }, person: {}, publish: { messages: 1, other: 0.5 }, members: { graph: 1 } };
  const actions = [
    { kind: "sub-group", toDo: 3 },
    { kind: "publish", toDo: 600 },
  ];

  it("is requests by bucket, at the pace that the budget allows; the slowest counts", () => {
    const { buckets, seconds } = requestsOf(actions, { cost, budgets: { graph: "10/30s", messages: "200/1m", other: "5/s" } });
    expect(buckets).toEqual([
      { name: "graph", requests: 6, budget: "10/30s", seconds: 18 },
      { name: "messages", requests: 600, budget: "200/1m", seconds: 180 },
      { name: "other", requests: 300, budget: "5/s", seconds: 60 },
    ]);
    expect(seconds).toBe(180);
  });

  it("promises no time where there is no budget, or one that nobody understands", () => {
    expect(requestsOf(actions, { cost, budgets: { messages: "often" } })).toMatchObject({ seconds: null });
    expect(requestsOf(actions, { cost: { "sub-group": {}, person: {}, publish: {}, members: {} }, budgets: {} })).toEqual({
      buckets: [],
      seconds: null,
    });
  });
});
