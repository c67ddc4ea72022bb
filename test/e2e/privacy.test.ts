import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { filesBelow, makeWorkspace, regroup, scratchFolder } from "../support/cli.ts";
import { writeExportZip } from "../support/export-zip.ts";
import { yamlOf, type LineConfig } from "../support/line.ts";
import { makeNetwork, materialise } from "../support/network.ts";
import type { FileTruth, MessageTruth, NetworkTruth, PageTruth, PersonTruth } from "../support/network/truth.ts";

/** Canaries: words that stand in one place of an export and nowhere else, looked for in every byte that a whole migration leaves behind. */

const parent = scratchFolder();
const PRIVATE_PERSON = "7777123412341234";
const PRIVATE_MENTION = "7777123412341299";
const base = makeNetwork({ seed: 4711, messages: 700, idStyle: "mixed", people: 40, groups: 8 });
const bundles = [...base.bundles];
const shut = base.groups.find(({ privacy }) => privacy === "private")?.id ?? "";
const excluded =
  bundles.find(({ thread }) => thread.groupId !== null && thread.groupId !== "0" && thread.groupId !== shut)?.thread.groupId ?? "";

type Marked = (message: MessageTruth) => string | undefined;

/** The same network with canaries in what `mark` names: text, title, formatted text, earlier text, link, file name, file bytes, note. */
function withCanaries(truth: NetworkTruth, mark: Marked): NetworkTruth {
  const marked = [...truth.bundles].map((bundle) => {
    const word = mark(bundle.messages[0] as MessageTruth);
    if (word === undefined) return bundle;
    const files: FileTruth[] = [];
    const pages: PageTruth[] = [];
    const messages = bundle.messages.map((message, slot) => canaryMessage(message, word, slot, { files, pages }));
    return { ...bundle, thread: { ...bundle.thread, title: messages[0]?.title ?? null }, messages, files, pages };
  });
  return materialise(truth, marked);
}

function canaryMessage(message: MessageTruth, word: string, slot: number, made: { files: FileTruth[]; pages: PageTruth[] }): MessageTruth {
  const id = String(1_700_000_000_000 + made.files.length + Number(BigInt(message.id) % 1_000_000_000n) * 10);
  const { authorId, groupId, isPrivate, createdAt } = message;
  const text = `${word}text ${message.id}`;
  const none = { url: null, title: null, description: null, cardForm: "full" } as const;
  const link = { url: `https://${word}link.example/`, title: `${word}title`, description: `${word}description` };
  if (slot < 2) {
    const name = `${word}file.txt`;
    const bytes = () => Buffer.from(`${word}bytes ${id}`);
    const version = { id, name, path: `files/${id}.txt`, uploaderId: authorId, uploadedAt: createdAt, revertedToId: null, bytes };
    const about = { description: `${word}about`, groupId, isPrivate, deletedAt: null, deletedById: null };
    made.files.push({ id, kind: "file", storage: "YAMMER", versions: [version], ...about });
    const html = `<p>${word}notebytes</p>`;
    const noted = { id: `${id}5`, path: `pages/${id}5.html`, publishedById: authorId, publishedAt: createdAt, html };
    made.pages.push({ id: `${id}6`, name: `${word}note`, creatorId: authorId, collaboratorIds: [authorId], versions: [noted], ...about });
  }
  return {
    ...message,
    body: text,
    htmlBody: `<p><b>${word}html</b> ${text}</p>`,
    title: slot === 0 ? `${word}heading` : null,
    topics: [],
    mentions: [],
    isRedacted: false,
    versions: [{ number: 1, body: `${word}earlier`, htmlBody: `<p>${word}earlierhtml</p>`, editedAt: createdAt, editedById: authorId }],
    attachments: [
      ...(slot < 2
        ? [{ kind: "file", ref: id, name: null, ...none } as const, { kind: "page", ref: `${id}6`, name: null, ...none } as const]
        : []),
      { kind: "link", ref: `${id}7`, name: null, ...link, cardForm: "full" },
    ],
  };
}

/** Somebody who only ever wrote in private conversations, and somebody who is only mentioned there. */
function withHiddenPeople(truth: NetworkTruth): NetworkTruth {
  const stranger: PersonTruth = {
    ...(truth.people[0] as PersonTruth),
    id: PRIVATE_PERSON,
    name: "Zzyzx Participantcanary",
    email: "participantcanary@hidden.example",
    inUsersCsv: false,
    isGuest: true,
  };
  const hidden = [...truth.bundles].map((bundle) => ({
    ...bundle,
    messages: bundle.messages.map((message) =>
      message.isPrivate
        ? {
            ...message,
            authorId: PRIVATE_PERSON,
            participants: [PRIVATE_PERSON, PRIVATE_MENTION],
            body: `[[user:${PRIVATE_MENTION}]] ${message.body}`,
          }
        : message,
    ),
    files: bundle.files.map((file) => ({
      ...file,
      versions: file.versions.map((version) => (file.isPrivate ? { ...version, uploaderId: PRIVATE_PERSON } : version)),
    })),
    pages: bundle.pages.map((page) => (page.isPrivate ? { ...page, creatorId: PRIVATE_PERSON, collaboratorIds: [PRIVATE_MENTION] } : page)),
  }));
  return materialise({ ...truth, people: [...truth.people, stranger] }, hidden);
}

function withPrivateGroupNamed(truth: NetworkTruth, name: string): NetworkTruth {
  return {
    ...truth,
    groups: truth.groups.map((group) => (group.id === shut ? { ...group, name, description: `${name} description` } : group)),
  };
}

interface Ran {
  readonly workspace: string;
  /** What the commands said. */
  readonly said: string;
}

async function migrated(name: string, truth: NetworkTruth, config: Omit<LineConfig, "inputs" | "members">): Promise<Ran> {
  const workspace = makeWorkspace(parent, name, yamlOf({ inputs: ["in.zip"], members: "members.csv", ...config }));
  await writeExportZip(truth, join(workspace, "in.zip"), { shuffleSeed: 2 });
  const members = truth.memberships.map(({ groupId, personId, role }) => `${groupId},${personId},${role}\n`);
  writeFileSync(join(workspace, "members.csv"), `group_id,user_id,role\n${members.join("")}`);
  let said = "";
  for (const args of [["export"], ["map"], ["plan"], ["approve", "--by", "Sponsor"], ["import"], ["verify"], ["status"]]) {
    const { code, stdout, stderr } = await regroup(workspace, [...args, "--verbose"]);
    said += stdout + stderr;
    expect(args[0] === "export" ? [0, 1] : [0], `${args[0]}: ${stdout}${stderr}`).toContain(code);
  }
  return { workspace, said };
}

/** Files of the workspace, other than what the person put there, that hold one of these words, as text of any kind or as an integer. */
function holding(workspace: string, words: readonly string[], where: (path: string) => boolean = () => true): string[] {
  const needles = words.flatMap((word) => [
    Buffer.from(word),
    Buffer.from(word, "utf16le"),
    ...(/^\d{10,}$/.test(word) ? [integer(word)] : []),
  ]);
  return filesBelow(workspace).filter((path) => {
    if (["in.zip", "members.csv", "regroup.yaml"].includes(path) || !where(path)) return false;
    const bytes = readFileSync(join(workspace, path));
    return words.some((word) => path.includes(word)) || needles.some((needle) => bytes.includes(needle));
  });
}

/** As SQLite stores it. */
function integer(word: string): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(word));
  return bytes;
}

const kinds = ["text", "html", "heading", "earlier", "link", "title", "description", "file.txt", "bytes", "note", "about"];
const all = (word: string) => kinds.map((kind) => `${word}${kind}`);

describe("a private conversation", () => {
  let ran: Ran;
  beforeAll(async () => {
    const truth = withHiddenPeople(
      withCanaries(base, (starter) => (starter.isPrivate ? "privcanary" : starter.groupId === shut ? "shutcanary" : undefined)),
    );
    ran = await migrated("private", withPrivateGroupNamed(truth, "Shutcanary circle"), {});
  }, 60_000);

  it("is there to be found: the canaries stand in the export", () => {
    expect(bundles.filter(({ thread }) => thread.isPrivate).length).toBeGreaterThan(1);
    expect(bundles.filter(({ thread }) => thread.groupId === shut).length).toBeGreaterThan(1);
  });

  it("leaves no text, title, version, link, file or file name anywhere in the workspace", () => {
    expect(holding(ran.workspace, ["privcanary"])).toEqual([]);
    expect(ran.said).not.toContain("privcanary");
  });

  it("leaves no participant: neither name, nor e-mail, nor id, nor who was mentioned", () => {
    const words = ["Participantcanary", "participantcanary@hidden.example", "participantcanary%40hidden", PRIVATE_PERSON, PRIVATE_MENTION];
    expect(holding(ran.workspace, words)).toEqual([]);
    for (const word of words) expect(ran.said).not.toContain(word);
  });

  it("what was written in a private group is kept, and shown nowhere but in private/", () => {
    for (const word of all("shutcanary").filter((word) => !/earlier|about/.test(word))) {
      const pages = holding(ran.workspace, [word], (path) => path.startsWith("site/"));
      expect(pages.length, word).toBeGreaterThan(0);
      expect(
        pages.filter((path) => !path.startsWith("site/private/")),
        word,
      ).toEqual([]);
    }
  });

  it("and neither is the name of such a group, nor what it is about", () => {
    const pages = holding(ran.workspace, ["Shutcanary circle"], (path) => path.startsWith("site/"));
    expect(pages.length).toBeGreaterThan(0);
    expect(pages.filter((path) => !path.startsWith("site/private/"))).toEqual([]);
  });
});

describe("a group that the scope leaves out", () => {
  const canaries = withCanaries(base, (starter) => (starter.groupId === excluded ? "outcanary" : undefined));
  const name = base.groups.find(({ id }) => id === excluded)?.name ?? "";

  it.each([
    ["by its id", excluded],
    ["by a pattern of its name", `${name.slice(0, 6).toUpperCase()}*`],
  ])(
    "%s leaves no text, file or link of it anywhere",
    async (how, pattern) => {
      const ran = await migrated(`excluded ${how}`, canaries, { scope: { exclude_groups: [pattern] } });
      expect(holding(ran.workspace, ["outcanary"])).toEqual([]);
      expect(ran.said).not.toContain("outcanary");
    },
    60_000,
  );
});

describe("an export of metadata only", () => {
  it("leaves no text, title, link, file or file name of anybody anywhere", async () => {
    const canaries = withCanaries(base, () => "metacanary");
    const ran = await migrated("metadata", canaries, { scope: { content: "metadata" } });
    expect(holding(ran.workspace, ["metacanary"])).toEqual([]);
    expect(ran.said).not.toContain("metacanary");
  }, 60_000);
});
