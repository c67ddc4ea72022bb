import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * A Yammer network of any size whose every page is computed from its number, so that the server needs no memory: `node test/bench/arithmetic-network.ts 1000000`
 * prints its port. Honest and quick; what a network may do is in `test/fakes/yammer/`. Shapes: reference on the REST API, sections 2.1 to 2.9.
 */
const MESSAGES = Number(process.argv[2]) || 100_000;
/** Messages of ten threads in a row: a hundred, most threads short and a few long. */
const SIZES = [1, 1, 1, 1, 2, 3, 5, 8, 20, 58];
const THREADS = Math.floor(MESSAGES / 10);
const GROUPS = Math.max(1, Math.floor(THREADS / 100));
const PEOPLE = 20_000;
const FIRST = 1_000_000_000;
/** Ids that a thread has to itself. */
const STEP = 100;
/** Every so many messages names three of its nine likers. */
const CUT_LIKES = 50;
const PAGE = 20;
const LIST = 50;
const START = Date.UTC(2015, 0, 1);
const SENTENCE = "That is a fair point, and I had not seen it from that side before somebody said so in the weekly meeting. ";

const sizeOf = (thread: number) => SIZES[thread % SIZES.length] ?? 1;
const idOf = (thread: number, n: number) => FIRST + thread * STEP + n;
const dateOf = (id: number) =>
  `${new Date(START + (id - FIRST) * 1000).toISOString().slice(0, 19).replaceAll("-", "/").replace("T", " ")} +0000`;
const personOf = (n: number) => 1 + ((n * 7919) % PEOPLE);
const range = (count: number) => Array.from({ length: Math.max(0, count) }, (_, n) => n);

function person(id: number) {
  return {
    type: "user",
    id,
    name: `p${id}`,
    full_name: `Person ${id}`,
    state: "active",
    email: `p${id}@contoso.com`,
    job_title: null,
    stats: {},
  };
}

function likersOf(id: number): readonly number[] {
  const count = id % CUT_LIKES === 0 ? 9 : id % 3;
  return range(count).map((n) => personOf(id + n));
}

function message(thread: number, n: number) {
  const id = idOf(thread, n);
  const likers = likersOf(id);
  const body = `${SENTENCE}${SENTENCE}${id}`;
  return {
    ...{
      id,
      thread_id: idOf(thread, 0),
      sender_id: personOf(id),
      sender_type: "user",
      replied_to_id: n === 0 ? null : idOf(thread, n - 1),
    },
    ...{ group_id: 1 + (thread % GROUPS), created_at: dateOf(id), message_type: "update", body: { parsed: body, plain: body, rich: body } },
    ...{ privacy: "public", direct_message: false, system_message: false, attachments: [], notified_user_ids: [] },
    liked_by: { count: likers.length, names: likers.slice(0, 3).map((who) => ({ user_id: who, full_name: `Person ${who}` })) },
  };
}

function envelope(messages: readonly ReturnType<typeof message>[], extended: Record<string, unknown>, threads: readonly number[]) {
  const people = [...new Set(messages.map(({ sender_id }) => sender_id))].map(person);
  const references = threads.map((thread) => ({
    ...{ type: "thread", id: idOf(thread, 0), thread_starter_id: idOf(thread, 0), topics: [] },
    stats: { updates: sizeOf(thread), latest_reply_id: idOf(thread, sizeOf(thread) - 1) },
  }));
  return { messages, threaded_extended: extended, references: [...references, ...people], meta: {} };
}

/** Threads of a group, those with the newest messages first: of two threads the later one's messages are all newer. */
function index(group: number, olderThan: number) {
  const below = Math.min(THREADS, Math.ceil((olderThan - FIRST) / STEP));
  const last = Math.floor((below - 1 - (group - 1)) / GROUPS);
  const isBelow = (n: number) => idOf(group - 1 + n * GROUPS, sizeOf(group - 1 + n * GROUPS) - 1) < olderThan;
  const shown = range(PAGE + 1)
    .map((n) => last - n)
    .filter((n) => n >= 0 && isBelow(n))
    .slice(0, PAGE)
    .map((n) => group - 1 + n * GROUPS);
  const replies = shown.map((thread) => [
    String(idOf(thread, 0)),
    range(sizeOf(thread) - 1)
      .slice(-2)
      .reverse()
      .map((n) => message(thread, n + 1)),
  ]);
  return envelope(
    shown.map((thread) => message(thread, 0)),
    Object.fromEntries(replies) as Record<string, unknown>,
    shown,
  );
}

function thread(starter: number, olderThan: number) {
  const number = (starter - FIRST) / STEP;
  const below = Math.min(sizeOf(number), olderThan - starter);
  return envelope(
    range(below)
      .slice(-PAGE)
      .reverse()
      .map((n) => message(number, n)),
    {},
    [number],
  );
}

function answer(path: string, query: URLSearchParams): unknown {
  const olderThan = Number(query.get("older_than") ?? Number.MAX_SAFE_INTEGER);
  const page = Number(query.get("page") ?? 1);
  const onPage = (count: number) =>
    range(count)
      .slice((page - 1) * LIST, page * LIST)
      .map((n) => n + 1);
  const [first = "", second = "", third = ""] = path.split("/");
  if (path === "networks/current") return [{ type: "network", id: 1, name: "Contoso", permalink: "contoso.com", is_primary: true }];
  if (path === "groups")
    return query.has("mine")
      ? []
      : onPage(GROUPS).map((id) => ({
          type: "group",
          id,
          full_name: `Group ${id}`,
          name: `g${id}`,
          privacy: "public",
          show_in_directory: "true",
          state: "active",
          stats: { members: LIST, updates: 1000, last_message_id: idOf(id - 1, 0) },
        }));
  if (path === "users") return onPage(PEOPLE).map(person);
  if (first === "groups" && third === "members")
    return { users: onPage(LIST).map((n) => ({ ...person(personOf(Number(second) + n)), is_admin: n === 1 })), more_available: false };
  if (first === "users" && second === "liked_message") return { users: likersOf(Number(third)).map(person), more_available: false };
  if (second === "in_group") return index(Number(third), olderThan);
  if (second === "in_thread") return thread(Number(third), olderThan);
  if (path === "messages/general") return envelope([], {}, []);
  return undefined;
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? "", "http://loopback");
  const body = answer(url.pathname.replace("/api/v1/", "").replace(/\.json$/, ""), url.searchParams);
  response.writeHead(body === undefined ? 404 : 200, { "content-type": "application/json" });
  response.end(JSON.stringify(body ?? {}));
});
server.listen(0, "127.0.0.1", () => void process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
