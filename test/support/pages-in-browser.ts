import { pathToFileURL } from "node:url";
import { chromium, type Browser, type BrowserContext } from "playwright-core";

const BROWSER = "/usr/bin/chromium";
const ARGUMENTS = [
  "--no-sandbox",
  "--headless",
  "--disable-gpu",
  "--disable-background-networking",
  "--no-first-run",
  "--disable-sync",
  "--disable-component-update",
  "--disable-quic",
];

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: BROWSER, args: ARGUMENTS });
}

export interface Watched {
  /** Addresses asked for that are not below the folder. */
  readonly requests: string[];
  readonly errors: string[];
  readonly dialogs: string[];
}

/** What pages of `folder` must not do: ask for anything outside it, complain, or interrupt the reader. */
export function watch(context: BrowserContext, folder: string): Watched {
  const seen: Watched = { requests: [], errors: [], dialogs: [] };
  const inside = pathToFileURL(folder).href;
  context.on("request", (request) => {
    if (!request.url().startsWith(`${inside}/`)) seen.requests.push(request.url());
  });
  context.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") seen.errors.push(message.text());
  });
  context.on("weberror", (error) => seen.errors.push(String(error.error())));
  context.on("dialog", (dialog) => {
    seen.dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  return seen;
}
