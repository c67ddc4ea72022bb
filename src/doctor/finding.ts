import { codeOf, exitCodes, isAbort, RemoteError, UserError, type ExitCode } from "../errors.ts";

/** ok: as it should be · note: worth knowing · warn: look · bad: stands in the way. */
export type Level = "ok" | "note" | "warn" | "bad";

export interface Finding {
  /** The check's name, for scripts: `place`, `disk`, `store` … Fixed. */
  readonly id: string;
  readonly level: Level;
  /** What was found, as one sentence. */
  readonly found: string;
  /** What to do about it; null where there is nothing to do. */
  readonly fix: string | null;
  /** What a `bad` one ends the command with. */
  readonly exit: ExitCode;
}

export function ok(id: string, found: string): Finding {
  return { id, level: "ok", found, fix: null, exit: exitCodes.done };
}

export function note(id: string, found: string, fix: string | null = null): Finding {
  return { id, level: "note", found, fix, exit: exitCodes.done };
}

export function warn(id: string, found: string, fix: string): Finding {
  return { id, level: "warn", found, fix, exit: exitCodes.look };
}

export function bad(id: string, found: string, fix: string, exit: ExitCode = exitCodes.usage): Finding {
  return { id, level: "bad", found, fix, exit };
}

/** The exit code of all findings together: the highest of theirs, so that what stands in the way beats what is to be looked at. */
export function exitOf(findings: readonly Finding[]): ExitCode {
  return findings.reduce<ExitCode>((worst, { exit }) => (exit > worst ? exit : worst), exitCodes.done);
}

/** A check stands alone: what it throws is its finding, and the next one runs. Only a stop is passed on. */
export async function alone(id: string, work: () => readonly Finding[] | Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return await work();
  } catch (error) {
    if (isAbort(error)) throw error;
    return [ofError(id, error)];
  }
}

function ofError(id: string, error: unknown): Finding {
  if (error instanceof UserError) return bad(id, error.message, error.hint, error.exit);
  if (error instanceof RemoteError && error.status === 429) {
    const fix =
      "Another program with the same account spends it too, or an export does. Run `regroup doctor` again in some minutes; an export waits by itself.";
    return bad(id, `${error.message}: more was asked of it lately than it allows.`, fix, exitCodes.farSide);
  }
  if (error instanceof RemoteError) {
    return bad(
      id,
      `${error.message}.`,
      "Look whether this computer reaches the address in regroup.yaml (a VPN, HTTPS_PROXY, NO_PROXY); if it does, the server has trouble: run `regroup doctor` again later.",
      exitCodes.farSide,
    );
  }
  const code = codeOf(error);
  if (code === "EACCES" || code === "EPERM") {
    return bad(
      id,
      `This could not be looked at: no access (${code}).`,
      "Give yourself access and run `regroup doctor` again.",
      exitCodes.access,
    );
  }
  const what = code === "" && error instanceof Error ? error.message : code;
  return bad(id, `This could not be looked at (${what}).`, "Run `regroup doctor --verbose`; if it stays, this is a bug in regroup.");
}
