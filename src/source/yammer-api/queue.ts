import type { Checkpoint } from "../source.ts";
import type { LikerQueue, Memory, QueueItem, Slot } from "./lane.ts";

/** Items in one checkpoint: small enough to be written anew with every page. */
const CHUNK = 50;

interface Head {
  readonly added: number;
  readonly done: number;
}

/**
 * A list that outlives the process: items in chunks of checkpoints, and two counters. What stands in it was found on pages of messages and is asked for from
 * the other bucket, meanwhile or in a later run.
 */
export function queueOf(memory: Memory): LikerQueue {
  let { added, done } = memory.read(HEAD) ?? { added: 0, done: 0 };
  let tail = memory.read(chunk(Math.floor(added / CHUNK))) ?? [];
  let front: { readonly number: number; readonly items: readonly QueueItem[] } | undefined;
  let isClosed = false;
  const head = (): Checkpoint => memory.write(HEAD, { added, done });

  function itemsOf(number: number): readonly QueueItem[] {
    if (number === Math.floor(added / CHUNK)) return tail;
    if (front?.number !== number) front = { number, items: memory.read(chunk(number)) ?? [] };
    return front.items;
  }
  return {
    add(items) {
      const written = new Map<string, Checkpoint>();
      for (const item of items) {
        tail = [...tail, item];
        const slot = chunk(Math.floor(added / CHUNK));
        written.set(slot.name, memory.write(slot, tail));
        added++;
        if (added % CHUNK === 0) tail = [];
      }
      return items.length === 0 ? [] : [...written.values(), head()];
    },
    next: () => (done < added ? itemsOf(Math.floor(done / CHUNK))[done % CHUNK] : undefined),
    done() {
      done++;
      return head();
    },
    close: () => void (isClosed = true),
    isClosed: () => isClosed,
    left: () => added - done,
  };
}

const HEAD: Slot<Head> = { name: "queue" };

function chunk(number: number): Slot<readonly QueueItem[]> {
  return { name: `queue ${number}` };
}
