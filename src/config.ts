import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { z } from "zod";
import { UserError } from "./errors.ts";

/** `regroup.yaml`. Every key has a default or an explained error. What an adapter wants is checked by the adapter's own schema. */

const treatment = z.enum(["placeholder", "create", "skip", "as-text"]);
const adapter = z.looseObject({ kind: z.string() });

const Policies = z.strictObject({
  unmatched: treatment.default("placeholder"),
  leavers: z
    .union([
      treatment.transform((chosen) => ({ treatment: chosen, shown_as: "name" as const })),
      z.strictObject({
        treatment: treatment.default("placeholder"),
        shown_as: z.enum(["name", "initials", "former-colleague"]).default("name"),
      }),
    ])
    .default({ treatment: "placeholder", shown_as: "name" }),
  guests: treatment.default("placeholder"),
  /** Default: skip on remote targets, placeholder on the site. */
  bots: treatment.optional(),
  unknown_senders: treatment.default("placeholder"),
  members: z.enum(["all", "active", "owners"]).default("all"),
  /** Default: block where the target enforces access, warn where it has none. */
  exposure: z.enum(["block", "warn"]).optional(),
  deleted_messages: z.enum(["skip", "keep"]).default("skip"),
  redacted_messages: z.enum(["skip", "keep"]).default("skip"),
  private_conversations: z.enum(["count", "keep"]).default("count"),
  owner_go_ahead: z.enum(["required", "optional"]).optional(),
  person_metrics: z.enum(["none", "pseudonymous", "named"]).default("none"),
});
export type Policies = z.output<typeof Policies>;

const share = z.number().min(0.01).max(1).nullable();
const domain = z
  .string()
  .transform((text) => text.trim().toLowerCase().replace(/^@/, ""))
  .refine((text) => /^[^@\s]+\.[^@\s]+$/.test(text), { error: "is no domain such as contoso.com" });

/** Names that say "this is the company's own": with `*`, whole name, case and Unicode form do not matter. */
const officialNames = [
  ...["official *", "* official", "* (official)", "announcements", "company news", "company announcements", "corporate communications"],
  ...["offiziell *", "offizielle *", "offizieller *", "* offiziell", "* (offiziell)", "ankündigungen", "unternehmenskommunikation"],
  ...["officiel *", "officielle *", "* officiel", "* officielle", "* (officiel)", "annonces", "communication interne"],
];

const MapOptions = z.strictObject({
  /** Old domain of an e-mail address → the domain that the same mailbox has at the target. */
  domains: z
    .record(
      z.string().transform((text) => text.trim().toLowerCase().replace(/^@/, "")),
      domain,
    )
    .default({}),
  official: z
    .strictObject({
      names: z.array(z.string().trim().min(1)).default(officialNames),
      made_by_admin: z.boolean().default(true),
      members_share: share.default(0.8),
      announcements_share: share.default(0.5),
      /** How many of the three weaker signs it takes. */
      needs: z.number().int().min(1).max(3).default(2),
    })
    .prefault({}),
  /** Patterns beside the built-in list. */
  sensitive_names: z.array(z.string().trim().min(1)).default([]),
  /** From this many sub-groups on, one owner is named as overloaded. */
  max_groups_per_owner: z.number().int().min(1).default(5),
});
export type MapOptions = z.output<typeof MapOptions>;

/** As `init` judges them too, while somebody types. */
export const microsoftSettings = {
  tenant: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$/, { error: "is no tenant id or domain such as contoso.onmicrosoft.com" }),
  clientId: z.guid({ error: "is no client id such as 11111111-2222-3333-4444-555555555555" }),
} as const;

const Schema = z.strictObject({
  sources: z.array(adapter).min(1),
  official_network: z.strictObject({ name: z.string().trim().min(1).max(200).default("Official network") }).prefault({}),
  target: adapter.default({ kind: "static-site" }),
  /** The app that signs people in, as registered in Entra. No secret: it is a public client. */
  microsoft: z
    .strictObject({
      tenant: microsoftSettings.tenant,
      client_id: microsoftSettings.clientId,
      /** Another cloud than the public one. */
      authority: z
        .url({ protocol: /^https$/, error: "is no https address" })
        .transform((url) => url.replace(/\/+$/, ""))
        .default("https://login.microsoftonline.com"),
    })
    .optional(),
  /** Where posts link to for what they cannot carry. */
  archive: z.strictObject({ path: z.string(), base_url: z.url({ protocol: /^https$/ }) }).optional(),
  /** A company's own authority, for every server that is asked: a PEM file, relative to the workspace. */
  tls: z.strictObject({ ca: z.string() }).optional(),
  /** While true, nothing may be forgotten or rolled back. */
  legal_hold: z.boolean().default(false),
  language: z.enum(["en", "de", "fr"]).default("en"),
  time_zone: z
    .string()
    .refine((zone) => isTimeZone(zone), { error: "is no IANA time zone such as Europe/Berlin" })
    .default("UTC"),
  scope: z
    .strictObject({
      exclude_groups: z.array(z.union([z.string(), z.number().transform(String)])).default([]),
      content: z.enum(["full", "metadata"]).default("full"),
    })
    .prefault({}),
  policies: Policies.prefault({}),
  map: MapOptions.prefault({}),
  /** How people.csv and groups.csv are written; any of the three is read. */
  csv: z.strictObject({ separator: z.enum([",", ";", "tab"]).default(",") }).prefault({}),
});
export type Config = z.output<typeof Schema>;

export const CONFIG_FILE = "regroup.yaml";

function isTimeZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: zone }));
  } catch {
    return false;
  }
}

/** @throws UserError that names every wrong key at once: its path, what was read, what is allowed. */
export function loadConfig(workspace: string): Config {
  const path = join(workspace, CONFIG_FILE);
  if (!existsSync(path)) {
    throw new UserError(`There is no ${CONFIG_FILE} in ${workspace}.`, {
      hint: "Run `regroup init` there, or name another workspace with --workspace. `regroup demo` shows one that works.",
    });
  }
  return parseConfig(readFileSync(path, "utf8"));
}

/** The text of a regroup.yaml. @throws as `loadConfig`. */
export function parseConfig(text: string): Config {
  return validate(Schema, readYaml(text), "");
}

function readYaml(text: string): unknown {
  try {
    return plainYaml(text);
  } catch (cause) {
    // What the parser and our own walk throw where a file holds itself (&a [*a]), repeats itself without measure, or nests thousands deep.
    if (!(cause instanceof RangeError || cause instanceof ReferenceError)) throw cause;
    throw new UserError(`${CONFIG_FILE} is not readable YAML: a part of it holds itself, or is nested or repeated too often`, {
      hint: "Write the values out instead of & and *, and run the command again.",
      cause,
    });
  }
}

function plainYaml(text: string): unknown {
  // Ids in the file (exclude_groups) may be past 2^53: integers that do not fit a number stay exact.
  const document = parseDocument(text, { intAsBigInt: true });
  if (document.errors.length > 0) {
    const problems = document.errors.map((problem) => problem.message.split("\n")[0]?.replace(/:$/, "") ?? "");
    throw new UserError(`${CONFIG_FILE} is not readable YAML: ${problems.join("\n  ")}`, {
      hint: "Mend these lines and run the command again.",
    });
  }
  return exactNumbers(document.toJS() ?? {});
}

function exactNumbers(value: unknown): unknown {
  if (typeof value === "bigint")
    return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value.toString();
  if (Array.isArray(value)) return value.map(exactNumbers);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, exactNumbers(inner)]));
}

/** Checks one part of the file; `at` is its path, for the message. */
export function validate<Output>(schema: z.ZodType<Output>, value: unknown, at: string): Output {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap((issue) => describe(schema, issue, value, at));
  throw new UserError(`${CONFIG_FILE}: ${problems.join("\n  ")}`, {
    hint: "Change these keys and run the command again. Nothing was done.",
  });
}

function describe(schema: z.ZodType, issue: z.core.$ZodIssue, input: unknown, at: string): string[] {
  const path = pathText(at, issue.path);
  const read = valueAt(input, issue.path);
  switch (issue.code) {
    case "unrecognized_keys": {
      const known = keysAt(schema, issue.path);
      return issue.keys.map(
        (key) => `${pathText(at, [...issue.path, key])} is not a key here${suggest(key, known)}; allowed: ${known.join(", ")}`,
      );
    }
    case "invalid_value": {
      const allowed = issue.values.map(String);
      return [`${path} is ${show(read)}${suggest(String(read), allowed)}; allowed: ${allowed.join(", ")}`];
    }
    case "invalid_type":
      return [
        read === undefined
          ? `${path} is missing; it must be ${article(issue.expected)}`
          : `${path} is ${show(read)}; it must be ${article(issue.expected)}`,
      ];
    case "too_small":
    case "too_big":
      return [`${path} is ${show(read)}: ${issue.message.toLowerCase()}`];
    default:
      return [`${path} is ${show(read)}, which ${issue.message}`];
  }
}

function pathText(at: string, path: readonly PropertyKey[]): string {
  let text = at;
  for (const part of path) text += typeof part === "number" ? `[${part}]` : `${text === "" ? "" : "."}${String(part)}`;
  return text === "" ? "the file" : text;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Object.entries(value).find(([key]) => key === String(part))?.[1];
  }
  return value;
}

/** The keys that the schema knows at a path, through defaults and optionals. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let current: unknown = schema;
  for (const part of [...path, undefined]) {
    while (current instanceof z.ZodDefault || current instanceof z.ZodPrefault || current instanceof z.ZodOptional)
      current = current.unwrap();
    if (part === undefined) break;
    if (current instanceof z.ZodObject) current = Object.entries(current.shape).find(([key]) => key === part)?.[1];
    else if (current instanceof z.ZodArray) current = current.element;
  }
  return current instanceof z.ZodObject ? Object.keys(current.shape) : [];
}

function show(value: unknown): string {
  if (value === undefined) return "missing";
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function article(type: string): string {
  const words: Readonly<Record<string, string>> = {
    array: "a list",
    object: "a group of keys",
    string: "text",
    boolean: "true or false",
    number: "a number",
  };
  return words[type] ?? `a ${type}`;
}

/** No name that was mistyped is longer: what is gets no suggestion, which would take seconds. */
const LONGEST_WORD = 100;

/** " (did you mean x?)" where something known is close, else "". */
export function suggest(word: string, known: readonly string[]): string {
  if (word.length > LONGEST_WORD) return "";
  const wanted = word.toLowerCase();
  let best: string | undefined;
  let limit = Math.max(1, Math.floor(word.length / 3));
  for (const candidate of known) {
    const distance = editDistance(wanted, candidate.toLowerCase(), limit);
    if (distance > limit) continue;
    best = candidate;
    limit = distance - 1;
    if (distance === 0) break;
  }
  return best === undefined ? "" : ` (did you mean ${best}?)`;
}

/** How many characters have to be typed, taken away or changed; more than `limit` as soon as that is certain. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    let least = i + 1;
    for (let j = 0; j < b.length; j++) {
      const cost = Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1));
      next.push(cost);
      least = Math.min(least, cost);
    }
    if (least > limit) return limit + 1;
    row = next;
  }
  return row[b.length] ?? 0;
}
