import type { VNode } from "preact";
import { canonicalLine } from "../../markup/plain.ts";
import { filled, Spark, type MonthCount } from "../../page/charts.tsx";
import type { SubGroupView } from "../target.ts";
import { Activity, Stat } from "./group-page.tsx";
import { pagePath, PRIVATE, relative, type Tree } from "./paths.ts";
import { excerpt, Own, sitePage, type Desk } from "./shell.tsx";

/** How many months a card's bars show. */
const CARD_MONTHS = 24;
const DAY_MS = 86_400_000;

export interface Room {
  readonly subGroup: SubGroupView;
  readonly months: readonly MonthCount[];
}

/** The front page of the official network, or of its private part. Counts what it lists and nothing else. */
export function homePage(desk: Desk, tree: Tree, rooms: readonly Room[], people: number): { readonly path: string; readonly html: string } {
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
        <h1>
          <Own text={title} />
        </h1>
        <p class="lead">{isPrivate ? words.privateLead : <Lead desk={desk} rooms={rooms} />}</p>
        {rooms.length > 0 && <Totals desk={desk} rooms={rooms} people={isPrivate ? undefined : people} />}
        {months.length > 0 && (
          <div class="section panel">
            <Activity desk={desk} months={months} height={140} />
          </div>
        )}
        {rooms.length > 0 && (
          <section class="section">
            <h2>{words.groups}</h2>
            <div class="cards">
              {byLife(rooms, latest).map((room) => (
                <Card desk={desk} room={room} from={path} latest={latest} until={months.at(-1)?.month} />
              ))}
            </div>
          </section>
        )}
        {rooms.length > 0 && !isPrivate && <Origin desk={desk} rooms={rooms} />}
      </>
    ),
  });
  return { path, html };
}

function Lead({ desk, rooms }: { readonly desk: Desk; readonly rooms: readonly Room[] }): VNode {
  const { words, write } = desk;
  if (rooms.length === 0) return <>{words.homeEmpty}</>;
  const messages = sum(rooms, (subGroup) => subGroup.messages);
  const firsts = rooms.flatMap(({ subGroup }) => subGroup.firstAt ?? []);
  const lasts = rooms.flatMap(({ subGroup }) => subGroup.lastAt ?? []);
  return (
    <>
      {words.homeLead(words.group(rooms.length, write.number(rooms.length)), words.posts(messages, write.number(messages)))}
      {firsts.length > 0 && ` ${words.homeSpan(write.day(Math.min(...firsts)), write.day(Math.max(...lasts)))}`}
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

/**
 * Signs of life, measured against the newest post of all: a page must not change because a day went by. Active: wrote within 45 days of
 * it; slowing down: within 180.
 */
export function lifeOf(subGroup: SubGroupView, latest: number): "active" | "slower" | "quiet" {
  const silentMs = latest - (subGroup.lastAt ?? -Infinity);
  if (silentMs <= 45 * DAY_MS) return "active";
  return silentMs <= 180 * DAY_MS ? "slower" : "quiet";
}

/** Where something is going on comes first; among those, where most was said. */
function byLife(rooms: readonly Room[], latest: number): readonly Room[] {
  const order = { active: 0, slower: 1, quiet: 2 };
  return [...rooms].sort(
    (a, b) =>
      order[lifeOf(a.subGroup, latest)] - order[lifeOf(b.subGroup, latest)] ||
      b.subGroup.messages - a.subGroup.messages ||
      (a.subGroup.key < b.subGroup.key ? -1 : 1),
  );
}

interface CardProps {
  readonly desk: Desk;
  readonly room: Room;
  readonly from: string;
  readonly latest: number;
  readonly until: string | undefined;
}

function Card({ desk, room: { subGroup, months }, from, latest, until }: CardProps): VNode {
  const { words, write } = desk;
  const life = lifeOf(subGroup, latest);
  const description = canonicalLine(subGroup.description ?? "");
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
      {description !== "" && (
        <p class="about" dir="auto">
          {excerpt(description, 240)}
        </p>
      )}
      <Spark counts={padded} />
      <p class="facts">
        <span>{words.conversations(subGroup.threads, write.number(subGroup.threads))}</span>
        <span>{words.posts(subGroup.messages, write.number(subGroup.messages))}</span>
        <span>{subGroup.membersKnown ? words.members(subGroup.members, write.number(subGroup.members)) : words.membersUnknown}</span>
      </p>
    </article>
  );
}

function Origin({ desk, rooms }: { readonly desk: Desk; readonly rooms: readonly Room[] }): VNode {
  const networks = [...new Set(rooms.map(({ subGroup }) => subGroup.network))].sort();
  return (
    <section class="section">
      <h2>{desk.words.origin}</h2>
      <div class="note narrow">
        <p>{desk.words.originText(networks.join(", "))}</p>
        <p>
          {desk.words.originLost} {desk.words.originZone(desk.context.timeZone)}
        </p>
      </div>
    </section>
  );
}
