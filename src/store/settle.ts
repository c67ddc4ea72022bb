import { flag, OF_THREAD } from "./codes.ts";
import { ensureIndexes, type Store } from "./store.ts";

/**
 * After reading: threads as their starters tell them, a stub for whatever a record names and nothing has brought, and the gaps that follow.
 * Set-based, from what stands in the store, so that a run that was killed before it is made good by the next one.
 */
export function settle(store: Store): { readonly gaps: number } {
  const { db } = store;
  ensureIndexes(db);
  store.transaction(() => {
    db.exec(threads);
    db.exec(stubs);
    db.exec(topics);
    db.exec("DELETE FROM gap WHERE input IS NULL");
    db.exec(gaps);
  });
  db.pragma("foreign_keys = ON");
  return { gaps: db.prepare<[], { n: number }>("SELECT count(*) AS n FROM gap").get()?.n ?? 0 };
}

// A thread's group, kind and title are its starter's. Without a starter: the strictest that its messages tell.
const threads = `
INSERT INTO thread(network, id, group_id, kind, title, is_private, is_placeholder)
SELECT t.network, t.thread_id,
  CASE WHEN s.id IS NOT NULL THEN s.group_id ELSE (SELECT min(m.group_id) FROM message m WHERE m.network = t.network AND m.thread_id = t.thread_id) END,
  coalesce(s.kind, 0), s.title,
  CASE WHEN s.id IS NOT NULL THEN s.flags & ${flag.private} <> 0
    ELSE (SELECT max(m.flags & ${flag.private} <> 0) FROM message m WHERE m.network = t.network AND m.thread_id = t.thread_id) END,
  s.id IS NULL
FROM (SELECT DISTINCT network, thread_id FROM message) t
LEFT JOIN message s ON s.network = t.network AND s.id = t.thread_id
WHERE true
ON CONFLICT(network, id) DO UPDATE SET group_id = excluded.group_id, kind = excluded.kind, title = excluded.title, is_private = excluded.is_private,
  is_placeholder = excluded.is_placeholder
WHERE group_id IS NOT excluded.group_id OR kind <> excluded.kind OR title IS NOT excluded.title OR is_private <> excluded.is_private
  OR is_placeholder <> excluded.is_placeholder;
`;

const stubs = `
INSERT OR IGNORE INTO person(network, id, is_placeholder)
  SELECT network, author_id, 1 FROM message WHERE author_id IS NOT NULL GROUP BY network, author_id;
INSERT OR IGNORE INTO person(network, id, is_placeholder) SELECT DISTINCT network, person_id, 1 FROM mention;
INSERT OR IGNORE INTO person(network, id, is_placeholder) SELECT DISTINCT network, person_id, 1 FROM reaction;
INSERT OR IGNORE INTO person(network, id, is_placeholder) SELECT DISTINCT network, person_id, 1 FROM praise_person;
INSERT OR IGNORE INTO person(network, id, is_placeholder) SELECT DISTINCT network, person_id, 1 FROM membership;
INSERT OR IGNORE INTO grp(network, id, is_placeholder) SELECT DISTINCT network, group_id, 1 FROM thread WHERE group_id IS NOT NULL;
INSERT OR IGNORE INTO grp(network, id, is_placeholder) SELECT DISTINCT network, group_id, 1 FROM membership;
UPDATE grp SET name = coalesce(name, 'All Company'), privacy = coalesce(privacy, 'public'), is_placeholder = 0
  WHERE id = 0 AND (name IS NULL OR privacy IS NULL OR is_placeholder = 1);
`;

// Topics of a thread stand at its starter; where that is deleted or never came, at the first of its messages that did, and not at a note of the system.
const topics = `
UPDATE message_topic SET sources = sources & ~${OF_THREAD} WHERE sources & ${OF_THREAD} <> 0;
INSERT INTO message_topic(network, message_id, name, topic_id, sources)
  SELECT network, message_id, name, topic_id, ${OF_THREAD} FROM (
    SELECT t.network, t.name, t.topic_id, (
      SELECT m.id FROM message m WHERE m.network = t.network AND m.thread_id = t.thread_id AND m.flags & ${flag.deleted | flag.private} = 0
      ORDER BY m.id <> m.thread_id, m.flags & ${flag.system}, m.id LIMIT 1) AS message_id
    FROM thread_topic t)
  WHERE message_id IS NOT NULL
  ON CONFLICT DO UPDATE SET sources = sources | ${OF_THREAD}, topic_id = coalesce(topic_id, excluded.topic_id);
DELETE FROM message_topic WHERE sources = 0;
`;

const gaps = `
INSERT OR IGNORE INTO gap(network, group_id, thread_id, kind, evidence)
  SELECT network, group_id, id, 'missing-starter', 'the thread has messages, but not the one that started it' FROM thread
  WHERE is_placeholder = 1 AND is_private = 0 AND EXISTS(SELECT 1 FROM message m WHERE m.network = thread.network AND m.thread_id = thread.id);
INSERT OR IGNORE INTO gap(network, group_id, thread_id, kind, evidence)
  SELECT m.network, m.group_id, m.thread_id, 'missing-parent', 'message ' || m.id || ' answers ' || m.reply_to_id || ', which is not there'
  FROM message m INDEXED BY message_nested
  WHERE m.reply_to_id IS NOT NULL AND m.reply_to_id <> m.thread_id AND m.flags & ${flag.private} = 0
    AND NOT EXISTS(SELECT 1 FROM message p WHERE p.network = m.network AND p.id = m.reply_to_id);
INSERT OR IGNORE INTO gap(network, kind, evidence)
  SELECT p.network, 'unknown-sender', 'person ' || p.id || ' wrote messages, but the source has no row for them' FROM person p
  WHERE p.is_placeholder = 1 AND EXISTS(SELECT 1 FROM message m WHERE m.network = p.network AND m.author_id = p.id);
INSERT OR IGNORE INTO gap(network, group_id, kind, evidence)
  SELECT network, id, 'unknown-group', 'messages name group ' || id || ', but the source has no row for it' FROM grp WHERE is_placeholder = 1;
INSERT OR IGNORE INTO gap(network, group_id, thread_id, kind, evidence)
  SELECT a.network, m.group_id, m.thread_id, 'missing-file', a.kind || ' ' || a.id || ' is attached, but the source has no row for it'
  FROM attachment a JOIN message m ON m.network = a.network AND m.id = a.message_id
  WHERE a.kind IN ('file', 'page') AND NOT EXISTS(SELECT 1 FROM file_version f WHERE f.network = a.network AND f.type = a.kind AND f.file_id = a.id);
INSERT OR IGNORE INTO gap(network, group_id, thread_id, kind, evidence)
  SELECT a.network, m.group_id, m.thread_id, 'missing-bytes', a.kind || ' ' || a.id || ' is listed, but its bytes are not in the source' || coalesce(': ' || f.lost, '')
  FROM attachment a JOIN message m ON m.network = a.network AND m.id = a.message_id
  JOIN file_version f ON f.network = a.network AND f.type = a.kind AND f.file_id = a.id
    AND f.id = (SELECT max(n.id) FROM file_version n WHERE n.network = a.network AND n.type = a.kind AND n.file_id = a.id)
  WHERE a.kind IN ('file', 'page') AND f.sha256 IS NULL AND (f.locator IS NULL OR f.lost IS NOT NULL);
INSERT OR IGNORE INTO gap(network, kind, evidence)
  SELECT network, 'missing-picture', 'the picture of person ' || person_id || ' could not be fetched: ' || lost FROM avatar WHERE lost IS NOT NULL;
INSERT OR IGNORE INTO gap(network, group_id, thread_id, kind, evidence)
  SELECT a.network, m.group_id, m.thread_id, 'size-differs', a.kind || ' ' || a.id || ' has ' || f.size_bytes || ' bytes here, and the source tells ' || f.told_bytes
  FROM attachment a JOIN message m ON m.network = a.network AND m.id = a.message_id
  JOIN file_version f ON f.network = a.network AND f.type = a.kind AND f.file_id = a.id
    AND f.id = (SELECT max(n.id) FROM file_version n WHERE n.network = a.network AND n.type = a.kind AND n.file_id = a.id)
  WHERE a.kind IN ('file', 'page') AND f.sha256 IS NOT NULL AND f.told_bytes <> f.size_bytes AND f.is_private = 0;
`;
