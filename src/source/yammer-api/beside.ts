import { refreshGroup, readGroup } from "./group.ts";
import { nothing, rest, type Lane, type Reading, type Room } from "./lane.ts";
import { judgeSilentGroup } from "./silent.ts";

/** So many groups are open at once. The first has the budget; the others stand in where it waits out the pause before something is asked again. */
const BESIDE = 4;

interface Task {
  readonly room: Room;
  readonly work: (reading: Reading, room: Room) => Lane;
  /** Tasks that have to be done before. */
  readonly after: number;
}

/** Every group to its end, then once more from the top for what was written meanwhile: as lanes that share the work, in its order. */
export function groupLanes(reading: Reading): Lane[] {
  const { rooms } = reading;
  const all = (work: Task["work"], after: number): Task[] => rooms.map((room) => ({ room, work, after }));
  const tasks = [...all(readGroup, 0), ...all(refreshGroup, rooms.length), ...all(judgeSilentGroup, 2 * rooms.length)];
  let taken = 0;
  let done = 0;
  function* lane(): Lane {
    for (let task = tasks[taken]; task; task = tasks[taken]) {
      const rank = taken++;
      while (done < task.after) yield* rest();
      yield* ranked(task.work(reading, task.room), rank);
      done++;
    }
    if (done === tasks.length) reading.likers.close();
  }
  return Array.from({ length: BESIDE }, lane);
}

/** Its questions say which task they are of: the driver asks those of the first one first. */
function* ranked(lane: Lane, rank: number): Lane {
  try {
    for (let step = lane.next(nothing); step.done !== true;) {
      const { value } = step;
      step = lane.next(yield value.do === "ask" ? { ...value, rank } : value);
    }
  } finally {
    lane.return(undefined);
  }
}
