import { setImmediate } from "node:timers/promises";

/** The whole error vocabulary. Errors answer questions; nobody parses messages. Exit codes: architecture, section 8. */

export const exitCodes = {
  done: 0,
  look: 1,
  usage: 2,
  access: 3,
  farSide: 4,
  notApproved: 5,
  bug: 70,
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The person can fix it: input, config, access, approval. Shown as one red line and the hint, never with a stack. */
export class UserError extends Error {
  readonly hint: string;
  readonly exit: ExitCode;

  constructor(message: string, options: { readonly hint: string; readonly exit?: ExitCode; readonly cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = "UserError";
    this.hint = options.hint;
    this.exit = options.exit ?? exitCodes.usage;
  }
}

export type Recovery = "retry" | "skip" | "abort";

/** The far side failed. `recovery` says what to do: send again, skip this item, or stop the run (resumable). */
export class RemoteError extends Error {
  readonly recovery: Recovery;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    options: { readonly recovery: Recovery; readonly status?: number; readonly retryAfterMs?: number; readonly cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.name = "RemoteError";
    this.recovery = options.recovery;
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Ctrl-C, or whoever holds the signal, asked to stop. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === "AbortError" || error.name === "TimeoutError");
}

/** Throws at a place where stopping costs nothing. */
export function stopIfAsked(signal: AbortSignal): void {
  if (signal.aborted) throw new DOMException("stopped at a checkpoint", "AbortError");
}

/**
 * Between two pieces of work that never wait for the outside: lets signals (Ctrl-C) and timers have their turn, which promises alone do not, then
 * stops where that was asked.
 */
export async function pauseOrStop(signal: AbortSignal): Promise<void> {
  await setImmediate();
  stopIfAsked(signal);
}

/** The `code` of a system error (ENOENT, ENOSPC, SQLITE_FULL …), or "". */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
