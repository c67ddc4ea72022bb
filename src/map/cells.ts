import { suggest } from "../config.ts";
import { fold } from "./fold.ts";

/** What a person writes into the one cell that is theirs: `create | name: Frauen in Führung | wave: wave-2`. */
export const groupActions = ["adopt", "create", "merge", "link", "archive", "skip"] as const;
export type GroupAction = (typeof groupActions)[number];
export const treatments = ["placeholder", "create", "skip", "as-text"] as const;
export type Treatment = (typeof treatments)[number];

export const settings = ["into", "name", "parent", "privacy", "wave", "go-ahead", "exposure", "official"] as const;
type Setting = (typeof settings)[number];

/** Absent: as proposed. */
export interface GroupDecision {
  readonly action?: GroupAction;
  /** As written: a key, `@network`, or the name of a sub-group. */
  readonly into?: string;
  readonly name?: string;
  /** As written; "none" takes a proposed one away. */
  readonly parent?: string;
  readonly privacy?: "public" | "private" | "unlisted";
  readonly wave?: string;
  readonly goAhead?: "yes" | "no";
  /** Who accepted that more people will see it. */
  readonly acceptedBy?: string;
  readonly official?: boolean;
}

export interface CellRead<T> {
  readonly decision: T;
  /** What is wrong with it, each with what is allowed. */
  readonly problems: readonly string[];
}

const SHOWN_CHARS = 80;

/** What was read, in quotation marks and on one line: enough to know it again, however long the cell is. */
export function quoted(cell: string): string {
  const line = cell.replace(/\s+/g, " ").trim();
  const chars = Array.from(line.slice(0, 2 * SHOWN_CHARS + 2));
  return `"${chars.length > SHOWN_CHARS ? `${chars.slice(0, SHOWN_CHARS - 1).join("")}…` : line}"`;
}

/** The formula or the error value that a spreadsheet left where words were wanted; undefined for a cell without. */
export function formulaIn(cell: string): string | undefined {
  if (/^[=]/.test(cell)) return "a formula was pasted here: paste its result as a value";
  if (/^#(?:[\p{Lu}0-9/]+[!?]?|[\p{L}/]+[!?])$/u.test(cell)) return "a formula left an error here: paste a value";
  return undefined;
}

/** True where saving in a small character set put a `?` in a letter's place. */
export function hasLostCharacter(cell: string): boolean {
  return /[?\ufffd]/.test(cell);
}

const LOST = 'a ? stands where a character was lost: save the file as "CSV UTF-8" and write it again';

export function readGroupCell(cell: string, knownNames: readonly string[] = []): CellRead<GroupDecision> {
  const formula = formulaIn(cell);
  if (formula !== undefined) return { decision: {}, problems: [formula] };
  const problems: string[] = [];
  const found: Record<string, unknown> = {};
  for (const [index, part] of cell.split("|").entries()) {
    const text = part.trim();
    if (text === "") continue;
    const colon = text.indexOf(":");
    if (colon < 0 && index === 0) {
      const action = groupActions.find((word) => word === fold(text));
      if (action === undefined)
        problems.push(`${quoted(text)} is no action${suggest(text, groupActions)}; allowed: nothing, ${groupActions.join(", ")}`);
      else found["action"] = action;
      continue;
    }
    if (colon < 0) {
      problems.push(`${quoted(text)} is no setting: write \`name: value\`, with ${settings.join(", ")}`);
      continue;
    }
    readSetting(text.slice(0, colon), text.slice(colon + 1).trim(), { found, problems, knownNames });
  }
  return { decision: found, problems };
}

interface Reading {
  readonly found: Record<string, unknown>;
  readonly problems: string[];
  readonly knownNames: readonly string[];
}

function readSetting(word: string, value: string, reading: Reading): void {
  const { found, problems } = reading;
  const wanted = fold(word).replace(/[ _]+/g, "-");
  const setting = settings.find((known) => known === wanted || known.replace("-", "") === wanted);
  if (setting === undefined) {
    problems.push(`${quoted(word)} is no setting${suggest(wanted, settings)}; allowed: ${settings.join(", ")}`);
    return;
  }
  if (value === "") {
    problems.push(`${setting} has no value`);
    return;
  }
  if (hasLostCharacter(value) && !reading.knownNames.includes(value)) {
    problems.push(`${setting}: ${quoted(value)}: ${LOST}`);
    return;
  }
  const field = fields[setting];
  if (Object.hasOwn(found, field)) {
    problems.push(`${setting} stands there twice`);
    return;
  }
  const read = readers[setting](value);
  if (typeof read === "object")
    problems.push(`${setting}: ${quoted(value)}${suggest(value, read.allowed)}; allowed: ${read.allowed.join(", ")}`);
  else found[field] = read;
}

const fields: Readonly<Record<Setting, keyof GroupDecision>> = {
  into: "into",
  name: "name",
  parent: "parent",
  privacy: "privacy",
  wave: "wave",
  "go-ahead": "goAhead",
  exposure: "acceptedBy",
  official: "official",
};

type Read = string | boolean | { readonly allowed: readonly string[] };

function oneOf(...allowed: readonly string[]): (value: string) => Read {
  return (value) => allowed.find((word) => word === fold(value)) ?? { allowed };
}

const readers: Readonly<Record<Setting, (value: string) => Read>> = {
  into: (value) => value,
  name: (value) => value,
  parent: (value) => (fold(value) === "none" ? "none" : value),
  privacy: oneOf("public", "private", "unlisted"),
  // A word: a spreadsheet makes a number of a number, and a date of 1-2.
  wave(value) {
    const number = /^(?:wave)?[\s_-]*0*([1-9]\d?)$/.exec(fold(value))?.[1];
    return number === undefined ? { allowed: ["wave-1", "wave-2", "… wave-99"] } : `wave-${number}`;
  },
  "go-ahead": oneOf("yes", "no"),
  exposure: (value) => /^accepted\s+by\s+(\S.*)$/i.exec(value)?.[1]?.trim() ?? { allowed: ["accepted by <name>"] },
  official: (value) => (fold(value) === "yes" ? true : fold(value) === "no" ? false : { allowed: ["yes", "no"] }),
};

/** One line that says the same for every way of writing the same: what a plan is compared with. */
export function meaningOf(decision: GroupDecision): string {
  return JSON.stringify(Object.fromEntries(Object.entries(decision).sort(([a], [b]) => (a < b ? -1 : 1))));
}
