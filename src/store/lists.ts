import type { Id } from "../model/key.ts";
import type { ListRecord, SourceId } from "../source/source.ts";
import { recordKindCode, sourceCode } from "./codes.ts";
import type { Db } from "./store.ts";

/**
 * Lists that a source reads again: who was in one and is not named any more goes, unless another source told it too. Who is still to be named stands in a table
 * and not in memory, so a list may be of any length and go over any number of processes.
 */
export interface Lists {
  take(record: ListRecord, network: number): void;
  /** The list names this person. */
  confirm(list: ListRecord["list"], network: number, listId: Id, personId: Id): void;
}

const kinds = {
  members: { code: recordKindCode.membership, table: "membership", column: "group_id", also: "", key: "" },
  // The API tells of likes only, whatever they are; an export has no others either.
  likers: { code: recordKindCode.reaction, table: "reaction", column: "message_id", also: "AND t.kind = 'like'", key: " || ':like'" },
} as const;

export function createLists(db: Db, source: SourceId): Lists {
  const ours = sourceCode[source];
  const statements = { members: prepare(db, "members", ours), likers: prepare(db, "likers", ours) };
  // Nothing is looked up for a list that nobody reads again.
  let isAnyOpen = db.prepare("SELECT 1 FROM unconfirmed LIMIT 1").get() !== undefined;
  return {
    take(record, network) {
      const { start, end, wait } = statements[record.list];
      const at = { network, list: record.id };
      if (record.part === "start") {
        const { changes } = start.run(at);
        isAnyOpen ||= changes > 0;
        return;
      }
      for (const statement of end) statement.run({ ...at, least: record.mayMiss === true ? 1 : 0 });
      wait.run(at);
    },
    confirm(list, network, listId, personId) {
      if (isAnyOpen) statements[list].confirm.run({ network, list: listId, person: personId });
    },
  };
}

function prepare(db: Db, list: ListRecord["list"], source: number) {
  const { code, table, column, also, key } = kinds[list];
  const here = `source = ${source} AND kind = ${code} AND network = @network AND list_id = @list`;
  const gone = `SELECT person_id FROM unconfirmed WHERE ${here} AND missed >= @least`;
  const keys = `SELECT list_id || ':' || person_id${key} FROM unconfirmed WHERE ${here} AND missed >= @least`;
  const alsoHere = also.replace("t.", "");
  return {
    start: db.prepare(
      `INSERT OR IGNORE INTO unconfirmed(source, kind, network, list_id, person_id)
         SELECT ${source}, ${code}, t.network, t.${column}, t.person_id FROM ${table} t WHERE t.network = @network AND t.${column} = @list ${also}
         AND NOT EXISTS(SELECT 1 FROM provenance p WHERE p.kind = ${code} AND p.network = t.network AND p.id = t.${column} || ':' || t.person_id${key} AND p.source <> ${source})`,
    ),
    confirm: db.prepare(`DELETE FROM unconfirmed WHERE ${here} AND person_id = @person`),
    end: [
      `DELETE FROM ${table} WHERE network = @network AND ${column} = @list ${alsoHere} AND person_id IN (${gone})`,
      `DELETE FROM provenance WHERE kind = ${code} AND network = @network AND source = ${source} AND id IN (${keys})`,
      // A plan that was made before counts what is there.
      `DELETE FROM action_record WHERE plan IN (SELECT id FROM plan) AND kind = ${code} AND network = @network AND id IN (${keys})`,
      `DELETE FROM unconfirmed WHERE ${here} AND missed >= @least`,
    ].map((sql) => db.prepare(sql)),
    wait: db.prepare(`UPDATE unconfirmed SET missed = 1 WHERE ${here}`),
  };
}
