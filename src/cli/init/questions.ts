import { checkbox, confirm, input, select } from "@inquirer/prompts";
import type { ZodType } from "zod";
import { microsoftSettings } from "../../config.ts";
import type { Discovered } from "../../source/source.ts";
import type { Console } from "../console.ts";
import { languages, type defaults, type Flags } from "./answers.ts";
import type { Found } from "./found.ts";
import type { Answers, Microsoft } from "./template.ts";

export interface Asking {
  readonly console: Console;
  readonly signal: AbortSignal;
  /** Looks at what somebody typed as an export. */
  readonly look: (path: string) => Promise<Discovered | undefined>;
}

/** Asks what the flags and the folder leave open, and says why. Throws when somebody leaves; nothing is written by then. */
export async function ask(given: ReturnType<typeof defaults>, flags: Flags, found: Found, asking: Asking): Promise<Answers> {
  const name = given.name ?? (await askName(asking));
  const yammer = flags.yammer ?? (await askYammer(given.inputs.length > 0, asking));
  const microsoft = yammer ? (given.microsoft ?? (await askMicrosoft(asking))) : undefined;
  const inputs = flags.inputs ?? (await askInputs(found, yammer, asking));
  const members = flags.members === undefined ? await askFile("members", found.members, asking) : given.members;
  const directory = flags.directory === undefined ? await askFile("directory", found.directories, asking) : given.directory;
  const language = flags.language ?? (await askLanguage(given.language, asking));
  const timeZone = flags.timeZone ?? (await askTimeZone(given.timeZone, asking));
  return { ...given, name, inputs, yammer, microsoft, members, directory, language, timeZone };
}

/** Prompts go to stderr, like everything that is no result. */
function context({ signal }: Asking) {
  return { signal, output: process.stderr, clearPromptOnDone: false };
}

function askName(asking: Asking): Promise<string> {
  asking.console.say("\nThe groups become sub-groups of one official network.\nIts name stands over everything that is made.");
  const validate = (text: string) => (text.trim() === "" ? "It needs a name." : text.trim().length <= 200 || "At most 200 characters.");
  return input({ message: "What is the official network called?", validate }, context(asking)).then((text) => text.trim());
}

function askYammer(hasExport: boolean, asking: Asking): Promise<boolean> {
  const why = hasExport
    ? "The live network tells what no export does: members, admins, likes.\nBoth complete each other."
    : "No export was found. The live network can be read instead, or as well:\nit also tells what no export does (members, admins, likes).";
  asking.console.say(`\n${why}\nReading it takes a token of one account, and hours.`);
  return confirm({ message: "Do you have a token, or an account to sign in with?", default: !hasExport }, context(asking));
}

/** Undefined: a token is at hand, or will be. */
async function askMicrosoft(asking: Asking): Promise<Microsoft | undefined> {
  asking.console.say(
    "\nSomebody signs in to the live network; that is the next step, with `regroup login`.\nThe browser needs an app that was registered in Entra; a token needs nothing.",
  );
  const choices = [
    { name: "with a token that I paste", value: "token" },
    { name: "with Microsoft, in the browser: there is an app", value: "microsoft" },
  ];
  if ((await select({ message: "How will you sign in?", choices }, context(asking))) === "token") return undefined;
  const tenant = await askSetting("Which tenant (such as contoso.onmicrosoft.com)?", microsoftSettings.tenant, asking);
  const clientId = await askSetting("Which app (its client id)?", microsoftSettings.clientId, asking);
  return { tenant, clientId };
}

/** As the settings themselves are judged. */
async function askSetting(message: string, schema: ZodType<string>, asking: Asking): Promise<string> {
  const validate = (typed: string) => {
    const { success, error } = schema.safeParse(typed.trim());
    return success || `That ${error.issues[0]?.message ?? "cannot be"}.`;
  };
  return (await input({ message, validate }, context(asking))).trim();
}

async function askInputs(found: Found, hasOther: boolean, asking: Asking): Promise<readonly string[]> {
  const usable = found.exports.filter(({ problems }) => problems.length === 0);
  const [only, ...others] = usable;
  if (!only) return hasOther ? [] : [await askPath(asking)];
  if (others.length === 0) return [only.path];
  asking.console.say("\nSeveral exports were found.\nWhere two hold the same record, the later one in this list wins.");
  const choices = usable.map(({ path, found: name }) => ({ name, value: path, short: path, checked: true }));
  return checkbox({ message: "Which of them belong to this migration?", choices, required: true }, context(asking));
}

async function askPath(asking: Asking): Promise<string> {
  asking.console.say(
    "\nregroup reads the ZIP that an admin gets from Yammer, or its unpacked folder\n(Admin center > Governance and compliance > Data Export).",
  );
  let path = "";
  const validate = async (typed: string) => {
    const seen = typed.trim() === "" ? undefined : await asking.look(typed.trim());
    if (!seen) return "It needs a path.";
    path = seen.path;
    return seen.problems.length === 0 || seen.problems.join("; ");
  };
  await input({ message: "Where is the export?", validate }, context(asking));
  return path;
}

const files = {
  members: {
    why: "No export says who belongs to which group: a list does.\nWithout it, pages say that members are unknown.",
    question: "Which file says who belongs to which group?",
  },
  directory: {
    why: "People are matched with the directory of the official network.\nWithout it everybody becomes a placeholder.",
    question: "Which file says who exists over there?",
  },
} as const;

/** One that was found is taken; of several one is chosen; where there is none, that is said: it can be added at any time. */
async function askFile(kind: keyof typeof files, found: readonly string[], asking: Asking): Promise<string | undefined> {
  if (found.length === 1) return found[0];
  asking.console.say(`\n${files[kind].why}`);
  if (found.length === 0) {
    asking.console.say("None was found. You can add one later: put it here, name it in regroup.yaml.");
    return undefined;
  }
  const choices = [...found.map((file) => ({ name: file, value: file })), { name: "none of them", value: "" }];
  const chosen = await select({ message: files[kind].question, choices }, context(asking));
  return chosen === "" ? undefined : chosen;
}

async function askLanguage(preset: string, asking: Asking): Promise<string> {
  asking.console.say("\nPages and reports are written in one language; the posts stay as they are.");
  const names = { en: "English", de: "Deutsch", fr: "français" } as const;
  const choices = languages.map((value) => ({ name: names[value], value }));
  const known = languages.find((language) => language === preset) ?? "en";
  return select({ message: "In which language?", choices, default: known }, context(asking));
}

function askTimeZone(preset: string, asking: Asking): Promise<string> {
  asking.console.say("\nPosts are dated by the clock of one time zone.");
  const validate = (zone: string) => {
    try {
      return Boolean(new Intl.DateTimeFormat("en", { timeZone: zone.trim() }));
    } catch {
      return "That is no time zone such as Europe/Berlin.";
    }
  };
  return input({ message: "In which time zone?", default: preset, validate }, context(asking)).then((zone) => zone.trim());
}

export function confirmWriting(path: string, asking: Asking): Promise<boolean> {
  return confirm({ message: `Write ${path}?`, default: true }, context(asking));
}
