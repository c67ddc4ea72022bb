import type { VNode } from "preact";
import { bodyTree, leavesOf } from "../../markup/body.ts";
import { canonicalLine } from "../../markup/plain.ts";
import { toHtml } from "../../markup/to-html.ts";
import { iso } from "../../page/dates.ts";
import type { TopicRef } from "../../model/conversation.ts";
import type { Texts } from "../../page/texts.ts";
import type { MessageView, ThreadView } from "../target.ts";
import { arrange, type Post } from "./arrange.ts";
import { Attachments } from "./attachments.tsx";
import { pagePath, PRIVATE, relative, topicPath, treeOf, type Tree } from "./paths.ts";
import { Avatar, Crumbs, Own, personBadge, PersonName, lineOf, mentionsOf, sitePage, threadTitle, nameOf, type Desk } from "./shell.tsx";

interface Conversation {
  readonly desk: Desk;
  readonly thread: ThreadView;
  readonly tree: Tree;
  /** The page that is being made. */
  readonly path: string;
  readonly title: string;
}

/** The pages of one thread, first to last. */
export function threadPages(desk: Desk, thread: ThreadView): { readonly path: string; readonly html: string }[] {
  const tree = treeOf(thread.subGroup);
  const pages = arrange(thread.messages);
  const first = thread.messages[0];
  const text = first && first.tombstone === null ? lineOf(desk, thread.network, first) : "";
  const { title } = threadTitle(desk, { title: thread.title, createdAt: first?.createdAt ?? null }, text);
  return pages.map((posts, index) => {
    const path = pagePath(thread.key, tree, index + 1);
    const conversation: Conversation = { desk, thread, tree, path, title };
    return { path, html: threadPage(conversation, posts, { page: index + 1, pages }) };
  });
}

function threadPage(
  conversation: Conversation,
  posts: readonly Post[],
  place: { readonly page: number; readonly pages: readonly Post[][] },
): string {
  const { desk, thread, tree, path, title } = conversation;
  const { page, pages } = place;
  const to = (number: number) => relative(path, pagePath(thread.key, tree, number));
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
        {page > 1 && <Pager conversation={conversation} page={page} pages={pages.length} />}
        <div class="conversation">
          {posts.map((post) => (
            <Article post={post} conversation={conversation} />
          ))}
        </div>
        <Pager conversation={conversation} page={page} pages={pages.length} />
        {page === 1 && pages.length > 1 && <Elsewhere conversation={conversation} pages={pages} to={to} />}
      </>
    ),
  });
}

function Facts({ conversation: { desk, thread } }: { readonly conversation: Conversation }): VNode {
  const { words, write } = desk;
  const count = thread.messages.filter((message) => message.tombstone === null).length;
  return (
    <p class="facts">
      {thread.kind !== "discussion" && <span class="badge blue">{words.kinds[thread.kind]}</span>}
      {thread.subGroup.isPrivate && <span class="badge warm">{words.privateNote}</span>}
      <span>{words.posts(count, write.number(count))}</span>
    </p>
  );
}

function Article({ post, conversation }: { readonly post: Post; readonly conversation: Conversation }): VNode {
  const { desk, path, tree } = conversation;
  const { message } = post;
  const title = canonicalLine(message.title ?? "");
  // The starter's title is the page's: once is enough, and the reading back knows where to look.
  const isPageTitle = title !== "" && post.position === 0 && title === conversation.title;
  return (
    <article
      class="post"
      id={`m${message.id}`}
      data-key={message.key}
      data-position={post.position}
      {...(isPageTitle ? { "data-title": "page" } : {})}
      {...(message.tombstone === null ? {} : { "data-tombstone": message.tombstone })}
    >
      <div class="inner">
        <Who post={post} conversation={conversation} />
        {title !== "" && !isPageTitle && (
          <h2 class="title">
            <Own text={title} />
          </h2>
        )}
        <Body message={message} conversation={conversation} />
        <Attachments desk={desk} from={path} tree={tree} attachments={message.attachments} />
        <Under message={message} conversation={conversation} />
      </div>
      {post.replies.length > 0 && (
        <div class="replies">
          {post.replies.map((reply) => (
            <Article post={reply} conversation={conversation} />
          ))}
        </div>
      )}
    </article>
  );
}

function Who({ post, conversation }: { readonly post: Post; readonly conversation: Conversation }): VNode {
  const { desk, path, thread } = conversation;
  const { message, answers } = post;
  const badge = message.author === null ? undefined : personBadge(desk.words, message.author);
  return (
    <header class="who">
      <Avatar person={message.author} />
      <div>
        <p>
          {message.author === null ? (
            message.tombstone === null && <span class="author">{desk.words.unknownAuthor}</span>
          ) : (
            <PersonName desk={desk} from={path} person={message.author} class="author" />
          )}
          {badge !== undefined && <span class="badge">{badge}</span>}
          {message.kind !== "discussion" && post.position > 0 && <span class="badge blue">{desk.words.kinds[message.kind]}</span>}
          <When message={message} desk={desk} />
        </p>
        {answers !== undefined && (
          <p class="answers">
            <span>
              {desk.words.inReplyTo}{" "}
              <a
                href={`${answers.page === pageNumber(path) ? "" : relative(path, pagePath(thread.key, conversation.tree, answers.page))}#m${answers.message.id}`}
              >
                {answers.message.author === null ? desk.words.anEarlierPost : <Own text={nameOf(answers.message.author)} />}
              </a>
            </span>
          </p>
        )}
      </div>
    </header>
  );
}

function pageNumber(path: string): number {
  return Number(/-(\d+)\.html$/.exec(path)?.[1] ?? 1);
}

function When({ message, desk }: { readonly message: MessageView; readonly desk: Desk }): VNode {
  const datetime = iso(message.createdAt);
  if (datetime === undefined || message.createdAt === null) return <span class="when">{desk.words.noDate}</span>;
  return (
    <a class="when" href={`#m${message.id}`}>
      <time dateTime={datetime}>{desk.write.moment(message.createdAt)}</time>
    </a>
  );
}

function Body({ message, conversation }: { readonly message: MessageView; readonly conversation: Conversation }): VNode {
  const { desk, thread, path, tree } = conversation;
  if (message.tombstone !== null) return <p class="gone">{desk.words[message.tombstone]}</p>;
  const known = new Set(message.topics.map((topic) => topic.name.toLowerCase()));
  // Private topics have no page: a public one would tell of them.
  const topicHref = (name: string) => (tree === "" && known.has(name.toLowerCase()) ? relative(path, topicPath(name)) : undefined);
  const html = toHtml(bodyTree(message), leavesOf(message.topics, mentionsOf(desk, thread.network, path), topicHref));
  if (html === "") return <div class="body" dir="auto" />;
  // The only markup that is not made by preact: `toHtml` writes known elements and escapes everything else.
  return <div class="body" dir="auto" dangerouslySetInnerHTML={{ __html: html }} />;
}

function reactionName(words: Texts, kind: string): string {
  return Object.hasOwn(words.reactions, kind) ? (words.reactions[kind] ?? kind) : kind;
}

/** Topics that the text does not name itself. */
function tagsOf(message: MessageView): readonly TopicRef[] {
  const text = `${message.body ?? ""} ${message.bodyHtml ?? ""}`.toLowerCase();
  return message.topics.filter((topic) => !text.includes(`:${topic.name.toLowerCase()}]`) && !text.includes(`tag:${topic.id}`));
}

/** Reactions, and topics beside the text. */
function Under({
  message,
  conversation: { desk, path, tree },
}: {
  readonly message: MessageView;
  readonly conversation: Conversation;
}): VNode | null {
  const { words, write } = desk;
  const tags = tagsOf(message);
  if (tags.length === 0 && message.reactions.length === 0) return null;
  return (
    <ul class="under plain" aria-label={message.reactions.length > 0 ? words.reactionsLabel : words.topics}>
      {message.reactions.map((reaction) => (
        <li class="reaction">
          <Own text={reactionName(words, reaction.kind)} />
          <b>{write.number(reaction.count)}</b>
        </li>
      ))}
      {tags.map((topic) => (
        <li class="tag">
          {tree === "" ? (
            <a class="topic" href={relative(path, topicPath(topic.name))}>
              <Own text={`#${topic.name}`} />
            </a>
          ) : (
            <Own text={`#${topic.name}`} />
          )}
        </li>
      ))}
    </ul>
  );
}

function Pager({
  conversation: { desk, thread, tree, path },
  page,
  pages,
}: {
  readonly conversation: Conversation;
  readonly page: number;
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

/** `#m…` of a post on a later page: the address of a post is known before anybody knows how long its thread gets. */
function Elsewhere(props: {
  readonly conversation: Conversation;
  readonly pages: readonly Post[][];
  readonly to: (page: number) => string;
}): VNode {
  const { desk } = props.conversation;
  const entries: VNode[] = [];
  const add = (posts: readonly Post[], page: number) => {
    for (const { message, replies } of posts) {
      entries.push(
        <li id={`m${message.id}`}>
          <a href={`${props.to(page)}#m${message.id}`}>
            {message.author === null ? desk.words.anEarlierPost : <Own text={nameOf(message.author)} />}
            {message.createdAt !== null && iso(message.createdAt) !== undefined && `, ${desk.write.day(message.createdAt)}`}
          </a>
        </li>,
      );
      add(replies, page);
    }
  };
  for (const [index, posts] of props.pages.entries()) if (index > 0) add(posts, index + 1);
  return (
    <section class="section elsewhere">
      <h2>{desk.words.elsewhere}</h2>
      <ul class="plain">{entries}</ul>
    </section>
  );
}
