import { z } from "zod";
import { toId, type Id } from "../../model/key.ts";

/**
 * Payloads of the REST API, only the fields we use; everything else stays in `rest`. Ids are numbers, or text; flags are booleans, or the words; empty is
 * null, "", [] or no field at all. Source: reference, section 2.
 */

const id = z
  .union([z.number(), z.string()])
  .transform((value) => toId(String(value).trim()))
  .refine((value): value is Id => value !== undefined, { error: "is no id" });
/** Null for everything that is no id: a field of less weight must not cost us the record. */
const maybeId = given((value) => (typeof value === "number" || typeof value === "string" ? (toId(String(value).trim()) ?? null) : null));
const text = given((value) => (typeof value === "string" && value !== "" ? value : null));
const flag = given((value) => value === true || value === "true");
/** Null where nothing is told. */
const maybeFlag = given((value) => (value === true || value === "true" ? true : value === false || value === "false" ? false : null));
const count = given((value) => {
  const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) && number > 0 ? Math.floor(number) : 0;
});
const anything = given((value) => value);
const list = <T extends z.ZodType>(item: T) =>
  given((value) => (Array.isArray(value) ? value : []).flatMap((one: unknown) => item.safeParse(one).data ?? []));

/** Whatever stands there, or null where nothing does. */
function given<T>(read: (value: unknown) => T) {
  return z.unknown().transform(read).prefault(null);
}

export const networkPayload = z.looseObject({ id, permalink: text, name: text, is_primary: flag, m365_native_mode: flag, community: flag });

export const groupPayload = z.looseObject({
  id,
  full_name: text,
  name: text,
  description: text,
  privacy: text,
  show_in_directory: anything,
  created_at: anything,
  creator_id: maybeId,
  external: flag,
  company_group: flag,
  network_id: maybeId,
  state: text,
  stats: z
    .looseObject({ members: count, updates: count, last_message_id: maybeId })
    .catch({ members: 0, updates: 0, last_message_id: null }),
});
export type GroupPayload = z.output<typeof groupPayload>;

const address = z.looseObject({ type: text, address: text });

export const userPayload = z.looseObject({
  id,
  type: text,
  full_name: text,
  name: text,
  email: text,
  contact: z.looseObject({ email_addresses: list(address) }).catch({ email_addresses: [] }),
  job_title: text,
  location: text,
  department: text,
  activated_at: anything,
  state: text,
  network_id: maybeId,
  admin: flag,
  verified_admin: flag,
  is_admin: anything,
  aad_guest: maybeFlag,
  guest: maybeFlag,
  mugshot_url: text,
  mugshot_url_template: text,
  mugshot_redirect_url: text,
  mugshot_redirect_url_template: text,
});
export type UserPayload = z.output<typeof userPayload>;

/** `users/current`: who the token is of. Flags are words there. Source: reference, section 2.2. */
export const accountPayload = z.looseObject({
  id: maybeId,
  full_name: text,
  network_id: maybeId,
  network_name: text,
  admin: flag,
  verified_admin: flag,
  m365_yammer_admin: flag,
  supervisor_admin: flag,
  aad_guest: flag,
});
export type AccountPayload = z.output<typeof accountPayload>;

const liker = z.looseObject({ user_id: maybeId, full_name: text });

export const attachmentPayload = z.looseObject({
  type: text,
  real_type: text,
  id: maybeId,
  y_id: maybeId,
  name: text,
  original_name: text,
  description: text,
  content_type: text,
  size: count,
  created_at: anything,
  last_uploaded_at: anything,
  last_uploaded_by_id: maybeId,
  owner_id: maybeId,
  group_id: maybeId,
  storage_type: text,
  latest_version_id: maybeId,
  download_url: text,
  image: z.looseObject({ url: text }).catch({ url: null }),
  web_url: text,
  record_id: maybeId,
  object_name: text,
  ymodule: z.looseObject({ web_app_id: text }).catch({ web_app_id: null }),
  title: text,
  content_excerpt: text,
  icon: text,
  comment: text,
  praised_user_ids: list(id),
});
export type AttachmentPayload = z.output<typeof attachmentPayload>;

/** No sample is known. `{ option, answer }` is read by one client, which does not tell which of the two is the text: the one that is no bare number. */
const pollOption = z
  .union([z.string().transform((answer) => ({ option: null, answer })), z.looseObject({ option: anything, answer: anything })])
  .transform(({ option, answer }) => {
    const told = [answer, option].filter((part) => typeof part === "string" || typeof part === "number").map(String);
    return { answer: told.find((part) => part.trim() !== "" && !/^\d+$/.test(part)) ?? told.find((part) => part !== "") ?? "" };
  });

export const messagePayload = z.looseObject({
  id,
  thread_id: maybeId,
  sender_id: maybeId,
  sender_type: text,
  replied_to_id: maybeId,
  group_id: maybeId,
  created_at: anything,
  message_type: text,
  title: text,
  body: z.looseObject({ parsed: text, plain: text, rich: text }).catch({ parsed: null, plain: null, rich: null }),
  attachments: list(attachmentPayload),
  liked_by: z
    .looseObject({ count, names: list(z.union([liker, z.string().transform(() => ({ user_id: null, full_name: null }))])) })
    .catch({ count: 0, names: [] }),
  direct_message: flag,
  system_message: flag,
  notified_user_ids: list(id),
  shared_message_id: maybeId,
  poll_options: list(pollOption),
});
export type MessagePayload = z.output<typeof messagePayload>;

export const threadPayload = z.looseObject({
  id,
  /** Null where the thread does not say. */
  topics: given((value) =>
    Array.isArray(value) ? value.flatMap((one: unknown) => z.looseObject({ id }).safeParse(one).data ?? []) : null,
  ),
  stats: z
    .looseObject({ latest_reply_id: maybeId, latest_reply_at: anything, updates: count })
    .catch({ latest_reply_id: null, latest_reply_at: null, updates: 0 }),
});
export type ThreadPayload = z.output<typeof threadPayload>;

export const labelPayload = z.looseObject({ id, name: text, web_url: text });

/** The envelope of every feed. Entries are read one by one, so that a strange one costs itself only. */
export const envelopePayload = z.looseObject({
  messages: z.array(z.unknown()).catch([]),
  threaded_extended: z.record(z.string(), z.array(z.unknown()).catch([])).catch({}),
  references: anything,
  meta: z.looseObject({ older_available: flag }).catch({ older_available: false }),
});

/** The envelope of people; `groups/{id}/members` has been seen by nobody, and may be a bare array as `users` is. */
export const usersPayload = z.preprocess(
  (body) => (Array.isArray(body) ? { users: body as unknown[] } : body),
  z.looseObject({ users: z.array(z.unknown()), more_available: flag }),
);
