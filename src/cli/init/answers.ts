import { UserError } from "../../errors.ts";
import { asSetting, type Found } from "./found.ts";
import type { Answers, Microsoft } from "./template.ts";

/** What the flags said; undefined where they said nothing. `false`: none, on purpose. */
export interface Flags {
  readonly name: string | undefined;
  readonly inputs: readonly string[] | undefined;
  /** Undefined: nobody said. */
  readonly yammer: boolean | undefined;
  /** The app to sign in with; it is of no use without the live network, so it asks for that too. */
  readonly microsoft: Microsoft | undefined;
  readonly members: string | false | undefined;
  readonly directory: string | false | undefined;
  readonly site: string | undefined;
  readonly language: string | undefined;
  readonly timeZone: string | undefined;
}

export const languages = ["en", "de", "fr"] as const;

export function readFlags(flags: Readonly<Record<string, unknown>>, workspace: string, here: string): Flags {
  const text = (name: string) => (typeof flags[name] === "string" && flags[name].trim() !== "" ? flags[name].trim() : undefined);
  const file = (name: string) => {
    const value = text(name);
    return flags[name] === false ? false : value === undefined ? undefined : asSetting(value, workspace, here);
  };
  const inputs = Array.isArray(flags["input"]) ? flags["input"].map((path) => asSetting(String(path), workspace, here)) : undefined;
  const microsoft = microsoftOf(text("tenant"), text("clientId"));
  return {
    name: text("name"),
    inputs,
    yammer: microsoft ? true : typeof flags["yammer"] === "boolean" ? flags["yammer"] : undefined,
    microsoft,
    members: file("members"),
    directory: file("directory"),
    site: text("site"),
    language: text("language"),
    timeZone: text("timeZone"),
  };
}

function microsoftOf(tenant: string | undefined, clientId: string | undefined): Microsoft | undefined {
  if (tenant !== undefined && clientId !== undefined) return { tenant, clientId };
  if (tenant === undefined && clientId === undefined) return undefined;
  throw new UserError(`--${tenant === undefined ? "client-id" : "tenant"} stands alone; an app has a tenant and an id.`, {
    hint: "Give --tenant and --client-id, or neither: then `regroup login --token` takes a token. Nothing was written.",
  });
}

/** What stands where nobody says otherwise: what was found, and what this computer is set to. */
export function defaults(
  flags: Flags,
  found: Found,
  locale: { readonly language: string; readonly timeZone: string },
): Partial<Answers> & Omit<Answers, "name"> {
  const usable = found.exports.filter(({ problems }) => problems.length === 0).map(({ path }) => path);
  const own = languages.find((language) => locale.language.toLowerCase().startsWith(language));
  return {
    ...(flags.name === undefined ? {} : { name: flags.name }),
    inputs: usable,
    yammer: flags.yammer === true,
    microsoft: flags.microsoft,
    members: chosen(flags.members, found.members),
    directory: chosen(flags.directory, found.directories),
    site: flags.site ?? "site",
    language: flags.language ?? own ?? "en",
    timeZone: flags.timeZone ?? locale.timeZone,
  };
}

function chosen(flag: string | false | undefined, found: readonly string[]): string | undefined {
  if (flag === false) return undefined;
  return flag ?? found[0];
}

/** @throws UserError that names every flag that is missing. */
export function complete(given: ReturnType<typeof defaults>, folder: string): Answers {
  const missing: string[] = [];
  if (given.inputs.length === 0 && !given.yammer)
    missing.push(
      `--input <path…>: no export was found in ${folder} or its exports/, so say where one is (or --yammer, to read the live network)`,
    );
  if (given.name === undefined) missing.push("--name <name>: what the official network is called; it stands over everything that is made");
  if (given.name === undefined || missing.length > 0) {
    throw new UserError(`There is nobody to ask, so these have to be said:\n  ${missing.join("\n  ")}`, {
      hint: "Run `regroup init` again with them, or in a terminal. Nothing was written.",
    });
  }
  return { ...given, name: given.name };
}
