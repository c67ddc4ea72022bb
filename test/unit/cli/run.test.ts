import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CommandModule } from "../../../src/cli/commands.ts";
import { commands } from "../../../src/cli/commands.ts";
import { run, type Cli } from "../../../src/cli/run.ts";
import { exitCodes, RemoteError, stopIfAsked, UserError, type ExitCode } from "../../../src/errors.ts";

const workspace = mkdtempSync(join(tmpdir(), "regroup-run-"));
writeFileSync(join(workspace, "regroup.yaml"), "");
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

const written = { out: "", err: "" };
beforeEach(() => {
  written.out = written.err = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => ((written.out += String(text)), true));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => ((written.err += String(text)), true));
});
afterEach(() => vi.restoreAllMocks());

function ran(command: (cli: Cli) => Promise<ExitCode>, flags: Record<string, unknown> = {}): Promise<ExitCode> {
  const module: CommandModule = { command };
  return run("export", () => Promise.resolve(module), { argument: undefined, flags: { workspace, ...flags } });
}

const throwing = (error: Error) => () => Promise.reject(error);

describe("what a command ends with", () => {
  it("is what it says", async () => {
    for (const code of [exitCodes.done, exitCodes.look, exitCodes.notApproved]) expect(await ran(() => Promise.resolve(code))).toBe(code);
  });

  it("is 2, 3 or 5 for what a person can mend, in one line and a hint, without a stack", async () => {
    for (const exit of [undefined, exitCodes.access, exitCodes.notApproved]) {
      const error = new UserError("The key is wrong.", { hint: "Change it.", ...(exit === undefined ? {} : { exit }) });
      expect(await ran(throwing(error))).toBe(exit ?? 2);
    }
    expect(written.err).toBe("The key is wrong.\nChange it.\n".repeat(3));
  });

  it("is 4 when the far side gave up, and says that running it again goes on", async () => {
    expect(await ran(throwing(new RemoteError("Yammer does not answer (503)", { recovery: "abort", status: 503 })))).toBe(4);
    expect(written.err).toContain("run `regroup export` again to go on");
  });

  it("is 130 when it was stopped, which is no error", async () => {
    const stopped = () => {
      stopIfAsked(AbortSignal.abort());
      return Promise.resolve(exitCodes.done);
    };
    expect(await ran(stopped)).toBe(130);
    expect(written.err).toContain("Stopped at a checkpoint");
  });

  it("is 70 for a bug: an apology, the name of the log, and no stack on the terminal", async () => {
    expect(await ran(throwing(new TypeError("x is not a function")))).toBe(70);
    expect(written.err).toContain("this is a bug in regroup");
    expect(written.err).toMatch(/logs[/\\].*-export\.jsonl/);
    expect(written.err).not.toMatch(/^\s+at /m);
  });

  it("is 2 where there is no such folder", async () => {
    expect(await ran(() => Promise.resolve(0), { workspace: join(workspace, "nowhere") })).toBe(2);
    expect(written.err).toContain("is not a folder");
  });

  it("is told in JSON too", async () => {
    await ran(throwing(new UserError("Wrong.", { hint: "Mend." })), { json: true });
    expect(JSON.parse(written.out)).toEqual({ error: { message: "Wrong.", hint: "Mend.", exit: 2 } });
  });
});

describe("Ctrl-C", () => {
  it("asks the command to stop, once, and nothing is left listening", async () => {
    const before = process.listenerCount("SIGINT");
    const code = await ran(async ({ signal }) => {
      process.emit("SIGINT");
      await Promise.resolve();
      stopIfAsked(signal);
      return exitCodes.done;
    });
    expect(code).toBe(130);
    expect(written.err).toContain("Stopping at the next checkpoint");
    expect(process.listenerCount("SIGINT")).toBe(before);
  });
});

describe("the table of commands", () => {
  it("loads each with what it says it has", async () => {
    for (const { name, load, description } of commands) {
      expect(typeof (await load()).command, name).toBe("function");
      expect(description.length).toBeGreaterThan(10);
    }
    expect(new Set(commands.map(({ name }) => name)).size).toBe(commands.length);
  });
});
