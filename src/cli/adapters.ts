import { loadConfig, suggest, validate, type Config } from "../config.ts";
import { exitCodes, UserError } from "../errors.ts";
import { systemClock, type Clock } from "../http/clock.ts";
import { trustedCertificates } from "../http/tls.ts";
import { sources, type SourceContext } from "../source/registry.ts";
import type { Source } from "../source/source.ts";
import { targets } from "../target/registry.ts";
import type { Target } from "../target/target.ts";
import { budgetOf, type Run } from "../pipeline.ts";
import { askForAnother } from "./paste.ts";
import type { Cli } from "./run.ts";
import { endOfToken } from "../login/expiry.ts";
import type { TokenUse } from "../login/tokens.ts";
import type { TokenNote } from "../store/progress.ts";
import { hasTokenInEnvironment, signInOf, tokenInEnvironment } from "./sign-in.ts";

/** What pipeline functions need, from a command's flags and the workspace's file. */
export function runOf(cli: Cli, config: Config = loadConfig(cli.workspace)): Run {
  const run: Run = { workspace: cli.workspace, config, progress: cli.progress, log: cli.log, signal: cli.signal, clock: Date.now };
  return { ...run, sources: () => openSources(run) };
}

/** Somebody looks on and waits: a server that is down is told after a second, not after a minute. */
export const FEW_TRIES = 2;

/** For them, a long wait is said: after a 429 nothing may be asked for minutes. */
export function tellingClock(say: (text: string) => void): Clock {
  let isSaid = false;
  return {
    ...systemClock,
    sleep(ms, signal) {
      if (ms >= LONG_WAIT_MS && !isSaid)
        say("The server was asked for more than it allows lately: waiting until it may be asked again … (Ctrl-C stops)");
      isSaid ||= ms >= LONG_WAIT_MS;
      return systemClock.sleep(ms, signal);
    },
  };
}
const LONG_WAIT_MS = 5000;

interface How extends Partial<Pick<SourceContext, "includePrivate" | "token" | "tries" | "clock">> {
  /** Where a person sits at the terminal, another token is asked for when one that was pasted has ended. */
  readonly say?: (line: string) => void;
}

export async function openSources(run: Run, how: How = {}): Promise<Source[]> {
  const opened: Source[] = [];
  for (const index of run.config.sources.keys()) opened.push(await openSource(run, index, how));
  return opened;
}

/** One of the sources in regroup.yaml, by its place there. */
export async function openSource(run: Run, index: number, { say, ...how }: How = {}): Promise<Source> {
  const part = run.config.sources[index];
  if (!part) throw new RangeError(`there is no source ${index}`);
  const { open } = await entryOf(sources, part.kind, `sources[${index}].kind`)();
  return open(part, (schema, given) => validate(schema, given, `sources[${index}]`), {
    ...outsideOf(run),
    token: keptToken(run, index, say),
    ...how,
  });
}

export const YAMMER_API = "yammer-api";
const YAMMER = "https://www.yammer.com/api/v1";

export interface YammerSource {
  readonly index: number;
  /** As configured: it names the place of a pasted token. */
  readonly baseUrl: string;
}

/** The sources in regroup.yaml that somebody has to sign in for. */
export function yammerSources(config: Config): YammerSource[] {
  return config.sources.flatMap((part, index) => (part.kind === YAMMER_API ? [{ index, baseUrl: baseUrlOf(part) }] : []));
}

function baseUrlOf(part: Config["sources"][number]): string {
  return typeof part["base_url"] === "string" ? part["base_url"] : YAMMER;
}

/** What `regroup login` kept. A token in the environment goes before it. */
function keptToken(run: Run, index: number, say: How["say"]): SourceContext["token"] {
  const part = run.config.sources[index];
  if (part?.kind !== YAMMER_API || hasTokenInEnvironment()) return undefined;
  const useOf = (token: string) => useOfToken(run, index, token);
  const ask = say && hasPerson() ? askAtTerminal(run, say, useOf) : undefined;
  const tokens = signInOf(run).tokens(baseUrlOf(part), { ask, useOf });
  return (wasRefused, use) => tokens.token({ renew: wasRefused, use });
}

function hasPerson(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** What a token is good for, as the service has it; undefined where it refuses it. */
async function useOfToken(run: Run, index: number, token: string): Promise<TokenUse | undefined> {
  const wanted = await openSource(run, index, { tries: FEW_TRIES, token: onlyThis(token) });
  const info = await ifAccepted(wanted.check(run.signal));
  return info?.network === undefined ? undefined : { network: info.network, account: info.account };
}

function askAtTerminal(
  run: Run,
  say: (line: string) => void,
  useOf: (token: string) => Promise<TokenUse | undefined>,
): ReturnType<typeof askForAnother> {
  return askForAnother({
    say,
    hold: () => run.progress.hold?.() ?? (() => undefined),
    useOf,
    signal: run.signal,
    sleep: systemClock.sleep,
  });
}

/** A token to be tried once. */
export function onlyThis(token: string): NonNullable<SourceContext["token"]> {
  return (wasRefused) => (wasRefused ? Promise.reject(refused()) : Promise.resolve(token));
}

/** What comes of a try; undefined where the token is refused. Whatever else stands in the way (a certificate, a proxy, another network) says so itself. */
export async function ifAccepted<T>(tried: Promise<T>): Promise<T | undefined> {
  try {
    return await tried;
  } catch (error) {
    if (error instanceof RefusedToken) return undefined;
    throw error;
  }
}

class RefusedToken extends UserError {}

export function refused(): UserError {
  return new RefusedToken("Viva Engage refuses this token.", {
    hint: "It has expired, or is for something else. A new account has to open Viva Engage in a browser once. Nothing was kept.",
    exit: exitCodes.access,
  });
}

/** Until when the token of the live network is good, for whoever watches a run; undefined where no token is needed, or where getting one fails (the run says why). */
export async function tokenNote(run: Run): Promise<TokenNote | undefined> {
  const [source] = yammerSources(run.config);
  if (!source) return undefined;
  if (hasTokenInEnvironment()) return { endsAt: endOfToken(tokenInEnvironment()), isRenewed: false };
  const origin = await signInOf(run)
    .tokens(source.baseUrl)
    .origin()
    .catch(() => undefined);
  return origin && { endsAt: origin.expiresAt, isRenewed: origin.from === "microsoft" };
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
