import type { Budget, Bucket } from "./options.ts";

/** One request as the server saw it, in order of arrival. */
export interface RequestRecord {
  readonly number: number;
  /** Milliseconds on the fake's clock. */
  readonly at: number;
  readonly bucket: Bucket;
  /** Who pays: the account, since budgets are per user and app (section 3). */
  readonly account: string;
  readonly method: string;
  /** Without base path and `.json`: `messages/in_thread/123`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly status: number;
  readonly outcome: Outcome;
}

/** limited: 429 because a budget was overdrawn. fault: went wrong on purpose. */
export type Outcome = "answered" | "refused" | "limited" | "fault" | "unexpected";

export interface Verdict {
  readonly allowed: boolean;
  readonly waitMs: number;
}

/** A sliding window for each account and bucket. Overdrawing one bucket closes all of them (section 3). */
export interface Meter {
  readonly arrive: (account: string, bucket: Bucket, at: number) => Verdict;
}

export function makeMeter(budget: Budget): Meter {
  const arrivals = new Map<string, number[]>();
  const closedUntil = new Map<string, number>();
  return {
    arrive: (account, bucket, at) => {
      const key = `${account} ${bucket}`;
      const window = bucket === "autocomplete" ? budget.autocompleteWindowMs : budget.windowMs;
      const recent = (arrivals.get(key) ?? []).filter((time) => time > at - window);
      recent.push(at);
      arrivals.set(key, recent);
      if (!budget.enforced) return { allowed: true, waitMs: 0 };
      const until = closedUntil.get(account) ?? 0;
      if (at < until) return { allowed: false, waitMs: until - at };
      if (recent.length <= budget.requests) return { allowed: true, waitMs: 0 };
      closedUntil.set(account, at + budget.penaltyMs);
      return { allowed: false, waitMs: budget.penaltyMs };
    },
  };
}

/** The most requests that any window of one account's bucket carried. Windows are half open: a request leaves after exactly `windowMs`. */
export function busiestWindow(requests: readonly RequestRecord[], bucket: Bucket, windowMs: number): number {
  const times = new Map<string, number[]>();
  for (const request of requests) {
    if (request.bucket !== bucket) continue;
    const own = times.get(request.account) ?? [];
    own.push(request.at);
    times.set(request.account, own);
  }
  let most = 0;
  for (const own of times.values()) {
    own.sort((a, b) => a - b);
    let first = 0;
    for (const [last, time] of own.entries()) {
      while ((own[first] ?? time) <= time - windowMs) first++;
      most = Math.max(most, last - first + 1);
    }
  }
  return most;
}
