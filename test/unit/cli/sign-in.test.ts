import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { clearVault, userVault } from "../../../src/cli/sign-in.ts";
import { takeLock } from "../../../src/store/writer.ts";

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
