import { loadConfig, suggest, validate, type Config } from "../config.ts";
import { UserError } from "../errors.ts";
import { systemClock } from "../http/clock.ts";
import { trustedCertificates } from "../http/tls.ts";
import { sources, type SourceContext } from "../source/registry.ts";
import type { Source } from "../source/source.ts";
import { targets } from "../target/registry.ts";
import type { Target } from "../target/target.ts";
import { budgetOf, type Run } from "../pipeline.ts";
import type { Cli } from "./run.ts";

/** What pipeline functions need, from a command's flags and the workspace's file. */
export function runOf(cli: Cli, config: Config = loadConfig(cli.workspace)): Run {
  const run: Run = { workspace: cli.workspace, config, progress: cli.progress, log: cli.log, signal: cli.signal, clock: Date.now };
  return { ...run, sources: () => openSources(run) };
}

export async function openSources(run: Run, how: { readonly includePrivate?: boolean } = {}): Promise<Source[]> {
  const opened: Source[] = [];
  for (const index of run.config.sources.keys()) opened.push(await openSource(run, index, how));
  return opened;
}

/** One of the sources in regroup.yaml, by its place there. */
export async function openSource(run: Run, index: number, how: { readonly includePrivate?: boolean } = {}): Promise<Source> {
  const part = run.config.sources[index];
  if (!part) throw new RangeError(`there is no source ${index}`);
  const { open } = await entryOf(sources, part.kind, `sources[${index}].kind`)();
  return open(part, (schema, given) => validate(schema, given, `sources[${index}]`), { ...outsideOf(run), ...how });
}

/** Time, trust and the budget that all commands of a workspace spend from. Nothing is opened before somebody asks for it. */
function outsideOf(run: Run): SourceContext {
  return {
    workspace: run.workspace,
    log: run.log,
    clock: systemClock,
    env: process.env,
    ledger: () => budgetOf(run.workspace),
    certificates: () => trustedCertificates({ workspace: run.workspace, ca: run.config.tls?.ca }),
  };
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
