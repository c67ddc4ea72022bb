import { canonicalLine } from "../../markup/plain.ts";
import { Icon } from "../../page/icons.tsx";
import type { PersonView, ThreadSummary } from "../target.ts";
import { ChunkPager, PeopleList, personNote, ThreadList, type Chunk } from "./lists.tsx";
import { Origin } from "./origin.tsx";
import { numbered, pagePath, PRIVATE, relative, treeOf, type Tree } from "./paths.ts";
import { pictureOf } from "./person-picture.ts";
import { Avatar, Crumbs, nameOf, Own, personBadge, sitePage, type Desk } from "./shell.tsx";

/** As large as initials are there (4.5rem). */
const PICTURE_PIXELS = 72;

/** One person and the conversations they wrote in: the public ones, of somebody private the private ones. Without `threads` it is what the first mention of them links to. */
export function personPage(
  desk: Desk,
  person: PersonView,
  threads?: Chunk<ThreadSummary>,
): { readonly path: string; readonly html: string } {
  const page = threads?.page ?? 1;
  const tree = treeOf(person);
  const path = pagePath(person.key, tree, page);
  const { words } = desk;
  const badge = personBadge(words, person);
  const picture = pictureOf(desk.site, person);
  const html = sitePage(desk, {
    path,
    title: nameOf(person),
    kind: page === 1 ? "person" : "page",
    key: person.key,
    page,
    section: "people",
    narrow: true,
    children: (
      <>
        <Crumbs desk={desk} items={[{ href: relative(path, peopleIndexPath(tree)), text: words.people }]} />
        <div class="profile">
          {picture === undefined ? (
            <Avatar person={person} size="large" />
          ) : (
            <img class="avatar large" src={relative(path, picture)} width={PICTURE_PIXELS} height={PICTURE_PIXELS} alt="" />
          )}
          <div>
            <h1>
              <Own text={nameOf(person)} />
            </h1>
            <p>
              <Own
                text={[person.jobTitle, person.department]
                  .map((part) => canonicalLine(part ?? ""))
                  .filter((part) => part !== "")
                  .join(", ")}
              />
            </p>
            {(badge !== undefined || person.isPlaceholder || person.isPrivate) && (
              <p class="facts">
                {person.isPrivate && (
                  <span class="badge warm">
                    <Icon name="private" /> {words.privatePerson}
                  </span>
                )}
                {badge !== undefined && <span class="badge warm">{badge}</span>}
                {person.isPlaceholder && <span class="badge">{words.placeholder}</span>}
              </p>
            )}
          </div>
        </div>
        <section class="section">
          <h2>{words.personThreads}</h2>
          {threads === undefined || threads.items.length === 0 ? (
            <p class="muted">{person.isPrivate ? words.noConversations : words.personNone}</p>
          ) : (
            <ThreadList desk={desk} from={path} threads={threads.items} withGroup />
          )}
          {threads !== undefined && <ChunkPager desk={desk} path={pagePath(person.key, tree)} chunk={threads} />}
        </section>
        <Origin desk={desk} networks={[person.network]} ids={[[words.originPerson, person.id]]} record={person.key} />
      </>
    ),
  });
  return { path, html };
}

export function peopleIndexPath(tree: Tree, page = 1): string {
  return numbered(`${tree}p/index.html`, page);
}

/** The people of one tree. That of the private part leads to everybody else. */
export function peopleIndex(desk: Desk, tree: Tree, chunk: Chunk<PersonView>): { readonly path: string; readonly html: string } {
  const path = peopleIndexPath(tree, chunk.page);
  const isPrivate = tree === PRIVATE;
  const html = sitePage(desk, {
    path,
    title: desk.words.people,
    kind: "page",
    section: "people",
    page: chunk.page,
    children: (
      <>
        <h1>{desk.words.people}</h1>
        <p class="lead">{isPrivate ? privateLead(desk, chunk) : desk.words.peopleLead}</p>
        {isPrivate && (
          <p>
            <a href={relative(path, peopleIndexPath(""))}>{desk.words.everybodyElse}</a>
          </p>
        )}
        <div class="section">
          <PeopleList desk={desk} from={path} people={chunk.items.map((person) => ({ person, note: personNote(desk, person) }))} wide />
          <ChunkPager desk={desk} path={peopleIndexPath(tree)} chunk={chunk} />
        </div>
        <Origin desk={desk} networks={[...new Set(chunk.items.map(({ network }) => network))].sort()} />
      </>
    ),
  });
  return { path, html };
}

function privateLead({ words }: Desk, { page, items }: Chunk<PersonView>): string {
  return page === 1 && items.length === 0 ? words.privatePeopleNone : words.privatePeopleLead;
}
