import { canonicalLine } from "../../markup/plain.ts";
import type { ThreadSummary, TopicSummary } from "../target.ts";
import { ChunkPager, ThreadList, type Chunk } from "./lists.tsx";
import { Origin } from "./origin.tsx";
import { numbered, relative, topicPath } from "./paths.ts";
import { Crumbs, Own, sitePage, type Desk } from "./shell.tsx";

export const TOPICS_PER_PAGE = 1000;
export const TOPICS_INDEX = "topics/index.html";

export function topicPage(desk: Desk, topic: TopicSummary, chunk: Chunk<ThreadSummary>): { readonly path: string; readonly html: string } {
  const path = topicPath(topic.name, chunk.page);
  const name = `#${canonicalLine(topic.name)}`;
  const html = sitePage(desk, {
    path,
    title: name,
    kind: "page",
    section: "topics",
    page: chunk.page,
    narrow: true,
    children: (
      <>
        <Crumbs desk={desk} items={[{ href: relative(path, TOPICS_INDEX), text: desk.words.topics }]} />
        <h1>
          <Own text={name} />
        </h1>
        <p class="lead">{desk.words.posts(topic.messages, desk.write.number(topic.messages))}</p>
        <section class="section">
          <h2>{desk.words.conversationsLabel}</h2>
          <ThreadList desk={desk} from={path} threads={chunk.items} withGroup />
          <ChunkPager desk={desk} path={path} chunk={chunk} name={(page) => topicPath(topic.name, page)} />
        </section>
        <Origin desk={desk} networks={[...new Set(chunk.items.map(({ network }) => network))].sort()} />
      </>
    ),
  });
  return { path, html };
}

/** `networks`: where the public groups come from. */
export function topicsIndex(
  desk: Desk,
  chunk: Chunk<TopicSummary>,
  networks: readonly string[],
): { readonly path: string; readonly html: string } {
  const path = numbered(TOPICS_INDEX, chunk.page);
  const html = sitePage(desk, {
    path,
    title: desk.words.topics,
    kind: "page",
    section: "topics",
    page: chunk.page,
    children: (
      <>
        <h1>{desk.words.topics}</h1>
        <p class="lead">{chunk.items.length === 0 ? desk.words.topicsNone : desk.words.topicsLead}</p>
        <div class="section">
          <ul class="topics plain">
            {chunk.items.map((topic) => (
              <li>
                <a href={relative(path, topicPath(topic.name))}>
                  <Own text={`#${topic.name}`} />
                  <span class="muted fine">{desk.write.number(topic.messages)}</span>
                </a>
              </li>
            ))}
          </ul>
          <ChunkPager desk={desk} path={TOPICS_INDEX} chunk={chunk} />
        </div>
        <Origin desk={desk} networks={networks} />
      </>
    ),
  });
  return { path, html };
}
