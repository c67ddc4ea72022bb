import { flag } from "../store/codes.ts";

/** A post as it is counted. */
export interface CountedPost {
  /** What the digest of its thread covers of it; null for one that does not count. */
  readonly line: string | null;
  readonly code: number;
}

/** What the figures count of a post, in one number: handing a value over takes longer than counting it. */
const bit = { archived: 1, dated: 2, reply: 4, mention: 8, authored: 16 };
const CLASS_SHIFT = 5;

/** The same as SQL over `message m`, `group_mapping g` and `temp.author p`. */
export const postCode = [
  `(g.landing IS 'archive') * ${bit.archived}`,
  `(m.created_at IS NOT NULL) * ${bit.dated}`,
  `(m.reply_to_id IS NOT NULL) * ${bit.reply}`,
  `((m.flags & ${flag.mention}) <> 0) * ${bit.mention}`,
  `(m.author_id IS NOT NULL) * ${bit.authored}`,
  `(coalesce(p.class, 0) << ${CLASS_SHIFT})`,
].join(" | ");

/** Authors whom the figures do not tell apart, under a number. */
export interface AuthorClass {
  readonly class: number;
  readonly who: string;
  readonly treatment: string | null;
}

/** Posts with something in common, counted. */
export interface PostCount {
  readonly who: string;
  readonly treatment: string | null;
  readonly fate: "planned" | "archived" | "skipped";
  readonly posts: number;
  readonly authored: number;
  readonly dated: number;
  readonly replies: number;
  readonly mentioning: number;
}

export interface GroupCount {
  readonly network: number;
  readonly group: string | null;
  messages: number;
  planned: number;
}

/** Counts posts while they are read for their digests: what the figures show, without a reading of their own. */
export interface Tally {
  nameAuthors(classes: readonly AuthorClass[]): void;
  /** The count that posts of a group are added to. */
  group(network: number, group: string | null): GroupCount;
  add(group: GroupCount, post: CountedPost): void;
  readonly groups: ReadonlyMap<string, GroupCount>;
  posts(): PostCount[];
}

export function createTally(): Tally {
  const classes = new Map<number, AuthorClass>();
  const groups = new Map<string, GroupCount>();
  const counts = new Map<number, number>();
  return {
    groups,
    nameAuthors(rows) {
      for (const row of rows) classes.set(row.class, row);
    },
    group(network, group) {
      const key = `${network}/${group ?? ""}`;
      const known = groups.get(key) ?? { network, group, messages: 0, planned: 0 };
      groups.set(key, known);
      return known;
    },
    add(group, post) {
      const isPlanned = post.line !== null;
      group.messages++;
      if (isPlanned) group.planned++;
      const key = post.code * 2 + (isPlanned ? 0 : 1);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    posts() {
      return [...counts].map(([key, posts]) => {
        const facts = key >> 1;
        const of = (fact: number) => ((facts & fact) === 0 ? 0 : posts);
        const author = classes.get(facts >> CLASS_SHIFT);
        return {
          who: author?.who ?? "unmatched",
          treatment: author?.treatment ?? null,
          fate: key % 2 === 1 ? "skipped" : (facts & bit.archived) === 0 ? "planned" : "archived",
          posts,
          authored: of(bit.authored),
          dated: of(bit.dated),
          replies: of(bit.reply),
          mentioning: of(bit.mention),
        };
      });
    },
  };
}
