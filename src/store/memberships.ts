import type { Id } from "../model/key.ts";
import type { MembershipRecord } from "../model/network.ts";
import type { SourceId } from "../source/source.ts";
import { recordKindCode } from "./codes.ts";
import { createDisagreements } from "./disagreement.ts";
import type { Db } from "./store.ts";

/** The API owns a role where it tells administrators at all; a list of members fills what it has not told. */
export function createMembershipWriter(db: Db, source: SourceId): (record: MembershipRecord, network: number) => void {
  const get = db.prepare<[number, Id, Id], { role: string; owned: number }>(
    "SELECT role, owned FROM membership WHERE network = ? AND group_id = ? AND person_id = ?",
  );
  const insert = db.prepare("INSERT INTO membership(network, group_id, person_id, role, owned) VALUES(?, ?, ?, ?, ?)");
  const update = db.prepare("UPDATE membership SET role = ?, owned = ? WHERE network = ? AND group_id = ? AND person_id = ?");
  const compare = createDisagreements(db, source);
  return function write({ groupId, personId, role, isRoleUnknown = false }, network) {
    const existing = get.get(network, groupId, personId);
    const owned = source === "yammer-api" && !isRoleUnknown ? 1 : 0;
    if (!existing) {
      insert.run(network, groupId, personId, role, owned);
      return;
    }
    const stood = source === "yammer-export" && !existing.owned ? null : existing.role;
    compare({ kind: recordKindCode.membership, network, id: `${groupId}:${personId}` }, [
      { field: "role", stood, said: isRoleUnknown ? null : role },
    ]);
    const yields = isRoleUnknown || (!owned && existing.owned === 1);
    if (!yields && (existing.role !== role || existing.owned !== owned)) update.run(role, owned, network, groupId, personId);
  };
}
