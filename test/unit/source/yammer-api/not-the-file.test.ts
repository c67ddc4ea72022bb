import type { ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { silentLogger } from "../../../../src/log.ts";
import { memoryLedger } from "../../../../src/http/budget.ts";
import { systemClock } from "../../../../src/http/clock.ts";
import { create, options } from "../../../../src/source/yammer-api/index.ts";
import { WORST } from "../../../fakes/yammer/options.ts";
import { makeNetwork } from "../../../support/network.ts";
import { listen } from "../../../support/server.ts";
import { cleanUpYards, makeYard } from "../../../support/yammer-api.ts";

interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly body?: string;
  /** Without a length, in pieces. */
  readonly isChunked?: boolean;
}

/** One an answer, then the last for good. */
let answers: readonly Answer[] = [];
let asked = 0;

function answer(_: unknown, response: ServerResponse): void {
  const {
    status = 200,
    type = "application/octet-stream",
    body = "",
    isChunked = false,
  } = answers[Math.min(asked++, answers.length - 1)] ?? {};
  const bytes = Buffer.from(body);
  response.writeHead(status, { "content-type": type, ...(isChunked || status === 204 ? {} : { "content-length": bytes.length }) });
  if (isChunked) response.write(bytes.subarray(0, 7));
  response.end(isChunked ? bytes.subarray(7) : bytes);
}

const server = await listen(answer);
afterAll(() => server.close());
beforeEach(() => (asked = 0));

const config = options.parse({ kind: "yammer-api", base_url: `${server.url}/api/v1`, budget: { other: "1000/1s" } });
const source = create(config, {
  log: silentLogger,
  ...{ clock: systemClock, env: {}, ledger: memoryLedger, certificates: () => [], token: () => Promise.resolve("t") },
});

async function bytesOf(name: string | null, sizeBytes: number | null, ...given: readonly Answer[]): Promise<string> {
  answers = given;
  const locator = `${server.url}/api/v1/uploaded_files/1/download`;
  const stream = await source.open(
    { network: "contoso.com", type: "file", id: "1", origin: "x", locator, name, sizeBytes },
    new AbortController().signal,
  );
  return (await buffer(stream)).toString("utf8");
}

const page = "<!DOCTYPE html><html><body>Sign in</body></html>";
const html: Answer = { type: "text/html; charset=utf-8", body: page };
const json: Answer = { type: "application/json", body: `{"error":"busy"}` };
const file: Answer = { type: "application/pdf", body: "%PDF-1.7 the file" };
const size = (file.body ?? "").length;

describe("an answer that is not the file", () => {
  it.each<[string, Answer, RegExp]>([
    ["a web page", html, /a web page of 48 bytes/],
    ["a web page that tells no length", { ...html, isChunked: true }, /a web page of 48 bytes/],
    ["an error in JSON", json, /16 bytes of JSON/],
    ["an error in XML", { type: "application/xml", body: "<response/>" }, /11 bytes of JSON or XML/],
    ["nothing, with 204", { status: 204 }, /204/],
    ["nothing, with 200", { body: "" }, /nothing, and the file has 17 bytes/],
    ["nothing, with 200, that tells no length", { body: "", isChunked: true }, /nothing, and the file has 17 bytes/],
  ])("is asked for again where it is %s, and is no file in the end", async (_, odd, why) => {
    expect(await bytesOf("report.pdf", size, odd, odd, file)).toBe(file.body);
    await expect(bytesOf("report.pdf", size, odd)).rejects.toMatchObject({
      recovery: "skip",
      message: expect.stringMatching(why) as string,
    });
  });

  it("is one also where no size was told, if it is a page and the name speaks of another thing", async () => {
    await expect(bytesOf("report.pdf", null, html)).rejects.toMatchObject({ recovery: "skip" });
    await expect(bytesOf(null, null, { status: 204 })).rejects.toMatchObject({ recovery: "skip" });
  });
});

describe("a file that looks like something else", () => {
  it.each<[string, string | null, number | null, Answer]>([
    ["a web page somebody uploaded", "page.html", page.length, html],
    ["a web page somebody uploaded, of another size than told", "page.htm", 7, html],
    ["a page that was uploaded as text, of the size that was told", "page.txt", page.length, { ...html, isChunked: true }],
    ["JSON somebody uploaded, of another size than told", "data.json", 3, { type: "application/json", body: `{"rows":[1,2]}` }],
    ["an answer with an error that somebody uploaded, of the size that was told", "data.json", json.body?.length ?? 0, json],
    ["a drawing in XML", "plan.svg", 3, { type: "text/xml", body: "<svg/>" }],
    ["a document into which SharePoint wrote", "report.pdf", size - 3, file],
    ["a file of which more was told than there is", "report.pdf", size + 3, file],
    ["a file that tells no length, of which more was told than there is", "report.pdf", size + 3, { ...file, isChunked: true }],
    ["an empty file", "empty.txt", null, { body: "" }],
    ["a long web page without a length, longer than any error", "book.txt", 5, { ...html, body: page.padEnd(1_200_000), isChunked: true }],
  ])("is kept as it came: %s", async (_, name, sizeBytes, given) => {
    expect(await bytesOf(name, sizeBytes, given)).toBe(given.body);
  });

  it("is asked for once more where it may have been cut: it tells no length, and ends before the size that was told", async () => {
    const cut = { ...file, body: "%PDF-1.7 the", isChunked: true };
    expect(await bytesOf("report.pdf", size, cut, { ...file, isChunked: true })).toBe(file.body);
    expect(asked).toBe(2);
  });
});

describe("a network whose files are sign-in pages now and then", () => {
  cleanUpYards();

  it("gives no wrong blob, and a gap with its reason for what never came", async () => {
    const truth = makeNetwork({ seed: 5, messages: 220, people: 30, groups: 4 });
    const { falseFiles, falseAnswers } = WORST;
    const yard = await makeYard({ truth, lies: { falseFiles, falseAnswers, signInFiles: 0.5, wrongSizes: 0.5 } });
    await yard.export();
    expect(yard.fake.differences(yard.database, { token: yard.fake.tokens.of("member") })).toEqual([]);
    const gaps = yard.withStore(({ db }) => db.prepare<[], { kind: string; evidence: string }>("SELECT kind, evidence FROM v_gap").all());
    expect(gaps).toContainEqual({
      kind: "missing-bytes",
      evidence: expect.stringMatching(/: the server answered .*(page|JSON|nothing|204)/) as string,
    });
    expect(gaps).toContainEqual({
      kind: "size-differs",
      evidence: expect.stringMatching(/^file \d+ has \d+ bytes here, and the source tells \d+$/) as string,
    });
  });
});
