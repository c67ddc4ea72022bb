import type { Key } from "../../model/key.ts";
import type { TargetRef } from "../target.ts";
import type { Census } from "./census.ts";
import type { Folder } from "./folder.ts";
import { locations } from "./inventory.ts";
import { numbered, placeOf } from "./paths.ts";
import { filesOf } from "./perform.ts";
import { removeRun } from "./run.ts";
import { headOf, isSealed } from "./seal.ts";

/** Takes one item back. Kept: what a hand has changed, and a room with something left in it. Files go in `finish`, when no page shows them. */
export async function remove(site: Folder, ref: TargetRef, census: () => Promise<Census>): Promise<"removed" | "gone" | "kept"> {
  site.begin();
  // A post has no page of its own, and the network is more than this tool made of it.
  if (ref.kind === "message" || ref.kind === "official-network") return "kept";
  const runs = (ref.kind === "page" ? pageOf(site, ref.id) : locations(site, ref.id as Key)).map(
    (path) => (page: number) => numbered(path, page),
  );
  if (runs.some((name) => isChanged(site, name))) return "kept";
  if (ref.kind === "sub-group" && (await hasThreads(site, ref.id as Key, census))) return "kept";
  if ((ref.kind === "thread" || ref.kind === "person") && runs.some((name) => filesOf(site, name).length > 0)) site.askForSweep();
  return runs.map((name) => removeRun(site, name)).includes(true) ? "removed" : "gone";
}

/** Whether a hand was in any page of a run. */
function isChanged(site: Folder, name: (page: number) => string): boolean {
  for (let page = 1, text = site.text(name(1)); text !== undefined; text = site.text(name(++page))) {
    if (!isSealed(text)) return true;
  }
  return false;
}

function pageOf(site: Folder, path: string): string[] {
  const head = headOf(site.text(path) ?? "");
  return head?.path === path && placeOf(path) === undefined ? [path] : [];
}

async function hasThreads(site: Folder, group: Key, census: () => Promise<Census>): Promise<boolean> {
  return ((await census()).threads.get(group) ?? []).some((path) => site.has(path));
}

/**
 * The same folder, in which pages of records that somebody has changed can be neither written nor removed: making the lists anew after a rollback must
 * not take away what that rollback has kept.
 */
export function sparing(site: Folder): Folder {
  const isKept = (path: string) => {
    const text = placeOf(path) === undefined ? undefined : site.text(path);
    return text !== undefined && !isSealed(text);
  };
  return {
    ...site,
    write: (path, text) => (isKept(path) ? Promise.resolve() : site.write(path, text)),
    remove: (path) => !isKept(path) && site.remove(path),
  };
}
