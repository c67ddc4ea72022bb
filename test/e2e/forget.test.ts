import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import Database from "better-sqlite3";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { startYammer } from "../fakes/yammer/start.ts";
import { filesBelow, makeWorkspace, query, regroup, runLine, scratchFolder, startRegroup, writeConfig } from "../support/cli.ts";
import { writeExportZip } from "../support/export-zip.ts";
import { makeNetwork, materialise } from "../support/network.ts";
import type { FileTruth, MessageTruth, NetworkTruth } from "../support/network/truth.ts";

/** Canaries: words that stand in what is to be forgotten and nowhere else, looked for in every byte of the workspace but the inputs. */

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const scratch = scratchFolder();
const INPUTS = ["a.zip", "b.zip", "members.csv", "directory.csv"];
const WHO = "zzwhocanary";
const TEXT = "zztextcanary";
const base = makeNetwork({ seed: 815, messages: 220, people: 24, groups: 4 });
const truth = marked(base);
const person = busiest(base);
const KEY = `contoso.com/person/${person}`;
let made: string;

function busiest(network: NetworkTruth): string {
  const counts = new Map<string, number>();
  for (const message of network.messages)
    if (message.inExport && !message.isPrivate) counts.set(message.authorId, (counts.get(message.authorId) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "";
}

/** The busiest person and all they wrote carry canaries; others name them by id, like what they wrote, and are named beside them. */
function marked(network: NetworkTruth): NetworkTruth {
  const id = busiest(network);
  const people = network.people.map((one) =>
    one.id === id
      ? {
          ...one,
          name: `Una ${WHO}name`,
          email: `${WHO}mail@contoso.com`,
          jobTitle: `${WHO}job`,
          department: `${WHO}dept`,
          location: `${WHO}place`,
          guid: `${WHO}guid`,
          inUsersCsv: true,
          isBot: false,
          isGuest: false,
          state: "active" as const,
        }
      : one,
  );
  const bundles = [...network.bundles].map((bundle) => {
    const files: FileTruth[] = [];
    const messages = bundle.messages.map((message, n) => (message.authorId === id ? mine(message, files) : named(message, id, n)));
    return { ...bundle, thread: { ...bundle.thread, title: messages[0]?.title ?? null }, messages, files: [...bundle.files, ...files] };
  });
  return materialise({ ...network, people }, bundles);
}

function mine(message: MessageTruth, files: FileTruth[]): MessageTruth {
  const id = String(1_700_000_000_000n + (BigInt(message.id) % 1_000_000_000n) * 10n);
  const { authorId, groupId, isPrivate, createdAt } = message;
  const bytes = () => Buffer.from(`${TEXT}bytes ${id}`);
  const version = {
    id,
    name: `${TEXT}file.txt`,
    path: `files/${id}.txt`,
    uploaderId: authorId,
    uploadedAt: createdAt,
    revertedToId: null,
    bytes,
  };
  files.push({
    id,
    kind: "file",
    storage: "YAMMER",
    versions: [version],
    description: `${TEXT}about`,
    groupId,
    isPrivate,
    deletedAt: null,
    deletedById: null,
  });
  return {
    ...message,
    body: `${TEXT}body ${message.id}`,
    htmlBody: `<p><b>${TEXT}html</b> ${TEXT}body ${message.id}</p>`,
    title: message.id === message.threadId ? `${TEXT}title` : null,
    mentions: [],
    isRedacted: false,
    isDeleted: false,
    deletedAt: null,
    deletedById: null,
    versions: [{ number: 1, body: `${TEXT}earlier`, htmlBody: `<p>${TEXT}earlierhtml</p>`, editedAt: createdAt, editedById: authorId }],
    attachments: [{ kind: "file", ref: id, name: null, url: null, title: null, description: null, cardForm: "full" }],
  };
}

function named(message: MessageTruth, id: string, n: number): MessageTruth {
  if (message.isRedacted || n % 3 !== 1) return message;
  return {
    ...message,
    body: `[[user:${id}]] and [User:${id}:${WHO}login] said so.\ncc: User:${id}:${WHO}copied`,
    htmlBody: `<p>${WHO}html said so</p>`,
    mentions: [...message.mentions, id],
    reactions: [...message.reactions, { personId: id, kind: "like" }],
  };
}

const config = (inputs: readonly string[], more: object = {}) => ({
  sources: [{ kind: "yammer-export", inputs, members: "members.csv" }],
  official_network: { name: "Leadership Learning Network" },
  target: { kind: "static-site", path: "site", directory: "directory.csv" },
  ...more,
});

beforeAll(async () => {
  made = makeWorkspace(scratch, "made", config(["a.zip"]));
  await writeExportZip(truth, join(made, "a.zip"), {});
  await writeExportZip(truth, join(made, "b.zip"), { shuffleSeed: 7 });
  const members = [
    ...truth.memberships.map(({ groupId, personId, role }) => `${groupId},${personId},${role}\n`),
    `${truth.groups[0]?.id ?? ""},${person},admin\n`,
  ];
  writeFileSync(join(made, "members.csv"), `group_id,user_id,role\n${[...new Set(members)].join("")}`);
  writeFileSync(join(made, "directory.csv"), `id,name,email,department\nd-1,Una ${WHO}over there,${WHO}mail@contoso.com,${WHO}dept\n`);
  await runLine(made, ["export"], ["map"], ["plan"], ["approve", "--by", "A Sponsor"], ["import"], ["verify"]);
  writeFileSync(join(made, "logs", "an-earlier-run.jsonl"), `{"message":"of ${WHO}mail@contoso.com"}\n{"message":"stays"}\n`);
  writeFileSync(join(made, "people.csv.new"), `${WHO}half`);
});

function copy(name: string): string {
  const workspace = join(scratch, name);
  cpSync(made, workspace, { recursive: true, preserveTimestamps: true });
  return workspace;
}

/** Files of the workspace, inputs left out, that hold a word in any usual encoding. */
function holding(workspace: string, word: string): string[] {
  return filesBelow(workspace).filter((path) => {
    if (INPUTS.includes(path)) return false;
    const bytes = readFileSync(join(workspace, path));
    return bytes.toString("latin1").toLowerCase().includes(word) || bytes.toString("utf16le").toLowerCase().includes(word);
  });
}

const unbalanced = "SELECT * FROM v_input WHERE rows <> records + superseded + skipped OR superseded < 0 OR skipped < 0";

/** Everything once more, from a second export of the same; `isGone`: the target's directory lists the person no more. */
async function again(workspace: string, isGone: boolean): Promise<void> {
  writeConfig(workspace, config(["a.zip", "b.zip"]));
  if (isGone) writeFileSync(join(workspace, "directory.csv"), "id,name,email,department\n");
  await runLine(workspace, ["export"], ["map"], ["plan"], ["approve", "--by", "A Sponsor"], ["import"], ["verify"]);
  expect(query(workspace, unbalanced)).toEqual([]);
}

describe("regroup forget", () => {
  it("is tested with canaries that are everywhere before", () => {
    const where = holding(made, WHO);
    for (const part of ["regroup.db", "people.csv", "people.csv.new", "logs/", "site/"])
      expect(
        where.some((path) => path.startsWith(part)),
        part,
      ).toBe(true);
    expect(holding(made, TEXT).some((path) => path.startsWith("blobs/"))).toBe(true);
  });

  it("erases a person and all they wrote from every byte of the workspace, and no export brings them back", async () => {
    const workspace = copy("erase");
    const before = query<{ n: number }>(workspace, "SELECT count(*) AS n FROM v_message")[0]?.n;
    const { code, stdout, stderr } = await regroup(workspace, ["forget", KEY, "--mode", "erase", "--confirm", KEY]);
    expect({ code, stderr: stderr.includes("left:") }).toEqual({ code: 0, stderr: false });
    expect(stdout).toContain("a.zip/Users.csv: row 1\n");
    for (const word of [WHO, TEXT]) expect(holding(workspace, word), word).toEqual([]);
    expect(query(workspace, `SELECT 1 FROM v_person WHERE source_id = '${person}'`)).toEqual([]);
    expect(query<{ n: number }>(workspace, "SELECT count(*) AS n FROM v_message")[0]?.n).toBe(before);
    expect(query(workspace, unbalanced)).toEqual([]);
    expect(
      filesBelow(join(workspace, "site")).filter((path) => readFileSync(join(workspace, "site", path), "latin1").includes(KEY)),
    ).toEqual([]);
    expect(existsSync(join(workspace, "site", ".tmp"))).toBe(false);
    expect(query(workspace, `SELECT key FROM attempt WHERE key = '${KEY}' UNION ALL SELECT key FROM removal WHERE key = '${KEY}'`)).toEqual(
      [],
    );
    expect((await regroup(workspace, ["import"])).code).toBe(5);
    await again(workspace, true);
    for (const word of [WHO, TEXT]) expect(holding(workspace, word), word).toEqual([]);
    expect(
      query(
        workspace,
        `SELECT 1 FROM v_mention WHERE person_id = '${person}' UNION ALL SELECT 1 FROM v_reaction WHERE person_id = '${person}' UNION ALL SELECT 1 FROM v_membership WHERE person_id = '${person}'`,
      ),
    ).toEqual([]);
    expect((await regroup(workspace, ["forget", KEY, "--mode", "erase", "--confirm", KEY])).stdout).toContain("forgotten already");
  });

  it.each(["erase", "anonymise"])("takes the name from what people typed (%s): who signed, and who answers for a group", async (mode) => {
    const workspace = copy(`typed-${mode}`);
    const name = `Una ${WHO}name`;
    const [group] = query<{ key: string }>(
      workspace,
      "SELECT network || '/group/' || source_id AS key FROM v_group WHERE messages > 0 LIMIT 1",
    );
    const file = join(workspace, "groups.csv");
    writeFileSync(file, `key,decision\n${group?.key ?? ""},"create | exposure: accepted by ${name.toUpperCase()}"\n`);
    await runLine(workspace, ["map"], ["plan"], ["approve", "--by", name, "--note", `as ${name} said`]);
    expect((await regroup(workspace, ["forget", KEY, "--mode", mode, "--confirm", KEY])).code).toBe(0);
    expect(holding(workspace, WHO)).toEqual([]);
    expect(readFileSync(file, "utf8")).toContain("create | exposure: accepted by Former colleague");
    expect(query(workspace, "SELECT approved_by AS by, note FROM approval ORDER BY pk DESC LIMIT 1")).toEqual([
      { by: "Former colleague", note: "as Former colleague said" },
    ]);
    await again(workspace, true);
    expect(holding(workspace, WHO)).toEqual([]);
  });

  it("erases what the live network told too, beside an export, and no later reading brings it back", async () => {
    const fake = await startYammer({ truth, budget: { requests: 4000 } });
    try {
      const workspace = copy("api");
      const budget = { messages: "4000/30s", other: "4000/30s" };
      const api = { kind: "yammer-api", base_url: fake.baseUrl, budget, files: { hosts: ["127.0.0.1"] } };
      const settings = config(["a.zip"]);
      writeConfig(workspace, { ...settings, sources: [...settings.sources, api] });
      const env = { REGROUP_YAMMER_TOKEN: fake.tokens.of("member") };
      const read = ["export", "--refresh-people", "--refresh-threads"];
      expect((await regroup(workspace, read, { env })).code).toBe(1);
      const written = `SELECT 1 FROM disagreement d JOIN message m ON d.kind = 5 AND m.network = d.network AND m.id = d.id WHERE m.author_id = ${person} OR m.flags & 512`;
      const store = new Database(join(workspace, "regroup.db"));
      store.exec(`INSERT OR IGNORE INTO disagreement SELECT 5, network, id, 'body', 'a', 'b' FROM message WHERE author_id = ${person};
        INSERT OR IGNORE INTO disagreement SELECT 1, network, id, 'name', 'a', 'b' FROM person WHERE id = ${person};
        INSERT OR IGNORE INTO unconfirmed SELECT 2, 3, network, group_id, person_id, 1 FROM membership WHERE person_id = ${person}`);
      store.close();
      expect(query(workspace, written).length).toBeGreaterThan(0);
      expect((await regroup(workspace, ["forget", KEY, "--mode", "erase", "--confirm", KEY])).code).toBe(0);
      const nothingLeft = () => {
        for (const word of [WHO, TEXT]) expect(holding(workspace, word), word).toEqual([]);
        expect(
          query(
            workspace,
            `${written} UNION ALL SELECT 1 FROM unconfirmed WHERE person_id = ${person} UNION ALL SELECT 1 FROM disagreement WHERE kind = 1 AND id = ${person}`,
          ),
        ).toEqual([]);
        const tables = ["membership", "reaction", "mention"].map((table) => `SELECT 1 FROM ${table} WHERE person_id = ${person}`);
        expect(query(workspace, tables.join(" UNION ALL "))).toEqual([]);
      };
      nothingLeft();
      await regroup(workspace, read, { env });
      nothingLeft();
    } finally {
      await fake.stop();
    }
  });

  it("anonymises a person: who it was goes, what they wrote stays under a neutral name", async () => {
    const workspace = copy("anonymise");
    expect((await regroup(workspace, ["forget", KEY, "--mode", "anonymise", "--confirm", KEY])).code).toBe(0);
    const check = () => {
      expect(holding(workspace, WHO)).toEqual([]);
      expect(holding(workspace, TEXT).some((path) => path.startsWith("site/t/"))).toBe(true);
      expect(query(workspace, `SELECT name, email, department FROM v_person WHERE source_id = '${person}'`)).toEqual([
        { name: "Former colleague", email: null, department: null },
      ]);
      expect(readFileSync(join(workspace, "site", "p", "contoso.com", `${person}.html`), "utf8")).toContain("Former colleague");
      expect(query(workspace, unbalanced)).toEqual([]);
    };
    check();
    await again(workspace, true);
    check();
  });

  it("erases one message and keeps its place for the answers", async () => {
    const workspace = copy("message");
    const [message] = query<{ id: string; thread: string }>(
      workspace,
      `SELECT source_id AS id, thread_id AS thread FROM v_message m WHERE author_id = '${person}' AND is_private = 0 AND group_id IS NOT NULL
       AND (SELECT count(*) FROM v_message r WHERE r.reply_to_id = m.source_id OR (r.thread_id = m.source_id AND r.source_id <> m.source_id)) > 0 LIMIT 1`,
    );
    if (!message) throw new Error("the sample has answers");
    const word = `${TEXT}body ${message.id}`;
    expect(holding(workspace, word).length).toBeGreaterThan(1);
    const key = `contoso.com/message/${message.id}`;
    expect((await regroup(workspace, ["forget", key, "--mode", "erase", "--confirm", key])).code).toBe(0);
    expect(holding(workspace, word)).toEqual([]);
    expect(query(workspace, `SELECT is_deleted, author_id, body FROM v_message WHERE source_id = '${message.id}'`)).toEqual([
      { is_deleted: 1, author_id: null, body: null },
    ]);
    await again(workspace, false);
    expect(holding(workspace, word)).toEqual([]);
  });

  it("takes the author off one message", async () => {
    const workspace = copy("author");
    const [message] = query<{ id: string }>(
      workspace,
      `SELECT source_id AS id FROM v_message WHERE author_id = '${person}' AND is_private = 0 LIMIT 1`,
    );
    const key = `contoso.com/message/${message?.id ?? ""}`;
    expect((await regroup(workspace, ["forget", key, "--mode", "anonymise", "--confirm", key])).code).toBe(0);
    const row = () => query(workspace, `SELECT author_id, body FROM v_message WHERE source_id = '${message?.id ?? ""}'`);
    expect(row()).toEqual([{ author_id: null, body: `${TEXT}body ${message?.id ?? ""}` }]);
    await again(workspace, false);
    expect(row()).toEqual([{ author_id: null, body: `${TEXT}body ${message?.id ?? ""}` }]);
  });

  it("killed anywhere and run again finishes", async () => {
    const args = ["forget", KEY, "--mode", "erase", "--confirm", KEY];
    let kills = 0;
    for (let n = 0; n < 6; n++) {
      const workspace = copy(`killed-${n}`);
      const running = startRegroup(workspace, args);
      while (running.isAlive() && query(workspace, "SELECT 1 FROM run WHERE command = 'forget'").length === 0) await delay(2);
      await delay(n * 60);
      running.kill("SIGKILL");
      if ((await running.ended).signal === "SIGKILL") kills++;
      const { code, stdout } = await regroup(workspace, args);
      expect({ code, left: stdout.includes("left:") }, stdout).toEqual({ code: 0, left: false });
      for (const word of [WHO, TEXT]) expect(holding(workspace, word), `${word} after kill ${n}`).toEqual([]);
      expect(query(workspace, "SELECT 1 FROM state WHERE name = 'forget'")).toEqual([]);
      rmSync(workspace, { recursive: true });
    }
    expect(kills).toBeGreaterThan(0);
  });

  it.each([
    ["no mode", ["forget", KEY, "--confirm", KEY], 2, "--mode is missing; allowed: erase, anonymise"],
    ["another mode", ["forget", KEY, "--mode", "delete", "--confirm", KEY], 2, '--mode is "delete"; allowed: erase, anonymise'],
    ["a key of another kind", ["forget", "contoso.com/group/1", "--mode", "erase"], 2, "allowed: network/person/id or network/message/id"],
    [
      "a key that nobody knows",
      ["forget", "contoso.com/person/1", "--mode", "erase", "--confirm", "contoso.com/person/1"],
      2,
      "Nothing is known here of contoso.com/person/1",
    ],
    ["nobody to confirm", ["forget", KEY, "--mode", "erase"], 2, `Run it again with --confirm "${KEY}"`],
  ])("with %s does nothing and says why", async (_, args, exit, says) => {
    const { code, stderr } = await regroup(made, args);
    expect({ code, says: stderr.includes(says) }).toEqual({ code: exit, says: true });
    expect(query(made, `SELECT 1 FROM v_person WHERE source_id = '${person}'`).length).toBe(1);
  });

  it("is refused under a legal hold", async () => {
    const workspace = copy("hold");
    writeConfig(workspace, config(["a.zip"], { legal_hold: true }));
    expect((await regroup(workspace, ["forget", KEY, "--mode", "erase", "--confirm", KEY])).code).toBe(5);
    expect(holding(workspace, WHO).length).toBeGreaterThan(3);
  });
});
