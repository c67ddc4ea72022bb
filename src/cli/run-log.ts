import { closeSync, existsSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { CONFIG_FILE } from "../config.ts";
import type { Logger } from "../log.ts";
import type { Console } from "./console.ts";

const EMAIL = /[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}/gu;

/** Takes e-mail addresses and registered secrets out of what is logged, in plain and in URL-escaped form. */
export function createRedaction(secrets: readonly string[] = []): (text: string) => string {
  const known = secrets.flatMap((secret) => (secret === "" ? [] : [secret, encodeURIComponent(secret)]));
  return (text) => {
    let clean = text;
    for (const secret of known) clean = clean.replaceAll(secret, "[secret]");
    return clean.replace(EMAIL, "[e-mail]");
  };
}

/** One JSON-lines file a run, made when there is something to write. A workspace that cannot be written costs the log, not the command. */
export function createRunLog(options: {
  readonly workspace: string;
  readonly command: string;
  readonly console: Console;
  /** No file: this is a place where nothing may be written, or is no workspace yet. Then `path` is empty. */
  readonly isSilent?: boolean;
}): Logger & { readonly path: string; end(): void } {
  const name = `${new Date().toISOString().replace(/[:.]/g, "-")}-${options.command}.jsonl`;
  const path = join(options.workspace, "logs", name);
  const redact = createRedaction();
  let file: number | undefined;
  let isBroken = options.isSilent === true;

  function write(level: string, message: string, data: Readonly<Record<string, unknown>> = {}): void {
    const line = redact(JSON.stringify({ at: new Date().toISOString(), level, message, ...data }));
    if (level === "warn" || level === "error") options.console.note(level, message, redact(JSON.stringify(data)));
    else if (level === "debug") options.console.debug(message, redact(JSON.stringify(data)));
    if (isBroken) return;
    try {
      if (file === undefined) {
        // A folder that is no workspace, named by mistake, gets nothing from us.
        if (!existsSync(join(options.workspace, CONFIG_FILE))) return;
        mkdirSync(join(options.workspace, "logs"), { recursive: true, mode: 0o700 });
        file = openSync(path, "a", 0o600);
      }
      writeSync(file, `${line}\n`);
    } catch {
      isBroken = true;
    }
  }

  return {
    path: options.isSilent === true ? "" : join("logs", name),
    error: (message, data) => write("error", message, data),
    warn: (message, data) => write("warn", message, data),
    info: (message, data) => write("info", message, data),
    debug: (message, data) => write("debug", message, data),
    end() {
      if (file !== undefined) closeSync(file);
    },
  };
}
