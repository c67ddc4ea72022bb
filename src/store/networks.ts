import type { NetworkRecord } from "../model/network.ts";
import type { Db } from "./store.ts";

/**
 * A network keeps the name under which it was first seen: it stands in every key. Names learnt later are aliases of it.
 * Two names are one network when they come with the same id.
 */
export function createNetworks(db: Db) {
  const byName = db.prepare<[{ name: string }], { pk: number }>(
    "SELECT pk FROM network WHERE name = @name UNION ALL SELECT network AS pk FROM network_alias WHERE name = @name LIMIT 1",
  );
  const byId = db.prepare<[number | string], { pk: number }>("SELECT pk FROM network WHERE id = ?");
  const insert = db.prepare("INSERT INTO network(name) VALUES(?)");
  const alias = db.prepare("INSERT OR IGNORE INTO network_alias(name, network) VALUES(?, ?)");
  const fill = db.prepare(
    `UPDATE network SET id = coalesce(id, @id), permalink = coalesce(permalink, @permalink), title = coalesce(title, @title) WHERE pk = @pk`,
  );
  const known = new Map<string, number>();

  function pk(name: string): number {
    const cached = known.get(name);
    if (cached !== undefined) return cached;
    const found = byName.get({ name })?.pk ?? Number(insert.run(name).lastInsertRowid);
    known.set(name, found);
    return found;
  }

  function learn(record: NetworkRecord): void {
    const twin = byName.get({ name: record.network }) ?? (record.id === undefined ? undefined : byId.get(record.id));
    const network = twin?.pk ?? Number(insert.run(record.network).lastInsertRowid);
    alias.run(record.network, network);
    fill.run({ pk: network, id: record.id ?? null, permalink: record.permalink ?? null, title: record.name ?? null });
    known.set(record.network, network);
  }

  return { pk, learn };
}
