import type { AvatarRecord } from "../source/source.ts";
import type { ByteLedger, WantedFile } from "./files.ts";
import type { Db } from "./store.ts";

/** Writes where somebody's picture is. Bytes of an unchanged address stay; those of another one are wanted anew; of none, nothing stays. */
export function createAvatarWriter(db: Db): (record: AvatarRecord, network: number, input: number) => void {
  const put = db.prepare(
    `INSERT INTO avatar(network, person_id, url, locator, input) VALUES(@network, @person, @url, @locator, @input)
     ON CONFLICT DO UPDATE SET url = excluded.url, locator = excluded.locator, input = excluded.input,
       sha256 = iif(url = excluded.url, sha256, NULL), lost = iif(url = excluded.url, lost, NULL)
     WHERE locator <> excluded.locator OR url <> excluded.url`,
  );
  const remove = db.prepare("DELETE FROM avatar WHERE network = ? AND person_id = ?");
  return ({ personId: person, url, locator }, network, input) => {
    if (url === null) remove.run(network, person);
    else put.run({ network, person, url, locator, input });
  };
}

/** Keeps track of which pictures are here. */
export function createAvatarLedger(db: Db, source: string): ByteLedger {
  const ours = "FROM avatar a JOIN input i ON i.pk = a.input WHERE i.source = ?";
  const wanted = `${ours} AND a.sha256 IS NULL AND a.lost IS NULL`;
  const count = db.prepare<[string], { n: number }>(`SELECT count(*) AS n ${wanted}`);
  const next = db.prepare<[string, number], WantedFile>(
    `SELECT a.network AS networkPk, (SELECT name FROM network WHERE pk = a.network) AS network, 'avatar' AS type, CAST(a.person_id AS TEXT) AS id,
       i.file AS origin, a.locator ${wanted} ORDER BY a.network, a.person_id LIMIT ?`,
  );
  const blob = db.prepare("INSERT OR IGNORE INTO blob(sha256, size_bytes) VALUES(?, ?)");
  const put = db.prepare("UPDATE avatar SET sha256 = ? WHERE network = ? AND person_id = ?");
  const lose = db.prepare("UPDATE avatar SET lost = ? WHERE network = ? AND person_id = ?");
  const retry = db.prepare(`UPDATE avatar SET lost = NULL WHERE lost IS NOT NULL AND input IN (SELECT pk FROM input WHERE source = ?)`);
  return {
    count: () => count.get(source)?.n ?? 0,
    next: (limit) => next.all(source, limit),
    retryLost: () => void retry.run(source),
    here(file, sha256, sizeBytes) {
      db.transaction(() => {
        blob.run(sha256, sizeBytes);
        put.run(sha256, file.networkPk, file.id);
      })();
    },
    lost: (file, reason) => void lose.run(reason, file.networkPk, file.id),
  };
}
