import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLogger } from "../../../../src/log.ts";
import { memoryLedger } from "../../../../src/http/budget.ts";
import { systemClock } from "../../../../src/http/clock.ts";
import type { FileToOpen } from "../../../../src/source/source.ts";
import { create, options } from "../../../../src/source/yammer-api/index.ts";
import { createBlobs } from "../../../../src/store/blobs.ts";
import { listen } from "../../../support/server.ts";

const NAME = "source/../../etc/passwd";
const first = Buffer.from(Array.from({ length: 2_000_000 }, (_, index) => (index * 7919) % 251));
const second = Buffer.from(first).reverse();
const LONG_AGO = "Wed, 01 Jan 2020 00:00:00 GMT";
const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

/** A file as its server has it now, and how that answers. */
interface Served {
  bytes: Buffer;
  headers: Record<string, string>;
  ranges: "honest" | "none" | "whatever-if-range" | "wrong-place";
  /** The connection breaks after so many bytes of an answer. */
  breaksAfter: number;
  /** Comes true as soon as it broke. */
  then: Partial<Served>;
}
const served: Served = { bytes: first, headers: {}, ranges: "honest", breaksAfter: Infinity, then: {} };

function answer(request: IncomingMessage, response: ServerResponse): void {
  const { bytes, headers, ranges, breaksAfter } = served;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  const asked = ranges === "none" ? undefined : /^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1];
  const validator = request.headers["if-range"];
  const isSame = validator === undefined || validator === headers["etag"] || validator === headers["last-modified"];
  const isRange = asked !== undefined && (isSame || ranges === "whatever-if-range");
  const from = isRange ? Number(asked) + (ranges === "wrong-place" ? 1 : 0) : 0;
  if (isRange && from >= bytes.length) return void response.writeHead(416).end();
  const body = bytes.subarray(from);
  if (isRange) response.setHeader("content-range", `bytes ${from}-${bytes.length - 1}/${bytes.length}`);
  response.writeHead(isRange ? 206 : 200, { "content-type": "application/pdf", "content-length": body.length });
  if (breaksAfter >= body.length) return void response.end(body);
  response.write(body.subarray(0, breaksAfter), () => {
    Object.assign(served, served.then);
    request.socket.destroy();
  });
}

const server = await listen(answer);
const workspace = mkdtempSync(join(tmpdir(), "parts-"));
afterAll(async () => {
  await server.close();
  rmSync(workspace, { recursive: true });
});
beforeEach(() => {
  Object.assign(served, { bytes: first, headers: { etag: '"one"' }, ranges: "honest", breaksAfter: Infinity, then: {} });
  server.requests.length = 0;
});
afterEach(() => rmSync(join(workspace, "blobs"), { recursive: true, force: true }));

const base = options.parse({ kind: "yammer-api", base_url: `${server.url}/api/v1`, budget: { other: "1000/1s" } });
const source = create(base, {
  log: silentLogger,
  ...{ clock: systemClock, env: {}, ledger: memoryLedger, certificates: () => [], token: () => Promise.resolve("t") },
});
const locator = `${server.url}/api/v1/uploaded_files/1/download`;
const file: FileToOpen = { network: "contoso.com", type: "file", id: "1", origin: "x", locator };

/** One run that fetches the file, and dies after so many bytes. Gives what came of it. */
async function fetchFile(how: { readonly diesAfter?: number } = {}): Promise<string | undefined> {
  const blobs = createBlobs(workspace);
  const stop = new AbortController();
  const opened = await source.resume?.(file, await blobs.part(NAME), stop.signal);
  if (!opened) throw new Error("the source cannot go on");
  let had = opened.from;
  opened.bytes.on("data", (chunk: Buffer) => (had += chunk.length) > (how.diesAfter ?? Infinity) && stop.abort());
  opened.bytes.pause();
  const put = await blobs.putOn(NAME, opened, stop.signal).catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
    return undefined;
  });
  return put?.sha256;
}
const ranges = () => server.requests.map(({ headers }) => headers.range ?? "whole");
const parts = () => (existsSync(join(workspace, "blobs/.parts")) ? readdirSync(join(workspace, "blobs/.parts")) : []);

describe("a download that was cut off", () => {
  it.each([
    ["an ETag", { etag: '"one"' }],
    ["a time that is old enough", { etag: 'W/"one"', "last-modified": LONG_AGO }],
  ])("goes on in the next run by %s, and is no blob before it is whole", async (_, headers) => {
    served.headers = headers;
    expect(await fetchFile({ diesAfter: 900_000 })).toBeUndefined();
    expect(readdirSync(join(workspace, "blobs"))).toEqual([".parts"]);
    expect(parts().every((name) => /^[0-9a-f]{40}(\.json)?$/.test(name))).toBe(true);
    expect(await fetchFile()).toBe(sha256(first));
    expect(ranges()).toEqual(["whole", expect.stringMatching(/^bytes=[1-9]\d{5,}-$/)]);
    expect(parts()).toEqual([]);
  });

  it.each([
    ["has no validator", { headers: {} }],
    ["has a weak one only", { headers: { etag: 'W/"one"' } }],
    ["was changed within the second", { headers: { "last-modified": LONG_AGO, date: LONG_AGO } }],
  ])("begins anew where the file %s", async (_, how) => {
    Object.assign(served, how);
    expect(await fetchFile({ diesAfter: 900_000 })).toBeUndefined();
    expect(parts()).toEqual([]);
    expect(await fetchFile()).toBe(sha256(first));
    expect(ranges()).toEqual(["whole", "whole"]);
  });

  it.each(["honest", "none", "whatever-if-range"] as const)("throws its part away where the file changed (ranges: %s)", async (how) => {
    await fetchFile({ diesAfter: 900_000 });
    Object.assign(served, { bytes: second, headers: { etag: '"two"' }, ranges: how });
    expect(await fetchFile()).toBe(sha256(second));
  });

  it("begins anew where the server cannot do ranges, sends another place, or has a shorter file", async () => {
    for (const [ranges, bytes] of [
      ["none", first],
      ["wrong-place", first],
      ["honest", first.subarray(0, 1000)],
    ] as const) {
      Object.assign(served, { bytes: first, headers: { etag: '"one"' }, ranges: "honest" });
      await fetchFile({ diesAfter: 1_200_000 });
      Object.assign(served, { ranges, bytes });
      expect(await fetchFile()).toBe(sha256(bytes));
    }
  });

  it("that had all bytes, and no name yet, asks for the last one", async () => {
    await fetchFile({ diesAfter: first.length - 1 });
    expect(await fetchFile()).toBe(sha256(first));
    expect(ranges()[1]).toMatch(/^bytes=\d+-$/);
  });

  it("begins anew where its part is damaged, or was written by nobody we know", async () => {
    const [name = ""] = (await fetchFile({ diesAfter: 900_000 }), parts());
    truncateSync(join(workspace, "blobs/.parts", name), 10);
    expect(await fetchFile()).toBe(sha256(first));
    await fetchFile({ diesAfter: 900_000 });
    writeFileSync(join(workspace, "blobs/.parts", `${name}.json`), '{"bytes":-5,"seal":7}');
    expect(await fetchFile()).toBe(sha256(first));
    expect(ranges().filter((range) => range !== "whole")).toEqual([]);
  });

  it("leaves no part of a file that nobody wants any more", async () => {
    await fetchFile({ diesAfter: 900_000 });
    createBlobs(workspace).keepParts([NAME]);
    expect(parts()).toHaveLength(2);
    createBlobs(workspace).keepParts(["another"]);
    expect(parts()).toEqual([]);
  });
});

describe("a download whose connection broke", () => {
  it("goes on in the same run, and leaves its part to the next one where it broke too often", async () => {
    served.breaksAfter = 100_000;
    await expect(fetchFile()).rejects.toMatchObject({ recovery: "skip" });
    served.breaksAfter = Infinity;
    expect(await fetchFile()).toBe(sha256(first));
    expect(
      ranges()
        .slice(1)
        .every((range) => range !== "whole"),
    ).toBe(true);
  });

  it("is to be begun anew where the file changed meanwhile", async () => {
    Object.assign(served, { breaksAfter: 300_000, then: { bytes: second, headers: { etag: '"two"' }, breaksAfter: Infinity } });
    await expect(fetchFile()).rejects.toMatchObject({ recovery: "retry" });
    expect(ranges()).toEqual(["whole", expect.stringMatching(/^bytes=[1-9]/)]);
    expect(await fetchFile()).toBe(sha256(second));
  });
});
