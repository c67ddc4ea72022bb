import type { CastMember } from "./contoso-cast.ts";

/** Somebody the export mentions and nothing else knows. */
const UNKNOWN_PERSON = "1622999000111";

export interface WrittenBody {
  readonly body: string;
  readonly mentions: readonly string[];
  readonly topics: readonly string[];
}

/** A script's body with the export's reference markup in it. `topicId` hands out ids as topics turn up. */
export function writeBody(text: string, cast: ReadonlyMap<string, CastMember>, topicId: (name: string) => string): WrittenBody {
  const mentions = new Set<string>();
  const topics = new Set<string>();
  function refer(key: string, write: (id: string, alias: string) => string): string | undefined {
    const person = cast.get(key)?.person;
    if (person === undefined) return undefined;
    mentions.add(person.id);
    return write(person.id, person.email.split("@", 1)[0] ?? "");
  }
  const body = text
    .replaceAll(/@@(\w+)/g, (whole, key: string) => refer(key, (id, alias) => `[User:${id}:${alias}]`) ?? whole)
    .replaceAll(/~(\w+)/g, (whole, key: string) => refer(key, (id, alias) => `User:${id}:${alias}`) ?? whole)
    .replaceAll(/@([a-z]+)/g, (whole, key: string) => refer(key, (id) => `[[user:${id}]]`) ?? whole)
    .replaceAll("@?", () => {
      mentions.add(UNKNOWN_PERSON);
      return `[[user:${UNKNOWN_PERSON}]]`;
    })
    .replaceAll(/(^|\s)#([a-z_]{4,})/g, (_, before: string, name: string) => {
      topics.add(name);
      return `${before}[Tag:${topicId(name)}:${name}]`;
    });
  return { body, mentions: [...mentions], topics: [...topics] };
}

/** The formatted twin, as the editor of those years made it: paragraphs, and lists where somebody typed one. */
export function formatBody(body: string): string {
  const escaped = body.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return escaped.split("\n\n").map(formatBlock).join("");
}

function formatBlock(block: string): string {
  const lines = block.split("\n");
  if (lines.every((line) => line.startsWith("- "))) return `<ul>${lines.map((line) => `<li>${line.slice(2)}</li>`).join("")}</ul>`;
  if (lines.every((line) => /^\d\. /.test(line))) return `<ol>${lines.map((line) => `<li>${line.slice(3)}</li>`).join("")}</ol>`;
  return `<p>${lines.join("<br>")}</p>`;
}
