import { FORBIDDEN, ok, type Call, type Reply } from "./context.ts";
import type { Bucket } from "./options.ts";
import { EXPORT_ROUTES } from "./routes-export.ts";
import { FILE_ROUTES } from "./routes-files.ts";
import { MESSAGE_ROUTES } from "./routes-messages.ts";
import { PEOPLE_ROUTES } from "./routes-people.ts";

export interface Route {
  /** Without `.json`; `:id` stands for one part of the path, handed to `answer` in order. */
  readonly path: string;
  /** Default GET. */
  readonly method?: "POST";
  readonly answer: (call: Call, ...parts: string[]) => Reply | Promise<Reply>;
}

export const ROUTES: readonly Route[] = [
  ...MESSAGE_ROUTES,
  ...PEOPLE_ROUTES,
  ...FILE_ROUTES,
  ...EXPORT_ROUTES,
  { path: "supervisor_mode/toggle", method: "POST", answer: toggleSupervisor },
];

export interface Match {
  readonly route: Route;
  readonly parts: readonly string[];
}

/** Literal paths win over those with parts: `users/current` is nobody's id. */
export function matchRoute(method: string, path: string): Match | undefined {
  const wanted = path.split("/");
  const matches = ROUTES.flatMap((route) => {
    const parts = (route.method ?? "GET") === method ? partsOf(route.path.split("/"), wanted) : undefined;
    return parts === undefined ? [] : [{ route, parts }];
  });
  return matches.sort((a, b) => a.parts.length - b.parts.length)[0];
}

function partsOf(pattern: readonly string[], path: readonly string[]): string[] | undefined {
  if (pattern.length !== path.length) return undefined;
  const parts: string[] = [];
  for (const [at, piece] of pattern.entries()) {
    if (piece.startsWith(":")) parts.push(path[at] ?? "");
    else if (piece !== path[at]) return undefined;
  }
  return parts;
}

/** Section 3 names the buckets; which path falls into which is plain from their names. */
export function bucketOf(path: string): Bucket {
  if (/^messages(\/|$)/.test(path)) return "messages";
  if (/^(streams\/)?notifications(\/|$)/.test(path)) return "notifications";
  return /^autocomplete(\/|$)/.test(path) ? "autocomplete" : "other";
}

export function isDownload(path: string): boolean {
  return /^uploaded_files\/.*\/download/.test(path);
}

/** Private content mode of verified admins (1.2): a state of the account. */
function toggleSupervisor(call: Call): Reply {
  if (call.account.role !== "verified-admin") return FORBIDDEN;
  const enabled: unknown = parsed(call.body)?.["enabled"];
  if (typeof enabled !== "boolean") return { kind: "json", status: 400, body: { base: ["enabled must be true or false"] } };
  call.account.supervisor = enabled;
  return ok({ status: "success", supervisor_mode: enabled });
}

function parsed(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
