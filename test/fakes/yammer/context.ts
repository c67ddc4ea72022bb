import type { Account } from "./accounts.ts";
import type { Dice } from "./dice.ts";
import type { Live } from "./live.ts";
import type { Settings } from "./options.ts";
import type { FakePicture } from "./pictures.ts";

declare global {
  interface JSON {
    /** In every supported Node; TypeScript's library does not have it yet. */
    rawJSON: (text: string) => object;
  }
}

export type Payload = Readonly<Record<string, unknown>>;

/** What payloads are made from. */
export interface World {
  readonly live: Live;
  readonly settings: Settings;
  readonly dice: Dice;
  /** Counts a reading of a thread and tells whether it comes out empty (2.4, rule 4). */
  readonly readsEmpty: (threadId: string) => boolean;
  /** True once for a page below the first that is to come empty. */
  readonly leavesPage: (feed: string, olderThan: string) => boolean;
  /** True once for a page below the first for which the first one is to come. */
  readonly answersTop: (feed: string, olderThan: string) => boolean;
  /** Counts a question, and tells whether it fails. */
  readonly isDeaf: (path: string) => boolean;
  /** Counts an answer for a file, and tells what comes in its place. */
  readonly falseFile: (fileId: string, sizeBytes: number) => Reply | undefined;
  /** The number of All Company where it is a group. */
  readonly allCompanyId: string;
  /** Scheme, host and port of the API: what URLs in payloads begin with. */
  readonly origin: () => string;
  /** Of the second listener, which stands for SharePoint. */
  readonly filesOrigin: () => string;
  /** By person. */
  readonly pictures: ReadonlyMap<string, FakePicture>;
  /** Addresses of pictures that were signed. */
  readonly signed: { count: number };
}

export interface Call {
  readonly world: World;
  readonly account: Account;
  readonly method: string;
  readonly query: ReadonlyMap<string, string>;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
  /** The path ended in `.json`. */
  readonly hasSuffix: boolean;
}

export type Reply =
  | { readonly kind: "json"; readonly status: number; readonly body: unknown }
  | { readonly kind: "text"; readonly status: number; readonly type: string; readonly text: string }
  | { readonly kind: "bytes"; readonly type: string; readonly name: string; readonly bytes: Uint8Array }
  | { readonly kind: "redirect"; readonly location: string };

export function ok(body: unknown): Reply {
  return { kind: "json", status: 200, body };
}

export function refuse(status: number, message: string, code: number): Reply {
  return { kind: "json", status, body: { response: { message, code, stat: "fail" } } };
}

/** The body of a 404 is not known; clients read the status. */
export const MISSING: Reply = { kind: "json", status: 404, body: { response: { message: "Not found.", code: 17, stat: "fail" } } };
/** The body of the 403 for a private group is not known (section 5). */
export const FORBIDDEN: Reply = { kind: "json", status: 403, body: { response: { message: "Forbidden.", code: 18, stat: "fail" } } };

export const FAILED: Reply = { kind: "text", status: 500, type: "text/html", text: "<html><body>Something went wrong</body></html>" };

/** An id as a JSON number with all its digits, also past 2^53. */
export function num(id: string | bigint): unknown {
  const value = Number(id);
  return Number.isSafeInteger(value) ? value : JSON.rawJSON(String(id));
}

/** "2012/02/01 21:21:30 +0000": how REST writes every time (section 2, general rules). */
export function restDate(time: string | number): string {
  const [day = "", clock = ""] = new Date(time).toISOString().split("T");
  return `${day.replaceAll("-", "/")} ${clock.slice(0, 8)} +0000`;
}
