import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { cleanUpLines, makeLine, type Line } from "../../support/line.ts";
import { filesBelow } from "../../support/cli.ts";
import { aRoom, memoryTarget } from "../../support/memory-target.ts";
import { csv, messagesCsv } from "../source/yammer-export/workspace.ts";

cleanUpLines();

const bob = "contoso.com/person/12";
const books = "contoso.com/group/7";
const walks = "contoso.com/group/8";

const content = {
  "Users.csv": csv(
    ["id", "name", "email"],
    { id: "11", name: "Ann", email: "ann@contoso.com" },
    { id: "12", name: "Bob", email: "bob@contoso.com" },
  ),
  "Groups.csv": csv(["id", "name"], { id: "7", name: "Books" }, { id: "8", name: "Walks" }),
  "Messages.csv": messagesCsv(
    { id: "1", sender_id: "11", group_id: "7", body: "a book for [[user:12]]" },
    { id: "2", thread_id: "1", replied_to_id: "1", sender_id: "12", group_id: "7", body: "thanks" },
    { id: "3", sender_id: "12", group_id: "8", body: "a walk" },
    { id: "4", sender_id: "11", group_id: "7", body: "as [[user:12]] said" },
  ),
};

let line: Line;

async function imported(make: () => Line): Promise<void> {
  line = make();
  await line.zip("in.zip", content);
  await line.export();
  await line.migrate();
}

const decide = (file: string, key: string, cell: string) => writeFileSync(line.path(file), `key;decision\n${key};${cell}\n`);
const unexpected = async () => (await line.verify()).findings.map(({ kind, subject, code }) => `${kind} ${subject} ${code}`);

/** Pages that a link leads to, and that are not there. */
function broken(): string[] {
  const site = line.path("site");
  return filesBelow(site)
    .filter((path) => path.endsWith(".html"))
    .flatMap((path) =>
      [...readFileSync(join(site, path), "utf8").matchAll(/href="([^"#:]+)(?:#[^"]*)?"/g)]
        .map((match) => join(dirname(path), match[1] ?? ""))
        .filter((to) => !existsSync(join(site, to))),
    );
}

describe("somebody whom the plan shows nowhere any more", () => {
  beforeEach(async () => {
    await imported(() => makeLine({ inputs: ["in.zip"], network: "contoso.com" }));
    decide("people.csv", bob, "skip");
  });

  it("is counted by the plan and named by verify, and goes with --leftovers after the import; what is approved stays so", async () => {
    const page = line.path("site/p/contoso.com/12.html");
    const { planned } = await line.migrate();
    expect(planned.summary.leftBehind.people).toBe(1);
    expect(readFileSync(line.path("reports/plan.html"), "utf8")).toContain("1 person whom the plan shows nowhere");
    expect(existsSync(page)).toBe(true);
    expect(await unexpected()).toContain(`unexpected ${bob} left-over-person`);

    const result = await line.rollBack({ leftovers: true });
    expect(result).toMatchObject({ kept: [], isComplete: false });
    expect(result.removed["person"]).toBe(1);
    expect(existsSync(page)).toBe(false);
    expect(broken()).toEqual([]);
    expect(await unexpected()).toEqual([]);
    expect((await line.import()).outcomes).toMatchObject({ done: 0, failed: 0 });
    expect((await line.plan()).summary.leftBehind).toEqual({ subGroups: [], people: 0, adopted: [] });
  });

  it("stays while the plan is not imported: pages of an earlier one may show them", async () => {
    await line.plan();
    await expect(line.rollBack({ leftovers: true })).rejects.toThrow(/not been imported yet/);
    await expect(line.rollBack({ leftovers: true, groups: ["Books"] })).rejects.toThrow("--group and --wave say it too");
    expect(existsSync(line.path("site/p/contoso.com/12.html"))).toBe(true);
  });
});

describe("leftovers", () => {
  it("are sub-groups and conversations too, and nothing that the plan has", async () => {
    await imported(() => makeLine({ inputs: ["in.zip"], network: "contoso.com" }));
    decide("groups.csv", walks, `merge | into: ${books}`);
    await line.migrate();
    expect(await unexpected()).toEqual([`unexpected ${walks} left-over-group`]);
    expect((await line.rollBack({ leftovers: true })).removed).toEqual({ "sub-group": 1 });
    expect(existsSync(line.path("site/g/contoso.com/8.html"))).toBe(false);
    expect(readFileSync(line.path("site/g/contoso.com/7.html"), "utf8")).toContain("t/contoso.com/3.html");
    expect(await unexpected()).toEqual([]);
    expect(broken()).toEqual([]);
  });
});

describe("what was cut off before its last step", () => {
  it("is a finding until it is run again", async () => {
    const target = memoryTarget();
    const { finish } = target;
    let fails = true;
    await imported(() => makeLine({ inputs: ["in.zip"], network: "contoso.com" }, target));
    target.finish = (context) => (fails ? Promise.reject(new Error("killed")) : (finish?.(context) ?? Promise.resolve()));
    decide("groups.csv", books, "name: Reading");
    await expect(line.migrate()).rejects.toThrow("killed");
    expect(await unexpected()).toEqual(["unfinished memory unfinished"]);
    await expect(line.import()).rejects.toThrow("killed");
    expect(await unexpected()).toEqual(["unfinished memory unfinished"]);
    fails = false;
    await line.import();
    expect(await unexpected()).toEqual([]);
    fails = true;
    await expect(line.rollBack({ groups: [walks] })).rejects.toThrow("killed");
    expect((await line.verify()).findings[0]).toMatchObject({ kind: "unfinished", values: ["rollback"] });
  });

  it("and left a page in the public part of the site beside its private one, is named by that page", async () => {
    await imported(() => makeLine({ inputs: ["in.zip"], network: "contoso.com" }));
    const pages = ["site/g/contoso.com/7.html", "site/t/contoso.com/1.html", "site/p/contoso.com/11.html"].map((path) => line.path(path));
    const before = pages.map((path) => readFileSync(path));
    decide("groups.csv", books, "privacy: private");
    await line.migrate();
    expect(await unexpected()).toEqual([]);
    for (const [index, path] of pages.entries()) writeFileSync(path, before[index] ?? "");
    const found = (await line.verify()).findings.filter(({ detail }) => detail.startsWith("stands here and in private/"));
    expect(found.map(({ kind, subject }) => `${kind} ${subject}`).sort()).toEqual([
      "damaged g/contoso.com/7.html",
      "damaged p/contoso.com/11.html",
      "damaged t/contoso.com/1.html",
    ]);
  });
});

describe("a group that was adopted, and is no longer planned", () => {
  it("is named by the plan and by verify, and put back with --leftovers", async () => {
    const target = memoryTarget({ network: "contoso.com" });
    const room = aRoom("7", "Books of old", { description: "as it was", owners: [] });
    target.items.set("7", room);
    await imported(() => makeLine({ inputs: ["in.zip"], network: "contoso.com" }, target));
    expect(target.items.get("7")?.item.key).toBe(books);
    expect((await line.verify()).findings).toEqual([]);
    decide("groups.csv", books, "skip");
    const { planned } = await line.migrate();
    expect(planned.summary.leftBehind.adopted).toEqual([{ key: books, name: "Books" }]);
    expect(readFileSync(line.path("reports", "plan.html"), "utf8")).toContain("<bdi>Books</bdi> (was adopted");
    expect(await unexpected()).toContain(`unexpected ${books} left-over-adopted`);
    expect(await line.forecastRollBack({ leftovers: true })).toMatchObject({ stood: 1 });
    expect((await line.rollBack({ leftovers: true })).putBack).toEqual([books]);
    expect(target.items.get("7")).toEqual(room);
    expect((await line.plan()).summary.leftBehind.adopted).toEqual([]);
    expect(await unexpected()).not.toContain(`unexpected ${books} left-over-adopted`);
  });
});
