import type { ComponentChildren, VNode } from "preact";
import { iso } from "../../page/dates.ts";
import { Icon } from "../../page/icons.tsx";
import type { PersonView, ThreadSummary } from "../target.ts";
import { numbered, pagePath, relative, treeOf } from "./paths.ts";
import { KindBadge } from "./badges.tsx";
import { Avatar, excerpt, nameOf, Own, Pager, personBadge, PersonName, lineOf, threadTitle, type Desk } from "./shell.tsx";

export const THREADS_PER_PAGE = 200;
export const PEOPLE_PER_PAGE = 500;

/** One piece of a cursor, with what the page around it must know of its neighbours. */
export interface Chunk<T> {
  readonly items: readonly T[];
  /** From 1. */
  readonly page: number;
  readonly isLast: boolean;
}

/** The pager of a chunk; `path` is that of the first page. */
export function ChunkPager(props: {
  readonly desk: Desk;
  readonly path: string;
  readonly chunk: Chunk<unknown>;
  readonly name?: (page: number) => string;
}): VNode {
  const { desk, path, chunk } = props;
  const name = props.name ?? ((page: number) => numbered(path, page));
  const href = (page: number) => relative(path, name(page));
  return (
    <Pager
      desk={desk}
      page={chunk.page}
      previous={chunk.page > 1 ? href(chunk.page - 1) : undefined}
      next={chunk.isLast ? undefined : href(chunk.page + 1)}
    />
  );
}

export function threadHref(from: string, thread: ThreadSummary): string {
  return relative(from, pagePath(thread.key, treeOf(thread.subGroup)));
}

/** Conversations as they are looked for: what it is about, how it starts, by whom, when, how much came of it. */
export function ThreadList(props: {
  readonly desk: Desk;
  readonly from: string;
  readonly threads: readonly ThreadSummary[];
  readonly withGroup?: boolean;
}): VNode {
  return (
    <ol class="threads plain">
      {props.threads.map((thread) => (
        <ThreadLine {...props} thread={thread} />
      ))}
    </ol>
  );
}

function ThreadLine(props: {
  readonly desk: Desk;
  readonly from: string;
  readonly thread: ThreadSummary;
  readonly withGroup?: boolean;
}): VNode {
  const { desk, from, thread } = props;
  const { words, write } = desk;
  const { title, rest } = threadTitle(desk, thread, lineOf(desk, thread.network, { body: thread.body, bodyHtml: null }));
  const replies = Math.max(0, thread.messages - 1);
  return (
    <li>
      <Avatar person={thread.author} />
      <div>
        <h3>
          <a href={threadHref(from, thread)}>
            <Own text={title} />
          </a>
        </h3>
        {rest !== "" && (
          <p class="preview">
            <Own text={excerpt(rest, 220)} />
          </p>
        )}
        <p class="facts">
          <KindBadge words={words} kind={thread.kind} />
          {thread.isAnswered && (
            <span class="badge good">
              <Icon name="best" /> {words.answered}
            </span>
          )}
          {thread.author !== null && (
            <span>
              <Own text={nameOf(thread.author)} />
            </span>
          )}
          <Day desk={desk} ms={thread.lastAt ?? thread.createdAt} />
          {replies > 0 && <span>{words.replies(replies, write.number(replies))}</span>}
          {props.withGroup && (
            <span>
              <a href={relative(from, pagePath(thread.subGroup.key, treeOf(thread.subGroup)))}>
                <Own text={thread.subGroup.name} />
              </a>
            </span>
          )}
        </p>
      </div>
    </li>
  );
}

export function Day({ desk, ms }: { readonly desk: Desk; readonly ms: number | null }): VNode {
  const datetime = iso(ms);
  if (ms === null || datetime === undefined) return <span>{desk.words.noDate}</span>;
  return (
    <span>
      <time dateTime={datetime}>{desk.write.day(ms)}</time>
    </span>
  );
}

/** People with what is said of each in this list. */
export function PeopleList(props: {
  readonly desk: Desk;
  readonly from: string;
  readonly people: readonly { readonly person: PersonView; readonly note?: ComponentChildren; readonly role?: string }[];
  readonly wide?: boolean;
}): VNode {
  const { desk, from } = props;
  return (
    <ul class={props.wide ? "persons wide plain" : "persons plain"}>
      {props.people.map(({ person, note, role }) => (
        <li {...(role === undefined ? {} : { "data-role": role })}>
          <Avatar person={person} size="small" />
          <div>
            <PersonName desk={desk} from={from} person={person} />
            {note !== undefined && note !== "" && <span class="muted">{note}</span>}
          </div>
        </li>
      ))}
    </ul>
  );
}

/** What somebody does here: their title, or what to know about the account. */
export function personNote(desk: Desk, person: PersonView): string {
  return personBadge(desk.words, person) ?? person.jobTitle ?? person.department ?? "";
}
