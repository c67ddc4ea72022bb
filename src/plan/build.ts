import type { Config, Policies } from "../config.ts";
import { shortHash } from "../model/action.ts";
import { writeState } from "../store/runs.ts";
import type { Db, Store } from "../store/store.ts";
import { mannerOfPlan } from "../store/targets.ts";
import type { TargetInfo } from "../target/target.ts";
import { desiredActions, type Desired } from "./desired.ts";
import { adjust } from "./adjust.ts";
import { textDigest, type TextDigest } from "./digest.ts";
import { writeLedger } from "./ledger.ts";
import { dropUnsigned, replaceSigned, waveOfRoom } from "./signed.ts";
import { summarize, type PlanSummary } from "./summary.ts";
import { createTally } from "./tally.ts";

export interface Plan {
  readonly id: number;
  readonly target: string;
  /** sha256 of the whole; people read out the first eight digits: `7F3A-91C2`. */
  readonly hash: string;
  readonly shortHash: string;
  readonly summary: PlanSummary;
}

/** What besides records decides how the target will look: part of the hash, compared again before an import. */
export interface PlanSettings {
  readonly official_network: string;
  readonly language: string;
  readonly time_zone: string;
  readonly policies: Policies;
  readonly target: string;
  readonly capabilities: TargetInfo["capabilities"];
}

export function settingsOf(config: Config, info: TargetInfo): PlanSettings {
  return {
    official_network: config.official_network.name,
    language: config.language,
    time_zone: config.time_zone,
    policies: config.policies,
    target: info.fingerprint,
    capabilities: info.capabilities,
  };
}

/**
 * Compiles the plan: what the target shall hold in the end. What stands there already with the same digest is `done`; the rest is to do.
 * One transaction; the plan before it goes, unless it is the one that somebody signed. `reader` sees the store as it stands, beside the writer.
 */
export function buildPlan(
  store: Store,
  reader: Store,
  options: { readonly target: string; readonly config: Config; readonly info: TargetInfo; readonly now: number },
): Plan {
  const { db } = store;
  const settings = settingsOf(options.config, options.info);
  return store.transaction(() => {
    const capabilities = JSON.stringify(options.info.capabilities);
    const id = Number(
      db
        .prepare("INSERT INTO plan(target, hash, capabilities, settings, summary, made_at) VALUES(?, '', ?, ?, '{}', ?)")
        .run(options.target, capabilities, JSON.stringify(settings), options.now).lastInsertRowid,
    );
    dropUnsigned(db, id);
    const hash = textDigest();
    hash.add(JSON.stringify(settings));
    const tally = createTally();
    const selection = { by: "policies", policies: settings.policies } as const;
    insertActions(db, desiredActions(reader.db, { target: options.target, selection, tally }), {
      plan: id,
      target: options.target,
      hash,
      // What a target cannot write anew stays in the words that it was written in.
      manner: settings.capabilities.update ? (db.prepare<[number], string>(mannerOfPlan).pluck().get(id) ?? null) : null,
    });
    for (const line of decidedWords(db, options.target)) hash.add(line);
    writeLedger(db, settings.policies, { plan: id, target: options.target });
    adjust(db, id, hash);
    const digest = hash.end();
    const summary = summarize(db, { plan: id, target: options.target, settings, tally });
    db.prepare("UPDATE plan SET hash = ?, summary = ? WHERE id = ?").run(digest, JSON.stringify(summary), id);
    writeState(db, "plan", String(id));
    replaceSigned(db, { plan: id, target: options.target, hash: digest });
    return { id, target: options.target, hash: digest, shortHash: shortHash(digest), summary };
  });
}

function insertActions(
  db: Db,
  desired: Iterable<Desired>,
  { plan, target, hash, manner }: { plan: number; target: string; hash: TextDigest; manner: string | null },
): void {
  const landed = landedDigests(db, target, manner);
  const waves = waveOfRoom(db, target);
  const insert = db.prepare(
    "INSERT INTO action(plan, key, kind, phase, position, parent, digest, state, network, id, wave) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  );
  let position = 0;
  for (const action of desired) {
    hash.add(`${action.kind} ${action.key} ${action.parent ?? ""} ${action.digest}\n`);
    const state = landed(action.key) === action.digest ? "done" : "planned";
    const wave = action.kind === "person" ? null : (waves.get(action.parent ?? action.key) ?? null);
    insert.run(
      plan,
      action.key,
      action.kind,
      action.phase,
      position++,
      action.parent,
      action.digest,
      state,
      action.network,
      action.id,
      wave,
    );
  }
}

/** What stands at the target, by key. A first plan asks nothing: nothing stands there. */
function landedDigests(db: Db, target: string, manner: string | null): (key: string) => string | undefined {
  if (db.prepare("SELECT 1 FROM target_ref WHERE target = ? LIMIT 1").get(target) === undefined) return () => undefined;
  const query = db.prepare<[{ target: string; key: string; manner: string | null }], { digest: string }>(
    "SELECT digest FROM target_ref WHERE target = @target AND key = @key AND (@manner IS NULL OR manner IS NULL OR manner = @manner)",
  );
  return (key) => query.get({ target, key, manner })?.digest;
}

/** What is signed beside actions: groups that stay where they are and are listed, and who accepted that more people read a private one. */
function decidedWords(db: Db, target: string): string[] {
  return db
    .prepare<[{ target: string }], { line: string }>(
      `SELECT 'link ' || n.name || '/group/' || m.id || ' ' || m.name || char(10) AS line FROM group_mapping m JOIN network n ON n.pk = m.network
       WHERE m.target = @target AND m.action = 'link' AND m.privacy <> 'private'
       UNION ALL SELECT 'accepted ' || n.name || '/group/' || m.id || ' ' || m.accepted_by || char(10) FROM group_mapping m JOIN network n ON n.pk = m.network
       WHERE m.target = @target AND m.accepted_by IS NOT NULL AND m.home_id IS NOT NULL ORDER BY line`,
    )
    .all({ target })
    .map((row) => row.line);
}
