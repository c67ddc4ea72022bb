import { HONEST, REPORTED } from "../fakes/yammer/options.ts";
import { makeNetwork } from "../support/network.ts";
import { makeYard, wholeScope, type Yard } from "../support/yammer-api-yard.ts";
import { exportOf } from "./yammer-memory.ts";

/**
 * The numbers of the API source on a virtual clock: `node test/bench/yammer-api.ts [--api-messages 30000] [--api-people 34000] [--api-groups 130]`.
 * Requests go through real sockets to the fake network; hours pass in no time. With `--large`: the memory of the real command at 100,000 and at 1,000,000 messages.
 */
const argument = (name: string, otherwise: number) => Number(process.argv[process.argv.indexOf(`--${name}`) + 1]) || otherwise;
const messages = argument("api-messages", 30_000);
const size = { messages, people: argument("api-people", 34_000), groups: argument("api-groups", 130) };
const say = (line: string) => void process.stdout.write(`${line}\n`);
const LATENCY_MS = 300;
const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;
const never = new AbortController().signal;

const truth = makeNetwork({ seed: 7, ...size });
const make = () => makeYard({ truth, lies: { ...REPORTED, groupStats: HONEST.groupStats }, faults: { latencyMs: LATENCY_MS } });

/** From a bucket's first request to the first of its last ten: the time that so many need at the least, of the time it took. */
function use(yard: Yard, bucket: "messages" | "other"): number {
  const times = yard.fake.requests.filter((request) => request.bucket === bucket).map(({ at }) => at);
  const windows = Math.floor((times.length - 1) / 10);
  return (windows * 30_000) / ((times[windows * 10] ?? 0) - (times[0] ?? 0));
}

async function whole(): Promise<Yard> {
  const yard = await make();
  const source = yard.source();
  const forecast = await source.estimate(wholeScope, never);
  const started = yard.clock.steady();
  await yard.export({ source });
  const hours = (yard.clock.steady() - started) / 3_600_000;
  const { requests, limited } = yard.fake.stats();
  const least = yard.fake.least({ token: yard.fake.tokens.of("member") });
  const made = requests.messages + requests.other;
  const needed = least.messages + least.other;
  say(
    `requests ${(made / needed).toFixed(3)}x of the least (${requests.messages} + ${requests.other} against ${least.messages} + ${least.other}), pass line 1.05`,
  );
  const twice = 2 * size.groups;
  say(
    `  of these ${twice} two a group: one proves that its index has ended, one looks at its top when all is read (${((made - twice) / needed).toFixed(3)}x without them)`,
  );
  say(
    `budget use ${percent(use(yard, "messages"), 1)} messages, ${percent(use(yard, "other"), 1)} other at ${LATENCY_MS} ms an answer, ${limited} times 429, pass line 98 % and 0`,
  );
  say(`forecast ${forecast.hours.toFixed(2)} h against ${hours.toFixed(2)} h (${percent(forecast.hours - hours, hours)}), pass line ±10 %`);
  return yard;
}

async function again(yard: Yard): Promise<void> {
  const from = yard.fake.requests.length;
  await yard.export();
  const made = yard.fake.requests.slice(from).filter(({ bucket }) => bucket === "messages").length;
  say(
    `no-change delta ${made} requests of messages, pass line ${size.groups + Math.round(truth.threadCount / 100)} (${size.groups} groups + 1 % of ${truth.threadCount} threads)`,
  );
}

async function resume(): Promise<void> {
  const small = makeNetwork({ seed: 8, messages: 1500, people: 300, groups: 20 });
  const plain = await makeYard({ truth: small, lies: HONEST });
  await plain.export();
  const yard = await makeYard({ truth: small, lies: HONEST });
  let kills = 0;
  for (let pages = 40; (await yard.export({ stopAfter: pages })) === undefined; pages = 30 + ((pages * 7) % 61)) kills++;
  const extra = yard.fake.requests.length - plain.fake.requests.length;
  say(`resume ${(extra / kills).toFixed(2)} requests repeated a kill (${kills} kills), pass line 1`);
  await Promise.all([plain.stop(), yard.stop()]);
}

const SIZES = [100_000, 1_000_000];

async function memory(): Promise<void> {
  const peaks: number[] = [];
  for (const messages of SIZES) {
    const exported = await exportOf(messages);
    if (exported.messages !== messages) throw new Error(`${exported.messages} of ${messages} messages were stored`);
    peaks.push(exported.peakMb);
    say(`memory at ${messages} messages: peak ${exported.peakMb.toFixed(0)} MB, ${exported.seconds.toFixed(0)} s, pass line 250 MB`);
  }
  const [small = 1, large = 1] = peaks;
  say(`memory at ten times the messages: ${percent(large - small, small)} more, pass line ±15 %`);
}

const yard = await whole();
await again(yard);
await yard.stop();
await resume();
if (process.argv.includes("--large")) await memory();
