import { recordKindCode, sourceCode } from "./codes.ts";
import type { Db } from "./store.ts";

/** An export and the API in one store, reconciled: rows of `v_cross_check`, counted. */
export interface CrossCheck {
  readonly kinds: readonly {
    readonly kind: string;
    readonly both: number;
    readonly onlyExport: number;
    readonly onlyApi: number;
    /** Of those in both. */
    readonly different: number;
  }[];
}

/** Nothing where the store holds one of the two sources only. */
export function crossCheckOf(db: Db): { readonly crossCheck?: CrossCheck } {
  const has = (source: number) =>
    db.prepare<[number], { n: number }>("SELECT EXISTS(SELECT 1 FROM provenance WHERE source = ? AND kind = 5) AS n").get(source)?.n === 1;
  if (!has(sourceCode["yammer-export"]) || !has(sourceCode["yammer-api"])) return {};
  const kinds = db
    .prepare<[], CrossCheck["kinds"][number]>(
      `SELECT kind, sum(status IN ('both', 'different')) AS "both", sum(status = 'only-export') AS onlyExport,
         sum(status = 'only-api') AS onlyApi, sum(status = 'different') AS different FROM v_cross_check GROUP BY kind ORDER BY kind`,
    )
    .all();
  return { crossCheck: { kinds } };
}

const COMPARED = [recordKindCode.person, recordKindCode.group, recordKindCode.membership, recordKindCode.message].join(", ");

/** One row for each record that both an export and the API can tell of, with what that may mean. */
export const crossCheckView = `SELECT n.name AS network,
    CASE p.kind WHEN 1 THEN 'person' WHEN 2 THEN 'group' WHEN 3 THEN 'membership' ELSE 'message' END AS kind, CAST(p.id AS TEXT) AS source_id,
    CASE WHEN p.zip AND p.api THEN iif(p.fields IS NULL AND coalesce(m.flags & 1, 0) = 0, 'both', 'different') WHEN p.zip THEN 'only-export' ELSE 'only-api' END AS status,
    CASE WHEN p.zip AND p.api THEN iif(m.flags & 1 <> 0, coalesce(p.fields || ' ', '') || 'deleted', p.fields)
      WHEN p.kind = 5 AND p.zip AND m.flags & 1 <> 0 THEN 'deleted'
      WHEN p.kind = 5 AND p.zip AND m.flags & 8 <> 0 THEN 'private'
      WHEN p.kind = 5 AND p.zip AND EXISTS(SELECT 1 FROM gap g WHERE g.network = p.network AND g.group_id = m.group_id AND g.kind IN ('group-denied', 'group-denied-or-empty'))
        THEN 'group-closed'
      WHEN p.kind = 1 AND p.zip AND EXISTS(SELECT 1 FROM person x WHERE x.network = p.network AND x.id = +p.id AND x.state IN ('deleted', 'suspended')) THEN 'left'
      WHEN p.kind = 2 AND p.zip AND EXISTS(SELECT 1 FROM grp x WHERE x.network = p.network AND x.id = +p.id AND x.is_deleted = 1) THEN 'deleted'
      WHEN p.kind = 3 AND p.zip AND EXISTS(SELECT 1 FROM gap g WHERE g.network = p.network AND g.kind = 'members-denied'
        AND g.group_id = CAST(substr(p.id, 1, instr(p.id, ':') - 1) AS INTEGER)) THEN 'group-closed'
      WHEN p.zip THEN 'not-in-api'
      WHEN p.kind = 5 AND m.created_at > (SELECT max(x.created_at) FROM message x JOIN provenance q ON q.kind = 5 AND q.network = x.network
        AND q.id = +x.id AND q.source = 1 WHERE x.network = p.network) THEN 'newer'
      WHEN p.api THEN 'not-in-export' END AS why
    FROM (SELECT kind, network, id, max(source = 1) AS zip, max(source = 2) AS api, (SELECT group_concat(d.field, ' ') FROM disagreement d
        WHERE d.kind = +o.kind AND d.network = +o.network AND d.id = +o.id AND d.exported IS NOT '' AND d.told IS NOT '') AS fields FROM provenance o
      WHERE source IN (1, 2) AND kind IN (${COMPARED}) GROUP BY kind, network, id) p
    JOIN network n ON n.pk = p.network LEFT JOIN message m ON p.kind = 5 AND m.network = p.network AND m.id = p.id`;

const REFERENCE = /\[\[(user|tag|group):(\d+)\]\]|\[(User|Tag):(\d+)(?::[^\]\n]*)?\]/gi;
const COPIED = /\n[^\S\n]*cc: user:\d[^\n]*$/i;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

/** A text as both sources would say it: references by number, entities decoded, white space single, without the line of people in copy. */
export function comparable(text: string): string {
  return text
    .replace(COPIED, "")
    .replace(
      REFERENCE,
      (_given, kind?: string, id?: string, word?: string, number?: string) =>
        `<${(kind ?? word ?? "").toLowerCase()} ${id ?? number ?? ""}>`,
    )
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,5}));/gi, (given: string, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? given;
      const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : given;
    })
    .replace(/\s+/g, " ")
    .trim();
}
