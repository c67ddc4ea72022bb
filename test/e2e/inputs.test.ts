import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { csv, messagesCsv } from "../unit/source/yammer-export/workspace.ts";
import { writeExportZip } from "../support/export-zip.ts";
import { cleanUpLines, dumpViews, makeLine, type Line } from "../support/line.ts";
import { makeNetwork } from "../support/network.ts";

/** Inputs come and go between runs: what counts is the list as it stands, not the way there. */

cleanUpLines();

type Content = Readonly<Record<string, string>>;

async function lineOf(zips: Readonly<Record<string, Content>>): Promise<Line> {
  const line = makeLine();
  for (const [name, content] of Object.entries(zips)) await line.zip(name, content);
  return line;
}

async function exported(line: Line, ...runs: readonly (readonly string[])[]): Promise<Line> {
  for (const inputs of runs) {
    line.configure({ inputs, network: "contoso.com" });
    await line.export();
  }
  return line;
}

const bodies = (line: Line) => line.rows("SELECT source_id, body FROM v_message ORDER BY source_id");

describe("a list of inputs that changes", () => {
  const old1 = { "Messages.csv": messagesCsv({ id: "1", body: "old" }, { id: "2", body: "old" }) };
  const old2 = { "Messages.csv": messagesCsv({ id: "2", body: "older" }, { id: "3", body: "old" }) };
  const whole = { "Messages.csv": messagesCsv({ id: "1", body: "new" }, { id: "2", body: "new" }, { id: "3", body: "new" }) };

  it("one newer export in the place of two older ones counts for all that they held", async () => {
    const line = await exported(await lineOf({ "1.zip": old1, "2.zip": old2, "new.zip": whole }), ["1.zip", "2.zip"], ["new.zip"]);
    expect(bodies(line)).toEqual(["1", "2", "3"].map((source_id) => ({ source_id, body: "new" })));
  });

  it("an input put before the others later does not overwrite them", async () => {
    const line = await exported(await lineOf({ "1.zip": old1, "2.zip": old2 }), ["2.zip"], ["1.zip", "2.zip"]);
    expect(bodies(line)).toEqual([
      { source_id: "1", body: "old" },
      { source_id: "2", body: "older" },
      { source_id: "3", body: "old" },
    ]);
  });

  it("a file that was replaced under its name counts, and what only the older one held stays", async () => {
    const line = await exported(await lineOf({ "a.zip": old1 }), ["a.zip"]);
    await line.zip("a.zip", { "Messages.csv": messagesCsv({ id: "1", body: "replaced" }) });
    await exported(line, ["a.zip"]);
    expect(bodies(line)).toEqual([
      { source_id: "1", body: "replaced" },
      { source_id: "2", body: "old" },
    ]);
  });
});

describe("two exports of the same", () => {
  async function bothWays(a: Content, b: Content): Promise<[Record<string, string[]>, Record<string, string[]>]> {
    const zips = { "a.zip": a, "b.zip": b };
    const atOnce = dumpViews(await exported(await lineOf(zips), ["a.zip", "b.zip"]));
    return [dumpViews(await exported(await lineOf(zips), ["b.zip"], ["a.zip", "b.zip"])), atOnce];
  }

  it("one with milliseconds and a later one without are the same store, whichever was read first", async () => {
    const [later, atOnce] = await bothWays(
      { "Messages.csv": messagesCsv({ created_at: "2022-06-01T10:00:00.417Z" }) },
      { "Messages.csv": messagesCsv({ created_at: "2022-06-01 10:00:00 UTC" }) },
    );
    expect(later).toEqual(atOnce);
  });

  it("a group that one calls private and the other public is private, whichever was read first", async () => {
    const [later, atOnce] = await bothWays(
      { "Groups.csv": csv(["id", "name", "private"], { id: "7", name: "Book club", private: "true" }) },
      { "Groups.csv": csv(["id", "name", "private"], { id: "7", name: "Book club", private: "false" }) },
    );
    expect(atOnce["v_group"]?.[0]).toContain('"privacy":"private"');
    expect(later).toEqual(atOnce);
  });

  it("a column that only the earlier one has is kept, whichever was read first", async () => {
    const [later, atOnce] = await bothWays(
      {
        "Users.csv": csv(["id", "name", "email", "office_user_id"], {
          id: "11",
          name: "Ann",
          email: "a@contoso.com",
          office_user_id: "abc",
        }),
      },
      { "Users.csv": csv(["id", "name", "email"], { id: "11", name: "Ann", email: "a@contoso.com" }) },
    );
    expect(later).toEqual(atOnce);
  });

  it("the bytes of a file are kept when a later export has its row without them, whichever was read first", async () => {
    const truth = makeNetwork({ seed: 3, messages: 200 });
    const read = async (...runs: readonly (readonly string[])[]) => {
      const line = makeLine();
      await writeExportZip(truth, line.path("a.zip"));
      await writeExportZip(truth, line.path("b.zip"), { bodies: false });
      await exported(line, ...runs);
      return line.value("SELECT count(sha256) FROM v_attachment");
    };
    const wanted = await read(["a.zip"]);
    expect(wanted).toBeGreaterThan(2);
    expect([await read(["a.zip", "b.zip"]), await read(["a.zip"], ["a.zip", "b.zip"]), await read(["b.zip"], ["a.zip", "b.zip"])]).toEqual([
      wanted,
      wanted,
      wanted,
    ]);
  });
});

describe("names that are only seen beside posts", () => {
  const posts = (...names: readonly string[]) =>
    messagesCsv(
      ...names.map((name, n) => ({
        id: `${name.charCodeAt(0)}${n}`,
        sender_name: name,
        sender_email: `${name.toLowerCase()}@contoso.com`,
        group_name: `Group ${name}`,
      })),
    );
  const people = (line: Line) => line.rows("SELECT name, email FROM v_person");
  const groups = (line: Line) => line.rows("SELECT name FROM v_group WHERE source_id = '7'");

  it.each([[["Ann", "Zoe", "Mia"]], [["Zoe", "Ann", "Mia"]], [["Mia", "Ann", "Zoe"]]])("are the same in any order: %j", async (names) => {
    const line = await exported(await lineOf({ "a.zip": { "Messages.csv": posts(...names) } }), ["a.zip"]);
    expect(people(line)).toEqual([{ name: "Zoe", email: "zoe@contoso.com" }]);
    expect(groups(line)).toEqual([{ name: "Group Zoe" }]);
  });

  it("are the same from one export or from several, read at once or one after the other", async () => {
    const zips = { "a.zip": { "Messages.csv": posts("Zoe") }, "b.zip": { "Messages.csv": posts("Ann", "Mia") } };
    for (const runs of [[["a.zip", "b.zip"]], [["b.zip", "a.zip"]], [["b.zip"], ["a.zip", "b.zip"]]]) {
      const line = await exported(await lineOf(zips), ...runs);
      expect(people(line)).toEqual([{ name: "Zoe", email: "zoe@contoso.com" }]);
      expect(groups(line)).toEqual([{ name: "Group Zoe" }]);
    }
  });

  it("do not count where a list of people or groups has the name, wherever it comes", async () => {
    const lists = {
      "Users.csv": csv(["id", "name", "email"], { id: "11", name: "Listed", email: "listed@contoso.com" }),
      "Groups.csv": csv(["id", "name"], { id: "7", name: "Listed group" }),
    };
    const zips = { "a.zip": { "Messages.csv": posts("Zoe", "Ann") }, "b.zip": lists };
    for (const runs of [[["a.zip", "b.zip"]], [["b.zip", "a.zip"]], [["a.zip"], ["a.zip", "b.zip"]]]) {
      const line = await exported(await lineOf(zips), ...runs);
      expect(people(line)).toEqual([{ name: "Listed", email: "listed@contoso.com" }]);
      expect(groups(line)).toEqual([{ name: "Listed group" }]);
    }
  });
});

describe("a note that no column says is public", () => {
  const note = {
    "Pages.csv": csv(["id", "page_id", "published_by_user_id", "name", "group_id", "path", "published_at"], {
      ...{
        id: "31",
        page_id: "30",
        published_by_user_id: "11",
        name: "Agenda",
        path: "pages/31.html",
        published_at: "2022-01-01T00:00:00Z",
      },
    }),
    "pages/31.html": "<p>note</p>",
  };
  const openPost = { "Messages.csv": messagesCsv({ id: "1", group_id: "", attachments: "page:30" }) };
  const privatePost = { "Messages.csv": messagesCsv({ id: "1", group_id: "", in_private_conversation: "true", attachments: "page:30" }) };
  const told = (line: Line) =>
    line.rows("SELECT name, uploader_id AS uploader, sha256 IS NOT NULL AS bytes, is_private AS private FROM file_version");

  it("is told where an open post has it", async () => {
    const line = await exported(await lineOf({ "a.zip": { ...note, ...openPost } }), ["a.zip"]);
    expect(told(line)).toEqual([{ name: "Agenda", uploader: 11, bytes: 1, private: 0 }]);
  });

  it.each([
    ["a private conversation has it", privatePost],
    ["nobody has it", {}],
  ])("is ids and dates where %s", async (_when, post) => {
    const line = await exported(await lineOf({ "a.zip": { ...note, ...post } }), ["a.zip"]);
    expect(told(line)).toEqual([{ name: null, uploader: null, bytes: 0, private: 1 }]);
  });

  it("is told when the post comes with another export, before, after or in a later run", async () => {
    const zips = { "a.zip": note, "b.zip": openPost };
    for (const runs of [[["a.zip", "b.zip"]], [["b.zip", "a.zip"]], [["a.zip"], ["a.zip", "b.zip"]], [["b.zip"], ["b.zip", "a.zip"]]]) {
      const line = await exported(await lineOf(zips), ...runs);
      expect(told(line), JSON.stringify(runs)).toEqual([{ name: "Agenda", uploader: 11, bytes: 1, private: 0 }]);
      expect(line.rows("SELECT rows, records, superseded FROM v_input WHERE file = 'a.zip/Pages.csv'")).toEqual([
        { rows: 1, records: 1, superseded: 0 },
      ]);
    }
  });
});

describe("a list of members", () => {
  it("that says another role after the inputs changed is believed", async () => {
    const line = await lineOf({
      "a.zip": { "Users.csv": csv(["id", "name", "email"], { id: "11", name: "Ann", email: "a@contoso.com" }) },
      "b.zip": {
        "Groups.csv": csv(["id", "name"], { id: "7", name: "Book club" }),
        "Users.csv": csv(["id", "name", "email"], { id: "11", name: "Ann", email: "a@contoso.com" }),
      },
    });
    for (const [inputs, role] of [
      [["a.zip", "b.zip"], "member"],
      [["b.zip"], "admin"],
    ] as const) {
      writeFileSync(line.path("members.csv"), `group,email,role\n7,a@contoso.com,${role}\n`);
      line.configure({ inputs, members: "members.csv" });
      await line.export();
    }
    expect(line.rows("SELECT group_id, person_id, role FROM v_membership")).toEqual([{ group_id: "7", person_id: "11", role: "admin" }]);
  });
});
