import { createHash } from "node:crypto";
import type { Key } from "../../model/key.ts";
import type { ApplyContext, RemoteKind, SubGroupView, ThreadSummary } from "../target.ts";
import { LIST_END, listStart, MARKER, ownerIn, type Folder } from "./folder.ts";
import { groupPage, type GroupAside } from "./group-page.tsx";
import { homePage, type Room } from "./home-page.tsx";
import { THREADS_PER_PAGE, type Chunk } from "./lists.tsx";
import { membersKey, numbered, pagePath, PRIVATE, topicPath, treeOf, trees, type Tree } from "./paths.ts";
import { writePeople, writePeopleIndexes } from "./people-pages.ts";
import { filesIn } from "./names.ts";
import { writeMembers } from "./perform.ts";
import { peopleIndexPath } from "./person-page.tsx";
import { MAX_PAGE_BYTES, onlyIn, writeRun, type Made } from "./run.ts";
import { writeSearch, type Asset } from "./search/write.ts";
import { searchPath } from "./search/search-page.tsx";
import { isSealed } from "./seal.ts";
import { deskOf, type Desk } from "./shell.tsx";
import { STYLESHEET_PATH, stylesheet } from "./style.ts";
import { topicPage, TOPICS_INDEX, TOPICS_PER_PAGE, topicsIndex } from "./topic-pages.tsx";

/** How many people the first page of a group shows. */
const FIRST_MEMBERS = 12;
const FIRST_AUTHORS = 12;
/** How many of a group's newest conversations the front page chooses from. */
const FIRST_THREADS = 3;

/** Every page that lists what landed, then the list of all pages, one page in memory at a time. Made again from the start, it writes the same. */
export async function finish(site: Folder, context: ApplyContext): Promise<void> {
  const desk = deskOf(site, context);
  site.begin();
  await site.write(STYLESHEET_PATH, stylesheet);
  const people = await writePeople(desk);
  const rooms = await writeRooms(desk);
  const hasPrivate = people[PRIVATE] > 0 || rooms.some((room) => room.subGroup.isPrivate);
  await writePeopleIndexes(desk, hasPrivate);
  const open = rooms.filter((room) => !room.subGroup.isPrivate);
  await writeTopics(desk, [...new Set(open.map(({ subGroup }) => subGroup.network))].sort());
  await writeHomes(desk, rooms, people[""], hasPrivate);
  const assets = await writeSearch(desk, { "": rooms.length > 0, [PRIVATE]: hasPrivate });
  if (site.sweepAsked()) await sweep(site);
  for (const tree of trees) await writeList(desk, tree, assets);
  site.end();
}

async function writeRooms(desk: Desk): Promise<Room[]> {
  const rooms: Room[] = [];
  for (const subGroup of desk.context.migrated.subGroups()) {
    let newest: readonly ThreadSummary[] = [];
    const months = [...desk.context.migrated.months(subGroup.key)];
    if (desk.context.ref(membersKey(subGroup.key)) !== undefined) await writeMembers(desk, subGroup);
    const aside = asideOf(desk, subGroup, months);
    await writeRun(desk, desk.context.migrated.threads(subGroup.key), {
      size: THREADS_PER_PAGE,
      name: (page) => pagePath(subGroup.key, treeOf(subGroup), page),
      make: (chunk) => {
        if (chunk.page === 1) newest = chunk.items.slice(0, FIRST_THREADS);
        return { path: pagePath(subGroup.key, treeOf(subGroup), chunk.page), html: groupPage(desk, subGroup, chunk, aside) };
      },
    });
    const contacts = (aside.members ?? []).filter(({ role }) => role === "admin").map(({ person }) => person);
    rooms.push({ subGroup, months, contacts, newest, story: aside.story });
  }
  return rooms;
}

function asideOf(desk: Desk, subGroup: SubGroupView, months: GroupAside["months"]): GroupAside {
  const { migrated, ref } = desk.context;
  const added = ref(membersKey(subGroup.key)) !== undefined;
  return {
    months,
    members: added ? first(migrated.members(subGroup.key), FIRST_MEMBERS) : undefined,
    authors: subGroup.membersKnown ? [] : first(migrated.authors(subGroup.key), FIRST_AUTHORS),
    story: migrated.story(subGroup.key),
  };
}

function first<T>(items: Iterable<T>, count: number): T[] {
  const out: T[] = [];
  for (const item of items) {
    out.push(item);
    if (out.length === count) break;
  }
  return out;
}

async function writeTopics(desk: Desk, networks: readonly string[]): Promise<void> {
  const { site, context } = desk;
  const kept = new Set<string>();
  for (const topic of context.migrated.topics()) {
    const name = (page: number) => topicPath(topic.name, page);
    const make = (chunk: Chunk<ThreadSummary>) => {
      kept.add(name(chunk.page));
      return topicPage(desk, topic, chunk);
    };
    await writeRun(desk, onlyIn("", context.migrated.threadsAbout(topic.name)), { size: THREADS_PER_PAGE, name, make });
  }
  const make = (chunk: Parameters<typeof topicsIndex>[1]) => topicsIndex(desk, chunk, networks);
  await writeRun(desk, context.migrated.topics(), { size: TOPICS_PER_PAGE, name: (page) => numbered(TOPICS_INDEX, page), make });
  for (const name of site.list("topics")) {
    const path = `topics/${name}`;
    if (name.startsWith("index") || !name.endsWith(".html") || kept.has(path)) continue;
    // A page of a topic that nobody uses any more. One that is not as we wrote it is not ours to take.
    if (isSealed(site.text(path) ?? "")) site.remove(path);
  }
}

async function writeHomes(desk: Desk, rooms: readonly Room[], people: number, hasPrivate: boolean): Promise<void> {
  const { site } = desk;
  const shut = rooms.filter((room) => room.subGroup.isPrivate);
  const open = rooms.filter((room) => !room.subGroup.isPrivate);
  const front = fittingHome(desk, "", open, people);
  await site.write(front.path, front.html);
  const back = fittingHome(desk, PRIVATE, shut, 0);
  if (hasPrivate) await site.write(back.path, back.html);
  else if (isSealed(site.text(back.path) ?? "")) site.remove(back.path);
}

/** As many cards as fit on one page. */
function fittingHome(desk: Desk, tree: Tree, rooms: readonly Room[], people: number): Made {
  for (let cards = rooms.length; ; cards = Math.floor(cards * 0.8)) {
    const made = homePage(desk, tree, rooms, people, cards);
    if (cards === 0 || Buffer.byteLength(made.html) <= MAX_PAGE_BYTES) return made;
  }
}

/** Removes stored files that no page shows any more, unless somebody has changed them. Reads every thread's and person's page: done only when something asked for it. */
async function sweep(site: Folder): Promise<void> {
  for (const tree of trees) {
    const used = new Set<string>();
    for (const pages of ["t", "p"])
      for (const path of site.walk(`${tree}${pages}`)) for (const file of filesIn(path, site.text(path) ?? "")) used.add(file);
    for (const name of site.list(`${tree}files`)) {
      const path = `${tree}files/${name}`;
      const sha256 = /^([0-9a-f]{64})\.[a-z0-9]+$/.exec(name)?.[1];
      if (sha256 !== undefined && !used.has(path) && (await site.digest(path)) === sha256) site.remove(path);
    }
  }
}

export interface Listed {
  readonly path: string;
  readonly kind: RemoteKind;
  readonly key?: Key;
  /** The sub-group below which a missing page is reported; none on what belongs to the network. */
  readonly parent?: Key;
  readonly sha256?: string;
}

/** Each tree lists its own pages, so that the public one names nothing of the other. */
async function writeList(desk: Desk, tree: Tree, assets: readonly Asset[]): Promise<void> {
  const path = `${tree}${MARKER}`;
  if (tree === "" || desk.site.has(`${tree}index.html`)) await desk.site.writeAll(path, manifest(desk, tree, assets));
  else if (desk.site.has(path)) desk.site.remove(path);
}

/** JSON, with one page a line: a million of them are neither written nor read at once. */
function* manifest(desk: Desk, tree: Tree, assets: readonly Asset[]): Generator<string> {
  yield listStart(tree === "" ? ownerIn(desk.site) : undefined);
  let comma = "";
  for (const listed of listedPages(desk, assets)) {
    if (listed.path.startsWith(PRIVATE) !== (tree === PRIVATE)) continue;
    yield `${comma}${JSON.stringify(listed)}`;
    comma = ",\n";
  }
  yield `${comma === "" ? "" : "\n"}${LIST_END}`;
}

function* listedPages(desk: Desk, assets: readonly Asset[]): Generator<Listed> {
  const { site, context } = desk;
  const { migrated } = context;
  function* run(listed: Omit<Listed, "path">, name: (page: number) => string): Generator<Listed> {
    yield { path: name(1), ...listed };
    for (let page = 2; site.has(name(page)); page++) yield { path: name(page), ...listed, kind: "page" };
  }
  yield { path: STYLESHEET_PATH, kind: "page", sha256: createHash("sha256").update(stylesheet).digest("hex") };
  yield { path: "index.html", kind: "official-network" };
  if (site.has(`${PRIVATE}index.html`)) yield { path: `${PRIVATE}index.html`, kind: "page" };
  for (const { path, sha256 } of assets) yield { path, kind: "page", sha256 };
  for (const tree of trees) if (site.has(searchPath(tree))) yield { path: searchPath(tree), kind: "page" };
  const indexes = [...trees.map((tree) => peopleIndexPath(tree)), TOPICS_INDEX].filter((index) => site.has(index));
  for (const index of indexes) yield* run({ kind: "page" }, (page) => numbered(index, page));
  for (const topic of migrated.topics()) yield* run({ kind: "page" }, (page) => topicPath(topic.name, page));
  for (const person of migrated.people())
    yield* run({ kind: "person", key: person.key }, (page) => pagePath(person.key, treeOf(person), page));
  for (const subGroup of migrated.subGroups()) {
    const tree = treeOf(subGroup);
    const parent = subGroup.key;
    yield* run({ kind: "sub-group", key: parent, parent }, (page) => pagePath(parent, tree, page));
    const members = membersKey(parent);
    if (context.ref(members) !== undefined) yield* run({ kind: "members", key: members, parent }, (page) => pagePath(members, tree, page));
    for (const thread of migrated.threads(parent))
      yield* run({ kind: "thread", key: thread.key, parent }, (page) => pagePath(thread.key, tree, page));
  }
}
