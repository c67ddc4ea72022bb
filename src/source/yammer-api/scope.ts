import type { Id } from "../../model/key.ts";

/** Which groups a run wants: ids or name patterns with `*`, compared without case. */
export interface Choice {
  /** Empty: every group. */
  readonly only: readonly string[];
  readonly except: readonly string[];
  readonly mine: boolean;
}

export interface Named {
  readonly id: Id;
  /** The number that All Company has beside its own id 0, as people see it in addresses. */
  readonly alias?: Id;
  readonly name: string;
}

export function isChosen(group: Named, isMine: boolean, choice: Choice): boolean {
  if (choice.mine && !isMine) return false;
  if (choice.except.some((pattern) => fits(group, pattern))) return false;
  return choice.only.length === 0 || choice.only.some((pattern) => fits(group, pattern));
}

/** What was asked for and is no group that there is: a slip of the pen would else be an export of nothing, or of one group less. */
export function unmatched(groups: readonly Named[], { only }: Choice): string[] {
  return only.filter((pattern) => !groups.some((group) => fits(group, pattern)));
}

function fits(group: Named, given: string): boolean {
  const pattern = given.trim();
  if (/^\d+$/.test(pattern)) return [String(group.id), String(group.alias), group.name].includes(pattern);
  const escaped = pattern
    .toLowerCase()
    .split("*")
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".*")}$`, "su").test(group.name.toLowerCase());
}
