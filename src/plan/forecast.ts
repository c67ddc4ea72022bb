import { recordKindCode } from "../store/codes.ts";
import type { Db } from "../store/store.ts";
import type { Capabilities } from "../target/target.ts";

/** What an import of all that is to do will take: requests against the budgets of the target, and what it will store. */
export interface Forecast {
  readonly buckets: readonly {
    readonly name: string;
    readonly requests: number;
    readonly budget: string | null;
    readonly seconds: number | null;
  }[];
  /** The slowest bucket sets the pace; null where the target counts no requests. */
  readonly seconds: number | null;
  /** Files that posts show, each counted once, and their bytes. */
  readonly files: number;
  readonly bytes: number;
}

type ToDo = readonly { readonly kind: string; readonly toDo: number }[];

/** Requests by bucket, and how long the budget makes them take. Pure. */
export function requestsOf(
  actions: ToDo,
  { cost, budgets }: Pick<Capabilities, "cost" | "budgets">,
): Pick<Forecast, "buckets" | "seconds"> {
  const requests = new Map<string, number>();
  const costs = new Map(Object.entries(cost));
  for (const { kind, toDo } of actions) {
    for (const [bucket, each] of Object.entries(costs.get(kind) ?? {})) requests.set(bucket, (requests.get(bucket) ?? 0) + each * toDo);
  }
  const buckets = [...requests].map(([name, count]) => {
    const budget = budgets[name] ?? null;
    const pace = budget === null ? undefined : secondsEach(budget);
    return { name, requests: count, budget, seconds: pace === undefined ? null : Math.ceil(count * pace) };
  });
  const times = buckets.flatMap(({ seconds }) => (seconds === null ? [] : [seconds]));
  return { buckets, seconds: times.length === 0 ? null : Math.max(...times) };
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** Seconds a request of a budget such as `10/30s`, `200/1m` or `5/s`; undefined for what is no budget. */
function secondsEach(budget: string): number | undefined {
  const match = /^(\d+)\/(\d*)([smh])$/.exec(budget.trim());
  const count = Number(match?.[1]);
  const unit = UNIT_SECONDS[match?.[3] ?? ""];
  if (!match || unit === undefined || count === 0) return undefined;
  return ((match[2] === "" ? 1 : Number(match[2])) * unit) / count;
}

/** Distinct bytes: a file that is posted twice is stored once. */
const stored = `
SELECT count(*) AS files, coalesce(sum(b.size_bytes), 0) AS bytes FROM (
  SELECT DISTINCT (SELECT f.sha256 FROM file_version f INDEXED BY file_version_file WHERE f.network = x.network AND f.type = x.kind AND f.file_id = x.id ORDER BY f.id DESC LIMIT 1) AS sha256
  FROM attachment x CROSS JOIN action_record r ON r.plan = ? AND r.kind = ${recordKindCode.attachment} AND r.network = x.network
    AND r.id = x.message_id || ':' || x.kind || ':' || x.id AND r.action IS NOT NULL WHERE x.kind IN ('file', 'page')) s
JOIN blob b ON b.sha256 = s.sha256`;

export function forecast(
  db: Db,
  plan: number,
  { actions, capabilities }: { readonly actions: ToDo; readonly capabilities: Capabilities },
): Forecast {
  const sums = db.prepare<[number], { files: number; bytes: number }>(stored).get(plan) ?? { files: 0, bytes: 0 };
  return { ...requestsOf(actions, capabilities), ...sums };
}
