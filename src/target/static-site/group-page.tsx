import type { VNode } from "preact";
import { canonicalLine } from "../../markup/plain.ts";
import { filled, MonthBars, type MonthCount } from "../../page/charts.tsx";
import type { Role } from "../../model/network.ts";
import type { PersonView, SubGroupView, ThreadSummary } from "../target.ts";
import { ChunkPager, Day, PeopleList, personNote, ThreadList, type Chunk } from "./lists.tsx";
import { membersKey, pagePath, PRIVATE, relative, treeOf } from "./paths.ts";
import { Crumbs, Own, sitePage, type Desk } from "./shell.tsx";

export interface Member {
  readonly person: PersonView;
  readonly role: Role;
}

/** What the first page of a sub-group shows beside its conversations. */
export interface GroupAside {
  readonly months: readonly MonthCount[];
  /** The first few, or undefined where nobody was added yet. */
  readonly members: readonly Member[] | undefined;
  readonly authors: readonly { readonly person: PersonView; readonly messages: number }[];
}

/** The room of one group. Without `threads` it is the shell that its conversations come into. */
export function groupPage(desk: Desk, subGroup: SubGroupView, threads?: Chunk<ThreadSummary>, aside?: GroupAside): string {
  const tree = treeOf(subGroup);
  const page = threads?.page ?? 1;
  const first = pagePath(subGroup.key, tree);
  const path = pagePath(subGroup.key, tree, page);
  const name = canonicalLine(subGroup.name);
  return sitePage(desk, {
    path,
    title: name,
    kind: page === 1 ? "sub-group" : "page",
    key: subGroup.key,
    page,
    section: "groups",
    data: { "data-slug": subGroup.slug },
    children: (
      <>
        <Crumbs
          desk={desk}
          items={[{ href: relative(path, `${tree}index.html`), text: tree === PRIVATE ? desk.words.privateTitle : desk.words.groups }]}
        />
        <h1>
          <Own text={name} />
        </h1>
        {page === 1 && <Intro desk={desk} subGroup={subGroup} />}
        <div class="columns">
          <section>
            <h2>{desk.words.conversationsLabel}</h2>
            {threads === undefined || threads.items.length === 0 ? (
              <p class="muted">{desk.words.noConversations}</p>
            ) : (
              <ThreadList desk={desk} from={path} threads={threads.items} />
            )}
            {threads !== undefined && <ChunkPager desk={desk} path={first} chunk={threads} />}
          </section>
          {page === 1 && aside !== undefined && (
            <aside>
              <Activity desk={desk} months={aside.months} />
              <People desk={desk} subGroup={subGroup} from={path} aside={aside} />
            </aside>
          )}
        </div>
      </>
    ),
  });
}

function Intro({ desk, subGroup }: { readonly desk: Desk; readonly subGroup: SubGroupView }): VNode {
  const { words, write } = desk;
  const description = canonicalLine(subGroup.description ?? "");
  return (
    <>
      {description !== "" && (
        <p class="lead" dir="auto">
          {description}
        </p>
      )}
      {subGroup.isPrivate && (
        <p class="facts">
          <span class="badge warm">{words.privateNote}</span>
        </p>
      )}
      <dl class="stats">
        <Stat label={words.conversationsLabel} value={write.number(subGroup.threads)} />
        <Stat label={words.postsLabel} value={write.number(subGroup.messages)} />
        <Stat
          label={words.membersLabel}
          value={subGroup.membersKnown ? write.number(subGroup.members) : words.unknown}
          words={!subGroup.membersKnown}
        />
        {subGroup.firstAt !== null && <Stat label={words.sinceLabel} value={<Day desk={desk} ms={subGroup.firstAt} />} words />}
        {subGroup.lastAt !== null && <Stat label={words.lastPostLabel} value={<Day desk={desk} ms={subGroup.lastAt} />} words />}
      </dl>
    </>
  );
}

export function Stat({ label, value, words }: { readonly label: string; readonly value: string | VNode; readonly words?: boolean }): VNode {
  return (
    <div>
      <dt>{label}</dt>
      <dd class={words ? "words" : undefined}>{value}</dd>
    </div>
  );
}

export function Activity({
  desk,
  months,
  height,
}: {
  readonly desk: Desk;
  readonly months: readonly MonthCount[];
  readonly height?: number;
}): VNode | null {
  const all = filled(months);
  const busiest = all.reduce<MonthCount | undefined>((most, month) => (most && most.messages >= month.messages ? most : month), undefined);
  if (busiest === undefined) return null;
  const caption = desk.words.activityCaption(
    desk.write.month(busiest.month),
    desk.words.posts(busiest.messages, desk.write.number(busiest.messages)),
  );
  return (
    <section>
      <h2>{desk.words.activity}</h2>
      <MonthBars months={all} caption={caption} write={desk.write} height={height ?? 96} />
    </section>
  );
}

function People(props: { readonly desk: Desk; readonly subGroup: SubGroupView; readonly from: string; readonly aside: GroupAside }): VNode {
  const { desk, subGroup, from, aside } = props;
  const { words, write } = desk;
  const authors = aside.authors.map(({ person, messages }) => ({ person, note: words.posts(messages, write.number(messages)) }));
  return (
    <>
      <section>
        <h2>{subGroup.membersKnown ? words.membersLabel : words.membersUnknown}</h2>
        {!subGroup.membersKnown && <p class="small muted">{words.membersUnknownText}</p>}
        {!subGroup.membersKnown && <PeopleList desk={desk} from={from} people={authors} />}
        {subGroup.membersKnown && aside.members === undefined && <p class="small muted">{words.membersLater}</p>}
        {aside.members !== undefined && (
          <>
            <PeopleList desk={desk} from={from} people={aside.members.map((member) => listed(desk, member))} />
            <a class="more" href={relative(from, pagePath(membersKey(subGroup.key), treeOf(subGroup)))}>
              {words.allMembers}
            </a>
          </>
        )}
      </section>
      {subGroup.membersKnown && authors.length > 0 && (
        <section>
          <h2>{words.wrote}</h2>
          <PeopleList desk={desk} from={from} people={authors} />
        </section>
      )}
    </>
  );
}

function listed(desk: Desk, { person, role }: Member): { person: PersonView; note: string; role: string } {
  const note = personNote(desk, person);
  return { person, role, note: role === "admin" ? [desk.words.admin, note].filter((part) => part !== "").join(" · ") : note };
}

/** Who belongs to a sub-group, all of them: what the reading back takes for the truth about members. */
export function membersPage(desk: Desk, subGroup: SubGroupView, chunk: Chunk<Member>): { readonly path: string; readonly html: string } {
  const tree = treeOf(subGroup);
  const key = membersKey(subGroup.key);
  const path = pagePath(key, tree, chunk.page);
  const name = canonicalLine(subGroup.name);
  const html = sitePage(desk, {
    path,
    title: `${desk.words.membersLabel}: ${name}`,
    kind: chunk.page === 1 ? "members" : "page",
    key,
    parent: subGroup.key,
    page: chunk.page,
    section: "groups",
    children: (
      <>
        <Crumbs
          desk={desk}
          items={[
            { href: relative(path, `${tree}index.html`), text: tree === PRIVATE ? desk.words.privateTitle : desk.words.groups },
            { href: relative(path, pagePath(subGroup.key, tree)), text: name },
          ]}
        />
        <h1>{desk.words.membersLabel}</h1>
        <div class="section">
          <PeopleList desk={desk} from={path} people={chunk.items.map((member) => listed(desk, member))} wide />
          <ChunkPager desk={desk} path={pagePath(key, tree)} chunk={chunk} />
        </div>
      </>
    ),
  });
  return { path, html };
}
