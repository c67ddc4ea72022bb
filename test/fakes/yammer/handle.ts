import type { Session } from "./accounts.ts";
import type { Meter, Outcome, RequestRecord } from "./budget.ts";
import { refuse, type Call, type Reply, type World } from "./context.ts";
import { faultReply, RATE_LIMITED, type FaultPlan } from "./faults.ts";
import type { Bucket, Clock, FaultKind } from "./options.ts";
import { pictureAt, redirectOf } from "./pictures.ts";
import { blob } from "./routes-files.ts";
import { bucketOf, isDownload, matchRoute } from "./routes.ts";
import { readBody, send, type Wire } from "./wire.ts";

export interface Engine {
  readonly world: World;
  readonly clock: Clock;
  readonly sessions: ReadonlyMap<string, Session>;
  readonly faults: FaultPlan;
  /** Of the second host. */
  readonly fileFaults: FaultPlan;
  readonly meter: Meter;
  readonly grow: () => void;
  readonly requests: RequestRecord[];
  /** Addresses asked of the second host. */
  readonly downloads: string[];
  readonly problems: string[];
}

interface Asked {
  readonly method: string;
  /** Undefined: under neither base path. */
  readonly path: string | undefined;
  readonly hasSuffix: boolean;
  readonly query: ReadonlyMap<string, string>;
  readonly token: string | undefined;
  readonly session: Session | undefined;
}

interface Answer {
  readonly reply: Reply;
  readonly outcome: Outcome;
  readonly headers?: Readonly<Record<string, string>>;
  readonly fault?: FaultKind | undefined;
}

/** One request to the API: counted, then refused, spoilt or answered, and written down. */
export async function handle(engine: Engine, wire: Wire): Promise<void> {
  const { clock, requests, world } = engine;
  const at = clock.now();
  const body = await readBody(wire.request);
  const asked = readRequest(engine, wire);
  const bucket = bucketOf(asked.path ?? "");
  const record = startRecord(asked, { at, bucket, number: requests.length });
  requests.push(record);
  const answer = await answerTo(engine, wire, { asked, record, body });
  const { faults } = world.settings;
  await pass(clock, faults.latencyMs + (answer.fault === "slow" ? faults.slowMs : 0));
  requests[record.number] = { ...record, outcome: answer.outcome, status: statusOf(answer.reply) };
  if (answer.fault === "drop-before") {
    wire.request.socket.destroy();
    return;
  }
  send(wire, answer.reply, { headers: answer.headers ?? {}, fault: answer.fault, ranges: world.settings.behaviour.ranges });
  if (answer.outcome === "answered") engine.grow();
}

/** The second host: signed addresses, no budget, and no token may arrive here. */
export function handleBlob(engine: Engine, wire: Wire): void {
  const { world, problems, downloads } = engine;
  const { authorization } = wire.request.headers;
  if (authorization !== undefined) problems.push("a redirect carried the token to another host");
  downloads.push(wire.request.url ?? "");
  const planned = engine.fileFaults.next(downloads.length);
  // Errors worded in JSON, with success as their status, are the API's own: from another host they could not be told from a file.
  const fault = planned === "stat-fail" || planned === "null-json" ? "html-502" : planned;
  if (fault === "drop-before") {
    wire.request.socket.destroy();
    return;
  }
  const url = new URL(wire.request.url ?? "/", "http://files.invalid");
  const reply = (fault === undefined ? undefined : faultReply(fault)) ?? pictureAt(world, url) ?? blob(world, url);
  send(wire, reply, { fault, ranges: world.settings.behaviour.ranges });
}

/** Both base paths: `/api/v1` and `/<permalink>/api/v1` (1.4). */
function readRequest({ world, sessions, problems }: Engine, { request }: Wire): Asked {
  const url = new URL(request.url ?? "/", "http://api.invalid");
  const prefix = `/${world.live.truth.network.permalink}`;
  const rest = url.pathname.startsWith(`${prefix}/`) ? url.pathname.slice(prefix.length) : url.pathname;
  const inside = rest.startsWith("/api/v1/") ? rest.slice("/api/v1/".length) : undefined;
  const hasSuffix = inside?.endsWith(".json") === true;
  if (url.searchParams.has("access_token")) problems.push("a token stood in a URL: it ends in logs; send it as a header");
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
  return {
    method: request.method ?? "GET",
    // Only files that are downloaded end in `.json` by their own name.
    path: hasSuffix && !isDownload(inside) ? inside.slice(0, -".json".length) : inside,
    hasSuffix,
    query: new Map(url.searchParams),
    token,
    session: token === undefined ? undefined : sessions.get(token),
  };
}

function startRecord(
  asked: Asked,
  { at, bucket, number }: { readonly at: number; readonly bucket: Bucket; readonly number: number },
): RequestRecord {
  return {
    ...{ number, at, bucket, method: asked.method, path: asked.path ?? "" },
    account: asked.session?.account.person.id ?? "nobody",
    query: Object.fromEntries(asked.query),
    status: 0,
    outcome: "answered",
  };
}

interface Arrived {
  readonly asked: Asked;
  readonly record: RequestRecord;
  readonly body: string;
}

async function answerTo(engine: Engine, { request }: Wire, { asked, record, body }: Arrived): Promise<Answer> {
  const { world, clock, meter, faults } = engine;
  const { budget, behaviour } = world.settings;
  const isFree = budget.downloads === "free" && isDownload(record.path);
  const verdict = isFree ? { allowed: true, waitMs: 0 } : meter.arrive(record.account, record.bucket, record.at);
  if (!verdict.allowed) return limited(engine, verdict.waitMs);
  const match = asked.path === undefined ? undefined : matchRoute(asked.method, asked.path);
  const redirect = redirectOf(world, new URL(request.url ?? "/", "http://api.invalid").pathname);
  if (redirect !== undefined) {
    if (asked.session === undefined) return { reply: unauthorized(behaviour.unauthorized), outcome: "refused" };
    return { reply: redirect, outcome: "answered" };
  }
  if (match === undefined) return unexpected(engine, request.method ?? "", request.url ?? "");
  const fault = faults.next(record.number);
  const spoilt = fault === undefined ? undefined : faultReply(fault);
  if (spoilt !== undefined) return { reply: spoilt, outcome: "fault", fault };
  const { session } = asked;
  if (session?.isDeactivated === true) return { reply: refuse(401, "User is deactivated.", 4), outcome: "refused", fault };
  if (session === undefined || (session.expiresAt !== undefined && session.expiresAt <= clock.now())) {
    return { reply: unauthorized(behaviour.unauthorized), outcome: "refused", fault };
  }
  const call: Call = {
    world,
    account: session.account,
    method: asked.method,
    query: asked.query,
    headers: request.headers,
    body,
    hasSuffix: asked.hasSuffix,
  };
  if (answersXml(call, record.path)) return { reply: XML, outcome: "answered", fault };
  const reply = await match.route.answer(call, ...match.parts.map(decodeURIComponent));
  const outcome = fault !== undefined ? "fault" : statusOf(reply) >= 400 ? "refused" : "answered";
  return { reply, outcome, fault };
}

const XML: Reply = {
  kind: "text",
  status: 200,
  type: "application/xml; charset=utf-8",
  text: `<?xml version="1.0" encoding="UTF-8"?><response></response>`,
};
/** Documented without `.json`. */
const BARE = /^(uploaded_files\/.*|supervisor_mode\/toggle|export)$/;

function answersXml({ world, hasSuffix, headers }: Call, path: string): boolean {
  if (hasSuffix || BARE.test(path) || world.settings.behaviour.withoutSuffix === "json") return false;
  return !String(headers["accept"] ?? "").includes("application/json");
}

function unauthorized(shape: World["settings"]["behaviour"]["unauthorized"]): Reply {
  if (shape === "token-not-found") return refuse(401, "Token not found.", 16);
  return { kind: "text", status: 401, type: "application/json; charset=utf-8", text: `"Authentication failure."` };
}

function limited({ world, clock }: Engine, waitMs: number): Answer {
  const { retryAfter } = world.settings.budget;
  const seconds = String(Math.ceil(waitMs / 1000));
  const value = retryAfter === "date" ? new Date(clock.now() + waitMs).toUTCString() : seconds;
  const reply: Reply = { kind: "json", status: 429, body: RATE_LIMITED };
  return { reply, outcome: "limited", ...(retryAfter === "none" ? {} : { headers: { "retry-after": value } }) };
}

function unexpected({ problems }: Engine, method: string, url: string): Answer {
  const path = url.split("?")[0] ?? "";
  const lesson = `${method} ${path} is unknown. If the reference describes it, teach the fake: add a route in test/fakes/yammer/routes-*.ts.`;
  problems.push(lesson);
  return { reply: { kind: "text", status: 501, type: "text/plain", text: lesson }, outcome: "unexpected" };
}

function statusOf(reply: Reply): number {
  return reply.kind === "redirect" ? 302 : reply.kind === "bytes" ? 200 : reply.status;
}

async function pass(clock: Clock, ms: number): Promise<void> {
  if (ms <= 0) return;
  await (clock.sleep?.(ms) ?? new Promise<void>((resolve) => setTimeout(resolve, ms)));
}
