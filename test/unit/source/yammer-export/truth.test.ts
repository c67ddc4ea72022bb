import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { AttachmentKind } from "../../../../src/model/conversation.ts";
import { expectedMessages, writeExportZip } from "../../../support/export-zip.ts";
import { makeNetwork } from "../../../support/network.ts";
import type { AttachmentTruth, MessageTruth } from "../../../support/network/truth.ts";
import { makeWorkspace } from "./workspace.ts";

const workspace = makeWorkspace();
const truth = makeNetwork({ seed: 21, messages: 3000, idStyle: "mixed" });
await writeExportZip(truth, join(workspace.path, "truth.zip"));
const outcome = await workspace.read(["truth.zip"]);

const kindOf: Readonly<Record<AttachmentTruth["kind"], AttachmentKind>> = {
  ...{ file: "file", image: "file", video: "file", link: "link", page: "page" },
  // A shared message has no form of its own in an export: it is a card with the message's address.
  message: "link",
};

/** What an export can tell of an attachment: the three generations of card syntax tell more and more. */
function attachment(truth: AttachmentTruth): object {
  const kind = kindOf[truth.kind];
  if (truth.kind !== "link") return { kind, id: truth.ref };
  if (truth.cardForm === "id") return { kind, id: truth.ref };
  const url = { kind, id: truth.ref, url: truth.url };
  return truth.cardForm === "url" ? url : { ...url, title: truth.title, description: truth.description };
}

function told(message: MessageTruth): object {
  const open = {
    groupId: message.groupId,
    authorId: message.authorId,
    title: message.title,
    body: message.body,
    bodyHtml: message.htmlBody,
    chars: message.body.length,
    mentions: [...new Set(message.mentions)],
    attachments: message.attachments.map(attachment),
  };
  const hidden = { groupId: null, authorId: null, title: null, body: null, bodyHtml: null, chars: 0, mentions: [], attachments: [] };
  return {
    id: message.id,
    threadId: message.threadId,
    replyToId: message.replyToId,
    createdAt: Date.parse(message.createdAt),
    deletedAt: message.deletedAt === null ? null : Date.parse(message.deletedAt),
    isDeleted: message.isDeleted,
    isRedacted: message.isRedacted && !message.isPrivate,
    isPrivate: message.isPrivate,
    ...(message.isPrivate ? hidden : open),
  };
}

describe("a made-up network comes back from its export", () => {
  const found = new Map(outcome.of("message").map((message) => [String(message.id), message]));
  const expected = [...expectedMessages(truth)];

  it("with every message there is", () => {
    expect(found.size).toBe(expected.length);
    expect(outcome.skips).toEqual([]);
  });

  it("and each of them as it was", () => {
    for (const message of expected) {
      const record = found.get(message.id);
      if (!record) throw new Error(`message ${message.id} is missing`);
      const { attachments, mentions, ...plain } = record;
      const text = (id: string | number | null) => (id === null ? null : String(id));
      const comparable = {
        ...plain,
        id: text(plain.id),
        threadId: text(plain.threadId),
        replyToId: text(plain.replyToId),
        groupId: text(plain.groupId),
        authorId: text(plain.authorId),
        mentions: mentions.map(text),
        attachments: attachments.map((one) => ({ ...one, id: text(one.id) })),
      };
      expect(comparable, message.id).toMatchObject(told(message));
    }
  });
});
