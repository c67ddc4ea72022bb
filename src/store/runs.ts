import { toId, type Id } from "../model/key.ts";
import type { Brought, Checkpoint, SourceId } from "../source/source.ts";
import { flag, recordKindCode, sourceCode } from "./codes.ts";
import type { Db, Store } from "./store.ts";

/** One invocation that writes. Its times never reach a view, the site or a CSV. */
export function startRun(db: Db, command: string, now: number): number {
  return Number(db.prepare("INSERT INTO run(command, started_at) VALUES(?, ?)").run(command, now).lastInsertRowid);
}

export function endRun(db: Db, run: number, outcome: string, now: number): void {
  db.prepare("UPDATE run SET ended_at = ?, outcome = ? WHERE pk = ?").run(now, outcome, run);
}

/** When the last export ended that went through; undefined where none did. */
export function lastExport(db: Db): number | undefined {
  return (
    db.prepare<[], { at: number | null }>("SELECT max(ended_at) AS at FROM run WHERE command = 'export' AND outcome = 'done'").get()?.at ??
    undefined
  );
}

export function checkpointReader(db: Db, source: SourceId): (scope: string) => string | undefined {
  const get = db.prepare<[string, string], { value: string }>("SELECT value FROM checkpoint WHERE source = ? AND scope = ?");
  return (scope) => get.get(source, scope)?.value;
}

/** Together, or none of them. */
export function saveCheckpoints(db: Db, source: SourceId, checkpoints: readonly Checkpoint[]): void {
  const save = db.prepare("INSERT OR REPLACE INTO checkpoint(source, scope, value) VALUES(?, ?, ?)");
  db.transaction(() => {
    for (const { scope, value } of checkpoints) save.run(source, scope, value);
  })();
}

const networkPk = "coalesce((SELECT pk FROM network WHERE name = @network), (SELECT network FROM network_alias WHERE name = @network))";
const THREADS_AT_ONCE = 200;

/** What a source has told, private messages and deleted ones apart. */
export function broughtBy(db: Db, source: SourceId): Brought {
  const messages = db.prepare<[{ network: string; thread: Id }], { id: string }>(
    `SELECT CAST(m.id AS TEXT) AS id FROM message m
       JOIN provenance p ON p.kind = ${recordKindCode.message} AND p.network = m.network AND p.id = +m.id AND p.source = ${sourceCode[source]}
       WHERE m.network = ${networkPk} AND m.thread_id = @thread
         AND m.flags & ${flag.deleted | flag.private} = 0`,
  );
  const likes = db.prepare<[{ network: string; message: Id }], { n: number }>(
    `SELECT count(*) AS n FROM reaction WHERE network = ${networkPk} AND message_id = @message AND kind = 'like'`,
  );
  const threads = db.prepare<[{ network: string; group: Id; after: Id }], { id: string }>(
    `SELECT DISTINCT CAST(m.thread_id AS TEXT) AS id FROM message m
       JOIN provenance p ON p.kind = ${recordKindCode.message} AND p.network = m.network AND p.id = +m.id AND p.source = ${sourceCode[source]}
       WHERE m.network = ${networkPk} AND m.thread_id > CAST(@after AS INTEGER) AND m.group_id = @group
         AND m.flags & ${flag.deleted | flag.private} = 0 ORDER BY m.thread_id LIMIT ${THREADS_AT_ONCE}`,
  );
  return {
    messagesOf: (network, threadId) => messages.all({ network, thread: threadId }).flatMap(({ id }) => toId(id) ?? []),
    likesOf: (network, messageId) => likes.get({ network, message: messageId })?.n ?? 0,
    threadsOf: (network, groupId, after) =>
      threads.all({ network, group: groupId, after: after ?? -1 }).flatMap(({ id }) => toId(id) ?? []),
  };
}

/** Small facts about the workspace: which plan is current, which target is the main one. */
export function readState(db: Db, name: string): string | undefined {
  return db.prepare<[string], { value: string }>("SELECT value FROM state WHERE name = ?").get(name)?.value;
}

export function writeState(db: Db, name: string, value: string): void {
  db.prepare("INSERT OR REPLACE INTO state(name, value) VALUES(?, ?)").run(name, value);
}

const STANDING = "standing";

/** Who stands for a plan by the scope of an earlier signature, for `status`. An import does not rely on it. */
export function noteStanding(store: Store, plan: number, by: string | undefined): void {
  store.transaction(() => writeState(store.db, STANDING, JSON.stringify({ plan, by: by ?? null })));
}

export function standingOf(db: Db, plan: number): string | null {
  const note = readState(db, STANDING);
  const { plan: noted, by } =
    note === undefined ? { plan: undefined, by: null } : (JSON.parse(note) as { plan: number; by: string | null });
  return noted === plan ? by : null;
}
