import { createHash } from "node:crypto";
import { canonicalJson } from "./json.ts";
import { isObject } from "./references.ts";

/** Names of fields that hold secrets, or addresses that are signed. Source: reference, section 2.3 ("secret leak"), 2.4 (`meta.realtime`). */
const SECRET = /token|secret|password|authentication|realtime|signature|mugshot|_icon_url|preview_url|thumbnail|scaled_url|overlay_url/i;
/** Repeat what stands elsewhere in the record, are ours only (what the caller has liked), or change with every reading. */
const REPEATED: ReadonlySet<string> = new Set([
  ...["type", "content_excerpt", "group_created_id", "network_id", "network_name", "network_domains", "privacy", "stats", "url", "web_url"],
  ...[
    "inline_html",
    "inline_url",
    "followed",
    "can_invite",
    "memberships",
    "settings",
    "web_preferences",
    "significant_other",
    "kids_names",
  ],
  ...["birth_date", "birth_date_complete", "liked_by", "body", "attachments"],
]);

/** JSON of the fields that have no column, or nothing. `used` names those that have one. */
export function restOf(
  entry: unknown,
  used: ReadonlySet<string>,
  extra: Readonly<Record<string, unknown>> = {},
): { readonly rest?: string } {
  if (!isObject(entry)) return {};
  const kept = Object.entries({ ...entry, ...extra }).filter(
    ([name, value]) => (name in extra || (!used.has(name) && !REPEATED.has(name))) && !SECRET.test(name) && !isEmpty(value),
  );
  return kept.length === 0 ? {} : { rest: canonicalJson(withoutSecrets(Object.fromEntries(kept))) };
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => (SECRET.test(name) || isEmpty(inner) ? [] : [[name, withoutSecrets(inner)]])),
  );
}

/** 32 hex digits over an entry, without what changes though nobody changed the record. */
export function digestOf(entry: unknown, except: readonly string[] = []): string {
  const stable = isObject(entry)
    ? Object.fromEntries(Object.entries(entry).filter(([name]) => !VOLATILE.has(name) && !except.includes(name)))
    : entry;
  return createHash("sha256").update(canonicalJson(stable)).digest("hex").slice(0, 32);
}

const VOLATILE: ReadonlySet<string> = new Set([
  ...["mugshot_url", "mugshot_url_template", "mugshot_redirect_url", "mugshot_redirect_url_template", "header_image_url"],
  ...["web_oauth_access_token", "presence", "stats", "follow_general_messages"],
]);
