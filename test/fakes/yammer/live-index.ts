import type { NetworkTruth, ThreadBundle, ThreadTruth } from "../../support/network/truth.ts";

/** What the fake keeps of a thread in memory. The rest is made again when it is asked for, so a million messages fit. */
export interface Head {
  /** Where the thread stands in the truth, or -1 for one that was posted to the fake. */
  readonly index: number;
  readonly id: bigint;
  readonly thread: Pick<ThreadTruth, "id" | "groupId" | "isPrivate">;
  /** Of the messages that are there; 0 when none is. */
  latestId: bigint;
  count: number;
  hasStarter: boolean;
}

export interface MessageIndex {
  readonly heads: Head[];
  readonly byThread: Map<bigint, Head>;
  /** The thread of a message, deleted ones included. */
  readonly headOf: (messageId: bigint) => Head | undefined;
  readonly add: (messageId: bigint, head: Head) => void;
  readonly greatestId: () => bigint;
}

/** One pass over the network. Ids stand in sorted arrays of 64 bits: twelve bytes a message. */
export function indexMessages(truth: NetworkTruth): MessageIndex {
  const heads: Head[] = [];
  const byThread = new Map<bigint, Head>();
  const pairs = { ids: new BigInt64Array(truth.messageCount), heads: new Uint32Array(truth.messageCount) };
  let at = 0;
  for (const bundle of truth.bundles) {
    const head = headOfBundle(bundle, heads.length);
    for (const message of bundle.messages) {
      pairs.ids[at] = BigInt(message.id);
      pairs.heads[at++] = heads.length;
    }
    heads.push(head);
    byThread.set(head.id, head);
  }
  const order = Uint32Array.from({ length: at }, (_, n) => n).sort((a, b) => compare(pairs.ids[a] ?? 0n, pairs.ids[b] ?? 0n));
  const ids = BigInt64Array.from(order, (n) => pairs.ids[n] ?? 0n);
  const owners = Uint32Array.from(order, (n) => pairs.heads[n] ?? 0);
  const added = new Map<bigint, Head>();
  let greatest = ids.at(-1) ?? 0n;
  return {
    heads,
    byThread,
    headOf: (messageId) => {
      const place = find(ids, messageId);
      return place === -1 ? added.get(messageId) : heads[owners[place] ?? 0];
    },
    add: (messageId, head) => {
      added.set(messageId, head);
      if (messageId > greatest) greatest = messageId;
    },
    greatestId: () => greatest,
  };
}

export function isThere(message: { readonly isDeleted: boolean; readonly inExport: boolean }): boolean {
  return !message.isDeleted && message.inExport;
}

function headOfBundle(bundle: ThreadBundle, index: number): Head {
  const { id, groupId, isPrivate } = bundle.thread;
  const head: Head = { index, id: BigInt(id), thread: { id, groupId, isPrivate }, latestId: 0n, count: 0, hasStarter: false };
  refresh(head, bundle.messages.filter(isThere));
  return head;
}

/** Brings a head in step with the messages that are there. */
export function refresh(head: Head, messages: readonly { readonly id: string }[]): void {
  head.count = messages.length;
  head.hasStarter = false;
  head.latestId = 0n;
  for (const message of messages) {
    const id = BigInt(message.id);
    if (id === head.id) head.hasStarter = true;
    if (id > head.latestId) head.latestId = id;
  }
}

export function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function find(ids: BigInt64Array, wanted: bigint): number {
  let low = 0;
  let high = ids.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const id = ids[middle] ?? 0n;
    if (id === wanted) return middle;
    if (id < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
