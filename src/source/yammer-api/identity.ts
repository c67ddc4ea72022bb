import { z } from "zod";
import type { Received } from "../../http/transport.ts";

/** A file as its server describes it: what has to be the same for a part of it to be worth anything. */
export interface Identity {
  /** What `If-Range` takes; undefined where the server gives nothing that is exact. */
  readonly validator: string | undefined;
  readonly tag: string | undefined;
  readonly modified: string | undefined;
  /** Bytes in all, where the server tells. */
  readonly whole: number | undefined;
}

export function identityOf(response: Received): Identity {
  const { headers } = response;
  // What is packed is another thing each time, and its bytes are counted packed.
  if (isPacked(response)) return { validator: undefined, tag: undefined, modified: undefined, whole: undefined };
  const tag = typeof headers["etag"] === "string" ? headers["etag"] : undefined;
  const modified = typeof headers["last-modified"] === "string" ? headers["last-modified"] : undefined;
  const isExact = tag !== undefined && !tag.startsWith("W/");
  return { validator: isExact ? tag : exactTime(modified, headers["date"]), tag, modified, whole: sizeOf(response) };
}

export function isPacked({ headers }: Received): boolean {
  const encoding = headers["content-encoding"];
  return typeof encoding === "string" && !/^\s*(identity)?\s*$/i.test(encoding);
}

/** The size of the whole file, where the answer tells. A body that is packed on the way has another length. */
export function sizeOf(response: Received): number | undefined {
  const { status, headers } = response;
  if (isPacked(response)) return undefined;
  const text = status === 206 ? /^\s*bytes\s+\d+-\d+\/(\d+)\s*$/i.exec(String(headers["content-range"]))?.[1] : headers["content-length"];
  const size = typeof text === "string" && /^\s*\d+\s*$/.test(text) ? Number(text) : undefined;
  return size !== undefined && Number.isSafeInteger(size) ? size : undefined;
}

/** `Last-Modified`, unless the file may have changed twice within its second. Source: RFC 9110, section 8.8.2.2. */
function exactTime(modified: string | undefined, date: unknown): string | undefined {
  if (modified === undefined || Number.isNaN(Date.parse(modified))) return undefined;
  return typeof date === "string" && Date.parse(date) - Date.parse(modified) < 1000 ? undefined : modified;
}

/** Sizes and times of answers that do not tell theirs are taken for the same. */
export function isSame(now: Identity, before: Identity): boolean {
  const isEqual = (key: "modified" | "whole") => now[key] === undefined || before[key] === undefined || now[key] === before[key];
  return now.tag === before.tag && isEqual("modified") && isEqual("whole");
}

/** True for the rest of a file from this byte on. */
export function goesOn(response: Received, from: number): boolean {
  return response.status === 206 && !isPacked(response) && startOf(response) === from;
}

/** Where a part begins. */
export function startOf({ headers }: Received): number | undefined {
  const start = /^\s*bytes\s+(\d+)-/i.exec(String(headers["content-range"]))?.[1];
  return start === undefined ? undefined : Number(start);
}

/** True where the server says, refusing a range, that the file has exactly so many bytes. */
export function endsAt({ status, headers }: Received, size: number): boolean {
  return status === NOT_THERE && /^\s*bytes\s+\*\/(\d+)\s*$/i.exec(String(headers["content-range"]))?.[1] === String(size);
}

/** Nothing stands behind the byte that was asked for. */
export const NOT_THERE = 416;

/** By it a part is known to be of the same file later; null where that could not be known. */
export function sealOf(identity: Identity): string | null {
  return identity.validator === undefined || identity.whole === undefined || identity.whole === 0 ? null : JSON.stringify(identity);
}

const seal = z.object({
  validator: z.string(),
  tag: z.string().optional(),
  modified: z.string().optional(),
  whole: z.int().positive(),
});

export function identityOfSeal(text: string): (Identity & { readonly whole: number; readonly validator: string }) | undefined {
  try {
    const { validator, tag, modified, whole } = seal.parse(JSON.parse(text));
    return { validator, tag, modified, whole };
  } catch {
    return undefined;
  }
}
