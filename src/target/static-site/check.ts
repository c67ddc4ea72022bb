import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { exitCodes, UserError } from "../../errors.ts";
import type { Capabilities, Claim, TargetInfo } from "../target.ts";
import { readDirectory } from "./directory.ts";
import type { Folder } from "./folder.ts";
import type { Options, Surroundings } from "./options.ts";
import { refuseOthers, takeOver } from "./owner.ts";
import { LONGEST_PATH } from "./paths.ts";

const capabilities: Capabilities = {
  unit: "thread",
  update: true,
  backdating: true,
  postAsAuthor: true,
  nestingDepth: null,
  markup: "html",
  subGroupDepth: 2,
  names: { maxChars: 200, forbidden: "" },
  maxBodyChars: null,
  maxAttachmentBytes: null,
  maxOwners: null,
  access: "none",
  remote: false,
  cost: { "sub-group": {}, person: {}, publish: {}, members: {} },
  budgets: {},
};

/** Absolute path of the site. Leaving the workspace needs an absolute path in the config: `../` too easily hits what is not ours. */
export function siteRoot(options: Options, workspace: string): string {
  const root = resolve(workspace, options.path);
  const inside = relative(resolve(workspace), root);
  if (isAbsolute(options.path)) return root;
  if (inside === "" || inside.split(sep)[0] === ".." || isAbsolute(inside)) {
    throw new UserError(`The site cannot be written to "${options.path}": that is not a folder inside the workspace`, {
      hint: "Set `target.path` in regroup.yaml to a folder below it (default: site), or write an absolute path to say that you mean it.",
    });
  }
  return root;
}

/** Proves that the folder is this workspace's or empty and may be written; in read mode without leaving a trace. */
export async function checkSite(options: Options, surroundings: Surroundings, site: Folder, claim?: Claim): Promise<TargetInfo> {
  const warnings: string[] = [];
  const place = { shown: options.path, fingerprint: `static-site:${options.path.replaceAll("\\", "/").replace(/\/+$/, "")}` };
  refuseOthers(site, place, claim);
  if (surroundings.mode === "write") await takeOver(site, place, claim);
  else refuseUnwritable(site.root, options.path);
  if (options.directory !== undefined) {
    const people = readDirectory(resolve(surroundings.workspace, options.directory), options.directory);
    if (people.length === 0) warnings.push(`${options.directory} lists nobody: every author will be shown as a placeholder.`);
  }
  return {
    description: `static site in ${options.path}`,
    descriptions: {
      en: `static site in ${options.path}`,
      de: `statische Website in ${options.path}`,
      fr: `site statique dans ${options.path}`,
    },
    fingerprint: place.fingerprint,
    capabilities,
    root: { kind: "official-network", id: "index.html" },
    warnings,
    folder: { root: site.root, longest: LONGEST_PATH },
  };
}

/** The nearest folder that exists is where the first new one would be made. */
function refuseUnwritable(root: string, shown: string): void {
  let existing = root;
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  try {
    accessSync(existing, constants.W_OK | constants.X_OK);
    if (!statSync(existing).isDirectory()) throw new Error("not a folder");
  } catch (error) {
    throw new UserError(`The site cannot be written to "${shown}": no write access to ${existing}`, {
      hint: "Give yourself write access to that folder, or choose another `target.path` in regroup.yaml.",
      exit: exitCodes.access,
      cause: error,
    });
  }
}
