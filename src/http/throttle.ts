import type { Budget, BudgetLedger, Closed, Moment, Spent } from "./budget.ts";
import type { Clock } from "./clock.ts";

/**
 * The wait before a request. A bucket may carry `requests` in any window of `windowMs`, wherever the window starts.
 *
 * A request counts from before it is sent until `windowMs` after its answer (or failure) arrived: whenever in between the server counted it, at
 * its arrival or at its end, no window of the server can hold more than the budget. The price is one latency a window.
 */
export interface Throttle {
  /** Waits for a free place in the bucket and takes it. @throws AbortError */
  take(bucket: string, signal: AbortSignal): Promise<Slot>;
  /** Milliseconds until a request in this bucket could go out, as it looks now. */
  waitMs(bucket: string): number;
  /** Milliseconds for which the host refuses everything, by its own word. */
  closedMs(): number;
  /** The server said 429. Everything on the host waits; without `retryAfterMs` for one window of the bucket. */
  refused(bucket: string, retryAfterMs: number | undefined): void;
}

export interface Slot {
  /** The answer or the failure is here. */
  done(): void;
}

export interface ThrottleOptions {
  /** Whose budgets these are: ledgers keep them apart by it. */
  readonly host: string;
  readonly budgets: Readonly<Record<string, Budget>>;
  readonly ledger: BudgetLedger;
  readonly clock: Clock;
  /** The longest a request can take: one whose end nobody noted (its process was killed) counts as answered then. */
  readonly longestRequestMs: number;
}

/** A wait is looked at again at least so often: the clock may have been set, the machine may have slept. */
const LOOK_AGAIN_MS = 60_000;
/** Of an own request that has no answer yet nobody knows when it will. */
const WHILE_ON_ITS_WAY_MS = 50;
/** After a 429 a bucket is used less by one request; so many windows without another give it back. */
const WINDOWS_TO_TRUST_AGAIN = 10;

export function createThrottle(options: ThrottleOptions): Throttle {
  const { host, ledger, clock, longestRequestMs } = options;
  /** Own tickets in the time that nobody can set. */
  const own = new Map<number, number>();
  const caution = new Map<string, { less: number; since: number }>();
  const moment = (): Moment => ({ wallMs: clock.wall(), bootMs: clock.boot() });
  const key = (bucket: string) => `${host} ${bucket}`;

  function budgetOf(bucket: string): Budget {
    const budget = options.budgets[bucket];
    if (!budget) throw new TypeError(`no budget for the bucket ${bucket}`);
    const careful = caution.get(bucket);
    if (!careful) return budget;
    const regained = Math.floor((clock.steady() - careful.since) / (WINDOWS_TO_TRUST_AGAIN * budget.windowMs));
    const less = careful.less - regained;
    if (less <= 0) caution.delete(bucket);
    return { ...budget, requests: Math.max(1, budget.requests - Math.max(0, less)) };
  }

  /** How long ago the place was taken for good; negative while it will be. */
  function ageMs(spent: Spent): number {
    const steady = own.get(spent.ticket);
    if (steady !== undefined) return clock.steady() - steady;
    return sinceMs(spent, moment()) - (spent.isOnItsWay ? longestRequestMs : 0);
  }

  function waitMs(bucket: string): number {
    const { requests, windowMs } = budgetOf(bucket);
    const left: number[] = [];
    const over: number[] = [];
    for (const spent of ledger.spent(key(bucket))) {
      const isOwn = own.has(spent.ticket);
      if (spent.isOnItsWay && isOwn) left.push(WHILE_ON_ITS_WAY_MS);
      else {
        // A time in the future comes from a clock that was set back: it is over one window from now at the latest.
        const wait = Math.min(windowMs - ageMs(spent), windowMs + (spent.isOnItsWay ? longestRequestMs : 0));
        if (wait > 0) left.push(wait);
        else over.push(spent.ticket);
      }
    }
    ledger.forget(over);
    for (const ticket of over) own.delete(ticket);
    left.sort((a, b) => a - b);
    const free = left.length < requests ? 0 : (left[left.length - requests] ?? 0);
    return Math.max(free, closedMs(ledger.closed(host)));
  }

  function closedMs(closed: Closed | undefined): number {
    return closed ? Math.max(0, Math.min(closed.forMs, closed.forMs - sinceMs(closed, moment()))) : 0;
  }

  function tryToTake(bucket: string): { ticket: number } | { waitMs: number } {
    return ledger.exclusively(() => {
      const wait = waitMs(bucket);
      if (wait > 0) return { waitMs: wait };
      const ticket = ledger.add(key(bucket), moment());
      own.set(ticket, clock.steady());
      return { ticket };
    });
  }

  return {
    waitMs: (bucket) => ledger.exclusively(() => waitMs(bucket)),

    closedMs: () => ledger.exclusively(() => closedMs(ledger.closed(host))),

    async take(bucket, signal) {
      for (;;) {
        signal.throwIfAborted();
        const taken = tryToTake(bucket);
        if ("ticket" in taken) {
          const { ticket } = taken;
          return {
            done() {
              own.set(ticket, clock.steady());
              ledger.exclusively(() => ledger.answered(ticket, moment()));
            },
          };
        }
        await clock.sleep(Math.min(taken.waitMs, LOOK_AGAIN_MS), signal);
      }
    },

    refused(bucket, retryAfterMs) {
      const { windowMs } = budgetOf(bucket);
      const before = caution.get(bucket);
      const most = (options.budgets[bucket]?.requests ?? 1) - 1;
      caution.set(bucket, { less: Math.min(most, (before?.less ?? 0) + 1), since: clock.steady() });
      const forMs = Math.max(retryAfterMs ?? windowMs, 1);
      ledger.exclusively(() => {
        if (closedMs(ledger.closed(host)) < forMs) ledger.close(host, { ...moment(), forMs });
      });
    },
  };
}

/** The shorter of what the two times say, never negative: a clock that was set forward must not make a request older than it is. */
function sinceMs(then: Moment, now: Moment): number {
  const byWall = now.wallMs - then.wallMs;
  // After a restart of the machine its own time says nothing about what was before.
  const byBoot = now.bootMs >= then.bootMs ? now.bootMs - then.bootMs : byWall;
  return Math.max(0, Math.min(byWall, byBoot));
}
