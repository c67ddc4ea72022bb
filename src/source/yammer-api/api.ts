import type { Id } from "../../model/key.ts";

/** The endpoints this source reads, the bucket each is paid from, and how each pages. Source: reference, sections 2 and 3. */

export type Bucket = "messages" | "other";

export interface Endpoint {
  readonly bucket: Bucket;
  /** Below the base address, with `.json`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

/** Messages on a page of a feed: the default and the most. */
export const MESSAGES_A_PAGE = 20;
/** Groups, people, members and likers on a page. */
export const PEOPLE_A_PAGE = 50;

const other = (path: string, query: Endpoint["query"] = {}): Endpoint => ({ bucket: "other", path: `${path}.json`, query });
const messages = (path: string, query: Endpoint["query"] = {}): Endpoint => ({ bucket: "messages", path: `${path}.json`, query });
const page = (number: number) => ({ page: String(number) });
const olderThan = (cursor: Id | null) => (cursor === null ? {} : { older_than: String(cursor) });

export const endpoints = {
  currentUser: () => other("users/current"),
  networks: () => other("networks/current"),
  groups: (number: number) => other("groups", page(number)),
  myGroups: (number: number) => other("groups", { mine: "1", ...page(number) }),
  group: (id: Id) => other(`groups/${id}`),
  /** Undocumented, and the only list that knows who administers a group. */
  members: (id: Id, number: number) => other(`groups/${id}/members`, page(number)),
  /** Documented, without administrators. */
  usersInGroup: (id: Id, number: number) => other(`users/in_group/${id}`, page(number)),
  user: (id: Id) => other(`users/${id}`),
  users: (number: number) => other("users", page(number)),
  likers: (message: Id, number: number) => other(`users/liked_message/${message}`, page(number)),
  thread: (id: Id) => other(`threads/${id}`),
  /** Null: All Company as a feed of its own. */
  index: (group: Id | null, cursor: Id | null) =>
    messages(group === null ? "messages/general" : `messages/in_group/${group}`, { threaded: "extended", ...olderThan(cursor) }),
  inThread: (id: Id, cursor: Id | null) => messages(`messages/in_thread/${id}`, olderThan(cursor)),
  message: (id: Id) => messages(`messages/${id}`),
} as const;

/** What a page is from, in the provenance of its records: the endpoint without its page, which follows from the row (row ÷ entries a page). */
export function originOf(endpoint: Endpoint): string {
  const fixed = Object.entries(endpoint.query).filter(([name]) => name === "mine");
  return `${endpoint.path}${fixed.length > 0 ? `?${fixed.map(([name, value]) => `${name}=${value}`).join("&")}` : ""}`;
}
