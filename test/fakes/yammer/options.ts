import type { NetworkTruth } from "../../support/network/truth.ts";
import type { FakePicture } from "./pictures.ts";

/** Sections in comments are those of the reference on the REST API (yammer-rest-api.md). */

/** Section 3: budgets are counted for each of these alone. */
export type Bucket = "messages" | "notifications" | "autocomplete" | "other";

/** Milliseconds. `sleep` makes latency and slow answers pass on this clock; without it they pass in real time. */
export interface Clock {
  readonly now: () => number;
  readonly sleep?: (ms: number) => Promise<void>;
}

export interface Budget {
  /** Requests that a bucket allows in a window. */
  readonly requests: number;
  readonly windowMs: number;
  /** Autocomplete has a window of its own. */
  readonly autocompleteWindowMs: number;
  /** How long everything answers 429 after a bucket was overdrawn. Not told by anybody: our reading is one window. */
  readonly penaltyMs: number;
  /** `Retry-After` is read by one client and confirmed by none (section 3). */
  readonly retryAfter: "seconds" | "date" | "none";
  /** Whether a download of a file counts as a request of the bucket `other`. Not told. */
  readonly downloads: "other" | "free";
  /** False: counts and records, but never refuses. */
  readonly enforced: boolean;
}

export const DOCUMENTED_BUDGET: Budget = {
  requests: 10,
  windowMs: 30_000,
  autocompleteWindowMs: 10_000,
  penaltyMs: 30_000,
  retryAfter: "seconds",
  downloads: "other",
  enforced: true,
};

/** What the reference calls "not found", "disagreement" or "our reading": tests run each way. */
export interface Behaviour {
  /** 2.4, rule 1: what `older_than` compares with when threaded, and so how the feed is sorted. */
  readonly threadedOrder: "latest-reply" | "starter" | "by-feed";
  /** 2.4: whether `older_than` leaves out the message it names. Clients guard against a cursor that does not go down. */
  readonly olderThan: "below" | "up-to";
  /** 2.1, 2.4: All Company is a feed of its own, or a group with a number in the list. */
  readonly allCompany: "general" | "group";
  /** 2.4: how a thread shows in a threaded feed when its starter is deleted. */
  readonly orphanThreads: "extended" | "hidden";
  /** 2.6: a thread reference newer than 2013 was not found. */
  readonly threadReferences: "always" | "never";
  /** 2.4: `older_available` is missing in old samples. */
  readonly olderAvailable: "told" | "absent";
  /** 2.1: what `groups/{id}` answers for a private group the caller is not in. */
  readonly foreignGroup: "told" | "forbidden" | "missing";
  /** What `in_thread` answers for a thread the caller may not read; `in_group` is known to answer 200 and nothing. */
  readonly foreignThread: "empty" | "forbidden" | "missing";
  /** 2.1: whether lists of groups hold all that a group has, or leave out what only `groups/{id}` tells; or everything but names, privacy and counts too. */
  readonly groupList: "whole" | "reduced" | "names";
  /** 2.2: the undocumented `groups/{id}/members`. */
  readonly membersEndpoint: "told" | "forbidden" | "missing" | "xml";
  /** 2.2: whether lists of members name pending, suspended and deleted people. */
  readonly inactiveMembers: "left-out" | "listed";
  /** 2.1, 2.2, 2.9: lists of fifty that say whether there is more, of twenty that say there is not although there is, or of fifty below the first entry once more. */
  readonly lists: "fifty" | "twenty-and-untold" | "fifty-below-the-first";
  /** 2.3: what `users/{id}` answers for somebody deleted. */
  readonly deletedUsers: "missing" | "told";
  /** 2.4: whether `liked_by` counts reactions other than the like. */
  readonly likes: "likes-only" | "all-reactions";
  /** 1.3: whether external groups show without the capability header, and how the header spells it. */
  readonly externalGroups: "listed" | "hyphen" | "underscore";
  /** General rules of section 2: some old endpoints answer XML without `.json`. */
  readonly withoutSuffix: "xml" | "json";
  /** The shape of a 401 (2.11). */
  readonly unauthorized: "token-not-found" | "authentication-failure";
  /** 2.8: how a download is answered. */
  readonly downloads: "direct" | "redirect" | "both";
  readonly ranges: boolean;
  /** 2.8, 2.11: files in SharePoint answer 403, or are served through. */
  readonly sharepoint: "refused" | "served";
  /** 2.5: `parsed` with line breaks, or flattened. */
  readonly parsedText: "kept" | "flattened";
  /** 2.8: a Note has no form among the known attachments of REST. */
  readonly notes: "absent" | "attachment";
}

export const DEFAULT_BEHAVIOUR: Behaviour = {
  threadedOrder: "latest-reply",
  olderThan: "below",
  allCompany: "general",
  orphanThreads: "extended",
  threadReferences: "always",
  olderAvailable: "told",
  foreignGroup: "told",
  foreignThread: "empty",
  groupList: "whole",
  membersEndpoint: "told",
  inactiveMembers: "left-out",
  lists: "fifty",
  deletedUsers: "missing",
  likes: "likes-only",
  externalGroups: "hyphen",
  withoutSuffix: "xml",
  unauthorized: "token-not-found",
  downloads: "both",
  ranges: true,
  sharepoint: "refused",
  parsedText: "kept",
  notes: "absent",
};

/** Shares from 0 to 1. A lie is told or not by seed and place (feed and cursor, thread, person), never by the order of requests. */
export interface Lies {
  /** 2.4, rule 2: `older_available: false` on a full page that is not the last. */
  readonly olderAvailable: number;
  /** Feed pages one of whose entries is a placeholder: nothing but `group_created_id`. */
  readonly placeholders: number;
  /** 2.4, rule 4: threads whose first reading is empty. */
  readonly emptyThreads: number;
  /** How many readings in a row are empty for these. */
  readonly emptyReadings: number;
  /** Pages below the first of an index or a thread that come empty once although there is more. Of an index only without short pages: after these nobody could tell. */
  readonly emptyPages: number;
  /** Pages below the first of an index that are the first one once more: the server did not look at `older_than`. */
  readonly topPages: number;
  /** 2.4, rule 3: threads whose `threaded_extended` shows one reply where there are more. */
  readonly extendedOmits: number;
  /** 2.6: threads whose `stats.updates` is not the number of messages. */
  readonly threadUpdates: number;
  /** 2.1: groups whose `stats` are nonsense (`updates: 0` beside a `last_message_id`). */
  readonly groupStats: number;
  /** Senders who are in no `references`. */
  readonly missingUsers: number;
  /** Liked messages whose list of likers is shorter than the count: nobody can close this gap. */
  readonly lostLikers: number;
  /** Feed pages shorter than asked for although there are more. Not reported by anybody. */
  readonly shortPages: number;
  /** `users/in_group` answers XML unless JSON is asked for by header. */
  readonly xmlMembers: boolean;
  /** Files whose `size` is wrong. */
  readonly wrongSizes: number;
  /** Lists of likers, and threads asked for by themselves, that answer 500 so often; then they come. */
  readonly deafLists: number;
  readonly deafAnswers: number;
  /** Files that are answered 200 with a page, an error, or nothing (or 204) so often; then they come. */
  readonly falseFiles: number;
  readonly falseAnswers: number;
  /** Files that are answered so for ever: nobody can close this gap. */
  readonly signInFiles: number;
  /** Files whose `download_url` points into a private network. */
  readonly privateAddresses: number;
  /** "Get groups" ends after so many groups (the connector's 100); 0 is no cap. */
  readonly groupsCap: number;
}

export const HONEST: Lies = {
  ...{
    olderAvailable: 0,
    placeholders: 0,
    emptyThreads: 0,
    emptyReadings: 1,
    emptyPages: 0,
    topPages: 0,
    extendedOmits: 0,
    threadUpdates: 0,
    groupStats: 0,
  },
  ...{ missingUsers: 0, lostLikers: 0, shortPages: 0, xmlMembers: false, wrongSizes: 0, privateAddresses: 0, groupsCap: 0 },
  ...{ falseFiles: 0, falseAnswers: 1, signInFiles: 0, deafLists: 0, deafAnswers: 1 },
};

/** As often as the field reports say, or often enough to be met in a small network where they do not. */
export const REPORTED: Lies = {
  ...HONEST,
  ...{ olderAvailable: 0.05, placeholders: 0.05, emptyThreads: 0.0001, extendedOmits: 0.05, threadUpdates: 0.4, groupStats: 0.2 },
  ...{ missingUsers: 0.02, xmlMembers: true },
};

/** Every lie, often: for properties. */
export const WORST: Lies = {
  ...{
    olderAvailable: 0.6,
    placeholders: 0.4,
    emptyThreads: 0.1,
    emptyReadings: 2,
    emptyPages: 0.1,
    topPages: 0,
    extendedOmits: 0.5,
    threadUpdates: 0.8,
    groupStats: 0.8,
  },
  ...{ missingUsers: 0.2, lostLikers: 0.05, shortPages: 0.2, xmlMembers: true, wrongSizes: 0.2, privateAddresses: 0.1, groupsCap: 0 },
  ...{ falseFiles: 0.4, falseAnswers: 2, signInFiles: 0.1, deafLists: 0.1, deafAnswers: 2 },
};

export type FaultKind =
  | "html-500"
  | "html-502"
  | "text-503"
  | "drop-before"
  | "drop-in-body"
  | "slow"
  | "stat-fail"
  | "null-json"
  | "cut-json"
  | "unprovoked-429";

export interface Faults {
  /** Share of requests that go wrong, by seed and number of the request. */
  readonly rate: number;
  readonly kinds: readonly FaultKind[];
  /** How long a slow answer takes on the clock. */
  readonly slowMs: number;
  /** Time that every answer takes. */
  readonly latencyMs: number;
}

export const NO_FAULTS: Faults = { rate: 0, kinds: ["html-502"], slowMs: 40_000, latencyMs: 0 };
export const EVERY_FAULT: readonly FaultKind[] = [
  ...([
    "html-500",
    "html-502",
    "text-503",
    "drop-before",
    "drop-in-body",
    "slow",
    "stat-fail",
    "null-json",
    "cut-json",
    "unprovoked-429",
  ] as const),
];

/** People keep writing while the export runs: one change after every so many answered requests. */
export interface Growth {
  readonly everyRequests: number;
  /** Then no more. */
  readonly changes: number;
  readonly kinds: readonly ("thread" | "reply" | "late-reply" | "overtaken" | "edit" | "delete" | "like")[];
}

export const NO_GROWTH: Growth = { everyRequests: 0, changes: 0, kinds: ["reply"] };

/** Who a token speaks for. Without `personId`: the first active person who fits. */
export interface TokenGrant {
  readonly token: string;
  readonly role: "member" | "admin" | "verified-admin";
  readonly personId?: string;
  /** On the fake's clock; absent is never. */
  readonly expiresAt?: number;
}

export interface YammerOptions {
  readonly truth: NetworkTruth;
  readonly seed?: number;
  readonly clock?: Clock;
  readonly budget?: Partial<Budget>;
  readonly behaviour?: Partial<Behaviour>;
  readonly lies?: Partial<Lies>;
  readonly faults?: Partial<Faults>;
  readonly growth?: Partial<Growth>;
  /** Default: `member-token`, `admin-token` and `verified-token`, which never end. */
  readonly tokens?: readonly TokenGrant[];
  readonly port?: number;
  /** By person; may change while the fake runs. Default: nobody has one. */
  readonly pictures?: ReadonlyMap<string, FakePicture>;
}

/** All of them, filled up. */
export interface Settings {
  readonly seed: number;
  readonly budget: Budget;
  readonly behaviour: Behaviour;
  readonly lies: Lies;
  readonly faults: Faults;
  readonly growth: Growth;
}

export function settingsOf(options: YammerOptions): Settings {
  return {
    seed: options.seed ?? 1,
    budget: { ...DOCUMENTED_BUDGET, ...options.budget },
    behaviour: { ...DEFAULT_BEHAVIOUR, ...options.behaviour },
    lies: { ...REPORTED, ...options.lies },
    faults: { ...NO_FAULTS, ...options.faults },
    growth: { ...NO_GROWTH, ...options.growth },
  };
}
