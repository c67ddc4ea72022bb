import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig, type Config, type Policies } from "../../src/config.ts";

/** A configuration as regroup.yaml gives it, defaults filled in. */
export function configOf(more: Readonly<Record<string, unknown>> = {}): Config {
  const folder = mkdtempSync(join(tmpdir(), "regroup-policies-"));
  try {
    writeFileSync(join(folder, "regroup.yaml"), JSON.stringify({ sources: [{ kind: "yammer-export", inputs: ["a.zip"] }], ...more }));
    return loadConfig(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function loadPolicies(policies: Readonly<Record<string, unknown>> = {}): Policies {
  return configOf({ policies }).policies;
}
