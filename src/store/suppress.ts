import { createHash, randomBytes } from "node:crypto";
import type { MessageRecord } from "../model/conversation.ts";
import type { Id } from "../model/key.ts";
import type { SourceRecord } from "../source/source.ts";
import { flag } from "./codes.ts";
import { readState, writeState } from "./runs.ts";
import type { Db } from "./store.ts";

/**
 * What was forgotten, so that no later export brings it back. Of a person or file only a hash of the mode and the key is kept, with a salt of this
 * store: nobody can read from it who that was, but who knows the key can ask. A forgotten message is known by the mark on what stands in its place.
 */
export const forgetModes = ["erase", "anonymise"] as const;
export type ForgetMode = (typeof forgetModes)[number];

const SALT = "suppression-salt";
/** What stands where somebody was named who is forgotten. */
export const NOBODY = "Former colleague";

function hashOf(salt: string, mode: ForgetMode, key: string): string {
  return createHash("sha256").update(`${salt} ${mode} ${key}`).digest("hex");
}

/** Within the caller's transaction. */
export function suppress(db: Db, mode: ForgetMode, key: string): void {
  const salt = readState(db, SALT) ?? randomBytes(32).toString("hex");
  writeState(db, SALT, salt);
  db.prepare("INSERT OR IGNORE INTO suppressed(hash) VALUES(?)").run(hashOf(salt, mode, key));
}

/** How a key was forgotten, or undefined. The stronger mode counts. */
export function createSuppressed(db: Db): ((key: string) => ForgetMode | undefined) | undefined {
  const salt = readState(db, SALT);
  const hashes = new Set(db.prepare<[], string>("SELECT hash FROM suppressed").pluck().all());
  if (salt === undefined || hashes.size === 0) return undefined;
  return (key) => forgetModes.find((mode) => hashes.has(hashOf(salt, mode, key)));
}

export interface Suppression {
  /** The record as it may be stored: whole, without what is forgotten, or not at all. */
  pass(record: SourceRecord): SourceRecord | undefined;
}

const KNOWN = 50_000;

/** Undefined while nobody has asked to be forgotten: then ingest asks nothing. */
export function createSuppression(db: Db, networkPk: (name: string) => number): Suppression | undefined {
  const suppressed = createSuppressed(db);
  if (!suppressed) return undefined;
  const nameOf = db.prepare<[number], string>("SELECT name FROM network WHERE pk = ?").pluck();
  const isForgotten = db.prepare<[number, Id]>(`SELECT 1 FROM message WHERE network = ? AND id = ? AND flags & ${flag.forgotten} <> 0`);
  const known = new Map<string, ForgetMode | undefined>();

  function modeOf(network: string, kind: string, id: Id | null | undefined): ForgetMode | undefined {
    if (id === null || id === undefined) return undefined;
    const short = `${network}/${kind}/${id}`;
    if (known.has(short)) return known.get(short);
    const mode = suppressed?.(`${nameOf.get(networkPk(network)) ?? network}/${kind}/${id}`);
    if (known.size >= KNOWN) known.clear();
    known.set(short, mode);
    return mode;
  }

  const person = (network: string, id: Id | null | undefined) => modeOf(network, "person", id);
  const erased = (network: string, id: Id | null | undefined) => person(network, id) === "erase";
  const messageIsForgotten = (network: string, id: Id) => isForgotten.get(networkPk(network), id) !== undefined;

  function pass(record: SourceRecord): SourceRecord | undefined {
    switch (record.kind) {
      case "person":
        return person(record.network, record.id) === undefined ? record : undefined;
      case "avatar":
        return person(record.network, record.personId) === undefined ? record : undefined;
      case "network-admin":
        return person(record.network, record.id) === undefined ? record : undefined;
      case "membership":
        return erased(record.network, record.personId) ? undefined : record;
      case "reaction":
        return erased(record.network, record.personId) || messageIsForgotten(record.network, record.messageId) ? undefined : record;
      case "group":
        return person(record.network, record.creatorId) === undefined ? record : { ...withoutRest(record), creatorId: null };
      case "topic":
        if (modeOf(record.network, "topic", record.id) === "erase") return undefined;
        return person(record.network, record.creatorId) === undefined ? record : { ...withoutRest(record), creatorId: null };
      case "file": {
        if (erased(record.network, record.uploaderId) || modeOf(record.network, record.type, record.id) === "erase") return undefined;
        return person(record.network, record.uploaderId) === undefined ? record : withoutRest(record);
      }
      case "message-version": {
        if (messageIsForgotten(record.network, record.messageId)) return undefined;
        const { text, isChanged } = scrubbed(record.body, (id) => person(record.network, id));
        return isChanged ? { ...withoutRest(record), body: text, bodyHtml: null } : record;
      }
      // What a forgotten message was about is not told beside another one either.
      case "thread-topics":
        if (messageIsForgotten(record.network, record.threadId)) return undefined;
        return { ...record, topics: record.topics.filter(({ id }) => modeOf(record.network, "topic", id) !== "erase") };
      case "message":
        return passMessage(record);
      default:
        return record;
    }
  }

  function passMessage(record: MessageRecord): MessageRecord {
    const author = person(record.network, record.authorId);
    if (author === "erase") return standIn(record);
    const who = (id: Id | string) => person(record.network, id);
    const body = scrubbed(record.body, who);
    const named = [...record.mentions, ...(record.praise?.people ?? [])].some((id) => who(id) !== undefined);
    if (author === undefined && !named && !body.isChanged) return record;
    return {
      ...withoutRest(record),
      body: body.text,
      bodyHtml: named || body.isChanged ? null : record.bodyHtml,
      mentions: record.mentions.filter((id) => who(id) !== "erase"),
      ...(record.praise ? { praise: { ...record.praise, people: record.praise.people.filter((id) => who(id) !== "erase") } } : {}),
    };
  }

  return { pass };
}

function withoutRest<T extends { readonly rest?: string; readonly digest?: string }>({
  rest: _rest,
  digest: _digest,
  ...record
}: T): Omit<T, "rest" | "digest"> {
  return record;
}

/** What stays of a forgotten message, so that its answers have a place. */
function standIn(record: MessageRecord): MessageRecord {
  const { network, id, threadId, replyToId, groupId, createdAt, deletedAt, messageKind, isSystem, isPrivate, row } = record;
  return {
    kind: "message",
    ...(row === undefined ? {} : { row }),
    ...{ network, id, threadId, replyToId, groupId, createdAt, deletedAt, messageKind, isSystem, isPrivate },
    ...{ authorId: null, title: null, body: null, bodyHtml: null, isDeleted: true, isRedacted: false, chars: 0 },
    ...{ mentions: [], topics: [], attachments: [], isForgotten: true },
  };
}

/** The three forms in which a text names somebody by id (see markup/yammer.ts). */
const NAMED = /\[\[user:(\d{1,19})\]\]|\[User:(\d{1,19})(?::[^\]\n]*)?\]|\bUser:(\d{1,19})(?::[^,\n\]]*)?/gi;

/** Takes the erased out of a text, and the login names of the anonymised. Names in plain words cannot be found safely. */
export function scrubbed(
  text: string | null,
  modeOf: (id: string) => ForgetMode | undefined,
): { readonly text: string | null; readonly isChanged: boolean } {
  if (text === null || !/user:\d/i.test(text)) return { text, isChanged: false };
  let isChanged = false;
  const clean = text.replace(NAMED, (raw: string, first?: string, second?: string, third?: string) => {
    const id = first ?? second ?? third ?? "";
    const mode = modeOf(id);
    if (mode === undefined) return raw;
    isChanged = true;
    if (mode === "erase") return NOBODY;
    return third === undefined ? `[[user:${id}]]` : `User:${id}`;
  });
  return { text: clean, isChanged };
}
