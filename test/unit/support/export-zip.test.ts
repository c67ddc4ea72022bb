import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Papa from "papaparse";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  expectedCounts,
  expectedMessages,
  exportEntries,
  userEntries,
  writeExportFolder,
  writeExportZip,
  type Entries,
  type ExportOptions,
} from "../../support/export-zip.ts";
import { makeNetwork } from "../../support/network.ts";

const truth = makeNetwork({ seed: 11, messages: 5000, idStyle: "mixed" });
const other = makeNetwork({ seed: 12, messages: 120, name: "fabrikam.example", networkId: "990017" });
const SAMPLES = {
  "Users.csv":
    "id,name,email,job_title,location,department,api_url,deleted_by_id,deleted_by_type,joined_at,deleted_at,suspended_by_id,suspended_by_type,suspended_at,guid,state",
  "Topics.csv": "id,name,created_by,created_at,api_url",
  "Messages.csv":
    "id,replied_to_id,parent_id,thread_id,conversation_id,group_id,group_name,participants,in_private_group,in_private_conversation,sender_id,sender_type,sender_name,sender_email,body,delegate_id,api_url,attachments,deleted_by_id,deleted_by_type,created_at,deleted_at,title,html_body,message_type,gdpr_delete_url",
  "Files.csv":
    "id,file_id,name,description,uploader_id,uploader_type,group_id,group_name,reverted_to_id,deleted_by_user_id,in_private_group,in_private_conversation,file_api_url,download_url,path,uploaded_at,deleted_at,original_network,storage_type",
  "Pages.csv":
    "id,page_id,creator_user_id,published_by_user_id,collaborator_user_ids,name,group_id,group_name,reverted_to_id,deleted_by_id,deleted_by_type,in_private_group,page_api_url,download_url,path,published_at,deleted_at",
} as const;
const NOT_IN_2018 = ["parent_id", "delegate_id", "title", "html_body", "message_type", "gdpr_delete_url"];

function textOf(entries: Entries, name: string): string {
  const bytes = entries.get(name);
  if (bytes === undefined) throw new Error(`no entry ${name}`);
  return Buffer.concat([...bytes()]).toString("utf8");
}

type Row = Readonly<Record<string, string>>;

function rowsOf(entries: Entries, name: string): Row[] {
  return Papa.parse<Row>(textOf(entries, name).replace(/^\uFEFF/, ""), { header: true, skipEmptyLines: true }).data;
}

function headerOf(options: ExportOptions, name: string): string[] {
  const [line = ""] = textOf(exportEntries(truth, options), name).split("\n", 1);
  return line.split(",").map((cell) => cell.replaceAll('"', ""));
}

describe("the CSVs of an export", () => {
  const entries = exportEntries(truth);

  it("have the columns public loaders know, in their order", () => {
    for (const [name, columns] of Object.entries(SAMPLES)) expect(headerOf({}, name).join(","), name).toBe(columns);
    expect(headerOf({ layout: "g18" }, "Messages.csv")).toEqual(
      SAMPLES["Messages.csv"].split(",").filter((column) => !NOT_IN_2018.includes(column)),
    );
    expect(headerOf({ layout: "g18" }, "Files.csv")).toHaveLength(18);
  });

  it("hold as many rows as expected, and log.txt says the same", () => {
    const counts = expectedCounts(truth);
    for (const [name, count] of Object.entries(counts)) expect(rowsOf(entries, name), name).toHaveLength(count);
    const log = textOf(entries, "log.txt");
    expect(log).toContain(`Number of exported MESSAGES: ${String(counts["Messages.csv"])}\n`);
    expect(log).toContain(`Number of exported FILES: ${String(counts["Files.csv"])}\n`);
    expect(log).toMatch(/MESSAGES .*BOUND/);
  });

  it("quote every field and say of themselves which message they are", () => {
    const raw = textOf(entries, "Messages.csv");
    expect(raw.startsWith('"id","replied_to_id"')).toBe(true);
    expect(raw).toContain(',"",');
    for (const row of rowsOf(entries, "Messages.csv"))
      expect(row["api_url"]).toBe(`https://www.yammer.com/api/v1/messages/${row["id"] ?? ""}`);
  });

  it("carry bodies exactly, whatever is in them", () => {
    const bodies = new Map(rowsOf(entries, "Messages.csv").map((row) => [row["id"], row["body"]]));
    for (const message of expectedMessages(truth)) expect(bodies.get(message.id)).toBe(message.body);
  });

  it("leave the group empty for All Company and for private conversations alike", () => {
    const rows = rowsOf(entries, "Messages.csv").filter((row) => row["group_id"] === "");
    expect(new Set(rows.map((row) => row["in_private_conversation"]))).toEqual(new Set(["true", "false"]));
    expect(rows.find((row) => row["participants"] !== "")?.["participants"]).toMatch(/^user:\d+(,user:\d+)+$/);
  });

  it("name the file bodies that are in the ZIP, and no others", () => {
    const paths = rowsOf(entries, "Files.csv").flatMap((row) => (row["path"] === "" ? [] : [row["path"]]));
    expect(new Set(paths)).toEqual(new Set([...entries.keys()].filter((name) => name.startsWith("files/"))));
    expect(rowsOf(entries, "Files.csv").some((row) => row["storage_type"] === "SHAREPOINT" && row["path"] === "")).toBe(true);
  });

  it("can be shuffled, widened, marked and dated otherwise without losing a cell", () => {
    const odd = exportEntries(truth, {
      shuffleSeed: 3,
      extraColumns: ["draft_state"],
      bom: true,
      crlf: true,
      dates: "slashes",
      unknownCsvs: true,
    });
    const raw = textOf(odd, "Users.csv");
    expect(raw.startsWith("\uFEFF")).toBe(true);
    expect(raw).toContain('"\r\n"');
    const plain = rowsOf(entries, "Users.csv");
    for (const [n, row] of rowsOf(odd, "Users.csv").entries())
      expect({ ...row, joined_at: "", deleted_at: "", suspended_at: "" }).toMatchObject({
        ...plain[n],
        joined_at: "",
        deleted_at: "",
        suspended_at: "",
      });
    expect(rowsOf(odd, "Messages.csv")[0]?.["created_at"]).toMatch(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \+0000$/);
    expect(odd.has("Campaigns.csv")).toBe(true);
  });
});

describe("a range", () => {
  const june = { since: "2022-06-01T00:00:00Z", until: "2022-06-30T23:59:59Z" };
  const july = { since: "2022-07-01T00:00:00Z", until: "2022-07-31T23:59:59Z" };

  it("cuts threads: replies whose starter lies before it are there, the starter is not", () => {
    const ids = new Set([...expectedMessages(truth, june)].map((message) => message.id));
    const orphans = [...expectedMessages(truth, june)].filter((message) => !ids.has(message.threadId));
    expect(orphans.length).toBeGreaterThan(5);
  });

  it("adjoining ranges leave nothing out and repeat only what was modified later", () => {
    const both = new Set([...expectedMessages(truth, june), ...expectedMessages(truth, july)].map((message) => message.id));
    for (const message of expectedMessages(truth, { since: june.since, until: july.until })) expect(both.has(message.id)).toBe(true);
  });

  it("lists only people and groups that it touches", () => {
    const counts = expectedCounts(truth, june);
    const all = expectedCounts(truth);
    expect(counts["Users.csv"]).toBeLessThan((all["Users.csv"] ?? 0) / 4);
    expect(counts["Groups.csv"]).toBeLessThan(all["Groups.csv"] ?? 0);
  });

  it("shows messages as they stood when the export ran", () => {
    const edited = [...truth.messages].find((message) => message.versions.length > 0 && message.createdAt < "2023");
    if (edited === undefined) throw new Error("no edited message");
    const then = [...expectedMessages(truth, { asOf: edited.createdAt })].find((message) => message.id === edited.id);
    expect(then?.body).toBe(edited.versions[0]?.body);
    expect(then?.body).not.toBe(edited.body);
  });
});

describe("other layouts", () => {
  it("several networks lie in folders named by their id", () => {
    const entries = exportEntries([truth, other], { bodies: false });
    expect(rowsOf(entries, "Networks.csv").map((row) => row["id"])).toEqual([truth.network.id, "990017"]);
    expect(rowsOf(entries, "990017/Messages.csv").length).toBeGreaterThan(100);
    expect(entries.has("Messages.csv")).toBe(false);
  });

  it("the per-user export holds own messages, and those of others only as liked or best replies", () => {
    const personId = truth.people[0]?.id ?? "";
    const entries = userEntries(truth, personId);
    expect([...entries.keys()].filter((name) => !name.includes("/"))).toEqual([
      "Messages.csv",
      "LikedMessages.csv",
      "BestReplyMessages.csv",
      "Groups.csv",
      "Topics.csv",
      "Files.csv",
      "log.txt",
      "request.txt",
    ]);
    expect(rowsOf(entries, "Messages.csv").every((row) => row["sender_id"] === personId)).toBe(true);
    expect(rowsOf(entries, "LikedMessages.csv").some((row) => row["sender_id"] !== personId)).toBe(true);
  });

  it("CSVs can be left out", () => {
    const entries = exportEntries(truth, { omit: ["Topics.csv", "log.txt"] });
    expect(entries.has("Topics.csv") || entries.has("log.txt")).toBe(false);
    expect(expectedCounts(truth, { omit: ["Topics.csv"] })["Topics.csv"]).toBeUndefined();
  });
});

describe("on disk", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "export-"));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it("the same export gives the same ZIP, stored or deflated", async () => {
    for (const compression of [0, 6]) {
      await writeExportZip(other, join(folder, "a.zip"), { compression });
      await writeExportZip(other, join(folder, "b.zip"), { compression });
      expect((await readFile(join(folder, "a.zip"))).equals(await readFile(join(folder, "b.zip")))).toBe(true);
    }
  });

  it("a folder holds what the ZIP would", async () => {
    await writeExportFolder(other, join(folder, "unpacked"));
    for (const [name, bytes] of exportEntries(other)) {
      if (name !== "log.txt") expect((await readFile(join(folder, "unpacked", name))).equals(Buffer.concat([...bytes()])), name).toBe(true);
    }
  });
});
