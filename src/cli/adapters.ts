import { loadConfig, suggest, validate, type Config } from "../config.ts";
import { UserError } from "../errors.ts";
import { sources } from "../source/registry.ts";
import type { Source } from "../source/source.ts";
import { targets } from "../target/registry.ts";
import type { Target } from "../target/target.ts";
import type { Run } from "../pipeline.ts";
import type { Cli } from "./run.ts";

/** What pipeline functions need, from a command's flags and the workspace's file. */
export function runOf(cli: Cli, config: Config = loadConfig(cli.workspace)): Run {
  return { workspace: cli.workspace, config, progress: cli.progress, log: cli.log, signal: cli.signal, clock: Date.now };
}

export async function openSources(run: Run): Promise<Source[]> {
  const opened: Source[] = [];
  for (const index of run.config.sources.keys()) opened.push(await openSource(run, index));
  return opened;
}

/** One of the sources in regroup.yaml, by its place there. */
export async function openSource(run: Run, index: number): Promise<Source> {
  const part = run.config.sources[index];
  if (!part) throw new RangeError(`there is no source ${index}`);
  const { options, create } = await entryOf(sources, part.kind, `sources[${index}].kind`)();
  return create(validate(options, part, `sources[${index}]`), { workspace: run.workspace, log: run.log });
}

export async function openTarget(run: Run, mode: "read" | "write"): Promise<Target> {
  const part = run.config.target;
  const { options, create } = await entryOf(targets, part.kind, "target.kind")();
  return create(validate(options, part, "target"), { workspace: run.workspace, mode, log: run.log, official: run.config.official_network });
}

function entryOf<Entry>(registry: Readonly<Record<string, Entry>>, kind: string, at: string): Entry {
  const found = Object.entries(registry).find(([name]) => name === kind)?.[1];
  if (found !== undefined) return found;
  const known = Object.keys(registry);
  throw new UserError(`regroup.yaml: ${at} is "${kind}"${suggest(kind, known)}; this version knows: ${known.join(", ")}`, {
    hint: "Change it and run the command again. Nothing was done.",
  });
}
