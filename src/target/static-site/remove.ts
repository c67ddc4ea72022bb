import type { Key } from "../../model/key.ts";
import type { TargetRef } from "../target.ts";
import type { Census } from "./census.ts";
import type { Folder } from "./folder.ts";
import { locate } from "./inventory.ts";
import { numbered, placeOf } from "./paths.ts";
import { filesOf } from "./perform.ts";
import { removeRun } from "./run.ts";
import { headOf, isSealed } from "./seal.ts";

/** Takes one item back. Kept: what a hand has changed, and a room with something left in it. Files go in `finish`, when no page shows them. */
export async function remove(site: Folder, ref: TargetRef, census: () => Promise<Census>): Promise<"removed" | "gone" | "kept"> {
  site.begin();
  // A post has no page of its own, and the network is more than this tool made of it.
  if (ref.kind === "message" || ref.kind === "official-network") return "kept";
  const path = ref.kind === "page" ? pageOf(site, ref.id) : locate(site, ref.id as Key);
  if (path === undefined) return "gone";
  const name = (page: number) => numbered(path, page);
  for (let page = 1, text = site.text(path); text !== undefined; text = site.text(name(++page))) {
    if (!isSealed(text)) return "kept";
  }
  if (ref.kind === "sub-group" && (await hasThreads(site, ref.id as Key, census))) return "kept";
  if (ref.kind === "thread" && filesOf(site, name).length > 0) site.askForSweep();
  return removeRun(site, name) ? "removed" : "gone";
}

function pageOf(site: Folder, path: string): string | undefined {
  const head = headOf(site.text(path) ?? "");
  return head?.path === path && placeOf(path) === undefined ? path : undefined;
}

async function hasThreads(site: Folder, group: Key, census: () => Promise<Census>): Promise<boolean> {
  return ((await census()).threads.get(group) ?? []).some((path) => site.has(path));
}

/**
 * The same folder, in which pages of records that somebody has changed can be neither written nor removed: making the lists anew after a rollback must
 * not take away what that rollback has kept.
 */
export function sparing(site: Folder): Folder {
  const isChanged = (path: string) => {
    const text = placeOf(path) === undefined ? undefined : site.text(path);
    return text !== undefined && !isSealed(text);
  };
  return {
    ...site,
    write: (path, text) => (isChanged(path) ? Promise.resolve() : site.write(path, text)),
    remove: (path) => !isChanged(path) && site.remove(path),
  };
}
