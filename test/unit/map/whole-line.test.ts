import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { UserError } from "../../../src/errors.ts";
import { cleanUpLines, makeLine, type Line, type Row } from "../../support/line.ts";
import { csv, messagesCsv } from "../source/yammer-export/workspace.ts";

cleanUpLines();

const books = "contoso.com/group/7";
const walks = "contoso.com/group/8";
const closed = "contoso.com/group/9";

let line: Line;

beforeEach(async () => {
  line = makeLine({ inputs: ["in.zip"], network: "contoso.com", members: "members.csv", official: "The Network" });
  writeFileSync(
    line.path("members.csv"),
    "group,email,role\nBook club,ann@contoso.com,member\nWalkers,ann@contoso.com,admin\nWalkers,bob@contoso.com,member\nClosed,cyd@contoso.com,admin\n",
  );
  await line.zip("in.zip", {
    "Users.csv": csv(
      ["id", "name", "email"],
      { id: "11", name: "Ann", email: "ann@contoso.com" },
      { id: "12", name: "Bob", email: "bob@contoso.com" },
      { id: "13", name: "Cyd", email: "cyd@contoso.com" },
    ),
    "Groups.csv": csv(
      ["id", "name", "private"],
      { id: "7", name: "Book club", private: "false" },
      { id: "8", name: "Walkers", private: "false" },
      { id: "9", name: "Closed", private: "true" },
    ),
    "Messages.csv": messagesCsv(
      { id: "1", sender_id: "11", group_id: "7", body: "a book" },
      { id: "2", thread_id: "1", replied_to_id: "1", sender_id: "12", group_id: "7", body: "which one" },
      { id: "3", sender_id: "12", group_id: "8", group_name: "Walkers", body: "a walk" },
      { id: "4", sender_id: "13", group_id: "9", group_name: "Closed", body: "a secret", in_private_group: "true" },
    ),
  });
  await line.export();
});

function decide(words: Readonly<Record<string, string>>): void {
  const rows = Object.entries(words).map(([key, words]) => `${key};${words}`);
  writeFileSync(line.path("groups.csv"), ["key;decision", ...rows].join("\r\n"));
}

/** Imports what was decided, and reads it back: nothing may differ, and nothing be left to do. */
async function migrated(words: Readonly<Record<string, string>>): Promise<void> {
  decide(words);
  const { planned } = await line.migrate();
  expect(planned.summary.blockers).toEqual([]);
  const { findings, notImported } = await line.verify();
  expect(findings).toEqual([]);
  expect(notImported).toBe(0);
  expect((await line.plan()).toDo).toBe(0);
}

async function refused(words: Readonly<Record<string, string>>): Promise<string> {
  decide(words);
  try {
    await line.map();
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error("this was taken");
}

const page = (path: string) => readFileSync(line.path("site", path), "utf8");
const fates = (): Readonly<Record<string, Row>> =>
  Object.fromEntries(
    line.rows("SELECT source_id, fate, reason, target_ref FROM v_fate WHERE kind = 'group'").map((row) => [String(row["source_id"]), row]),
  );

describe("a group that is merged", () => {
  it("comes into the other one with people and posts, has no page, and shares its fate", async () => {
    await migrated({ [books]: "merge | into: Walkers", [walks]: "name: Out and about" });
    expect(existsSync(line.path("site/g/contoso.com/7.html"))).toBe(false);
    expect(page("g/contoso.com/8.html")).toContain("Out and about");
    for (const thread of ["1", "3"]) expect(page("g/contoso.com/8.html")).toContain(`t/contoso.com/${thread}.html`);
    expect(fates()["7"]).toMatchObject({ fate: "migrated", reason: "group-merge", target_ref: walks });
    // Ann is in both groups, once as an admin: she stands there once, as one.
    const members = page("g/contoso.com/8-members.html");
    expect(members.match(/data-role="admin"/g)).toHaveLength(1);
    expect(members.match(/p\/contoso\.com\/11\.html/g)).toHaveLength(1);
    expect(line.rows("SELECT source_id, fate FROM v_fate WHERE kind = 'membership' ORDER BY source_id")).toEqual(
      ["7:11", "8:11", "8:12", "9:13"].map((id) => ({ source_id: id, fate: "migrated" })),
    );
  });

  it("follows merges into merges to their end", async () => {
    await migrated({ [books]: `merge | into: ${walks}`, [walks]: "merge | into: @network" });
    expect(line.rows("SELECT key, name FROM sub_group WHERE id <> 9")).toEqual([{ key: "@network/group/0", name: "The Network" }]);
    const home = page("g/@network/0.html");
    for (const thread of ["1", "3"]) expect(home).toContain(`t/contoso.com/${thread}.html`);
    expect(page("index.html")).toContain("g/@network/0.html");
    expect(fates()["7"]).toMatchObject({ target_ref: "@network/group/0" });
  });

  it("moves when it is decided otherwise after an import", async () => {
    await migrated({ [books]: "merge | into: Walkers" });
    decide({ [books]: "merge | into: @network" });
    const { toDo } = await line.plan();
    expect(toDo).toBeGreaterThan(0);
    await expect(line.import()).rejects.toThrow(/approved/);
    await migrated({ [books]: "merge | into: @network" });
    expect(page("t/contoso.com/1.html")).toContain("g/@network/0.html");
    expect(page("g/contoso.com/8.html")).not.toContain("t/contoso.com/1.html");
  });

  it("is archived where its destination is", async () => {
    await migrated({ [books]: "merge | into: Walkers", [walks]: "archive" });
    expect([fates()["7"]?.["fate"], fates()["8"]?.["fate"]]).toEqual(["archived", "archived"]);
    expect(line.rows("SELECT DISTINCT fate FROM v_fate WHERE kind = 'message' AND source_id <> '4'")).toEqual([{ fate: "archived" }]);
  });
});

describe("a private group", () => {
  it("that is merged into a public one blocks the plan until somebody accepts it by name", async () => {
    decide({ [closed]: "merge | into: Walkers" });
    const { findings } = await line.map();
    expect(findings.filter(({ kind }) => kind !== "owner-unknown")).toMatchObject([
      { kind: "exposure", subject: closed, severity: "blocks" },
    ]);
    const { summary } = await line.plan();
    expect(summary.blockers).toHaveLength(1);
    expect(summary.blockers[0]).toContain('"Closed"');
    await expect(line.approve()).rejects.toMatchObject({ exit: 5 });
    await migrated({ [closed]: "merge | into: Walkers | exposure: accepted by Jane Doe" });
    expect(line.rows("SELECT kind, severity FROM finding WHERE kind LIKE 'exposure%'")).toEqual([
      { kind: "exposure-accepted", severity: "warns" },
    ]);
    expect(page("g/contoso.com/8.html")).toContain("t/contoso.com/4.html");
    expect(page("g/contoso.com/8.html")).not.toContain("Closed");
  });

  it("that is made public blocks the plan too; a public one may become private", async () => {
    decide({ [closed]: "privacy: public" });
    expect((await line.plan()).summary.blockers).toHaveLength(1);
    await migrated({ [books]: "privacy: private" });
    expect(page("private/g/contoso.com/7.html")).toContain("Book club");
    for (const path of ["index.html", "g/contoso.com/8.html", "p/contoso.com/11.html"]) expect(page(path)).not.toContain("Book club");
  });
});

describe("a group that stays", () => {
  it("where its owner said no is linked: nothing of it is copied", async () => {
    await migrated({ [books]: "go-ahead: no" });
    expect(fates()["7"]).toMatchObject({ fate: "skipped", reason: "group-link" });
    expect(existsSync(line.path("site/t/contoso.com/1.html"))).toBe(false);
    expect(line.rows("SELECT DISTINCT fate, reason FROM v_fate WHERE kind = 'message' AND source_id IN ('1', '2')")).toEqual([
      { fate: "skipped", reason: "group-link" },
    ]);
  });

  it("is named on the front page when it is linked, unless it is private", async () => {
    await migrated({ [books]: "link", [closed]: "link" });
    expect(page("index.html")).toContain("Book club");
    expect(page("index.html")).not.toContain("Closed");
  });
});

describe("a sub-group below another", () => {
  it("comes after it, and both pages say so", async () => {
    await migrated({ [books]: "parent: Walkers" });
    expect(line.rows("SELECT key FROM action WHERE kind = 'sub-group' ORDER BY position").map((row) => row["key"])).toEqual([
      walks,
      closed,
      books,
    ]);
    expect(page("g/contoso.com/7.html")).toContain('href="8.html"');
    expect(page("g/contoso.com/8.html")).toContain('href="7.html"');
  });

  it("does not name a private parent, nor a parent a private child", async () => {
    await migrated({ [books]: "parent: Closed" });
    expect(page("g/contoso.com/7.html")).not.toContain("Closed");
    expect(page("private/g/contoso.com/9.html")).toContain("g/contoso.com/7.html");
    await migrated({ [walks]: "privacy: private | parent: Book club" });
    expect(page("g/contoso.com/7.html")).not.toContain("Walkers");
    expect(page("private/g/contoso.com/8.html")).toContain("g/contoso.com/7.html");
  });
});

describe("decisions that cannot be", () => {
  it.each<[string, Record<string, string>, readonly string[]]>([
    [
      "a circle of merges",
      { [books]: "merge | into: Walkers", [walks]: `merge | into: ${books}` },
      ["line 2", "line 3", "goes round in a circle"],
    ],
    ["a merge into itself", { [books]: `merge | into: ${books}` }, ["into: a group cannot be merged into itself"]],
    ["a merge into its own name, which nobody else has", { [books]: "merge | into: book CLUB" }, ["cannot be merged into itself"]],
    ["a parent of its own name", { [books]: "parent: Book club" }, ["cannot stand below itself"]],
    ["a merge into what is left out", { [books]: "merge | into: Walkers", [walks]: "skip" }, ["line 2", `${walks} is not migrated (skip)`]],
    ["a merge into what stays", { [books]: "merge | into: Walkers", [walks]: "go-ahead: no" }, [`${walks} is not migrated (link)`]],
    [
      "a merge into nothing known",
      { [books]: "merge | into: Wakers" },
      ['"Wakers" is neither the key of a group nor the name', "did you mean Walkers?"],
    ],
    ["a merge without a destination", { [books]: "merge" }, ["merge needs to know where"]],
    ["a destination without a merge", { [books]: "create | into: Walkers" }, ["into belongs to merge"]],
    ["a parent that is left out", { [books]: "parent: Walkers", [walks]: "skip" }, ["line 2", `parent: ${walks} is not migrated itself`]],
    ["a parent that is the group", { [books]: `parent: ${books}` }, ["cannot stand below itself"]],
    ["parents in a circle", { [books]: "parent: Walkers", [walks]: "parent: Book club" }, ["parent: this goes round in a circle"]],
    ["a parent below a parent", { [books]: "parent: Walkers", [walks]: "parent: Closed" }, ["line 2", "2 levels of sub-groups", "level 3"]],
    ["a child before its parent", { [books]: "parent: Walkers", [walks]: "wave: 2" }, ["it would come in wave-1, before"]],
    ["another wave than the destination's", { [books]: "merge | into: Walkers | wave: 2" }, ["goes with its destination"]],
    ["adopting on a site", { [books]: "adopt" }, ["the target is not the network contoso.com", "allowed here: create, merge"]],
    ["a name for what has none", { [books]: "skip | name: Readers" }, ["name means nothing for skip"]],
  ])("%s", async (_what, words, expected) => {
    const before = line.rows("SELECT * FROM group_mapping");
    const message = await refused(words);
    for (const text of expected) expect(message).toContain(text);
    expect(message).toContain("groups.csv, line ");
    expect(line.rows("SELECT * FROM group_mapping")).toEqual(before);
  });

  it("are told together with those of the other file", async () => {
    writeFileSync(line.path("people.csv"), "key,decision\ncontoso.com/person/11,=VLOOKUP(A1)\ncontoso.com/person/12,#REF!\n");
    const message = await refused({ [books]: "merge | into: Walkers | wave: soon", [walks]: "skip | into: x" });
    expect(message.split("\n")).toHaveLength(5);
    expect(message).toMatch(/wave: "soon".*allowed: wave-1/);
    expect(message).toContain('read "=VLOOKUP(A1)": a formula was pasted here');
    expect(message).toContain('read "#REF!": a formula left an error here');
  });

  it("a parent that is merged means its destination", async () => {
    await migrated({ [books]: "parent: Closed", [closed]: "merge | into: Walkers | exposure: accepted by Jane" });
    expect(line.value("SELECT parent FROM sub_group WHERE key = ?", books)).toBe(walks);
  });
});

describe("a name that several groups have", () => {
  const [first, second, third, other] = ["7", "8", "9", "10"].map((id) => `contoso.com/group/${id}`) as [string, string, string, string];

  async function named(...names: readonly string[]): Promise<void> {
    const groups = names.map((name, index) => ({ id: String(7 + index), name }));
    await line.zip("in.zip", {
      "Users.csv": csv(["id", "name", "email"], { id: "11", name: "Ann", email: "ann@contoso.com" }),
      "Groups.csv": csv(["id", "name"], ...groups),
      "Messages.csv": messagesCsv(...groups.map(({ id, name }) => ({ id, sender_id: "11", group_id: id, group_name: name, body: "x" }))),
    });
    rmSync(line.path("regroup.db"), { force: true });
    rmSync(line.path("people.csv"), { force: true });
    await line.export();
  }

  it("means the other one in the row of one of the two", async () => {
    await named("Choir", "choir");
    await migrated({ [second]: "merge | into: Choir" });
    expect(line.rows("SELECT key FROM sub_group")).toEqual([{ key: first }]);
    decide({ [second]: "parent: Choir" });
    await line.map();
    expect(line.value("SELECT parent FROM sub_group WHERE key = ?", second)).toBe(first);
  });

  it("is an error that names the others where more than one other has it, and all of them elsewhere", async () => {
    await named("Choir", "Choir", "Choir", "Dancers");
    expect(await refused({ [second]: "merge | into: Choir" })).toContain(
      `"Choir" is the name of 2 other groups: write a key, one of ${first}, ${third}`,
    );
    expect(await refused({ [other]: "merge | into: Choir" })).toContain(
      `"Choir" is the name of 3 groups: write a key, one of ${first}, ${second}, ${third}`,
    );
  });
});

describe("waves", () => {
  it("count a sub-group in which nobody has posted, and not what stays behind", async () => {
    await line.zip("in.zip", {
      "Groups.csv": csv(
        ["id", "name", "private"],
        { id: "7", name: "Book club", private: "false" },
        { id: "8", name: "Empty", private: "false" },
      ),
      "Messages.csv": messagesCsv({ id: "1", sender_id: "11", group_id: "7", body: "a book" }),
    });
    rmSync(line.path("regroup.db"), { force: true });
    await line.export();
    decide({ [walks]: "wave: wave-2" });
    const counts = async () => (await line.plan()).summary.waves.map(({ wave, groups, posts }) => ({ wave, groups, posts }));
    expect(await counts()).toEqual([
      { wave: "wave-1", groups: 1, posts: 1 },
      { wave: "wave-2", groups: 1, posts: 0 },
    ]);
    decide({ [walks]: "skip | wave: wave-2" });
    expect(await counts()).toEqual([{ wave: "wave-1", groups: 1, posts: 1 }]);
  });
});

describe("a group that was imported, and is then decided otherwise", () => {
  it("stays at the target until it is taken back; the plan and the reading back name it", async () => {
    await migrated({});
    decide({ [books]: "skip", [walks]: "merge | into: @network" });
    const { leftBehind } = (await line.migrate()).planned.summary;
    expect(leftBehind).toEqual({
      subGroups: [
        { key: books, name: "Book club", isWhole: true, conversations: 1 },
        { key: walks, name: "Walkers", isWhole: true, conversations: 0 },
      ],
      people: 0,
      adopted: [],
    });
    expect(readFileSync(line.path("reports/plan.html"), "utf8")).toContain("<bdi>Book club</bdi>");
    const left = (await line.verify()).findings.filter(({ kind }) => kind === "unexpected").map(({ subject }) => subject);
    expect(left).toEqual([books, walks]);
    expect(existsSync(line.path(`site/g/contoso.com/7.html`))).toBe(true);

    await line.rollBack({ groups: [books, walks] });
    expect(existsSync(line.path(`site/g/contoso.com/7.html`))).toBe(false);
    const planned = await line.plan();
    expect(planned.summary.leftBehind.subGroups).toEqual([]);
    await line.approve();
    await line.import();
    expect((await line.verify()).findings).toEqual([]);
  });
});

describe("a decision about what is not there", () => {
  it("is kept in the file as it was written, and said", async () => {
    decide({ "contoso.com/group/404": "Merge |  into: @network", [books]: "Skip" });
    const { kept, newRows } = await line.map();
    expect(kept).toEqual(["contoso.com/group/404"]);
    expect(newRows).toBe(2);
    await line.map();
    const text = readFileSync(line.path("groups.csv"), "utf8");
    expect(text).toContain("contoso.com/group/404,Merge |  into: @network,");
    expect(text).toContain(`${books},Skip,create,`);
    expect(text.match(/,new\r\n/g)).toHaveLength(1);
  });
});
