import type { Reply } from "./context.ts";
import type { Dice } from "./dice.ts";
import { roll } from "./dice.ts";
import type { FaultKind, Settings } from "./options.ts";

/** Which request goes wrong, and how. Queued faults come first, one a request. */
export interface FaultPlan {
  readonly next: (number: number) => FaultKind | undefined;
  readonly queue: (kind: FaultKind, times?: number) => void;
}

/** `salt` tells the plans of the two hosts apart. */
export function faultPlan({ faults, seed }: Settings, dice: Dice, salt = "api"): FaultPlan {
  const queued: FaultKind[] = [];
  return {
    queue: (kind, times = 1) => void queued.push(...Array.from({ length: times }, () => kind)),
    next: (number) => {
      const first = queued.shift();
      if (first !== undefined) return first;
      if (!dice(faults.rate, "fault", salt, number)) return undefined;
      return faults.kinds[Math.floor(roll(seed, "fault kind", salt, number) * faults.kinds.length)];
    },
  };
}

const PAGE = (title: string): string => `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;

/** The answer that replaces the real one; undefined for faults of the connection. */
export function faultReply(kind: FaultKind): Reply | undefined {
  const html = (status: number, title: string): Reply => ({ kind: "text", status, type: "text/html; charset=utf-8", text: PAGE(title) });
  switch (kind) {
    case "html-500":
      return html(500, "We're sorry, but something went wrong.");
    case "html-502":
      return html(502, "502 Bad Gateway");
    case "text-503":
      return { kind: "text", status: 503, type: "text/plain", text: "Service Unavailable" };
    case "stat-fail":
      return { kind: "json", status: 200, body: { response: { message: "Something went wrong.", code: 99, stat: "fail" } } };
    case "null-json":
      return { kind: "json", status: 200, body: null };
    case "unprovoked-429":
      return { kind: "json", status: 429, body: RATE_LIMITED };
    case "drop-before":
    case "drop-in-body":
    case "slow":
    case "cut-json":
      return undefined;
  }
}

/** `spring-error-429.json`; code 32 is seen too (2.11). */
export const RATE_LIMITED = { response: { message: "Rate limited due to excessive requests.", stat: "fail", code: 33 } } as const;
