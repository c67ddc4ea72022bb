/** How much may be asked of a server, and what was asked already. */

export interface Budget {
  /** Requests in any window. */
  readonly requests: number;
  readonly windowMs: number;
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `10/30s`: ten requests in any thirty seconds. Undefined where the text is none. */
export function parseBudget(text: string): Budget | undefined {
  const match = /^\s*(\d{1,6})\s*\/\s*(\d{1,6})\s*(ms|s|m|h)\s*$/.exec(text);
  const requests = Number(match?.[1] ?? 0);
  const windowMs = Number(match?.[2] ?? 0) * (UNIT_MS[match?.[3] ?? ""] ?? 0);
  return requests > 0 && windowMs > 0 ? { requests, windowMs } : undefined;
}

/** A moment, in the two times that other processes know too. */
export interface Moment {
  readonly wallMs: number;
  readonly bootMs: number;
}

/** One request in a bucket: on its way since, or answered (or failed) at, that moment. */
export interface Spent extends Moment {
  readonly ticket: number;
  readonly isOnItsWay: boolean;
}

/** Until when a host refuses everything: `moment` plus `forMs`. */
export interface Closed extends Moment {
  readonly forMs: number;
}

/**
 * What was spent, shared by every process on one workspace and kept over restarts. `src/store` implements it with a file; a process that has no
 * workspace keeps it in memory.
 */
export interface BudgetLedger {
  /** Nobody else reads or writes the ledger meanwhile. */
  exclusively<T>(work: () => T): T;
  spent(bucket: string): readonly Spent[];
  add(bucket: string, at: Moment): number;
  answered(ticket: number, at: Moment): void;
  forget(tickets: readonly number[]): void;
  closed(host: string): Closed | undefined;
  close(host: string, closed: Closed): void;
}

export function memoryLedger(): BudgetLedger {
  const entries = new Map<number, Spent & { readonly bucket: string }>();
  const closed = new Map<string, Closed>();
  let last = 0;
  return {
    exclusively: (work) => work(),
    spent: (bucket) => [...entries.values()].filter((entry) => entry.bucket === bucket),
    add(bucket, at) {
      entries.set(++last, { ...at, bucket, ticket: last, isOnItsWay: true });
      return last;
    },
    answered(ticket, at) {
      const entry = entries.get(ticket);
      if (entry) entries.set(ticket, { ...entry, ...at, isOnItsWay: false });
    },
    forget: (tickets) => tickets.forEach((ticket) => entries.delete(ticket)),
    closed: (host) => closed.get(host),
    close: (host, until) => void closed.set(host, until),
  };
}
