import type { VNode } from "preact";
import { bodyTree, leavesOf } from "../../markup/body.ts";
import { canonicalLine } from "../../markup/plain.ts";
import { toHtml } from "../../markup/to-html.ts";
import type { TopicRef } from "../../model/conversation.ts";
import { iso } from "../../page/dates.ts";
import { Icon } from "../../page/icons.tsx";
import type { Texts } from "../../page/texts.ts";
import type { MessageView, ThreadView } from "../target.ts";
import type { Post } from "./arrange.ts";
import { Attachments } from "./attachments.tsx";
import { KindBadge } from "./badges.tsx";
import { PostOrigin } from "./origin.tsx";
import { pagePath, relative, topicPath, type Tree } from "./paths.ts";
import type { PdfPages } from "./pdf.ts";
import { Poll, Praise } from "./poll-and-praise.tsx";
import { Avatar, excerpt, lineOf, mentionsOf, nameOf, Own, personBadge, PersonName, type Desk } from "./shell.tsx";

/** What is quoted of a post elsewhere: enough to know it again. */
const QUOTE_CHARS = 180;

export interface Conversation {
  readonly desk: Desk;
  readonly thread: ThreadView;
  readonly tree: Tree;
  /** The page that is being made, and its number. */
  readonly path: string;
  readonly page: number;
  readonly title: string;
  readonly pdfPages: PdfPages;
}

/**
 * One post and what is nested below it. Reading back takes `.who` for the author, `.body` for the text, `.answers` for the parent: nothing beside
 * them may use these classes.
 */
export function Article({
  post,
  conversation,
  below,
}: {
  readonly post: Post;
  readonly conversation: Conversation;
  readonly below?: VNode | null;
}): VNode {
  const { desk, path, tree } = conversation;
  const { message } = post;
  const title = canonicalLine(message.title ?? "");
  // The starter's title is the page's: once is enough, and the reading back knows where to look.
  const isPageTitle = title !== "" && post.position === 0 && title === conversation.title;
  return (
    <article
      class={message.isBestAnswer ? "post best" : "post"}
      id={`m${message.id}`}
      data-key={message.key}
      data-position={post.position}
      {...(isPageTitle ? { "data-title": "page" } : {})}
      {...(message.tombstone === null ? {} : { "data-tombstone": message.tombstone })}
    >
      <div class="inner">
        <Who post={post} conversation={conversation} />
        {post.answers !== undefined && <Quote message={post.answers.message} conversation={conversation} />}
        {title !== "" && !isPageTitle && (
          <h2 class="title">
            <Own text={title} />
          </h2>
        )}
        <Body message={message} conversation={conversation} />
        {message.poll !== null && <Poll desk={desk} poll={message.poll} />}
        {message.praise !== null && (
          <Praise desk={desk} from={path} praise={message.praise} text={lineOf(desk, conversation.thread.network, message)} />
        )}
        <Attachments desk={desk} from={path} tree={tree} attachments={message.attachments} pdfPages={conversation.pdfPages} />
        <Under message={message} conversation={conversation} />
      </div>
      {below}
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

/** The address of a post as this page writes it. */
export function postHref({ thread, tree, path, page }: Conversation, post: { readonly id: string; readonly page: number }): string {
  return `${post.page === page ? "" : relative(path, pagePath(thread.key, tree, post.page))}#m${post.id}`;
}

function Who({ post, conversation }: { readonly post: Post; readonly conversation: Conversation }): VNode {
  const { desk, path } = conversation;
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
          {post.position > 0 && <KindBadge words={desk.words} kind={message.kind} />}
          {message.isBestAnswer && (
            <span class="badge good">
              <Icon name="best" /> {desk.words.bestAnswer}
            </span>
          )}
          {(message.tombstone === null || message.createdAt !== null) && <When message={message} desk={desk} />}
        </p>
        {answers !== undefined && (
          <p class="answers">
            <span>
              {desk.words.inReplyTo}{" "}
              <a href={postHref(conversation, { id: answers.message.id, page: answers.page })}>
                {answers.message.author === null ? desk.words.anEarlierPost : <Own text={nameOf(answers.message.author)} />}
              </a>
            </span>
          </p>
        )}
      </div>
      {message.tombstone === null && <PostOrigin desk={desk} message={message} />}
    </header>
  );
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

/** The beginning of a post as one line, for showing it elsewhere; what is not shown says why. */
export function quoteOf({ desk, thread }: Conversation, message: MessageView): string {
  return message.tombstone === null ? excerpt(lineOf(desk, thread.network, message), QUOTE_CHARS) : desk.words[message.tombstone];
}

function Quote({ message, conversation }: { readonly message: MessageView; readonly conversation: Conversation }): VNode | null {
  const text = quoteOf(conversation, message);
  if (text === "") return null;
  return (
    <blockquote class="quoted">
      <Own text={text} />
    </blockquote>
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
