import { createHash } from "node:crypto";
import { envelopeOf, wholeFeed, type Client, type Json, type Message } from "./yammer-client.ts";

/** What a plain reader finds who follows the rules of section 2.4 and is told no lies: the other side of `expectedExport`. */
export interface Reading {
  readonly people: ReadonlyMap<string, Json>;
  readonly groups: ReadonlyMap<string, Json>;
  readonly memberships: ReadonlyMap<string, string>;
  readonly messages: ReadonlyMap<string, Message>;
  readonly likes: ReadonlySet<string>;
  readonly topics: ReadonlySet<string>;
  /** By `message:id`: sha256, or the status that was answered instead. */
  readonly files: ReadonlyMap<string, string>;
}

const PAGE = 50;
const TRIES = 3;

async function pages(client: Client, path: string): Promise<Json[]> {
  const all: Json[] = [];
  for (let page = 1; ; page++) {
    const address = `${path}${path.includes("?") ? "&" : "?"}page=${String(page)}`;
    const ask = () => client.get(address, { "yammer-capabilities": "external-messaging,external-groups" });
    let answer = await ask();
    // Some endpoints fail when they are asked first.
    for (let tries = 1; tries < TRIES && answer.status >= 500; tries++) answer = await ask();
    if (answer.status !== 200) return all;
    const found: unknown = JSON.parse(answer.text);
    const items = (Array.isArray(found) ? found : ((found as { users?: unknown }).users ?? [])) as Json[];
    all.push(...items);
    if (items.length < PAGE) return all;
  }
}

export async function readEverything(client: Client): Promise<Reading> {
  const groups = new Map((await pages(client, "groups.json")).map((group) => [String(group["id"]), group]));
  const people = new Map((await pages(client, "users.json")).map((person) => [String(person["id"]), person]));
  const memberships = new Map<string, string>();
  const threads = new Set<string>();
  const feeds = [...groups.keys()].map((id) => `messages/in_group/${id}.json`);
  for (const id of groups.keys()) {
    for (const user of await pages(client, `groups/${id}/members.json`))
      memberships.set(`${id}:${String(user["id"])}`, user["is_admin"] === true ? "admin" : "member");
  }
  for (const feed of [...feeds, "messages/general.json"])
    for (const message of await wholeFeed(client, feed)) threads.add(String(message.thread_id));
  return { people, groups, memberships, ...(await readThreads(client, threads)) };
}

async function readThreads(client: Client, threads: ReadonlySet<string>) {
  const messages = new Map<string, Message>();
  const likes = new Set<string>();
  const topics = new Set<string>();
  const files = new Map<string, string>();
  for (const id of threads) {
    const path = `messages/in_thread/${id}.json`;
    // An empty answer, also one in the middle, is asked again: a thread is whole when its starter is there (2.4, rules 4 and 6).
    for (let attempt = 0; attempt < 4 && !messages.has(id); attempt++) {
      for (const message of await wholeFeed(client, path)) messages.set(String(message.id), message);
    }
    const { references } = await envelopeOf(client, path);
    for (const topic of references) if (topic["type"] === "topic") topics.add(`${id}:${String(topic["name"]).toLowerCase()}`);
  }
  for (const [id, message] of messages) {
    for (const person of await likersOf(client, message)) likes.add(`${id}:${person}`);
    for (const file of message["attachments"] as Json[]) {
      if (file["real_type"] === "uploaded_file")
        files.set(`${id}:${String(file["id"])}`, await fetchFile(client, String(file["download_url"])));
    }
  }
  return { messages, likes, topics, files };
}

async function likersOf(client: Client, message: Message): Promise<string[]> {
  const { count, names } = message["liked_by"] as { count: number; names: readonly { user_id: number }[] };
  if (count === names.length) return names.map(({ user_id }) => String(user_id));
  return (await pages(client, `users/liked_message/${String(message.id)}.json`)).map((user) => String(user["id"]));
}

async function fetchFile(client: Client, url: string): Promise<string> {
  const answer = await client.get(url);
  const location = answer.headers.get("location");
  if (answer.status !== 302 || location === null) return answer.status === 200 ? "here" : String(answer.status);
  const bytes = new Uint8Array(await (await fetch(location)).arrayBuffer());
  return createHash("sha256").update(bytes).digest("hex");
}
