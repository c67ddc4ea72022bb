import type { SkipRecord } from "../source.ts";
import { isObject } from "./references.ts";

/** An entry without an id. Feeds hold placeholders whose only field is `group_created_id`: they say nothing. Source: reference, section 2.4. */
export function unreadable(entry: unknown, line: number): SkipRecord {
  const isPlaceholder = isObject(entry) && Object.keys(entry).every((name) => name === "group_created_id");
  return isPlaceholder
    ? { kind: "skip", line, reason: "placeholder", policy: true }
    : { kind: "skip", line, reason: isObject(entry) ? "bad-id: id" : "no-record", policy: false };
}
