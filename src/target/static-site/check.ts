import { accessSync, constants, existsSync, readdirSync, statSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { exitCodes, UserError } from "../../errors.ts";
import type { Capabilities, TargetInfo } from "../target.ts";
import { readDirectory } from "./directory.ts";
import { MARKER, type Folder } from "./folder.ts";
import type { Options, Surroundings } from "./options.ts";
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

/** What systems put into any folder by themselves, and what a killed first run leaves: none of it makes a folder somebody's. */
const HARMLESS: ReadonlySet<string> = new Set([".tmp", ".DS_Store", "Thumbs.db", "desktop.ini"]);

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

/** Proves that the folder is ours or empty and may be written; in read mode without leaving a trace. */
export function checkSite(options: Options, surroundings: Surroundings, site: Folder): TargetInfo {
  const warnings: string[] = [];
  refuseForeign(site.root, options.path);
  if (surroundings.mode === "write") site.begin();
  else refuseUnwritable(site.root, options.path);
  if (options.directory !== undefined) {
    const people = readDirectory(resolve(surroundings.workspace, options.directory), options.directory);
    if (people.length === 0) warnings.push(`${options.directory} lists nobody: every author will be shown as a placeholder.`);
  }
  return {
    description: `static site in ${options.path}`,
    fingerprint: `static-site:${options.path.replaceAll("\\", "/").replace(/\/+$/, "")}`,
    capabilities,
    root: { kind: "official-network", id: "index.html" },
    warnings,
    folder: { root: site.root, longest: LONGEST_PATH },
  };
}

function refuseForeign(root: string, shown: string): void {
  if (!existsSync(root)) return;
  if (!statSync(root).isDirectory()) {
    throw new UserError(`The site cannot be written to "${shown}": a file stands there`, {
      hint: "Choose another `target.path` in regroup.yaml.",
    });
  }
  const entries = readdirSync(root).filter((name) => !HARMLESS.has(name));
  if (entries.length === 0 || entries.includes(MARKER)) return;
  throw new UserError(`The folder "${shown}" holds files that are not ours (${entries.slice(0, 3).join(", ")}…)`, {
    hint: `Choose an empty folder as \`target.path\` in regroup.yaml. A site made by regroup is known by its ${MARKER}.`,
  });
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
