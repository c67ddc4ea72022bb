import { UserError } from "../errors.ts";
import { forgetInDecisions, forgetInLogs, forgetReports } from "../map/forget-files.ts";
import { parseKey } from "../model/key.ts";
import { contextFor, writing, type Run } from "../pipeline.ts";
import { createBlobs } from "../store/blobs.ts";
import { removeUnusedBytes } from "../store/files.ts";
import { compact, forgetInStore, forgetJournals, forgetTyped, type Subject } from "../store/forget.ts";
import { findSubject, surveyOf, type Survey } from "../store/forget-survey.ts";
import { readState, writeState } from "../store/runs.ts";
import { settle } from "../store/settle.ts";
import { openForReading, type Store } from "../store/store.ts";
import { createSuppressed, forgetModes, type ForgetMode } from "../store/suppress.ts";
import { claimForWriting, claimOf } from "../target/claim.ts";
import { queueRemovals, renderAgain } from "../target/unpublish.ts";
import type { Target } from "../target/target.ts";
import { refuseOnHold } from "./rollback.ts";

export interface Forgotten {
  readonly key: string;
  readonly mode: ForgetMode;
  /** It had been forgotten before: nothing was left to do. */
  readonly wasForgotten: boolean;
  /** What could not be done now; running the command again goes on. */
  readonly left: readonly string[];
  /** Items at a target that others use, to be removed by the next approved import. */
  readonly waiting: number;
  /** Input files that still hold it, and the rows that are known. */
  readonly inputs: Survey["inputs"];
  /** Posts that hold the name in plain words. */
  readonly namedIn: readonly string[];
  /** Groups, topics and conversations whose name, description or title holds it. */
  readonly namedOn: readonly string[];
}

/** Set while something is being forgotten: names what is, and goes with the end of it. */
const JOURNAL = "forget";
const CLOSING = "closing";
const BUSY = "another program reads regroup.db, so its write-ahead log could not be emptied: close that program";

/** @throws UserError for a key or mode that is none. */
export function parseForget(key: string, mode: unknown): { readonly key: string; readonly mode: ForgetMode } {
  const found = forgetModes.find((known) => known === mode);
  if (found === undefined) {
    throw new UserError(
      `Say how: --mode is ${mode === undefined ? "missing" : JSON.stringify(mode)}; allowed: ${forgetModes.join(", ")}.`,
      {
        hint: "erase takes away the person and all they wrote, or the post; anonymise takes away who it was and leaves the posts.",
      },
    );
  }
  const parts = parseKey(key.trim());
  if (!parts || (parts.kind !== "person" && parts.kind !== "message") || !/^\d{1,19}$/.test(parts.id)) {
    throw new UserError(`"${key}" is no key of a person or a message; allowed: network/person/id or network/message/id.`, {
      hint: "Keys stand in the first column of people.csv (contoso.com/person/123). Nothing was done.",
    });
  }
  return { key: key.trim(), mode: found };
}

/**
 * Forgets a person or a message everywhere in the workspace. What is to be done is journalled first, the store is emptied in one transaction, and
 * every step can be done again; so, killed anywhere and run again, it finishes. What cannot be done now is answered, and stays journalled.
 */
export async function forget(
  run: Run,
  asked: { readonly key: string; readonly mode: ForgetMode },
  targets: { readonly target: Target; readonly look: Target },
): Promise<Forgotten> {
  refuseOnHold(run, "forgotten");
  return writing(run, "forget", async (store) => {
    const earlier = await finishEarlier(run, store, asked, targets);
    if (earlier) return earlier;
    const subject = subjectOf(store, asked);
    if (subject === undefined) return { ...asked, wasForgotten: true, left: [], waiting: 0, inputs: [], namedIn: [], namedOn: [] };
    const survey = surveyOf(store.db, subject);
    writeState(store.db, JOURNAL, JSON.stringify(survey));
    return carryOut(run, store, survey, targets);
  });
}

/** One that was cut off goes first: its key may be known no more. Where it is the one that is asked for, what came of it is the answer. */
async function finishEarlier(
  run: Run,
  store: Store,
  asked: { readonly key: string; readonly mode: ForgetMode },
  targets: { readonly target: Target; readonly look: Target },
): Promise<Forgotten | undefined> {
  const journal = readState(store.db, JOURNAL);
  if (journal === undefined) return undefined;
  if (journal === CLOSING) {
    // Whose it was is known no more; only the traces of what was deleted are left to go.
    if (close(store)) return undefined;
    return { ...asked, wasForgotten: false, left: [BUSY], waiting: 0, inputs: [], namedIn: [], namedOn: [] };
  }
  const survey = JSON.parse(journal) as Survey;
  const result = await carryOut(run, store, survey, targets);
  if (survey.subject.key === asked.key && survey.subject.mode === asked.mode) return result;
  if (result.left.length === 0) return undefined;
  throw new UserError(`Something is being forgotten already, and is not done: ${result.left.join("; ")}.`, {
    hint: "Do what is said there, and run the command again.",
  });
}

function subjectOf({ db }: Store, { key, mode }: { key: string; mode: ForgetMode }): Subject | undefined {
  const parts = parseKey(key);
  if (!parts || (parts.kind !== "person" && parts.kind !== "message")) throw new Error("the key was parsed before");
  const before = createSuppressed(db)?.(key);
  if (before === mode || before === "erase") return undefined;
  const subject = findSubject(db, { ...parts, kind: parts.kind, key, mode });
  if (subject) return subject;
  throw new UserError(`Nothing is known here of ${key}.`, {
    hint: "Look for the key in people.csv, or in v_person and v_message. Nothing was done.",
  });
}

async function carryOut(run: Run, store: Store, survey: Survey, targets: { target: Target; look: Target }): Promise<Forgotten> {
  const { subject, words, inputs, namedIn, namedOn = [] } = survey;
  const left: string[] = [];
  const attempt = (what: string, work: () => void): void => {
    try {
      work();
    } catch (error) {
      if (error instanceof TypeError) throw error;
      left.push(`${what} (${error instanceof Error ? error.message.split("\n")[0] : "failed"})`);
    }
  };
  forgetInStore(store, subject);
  withdrawApprovals(store, run.clock());
  forgetTyped(store, words);
  settle(store);
  attempt("people.csv or groups.csv could not be written", () => forgetInDecisions(run.workspace, words));
  attempt("logs/ could not be written", () => forgetInLogs(run.workspace, words));
  attempt("reports/ could not be cleared", () => void forgetReports(run.workspace));
  const { shown, waiting } = await atTarget(run, store, survey, targets);
  left.push(...shown);
  forgetJournals(store, subject);
  attempt("blobs/ could not be cleared", () => sweepBlobs(run, store));
  if (left.length > 0) compact(store);
  else if (!close(store)) left.push(BUSY);
  return { key: subject.key, mode: subject.mode, wasForgotten: false, left, waiting, inputs, namedIn, namedOn };
}

function withdrawApprovals(store: Store, now: number): void {
  store.db.prepare("UPDATE approval SET withdrawn_at = ? WHERE withdrawn_at IS NULL").run(now);
}

/** Where only this machine shows it, it is shown anew at once; where others look, the removal waits for an approval. */
async function atTarget(
  run: Run,
  store: Store,
  { subject, shownIn }: Survey,
  { target, look }: { target: Target; look: Target },
): Promise<{ shown: string[]; waiting: number }> {
  const plan = { id: Number(readState(store.db, "plan") ?? 0), target: target.id };
  const isThere = store.db.prepare("SELECT 1 FROM target_ref WHERE target = ? LIMIT 1").get(target.id) !== undefined;
  if (plan.id === 0 || !isThere) return { shown: [], waiting: 0 };
  const keys = subject.kind === "person" ? [...shownIn, subject.key] : shownIn;
  try {
    if ((await look.check(run.signal, claimOf(store.db, look.id))).capabilities.remote)
      return { shown: [], waiting: queueRemovals(store, plan, keys) };
    await target.check(run.signal, claimForWriting(store.db, target.id));
    const reader = openForReading(run.workspace);
    try {
      const kept = await renderAgain(store, target, { plan, keys, context: contextFor(run, reader, plan) });
      return { shown: kept.map((key) => `${key} was changed by hand at the target: remove it there`), waiting: 0 };
    } finally {
      reader.close();
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { shown: [error.message], waiting: 0 };
  }
}

function sweepBlobs(run: Run, store: Store): void {
  const blobs = createBlobs(run.workspace);
  blobs.sweep();
  blobs.keepParts([]);
  removeUnusedBytes(store.db, blobs);
}

/** The journal goes, then every copy of what was deleted. False where the log could not be emptied: the next run does. */
function close(store: Store): boolean {
  writeState(store.db, JOURNAL, CLOSING);
  if (!compact(store)) return false;
  store.db.prepare("DELETE FROM state WHERE name = ?").run(JOURNAL);
  return true;
}
