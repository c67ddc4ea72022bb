import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keychainOf as keychainAt, noKeychain, type Keychain } from "../../../src/login/keychain.ts";
import { createVault, vaultFolder } from "../../../src/login/vault.ts";
import { entryOf } from "../../support/keychain.ts";

let folder = "";
const noLock = () => Promise.resolve({ close: () => undefined });
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "regroup-vault-")), "inside");
});
afterEach(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

function keychainOf(key: Buffer | undefined): Keychain {
  let kept = key;
  return {
    key: () => Promise.resolve(kept),
    known: () => Promise.resolve(kept),
    anew: () => Promise.resolve(kept),
    forget: () => Promise.resolve(void (kept = undefined)),
  };
}

const bytesOf = () =>
  readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("");

test("without a keychain a secret is in a file that only its owner reads", async () => {
  const vault = createVault(folder, noKeychain, noLock);
  expect(await vault.write("a name", "a secret")).toEqual({ encrypted: false });
  expect(await vault.read("a name")).toBe("a secret");
  expect(await vault.read("another name")).toBeUndefined();
  const [file = ""] = readdirSync(folder);
  expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test("with a keychain the file holds nothing that can be read without its key", async () => {
  const vault = createVault(folder, keychainOf(randomBytes(32)), noLock);
  const secret = "x".repeat(20_000);
  expect(await vault.write("a name", secret)).toEqual({ encrypted: true });
  expect(await vault.read("a name")).toBe(secret);
  expect(bytesOf()).not.toContain(Buffer.from(secret).toString("base64").slice(0, 40));
  expect(await createVault(folder, keychainOf(randomBytes(32)), noLock).read("a name")).toBeUndefined();
  expect(await createVault(folder, noKeychain, noLock).read("a name")).toBeUndefined();
});

test("what another process wrote with a new key, after a sign-out, is read by one that still has the old key at hand", async () => {
  const entry = entryOf(null);
  const running = createVault(folder, keychainAt(entry.open), noLock);
  await running.write("a name", "of the first sign-in");
  const other = createVault(folder, keychainAt(entry.open), noLock);
  await other.clear();
  await other.write("a name", "of the second sign-in");
  expect(await running.read("a name")).toBe("of the second sign-in");
  await running.write("a name", "renewed");
  expect(await createVault(folder, keychainAt(entry.open), noLock).read("a name")).toBe("renewed");
});

test("two that write at once leave one whole file, and what a killed one left is swept away", async () => {
  const vault = createVault(folder, noKeychain, noLock);
  const secrets = Array.from({ length: 20 }, (_, n) => String(n).repeat(50_000));
  await Promise.all(secrets.map((secret) => vault.write("a name", secret)));
  expect(secrets).toContain(await vault.read("a name"));
  const left = join(folder, "0123456789abcdef.secret.4711-aa.new");
  writeFileSync(left, "half a se");
  utimesSync(left, 1, 1);
  await vault.write("a name", "a secret");
  expect(readdirSync(folder)).toHaveLength(1);
});

test("a damaged file is no sign-in, and no error", async () => {
  const vault = createVault(folder, keychainOf(randomBytes(32)), noLock);
  await vault.write("a name", "a secret");
  const [file = ""] = readdirSync(folder);
  const text = readFileSync(join(folder, file), "utf8");
  for (const damaged of ["", "{}", text.slice(0, 60), text.replace(/"tag":"./, '"tag":"A')]) {
    writeFileSync(join(folder, file), damaged);
    expect(await vault.read("a name")).toBeUndefined();
  }
});

test("clearing takes every secret and the key", async () => {
  const keychain = keychainOf(randomBytes(32));
  const vault = createVault(folder, keychain, noLock);
  await vault.write("one", "1");
  await vault.write("two", "2");
  writeFileSync(join(folder, "somebody-elses.txt"), "stays");
  expect(await vault.clear()).toBe(2);
  expect(readdirSync(folder)).toEqual(["somebody-elses.txt"]);
  expect(await keychain.known()).toBeUndefined();
  expect(await vault.clear()).toBe(0);
});

test("whoever waits for another process stops when asked, and works after a stop where nobody is to be waited for", async () => {
  const controller = new AbortController();
  const held = () => {
    controller.abort();
    return Promise.resolve(undefined);
  };
  await expect(createVault(folder, noKeychain, held, controller.signal).exclusively(() => Promise.resolve())).rejects.toMatchObject({
    name: "AbortError",
  });
  const free = createVault(folder, noKeychain, noLock, controller.signal);
  expect(await free.exclusively(() => Promise.resolve("done"))).toBe("done");
});

test("the wait for another process ends by the clock, however long each look takes", async () => {
  let now = 0;
  const clock = vi.spyOn(performance, "now").mockImplementation(() => now);
  let looks = 0;
  const slow = () => {
    now += 60_000;
    looks++;
    return Promise.resolve(undefined);
  };
  const waiting = createVault(folder, noKeychain, slow).exclusively(() => Promise.resolve());
  await expect(waiting.finally(() => clock.mockRestore())).rejects.toMatchObject({ name: "UserError", exit: 3 });
  expect(looks).toBe(3);
});

test("a folder that cannot be written is an error with a way out", async () => {
  writeFileSync(folder, "a file stands here");
  await expect(createVault(folder, noKeychain, noLock).write("a name", "a secret")).rejects.toMatchObject({ name: "UserError", exit: 3 });
});

test("each system's own folder, and REGROUP_SECRETS before all", () => {
  expect(vaultFolder("linux", { XDG_DATA_HOME: "/data" })).toBe(join("/data", "regroup"));
  expect(vaultFolder("win32", { LOCALAPPDATA: "C:\\Local" })).toBe(join("C:\\Local", "regroup"));
  expect(vaultFolder("darwin", {})).toMatch(/Library.Application Support.regroup$/);
  expect(vaultFolder("linux", { REGROUP_SECRETS: "/mine", XDG_DATA_HOME: "/data" })).toBe("/mine");
});
