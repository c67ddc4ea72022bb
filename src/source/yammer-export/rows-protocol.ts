import { codeOf } from "../../errors.ts";
import type { Batch } from "./batches.ts";
import { DamagedInput } from "./bytes.ts";

/** What the worker says. It is told nothing but the slots that come back. */
export type FromWorker = { readonly batch: Batch } | { readonly end: true } | { readonly failure: Failure };

/** An error without its class and code is of no use on the other side; this carries both. */
export interface Failure {
  readonly isDamage: boolean;
  readonly message: string;
  readonly code: string;
}

export function failureOf(error: unknown): Failure {
  return { isDamage: error instanceof DamagedInput, message: error instanceof Error ? error.message : String(error), code: codeOf(error) };
}

export function errorOf(failure: Failure): Error {
  if (failure.isDamage) return new DamagedInput(failure.message);
  return Object.assign(new Error(failure.message), failure.code === "" ? {} : { code: failure.code });
}
