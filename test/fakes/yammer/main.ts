import { parseArgs } from "node:util";
import { makeNetwork } from "../../support/network.ts";
import { EVERY_FAULT, HONEST, REPORTED, WORST, type Lies } from "./options.ts";
import { startYammer } from "./start.ts";

/** Runs the fake on its own, so that a person can try the tool against it. Ends with Ctrl-C. */
const USAGE = `npm run fake:yammer -- [options]
  --seed 7             which network (default 7)
  --size 3000          messages
  --people n           default: grows with the size
  --groups n           default: grows with the size
  --port n             default: any free port
  --lies reported      honest | reported | worst
  --faults 0.02        share of requests that go wrong (default 0)
  --no-budget          count requests, refuse none
  --token-minutes n    tokens end after so many minutes
`;

const LIES: Readonly<Record<string, Lies>> = { honest: HONEST, reported: REPORTED, worst: WORST };

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "7" },
    size: { type: "string", default: "3000" },
    people: { type: "string" },
    groups: { type: "string" },
    port: { type: "string", default: "0" },
    lies: { type: "string", default: "reported" },
    faults: { type: "string", default: "0" },
    "no-budget": { type: "boolean", default: false },
    "token-minutes": { type: "string" },
    help: { type: "boolean", default: false },
  },
});

function whole(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new Error(`--${name} ${text}: a whole number is wanted`);
  return value;
}

function optional(name: "people" | "groups"): Partial<Record<typeof name, number>> {
  const text = values[name];
  return text === undefined ? {} : { [name]: whole(name, text) };
}

async function main(): Promise<void> {
  const lies = LIES[values.lies];
  if (lies === undefined) throw new Error(`--lies ${values.lies}: honest, reported or worst is wanted`);
  const seed = whole("seed", values.seed);
  const truth = makeNetwork({ seed, messages: whole("size", values.size), ...optional("people"), ...optional("groups") });
  const minutes = values["token-minutes"];
  const expiry = minutes === undefined ? {} : { expiresAt: Date.now() + whole("token-minutes", minutes) * 60_000 };
  const fake = await startYammer({
    ...{ truth, seed, lies },
    port: whole("port", values.port),
    budget: { enforced: !values["no-budget"] },
    faults: { rate: Number(values.faults), kinds: EVERY_FAULT },
    tokens: (["member", "admin", "verified-admin"] as const).map((role) => ({ token: `${role}-token`, role, ...expiry })),
  });
  process.stdout.write(introduction(fake.baseUrl, truth));
  process.once("SIGINT", () => {
    process.stdout.write(`\n${JSON.stringify(fake.stats(), null, 2)}\n`);
    fake.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        process.exit(1);
      },
    );
  });
}

function introduction(baseUrl: string, truth: ReturnType<typeof makeNetwork>): string {
  const size = `${String(truth.messageCount)} messages, ${String(truth.threadCount)} threads, ${String(truth.groups.length)} groups, ${String(truth.people.length)} people`;
  return `A made-up Yammer network: ${truth.network.permalink}, ${size}.

base_url: ${baseUrl}
tokens:   member-token, admin-token, verified-admin-token (private groups in supervisor mode)

regroup.yaml:
  sources:
    - kind: yammer-api
      base_url: ${baseUrl}
      network: ${truth.network.permalink}

REGROUP_YAMMER_TOKEN=verified-admin-token npx regroup export

Ctrl-C ends it and prints what was asked.
`;
}

if (values.help) process.stdout.write(USAGE);
else await main();
