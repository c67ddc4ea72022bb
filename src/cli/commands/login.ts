import { counted } from "../../counted.ts";
import { exitCodes, UserError, type ExitCode } from "../../errors.ts";
import { browserCommand, openBrowser } from "../../login/browser.ts";
import type { Way } from "../../login/ask.ts";
import type { Granted, MicrosoftSignIn } from "../../login/microsoft.ts";
import { pastedName } from "../../login/tokens.ts";
import {
  FEW_TRIES,
  ifAccepted,
  onlyThis,
  openSource,
  refused,
  runOf,
  tellingClock,
  YAMMER_API,
  yammerSources,
  type YammerSource,
} from "../adapters.ts";
import { pasteToken } from "../paste.ts";
import type { Cli } from "../run.ts";
import { hasTokenInEnvironment, signInOf, type SignIn } from "../sign-in.ts";

/** Signs in to Viva Engage: with Microsoft in the browser, with a code, or with a token that somebody has. */
export async function command(cli: Cli): Promise<ExitCode> {
  const run = runOf(cli);
  const source = oneOf(yammerSources(run.config));
  const signIn = signInOf({ workspace: cli.workspace, config: run.config, signal: cli.signal });
  const tryToken = async (token: string): Promise<readonly string[] | undefined> => {
    const opened = await openSource(run, source.index, {
      tries: FEW_TRIES,
      clock: tellingClock((text) => cli.console.say(text)),
      token: onlyThis(token),
    });
    const lines = await ifAccepted(Promise.resolve(opened.account?.(cli.signal) ?? []));
    return lines?.map(({ found }) => found);
  };
  const how =
    cli.flags["token"] === true
      ? await byToken(signIn, source, { tryToken, signal: cli.signal })
      : await byMicrosoft(cli, { signIn, source, tryToken });
  for (const line of how.lines) cli.console.print(line);
  const place = how.encrypted ? "encrypted, with its key in the keychain of this system" : "in a file that only you can read";
  cli.console.print(`Signed in. It is kept ${place}: ${signIn.vault.folder}. \`regroup logout\` removes it.`);
  if (hasTokenInEnvironment())
    cli.console.print(
      "  A token stands in REGROUP_YAMMER_TOKEN of this terminal and goes before it: unset it, or commands go on using that one.",
    );
  cli.console.json({ signedIn: true, encrypted: how.encrypted, folder: signIn.vault.folder, scope: how.scope });
  cli.console.next("regroup doctor");
  return exitCodes.done;
}

interface Done {
  readonly lines: readonly string[];
  readonly encrypted: boolean;
  readonly scope: string | null;
}
type TryToken = (token: string) => Promise<readonly string[] | undefined>;

function oneOf(sources: readonly YammerSource[]): YammerSource {
  const [source] = sources;
  if (source) return source;
  throw new UserError(`regroup.yaml names no source of the kind ${YAMMER_API}: there is nothing to sign in to.`, {
    hint: `Add \`- kind: ${YAMMER_API}\` below \`sources\` in regroup.yaml, then run the command again.`,
  });
}

async function byToken(
  signIn: SignIn,
  source: YammerSource,
  { tryToken, signal }: { readonly tryToken: TryToken; readonly signal: AbortSignal },
): Promise<Done> {
  const token = await pasteToken(signal);
  const lines = await tryToken(token);
  if (!lines) throw refused();
  const { encrypted } = await signIn.vault.exclusively(() => signIn.vault.write(pastedName(source.baseUrl), token));
  return { lines, encrypted, scope: null };
}

async function byMicrosoft(
  cli: Cli,
  { signIn, source, tryToken }: { readonly signIn: SignIn; readonly source: YammerSource; readonly tryToken: TryToken },
): Promise<Done> {
  const microsoft = await signIn.microsoft();
  if (!microsoft) {
    throw new UserError("regroup.yaml does not say which app signs in.", {
      hint: "Add `microsoft: { tenant: …, client_id: … }` as the README says under `regroup login`, or sign in with a token: `regroup login --token`.",
    });
  }
  let lines: readonly string[] = [];
  const accepts = async (token: string): Promise<boolean> => {
    const found = await tryToken(token);
    if (found) lines = found;
    return found !== undefined;
  };
  const granted: Granted = await ask(cli, microsoft, accepts);
  // A token that was pasted before would go on being used.
  signIn.vault.remove(pastedName(source.baseUrl));
  return { lines, encrypted: await signIn.vault.isEncrypted(), scope: granted.scope };
}

/** The browser first; where there is none, a code that is entered on another device. */
function ask(cli: Cli, microsoft: MicrosoftSignIn, accepts: (token: string) => Promise<boolean>): Promise<Granted> {
  const program = cli.flags["deviceCode"] === true ? undefined : browserCommand(process.platform, process.env);
  if (program) return microsoft.signIn(inBrowser(cli, program), accepts, cli.signal);
  if (cli.flags["browser"] === true) {
    throw new UserError("There is no browser here: no desktop, or a session from afar.", {
      hint: "Run it on the desktop of this machine, name a program in BROWSER, or use a code: `regroup login --device-code`.",
    });
  }
  return microsoft.signIn(withCode(cli), accepts, cli.signal);
}

function inBrowser(cli: Cli, program: readonly [string, ...string[]]): Way {
  return {
    kind: "browser",
    async open(url) {
      cli.console.ask("Sign in in the browser window that opens. If none opens, go to:");
      cli.console.ask(url);
      cli.console.ask("Waiting for you … (Ctrl-C stops; if the page shows an error, it stands only there)");
      // The address is on the screen: whoever has no such program still gets on.
      await openBrowser(program, url).catch(() => undefined);
    },
  };
}

function withCode(cli: Cli): Way {
  return {
    kind: "device-code",
    show({ url, userCode, minutes }) {
      cli.console.ask(`Open ${url} on any device and enter the code ${userCode} within ${counted(minutes, "minute")}.`);
      cli.console.ask("Waiting for you … (Ctrl-C stops)");
    },
  };
}
