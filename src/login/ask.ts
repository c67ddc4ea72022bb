import { request } from "node:http";
import type { AccountInfo, AuthenticationResult, PublicClientApplication } from "@azure/msal-node";
import { exitCodes, UserError } from "../errors.ts";

/** Asks the person, in one of two ways. */

export type Way =
  | {
      readonly kind: "browser";
      readonly open: (url: string) => Promise<void>;
      /** Then nobody is waited for any more. */
      readonly withinMs?: number;
    }
  | {
      readonly kind: "device-code";
      readonly show: (code: { readonly url: string; readonly userCode: string; readonly minutes: number }) => void;
    };

interface Asked {
  readonly way: Way;
  readonly scope: string;
  /** Who signed in with an earlier spelling: nobody is asked twice. */
  readonly account: AccountInfo | undefined;
  readonly signal: AbortSignal;
}

export async function ask(client: PublicClientApplication, { way, scope, account, signal }: Asked): Promise<AuthenticationResult> {
  if (account) return client.acquireTokenSilent({ account, scopes: [scope] });
  if (way.kind === "browser") return askInBrowser(client, { way, scope, signal });
  const asked = {
    scopes: [scope],
    cancel: false,
    deviceCodeCallback: (code: { verificationUri: string; userCode: string; expiresIn: number }) =>
      way.show({ url: code.verificationUri, userCode: code.userCode, minutes: Math.max(1, Math.round(code.expiresIn / 60)) }),
  };
  const stop = () => void (asked.cancel = true);
  signal.addEventListener("abort", stop, { once: true });
  try {
    const result = await client.acquireTokenByDeviceCode(asked);
    if (result) return result;
    throw stopped();
  } catch (error) {
    throw signal.aborted ? stopped() : error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** As long as a device code is good. */
const BROWSER_MS = 15 * 60_000;

async function askInBrowser(
  client: PublicClientApplication,
  { way, scope, signal }: { readonly way: Extract<Way, { kind: "browser" }>; readonly scope: string; readonly signal: AbortSignal },
): Promise<AuthenticationResult> {
  const late = AbortSignal.timeout(way.withinMs ?? BROWSER_MS);
  const stop = AbortSignal.any([signal, late]);
  let answer: (() => void) | undefined;
  const openBrowser = async (url: string) => {
    answer = () => answerInstead(url);
    if (stop.aborted) answer();
    else stop.addEventListener("abort", answer, { once: true });
    await way.open(url);
  };
  try {
    return await client.acquireTokenInteractive({ scopes: [scope], openBrowser, ...pages });
  } catch (error) {
    if (signal.aborted) throw stopped();
    throw late.aborted ? nobodyCame() : error;
  } finally {
    if (answer) stop.removeEventListener("abort", answer);
  }
}

/** MSAL waits for the browser for ever, and knows no stop. What ends its wait is an answer at the address that it listens at. */
function answerInstead(url: string): void {
  const asked = new URL(url).searchParams;
  const { port } = new URL(asked.get("redirect_uri") ?? "");
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const sent = request({ host: "127.0.0.1", port, method: "POST", path: "/", headers }, (response) => response.resume());
  sent.on("error", () => undefined);
  sent.end(new URLSearchParams({ error: "access_denied", state: asked.get("state") ?? "" }).toString());
}

function nobodyCame(): UserError {
  return new UserError("Nobody came back from the browser in time.", {
    hint: "Run `regroup login` again. If the page showed an error, its number (AADSTS…) says why; where no browser opens, try `regroup login --device-code`.",
    exit: exitCodes.access,
  });
}

const pages = {
  successTemplate: "<!doctype html><meta charset=utf-8><title>regroup</title><p>You are signed in. You can close this page.</p>",
  errorTemplate: "<!doctype html><meta charset=utf-8><title>regroup</title><p>The sign-in did not work. The terminal says why.</p>",
};

function stopped(): Error {
  return new DOMException("stopped", "AbortError");
}
