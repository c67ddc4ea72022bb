import type { Id } from "../../model/key.ts";
import type { Seen } from "./feed.ts";
import { isOlder, type Slot } from "./lane.ts";

/** How far a thread was read. */
export interface ThreadState {
  /** The newest message when it was read whole; null while it is being read for the first time. */
  readonly top: Id | null;
  /** What the index said its newest message was. */
  readonly latest: Id;
  readonly rows: number;
  readonly done: boolean;
  /** Open walk from the newest message downwards: where it stands, and the newest message it met. */
  readonly cursor?: Id | null;
  readonly newest?: Id;
  /** Empty answers in a row at the cursor. */
  readonly empty?: number;
  /** What is to be asked before the answer at the cursor is believed: whether the thread's starter is there, or whether its group still answers. */
  readonly doubt?: "starter" | "group";
  /** The status that the thread answered with instead of a page. */
  readonly refused?: number;
  /** A page of this walk told of the thread itself, and so of its topics. */
  readonly hasThread?: boolean;
  /** Ids that somebody named and the walk has not met. */
  readonly wanted?: readonly Id[];
  /** Messages that the index showed when the thread was read: one that came to nothing then is no reason to read it again. */
  readonly shown?: readonly Id[];
  /** True where something is missing that another reading may bring. */
  readonly isOpen?: boolean;
  /** How often it was read from the start again for that: what the server leaves out for good is not asked for for ever. */
  readonly again?: number;
  /** The export that closed it. */
  readonly readIn?: number;
  /** The export that last read it whole. */
  readonly wholeIn?: number;
}

export const MOST_AGAIN = 3;

export function threadSlot(id: Id): Slot<ThreadState> {
  return { name: `thread ${id}` };
}

export interface Walk {
  readonly seen: Seen;
  readonly state: ThreadState;
}

export function newestOf([first = 0, ...ids]: readonly Id[], before: Id | undefined): Id {
  return ids.reduce((newest, id) => (isOlder(newest, id) ? id : newest), before !== undefined && isOlder(first, before) ? before : first);
}
