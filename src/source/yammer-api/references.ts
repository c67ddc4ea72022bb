import type { Id } from "../../model/key.ts";
import { groupPayload, labelPayload, threadPayload, userPayload, type ThreadPayload, type UserPayload } from "./schema.ts";

/** A tag or topic of a text or a thread. Their ids differ; only the address of the topic's page connects the two. Source: reference, section 2.5. */
export interface Label {
  readonly id: Id;
  readonly name: string;
  readonly webUrl: string | null;
}

/** What an envelope says of people, tags, topics and threads that its messages name. */
export interface References {
  readonly users: ReadonlyMap<Id, UserPayload>;
  readonly bots: ReadonlySet<Id>;
  readonly tags: ReadonlyMap<Id, Label>;
  readonly topics: ReadonlyMap<Id, Label>;
  readonly threads: ReadonlyMap<Id, ThreadPayload>;
  /** Groups by name. */
  readonly groups: ReadonlyMap<Id, string>;
}

const PLURALS: Readonly<Record<string, string>> = {
  users: "user",
  threads: "thread",
  messages: "message",
  tags: "tag",
  topics: "topic",
  groups: "group",
};

/** Reads `references`: an array of typed objects, or an object of arrays as realtime pushes have it. Unknown types are left alone. */
export function referencesOf(given: unknown): References {
  const users = new Map<Id, UserPayload>();
  const bots = new Set<Id>();
  const tags = new Map<Id, Label>();
  const topics = new Map<Id, Label>();
  const threads = new Map<Id, ThreadPayload>();
  const groups = new Map<Id, string>();
  for (const [type, value] of typed(given)) {
    if (type === "user" || type === "bot" || type === "guide") {
      const user = userPayload.safeParse(value).data;
      if (user) users.set(user.id, user);
      if (user && type !== "user") bots.add(user.id);
    } else if (type === "thread") {
      const thread = threadPayload.safeParse(value).data;
      if (thread) threads.set(thread.id, thread);
    } else if (type === "group") {
      const group = groupPayload.safeParse(value).data;
      if (group) groups.set(group.id, group.full_name ?? group.name ?? "");
    } else if (type === "tag" || type === "topic") {
      const label = labelPayload.safeParse(value).data;
      if (label?.name) (type === "tag" ? tags : topics).set(label.id, { id: label.id, name: label.name, webUrl: label.web_url });
    }
  }
  return { users, bots, tags, topics, threads, groups };
}

function* typed(given: unknown): Generator<[string, unknown]> {
  if (Array.isArray(given)) {
    for (const value of given as unknown[]) if (isObject(value)) yield [String(value["type"]), value];
  } else if (isObject(given)) {
    for (const [plural, values] of Object.entries(given)) {
      if (Array.isArray(values)) for (const value of values as unknown[]) yield [PLURALS[plural] ?? plural, value];
    }
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The topics of a thread by name. One whose tag stands in the text goes by the tag's name and id, as an export has it. */
export function topicsOfThread(topics: readonly { readonly id: Id }[], references: References): Label[] {
  const byPage = new Map([...references.tags.values()].flatMap((tag) => (tag.webUrl === null ? [] : [[tag.webUrl, tag] as const])));
  return topics.flatMap(({ id }) => {
    const topic = references.topics.get(id);
    if (!topic) return [];
    return [(topic.webUrl === null ? undefined : byPage.get(topic.webUrl)) ?? topic];
  });
}
