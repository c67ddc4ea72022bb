import type { MapOptions, Policies } from "../config.ts";
import type { Db, Store } from "../store/store.ts";
import { fold, foldName } from "./fold.ts";

/**
 * People in tiers, each match with its reason: same directory id · same e-mail · same mailbox under a mapped domain · same name and department
 * (a proposal only, decided by nobody yet). Where two accounts fit, both are named and nobody is matched.
 * Who is unmatched gets the treatment that the policies give to their sort.
 */
export interface MatchCounts {
  readonly people: number;
  readonly matched: number;
  readonly proposed: number;
  /** Messages whose author is matched, and all with an author: coverage counts posts, not heads. */
  readonly matchedMessages: number;
  readonly messages: number;
}

export interface MatchOptions {
  readonly id: string;
  readonly remote: boolean;
  readonly domains?: MapOptions["domains"];
}

/** Rewrites the mappings that nobody decided by hand. Set-based; names compare across Unicode forms, case and "Last, First". */
export function matchPeople(store: Store, target: MatchOptions, policies: Policies): MatchCounts {
  const { db } = store;
  const bots = policies.bots ?? (target.remote ? "skip" : "placeholder");
  teach(db, target.domains ?? {});
  store.transaction(() => {
    db.prepare("DELETE FROM person_mapping WHERE target = ? AND decided_by = 'regroup'").run(target.id);
    db.exec(lookUps);
    for (const sql of fill) db.prepare(sql).run({ target: target.id });
    db.prepare(propose).run({
      target: target.id,
      bots,
      unknown: policies.unknown_senders,
      leavers: policies.leavers.treatment,
      guests: policies.guests,
      unmatched: policies.unmatched,
    });
    db.exec("DROP TABLE temp.account; DROP TABLE temp.wanted;");
  });
  return (
    db.prepare<[string], MatchCounts>(counts).get(target.id) ?? { people: 0, matched: 0, proposed: 0, matchedMessages: 0, messages: 0 }
  );
}

/** Functions that SQL has not: its own lower() knows ASCII only. */
function teach(db: Db, domains: Readonly<Record<string, string>>): void {
  const texts = (read: (text: string) => string | null) => (value: unknown) =>
    typeof value === "string" && value.trim() !== "" ? read(value) : null;
  db.function("folded", { deterministic: true }, texts(fold));
  db.function("folded_name", { deterministic: true }, texts(foldName));
  db.function(
    "other_mailbox",
    texts((email) => {
      const [, mailbox, domain] = /^(.+)@([^@]+)$/.exec(fold(email)) ?? [];
      const mapped = domain !== undefined && Object.hasOwn(domains, domain) ? domains[domain] : undefined;
      return mapped === undefined ? null : `${mailbox ?? ""}@${mapped}`;
    }),
  );
}

const lookUps = `
DROP TABLE IF EXISTS temp.account; DROP TABLE IF EXISTS temp.wanted;
CREATE TEMP TABLE account(by TEXT NOT NULL, value TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY(by, value, id)) WITHOUT ROWID;
CREATE TEMP TABLE wanted(network INTEGER NOT NULL, id INTEGER NOT NULL, by TEXT NOT NULL, rank INTEGER NOT NULL, value TEXT NOT NULL, PRIMARY KEY(network, id, rank)) WITHOUT ROWID;
`;

const named = (table: string) => `folded_name(${table}.name) || char(31) || coalesce(folded(${table}.department), '')`;

/** What accounts can be found by, and by what each person is looked for, best first. */
const fill = [
  `INSERT INTO temp.account SELECT 'directory-id', folded(t.directory_id), t.id FROM target_person t WHERE t.target = @target AND folded(t.directory_id) IS NOT NULL`,
  `INSERT INTO temp.account SELECT 'email', folded(t.email), t.id FROM target_person t WHERE t.target = @target AND folded(t.email) IS NOT NULL`,
  `INSERT INTO temp.account SELECT 'name', ${named("t")}, t.id FROM target_person t WHERE t.target = @target AND folded_name(t.name) IS NOT NULL`,
  ...[
    ["directory-id", 1, "folded(p.directory_id)"],
    ["email", 2, "folded(p.email)"],
    ["email", 3, "other_mailbox(p.email)"],
    ["name", 4, named("p")],
  ].map(
    ([by, rank, value]) =>
      `INSERT INTO temp.wanted SELECT p.network, p.id, '${by}', ${rank}, ${value} FROM person p WHERE ${value} IS NOT NULL AND @target IS NOT NULL`,
  ),
];

/** The best tier that finds anybody decides; where it finds several, nobody is matched. */
const propose = `
WITH found AS (
  SELECT w.network, w.id, w.rank, count(*) AS n, min(a.id) AS account, group_concat(a.id, ' and ') AS accounts,
    json_group_array(a.id) AS candidates
  FROM temp.wanted w CROSS JOIN temp.account a ON a.by = w.by AND a.value = w.value GROUP BY w.network, w.id, w.rank
), best AS (
  SELECT f.*, row_number() OVER (PARTITION BY network, id ORDER BY rank) AS place FROM found f
), chosen AS (
  SELECT p.network, p.id, p.is_bot, p.is_placeholder, p.state, p.is_guest, b.rank, b.n, b.accounts, b.candidates,
    CASE WHEN b.n = 1 AND b.rank < 4 THEN b.account END AS found, coalesce(folded(p.department), '') = '' AS bare
  FROM person p LEFT JOIN best b ON b.network = p.network AND b.id = p.id AND b.place = 1
)
INSERT INTO person_mapping(network, id, target, treatment, target_person, target_name, tier, reason, decided_by, candidates)
SELECT c.network, c.id, @target,
  CASE WHEN found IS NOT NULL THEN 'match' WHEN c.is_bot = 1 THEN @bots WHEN c.is_placeholder = 1 THEN @unknown
    WHEN c.state IN ('deleted', 'suspended') THEN @leavers WHEN c.is_guest = 1 THEN @guests ELSE @unmatched END,
  found, (SELECT t.name FROM target_person t WHERE t.target = @target AND t.id = found),
  CASE WHEN found IS NOT NULL THEN CASE rank WHEN 1 THEN 'directory-id' WHEN 2 THEN 'email' ELSE 'mapped-domain' END
    WHEN rank = 4 AND n > 1 THEN 'none' WHEN rank IS NOT NULL THEN 'proposal' ELSE 'none' END,
  CASE WHEN found IS NOT NULL THEN CASE rank WHEN 1 THEN 'same directory id' WHEN 2 THEN 'same e-mail' ELSE 'same mailbox under a mapped domain' END
    WHEN rank < 4 THEN CASE rank WHEN 1 THEN 'same directory id' WHEN 2 THEN 'same e-mail' ELSE 'same mailbox under a mapped domain' END
      || ' as ' || n || ' accounts, ' || accounts || ': decide in people.csv'
    WHEN rank = 4 AND n > 1 THEN 'same name' || iif(bare, '', ' and department') || ' as ' || n || ' accounts, ' || accounts
    WHEN rank = 4 THEN 'same name' || iif(bare, '', ' and department') || ' as ' || accounts || ': decide in people.csv'
    WHEN c.is_bot = 1 THEN 'a bot' WHEN c.is_placeholder = 1 THEN 'the source has no row for this person'
    WHEN c.state IN ('deleted', 'suspended') THEN 'has left (' || c.state || ')' WHEN c.is_guest = 1 THEN 'a guest from elsewhere'
    ELSE 'no account with this e-mail' END,
  'regroup', CASE WHEN found IS NULL THEN candidates END
FROM chosen c WHERE NOT EXISTS (SELECT 1 FROM person_mapping d WHERE d.network = c.network AND d.id = c.id AND d.target = @target)
`;

const counts = `
SELECT count(*) AS people, coalesce(sum(m.treatment = 'match'), 0) AS matched, coalesce(sum(m.tier = 'proposal'), 0) AS proposed,
  coalesce(sum(CASE WHEN m.treatment = 'match' THEN a.n ELSE 0 END), 0) AS matchedMessages, coalesce(sum(a.n), 0) AS messages
FROM person_mapping m LEFT JOIN (SELECT network, author_id, count(*) AS n FROM message WHERE author_id IS NOT NULL GROUP BY network, author_id) a
  ON a.network = m.network AND a.author_id = m.id
WHERE m.target = ?
`;
