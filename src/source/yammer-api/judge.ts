import { exitCodes, RemoteError, UserError } from "../../errors.ts";
import type { JsonAnswer } from "../../http/client.ts";
import { isObject } from "./references.ts";

/** Codes of Yammer's own error object. Source: reference, section 2.11. */
const DEACTIVATED = 4;
const TOKEN_NOT_FOUND = 16;
const RATE_LIMITED: ReadonlySet<unknown> = new Set([32, 33]);

/** `response.stat` says "fail" also where the status does not; and every endpoint answers an object or a list, so that success without either is none. */
export function judge({ status, body }: JsonAnswer): Error | undefined {
  if (status < 300 && !isObject(body) && !Array.isArray(body))
    return new RemoteError("Yammer answered nothing that can be read", { recovery: "retry", status });
  const response = isObject(body) && isObject(body["response"]) ? body["response"] : undefined;
  if (response?.["stat"] !== "fail") return undefined;
  const code = response["code"];
  if (code === DEACTIVATED) {
    return new UserError("Yammer says that the account of this token is deactivated.", {
      hint: "Use the token of an account that is active in the network, and run the command again.",
      exit: exitCodes.access,
    });
  }
  if (code === TOKEN_NOT_FOUND && status < 400) return failed(401);
  if (RATE_LIMITED.has(code) && status < 400) return failed(429);
  return status < 400 ? new RemoteError("Yammer answered that the request failed", { recovery: "retry", status }) : undefined;
}

function failed(status: number): RemoteError {
  return new RemoteError(`Yammer answered ${status}`, { recovery: "retry", status });
}
