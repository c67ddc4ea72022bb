import type { Id } from "../../model/key.ts";
import { recent } from "../../recent.ts";
import type { Checkpoint, CheckpointReader, Page, Scope, SourceRecord } from "../source.ts";
import type { Endpoint } from "./api.ts";
import type { Pictures } from "./avatars.ts";
import type { Around } from "./convert-message.ts";
import type { References } from "./references.ts";

/**
 * Reading is written as lanes: generators that ask for an answer or hand over a page, and never touch the network themselves. The driver asks for them, one
 * request at a time, whichever bucket is free first; so a killed process has at most one request to repeat, and both budgets are spent.
 */
export type Step =
  | { readonly do: "ask"; readonly endpoint: Endpoint; readonly afterMs: number; readonly most?: number; readonly rank?: number }
  | { readonly do: "hand"; readonly page: Page }
  /** Nothing to do until another lane got something. */
  | { readonly do: "rest" };

export interface Answer {
  /** 200, 403 or 404; 0 where it failed after every try. */
  readonly status: number;
  readonly body: unknown;
}

export type Lane<T = void> = Generator<Step, T, Answer>;

export const nothing: Answer = { status: 0, body: undefined };

/** `most`: tries, where less will do than for what must be read. */
export function* ask(endpoint: Endpoint, afterMs = 0, most?: number): Lane<Answer> {
  return yield { do: "ask", endpoint, afterMs, ...(most === undefined ? {} : { most }) };
}

export function* hand(page: Page): Lane {
  yield { do: "hand", page };
}

export function* rest(): Lane {
  yield { do: "rest" };
}

/** What a list, or the group itself, tells of a group: hints, never proofs. */
export interface Told {
  /** Unknown may be closed: then an empty feed is no proof that there is nothing. */
  readonly privacy: "open" | "closed" | "unknown";
  readonly members: number;
  readonly updates: number;
  readonly lastMessageId: Id | null;
}

/** What a group to read is. */
export interface Room extends Told {
  /** As in keys: 0 for All Company. */
  readonly id: Id;
  /** As in addresses; null for All Company as a feed of its own. */
  readonly feed: Id | null;
  readonly isMine: boolean;
  /** The list left out what the store keeps of the group: the digest of its entry. */
  readonly lacking?: string;
}

/** What all lanes share in one run. */
export interface Reading {
  readonly network: string;
  readonly networkId: Id | null;
  readonly scope: Scope;
  readonly allCompanyId: Id | null;
  readonly rooms: readonly Room[];
  /** Private content mode is on: the account sees groups that it is not in. */
  readonly seesPrivate: boolean;
  /** Number of this export: what it was refused once it does not ask for again, over however many processes it goes. */
  readonly run: number;
  readonly checkpoints: Memory;
  /** Before what answered nothing is asked again: a window of the budget, as clients do that have met it. Source: reference, 2.4, rule 4. */
  readonly pauseMs: number;
  /** Messages of a thread that earlier runs of this source brought. */
  readonly known: (threadId: Id) => readonly Id[];
  /** How many people like a message by what earlier runs brought. */
  readonly knownLikes: (messageId: Id) => number;
  /** Threads of a group that earlier runs brought, by id, after one; none at the end. */
  readonly knownThreads: (groupId: Id, after: Id | null) => readonly Id[];
  readonly origins: Origins;
  readonly likers: LikerQueue;
  /** True where this run has not just handed over the very same: a person is seen beside every message. */
  readonly isNew: (seen: SourceRecord) => boolean;
  readonly fileUrl: (url: string) => string | null;
  /** Absent: pictures of people are not wanted. */
  readonly pictures?: Pictures | undefined;
  readonly tally: Tally;
  readonly warn: (message: string) => void;
}

/** Messages whose likers, and threads whose topics, have to be asked for. */
export interface LikerQueue {
  /** The checkpoints that keep what is added. */
  add(items: readonly QueueItem[]): Checkpoint[];
  next(): QueueItem | undefined;
  /** The checkpoint that keeps that the item `next` gave is done. */
  done(): Checkpoint;
  close(): void;
  readonly isClosed: () => boolean;
  readonly left: () => number;
}

export type QueueItem =
  | {
      readonly do: "likers";
      readonly message: Id;
      readonly thread: Id;
      readonly group: Id | null;
      readonly count: number;
      /** Earlier runs have read it: who is not named any more does not like the message any more. */
      readonly again?: boolean;
      readonly failed?: number;
    }
  /** `failed`: exports in which it did not answer after every try. */
  | { readonly do: "topics"; readonly thread: Id; readonly group: Id | null; readonly failed?: number };

/** Live counts, for progress and for what is left. */
export interface Tally {
  groups: number;
  threads: number;
  messages: number;
  denied: number;
}

/** Checkpoints of this network, read from the store and from what this run has written. */
export interface Memory {
  read<T>(slot: Slot<T>): T | undefined;
  write<T>(slot: Slot<T>, value: T): Checkpoint;
}

/** The name of a checkpoint, and what stands in it. */
export interface Slot<T> {
  readonly name: string;
  /** Never there: it only tells the type. */
  readonly holds?: T;
}

/** The newest of what was written in this run is remembered: whoever reads without a store (a forecast, a test) goes on as one who has it. */
const REMEMBERED = 5000;

export function memoryOf(network: string, reader: CheckpointReader): Memory {
  const written = recent<string>(REMEMBERED);
  return {
    read: <T>({ name }: Slot<T>) => {
      const value = written.get(name) ?? reader(`${network} ${name}`);
      return value === undefined ? undefined : (JSON.parse(value) as T);
    },
    write({ name: scope }, value) {
      const text = JSON.stringify(value);
      written.set(scope, text);
      return { scope: `${network} ${scope}`, value: text };
    },
  };
}

/** Announces an origin before its first rows: once, or again after so many others that it may as well be another process that goes on. */
export interface Origins {
  announce(origin: string, from: "start" | "resume"): SourceRecord[];
}

const ANNOUNCED = 20_000;

export function originsOf(): Origins {
  const announced = recent<true>(ANNOUNCED);
  return {
    announce(origin, from) {
      if (announced.has(origin)) return [];
      announced.set(origin, true);
      return [{ kind: "input", file: origin, position: 0, fingerprint: "", from }];
    },
  };
}

export function aroundOf(reading: Reading, groupId: Id | null, references: References): Around {
  const { network, networkId, scope, allCompanyId, fileUrl, isNew, pictures } = reading;
  return { network, networkId, scope, allCompanyId, groupId, references, fileUrl, isNew, pictures };
}

/** Ids are compared as numbers, whatever their form. */
export function olderId(a: Id, b: Id): Id {
  return BigInt(a) < BigInt(b) ? a : b;
}

export function isOlder(a: Id, b: Id): boolean {
  return BigInt(a) < BigInt(b);
}
