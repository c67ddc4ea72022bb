import { isAbort, RemoteError, UserError } from "../../errors.ts";
import type { Clock } from "../../http/clock.ts";
import type { HttpClient, Tries } from "../../http/client.ts";
import type { Logger } from "../../log.ts";
import type { Page } from "../source.ts";
import type { Endpoint } from "./api.ts";
import { nothing, type Answer, type Lane, type Memory, type Slot, type Step } from "./lane.ts";

export interface Network {
  readonly http: HttpClient;
  readonly baseUrl: URL;
  readonly clock: Clock;
  readonly log: Logger;
  /** Answers that a forecast asked for, until the reading takes each once. */
  readonly kept: Map<string, Answer>;
  /** True: answers are kept for whoever asks next. */
  readonly keep?: boolean;
  readonly counts: { requests: number; messages: number; other: number };
  /** Tries of a request, where fewer are wanted than the run's patience. */
  readonly most?: number | undefined;
  /** Checkpoints, where what is asked may outlive the process. */
  readonly memory?: Memory;
}

/**
 * The request that a run was at when its token was refused for good, and how often it had failed: the next run counts on from there. Else an endpoint that is
 * broken would eat one token after the other where tokens live no longer than its tries take.
 */
const TRIED: Slot<{ readonly url: string; readonly tries: number } | null> = { name: "tried" };

/** So many endpoints in a row that fail after every try: the server is down, not an endpoint broken. */
const FAILURES_TO_STOP = 3;
/** Handed to the lanes: they know what a missing or closed thing means. */
const WANTED: readonly number[] = [403, 404];

interface Runner {
  readonly lane: Lane;
  step: Step | undefined;
  notBefore: number;
}

/** Runs lanes to their end, one request at a time: of those that wait, the one that may go first; of equals, the earlier lane. */
export async function* drive(lanes: readonly Lane[], network: Network, signal: AbortSignal): AsyncGenerator<Page> {
  const runners = lanes.map((lane): Runner => ({ lane, step: undefined, notBefore: 0 }));
  const asker = createAsker(network);
  try {
    for (const runner of runners) yield* goOn(runner, nothing, network.clock, signal);
    for (;;) {
      const waiting = runners.filter(({ step }) => step?.do === "ask");
      const [first] = waiting
        .map((runner) => ({ runner, waitMs: waitOf(runner, network), rank: rankOf(runner) }))
        .sort((a, b) => a.waitMs - b.waitMs || a.rank - b.rank);
      if (first) {
        const { runner } = first;
        const pause = runner.notBefore - network.clock.steady();
        if (pause > 0) await network.clock.sleep(pause, signal);
        const answer = yield* counted(asker, runner.step, network, signal);
        yield* goOn(runner, answer, network.clock, signal);
      }
      const resting = runners.filter(({ step }) => step?.do === "rest");
      for (const runner of resting) yield* goOn(runner, nothing, network.clock, signal);
      if (runners.every(({ step }) => step === undefined)) return;
      if (!first && resting.every(({ step }) => step?.do === "rest")) throw new Error("every lane waits for another");
    }
  } finally {
    for (const { lane } of runners) lane.return(undefined);
  }
}

async function* counted(
  asker: ReturnType<typeof createAsker>,
  step: Step | undefined,
  { memory, baseUrl }: Network,
  signal: AbortSignal,
): AsyncGenerator<Page, Answer> {
  if (!memory || step?.do !== "ask") return asker(step, signal);
  const { path } = step.endpoint;
  const url = urlOf(step.endpoint, baseUrl).href;
  const noted = memory.read(TRIED);
  const before = noted?.url === url ? noted.tries : 0;
  let tries = before;
  const note = (value: { url: string; tries: number } | null): Page => ({
    ...{ origin: path, rows: 0, records: [] },
    checkpoints: [memory.write(TRIED, value)],
  });
  try {
    const answer = await asker(step, signal, { before, onFailure: (failed) => (tries = failed) });
    if (before > 0) yield note(null);
    return answer;
  } catch (error) {
    if (error instanceof UserError && tries > before) yield note({ url, tries });
    throw error;
  }
}

/** Of those that may go at once, the one whose work comes first; lanes without ranks after them. */
function rankOf({ step }: Runner): number {
  return step?.do === "ask" ? (step.rank ?? Number.MAX_SAFE_INTEGER) : Number.MAX_SAFE_INTEGER;
}

function waitOf(runner: Runner, { http, clock }: Network): number {
  const bucket = runner.step?.do === "ask" ? runner.step.endpoint.bucket : "other";
  return Math.max(0, runner.notBefore - clock.steady(), http.waitMs(bucket));
}

/** Gives the lane its answer and hands over its pages, up to where it wants something again. */
async function* goOn(runner: Runner, answer: Answer, clock: Clock, signal: AbortSignal): AsyncGenerator<Page> {
  let given = answer;
  for (;;) {
    const { value, done } = runner.lane.next(given);
    runner.step = done === true ? undefined : value;
    if (runner.step?.do !== "hand") break;
    yield runner.step.page;
    signal.throwIfAborted();
    given = nothing;
    await Promise.resolve();
  }
  if (runner.step?.do === "ask") runner.notBefore = clock.steady() + runner.step.afterMs;
}

type Asker = (step: Step | undefined, signal: AbortSignal, tries?: Tries) => Promise<Answer>;

/** Asks, and makes of an endpoint that fails for good an answer that says so, until too many do: with 1, the first failure is thrown. */
export function createAsker(network: Network, failuresToStop = FAILURES_TO_STOP): Asker {
  let failures = 0;
  return async (step, signal, tries = {}) => {
    if (step?.do !== "ask") return nothing;
    const url = urlOf(step.endpoint, network.baseUrl);
    const kept = network.kept.get(url.href);
    if (kept) {
      if (network.keep !== true) network.kept.delete(url.href);
      return kept;
    }
    network.counts.requests++;
    network.counts[step.endpoint.bucket]++;
    const most = step.most ?? network.most;
    try {
      const { status, body } = await network.http.json(
        { url, bucket: step.endpoint.bucket, accept: WANTED, tries: { ...tries, ...(most === undefined ? {} : { most }) } },
        signal,
      );
      failures = 0;
      if (network.keep === true) network.kept.set(url.href, { status, body });
      return { status, body };
    } catch (error) {
      if (isAbort(error) || !(error instanceof RemoteError) || error.status === undefined || ++failures >= failuresToStop) throw error;
      network.log.warn("an endpoint failed after every try", { path: step.endpoint.path, status: error.status });
      return nothing;
    }
  };
}

export function urlOf({ path, query }: Endpoint, baseUrl: URL): URL {
  const url = new URL(`${baseUrl.href.replace(/\/+$/, "")}/${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}
