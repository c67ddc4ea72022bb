import { existsSync, readdirSync, statSync } from "node:fs";
import { UserError } from "../../errors.ts";
import type { Claim } from "../target.ts";
import { LIST_END, listStart, MARKER, ownerIn, type Folder } from "./folder.ts";
import { placeOf, trees } from "./paths.ts";
import { isIndexFile } from "./search/write.ts";
import { SCRIPT_PATH } from "./search/script.ts";
import { HEAD_BYTES, headOf } from "./seal.ts";
import { STYLESHEET_PATH } from "./style.ts";

/** What systems put into any folder by themselves, and what a killed first run leaves: none of it makes a folder somebody's. */
const HARMLESS: ReadonlySet<string> = new Set([".tmp", ".DS_Store", "Thumbs.db", "desktop.ini"]);

export interface Place {
  /** As regroup.yaml names it. */
  readonly shown: string;
  readonly fingerprint: string;
}

/**
 * Refuses a folder that is not this workspace's to write in. One that it had a site in, taken back since, may hold files of others: they stay, unless
 * one of them stands where a page would come.
 */
export function refuseOthers(site: Folder, place: Place, claim: Claim | undefined): void {
  const { root } = site;
  if (!existsSync(root)) return;
  if (!statSync(root).isDirectory()) {
    throw new UserError(`The site cannot be written to "${place.shown}": a file stands there`, {
      hint: "Choose another `target.path` in regroup.yaml.",
    });
  }
  const entries = readdirSync(root).filter((name) => !HARMLESS.has(name));
  if (entries.length === 0) return;
  if (entries.includes(MARKER)) refuseAnothersSite(site, place, claim);
  else if (claim?.wasAt(place.fingerprint) === true) refuseInTheWay(site, place);
  else
    throw new UserError(`The folder "${place.shown}" holds files that are not ours (${entries.slice(0, 3).join(", ")}…)`, {
      hint: `Choose an empty folder as \`target.path\` in regroup.yaml. A site made by regroup is known by its ${MARKER}.`,
    });
}

/** Without a claim nobody asks for a workspace: what is looked at is the folder alone. */
function refuseAnothersSite(site: Folder, { shown, fingerprint }: Place, claim: Claim | undefined): void {
  if (claim === undefined) return;
  const owner = ownerIn(site);
  const isOwn = owner === undefined ? isFromBefore(site, fingerprint, claim) : owner === claim.workspace;
  if (isOwn) return;
  throw new UserError(`The folder "${shown}" holds the site of another workspace`, {
    hint:
      "Choose another folder as `target.path` in regroup.yaml: two workspaces cannot share one site. If the site was made from this workspace, " +
      "and its regroup.db is gone, or an older one was put back, move the folder away: `regroup import` makes it anew. Nothing was done.",
  });
}

/** A site from before they were marked: ours where the journal knows one of its pages, and anybody's where it has none. */
function isFromBefore(site: Folder, fingerprint: string, claim: Claim): boolean {
  let hasPages = false;
  for (const tree of trees) {
    for (const top of ["g", "p", "t"]) {
      for (const path of site.walk(`${tree}${top}`)) {
        const key = headOf(site.start(path, HEAD_BYTES) ?? "")?.key;
        if (key === undefined || placeOf(path)?.key !== key) continue;
        if (claim.made(key, fingerprint)) return true;
        hasPages = true;
      }
    }
  }
  return !hasPages;
}

function refuseInTheWay(site: Folder, { shown }: Place): void {
  const found: string[] = [];
  for (const path of site.walk()) {
    if (isPlaceOfOurs(path)) found.push(path);
    if (found.length > 3) break;
  }
  if (found.length === 0) return;
  throw new UserError(`The folder "${shown}" holds files of others where pages of the site belong (${found.slice(0, 3).join(", ")}…)`, {
    hint: "Move them away, or choose another `target.path` in regroup.yaml. Files that stand elsewhere in the folder may stay. Nothing was done.",
  });
}

/** Whether this tool may ever write a file of this name; on many disks capitals make no difference. */
function isPlaceOfOurs(path: string): boolean {
  const below = path.toLowerCase();
  const inTree = below.replace(/^private\//, "");
  return (
    [MARKER, STYLESHEET_PATH, SCRIPT_PATH, "index.html", "search.html"].includes(inTree) ||
    isIndexFile(below) ||
    /^(?:[gpt]|topics)\/.*\.html$/.test(inTree) ||
    /^files\/[0-9a-f]{64}\./.test(inTree)
  );
}

/** Marks the folder as this workspace's; a site from before they were marked gets its mark now. Called again it changes nothing. */
export async function takeOver(site: Folder, place: Place, claim: Claim | undefined): Promise<void> {
  site.begin(claim?.workspace);
  if (claim?.workspace === undefined) return;
  if (ownerIn(site) === undefined) await site.writeAll(MARKER, marked(site, claim.workspace));
  // Somebody else's first run may have come in between.
  refuseAnothersSite(site, place, claim);
}

function* marked(site: Folder, owner: string): Generator<string> {
  yield listStart(owner);
  const text = site.text(MARKER) ?? "";
  const from = text.indexOf("\n");
  yield from === -1 ? LIST_END : text.slice(from + 1);
}
