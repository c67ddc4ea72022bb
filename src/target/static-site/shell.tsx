import type { ComponentChildren, VNode } from "preact";
import type { GivenBody } from "../../markup/body.ts";
import { bodyText, leavesOf } from "../../markup/body.ts";
import { canonicalLine } from "../../markup/plain.ts";
import type { Resolver } from "../../model/body.ts";
import type { Key } from "../../model/key.ts";
import { iso, writer, type Writer } from "../../page/dates.ts";
import { Layout, pageText } from "../../page/layout.tsx";
import { texts, type Texts } from "../../page/texts.ts";
import type { ApplyContext, PersonView, RemoteKind } from "../target.ts";
import type { Folder } from "./folder.ts";
import { pathOf, PRIVATE, relative, treeOf } from "./paths.ts";
import { headMeta, sealed } from "./seal.ts";
import { STYLESHEET_PATH } from "./style.ts";

/** What making a page needs beside its subject. */
export interface Desk {
  readonly site: Folder;
  readonly context: ApplyContext;
  readonly words: Texts;
  readonly write: Writer;
}

/** Formatters are dear: one writer serves all pages of a run. */
const writers = new Map<string, Writer>();

export function deskOf(site: Folder, context: ApplyContext): Desk {
  const name = `${context.language} ${context.timeZone}`;
  const write = writers.get(name) ?? writer(context.language, context.timeZone);
  writers.set(name, write);
  return { site, context, words: texts(context.language), write };
}

export interface PageProps {
  readonly path: string;
  readonly title: string;
  readonly kind: RemoteKind;
  readonly key?: Key;
  readonly parent?: Key;
  readonly page?: number;
  readonly pages?: number;
  readonly section: "groups" | "people" | "topics" | "search";
  readonly narrow?: boolean;
  /** Paths of scripts in the site: only the search has one. */
  readonly scripts?: readonly string[];
  readonly data?: Readonly<Record<`data-${string}`, string>>;
  readonly children: ComponentChildren;
}

/** One finished page: layout, head that machines read, seal. */
export function sitePage(desk: Desk, props: PageProps): string {
  const { words, context } = desk;
  const to = (path: string) => relative(props.path, path);
  const isPrivate = props.path.startsWith(PRIVATE);
  const name = canonicalLine(context.official.name);
  const home = isPrivate ? `${PRIVATE}index.html` : "index.html";
  return sealed(
    pageText(
      <Layout
        language={context.language}
        title={props.title === name ? name : `${canonicalLine(props.title)} · ${name}`}
        site={{ name, href: to("index.html") }}
        nav={[
          { href: to(home), label: isPrivate ? words.privateTitle : words.groups, current: props.section === "groups" },
          { href: to(`${isPrivate ? PRIVATE : ""}p/index.html`), label: words.people, current: props.section === "people" },
          { href: to("topics/index.html"), label: words.topics, current: props.section === "topics" },
          { href: to(`${isPrivate ? PRIVATE : ""}search.html`), label: words.search, current: props.section === "search" },
        ]}
        stylesheet={to(STYLESHEET_PATH)}
        meta={headMeta({
          path: props.path,
          key: props.key,
          kind: props.kind,
          parent: props.parent ?? null,
          page: props.page ?? 1,
          pages: props.pages ?? 1,
        })}
        {...(props.scripts === undefined ? {} : { scripts: props.scripts.map(to) })}
        {...(props.data === undefined ? {} : { data: props.data })}
        {...(props.narrow === undefined ? {} : { narrow: props.narrow })}
      >
        {props.children}
      </Layout>,
    ),
  );
}

/** A text of the source inside a line of ours: its direction ends where it ends. */
export function Own({ text }: { readonly text: string }): VNode {
  return <bdi>{canonicalLine(text)}</bdi>;
}

/** What everybody reads tells of somebody private no more than the source's own words do: no address, no key. */
function isHidden(from: string, person: PersonView): boolean {
  return person.isPrivate && !from.startsWith(PRIVATE);
}

/** The person's page as seen from `from`, where one was made and may be known. */
export function personHref(desk: Desk, from: string, person: PersonView | null): string | undefined {
  if (person === null || isHidden(from, person) || desk.context.ref(person.key) === undefined) return undefined;
  const path = pathOf(person.key, treeOf(person));
  return path === undefined ? undefined : relative(from, path);
}

export function PersonName(props: {
  readonly desk: Desk;
  readonly from: string;
  readonly person: PersonView;
  readonly class?: string;
}): VNode {
  const href = personHref(props.desk, props.from, props.person);
  const name = <Own text={nameOf(props.person)} />;
  if (href === undefined) {
    return (
      <span class={props.class} {...(isHidden(props.from, props.person) ? {} : { "data-key": props.person.key })}>
        {name}
      </span>
    );
  }
  return (
    <a class={props.class} data-key={props.person.key} href={href}>
      {name}
    </a>
  );
}

export function nameOf(person: PersonView): string {
  return canonicalLine(person.name) || person.id;
}

/** Initials on a colour that is the person's everywhere. Decoration: the name stands beside it. */
export function Avatar({ person, size }: { readonly person: PersonView | null; readonly size?: "small" | "large" }): VNode {
  const parts =
    person === null
      ? []
      : nameOf(person)
          .split(" ")
          .flatMap((word) => /^[^\p{L}\p{N}]*([\p{L}\p{N}])/u.exec(word)?.[1] ?? []);
  const initials = parts.length > 1 ? `${parts[0]}${parts.at(-1)}` : (parts[0] ?? "·");
  let tone = 0;
  for (const character of person?.key ?? "") tone = (tone * 31 + character.charCodeAt(0)) % 997;
  return (
    <span class={`avatar tone${person === null || person.isPlaceholder ? 5 : tone % 5}${size ? ` ${size}` : ""}`} aria-hidden="true">
      {initials.toUpperCase()}
    </span>
  );
}

/** What to know before reading somebody's words: one badge, the strongest. */
export function personBadge(words: Texts, person: PersonView): string | undefined {
  if (person.isBot) return words.bot;
  if (person.isGuest) return words.guest;
  if (person.state === "deleted" || person.state === "suspended") return words.formerColleague;
  return undefined;
}

/** Names and pages of people who are mentioned in bodies of one network. */
export function mentionsOf(desk: Desk, network: string, from: string): Resolver["person"] {
  return (id) => {
    const person = desk.context.person(network, id);
    return person === undefined ? undefined : { name: canonicalLine(person.name), href: personHref(desk, from, person) };
  };
}

/** The beginning of a text, cut between words. */
export function excerpt(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const cut = text.slice(0, maxChars).replace(/[\ud800-\udbff]$/, "");
  const blank = cut.lastIndexOf(" ");
  return `${(blank > maxChars / 2 ? cut.slice(0, blank) : cut).replace(/[\s,;:.–-]+$/, "")}…`;
}

/** A body as one line of text, for lists and titles. */
export function lineOf(desk: Desk, network: string, given: GivenBody): string {
  return bodyText(given, leavesOf([], mentionsOf(desk, network, "")));
}

const TITLE_CHARS = 100;

/** A text's first sentence, or as much of it as a title holds, and what follows. */
export function opening(text: string): { readonly title: string; readonly rest: string } {
  if (text.length <= TITLE_CHARS) return { title: text, rest: "" };
  // A full stop behind a number is an ordinal's ("am 8. März"), and what is shorter than this is a greeting.
  const sentence = /^.{24,100}?(?:[!?…]|(?<!\d)\.)(?=\s)/u.exec(text)?.[0];
  if (sentence !== undefined) return { title: sentence, rest: text.slice(sentence.length).trim() };
  const title = excerpt(text, TITLE_CHARS - 10);
  return { title, rest: `…${text.slice(title.length - 1).trim()}` };
}

export interface Titled {
  readonly title: string | null;
  readonly createdAt: number | null;
}

/** A thread's own title, or its first words, or its day: something to click on. `rest` is what a preview may still tell. */
export function threadTitle(desk: Desk, thread: Titled, text: string): { readonly title: string; readonly rest: string } {
  const own = canonicalLine(thread.title ?? "");
  if (own !== "") return { title: own, rest: text === own ? "" : text };
  if (text !== "") return opening(text);
  const { words, write } = desk;
  return {
    title: iso(thread.createdAt) === undefined ? words.untitledUndated : words.untitled(write.day(thread.createdAt ?? 0)),
    rest: "",
  };
}

export function Crumbs({
  desk,
  items,
}: {
  readonly desk: Desk;
  readonly items: readonly { readonly href: string; readonly text: string }[];
}): VNode {
  return (
    <nav class="crumbs" aria-label={desk.words.breadcrumbs}>
      <ol class="plain">
        {items.map((item) => (
          <li>
            <a href={item.href}>
              <Own text={item.text} />
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** Lists go on in further pages; how many is not known before the last, so they are told by their neighbours. */
export function Pager(props: {
  readonly desk: Desk;
  readonly page: number;
  readonly previous: string | undefined;
  readonly next: string | undefined;
}): VNode | null {
  const { desk, page, previous, next } = props;
  if (previous === undefined && next === undefined) return null;
  return (
    <nav class="pages" aria-label={desk.words.morePages}>
      {previous === undefined ? (
        <span />
      ) : (
        <a rel="prev" href={previous}>
          ← {desk.words.previous}
        </a>
      )}
      <span class="muted">{desk.words.page(desk.write.number(page))}</span>
      {next === undefined ? (
        <span />
      ) : (
        <a rel="next" href={next}>
          {desk.words.next} →
        </a>
      )}
    </nav>
  );
}
