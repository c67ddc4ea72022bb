import { flag } from "../store/codes.ts";

const fates = ["planned", "archived", "skipped"] as const;
export type Fate = (typeof fates)[number];

const bit = { dated: 1, reply: 2, mention: 4, authored: 8 };
const CLASS_SHIFT = 4;

/** What the figures count of a post, in one number: handing a value over takes longer than counting it. SQL over `message m` and `temp.author p`. */
export const postCode = [
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
  readonly fate: Fate;
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
  add(group: GroupCount, code: number, fate: Fate): void;
  readonly groups: ReadonlyMap<string, GroupCount>;
  posts(): PostCount[];
}

export function createTally(): Tally {
  const classes = new Map<number, AuthorClass>();
  const groups = new Map<string, GroupCount>();
  const counts: Readonly<Record<Fate, Map<number, number>>> = { planned: new Map(), archived: new Map(), skipped: new Map() };
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
    add(group, code, fate) {
      group.messages++;
      if (fate !== "skipped") group.planned++;
      counts[fate].set(code, (counts[fate].get(code) ?? 0) + 1);
    },
    posts: () =>
      fates.flatMap((fate) =>
        [...counts[fate]].map(([code, posts]) => {
          const of = (fact: number) => ((code & fact) === 0 ? 0 : posts);
          const author = classes.get(code >> CLASS_SHIFT) ?? { who: "unmatched", treatment: null };
          return {
            who: author.who,
            treatment: author.treatment,
            fate,
            posts,
            authored: of(bit.authored),
            dated: of(bit.dated),
            replies: of(bit.reply),
            mentioning: of(bit.mention),
          };
        }),
      ),
  };
}
