import { describe, expect, it } from "vitest";
import { csv, line, makeWorkspace, MESSAGE_COLUMNS, messagesCsv, post } from "./workspace.ts";

const workspace = makeWorkspace();
let next = 0;

async function read(content: string | Uint8Array) {
  return workspace.read([await workspace.folder(`d${next++}`, { "Messages.csv": content })]);
}

/** Header and rows as lines, to be put together in another way. */
function lines(...ids: readonly string[]): string[] {
  return [line(MESSAGE_COLUMNS), ...ids.map((id) => rowOf({ id }))];
}

function rowOf(fields: Record<string, string>): string {
  const full = post(fields);
  return line(MESSAGE_COLUMNS.map((name) => full[name] ?? ""));
}

async function idsAndSkips(content: string | Uint8Array) {
  const outcome = await read(content);
  const ids = outcome.of("message").map((message) => Number(message.id));
  const rows = outcome.pages.reduce((sum, page) => sum + page.rows, 0);
  expect(rows, "every row is a record or a skip").toBe(ids.length + outcome.skips.length);
  return { ids, skips: outcome.skips };
}

describe("the bytes of a CSV", () => {
  it.each([
    ["LF", "\n", ""],
    ["CRLF", "\r\n", ""],
    ["a lone CR", "\r", ""],
    ["a BOM", "\n", "\uFEFF"],
    ["a BOM and CRLF", "\r\n", "\uFEFF"],
  ])("may come with %s", async (_name, end, bom) => {
    expect(await idsAndSkips(bom + lines("1", "2", "3").join(end) + end)).toEqual({ ids: [1, 2, 3], skips: [] });
    expect(await idsAndSkips(bom + lines("1", "2", "3").join(end))).toEqual({ ids: [1, 2, 3], skips: [] });
  });

  it("may have blank lines between records", async () => {
    expect(await idsAndSkips(lines("1", "2").join("\n\n\n") + "\n\n")).toEqual({ ids: [1, 2], skips: [] });
  });

  it("may have an unquoted header in another case with blanks around, and unquoted fields", async () => {
    const header = " Thread_ID ,ID,group_id,in_private_conversation,sender_id,body,created_at";
    const outcome = await read(`${header}\n5,6,7,false,11,"a, ""b""\nc",2022-06-01T10:00:00Z\n5,8,7,false,11,plain "text",\n`);
    expect(outcome.of("message")).toMatchObject([
      { id: 6, threadId: 5, body: 'a, "b"\nc', createdAt: Date.UTC(2022, 5, 1, 10) },
      { id: 8, threadId: 5, body: 'plain "text"', createdAt: null },
    ]);
  });

  it("may break lines inside a field in any way", async () => {
    const body = 'one\ntwo\r\nthree\rfour\n\n"12","13"\nend';
    const outcome = await read(`${line(MESSAGE_COLUMNS)}\n${rowOf({ id: "1", body })}\n${rowOf({ id: "2" })}\n`);
    expect(outcome.of("message").map((message) => message.body)).toEqual([body, "hello"]);
  });

  it("names the fields that are not UTF-8, and goes on", async () => {
    const text = Buffer.from(messagesCsv({ id: "1", body: "caf#" }, { id: "2" }));
    text[text.indexOf("#")] = 0xe9;
    const outcome = await read(text);
    expect(outcome.of("message").map((message) => message.body)).toEqual(["caf\uFFFD", "hello"]);
    expect(outcome.gaps.map(({ gap, evidence }) => [gap, evidence.replace(/^d\d+/, "d")])).toEqual([
      ["invalid-utf8", "d/Messages.csv row 1 column body"],
    ]);
  });

  it("names a hundred of them and counts the rest", async () => {
    const posts = Array.from({ length: 150 }, (_, n) => ({ id: String(n + 1), body: "#" }));
    const outcome = await read(Buffer.from(messagesCsv(...posts)).map((byte) => (byte === 35 ? 0xff : byte)));
    expect(outcome.gaps).toHaveLength(101);
    expect(outcome.gaps.at(-1)?.evidence).toContain("150 fields in all");
  });
});

describe("a damaged row costs nobody else", () => {
  it.each<[string, (rows: string[]) => string[], number[], string[]]>([
    ["too few columns", ([h, a, , c]) => [h ?? "", a ?? "", '"2","",""', c ?? ""], [1, 3], ["3 too-few-columns"]],
    ["too many columns", ([h, a, b, c]) => [h ?? "", a ?? "", `${b ?? ""},"x"`, c ?? ""], [1, 3], ["3 too-many-columns"]],
    ["two in a row", ([h, a, , c]) => [h ?? "", a ?? "", '"2",""', '"2",""', c ?? ""], [1, 3], ["3 too-few-columns", "4 too-few-columns"]],
    [
      "text behind a quote",
      ([h, a, b, c]) => [h ?? "", a ?? "", (b ?? "").replace('"hello"', '"hel" lo"'), c ?? ""],
      [1, 3],
      ["3 unbalanced-quote"],
    ],
    [
      "a quote that is never closed",
      ([h, a, b, c]) => [h ?? "", a ?? "", (b ?? "").replace('"hello"', '"hello'), c ?? ""],
      [1, 3],
      ["3 unbalanced-quote"],
    ],
    [
      "a last field that is never closed",
      ([h, a, b, c]) => [h ?? "", a ?? "", (b ?? "").slice(0, -1), c ?? ""],
      [1, 3],
      ["3 unbalanced-quote"],
    ],
    [
      "an unquoted text with a line break",
      ([h, a, b, c]) => [h ?? "", a ?? "", (b ?? "").replace('"hello"', "hel\nlo"), c ?? ""],
      [1, 3],
      ["3 too-few-columns"],
    ],
    ["rubbish between records", ([h, a, b, c]) => [h ?? "", a ?? "", "%%% rubbish", b ?? "", c ?? ""], [1, 2, 3], ["3 too-few-columns"]],
    ["a row that is cut off", ([h, a, b, c]) => [h ?? "", a ?? "", b ?? "", (c ?? "").slice(0, 150)], [1, 2], ["4 cut-off-row"]],
    ["a broken row before the end", ([h, a, b]) => [h ?? "", a ?? "", (b ?? "").replace('"hello"', '"hello')], [1], ["3 unbalanced-quote"]],
  ])("%s", async (_name, damage, ids, skips) => {
    expect(await idsAndSkips(damage(lines("1", "2", "3")).join("\n"))).toEqual({ ids, skips });
    expect(await idsAndSkips(damage(lines("1", "2", "3")).join("\r\n"))).toEqual({ ids, skips });
  });

  it("in a file without quotes too", async () => {
    const header = "id,thread_id,group_id,in_private_conversation,sender_id,body,created_at";
    const rows = ["1,1,7,false,11,a,", '2,2,7,false,11,"b,', "3,3,7,false,11,c,", "4,4,7", "5,5,7,false,11,e,"];
    expect(await idsAndSkips([header, ...rows].join("\n"))).toEqual({ ids: [1, 3, 5], skips: ["3 unbalanced-quote", "5 too-few-columns"] });
  });

  it("keeps the line of a row right behind texts with line breaks", async () => {
    const rows = [line(MESSAGE_COLUMNS), rowOf({ id: "1", body: "a\nb\r\nc" }), '"2"', rowOf({ id: "3" }), '"4"', ""];
    expect(await idsAndSkips(rows.join("\n"))).toEqual({ ids: [1, 3], skips: ["5 too-few-columns", "7 too-few-columns"] });
  });

  it("is found again in the middle of a big file, where batches end anywhere", async () => {
    const rows = Array.from({ length: 3000 }, (_, n) => {
      const row = rowOf({ id: String(n + 1), body: `${"x".repeat(n % 700)}\n${n}` });
      return n % 100 === 50 ? row.replace('"false"', '"fal"se"') : row;
    });
    const { ids, skips } = await idsAndSkips([line(MESSAGE_COLUMNS), ...rows].join("\n"));
    expect(ids).toHaveLength(2970);
    expect(skips).toHaveLength(30);
    expect(skips[0]).toBe("102 unbalanced-quote");
  });

  it("a record beyond all bounds is a skip, and what follows is read", async () => {
    const huge = rowOf({ id: "2", body: "x".repeat(17 * 1024 * 1024) });
    expect(await idsAndSkips([...lines("1"), huge, rowOf({ id: "3" })].join("\n"))).toEqual({ ids: [1, 3], skips: ["3 record-too-long"] });
  });

  it("a record of some megabytes is just a record", async () => {
    const big = rowOf({ id: "2", body: "x".repeat(5 * 1024 * 1024) });
    expect(await idsAndSkips([...lines("1"), big, rowOf({ id: "3" })].join("\n"))).toEqual({ ids: [1, 2, 3], skips: [] });
  });
});

describe("a damaged ZIP", () => {
  it("keeps the rows that could be read, says so, and goes on with other files", async () => {
    const posts = Array.from({ length: 4000 }, (_, n) => ({
      id: String(n + 1),
      body: Array.from({ length: 40 }, (_, k) => (n * 7919 + k * k * 104729) % 9973).join(" "),
    }));
    const topics = csv(["id", "name"], { id: "1", name: "focus" });
    await workspace.zip("broken.zip", {
      "Messages.csv": messagesCsv(...posts),
      "MessageThreadsOutbound.csv": '"thread_id"\n"1"\n',
      "Topics.csv": topics,
    });
    const { readFile, writeFile } = await import("node:fs/promises");
    const path = `${workspace.path}/broken.zip`;
    const bytes = await readFile(path);
    bytes.fill(0xff, 200_000, 200_100);
    await writeFile(path, bytes);
    const outcome = await workspace.read(["broken.zip"]);
    const rows = outcome.of("message").length;
    expect(rows).toBeGreaterThan(100);
    expect(rows).toBeLessThan(4000);
    expect(outcome.gaps.map(({ gap }) => gap)).toEqual(["damaged-input"]);
    expect(outcome.gaps[0]?.evidence).toContain("broken.zip/Messages.csv");
    expect(outcome.of("topic")).toHaveLength(1);
    expect(outcome.of("external-thread")).toHaveLength(1);
  });

  it("tells a file whose checksum is wrong", async () => {
    await workspace.zip("crc.zip", { "Topics.csv": csv(["id", "name"], { id: "1", name: "focus" }) });
    const { readFile, writeFile } = await import("node:fs/promises");
    const bytes = await readFile(`${workspace.path}/crc.zip`);
    const directory = bytes.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    bytes.writeUInt32LE(0x12345678, directory + 16);
    await writeFile(`${workspace.path}/crc.zip`, bytes);
    const outcome = await workspace.read(["crc.zip"]);
    expect(outcome.of("topic")).toHaveLength(1);
    expect(outcome.gaps).toMatchObject([{ gap: "damaged-input" }]);
  });
});

describe("counts of log.txt", () => {
  const log = "Number of exported MESSAGES: 3\nNumber of exported MESSAGES OUTBOUND: 9\nNumber of exported TOPICS: 1\n";

  it("are compared with the rows", async () => {
    const content = {
      "log.txt": log,
      "Messages.csv": messagesCsv({ id: "1" }, { id: "2" }),
      "Topics.csv": csv(["id", "name"], { id: "1", name: "x" }),
    };
    const outcome = await workspace.read([await workspace.folder("log1", content)]);
    expect(outcome.of("input").map(({ file, declaredRows }) => [file, declaredRows])).toEqual([
      ["log1/Topics.csv", 1],
      ["log1/Messages.csv", 3],
    ]);
    expect(outcome.gaps).toEqual([
      { kind: "gap", network: "yammer", gap: "count-mismatch", evidence: "log1/Messages.csv: log.txt counts 3, the file has 2 rows" },
    ]);
  });

  it("at the root are those of all network folders together", async () => {
    const content = { "log.txt": log, "1/Messages.csv": messagesCsv({ id: "1" }), "2/Messages.csv": messagesCsv({ id: "2" }, { id: "3" }) };
    expect((await workspace.read([await workspace.folder("log2", content)])).gaps).toEqual([]);
    const short = { "log.txt": log, "1/Messages.csv": messagesCsv({ id: "1" }), "2/Messages.csv": messagesCsv({ id: "2" }) };
    expect((await workspace.read([await workspace.folder("log3", short)])).gaps).toMatchObject([{ gap: "count-mismatch" }]);
  });
});
