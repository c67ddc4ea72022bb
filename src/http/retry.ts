/** What is known of a failure when the wait before the next try is chosen. */
export interface Failure {
  /** 1 after the first try. */
  readonly attempt: number;
  readonly retryAfterMs?: number | undefined;
  /** From 0 to 1: spreads tools that failed together. */
  readonly random: number;
}

export const MAX_TRIES = 7;
const FIRST_MS = 1000;
const LONGEST_MS = 60_000;
/** A server that wants us back later than this is one to come back to in another run. */
export const MAX_WAIT_MS = 15 * 60_000;

/** Milliseconds before the next try, or undefined to give up. Retry-After beats backoff; one above `MAX_WAIT_MS` gives up, so the run stops resumable. */
export function retryDelayMs({ attempt, retryAfterMs, random }: Failure): number | undefined {
  if (attempt >= MAX_TRIES) return undefined;
  if (retryAfterMs !== undefined) return retryAfterMs > MAX_WAIT_MS ? undefined : retryAfterMs;
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempt - 1));
  return Math.round(longest / 2 + (longest / 2) * random);
}

/** `Retry-After` in milliseconds: seconds, or an HTTP date. Undefined where it says neither. Source: RFC 9110, section 10.2.3. */
export function retryAfterMs(header: unknown, nowMs: number): number | undefined {
  if (typeof header !== "string" || header.trim() === "") return undefined;
  if (/^\s*\d{1,9}(\.\d+)?\s*$/.test(header)) return Math.round(Number(header) * 1000);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
