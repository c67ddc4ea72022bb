import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { RemoteError, UserError } from "../../../src/errors.ts";
import { memoryLedger } from "../../../src/http/budget.ts";
import { checkBaseUrl, createClient, type ClientOptions } from "../../../src/http/client.ts";
import { createThrottle } from "../../../src/http/throttle.ts";
import { trustedCertificates } from "../../../src/http/tls.ts";
import { createTransport } from "../../../src/http/transport.ts";
import type { Environment } from "../../../src/http/proxy.ts";
import { silentLogger, type Logger } from "../../../src/log.ts";
import { connectProxy, listen, testAuthority, type Listening } from "../../support/server.ts";
import { virtualClock } from "../../support/virtual-clock.ts";

const never = new AbortController().signal;
const opened: Listening[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

async function server(answer: RequestListener, options: { readonly tls?: boolean } = {}): Promise<Listening> {
  const made = await listen(answer, options);
  opened.push(made);
  return made;
}

function client(base: string, more: Partial<ClientOptions> & { readonly env?: Environment; readonly ca?: readonly string[] } = {}) {
  const clock = virtualClock();
  const baseUrl = new URL(base);
  const budgets = { other: { requests: 10, windowMs: 30_000 } };
  const throttle = createThrottle({ host: baseUrl.host, budgets, ledger: memoryLedger(), clock, longestRequestMs: 60_000 });
  const transport = createTransport({ env: more.env ?? {}, certificates: () => more.ca ?? [], trustedOrigins: [baseUrl.origin] });
  const http = createClient({ service: "Yammer", baseUrl, throttle, transport, clock, log: silentLogger, random: () => 0, ...more });
  return { clock, throttle, get: (path: string) => http.json({ url: new URL(path, base), bucket: "other" }, never), http };
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}): RequestListener => {
  return (_request, response) => response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
};
const inTurn = (...answers: RequestListener[]): RequestListener => {
  let turn = 0;
  return (request, response) => answers[Math.min(turn++, answers.length - 1)]?.(request, response);
};

describe("a request", () => {
  it("is signed for its own server", async () => {
    const here = await server(json({ ok: true }));
    const { get } = client(here.url, { authorize: () => Promise.resolve({ authorization: "Bearer s3cret" }) });
    expect((await get("/a.json")).body).toEqual({ ok: true });
    expect(here.requests[0]?.headers).toMatchObject({ authorization: "Bearer s3cret", accept: "application/json" });
  });

  it("takes the token to no other server, neither by a redirect nor by an address", async () => {
    const elsewhere = await server(json({ stolen: true }));
    const here = await server((_request, response) => response.writeHead(302, { location: `${elsewhere.url}/login` }).end());
    const { get, http } = client(here.url, { authorize: () => Promise.resolve({ authorization: "Bearer s3cret" }) });
    await expect(get("/a.json")).rejects.toBeInstanceOf(UserError);
    expect(elsewhere.requests).toEqual([]);
    await http.json({ url: new URL(elsewhere.url), bucket: "other" }, never).catch(() => undefined);
    for (const { headers } of elsewhere.requests) expect(headers).not.toHaveProperty("authorization");
  });

  it("follows a redirect on its own server", async () => {
    const here = await server((request, response) =>
      request.url === "/old" ? response.writeHead(301, { location: "/new" }).end() : response.end('{"at":"new"}'),
    );
    expect((await client(here.url).get("/old")).body).toEqual({ at: "new" });
  });

  it("is tried again after what passes: errors of the server, pages instead of JSON, dropped connections", async () => {
    const here = await server(
      inTurn(
        (_request, response) => response.writeHead(502, { "content-type": "text/html" }).end("<html>Bad gateway</html>"),
        (_request, response) => response.end("<html>"),
        (request) => request.socket.destroy(),
        json({ ok: true }),
      ),
    );
    const { get, clock } = client(here.url);
    expect((await get("/a.json")).body).toEqual({ ok: true });
    expect(here.requests).toHaveLength(4);
    expect(clock.steady()).toBeGreaterThan(0);
  });

  it("gives up in the end, resumable", async () => {
    const here = await server((_request, response) => response.writeHead(503).end());
    await expect(client(here.url).get("/a.json")).rejects.toMatchObject({ name: "RemoteError", recovery: "abort", status: 503 });
  });

  it("waits as long as a 429 says before anything else goes to the server", async () => {
    const here = await server(inTurn(json({}, 429, { "retry-after": "12" }), json({ ok: true })));
    const { get, clock } = client(here.url);
    await get("/a.json");
    expect(clock.steady()).toBe(12_000);
  });

  it("waits a window after a 429 that says nothing", async () => {
    const here = await server(inTurn(json({}, 429), json({ ok: true })));
    const { get, clock } = client(here.url);
    await get("/a.json");
    expect(clock.steady()).toBe(30_000);
  });

  it("that writes is not sent again when it may have landed", async () => {
    const here = await server((request) => request.socket.destroy());
    const { http } = client(here.url);
    await expect(http.json({ url: new URL(here.url), bucket: "other", method: "POST", body: "{}" }, never)).rejects.toBeInstanceOf(
      RemoteError,
    );
    expect(here.requests).toHaveLength(1);
  });

  it("gets a new token once when the old one ended, and goes on", async () => {
    const here = await server((request, response) => {
      const isGood = request.headers.authorization === "Bearer new";
      response.writeHead(isGood ? 200 : 401).end(isGood ? "{}" : '{"response":{"message":"Token not found.","code":16,"stat":"fail"}}');
    });
    let token = "old";
    const { get } = client(here.url, {
      authorize: (isRefused) => {
        if (isRefused) token = "new";
        return Promise.resolve({ authorization: `Bearer ${token}` });
      },
    });
    await get("/a.json");
    await get("/a.json");
    expect(here.requests.map(({ headers }) => headers.authorization)).toEqual(["Bearer old", "Bearer new", "Bearer new"]);
  });

  it("is signed with the token of the moment, not with one that ended while it waited for its place", async () => {
    const here = await server(json({ ok: true }));
    const { get, clock } = client(here.url, { authorize: () => Promise.resolve({ authorization: `Bearer ${now()}` }) });
    const now = () => (clock.steady() < 5000 ? "early" : "late");
    for (let n = 0; n < 11; n++) await get("/a.json");
    expect(here.requests.map(({ headers }) => headers.authorization)).toEqual([
      ...Array.from({ length: 10 }, () => "Bearer early"),
      "Bearer late",
    ]);
  });

  it("with a token that nobody accepts is an error that says what to do", async () => {
    const here = await server(json("Authentication failure.", 401));
    await expect(client(here.url, { authorize: () => Promise.resolve({}) }).get("/a.json")).rejects.toMatchObject({ exit: 3 });
    expect(here.requests).toHaveLength(2);
  });

  it("takes an answer of a bounded size only", async () => {
    const here = await server((_request, response) => response.end(`"${"x".repeat(5000)}"`));
    await expect(client(here.url, { maxBytes: 1000 }).get("/a.json")).rejects.toMatchObject({ recovery: "abort" });
  });

  it("does not wait for ever", async () => {
    const here = await server(() => undefined);
    const pending = client(here.url, { timeoutMs: 20 }).get("/a.json");
    await expect(pending).rejects.toMatchObject({ name: "RemoteError", recovery: "abort" });
  });

  it("learns how far this computer's clock is from the server's", async () => {
    const told: string[] = [];
    const here = await server((_request, response) => {
      response.sendDate = false;
      response.writeHead(200, Object.fromEntries(told.map((date) => ["date", date]))).end("{}");
    });
    const { get, http, clock } = client(here.url);
    await get("/a.json");
    expect(http.aheadMs()).toBeUndefined();
    told.push(new Date(Math.floor(clock.wall() / 1000) * 1000 - 7_200_000).toUTCString());
    await get("/a.json");
    expect(Math.round((http.aheadMs() ?? 0) / 60_000)).toBe(120);
  });

  it("stops when asked", async () => {
    const here = await server(() => undefined);
    const stop = new AbortController();
    const pending = client(here.url).http.json({ url: new URL(here.url), bucket: "other" }, stop.signal);
    setTimeout(() => stop.abort(), 20);
    await expect(pending).rejects.toMatchObject({ name: "AbortError" });
  });

  it("leaves no secret in the log", async () => {
    const here = await server(json({ body: "a body" }));
    const lines: string[] = [];
    const write = (message: string, data?: unknown) => void lines.push(message + JSON.stringify(data));
    const log: Logger = { error: write, warn: write, info: write, debug: write };
    const { get } = client(here.url, { log, authorize: () => Promise.resolve({ authorization: "Bearer s3cret" }) });
    await get("/users/by_email.json?email=ada@contoso.example");
    expect(lines.join()).toContain("by_email");
    for (const secret of ["s3cret", "ada@", "a body"]) expect(lines.join()).not.toContain(secret);
  });

  it("reads every page of an error that the caller wants to see", async () => {
    const here = await server((_request, response) => response.writeHead(404).end("not here"));
    const { http } = client(here.url);
    expect(await http.json({ url: new URL(here.url), bucket: "other", accept: [404] }, never)).toMatchObject({ status: 404 });
  });
});

describe("the address of a server", () => {
  it("is https, or this machine", () => {
    expect(checkBaseUrl("https://www.yammer.com/api/v1", "base_url").host).toBe("www.yammer.com");
    expect(checkBaseUrl("http://localhost:8080/api/v1", "base_url").port).toBe("8080");
    for (const bad of ["http://www.yammer.com", "ftp://x", "www.yammer.com", "https://me:secret@www.yammer.com"]) {
      expect(() => checkBaseUrl(bad, "base_url"), bad).toThrow(UserError);
    }
    for (const elsewhere of [
      "http://localhost.evil.example",
      "http://x.localhost",
      "http://127.0.0.1.nip.io",
      "http://0.0.0.0",
      "http://[::]",
    ]) {
      expect(() => checkBaseUrl(elsewhere, "base_url"), elsewhere).toThrow(UserError);
    }
  });

  it.each([
    "https://me:s3cret@host/api/v1",
    "http://me:s3/cret@host",
    "me:s3cret@host",
    "https://host/api/v1?access_token=s3cret",
    "https://host/#s3cret",
  ])("is refused where it holds more than host and path, and what it holds is not repeated: %s", (bad) => {
    expect(() => checkBaseUrl(bad, "base_url")).toThrow(UserError);
    expect(() => checkBaseUrl(bad, "base_url")).toThrow(/^((?!cret).)*$/s);
  });
});

describe("over TLS", () => {
  const ca = () => [readFileSync(testAuthority, "utf8")];

  it("a company's certificate is trusted when it is named, and explained when it is not", async () => {
    const here = await server(json({ ok: true }), { tls: true });
    expect((await client(here.url, { ca: ca() }).get("/")).body).toEqual({ ok: true });
    await expect(client(here.url, { ca: trustedCertificates({ workspace: "." }) }).get("/")).rejects.toMatchObject({ exit: 3 });
    const named = trustedCertificates({ workspace: ".", ca: testAuthority });
    expect((await client(here.url, { ca: named }).get("/")).body).toEqual({ ok: true });
  });

  it("every request goes through a proxy that only knows CONNECT", async () => {
    const here = await server(json({ ok: true }), { tls: true });
    const proxy = await connectProxy(here.port);
    opened.push(proxy);
    const { get } = client("https://api.example.test", { ca: ca(), env: { HTTPS_PROXY: proxy.url } });
    expect((await get("/a.json")).body).toEqual({ ok: true });
    expect(proxy.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(["CONNECT api.example.test:443"]);
    expect(here.requests).toHaveLength(1);
  });

  it.each([
    [403, { name: "UserError", exit: 3, message: "The proxy does not let anybody through to api.example.test (403)." }],
    [404, { name: "UserError", exit: 3 }],
    [407, { name: "UserError", exit: 3, hint: expect.stringContaining("HTTPS_PROXY") as string }],
    [502, { name: "RemoteError", status: undefined, message: expect.stringContaining("the proxy answered 502") as string }],
  ])("a proxy that answers %i instead of opening a way is no answer of the server", async (refusal, words) => {
    const here = await server(json({ ok: true }), { tls: true });
    const proxy = await connectProxy(here.port, { refusal });
    opened.push(proxy);
    const { http } = client("https://api.example.test", { ca: ca(), env: { HTTPS_PROXY: proxy.url } });
    const asked = http.json({ url: new URL("https://api.example.test/a.json"), bucket: "other", accept: [403, 404] }, never);
    await expect(asked).rejects.toMatchObject(words);
    expect(here.requests).toEqual([]);
  });

  it("a proxy that is not there is named", async () => {
    const gone = await listen(json({}));
    await gone.close();
    const { get } = client("https://api.example.test", { ca: ca(), env: { HTTPS_PROXY: gone.url } });
    await expect(get("/a.json")).rejects.toThrow(/the proxy in HTTPS_PROXY does not answer/);
  });

  it("a file of tls.ca that is none is said", () => {
    expect(() => trustedCertificates({ workspace: ".", ca: "not-there.pem" })).toThrow(/cannot be read/);
    expect(() => trustedCertificates({ workspace: ".", ca: "package.json" })).toThrow(/no certificate/);
    const folder = mkdtempSync(join(tmpdir(), "regroup-ca-"));
    const path = join(folder, "broken.pem");
    writeFileSync(path, `${readFileSync(testAuthority, "utf8")}-----BEGIN CERTIFICATE-----\nZm9v\n-----END CERTIFICATE-----\n`);
    expect(() => trustedCertificates({ workspace: ".", ca: path })).toThrow(/cannot be read/);
    rmSync(folder, { recursive: true });
  });
});
