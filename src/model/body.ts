import type { Node, Root } from "mdast";

/**
 * The text of a post as a tree: mdast with leaves of ours. The leaves name records of the source, because what they stand for
 * (a profile, a topic page, a file's address) is known only when a target is written. `raw` is what the source wrote: shown where nobody knows better.
 */
export interface Mention extends Node {
  readonly type: "mention";
  /** The person's source id, in decimal. */
  readonly id: string;
  readonly raw: string;
}

export interface Topic extends Node {
  readonly type: "topic";
  readonly id: string | null;
  readonly name: string | null;
  readonly raw: string;
}

/** A file named inside the text. No source writes one today; an adapter that finds one has its place. */
export interface FileRef extends Node {
  readonly type: "fileRef";
  readonly id: string;
  readonly raw: string;
}

declare module "mdast" {
  interface PhrasingContentMap {
    mention: Mention;
    topic: Topic;
    fileRef: FileRef;
  }
  interface RootContentMap {
    mention: Mention;
    topic: Topic;
    fileRef: FileRef;
  }
}

export type BodyTree = Root;

/** What a leaf is shown as: its name, and where its page is when it has one. */
export interface Shown {
  readonly name: string;
  readonly href?: string | undefined;
}

/** Looks leaves up at the moment of writing. `undefined` renders the source's own words. */
export interface Resolver {
  readonly person: (id: string) => Shown | undefined;
  readonly topic: (id: string | null, name: string | null) => Shown | undefined;
}
