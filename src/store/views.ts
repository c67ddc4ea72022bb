import { crossCheckView } from "./cross-check.ts";
import { flag, messageKindCode, recordKindCode, spell } from "./codes.ts";

/** The public contract for readers: ids as text, times ISO 8601 UTC with milliseconds, booleans 0/1. Columns are only ever added. */

const iso = (column: string) =>
  `CASE WHEN ${column} IS NOT NULL THEN strftime('%Y-%m-%dT%H:%M:%S', ${column} / 1000, 'unixepoch') || printf('.%03dZ', ${column} % 1000) END`;
const text = (column: string) => `CAST(${column} AS TEXT)`;
const has = (bit: number) => `((m.flags & ${bit}) <> 0)`;

/** A file's newest version is the one with the highest id. */
const newestFile = `LEFT JOIN file_version f ON f.network = a.network AND f.type = a.kind AND f.file_id = a.id
  AND f.id = (SELECT max(n.id) FROM file_version n WHERE n.network = a.network AND n.type = a.kind AND n.file_id = a.id)`;

const extension = (name: string) => `lower(replace(${name}, rtrim(${name}, replace(${name}, '.', '')), ''))`;
const shownKind = `CASE WHEN a.kind <> 'file' THEN a.kind
  WHEN ${extension("coalesce(f.name, a.name, '')")} IN ('png','jpg','jpeg','gif','webp','bmp','tif','tiff','heic') THEN 'image'
  WHEN ${extension("coalesce(f.name, a.name, '')")} IN ('mp4','mov','m4v','webm','avi','wmv','mkv') THEN 'video' ELSE 'file' END`;

const everyRecord = `
  SELECT ${recordKindCode.person} AS kind, network, id FROM person
  UNION ALL SELECT ${recordKindCode.group}, network, id FROM grp
  UNION ALL SELECT ${recordKindCode.membership}, network, group_id || ':' || person_id FROM membership
  UNION ALL SELECT ${recordKindCode.thread}, network, id FROM thread
  UNION ALL SELECT ${recordKindCode.message}, network, id FROM message
  UNION ALL SELECT ${recordKindCode.reaction}, network, message_id || ':' || person_id || ':' || kind FROM reaction
  UNION ALL SELECT ${recordKindCode.attachment}, network, message_id || ':' || kind || ':' || id FROM attachment`;

const views: Readonly<Record<string, string>> = {
  v_person: `SELECT n.name AS network, ${text("p.id")} AS source_id, p.name, p.email, p.department, coalesce(p.state, 'unknown') AS state,
    coalesce(p.is_guest, 0) AS is_guest, coalesce(p.is_bot, 0) AS is_bot, p.is_placeholder FROM person p JOIN network n ON n.pk = p.network`,
  v_group: `SELECT n.name AS network, ${text("g.id")} AS source_id, g.name, coalesce(g.privacy, 'unknown') AS privacy, g.is_placeholder,
    (SELECT count(*) FROM membership x WHERE x.network = g.network AND x.group_id = g.id) AS members,
    (SELECT count(*) FROM thread t WHERE t.network = g.network AND t.group_id = g.id) AS threads,
    (SELECT count(*) FROM thread t JOIN message m ON m.network = t.network AND m.thread_id = t.id WHERE t.network = g.network AND t.group_id = g.id) AS messages
    FROM grp g JOIN network n ON n.pk = g.network`,
  v_membership: `SELECT n.name AS network, ${text("x.group_id")} AS group_id, ${text("x.person_id")} AS person_id, x.role
    FROM membership x JOIN network n ON n.pk = x.network`,
  v_thread: `SELECT n.name AS network, ${text("t.id")} AS source_id, ${text("t.group_id")} AS group_id, ${spell("t.kind", messageKindCode)} AS kind, t.title,
    (SELECT count(*) FROM message m WHERE m.network = t.network AND m.thread_id = t.id) AS messages, t.is_placeholder
    FROM thread t JOIN network n ON n.pk = t.network`,
  v_message: `SELECT n.name AS network, ${text("m.id")} AS source_id, ${text("m.thread_id")} AS thread_id, ${text("m.group_id")} AS group_id,
    ${text("m.author_id")} AS author_id, ${text("m.reply_to_id")} AS reply_to_id, ${iso("m.created_at")} AS created_at,
    ${spell("m.kind", messageKindCode)} AS kind, m.title, ${has(flag.deleted)} AS is_deleted, ${has(flag.redacted)} AS is_redacted,
    ${has(flag.system)} AS is_system, ${has(flag.private)} AS is_private, m.body FROM message m JOIN network n ON n.pk = m.network`,
  v_reaction: `SELECT n.name AS network, ${text("r.message_id")} AS message_id, ${text("r.person_id")} AS person_id, r.kind,
    ${iso("r.created_at")} AS created_at FROM reaction r JOIN network n ON n.pk = r.network`,
  v_attachment: `SELECT n.name AS network, a.message_id || ':' || a.kind || ':' || a.id AS source_id, ${text("a.message_id")} AS message_id,
    ${shownKind} AS kind, coalesce(f.name, a.name, a.title) AS name, f.size_bytes, f.sha256, a.url
    FROM attachment a JOIN network n ON n.pk = a.network ${newestFile}`,
  v_mention: `SELECT n.name AS network, ${text("x.message_id")} AS message_id, ${text("x.person_id")} AS person_id
    FROM mention x JOIN network n ON n.pk = x.network`,
  v_topic: `SELECT n.name AS network, ${text("x.message_id")} AS message_id, x.name FROM message_topic x JOIN network n ON n.pk = x.network`,
  v_fate: `SELECT ${spell("e.kind", recordKindCode)} AS kind, n.name AS network, ${text("e.id")} AS source_id,
    CASE WHEN r.fate IS NULL THEN 'undecided' WHEN r.action IS NULL THEN r.fate WHEN a.state = 'failed' THEN 'failed'
      WHEN a.state <> 'done' THEN 'planned' WHEN r.fate = 'planned' THEN 'migrated' ELSE r.fate END AS fate,
    r.reason, CASE WHEN a.state = 'done' THEN t.ref END AS target_ref
    FROM (${everyRecord}) e JOIN network n ON n.pk = e.network
    LEFT JOIN plan c ON c.id = (SELECT CAST(value AS INTEGER) FROM state WHERE name = 'plan')
    LEFT JOIN action_record r ON r.plan = c.id AND r.kind = e.kind AND r.network = e.network AND r.id = +e.id
    LEFT JOIN action a ON a.pk = r.action LEFT JOIN target_ref t ON t.target = c.target AND t.key = a.key`,
  v_input: `SELECT i.file, i.rows, count(p.kind) AS records,
    i.rows - count(p.kind) - (SELECT count(*) FROM skip s WHERE s.input = i.pk) AS superseded,
    (SELECT count(*) FROM skip s WHERE s.input = i.pk) AS skipped
    FROM input i LEFT JOIN provenance p ON p.input = i.pk GROUP BY i.pk`,
  v_skip: `SELECT i.file, s.line, s.reason FROM skip s JOIN input i ON i.pk = s.input`,
  v_gap: `SELECT n.name AS network, ${text("g.group_id")} AS group_id, ${text("g.thread_id")} AS thread_id, g.kind, g.evidence
    FROM gap g LEFT JOIN network n ON n.pk = g.network`,
  v_group_summary: `SELECT n.name AS network, ${text("g.id")} AS source_id, coalesce(g.name, 'Group ' || g.id) AS name, coalesce(g.privacy, 'unknown') AS privacy,
    count(m.id) AS messages, count(DISTINCT m.thread_id) AS threads, count(DISTINCT m.author_id) AS authors,
    (SELECT count(*) FROM membership x WHERE x.network = g.network AND x.group_id = g.id) AS members,
    ${iso("min(m.created_at)")} AS first_at, ${iso("max(m.created_at)")} AS last_at
    FROM grp g JOIN network n ON n.pk = g.network LEFT JOIN message m ON m.network = g.network AND m.group_id = g.id
    GROUP BY g.network, g.id`,
  v_energy: `SELECT n.name AS network, ${text("m.group_id")} AS group_id, strftime('%Y-%m', m.created_at / 1000, 'unixepoch') AS month,
    count(*) AS messages, sum(m.id = m.thread_id) AS threads, sum(m.id <> m.thread_id) AS replies, count(DISTINCT m.author_id) AS authors
    FROM message m JOIN network n ON n.pk = m.network WHERE m.group_id IS NOT NULL GROUP BY m.network, m.group_id, month`,
  v_migration_status: `SELECT kind, fate, count(*) AS records FROM v_fate GROUP BY kind, fate`,
  v_cross_check: crossCheckView,
  v_provenance: `SELECT n.name AS network, p.kind, ${text("p.id")} AS source_id, i.source, i.file, p.row, p.digest, p.rest
    FROM provenance p JOIN network n ON n.pk = p.network JOIN input i ON i.pk = p.input`,
};

/** Views hold no data: they are made anew whenever the schema moved. */
export function createViews(): string {
  return Object.entries(views)
    .map(([name, body]) => `DROP VIEW IF EXISTS ${name};\nCREATE VIEW ${name} AS ${body};`)
    .join("\n");
}
