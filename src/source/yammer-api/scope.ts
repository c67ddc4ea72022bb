import type { Id } from "../../model/key.ts";

/** Which groups a run wants: ids or name patterns with `*`, compared without case. */
export interface Choice {
  /** Empty: every group. */
  readonly only: readonly string[];
  readonly except: readonly string[];
  readonly mine: boolean;
}

export function isChosen(group: { readonly id: Id; readonly name: string }, isMine: boolean, choice: Choice): boolean {
  if (choice.mine && !isMine) return false;
  if (choice.except.some((pattern) => fits(group, pattern))) return false;
  return choice.only.length === 0 || choice.only.some((pattern) => fits(group, pattern));
}

function fits(group: { readonly id: Id; readonly name: string }, given: string): boolean {
  const pattern = given.trim();
  if (/^\d+$/.test(pattern)) return String(group.id) === pattern || group.name === pattern;
  const escaped = pattern
    .toLowerCase()
    .split("*")
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".*")}$`, "su").test(group.name.toLowerCase());
}
