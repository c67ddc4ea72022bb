import type { Store } from "./store.ts";

/** SQL, of a plan by its id: what of its settings is written into every conversation. A digest covers records, so this is kept beside it. */
export const mannerOfPlan = `SELECT json_array(settings ->> 'official_network', settings ->> 'language', settings ->> 'time_zone',
  settings ->> '$.policies.leavers.shown_as') FROM plan WHERE id = ?`;

/** A target as last read. */
export function saveTarget(store: Store, id: string, info: { readonly fingerprint: string; readonly capabilities: unknown }): void {
  store.transaction(() => {
    store.db
      .prepare(
        "INSERT INTO target(id, kind, fingerprint, capabilities) VALUES(@id, @id, @fingerprint, @capabilities) ON CONFLICT DO UPDATE SET fingerprint = excluded.fingerprint, capabilities = excluded.capabilities",
      )
      .run({ id, fingerprint: info.fingerprint, capabilities: JSON.stringify(info.capabilities) });
  });
}

export interface AccountRow {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly department: string | null;
  readonly directoryId: string | null;
}

/** Replaces the accounts known of a target, as one. Collected beforehand: a target may be slow, a transaction may not. */
export async function saveTargetPeople(store: Store, target: string, people: AsyncIterable<AccountRow>): Promise<void> {
  const rows: AccountRow[] = [];
  for await (const person of people) rows.push(person);
  const insert = store.db.prepare(
    "INSERT OR REPLACE INTO target_person(target, id, name, email, department, directory_id) VALUES(?, ?, ?, ?, ?, ?)",
  );
  store.transaction(() => {
    store.db.prepare("DELETE FROM target_person WHERE target = ?").run(target);
    for (const row of rows) insert.run(target, row.id, row.name, row.email, row.department, row.directoryId);
  });
}

export interface GroupRow {
  readonly ref: { readonly id: string };
  readonly name: string;
  readonly slug: string;
  readonly key: string | null;
}

/** Replaces the sub-groups known of a target, as one. */
export async function saveTargetGroups(store: Store, target: string, groups: AsyncIterable<GroupRow>): Promise<void> {
  const rows: GroupRow[] = [];
  for await (const group of groups) rows.push(group);
  const insert = store.db.prepare("INSERT OR REPLACE INTO target_group(target, ref, name, slug, key) VALUES(?, ?, ?, ?, ?)");
  store.transaction(() => {
    store.db.prepare("DELETE FROM target_group WHERE target = ?").run(target);
    for (const row of rows) insert.run(target, row.ref.id, row.name, row.slug, row.key);
  });
}
