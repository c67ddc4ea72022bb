import { createHash } from "node:crypto";
import { RemoteError } from "../../src/errors.ts";
import { bodyText, leavesOf } from "../../src/markup/body.ts";
import { canonicalLine, textDigest } from "../../src/markup/plain.ts";
import type { Action } from "../../src/model/action.ts";
import type { Key } from "../../src/model/key.ts";
import type {
  ApplyContext,
  Capabilities,
  MessageView,
  RemoteItem,
  SubGroupView,
  Target,
  TargetPerson,
  TargetRef,
  ThreadView,
} from "../../src/target/target.ts";

export interface MemoryOptions {
  readonly mode?: "read" | "write";
  readonly capabilities?: Partial<Capabilities>;
  readonly people?: readonly TargetPerson[];
  /** The source network that it is itself: its rooms carry the ids of the source's groups, and can be adopted. */
  readonly network?: string;
  readonly intoExisting?: boolean;
  /** Called before anything lands: throw to refuse an action. */
  readonly before?: (action: Action) => void;
  /** Called after it landed: throw for an answer that got lost. */
  readonly after?: (action: Action) => void;
}

export interface MemoryTarget extends Target {
  /** Everything that stands there, by ref id; tests break it to see what is noticed. */
  readonly items: Map<string, Stored>;
  /** How often something was written: an action that should not run again must not. */
  readonly writes: { count: number };
}

export interface Stored {
  readonly item: RemoteItem;
  /** Ref id of what it disappears with: its thread. */
  readonly owner: string | null;
  /** Ref id of the room it is, or stands in. */
  readonly group: string | null;
  /** Of a room. */
  readonly settings?: RoomSettings;
}

interface RoomSettings {
  readonly description: string | null;
  readonly owners: readonly string[];
}

/** A room of others that stands there. */
export function aRoom(id: string, title: string, settings: RoomSettings = { description: null, owners: [] }): Stored {
  const ref: TargetRef = { kind: "sub-group", id };
  return { item: { ref, kind: "sub-group", parent: null, title }, owner: null, group: id, settings };
}

const ROOT: TargetRef = { kind: "official-network", id: "memory" };

/** A target that is a Map: what the drivers are tested against, kept honest by the same contract as the real ones. */
export function memoryTarget(options: MemoryOptions = {}): MemoryTarget {
  const items = new Map<string, Stored>();
  const writes = { count: 0 };
  const mayWrite = () => {
    if (options.mode === "read") throw new Error("the memory target was opened for reading: nothing may be written");
    writes.count++;
  };
  const put = (stored: Stored) => void items.set(stored.item.ref.id, stored);
  return {
    id: "memory",
    items,
    writes,
    check: () =>
      Promise.resolve({
        description: "a Map",
        fingerprint: "memory",
        root: ROOT,
        warnings: [],
        ...(options.network === undefined ? {} : { network: options.network }),
        ...(options.intoExisting === undefined ? {} : { intoExisting: options.intoExisting }),
        capabilities: { ...capabilities, ...options.capabilities },
      }),
    people: () => each(options.people ?? []),
    groups: () =>
      each(
        [...items.values()]
          .filter(({ item }) => item.kind === "sub-group")
          .map(({ item }) => ({ ref: item.ref, name: item.title ?? "", slug: item.ref.id, key: item.key ?? null })),
      ),
    find: (key) => Promise.resolve((items.get(key) ?? [...items.values()].find(({ item }) => item.key === key))?.item),
    async perform(action, context) {
      options.before?.(action);
      mayWrite();
      const stood = action.kind === "sub-group" ? standing(items, context.subGroup(action.key)) : undefined;
      if (stood) {
        for (const stored of stood) put(stored);
        options.after?.(action);
        return { kind: "sub-group", id: roomOf(context.subGroup(action.key)) };
      }
      // Also itself: what is put anew stands together, in its order.
      for (const [id, stored] of items) if (id === action.key || stored.owner === action.key) items.delete(id);
      for (const stored of await made(action, context)) put(stored);
      if (action.kind === "members") owned(items, action, context);
      options.after?.(action);
      return { kind: action.kind === "publish" ? "thread" : action.kind, id: action.key };
    },
    finish() {
      mayWrite();
      return Promise.resolve();
    },
    inventory: (group) =>
      each(
        [...items.values()]
          .filter((stored) =>
            group.kind === "official-network" ? stored.group === null && stored.item.kind !== "sub-group" : stored.group === group.id,
          )
          .map((stored) => stored.item),
      ),
    remove(ref) {
      mayWrite();
      if (ref.kind === "message") return Promise.resolve("kept");
      if (!items.has(ref.id)) return Promise.resolve("gone");
      if ([...items.values()].some((stored) => stored.owner !== ref.id && stored.group === ref.id && stored.item.kind === "thread"))
        return Promise.resolve("kept");
      for (const [id, stored] of items) if (id === ref.id || stored.owner === ref.id) items.delete(id);
      return Promise.resolve("removed");
    },
    settingsOf(subGroup) {
      const stored = items.get(roomOf(subGroup));
      if (!stored) throw new RemoteError(`there is no room ${roomOf(subGroup)}`, { recovery: "skip" });
      return Promise.resolve(JSON.stringify(stored));
    },
    putBack(settings) {
      mayWrite();
      const before = JSON.parse(settings) as Stored;
      if (!items.has(before.item.ref.id)) return Promise.resolve("gone");
      put(before);
      return Promise.resolve("removed");
    },
  };
}

/** Ref id of the room that a sub-group is: what stood there before, the source's own, or one of ours. */
function roomOf(subGroup: SubGroupView): string {
  return subGroup.existing ?? (subGroup.isAdopted === true ? subGroup.groupId : subGroup.key);
}

/** What a room that stood there before becomes: nothing else where posts only come into it, named and described where it is adopted. */
function standing(items: ReadonlyMap<string, Stored>, subGroup: SubGroupView): Stored[] | undefined {
  if (subGroup.existing === undefined && subGroup.isAdopted !== true) return undefined;
  const room = items.get(roomOf(subGroup));
  if (!room) throw new RemoteError(`there is no room ${roomOf(subGroup)}`, { recovery: "skip" });
  if (subGroup.existing !== undefined) return [];
  const settings = { description: subGroup.description, owners: room.settings?.owners ?? [] };
  return [{ ...room, item: { ...room.item, key: subGroup.key, title: canonicalLine(subGroup.name) }, settings }];
}

/** Whoever is an admin on our list owns an adopted room too. */
function owned(items: Map<string, Stored>, action: Action, context: ApplyContext): void {
  const subGroup = context.subGroup(action.parent ?? action.key);
  const room = items.get(roomOf(subGroup));
  if (subGroup.isAdopted !== true || !room) return;
  const admins = [...context.migrated.members(subGroup.key)].filter(({ role }) => role === "admin").map(({ person }) => person.key);
  const settings = { description: null, ...room.settings, owners: [...new Set([...(room.settings?.owners ?? []), ...admins])] };
  items.set(room.item.ref.id, { ...room, settings });
}

async function* each<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* await Promise.resolve(items);
}

async function made(action: Action, context: ApplyContext): Promise<Stored[]> {
  const base = { key: action.key, ref: { id: action.key }, parent: action.parent } as const;
  switch (action.kind) {
    case "sub-group":
      return [
        {
          item: {
            ...base,
            ref: { kind: "sub-group", id: action.key },
            kind: "sub-group",
            title: canonicalLine(context.subGroup(action.key).name),
          },
          owner: null,
          group: action.key,
        },
      ];
    case "person": {
      const [network = "", , id = ""] = action.key.split("/");
      return [
        {
          item: {
            ...base,
            ref: { kind: "person", id: action.key },
            kind: "person",
            title: canonicalLine(context.person(network, id)?.name ?? ""),
          },
          owner: null,
          group: null,
        },
      ];
    }
    case "members": {
      const members = [...context.migrated.members(action.parent ?? action.key)].map(({ person, role }) => ({ key: person.key, role }));
      return [
        {
          item: { ...base, ref: { kind: "members", id: action.key }, kind: "members", members },
          owner: null,
          group: roomOf(context.subGroup(action.parent ?? action.key)),
        },
      ];
    }
    case "publish":
      return publish(context.thread(action.key), context);
  }
}

async function publish(thread: ThreadView, context: ApplyContext): Promise<Stored[]> {
  const group = roomOf(thread.subGroup);
  const title = canonicalLine(thread.title ?? "");
  const ref: TargetRef = { kind: "thread", id: thread.key };
  const out: Stored[] = [
    { item: { key: thread.key, ref, kind: "thread", parent: thread.subGroup.key, ...(title === "" ? {} : { title }) }, owner: null, group },
  ];
  for (const [position, message] of thread.messages.entries()) {
    out.push({ item: await messageItem(message, { position, thread, context }), owner: thread.key, group });
  }
  return out;
}

async function messageItem(
  message: MessageView,
  { position, thread, context }: { position: number; thread: ThreadView; context: ApplyContext },
): Promise<RemoteItem> {
  const files: { key: Key; sha256: string }[] = [];
  for (const attachment of message.attachments) {
    if (attachment.sha256 === null) continue;
    const hash = createHash("sha256");
    for await (const chunk of context.openBlob(attachment.sha256)) hash.update(chunk as Buffer);
    files.push({ key: attachment.key, sha256: hash.digest("hex") });
  }
  const title = canonicalLine(message.title ?? "");
  return {
    key: message.key,
    ref: { kind: "message", id: message.key },
    kind: "message",
    parent: message.parent,
    ...(message.author === null ? {} : { author: { key: message.author.key, name: canonicalLine(message.author.name) } }),
    ...(title === "" ? {} : { title }),
    ...(message.createdAt === null ? {} : { createdAt: message.createdAt }),
    position,
    textDigest: textDigest(message.tombstone === null ? textOfMessage(message, thread.network, context) : ""),
    files,
  };
}

/** What a target must show of a post: the expectation of every contract test. */
export function textOfMessage(message: MessageView, network: string, context: ApplyContext): string {
  return bodyText(
    message,
    leavesOf(message.topics, (id) => context.person(network, id)),
  );
}

const capabilities: Capabilities = {
  unit: "thread",
  update: true,
  backdating: true,
  postAsAuthor: true,
  nestingDepth: null,
  markup: "html",
  names: { maxChars: 200, forbidden: "" },
  maxBodyChars: null,
  maxAttachmentBytes: null,
  maxOwners: null,
  access: "none",
  remote: false,
  cost: { "sub-group": {}, person: {}, publish: {}, members: {} },
  budgets: {},
};
