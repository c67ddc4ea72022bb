import type { Policies } from "../config.ts";
import type { Store } from "../store/store.ts";

/**
 * People in tiers, each match with its reason: same directory id · same e-mail · same name and department (a proposal only, decided by nobody yet).
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

/** Rewrites the mappings that nobody decided by hand. Set-based; a name stands for one person only where it is unique over there. */
export function matchPeople(store: Store, target: { readonly id: string; readonly remote: boolean }, policies: Policies): MatchCounts {
  const bots = policies.bots ?? (target.remote ? "skip" : "placeholder");
  store.transaction(() => {
    store.db.prepare("DELETE FROM person_mapping WHERE target = ? AND decided_by = 'regroup'").run(target.id);
    store.db.prepare(propose).run({
      target: target.id,
      bots,
      unknown: policies.unknown_senders,
      leavers: policies.leavers.treatment,
      guests: policies.guests,
      unmatched: policies.unmatched,
    });
  });
  return (
    store.db.prepare<[string], MatchCounts>(counts).get(target.id) ?? {
      people: 0,
      matched: 0,
      proposed: 0,
      matchedMessages: 0,
      messages: 0,
    }
  );
}

const propose = `
WITH tiered AS (
  SELECT p.network, p.id, p.is_bot, p.is_placeholder, p.state, p.is_guest,
    (SELECT min(t.id) FROM target_person t WHERE t.target = @target AND t.directory_id IS NOT NULL AND lower(t.directory_id) = lower(p.directory_id)) AS by_directory,
    (SELECT min(t.id) FROM target_person t WHERE t.target = @target AND t.email IS NOT NULL AND p.email <> '' AND lower(t.email) = lower(p.email)) AS by_email,
    (SELECT CASE WHEN count(*) = 1 THEN min(t.id) END FROM target_person t WHERE t.target = @target AND p.name <> '' AND lower(t.name) = lower(p.name)
      AND lower(coalesce(t.department, '')) = lower(coalesce(p.department, ''))) AS by_name
  FROM person p
), chosen AS (
  SELECT *, coalesce(by_directory, by_email) AS found FROM tiered
)
INSERT INTO person_mapping(network, id, target, treatment, target_person, target_name, tier, reason, decided_by)
SELECT c.network, c.id, @target,
  CASE WHEN found IS NOT NULL THEN 'match' WHEN c.is_bot = 1 THEN @bots WHEN c.is_placeholder = 1 THEN @unknown
    WHEN c.state IN ('deleted', 'suspended') THEN @leavers WHEN c.is_guest = 1 THEN @guests ELSE @unmatched END,
  found, (SELECT t.name FROM target_person t WHERE t.target = @target AND t.id = found),
  CASE WHEN by_directory IS NOT NULL THEN 'directory-id' WHEN by_email IS NOT NULL THEN 'email' WHEN by_name IS NOT NULL THEN 'proposal' ELSE 'none' END,
  CASE WHEN by_directory IS NOT NULL THEN 'same directory id' WHEN by_email IS NOT NULL THEN 'same e-mail'
    WHEN by_name IS NOT NULL THEN 'same name and department as ' || by_name || ': decide in people.csv'
    WHEN c.is_bot = 1 THEN 'a bot' WHEN c.is_placeholder = 1 THEN 'the source has no row for this person'
    WHEN c.state IN ('deleted', 'suspended') THEN 'has left (' || c.state || ')' WHEN c.is_guest = 1 THEN 'a guest from elsewhere'
    ELSE 'no account with this e-mail' END,
  'regroup'
FROM chosen c WHERE NOT EXISTS (SELECT 1 FROM person_mapping d WHERE d.network = c.network AND d.id = c.id AND d.target = @target)
`;

const counts = `
SELECT count(*) AS people, coalesce(sum(m.treatment = 'match'), 0) AS matched, coalesce(sum(m.tier = 'proposal'), 0) AS proposed,
  coalesce(sum(CASE WHEN m.treatment = 'match' THEN a.n ELSE 0 END), 0) AS matchedMessages, coalesce(sum(a.n), 0) AS messages
FROM person_mapping m LEFT JOIN (SELECT network, author_id, count(*) AS n FROM message WHERE author_id IS NOT NULL GROUP BY network, author_id) a
  ON a.network = m.network AND a.author_id = m.id
WHERE m.target = ?
`;
