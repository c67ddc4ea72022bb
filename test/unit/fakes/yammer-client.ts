import type { FakeYammer } from "../../fakes/yammer/start.ts";

/** Answers as a test wants them: no budget of its own, no patience, no repair. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: () => Json;
}

export type Json = Readonly<Record<string, unknown>>;

export interface Client {
  readonly get: (path: string, headers?: Readonly<Record<string, string>>) => Promise<Answer>;
  readonly post: (path: string, body: unknown) => Promise<Answer>;
  readonly list: (path: string) => Promise<Json[]>;
  readonly object: (path: string) => Promise<Json>;
}

export function clientOf(fake: FakeYammer, token: string): Client {
  async function ask(path: string, init: RequestInit): Promise<Answer> {
    const url = path.startsWith("http") ? path : `${fake.baseUrl}/${path}`;
    const response = await fetch(url, { redirect: "manual", ...init });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) as Json };
  }
  const get: Client["get"] = (path, headers = {}) =>
    ask(path, { headers: { authorization: `Bearer ${token}`, accept: "application/json", ...headers } });
  const good = async (path: string): Promise<Answer> => {
    const answer = await get(path);
    if (answer.status !== 200) throw new Error(`${path} answered ${String(answer.status)}: ${answer.text}`);
    return answer;
  };
  return {
    get,
    post: (path, body) =>
      ask(path, {
        method: "POST",
        body: JSON.stringify(body),
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      }),
    list: async (path) => JSON.parse((await good(path)).text) as Json[],
    object: async (path) => (await good(path)).json(),
  };
}

export interface Envelope {
  readonly messages: readonly Message[];
  readonly threaded_extended: Readonly<Record<string, readonly Message[]>>;
  readonly references: readonly Json[];
  readonly meta: Json;
}

export type Message = Json & { readonly id: number; readonly thread_id: number };

export async function envelopeOf(client: Client, path: string): Promise<Envelope> {
  return (await client.object(path)) as unknown as Envelope;
}

/** Every page of a feed by the rules that work (2.4), placeholders left out. */
export async function wholeFeed(client: Client, path: string): Promise<Message[]> {
  const all: Message[] = [];
  let cursor: number | undefined;
  for (;;) {
    const separator = path.includes("?") ? "&" : "?";
    const address = cursor === undefined ? path : `${path}${separator}older_than=${String(cursor)}`;
    let page = await envelopeOf(client, address);
    // Below a full page nothing is asked for once more: such a page may come empty now and then.
    if (cursor !== undefined && page.messages.length === 0) page = await envelopeOf(client, address);
    const messages = page.messages.filter((message) => "id" in message);
    all.push(...messages);
    if (page.messages.length < 20 && page.meta["older_available"] !== true) return all;
    const next = Math.min(...messages.map((message) => latestOf(page, message)));
    if (cursor !== undefined && next >= cursor) return all;
    cursor = next;
  }
}

function latestOf(page: Envelope, message: Message): number {
  const thread = page.references.find((one) => one["type"] === "thread" && one["id"] === message.thread_id);
  const isThreaded = Object.keys(page.threaded_extended).length > 0;
  const stats = thread?.["stats"] as { latest_reply_id: number } | undefined;
  return isThreaded ? (stats?.latest_reply_id ?? message.id) : message.id;
}
