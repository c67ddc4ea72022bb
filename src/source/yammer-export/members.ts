import { createHash } from "node:crypto";
import { stopIfAsked } from "../../errors.ts";
import type { Page, SourceRecord } from "../source.ts";
import { batchesOf, digestAt, newSlot } from "./batches.ts";
import { DamagedInput } from "./bytes.ts";
import { Hints, type Skip } from "./context.ts";
import type { Directory } from "./directory.ts";
import type { Csv } from "./csvs.ts";
import { memberBytes, type MemberFile } from "./members-file.ts";
import { checkpointOf, contextOf, gap, newTally, progressOf, recordsOf } from "./read.ts";
import { readRows, Row } from "./rows.ts";
import { networkOf, type Run } from "./run.ts";
import { admins, groups, messages, users, type Format } from "./schema.ts";

const UNKNOWN_GROUP: Skip = { reason: "unknown-group", policy: false };
const UNKNOWN_PERSON: Skip = { reason: "unknown-person", policy: false };
const AMBIGUOUS: Skip = { reason: "ambiguous-group", policy: false };
const EXCLUDED: Skip = { reason: "excluded-group", policy: true };
const TELLS_NAMES: readonly Format[] = [users, admins, groups, messages];

/** Changes with the list and with every input it is resolved against: a later export may know somebody whom this one does not. */
export function memberFingerprint(file: MemberFile, run: Run): string {
  const hash = createHash("sha256").update(file.fingerprint);
  for (const csv of run.inspection.csvs) hash.update(`\n${csv.file} ${csv.entry.fingerprint} ${networkOf(csv, run).network}`);
  return hash.digest("hex").slice(0, 32);
}

export function isMemberFileRead(file: MemberFile, run: Run): boolean {
  return progressOf(run.checkpoints(file.file), memberFingerprint(file, run))?.isDone === true;
}

/** Learns what a CSV tells that this run did not read from its start: names, and what is openly attached. */
export async function learnFrom(csv: Csv, directory: Directory | undefined, run: Run): Promise<void> {
  if (!TELLS_NAMES.includes(csv.kind.format)) return;
  const context = await contextOf(csv, networkOf(csv, run), newTally(), { ...run, hints: new Hints() });
  const job = { piece: await csv.entry.locate(), shape: csv.shape, from: csv.header.from, withDigests: false };
  try {
    for await (const batch of readRows(job, run.signal)) for (const record of recordsOf(batch, csv, context)) directory?.learn(record);
  } catch (error) {
    // The rows before the damage are known; the damage itself was reported when they were read.
    if (!(error instanceof DamagedInput)) throw error;
  }
}

/** A list of members as pages, like any other CSV. */
export async function* readMembers(file: MemberFile, directory: Directory, run: Run): AsyncGenerator<Page> {
  const fingerprint = memberFingerprint(file, run);
  const known = progressOf(run.checkpoints(file.file), fingerprint);
  const input = { kind: "input", file: file.file, position: file.position, fingerprint, from: known ? "resume" : "start" } as const;
  yield { origin: file.file, rows: 0, records: [input], checkpoints: [] };
  if (known?.isDone) return;
  const columns = file.header.names.length;
  const shape = { columns, delimiter: file.header.delimiter, startsWithId: false, selfCheck: null };
  let next = known?.next ?? file.header.from;
  const slot = newSlot(columns);
  const job = { shape, from: next, withDigests: true };
  const damage: SourceRecord[] = [];
  try {
    for await (const batch of batchesOf(memberBytes(file, run.signal), job, { take: () => slot })) {
      stopIfAsked(run.signal);
      const rows = batch.next.row - next.row;
      const records: SourceRecord[] = batch.damage.map(({ line, reason }) => ({ kind: "skip", line, reason, policy: false }));
      const row = new Row(batch, columns);
      for (let n = 0; n < batch.count; n++) {
        row.moveTo(n);
        records.push(membership(row, digestAt(batch.digests, n), file, directory, run));
      }
      next = batch.next;
      yield {
        origin: file.file,
        rows,
        records,
        checkpoints: [checkpointOf(file.file, { fingerprint, next, tally: newTally(), isDone: false })],
      };
    }
  } catch (error) {
    if (!(error instanceof DamagedInput)) throw error;
    damage.push({ ...gap("", "damaged-input", `${file.file}: ${error.message}`), network: null });
  }
  yield {
    origin: file.file,
    rows: 0,
    records: damage,
    checkpoints: [checkpointOf(file.file, { fingerprint, next, tally: newTally(), isDone: true })],
  };
}

function membership(row: Row, digest: string, file: MemberFile, directory: Directory, run: Run): SourceRecord {
  const { columns } = file;
  const written =
    row.text(columns.groupId).trim() || row.text(columns.group).trim() || (columns.groupId < 0 && columns.group < 0 ? file.groupName : "");
  const skip = (why: Skip): SourceRecord => ({ kind: "skip", line: row.line, reason: why.reason, policy: why.policy });
  if (run.exclusion?.covers(written)) return skip(EXCLUDED);
  const candidates = directory.groups(written);
  if (candidates.length === 0) return skip(UNKNOWN_GROUP);
  const who = {
    userId: row.text(columns.userId).trim(),
    email: row.text(columns.email).trim(),
    directoryId: row.text(columns.directoryId).trim(),
  };
  const found = candidates.flatMap(({ network, id }) => {
    const personId = directory.person(network, who);
    return personId === undefined ? [] : [{ network, groupId: id, personId }];
  });
  const [match, ...others] = found;
  if (!match) return skip(UNKNOWN_PERSON);
  if (others.length > 0) return skip(AMBIGUOUS);
  const role = /admin|owner/i.test(row.text(columns.role)) ? "admin" : "member";
  return { kind: "membership", ...match, role, row: row.row, digest };
}
