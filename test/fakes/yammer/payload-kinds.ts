/** What kind of payload an object of the API is; undefined: none that the fake serves. */
export type PayloadKind =
  | "message"
  | "reduced-message"
  | "user"
  | "short-user"
  | "group"
  | "reduced-group"
  | "thread"
  | "reduced-thread"
  | "topic"
  | "reduced-topic"
  | "tag"
  | "network"
  | "file"
  | "card"
  | "feed"
  | "meta"
  | "users";

type Fields = Readonly<Record<string, unknown>>;

export function kindOf(value: Fields): PayloadKind | undefined {
  const has = (...keys: readonly string[]): boolean => keys.every((key) => key in value);
  if (has("sender_id", "thread_id", "body")) return value["type"] === "message" ? "reduced-message" : "message";
  switch (value["type"]) {
    case "user":
      // Participants of a thread are only named.
      return has("contact") ? "user" : has("full_name") ? "short-user" : undefined;
    case "group":
      // A tab of a person's home page is no group.
      return has("stats") ? "group" : has("full_name") ? "reduced-group" : undefined;
    case "thread":
      return has("attachments_meta") ? "thread" : "reduced-thread";
    case "topic":
      // Inside a thread a topic is only named.
      return has("experts") ? "topic" : has("name") ? "reduced-topic" : undefined;
    case "tag":
      return "tag";
    case "network":
      return "network";
    case "ymodule":
      return has("inline_html") ? "card" : undefined;
    case "image":
      return has("real_type") ? "file" : undefined;
    default:
      break;
  }
  if (has("messages", "meta")) return "feed";
  if (has("requested_poll_interval")) return "meta";
  return has("users", "more_available") ? "users" : undefined;
}

/** Every object in a payload that has a kind, itself included. */
export function* kindsIn(value: unknown): Generator<readonly [PayloadKind, Fields]> {
  if (value === null || typeof value !== "object") return;
  if (!Array.isArray(value)) {
    const kind = kindOf({ ...value });
    if (kind !== undefined) yield [kind, { ...value }];
  }
  for (const inner of Object.values(value)) yield* kindsIn(inner);
}

/** Parts that have a kind of their own, or hold anything: compared by type only. */
export function shallow(kind: PayloadKind, value: Fields): Fields {
  if (kind === "feed" || kind === "users")
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        Array.isArray(inner) ? [] : inner === null ? null : typeof inner === "object" ? {} : inner,
      ]),
    );
  const { attachments, references, ...rest } = value;
  return { ...rest, ...(attachments === undefined ? {} : { attachments: [] }), ...(references === undefined ? {} : { references: [] }) };
}
