import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { RemoteError, UserError } from "../../../../src/errors.ts";
import { memoryLedger } from "../../../../src/http/budget.ts";
import { silentLogger } from "../../../../src/log.ts";
import { create, options } from "../../../../src/source/yammer-api/index.ts";
import type { TokenProvider } from "../../../../src/source/yammer-api/token.ts";
import { listen } from "../../../support/server.ts";
import { virtualClock } from "../../../support/virtual-clock.ts";

/** One file, or one host, that answers in no useful way: what it costs the others. */

let answers: Readonly<Record<string, RequestListener>> = {};
const answer: RequestListener = (request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://x");
  const name = pathname.endsWith("/networks/current.json") ? "network" : (pathname.split("/").at(-1) ?? "");
  (answers[name] ?? good)(request, response);
};
const good: RequestListener = (request, response) => void response.end(request.url?.endsWith(".json") === true ? "[]" : "the file");
const status =
  (code: number, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    void response.writeHead(code, headers).end();
const breaksOff: RequestListener = (request) => void request.socket.destroy();

const api = await listen(answer);
const far = await listen(answer);
afterAll(() => Promise.all([api.close(), far.close()]));
beforeEach(() => {
  answers = {};
  for (const { requests } of [api, far]) requests.length = 0;
});

function run({ token = () => Promise.resolve("a-token-of-somebody") }: { readonly token?: TokenProvider } = {}) {
  const clock = virtualClock();
  const hosts = ["127.0.0.1", "localhost"];
  const source = create(
    options.parse({ kind: "yammer-api", base_url: `${api.url}/api/v1`, budget: { other: "100000/1s" }, files: { hosts } }),
    {
      log: silentLogger,
      ...{ clock, env: {}, ledger: memoryLedger, certificates: () => [], token },
    },
  );
  return async (locator: string, type: "file" | "avatar" = "file"): Promise<string> => {
    try {
      const stream = await source.open({ network: "contoso.com", type, id: "1", origin: "x", locator }, new AbortController().signal);
      return (await buffer(stream)).toString();
    } catch (error) {
      if (error instanceof RemoteError) return `${error.recovery}: ${error.message}`;
      if (error instanceof UserError) return `exit ${error.exit}`;
      throw error;
    }
  };
}
const ours = (name: string) => `${api.url}/api/v1/uploaded_files/${name}`;
const theirs = (name: string) => `${far.url}/${name}`;
const count = (name: string) => [...api.requests, ...far.requests].filter(({ url }) => url.endsWith(`/${name}`)).length;

describe("one file that its server cannot give", () => {
  it.each<[string, RequestListener, RegExp]>([
    ["breaks off", breaksOff, /^skip: the server gives no answer to this one: .*ECONNRESET/],
    [
      "answers what is no HTTP",
      (request) => void request.socket.end("nonsense\r\n\r\n"),
      /^skip: the server gives no answer to this one: .*HPE/,
    ],
    ["refuses the token", status(401), /^skip: the server refuses it \(401\)$/],
    ["is too busy", status(429), /^skip: the server answered 429$/],
    ["fails", status(503), /^skip: the server answered 503$/],
    [
      "is in SharePoint, which refuses the account",
      status(403),
      /^skip: .*\(403\): files in SharePoint .* Let the account read the group's site, and export again$/,
    ],
  ])("is a gap, and keeps no other away: the API %s", async (_, odd, why) => {
    answers = { odd };
    const fetch = run();
    expect(await fetch(ours("odd"))).toMatch(why);
    expect(await fetch(ours("good"))).toBe("the file");
  });

  it.each<[string, RequestListener, RegExp]>([
    ["breaks off", breaksOff, /^skip: The file's server \(127\.0\.0\.1:\d+\) could not be reached: ECONNRESET/],
    ["wants a sign-in", status(401), /^skip: the server refuses it \(401\)$/],
    ["wants us back in a year", status(429, { "retry-after": "31536000" }), /^skip: the server answered 429$/],
  ])("is a gap, and keeps no file of another host away: one %s", async (_, odd, why) => {
    answers = { odd };
    const fetch = run();
    expect(await fetch(theirs("odd"))).toMatch(why);
    expect(await fetch(`http://localhost:${far.port}/good`)).toBe("the file");
    expect(await fetch(ours("good"))).toBe("the file");
  });

  it("is no reason to wait for a host that wants us back in a year", async () => {
    answers = { odd: status(429, { "retry-after": "31536000" }) };
    const fetch = run();
    for (let file = 0; file < 2; file++) expect(await fetch(theirs("odd"))).toBe("skip: the server answered 429");
    expect(count("odd")).toBe(1);
  });

  it("is no reason to ask for another token, where the one that is there is good", async () => {
    answers = { odd: status(401) };
    const asked: boolean[] = [];
    const fetch = run({
      token: (wasRefused) => {
        asked.push(wasRefused);
        return Promise.resolve("a-token-of-somebody");
      },
    });
    expect(await fetch(ours("odd"))).toBe("skip: the server refuses it (401)");
    expect(asked).not.toContain(true);
  });

  it("costs two requests where it alone is refused: its own, and the one that proves the token", async () => {
    answers = { odd: status(401) };
    const fetch = run();
    for (let file = 1; file <= 3; file++) {
      expect(await fetch(ours("odd"))).toBe("skip: the server refuses it (401)");
      expect([count("odd"), count("current.json")]).toEqual([file, file]);
    }
  });

  it("comes with the other token that another file got meanwhile", async () => {
    let isNew = false;
    const late: ServerResponse[] = [];
    const refuse = (response: ServerResponse) => void response.writeHead(401).end();
    const isGood = ({ headers }: IncomingMessage) => headers.authorization === "Bearer the-new-token";
    const guarded: RequestListener = (request, response) => (isGood(request) ? good(request, response) : refuse(response));
    const slow: RequestListener = (request, response) => (isGood(request) ? good(request, response) : void late.push(response));
    answers = { slow, good: guarded, network: guarded };
    const token = (wasRefused: boolean) => {
      isNew ||= wasRefused;
      return Promise.resolve(isNew ? "the-new-token" : "the-old-token");
    };
    const fetch = run({ token });
    const first = fetch(ours("slow"));
    await expect.poll(() => late.length).toBe(1);
    expect(await fetch(ours("good"))).toBe("the file");
    for (const response of late) refuse(response);
    expect(await first).toBe("the file");
  });

  it("comes with another token, where the first has ended", async () => {
    let isNew = false;
    const guarded: RequestListener = (request, response) =>
      (request.headers.authorization === "Bearer the-new-token" ? good : status(401))(request, response);
    answers = { good: guarded, network: guarded };
    const token = (wasRefused: boolean) => {
      isNew ||= wasRefused;
      return Promise.resolve(isNew ? "the-new-token" : "the-old-token");
    };
    expect(await run({ token })(ours("good"))).toBe("the file");
  });

  it("keeps no other file of its host away either, where that answers for them", async () => {
    answers = { odd: breaksOff };
    const fetch = run();
    for (const name of ["odd", "good", "odd", "good"])
      expect(await fetch(theirs(name))).toMatch(name === "good" ? /^the file$/ : /^skip: .* could not be reached/);
  });
});

describe("a picture whose address has ended", () => {
  it.each<[string, RequestListener]>([
    ["fails", status(503)],
    ["calls it a bad request", status(400)],
    ["says they are gone", status(410)],
    ["breaks off", breaksOff],
  ])("is a gap where the API is asked for its person and %s", async (_, person) => {
    answers = { ended: status(403), "1.json": person };
    const fetch = run();
    expect(await fetch(theirs("ended"), "avatar")).toBe("skip: the server refuses it (403)");
    expect(await fetch(ours("good"))).toBe("the file");
  });

  it("ends the run where the API is gone for everybody", async () => {
    answers = { ended: status(403), "1.json": status(503), network: status(503) };
    expect(await run()(theirs("ended"), "avatar")).toMatch(/^abort: Yammer answered 503/);
  });
});

describe("what ends a run", () => {
  it("is an API that is gone, or takes the token no more, whichever file was asked for", async () => {
    answers = { odd: breaksOff, network: breaksOff };
    expect(await run()(ours("odd"))).toMatch(/^abort: Yammer .*could not be reached/);
    answers = { odd: status(401), network: status(401) };
    expect(await run()(ours("odd"))).toBe("exit 3");
  });

  it("is an API that fails for one file after the other, and for what it always answers", async () => {
    answers = { odd: status(503), network: status(503) };
    const fetch = run();
    for (let file = 1; file <= 3; file++) expect(await fetch(ours("odd"))).toMatch(file < 3 ? /^skip: / : /^abort: Yammer answered 503/);
  });

  it("is an API that wants us back later than anybody waits", async () => {
    answers = { odd: status(429, { "retry-after": "7200" }) };
    const fetch = run();
    expect(await fetch(ours("odd"))).toMatch(/^abort: Yammer answered 429/);
    expect(await fetch(ours("good"))).toBe("abort: Yammer wants no request for another 120 min (429)");
  });

  it("is no host of old files, however many are gone, while the API answers", async () => {
    const fetch = run();
    for (const port of [1, 2, 3]) {
      for (const name of ["1", "2", "3"]) {
        expect(await fetch(`http://127.0.0.1:${port}/${name}`)).toMatch(
          name === "3" ? /did not answer in this run$/ : /could not be reached/,
        );
      }
    }
    expect(count("current.json")).toBe(1);
    expect(await fetch(theirs("good"))).toBe("the file");
  });

  it("is three hosts in a row that are gone, where the API is gone too", async () => {
    answers = { network: breaksOff };
    const fetch = run();
    const got: string[] = [];
    for (const port of [1, 2, 3]) for (const name of ["1", "2"]) got.push(await fetch(`http://127.0.0.1:${port}/${name}`));
    expect(got.slice(0, 5).every((said) => said.startsWith("skip: "))).toBe(true);
    expect(got[5]).toMatch(/^abort: Yammer .*could not be reached/);
  });
});

describe("a server that fails one file after the other", () => {
  it("is asked once for each further one, until one comes", async () => {
    answers = { odd: status(503) };
    const fetch = run();
    for (let file = 0; file < 3; file++) await fetch(theirs("odd"));
    const before = count("odd");
    expect(before).toBe(21);
    await fetch(theirs("odd"));
    expect(count("odd")).toBe(before + 1);
    expect(await fetch(theirs("good"))).toBe("the file");
    await fetch(theirs("odd"));
    expect(count("odd")).toBe(before + 8);
  });
});
