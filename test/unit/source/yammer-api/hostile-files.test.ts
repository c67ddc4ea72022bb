import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { RemoteError } from "../../../../src/errors.ts";
import { memoryLedger } from "../../../../src/http/budget.ts";
import { systemClock } from "../../../../src/http/clock.ts";
import { silentLogger } from "../../../../src/log.ts";
import { create, options } from "../../../../src/source/yammer-api/index.ts";
import { listen } from "../../../support/server.ts";

/** Servers that do with ranges, tags, lengths, encodings and addresses whatever they like; the bytes are the file's, or a reason says why not. */

const TOKEN = "secret-token-of-somebody";
const file = Buffer.from(Array.from({ length: 120_000 }, (_, index) => (index * 7919) % 251));
const other = Buffer.from(file).reverse();
const text = Buffer.from(Array.from({ length: 9000 }, (_, index) => `line ${(index * 7919) % 1000}`).join("\n"));
const LONG_AGO = "Wed, 01 Jan 2020 00:00:00 GMT";
const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

type Headers = Readonly<Record<string, string | number>>;
type Reply = (request: IncomingMessage, response: ServerResponse, nth: number) => void;

const whole =
  (body: Buffer, headers: Headers = {}, status = 200): Reply =>
  (_, response) =>
    void response.writeHead(status, { "content-type": "application/pdf", "content-length": body.length, ...headers }).end(body);
const chunked =
  (body: Buffer, headers: Headers = {}): Reply =>
  (_, response) => {
    response.writeHead(200, { "content-type": "application/pdf", ...headers });
    response.write(body.subarray(0, 7));
    response.end(body.subarray(7));
  };
/** With a length, or in chunks, and then the connection breaks. */
const broken =
  (body: Buffer, bytes: number, headers: Headers = {}): Reply =>
  (request, response) => {
    response.writeHead(200, { "content-type": "application/pdf", "content-length": body.length, ...headers });
    response.write(body.subarray(0, bytes), () => setTimeout(() => request.socket.destroy(), 20));
  };
const brokenChunks =
  (body: Buffer, bytes: number, headers: Headers = {}): Reply =>
  (request, response) => {
    response.writeHead(200, { "content-type": "application/pdf", ...headers });
    response.write(body.subarray(0, bytes), () => setTimeout(() => request.socket.destroy(), 20));
  };
const rangeOf = ({ headers }: IncomingMessage): number | undefined => {
  const from = /^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1];
  return from === undefined ? undefined : Number(from);
};
const rest =
  (body: Buffer, headers: Headers = {}): Reply =>
  (request, response) => {
    const from = rangeOf(request) ?? 0;
    const place = { "content-range": `bytes ${from}-${body.length - 1}/${body.length}`, "content-length": body.length - from };
    response.writeHead(206, { ...place, ...headers }).end(body.subarray(from));
  };
/** The first answer, then one for ranges and one for the whole file. */
const then =
  (first: Reply, ranges: Reply, others: Reply): Reply =>
  (request, response, nth) =>
    (nth === 1 ? first : rangeOf(request) === undefined ? others : ranges)(request, response, nth);
const each =
  (make: (nth: number) => Reply): Reply =>
  (request, response, nth) =>
    make(nth)(request, response, nth);
const redirect =
  (to: () => string): Reply =>
  (_, response) =>
    void response.writeHead(302, { location: to() }).end();

let reply: Reply = whole(file);
let elsewhere: Reply = whole(file);
let asked = 0;
const api = await listen((request, response) => {
  if (request.url?.endsWith("/networks/current.json") === true) return whole(Buffer.from("[]"))(request, response, 0);
  reply(request, response, ++asked);
});
const far = await listen((request, response) => {
  elsewhere(request, response, 0);
});
afterAll(() => Promise.all([api.close(), far.close()]));
beforeEach(() => {
  asked = 0;
  elsewhere = whole(file);
  for (const { requests } of [api, far]) requests.length = 0;
});

const config = options.parse({
  ...{ kind: "yammer-api", base_url: `${api.url}/api/v1`, budget: { other: "10000/1s" } },
  files: { hosts: ["127.0.0.1"], max_bytes: 1_000_000, idle_seconds: 1 },
});
const source = create(config, {
  log: silentLogger,
  ...{ clock: systemClock, env: {}, ledger: memoryLedger, certificates: () => [], token: () => Promise.resolve(TOKEN) },
});

async function fetched(given: Reply, told: { readonly name?: string; readonly sizeBytes?: number | null } = {}): Promise<string> {
  reply = given;
  asked = 0;
  const { name = "report.pdf", sizeBytes = file.length } = told;
  const locator = `${api.url}/api/v1/uploaded_files/1/download`;
  const signal = new AbortController().signal;
  try {
    return sha256(
      await buffer(await source.open({ network: "contoso.com", type: "file", id: "1", origin: "x", locator, name, sizeBytes }, signal)),
    );
  } catch (error) {
    if (error instanceof RemoteError) return `${error.recovery}: ${error.message}`;
    throw error;
  }
}

describe("a download that broke goes on to the very bytes of the file", () => {
  const tag = { etag: '"a"' };
  const start = broken(file, 50_000, tag);
  const wrong =
    (headers: Headers, body = file): Reply =>
    (_, response) =>
      void response.writeHead(206, { ...tag, ...headers }).end(body);

  it.each<[string, Reply]>([
    [
      "gives another place than was asked for",
      wrong({ "content-range": `bytes 0-${file.length - 1}/${file.length}`, "content-length": file.length }),
    ],
    [
      "speaks of a file of another size",
      (request, response) => rest(file, { ...tag, "content-range": `bytes ${rangeOf(request)}-1/99` })(request, response, 0),
    ],
    ["does not say which part it gives", wrong({ "content-length": 70_000 }, file.subarray(50_000))],
    ["gives parts of parts", wrong({ "content-type": "multipart/byteranges; boundary=x" }, Buffer.from("--x\r\n\r\n--x--"))],
    ["gives a part that is packed", wrong({ "content-range": `bytes 50000-119999/120000`, "content-encoding": "gzip" }, gzipSync(file))],
    ["says there is nothing", (_, response) => void response.writeHead(416).end()],
    ["knows no ranges", whole(file, tag)],
    ["has another tag by then", rest(file, { etag: '"b"' })],
  ])("where a server that is asked for the rest %s", async (_, ranges) => {
    expect(await fetched(then(start, ranges, whole(file, tag)))).toBe(sha256(file));
  });

  it.each<[string, Reply]>([
    [
      "changes its tag with every answer",
      each((nth) => (nth < 4 ? broken(file, 30_000 * nth, { etag: `"${nth}"` }) : whole(file, { etag: `"${nth}"` }))),
    ],
    ["has no tag", each((nth) => (nth < 4 ? broken(file, 30_000 * nth) : whole(file)))],
    ["has a weak tag", then(broken(file, 50_000, { etag: 'W/"a"' }), rest(file, { etag: 'W/"a"' }), whole(file, { etag: 'W/"a"' }))],
    [
      "tells times only",
      then(broken(file, 50_000, { "last-modified": LONG_AGO }), rest(file, { "last-modified": LONG_AGO }), whole(other)),
    ],
    ["gives less than was asked for", (request, response, nth) => (nth === 1 ? start : upTo(40_000, tag))(request, response, nth)],
    [
      "packs what it sends",
      each((nth) =>
        nth === 1
          ? broken(gzipSync(file), 300, { "content-encoding": "gzip", ...tag })
          : whole(gzipSync(file), { "content-encoding": "gzip", ...tag }),
      ),
    ],
    [
      "tells no length and denies the rest",
      then(brokenChunks(file, 50_000, tag), (_, response) => void response.writeHead(416).end(), chunked(file, tag)),
    ],
  ])("where its server %s", async (_, given) => {
    expect(await fetched(given)).toBe(sha256(file));
  });

  it.each<[string, Headers]>([
    ["no tag", {}],
    ["a weak tag", { etag: 'W/"a"' }],
  ])("and is never put together of two files, by %s", async (_, headers) => {
    expect(await fetched(then(broken(other, 50_000, headers), rest(file, headers), whole(file, headers)))).toBe(
      "retry: the file changed while it was fetched",
    );
  });

  it("takes more breaks than a few where each brought much of it", async () => {
    const large = Buffer.from(Array.from({ length: 900_000 }, (_, index) => (index * 7919) % 251));
    const big = Buffer.concat(Array.from({ length: 10 }, () => large));
    const roomy = create(
      options.parse({ ...config, budget: { other: "10000/1s", messages: "10/30s" }, files: { ...config.files, max_bytes: 10_000_000 } }),
      {
        log: silentLogger,
        ...{ clock: systemClock, env: {}, ledger: memoryLedger, certificates: () => [], token: () => Promise.resolve(TOKEN) },
      },
    );
    reply = (request, response) => {
      const from = rangeOf(request) ?? 0;
      const range = from > 0 ? { "content-range": `bytes ${from}-${big.length - 1}/${big.length}` } : {};
      response.writeHead(from > 0 ? 206 : 200, { ...tag, ...range, "content-length": big.length - from });
      if (from + 1_200_000 >= big.length) response.end(big.subarray(from));
      else response.write(big.subarray(from, from + 1_200_000), () => setTimeout(() => request.socket.destroy(), 20));
    };
    const locator = `${api.url}/api/v1/uploaded_files/1/download`;
    const stream = await roomy.open({ network: "contoso.com", type: "file", id: "1", origin: "x", locator }, new AbortController().signal);
    expect(sha256(await buffer(stream))).toBe(sha256(big));
    expect(asked).toBeGreaterThan(6);
  });

  function upTo(bytes: number, headers: Headers): Reply {
    return (request, response) => {
      const from = rangeOf(request) ?? 0;
      const end = Math.min(file.length, from + bytes);
      const place = { "content-range": `bytes ${from}-${end - 1}/${file.length}`, "content-length": end - from };
      response.writeHead(206, { ...place, ...headers }).end(file.subarray(from, end));
    };
  }
});

describe("a file that tells no length, of which another size was told", () => {
  const told = { sizeBytes: file.length + 500 };

  it.each<[string, Reply]>([
    ["another tag each time", each((nth) => chunked(file, { etag: `"${nth}"` }))],
    ["another weak tag each time", each((nth) => chunked(file, { etag: `W/"${nth}"` }))],
    ["another time each time", each((nth) => chunked(file, { "last-modified": new Date(1.5e12 + nth * 1e6).toUTCString() }))],
    [
      "a tag, and no range behind its end",
      then(chunked(file, { etag: '"a"' }), (_, response) => void response.writeHead(416).end(), chunked(file)),
    ],
  ])("is kept as it came where it has %s", async (_, given) => {
    expect(await fetched(given, told)).toBe(sha256(file));
    expect(asked).toBeLessThanOrEqual(3);
  });

  it("is kept as it came first where the second time it is another, and no longer", async () => {
    expect(
      await fetched(
        each((nth) => chunked(nth === 1 ? file : other)),
        told,
      ),
    ).toBe(sha256(file));
    expect(
      await fetched(
        each((nth) => chunked(nth === 1 ? file : other.subarray(0, 100))),
        told,
      ),
    ).toBe(sha256(file));
  });

  it("is begun anew where the second time it is another, and longer", async () => {
    const longer = Buffer.concat([other, other.subarray(0, 10)]);
    expect(
      await fetched(
        each((nth) => chunked(nth === 1 ? file : longer)),
        told,
      ),
    ).toMatch(/^retry: the file changed/);
  });
});

describe("an answer that is packed although nobody asked for it", () => {
  it.each<[string, Reply]>([
    ["gzip", whole(gzipSync(text), { "content-encoding": "gzip", etag: '"a"' })],
    ["deflate", whole(deflateSync(text), { "content-encoding": "deflate" })],
    ["br", whole(brotliCompressSync(text), { "content-encoding": "br" })],
    ["identity", whole(text, { "content-encoding": "identity" })],
  ])("is unpacked: %s", async (_, given) => {
    expect(await fetched(given, { sizeBytes: text.length, name: "notes.txt" })).toBe(sha256(text));
    expect(asked).toBe(1);
  });

  it("is the file itself where it has the size that was told: an archive that its server takes for an encoding", async () => {
    const archive = gzipSync(text);
    expect(await fetched(whole(archive, { "content-encoding": "gzip" }), { sizeBytes: archive.length, name: "x.tar.gz" })).toBe(
      sha256(archive),
    );
  });

  it("is no file where nobody can unpack it, and never more than files.max_bytes allows", async () => {
    expect(await fetched(whole(text, { "content-encoding": "zip9" }), { sizeBytes: 5 })).toMatch(/^skip: .*packed in a way/);
    expect(await fetched(whole(text, { "content-encoding": "gzip" }), { sizeBytes: 5 })).toMatch(/^skip: .*broke/);
    const bomb = gzipSync(Buffer.alloc(3_000_000));
    expect(await fetched(whole(bomb, { "content-encoding": "gzip" }), { sizeBytes: 5 })).toMatch(/^skip: the file has more bytes/);
  });
});

describe("an answer of success that is no file", () => {
  it.each<[string, Reply, RegExp]>([
    ["a part that nobody asked for", whole(file.subarray(9), { "content-range": `bytes 9-119999/120000` }, 206), /206/],
    ["a promise", whole(Buffer.from("<html>soon</html>"), { "content-type": "text/html" }, 202), /202/],
    [
      "a failure without a length, under a name of JSON",
      chunked(Buffer.from(`{"response":{"stat":"fail"}}`), { "content-type": "application/json" }),
      /error/,
    ],
  ])("is asked for again, and is a gap in the end: %s", async (_, given, why) => {
    expect(await fetched(given, { name: "data.json" })).toMatch(why);
    expect(
      await fetched(
        each((nth) => (nth < 3 ? given : whole(file))),
        { name: "data.json" },
      ),
    ).toBe(sha256(file));
  });

  it("is the file where the whole of it comes as a part", async () => {
    expect(await fetched(whole(file, { "content-range": `bytes 0-119999/120000` }, 206))).toBe(sha256(file));
  });
});

describe("an address", () => {
  it.each<[string, () => string, RegExp]>([
    ["of a private network", () => "https://10.1.2.3/x", /files.hosts does not allow/],
    ["of a private network, in another spelling", () => "https://167838211/x", /10\.1\.2\.3, which files\.hosts does not allow/],
    ["of a sign-in", () => "https://login.microsoftonline.com/x", /wants a sign-in of its own \(login.microsoftonline.com\)/],
    ["of no host", () => "file:///etc/passwd", /files.hosts does not allow/],
    ["with the token in it", () => `${far.url}/x?access_token=${TOKEN}`, /would show the token to 127.0.0.1:\d+$/],
  ])(
    "%s is not followed, and the file is a gap",
    async (_, to, why) => {
      expect(await fetched(redirect(to))).toMatch(why);
      expect(far.requests).toEqual([]);
    },
    120_000,
  );

  it("of another host gets no token, in no header and in no query", async () => {
    expect(await fetched(redirect(() => `${far.url}/x?sig=1`))).toBe(sha256(file));
    expect(JSON.stringify(far.requests)).not.toContain(TOKEN);
    expect(JSON.stringify(api.requests)).toContain(TOKEN);
  });

  it("may hold a name, which takes the place of no token", async () => {
    const self = redirect(() => `${api.url.replace("//", "//a:b@")}/api/v1/uploaded_files/1/download?x`);
    expect(await fetched(each((nth) => (nth === 1 ? self : whole(file))))).toBe(sha256(file));
    expect(api.requests.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${TOKEN}`, `Bearer ${TOKEN}`]);
  });

  it("may come with a body that has no end", async () => {
    let isCut = false;
    const endless: Reply = (_, response) => {
      response.writeHead(302, { location: `${far.url}/x` });
      const more = setInterval(() => response.write(Buffer.alloc(16_384)), 2);
      response.on("close", () => (clearInterval(more), (isCut = true)));
    };
    expect(await fetched(endless)).toBe(sha256(file));
    await expect.poll(() => isCut).toBe(true);
  });
});
