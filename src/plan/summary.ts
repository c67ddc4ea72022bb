import { blockingFindings } from "../store/findings.ts";
import type { Db } from "../store/store.ts";
import type { PlanSettings } from "./build.ts";
import { figures, type FidelityLine, type PeopleLine } from "./figures.ts";
import { forecast, type Forecast } from "./forecast.ts";
import { leftBehind, type LeftBehind } from "./left-behind.ts";
import { wavesOf } from "./signed.ts";
import type { Tally } from "./tally.ts";

/** What a sponsor is shown, as values. Every figure counts rows of the plan's ledger, so the sums agree with `v_fate`. */
export interface PlanSummary {
  /** Actions by kind: wanted in all, and still to do. */
  readonly actions: readonly { readonly kind: string; readonly wanted: number; readonly toDo: number }[];
  readonly fates: readonly { readonly kind: string; readonly fate: string; readonly reason: string | null; readonly records: number }[];
  readonly adjustments: readonly {
    readonly field: string;
    readonly treatment: string;
    readonly reason: string;
    readonly records: number;
  }[];
  readonly groups: readonly GroupLine[];
  /** Private groups whose content the target cannot keep closed. */
  readonly exposed: readonly string[];
  /** Groups that are private at the source, and whose posts more people can read afterwards: somebody accepted that, or has to. */
  readonly opened: readonly OpenedGroup[];
  /** What stands against an import, in words. */
  readonly blockers: readonly string[];
  readonly gaps: readonly { readonly kind: string; readonly count: number }[];
  readonly people: readonly PeopleLine[];
  readonly fidelity: readonly FidelityLine[];
  readonly forecast: Forecast;
  readonly waves: readonly WaveLine[];
  readonly leftBehind: LeftBehind;
}

export interface WaveLine {
  readonly wave: string;
  readonly groups: number;
  readonly posts: number;
  readonly actions: number;
}

export interface OpenedGroup {
  readonly before: string;
  /** The sub-group whose readers see its posts. */
  readonly into: string;
}

export interface GroupLine {
  readonly network: string;
  readonly id: string;
  readonly before: string;
  readonly after: string;
  readonly action: string;
  /** Of the sub-group that it comes into. */
  readonly privacy: string;
  readonly wave: string;
  readonly members: number | null;
  readonly messages: number;
  readonly planned: number;
}

const kindWord = `CASE r.kind WHEN 1 THEN 'person' WHEN 2 THEN 'group' WHEN 3 THEN 'membership' WHEN 4 THEN 'thread' WHEN 5 THEN 'message' WHEN 6 THEN 'reaction' ELSE 'attachment' END`;

export function summarize(
  db: Db,
  { plan, target, settings, tally }: { plan: number; target: string; settings: PlanSettings; tally: Tally },
): PlanSummary {
  const counts = JSON.stringify([...tally.groups.values()]);
  const groups = db.prepare<[{ target: string; counts: string }], GroupLine>(groupLines).all({ target, counts });
  const exposed =
    settings.capabilities.access === "none"
      ? [...new Set(groups.filter((group) => group.privacy === "private" && group.planned > 0).map((group) => group.after))]
      : [];
  const exposure = settings.policies.exposure ?? (settings.capabilities.access === "none" ? "warn" : "block");
  const actions = db
    .prepare<[number], PlanSummary["actions"][number]>(
      "SELECT kind, count(*) AS wanted, sum(state <> 'done') AS toDo FROM action WHERE plan = ? GROUP BY kind ORDER BY min(position)",
    )
    .all(plan);
  const { capabilities } = settings;
  // Where readers are checked, a private sub-group of others is more eyes too.
  const joins = Number(capabilities.access === "enforced");
  return {
    ...figures(db, { plan, target }, { posts: tally.posts(), capabilities }),
    forecast: forecast(db, plan, { actions, capabilities }),
    waves: waveLines(db, plan, groups),
    leftBehind: leftBehind(db, { plan, target }),
    actions,
    fates: db.prepare<[{ plan: number }], PlanSummary["fates"][number]>(fateLines).all({ plan }),
    adjustments: db
      .prepare<[number], PlanSummary["adjustments"][number]>(
        "SELECT field, treatment, reason, count(*) AS records FROM adjustment WHERE plan = ? GROUP BY field, treatment, reason ORDER BY field, treatment, reason",
      )
      .all(plan),
    groups,
    exposed,
    opened: db.prepare<[{ plan: number; target: string; joins: number }], OpenedGroup>(openedGroups).all({ plan, target, joins }),
    blockers: [
      ...(exposure === "block" && exposed.length > 0
        ? [`policies.exposure is block, and the target cannot keep ${exposed.length} private group(s) closed`]
        : []),
      ...blockingFindings(db, target),
    ],
    gaps: db.prepare<[], PlanSummary["gaps"][number]>("SELECT kind, count(*) AS count FROM gap GROUP BY kind ORDER BY kind").all(),
  };
}

function waveLines(db: Db, plan: number, groups: readonly GroupLine[]): WaveLine[] {
  const count = db.prepare<[number, string], { actions: number }>("SELECT count(*) AS actions FROM action WHERE plan = ? AND wave = ?");
  return wavesOf(db, plan).map((wave) => {
    const inWave = groups.filter((group) => group.wave === wave && !["link", "skip"].includes(group.action));
    return {
      wave,
      groups: inWave.length,
      posts: inWave.reduce((sum, group) => sum + group.planned, 0),
      actions: count.get(plan, wave)?.actions ?? 0,
    };
  });
}

/** Nearly all records go along and have no reason: those are counted as they stand in the ledger, and only the others are sorted to be counted. */
const fateLines = `
WITH plain AS (SELECT kind, sum(fate = 'planned') AS planned, sum(fate = 'archived') AS archived FROM action_record
  WHERE plan = @plan AND reason IS NULL AND fate IN ('planned', 'archived') GROUP BY kind),
counted AS (SELECT kind, 'planned' AS fate, NULL AS reason, planned AS records FROM plain UNION ALL SELECT kind, 'archived', NULL, archived FROM plain
  UNION ALL SELECT kind, fate, reason, count(*) FROM action_record WHERE plan = @plan AND NOT (reason IS NULL AND fate IN ('planned', 'archived')) GROUP BY kind, fate, reason)
SELECT ${kindWord} AS kind, r.fate, r.reason, r.records FROM counted r WHERE r.records > 0 ORDER BY r.kind, r.fate, r.reason`;

const groupLines = `
SELECT n.name AS network, CAST(g.id AS TEXT) AS id, coalesce(g.name, 'Group ' || g.id) AS before, coalesce(h.name, m.name) AS after, m.action, coalesce(h.privacy, m.privacy) AS privacy, coalesce(h.wave, m.wave) AS wave,
  nullif((SELECT count(*) FROM membership x WHERE x.network = g.network AND x.group_id = g.id), 0) AS members,
  coalesce(c.messages, 0) AS messages, coalesce(c.planned, 0) AS planned
FROM grp g JOIN network n ON n.pk = g.network JOIN group_mapping m ON m.target = @target AND m.network = g.network AND m.id = g.id
LEFT JOIN sub_group h ON h.target = m.target AND h.network = m.home_network AND h.id = m.home_id
LEFT JOIN (SELECT value->>'network' AS network, CAST(value->>'group' AS INTEGER) AS group_id, value->>'messages' AS messages, value->>'planned' AS planned
  FROM json_each(@counts)) c ON c.network = g.network AND c.group_id = g.id
ORDER BY n.name, c.messages DESC, g.id
`;

const openedGroups = `
SELECT coalesce(g.name, 'Group ' || g.id) AS before, h.name AS "into"
FROM grp g JOIN group_mapping m ON m.target = @target AND m.network = g.network AND m.id = g.id
JOIN sub_group h ON h.target = m.target AND h.network = m.home_network AND h.id = m.home_id
WHERE g.privacy = 'private' AND (h.privacy <> 'private' OR (@joins AND m.action = 'merge'))
  AND EXISTS (SELECT 1 FROM thread t JOIN message x ON x.network = t.network AND x.thread_id = t.id
    CROSS JOIN action_record r ON r.plan = @plan AND r.kind = 5 AND r.network = x.network AND r.id = +x.id
    WHERE t.network = g.network AND t.group_id = g.id AND r.action IS NOT NULL)
ORDER BY g.network, g.id
`;
