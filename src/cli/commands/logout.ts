import { exitCodes, type ExitCode } from "../../errors.ts";
import type { Cli } from "../run.ts";
import { clearVault, hasTokenInEnvironment, userVault } from "../sign-in.ts";

/** Removes every secret that regroup keeps for this user, of all workspaces. Tokens that were given out end by themselves within hours. */
export async function command(cli: Cli): Promise<ExitCode> {
  const vault = userVault(cli.signal);
  const removed = await clearVault(vault);
  cli.console.print(
    removed === 0 ? "Nobody was signed in." : `Signed out: ${removed === 1 ? "the sign-in is" : `${removed} sign-ins are`} gone.`,
  );
  if (hasTokenInEnvironment()) cli.console.print("  A token still stands in REGROUP_YAMMER_TOKEN of this terminal: unset it.");
  cli.console.json({ removed });
  return exitCodes.done;
}
