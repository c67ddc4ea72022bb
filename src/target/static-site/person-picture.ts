import { PICTURE_BYTES, pictureFormat, pictureFormats } from "../../model/picture.ts";
import type { PersonView } from "../target.ts";
import type { Folder } from "./folder.ts";
import { filesIn, storedPath } from "./names.ts";
import { pagePath, treeOf, trees } from "./paths.ts";
import type { Desk } from "./shell.tsx";

/** Where the person's picture is stored, in the tree of their page: named by what it is, as files are. Undefined where none is. */
export function pictureOf(site: Folder, person: PersonView): string | undefined {
  const sha256 = person.picture;
  if (sha256 === undefined) return undefined;
  return pictureFormats.map((format) => storedPath(treeOf(person), sha256, `x.${format}`)).find((path) => site.has(path));
}

/** Stores the person's picture, then has `write` make their page; a picture that no longer stands there goes with the sweep in `finish`. */
export async function withPicture(desk: Desk, person: PersonView, write: () => Promise<void>): Promise<void> {
  const { site } = desk;
  const before = trees.flatMap((tree) => {
    const path = pagePath(person.key, tree);
    return filesIn(path, site.text(path) ?? "");
  });
  await store(desk, person);
  await write();
  const now = pictureOf(site, person);
  if (before.some((path) => path !== now)) site.askForSweep();
}

async function store({ site, context }: Desk, person: PersonView): Promise<void> {
  const sha256 = person.picture;
  if (sha256 === undefined) return;
  const path = pictureOf(site, person) ?? (await pathFor(person, sha256, context));
  if (path !== undefined) await site.store(path, sha256, () => context.openBlob(sha256), context.signal);
}

/** By its first bytes; undefined where they are no picture's. */
async function pathFor(person: PersonView, sha256: string, context: Desk["context"]): Promise<string | undefined> {
  let start = Buffer.alloc(0);
  for await (const chunk of context.openBlob(sha256) as AsyncIterable<Buffer>) {
    start = Buffer.concat([start, chunk]);
    if (start.length >= PICTURE_BYTES) break;
  }
  const format = pictureFormat(start);
  return format && storedPath(treeOf(person), sha256, `x.${format}`);
}
