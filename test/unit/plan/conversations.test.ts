import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { Planned } from "../../../src/pipeline.ts";
import { cleanUpLines, makeLine, type Line, type Row } from "../../support/line.ts";
import { memoryTarget } from "../../support/memory-target.ts";
import { csv, messagesCsv } from "../source/yammer-export/workspace.ts";

/** What is read of a conversation in one pass: its digest, and what the figures count. Compared with the plain way to the same. */

cleanUpLines();

/** Longer than a piece that is hashed in one go, in two ways: many posts, and one that is long itself. */
const many = Array.from({ length: 300 }, (_, n) => ({ id: String(1000 + n), thread_id: "1000", body: `é${"word ".repeat(60)}` }));
const posts = [
  ...many,
  { id: "7", body: "x".repeat(200_000) },
  { id: "8", thread_id: "7", sender_id: "12", sender_email: "bob@contoso.com" },
  { id: "99999", body: "one" },
  { id: "100000", thread_id: "99999", attachments: "opengraphobject:[5 : https://x.example/]" },
  { id: "100001", thread_id: "99999", deleted_at: "2022-06-02T10:00:00.000Z", attachments: "opengraphobject:[6 : https://y.example/]" },
  { id: "30", sender_id: "12", sender_email: "bob@contoso.com" },
  { id: "9007199254740995", group_id: "8", body: "past what a number holds" },
  { id: "9007199254740993", group_id: "8", body: "and its neighbour" },
];

let line: Line;
let plan: Planned;

beforeAll(async () => {
  const ann = { id: "t-1", name: "Ann", email: "ann@contoso.com", department: null, directoryId: null };
  line = makeLine({ inputs: ["a.zip"], network: "contoso.com", policies: { unmatched: "skip" } }, memoryTarget({ people: [ann] }));
  await line.zip("a.zip", {
    "Users.csv": csv(
      ["id", "name", "email"],
      { id: "11", name: "Ann", email: "ann@contoso.com" },
      { id: "12", name: "Bob", email: "bob@contoso.com" },
    ),
    "Groups.csv": csv(["id", "name"], { id: "7", name: "Book club" }, { id: "8", name: "Cooks" }),
    "Messages.csv": messagesCsv(...posts),
  });
  await line.export();
  plan = await line.plan();
});

const SEPARATOR = "\u001f";
const text = (row: Row, ...names: readonly string[]) => names.map((name) => row[name] ?? "").join(SEPARATOR);

/** The whole text of a conversation, and its sha256. */
function plainDigest(thread: Row): string {
  const counting = line.rows(
    `SELECT CAST(m.id AS TEXT) AS id, m.reply_to_id, m.author_id, m.created_at, m.kind, m.flags, m.title, m.body, m.body_html, p.treatment, p.target_name, a.name
     FROM message m JOIN person a ON a.id = m.author_id JOIN person_mapping p ON p.id = a.id
     WHERE m.thread_id = ? AND m.flags & 1 = 0 AND p.treatment <> 'skip' ORDER BY m.id`,
    BigInt(String(thread["id"])),
  );
  const ids = new Set(counting.map((row) => row["id"]));
  const links = line
    .rows("SELECT CAST(message_id AS TEXT) AS message, kind, id, name, url, title, description FROM attachment ORDER BY message_id")
    .filter((row) => ids.has(row["message"] ?? ""))
    .map(
      (row) =>
        `${String(row["message"])}${SEPARATOR}${String(row["kind"])}${String(row["id"])}${SEPARATOR}${text(row, "name", "url", "title", "description").replaceAll(SEPARATOR, "")}${SEPARATOR}`,
    );
  const fields = ["id", "reply_to_id", "author_id", "created_at", "kind", "flags", "title", "body", "body_html"];
  const whole =
    [thread["id"], thread["group_id"], thread["title"] ?? "", "discussion"].join(SEPARATOR) +
    counting.map((row) => text(row, ...fields, "treatment", "target_name", "name")).join("") +
    `${links.join("")}${"\u001e".repeat(5)}`;
  return createHash("sha256").update(whole).digest("hex");
}

describe("a conversation", () => {
  it("has the digest of all that counts of it, one behind the other, short or long", () => {
    const threads = line.rows("SELECT CAST(id AS TEXT) AS id, group_id, title FROM thread ORDER BY thread.id");
    const going = threads.filter((thread) => thread["id"] !== "30");
    const found = line.rows("SELECT CAST(id AS TEXT) AS id, digest FROM action WHERE kind = 'publish' ORDER BY position");
    expect(found).toEqual(going.map((thread) => ({ id: thread["id"], digest: plainDigest(thread) })));
    expect(found).toHaveLength(5);
  });
});

describe("what is counted while posts are read", () => {
  it("is what stands in the ledger", () => {
    const inLedger = (where: string) =>
      line.value(
        `SELECT count(*) FROM action_record r JOIN message m ON m.network = r.network AND m.id = r.id JOIN thread t ON t.id = m.thread_id WHERE r.kind = 5 AND ${where}`,
      );
    const { groups, people, fidelity } = plan.summary;
    for (const group of groups) {
      expect([group.id, group.messages]).toEqual([group.id, inLedger(`t.group_id = ${group.id}`)]);
      expect([group.id, group.planned]).toEqual([group.id, inLedger(`t.group_id = ${group.id} AND r.action IS NOT NULL`)]);
    }
    expect(people.map(({ who, heads, posts: count }) => [who, heads, count])).toEqual([
      ["matched", 1, inLedger("r.fate = 'planned' AND m.author_id = 11")],
      ["unmatched", 1, 0],
    ]);
    const reply = fidelity.find(({ field }) => field === "reply");
    expect(reply?.total).toBe(inLedger("m.reply_to_id IS NOT NULL"));
    const body = fidelity.find(({ field }) => field === "text");
    expect(body).toMatchObject({ total: posts.length, kept: inLedger("r.fate = 'planned'"), left: inLedger("r.fate = 'skipped'") });
  });

  it("leaves out of both what an interrupted export has no conversation for", async () => {
    line.exec("PRAGMA foreign_keys = OFF; DELETE FROM thread WHERE id = 30");
    const again = await line.plan();
    expect(again.hash).toBe(plan.hash);
    expect(line.value("SELECT fate FROM v_fate WHERE kind = 'message' AND source_id = '30'")).toBe("undecided");
  });
});
