import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { clearVault, userVault } from "../../../src/cli/sign-in.ts";
import { lockPath, takeLock } from "../../../src/store/writer.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "regroup-user-vault-"));
  vi.stubEnv("REGROUP_SECRETS", folder).stubEnv("REGROUP_KEYCHAIN", "off");
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

test("a stop ends the wait for another process that works in the vault, with everything where it was", async () => {
  const controller = new AbortController();
  const vault = userVault(controller.signal);
  await vault.write("a name", "a secret");
  const other = takeLock(folder);
  const clearing = clearVault(vault);
  setTimeout(() => controller.abort(), 20);
  await expect(clearing.finally(() => other.close())).rejects.toMatchObject({ name: "AbortError" });
  expect(await vault.read("a name")).toBe("a secret");
});

test("signing out takes every secret, and leaves the lock's empty file to those that wait for it", async () => {
  const vault = userVault(new AbortController().signal);
  await vault.write("a name", "a secret");
  expect(await clearVault(vault)).toBe(1);
  expect(readdirSync(folder).map((name) => [join(folder, name), statSync(join(folder, name)).size])).toEqual([[lockPath(folder), 0]]);
});

test("no other process gets in while one works, also where the one asks for the lock a second time", async () => {
  const controller = new AbortController();
  const vault = userVault(controller.signal);
  const writer = new URL("../../../src/store/writer.ts", import.meta.url).href;
  const script = `import { lockPath, takeLock } from ${JSON.stringify(writer)}; takeLock(process.argv[1]);`;
  const other = () => promisify(execFile)(process.execPath, ["--input-type=module", "-e", script, folder]);
  await vault.exclusively(async () => {
    const second = vault.exclusively(() => Promise.resolve());
    setTimeout(() => controller.abort(), 20);
    await expect(second).rejects.toMatchObject({ name: "AbortError" });
    await expect(other()).rejects.toThrow("Another regroup process is writing");
  });
  await other();
});
