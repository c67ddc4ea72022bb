import { buffer } from "node:stream/consumers";
import { unlink, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { RemoteError } from "../../../../src/errors.ts";
import { csv, makeWorkspace, messagesCsv } from "./workspace.ts";

const workspace = makeWorkspace();
let next = 0;

async function read(content: Record<string, string>, more: Parameters<typeof workspace.read>[1] = {}) {
  return workspace.read([await workspace.folder(`p${next++}`, content)], more);
}

const USERS = [
  ...["id", "name", "email", "job_title", "location", "department", "api_url", "deleted_by_id", "deleted_by_type", "joined_at"],
  ...["deleted_at", "suspended_by_id", "suspended_by_type", "suspended_at", "guid", "state", "office_user_id"],
];
const network = csv(["id", "name", "permalink"], { id: "5", name: "Contoso", permalink: "Contoso.com" });

describe("people", () => {
  it("carry what the export knows of them", async () => {
    const row = {
      ...{
        id: "11",
        name: "Ann",
        email: "Ann@contoso.com",
        job_title: "Lead",
        api_url: "https://www.yammer.com/api/v1/users/11",
        state: "active",
      },
      ...{ guid: "g-1", joined_at: "2020-01-02T03:04:05Z", office_user_id: "ABCD-1" },
    };
    const outcome = await read({ "Users.csv": csv(USERS, row), "Networks.csv": network });
    expect(outcome.of("person")).toMatchObject([
      {
        ...{ network: "contoso.com", id: 11, name: "Ann", email: "Ann@contoso.com", jobTitle: "Lead", location: null, department: null },
        ...{
          directoryId: "abcd-1",
          joinedAt: Date.UTC(2020, 0, 2, 3, 4, 5),
          state: "active",
          isGuest: false,
          row: 1,
          rest: '{"guid":"g-1"}',
        },
      },
    ]);
  });

  it.each([
    [{ state: "active" }, "active"],
    [{ state: "soft_delete" }, "pending"],
    [{ state: "soft_delete", suspended_at: "2022-01-01T00:00:00Z" }, "suspended"],
    [{ state: "soft_delete", suspended_at: "2022-01-01T00:00:00Z", deleted_at: "2022-01-02T00:00:00Z" }, "deleted"],
    [{ state: "" }, "unknown"],
    [{ state: "", deleted_at: "2022-01-02T00:00:00Z" }, "deleted"],
  ])("%j are %s", async (row, state) => {
    expect((await read({ "Users.csv": csv(USERS, { id: "1", ...row }) })).of("person")).toMatchObject([{ state }]);
  });

  it("of another domain than the network's are guests", async () => {
    const rows = [
      { id: "1", email: "a@contoso.com" },
      { id: "2", email: "b@partner.example" },
      { id: "3", email: "" },
    ];
    const named = await read({ "Users.csv": csv(USERS, ...rows), "Networks.csv": network });
    expect(named.of("person").map(({ isGuest }) => isGuest)).toEqual([false, true, undefined]);
    const unnamed = await read({ "Users.csv": csv(USERS, ...rows, { id: "4", email: "c@PARTNER.example" }) });
    expect(unnamed.of("person").map(({ isGuest }) => isGuest)).toEqual([true, false, undefined, false]);
  });

  it("who administer the network are told so", async () => {
    const outcome = await read({
      "Admins.csv": csv(["id", "name", "email", "type"], { id: "11", name: "Ann", email: "a@x.example", type: "verified_admin" }),
    });
    expect(outcome.of("network-admin")).toMatchObject([{ id: 11, row: 1, rest: '{"type":"verified_admin"}' }]);
    expect(outcome.of("person")).toMatchObject([{ id: 11, name: "Ann", isPlaceholder: true }]);
  });
});

describe("groups and topics", () => {
  it("carry privacy, creator and flags", async () => {
    const columns = ["id", "name", "description", "private", "created_at", "updated_at", "external", "deleted", "creator_id"];
    const rows = [
      { id: "7", name: "Book club", description: "d", private: "true", external: "false", deleted: "TRUE", creator_id: "11" },
      { id: "8", name: "Open", private: "false", creator_id: "Ann Example" },
      { id: "9", name: "Odd", private: "" },
    ];
    const outcome = await read({ "Groups.csv": csv(columns, ...rows) });
    expect(outcome.of("group")).toMatchObject([
      { id: 7, name: "Book club", description: "d", privacy: "private", isExternal: false, isDeleted: true, creatorId: 11 },
      { id: 8, privacy: "public", rest: '{"created_by":"Ann Example"}' },
      { id: 9, privacy: "unknown" },
    ]);
    const metadata = await read({ "Groups.csv": csv(columns, ...rows) }, { scope: { content: "metadata", excludeGroups: ["8"] } });
    expect(metadata.of("group").map(({ id, name, description }) => [id, name, description])).toEqual([
      [7, "Book club", null],
      [9, "Odd", null],
    ]);
    expect(metadata.of("skip")).toMatchObject([{ reason: "excluded-group", policy: true }]);
  });

  it("topics carry their name", async () => {
    const row = { id: "3", name: "focus", created_by: "11", created_at: "2022-01-01T00:00:00Z" };
    expect((await read({ "Topics.csv": csv(["id", "name", "created_by", "created_at", "api_url"], row) })).of("topic")).toMatchObject([
      { id: 3, name: "focus", creatorId: 11, createdAt: Date.UTC(2022, 0, 1) },
    ]);
  });
});

const FILES = [
  ...[
    "id",
    "file_id",
    "name",
    "description",
    "uploader_id",
    "uploader_type",
    "group_id",
    "group_name",
    "reverted_to_id",
    "deleted_by_user_id",
  ],
  ...[
    "in_private_group",
    "in_private_conversation",
    "file_api_url",
    "download_url",
    "path",
    "uploaded_at",
    "deleted_at",
    "original_network",
    "storage_type",
  ],
];
const SIGNAL = new AbortController().signal;

describe("files", () => {
  it.each([
    [{ path: "files/21.pptx" }, "files/21.pptx"],
    [{ path: "FILES\\21.PPTX" }, "files/21.pptx"],
    [{ path: "./files/21.pptx" }, "files/21.pptx"],
    [{ path: "" }, "files/21.pptx"],
    [{ path: "files/gone.pptx", name: "x.doc" }, null],
    [{ path: "../p/files/21.pptx", name: "x" }, null],
    [{ path: "Users.csv", name: "x" }, null],
    [{ path: "/etc/passwd", name: "x" }, null],
  ])("%j have their bytes in %s", async (row, locator) => {
    const columns = csv(FILES, { id: "21", file_id: "20", name: "deck.pptx", ...row });
    const outcome = await read({ "Files.csv": columns, "files/21.pptx": "bytes", "Users.csv": csv(USERS, { id: "1" }) });
    expect(outcome.rows("file")).toMatchObject([{ id: 21, fileId: 20, locator, sizeBytes: locator === null ? null : 5 }]);
  });

  it("carry who, where and when", async () => {
    const row = {
      ...{
        id: "21",
        file_id: "20",
        name: "deck.pptx",
        description: "d",
        uploader_id: "11",
        uploader_type: "User",
        group_id: "7",
        group_name: "Book club",
      },
      ...{
        in_private_group: "true",
        in_private_conversation: "false",
        download_url: "https://contoso.example/deck?access_token=abc123&x=1",
      },
      ...{
        file_api_url: "https://www.yammer.com/api/v1/uploaded_files/20",
        uploaded_at: "2022-01-01T00:00:00Z",
        storage_type: "SHAREPOINT",
      },
    };
    const outcome = await read({ "Files.csv": csv(FILES, row) });
    expect(outcome.of("group")).toMatchObject([{ id: 7, name: "Book club", privacy: "private", isPlaceholder: true }]);
    expect(outcome.of("file")).toMatchObject([
      {
        ...{
          type: "file",
          name: "deck.pptx",
          description: "d",
          uploaderId: 11,
          groupId: 7,
          uploadedAt: Date.UTC(2022, 0, 1),
          deletedAt: null,
        },
        ...{ storage: "SHAREPOINT", url: "https://contoso.example/deck?access_token=…&x=1", locator: null, isPrivate: false },
      },
    ]);
    expect(outcome.of("file")[0]?.rest).toBeUndefined();
  });

  it("of private conversations are counted only", async () => {
    const row = { id: "21", file_id: "20", name: "secret.pptx", in_private_conversation: "true", path: "files/21.pptx", uploader_id: "11" };
    const content = { "Files.csv": csv(FILES, row), "files/21.pptx": "bytes" };
    const outcome = await read(content);
    expect(outcome.of("file")).toEqual([
      {
        ...{ kind: "file", type: "file", network: "yammer", id: 21, fileId: 20, row: 1, name: null },
        ...{ uploadedAt: null, deletedAt: null, locator: null, isPrivate: true },
      },
    ]);
    const kept = await read(content, { scope: { privateConversations: "keep" } });
    expect(kept.of("file")).toMatchObject([{ name: "secret.pptx", locator: "files/21.pptx", isPrivate: true, groupId: null }]);
  });

  it("have no name, address or bytes under metadata", async () => {
    const row = {
      id: "21",
      file_id: "20",
      name: "secret.pptx",
      description: "secret",
      path: "files/21.pptx",
      download_url: "https://x.example/secret.pptx",
    };
    const outcome = await read({ "Files.csv": csv(FILES, row), "files/21.pptx": "bytes" }, { scope: { content: "metadata" } });
    expect(outcome.of("file")).toMatchObject([{ name: null, description: null, url: null, locator: null, sizeBytes: 5 }]);
    expect(JSON.stringify(outcome.pages)).not.toContain("secret");
  });

  it("of a network folder lie in it", async () => {
    const content = {
      "5/Files.csv": csv(FILES, { id: "21", file_id: "20", name: "a.txt", path: "files/21.txt" }),
      "5/files/21.txt": "bytes",
    };
    expect((await read(content)).of("file")).toMatchObject([{ locator: "5/files/21.txt" }]);
  });

  it("that no row claims are counted for the person who checks", async () => {
    const folder = await workspace.folder("unclaimed", { "Topics.csv": csv(["id", "name"]), "files/1.txt": "x", "files/2.txt": "x" });
    expect((await workspace.check([folder])).warnings).toEqual([
      "unclaimed: 2 entries for files or pages, but no Files.csv or Pages.csv to say whose",
    ]);
  });

  it("pages of notes are files of another type", async () => {
    const columns = ["id", "page_id", "published_by_user_id", "name", "group_id", "path", "published_at", "page_api_url"];
    const row = { id: "31", page_id: "30", published_by_user_id: "11", name: "Agenda", path: "", published_at: "2022-01-01T00:00:00Z" };
    const open = messagesCsv({ group_id: "", attachments: "page:30" });
    const outcome = await read({ "Pages.csv": csv(columns, row), "pages/31.html": "<p>x</p>", "Messages.csv": open });
    expect(outcome.of("file")).toMatchObject([
      { type: "page", id: 31, fileId: 30, name: "Agenda", uploaderId: 11, groupId: 0, locator: "pages/31.html", isPrivate: false },
    ]);
  });
});

describe("bytes of a file", () => {
  const file = { network: "yammer", type: "file", id: "21", locator: "files/21.txt" } as const;
  const content = { "Files.csv": csv(FILES, { id: "21", file_id: "20", name: "a.txt" }), "files/21.txt": "some bytes".repeat(50_000) };

  it("are streamed from ZIP and folder", async () => {
    for (const input of [await workspace.zip("open.zip", content), await workspace.folder("open", content)]) {
      const stream = await workspace.source([input]).open({ ...file, origin: `${input}/Files.csv` }, SIGNAL);
      expect((await buffer(stream)).toString()).toBe(content["files/21.txt"]);
    }
  });

  it("are never those of a CSV, or of something outside", async () => {
    const source = workspace.source([await workspace.folder("open2", content)]);
    for (const locator of ["Files.csv", "../open2/files/21.txt", "files/nothing.txt"]) {
      await expect(source.open({ ...file, locator, origin: "open2/Files.csv" }, SIGNAL)).rejects.toBeInstanceOf(RemoteError);
    }
    await expect(source.open({ ...file, origin: "other/Files.csv" }, SIGNAL)).rejects.toMatchObject({ recovery: "skip" });
  });

  it("that are damaged or gone end as an item to skip", async () => {
    const path = `${workspace.path}/${await workspace.zip("open3.zip", content)}`;
    const { readFile } = await import("node:fs/promises");
    const bytes = await readFile(path);
    bytes.fill(
      0xff,
      bytes.lastIndexOf("files/21.txt", bytes.indexOf(Buffer.from([0x50, 0x4b, 1, 2]))) + 40,
      bytes.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) - 20,
    );
    await writeFile(path, bytes);
    const source = workspace.source(["open3.zip"]);
    const stream = await source.open({ ...file, origin: "open3.zip/Files.csv" }, SIGNAL);
    await expect(buffer(stream)).rejects.toMatchObject({ name: "RemoteError", recovery: "skip" });
    await unlink(path);
    const gone = source.open({ ...file, origin: "open3.zip/Files.csv" }, SIGNAL).then(buffer);
    await expect(gone).rejects.toMatchObject({ recovery: "skip" });
  });
});

describe("versions and external threads", () => {
  it("take id for the version where message_id is there", async () => {
    const columns = ["id", "message_id", "body", "html_body", "modified_at"];
    const outcome = await read({
      "MessageVersions.csv": csv(columns, { id: "99-1", message_id: "1", body: "old", modified_at: "2022-01-01T00:00:00Z" }),
    });
    expect(outcome.of("message-version")).toMatchObject([
      { messageId: 1, versionId: "99-1", body: "old", createdAt: Date.UTC(2022, 0, 1) },
    ]);
  });

  it("take id for the message where it is not", async () => {
    const outcome = await read({
      "MessageVersions.csv": csv(["id", "body", "created_at"], { id: "1", body: "old" }, { id: "1", body: "older" }),
    });
    const [a, b] = outcome.of("message-version");
    expect(a).toMatchObject({ messageId: 1, versionId: a?.digest });
    expect(a?.versionId).not.toBe(b?.versionId);
  });

  it("carry no text under metadata", async () => {
    const outcome = await read(
      { "MessageVersions.csv": csv(["id", "body"], { id: "1", body: "secret" }) },
      { scope: { content: "metadata" } },
    );
    expect(outcome.of("message-version")).toMatchObject([{ body: null, bodyHtml: null }]);
  });

  it("say of outside participants only that there are some", async () => {
    const row = { thread_id: "5", external_participants: "Eve Outside <eve@partner.example>" };
    const outcome = await read({ "MessageThreadsOutbound.csv": csv(["thread_id", "group_id", "api_url", "external_participants"], row) });
    expect(outcome.of("external-thread")).toMatchObject([{ threadId: 5 }]);
    expect(JSON.stringify(outcome.pages)).not.toMatch(/eve/i);
  });
});

describe("a per-user export", () => {
  const likes = messagesCsv({ id: "501", sender_id: "12" }, { id: "502", sender_id: "13", in_private_conversation: "true", group_id: "" });
  const best = messagesCsv({ id: "601", sender_id: "14" });

  it("brings that person's posts and likes, and nobody else's", async () => {
    const zip = await workspace.zip("user.zip", {
      "Messages.csv": messagesCsv({ id: "1" }, { id: "2" }),
      "LikedMessages.csv": likes,
      "BestReplyMessages.csv": best,
    });
    expect((await workspace.check([zip])).warnings).toMatchObject([/one person's data/]);
    const outcome = await workspace.read([zip]);
    expect(outcome.of("message").map(({ id }) => id)).toEqual([1, 2]);
    expect(outcome.of("reaction")).toMatchObject([{ messageId: 501, personId: 11, reaction: "like", createdAt: null, row: 1 }]);
    expect(outcome.of("skip").map(({ reason, policy }) => [reason, policy])).toEqual([
      ["private-conversation", true],
      ["message-of-others", true],
    ]);
  });

  it("without a sure owner gives no likes", async () => {
    const folder = await workspace.folder("user2", {
      "Messages.csv": messagesCsv({ id: "1" }, { id: "2", sender_id: "12" }),
      "LikedMessages.csv": likes,
    });
    const outcome = await workspace.read([folder]);
    expect(outcome.of("reaction")).toEqual([]);
    expect(outcome.skips).toContain("2 unknown-user");
  });

  it("may name its owner in the request", async () => {
    const folder = await workspace.folder("user3", {
      "request.txt": "GET /api/v1/export/users/77?include=csv",
      "LikedMessages.csv": likes,
    });
    expect((await workspace.read([folder])).of("reaction")).toMatchObject([{ personId: 77 }]);
  });
});
