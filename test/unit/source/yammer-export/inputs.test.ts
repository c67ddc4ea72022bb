import { readFile, symlink, truncate, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../../src/errors.ts";
import { csv, makeWorkspace, messagesCsv } from "./workspace.ts";

const workspace = makeWorkspace();
const topics = csv(["id", "name"], { id: "1", name: "focus" });
const networks = (...rows: readonly Record<string, string>[]) => csv(["id", "name", "permalink"], ...rows);

async function problem(inputs: readonly string[], more = {}): Promise<UserError> {
  const error: unknown = await workspace.check(inputs, more).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof UserError)) throw new Error(`a UserError was expected, not ${String(error)}`);
  return error;
}

/** Replaces the text of names in a ZIP by one of the same length, headers included: what no honest archiver writes. */
async function rename(zip: string, from: string, to: string): Promise<void> {
  const path = `${workspace.path}/${zip}`;
  await writeFile(path, Buffer.from((await readFile(path)).toString("latin1").replaceAll(from, to), "latin1"));
}

describe("inputs that can be read", () => {
  it.each<[string, Record<string, string>]>([
    ["at the root", { "Topics.csv": topics }],
    ["in lower case", { "topics.CSV": topics }],
    ["in one folder around all", { "export-2023/Topics.csv": topics, "export-2023/log.txt": "" }],
    ["in a folder of a network", { "4711/Topics.csv": topics }],
    ["beside clutter", { "Topics.csv": topics, "__MACOSX/._Topics.csv": "x", ".DS_Store": "x" }],
  ])("CSVs lie %s", async (name, content) => {
    const zip = await workspace.zip(`${name.replaceAll(" ", "-")}.zip`, content);
    const folder = await workspace.folder(`f-${name.replaceAll(" ", "-")}`, content);
    for (const input of [zip, folder]) expect((await workspace.read([input])).of("topic"), input).toMatchObject([{ id: 1, name: "focus" }]);
  });

  it("tolerates names with backslashes", async () => {
    await workspace.zip("back.zip", { "4711/Topics.csv": topics });
    await rename("back.zip", "4711/Topics.csv", "4711\\Topics.csv");
    const [page] = (await workspace.read(["back.zip"])).pages;
    expect(page?.origin).toBe("back.zip/4711/Topics.csv");
  });

  it("describes what it found, and warns once of what it does not know", async () => {
    const content = {
      "Topics.csv": csv(["id", "name", "mood"], { id: "1", name: "x", mood: "good" }),
      "Campaigns.csv": '"hashtag"\n"x"\n',
    };
    await workspace.zip("a.zip", content);
    await workspace.zip("b.zip", content);
    const info = await workspace.check(["a.zip", "b.zip"]);
    expect(info.found[0]).toMatch(/^a\.zip: network export, 2 CSVs, \d+ B$/);
    expect(info.warnings).toEqual([
      'unknown column "mood" in Topics.csv: kept beside the records, not understood (in 2 inputs)',
      'unknown CSV "Campaigns.csv": its rows are counted and not imported (in 2 inputs)',
    ]);
    expect(info.totalBytes).toBeGreaterThan(0);
    const outcome = await workspace.read(["a.zip"]);
    expect(outcome.of("skip")).toEqual([{ kind: "skip", line: 2, reason: "unknown-csv", policy: true }]);
    expect(outcome.rows("topic")).toMatchObject([{ rest: '{"mood":"good"}' }]);
  });

  it("reads inputs in the order given, positions with them", async () => {
    await workspace.zip("late.zip", { "Topics.csv": topics });
    await workspace.zip("early.zip", { "Topics.csv": topics, "Networks.csv": networks({ id: "1" }) });
    const outcome = await workspace.read(["late.zip", "early.zip/"]);
    expect(outcome.of("input").map(({ file, position }) => [file, position])).toEqual([
      ["late.zip/Topics.csv", 0],
      ["early.zip/Networks.csv", 1],
      ["early.zip/Topics.csv", 1],
    ]);
  });

  it("does not follow a link out of a folder", async () => {
    await workspace.folder("linked", { "Topics.csv": topics });
    await workspace.folder("outside", { "Users.csv": csv(["id", "name", "email"], { id: "1" }) });
    await symlink(`${workspace.path}/outside/Users.csv`, `${workspace.path}/linked/Users.csv`);
    expect((await workspace.read(["linked"])).of("person")).toEqual([]);
  });

  it("takes an empty CSV for one without rows", async () => {
    const info = await workspace.check([await workspace.folder("empty", { "Topics.csv": topics, "Pages.csv": "" })]);
    expect(info.warnings).toEqual(["empty/Pages.csv is empty: it has not even a header"]);
  });
});

describe("inputs that cannot be read are told before anything is", () => {
  it("all of them at once, with a way out", async () => {
    await workspace.folder("nothing", { "readme.txt": "x" });
    await writeFile(`${workspace.path}/text.zip`, "not a ZIP");
    const error = await problem(["missing.zip", "nothing", "text.zip"]);
    expect(error.exit).toBe(2);
    expect(error.hint).toMatch(/downloaded again/);
    expect(error.message).toContain("missing.zip does not exist");
    expect(error.message).toContain("nothing is no Yammer export");
    expect(error.message).toContain("text.zip: it is not a ZIP file");
    await expect(workspace.read(["missing.zip"])).rejects.toBeInstanceOf(UserError);
  });

  it("a ZIP that was cut off", async () => {
    await workspace.zip("cut.zip", { "Topics.csv": topics, "Messages.csv": messagesCsv({}) });
    await truncate(`${workspace.path}/cut.zip`, 300);
    expect((await problem(["cut.zip"])).message).toMatch(/cut\.zip: its directory cannot be read, so the ZIP is cut off/);
  });

  it.each([
    ["/etc/passwds", "an absolute name"],
    ["../../abc.csv", '".." in its name'],
    ["a/../../b.csv", '".." in its name'],
    ["C:/windows.txt", "a drive letter"],
    ["nul\0byte.csv.", "a NUL"],
  ])("an entry named %j", async (name, why) => {
    const stand = "x".repeat(name.length);
    const zip = `evil-${why.length}-${name.length}.zip`;
    await workspace.zip(zip, { "Topics.csv": topics, [stand]: "x" });
    await rename(zip, stand, name);
    expect((await problem([zip])).message).toContain(why);
  });

  it("an encrypted entry", async () => {
    await workspace.zip("locked.zip", { "Topics.csv": topics });
    const path = `${workspace.path}/locked.zip`;
    const bytes = await readFile(path);
    const directory = bytes.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    bytes.writeUInt16LE(bytes.readUInt16LE(directory + 8) | 1, directory + 8);
    await writeFile(path, bytes);
    expect((await problem(["locked.zip"])).message).toContain("encrypted");
  });

  it("a bomb", async () => {
    await workspace.zip("bomb.zip", { "Topics.csv": topics });
    const path = `${workspace.path}/bomb.zip`;
    const bytes = await readFile(path);
    const directory = bytes.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    bytes.writeUInt32LE(4_000_000_000, directory + 24);
    await writeFile(path, bytes);
    expect((await problem(["bomb.zip"])).message).toContain("claims to unpack to 4000000000 bytes");
  });

  it("two entries of one name, two that overlap", async () => {
    await workspace.zip("twice.zip", { "Topics.csv": topics, "topicz.csv": topics });
    await rename("twice.zip", "topicz.csv", "topics.csv");
    expect((await problem(["twice.zip"])).message).toContain("two entries named");
    await workspace.zip("over.zip", { "Topics.csv": topics, "Pages.csv": topics });
    const path = `${workspace.path}/over.zip`;
    const bytes = await readFile(path);
    const second = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    bytes.writeUInt32LE(10, second + 42);
    await writeFile(path, bytes);
    expect((await problem(["over.zip"])).message).toContain("lies inside another one");
  });

  it("a missing column, with the names near it", async () => {
    await workspace.folder("columns", {
      "Messages.csv": messagesCsv({}).replace('"thread_id"', '"threadid"').replace('"sender_id"', '"author"'),
    });
    const { message } = await problem(["columns"]);
    expect(message).toContain("columns/Messages.csv has not the columns thread_id, sender_id");
    expect(message).toContain('"threadid"');
  });

  it("a CSV that was saved with another separator", async () => {
    await workspace.folder("semicolon", { "Topics.csv": "id;name\n1;focus\n" });
    expect((await problem(["semicolon"])).message).toContain("another separator than a comma");
  });

  it("a folder of ZIPs", async () => {
    await workspace.zip("months/jan.zip", { "Topics.csv": topics });
    expect((await problem(["months"])).message).toContain("1 ZIP files, which have to be listed one by one");
  });

  it("a list of members that says nothing of people", async () => {
    await workspace.folder("with", { "Topics.csv": topics });
    await writeFile(`${workspace.path}/members.csv`, "group,colour\nx,red\n");
    expect((await problem(["with"], { members: "members.csv" })).message).toContain("members.csv has no column that says who");
    expect((await problem(["with"], { members: "nobody.csv" })).message).toContain("nobody.csv does not exist");
  });
});

describe("the network", () => {
  const oldUrl = "https://www.yammer.com/fabrikam.example/#/Threads/show?threadId=1";

  it.each<[string, Record<string, string>, string | undefined, string]>([
    ["the permalink in Networks.csv", { "Networks.csv": networks({ id: "5", permalink: "contoso.com" }) }, undefined, "contoso.com"],
    ["the id where it has no permalink", { "Networks.csv": networks({ id: "5" }) }, undefined, "5"],
    ["the network in an old delete URL", { "Messages.csv": messagesCsv({ gdpr_delete_url: oldUrl }) }, undefined, "fabrikam.example"],
    ["yammer where nothing is known", {}, undefined, "yammer"],
    ["the configured name", { "Networks.csv": networks({ id: "5", permalink: "contoso.com" }) }, "Head Office", "head-office-"],
  ])("is %s", async (name, content, network, expected) => {
    const folder = await workspace.folder(`n-${name.replaceAll(" ", "-")}`, { "Topics.csv": topics, ...content });
    const outcome = await workspace.read([folder], network === undefined ? {} : { network });
    expect(outcome.of("topic")[0]?.network.startsWith(expected)).toBe(true);
    expect(outcome.records[0]).toMatchObject({ kind: "network", network: outcome.of("topic")[0]?.network });
  });

  it("of a folder is named by Networks.csv at the root, or in it", async () => {
    const content = {
      "Networks.csv": networks({ id: "5", permalink: "contoso.com" }, { id: "6", permalink: "partner-net", name: "Partners" }),
      "5/Topics.csv": topics,
      "6/Topics.csv": topics,
      "7/Topics.csv": topics,
      "8/Topics.csv": topics,
      "8/Networks.csv": networks({ id: "8", permalink: "own.example" }),
    };
    const outcome = await workspace.read([await workspace.zip("several.zip", content)], { network: "ignored" });
    expect(outcome.of("topic").map(({ network }) => network)).toEqual(["contoso.com", "partner-net", "7", "own.example"]);
    expect(outcome.rows("network").map(({ network, row }) => [network, row])).toEqual([
      ["contoso.com", 1],
      ["partner-net", 2],
      ["own.example", 1],
    ]);
    expect((await workspace.check(["several.zip"], { network: "ignored" })).warnings).toMatchObject([/the inputs hold 4 networks/]);
  });

  it("at the root, with several listed, is the one of the delete URL, else the first without a folder", async () => {
    const list = networks({ id: "5", permalink: "contoso.com" }, { id: "6", permalink: "fabrikam.example" });
    const byUrl = { "Networks.csv": list, "Messages.csv": messagesCsv({ gdpr_delete_url: oldUrl }) };
    expect((await workspace.read([await workspace.folder("home1", byUrl)])).of("message")[0]?.network).toBe("fabrikam.example");
    const byFolder = { "Networks.csv": list, "Topics.csv": topics, "5/Topics.csv": topics };
    const outcome = await workspace.read([await workspace.folder("home2", byFolder)]);
    expect(outcome.of("topic").map(({ network }) => network)).toEqual(["fabrikam.example", "contoso.com"]);
    const byOrder = await workspace.check([await workspace.folder("home3", { "Networks.csv": list, "Topics.csv": topics })]);
    expect(byOrder.warnings).toMatchObject([/the first is taken/]);
  });

  it("of an input that names none is the only one that the others name", async () => {
    await workspace.folder("anon", { "Topics.csv": topics });
    await workspace.folder("named", { "Topics.csv": topics, "Networks.csv": networks({ id: "5", permalink: "contoso.com" }) });
    expect((await workspace.read(["anon", "named"])).of("topic").map(({ network }) => network)).toEqual(["contoso.com", "contoso.com"]);
  });
});
