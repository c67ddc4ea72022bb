import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Ran {
  readonly seconds: number;
  /** Of the process, whatever else the machine did meanwhile. */
  readonly cpuSeconds: number;
  /** Peak memory of the process, where it was asked for. */
  readonly peakMb: number;
}

const BIN = new URL("../../bin/regroup.js", import.meta.url).pathname;

/** Runs a command and waits for it. Throws where it ends with a code that is not allowed. */
export function timed(command: string, args: readonly string[], allowed: readonly number[] = [0]): number {
  const started = performance.now();
  const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8", stdio: ["ignore", "ignore", "pipe"] });
  if (error) throw error;
  if (status === null || !allowed.includes(status)) throw new Error(`${command} ${args.join(" ")} ended with ${String(status)}: ${stderr}`);
  return (performance.now() - started) / 1000;
}

/** The real command in a process of its own; what it says of its peak memory is read from a file that a preload writes at its end. */
export function regroup(folder: string, args: readonly string[], allowed: readonly number[] = [0]): Ran {
  const probe = join(folder, "probe.mjs");
  const report = join(folder, "probe.txt");
  writeFileSync(
    probe,
    `import { writeFileSync } from "node:fs"; process.on("exit", () => writeFileSync(${JSON.stringify(report)}, JSON.stringify(process.resourceUsage())));`,
  );
  const seconds = timed(process.execPath, ["--import", probe, BIN, ...args, "--workspace", folder, "--quiet"], allowed);
  const used = JSON.parse(readFileSync(report, "utf8")) as Pick<NodeJS.ResourceUsage, "maxRSS" | "userCPUTime" | "systemCPUTime">;
  return { seconds, cpuSeconds: (used.userCPUTime + used.systemCPUTime) / 1e6, peakMb: used.maxRSS / 1024 };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
