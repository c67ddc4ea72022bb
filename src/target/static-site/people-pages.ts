import { pauseOrStop } from "../../errors.ts";
import type { Key } from "../../model/key.ts";
import type { PersonView } from "../target.ts";
import { PEOPLE_PER_PAGE, THREADS_PER_PAGE } from "./lists.tsx";
import { otherTree, pagePath, PRIVATE, treeOf, type Tree } from "./paths.ts";
import { publish } from "./perform.ts";
import { peopleIndex, peopleIndexPath, personPage } from "./person-page.tsx";
import { withPicture } from "./person-picture.ts";
import { onlyIn, removeRun, writeRun } from "./run.ts";
import { isSealed } from "./seal.ts";
import type { Desk } from "./shell.tsx";

/** How many conversations are remembered as made anew; one that is forgotten is made twice. */
const MAX_REMEMBERED = 100_000;

/** Everybody's page, in the tree where they belong. Answers how many people each tree has. */
export async function writePeople(desk: Desk): Promise<Readonly<Record<Tree, number>>> {
  const { site, context } = desk;
  const { migrated } = context;
  const counts = { "": 0, [PRIVATE]: 0 };
  const shown = new Set<Key>();
  for (const person of migrated.people()) {
    const tree = treeOf(person);
    counts[tree]++;
    await withPicture(desk, person, () =>
      writeRun(desk, onlyIn(tree, migrated.threadsOf(person.key, person.isPrivate ? "private" : "public")), {
        size: THREADS_PER_PAGE,
        name: (page) => pagePath(person.key, tree, page),
        make: (chunk) => personPage(desk, person, chunk),
      }),
    );
    if (site.has(pagePath(person.key, otherTree(tree)))) await leave(desk, person, shown);
  }
  return counts;
}

/** The list of each tree. Every page of the private part leads to its own. */
export async function writePeopleIndexes(desk: Desk, hasPrivate: boolean): Promise<void> {
  await writeIndex(desk, "");
  if (hasPrivate) await writeIndex(desk, PRIVATE);
  else removeIndex(desk, PRIVATE);
}

/**
 * Somebody changed sides. Conversations that show them lead to another page now, or to none, though nothing in them changed. The old page goes last: while
 * it stands, an interrupted move is made again. `shown`: conversations that were made anew in this run, for somebody else.
 */
async function leave(desk: Desk, person: PersonView, shown: Set<Key>): Promise<void> {
  const { site, context } = desk;
  for (const key of context.migrated.threadsNaming(person.key)) {
    if (shown.has(key)) continue;
    await pauseOrStop(context.signal);
    await publish(desk, context.thread(key));
    if (shown.size >= MAX_REMEMBERED) shown.clear();
    shown.add(key);
  }
  removeRun(site, (page) => pagePath(person.key, otherTree(treeOf(person)), page));
}

async function writeIndex(desk: Desk, tree: Tree): Promise<void> {
  await writeRun(desk, onlyIn(tree, desk.context.migrated.people()), {
    size: PEOPLE_PER_PAGE,
    name: (page) => peopleIndexPath(tree, page),
    make: (chunk) => peopleIndex(desk, tree, chunk),
  });
}

/** Nobody is left there. A page that is not as we wrote it is not ours to take. */
function removeIndex({ site }: Desk, tree: Tree): void {
  for (let page = 1, text = site.text(peopleIndexPath(tree)); text !== undefined; text = site.text(peopleIndexPath(tree, ++page))) {
    if (isSealed(text)) site.remove(peopleIndexPath(tree, page));
  }
}
