import { createHash } from "node:crypto";
import type { Key } from "../../model/key.ts";
import type { RemoteKind } from "../target.ts";

/** What a page says of itself in its head, for `find`, `inventory` and `remove`. */
export interface Head {
  /** Where it belongs: a copy under another name is not ours. */
  readonly path: string;
  readonly key: Key | undefined;
  readonly kind: RemoteKind;
  /** The sub-group's key on threads and members. */
  readonly parent: Key | null;
  readonly page: number;
  /** Only threads know how many pages they have. */
  readonly pages: number;
}

const LINE = /\n<meta name="regroup-digest" content="([0-9a-f]{64})">\n/;

/** Writes a digest of the page into the page, on a line of its own: a change by hand shows without any list beside it. */
export function sealed(html: string): string {
  return html.replace("<head>", () => `<head>\n<meta name="regroup-digest" content="${digestOf(html)}">\n`);
}

/** True: the page is as it was written. False: somebody changed it, or it is not ours. */
export function isSealed(text: string): boolean {
  const match = LINE.exec(text);
  if (!match) return false;
  return digestOf(text.slice(0, match.index) + text.slice(match.index + match[0].length)) === match[1];
}

function digestOf(html: string): string {
  return createHash("sha256").update(html).digest("hex");
}

/** How much of a file tells whose it is. Heads begin with these lines, and keys are short. */
export const HEAD_BYTES = 1024;

export function headMeta(head: Head): (readonly [string, string])[] {
  return [
    ...(head.key === undefined ? [] : [["regroup-key", head.key] as const]),
    ["regroup-path", head.path],
    ["regroup-kind", head.kind],
    ...(head.parent === null ? [] : [["regroup-parent", head.parent] as const]),
    ["regroup-page", `${head.page} ${head.pages}`],
  ];
}

/** The head of a page of ours, or undefined where the text is none. */
export function headOf(text: string): Head | undefined {
  const start = text.slice(0, HEAD_BYTES);
  const value = (name: string) => ownCopy(new RegExp(`<meta name="regroup-${name}" content="([^"<>]*)"`).exec(start)?.[1]);
  const kind = kinds.find((known) => known === value("kind"));
  const [page, pages] = (value("page") ?? "1 1").split(" ").map(Number);
  if (kind === undefined) return undefined;
  return {
    path: value("path") ?? "",
    key: value("key") as Key | undefined,
    kind,
    parent: (value("parent") as Key | undefined) ?? null,
    page: page ?? 1,
    pages: pages ?? 1,
  };
}

/** A piece of a text keeps the whole text in memory, however short it is: whoever remembers the keys of pages would remember the pages. */
function ownCopy(piece: string | undefined): string | undefined {
  return piece === undefined ? undefined : Buffer.from(piece).toString();
}

const kinds: readonly RemoteKind[] = ["official-network", "sub-group", "person", "thread", "message", "members", "page"];
