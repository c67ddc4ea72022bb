import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryLedger } from "../../src/http/budget.ts";
import { silentLogger, silentProgress } from "../../src/log.ts";
import { collect } from "../../src/source/collect.ts";
import type { Scope } from "../../src/source/source.ts";
import { create, options } from "../../src/source/yammer-api/index.ts";
import { createBlobs } from "../../src/store/blobs.ts";
import { openForWriting, type Store } from "../../src/store/store.ts";
import { listen } from "./server.ts";
import { virtualClock } from "./virtual-clock.ts";
import { wholeScope } from "./yammer-api-yard.ts";

export type Json = Readonly<Record<string, unknown>>;

const FOLDER = join(import.meta.dirname, "../../fixtures/yammer-rest");

/** A payload as it was found. */
export function sample(name: string): unknown {
  return JSON.parse(readFileSync(join(FOLDER, `${name}.json`), "utf8")) as unknown;
}

/** A network that consists of payloads: each stands where the API has it, and whatever nobody has seen is 404. */
export interface Samples {
  readonly networks?: unknown;
  /** Pages of `groups.json`. */
  readonly groups?: readonly unknown[];
  readonly people?: readonly unknown[];
  /** Bodies by id of the group. */
  readonly members?: Readonly<Record<string, unknown>>;
  /** Envelopes by id of the group, or of All Company's own feed. */
  readonly feeds?: Readonly<Record<string, Json>>;
  readonly threads?: Readonly<Record<string, unknown>>;
  /** Bodies by id of the message. */
  readonly likers?: Readonly<Record<string, unknown>>;
  /** Paths that are 404. */
  readonly missing?: readonly string[];
  /** What the first request is answered with, whatever it asks. */
  readonly refusal?: { readonly status: number; readonly body: unknown };
}

const NETWORK = [{ type: "network", id: 1, name: "Sample", permalink: "sample.example", is_primary: true }];
const NOTHING = { messages: [], threaded_extended: {}, references: [], meta: {} };

/** The bytes of every file there. */
export const bytesOf = (path: string): string => `bytes of ${path}`;

/** One export through real sockets into a real store, which `look` is given. */
export async function exportSamples<T>(samples: Samples, look: (store: Store) => T, scope: Partial<Scope> = {}): Promise<T> {
  let refusal = samples.refusal;
  const server = await listen((request, response) => {
    const url = new URL(request.url ?? "", "http://loopback");
    const path = url.pathname.replace("/api/v1/", "").replace(/\.json$/, "");
    const refused = refusal;
    refusal = undefined;
    const isFile = /^(uploaded_files|file|images)\//.test(path);
    const body = isFile || samples.missing?.includes(path) ? undefined : answer(samples, path, url.searchParams);
    response.writeHead(refused?.status ?? (isFile || body !== undefined ? 200 : 404), {
      "content-type": isFile ? "application/octet-stream" : "application/json",
    });
    response.end(isFile ? bytesOf(path) : JSON.stringify(refused?.body ?? body ?? { response: { stat: "fail", code: 17 } }));
  });
  const workspace = mkdtempSync(join(tmpdir(), "yammer-samples-"));
  const store = openForWriting(workspace);
  try {
    const clock = virtualClock();
    const source = create(options.parse({ kind: "yammer-api", base_url: `${server.url}/api/v1` }), {
      ...{ log: silentLogger, clock, env: {}, ledger: () => memoryLedger(), certificates: () => [], token: () => Promise.resolve("t") },
    });
    await collect(source, store, {
      scope: { ...wholeScope, ...scope },
      ...{ run: 1, totalBytes: 0, blobs: createBlobs(workspace), progress: silentProgress, log: silentLogger },
      signal: new AbortController().signal,
    });
    return look(store);
  } finally {
    store.close();
    await server.close();
    rmSync(workspace, { recursive: true, force: true });
  }
}

function answer(samples: Samples, path: string, query: URLSearchParams): unknown {
  const page = Number(query.get("page") ?? 1);
  const [, second = "", id = ""] = path.split("/");
  if (path === "networks/current") return samples.networks ?? NETWORK;
  if (path === "groups") return query.has("mine") ? [] : (samples.groups?.[page - 1] ?? []);
  if (path === "users") return page === 1 ? (samples.people ?? []) : [];
  if (path.startsWith("groups/")) return page === 1 ? samples.members?.[second] : { users: [] };
  if (path.startsWith("users/liked_message/")) return samples.likers?.[id];
  if (path.startsWith("threads/")) return samples.threads?.[second];
  if (path === "messages/general") return below(samples.feeds?.["general"] ?? NOTHING, query);
  if (path.startsWith("messages/in_group/")) return below(samples.feeds?.[id] ?? NOTHING, query);
  if (path.startsWith("messages/in_thread/")) return threadOf(samples, id, query);
  const messages = Object.values(samples.feeds ?? {}).flatMap(messagesIn);
  return path.startsWith("messages/") ? messages.find((message) => String(message["id"]) === second) : undefined;
}

export function messagesIn(envelope: Json): Json[] {
  return envelope["messages"] as Json[];
}

/** A page as it was found, as long as anything of it is older than asked for. */
function below(envelope: Json, query: URLSearchParams): Json {
  const olderThan = Number(query.get("older_than") ?? Infinity);
  const messages = messagesIn(envelope).filter(({ id }) => Number(id) < olderThan);
  return messages.length === 0 ? NOTHING : { ...envelope, messages };
}

function threadOf(samples: Samples, id: string, query: URLSearchParams): Json | undefined {
  const feed = Object.values(samples.feeds ?? {}).find((envelope) => messagesIn(envelope).some((one) => String(one["thread_id"]) === id));
  if (!feed) return undefined;
  const messages = messagesIn(feed).filter((one) => String(one["thread_id"]) === id);
  return below({ ...feed, messages: messages.sort((a, b) => Number(b["id"]) - Number(a["id"])) }, query);
}
