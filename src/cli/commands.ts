import type { ExitCode } from "../errors.ts";
import type { Cli } from "./run.ts";

/** What a command's module exports: flags in, one call, words out. */
export interface CommandModule {
  readonly command: (cli: Cli) => Promise<ExitCode>;
}

export interface CommandEntry {
  readonly name: string;
  readonly argument?: { readonly name: string; readonly description: string };
  readonly description: string;
  readonly options: readonly (readonly [flags: string, description: string])[];
  /** It only looks, and so may run in a workspace where nothing may be written. */
  readonly looksOnly?: true;
  readonly load: () => Promise<CommandModule>;
}

/** Loaded only when called, so that `--help` loads commander and this table. */
export const commands: readonly CommandEntry[] = [
  {
    name: "demo",
    argument: { name: "[folder]", description: "where (default: demo)" },
    description: "the whole line, offline, on the bundled export",
    options: [],
    load: () => import("./commands/demo.ts"),
  },
  {
    name: "init",
    argument: { name: "[folder]", description: "where (default: the workspace)" },
    description: "make a workspace: looks at what is there, asks what it needs, writes regroup.yaml",
    options: [
      ["--name <name>", "what the official network is called"],
      ["--input <paths...>", "exports: ZIPs or unpacked folders (default: what is found)"],
      ["--yammer", "also read the live network, with a token: see regroup login"],
      ["--tenant <tenant>", "where to sign in with Microsoft, such as contoso.onmicrosoft.com (with --client-id)"],
      ["--client-id <id>", "the app that regroup login signs in with (with --tenant)"],
      ["--members <file>", "who belongs to which group (default: what is found)"],
      ["--no-members", "without such a list"],
      ["--directory <file>", "who exists over there (default: what is found)"],
      ["--no-directory", "without such a list"],
      ["--site <folder>", "where the site is written (default: site)"],
      ["--language <language>", "en, de or fr"],
      ["--time-zone <zone>", "such as Europe/Berlin (default: this computer's)"],
      ["--yes", "ask nothing: flags, what is found, and defaults"],
    ],
    load: () => import("./commands/init.ts"),
  },
  {
    name: "login",
    description: "sign in to Viva Engage for the source yammer-api",
    options: [
      ["--browser", "with the browser, or not at all"],
      ["--device-code", "with a code that is entered on another device"],
      ["--token", "with a token that is pasted, or comes over standard input"],
    ],
    load: () => import("./commands/login.ts"),
  },
  {
    name: "logout",
    description: "remove every sign-in that is kept for this user",
    options: [],
    looksOnly: true,
    load: () => import("./commands/logout.ts"),
  },
  {
    name: "doctor",
    description: "check this computer, the workspace, its inputs and the target",
    options: [["--deep", "also read every byte of the inputs, and all of the store"]],
    looksOnly: true,
    load: () => import("./commands/doctor.ts"),
  },
  {
    name: "export",
    description: "source into the store; resumable, run again for what is new",
    options: [
      ["--keep-private-conversations", "store their texts too; only where policies.private_conversations is keep"],
      ["--group <id or name…>", "yammer-api: only these groups; names may hold *, several are separated by commas"],
      ["--since <date>", "yammer-api: only threads in which somebody wrote since, 2024-01-31"],
      ["--mine", "yammer-api: only groups that the account is in"],
      ["--refresh-people", "yammer-api: read people and members again"],
      ["--refresh-threads", "yammer-api: read every thread whole again"],
      ["--include-private", "yammer-api: private groups of others too; switches the account's private content mode on and off again"],
    ],
    load: () => import("./commands/export.ts"),
  },
  {
    name: "map",
    description: "match people, propose sub-groups; writes people.csv and groups.csv",
    options: [["--interactive", "ask about what is undecided, one by one; answers go into the files"]],
    load: () => import("./commands/map.ts"),
  },
  {
    name: "plan",
    description: "compile the plan; writes the dry run, reports/plan.html",
    options: [],
    load: () => import("./commands/plan.ts"),
  },
  {
    name: "approve",
    description: "sign the plan; records, does not authenticate",
    options: [
      ["--by <name>", "who approves"],
      ["--hash <short>", "the hash as the sponsor read it out: 7F3A-91C2"],
      ["--waves <names>", "only these waves, such as wave-1,wave-2 (default: all)"],
      ["--new-posts-until <time>", "new posts up to this time go along unsigned; with --at-most"],
      ["--at-most <count>", "how many new posts in all"],
      ["--evidence <file>", "a mail or minutes that show it; the name and sha256 are recorded"],
      ["--note <text>", "what was said with it"],
      ["--show", "what was signed, and what has moved since; signs nothing"],
    ],
    load: () => import("./commands/approve.ts"),
  },
  {
    name: "import",
    description: "apply the approved plan: resumable, exactly once",
    options: [
      ["--wave <name...>", "only this wave; more than once for several"],
      ["--group <name...>", "only this group, by key or name; more than once for several"],
      ["--hold", "stop before the sub-groups open; `regroup open` does the rest"],
      ["--until <time>", "stop at a checkpoint at this time"],
      ["--dry-run", "the same as `regroup plan`"],
    ],
    load: () => import("./commands/import.ts"),
  },
  {
    name: "open",
    description: "the last phase of an import: members in, privacy as planned",
    options: [
      ["--wave <name...>", "only this wave; more than once for several"],
      ["--group <name...>", "only this group, by key or name; more than once for several"],
      ["--until <time>", "stop at a checkpoint at this time"],
    ],
    load: () => import("./commands/open.ts"),
  },
  {
    name: "verify",
    description: "read the target back and name every difference from the plan",
    options: [],
    load: () => import("./commands/verify.ts"),
  },
  {
    name: "rollback",
    description: "take back what this migration made, and nothing else",
    options: [
      ["--group <sub-group...>", "only these sub-groups, by key or name"],
      ["--wave <wave...>", "only the sub-groups of these waves"],
      ["--leftovers", "only what was imported and is no longer planned, people too"],
      ["--confirm <name>", "the name of the official network, for scripts: asked for otherwise"],
    ],
    load: () => import("./commands/rollback.ts"),
  },
  {
    name: "forget",
    argument: { name: "<key>", description: "of a person or a message: network/person/id, network/message/id" },
    description: "erase or anonymise a person or a message everywhere in the workspace",
    options: [
      ["--mode <mode>", "erase, or anonymise"],
      ["--confirm <key>", "the key once more, for scripts: asked for otherwise"],
    ],
    load: () => import("./commands/forget.ts"),
  },
  {
    name: "status",
    description: "where this migration stands, and the next step",
    options: [],
    looksOnly: true,
    load: () => import("./commands/status.ts"),
  },
];
