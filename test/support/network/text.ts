import type { Language } from "../content/names.ts";
import { ANNOUNCEMENTS_EN, QUESTIONS_EN, REPLIES_EN, STARTERS_EN, TOPICS_EN } from "../content/phrases-en.ts";
import { ARABIC, FRENCH, GERMAN, JAPANESE, SPANISH, type PhraseBank } from "../content/phrases-other.ts";
import type { Random } from "./random.ts";
import type { MessageKind } from "./truth.ts";

const BANKS: Record<Language, PhraseBank> = {
  en: { starters: STARTERS_EN, questions: QUESTIONS_EN, replies: REPLIES_EN, topics: TOPICS_EN },
  de: GERMAN,
  fr: FRENCH,
  ar: ARABIC,
  ja: JAPANESE,
  es: SPANISH,
};

const EMOJI = ["🙂", "👍", "🎉", "😅", "🙏", "💡", "❤️"] as const;

export interface Opening {
  readonly title: string | null;
  readonly body: string;
}

export function openingText(kind: MessageKind, language: Language, random: Random): Opening {
  if (kind === "announcement") {
    const [title, body] = random.pick(ANNOUNCEMENTS_EN);
    return { title, body };
  }
  if (kind === "system") return { title: null, body: random.chance(0.5) ? "has joined the group." : "changed the group picture." };
  const bank = BANKS[language];
  const sentence = random.pick(kind === "question" ? bank.questions : bank.starters).replace("{t}", random.pick(bank.topics));
  return { title: null, body: random.chance(0.3) ? `${sentence}\n\n${random.pick(bank.replies)}` : sentence };
}

export function replyText(language: Language, random: Random): string {
  const bank = BANKS[language];
  const first = random.pick(bank.replies);
  const dice = random.next();
  if (dice < 0.12) return `${first} ${random.pick(EMOJI)}`;
  if (dice < 0.4) return `${first} ${random.pick(bank.replies)}`;
  if (dice < 0.46) return `${first}\n\n${random.pick(bank.replies)}\n${random.pick(bank.replies)}`;
  return first;
}

/** The formatted twin of a plain body: paragraphs, the first words in bold, references left as they are. */
export function htmlOf(body: string): string {
  const escaped = body.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const paragraphs = escaped.split("\n\n").map((part) => `<p>${part.replaceAll("\n", "<br>")}</p>`);
  return paragraphs.join("").replace(/<p>([^\s<&[]+) /, "<p><strong>$1</strong> ");
}
