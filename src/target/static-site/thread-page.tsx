import type { VNode } from "preact";
import { canonicalLine } from "../../markup/plain.ts";
import { iso } from "../../page/dates.ts";
import { Icon } from "../../page/icons.tsx";
import type { MessageView, ThreadView } from "../target.ts";
import { arrange, type Post } from "./arrange.ts";
import { KindBadge } from "./badges.tsx";
import { Origin, type NotShown } from "./origin.tsx";
import { pagePath, PRIVATE, relative, treeOf } from "./paths.ts";
import type { PdfPages } from "./pdf.ts";
import { Article, postHref, quoteOf, type Conversation } from "./post.tsx";
import { Avatar, Crumbs, Own, lineOf, sitePage, threadTitle, nameOf, type Desk } from "./shell.tsx";
import { MAX_PAGE_BYTES, type Made } from "./run.ts";

/** A thread with more answers marked as best than this is not helped by showing them all at its top. */
const BEST_SHOWN = 3;

/** What a post takes beside its text and its attachments, and what an attachment takes. Guesses: pages that come out too large are cut again. */
const POST_BYTES = 800;
const ATTACHMENT_BYTES = 700;
const BYTES_PER_CHAR = 1.3;
/** An address of a post on another page, with its author and day, or alone. */
const NAMED_ADDRESS_BYTES = 170;
const BARE_ADDRESS_BYTES = 40;
/** Past this, addresses of other pages' posts are given alone. */
const NAMED_ADDRESSES = 500;

function sizeOf(message: MessageView): number {
  const chars = Math.max(Buffer.byteLength(message.body ?? ""), Buffer.byteLength(message.bodyHtml ?? ""));
  return POST_BYTES + chars * BYTES_PER_CHAR + message.attachments.length * ATTACHMENT_BYTES;
}

/** The pages of one thread, first to last, none larger than a page may be unless a single post is. */
export function threadPages(desk: Desk, thread: ThreadView, pdfPages: PdfPages): Made[] {
  const addresses = thread.messages.length * (thread.messages.length > NAMED_ADDRESSES ? BARE_ADDRESS_BYTES : NAMED_ADDRESS_BYTES);
  for (let bytes = MAX_PAGE_BYTES; ;) {
    const posts = arrange(thread.messages, { bytes, firstBytes: Math.max(1, bytes - addresses), sizeOf });
    const pages = pagesOf({ desk, thread, pdfPages }, posts);
    const sizes = pages.map(({ html }, index) => (countOf(posts[index] ?? []) > 1 ? Buffer.byteLength(html) : 0));
    const largest = Math.max(...sizes);
    if (bytes < POST_BYTES || largest <= MAX_PAGE_BYTES) return pages;
    bytes = Math.floor((bytes * MAX_PAGE_BYTES * 0.97) / largest);
  }
}

function countOf(posts: readonly Post[]): number {
  return posts.reduce((sum, post) => sum + 1 + countOf(post.replies), 0);
}

type Subject = Pick<Conversation, "desk" | "thread" | "pdfPages">;

function pagesOf({ desk, thread, pdfPages }: Subject, pages: readonly Post[][]): Made[] {
  const tree = treeOf(thread.subGroup);
  const first = thread.messages[0];
  const text = first && first.tombstone === null ? lineOf(desk, thread.network, first) : "";
  const { title } = threadTitle(desk, { title: thread.title, createdAt: first?.createdAt ?? null }, text);
  return pages.map((posts, index) => {
    const path = pagePath(thread.key, tree, index + 1);
    const conversation: Conversation = { desk, thread, tree, path, page: index + 1, title, pdfPages };
    return { path, html: threadPage(conversation, posts, pages) };
  });
}

function threadPage(conversation: Conversation, posts: readonly Post[], pages: readonly Post[][]): string {
  const { desk, thread, tree, path, page, title } = conversation;
  const best = page === 1 ? <BestAnswers conversation={conversation} pages={pages} /> : null;
  return sitePage(desk, {
    path,
    title,
    kind: "thread",
    key: thread.key,
    parent: thread.subGroup.key,
    page,
    pages: pages.length,
    section: "groups",
    narrow: true,
    children: (
      <>
        <Crumbs
          desk={desk}
          items={[
            { href: relative(path, `${tree}index.html`), text: tree === PRIVATE ? desk.words.privateTitle : desk.words.groups },
            { href: relative(path, pagePath(thread.subGroup.key, tree)), text: thread.subGroup.name },
          ]}
        />
        <h1 data-title={canonicalLine(thread.title ?? "") === "" ? "derived" : "own"}>
          <Own text={title} />
        </h1>
        <Facts conversation={conversation} />
        {page > 1 && <Pager conversation={conversation} pages={pages.length} />}
        <div class={`conversation of-${thread.kind}`}>
          {posts.map((post, index) => (
            <Article post={post} conversation={conversation} below={index === 0 ? best : null} />
          ))}
        </div>
        <Pager conversation={conversation} pages={pages.length} />
        {page === 1 && pages.length > 1 && <Elsewhere conversation={conversation} pages={pages} />}
        <Origin
          desk={desk}
          networks={[thread.network]}
          ids={[
            [desk.words.originGroup, thread.subGroup.groupId],
            [desk.words.originThread, thread.id],
          ]}
          record={thread.key}
          notShown={tombstonesOf(thread.messages)}
        />
      </>
    ),
  });
}

/** Posts that others answer and that are not shown. What nobody answers leaves no trace here; the group's page counts all. */
function tombstonesOf(messages: readonly MessageView[]): NotShown[] {
  return messages.flatMap(({ tombstone }) => (tombstone === null ? [] : [{ reason: tombstone, messages: 1 }]));
}

function Facts({ conversation: { desk, thread } }: { readonly conversation: Conversation }): VNode {
  const { words, write } = desk;
  const count = thread.messages.filter((message) => message.tombstone === null).length;
  return (
    <p class="facts">
      <KindBadge words={words} kind={thread.kind} />
      {thread.messages.some(({ isBestAnswer }) => isBestAnswer) && (
        <span class="badge good">
          <Icon name="best" /> {words.answered}
        </span>
      )}
      {thread.subGroup.isPrivate && (
        <span class="badge warm">
          <Icon name="private" /> {words.privateNote}
        </span>
      )}
      <span>{words.posts(count, write.number(count))}</span>
    </p>
  );
}

/** The answers that the asker took, right below the question: how they begin, and the way to each. */
function BestAnswers({ conversation, pages }: { readonly conversation: Conversation; readonly pages: readonly Post[][] }): VNode | null {
  const { desk } = conversation;
  const best = placesOf(pages)
    .filter(({ message }) => message.isBestAnswer)
    .slice(0, BEST_SHOWN);
  if (best.length === 0) return null;
  return (
    <section class="bestanswer" aria-label={desk.words.bestAnswer}>
      <h2>
        <Icon name="best" /> {desk.words.bestAnswer}
      </h2>
      {best.map(({ message, page }) => (
        <div class="taken">
          <Avatar person={message.author} size="small" />
          <div>
            {message.author !== null && (
              <p class="by">
                <Own text={nameOf(message.author)} />
              </p>
            )}
            <blockquote class="quoted">
              <Own text={quoteOf(conversation, message)} />
            </blockquote>
            <a class="small" href={postHref(conversation, { id: message.id, page })}>
              {desk.words.wholeAnswer}
            </a>
          </div>
        </div>
      ))}
    </section>
  );
}

/** Every post with the page it stands on, in the order they are read. */
function placesOf(pages: readonly (readonly Post[])[]): { readonly message: MessageView; readonly page: number }[] {
  const places: { message: MessageView; page: number }[] = [];
  const add = (posts: readonly Post[], page: number) => {
    for (const { message, replies } of posts) {
      places.push({ message, page });
      add(replies, page);
    }
  };
  for (const [index, posts] of pages.entries()) add(posts, index + 1);
  return places;
}

function Pager({
  conversation: { desk, thread, tree, path, page },
  pages,
}: {
  readonly conversation: Conversation;
  readonly pages: number;
}): VNode | null {
  if (pages === 1) return null;
  return (
    <nav class="pages" aria-label={desk.words.morePages}>
      {Array.from({ length: pages }, (_, index) => (
        <a
          href={relative(path, pagePath(thread.key, tree, index + 1))}
          {...(index + 1 === page ? { "aria-current": "page" as const } : {})}
        >
          {desk.words.page(desk.write.number(index + 1))}
        </a>
      ))}
    </nav>
  );
}

/**
 * `#m…` of a post on a later page: the address of a post is known before anybody knows how long its thread gets. In a long thread the
 * address leads to the post's page: with names, the list would not fit.
 */
function Elsewhere({ conversation, pages }: { readonly conversation: Conversation; readonly pages: readonly Post[][] }): VNode {
  const { desk, thread, path, tree } = conversation;
  const isLong = thread.messages.length > NAMED_ADDRESSES;
  const places = placesOf(pages).filter(({ page }) => page > 1);
  const later = pages.map((_, index) => index + 1).slice(1);
  return (
    <section class="section elsewhere">
      <h2>{desk.words.elsewhere}</h2>
      <ul class="plain">
        {isLong
          ? later.map((page) => (
              <li>
                {places
                  .filter((place) => place.page === page)
                  .map(({ message }) => (
                    <i id={`m${message.id}`} />
                  ))}
                <a href={relative(path, pagePath(thread.key, tree, page))}>{desk.words.page(desk.write.number(page))}</a>
              </li>
            ))
          : places.map(({ message, page }) => (
              <li id={`m${message.id}`}>
                <a href={postHref(conversation, { id: message.id, page })}>
                  {message.author === null ? desk.words.anEarlierPost : <Own text={nameOf(message.author)} />}
                  {message.createdAt !== null && iso(message.createdAt) !== undefined && `, ${desk.write.day(message.createdAt)}`}
                </a>
              </li>
            ))}
      </ul>
    </section>
  );
}
