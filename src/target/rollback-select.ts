import { suggest } from "../config.ts";
import { counted } from "../counted.ts";
import { UserError } from "../errors.ts";
import type { Key } from "../model/key.ts";
import type { MadeList, SubGroupChoice } from "./rollback-ledger.ts";

/** What somebody asked to take back; empty means all of it. */
export interface RollbackSelection {
  /** Keys or names of sub-groups. */
  readonly groups: readonly string[];
  readonly waves: readonly string[];
  /** What the plan no longer wants, and nothing else. */
  readonly leftovers?: boolean;
}

export function isPartial({ groups, waves, leftovers = false }: RollbackSelection): boolean {
  return groups.length + waves.length > 0 || leftovers;
}

const NAMED = 8;

/**
 * Leaves on the list what was asked for. People stand in many sub-groups, so they stay until the last one goes.
 * @throws UserError that names what is not there, and what is.
 */
export function select(list: MadeList, { groups, waves, leftovers = false }: RollbackSelection): void {
  if (leftovers && groups.length + waves.length > 0)
    throw new UserError("--leftovers says what to take back, and --group and --wave say it too.", {
      hint: "Use one of them. Nothing was done.",
    });
  if (leftovers) return takeLeftovers(list);
  if (groups.length + waves.length === 0) return;
  const all = list.subGroups();
  const chosen = new Set<Key>();
  for (const word of groups) for (const { key } of called(all, word)) chosen.add(key);
  for (const wave of waves) for (const { key } of inWave(all, wave)) chosen.add(key);
  list.narrow(
    [...chosen],
    all.every(({ key }) => chosen.has(key)),
  );
}

/** While something of the plan is still to do, what stands there is as an earlier plan wanted it: a conversation may be about to move out of a room. */
function takeLeftovers(list: MadeList): void {
  const toDo = list.toDo();
  if (toDo > 0) {
    throw new UserError(
      `${counted(toDo, "action of the plan has", "actions of the plan have")} not been imported yet: until then nobody can tell what is left over.`,
      {
        hint: "Run `regroup import` first, or name a sub-group with --group. Nothing was done.",
      },
    );
  }
  list.narrowToUnplanned();
}

function called(all: readonly SubGroupChoice[], word: string): SubGroupChoice[] {
  const lower = word.trim().toLowerCase();
  const found = all.filter(({ key, names }) => key === word.trim() || names.some((name) => name.toLowerCase() === lower));
  if (found.length > 1) {
    throw new UserError(`${found.length} imported sub-groups are called "${word}".`, {
      hint: `Name one by its key: ${listed(found.map(({ key }) => key))}. Nothing was done.`,
    });
  }
  if (found.length > 0) return found;
  const known = all.map(({ key, names }) => names[0] ?? key);
  throw new UserError(`No imported sub-group is called "${word}"${suggest(word, [...known, ...all.map(({ key }) => key)])}.`, {
    hint: `Name one by its name or key: ${listed(known)}. Nothing was done.`,
  });
}

function inWave(all: readonly SubGroupChoice[], wave: string): SubGroupChoice[] {
  const found = all.filter((one) => one.wave === wave.trim());
  if (found.length > 0) return found;
  const known = [...new Set(all.flatMap((one) => (one.wave === null ? [] : [one.wave])))].sort();
  throw new UserError(`No imported sub-group is in wave "${wave}"${suggest(wave, known)}.`, {
    hint: `Imported waves: ${listed(known)}. Nothing was done.`,
  });
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return "none";
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : "";
  return names.slice(0, NAMED).join(", ") + more;
}
