import type { TopicRef } from "../../model/conversation.ts";
import { toId, type Id } from "../../model/key.ts";

/** Who and what a body refers to. Forms: reference on the export format, section 8. Distinct, in the order of the text. */
export interface References {
  readonly mentions: readonly Id[];
  readonly topics: readonly TopicRef[];
}

const NONE: References = { mentions: [], topics: [] };
const REFERENCE = /\[user:(\d{1,19})\]\]|user:(\d{1,19})(?::[^\]\n]*)?\]|tag:(\d{1,19}):([^\]\n]*)\]|\[tag:(\d{1,19})\]\]/iy;
const CC_ITEM = /^user:(\d{1,19})(?::\S*)?$/i;

export function referencesOf(body: string): References {
  let bracket = body.indexOf("[");
  const mayCopy = body.includes("User:");
  if (bracket < 0 && !mayCopy) return NONE;
  const mentions: Id[] = [];
  const topics: TopicRef[] = [];
  // Bracket by bracket, and the common form by hand: a search by the pattern takes three times as long.
  for (; bracket >= 0; bracket = body.indexOf("[", bracket + 1)) {
    if (body.startsWith("[[user:", bracket)) {
      const end = digitsEnd(body, bracket + 7);
      if (end > bracket + 7 && body.startsWith("]]", end)) {
        addMention(mentions, body.slice(bracket + 7, end));
        bracket = end;
        continue;
      }
    }
    REFERENCE.lastIndex = bracket + 1;
    const match = REFERENCE.exec(body);
    if (!match) continue;
    const user = match[1] ?? match[2];
    if (user !== undefined) addMention(mentions, user);
    else addTopic(topics, match[3] ?? match[5] ?? "", match[4] ?? match[5] ?? "");
    bracket = REFERENCE.lastIndex - 1;
  }
  const cc = mayCopy ? body.lastIndexOf("cc: ") : -1;
  if (cc >= 0) for (const id of copiedTo(body.slice(cc + 4))) addMention(mentions, id);
  return { mentions, topics };
}

function digitsEnd(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code >= 48 && code <= 57; code = text.charCodeAt(at)) at++;
  return at;
}

/** `User:1:ann, User:2:bob` up to the end of the body: the old line of people in copy, without brackets. */
function copiedTo(tail: string): string[] {
  const ids = tail
    .trim()
    .split(",")
    .map((item) => CC_ITEM.exec(item.trim())?.[1]);
  return ids.every((id) => id !== undefined) ? ids : [];
}

function addMention(mentions: Id[], text: string): void {
  const id = toId(text);
  if (id !== undefined && !mentions.includes(id)) mentions.push(id);
}

function addTopic(topics: TopicRef[], text: string, name: string): void {
  const id = toId(text);
  if (id !== undefined && !topics.some((topic) => topic.id === id)) topics.push({ id, name: name.trim() === "" ? text : name });
}
