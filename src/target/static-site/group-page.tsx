import type { VNode } from "preact";
import { canonicalLine } from "../../markup/plain.ts";
import { filled, MonthBars, type MonthCount } from "../../page/charts.tsx";
import { Icon } from "../../page/icons.tsx";
import type { Role } from "../../model/network.ts";
import type { GroupStory, PersonView, SubGroupView, ThreadSummary, TopicSummary } from "../target.ts";
import { ChunkPager, Day, PeopleList, personNote, ThreadList, threadHref, type Chunk } from "./lists.tsx";
import { Origin } from "./origin.tsx";
import { membersKey, pagePath, PRIVATE, relative, topicPath, treeOf } from "./paths.ts";
import { Relations } from "./relations.tsx";
import { Crumbs, lineOf, Own, sitePage, threadTitle, type Desk } from "./shell.tsx";

export interface Member {
  readonly person: PersonView;
  readonly role: Role;
}

/** What the first page of a sub-group shows beside its conversations. */
export interface GroupAside {
  readonly months: readonly MonthCount[];
  /** The first few, or undefined where nobody was added yet. */
  readonly members: readonly Member[] | undefined;
  /** The first few who wrote, where the source does not tell who belongs here. */
  readonly authors: readonly PersonView[];
  readonly story: GroupStory;
}

/** The room of one group. Without `threads` it is the shell that its conversations come into. */
export function groupPage(desk: Desk, subGroup: SubGroupView, threads?: Chunk<ThreadSummary>, aside?: GroupAside): string {
  const tree = treeOf(subGroup);
  const page = threads?.page ?? 1;
  const path = pagePath(subGroup.key, tree, page);
  const name = canonicalLine(subGroup.name);
  const isFirst = page === 1;
  return sitePage(desk, {
    path,
    title: name,
    kind: isFirst ? "sub-group" : "page",
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
        {isFirst && <Intro desk={desk} subGroup={subGroup} story={aside?.story} />}
        {isFirst && <Relations desk={desk} subGroup={subGroup} from={path} />}
        {isFirst && aside !== undefined && <Story desk={desk} subGroup={subGroup} from={path} aside={aside} />}
        <div class="columns">
          <section>
            <h2>{desk.words.conversationsLabel}</h2>
            {threads === undefined || threads.items.length === 0 ? (
              <p class="muted">{desk.words.noConversations}</p>
            ) : (
              <ThreadList desk={desk} from={path} threads={threads.items} />
            )}
            {threads !== undefined && <ChunkPager desk={desk} path={pagePath(subGroup.key, tree)} chunk={threads} />}
          </section>
          {isFirst && aside !== undefined && (
            <aside>
              <People desk={desk} subGroup={subGroup} from={path} aside={aside} />
            </aside>
          )}
        </div>
        <Origin
          desk={desk}
          // The official network's own sub-group comes from no group of its own.
          networks={subGroup.network.startsWith("@") ? [] : [subGroup.network]}
          ids={subGroup.network.startsWith("@") ? [] : [[desk.words.originGroup, subGroup.groupId]]}
          record={subGroup.key}
          notShown={aside?.story.notShown ?? []}
        />
      </>
    ),
  });
}

function Intro(props: { readonly desk: Desk; readonly subGroup: SubGroupView; readonly story: GroupStory | undefined }): VNode {
  const { desk, subGroup, story } = props;
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
          <span class="badge warm">
            <Icon name="private" /> {words.privateNote}
          </span>
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
      {story !== undefined && story.carriers !== null && <p class="carried">{carried(desk, story.carriers)}</p>}
    </>
  );
}

/** Among so few, "half of it" would point at somebody. */
const FEW_PEOPLE = 6;

function carried({ words, write }: Desk, { half, all }: NonNullable<GroupStory["carriers"]>): string {
  if (all < FEW_PEOPLE) return words.carriedByAll(words.persons(all, write.number(all)));
  return words.carriedBy(write.number(half), write.number(all));
}

interface StoryProps {
  readonly desk: Desk;
  readonly subGroup: SubGroupView;
  readonly from: string;
  readonly aside: GroupAside;
}

/** How it went over time, what it is about, what was answered most. */
function Story({ desk, subGroup, from, aside }: StoryProps): VNode | null {
  const { words } = desk;
  const { topics, answered } = aside.story;
  if (aside.months.length === 0 && topics.length === 0 && answered.length === 0) return null;
  return (
    <div class="story">
      <div class="panel">
        <Activity desk={desk} months={aside.months} height={140} />
      </div>
      {(topics.length > 0 || answered.length > 0) && (
        <div class="panel">
          {topics.length > 0 && (
            <section>
              <h2>{words.talksAbout}</h2>
              <TopicChips desk={desk} topics={topics} {...(subGroup.isPrivate ? {} : { from })} />
            </section>
          )}
          {answered.length > 0 && (
            <section>
              <h2>{answered[0]?.kind === "question" ? words.mostAnsweredQuestions : words.mostAnswered}</h2>
              <ul class="answered plain">
                {answered.map((thread) => (
                  <Answered desk={desk} from={from} thread={thread} />
                ))}
              </ul>
            </section>
          )}
        </div>
      )}
    </div>
  );
}

/** Without `from` they lead nowhere: topics of private groups have no page. */
export function TopicChips(props: { readonly desk: Desk; readonly topics: readonly TopicSummary[]; readonly from?: string }): VNode {
  const { desk, topics, from } = props;
  return (
    <ul class="topics plain">
      {topics.map(({ name, messages }) => {
        const inside = (
          <>
            <Own text={`#${name}`} />
            <span class="muted fine">{desk.write.number(messages)}</span>
          </>
        );
        return <li>{from === undefined ? <span class="chip">{inside}</span> : <a href={relative(from, topicPath(name))}>{inside}</a>}</li>;
      })}
    </ul>
  );
}

function Answered({ desk, from, thread }: { readonly desk: Desk; readonly from: string; readonly thread: ThreadSummary }): VNode {
  const { words, write } = desk;
  const { title } = threadTitle(desk, thread, lineOf(desk, thread.network, { body: thread.body, bodyHtml: null }));
  const replies = Math.max(0, thread.messages - 1);
  return (
    <li>
      <a href={threadHref(from, thread)}>
        <Own text={title} />
      </a>
      <span class="muted fine">
        {words.replies(replies, write.number(replies))}
        {thread.isAnswered && ` · ${words.answered}`}
      </span>
    </li>
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

/** Owners are whom to ask; who wrote how much is nobody's business. */
function People({ desk, subGroup, from, aside }: StoryProps): VNode {
  const { words } = desk;
  const contacts = aside.members?.filter(({ role }) => role === "admin") ?? [];
  const others = aside.members?.filter(({ role }) => role !== "admin") ?? [];
  return (
    <>
      {contacts.length > 0 && (
        <section>
          <h2>{words.contacts}</h2>
          <PeopleList desk={desk} from={from} people={contacts.map(({ person }) => ({ person, note: personNote(desk, person) }))} />
        </section>
      )}
      {subGroup.membersKnown ? (
        <section>
          <h2>{words.membersLabel}</h2>
          {aside.members === undefined ? (
            <p class="small muted">{words.membersLater}</p>
          ) : (
            <>
              <PeopleList desk={desk} from={from} people={others.map(({ person }) => ({ person, note: personNote(desk, person) }))} />
              <a class="more" href={relative(from, pagePath(membersKey(subGroup.key), treeOf(subGroup)))}>
                {words.allMembers}
              </a>
            </>
          )}
        </section>
      ) : (
        <Authors desk={desk} subGroup={subGroup} from={from} aside={aside} />
      )}
    </>
  );
}

function Authors({ desk, from, aside }: StoryProps): VNode {
  const { words, write } = desk;
  const more = (aside.story.carriers?.all ?? 0) - aside.authors.length;
  return (
    <section>
      <h2>{words.membersUnknown}</h2>
      <p class="small muted">{words.membersUnknownText}</p>
      <PeopleList desk={desk} from={from} people={aside.authors.map((person) => ({ person, note: personNote(desk, person) }))} />
      {more > 0 && <p class="more muted">{words.andMore(write.number(more))}</p>}
    </section>
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
        <Origin desk={desk} networks={[subGroup.network]} ids={[[desk.words.originGroup, subGroup.groupId]]} record={subGroup.key} />
      </>
    ),
  });
  return { path, html };
}
