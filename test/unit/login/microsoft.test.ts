import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { RemoteError, UserError } from "../../../src/errors.ts";
import { noKeychain } from "../../../src/login/keychain.ts";
import type { Way } from "../../../src/login/ask.ts";
import { createSignIn, vaultName, type MicrosoftSignIn } from "../../../src/login/microsoft.ts";
import { createNetwork, type Send } from "../../../src/login/network.ts";
import { createTokens } from "../../../src/login/tokens.ts";
import { createVault, type Vault } from "../../../src/login/vault.ts";
import { takeLock } from "../../../src/store/writer.ts";
import { startAuthority, type Authority } from "../../fakes/authority/authority.ts";
import { visit } from "../../fakes/authority/browser.ts";

let authority: Authority;
let folder = "";
let vault: Vault;
let signIn: MicrosoftSignIn;
let slept: number[] = [];
/** Requests to Microsoft; and what stands in for its answer now and then. */
let asked = 0;
let trouble: ((request: Parameters<Send>[0]) => ReturnType<Send> | undefined) | undefined;
let make: () => MicrosoftSignIn;
let now = 0;
/** As the program has it: SQLite's. Undefined while another holds it. */
const lockOf = (at: string) => {
  try {
    return Promise.resolve(takeLock(at));
  } catch {
    return Promise.resolve(undefined);
  }
};

beforeEach(async () => {
  authority = await startAuthority();
  folder = mkdtempSync(join(tmpdir(), "regroup-signin-"));
  vault = createVault(folder, noKeychain, lockOf);
  now = Date.now();
  slept = [];
  const sleep = (ms: number) => Promise.resolve(void slept.push(ms));
  const app = { tenant: authority.tenant, clientId: authority.clientId, authority: authority.url };
  asked = 0;
  trouble = undefined;
  const direct = overTls(authority.certificate);
  const send: Send = (request) => {
    asked++;
    return trouble?.(request) ?? direct(request);
  };
  make = () => createSignIn(app, { vault, network: createNetwork(send, sleep), now: () => now });
  signIn = make();
});
afterEach(async () => {
  await authority.stop();
  rmSync(folder, { recursive: true, force: true });
});

function overTls(ca: string): Send {
  return ({ method, url, headers, body }) =>
    new Promise((resolve, reject) => {
      const sent = request(url, { method, headers, ca }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: {}, text }));
      });
      sent.on("error", reject);
      sent.end(body);
    });
}

const all = () => Promise.resolve(true);
const never = new AbortController().signal;
const browser: Way = {
  kind: "browser",
  open: async (url) => {
    await visit(authority, url);
  },
};
const device: Way = { kind: "device-code", show: () => undefined };

describe("with the browser", () => {
  test("a person signs in once; later commands get tokens without asking, and new ones when asked to renew", async () => {
    const first = await signIn.signIn(browser, all, never);
    expect(first.scope).toBe("https://www.yammer.com/.default");
    expect(authority.granted.map(({ token }) => token)).toContain(first.token);
    expect((await signIn.token({ renew: false }))?.token).toBe(first.token);
    const renewed = await signIn.token({ renew: true });
    expect(renewed?.token).not.toBe(first.token);
    expect(authority.granted.at(-1)?.token).toBe(renewed?.token);
    // A refresh token counts once: the next renewal needs the one that came with the last.
    expect((await signIn.token({ renew: true }))?.token).toBe(authority.granted.at(-1)?.token);
  });

  test("an expired token is renewed without being asked for", async () => {
    authority.tokenSeconds = 10;
    const first = await signIn.signIn(browser, all, never);
    now += 4000;
    expect((await signIn.token({ renew: false }))?.token).toBe(first.token);
    now += 2000;
    expect((await signIn.token({ renew: false }))?.token).toBe(authority.granted[1]?.token);
  });

  test("a token that is good is asked for nowhere", async () => {
    await signIn.signIn(browser, all, never);
    const before = asked;
    for (let n = 0; n < 5; n++) await signIn.token({ renew: false });
    await make().token({ renew: false });
    expect(asked).toBe(before);
  });

  test("a person who stops is not waited for, and nor is one who never comes back", async () => {
    const controller = new AbortController();
    const way: Way = { kind: "browser", open: () => Promise.resolve().then(() => controller.abort()) };
    await expect(signIn.signIn(way, all, controller.signal)).rejects.toMatchObject({ name: "AbortError" });
    const alone: Way = { kind: "browser", open: () => Promise.resolve(), withinMs: 30 };
    await expect(signIn.signIn(alone, all, never)).rejects.toMatchObject({
      exit: 3,
      message: "Nobody came back from the browser in time.",
    });
  });

  test("the page says that it is over, and the terminal gets the reason", async () => {
    authority.refuseBrowser = { error: "access_denied", description: "AADSTS65004: User declined to consent." };
    await expect(signIn.signIn(browser, all, never)).rejects.toMatchObject({
      name: "UserError",
      exit: 3,
      message: expect.stringContaining("declined") as string,
    });
  });
});

describe("with a device code", () => {
  test("it waits for the person, and longer where Microsoft says so", async () => {
    authority.devicePolls = ["slow_down", "pending", "granted"];
    const shown: string[] = [];
    const granted = await signIn.signIn(
      { kind: "device-code", show: ({ url, userCode, minutes }) => shown.push(`${url} ${userCode} ${minutes}`) },
      all,
      never,
    );
    expect(granted.token).toBe(authority.granted[0]?.token);
    expect(shown).toEqual([`${authority.url}/device ABCD-1234 15`]);
    expect(slept).toEqual([5000, 5000]);
  });

  test.each([
    ["declined", "declined"],
    ["expired", "in time"],
    [{ error: "invalid_grant", aadsts: 53003 }, "Conditional Access"],
    [{ error: "invalid_grant", aadsts: 530036 }, "Conditional Access"],
    [{ error: "unauthorized_client", aadsts: 700016 }, "client id"],
    [{ error: "invalid_client", aadsts: 7000218 }, "with a secret"],
    [{ error: "invalid_grant", aadsts: 65001 }, "consented"],
    [{ error: "server_error", aadsts: 1234567 }, "AADSTS1234567"],
    [{ error: "invalid_grant", aadsts: 1234567 }, "refused the sign-in (AADSTS1234567)"],
    [{ error: "invalid_grant", aadsts: 90072 }, "does not belong to it"],
    [{ error: "invalid_grant", aadsts: 500021 }, "tenant restrictions"],
    [{ error: "invalid_resource", aadsts: 650057 }, "no permission for Viva Engage"],
  ] as const)("what Microsoft refuses is said in words: %j", async (poll, words) => {
    authority.devicePolls = [poll];
    const refused = await signIn.signIn(device, all, never).catch((error: unknown) => error);
    expect(refused).toMatchObject({ name: "UserError", exit: 3, message: expect.stringContaining(words) as string });
    expect((refused as Error).message).not.toContain("jane.doe");
    expect(readdirSync(folder).filter((name) => name.endsWith(".secret"))).toEqual([]);
  });

  test("a moment without Microsoft does not lose the code", async () => {
    authority.devicePolls = ["granted"];
    let failures = 3;
    trouble = ({ body }) => {
      if (body?.includes("device_code=") !== true || failures-- <= 0) return undefined;
      if (failures === 0) return Promise.reject(new RemoteError("not reached", { recovery: "retry" }));
      return Promise.resolve({ status: failures === 1 ? 503 : 429, headers: {}, text: "<html>busy</html>" });
    };
    const granted = await signIn.signIn(device, all, never);
    expect(granted.token).toBe(authority.granted[0]?.token);
  }, 60_000);

  test("stopping stops it", async () => {
    authority.devicePolls = ["pending"];
    const controller = new AbortController();
    const running = signIn.signIn({ kind: "device-code", show: () => controller.abort() }, all, controller.signal);
    await expect(running).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("the spelling of the resource", () => {
  test.each([device, browser])("one that the organisation does not know is followed by the next ($kind)", async (way) => {
    authority.unknownScopes.add("https://www.yammer.com/.default").add("https://www.yammer.com/access_as_user");
    const granted = await signIn.signIn(way, all, never);
    expect(granted.scope).toBe("https://api.yammer.com/user_impersonation");
    expect((await signIn.token({ renew: true }))?.scope).toBe("https://api.yammer.com/user_impersonation");
  });

  test("one whose token the service refuses is followed by the next, and nobody is asked again", async () => {
    let pages = 0;
    const way: Way = {
      kind: "browser",
      open: async (url) => {
        pages++;
        await visit(authority, url);
      },
    };
    const accepts = (token: string) =>
      Promise.resolve(authority.granted.find((one) => one.token === token)?.scope.endsWith("access_as_user") ?? false);
    const granted = await signIn.signIn(way, accepts, never);
    expect(granted.scope).toBe("https://www.yammer.com/access_as_user");
    expect(pages).toBe(1);
  });

  test.each([
    ["a stop", () => new DOMException("stopped", "AbortError"), { name: "AbortError" }],
    [
      "a network that is gone",
      () => new RemoteError("not reached", { recovery: "retry" }),
      { name: "RemoteError", message: "not reached" },
    ],
    ["a proxy that stands in between", () => new UserError("not Microsoft's", { hint: "Look.", exit: 3 }), { message: "not Microsoft's" }],
  ])("%s is told as that, also after one of them was granted", async (_, failure, told) => {
    const accepts = () => {
      trouble = () => Promise.reject(failure());
      return Promise.resolve(false);
    };
    await expect(signIn.signIn(device, accepts, never)).rejects.toMatchObject(told);
  });

  test("where Microsoft names nobody with its tokens, and the service accepts none, that is said", async () => {
    trouble = ({ body }) =>
      body?.includes("device_code=") === true
        ? Promise.resolve({ status: 200, headers: {}, text: JSON.stringify({ access_token: "a", token_type: "Bearer", expires_in: 60 }) })
        : undefined;
    await expect(signIn.signIn(device, () => Promise.resolve(false), never)).rejects.toMatchObject({ name: "UserError", exit: 3 });
  });

  test("where the service accepts none, that is said, and nothing is kept", async () => {
    await expect(signIn.signIn(device, () => Promise.resolve(false), never)).rejects.toMatchObject({ name: "UserError", exit: 3 });
    expect(await signIn.token({ renew: false })).toBeUndefined();
  });
});

test("a revoked sign-in has its own words, and no name in them", async () => {
  await signIn.signIn(device, all, never);
  authority.revoke();
  await expect(signIn.token({ renew: true })).rejects.toMatchObject({
    name: "UserError",
    exit: 3,
    hint: expect.stringContaining("the same command again") as string,
    message: expect.stringContaining("ended") as string,
  });
});

describe("Microsoft in trouble", () => {
  const busy: typeof trouble = () => Promise.resolve({ status: 503, headers: { "retry-after": "7" }, text: "<html>busy</html>" });

  test("ends no run while the token is good, and is tried again when it is not", async () => {
    authority.tokenSeconds = 100;
    const first = await signIn.signIn(device, all, never);
    trouble = busy;
    now += 70_000;
    expect((await signIn.token({ renew: false }))?.token).toBe(first.token);
    now += 31_000;
    const failed = await signIn.token({ renew: false }).catch((error: unknown) => error);
    expect(failed).toMatchObject({ name: "RemoteError", recovery: "retry", status: undefined, retryAfterMs: 7000 });
    trouble = undefined;
    expect((await signIn.token({ renew: false }))?.token).toBe(authority.granted.at(-1)?.token);
  });

  test.each([200, 403, 302])("a page of somebody else is told as that (%i)", async (status) => {
    trouble = () => Promise.resolve({ status, headers: {}, text: "<html>Welcome to the guest network</html>" });
    await expect(signIn.signIn(device, all, never)).rejects.toMatchObject({
      exit: 3,
      message: expect.stringContaining("is not Microsoft's") as string,
    });
  });
});

test("several processes that renew at once renew once, and lose nothing where a refresh token counts once", async () => {
  authority.tokenSeconds = 100;
  await signIn.signIn(device, all, never);
  const before = authority.granted.length;
  now += 60_000;
  const others = Array.from({ length: 4 }, make);
  const tokens = await Promise.all(others.map((other) => other.token({ renew: false })));
  expect(new Set(tokens.map((one) => one?.token)).size).toBe(1);
  expect(authority.granted.length).toBe(before + 1);
  // Refused everywhere: again one renews, and the others take what it got.
  const again = await Promise.all(others.map((other) => other.token({ renew: true })));
  expect(new Set(again.map((one) => one?.token)).size).toBe(1);
  expect(authority.granted.length).toBe(before + 2);
});

test("the spelling that worked is asked for first the next time", async () => {
  authority.unknownScopes.add("https://www.yammer.com/.default");
  await signIn.signIn(device, all, never);
  const scopes: (string | null)[] = [];
  trouble = ({ url, body }) => {
    if (url.endsWith("/devicecode") || url.includes("/devicecode?")) scopes.push(new URLSearchParams(body).get("scope"));
    return undefined;
  };
  await make().signIn(device, all, never);
  expect(scopes).toEqual([expect.stringContaining("access_as_user")]);
});

test("a server that does not answer is told as what it is", async () => {
  await authority.stop();
  await expect(signIn.signIn(device, all, never)).rejects.toMatchObject({ code: "ECONNREFUSED" });
});

describe("tokens of a run", () => {
  const baseUrl = "https://www.yammer.com/api/v1";

  test("a pasted token comes first, then Microsoft's; else a person is asked", async () => {
    const tokens = createTokens({ baseUrl, vault, microsoft: () => Promise.resolve(signIn) });
    await expect(tokens.token()).rejects.toMatchObject({ exit: 3, message: "Nobody is signed in to Viva Engage." });
    expect(await tokens.origin()).toBeUndefined();
    const granted = await signIn.signIn(device, all, never);
    expect(await tokens.token()).toBe(granted.token);
    expect(await tokens.origin()).toEqual({ from: "microsoft", expiresAt: granted.expiresAt });
    await vault.write(`token ${baseUrl}`, "pasted");
    // The run that began with the other one stays with it.
    expect(await tokens.token()).toBe(granted.token);
    const later = createTokens({ baseUrl, vault, microsoft: () => Promise.resolve(signIn) });
    expect(await later.token()).toBe("pasted");
    expect(await later.origin()).toEqual({ from: "pasted", expiresAt: null });
    await expect(later.token({ renew: true })).rejects.toMatchObject({ exit: 3 });
    const elsewhere = createTokens({ baseUrl: "https://elsewhere.example", vault, microsoft: () => Promise.resolve(undefined) });
    await expect(elsewhere.token()).rejects.toMatchObject({ exit: 3 });
  });

  describe("what another terminal keeps meanwhile", () => {
    const use = { network: "a", account: "1" };
    const good: Readonly<Record<string, typeof use>> = { same: use, network: { ...use, network: "b" }, account: { ...use, account: "2" } };
    const useOf = (token: string) => Promise.resolve(good[token]);
    const begun = async (microsoft: MicrosoftSignIn | undefined) => {
      const tokens = createTokens({ baseUrl, vault, microsoft: () => Promise.resolve(microsoft), useOf });
      return { tokens, first: await tokens.token({ use }) };
    };

    test.each(["pasted", "microsoft"])("does not take the place of a token that is still good (%s)", async (from) => {
      if (from === "pasted") await vault.write(`token ${baseUrl}`, "first");
      else await signIn.signIn(device, all, never);
      const { tokens, first } = await begun(signIn);
      await vault.write(`token ${baseUrl}`, "network");
      expect(await tokens.token({ use })).toBe(first);
    });

    test("takes the place of one that is refused, if it is good for the same", async () => {
      await vault.write(`token ${baseUrl}`, "first");
      const { tokens } = await begun(undefined);
      await vault.write(`token ${baseUrl}`, "same");
      expect(await tokens.token({ renew: true, use })).toBe("same");
      expect(await tokens.token({ use })).toBe("same");
    });

    test.each([
      ["network", "of the network b; this run reads a"],
      ["account", "of another account"],
      ["unknown", "refuses the token"],
    ])("stops a run where it is for something else: %s", async (kept, message) => {
      await vault.write(`token ${baseUrl}`, "first");
      const { tokens } = await begun(undefined);
      await vault.write(`token ${baseUrl}`, kept);
      const stopped = tokens.token({ renew: true, use });
      await expect(stopped).rejects.toMatchObject({ name: "UserError", exit: 3, message: expect.stringContaining(message) as string });
    });

    test("that cannot be tried just now says nothing about the address that is read", async () => {
      await vault.write(`token ${baseUrl}`, "first");
      const busy = () => Promise.reject(new RemoteError("Yammer answered 503", { recovery: "abort", status: 503 }));
      const tokens = createTokens({ baseUrl, vault, microsoft: () => Promise.resolve(undefined), useOf: busy });
      await tokens.token({ use });
      await vault.write(`token ${baseUrl}`, "same");
      const failed = tokens.token({ renew: true, use });
      await expect(failed).rejects.toMatchObject({ name: "RemoteError", recovery: "retry", status: undefined });
    });

    test("of another account of Microsoft ends what was begun with the first", async () => {
      await signIn.signIn(device, all, never);
      const { tokens } = await begun(make());
      const name = vaultName({ tenant: authority.tenant, clientId: authority.clientId, authority: authority.url });
      const kept = JSON.parse((await vault.read(name)) ?? "") as object;
      await vault.write(name, JSON.stringify({ ...kept, account: "somebody.else" }));
      await expect(tokens.token({ renew: true, use })).rejects.toMatchObject({
        exit: 3,
        message: expect.stringContaining("Another account") as string,
      });
    });
  });

  test("many requests refused at once renew once", async () => {
    await signIn.signIn(device, all, never);
    const tokens = createTokens({ baseUrl, vault, microsoft: () => Promise.resolve(signIn) });
    const before = authority.granted.length;
    const renewed = await Promise.all(Array.from({ length: 8 }, () => tokens.token({ renew: true })));
    expect(new Set(renewed).size).toBe(1);
    expect(authority.granted.length).toBe(before + 1);
  });

  test("no secret of a sign-in is in the clear beside its file", async () => {
    await signIn.signIn(device, all, never);
    const files = readdirSync(folder).filter((name) => name.includes(".secret"));
    expect(files).toHaveLength(1);
    expect(readFileSync(join(folder, files[0] ?? ""), "utf8")).not.toContain("refresh-");
  });
});
