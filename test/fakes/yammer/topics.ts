import { topicIdOf } from "./body.ts";
import { num, type Payload, type World } from "./context.ts";
import { roll } from "./dice.ts";
import type { LiveThread } from "./live.ts";
import type { TopicTruth } from "../../support/network/truth.ts";

/** How many threads carry a topic that no message of theirs mentions: only the API tells of these. */
const ADDED = 0.1;

/** Topics hang on threads (2.6): those of its messages, and now and then one that somebody added by hand. */
export function topicsOf(world: World, thread: LiveThread): TopicTruth[] {
  const { live } = world;
  const found = new Map<string, TopicTruth>();
  for (const message of thread.messages) {
    for (const name of message.topics) {
      const topic = live.topicByName(name);
      if (topic !== undefined) found.set(topic.id, topic);
    }
  }
  const chance = roll(live.truth.messageCount, "added topic", thread.thread.id);
  const added = chance < ADDED ? live.truth.topics[Math.floor((chance / ADDED) * live.truth.topics.length)] : undefined;
  if (added !== undefined && !thread.thread.isPrivate) found.set(added.id, added);
  return [...found.values()];
}

/** "feedback_culture" is the tag, "Feedback Culture" the topic. */
export function topicName(topic: TopicTruth): string {
  return normalizedName(topic).replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase());
}

function normalizedName(topic: TopicTruth): string {
  return topic.name.replaceAll(/[_-]+/g, " ");
}

export function topicPayload(world: World, topic: TopicTruth): Payload {
  const id = topicIdOf(topic.id);
  return {
    type: "topic",
    id: num(id),
    name: topicName(topic),
    normalized_name: normalizedName(topic),
    permalink: normalizedName(topic),
    url: `${world.origin()}/api/v1/topics/${id}`,
    web_url: `https://www.yammer.com/${world.live.truth.network.permalink}/topics/${id}`,
  };
}

export function tagPayload(world: World, topic: TopicTruth): Payload {
  return {
    type: "tag",
    id: num(topic.id),
    name: topic.name.toLowerCase(),
    url: `${world.origin()}/api/v1/tags/${topic.id}`,
    web_url: `https://www.yammer.com/${world.live.truth.network.permalink}/topics/${topicIdOf(topic.id)}`,
  };
}
