import { stringify } from "yaml";

/** An app registration in Entra. */
export interface Microsoft {
  readonly tenant: string;
  readonly clientId: string;
}

/** What `regroup init` found out and was told. Paths are as they will stand in the file. */
export interface Answers {
  readonly name: string;
  /** Empty only where the live network is read. */
  readonly inputs: readonly string[];
  /** The live network is a source. */
  readonly yammer: boolean;
  /** The app that signs in there; undefined: a token is pasted. */
  readonly microsoft: Microsoft | undefined;
  readonly members: string | undefined;
  readonly directory: string | undefined;
  readonly site: string;
  readonly language: string;
  readonly timeZone: string;
}

/** The commented regroup.yaml. Pure; whatever was typed is quoted where it needs to be. */
export function settingsText({ name, inputs, yammer, microsoft, members, directory, site, language, timeZone }: Answers): string {
  return `# The settings of this migration. Paths are relative to this file. No passwords or tokens in here, ever.
# All keys and values: README.md, "Settings". \`regroup doctor\` says whether everything is in order.

sources:
${inputs.length > 0 ? exportText(inputs, members) : ""}${yammer ? apiText + microsoftText(microsoft) : ""}
official_network:
  # Stands over everything that is made.
  name: ${scalar(name)}

target:
  kind: static-site
  path: ${scalar(site)}
  # Who exists over there (columns id, name, email, department). Without it nobody is matched, and everybody becomes a placeholder.
  ${optional("directory", directory, "directory.csv")}

# What readers see is written in this language (en, de, fr), and dates in this time zone. Both are part of what a sponsor approves.
language: ${scalar(language)}
time_zone: ${scalar(timeZone)}

# What is left out and what becomes of whom; these are the defaults, and all of them act when nothing is said here.
# scope:
#   exclude_groups: []          # ids or names with *: no text of these groups is ever kept
#   content: full               # metadata: no text at all
# policies:
#   unmatched: placeholder      # people without an account over there: placeholder, create, skip, as-text
#   leavers: placeholder        # former colleagues, guests, bots: the same four
#   guests: placeholder
#   members: all                # who is shown as a member: all, active, owners
#   private_conversations: count
`;
}

function exportText(inputs: readonly string[], members: string | undefined): string {
  return `  - kind: yammer-export
    # ZIPs or unpacked folders, oldest first: where two hold the same record, the later one wins.
    inputs:
${inputs.map((input) => `      - ${scalar(input)}`).join("\n")}
    # Who belongs to which group (columns group, email, role): no export says. Without it, pages say that members are unknown.
    ${optional("members", members, "members.csv")}
`;
}

const apiText = `  # The live network, with the eyes of one account: \`regroup login\`, or a token in REGROUP_YAMMER_TOKEN.
  - kind: yammer-api
    # network: contoso.com        # where the account is in several: which of them
`;

function microsoftText(app: Microsoft | undefined): string {
  const { tenant, clientId } = app ?? { tenant: "contoso.onmicrosoft.com", clientId: "11111111-2222-3333-4444-555555555555" };
  const lines = ["microsoft:", `  tenant: ${scalar(tenant)}`, `  client_id: ${scalar(clientId)}`];
  const text = lines.map((line) => (app ? line : `# ${line}`)).join("\n");
  return `
# The app that \`regroup login\` signs in with (README.md, "regroup login"). Without it, \`regroup login --token\` takes a token.
${text}
`;
}

function scalar(value: string): string {
  return stringify(value, { lineWidth: 0, blockQuote: false }).trimEnd();
}

function optional(key: string, value: string | undefined, example: string): string {
  return value === undefined ? `# ${key}: ${example}` : `${key}: ${scalar(value)}`;
}
