import { silentLogger } from "../../src/log.ts";
import { memoryLedger } from "../../src/http/budget.ts";
import { create, options } from "../../src/source/yammer-api/index.ts";
import { HONEST } from "../fakes/yammer/options.ts";
import { startYammer } from "../fakes/yammer/start.ts";
import { makeNetwork } from "../support/network.ts";
import { virtualClock } from "../support/virtual-clock.ts";
import { pagesOf, rowsByOrigin, sourceContract } from "./source-contract.ts";

sourceContract("a network behind the REST API", async () => {
  const clock = virtualClock();
  const truth = makeNetwork({ seed: 21, messages: 180, people: 40, groups: 5, oddities: false });
  const sleep = async (ms: number) => clock.sleep(ms, new AbortController().signal);
  const fake = await startYammer({
    ...{ truth, lies: HONEST, clock: { now: clock.wall, sleep }, budget: { enforced: false } },
    behaviour: { downloads: "direct", sharepoint: "served" },
  });
  const config = options.parse({ kind: "yammer-api", base_url: fake.baseUrl, budget: { messages: "1000/1s", other: "1000/1s" } });
  const token = () => Promise.resolve(fake.tokens.of("member"));
  const make = () => create(config, { log: silentLogger, clock, env: {}, ledger: memoryLedger, certificates: () => [], token });
  const expected = fake.expected({ token: fake.tokens.of("member") });
  const files = [...fake.truth.files].filter(({ id }) => [...expected.attachments.keys()].some((key) => key.endsWith(`:file:${id}`)));
  return {
    create: make,
    rows: rowsByOrigin(await pagesOf(make())),
    counts: { message: expected.messages.size, group: expected.groups.size, membership: expected.memberships.size },
    bytes: Object.fromEntries(files.flatMap(({ versions }) => versions.slice(-1).map(({ id, bytes }) => [id, bytes()] as const))),
    dispose: () => fake.stop(),
  };
});
