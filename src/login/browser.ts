import { spawn } from "node:child_process";

/** How this system opens a page, or undefined where nobody would see it (no desktop, a session from afar). */
export function browserCommand(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): readonly [string, ...string[]] | undefined {
  if (env["BROWSER"]) return [env["BROWSER"]];
  if (env["SSH_CONNECTION"] || env["SSH_TTY"]) return undefined;
  // The address holds `&`, which a shell would take for itself: none of these goes through one.
  if (platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler"];
  if (platform === "darwin") return ["open"];
  return env["DISPLAY"] || env["WAYLAND_DISPLAY"] ? ["xdg-open"] : undefined;
}

/** Resolves once the program was started; what it does then is between the browser and the person. */
export function openBrowser(command: readonly [string, ...string[]], url: string): Promise<void> {
  const [program, ...rest] = command;
  return new Promise((resolve, reject) => {
    // A browser stays open, and hands its environment on: a token is none of its business.
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== "REGROUP_YAMMER_TOKEN"));
    const child = spawn(program, [...rest, url], { stdio: "ignore", detached: true, env });
    child.once("error", reject);
    child.once("spawn", () => {
      child.unref();
      resolve();
    });
  });
}
