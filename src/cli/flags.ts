import type { Cli } from "./run.ts";

/** What commander read, as what the options promise: a text, or a list of them. */
export function textFlag(cli: Cli, name: string): string | undefined {
  const value = cli.flags[name];
  return typeof value === "string" ? value : undefined;
}

export function listFlag(cli: Cli, name: string): string[] | undefined {
  const value = cli.flags[name];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : undefined;
}
