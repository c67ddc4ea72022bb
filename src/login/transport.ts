import { exitCodes, RemoteError, UserError } from "../errors.ts";
import { failureOf } from "../http/failures.ts";
import type { Transport } from "../http/transport.ts";
import type { Send } from "./network.ts";

const TIMEOUT_MS = 60_000;
/** What Microsoft answers has a few kilobytes. */
const MAX_BYTES = 1_000_000;

/** The sign-in's requests over the transport of everything else: the same proxy, the same certificates. */
export function sendOver(transport: Transport, stop: AbortSignal, timeoutMs = TIMEOUT_MS): Send {
  return async ({ method, url, headers, body }) => {
    const at = new URL(url);
    if (at.protocol !== "https:") throw withoutTls(at);
    const late = AbortSignal.timeout(timeoutMs);
    const signal = AbortSignal.any([stop, late]);
    try {
      const received = await transport.send({ method, url: at, headers, body, signal });
      let text = "";
      for await (const chunk of received.body.setEncoding("utf8")) {
        text += String(chunk);
        if (text.length > MAX_BYTES) throw new RemoteError(`${at.host} answered with more than a sign-in has`, { recovery: "abort" });
      }
      return { status: received.status, headers: onlyText(received.headers), text };
    } catch (error) {
      stop.throwIfAborted();
      if (late.aborted)
        throw new RemoteError(`Microsoft's sign-in (${at.host}) did not answer within ${timeoutMs / 1000} s`, {
          recovery: "retry",
          cause: error,
        });
      throw error instanceof RemoteError || error instanceof UserError ? error : failureOf(error, "Microsoft's sign-in", at.host);
    }
  };
}

/** The addresses of a sign-in come from its own metadata, and what goes there are codes and refresh tokens. */
function withoutTls(at: URL): UserError {
  return new UserError(`The sign-in names an address without TLS (${at.host}): nothing is sent there.`, {
    hint: "Check `microsoft.authority` in regroup.yaml: https://login.microsoftonline.com, or that of your cloud.",
    exit: exitCodes.access,
  });
}

function onlyText(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])));
}
