/**
 * The schema, append-only: a migration that has shipped is never edited. `PRAGMA user_version` counts those applied.
 *
 * Ids of the source are 64-bit INTEGER, unique on (network, id); joins use them (text keys cost 1.2 to 1.9 times the time).
 * Times are milliseconds UTC. Bodies stand last in their row, so that scans of ids and flags do not read them.
 * `owned` and `told` are bits of a row's columns (see merge.ts); `sources` are the sources that name a row of a message's parts.
 * A message's `kind` and `flags` are codes (see codes.ts); views spell them out.
 */
export const migrations: readonly string[] = [
  `
CREATE TABLE network(
  pk INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, id INTEGER, permalink TEXT, title TEXT, told INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE network_alias(name TEXT PRIMARY KEY, network INTEGER NOT NULL REFERENCES network(pk)) STRICT, WITHOUT ROWID;

CREATE TABLE person(
  network INTEGER NOT NULL REFERENCES network(pk), id INTEGER NOT NULL, name TEXT, email TEXT, job_title TEXT, location TEXT, department TEXT,
  directory_id TEXT, joined_at INTEGER, state TEXT, is_guest INTEGER, is_bot INTEGER, is_admin INTEGER,
  is_placeholder INTEGER NOT NULL, owned INTEGER NOT NULL DEFAULT 0, told INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(network, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE grp(
  network INTEGER NOT NULL REFERENCES network(pk), id INTEGER NOT NULL, alias_id INTEGER, name TEXT, description TEXT, privacy TEXT,
  created_at INTEGER, updated_at INTEGER, creator_id INTEGER, is_external INTEGER, is_deleted INTEGER,
  is_placeholder INTEGER NOT NULL, owned INTEGER NOT NULL DEFAULT 0, told INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(network, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE membership(
  network INTEGER NOT NULL, group_id INTEGER NOT NULL, person_id INTEGER NOT NULL, role TEXT NOT NULL,
  PRIMARY KEY(network, group_id, person_id),
  FOREIGN KEY(network, group_id) REFERENCES grp(network, id), FOREIGN KEY(network, person_id) REFERENCES person(network, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE thread(
  network INTEGER NOT NULL, id INTEGER NOT NULL, group_id INTEGER, kind INTEGER NOT NULL, title TEXT,
  is_private INTEGER NOT NULL, is_external INTEGER NOT NULL DEFAULT 0, is_placeholder INTEGER NOT NULL,
  PRIMARY KEY(network, id), FOREIGN KEY(network, group_id) REFERENCES grp(network, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE message(
  pk INTEGER PRIMARY KEY, network INTEGER NOT NULL, id INTEGER NOT NULL, thread_id INTEGER NOT NULL, reply_to_id INTEGER, group_id INTEGER,
  author_id INTEGER, created_at INTEGER, deleted_at INTEGER, kind INTEGER NOT NULL, flags INTEGER NOT NULL, chars INTEGER NOT NULL,
  owned INTEGER NOT NULL DEFAULT 0, title TEXT, body TEXT, body_html TEXT, body_format INTEGER NOT NULL DEFAULT 0,
  UNIQUE(network, id),
  FOREIGN KEY(network, thread_id) REFERENCES thread(network, id), FOREIGN KEY(network, author_id) REFERENCES person(network, id),
  FOREIGN KEY(network, group_id) REFERENCES grp(network, id)
) STRICT;
CREATE TABLE message_version(
  network INTEGER NOT NULL, message_id INTEGER NOT NULL, version_id TEXT NOT NULL, created_at INTEGER, body TEXT, body_html TEXT,
  PRIMARY KEY(network, message_id, version_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE reaction(
  network INTEGER NOT NULL, message_id INTEGER NOT NULL, person_id INTEGER NOT NULL, kind TEXT NOT NULL, created_at INTEGER,
  PRIMARY KEY(network, message_id, person_id, kind), FOREIGN KEY(network, person_id) REFERENCES person(network, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE mention(
  network INTEGER NOT NULL, message_id INTEGER NOT NULL, person_id INTEGER NOT NULL, sources INTEGER NOT NULL,
  PRIMARY KEY(network, message_id, person_id), FOREIGN KEY(network, person_id) REFERENCES person(network, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE topic(
  network INTEGER NOT NULL REFERENCES network(pk), id INTEGER NOT NULL, name TEXT, created_at INTEGER, creator_id INTEGER,
  owned INTEGER NOT NULL DEFAULT 0, told INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(network, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE message_topic(
  network INTEGER NOT NULL, message_id INTEGER NOT NULL, name TEXT NOT NULL, topic_id INTEGER, sources INTEGER NOT NULL,
  PRIMARY KEY(network, message_id, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE poll_option(
  network INTEGER NOT NULL, message_id INTEGER NOT NULL, position INTEGER NOT NULL, answer TEXT NOT NULL, votes INTEGER,
  PRIMARY KEY(network, message_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE attachment(
  network INTEGER NOT NULL, message_id INTEGER NOT NULL, kind TEXT NOT NULL, id INTEGER NOT NULL,
  name TEXT, url TEXT, title TEXT, description TEXT, sources INTEGER NOT NULL,
  PRIMARY KEY(network, message_id, kind, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE file_version(
  network INTEGER NOT NULL REFERENCES network(pk), type TEXT NOT NULL, id INTEGER NOT NULL, file_id INTEGER NOT NULL, name TEXT, description TEXT,
  uploader_id INTEGER, group_id INTEGER, uploaded_at INTEGER, deleted_at INTEGER, storage TEXT, url TEXT, locator TEXT, locator_input INTEGER,
  size_bytes INTEGER, is_private INTEGER NOT NULL, sha256 TEXT, lost TEXT,
  owned INTEGER NOT NULL DEFAULT 0, told INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(network, type, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX file_version_file ON file_version(network, type, file_id, id);
CREATE TABLE blob(sha256 TEXT PRIMARY KEY, size_bytes INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE run(pk INTEGER PRIMARY KEY, command TEXT NOT NULL, started_at INTEGER NOT NULL, ended_at INTEGER, outcome TEXT) STRICT;
CREATE TABLE input(
  pk INTEGER PRIMARY KEY, source TEXT NOT NULL, file TEXT NOT NULL, fingerprint TEXT NOT NULL, position INTEGER NOT NULL,
  rows INTEGER NOT NULL DEFAULT 0, declared_rows INTEGER, UNIQUE(source, file, fingerprint)
) STRICT;
CREATE TABLE skip(
  input INTEGER NOT NULL REFERENCES input(pk), line INTEGER NOT NULL, reason TEXT NOT NULL, policy INTEGER NOT NULL
) STRICT;
CREATE INDEX skip_input ON skip(input, line);
CREATE TABLE gap(
  network INTEGER, group_id INTEGER, thread_id INTEGER, kind TEXT NOT NULL, evidence TEXT NOT NULL, input INTEGER REFERENCES input(pk)
) STRICT;
CREATE UNIQUE INDEX gap_once ON gap(coalesce(network, -1), coalesce(group_id, -1), coalesce(thread_id, -1), kind, evidence);
CREATE TABLE checkpoint(source TEXT NOT NULL, scope TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY(source, scope)) STRICT, WITHOUT ROWID;
CREATE TABLE provenance(
  kind INTEGER NOT NULL, network INTEGER NOT NULL, id ANY NOT NULL, source INTEGER NOT NULL, run INTEGER NOT NULL, input INTEGER NOT NULL,
  row INTEGER, digest TEXT, rest TEXT,
  PRIMARY KEY(kind, network, id, source)
) STRICT, WITHOUT ROWID;
CREATE TABLE suppressed(hash TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE setting_journal(owner TEXT NOT NULL, setting TEXT NOT NULL, before TEXT NOT NULL, PRIMARY KEY(owner, setting)) STRICT, WITHOUT ROWID;
CREATE TABLE state(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE person_mapping(
  network INTEGER NOT NULL, id INTEGER NOT NULL, target TEXT NOT NULL, treatment TEXT NOT NULL, target_person TEXT, target_name TEXT,
  tier TEXT NOT NULL, reason TEXT NOT NULL, decided_by TEXT NOT NULL, PRIMARY KEY(network, id, target)
) STRICT, WITHOUT ROWID;
CREATE TABLE group_mapping(
  network INTEGER NOT NULL, id INTEGER NOT NULL, target TEXT NOT NULL, action TEXT NOT NULL, name TEXT NOT NULL, slug TEXT NOT NULL,
  parent TEXT, privacy TEXT NOT NULL, wave TEXT NOT NULL, is_official INTEGER NOT NULL, reason TEXT NOT NULL, decided_by TEXT NOT NULL,
  PRIMARY KEY(network, id, target)
) STRICT, WITHOUT ROWID;

CREATE TABLE target(id TEXT PRIMARY KEY, kind TEXT NOT NULL, fingerprint TEXT NOT NULL, capabilities TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE target_person(
  target TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, email TEXT, department TEXT, directory_id TEXT, PRIMARY KEY(target, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX target_person_email ON target_person(target, lower(email));
CREATE INDEX target_person_name ON target_person(target, lower(name));
CREATE INDEX target_person_directory ON target_person(target, lower(directory_id));
CREATE TABLE target_group(target TEXT NOT NULL, ref TEXT NOT NULL, name TEXT NOT NULL, slug TEXT NOT NULL, key TEXT, PRIMARY KEY(target, ref)) STRICT, WITHOUT ROWID;
CREATE TABLE plan(
  id INTEGER PRIMARY KEY, target TEXT NOT NULL REFERENCES target(id), hash TEXT NOT NULL, capabilities TEXT NOT NULL, settings TEXT NOT NULL,
  summary TEXT NOT NULL, made_at INTEGER NOT NULL
) STRICT;
CREATE TABLE action(
  pk INTEGER PRIMARY KEY, plan INTEGER NOT NULL REFERENCES plan(id), key TEXT NOT NULL, kind TEXT NOT NULL, phase TEXT NOT NULL,
  position INTEGER NOT NULL, parent TEXT, digest TEXT NOT NULL, state TEXT NOT NULL, network INTEGER, id INTEGER, UNIQUE(plan, key)
) STRICT;
CREATE INDEX action_todo ON action(plan, state, position);
CREATE INDEX action_source ON action(plan, kind, network, id);
-- An id here is an integer, or text where a key has parts. Compared with a column, write "= +column": else no index is used.
CREATE TABLE action_record(
  plan INTEGER NOT NULL, kind INTEGER NOT NULL, network INTEGER NOT NULL, id ANY NOT NULL, fate TEXT NOT NULL, reason TEXT, action INTEGER,
  PRIMARY KEY(plan, kind, network, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE adjustment(
  plan INTEGER NOT NULL, key TEXT NOT NULL, field TEXT NOT NULL, treatment TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY(plan, key, field)
) STRICT, WITHOUT ROWID;
CREATE TABLE approval(
  pk INTEGER PRIMARY KEY, plan INTEGER NOT NULL, hash TEXT NOT NULL, approved_by TEXT NOT NULL, approved_at INTEGER NOT NULL, scope TEXT NOT NULL
) STRICT;
CREATE TABLE attempt(
  pk INTEGER PRIMARY KEY, plan INTEGER NOT NULL, key TEXT NOT NULL, started_at INTEGER NOT NULL, ended_at INTEGER, outcome TEXT, reason TEXT
) STRICT;
CREATE INDEX attempt_key ON attempt(plan, key);
CREATE TABLE target_ref(
  target TEXT NOT NULL, key TEXT NOT NULL, kind TEXT NOT NULL, ref TEXT NOT NULL, origin TEXT NOT NULL, digest TEXT NOT NULL,
  PRIMARY KEY(target, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE finding(
  pk INTEGER PRIMARY KEY, target TEXT NOT NULL, stage TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL
) STRICT;
`,
  `
CREATE TABLE praise(
  network INTEGER NOT NULL, message_id INTEGER NOT NULL, icon TEXT, comment TEXT, PRIMARY KEY(network, message_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE praise_person(
  network INTEGER NOT NULL, message_id INTEGER NOT NULL, person_id INTEGER NOT NULL, PRIMARY KEY(network, message_id, person_id)
) STRICT, WITHOUT ROWID;
`,
  // What is taken back from a target, journalled before it is asked for: outcome is NULL while nobody knows, then removed, gone or kept.
  // A rollback withdraws the approval: what was signed stays on record and no longer counts.
  `
CREATE TABLE removal(
  target TEXT NOT NULL, key TEXT NOT NULL, kind TEXT NOT NULL, cause TEXT NOT NULL, started_at INTEGER, ended_at INTEGER, outcome TEXT, reason TEXT,
  PRIMARY KEY(target, key)
) STRICT, WITHOUT ROWID;
ALTER TABLE approval ADD COLUMN withdrawn_at INTEGER;
`,
  `
ALTER TABLE approval ADD COLUMN evidence TEXT;
ALTER TABLE approval ADD COLUMN note TEXT;
ALTER TABLE action ADD COLUMN wave TEXT;
UPDATE action SET wave = 'wave-1' WHERE kind <> 'person';
`,
  // A sub-group is what stands at the target: of one group, of several merged into it, or of the official network itself (network 0).
  `
CREATE TABLE sub_group(
  target TEXT NOT NULL, network INTEGER NOT NULL, id INTEGER NOT NULL, key TEXT NOT NULL, action TEXT NOT NULL, name TEXT NOT NULL, slug TEXT NOT NULL,
  parent TEXT, depth INTEGER NOT NULL, privacy TEXT NOT NULL, wave TEXT NOT NULL, existing TEXT, PRIMARY KEY(target, network, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX sub_group_key ON sub_group(target, key);
ALTER TABLE group_mapping ADD COLUMN home_network INTEGER;
ALTER TABLE group_mapping ADD COLUMN home_id INTEGER;
ALTER TABLE group_mapping ADD COLUMN landing TEXT;
ALTER TABLE group_mapping ADD COLUMN go_ahead TEXT;
ALTER TABLE group_mapping ADD COLUMN accepted_by TEXT;
ALTER TABLE group_mapping ADD COLUMN proposal TEXT;
CREATE TABLE decision(
  target TEXT NOT NULL, file TEXT NOT NULL, key TEXT NOT NULL, cell TEXT NOT NULL, meaning TEXT NOT NULL, PRIMARY KEY(target, file, key)
) STRICT, WITHOUT ROWID;
ALTER TABLE person_mapping ADD COLUMN candidates TEXT;
ALTER TABLE finding ADD COLUMN severity TEXT NOT NULL DEFAULT 'warns';
`,
  `
-- Fields in which an export and the API do not say the same of a message.
CREATE TABLE difference(
  network INTEGER NOT NULL, message_id INTEGER NOT NULL, fields TEXT NOT NULL, PRIMARY KEY(network, message_id)
) STRICT, WITHOUT ROWID;
`,
  `
-- People of a list that is being read again, until it names them: see lists.ts. missed: a reading before this one did not name them either.
CREATE TABLE unconfirmed(
  source INTEGER NOT NULL, kind INTEGER NOT NULL, network INTEGER NOT NULL, list_id INTEGER NOT NULL, person_id INTEGER NOT NULL,
  missed INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(source, kind, network, list_id, person_id)
) STRICT, WITHOUT ROWID;
`,
  // What goes into a sub-group is asked for by sub-group: without this, each of them reads all actions of the plan.
  `
CREATE INDEX action_parent ON action(plan, parent, kind);
`,
  // Where something landed, as it was then: plans and decisions made later say nothing about what stands at the target already.
  `
ALTER TABLE target_ref ADD COLUMN sub_group TEXT;
ALTER TABLE target_ref ADD COLUMN name TEXT;
ALTER TABLE target_ref ADD COLUMN wave TEXT;
UPDATE target_ref SET sub_group = CASE WHEN kind = 'sub-group' THEN key ELSE (
  SELECT a.parent FROM action a JOIN plan p ON p.id = a.plan WHERE p.target = target_ref.target AND a.key = target_ref.key ORDER BY a.plan DESC LIMIT 1) END;
UPDATE target_ref SET (name, wave) = (SELECT s.name, s.wave FROM sub_group s WHERE s.target = target_ref.target AND s.key = target_ref.key)
WHERE kind = 'sub-group';
`,
  // Rows of files that a later row of the same record superseded: the files still hold what they say, and whoever has something forgotten must know.
  `
CREATE TABLE superseded(
  input INTEGER NOT NULL, kind INTEGER NOT NULL, network INTEGER NOT NULL, id ANY NOT NULL, row INTEGER NOT NULL, PRIMARY KEY(input, kind, network, id, row)
) STRICT, WITHOUT ROWID;
`,
  // Topics that hang on a thread and not on one of its messages: after each export they stand in message_topic too, at its first message that is there.
  `
CREATE TABLE thread_topic(
  network INTEGER NOT NULL, thread_id INTEGER NOT NULL, name TEXT NOT NULL, topic_id INTEGER, PRIMARY KEY(network, thread_id, name)
) STRICT, WITHOUT ROWID;
`,
  // In which words and times a conversation was written: null where an earlier version wrote it, which says nothing.
  `
ALTER TABLE target_ref ADD COLUMN manner TEXT;
`,
  // Pictures of people. url names the picture, locator is where it was last; lost says why its bytes did not come.
  `
CREATE TABLE avatar(
  network INTEGER NOT NULL REFERENCES network(pk), person_id INTEGER NOT NULL, url TEXT NOT NULL, locator TEXT NOT NULL,
  input INTEGER NOT NULL REFERENCES input(pk), sha256 TEXT, lost TEXT, PRIMARY KEY(network, person_id)
) STRICT, WITHOUT ROWID;
`,
  // The size that a source tells of a file, beside the one its bytes have.
  `
ALTER TABLE file_version ADD COLUMN told_bytes INTEGER;
UPDATE file_version SET told_bytes = size_bytes WHERE sha256 IS NULL;
`,
  // Fields in which an export and the API do not say the same of a record: digests of what each says, empty where it says nothing, null where nobody kept it.
  // owned: whoever knows a group's administrators (the API) has said this role.
  `
CREATE TABLE disagreement(
  kind INTEGER NOT NULL, network INTEGER NOT NULL, id ANY NOT NULL, field TEXT NOT NULL, exported TEXT, told TEXT, PRIMARY KEY(kind, network, id, field)
) STRICT, WITHOUT ROWID;
INSERT INTO disagreement(kind, network, id, field)
  SELECT 5, d.network, d.message_id, f.value FROM difference d, json_each('["body", "author", "thread"]') f
  WHERE instr(' ' || d.fields || ' ', ' ' || f.value || ' ') > 0;
DROP TABLE difference;
ALTER TABLE membership ADD COLUMN owned INTEGER NOT NULL DEFAULT 0;
-- A mention that only the source told which does not own the flags was not flagged.
UPDATE message SET flags = flags | 16 WHERE flags & 16 = 0 AND EXISTS(SELECT 1 FROM mention x WHERE x.network = message.network AND x.message_id = message.id);
`,
];

/** B-trees that reading needs and a first load does not: made after it (a sort costs a tenth of keeping them current row by row). */
export const secondaryIndexes = `
CREATE INDEX IF NOT EXISTS message_thread ON message(network, thread_id, id);
CREATE INDEX IF NOT EXISTS message_author ON message(network, author_id);
CREATE INDEX IF NOT EXISTS message_nested ON message(network, reply_to_id) WHERE reply_to_id IS NOT NULL AND reply_to_id <> thread_id;
CREATE INDEX IF NOT EXISTS message_topic_name ON message_topic(lower(name));
`;
