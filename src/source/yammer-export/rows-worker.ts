import { parentPort, workerData } from "node:worker_threads";
import { batchesOf, newSlot, type RowsJob, type Slot } from "./batches.ts";
import { readPiece } from "./bytes.ts";
import { failureOf, type FromWorker } from "./rows-protocol.ts";

/** Inflates and tokenises in a thread of its own, so that the one that writes the store only decodes what it needs. */
const SLOTS_IN_FLIGHT = 3;

async function main(job: RowsJob): Promise<void> {
  const port = parentPort;
  if (!port) throw new Error("rows-worker runs as a worker thread");
  const send = (message: FromWorker, transfer: readonly ArrayBuffer[] = []): void => {
    port.postMessage(message, [...transfer]);
  };

  const free: Slot[] = [];
  let made = 0;
  let waiting: ((slot: Slot) => void) | undefined;
  port.on("message", (slot: Slot) => {
    const wake = waiting;
    waiting = undefined;
    if (wake) wake(slot);
    else free.push(slot);
  });
  const pool = {
    take(): Promise<Slot> | Slot {
      const slot = free.pop();
      if (slot) return slot;
      if (made++ < SLOTS_IN_FLIGHT) return newSlot(job.shape.columns);
      return new Promise<Slot>((resolve) => (waiting = resolve));
    },
  };
  try {
    for await (const batch of batchesOf(readPiece(job.piece), job, pool)) {
      const { bytes, bounds, rows, lines, spans } = batch.slot;
      send({ batch }, [bytes.buffer, bounds.buffer, rows.buffer, lines.buffer, spans.buffer]);
    }
    send({ end: true });
  } catch (error) {
    send({ failure: failureOf(error) });
  } finally {
    port.close();
  }
}

await main(workerData as RowsJob);
