import type { VNode } from "preact";
import { canonicalLine } from "../../markup/plain.ts";
import { filled, Spark, type MonthCount } from "../../page/charts.tsx";
import type { GroupStory, PersonView, SubGroupView, ThreadSummary } from "../target.ts";
import { Activity, Stat } from "./group-page.tsx";
import { ThreadList } from "./lists.tsx";
import { Origin } from "./origin.tsx";
import { pagePath, PRIVATE, relative, type Tree } from "./paths.ts";
import { Linked, PartOf } from "./relations.tsx";
import type { Made } from "./run.ts";
import { Avatar, excerpt, nameOf, Own, sitePage, type Desk } from "./shell.tsx";

/** How many months a card's bars show. */
const CARD_MONTHS = 24;
const CARD_TOPICS = 3;
const CARD_CONTACTS = 2;
const LATELY_THREADS = 5;
const DAY_MS = 86_400_000;

export interface Room {
  readonly subGroup: SubGroupView;
  readonly months: readonly MonthCount[];
  readonly contacts: readonly PersonView[];
  /** Its newest few conversations, newest first. */
  readonly newest: readonly ThreadSummary[];
  readonly story: GroupStory;
}

/**
 * The front page of the official network, or of its private part. Counts what it lists and nothing else. Sub-groups beyond so many
 * `cards` of a kind are a line each.
 */
export function homePage(desk: Desk, tree: Tree, rooms: readonly Room[], people: number, cards = rooms.length): Made {
  const path = `${tree}index.html`;
  const { words } = desk;
  const isPrivate = tree === PRIVATE;
  const title = isPrivate ? words.privateTitle : canonicalLine(desk.context.official.name);
  const months = filled(rooms.flatMap((room) => room.months));
  const latest = Math.max(...rooms.map((room) => room.subGroup.lastAt ?? 0), 0);
  const html = sitePage(desk, {
    path,
    title,
    kind: isPrivate ? "page" : "official-network",
    section: "groups",
    children: (
      <>
        <div class="hero">
          <h1>
            <Own text={title} />
          </h1>
          <p class="lead">{isPrivate ? words.privateLead : <Lead desk={desk} rooms={rooms} />}</p>
          {rooms.length > 0 && (
            <a class="searchlink" href={relative(path, `${tree}search.html`)}>
              {words.searchLabel} …
            </a>
          )}
          {rooms.length > 0 && <Totals desk={desk} rooms={rooms} people={isPrivate ? undefined : people} />}
        </div>
        {lives.map((life) => (
          <Life desk={desk} life={life} rooms={rooms} cards={cards} from={path} latest={latest} until={months.at(-1)?.month} />
        ))}
        <Lately desk={desk} rooms={rooms} from={path} />
        {months.length > 0 && (
          <div class="section panel">
            <Activity desk={desk} months={months} height={140} />
          </div>
        )}
        {!isPrivate && <Linked desk={desk} />}
        {rooms.length > 0 && <HomeOrigin desk={desk} rooms={rooms} />}
      </>
    ),
  });
  return { path, html };
}

function Lead({ desk, rooms }: { readonly desk: Desk; readonly rooms: readonly Room[] }): VNode {
  const { words, write } = desk;
  if (rooms.length === 0) return <>{words.homeEmpty}</>;
  const firsts = rooms.flatMap(({ subGroup }) => subGroup.firstAt ?? []);
  const lasts = rooms.flatMap(({ subGroup }) => subGroup.lastAt ?? []);
  // A date does not break between its day and its month.
  const day = (ms: number) => write.day(ms).replaceAll(" ", "\u00a0");
  return (
    <>
      {words.homeLead(words.group(rooms.length, write.number(rooms.length)))}
      {firsts.length > 0 && ` ${words.homeSpan(day(Math.min(...firsts)), day(Math.max(...lasts)))}`}
    </>
  );
}

function Totals({
  desk,
  rooms,
  people,
}: {
  readonly desk: Desk;
  readonly rooms: readonly Room[];
  readonly people: number | undefined;
}): VNode {
  const { words, write } = desk;
  return (
    <dl class="stats">
      <Stat label={words.groupsLabel} value={write.number(rooms.length)} />
      <Stat label={words.conversationsLabel} value={write.number(sum(rooms, (subGroup) => subGroup.threads))} />
      <Stat label={words.postsLabel} value={write.number(sum(rooms, (subGroup) => subGroup.messages))} />
      {people !== undefined && <Stat label={words.peopleLabel} value={write.number(people)} />}
    </dl>
  );
}

function sum(rooms: readonly Room[], value: (subGroup: SubGroupView) => number): number {
  return rooms.reduce((total, { subGroup }) => total + value(subGroup), 0);
}

type LifeName = "active" | "slower" | "quiet";
const lives: readonly LifeName[] = ["active", "slower", "quiet"];

/**
 * Signs of life, measured against the newest post of all: a page must not change because a day went by. Active: wrote within 45 days of
 * it; slowing down: within 180.
 */
export function lifeOf(subGroup: SubGroupView, latest: number): LifeName {
  const silentMs = latest - (subGroup.lastAt ?? -Infinity);
  if (silentMs <= 45 * DAY_MS) return "active";
  return silentMs <= 180 * DAY_MS ? "slower" : "quiet";
}

/** Where most was said comes first. */
function bySize(a: Room, b: Room): number {
  return b.subGroup.messages - a.subGroup.messages || (a.subGroup.key < b.subGroup.key ? -1 : 1);
}

interface LifeProps {
  readonly desk: Desk;
  readonly life: LifeName;
  readonly rooms: readonly Room[];
  readonly cards: number;
  readonly from: string;
  readonly latest: number;
  readonly until: string | undefined;
}

function Life(props: LifeProps): VNode | null {
  const { desk, life, rooms, cards, latest, from } = props;
  const alive = rooms.filter(({ subGroup }) => lifeOf(subGroup, latest) === life).sort(bySize);
  if (alive.length === 0) return null;
  return (
    <section class="section">
      <h2>{desk.words.lives[life]}</h2>
      <div class="cards">
        {alive.slice(0, cards).map((room) => (
          <Card {...props} room={room} />
        ))}
      </div>
      {cards < alive.length && <Lines desk={desk} rooms={alive.slice(cards)} from={from} />}
    </section>
  );
}

/** Of a network with hundreds of sub-groups, those that are not shown as cards. */
function Lines({ desk, rooms, from }: { readonly desk: Desk; readonly rooms: readonly Room[]; readonly from: string }): VNode {
  return (
    <ul class="section">
      {rooms.map(({ subGroup }) => (
        <li>
          <a href={relative(from, pagePath(subGroup.key, subGroup.isPrivate ? PRIVATE : ""))}>
            <Own text={subGroup.name} />
          </a>{" "}
          <span class="muted fine">{desk.words.posts(subGroup.messages, desk.write.number(subGroup.messages))}</span>
        </li>
      ))}
    </ul>
  );
}

function Card({ desk, room, life, from, until }: LifeProps & { readonly room: Room }): VNode {
  const { words, write } = desk;
  const { subGroup, months, contacts, story } = room;
  const description = canonicalLine(subGroup.description ?? "");
  const topics = story.topics.slice(0, CARD_TOPICS);
  const counts = filled(months, until)
    .map((month) => month.messages)
    .slice(-CARD_MONTHS);
  const padded = [...Array.from({ length: CARD_MONTHS - counts.length }, () => 0), ...counts];
  return (
    <article class="card">
      <div class="top">
        <span class={`badge dot${life === "active" ? " good" : life === "slower" ? " warm" : ""}`}>{words[life]}</span>
        <span>{subGroup.lastAt === null ? words.noPosts : words.lastPost(write.shortDay(subGroup.lastAt))}</span>
      </div>
      <h3>
        <a href={relative(from, pagePath(subGroup.key, subGroup.isPrivate ? PRIVATE : ""))}>
          <Own text={subGroup.name} />
        </a>
      </h3>
      <PartOf desk={desk} subGroup={subGroup} from={from} />
      {description !== "" && (
        <p class="about" dir="auto">
          {excerpt(description, 240)}
        </p>
      )}
      {topics.length > 0 && (
        <p class="tags">
          {topics.map(({ name }) => (
            <span>
              <Own text={`#${name}`} />
            </span>
          ))}
        </p>
      )}
      {contacts.length > 0 && <Faces desk={desk} contacts={contacts.slice(0, CARD_CONTACTS)} />}
      <Spark counts={padded} />
      <p class="facts">
        <span>{words.conversations(subGroup.threads, write.number(subGroup.threads))}</span>
        <span>{subGroup.membersKnown ? words.members(subGroup.members, write.number(subGroup.members)) : words.membersUnknown}</span>
      </p>
    </article>
  );
}

/** Whom to ask about a group. */
function Faces({ desk, contacts }: { readonly desk: Desk; readonly contacts: readonly PersonView[] }): VNode {
  return (
    <ul class="faces plain" aria-label={desk.words.contacts}>
      {contacts.map((person) => (
        <li>
          <Avatar person={person} size="small" />
          <Own text={nameOf(person)} />
        </li>
      ))}
    </ul>
  );
}

/** What was said last, wherever it was said. */
function Lately({ desk, rooms, from }: { readonly desk: Desk; readonly rooms: readonly Room[]; readonly from: string }): VNode | null {
  const threads = rooms
    .flatMap((room) => room.newest)
    .sort((a, b) => (b.lastAt ?? 0) - (a.lastAt ?? 0) || (a.key < b.key ? -1 : 1))
    .slice(0, LATELY_THREADS);
  if (threads.length === 0) return null;
  return (
    <section class="section">
      <h2>{desk.words.lately}</h2>
      <div class="panel">
        <ThreadList desk={desk} from={from} threads={threads} withGroup />
      </div>
    </section>
  );
}

function HomeOrigin({ desk, rooms }: { readonly desk: Desk; readonly rooms: readonly Room[] }): VNode {
  // The official network's own sub-group comes from no network of its own.
  const networks = [...new Set(rooms.map(({ subGroup }) => subGroup.network))].filter((name) => !name.startsWith("@")).sort();
  return (
    <Origin desk={desk} networks={networks} notShown={rooms.flatMap((room) => room.story.notShown)}>
      <p>{desk.words.originText(networks.join(", "))}</p>
      <p>
        {desk.words.originLost} {desk.words.originZone(desk.context.timeZone)}
      </p>
    </Origin>
  );
}
