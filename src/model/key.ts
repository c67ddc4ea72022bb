import { createHash } from "node:crypto";

/** What a key can name. Settled: the words stand in files that people keep (people.csv, pages, references of targets). */
export const kinds = ["person", "group", "membership", "thread", "message", "reaction", "attachment", "topic"] as const;
export type Kind = (typeof kinds)[number];

/** A source's id: a JavaScript number where that is exact, decimal text beyond 2^53 (up to 2^63 - 1). One value has one form, so `===` works. */
export type Id = number | string;

/** `network/kind/id`, equal in every run and from every source: the idempotency key of everything that is made from the record. */
export type Key = string & { readonly brand: "Key" };

const MAX_ID = 9223372036854775807n;

/** The id in decimal text, or undefined where the text is no 64-bit non-negative integer. */
export function toId(text: string): Id | undefined {
  if (!/^\d{1,19}$/.test(text)) return undefined;
  if (text.length <= 15) return Number(text);
  const value = BigInt(text);
  if (value > MAX_ID) return undefined;
  return value <= 9007199254740991n ? Number(value) : value.toString();
}

/** All Company has no id of its own in an export: it is group 0 of its network, from every source. */
export const ALL_COMPANY: Id = 0;

export function keyOf(network: string, kind: Kind, id: Id): Key {
  return `${network}/${kind}/${id}` as Key;
}

export interface KeyParts {
  readonly network: string;
  readonly kind: Kind;
  readonly id: string;
}

/**
 * The parts of a key, or undefined where the text is none. A part suffix (`#2`, `#members`) stays in the id. Two names of networks begin with
 * `@`, as no source's does: `@network` is the official network itself, `@target` what stands at the target already.
 */
export function parseKey(text: string): KeyParts | undefined {
  const match = /^(@network|@target|[a-z0-9][a-z0-9._-]*)\/([a-z]+)\/(.+)$/.exec(text);
  const kind = kinds.find((known) => known === match?.[2]);
  if (!match?.[1] || !match[3] || !kind) return undefined;
  return { network: match[1], kind, id: match[3] };
}

const WINDOWS_DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/;

/**
 * A network's name as it stands in keys, paths and addresses: lower case, `[a-z0-9._-]`, never a name that Windows reserves.
 * A permalink that is already of that form (nearly all are) stays as it is; one that had to be changed gets a short digest, so that two never meet.
 */
export function networkName(given: string): string {
  const lower = given.trim().toLowerCase();
  const clean = lower
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, "")
    .slice(0, 80);
  if (clean === lower && clean !== "" && !WINDOWS_DEVICE.test(clean)) return clean;
  return `${clean === "" || WINDOWS_DEVICE.test(clean) ? "network" : clean}-${createHash("sha256").update(lower).digest("hex").slice(0, 8)}`;
}
