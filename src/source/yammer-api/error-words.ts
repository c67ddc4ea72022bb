import { isObject } from "./references.ts";

/** Fields that errors in JSON are made of, and hardly a file is. Source: reference, section 2.11; Graph and SharePoint; OAuth; RFC 9457; ASP.NET. */
const FIELDS: ReadonlySet<string> = new Set([
  ...["error", "errors", "code", "message", "status", "statuscode", "stat", "response", "reason", "success", "base", "body"],
  ...["error_description", "error_uri", "error_codes", "errorcode", "errormessage", "error_message", "innererror", "odata.error"],
  ...["type", "title", "detail", "details", "instance", "path", "timestamp", "target"],
  ...[
    "traceid",
    "trace_id",
    "correlationid",
    "correlation_id",
    "requestid",
    "request_id",
    "exceptiontype",
    "exceptionmessage",
    "stacktrace",
  ],
]);
/** One of these says what went wrong. */
const WORDS = ["error", "errors", "message", "errormessage", "error_message", "error_description", "odata.error", "detail"];
const ROOTS: ReadonlySet<string> = new Set(["error", "errors", "fault", "exception", "serviceexception"]);

/**
 * True for a short text that words an error, in JSON or in XML, by its shape: `response.stat`, an `error`, or nothing but fields that errors have; an `<Error>` or
 * a fault as the root, or in a `<response>`. `null` and a bare sentence are what a server says that has nothing. Anything else may be a file: lists, and objects with a field of their own.
 */
export function isErrorInWords(text: string): boolean {
  const start = text.replace(/^\uFEFF/, "").trimStart();
  return start.startsWith("<") ? isErrorInXml(start) : isErrorInJson(start);
}

function isErrorInJson(text: string): boolean {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return false;
  }
  if (value === null || typeof value === "string") return true;
  if (!isObject(value) || Array.isArray(value)) return false;
  const { response, error } = value;
  if (isObject(response) && response["stat"] === "fail") return true;
  if (isObject(error) || (typeof error === "string" && error !== "")) return true;
  const names = Object.keys(value).map((name) => name.replace(/^@/, "").toLowerCase());
  return names.every((name) => FIELDS.has(name)) && names.some((name) => WORDS.includes(name));
}

function isErrorInXml(text: string): boolean {
  const root = rootOf(text)?.toLowerCase() ?? "";
  if (root === "envelope") return /<(?:[\w.-]+:)?fault\b/i.test(text);
  return ROOTS.has(root) || (root === "response" && /<stat>\s*fail\b|<(?:[\w.-]+:)?errors?\b/i.test(text));
}

/** The root's name without its prefix, behind declarations and comments. */
function rootOf(text: string): string | undefined {
  let rest = text;
  while (/^<[?!]/.test(rest)) {
    const end = rest.startsWith("<!--") ? "-->" : ">";
    const at = rest.indexOf(end);
    if (at < 0) return undefined;
    rest = rest.slice(at + end.length).trimStart();
  }
  return /^<(?:[\w.-]+:)?([\w-]+)/.exec(rest)?.[1];
}
