import { note, ok, warn, type Finding } from "./finding.ts";

/** Paths and names that Windows cannot hold: on Windows they fail, elsewhere the site cannot be handed on to somebody who has it. */

/** MAX_PATH less the NUL at its end. Source: Microsoft, "Maximum Path Length Limitation", checked 2026-11. */
export const MAX_PATH = 259;

/** Below the workspace, without the site: blobs/xx/<sha256>, logs/<time>-<command>.jsonl, reports. */
const LONGEST_OWN = "blobs/00/".length + 64;

/** `site`: the folder of pages where the target writes one on this computer, with the longest path it makes below it. */
export function judgePaths(seen: {
  readonly platform: NodeJS.Platform;
  readonly workspace: string;
  readonly site: { readonly root: string; readonly longest: number } | undefined;
}): Finding {
  const { platform, workspace, site } = seen;
  const own = workspace.length + 1 + LONGEST_OWN;
  const longest = Math.max(own, site ? site.root.length + 1 + site.longest : 0);
  if (platform !== "win32") {
    if (!site) return ok("paths", `Paths are at most ${longest} characters long.`);
    return ok(
      "paths",
      `The site's own paths are at most ${site.longest} characters long: on Windows it may lie in a folder of ${MAX_PATH - 1 - site.longest}.`,
    );
  }
  if (longest <= MAX_PATH) return ok("paths", `Paths are at most ${longest} characters long; Windows takes ${MAX_PATH}.`);
  return warn(
    "paths",
    `Paths will be up to ${longest} characters long; many Windows programs take no more than ${MAX_PATH}.`,
    `Move the workspace to a shorter folder, such as C:\\regroup, or set target.path to one: ${longest - MAX_PATH} characters are too many.`,
  );
}

const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/i;

/** Why Windows cannot hold a path's names; empty where it can. Source: Microsoft, "Naming Files, Paths, and Namespaces", checked 2026-11. */
export function windowsProblems(path: string): string[] {
  const parts = path.replace(/^[a-z]:(?=[/\\])/i, "").split(/[/\\]/);
  return parts.flatMap((part) => {
    if (part === "" || part === "." || part === "..") return [];
    if (DEVICE.test(part)) return [`"${part}" is the name of a device`];
    if (/[. ]$/.test(part)) return [`"${part}" ends with a dot or a blank`];
    if (/[<>:"|?*\u0000-\u001f]/.test(part)) return [`"${part}" has a character that Windows does not allow`];
    return [];
  });
}

/** `paths`: what the settings name, by their key. Windows refuses them at once; elsewhere it is a remark. */
export function judgeNames(platform: NodeJS.Platform, paths: readonly (readonly [key: string, path: string])[]): Finding[] {
  return paths.flatMap(([key, path]) => {
    const problems = windowsProblems(path);
    if (problems.length === 0) return [];
    const found = `${key}: ${problems.join(", ")}.`;
    const fix = "Choose another name for it in regroup.yaml.";
    return [platform === "win32" ? warn("names", found, fix) : note("names", `${found} Windows could not hold it.`, fix)];
  });
}
