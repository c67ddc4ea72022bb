import { describe, expect, it } from "vitest";
import { makeWorkspace, messagesCsv } from "./workspace.ts";

const workspace = makeWorkspace();
let next = 0;

async function read(post: Record<string, string>, more: Parameters<typeof workspace.read>[1] = {}) {
  const name = await workspace.folder(`m${next++}`, { "Messages.csv": messagesCsv(post) });
  return workspace.read([name], more);
}

async function message(post: Record<string, string>, more: Parameters<typeof workspace.read>[1] = {}) {
  const [record] = (await read(post, more)).of("message");
  if (!record) throw new Error("no message");
  return record;
}

const PRIVATE = {
  in_private_conversation: "true",
  group_id: "",
  participants: "user:11,user:12",
  title: "t",
  body: "secret [[user:12]] [Tag:1:x]",
};

describe("a message", () => {
  it("becomes a record with its row and digest", async () => {
    expect(await message({ id: "1739726408843264" })).toEqual({
      kind: "message",
      network: "yammer",
      row: 1,
      digest: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      id: 1739726408843264,
      threadId: 1739726408843264,
      replyToId: null,
      groupId: 7,
      authorId: 11,
      createdAt: Date.UTC(2022, 5, 1, 10),
      messageKind: "discussion",
      title: null,
      body: "hello",
      bodyHtml: null,
      deletedAt: null,
      isDeleted: false,
      isRedacted: false,
      isSystem: false,
      isPrivate: false,
      chars: 5,
      mentions: [],
      topics: [],
      attachments: [],
    });
  });

  it("keeps ids past 2^53 exact", async () => {
    expect(await message({ id: "9007199254740993", thread_id: "9007199254740992" })).toMatchObject({
      id: "9007199254740993",
      threadId: "9007199254740992",
    });
    expect(await message({ id: "9007199254740991" })).toMatchObject({ id: 9007199254740991 });
  });

  it("belongs to All Company without a group", async () => {
    expect((await message({ group_id: "" })).groupId).toBe(0);
  });

  it("keeps its body as given, control characters too, less NULs", async () => {
    const outcome = await read({ body: 'a\u000bb\\n "q"\r\nc\0d' });
    expect(outcome.of("message")[0]?.body).toBe('a\u000bb\\n "q"\r\ncd');
    expect(outcome.gaps).toMatchObject([{ gap: "nul-bytes" }]);
  });

  it.each([
    [{ message_type: "system" }, { messageKind: "system", isSystem: true }],
    [{ message_type: "Announcement" }, { messageKind: "announcement" }],
    [{ message_type: "question_update" }, { messageKind: "question" }],
    [{ message_type: "poll" }, { messageKind: "poll" }],
    [{ message_type: "praise" }, { messageKind: "praise" }],
    [{ title: "All hands" }, { messageKind: "announcement", title: "All hands" }],
    [{ message_type: "" }, { messageKind: "discussion" }],
    [{ body: "[redacted]" }, { isRedacted: true, body: "[redacted]" }],
    [{ body: "not [redacted]" }, { isRedacted: false }],
    [{ deleted_at: "2022-06-02T10:00:00Z" }, { isDeleted: true, deletedAt: Date.UTC(2022, 5, 2, 10) }],
    [{ deleted_by_id: "5" }, { isDeleted: true, deletedAt: null, rest: '{"deleted_by_id":"5"}' }],
    [{ replied_to_id: "", parent_id: "900", thread_id: "900" }, { replyToId: 900 }],
    [{ replied_to_id: "950", parent_id: "900", thread_id: "900" }, { replyToId: 950 }],
    [
      { body: "", html_body: "<p>[[user:5]]</p>" },
      { chars: 0, body: "", bodyHtml: "<p>[[user:5]]</p>", mentions: [5] },
    ],
  ])("%j is read as %j", async (post, expected) => {
    expect(await message(post)).toMatchObject(expected);
  });

  it("keeps what has no field, and nothing that can be derived", async () => {
    const rest = (
      await message({ parent_id: "1", replied_to_id: "2", conversation_id: "3", delegate_id: "4", message_type: "odd", sender_type: "Bot" })
    ).rest;
    expect(JSON.parse(rest ?? "")).toEqual({
      parent_id: "1",
      conversation_id: "3",
      delegate_id: "4",
      message_type: "odd",
      sender_type: "Bot",
    });
    expect((await message({ replied_to_id: "2", parent_id: "2" })).rest).toBeUndefined();
  });

  it("is kept without a date that cannot be read, the raw text beside it", async () => {
    const outcome = await read({ created_at: "once upon a time" });
    expect(outcome.of("message")).toMatchObject([{ createdAt: null, rest: '{"created_at":"once upon a time"}' }]);
    expect(outcome.gaps).toMatchObject([{ gap: "bad-date" }]);
  });

  it("says that a poll's content is not there", async () => {
    const outcome = await read({ attachments: "ymodule:77" });
    expect(outcome.of("message")).toMatchObject([{ messageKind: "discussion", attachments: [], rest: '{"ymodule":"77"}' }]);
    expect(outcome.gaps).toMatchObject([{ gap: "module-not-exported" }]);
  });

  it.each([
    [{ id: "abc" }, "2 bad-id: id"],
    [{ id: "" }, "2 bad-id: id"],
    [{ thread_id: "" }, "2 bad-id: thread_id"],
    [{ thread_id: "x" }, "2 bad-id: thread_id"],
    [{ sender_id: "-1" }, "2 bad-id: sender_id"],
    [{ group_id: "Book club" }, "2 bad-id: group_id"],
    [{ replied_to_id: "?" }, "2 bad-id: replied_to_id"],
    [{ in_private_conversation: "perhaps" }, "2 bad-value: in_private_conversation"],
    [{ api_url: "https://www.yammer.com/api/v1/messages/999" }, "2 shifted-columns"],
    [{ api_url: "11001" }, "2 shifted-columns"],
  ])("%j is a skip with its reason", async (post, skip) => {
    expect((await read(post)).skips).toEqual([skip]);
  });

  it("needs no api_url", async () => {
    expect((await read({ api_url: "" })).skips).toEqual([]);
  });
});

describe("hints beside messages", () => {
  it("tell a sender and a group once", async () => {
    const name = await workspace.folder("hints", { "Messages.csv": messagesCsv({ id: "1" }, { id: "2" }, { id: "3", sender_id: "12" }) });
    const outcome = await workspace.read([name]);
    expect(outcome.of("person")).toEqual([
      { kind: "person", network: "yammer", id: 11, name: "Ann Example", email: "ann@contoso.com", isPlaceholder: true },
      { kind: "person", network: "yammer", id: 12, name: "Ann Example", email: "ann@contoso.com", isPlaceholder: true },
    ]);
    expect(outcome.of("group")).toEqual([{ kind: "group", network: "yammer", id: 7, name: "Book club", isPlaceholder: true }]);
  });

  it("tell that a group is private as soon as one row says so", async () => {
    const posts = messagesCsv({ id: "1" }, { id: "2", in_private_group: "TRUE" }, { id: "3" });
    const outcome = await workspace.read([await workspace.folder("hints2", { "Messages.csv": posts })]);
    expect(outcome.of("group").map((group) => group.privacy)).toEqual([undefined, "private"]);
  });
});

describe("a private conversation", () => {
  it("is counted and nothing else", async () => {
    const outcome = await read({
      ...PRIVATE,
      id: "1005",
      thread_id: "1004",
      replied_to_id: "1004",
      attachments: "uploadedfile:1, ymodule:2",
    });
    expect(outcome.records.filter((record) => record.kind === "person" || record.kind === "group")).toEqual([]);
    expect(outcome.of("message")).toEqual([
      {
        ...{ kind: "message", network: "yammer", row: 1, id: 1005, threadId: 1004, replyToId: 1004, groupId: null, authorId: null },
        ...{ createdAt: Date.UTC(2022, 5, 1, 10), messageKind: "discussion", title: null, body: null, bodyHtml: null, deletedAt: null },
        ...{ isDeleted: false, isRedacted: false, isSystem: false, isPrivate: true, chars: 0, mentions: [], topics: [], attachments: [] },
      },
    ]);
    expect(JSON.stringify(outcome.pages)).not.toContain("secret");
  });

  it("is private whatever group it names", async () => {
    expect(await message({ ...PRIVATE, group_id: "7" })).toMatchObject({ isPrivate: true, groupId: null, body: null });
  });

  it("is kept whole, and still private, where that was asked for", async () => {
    const record = await message(PRIVATE, { scope: { privateConversations: "keep" } });
    expect(record).toMatchObject({ isPrivate: true, groupId: null, authorId: 11, body: PRIVATE.body, mentions: [12] });
    expect(JSON.parse(record.rest ?? "")).toEqual({ participants: "user:11,user:12" });
  });
});

describe("scope", () => {
  it("metadata keeps no text, title or link, but lengths, mentions and topics", async () => {
    const post = {
      ...{ title: "Secret title", body: "secret [[user:5]] [Tag:3:focus]", html_body: "<p>secret</p>" },
      attachments: 'opengraphobject:[9 : https://a.example/secret : title="secret" : description="secret"]',
    };
    const record = await message(post, { scope: { content: "metadata" } });
    expect(record).toMatchObject({ title: null, body: null, bodyHtml: null, chars: 31, mentions: [5], topics: [{ id: 3, name: "focus" }] });
    expect(record.attachments).toEqual([{ kind: "link", id: 9 }]);
    expect(JSON.stringify(record)).not.toMatch(/secret/i);
  });

  it.each([["7"], ["Book club"], ["book*"], ["*CLUB"]])("leaves out the group %s", async (pattern) => {
    const outcome = await read({}, { scope: { excludeGroups: [pattern] } });
    expect(outcome.of("skip")).toEqual([{ kind: "skip", line: 2, reason: "excluded-group", policy: true }]);
    expect(JSON.stringify(outcome.pages)).not.toContain("hello");
  });

  it("leaves out a group by the name that another input gives it", async () => {
    const groups = await workspace.folder("named", { "Groups.csv": '"id","name"\n"7","Secret circle"\n' });
    const posts = await workspace.folder("unnamed", {
      "Messages.csv": messagesCsv({ group_name: "" }, { id: "1002", group_id: "8", group_name: "" }),
    });
    const outcome = await workspace.read([posts, groups], { scope: { excludeGroups: ["secret*"] } });
    expect(outcome.rows("message").map((record) => record.id)).toEqual([1002]);
  });

  it("does not take a pattern for a regular expression", async () => {
    expect((await read({}, { scope: { excludeGroups: ["B..k club", "(", "8"] } })).of("message")).toHaveLength(1);
  });
});
