import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { csv, makeWorkspace, messagesCsv } from "./workspace.ts";

const workspace = makeWorkspace();
const inputs = {
  "Users.csv": csv(
    ["id", "name", "email", "office_user_id"],
    { id: "11", name: "Ann", email: "ann@contoso.com", office_user_id: "AAAA-1" },
    { id: "12", name: "Bob", email: "Bob@Contoso.com" },
  ),
  "Groups.csv": csv(["id", "name"], { id: "7", name: "Book club" }, { id: "8", name: "Walkers" }),
  "Messages.csv": messagesCsv({ sender_id: "13", sender_email: "cy@contoso.com", group_id: "9", group_name: "Only in posts" }),
};
await workspace.folder("export", inputs);

async function read(text: string | Uint8Array, name = "members.csv", more: Parameters<typeof workspace.read>[1] = {}) {
  await writeFile(join(workspace.path, name), text);
  return workspace.read(["export"], { members: name, ...more });
}

const pairs = (outcome: Awaited<ReturnType<typeof read>>) =>
  outcome.of("membership").map(({ groupId, personId, role }) => [groupId, personId, role]);

describe("a list of members", () => {
  it.each<[string, string]>([
    ["ids and e-mail", "group id,email,role\n7,ann@contoso.com,admin\n7,BOB@contoso.com,member\n"],
    ["names and semicolons", "Group;E-Mail;Role\nbook CLUB;ann@contoso.com;Owner\nBook club;bob@contoso.com;\n"],
    ["tabs and a BOM", "\uFEFFGroup name\tUser ID\tMembership type\nBook club\t11\tAdmin\nBook club\t12\tMember\n"],
    [
      "an export of Entra beside a group column",
      "group,userPrincipalName,displayName,role\n7,ann@contoso.com,Ann,owner\n7,bob@contoso.com,Bob,x\n",
    ],
  ])("with %s", async (_name, text) => {
    const outcome = await read(text);
    expect(pairs(outcome)).toEqual([
      [7, 11, "admin"],
      [7, 12, "member"],
    ]);
    expect(outcome.of("membership")[0]).toMatchObject({ row: 1, network: "yammer" });
    expect(outcome.of("input").at(-1)).toMatchObject({ file: "members.csv", position: 1, from: "start" });
    expect(outcome.pages.at(-2)?.origin).toBe("members.csv");
  });

  it("in UTF-16, as Excel saves it", async () => {
    expect(pairs(await read(Buffer.from("\uFEFFgroup\temail\r\nBook club\tann@contoso.com\r\n", "utf16le")))).toEqual([[7, 11, "member"]]);
  });

  it("of one group, named by the file", async () => {
    const text = '"id","userPrincipalName","displayName","userType"\n"aaaa-1","someone.else@contoso.com","Ann","Member"\n';
    expect(pairs(await read(text, "Walkers.csv"))).toEqual([[8, 11, "member"]]);
  });

  it("may be a folder of such files", async () => {
    await workspace.folder("lists", {
      "Walkers.csv": "mail\nann@contoso.com\n",
      "Book club.csv": "mail\nbob@contoso.com\n",
      "notes.txt": "x",
    });
    const outcome = await workspace.read(["export"], { members: "lists" });
    expect(pairs(outcome)).toEqual([
      [7, 12, "member"],
      [8, 11, "member"],
    ]);
    expect(
      outcome
        .of("input")
        .slice(-2)
        .map(({ file, position }) => [file, position]),
    ).toEqual([
      ["lists/Book club.csv", 1],
      ["lists/Walkers.csv", 2],
    ]);
  });

  it("finds people and groups that only posts name", async () => {
    expect(pairs(await read("group,email\nonly in posts,cy@contoso.com\nAll Company,ann@contoso.com\n"))).toEqual([
      [9, 13, "member"],
      [0, 11, "member"],
    ]);
  });

  it("says which rows it could not place", async () => {
    const outcome = await read("group,email\nNo such group,ann@contoso.com\nBook club,nobody@contoso.com\n,ann@contoso.com\n");
    expect(outcome.skips).toEqual(["2 unknown-group", "3 unknown-person", "4 unknown-group"]);
  });

  it("leaves out excluded groups", async () => {
    const scope = { excludeGroups: ["7", "walk*"] };
    const outcome = await read("group,email\nBook club,ann@contoso.com\n7,ann@contoso.com\nWalkers,ann@contoso.com\n", "members.csv", {
      scope,
    });
    expect(
      outcome
        .of("skip")
        .filter(({ policy }) => policy)
        .map(({ reason }) => reason),
    ).toEqual(Array(5).fill("excluded-group"));
    expect(outcome.of("membership")).toEqual([]);
  });

  it("belongs to the network that has both the group and the person", async () => {
    const other = { "Networks.csv": csv(["id", "permalink"], { id: "2", permalink: "other.example" }), "Groups.csv": inputs["Groups.csv"] };
    const people = csv(["id", "name", "email"], { id: "11", name: "Al", email: "al@other.example" });
    await workspace.folder("other", { ...other, "Users.csv": people });
    await workspace.folder("first", { ...inputs, "Networks.csv": csv(["id", "permalink"], { id: "1", permalink: "contoso.com" }) });
    await writeFile(join(workspace.path, "members.csv"), "group,email\nBook club,al@other.example\nBook club,ann@contoso.com\n");
    const outcome = await workspace.read(["first", "other"], { members: "members.csv" });
    expect(outcome.of("membership").map(({ network, personId }) => [network, personId])).toEqual([
      ["other.example", 11],
      ["contoso.com", 11],
    ]);
  });

  it("is read again when the people may have changed, even where their files are not", async () => {
    const text = "group,email\nBook club,ann@contoso.com\nonly in posts,cy@contoso.com\n";
    const first = await read(text);
    const same = await read(text, "members.csv", {
      checkpoints: new Map([...first.checkpoints].filter(([scope]) => scope !== "members.csv")),
    });
    expect(pairs(same)).toEqual(pairs(first));
    expect(same.of("message")).toEqual([]);
  });

  it("is not read again when nothing changed", async () => {
    const text = "group,email\nBook club,ann@contoso.com\n";
    const first = await read(text);
    const again = await workspace.read(["export"], { members: "members.csv", checkpoints: first.checkpoints });
    expect(again.pages.reduce((sum, page) => sum + page.rows, 0)).toBe(0);
    expect(again.of("input").at(-1)).toMatchObject({ file: "members.csv", from: "resume" });
  });
});
