import { counted } from "../counted.ts";

/** Every difference there can be, as the terminal says it. Values are keys, kinds and counts: never a name or a text. Reports have it in other languages. */
export const sentences = {
  unfinished: (command: string) =>
    `a ${command} was cut off before its last step: pages there may still show what has moved, become private or gone; run \`regroup ${command}\` again`,
  "left-over-group": (key: string) => `a sub-group that was imported and is no longer planned: regroup rollback --group ${key}`,
  "left-over-adopted": (key: string) => `a group that was adopted and is no longer planned: regroup rollback --group ${key}`,
  "left-over-thread": () => "a conversation that was imported and is no longer planned: regroup rollback --leftovers",
  "left-over-person": () => "a person who was imported and is no longer planned: regroup rollback --leftovers",
  "no-reference": () => "the sub-group has no reference in the store",
  damaged: (words: string) => words,
  "not-there": (kind: string) => `the ${kind} is not at the target`,
  "another-group": (key: string) => `another sub-group stands where ${key} should`,
  "group-name": () => "the sub-group has another name",
  "unknown-thread": () => "a thread that the plan does not know",
  "loose-message": (group: string) => `a message in ${group} that is in no thread`,
  "unknown-message": (thread: string) => `a message in ${thread} that the plan does not know`,
  twice: () => "the message stands there twice",
  "message-missing": (thread: string) => `the message is not in ${thread}`,
  order: () => "the messages stand in another order",
  parent: (found: string, wanted: string) => `answers ${found || "nothing"} instead of ${wanted || "nothing"}`,
  text: () => "the text is not the source's",
  "another-author": () => "another author is shown",
  "no-author": () => "no author is shown",
  "another-date": () => "another date is shown",
  "no-date": () => "no date is shown",
  files: (found: string, wanted: string) => `${found} of ${counted(Number(wanted), "file")}, or other bytes`,
  "member-missing": (person: string) => `${person} is missing from the members`,
  "member-role": (person: string) => `${person} has another role`,
  "member-unexpected": (person: string) => `${person} is shown as a member and should not be`,
  "unknown-person": () => "a person that the plan does not know",
  "person-name": () => "the person has another name",
} as const satisfies Readonly<Record<string, (...values: string[]) => string>>;

export type FindingCode = keyof typeof sentences;

/** The same sentences in a reader's language. */
export type Sentences = Readonly<Record<FindingCode, (...values: string[]) => string>>;

/** What of the target is not as the plan wants it. `kind` groups codes: the README lists them. */
export interface Finding {
  readonly kind: FindingKind;
  /** The record's key, or the target's own word for what has none. */
  readonly subject: string;
  /** The sentence, in English. */
  readonly detail: string;
  readonly code: FindingCode;
  readonly values: readonly string[];
}

export const findingKinds = [
  ...(["missing", "unexpected", "unfinished", "damaged", "text", "author", "date", "order", "parent", "files", "name", "members"] as const),
] as const;
export type FindingKind = (typeof findingKinds)[number];

export function finding<C extends FindingCode>(
  kind: FindingKind,
  subject: string,
  code: C,
  ...values: Parameters<(typeof sentences)[C]>
): Finding {
  return { kind, subject, code, values, detail: say(sentences, code, values) };
}

/** The sentence of a code, with its values. */
export function say(words: Sentences, code: FindingCode, values: readonly string[]): string {
  return words[code](...values);
}
