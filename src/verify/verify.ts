import { pauseOrStop } from "../errors.ts";
import type { Progress } from "../log.ts";
import { canonicalLine } from "../markup/plain.ts";
import type { Key } from "../model/key.ts";
import { adoptedAt, settingsJournal } from "../store/settings-journal.ts";
import type { Store } from "../store/store.ts";
import { unfinishedCommand } from "../store/unfinished.ts";
import { isChangedByHand, type ApplyContext, type RemoteItem, type Target, type TargetRef } from "../target/target.ts";
import { expectedMessages, type ExpectedMessage } from "./expected.ts";
import { finding, type Finding, type FindingCode, type FindingKind, type sentences } from "./findings.ts";

/** The damage that an adapter tells of an item which stood there and is gone. */
const DELETED = "deleted";

export interface Verified {
  readonly findings: readonly Finding[];
  /** Items read back and found as they should be, by kind: those of the plan's ledger, and `marker`, which stands in place of a post that is not shown. */
  readonly checked: Readonly<Record<string, number>>;
  /** Actions of the plan that have not been applied: nothing of them is expected. */
  readonly notImported: number;
  /** Of these, the ones that only wait for the last phase: their sub-group stands with its content. */
  readonly heldBack: number;
  /** Findings of what is missing, where an import makes it anew. */
  readonly toRemake: number;
}

export interface VerifyOptions {
  readonly plan: { readonly id: number; readonly target: string };
  readonly root: TargetRef;
  /** An import makes anew what is missing: the target can replace what stands there, and nobody else uses it. */
  readonly remakes: boolean;
  readonly context: ApplyContext;
  readonly progress: Progress;
}

/** Reads the target back and reconciles it with the plan, in bulk, a sub-group at a time. What the journal says landed is what must be there. */
export async function verifyTarget(reader: Store, target: Target, options: VerifyOptions): Promise<Verified> {
  const plan = createPlanReader(reader, options.plan);
  const report = createReport();
  options.progress.start("Reading the target back", plan.count("a.state = 'done'"), "items");
  const cutOff = unfinishedCommand(reader.db, options.plan.target);
  if (cutOff !== undefined) report.find("unfinished", options.plan.target, "unfinished", cutOff);
  try {
    for (const group of plan.subGroups()) {
      await pauseOrStop(options.context.signal);
      await verifySubGroup(group, { target, plan, report, options });
    }
    await verifyAbandoned({ target, plan, report, options });
    await verifyRoot({ target, plan, report, options });
  } finally {
    options.progress.done();
  }
  const { findings, checked } = report;
  const toRemake = options.remakes ? report.gone() : 0;
  return { findings, checked, notImported: plan.count("a.state <> 'done'"), heldBack: plan.heldBack(), toRemake };
}

interface Work {
  readonly target: Target;
  readonly plan: ReturnType<typeof createPlanReader>;
  readonly report: ReturnType<typeof createReport>;
  readonly options: VerifyOptions;
}

function createReport() {
  const findings: Finding[] = [];
  const checked: Record<string, number> = {};
  let gone = 0;
  /** Without counting it as gone: an import leaves what a hand has changed as it is. */
  function note<C extends FindingCode>(kind: FindingKind, subject: string, code: C, ...values: Parameters<(typeof sentences)[C]>): void {
    findings.push(finding(kind, subject, code, ...values));
  }
  return {
    findings,
    checked,
    /** Findings of what is gone, and an import would make anew. */
    gone: () => gone,
    note,
    find<C extends FindingCode>(kind: FindingKind, subject: string, code: C, ...values: Parameters<(typeof sentences)[C]>): void {
      note(kind, subject, code, ...values);
      if (kind === "missing" || kind === "files") gone++;
    },
    check: (kind: string) => void (checked[kind] = (checked[kind] ?? 0) + 1),
  };
}

/** Sub-groups of an earlier import that the plan no longer wants: nobody reads them back below the others. */
async function verifyAbandoned({ target, plan, report, options }: Work): Promise<void> {
  for (const key of plan.abandoned()) {
    await pauseOrStop(options.context.signal);
    if (await target.find(key, options.context.signal)) report.find("unexpected", key, "left-over-group", key);
  }
  for (const key of plan.adoptedBefore()) report.find("unexpected", key, "left-over-adopted", key);
}

async function verifySubGroup(key: Key, work: Work): Promise<void> {
  const { target, plan, report, options } = work;
  const { context, progress } = options;
  const ref = plan.ref(key);
  if (!ref) {
    report.find("missing", key, "no-reference");
    return;
  }
  const expected = context.subGroup(key);
  // What stood there before holds what others have written: only ours is compared.
  const isShared = expected.existing !== undefined || expected.isAdopted === true;
  const seen = new Set<string>();
  let thread: OpenThread | undefined;
  // Messages of a thread that is reported as a whole are not named again; those that follow no thread are nobody's.
  let isLoose = !isShared;
  for await (const item of target.inventory(ref, context.signal)) {
    await pauseOrStop(context.signal);
    if (isShared && isOthers(item, work)) {
      thread?.close();
      thread = undefined;
      isLoose = false;
      continue;
    }
    if (item.damage === DELETED) report.find("missing", item.key ?? item.ref.id, "not-there", item.kind);
    else if (item.damage !== undefined) report.find("damaged", item.key ?? item.ref.id, "damaged", item.damage);
    if (item.kind === "message") {
      if (isLoose) report.find("unexpected", item.key ?? item.ref.id, "loose-message", key);
      else thread?.take(item);
      continue;
    }
    isLoose = item.kind !== "thread";
    thread?.close();
    thread = undefined;
    if (item.key !== undefined) seen.add(item.key);
    if (item.kind === "sub-group" && item.ref.id === expected.existing) seen.add(key);
    if (item.damage === undefined || item.kind !== "page") thread = other(item, { expected: expected.name, key, work });
    progress.advance(item.kind === "page" ? 0 : 1);
  }
  thread?.close();
  for (const wanted of plan.below(key)) if (!seen.has(wanted.key)) report.find("missing", wanted.key, "not-there", wanted.kind);
}

/** A conversation of somebody else, or a list of members that we did not make. What was ours once and is left over is told as anywhere. */
function isOthers({ kind, key }: RemoteItem, { plan }: Work): boolean {
  if (kind === "sub-group" || kind === "message") return false;
  return key === undefined || (plan.ref(key) === undefined && !plan.isNamed(key));
}

function other(item: RemoteItem, { expected, key, work }: { expected: string; key: Key; work: Work }): OpenThread | undefined {
  const { report, plan, options } = work;
  if (item.kind === "sub-group") {
    const { existing } = options.context.subGroup(key);
    if (existing === undefined ? item.key !== key : item.ref.id !== existing)
      report.find("unexpected", item.key ?? item.ref.id, "another-group", key);
    else if (item.title !== undefined && canonicalLine(item.title) !== canonicalLine(expected)) report.find("name", key, "group-name");
    else report.check("sub-group");
    return undefined;
  }
  if (item.kind === "members") {
    verifyMembers(item, key, work);
    return undefined;
  }
  if (item.kind === "thread") {
    if (item.key === undefined || !plan.isPlanned(item.key, key)) {
      const isLeft = item.key !== undefined && !plan.isNamed(item.key) && plan.ref(item.key) !== undefined;
      report.find("unexpected", item.key ?? item.ref.id, isLeft ? "left-over-thread" : "unknown-thread");
      return undefined;
    }
    if (item.damage === DELETED) return undefined;
    const isChanged = isChangedByHand(item.damage);
    return openThread(item.key, options.context, isChanged ? { ...report, find: report.note } : report);
  }
  return undefined;
}

function verifyMembers(item: RemoteItem, group: Key, { report, options }: Work): void {
  const wanted = new Map<string, string>();
  for (const { person, role } of options.context.migrated.members(group)) wanted.set(person.key, role);
  const found = new Map((item.members ?? []).map((member) => [String(member.key), member.role]));
  for (const [key, role] of wanted) {
    if (!found.has(key)) report.find("members", group, "member-missing", key);
    else if (found.get(key) !== role) report.find("members", group, "member-role", key);
    else report.check("membership");
  }
  const { existing, isAdopted } = options.context.subGroup(group);
  if (existing !== undefined || isAdopted === true) return;
  for (const key of found.keys()) if (!wanted.has(key)) report.find("members", group, "member-unexpected", key);
}

interface OpenThread {
  take(item: RemoteItem): void;
  close(): void;
}

function openThread(key: Key, context: ApplyContext, report: Work["report"]): OpenThread {
  const expected = expectedMessages(context.thread(key), context);
  const byKey = new Map(expected.map((message) => [message.key, message]));
  const found = new Set<string>();
  return {
    take(item) {
      const wanted = item.key === undefined ? undefined : byKey.get(item.key);
      if (!wanted) {
        report.find("unexpected", item.key ?? item.ref.id, "unknown-message", key);
        return;
      }
      if (found.has(wanted.key)) {
        report.find("unexpected", wanted.key, "twice");
        return;
      }
      found.add(wanted.key);
      // What stands for a post that is not shown is no post of the ledger.
      if (compare(wanted, item, report)) report.check(wanted.isTombstone ? "marker" : "message");
    },
    close() {
      report.check("thread");
      const missing = expected.filter((message) => !found.has(message.key));
      for (const message of missing) report.find("missing", message.key, "message-missing", key);
      if (missing.length === 0 && !inOrder(expected, [...found])) report.find("order", key, "order");
    },
  };
}

/** Nested replies stand below what they answer; among the answers to one message, and at the top, the order is that of the source. */
function inOrder(expected: readonly ExpectedMessage[], found: readonly string[]): boolean {
  const place = new Map(found.map((key, index) => [key, index]));
  const last = new Map<string | null, number>();
  for (const message of expected) {
    const at = place.get(message.key) ?? -1;
    if (at < (last.get(message.parent) ?? -1)) return false;
    last.set(message.parent, at);
  }
  return true;
}

function compare(wanted: ExpectedMessage, item: RemoteItem, report: Work["report"]): boolean {
  const before = report.findings.length;
  if (item.parent !== wanted.parent) report.find("parent", wanted.key, "parent", item.parent ?? "", wanted.parent ?? "");
  if (wanted.isTombstone) return report.findings.length === before;
  if (wanted.textDigest !== null && item.textDigest !== undefined && item.textDigest !== wanted.textDigest)
    report.find("text", wanted.key, "text");
  if (item.author !== undefined && wanted.authorName !== null) {
    if (canonicalLine(item.author.name) !== wanted.authorName || item.author.key !== wanted.authorKey)
      report.find("author", wanted.key, "another-author");
  }
  if (item.author === undefined && wanted.authorName !== null) report.find("author", wanted.key, "no-author");
  if (item.createdAt !== undefined && wanted.createdAt !== null && item.createdAt !== wanted.createdAt)
    report.find("date", wanted.key, "another-date");
  if (item.createdAt === undefined && wanted.createdAt !== null) report.find("date", wanted.key, "no-date");
  const files = (item.files ?? []).map((file) => `${file.key} ${file.sha256}`).sort();
  const isChanged = isChangedByHand(item.damage);
  if (files.join("\n") !== wanted.files.join("\n"))
    (isChanged ? report.note : report.find)("files", wanted.key, "files", String(files.length), String(wanted.files.length));
  return report.findings.length === before;
}

async function verifyRoot({ target, plan, report, options }: Work): Promise<void> {
  const { context, progress } = options;
  const seen = new Set<string>();
  for await (const item of target.inventory(options.root, context.signal)) {
    await pauseOrStop(context.signal);
    if (item.damage === DELETED) report.find("missing", item.key ?? item.ref.id, "not-there", item.kind);
    else if (item.damage !== undefined) report.find("damaged", item.key ?? item.ref.id, "damaged", item.damage);
    if (item.kind !== "person" || item.key === undefined || item.damage === DELETED) continue;
    seen.add(item.key);
    if (item.damage === undefined) verifyPerson(item, item.key, { target, plan, report, options });
    progress.advance(1);
  }
  for (const key of plan.people()) if (!seen.has(key)) report.find("missing", key, "not-there", "person");
}

function verifyPerson(item: RemoteItem, key: Key, { plan, report, options }: Work): void {
  const [network = "", , id = ""] = key.split("/");
  const wanted = options.context.person(network, id);
  if (!wanted || !plan.isPlanned(key, null)) {
    const isLeft = !plan.isNamed(key) && plan.ref(key) !== undefined;
    report.find("unexpected", key, isLeft ? "left-over-person" : "unknown-person");
    return;
  }
  const shown = item.title ?? item.author?.name;
  if (shown !== undefined && canonicalLine(shown) !== canonicalLine(wanted.name)) return report.find("name", key, "person-name");
  report.check("person");
}

function createPlanReader({ db }: Store, { id, target }: { readonly id: number; readonly target: string }) {
  const ref = db.prepare<[string, string], { kind: TargetRef["kind"]; id: string }>(
    "SELECT kind, ref AS id FROM target_ref WHERE target = +? AND key = +?",
  );
  const planned = db.prepare<[number, string], { parent: string | null }>(
    "SELECT parent FROM action WHERE plan = +? AND key = +? AND state = 'done'",
  );
  const named = db.prepare<[number, string]>("SELECT 1 FROM action WHERE plan = ? AND key = ?");
  const all = (where: string, ...values: unknown[]) =>
    db
      .prepare<unknown[], { key: Key; kind: string }>(
        `SELECT a.key, a.kind FROM action a WHERE a.plan = +? AND a.state = 'done' AND ${where} ORDER BY a.position`,
      )
      .iterate(id, ...values);
  return {
    count: (where: string) =>
      db.prepare<[number], { n: number }>(`SELECT count(*) AS n FROM action a WHERE a.plan = +? AND ${where}`).get(id)?.n ?? 0,
    heldBack: () =>
      db
        .prepare<[{ plan: number }], { n: number }>(
          `SELECT count(*) AS n FROM action WHERE plan = @plan AND phase = 'open' AND state <> 'done'
           AND parent IN (SELECT key FROM action WHERE plan = @plan AND kind = 'sub-group' AND state = 'done')
           AND parent NOT IN (SELECT parent FROM action WHERE plan = @plan AND phase = 'content' AND parent IS NOT NULL AND state IN ('planned', 'running'))`,
        )
        .get({ plan: id })?.n ?? 0,
    ref: (key: Key) => ref.get(target, key),
    abandoned: () =>
      db
        .prepare<[{ plan: number; target: string }], { key: Key }>(
          `SELECT r.key FROM target_ref r WHERE r.target = @target AND r.kind = 'sub-group' AND r.origin = 'created'
           AND NOT EXISTS (SELECT 1 FROM action a WHERE a.plan = @plan AND a.key = r.key) ORDER BY r.key`,
        )
        .all({ plan: id, target })
        .map((row) => row.key),
    /** Adopted, not put back, and in the plan no more. */
    adoptedBefore: () =>
      settingsJournal(db, adoptedAt(target))
        .pending()
        .map(({ setting }) => setting)
        .filter((key) => named.get(id, key) === undefined)
        .sort(),
    /** Whether the plan has an action for it, done or not. */
    isNamed: (key: string) => named.get(id, key) !== undefined,
    isPlanned(key: string, parent: string | null): boolean {
      const row = planned.get(id, key);
      return row !== undefined && row.parent === parent;
    },
    *subGroups(): Generator<Key> {
      const keys = [...all("a.kind = 'sub-group'")];
      for (const row of keys) yield row.key;
    },
    *below(group: Key): Generator<{ key: string; kind: string }> {
      for (const row of all("(a.key = +? OR a.parent = +?)", group, group))
        yield row.kind === "members"
          ? { key: row.key, kind: "list of members" }
          : { key: row.key, kind: row.kind === "publish" ? "thread" : row.kind };
    },
    *people(): Generator<string> {
      for (const row of all("a.kind = 'person'")) yield row.key;
    },
  };
}
