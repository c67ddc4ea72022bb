import { resolve } from "node:path";
import type { Key } from "../../model/key.ts";
import type { Target } from "../target.ts";
import { takeCensus, type Census } from "./census.ts";
import { checkSite, siteRoot } from "./check.ts";
import { clear } from "./clear.ts";
import { readDirectory } from "./directory.ts";
import { finish } from "./finish.ts";
import { folder } from "./folder.ts";
import { groupsOf, inventoryOfGroup, inventoryOfNetwork, itemAt, locate } from "./inventory.ts";
import type { Options, Surroundings } from "./options.ts";
import { perform } from "./perform.ts";
import { remove, sparing } from "./remove.ts";

export { discover } from "./directory.ts";
export { options } from "./options.ts";

/** The official network as a folder of pages that any browser reads from disk and any web server serves. */
export function create(options: Options, surroundings: Surroundings): Target {
  const site = folder(siteRoot(options, surroundings.workspace), surroundings.mode);
  // Taken once for a verification or a rollback; whatever is written makes it out of date.
  let taken: Promise<Census> | undefined;
  const census = () => (taken ??= takeCensus(site));
  let isTakingBack = false;
  return {
    id: "static-site",
    check: (_signal, claim) => checkSite(options, surroundings, site, claim),
    people: () =>
      each(
        promised(() =>
          options.directory === undefined ? [] : readDirectory(resolve(surroundings.workspace, options.directory), options.directory),
        ),
      ),
    groups: () => each(groupsOf(site)),
    find: (key) =>
      promised(() => {
        const path = locate(site, key);
        return path === undefined ? undefined : itemAt(site, path);
      }),
    async perform(action, context) {
      taken = undefined;
      return perform(site, action, context);
    },
    async finish(context) {
      taken = undefined;
      await finish(isTakingBack ? sparing(site) : site, context);
    },
    async *inventory(group, signal) {
      if (group.kind === "official-network") yield* inventoryOfNetwork(site, await census(), signal);
      else yield* inventoryOfGroup(site, await census(), group.id as Key, signal);
    },
    remove(ref) {
      isTakingBack = true;
      return remove(site, ref, census);
    },
    async clear(signal) {
      taken = undefined;
      return clear(site, signal);
    },
  };
}

/** Disk work is synchronous here; what it throws still has to come as a rejection. */
function promised<T>(work: () => T): Promise<T> {
  return Promise.resolve().then(work);
}

async function* each<T>(items: Iterable<T> | Promise<Iterable<T>>): AsyncGenerator<T> {
  yield* await items;
}
