import type { IncomingMessage, ServerResponse } from "node:http";
import type { Reply } from "./context.ts";
import type { FaultKind } from "./options.ts";

export interface Wire {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** A body larger than this is no request of ours. */
const MOST_BODY_BYTES = 1_000_000;

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BODY_BYTES) throw new Error("the request body is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

export interface SendOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly fault?: FaultKind | undefined;
  readonly ranges: boolean;
}

/** Puts a reply on the wire, or what a broken connection leaves of it. */
export function send({ request, response }: Wire, reply: Reply, { headers, fault, ranges }: SendOptions): void {
  for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
  if (reply.kind === "redirect") {
    response.writeHead(302, { location: reply.location, "content-length": 0 }).end();
    return;
  }
  const { status, type, bytes } = rendered(reply);
  response.setHeader("content-type", type);
  if (reply.kind === "bytes") response.setHeader("content-disposition", `attachment; filename*=UTF-8''${encodeURIComponent(reply.name)}`);
  const range = reply.kind === "bytes" && ranges ? rangeOf(request, response, bytes) : undefined;
  const body = range === undefined ? bytes : bytes.subarray(range.from, range.to + 1);
  const cut = fault === "cut-json" && reply.kind !== "bytes" ? body.subarray(0, Math.floor(body.length * 0.7)) : body;
  response.statusCode = range === undefined ? status : 206;
  response.setHeader("content-length", cut.length);
  if (fault !== "drop-in-body") {
    response.end(cut);
    return;
  }
  response.write(cut.subarray(0, Math.floor(cut.length / 2)), () => request.socket.destroy());
}

function rendered(reply: Exclude<Reply, { kind: "redirect" }>): {
  readonly status: number;
  readonly type: string;
  readonly bytes: Uint8Array;
} {
  if (reply.kind === "bytes") return { status: 200, type: reply.type, bytes: reply.bytes };
  if (reply.kind === "text") return { status: reply.status, type: reply.type, bytes: Buffer.from(reply.text) };
  return { status: reply.status, type: "application/json; charset=utf-8", bytes: Buffer.from(JSON.stringify(reply.body)) };
}

/** One range from the start of a number of bytes; anything else gets the whole. */
function rangeOf(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Uint8Array,
): { readonly from: number; readonly to: number } | undefined {
  response.setHeader("accept-ranges", "bytes");
  const match = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
  if (match === null) return undefined;
  const from = Number(match[1]);
  const to = match[2] === "" ? bytes.length - 1 : Math.min(Number(match[2]), bytes.length - 1);
  if (from > to) return undefined;
  response.setHeader("content-range", `bytes ${String(from)}-${String(to)}/${String(bytes.length)}`);
  return { from, to };
}
