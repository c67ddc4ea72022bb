import type { Action } from "../../model/action.ts";
import type { Key } from "../../model/key.ts";
import type { ApplyContext, SubGroupView, TargetRef, ThreadView } from "../target.ts";
import { groupPage, membersPage } from "./group-page.tsx";
import { PEOPLE_PER_PAGE } from "./lists.tsx";
import { filesIn, storedExtension, storedPath } from "./names.ts";
import { pagesOfPdf, type PdfPages } from "./pdf.ts";
import { membersKey, otherTree, pagePath, treeOf, trees } from "./paths.ts";
import { personPage } from "./person-page.tsx";
import { withPicture } from "./person-picture.ts";
import { deskOf, type Desk } from "./shell.tsx";
import type { Folder } from "./folder.ts";
import { removeRun, writeRun } from "./run.ts";
import { HEAD_BYTES, headOf } from "./seal.ts";
import { threadPages } from "./thread-page.tsx";

/** One action. What lists others (the conversations of a group, of a person) is left to `finish`: it knows what landed. */
export async function perform(site: Folder, action: Action, context: ApplyContext): Promise<TargetRef> {
  const desk = deskOf(site, context);
  switch (action.kind) {
    case "sub-group":
      await makeRoom(desk, context.subGroup(action.key));
      return { kind: "sub-group", id: action.key };
    case "person":
      await makePerson(desk, action.key);
      return { kind: "person", id: action.key };
    case "publish":
      await publish(desk, context.thread(action.key));
      return { kind: "thread", id: action.key };
    case "members":
      await writeMembers(desk, context.subGroup(action.parent ?? (action.key.replace(/#members$/, "") as Key)));
      return { kind: "members", id: action.key };
  }
}

async function makeRoom(desk: Desk, subGroup: SubGroupView): Promise<void> {
  const { site, context } = desk;
  const tree = treeOf(subGroup);
  const other = otherTree(tree);
  await site.write(pagePath(subGroup.key, tree), groupPage(desk, subGroup));
  if (!site.has(pagePath(subGroup.key, other))) return;
  // It changed sides: everything of it moves before its old door is taken away, so an interrupted move is made again.
  for (const summary of context.migrated.threads(subGroup.key)) await publish(desk, context.thread(summary.key));
  // What of it was shared elsewhere may be told there now, or no more.
  for (const key of context.migrated.threadsSharing(subGroup.key)) await publish(desk, context.thread(key));
  if (site.has(pagePath(membersKey(subGroup.key), other))) await writeMembers(desk, subGroup);
  removeRun(site, (page) => pagePath(subGroup.key, other, page));
}

/** Of somebody who changed sides, the page on the other side stays until `finish` has made anew what leads there. */
async function makePerson(desk: Desk, key: Key): Promise<void> {
  const [, , id = ""] = key.split("/");
  const person = desk.context.person(key.split("/")[0] ?? "", id);
  if (person === undefined) throw new Error(`nobody is known by the key ${key}`);
  await withPicture(desk, person, async () => {
    const { path, html } = personPage(desk, person);
    await desk.site.write(path, html);
  });
}

/** Files first, then later pages, then the first: what `find` sees is complete. */
export async function publish(desk: Desk, thread: ThreadView): Promise<void> {
  const { site, context } = desk;
  const tree = treeOf(thread.subGroup);
  const before = new Set([...trees.flatMap((side) => filesOf(site, (page) => pagePath(thread.key, side, page)))]);
  for (const message of thread.messages) {
    for (const { sha256, name } of message.attachments) {
      if (sha256 === null) continue;
      const path = storedPath(tree, sha256, name);
      await site.store(path, sha256, () => context.openBlob(sha256), context.signal);
      before.delete(path);
    }
  }
  const pages = threadPages(desk, thread, await pdfPagesOf(desk, thread));
  const had = headOf(site.start(pagePath(thread.key, tree), HEAD_BYTES) ?? "")?.pages ?? 0;
  for (const { path, html } of pages.toReversed()) await site.write(path, html);
  removeRun(site, (page) => pagePath(thread.key, tree, page), pages.length + 1, had);
  removeRun(site, (page) => pagePath(thread.key, otherTree(tree), page));
  if (before.size > 0) site.askForSweep();
}

/** Read from the bytes, so that the same file says the same in every run. */
async function pdfPagesOf({ context }: Desk, thread: ThreadView): Promise<PdfPages> {
  const known = new Map<string, number>();
  for (const { sha256, name } of thread.messages.flatMap((message) => message.attachments)) {
    if (sha256 === null || storedExtension(name) !== "pdf" || known.has(sha256)) continue;
    const pages = await pagesOfPdf(context.openBlob(sha256));
    if (pages !== undefined) known.set(sha256, pages);
  }
  return known;
}

export async function writeMembers(desk: Desk, subGroup: SubGroupView): Promise<void> {
  const { site, context } = desk;
  const tree = treeOf(subGroup);
  const key = membersKey(subGroup.key);
  await writeRun(desk, context.migrated.members(subGroup.key), {
    size: PEOPLE_PER_PAGE,
    name: (page) => pagePath(key, tree, page),
    make: (chunk) => membersPage(desk, subGroup, chunk),
  });
  removeRun(site, (page) => pagePath(key, otherTree(tree), page));
}

/** Stored files that the pages of a run show, as paths within the site. */
export function filesOf(site: Folder, name: (page: number) => string): string[] {
  const found: string[] = [];
  for (let page = 1, text = site.text(name(1)); text !== undefined; text = site.text(name(++page))) {
    found.push(...filesIn(name(page), text));
  }
  return found;
}
