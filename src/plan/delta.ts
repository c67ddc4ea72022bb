import { parseKey } from "../model/key.ts";
import { selectedActions } from "../store/selected.ts";
import type { Db, Store } from "../store/store.ts";
import type { CurrentPlan } from "./current.ts";
import { movedActions, movedList, movedSettings, type Moved, type MovedList } from "./moved.ts";
import type { Growth } from "./signed.ts";

export interface Delta {
  /** What no signature covers. Empty: the new plan may be imported as it is. */
  readonly outside: Moved;
  /** Posts that were not there when the plan was signed, and are inside the approval's scope. */
  readonly newPosts: number;
}

/** What of both plans counts: all of some waves. `growth` null: nothing new is admitted. */
export interface Extent {
  readonly waves: readonly string[];
  readonly growth: Growth | null;
}

/**
 * Compares the plan that was signed with the one that stands now. Old content is proven unchanged by computing its digests again over exactly the
 * records that were signed; everything else in the new plan is new, and must be a post that the scope admits, or somebody who follows from policy.
 * `reader` is not busy with a cursor of its own.
 */
export function compare(reader: Store, signed: CurrentPlan, now: CurrentPlan, extent: Extent): Delta {
  const outside = movedList();
  const { db } = reader;
  const view: View = { db, signed: signed.id, now: now.id, waves: JSON.stringify(extent.waves), growth: extent.growth };
  movedSettings(signed.settings, now.settings, outside);
  const foreign = foreignActions(db, signed.id, extent.waves);
  movedActions(reader, signed, outside, (action) => !foreign.has(action));
  lostRecords(view, outside);
  newRooms(view, outside);
  otherGroups(view, outside);
  newPeople(view, foreignActions(db, now.id, extent.waves), outside);
  newMembers(view, outside);
  const newPosts = newMessages(view, outside);
  newLosses(view, outside);
  newExposure(signed, now, extent.waves, outside);
  return { outside, newPosts };
}

interface View {
  readonly db: Db;
  readonly signed: number;
  readonly now: number;
  readonly waves: string;
  readonly growth: Growth | null;
}

const inWaves = (column: string) => `${column} IN (SELECT value FROM json_each(@waves))`;

function ask<Row>({ db, signed, now, waves }: View, sql: string): IterableIterator<Row> {
  return db.prepare<[Record<string, string | number>], Row>(sql).iterate({ signed, now, waves });
}

/** Actions that only other waves are about: their rooms, and who is seen in no room of these waves. People of no room are everybody's matter. */
function foreignActions(db: Db, plan: number, waves: readonly string[]): Set<number> {
  const rooms = db
    .prepare<[number], { key: string; wave: string }>("SELECT key, wave FROM action WHERE plan = ? AND kind = 'sub-group'")
    .all(plan);
  const isOurs = new Set(waves);
  const theirs = rooms.filter((room) => !isOurs.has(room.wave));
  const foreign = new Set<number>();
  if (theirs.length === 0) return foreign;
  const of = (some: typeof rooms) =>
    db
      .prepare<[{ plan: number; groups: string }], { pk: number }>(selectedActions)
      .iterate({ plan, groups: JSON.stringify(some.map((room) => room.key)) });
  for (const { pk } of of(theirs)) foreign.add(pk);
  for (const { pk } of of(rooms.filter((room) => isOurs.has(room.wave)))) foreign.delete(pk);
  return foreign;
}

/** Signed posts and memberships that the new plan leaves out, without a change that a digest would show. */
function lostRecords(view: View, outside: MovedList): void {
  const sql = `SELECT n.name || iif(o.kind = 5, '/message/', '/membership/') || o.id AS key, r.reason FROM action_record o JOIN action s ON s.pk = o.action JOIN network n ON n.pk = o.network
    LEFT JOIN action_record r ON r.plan = @now AND r.kind = o.kind AND r.network = o.network AND r.id = o.id
    WHERE o.plan = @signed AND o.kind IN (3, 5) AND r.action IS NULL AND ${inWaves("s.wave")}`;
  for (const { key, reason } of ask<{ key: string; reason: string | null }>(view, sql))
    outside.add(`${key}: was to go along and is left out now${reason === null ? "" : ` (${reason})`}`);
}

function newRooms(view: View, outside: MovedList): void {
  const sql = `SELECT a.key FROM action a WHERE a.plan = @now AND a.kind = 'sub-group' AND ${inWaves("a.wave")}
    AND NOT EXISTS (SELECT 1 FROM action o WHERE o.plan = @signed AND o.key = a.key) ORDER BY a.position`;
  for (const { key } of ask<{ key: string }>(view, sql)) outside.add(`${key}: a group that was not signed`);
}

/** Groups without a room of their own: listed, merged or left out otherwise than it was signed. */
function otherGroups(view: View, outside: MovedList): void {
  const sql = `SELECT n.name || '/group/' || r.id AS key, r.reason FROM action_record r JOIN network n ON n.pk = r.network
    LEFT JOIN action_record o ON o.plan = @signed AND o.kind = 2 AND o.network = r.network AND o.id = r.id
    WHERE r.plan = @now AND r.kind = 2 AND r.reason IS NOT NULL AND coalesce(o.reason, '') <> r.reason AND (o.plan IS NOT NULL OR r.reason <> 'group-skip')`;
  for (const { key, reason } of ask<{ key: string; reason: string }>(view, sql))
    outside.add(`${key}: was signed otherwise (now ${reason})`);
}

interface NewPerson {
  readonly pk: number;
  readonly key: string;
  readonly decidedBy: string | null;
  readonly before: string | null;
}

/** Who is new follows the policies that were signed, or is decided by hand: that needs a signature. */
function newPeople(view: View, foreign: ReadonlySet<number>, outside: MovedList): void {
  const sql = `SELECT a.pk, a.key, p.decided_by AS decidedBy, o.reason AS before FROM action a
    LEFT JOIN person_mapping p ON p.target = (SELECT target FROM plan WHERE id = @now) AND p.network = a.network AND p.id = a.id
    LEFT JOIN action_record o ON o.plan = @signed AND o.kind = 1 AND o.network = a.network AND o.id = +a.id
    WHERE a.plan = @now AND a.kind = 'person' AND NOT EXISTS (SELECT 1 FROM action x WHERE x.plan = @signed AND x.key = a.key) ORDER BY a.position`;
  for (const { pk, key, decidedBy, before } of ask<NewPerson>(view, sql)) {
    if (foreign.has(pk)) continue;
    if (decidedBy === "people.csv") outside.add(`${key}: decided by hand, and not signed`);
    else if (before?.startsWith("person-")) outside.add(`${key}: was left out when the plan was signed (${before})`);
    else if (view.growth === null) outside.add(`${key}: a new person`);
  }
}

/** Somebody who becomes a member newly sees the group. Only who wrote a new post, where policy makes writers members, follows from it. */
function newMembers(view: View, outside: MovedList): void {
  const sql = `SELECT n.name || '/membership/' || r.id AS key, o.reason FROM action_record r JOIN action a ON a.pk = r.action JOIN network n ON n.pk = r.network
    LEFT JOIN action_record o ON o.plan = @signed AND o.kind = 3 AND o.network = r.network AND o.id = r.id
    WHERE r.plan = @now AND r.kind = 3 AND o.action IS NULL AND ${inWaves("a.wave")}`;
  for (const { key, reason } of ask<{ key: string; reason: string | null }>(view, sql)) {
    if (view.growth === null || reason !== "members-active-only") outside.add(`${key}: a new member, who newly sees the group`);
  }
}

interface NewMessage {
  readonly key: string;
  readonly createdAt: number | null;
  readonly wasKnown: 0 | 1;
  readonly reason: string | null;
}

/** Returns how many new posts the scope admits. */
function newMessages(view: View, outside: MovedList): number {
  const { growth } = view;
  const sql = `SELECT n.name || '/message/' || m.id AS key, m.created_at AS createdAt, o.plan IS NOT NULL AS wasKnown, o.reason
    FROM action_record r JOIN action a ON a.pk = r.action JOIN network n ON n.pk = r.network JOIN message m ON m.network = r.network AND m.id = r.id
    LEFT JOIN action_record o ON o.plan = @signed AND o.kind = 5 AND o.network = r.network AND o.id = r.id
    WHERE r.plan = @now AND r.kind = 5 AND o.action IS NULL AND ${inWaves("a.wave")}`;
  let admitted = 0;
  for (const { key, createdAt, wasKnown, reason } of ask<NewMessage>(view, sql)) {
    if (wasKnown) outside.add(`${key}: was left out when the plan was signed (${reason ?? "no reason given"})`);
    else if (growth === null) outside.add(`${key}: a new post`);
    else if (createdAt === null) outside.add(`${key}: a new post without a date`);
    else if (createdAt >= growth.until)
      outside.add(`${key}: a new post of ${new Date(createdAt).toISOString()}, after the time that was signed`);
    else admitted++;
  }
  if (growth !== null && admitted > growth.atMost) outside.add(`${admitted} new posts, and at most ${growth.atMost} were signed`);
  return admitted;
}

interface LossRow {
  readonly key: string;
  readonly field: string;
  readonly treatment: string;
  readonly reason: string;
}

/** A new post may lose what others lost already. A new kind of loss, or a new one of a post that was signed, was never agreed to. */
function newLosses(view: View, outside: MovedList): void {
  const { db, signed, now } = view;
  const kinds = new Set(
    db
      .prepare<[number], { kind: string }>(
        "SELECT DISTINCT field || ' ' || treatment || ' ' || reason AS kind FROM adjustment WHERE plan = ?",
      )
      .all(signed)
      .map((row) => row.kind),
  );
  const waves = new Set(JSON.parse(view.waves) as string[]);
  const messageAt = db.prepare<[number, number, string, string], { wave: string | null; wasSigned: 0 | 1 }>(
    `SELECT a.wave, EXISTS (SELECT 1 FROM action_record o WHERE o.plan = ? AND o.kind = 5 AND o.network = r.network AND o.id = r.id AND o.action IS NOT NULL) AS wasSigned
     FROM action_record r JOIN action a ON a.pk = r.action WHERE r.plan = ? AND r.kind = 5 AND r.network = (SELECT pk FROM network WHERE name = ?) AND r.id = CAST(? AS INTEGER)`,
  );
  const sql = `SELECT key, field, treatment, reason FROM adjustment a WHERE plan = @now AND NOT EXISTS (SELECT 1 FROM adjustment o
    WHERE o.plan = @signed AND o.key = a.key AND o.field = a.field AND o.treatment = a.treatment AND o.reason = a.reason) ORDER BY key, field`;
  for (const { key, field, treatment, reason } of ask<LossRow>(view, sql)) {
    const parts = parseKey(key);
    const at = parts && messageAt.get(signed, now, parts.network, parts.id.split(":")[0] ?? "");
    if (at && !waves.has(at.wave ?? "")) continue;
    if (!kinds.has(`${field} ${treatment} ${reason}`)) outside.add(`${key}: a new kind of loss, ${field} ${treatment} (${reason})`);
    else if (!at || at.wasSigned) outside.add(`${key}: loses its ${field} now (${reason})`);
  }
}

function newExposure(signed: CurrentPlan, now: CurrentPlan, waves: readonly string[], outside: MovedList): void {
  const before = new Set(signed.exposed);
  const mine = new Set(now.rooms.filter((room) => waves.includes(room.wave)).map((room) => room.after));
  for (const name of now.exposed)
    if (!before.has(name) && mine.has(name)) outside.add(`${name}: a private group that becomes newly visible`);
}
