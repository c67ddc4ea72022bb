import { counted, number } from "../counted.ts";
import { isAbort, RemoteError, stopIfAsked } from "../errors.ts";
import type { Logger, Progress } from "../log.ts";
import type { Blobs } from "../store/blobs.ts";
import { createAvatarLedger } from "../store/avatars.ts";
import { createFileLedger, partName, type ByteLedger, type WantedFile } from "../store/files.ts";
import { createIngest } from "../store/ingest.ts";
import { broughtBy, checkpointReader, saveCheckpoints } from "../store/runs.ts";
import { beginLoad, endLoad } from "../store/load.ts";
import { settle } from "../store/settle.ts";
import { ensureIndexes, type Store } from "../store/store.ts";
import type { Asked, Scope, Source } from "./source.ts";

export interface Collected {
  /** Records written or seen again, in this run. */
  readonly records: number;
  readonly skips: number;
  /** Rows in the store's inputs that became no record though nobody asked for it. */
  readonly lookAt: number;
  /** Gaps known in the store now. */
  readonly gaps: number;
  readonly files: number;
  readonly filesLost: number;
  /** Pictures of people. */
  readonly pictures: number;
  readonly picturesLost: number;
}

export interface CollectOptions {
  readonly scope: Scope;
  readonly run: number;
  /** What the source said it will stream; 0 where unknown. */
  readonly totalBytes: number;
  /** Requests that the source said it will make; 0 where it makes none. */
  readonly totalRequests?: number;
  readonly blobs: Blobs;
  readonly progress: Progress;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** Drives any source into the store: every page commits with its checkpoints, then the bytes of its files come over. */
export async function collect(source: Source, store: Store, options: CollectOptions): Promise<Collected> {
  const { signal, progress } = options;
  const isFirstLoad = source.isRemote !== true && beginLoad(store.db);
  // A source that is asked for days looks up what it brought, and a row more or less in an index costs it nothing.
  if (source.isRemote === true) ensureIndexes(store.db);
  const ingest = createIngest(store, { source: source.id, run: options.run });
  options.blobs.sweep();
  const isInBytes = options.totalBytes > 0;
  let requests = 0;
  if (source.isRemote === true) progress.start("Reading the network", options.totalRequests ?? 0, "requests");
  else if (isInBytes) progress.start("Reading the export", options.totalBytes / BYTES_PER_MB, "MB");
  else progress.start("Reading the export", 0, "records");
  try {
    for await (const page of source.read(options.scope, checkpointReader(store.db, source.id), signal, broughtBy(store.db, source.id))) {
      ingest.commit(page);
      if (page.asked) {
        progress.advance(page.asked.requests - requests, {
          detail: inWords(page.asked),
          secondsLeft: page.asked.secondsLeft,
          total: page.asked.requests + page.asked.requestsLeft,
        });
        requests = page.asked.requests;
      } else if (isInBytes) progress.advance((page.bytes ?? 0) / BYTES_PER_MB, { wasDone: page.rows === 0 });
      else progress.advance(page.records.length);
      stopIfAsked(signal);
    }
  } finally {
    progress.done();
  }
  const ended = beginBytes(source, store);
  const { fetched: files, lost: filesLost } = await collectBytes(source, createFileLedger(store.db, source.id), FILES, options);
  const { fetched: pictures, lost: picturesLost } = await collectPictures(source, store, options);
  ended();
  const { gaps } = settle(store);
  if (isFirstLoad) endLoad(store.db);
  const lookAt = store.db.prepare<[], { n: number }>("SELECT count(*) AS n FROM skip WHERE policy = 0").get()?.n ?? 0;
  return { records: ingest.counts.records, skips: ingest.counts.skips, lookAt, gaps, files, filesLost, pictures, picturesLost };
}

function inWords({ groups, groupsInAll, threads, messages }: Asked): string {
  return `${number(groups)} of ${counted(groupsInAll, "group")}, ${counted(threads, "thread")}, ${counted(messages, "message")}`;
}

const BYTES_BATCH = 100;
const BYTES_PER_MB = 1e6;

/** An export asks once for each file, however many processes it takes: what could not be fetched is wanted again by the next export. Returns what ends it. */
function beginBytes(source: Source, { db }: Store): () => void {
  const [scope, open, done] = ["bytes", "begun", "fetched"] as const;
  if (checkpointReader(db, source.id)(scope) !== open) {
    createFileLedger(db, source.id).retryLost();
    createAvatarLedger(db, source.id).retryLost();
    saveCheckpoints(db, source.id, [{ scope, value: open }]);
  }
  return () => saveCheckpoints(db, source.id, [{ scope, value: done }, ...(source.finish?.(checkpointReader(db, source.id)) ?? [])]);
}

const FILES = { title: "Fetching files", unit: "files", one: "a file" } as const;
const PICTURES = { title: "Fetching pictures of people", unit: "pictures", one: "a picture of a person" } as const;

/** Who wants none in this run gets none that an earlier run found, and misses none that it could not fetch. */
async function collectPictures(source: Source, store: Store, options: CollectOptions): Promise<{ fetched: number; lost: number }> {
  if (source.avatars === true && options.scope.content === "full")
    return collectBytes(source, createAvatarLedger(store.db, source.id), PICTURES, options);
  return { fetched: 0, lost: 0 };
}

async function collectBytes(
  source: Source,
  ledger: ByteLedger,
  { title, unit, one }: typeof FILES | typeof PICTURES,
  options: CollectOptions,
): Promise<{ fetched: number; lost: number }> {
  const { signal, progress, blobs } = options;
  const total = ledger.count();
  let fetched = 0;
  let lost = 0;
  if (total === 0) return { fetched, lost };
  progress.start(title, total, unit);
  try {
    for (let batch = ledger.next(BYTES_BATCH); batch.length > 0; batch = ledger.next(BYTES_BATCH)) {
      for (const file of batch) {
        stopIfAsked(signal);
        try {
          const { sha256, sizeBytes } = await bringBytes(source, file, blobs, signal);
          ledger.here(file, sha256, sizeBytes);
          fetched++;
        } catch (error) {
          if (isAbort(error) || !(error instanceof RemoteError) || error.recovery !== "skip") throw error;
          ledger.lost(file, error.message);
          options.log.warn(`${one} could not be fetched`, { type: file.type, id: file.id, reason: error.message });
          lost++;
        }
        progress.advance(1);
      }
    }
  } finally {
    progress.done();
  }
  return { fetched, lost };
}

/** Times that a file which changed on its way is begun anew; then it is one for the next run. */
const MOST_CHANGES = 3;

/** The bytes of a file into `blobs`. From afar they go on behind what a run that was cut off had. */
async function bringBytes(source: Source, file: WantedFile, blobs: Blobs, signal: AbortSignal): ReturnType<Blobs["put"]> {
  if (!source.resume) return blobs.put(await source.open(file, signal), signal);
  const name = partName(source.id, file);
  for (let changes = 0; ;) {
    const opened = await source.resume(file, await blobs.part(name), signal).catch((error: unknown) => {
      // Nobody gives the rest of it (gone, refused): so much for the part.
      if (error instanceof RemoteError && error.recovery === "skip") blobs.dropPart(name);
      throw error;
    });
    try {
      return await blobs.putOn(name, opened, signal);
    } catch (error) {
      if (!(error instanceof RemoteError) || error.recovery !== "retry") throw error;
      blobs.dropPart(name);
      if (++changes >= MOST_CHANGES) throw new RemoteError(error.message, { recovery: "skip", cause: error });
    }
  }
}
