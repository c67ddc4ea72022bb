import { ALL_COMPANY, networkName, type Id } from "../../model/key.ts";
import type { NetworkRecord } from "../../model/network.ts";
import { UserError, exitCodes } from "../../errors.ts";
import type { Scope, SourceRecord } from "../source.ts";
import { endpoints, originOf, type Endpoint } from "./api.ts";
import { groupOf, toldOf, type Place } from "./convert-people.ts";
import { lacksDetail } from "./detail.ts";
import { feedPageOf } from "./feed.ts";
import { ask, hand, type Answer, type Lane, type Memory, type Origins, type Room, type Slot } from "./lane.ts";
import { digestOf } from "./rest.ts";
import { groupPayload, networkPayload, type GroupPayload } from "./schema.ts";
import { unreadable } from "./skips.ts";
import { indexSlot } from "./group.ts";
import { isChosen, unmatched, type Choice } from "./scope.ts";

/** The network that the token is for. */
export interface Home {
  /** Who the token is of (`Owner.account`). */
  readonly account: string;
  readonly network: string;
  readonly networkId: Id | null;
  readonly record: NetworkRecord;
  /** Files lie in SharePoint. */
  readonly isNative: boolean;
  /** The settings name no network, or this one by a name of its own. */
  readonly isNamed: boolean;
  /** Others that the account is in, and that this token does not read. */
  readonly others: readonly string[];
}

/** @throws UserError where the answer names no network, or not the one that is wanted. */
export function homeOf(answer: Answer, wanted: string | undefined): Omit<Home, "account"> {
  const entries = Array.isArray(answer.body) ? (answer.body as unknown[]) : [];
  const networks = entries.flatMap((entry) => networkPayload.safeParse(entry).data ?? []);
  const named = wanted?.toLowerCase();
  const home =
    networks.find(({ permalink, name }) => named !== undefined && (permalink?.toLowerCase() === named || name?.toLowerCase() === named)) ??
    (wanted === undefined || networks.length === 1 ? (networks.find((network) => network.is_primary) ?? networks[0]) : undefined);
  if (!home) {
    const known = networks.map(({ permalink, name }) => permalink ?? name ?? "?").join(", ");
    throw new UserError(
      networks.length === 0
        ? `Yammer names no network for this token (${answer.status}).`
        : `This account is in no network ${JSON.stringify(wanted)}.`,
      {
        hint:
          networks.length === 0
            ? answer.status === 404
              ? "Check sources[].base_url in regroup.yaml: the API is not there (it ends in /api/v1)."
              : "Sign in to Yammer once in a browser with this account, then run the command again."
            : `It is in: ${known}. Change sources[].network in regroup.yaml.`,
        exit: exitCodes.access,
      },
    );
  }
  const network = networkName(wanted ?? home.permalink ?? String(home.id));
  const record: NetworkRecord = {
    kind: "network",
    network,
    id: home.id,
    ...(home.permalink === null ? {} : { permalink: home.permalink }),
    ...(home.name === null ? {} : { name: home.name }),
  };
  return {
    network,
    networkId: home.id,
    record,
    isNative: home.m365_native_mode,
    isNamed: named === undefined || [home.permalink, home.name].some((own) => own?.toLowerCase() === named),
    others: networks.filter((other) => other !== home).map(({ permalink, id }) => permalink ?? String(id)),
  };
}

/** What the list of groups leads to; kept until a run has read all of it, so that a run that was cut off need not list them again. */
export interface Rooms {
  readonly rooms: readonly Room[];
  readonly allCompanyId: Id | null;
  /** Its files are here too, or are known to be lost. */
  readonly finished: boolean;
  /** When everything but the files had been read, in milliseconds UTC. */
  readonly readAt?: number;
  /** Counts exports: one that was cut off and goes on is still the same. */
  readonly run: number;
  /** Of which scope the rooms are. */
  readonly choice: string;
  /** Whose list it is: others see other private groups. */
  readonly account?: string;
}

export const ROOMS: Slot<Rooms> = { name: "rooms" };

/** The digest of a group as it was told last. */
function told(id: Id): Slot<string> {
  return { name: `group ${id}` };
}

/** By which a network is known again, whatever it is called in the settings. */
const NETWORK_ID: Slot<Id> = { name: "network" };

/** @throws UserError: under one name stands one network, or its keys would mean two things. */
function refuseAnother({ network, networkId, record }: Home, before: Id | undefined): void {
  if (before === undefined || networkId === null || String(before) === String(networkId)) return;
  throw new UserError(
    `The token is for another network (${record.permalink ?? networkId}) than the one that was read as ${network} (id ${before}).`,
    {
      hint: "Use a token of that network, or make another workspace for this one. Nothing was changed.",
      exit: exitCodes.access,
    },
  );
}

/** A run that is cut off while its files come goes on with them; after so long something new may have been written, and is looked for first. */
const READ_FOR_MS = 24 * 3_600_000;

/** What an export has left to do, so that it is the same one however many processes it takes; undefined where it has ended. */
function openRun({ memory, home, now }: Discovery, asked: string): Rooms | undefined {
  const before = memory.read(ROOMS);
  const isOpen = before?.finished === false && before.account === home.account && before.choice === asked;
  return isOpen && now - (before.readAt ?? now) < READ_FOR_MS ? before : undefined;
}

export interface Discovery {
  /** Milliseconds UTC. */
  readonly now: number;
  readonly home: Home;
  readonly scope: Scope;
  readonly memory: Memory;
  readonly origins: Origins;
  readonly includePrivate: boolean;
}

/**
 * All groups of the network, and the account's own: private ones may stand in the second list only. Source: reference, section 2.1. It is committed as a whole, and
 * a start that was killed before asks for it anew: the forecast wants it before anything may be written, and half a list tells neither All Company nor whose groups they are.
 */
export function* readRooms(discovery: Discovery): Lane<Rooms> {
  const { memory, home } = discovery;
  const choice: Choice = {
    only: discovery.scope.onlyGroups ?? [],
    except: discovery.scope.excludeGroups,
    mine: discovery.scope.mine === true,
  };
  const asked = JSON.stringify({ ...choice, includePrivate: discovery.includePrivate });
  const before = memory.read(ROOMS);
  refuseAnother(home, memory.read(NETWORK_ID));
  const checkpoints = home.networkId === null ? [] : [memory.write(NETWORK_ID, home.networkId)];
  yield* hand({ origin: originOf(endpoints.networks()), rows: 0, records: [home.record], checkpoints });
  const open = openRun(discovery, asked);
  if (open) return open;
  const isOurs = before?.account === home.account;
  const all = yield* list(endpoints.groups);
  const mine = yield* list(endpoints.myGroups);
  const company = yield* allCompany([...all, ...mine]);
  refuseTokenOfAnother([...all, ...mine], home);
  refuseUnknown([...all, ...mine], choice, home);
  const mineIds = new Set(mine.map(({ group }) => String(group?.id)));
  const seen = new Set<string>();
  const rooms: Room[] = company.hasFeed && isChosen({ id: ALL_COMPANY, name: "All Company" }, true, choice) ? [feedRoom] : [];
  const listed: Listed = { discovery, choice, mineIds, seen, rooms, allCompanyId: company.id };
  yield* tell(all, endpoints.groups(1), listed);
  yield* tell(mine, endpoints.myGroups(1), listed);
  if (before && !isOurs && before.choice === asked && !choice.mine) rooms.push(...leftOpen(memory, before.rooms, rooms));
  const found: Rooms = {
    ...{ rooms, allCompanyId: company.id, finished: false, run: (before?.run ?? 0) + 1, choice: asked },
    account: home.account,
  };
  yield* hand({ origin: originOf(endpoints.groups(1)), rows: 0, records: [], checkpoints: [memory.write(ROOMS, found)] });
  return found;
}

/** Groups that another account saw, this one does not, and nobody has read to their end: they are asked for all the same, so that a gap tells what is missing of them. */
function leftOpen(memory: Memory, before: readonly Room[], now: readonly Room[]): Room[] {
  const listed = new Set(now.map(({ id }) => String(id)));
  const open = before.filter((room) => !listed.has(String(room.id)) && memory.read(indexSlot(room))?.done !== true);
  return open.map(({ lacking: _, ...room }) => ({ ...room, isMine: false }));
}

/** @throws UserError where every group is another network's: an account in several has a token for each, and the lists of networks are the same for all of them. */
function refuseTokenOfAnother(entries: readonly Entry[], { network, networkId, record }: Home): void {
  const told = entries.flatMap(({ group }) => (group?.network_id == null || group.external ? [] : [String(group.network_id)]));
  if (networkId === null || told.length === 0 || told.includes(String(networkId))) return;
  throw new UserError(`The token reads the network with the id ${told[0] ?? ""}, not ${record.permalink ?? network} (id ${networkId}).`, {
    hint: `Each network has a token of its own. Use one of ${record.permalink ?? network}, or name the token's network in sources[].network of regroup.yaml. Nothing was read.`,
    exit: exitCodes.access,
  });
}

/** @throws UserError where a group is asked for that no list has. */
function refuseUnknown(entries: readonly Entry[], choice: Choice, { network }: Home): void {
  const groups = entries.flatMap(({ group }) => (group ? [{ id: group.id, name: nameOf(group) }] : []));
  const unknown = unmatched([{ id: ALL_COMPANY, name: "All Company" }, ...groups], choice).map((pattern) => JSON.stringify(pattern));
  if (unknown.length === 0) return;
  throw new UserError(`No group that this account sees in ${network} is ${unknown.join(" or ")}.`, {
    hint: "Write --group as the group's number, or as its whole name, or with * for what may stand there. Nothing was read.",
    exit: exitCodes.usage,
  });
}

function nameOf(group: GroupPayload): string {
  return group.full_name ?? group.name ?? "";
}

interface Entry {
  readonly entry: unknown;
  readonly group: GroupPayload | undefined;
}

/** Pages until one is empty, or the one before once more: a page may be short before the last one, and there is no total to compare with. */
function* list(endpoint: (page: number) => Endpoint): Lane<Entry[]> {
  const found: Entry[] = [];
  let before: readonly (Id | undefined)[] = [];
  for (let page = 1; ; page++) {
    const { status, body } = yield* ask(endpoint(page));
    if (!Array.isArray(body)) {
      throw new UserError(`Yammer does not list groups (${originOf(endpoint(1))} answered ${status}).`, {
        hint: "The endpoint is not documented and may be closed for this account. Ask an administrator of the network, or use an export ZIP.",
        exit: exitCodes.access,
      });
    }
    const entries = (body as unknown[]).map((entry) => ({ entry, group: groupPayload.safeParse(entry).data }));
    // Both of its ends: one group may stand on top of every page.
    const edges = [entries[0]?.group?.id, entries.at(-1)?.group?.id];
    if (entries.length === 0 || edges.every((id, index) => id !== undefined && id === before[index])) return found;
    found.push(...entries);
    before = edges;
  }
}

/**
 * All Company is a group with a number (`company_group`), or a feed of its own and in no list. Old lists do not mark it, or leave it out: then the feed's own messages
 * tell the number. Every network has one, so a feed that does not answer is read all the same: a gap says then what is missing. Source: reference, section 2.1 and 2.4.
 */
function* allCompany(entries: readonly Entry[]): Lane<{ readonly id: Id | null; readonly hasFeed: boolean }> {
  const marked = entries.find(({ group }) => group?.company_group === true)?.group;
  if (marked) return { id: marked.id, hasFeed: false };
  const { status, body } = yield* ask(endpoints.index(null, null));
  const page = status === 200 ? feedPageOf(body) : undefined;
  if (!page) return { id: null, hasFeed: true };
  const told = page.entries.flatMap(({ message }) => (message && !message.system_message ? [message.group_id] : []));
  const id = new Set(told.map(String)).size === 1 ? (told[0] ?? null) : null;
  const isListed = entries.some(({ group }) => group !== undefined && id !== null && String(group.id) === String(id));
  return { id, hasFeed: !isListed };
}

const feedRoom: Room = { id: ALL_COMPANY, feed: null, privacy: "open", isMine: true, members: 0, updates: 0, lastMessageId: null };

interface Listed {
  readonly discovery: Discovery;
  readonly choice: Choice;
  readonly mineIds: ReadonlySet<string>;
  readonly seen: Set<string>;
  readonly rooms: Room[];
  readonly allCompanyId: Id | null;
}

/** Hands over the groups of one list that no list before had, and that have changed since an earlier run. */
function* tell(entries: readonly Entry[], endpoint: Endpoint, listed: Listed): Lane {
  const { home, scope, memory, origins } = listed.discovery;
  const origin = originOf(endpoint);
  const place: Place = { network: home.network, networkId: home.networkId, scope };
  const records: SourceRecord[] = [];
  const checkpoints = [];
  let row = 0;
  let rows = 0;
  for (const { entry, group } of entries) {
    if (group && listed.seen.has(String(group.id))) continue;
    row++;
    if (!group) {
      records.push(unreadable(entry, row));
      rows++;
      continue;
    }
    listed.seen.add(String(group.id));
    const isAllCompany = group.id === listed.allCompanyId;
    const id = isAllCompany ? ALL_COMPANY : group.id;
    const isMine = isAllCompany || listed.mineIds.has(String(group.id));
    if (!isChosen({ id, alias: group.id, name: nameOf(group) }, isMine, listed.choice)) continue;
    const digest = digestOf(entry);
    listed.rooms.push({ ...roomOf(group, { id, isMine }), ...(lacksDetail(entry) ? { lacking: digest } : {}) });
    if (memory.read(told(id)) === digest) continue;
    records.push(groupOf(entry, group, place, { row, isAllCompany }));
    checkpoints.push(memory.write(told(id), digest));
    rows++;
  }
  yield* hand({ origin, rows, records: rows > 0 ? [...origins.announce(origin, "resume"), ...records] : records, checkpoints });
}

function roomOf(group: GroupPayload, at: { readonly id: Id; readonly isMine: boolean }): Room {
  return { ...at, feed: group.id, ...toldOf(group), ...(at.id === ALL_COMPANY ? ({ privacy: "open" } as const) : {}) };
}
