import { provenanceCode, recordKindCode } from "./codes.ts";
import type { Subject } from "./forget.ts";
import type { Db } from "./store.ts";
import type { ForgetMode } from "./suppress.ts";

/** What has to be known of a subject before it is forgotten, kept until all of it is done, and then forgotten too. */
export interface Survey {
  readonly subject: Subject;
  /** Words that files of the workspace may hold: key, name, e-mail addresses. */
  readonly words: readonly string[];
  /** Keys of conversations and posts in which it shows, and of lists of members. */
  readonly shownIn: readonly string[];
  /** Which rows of which inputs tell of it. */
  readonly inputs: readonly { readonly file: string; readonly rows: readonly number[] }[];
  /** Posts of others that hold the name in plain words: nobody can tell whom they mean. */
  readonly namedIn: readonly string[];
  /** Groups, topics and conversations whose name, description or title holds it in plain words; absent in a survey that an earlier version made. */
  readonly namedOn?: readonly string[];
}

/** Undefined where the store knows nothing of that key. */
export function findSubject(
  db: Db,
  at: {
    readonly key: string;
    readonly network: string;
    readonly kind: "person" | "message";
    readonly id: string;
    readonly mode: ForgetMode;
  },
): Subject | undefined {
  const found = db
    .prepare<[string, string], { networkPk: number; id: string }>(
      `SELECT x.network AS networkPk, CAST(x.id AS TEXT) AS id FROM ${at.kind} x JOIN network n ON n.pk = x.network WHERE n.name = ? AND x.id = ?`,
    )
    .get(at.network, at.id);
  return found && { ...at, key: `${at.network}/${at.kind}/${found.id}`, networkPk: found.networkPk, id: found.id };
}

export function surveyOf(db: Db, subject: Subject): Survey {
  const words = wordsOf(db, subject);
  return {
    subject,
    words,
    shownIn: shownIn(db, subject),
    inputs: inputsOf(db, subject),
    namedIn: namedIn(db, subject),
    namedOn: namedOn(db, subject),
  };
}

function wordsOf(db: Db, { kind, key, networkPk, id }: Subject): string[] {
  if (kind === "message") return [key];
  const rows = db
    .prepare<[unknown], { name: string | null; email: string | null; directoryId: string | null }>(
      `SELECT name, email, directory_id AS directoryId FROM person WHERE network = @n AND id = CAST(@id AS INTEGER)
       UNION ALL SELECT t.name, t.email, t.directory_id FROM person_mapping m JOIN target_person t ON t.target = m.target AND t.id = m.target_person
       WHERE m.network = @n AND m.id = CAST(@id AS INTEGER)`,
    )
    .all({ n: networkPk, id });
  const words = rows.flatMap((row) => [row.name, row.email, row.directoryId]).filter((word) => word !== null && word.trim().length > 2);
  return [...new Set([key, ...words])].filter((word) => word !== null);
}

function shownIn(db: Db, { kind, network, networkPk, id }: Subject): string[] {
  const same = "CAST(@id AS INTEGER)";
  const messages =
    kind === "message"
      ? `SELECT ${same} AS id`
      : `SELECT id FROM message WHERE network = @n AND author_id = ${same}
         UNION SELECT message_id FROM mention WHERE network = @n AND person_id = ${same}
         UNION SELECT message_id FROM reaction WHERE network = @n AND person_id = ${same}
         UNION SELECT message_id FROM praise_person WHERE network = @n AND person_id = ${same}
         UNION SELECT id FROM message WHERE network = @n AND (body LIKE '%user:' || @id || '%' OR body_html LIKE '%user:' || @id || '%')`;
  const at = { n: networkPk, id };
  const rows = db
    .prepare<[unknown], { message: string; thread: string }>(
      `SELECT CAST(m.id AS TEXT) AS message, CAST(m.thread_id AS TEXT) AS thread FROM message m WHERE m.network = @n AND m.id IN (${messages})`,
    )
    .all(at);
  const members =
    kind === "message"
      ? []
      : db
          .prepare<[unknown], string>(
            `SELECT DISTINCT a.key FROM action_record r JOIN action a ON a.pk = r.action
             WHERE r.kind = ${recordKindCode.membership} AND r.network = @n AND r.id IN (SELECT group_id || ':' || person_id FROM membership WHERE network = @n AND person_id = ${same})`,
          )
          .pluck()
          .all(at);
  return [...new Set(rows.flatMap(({ message, thread }) => [`${network}/thread/${thread}`, `${network}/message/${message}`])), ...members];
}

/** Rows that a later one superseded included: their file still says what it said. */
function inputsOf(db: Db, { kind, networkPk, id }: Subject): Survey["inputs"] {
  const same = "CAST(@id AS INTEGER)";
  const { person, membership, reaction, message, file } = { ...recordKindCode, file: provenanceCode.file };
  const where =
    kind === "message"
      ? `(p.kind = ${message} AND p.id = ${same})`
      : `(p.kind IN (${person}, ${provenanceCode["network-admin"]}) AND p.id = ${same})
         OR (p.kind = ${message} AND p.id IN (SELECT m.id FROM message m WHERE m.network = @n AND m.author_id = ${same}))
         OR (p.kind = ${membership} AND p.id LIKE '%:' || @id) OR (p.kind = ${reaction} AND p.id LIKE '%:' || @id || ':%')
         OR (p.kind IN (${file}, ${provenanceCode.page}) AND p.id IN (SELECT f.id FROM file_version f WHERE f.network = @n AND f.uploader_id = ${same}))`;
  const rows = db
    .prepare<[unknown], { file: string; row: number | null }>(
      `SELECT i.file, p.row FROM provenance p JOIN input i ON i.pk = p.input WHERE p.network = @n AND (${where})
       UNION SELECT i.file, p.row FROM superseded p JOIN input i ON i.pk = p.input
         WHERE i.pk = (SELECT max(o.pk) FROM input o WHERE o.source = i.source AND o.file = i.file) AND p.network = @n AND (${where})
       ORDER BY 1, 2`,
    )
    .all({ n: networkPk, id });
  const files = new Map<string, number[]>();
  for (const { file: name, row } of rows) files.set(name, [...(files.get(name) ?? []), ...(row === null ? [] : [row])]);
  return [...files].map(([name, lines]) => ({ file: name, rows: lines }));
}

function namedIn(db: Db, { kind, network, networkPk, id }: Subject): string[] {
  const name = plainName(db, { kind, networkPk, id });
  if (name === undefined) return [];
  return db
    .prepare<[unknown], string>(
      `SELECT @network || '/message/' || id FROM message WHERE network = @n AND author_id IS NOT CAST(@id AS INTEGER)
       AND (instr(lower(body), lower(@name)) > 0 OR instr(lower(coalesce(title, '')), lower(@name)) > 0) ORDER BY id`,
    )
    .pluck()
    .all({ network, n: networkPk, id, name });
}

/** What a person is called, where it is long enough to be looked for. */
function plainName(db: Db, { kind, networkPk, id }: Pick<Subject, "kind" | "networkPk" | "id">): string | undefined {
  if (kind === "message") return undefined;
  const name = db
    .prepare<[number, string], string | null>("SELECT name FROM person WHERE network = ? AND id = ?")
    .pluck()
    .get(networkPk, id);
  return name && name.trim().length >= 3 ? name : undefined;
}

/** Every export brings these names again: only who keeps the source can change them. */
function namedOn(db: Db, { kind, network, networkPk, id }: Subject): string[] {
  const name = plainName(db, { kind, networkPk, id });
  if (name === undefined) return [];
  const holds = (column: string) => `instr(lower(coalesce(${column}, '')), lower(@name)) > 0`;
  return db
    .prepare<[unknown], string>(
      `SELECT @network || '/group/' || id FROM grp WHERE network = @n AND (${holds("name")} OR ${holds("description")})
       UNION SELECT @network || '/topic/' || id FROM topic WHERE network = @n AND ${holds("name")}
       UNION SELECT @network || '/thread/' || id FROM thread WHERE network = @n AND ${holds("title")}
         AND id NOT IN (SELECT id FROM message WHERE network = @n AND author_id = CAST(@id AS INTEGER)) ORDER BY 1`,
    )
    .pluck()
    .all({ network, n: networkPk, id, name });
}
