import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { discover } from "../../../../src/source/yammer-export/discover.ts";
import { csv, makeWorkspace, messagesCsv } from "./workspace.ts";

const workspace = makeWorkspace();
const signal = new AbortController().signal;
const asked = (since: string, until: string) => `since=${since}\nuntil=${until}\n`;

describe("what lies in a folder", () => {
  it("is listed by the dates it was asked for, one person's data first, with what is in it", async () => {
    const groupsCsv = csv(["id", "name"], { id: "7", name: "Book club" }, { id: "8", name: "Runners" });
    await workspace.zip("exports/b-old.zip", {
      "Messages.csv": messagesCsv({ id: "1" }),
      "Users.csv": csv(["id", "name", "email"], { id: "1", name: "a", email: "a@contoso.com" }),
      "request.txt": asked("2022-01-01", "2022-12-31"),
    });
    await workspace.zip("exports/a-new.zip", {
      "Messages.csv": messagesCsv({ id: "2" }, { id: "3" }),
      "Users.csv": csv(["id", "name", "email"], { id: "1", name: "a", email: "a@contoso.com" }),
      "Groups.csv": groupsCsv,
      "Networks.csv": csv(["id", "name", "permalink"], { id: "5", name: "Contoso", permalink: "contoso.com" }),
      "request.txt": asked("2023-01-01", "2023-12-31"),
    });
    await workspace.zip("exports/person.zip", { "LikedMessages.csv": csv(["id"], { id: "1" }) });
    await workspace.folder("unpacked", { "12/Messages.csv": messagesCsv({ id: "9" }), "request.txt": asked("2021-01-01", "2021-12-31") });
    await workspace.folder("photos", { "a/b/c.jpg": "x" });
    await workspace.zip("other.zip", { "letter.txt": "hello" });
    await writeFile(join(workspace.path, "cut.zip"), "PK\u0003\u0004 and no more");
    const { exports } = await discover(workspace.path, undefined, signal);
    const readable = exports.filter(({ problems }) => problems.length === 0).map(({ path }) => path);
    expect(readable).toEqual(["exports/person.zip", "unpacked", "exports/b-old.zip", "exports/a-new.zip"]);
    const byPath = new Map(exports.map((one) => [one.path, one]));
    expect(byPath.get("exports/a-new.zip")?.networks).toEqual([{ name: "contoso.com", groups: 2, messages: 2 }]);
    expect(byPath.get("exports/person.zip")?.isPartial).toBe(true);
    expect(byPath.get("cut.zip")?.problems.join()).toContain("cut off or damaged");
    expect(exports.map(({ path }) => path)).not.toContain("other.zip");
  });

  it("that was named is told what is wrong with it, in the order given", async () => {
    const { exports } = await discover(workspace.path, ["other.zip", "nowhere.zip", "exports/b-old.zip"], signal);
    expect(exports.map(({ path, problems }) => [path, problems.length])).toEqual([
      ["other.zip", 1],
      ["nowhere.zip", 1],
      ["exports/b-old.zip", 0],
    ]);
  });

  it("holds lists of members where they say of groups, and a folder of such files", async () => {
    await workspace.folder(".", {
      "belongs.csv": "community;upn\nBook club;ann@contoso.com\n",
      "directory.csv": "id,name,email,department\n1,Ann,ann@contoso.com,Sales\n",
      "members.csv": "group,email\nBook club,ann@contoso.com\n",
      "groups.csv": "key,decision,name\n",
      "empty.csv": "",
      "members/Book club.csv": "id,userPrincipalName\n1,ann@contoso.com\n",
    });
    expect((await discover(workspace.path, [], signal)).members).toEqual(["members.csv", "belongs.csv", "members"]);
  });

  it("may be nothing, or no folder", async () => {
    expect(await discover(join(workspace.path, "not-there"), undefined, signal)).toEqual({ exports: [], members: [] });
  });
});
