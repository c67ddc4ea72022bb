import { existsSync } from "node:fs";
import { isAbsolute, relative, resolve } from "node:path";
import { UserError } from "../../errors.ts";
import { sources } from "../../source/registry.ts";
import type { Discovered } from "../../source/source.ts";
import { targets } from "../../target/registry.ts";
import { counted } from "../../counted.ts";

/** What lies in the folder that is to become a workspace. */
export interface Found {
  readonly exports: readonly Discovered[];
  readonly members: readonly string[];
  readonly directories: readonly string[];
}

/** `inputs`: named by flags, instead of what lies there. The folder need not exist. */
export async function find(workspace: string, inputs: readonly string[] | undefined, signal: AbortSignal): Promise<Found> {
  const source = await sources["yammer-export"]();
  const target = await targets["static-site"]();
  const { exports, members } = await source.discover(workspace, inputs, signal);
  return { exports, members, directories: existsSync(workspace) ? target.discover(workspace) : [] };
}

/** A path as it was typed, as it shall stand in regroup.yaml: first looked for in the workspace, then where the person is. */
export function asSetting(typed: string, workspace: string, here: string): string {
  const inside = resolve(workspace, typed);
  const full = existsSync(inside) ? inside : resolve(here, typed);
  const path = relative(workspace, existsSync(full) ? full : inside).replaceAll("\\", "/");
  // What was named from the root and lies elsewhere stays so; another drive has no relative path.
  return isAbsolute(path) || (isAbsolute(typed) && path.startsWith("../")) ? full : path;
}

/** @throws UserError that says what is wrong with everything that was named. */
export function requireReadable(exports: readonly Discovered[]): void {
  const problems = exports.flatMap((one) => one.problems);
  if (problems.length === 0) return;
  throw new UserError(problems.join("\n  "), { hint: "Name other files with --input, or put these right. Nothing was written." });
}

/** For people: a line for each thing, and one for each network in it. */
export function describe(found: Found): string[] {
  const lines: string[] = [];
  for (const { found: what, networks, problems } of found.exports) {
    if (problems.length > 0) {
      lines.push(...problems.map((problem) => `  not usable: ${problem}`));
      continue;
    }
    lines.push(`  ${what}`);
    for (const network of networks)
      lines.push(`    ${network.name}: ${known(network.groups, "group")}, ${known(network.messages, "message")}`);
  }
  if (lines.length === 0) lines.push("  no export (ZIPs and unpacked folders are looked for here and in exports/)");
  lines.push(...found.members.map((file) => `  ${file}: says who belongs to which group`));
  lines.push(...found.directories.map((file) => `  ${file}: says who exists over there`));
  return lines;
}

function known(count: number | null, what: string): string {
  return count === null ? `${what}s not counted (a large file)` : counted(count, what);
}
